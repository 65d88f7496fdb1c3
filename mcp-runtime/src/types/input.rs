//! What a server needs from the client before it can answer. Since 2026-07-28 (SEP-2322); until
//! 2025-11-25 servers sent requests of their own instead.
//!
//! Specification: `basic/index` (multi round-trip requests).

use super::form_schema::{AnyParams, Ordered};
use super::{
    CreateMessageParams, CreateMessageResult, ElicitParams, ElicitResult, JsonObject, ListRootsParams, ListRootsResult,
    Meta,
};
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::fmt;

/// A request of the server to the client inside a result, told apart by `method`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InputRequest {
    /// `sampling/createMessage`.
    CreateMessage(Box<CreateMessageParams>),
    /// `roots/list`.
    ListRoots(ListRootsParams),
    /// `elicitation/create`.
    Elicit(ElicitParams),
}

impl InputRequest {
    /// The method.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::CreateMessage(_) => "sampling/createMessage",
            Self::ListRoots(_) => "roots/list",
            Self::Elicit(_) => "elicitation/create",
        }
    }
}

impl From<CreateMessageParams> for InputRequest {
    fn from(params: CreateMessageParams) -> Self {
        Self::CreateMessage(Box::new(params))
    }
}

impl From<ListRootsParams> for InputRequest {
    fn from(params: ListRootsParams) -> Self {
        Self::ListRoots(params)
    }
}

impl From<ElicitParams> for InputRequest {
    fn from(params: ElicitParams) -> Self {
        Self::Elicit(params)
    }
}

impl Serialize for InputRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("method", self.method())?;
        match self {
            Self::CreateMessage(params) => map.serialize_entry("params", params)?,
            Self::ListRoots(params) if params.meta.is_none() => {}
            Self::ListRoots(params) => map.serialize_entry("params", params)?,
            Self::Elicit(params) => map.serialize_entry("params", params)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for InputRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Request {
            method: String,
            params: Option<AnyParams>,
        }
        let Request { method, params } = Request::deserialize(deserializer)?;
        InputRequest::of(&method, params).map_err(D::Error::custom)
    }
}

impl InputRequest {
    /// The request of this method and these parameters.
    ///
    /// # Errors
    /// There is none, or they do not fit.
    #[cfg(feature = "client")]
    pub(crate) fn read(method: &str, params: Option<&serde_json::value::RawValue>) -> serde_json::Result<Self> {
        let params = params.map(|params| serde_json::from_str(params.get())).transpose()?;
        InputRequest::of(method, params.flatten())
    }

    fn of(method: &str, params: Option<AnyParams>) -> serde_json::Result<Self> {
        let AnyParams(Ordered { object, order }) = params.unwrap_or_default();
        let params = Value::Object(object);
        match method {
            "sampling/createMessage" => {
                Deserialize::deserialize(params).map(|params| Self::CreateMessage(Box::new(params)))
            }
            "roots/list" => Deserialize::deserialize(params).map(Self::ListRoots),
            "elicitation/create" => Deserialize::deserialize(params).map(|params| match params {
                ElicitParams::Form(form) => Self::Elicit(form.with_order(order).into()),
                url => Self::Elicit(url),
            }),
            _ => Err(Error::custom(format_args!("`{method}` is no input request"))),
        }
    }
}

/// The requests of an [`InputRequiredResult`] under the keys the server chose, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InputRequests(Vec<(String, InputRequest)>);

impl InputRequests {
    /// No request.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Puts a request under a key, in place of one that is there already.
    pub fn insert(&mut self, key: impl Into<String>, request: impl Into<InputRequest>) {
        let (key, request) = (key.into(), request.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, slot)) => *slot = request,
            None => self.0.push((key, request)),
        }
    }

    /// The request under this key.
    pub fn get(&self, key: &str) -> Option<&InputRequest> {
        self.iter().find(|(known, _)| *known == key).map(|(_, request)| request)
    }

    /// The keys and requests, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &InputRequest)> {
        self.0.iter().map(|(key, request)| (key.as_str(), request))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for InputRequests {
    type Item = (String, InputRequest);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Into<String>, R: Into<InputRequest>> FromIterator<(K, R)> for InputRequests {
    fn from_iter<I: IntoIterator<Item = (K, R)>>(entries: I) -> Self {
        let mut requests = Self::new();
        for (key, request) in entries {
            requests.insert(key, request);
        }
        requests
    }
}

impl Serialize for InputRequests {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for InputRequests {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Requests;

        impl<'de> Visitor<'de> for Requests {
            type Value = InputRequests;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a map of input requests")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InputRequests, A::Error> {
                let mut requests = InputRequests::new();
                while let Some((key, request)) = map.next_entry::<String, InputRequest>()? {
                    requests.insert(key, request);
                }
                Ok(requests)
            }
        }

        deserializer.deserialize_map(Requests)
    }
}

/// The one `resultType` of [`InputRequiredResult`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
enum InputRequired {
    #[default]
    #[serde(rename = "input_required")]
    InputRequired,
}

/// Result of `tools/call`, `prompts/get` or `resources/read` that is no result yet: the client is
/// to do the requests and to send its own again with the answers and the state. It has requests,
/// state, or both. Since 2026-07-28 (SEP-2322).
///
/// Only an object whose `resultType` is `input_required` reads as this type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InputRequiredResult {
    result_type: InputRequired,
    /// What the client is to do.
    #[serde(
        default,
        deserialize_with = "super::wire::nullable",
        skip_serializing_if = "InputRequests::is_empty"
    )]
    pub input_requests: InputRequests,
    /// What the client is to send back unread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_state: Option<String>,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl InputRequiredResult {
    /// A result that asks for these.
    pub fn new(input_requests: InputRequests) -> Self {
        Self {
            input_requests,
            ..Self::default()
        }
    }

    /// Adds a request.
    #[must_use]
    pub fn with_request(mut self, key: impl Into<String>, request: impl Into<InputRequest>) -> Self {
        self.input_requests.insert(key, request);
        self
    }
}

setters!(InputRequiredResult {
    text with_request_state request_state: String,
    some with_meta meta: Meta,
});

/// An answer to an [`InputRequest`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InputResponse {
    /// To `sampling/createMessage`.
    CreateMessage(CreateMessageResult),
    /// To `roots/list`.
    ListRoots(ListRootsResult),
    /// To `elicitation/create`.
    Elicit(ElicitResult),
}

impl Serialize for InputResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::CreateMessage(result) => result.serialize(serializer),
            Self::ListRoots(result) => result.serialize(serializer),
            Self::Elicit(result) => result.serialize(serializer),
        }
    }
}

impl From<CreateMessageResult> for InputResponse {
    fn from(result: CreateMessageResult) -> Self {
        Self::CreateMessage(result)
    }
}

impl From<ListRootsResult> for InputResponse {
    fn from(result: ListRootsResult) -> Self {
        Self::ListRoots(result)
    }
}

impl From<ElicitResult> for InputResponse {
    fn from(result: ElicitResult) -> Self {
        Self::Elicit(result)
    }
}

/// The answers to an [`InputRequiredResult`] under the keys of its requests.
///
/// They say nothing about what they answer, so they are kept as they came, and whoever asked reads
/// them as what was asked for. A missing or malformed answer reads as none: ask again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InputResponses(JsonObject);

impl InputResponses {
    /// No answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an answer under a key. Fails only for a number that JSON does not have.
    pub fn insert(
        &mut self,
        key: impl Into<String>,
        response: impl Into<InputResponse>,
    ) -> Result<(), serde_json::Error> {
        self.0.insert(key.into(), serde_json::to_value(response.into())?);
        Ok(())
    }

    /// The answer under this key, whatever it is.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The answer to `elicitation/create` under this key.
    pub fn elicitation(&self, key: &str) -> Option<ElicitResult> {
        self.read(key)
    }

    /// The answer to `sampling/createMessage` under this key.
    pub fn sampling(&self, key: &str) -> Option<CreateMessageResult> {
        self.read(key)
    }

    /// The answer to `roots/list` under this key.
    pub fn roots(&self, key: &str) -> Option<ListRootsResult> {
        self.read(key)
    }

    fn read<'de, T: Deserialize<'de>>(&'de self, key: &str) -> Option<T> {
        T::deserialize(self.0.get(key)?).ok()
    }

    /// All answers.
    pub const fn as_object(&self) -> &JsonObject {
        &self.0
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<JsonObject> for InputResponses {
    fn from(answers: JsonObject) -> Self {
        Self(answers)
    }
}
