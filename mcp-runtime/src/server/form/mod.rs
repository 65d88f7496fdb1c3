//! Forms.

use crate::types::{FormElicitation, JsonObject};

/// A form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a form [MCP140]",
    label = "cannot be put to a user",
    note = "put `#[derive(mcp::Form)]` on it"
)]
pub trait Form: Sized + Send + Sync + 'static {
    /// The question.
    fn elicitation(message: impl Into<String>) -> FormElicitation;
    /// Reads what the user filled in.
    ///
    /// # Errors
    /// Each problem.
    fn read(content: &JsonObject) -> Result<Self, Vec<String>>;
}
