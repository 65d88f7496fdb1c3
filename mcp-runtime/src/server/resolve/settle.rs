//! From what a resolver returns to what its call needs: a value, a question, or a value that is carried along.

use super::outcome::{Elicit, ElicitUrl, Elicited, ListRoots, Progress, Sample, UrlConsent, elicits};
use super::round::{Round, Stop};
use crate::jsonrpc::McpError;
use crate::server::error::Error;
use crate::server::form::Form;
use crate::server::respond::{OkOf, Returns};
use crate::types::{ElicitAction, ElicitResult, InputRequest, ListRootsParams, ListRootsResult};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How the value part of a return type is settled: function pointers only.
#[derive(Debug)]
pub struct Settle<T> {
    settle: fn(T, &'static str, &Round) -> Result<T, Stop>,
    carried: Option<fn(&Value) -> Option<T>>,
}

impl<T> Clone for Settle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Settle<T> {}

/// How a resolver's return value is settled.
pub type Settles<R, T, E> = Returns<R, T, E, Settle<T>>;

impl Round {
    /// The value that was found in an earlier round, where it is carried.
    pub fn known<R, T, E>(&self, settles: &Settles<R, T, E>, name: &'static str) -> Option<R> {
        let value = self.carried(name)?;
        let known = (settles.with.carried?)(value)?;
        self.carry(name, value.clone());
        Some((settles.whole)(known))
    }

    /// What a resolver has returned, settled.
    ///
    /// # Errors
    /// It has failed, or asks.
    pub fn settle<R, T, E>(&self, settles: &Settles<R, T, E>, name: &'static str, returned: R) -> Result<R, Stop> {
        let value = settles.settle(returned)?;
        (settles.with.settle)(value, name, self).map(settles.whole)
    }
}

/// The questions that are types, and what is asked of the rest: inherent methods for the questions, behind them those of
/// [`SettlePlain`].
#[allow(clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<T> OkOf<Elicit<T>> {
    /// A form.
    pub fn settled(self) -> Settle<Elicit<T>>
    where
        T: Form,
    {
        Settle {
            settle: |elicit, name, round| match elicit.0 {
                Progress::Known(_) => Ok(elicit),
                Progress::Asks(message) => {
                    let answer = round.ask(name, elicits(T::elicitation(message)), form::<T>)?;
                    Ok(Elicit(Progress::Known(answer)))
                }
            },
            carried: None,
        }
    }
}

impl<T: Form> OkOf<Elicit<T>> {
    /// What is wrong with the form, as far as no compiler can know.
    pub fn faults(&self) -> Vec<String> {
        T::faults()
    }
}

macro_rules! asks {
    ($($question:ty, |$asked:ident| $request:expr, $read:expr;)*) => {$(
        #[allow(clippy::unused_self)]
        impl OkOf<$question> {
            /// A question.
            pub fn settled(self) -> Settle<$question> {
                Settle {
                    settle: |question, name, round| match question.0 {
                        Progress::Known(_) => Ok(question),
                        Progress::Asks($asked) => {
                            let request: Result<InputRequest, McpError> = $request;
                            Ok(<$question>::answered(round.ask(name, request?, $read)?))
                        }
                    },
                    carried: None,
                }
            }
        }

        impl $question {
            fn answered(answer: <$question as super::outcome::Question>::Outcome) -> Self {
                Self(Progress::Known(answer))
            }
        }
    )*};
}

asks! {
    ElicitUrl, |asked| Ok(elicits(asked)), url;
    Sample, |asked| asked.check().map(|()| (*asked).into()).map_err(McpError::invalid_params), wrong_kind;
    ListRoots, |_asked| Ok(ListRootsParams::default().into()), roots;
}

/// What is no question is settled as it is.
pub trait SettlePlain<T>: Sized {
    /// As it is.
    fn settled(self) -> Settle<T> {
        plain()
    }

    /// Nothing can be wrong with it.
    fn faults(&self) -> Vec<String> {
        Vec::new()
    }

    /// As it is, and known to the rounds that follow.
    fn carrying(self) -> Settle<T>
    where
        T: Carries,
    {
        T::carrying()
    }
}

impl<T> SettlePlain<T> for OkOf<T> {}

fn plain<T>() -> Settle<T> {
    Settle {
        settle: |value, _, _| Ok(value),
        carried: None,
    }
}

/// A value that can travel sealed with the client, from round to round.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be carried [MCP136]",
    label = "neither `Serialize` nor `Deserialize`",
    note = "put `#[mcp::data]` on it",
    note = "the answers to questions are carried anyway"
)]
pub trait Carries: Sized {
    /// How.
    fn carrying() -> Settle<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Carries for T {
    fn carrying() -> Settle<T> {
        Settle {
            settle: |value, name, round| {
                let json = serde_json::to_value(&value).map_err(Error::hidden)?;
                round.carry(name, json);
                Ok(value)
            },
            carried: Some(|value| T::deserialize(value).ok()),
        }
    }
}

fn elicitation(answer: &Value) -> Result<ElicitResult, String> {
    serde::Deserialize::deserialize(answer).map_err(|_| "received a non-elicitation response".to_owned())
}

pub(super) fn form<T: Form>(answer: &Value) -> Result<Elicited<T>, String> {
    let result = elicitation(answer)?;
    Ok(match result.action {
        ElicitAction::Decline => Elicited::Decline,
        ElicitAction::Cancel => Elicited::Cancel,
        ElicitAction::Accept => {
            let content = result
                .content
                .ok_or("received an accepted elicitation with no content")?;
            Elicited::Accept(T::read(&content).map_err(|problems| {
                format!(
                    "received an accepted elicitation whose content does not match the requested schema: {}",
                    problems.join("; ")
                )
            })?)
        }
    })
}

fn url(answer: &Value) -> Result<Elicited<UrlConsent>, String> {
    Ok(match elicitation(answer)?.action {
        ElicitAction::Accept => Elicited::Accept(UrlConsent),
        ElicitAction::Decline => Elicited::Decline,
        ElicitAction::Cancel => Elicited::Cancel,
    })
}

fn wrong_kind<T: DeserializeOwned>(answer: &Value) -> Result<T, String> {
    T::deserialize(answer).map_err(|_| "received a response of the wrong kind".to_owned())
}

fn roots(answer: &Value) -> Result<Vec<crate::types::Root>, String> {
    wrong_kind::<ListRootsResult>(answer).map(|result| result.roots)
}
