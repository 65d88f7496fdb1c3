//! One round of a call: what is known from the rounds before, what is asked in this one.

use super::answer::{Carried, Memory};
use crate::jsonrpc::{McpError, code};
use crate::server::argument::Source;
use crate::server::context::Context;
use crate::server::error::Error;
use crate::server::input_required::InputRequired;
use crate::server::needs::{needs, supports};
use crate::types::InputRequest;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Why a resolver has no value in this round.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums)] // For macros.
pub enum Stop {
    /// It has failed.
    Failed(Error),
    /// Something it needs is asked first.
    Waits,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Failed(error)
    }
}

impl From<McpError> for Stop {
    fn from(error: McpError) -> Self {
        Stop::Failed(error.into())
    }
}

/// A round, shared by the resolvers of one call.
#[derive(Debug)]
pub struct Round {
    context: Context,
    failed: AtomicBool,
    talk: Mutex<Talk>,
}

/// What earlier rounds have brought, and what this one asks.
#[derive(Debug)]
struct Talk {
    required: InputRequired,
    memory: Memory,
    error: Option<Error>,
}

impl Round {
    pub(crate) fn new(context: Context) -> Self {
        let mut memory = Memory::read(context.request_state());
        let mut answered = context.input_responses().as_object().keys();
        if answered.any(|name| !memory.asked.contains_key(name)) {
            // The name is the client's, and stays out of the log.
            tracing::debug!("ignoring an answer to a question that was not asked");
        }
        memory.hear(context.input_responses());
        Round {
            context,
            failed: AtomicBool::new(false),
            talk: Mutex::new(Talk {
                required: InputRequired::new(),
                memory,
                error: None,
            }),
        }
    }

    fn talk(&self) -> MutexGuard<'_, Talk> {
        self.talk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a parameter takes that the server gives itself.
    ///
    /// # Errors
    /// The server cannot.
    pub fn extract<T>(&self, source: Source<T>) -> Result<T, Error> {
        source.extract(&self.context)
    }

    /// Keeps the first error.
    pub(super) fn fail(&self, error: Error) {
        self.failed.store(true, Ordering::Release);
        self.talk().error.get_or_insert(error);
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// All resolvers have run.
    ///
    /// # Errors
    /// One has failed, or something has to be asked first.
    pub(super) fn finish(&self) -> Result<(), Error> {
        let mut talk = self.talk();
        if let Some(error) = talk.error.take() {
            return Err(error);
        }
        if talk.required.requests.is_empty() {
            return Ok(());
        }
        let state = talk.memory.write();
        let required = std::mem::take(&mut talk.required);
        Err(Error::input_required(required.state(state)))
    }

    /// The answer to a question of the resolver `name`, read by `read`; if there is none, it is asked. Its identity
    /// tells the question from every other: it is only made when it is asked.
    ///
    /// # Errors
    /// It is asked, or cannot be; or the answer does not fit.
    pub(super) fn ask<T>(
        &self,
        name: &'static str,
        identity: String,
        question: impl FnOnce() -> InputRequest,
        read: fn(&Value) -> Result<T, String>,
    ) -> Result<T, Stop> {
        if let Some(answer) = self.answer(name, &identity) {
            return read(&answer).map_err(|problem| Error::for_model(format!("Resolver '{name}' {problem}")).into());
        }
        let question = question();
        self.require(name, &question)?;
        let mut talk = self.talk();
        talk.memory.asked.insert(name.to_owned(), identity);
        talk.required.requests.insert(name, question);
        Err(Stop::Waits)
    }

    /// The answer to exactly this question. One to another question is forgotten.
    fn answer(&self, name: &str, identity: &str) -> Option<Value> {
        let mut talk = self.talk();
        let recorded = talk.memory.answers.get(name)?;
        if recorded.question == identity {
            return Some(recorded.answer.clone());
        }
        talk.memory.answers.remove(name);
        tracing::info!("Discarding the answer for resolver '{name}': the question changed since it was asked");
        None
    }

    /// The client can be asked, and can do what is asked of it.
    fn require(&self, name: &str, question: &InputRequest) -> Result<(), Stop> {
        if !self.context.revision().is_modern() {
            self.context.back_channel(question.method())?;
        }
        if supports(self.context.client_capabilities(), self.context.revision(), question) {
            return Ok(());
        }
        let (what, capabilities) = needs(question);
        let message = format!("Client did not declare the {what} capability required by resolver '{name}'");
        let error = McpError::new(code::MISSING_REQUIRED_CLIENT_CAPABILITY, message);
        Err(error.with_data(json!({ "requiredCapabilities": capabilities })).into())
    }

    /// The value that the resolver `name` found in an earlier round, with the same answers.
    pub(super) fn carried(&self, name: &str, basis: &str) -> Option<Value> {
        let talk = self.talk();
        let carried = talk.memory.carried.get(name)?;
        (carried.basis == basis).then(|| carried.value.clone())
    }

    /// Has the next round know it, too.
    pub(super) fn carry(&self, name: &str, value: Value, basis: String) {
        self.talk()
            .memory
            .carried
            .insert(name.to_owned(), Carried { value, basis });
    }

    /// What the answers to these resolvers were.
    pub(super) fn basis(&self, names: &[&'static str]) -> String {
        self.talk().memory.basis(names)
    }
}
