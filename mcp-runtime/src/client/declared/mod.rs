//! A client that is declared as a trait, `#[mcp::client]`: what the macro asks of the types in it, how a method calls its
//! tool, and whether the server has the tools that the trait declares.

mod argument;
mod check;
mod outcome;

pub use argument::{Given, GivenAlways, How, Sendable, Ungiven, sendable};
pub use check::{Method, agrees};
pub use outcome::{
    ErrorOf, FromCall, IsResult, NoData, NoResult, Outcome, Outcomes, ValueOf, fails_with, is_result, reads,
};

use super::Client;
use super::error::ClientError;
use super::options::CallOptions;
use crate::typed_call::ToolRequest;

/// Calls a tool, for what its method returns. Nothing is asked of the types here: what is wrong with them has been said.
pub async fn answered<R, T, E>(
    client: &Client,
    options: &CallOptions,
    request: ToolRequest,
    outcomes: Outcomes<R, T, E>,
) -> R {
    let answer = match client.request_tool(&request, options.clone()).await {
        Ok(result) if result.is_error => Err(ClientError::ToolFailed(Box::new(result))),
        Ok(result) => outcomes.read(result).map_err(|reason| {
            let tool = request.tool();
            ClientError::Unexpected(format!("The result of tool '{tool}' is not what it returns: {reason}"))
        }),
        Err(error) => Err(error),
    };
    outcomes.whole(answer)
}
