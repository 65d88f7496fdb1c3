//! What the macros ask of the types in a signature.
//!
//! Nothing here is written by hand. Each question is asked where a type, a limit or a default is written; when the
//! answer is no, the compiler explains its error with the names of this module, and they lead here. Which items there
//! are may change in any release.

pub(crate) mod completed;
pub(crate) mod default;
pub(crate) mod given;
pub(crate) mod listed;
pub(crate) mod shared;
pub(crate) mod slot;
pub(crate) mod source;
pub(crate) mod states;
pub(crate) mod text;

pub use crate::__private::{
    Before, BesideUri, Body, BodyOf, Data, DefaultFor, Exploded, FailsAlone, FailsUnasked, Has, Here, Item, Lengthed,
    MayBeAbsent, Nameless, Need, NoStates, OnceGiven, Pair, Parameter, Patterned, PromptCall, Question, Ranged, Read,
    ReadAlone, ReadCall, Shareable, Shared, Shown, ShownAlone, Slot, States, TextLike, TextOf, TextParameter, ToolCall,
    Whole, argument, completes_prompt, completes_resource, default_for, listed, shared,
};
#[cfg(feature = "client")]
pub use crate::__private::{
    ErrorOf, FromCall, Given, How, IsResult, Outcome, Outcomes, Sendable, ValueOf, fails_with, is_result, reads,
    sendable,
};
#[cfg(feature = "ask")]
pub use crate::__private::{Field, FormField, FormRange, Formatted, form_field};
pub use crate::server::definitions::{CompletionFunction, completion_function};
#[cfg(feature = "ask")]
pub use crate::server::resolve::{
    AllReach, Args, Carries, Giving, Named, OfForm, OfNothing, OfQuestion, Ordered, Reaches, Resolver, ResolverFor,
    Reusable, Settling, Supply, Wants, Yields, carrying, given, resolver, reused,
    set::{Collect, No, Yes},
    settling, straight, yields,
};
pub use crate::server::respond::{fails, fails_alone, fails_unasked, messages, responds};
pub use crate::typed_call::{Fallible, FromContent, Gives, Plain, ReadAs, Sends, Typed};
pub use given::{Among, Lent, OfClient, OfServer, Twice, Two, alone, of_client, once, two};
pub use states::{AllWant, Resolvers, all_given};
