//! Calls that the server answers with questions (SEP-2322, since 2026-07-28): the callbacks answer them, and the call is
//! made again with the answers and the state that the server sent along.

use super::Client;
use super::calls::{Call, read, unknown_kind, within};
use super::error::ClientError;
use super::options::CallOptions;
use crate::types::{
    InputRequests, InputRequiredResult, InputResponses, RESULT_TYPE_COMPLETE, RESULT_TYPE_INPUT_REQUIRED,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// How long a call waits that was answered with nothing but a state, at first and at most.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(250));

/// What one request of a call gave.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step<T> {
    /// The result.
    Done(T),
    /// Questions, a state, or both. The call goes on with [`CallOptions::input_responses`] and
    /// [`CallOptions::request_state`]: at once or, since all of this serializes, in another process at another time.
    InputRequired(InputRequiredResult),
}

/// The call's own parameters, and those of the next round.
#[derive(Serialize)]
struct Round<'a, P> {
    #[serde(flatten)]
    own: &'a P,
    #[serde(rename = "inputResponses", skip_serializing_if = "Option::is_none")]
    responses: Option<&'a InputResponses>,
    #[serde(rename = "requestState", skip_serializing_if = "Option::is_none")]
    state: Option<&'a str>,
}

impl Client {
    /// Makes one request of a call.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub(super) async fn step<T, P>(&self, call: &Call<'_, P>, options: &CallOptions) -> Result<Step<T>, ClientError>
    where
        T: DeserializeOwned,
        P: Serialize + Sync,
    {
        let round = Round {
            own: call.own,
            responses: options.input_responses.as_ref(),
            state: options.request_state.as_deref(),
        };
        let round = Call {
            method: call.method,
            own: &round,
            name: call.name,
            arguments: call.arguments,
            text: call.text,
        };
        let answer = self.tried(&round, options).await?;
        match self.kind_of(&answer).as_deref() {
            None | Some(RESULT_TYPE_COMPLETE) => read(call.method, &answer).map(Step::Done),
            Some(RESULT_TYPE_INPUT_REQUIRED) => {
                let asked: InputRequiredResult = read(call.method, &answer)?;
                if asked.input_requests.is_empty() && asked.request_state.is_none() {
                    let fault = "The server answered with 'input_required', and requires nothing";
                    return Err(ClientError::Unexpected(fault.into()));
                }
                Ok(Step::InputRequired(asked))
            }
            Some(kind) => Err(unknown_kind(call.method, kind)),
        }
    }

    /// Makes a call to its end, whatever the server asks in between.
    ///
    /// # Errors
    /// As [`request`](Self::request); a question has no answer; the server asks too often.
    pub(super) async fn finish<T, P>(&self, call: &Call<'_, P>, options: CallOptions) -> Result<T, ClientError>
    where
        T: DeserializeOwned,
        P: Serialize + Sync,
    {
        self.finish_counted(call, options).await.map(|(result, _)| result)
    }

    /// The same, with the number of rounds that were not the last.
    ///
    /// # Errors
    /// As [`finish`](Self::finish).
    pub(super) async fn finish_counted<T, P>(
        &self,
        call: &Call<'_, P>,
        options: CallOptions,
    ) -> Result<(T, usize), ClientError>
    where
        T: DeserializeOwned,
        P: Serialize + Sync,
    {
        let total = self.total_timeout(&options);
        within(total, call.method, self.all_rounds(call, options)).await
    }

    async fn all_rounds<T, P>(&self, call: &Call<'_, P>, mut options: CallOptions) -> Result<(T, usize), ClientError>
    where
        T: DeserializeOwned,
        P: Serialize + Sync,
    {
        let max_rounds = self.0.builder.rounds;
        let mut wait = BACK_OFF.0;
        for round in 0..=max_rounds {
            let asked = match self.step(call, &options).await? {
                Step::Done(result) => return Ok((result, round)),
                Step::InputRequired(asked) => asked,
            };
            options.request_state = asked.request_state;
            options.input_responses = if asked.input_requests.is_empty() {
                sleep(wait).await;
                wait = (wait * 2).min(BACK_OFF.1);
                None
            } else {
                wait = BACK_OFF.0;
                Some(self.answers(asked.input_requests).await?)
            };
        }
        Err(ClientError::InputRequiredRoundsExceeded { max_rounds })
    }

    /// Answers all questions of a round, beside each other. The first that has no answer ends the others.
    ///
    /// # Errors
    /// A question has no answer.
    pub(super) async fn answers(&self, questions: InputRequests) -> Result<InputResponses, ClientError> {
        let callbacks = &self.0.connection.peer.callbacks;
        let mut answering = JoinSet::new();
        for (key, question) in questions {
            let method = question.method();
            let answer = callbacks.clone().answer_round(question);
            answering.spawn(async move { (key, method, answer.await) });
        }
        let mut answers = InputResponses::new();
        while let Some(joined) = answering.join_next().await {
            // A callback's panic is caught where it is called: what is joined here ends in order.
            let Ok((key, method, answer)) = joined else {
                return Err(ClientError::Closed);
            };
            answers.insert(key, answer?).map_err(|error| ClientError::Callback {
                method,
                source: error.into(),
            })?;
        }
        Ok(answers)
    }
}
