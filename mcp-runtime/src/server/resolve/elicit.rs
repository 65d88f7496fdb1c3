//! A form in the middle of a call, on a session of a revision that can carry it.

use super::outcome::Elicited;
use super::settle::form;
use crate::jsonrpc::McpError;
use crate::server::context::Context;
use crate::server::form::Form;
use serde_json::Value;

impl Context {
    /// Puts a form to the user in the middle of the call, by `elicitation/create`. From 2025-06-18 to 2025-11-25 alone:
    /// 2026-07-28 has no requests of a server's own, so nothing is ever asked there.
    ///
    /// # Errors
    /// As [`elicit_form`](Self::elicit_form); or the answer does not fit the form.
    #[deprecated = "no client of 2026-07-28 can be asked so: write a resolver, `#[mcp::resolver] … -> Elicit<T>`, which reaches every client"]
    pub async fn elicit<T: Form>(&self, message: impl Into<String> + Send) -> Result<Elicited<T>, McpError> {
        let answer: Value = self.ask_elicitation(&T::elicitation(message).into()).await?;
        form(&answer).map_err(|problem| McpError::invalid_params(format!("The client's answer: {problem}")))
    }
}
