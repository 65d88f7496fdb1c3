//! Calls that are made from the declaration of a tool.

use super::Client;
use super::error::ClientError;
use super::options::CallOptions;
use crate::typed_call::{Gives, ToolRequest, TypedCall};
use crate::types::CallToolResult;
use std::pin::Pin;

/// A call under way. It is of no type that says how it was made: what is wrong with a call is said once, where it is made,
/// and not where it is awaited, too.
pub type Calling<'c, T> = Pin<Box<dyn Future<Output = Result<T, ClientError>> + Send + 'c>>;

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
    /// (`type Rows = Result<Vec<Row>, String>`), the compiler may have to be told what is meant (E0277, E0283):
    /// `let rows: Vec<Row> = client.call(…).await?`.
    ///
    /// # Errors
    /// [`ClientError::ToolFailed`] where the tool has failed; its result does not fit the type; or as
    /// [`call_tool`](Self::call_tool).
    pub fn call<K, T, M>(&self, call: impl TypedCall<K>) -> Calling<'_, T>
    where
        K: Gives<T, M>,
        T: 'static,
    {
        self.calling(call.into_request(), CallOptions::new(), K::read)
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub fn call_with<K, T, M>(&self, call: impl TypedCall<K>, options: CallOptions) -> Calling<'_, T>
    where
        K: Gives<T, M>,
        T: 'static,
    {
        self.calling(call.into_request(), options, K::read)
    }

    fn calling<T: 'static>(
        &self,
        request: ToolRequest,
        options: CallOptions,
        read: fn(CallToolResult) -> Result<T, String>,
    ) -> Calling<'_, T> {
        Box::pin(async move {
            let result = self.request_tool(&request, options).await?;
            if result.is_error {
                return Err(ClientError::ToolFailed(Box::new(result)));
            }
            read(result).map_err(|reason| {
                let tool = request.tool();
                ClientError::Unexpected(format!("The result of tool '{tool}' is not what it returns: {reason}"))
            })
        })
    }

    pub(super) async fn request_tool(
        &self,
        request: &ToolRequest,
        options: CallOptions,
    ) -> Result<CallToolResult, ClientError> {
        let arguments = request.arguments().map_err(ClientError::Invalid)?;
        self.call_tool_with(request.tool(), arguments, options).await
    }

    /// The same for the result as it came. A tool that fails is `Ok` here, as for [`call_tool`](Self::call_tool).
    ///
    /// # Errors
    /// As [`call_tool`](Self::call_tool).
    pub fn call_raw<K>(&self, call: impl TypedCall<K>) -> Calling<'_, CallToolResult> {
        let request = call.into_request();
        Box::pin(async move { self.request_tool(&request, CallOptions::new()).await })
    }
}
