//! What is below the convenient calls: single requests of a call, and what the convenient calls do by themselves.

use super::Client;
use super::calls::Call;
use super::error::ClientError;
use super::negotiate;
use super::options::CallOptions;
use super::requests::{At, Named, arguments_of};
use super::rounds::Step;
use crate::revision::Revision;
use crate::types::{
    CallToolResult, DiscoverResult, GetPromptResult, InputRequests, InputRequiredResult, InputResponses,
    ReadResourceResult,
};
use serde::Serialize;

/// A connection without its conveniences: see [`Client::session`].
///
/// Its calls are single requests. What a server asks comes back as [`Step::InputRequired`], which can be answered by
/// hand, or kept and answered by another process later:
///
/// ```
/// # async fn example(client: mcp::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use mcp::client::Step;
/// use mcp::types::InputRequiredResult;
/// use mcp::{CallOptions, json};
///
/// let session = client.session();
/// let arguments = json!({ "date": "Friday" });
/// let kept = match session.call_tool("book_table", &arguments, CallOptions::new()).await? {
///     Step::InputRequired(asked) => serde_json::to_string(&asked)?,
///     _ => return Ok(()),
/// };
///
/// // Later, and somewhere else.
/// let asked: InputRequiredResult = serde_json::from_str(&kept)?;
/// let options = session.resume(&asked).await?;
/// let result = session.call_tool("book_table", &arguments, options).await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ClientSession<'a>(&'a Client);

impl Client {
    /// The connection without its conveniences: calls that the server answers with questions are handed out.
    pub fn session(&self) -> ClientSession<'_> {
        ClientSession(self)
    }
}

impl ClientSession<'_> {
    /// Makes one request of a tool's call.
    ///
    /// # Errors
    /// As [`Client::call_tool`].
    pub async fn call_tool(
        &self,
        name: &str,
        arguments: impl Serialize,
        options: CallOptions,
    ) -> Result<Step<CallToolResult>, ClientError> {
        let arguments = arguments_of(&arguments)?;
        let step = self.0.step(&Call::tool(&Named { name, arguments }), &options).await?;
        if let Step::Done(result) = &step {
            self.0.check_result(name, result)?;
        }
        Ok(step)
    }

    /// Makes one request for a resource.
    ///
    /// # Errors
    /// As [`Client::read_resource`].
    pub async fn read_resource(
        &self,
        uri: &str,
        options: CallOptions,
    ) -> Result<Step<ReadResourceResult>, ClientError> {
        self.0.step(&Call::resource(&At { uri }), &options).await
    }

    /// Makes one request for a prompt.
    ///
    /// # Errors
    /// As [`Client::get_prompt`].
    pub async fn get_prompt(
        &self,
        name: &str,
        arguments: impl Serialize,
        options: CallOptions,
    ) -> Result<Step<GetPromptResult>, ClientError> {
        let arguments = arguments_of(&arguments)?;
        self.0.step(&Call::prompt(&Named { name, arguments }), &options).await
    }

    /// Has the callbacks answer these questions, all beside each other.
    ///
    /// # Errors
    /// One of them has no answer.
    pub async fn answer(&self, questions: InputRequests) -> Result<InputResponses, ClientError> {
        self.0.answers(questions).await
    }

    /// Has the callbacks answer what a call was answered with, and gives the options with which the same call goes on.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn resume(&self, asked: &InputRequiredResult) -> Result<CallOptions, ClientError> {
        let mut options = CallOptions::new();
        options.request_state.clone_from(&asked.request_state);
        if !asked.input_requests.is_empty() {
            options.input_responses = Some(self.answer(asked.input_requests.clone()).await?);
        }
        Ok(options)
    }

    /// Asks the server what it is, in the newest revision that it speaks: one that it names in place of ours is tried once.
    /// What it says can be kept for [`prior_discover`](super::ClientBuilder::prior_discover), or [adopted](Self::adopt).
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn discover(&self) -> Result<DiscoverResult, ClientError> {
        match self.send_discover(Revision::LATEST).await {
            Err(ClientError::Protocol(error)) => match negotiate::named(&error) {
                Some(revision) => self.send_discover(revision).await,
                None => Err(error.into()),
            },
            found => found,
        }
    }

    /// Sends one `server/discover`, in this revision. The connection itself stays as it was settled.
    ///
    /// # Errors
    /// As [`Client::request`].
    pub async fn send_discover(&self, revision: Revision) -> Result<DiscoverResult, ClientError> {
        let Client(inner) = self.0;
        negotiate::discover(&inner.connection, &inner.builder, revision).await
    }

    /// A client on the same connection that knows the server by this: its name, its capabilities, its instructions. Where
    /// nobody asked ([`Mode::Pinned`](super::Mode::Pinned)), or what was said then is no longer so.
    ///
    /// ```
    /// # async fn example(client: mcp::Client) -> Result<(), mcp::ClientError> {
    /// let found = client.session().discover().await?;
    /// let client = client.session().adopt(found)?;
    /// println!("{:?}", client.server_info());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ClientError::NotInRevision`] where there was a handshake, which settled all that; the server does not speak the
    /// revision of the connection.
    pub fn adopt(&self, found: DiscoverResult) -> Result<Client, ClientError> {
        let Client(inner) = self.0;
        let agreed = inner.agreed.adopted(found)?;
        Ok(Client::new(inner.connection.clone(), agreed, inner.builder.clone()))
    }

    /// Holds a tool's result against the output schema that the tool is listed with; the list is fetched if the tool is
    /// not known yet. A tool that is not listed has nothing to be held against.
    ///
    /// # Errors
    /// [`ClientError::InvalidResult`], or as [`Client::request`] for the list.
    pub async fn validate_tool_result(&self, name: &str, result: &CallToolResult) -> Result<(), ClientError> {
        if !self.0.knows_tool(name) {
            self.0.all_tools().await?;
        }
        self.0.check_result(name, result)
    }
}
