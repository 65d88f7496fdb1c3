//! What the macros ask of the types in a signature.
//!
//! Nothing here is written by hand. Each question is asked where a type, a limit or a default is written; when the
//! answer is no, the compiler explains its error with the names of this module, and they lead here. Which items there
//! are may change in any release.

pub(crate) mod default;
pub(crate) mod listed;
pub(crate) mod slot;
pub(crate) mod states;

pub use crate::__private::{
    Before, BesideUri, Body, BodyOf, Data, DefaultFor, Exploded, Has, Here, Item, Lengthed, MayBeAbsent, Nameless,
    Need, NoStates, OnceGiven, Pair, Parameter, Patterned, PromptCall, Ranged, ReadCall, Shareable, Slot, States,
    TextLike, TextOf, TextParameter, ToolCall, argument, default_for, listed,
};
pub use crate::server::definitions::{CompletionFunction, completion_function};
