//! What the client's user answers to a server: forms, URLs, samples, roots. One set of callbacks serves the requests of
//! a session and the input requests of 2026-07-28, and says what the client can do.

use super::error::{BoxError, ClientError};
use super::link::Boxed;
use crate::jsonrpc::{McpError, code, to_vec};
use crate::revision::Revision;
use crate::schema::validate;
use crate::types::{
    ClientCapabilities, CreateMessageParams, CreateMessageResult, ElicitAction, ElicitParams, ElicitResult,
    ElicitationCapability, FormElicitation, InputRequest, InputResponse, JsonObject, ListRootsResult, Root,
    RootsCapability, SamplingCapability, UrlElicitation,
};
use serde_json::Value;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

/// What a callback may give: the answer itself, or a `Result` of it.
///
/// An [`McpError`] reaches the server as it is. Any other error is the client's own: the server reads that the callback
/// failed, and the reason stays in the log, or with whoever made the call that the question belongs to.
pub trait IntoAnswer<T> {
    /// The answer.
    ///
    /// # Errors
    /// There is none.
    fn into_answer(self) -> Result<T, BoxError>;
}

macro_rules! answers {
    ($($answer:ty)*) => {
        $(
            impl IntoAnswer<$answer> for $answer {
                fn into_answer(self) -> Result<$answer, BoxError> {
                    Ok(self)
                }
            }

            impl<E: Into<BoxError>> IntoAnswer<$answer> for Result<$answer, E> {
                fn into_answer(self) -> Result<$answer, BoxError> {
                    self.map_err(Into::into)
                }
            }
        )*
    };
}

answers! { ElicitResult CreateMessageResult Vec<Root> }

pub(super) type Callback<P, T> = Arc<dyn Fn(P) -> Boxed<'static, Result<T, BoxError>> + Send + Sync>;

/// Makes a callback of an async closure.
pub(super) fn callback<P, T, F, Fut>(answer: F) -> Callback<P, T>
where
    P: 'static,
    T: 'static,
    F: Fn(P) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoAnswer<T>> + Send + 'static,
{
    Arc::new(move |params| {
        let answer = answer(params);
        Box::pin(async move { answer.await.into_answer() })
    })
}

/// What changes capabilities.
type Narrow = Arc<dyn Fn(&mut ClientCapabilities) + Send + Sync>;

#[derive(Clone, Default)]
pub(super) struct Callbacks {
    pub(super) form: Option<Callback<FormElicitation, ElicitResult>>,
    pub(super) url: Option<Callback<UrlElicitation, ElicitResult>>,
    pub(super) sample: Option<Callback<CreateMessageParams, CreateMessageResult>>,
    pub(super) roots: Option<Callback<(), Vec<Root>>>,
    /// The model can be given tools.
    pub(super) sample_with_tools: bool,
    /// Changes what the callbacks say of the client.
    pub(super) narrow: Option<Narrow>,
}

/// Why a question has no answer.
pub(super) enum NoAnswer {
    /// The question cannot be put here, or its callback said so in the protocol's terms.
    Refused(McpError),
    /// The callback failed.
    Failed(BoxError),
}

impl Callbacks {
    /// What the client can do, to a server of this revision.
    pub(super) fn capabilities(&self, revision: Revision) -> ClientCapabilities {
        let empty = |present: bool| present.then(JsonObject::new);
        let mut capabilities = ClientCapabilities::new();
        if self.form.is_some() || self.url.is_some() {
            let mut modes = ElicitationCapability::new();
            (modes.form, modes.url) = (empty(self.form.is_some()), empty(self.url.is_some()));
            capabilities.elicitation = Some(modes);
        }
        if self.sample.is_some() {
            let mut sampling = SamplingCapability::new();
            sampling.tools = empty(self.sample_with_tools);
            capabilities.sampling = Some(sampling);
        }
        if self.roots.is_some() {
            // Since 2026-07-28 the server asks again whenever it wants to know.
            capabilities.roots = Some(RootsCapability::new().with_list_changed(!revision.is_modern()));
        }
        if let Some(narrow) = &self.narrow {
            narrow(&mut capabilities);
        }
        capabilities
    }

    /// Answers a question.
    pub(super) async fn answer(&self, question: InputRequest) -> Result<InputResponse, NoAnswer> {
        // What is not declared is not asked, whatever callbacks there are.
        let declared = self.capabilities(Revision::LATEST);
        match question {
            InputRequest::Elicit(ElicitParams::Form(form)) => {
                let callback = self.form.as_ref().filter(|_| declared.elicits_forms());
                let callback = callback.ok_or_else(|| self.no_elicitation("form"))?;
                let schema = Value::Object(form.requested_schema.clone());
                let answer = run(callback(form)).await?;
                check_form(&schema, &answer)?;
                Ok(answer.into())
            }
            InputRequest::Elicit(ElicitParams::Url(url)) => {
                let callback = self.url.as_ref().filter(|_| declared.elicits_urls());
                let callback = callback.ok_or_else(|| self.no_elicitation("url"))?;
                Ok(run(callback(url)).await?.into())
            }
            InputRequest::CreateMessage(params) => {
                let declared = declared.sampling.as_ref();
                let (Some(callback), Some(sampling)) = (&self.sample, declared) else {
                    return Err(refused(McpError::invalid_request("Sampling not supported")));
                };
                if sampling.tools.is_none() && params.uses_tools() {
                    let fault = "Client does not support sampling tools capability";
                    return Err(refused(McpError::invalid_params(fault)));
                }
                params
                    .check()
                    .map_err(|fault| refused(McpError::invalid_params(fault)))?;
                Ok(run(callback(*params)).await?.into())
            }
            InputRequest::ListRoots(_) => {
                let Some(callback) = self.roots.as_ref().filter(|_| declared.roots.is_some()) else {
                    // The specification's code (client/roots, "Error Handling").
                    let error = McpError::new(code::METHOD_NOT_FOUND, "List roots not supported");
                    return Err(refused(error.with_data("roots/list")));
                };
                Ok(ListRootsResult::new(run(callback(())).await?).into())
            }
        }
    }

    /// Answers a question; a panic is this question's alone.
    async fn answer_apart(&self, question: InputRequest) -> Result<InputResponse, NoAnswer> {
        let mut answering = pin!(self.answer(question));
        poll_fn(|context| {
            let polled = catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(context)));
            polled.unwrap_or_else(|_| Poll::Ready(Err(NoAnswer::Failed("it panicked".into()))))
        })
        .await
    }

    /// Answers a question of a server in a session: the result as JSON.
    ///
    /// # Errors
    /// What the server is told.
    pub(super) async fn answer_server(&self, question: InputRequest) -> Result<Vec<u8>, McpError> {
        let method = question.method();
        match self.answer_apart(question).await {
            Ok(answer) => Ok(to_vec(&answer)),
            Err(NoAnswer::Refused(error)) => Err(error),
            Err(NoAnswer::Failed(error)) => {
                tracing::warn!(method, %error, "a callback failed");
                Err(McpError::internal("The client's callback failed"))
            }
        }
    }

    /// Answers a question of a call, whose caller reads why there is no answer.
    ///
    /// # Errors
    /// There is no answer.
    pub(super) async fn answer_round(self: Arc<Self>, question: InputRequest) -> Result<InputResponse, ClientError> {
        let method = question.method();
        self.answer_apart(question).await.map_err(|fault| match fault {
            NoAnswer::Refused(error) => ClientError::Protocol(error),
            NoAnswer::Failed(source) => ClientError::Callback { method, source },
        })
    }

    /// −32600 where nobody can be asked, −32602 where only the other mode is declared (client/elicitation).
    fn no_elicitation(&self, mode: &str) -> NoAnswer {
        refused(match self.form.is_some() || self.url.is_some() {
            true => McpError::invalid_params(format!("Client does not support {mode}-mode elicitation")),
            false => McpError::invalid_request("Elicitation not supported"),
        })
    }
}

fn refused(error: McpError) -> NoAnswer {
    NoAnswer::Refused(error)
}

async fn run<T>(answer: Boxed<'static, Result<T, BoxError>>) -> Result<T, NoAnswer> {
    answer.await.map_err(|error| match error.downcast::<McpError>() {
        Ok(error) => NoAnswer::Refused(*error),
        Err(error) => NoAnswer::Failed(error),
    })
}

/// A form is held against its schema before it is sent (client/elicitation, "Security Considerations").
fn check_form(schema: &Value, answer: &ElicitResult) -> Result<(), NoAnswer> {
    if answer.action != ElicitAction::Accept {
        return Ok(());
    }
    let content = Value::Object(answer.content.clone().unwrap_or_default());
    validate(schema, &content).map_err(|problems| {
        let fault = format!("the form does not fit what was asked for: {}", problems.join("; "));
        NoAnswer::Failed(fault.into())
    })
}
