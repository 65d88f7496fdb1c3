//! What a handler may ask the client while a call is under way, on a session of a revision that has such requests.
//!
//! From 2026-07-28 on a server asks in its answer instead, by [`InputRequired`](crate::InputRequired): prefer that, it
//! reaches every client.

use super::context::Context;
use super::reply::correlation_id;
use crate::jsonrpc::McpError;
use crate::revision::{ServerMethod, fit_elicitation, fit_sampling};
use crate::types::{
    ClientCapabilities, CreateMessageParams, CreateMessageResult, ElicitParams, ElicitResult,
    ElicitationCompleteParams, EmptyResult, FormElicitation, ListRootsParams, ListRootsResult, UrlElicitation,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

impl Context {
    /// Puts a form to the user, by `elicitation/create` (client/elicitation). Since 2025-06-18; until 2025-11-25.
    ///
    /// # Errors
    /// `Cannot send 'elicitation/create': …` where nothing can carry a question, `Elicitation not supported` where the
    /// client has not declared it, `A form of 2025-06-18 cannot ask for several choices at once: '<field>'` where that is
    /// so, the client's error, or −32000 when it goes away.
    pub async fn elicit_form(&self, form: FormElicitation) -> Result<ElicitResult, McpError> {
        self.ask_elicitation(&ElicitParams::Form(form)).await
    }

    /// Sends the user to a URL, by `elicitation/create` (SEP-1036). Since 2025-11-25.
    /// [`elicit_complete`](Self::elicit_complete) tells the client when the user is done there.
    ///
    /// # Errors
    /// As [`elicit_form`](Self::elicit_form).
    pub async fn elicit_url(&self, url: UrlElicitation) -> Result<ElicitResult, McpError> {
        self.ask_elicitation(&ElicitParams::Url(url)).await
    }

    pub(super) async fn ask_elicitation<R: DeserializeOwned>(&self, params: &ElicitParams) -> Result<R, McpError> {
        let supported = match params {
            ElicitParams::Form(_) => ClientCapabilities::elicits_forms,
            ElicitParams::Url(_) if !self.revision().has_url_elicitation() => |_: &ClientCapabilities| false,
            ElicitParams::Url(_) => ClientCapabilities::elicits_urls,
        };
        let method = ServerMethod::Elicit;
        self.may_ask(method, supported, "Elicitation not supported")?;
        let fitted = self.fitted(params)?;
        self.ask_client(method.as_str(), fitted.as_ref().unwrap_or(params))
            .await
    }

    /// A question in the words of an older revision; none when it is good as it is.
    fn fitted(&self, params: &ElicitParams) -> Result<Option<ElicitParams>, McpError> {
        let revision = self.revision();
        match params {
            ElicitParams::Form(form) if !revision.has_rich_forms() => {
                let mut form = form.clone();
                fit_elicitation(&mut form.requested_schema, revision).map_err(|field| {
                    let message = format!("A form of {revision} cannot ask for several choices at once: '{field}'");
                    McpError::invalid_request(message)
                })?;
                Ok(Some(form.into()))
            }
            // It is required until 2025-11-25, and gone after.
            ElicitParams::Url(url) if url.elicitation_id.is_none() => {
                Ok(Some(url.clone().with_elicitation_id(correlation_id()).into()))
            }
            _ => Ok(None),
        }
    }

    /// Tells the client that what it sent the user to a URL for is done (SEP-1036), be the call over or not: keep a clone
    /// of the context for when the user is back. At 2025-11-25, in a session; dropped elsewhere.
    pub fn elicit_complete(&self, elicitation_id: impl Into<String>) {
        let revision = self.revision();
        if revision.has_url_elicitation() && !revision.is_modern() {
            let params = ElicitationCompleteParams::new(elicitation_id);
            self.notify_later("notifications/elicitation/complete", &params);
        }
    }

    /// Has the client's model write a message, by `sampling/createMessage` (client/sampling). Until 2025-11-25.
    ///
    /// # Errors
    /// −32602 for messages that do not fit each other (SEP-1577) or tools that the client does not support;
    /// `Sampling not supported` where it has not declared it; `A message of 2024-11-05 cannot hold audio` and its like,
    /// where that is so; else as [`elicit_form`](Self::elicit_form).
    #[deprecated = "no client of 2026-07-28 can be asked so: write a resolver, `#[mcp::resolver] … -> Sample`, which reaches every client"]
    pub async fn sample(&self, params: CreateMessageParams) -> Result<CreateMessageResult, McpError> {
        self.ask_sampling(&params).await
    }

    pub(super) async fn ask_sampling<R: DeserializeOwned>(&self, params: &CreateMessageParams) -> Result<R, McpError> {
        params.check().map_err(McpError::invalid_params)?;
        let method = ServerMethod::CreateMessage;
        let declared = &self.client_capabilities().sampling;
        if params.uses_tools() && declared.as_ref().is_some_and(|sampling| sampling.tools.is_none()) {
            return Err(McpError::invalid_params(
                "Client does not support sampling tools capability",
            ));
        }
        let supported = |capabilities: &ClientCapabilities| capabilities.sampling.is_some();
        let refusal = "Sampling not supported";
        let revision = self.revision();
        if revision.has_sampling_blocks() {
            return self.ask_if(method, supported, refusal, params).await;
        }
        let messages = fit_sampling(&params.messages, revision).map_err(|what| {
            let message = format!("A message of {revision} cannot hold {what}");
            McpError::invalid_request(message)
        })?;
        let fitted = CreateMessageParams {
            messages,
            ..params.clone()
        };
        self.ask_if(method, supported, refusal, &fitted).await
    }

    /// Asks where the client works, by `roots/list` (client/roots). Until 2025-11-25.
    ///
    /// # Errors
    /// `List roots not supported` where the client has not declared it; else as [`elicit_form`](Self::elicit_form).
    #[deprecated = "no client of 2026-07-28 can be asked so: write a resolver, `#[mcp::resolver] … -> ListRoots`, which reaches every client"]
    pub async fn list_roots(&self) -> Result<ListRootsResult, McpError> {
        self.ask_roots(&ListRootsParams::default()).await
    }

    pub(super) async fn ask_roots<R: DeserializeOwned>(&self, params: &ListRootsParams) -> Result<R, McpError> {
        let supported = |capabilities: &ClientCapabilities| capabilities.roots.is_some();
        let method = ServerMethod::ListRoots;
        self.ask_if(method, supported, "List roots not supported", params).await
    }

    /// Asks whether the client is there, by `ping` (basic/utilities/ping). Until 2025-11-25.
    ///
    /// # Errors
    /// As [`elicit_form`](Self::elicit_form).
    pub async fn ping(&self) -> Result<(), McpError> {
        let pong: Result<EmptyResult, McpError> = self.ask_client("ping", &json!({})).await;
        pong.map(drop)
    }

    /// Sends the client a request of any method, such as an extension has, and reads its result as `R`.
    ///
    /// # Errors
    /// `Cannot send '<method>': …` where nothing can carry it, the client's error, −32000 when it goes away, or −32603
    /// for a result that is no `R`.
    pub async fn ask_client<R: DeserializeOwned>(&self, method: &str, params: &impl Serialize) -> Result<R, McpError> {
        let (connection, outgoing) = self.back_channel(method)?;
        let result = connection.questions.ask(outgoing, method, params).await?;
        serde_json::from_str(result.get())
            .map_err(|_| McpError::internal(format!("the client's answer to '{method}' does not fit")))
    }

    /// Whether the client declared all that `wanted` declares.
    pub fn client_supports(&self, wanted: &ClientCapabilities) -> bool {
        self.require_client(wanted).is_ok()
    }

    async fn ask_if<R: DeserializeOwned>(
        &self,
        method: ServerMethod,
        supported: impl Fn(&ClientCapabilities) -> bool,
        refusal: &str,
        params: &impl Serialize,
    ) -> Result<R, McpError> {
        self.may_ask(method, supported, refusal)?;
        self.ask_client(method.as_str(), params).await
    }

    fn may_ask(
        &self,
        method: ServerMethod,
        supported: impl Fn(&ClientCapabilities) -> bool,
        refusal: &str,
    ) -> Result<(), McpError> {
        self.back_channel(method.as_str())?;
        if !method.exists_in(self.revision()) || !supported(self.client_capabilities()) {
            return Err(McpError::invalid_request(refusal));
        }
        Ok(())
    }
}
