//! What a resolver returns that may ask: a form, a URL, the client's model, the client's roots.

use crate::types::{CreateMessageParams, CreateMessageResult, ElicitParams, Root, UrlElicitation};

/// What a user did with a question.
///
/// Take it instead of the value itself to go on when the user declines: `#[resolve(which_room)] room: Elicited<Room>`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // The three actions of `elicitation/create`, matched by users.
pub enum Elicited<T> {
    /// Sent the form, or agreed to go to the URL.
    Accept(T),
    /// Said no.
    Decline,
    /// Went away without a choice.
    Cancel,
}

impl<T> Elicited<T> {
    /// What was accepted.
    pub fn accepted(self) -> Option<T> {
        match self {
            Elicited::Accept(value) => Some(value),
            Elicited::Decline | Elicited::Cancel => None,
        }
    }

    pub(super) fn as_ref(&self) -> Elicited<&T> {
        match self {
            Elicited::Accept(value) => Elicited::Accept(value),
            Elicited::Decline => Elicited::Decline,
            Elicited::Cancel => Elicited::Cancel,
        }
    }
}

/// What may be known, be asked, or have been answered.
#[derive(Clone, Debug)]
pub(super) enum Progress<Q, A> {
    Asks(Q),
    Known(A),
}

impl<Q, A> Progress<Q, A> {
    fn known(&self) -> Option<&A> {
        match self {
            Progress::Asks(_) => None,
            Progress::Known(answer) => Some(answer),
        }
    }

    fn into_known(self) -> Option<A> {
        match self {
            Progress::Asks(_) => None,
            Progress::Known(answer) => Some(answer),
        }
    }
}

/// A resolver's return value that may be a question.
pub trait Question {
    /// What comes of it.
    type Outcome;
    /// What came of it, once it is known.
    fn outcome(&self) -> Option<&Self::Outcome>;
    /// The same, for good.
    fn into_outcome(self) -> Option<Self::Outcome>;
}

macro_rules! question {
    ([$($parameter:ident)?] $name:ty => $outcome:ty) => {
        impl<$($parameter)?> Question for $name {
            type Outcome = $outcome;
            fn outcome(&self) -> Option<&$outcome> {
                self.0.known()
            }
            fn into_outcome(self) -> Option<$outcome> {
                self.0.into_known()
            }
        }
    };
}

/// What a resolver returns that may put a form to the user (client/elicitation, since 2025-06-18).
///
/// ```
/// use mcp::Elicit;
///
/// #[derive(mcp::Form)]
/// struct Confirmation {
///     /// Really book?
///     confirm: bool,
/// }
///
/// #[mcp::resolver]
/// async fn ask_to_confirm(date: &str) -> Elicit<Confirmation> {
///     Elicit::ask(format!("Book a table for {date}?"))
/// }
///
/// /// Book a table.
/// #[mcp::tool]
/// async fn book_table(date: String, #[resolve(ask_to_confirm)] answer: Confirmation) -> String {
///     if answer.confirm { format!("Booked for {date}.") } else { "No booking made.".into() }
/// }
/// # let _ = mcp::build!("Bistro", [book_table]);
/// ```
///
/// Whoever takes `T` is called when the user accepts; a user who declines fails the call. Take [`Elicited<T>`] to match
/// on what the user did.
#[derive(Clone, Debug)]
pub struct Elicit<T>(pub(super) Progress<String, Elicited<T>>);

impl<T> Elicit<T> {
    /// Nothing is asked: this is the answer.
    pub fn known(value: T) -> Self {
        Elicit(Progress::Known(Elicited::Accept(value)))
    }

    /// Puts the form of `T` to the user, under this message.
    pub fn ask(message: impl Into<String>) -> Self {
        Elicit(Progress::Asks(message.into()))
    }
}

question!([T] Elicit<T> => Elicited<T>);

/// A user has agreed to go to a URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UrlConsent;

/// What a resolver returns that sends the user to a URL (SEP-1036, since 2025-11-25). It yields [`UrlConsent`]: the user
/// has agreed to go there, not done what there is to do.
#[derive(Clone, Debug)]
pub struct ElicitUrl(pub(super) Progress<UrlElicitation, Elicited<UrlConsent>>);

impl ElicitUrl {
    /// Nothing is asked: the user has agreed before.
    pub fn known() -> Self {
        ElicitUrl(Progress::Known(Elicited::Accept(UrlConsent)))
    }

    /// Sends the user to `url`, with this message.
    pub fn ask(message: impl Into<String>, url: impl Into<String>) -> Self {
        ElicitUrl(Progress::Asks(UrlElicitation::new(message, url)))
    }
}

impl From<UrlElicitation> for ElicitUrl {
    fn from(url: UrlElicitation) -> Self {
        ElicitUrl(Progress::Asks(url))
    }
}

question!([] ElicitUrl => Elicited<UrlConsent>);

/// What a resolver returns that has the client's model write something (client/sampling, with tools SEP-1577). It yields
/// [`CreateMessageResult`].
#[derive(Clone, Debug)]
pub struct Sample(pub(super) Progress<Box<CreateMessageParams>, CreateMessageResult>);

impl Sample {
    /// Nothing is asked: this is what the model would write.
    pub fn known(result: CreateMessageResult) -> Self {
        Sample(Progress::Known(result))
    }

    /// Has the model answer this.
    pub fn ask(params: CreateMessageParams) -> Self {
        Sample(Progress::Asks(Box::new(params)))
    }
}

question!([] Sample => CreateMessageResult);

/// What a resolver returns that asks where the client works (client/roots). It yields `Vec<Root>`.
#[derive(Clone, Debug)]
pub struct ListRoots(pub(super) Progress<(), Vec<Root>>);

impl ListRoots {
    /// Nothing is asked: these are the roots.
    pub fn known(roots: Vec<Root>) -> Self {
        ListRoots(Progress::Known(roots))
    }

    /// Asks the client.
    pub fn ask() -> Self {
        ListRoots(Progress::Asks(()))
    }
}

question!([] ListRoots => Vec<Root>);

/// How an elicitation is asked.
pub(super) fn elicits(params: impl Into<ElicitParams>) -> crate::types::InputRequest {
    params.into().into()
}
