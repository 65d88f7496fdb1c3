//! From what a resolver returns to what its call needs: a value, a question, or a value that is carried along.

use super::outcome::{Elicit, ElicitUrl, Elicited, ListRoots, Progress, Sample, UrlConsent, elicits};
use super::round::{Round, Stop};
use crate::jsonrpc::McpError;
use crate::server::error::Error;
use crate::server::form::Form;
use crate::server::request_state::digest::digest;
use crate::server::respond::{OkOf, Returns};
use crate::types::{ElicitAction, ElicitResult, InputRequest, ListRootsParams, ListRootsResult};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::marker::PhantomData;

/// How the value part of a return type is settled: function pointers only.
#[derive(Debug)]
pub struct Settle<T, Kind> {
    settle: fn(T, &Asker<'_>) -> Result<T, Stop>,
    carried: Option<fn(&Value) -> Option<T>>,
    kind: PhantomData<fn() -> Kind>,
}

impl<T, Kind> Clone for Settle<T, Kind> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, Kind> Copy for Settle<T, Kind> {}

/// The resolver whose return value is settled.
#[derive(Debug)]
pub struct Asker<'a> {
    name: &'static str,
    /// The resolvers that it needs, of one that carries its value.
    needs: &'a [&'static str],
    round: &'a Round,
}

/// How a resolver's return value is settled.
pub type Settles<R, T, E, Kind> = Returns<R, T, E, Settle<T, Kind>>;

impl Round {
    /// The value that was found in an earlier round, with the same answers to what `needs` ask.
    pub fn known<R, T, E, K>(
        &self,
        settles: &Settles<R, T, E, K>,
        name: &'static str,
        needs: &[&'static str],
    ) -> Option<R> {
        let value = self.carried(name, &self.basis(needs))?;
        (settles.with.carried?)(&value).map(settles.whole)
    }

    /// What a resolver has returned, settled.
    ///
    /// # Errors
    /// It has failed, or asks.
    pub fn settle<R, T, E, K>(
        &self,
        settles: &Settles<R, T, E, K>,
        name: &'static str,
        needs: &[&'static str],
        returned: R,
    ) -> Result<R, Stop> {
        let value = settles.settle(returned)?;
        let asker = Asker {
            name,
            needs,
            round: self,
        };
        (settles.with.settle)(value, &asker).map(settles.whole)
    }
}

/// A form.
#[derive(Debug)]
pub enum OfForm {}
/// Another question.
#[derive(Debug)]
pub enum OfQuestion {}
/// No question.
#[derive(Debug)]
pub enum OfNothing {}
/// No question, and its value is known to the rounds that follow.
#[derive(Debug)]
pub enum OfCarried {}

/// What a resolver may return, if it is of this kind.
pub trait Settling<Kind>: Sized {
    /// How it is settled.
    fn how() -> Settle<Self, Kind>;
}

/// The kind of a return value.
#[derive(Debug)]
pub struct KindOf<T, Kind>(PhantomData<fn() -> (T, Kind)>);

impl<T, Kind> KindOf<T, Kind> {
    /// How it is settled: `how` is the one question about its type, asked where that type is written.
    pub fn by(self, how: fn() -> Settle<T, Kind>) -> Settle<T, Kind> {
        how()
    }
}

/// The kinds that are told by type: inherent methods, before those of [`AnyKind`].
#[allow(clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<T> OkOf<Elicit<T>> {
    /// A form.
    pub fn kind(self) -> KindOf<Elicit<T>, OfForm> {
        KindOf(PhantomData)
    }
}

impl<T: Form> OkOf<Elicit<T>> {
    /// What is wrong with the form, as far as no compiler can know.
    pub fn faults(&self) -> Vec<String> {
        T::faults()
    }
}

/// What is no question.
pub trait AnyKind<T>: Sized {
    /// Nothing special.
    fn kind(self) -> KindOf<T, OfNothing> {
        KindOf(PhantomData)
    }

    /// To be carried.
    fn carried(self) -> KindOf<T, OfCarried> {
        KindOf(PhantomData)
    }

    /// Nothing can be wrong with it.
    fn faults(&self) -> Vec<String> {
        Vec::new()
    }
}

impl<T> AnyKind<T> for OkOf<T> {}

#[diagnostic::do_not_recommend]
impl<T> Settling<OfNothing> for T {
    fn how() -> Settle<T, OfNothing> {
        settle(|value, _| Ok(value))
    }
}

impl<T: Form> Settling<OfForm> for Elicit<T> {
    fn how() -> Settle<Self, OfForm> {
        settle(|elicit, asker| match elicit.0 {
            Progress::Known(_) => Ok(elicit),
            Progress::Asks(message) => {
                let question = identity(&message, &T::digest());
                let answer = asker
                    .round
                    .ask(asker.name, question, || elicits(T::elicitation(message)), form::<T>)?;
                Ok(Elicit(Progress::Known(answer)))
            }
        })
    }
}

macro_rules! asks {
    ($($question:ident, |$asked:ident| $request:expr, $read:expr;)*) => {$(
        #[allow(clippy::unused_self)]
        impl OkOf<$question> {
            /// A question.
            pub fn kind(self) -> KindOf<$question, OfQuestion> {
                KindOf(PhantomData)
            }
        }

        impl Settling<OfQuestion> for $question {
            fn how() -> Settle<Self, OfQuestion> {
                settle(|question, asker| match question.0 {
                    Progress::Known(_) => Ok(question),
                    Progress::Asks($asked) => {
                        let request: Result<InputRequest, McpError> = $request;
                        let request = request?;
                        let text = serde_json::to_string(&request).map_err(Error::hidden)?;
                        let answer = asker.round.ask(asker.name, identity(&text, ""), || request, $read)?;
                        Ok($question(Progress::Known(answer)))
                    }
                })
            }
        }
    )*};
}

asks! {
    ElicitUrl, |asked| Ok(elicits(asked)), url;
    Sample, |asked| asked.check().map(|()| (*asked).into()).map_err(McpError::invalid_params), wrong_kind;
    ListRoots, |_asked| Ok(ListRootsParams::default().into()), roots;
}

/// What tells a question from every other: its text as it is where that is short, which is sooner compared than digested.
fn identity(text: &str, form: &str) -> String {
    const SHORT: usize = 64;
    if text.len() > SHORT {
        return digest(&["mcp/question", text, form]);
    }
    // No digest has a colon in it.
    [form, ":", text].concat()
}

fn settle<T, Kind>(settle: fn(T, &Asker<'_>) -> Result<T, Stop>) -> Settle<T, Kind> {
    Settle {
        settle,
        carried: None,
        kind: PhantomData,
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
    fn carrying() -> Settle<Self, OfCarried>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Carries for T {
    fn carrying() -> Settle<T, OfCarried> {
        Settle {
            settle: |value, asker| {
                let json = serde_json::to_value(&value).map_err(Error::hidden)?;
                // What would not be read again would be found again, silently.
                if let Err(error) = T::deserialize(&json) {
                    let what = format!("what resolver '{}' carries cannot be read again: {error}", asker.name);
                    return Err(Error::hidden(what).into());
                }
                let round = asker.round;
                round.carry(asker.name, json, round.basis(asker.needs));
                Ok(value)
            },
            carried: Some(|value| T::deserialize(value).ok()),
            kind: PhantomData,
        }
    }
}

/// The question how a return value is settled, asked where its type is written.
pub fn settling<T: Settling<Kind>, Kind>() -> Settle<T, Kind> {
    T::how()
}

/// The same of one that is to be carried.
pub fn carrying<T: Carries>() -> Settle<T, OfCarried> {
    T::carrying()
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
