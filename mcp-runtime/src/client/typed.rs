//! Calls that are made from the declaration of a tool.

use super::Client;
use super::error::ClientError;
use super::options::CallOptions;
use crate::typed_call::{Gives, TypedCall};
use crate::types::CallToolResult;

impl Client {
    /// Calls a tool whose function this program knows: with its arguments, for what it returns.
    ///
    /// ```
    /// use mcp::{Client, ClientError};
    ///
    /// /// Today's forecast for one city.
    /// #[mcp::tool]
    /// fn forecast(city: String, #[arg(default = 1)] days: u8, unit: Option<String>) -> mcp::Result<String> {
    ///     match city.as_str() {
    ///         "London" => Ok(format!("Rain for {days} days, in {}.", unit.as_deref().unwrap_or("mm"))),
    ///         _ => Err(format!("No forecast for '{city}'.").into()),
    ///     }
    /// }
    ///
    /// #[mcp::main]
    /// async fn main() -> mcp::Result<()> {
    ///     let client = Client::connect(&mcp::build!("Weather", [forecast])).await?;
    ///     let text = client.call(forecast::args("London").days(2)).await?;
    ///     assert_eq!(text, "Rain for 2 days, in mm.");
    ///
    ///     let failed = client.call(forecast::args("Atlantis").unit("inches")).await.unwrap_err();
    ///     assert!(matches!(failed, ClientError::ToolFailed(_)));
    ///     assert_eq!(failed.to_string(), "Error executing tool forecast: No forecast for 'Atlantis'.");
    ///     Ok(())
    /// }
    /// ```
    ///
    /// `args` stands on the type beside the function. It takes the arguments that a model has to give, in order; those that
    /// have a default or are an `Option` are set by methods of their names. What the server gives (`State`, `Context`,
    /// resolved arguments) is not among them. Text is given as `&str` or `String`, other arguments by value; their types
    /// need serde's `Serialize`, which [`#[mcp::data]`](macro@crate::data) brings.
    ///
    /// The value is read from the structured content, or else from the text. Content and
    /// [`CallToolResult`] are what they are. Where the function returns a `Result` by a name that does not say so
    /// (`type Rows = Result<Vec<Row>, String>`), the compiler may have to be told what is meant (E0283):
    /// `let rows: Vec<Row> = client.call(…).await?`.
    ///
    /// # Errors
    /// [`ClientError::ToolFailed`] where the tool has failed; its result does not fit the type; or as
    /// [`call_tool`](Self::call_tool).
    pub async fn call<K, T, M>(&self, call: impl TypedCall<K>) -> Result<T, ClientError>
    where
        K: Gives<T, M>,
    {
        self.call_with(call, CallOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn call_with<K, T, M>(&self, call: impl TypedCall<K>, options: CallOptions) -> Result<T, ClientError>
    where
        K: Gives<T, M>,
    {
        let request = call.into_request();
        let tool = request.tool();
        let arguments = request.arguments().map_err(ClientError::Invalid)?;
        let result = self.call_tool_with(tool, arguments, options).await?;
        if result.is_error {
            return Err(ClientError::ToolFailed(Box::new(result)));
        }
        K::read(result).map_err(|reason| {
            ClientError::Unexpected(format!("The result of tool '{tool}' is not what it returns: {reason}"))
        })
    }

    /// The same for the result as it came. A tool that fails is `Ok` here, as for [`call_tool`](Self::call_tool).
    ///
    /// # Errors
    /// As [`call_tool`](Self::call_tool).
    pub async fn call_raw<K>(&self, call: impl TypedCall<K>) -> Result<CallToolResult, ClientError> {
        let request = call.into_request();
        let arguments = request.arguments().map_err(ClientError::Invalid)?;
        self.call_tool(request.tool(), arguments).await
    }
}
