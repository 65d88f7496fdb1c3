//! What can be asked of a server.

use super::Client;
use super::calls::Call;
use super::error::ClientError;
use super::options::CallOptions;
use crate::types::{
    CallToolResult, CompleteParams, CompleteResult, Completion, CompletionArgument, CompletionReference,
    GetPromptResult, JsonObject, LoggingLevel, ReadResourceResult,
};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A name and arguments: `tools/call`, `prompts/get`.
#[derive(Serialize)]
pub(super) struct Named<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) arguments: Option<Box<RawValue>>,
}

#[derive(Serialize)]
pub(super) struct At<'a> {
    pub(super) uri: &'a str,
}

impl Client {
    /// Calls a tool. A tool that fails is `Ok`, with [`is_error`](CallToolResult::is_error) set and the reason as its
    /// text. `arguments` is anything that serializes to a JSON object, such as `json!({ "city": "London" })`, or `()`
    /// for none.
    ///
    /// # Errors
    /// There is no such tool, the arguments are no object, or as [`request`](Self::request).
    pub async fn call_tool(&self, name: &str, arguments: impl Serialize) -> Result<CallToolResult, ClientError> {
        self.call_tool_with(name, arguments, CallOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`call_tool`](Self::call_tool).
    pub async fn call_tool_with(
        &self,
        name: &str,
        arguments: impl Serialize,
        options: CallOptions,
    ) -> Result<CallToolResult, ClientError> {
        let arguments = arguments_of(&arguments)?;
        let result = self.finish(&Call::tool(&Named { name, arguments }), options).await?;
        self.check_result(name, &result)?;
        Ok(result)
    }

    /// Reads the resource at this URI.
    ///
    /// # Errors
    /// There is none, or as [`request`](Self::request).
    pub async fn read_resource(&self, uri: &str) -> Result<ReadResourceResult, ClientError> {
        self.read_resource_with(uri, CallOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`read_resource`](Self::read_resource).
    pub async fn read_resource_with(&self, uri: &str, options: CallOptions) -> Result<ReadResourceResult, ClientError> {
        let fetch = async {
            let at = At { uri };
            let (result, rounds) = self.finish_counted(&Call::resource(&at), options.clone()).await?;
            // What it took questions to get is for this one time.
            Ok((result, rounds == 0))
        };
        self.cached("resources/read", uri, &options, fetch).await
    }

    /// The messages of a prompt. `arguments` is anything that serializes to a JSON object of texts, or `()` for none.
    ///
    /// # Errors
    /// There is no such prompt, the arguments do not fit, or as [`request`](Self::request).
    pub async fn get_prompt(&self, name: &str, arguments: impl Serialize) -> Result<GetPromptResult, ClientError> {
        self.get_prompt_with(name, arguments, CallOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`get_prompt`](Self::get_prompt).
    pub async fn get_prompt_with(
        &self,
        name: &str,
        arguments: impl Serialize,
        options: CallOptions,
    ) -> Result<GetPromptResult, ClientError> {
        let arguments = arguments_of(&arguments)?;
        self.finish(&Call::prompt(&Named { name, arguments }), options).await
    }

    /// What an argument of a prompt or resource template may be, of which `value` is typed so far.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub async fn complete(
        &self,
        reference: CompletionReference,
        argument: &str,
        value: &str,
    ) -> Result<Completion, ClientError> {
        self.complete_with(CompleteParams::new(reference, CompletionArgument::new(argument, value)))
            .await
    }

    /// The same with all that a server can be told, such as arguments that are chosen already.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub async fn complete_with(&self, mut params: CompleteParams) -> Result<Completion, ClientError> {
        let options = CallOptions {
            meta: params.meta.take().unwrap_or_default(),
            ..CallOptions::new()
        };
        let result: CompleteResult = self.typed(&Call::new("completion/complete", &params), &options).await?;
        Ok(result.completion)
    }

    /// Asks whether the server is there. Until 2025-11-25.
    ///
    /// # Errors
    /// [`ClientError::NotInRevision`] on a newer connection, or as [`request`](Self::request).
    pub async fn ping(&self) -> Result<(), ClientError> {
        self.legacy("ping", &JsonObject::new()).await
    }

    /// Sets the least severe log message the server sends. Until 2025-11-25; newer requests say it one by one, as
    /// [`ClientBuilder::log_level`](super::ClientBuilder::log_level) does.
    ///
    /// # Errors
    /// As [`ping`](Self::ping).
    pub async fn set_logging_level(&self, level: LoggingLevel) -> Result<(), ClientError> {
        self.legacy("logging/setLevel", &json!({ "level": level })).await
    }

    /// Asks for `notifications/resources/updated` when the resource at this URI changes. Until 2025-11-25.
    ///
    /// # Errors
    /// As [`ping`](Self::ping).
    pub async fn subscribe(&self, uri: &str) -> Result<(), ClientError> {
        self.legacy("resources/subscribe", &At { uri }).await
    }

    /// Ends what [`subscribe`](Self::subscribe) began. Until 2025-11-25.
    ///
    /// # Errors
    /// As [`ping`](Self::ping).
    pub async fn unsubscribe(&self, uri: &str) -> Result<(), ClientError> {
        self.legacy("resources/unsubscribe", &At { uri }).await
    }

    /// Tells the server that the roots of the client changed. Until 2025-11-25; newer servers ask when they want to know.
    ///
    /// # Errors
    /// [`ClientError::NotInRevision`] on a newer connection, the connection has ended, or it is not sent in time.
    pub async fn roots_changed(&self) -> Result<(), ClientError> {
        let method = "notifications/roots/list_changed";
        self.until_2025_11_25(method)?;
        self.tell(method, &JsonObject::new()).await
    }

    /// Sends any request, and gives the result as it is, whatever its `resultType` says. `params` is anything that serializes to a JSON object, or
    /// `()` for none; what the revision wants in its `_meta` is added.
    ///
    /// # Errors
    /// The server answers with an error, not in time, or with what fits no answer; the connection ends.
    pub async fn request(&self, method: &str, params: impl Serialize) -> Result<Value, ClientError> {
        self.request_with(method, params, CallOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub async fn request_with(
        &self,
        method: &str,
        params: impl Serialize,
        mut options: CallOptions,
    ) -> Result<Value, ClientError> {
        let mut params = params_of(&params)?;
        match params.remove("_meta") {
            Some(Value::Object(mut meta)) => {
                meta.append(&mut options.meta);
                options.meta = meta;
            }
            Some(_) => return Err(ClientError::Invalid("`_meta` must be a JSON object".into())),
            None => {}
        }
        let call = Call {
            name: name_in(method, &params),
            arguments: params.get("arguments").and_then(Value::as_object),
            ..Call::new(method, &params)
        };
        let answer = self.limited(&call, &options).await?;
        serde_json::from_str(answer.get()).map_err(|error| super::calls::unfit(method, &error))
    }

    /// Sends any notification.
    ///
    /// # Errors
    /// The parameters are no object, the connection has ended, or it is not sent in time.
    pub async fn notify(&self, method: &str, params: impl Serialize) -> Result<(), ClientError> {
        let params = params_of(&params)?;
        self.tell(method, &params).await
    }

    async fn tell(&self, method: &str, params: &JsonObject) -> Result<(), ClientError> {
        let limit = self.0.builder.timeout;
        self.0.connection.tell(method, params, limit).await
    }

    async fn legacy<P: Serialize + Sync>(&self, method: &'static str, own: &P) -> Result<(), ClientError> {
        self.until_2025_11_25(method)?;
        self.limited(&Call::new(method, own), &CallOptions::new())
            .await
            .map(drop)
    }

    fn until_2025_11_25(&self, method: &'static str) -> Result<(), ClientError> {
        let revision = self.revision();
        match revision.is_modern() {
            true => Err(ClientError::NotInRevision { method, revision }),
            false => Ok(()),
        }
    }
}

/// What a request is for, where transports with headers say so (SEP-2243; tasks/* of the extension for tasks).
fn name_in<'a>(method: &str, params: &'a JsonObject) -> Option<&'a str> {
    let member = match method {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        "tasks/get" | "tasks/update" | "tasks/cancel" => "taskId",
        _ => return None,
    };
    params.get(member)?.as_str()
}

/// Arguments as they are sent: in the order they have, and absent for `null`.
pub(super) fn arguments_of(arguments: &impl Serialize) -> Result<Option<Box<RawValue>>, ClientError> {
    let invalid = |why: String| ClientError::Invalid(format!("the arguments cannot be sent: {why}"));
    let raw = serde_json::value::to_raw_value(arguments).map_err(|error| invalid(error.to_string()))?;
    match raw.get().as_bytes().first() {
        Some(b'{') => Ok(Some(raw)),
        _ if raw.get() == "null" => Ok(None),
        _ => Err(invalid("they are no JSON object".into())),
    }
}

fn params_of(params: &impl Serialize) -> Result<JsonObject, ClientError> {
    match serde_json::to_value(params) {
        Ok(Value::Object(params)) => Ok(params),
        Ok(Value::Null) => Ok(JsonObject::new()),
        Ok(_) => Err(ClientError::Invalid(
            "the parameters cannot be sent: they are no JSON object".into(),
        )),
        Err(error) => Err(ClientError::Invalid(format!("the parameters cannot be sent: {error}"))),
    }
}
