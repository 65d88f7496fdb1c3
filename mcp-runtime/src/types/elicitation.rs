//! Elicitation: asking the person at the client. Since 2025-06-18.
//!
//! Specification: `client/elicitation`.

use super::form_schema::{FormSchema, InOrder, Ordered, in_order};
use super::{JsonObject, Meta};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Parameters of `elicitation/create`, told apart by `mode`: a request from server to client until
/// 2025-11-25, an [`InputRequest`](super::InputRequest) since 2026-07-28.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ElicitParams {
    /// A form to fill in; also what an absent `mode` means. A new one is written without it, which
    /// every revision understands.
    Form(FormElicitation),
    /// A URL to go to. Since 2025-11-25 (SEP-1036).
    Url(UrlElicitation),
}

impl ElicitParams {
    /// A form to fill in.
    pub fn form(message: impl Into<String>, requested_schema: JsonObject) -> Self {
        Self::Form(FormElicitation::new(message, requested_schema))
    }

    /// A URL to go to. Since 2025-11-25 (SEP-1036).
    pub fn url(message: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Url(UrlElicitation::new(message, url))
    }

    /// What the person is told.
    pub fn message(&self) -> &str {
        match self {
            Self::Form(form) => &form.message,
            Self::Url(url) => &url.message,
        }
    }
}

impl From<FormElicitation> for ElicitParams {
    fn from(form: FormElicitation) -> Self {
        Self::Form(form)
    }
}

impl From<UrlElicitation> for ElicitParams {
    fn from(url: UrlElicitation) -> Self {
        Self::Url(url)
    }
}

impl Serialize for ElicitParams {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Form(form) => form.serialize(serializer),
            Self::Url(url) => url.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ElicitParams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The members of both, so that a form keeps the order of its properties whatever comes first.
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Any {
            mode: Option<Value>,
            message: String,
            requested_schema: Option<FormSchema>,
            url: Option<String>,
            elicitation_id: Option<String>,
            #[serde(rename = "_meta")]
            meta: Option<Meta>,
        }
        let any = Any::deserialize(deserializer)?;
        let mode = match &any.mode {
            None | Some(Value::Null) => None,
            Some(Value::String(mode)) if mode == "form" => Some(FormMode::Form),
            Some(Value::String(mode)) if mode == "url" => {
                return Ok(Self::Url(UrlElicitation {
                    mode: UrlMode::Url,
                    message: any.message,
                    url: any.url.ok_or_else(|| D::Error::missing_field("url"))?,
                    elicitation_id: any.elicitation_id,
                    meta: any.meta,
                }));
            }
            Some(mode) => {
                return Err(D::Error::custom(format_args!("unknown elicitation mode {mode}")));
            }
        };
        let missing = || D::Error::missing_field("requestedSchema");
        let FormSchema(Ordered { object, order }) = any.requested_schema.ok_or_else(missing)?;
        Ok(Self::Form(FormElicitation {
            mode,
            message: any.message,
            requested_schema: object,
            order,
            meta: any.meta,
        }))
    }
}

/// The one `mode` of [`FormElicitation`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum FormMode {
    #[serde(rename = "form")]
    Form,
}

/// A form to fill in. Since 2025-06-18.
///
/// The properties keep their order, in which a client shows them; two forms are equal without it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct FormElicitation {
    mode: Option<FormMode>,
    /// What the person is told.
    pub message: String,
    /// The JSON Schema of the form: an object whose properties are all texts, numbers, booleans
    /// or choices (SEP-1034, SEP-1330).
    pub requested_schema: JsonObject,
    /// The names of its properties as they follow each other; others come behind.
    order: Vec<String>,
    /// Metadata. Until 2025-11-25.
    pub meta: Option<Meta>,
}

impl FormElicitation {
    /// A form of this schema.
    pub fn new(message: impl Into<String>, requested_schema: JsonObject) -> Self {
        Self {
            message: message.into(),
            requested_schema,
            ..Self::default()
        }
    }

    /// Puts the properties of these names first, in this order.
    #[must_use]
    pub fn with_order(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.order = names.into_iter().map(Into::into).collect();
        self
    }

    /// The properties of the schema, in their order.
    pub fn properties(&self) -> impl Iterator<Item = (&str, &Value)> {
        let properties = self.requested_schema.get("properties").and_then(Value::as_object);
        let known = properties
            .into_iter()
            .flat_map(|properties| in_order(properties, &self.order));
        known.map(|(name, property)| (name.as_str(), property))
    }

    /// The form as its schema fills it in: each property that has a `default` (SEP-1034).
    pub fn defaults(&self) -> JsonObject {
        let properties = self.requested_schema.get("properties").and_then(Value::as_object);
        let default = |(name, schema): (&String, &Value)| Some((name.clone(), schema.get("default")?.clone()));
        properties.into_iter().flatten().filter_map(default).collect()
    }
}

setters!(FormElicitation {
    some with_meta meta: Meta,
});

impl PartialEq for FormElicitation {
    fn eq(&self, other: &Self) -> bool {
        self.mode == other.mode
            && self.message == other.message
            && self.requested_schema == other.requested_schema
            && self.meta == other.meta
    }
}

impl Serialize for FormElicitation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Whole<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            mode: Option<FormMode>,
            message: &'a str,
            requested_schema: InOrder<'a>,
            #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
            meta: Option<&'a Meta>,
        }
        let whole = Whole {
            mode: self.mode,
            message: &self.message,
            requested_schema: InOrder(&self.requested_schema, &self.order),
            meta: self.meta.as_ref(),
        };
        whole.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for FormElicitation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match ElicitParams::deserialize(deserializer)? {
            ElicitParams::Form(form) => Ok(form),
            ElicitParams::Url(_) => Err(D::Error::custom("a URL, not a form")),
        }
    }
}

/// The one `mode` of [`UrlElicitation`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
enum UrlMode {
    #[default]
    #[serde(rename = "url")]
    Url,
}

/// A URL to go to. Since 2025-11-25 (SEP-1036).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UrlElicitation {
    #[serde(default)]
    mode: UrlMode,
    /// What the person is told.
    pub message: String,
    /// Where to go.
    pub url: String,
    /// What ties `notifications/elicitation/complete` to this. Required in 2025-11-25, gone in
    /// 2026-07-28.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elicitation_id: Option<String>,
    /// Metadata. Until 2025-11-25.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl UrlElicitation {
    /// This URL to go to.
    pub fn new(message: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            url: url.into(),
            ..Self::default()
        }
    }
}

setters!(UrlElicitation {
    text with_elicitation_id elicitation_id: String,
    some with_meta meta: Meta,
});

/// What the person did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ElicitAction {
    /// Sent the form, or agreed to go to the URL.
    Accept,
    /// Said no.
    Decline,
    /// Went away without a choice.
    Cancel,
}

/// Result of `elicitation/create`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ElicitResult {
    /// What the person did.
    pub action: ElicitAction,
    /// The form as filled in, of an accepted form only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<JsonObject>,
    /// Metadata. Until 2025-11-25.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ElicitResult {
    /// The person did this, and filled in nothing.
    pub fn new(action: ElicitAction) -> Self {
        Self {
            action,
            content: None,
            meta: None,
        }
    }

    /// The person sent this form.
    pub fn accept(content: JsonObject) -> Self {
        Self {
            content: Some(content),
            ..Self::new(ElicitAction::Accept)
        }
    }

    /// The person said no.
    pub fn decline() -> Self {
        Self::new(ElicitAction::Decline)
    }

    /// The person went away without a choice.
    pub fn cancel() -> Self {
        Self::new(ElicitAction::Cancel)
    }
}

setters!(ElicitResult {
    some with_content content: JsonObject,
    some with_meta meta: Meta,
});

/// Parameters of `notifications/elicitation/complete`: what a URL was for is done. In 2025-11-25
/// only (SEP-1036).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ElicitationCompleteParams {
    /// The id of the [`UrlElicitation`].
    pub elicitation_id: String,
    /// Metadata.
    #[serde(rename = "_meta", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

impl ElicitationCompleteParams {
    /// The elicitation of this id is done.
    pub fn new(elicitation_id: impl Into<String>) -> Self {
        Self {
            elicitation_id: elicitation_id.into(),
            meta: None,
        }
    }
}

setters!(ElicitationCompleteParams {
    some with_meta meta: Meta,
});
