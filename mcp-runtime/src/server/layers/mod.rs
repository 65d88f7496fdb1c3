//! Layers around requests: `tower` at the seam, one boxed future a layer behind it.

mod answer;
mod call;

pub use answer::Answer;
pub use call::Call;

use super::dispatch::once_more;
use super::error::Error;
use super::handle::Server;
use super::reply::{Reply, layer_error};
use super::request::{Request, Tries};
use super::step::Step;
use crate::jsonrpc::McpError;
use crate::revision::Method;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_layer::Layer;
use tower_service::Service;

type Answering = Pin<Box<dyn Future<Output = Result<Answer, McpError>> + Send>>;

/// A service without its type. Nothing of the user's runs before the future is polled: what they do is then contained.
trait Handle: Send + Sync {
    fn handle(&self, call: Call) -> Answering;
}

struct Layered<S>(Arc<S>);

impl<S> Handle for Layered<S>
where
    S: Service<Call, Response = Answer> + Clone + Send + Sync + 'static,
    S::Error: Into<Error>,
    S::Future: Send,
{
    fn handle(&self, call: Call) -> Answering {
        let (shared, method, debug) = (self.0.clone(), call.method(), call.context().debug());
        Box::pin(async move {
            let mut service = S::clone(&shared);
            let failed = |error: S::Error| layer_error(debug, method.as_str(), &error.into());
            poll_fn(|context| service.poll_ready(context).map_err(failed)).await?;
            service.call(call).await.map_err(failed)
        })
    }
}

/// The layers of a server.
#[derive(Clone)]
pub(crate) struct Stack(Arc<dyn Handle>);

impl fmt::Debug for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stack(..)")
    }
}

impl Stack {
    /// Starts a request at the outermost layer.
    pub(crate) fn start(&self, request: &Request<'_>, method: Method, text: &str) -> Step {
        let call = Call::new(request, method, text);
        let grant = request.grant.clone();
        Step::running(
            self.0.handle(call),
            move |outcome, reply: &mut Reply<'_>| match outcome {
                // A subscription has no answer for now.
                Ok(_) if grant.is_some_and(|grant| grant.is_given()) => {}
                Ok(answer) => answer.write(method, reply),
                Err(error) => reply.error(&error),
            },
        )
    }
}

/// What a layer stands in front of: the next layer, or the server itself.
///
/// A [`tower_service::Service`] that is ready at any time. It may be called once, several times or not at all; each call
/// is a try of its own, which ends when its future is dropped.
#[derive(Clone)]
pub struct Next(Option<Stack>);

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Next(..)")
    }
}

impl Next {
    /// Goes on with the call.
    ///
    /// # Errors
    /// The protocol error that the client would get. A tool that failed is no error here but an answer; see
    /// [`Answer::is_error`].
    pub async fn run(&self, call: Call) -> Result<Answer, McpError> {
        match &self.0 {
            Some(stack) => stack.0.handle(call).await,
            None => dispatch(call).await,
        }
    }
}

impl Service<Call> for Next {
    type Response = Answer;
    type Error = McpError;
    type Future = Pin<Box<dyn Future<Output = Result<Answer, McpError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), McpError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        match &self.0 {
            Some(stack) => stack.0.handle(call),
            None => Box::pin(dispatch(call)),
        }
    }
}

/// Past the last layer: the request as if it had come so.
async fn dispatch(call: Call) -> Result<Answer, McpError> {
    let mut out = Vec::with_capacity(512);
    let grant = call.grant().cloned();
    let tries = Tries {
        whole: call.context(),
        principal: call.principal(),
    };
    once_more(tries, call.method(), &call.text(), grant.clone(), None, &mut out).await?;
    if grant.is_some_and(|grant| grant.is_given()) {
        return Ok(Answer::default());
    }
    Answer::read(&out)
}

impl Server {
    /// Puts a layer around every request: `initialize`, `server/discover`, lists, calls, whatever the transport and the
    /// revision. The layer added last is the outermost: it sees a call first and its answer last.
    ///
    /// Any `tower` layer will do whose service takes a [`Call`] and gives an [`Answer`]; [`around`](Self::around) makes
    /// one of a function. What it fails with becomes a protocol error: an [`McpError`] as it is, text as −32603 with
    /// that text, and every other error, such as that of `tower::timeout`, as −32603 without a word of its own; the log
    /// has the rest. A layer that panics fails that call alone, in the same way.
    ///
    /// Layers do not see notifications, requests that are refused before their method is known, and what a handler
    /// reads from its own server. Where answers differ from caller to caller, they must not be
    /// [cached](crate::ServerBuilder::cache) as public. Add layers before the server is run: as with
    /// [`mount`](Self::mount) what comes out is another server, which earlier clones know nothing of.
    ///
    /// ```
    /// # use mcp::McpError;
    /// # #[mcp::tool] fn hello() -> &'static str { "Hello." }
    /// // tower = { version = "0.5", features = ["limit"] }
    /// # mod tower { pub mod limit { #[derive(Clone)] pub struct ConcurrencyLimitLayer;
    /// #     impl ConcurrencyLimitLayer { pub fn new(_: usize) -> Self { ConcurrencyLimitLayer } } } }
    /// # impl tower_layer::Layer<mcp::Next> for tower::limit::ConcurrencyLimitLayer { type Service = mcp::Next;
    /// #     fn layer(&self, inner: mcp::Next) -> mcp::Next { inner } }
    /// let server = mcp::build!("Limited", [hello]).layer(tower::limit::ConcurrencyLimitLayer::new(16));
    /// ```
    #[must_use]
    pub fn layer<L>(self, layer: L) -> Server
    where
        L: Layer<Next>,
        L::Service: Service<Call, Response = Answer> + Clone + Send + Sync + 'static,
        <L::Service as Service<Call>>::Error: Into<Error>,
        <L::Service as Service<Call>>::Future: Send,
    {
        self.layered(|next| Stack(Arc::new(Layered(Arc::new(layer.layer(next))))))
    }

    /// Puts a function around every request, as a [`layer`](Self::layer).
    ///
    /// ```
    /// # #[mcp::tool] fn hello() -> &'static str { "Hello." }
    /// let server = mcp::build!("Logged", [hello]).around(|call, next| async move {
    ///     let (method, started) = (call.method(), std::time::Instant::now());
    ///     let answer = next.run(call).await;
    ///     eprintln!("{method} took {:?}, ok: {}", started.elapsed(), answer.is_ok());
    ///     answer
    /// });
    /// ```
    #[must_use]
    pub fn around<F, A>(self, around: F) -> Server
    where
        F: Fn(Call, Next) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Answer, McpError>> + Send + 'static,
    {
        self.layered(|next| {
            let around = Arc::new(around);
            Stack(Arc::new(Around { around, next }))
        })
    }

    fn layered(self, stack: impl FnOnce(Next) -> Stack) -> Server {
        let shared = match self.shared() {
            Ok(shared) => shared,
            Err(fault) => return Server::faulty(fault),
        };
        let mut layered = shared.with(shared.registry.load().successor(), shared.states.clone());
        layered.layers = Some(stack(Next(shared.layers.clone())));
        Server::new(layered)
    }
}

struct Around<F> {
    around: Arc<F>,
    next: Next,
}

impl<F, A> Handle for Around<F>
where
    F: Fn(Call, Next) -> A + Send + Sync + 'static,
    A: Future<Output = Result<Answer, McpError>> + Send + 'static,
{
    fn handle(&self, call: Call) -> Answering {
        let (around, next) = (self.around.clone(), self.next.clone());
        Box::pin(async move { around(call, next).await })
    }
}
