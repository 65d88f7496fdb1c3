//! What can be asked of a server.

use super::Client;
use super::builder::CallOptions;
use super::error::ClientError;
use super::session::Ask;
use crate::jsonrpc::MapOnly;
use crate::types::{
    CallToolResult, CompleteParams, CompleteResult, Completion, CompletionArgument, CompletionReference,
    GetPromptResult, JsonObject, LOG_LEVEL_META_KEY, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, LoggingLevel, Prompt, RESULT_TYPE_COMPLETE, ReadResourceResult, Resource,
    ResourceTemplate, Tool,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Pages of one list above which something is wrong.
const MOST_PAGES: usize = 10_000;

/// A name and arguments: `tools/call`, `prompts/get`.
#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Paged<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

#[derive(Serialize)]
struct At<'a> {
    uri: &'a str,
}

/// Writes a method for a page and one for all pages.
macro_rules! lists {
    ($($method:literal $what:literal: $list:ident $all:ident $page:ident $items:ident $item:ident;)*) => {
        impl Client {
            $(
                #[doc = concat!("A page of the ", $what, ": the first, or the one at this cursor, which is the")]
                /// `next_cursor` of the page before.
                ///
                /// # Errors
                /// As [`request`](Self::request).
                pub async fn $list(&self, cursor: Option<&str>) -> Result<$page, ClientError> {
                    self.typed($method, &Paged { cursor }, CallOptions::new()).await
                }

                #[doc = concat!("All ", $what, ", page by page.")]
                ///
                /// # Errors
                /// As [`request`](Self::request), for each page; the pages have no end.
                pub async fn $all(&self) -> Result<Vec<$item>, ClientError> {
                    self.all($method, |page: $page| (page.$items, page.next_cursor)).await
                }
            )*
        }
    };
}

lists! {
    "tools/list" "tools": list_tools all_tools ListToolsResult tools Tool;
    "prompts/list" "prompts": list_prompts all_prompts ListPromptsResult prompts Prompt;
    "resources/list" "resources": list_resources all_resources ListResourcesResult resources Resource;
    "resources/templates/list" "resource templates":
        list_resource_templates all_resource_templates ListResourceTemplatesResult resource_templates ResourceTemplate;
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
        self.typed("tools/call", &Named { name, arguments }, options).await
    }

    /// Reads the resource at this URI.
    ///
    /// # Errors
    /// There is none, or as [`request`](Self::request).
    pub async fn read_resource(&self, uri: &str) -> Result<ReadResourceResult, ClientError> {
        self.typed("resources/read", &At { uri }, CallOptions::new()).await
    }

    /// The messages of a prompt. `arguments` is anything that serializes to a JSON object of texts, or `()` for none.
    ///
    /// # Errors
    /// There is no such prompt, the arguments do not fit, or as [`request`](Self::request).
    pub async fn get_prompt(&self, name: &str, arguments: impl Serialize) -> Result<GetPromptResult, ClientError> {
        let arguments = arguments_of(&arguments)?;
        self.typed("prompts/get", &Named { name, arguments }, CallOptions::new())
            .await
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
        let result: CompleteResult = self.typed("completion/complete", &params, options).await?;
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

    /// Sends any request, and gives the result as it is. `params` is anything that serializes to a JSON object, or
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
        let answer = self.send(method, &params, options).await?;
        serde_json::from_str(answer.get()).map_err(|error| unfit(method, &error))
    }

    /// Sends any notification.
    ///
    /// # Errors
    /// The parameters are no object, or the connection has ended.
    pub async fn notify(&self, method: &str, params: impl Serialize) -> Result<(), ClientError> {
        let params = params_of(&params)?;
        self.0.session.tell(method, &params).await
    }

    async fn send<P: Serialize + Sync>(
        &self,
        method: &str,
        own: &P,
        options: CallOptions,
    ) -> Result<Box<RawValue>, ClientError> {
        let mut meta = options.meta;
        for (key, value) in &self.0.envelope {
            if key != LOG_LEVEL_META_KEY || !meta.contains_key(key) {
                meta.insert(key.clone(), value.clone());
            }
        }
        let timeout = options.timeout.or(self.0.timeout);
        let ask = Ask {
            method,
            meta,
            timeout,
            progress: options.progress,
            handshake: false,
        };
        self.0.session.ask(ask, own).await
    }

    async fn typed<T, P>(&self, method: &str, own: &P, options: CallOptions) -> Result<T, ClientError>
    where
        T: DeserializeOwned,
        P: Serialize + Sync,
    {
        #[derive(Deserialize)]
        struct Kind {
            #[serde(rename = "resultType")]
            kind: Option<String>,
        }
        let answer = self.send(method, own, options).await?;
        if self.revision().is_modern()
            && let Ok(Kind { kind: Some(kind) }) = serde_json::from_str(answer.get())
            && kind != RESULT_TYPE_COMPLETE
        {
            let fault = format!("The server answered '{method}' with '{kind}', which this client cannot go on from");
            return Err(ClientError::Unexpected(fault));
        }
        let result = serde_json::from_str::<MapOnly<T>>(answer.get());
        result.map(|result| result.0).map_err(|error| unfit(method, &error))
    }

    async fn legacy<P: Serialize + Sync>(&self, method: &'static str, own: &P) -> Result<(), ClientError> {
        let revision = self.revision();
        if revision.is_modern() {
            return Err(ClientError::NotInRevision { method, revision });
        }
        self.send(method, own, CallOptions::new()).await.map(drop)
    }

    async fn all<T, I>(&self, method: &str, split: fn(T) -> (Vec<I>, Option<String>)) -> Result<Vec<I>, ClientError>
    where
        T: DeserializeOwned,
    {
        let (mut all, mut seen) = (Vec::new(), HashSet::new());
        let mut cursor: Option<String> = None;
        loop {
            let page = self
                .typed(
                    method,
                    &Paged {
                        cursor: cursor.as_deref(),
                    },
                    CallOptions::new(),
                )
                .await?;
            let (mut items, next) = split(page);
            all.append(&mut items);
            let Some(next) = next else { return Ok(all) };
            if seen.len() == MOST_PAGES {
                return Err(ClientError::Unexpected(format!(
                    "'{method}' has more than {MOST_PAGES} pages"
                )));
            }
            if !seen.insert(next.clone()) {
                let fault = format!("The pages of '{method}' have no end: the server gave the cursor {next:?} again");
                return Err(ClientError::Unexpected(fault));
            }
            cursor = Some(next);
        }
    }
}

fn unfit(method: &str, error: &serde_json::Error) -> ClientError {
    ClientError::Unexpected(format!("The server's result does not fit '{method}': {error}"))
}

/// Arguments as they are sent: in the order they have, and absent for `null`.
fn arguments_of(arguments: &impl Serialize) -> Result<Option<Box<RawValue>>, ClientError> {
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
