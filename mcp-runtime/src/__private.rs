//! What the macros write about. None of it is public API: it may change in any release.

pub use crate::schema::{Lengthed, Patterned, Ranged};
pub use crate::server::argument::{Argument, Source};
pub use crate::server::arguments::{Arguments, Declaration, Declared, Parameter};
pub use crate::server::calls::{PromptCall, ReadCall};
pub use crate::server::definitions::{
    ArgumentCompletion, Definitions, Entry, EntryKind, Item, completion, completion_argument, completion_function,
    is_tool_name, prompt_fn, read_fn, tool_fn,
};
pub use crate::server::registry::{PromptDef, ResourceDef, ToolDef};
pub use crate::server::request::ToolCall;
pub use crate::server::respond::{
    AsContent, AsData, AsIs, AsMany, AsMaybe, AsTuple, Body, BodyOf, Data, Fails, IntoError, IntoMessages, Never, OkOf,
    ReadWith, Respond, RespondWith, Returned, Returns, Split,
};
pub use crate::server::step::Step;
pub use crate::server::text::{DeclaredText, DeclaredTexts, TextLike, TextOf, TextParameter, Texts};
pub use crate::uri::PathSafety;
pub use mcp_macros::Beside;
pub use schemars;
pub use serde;
pub use serde_json;
pub use std::sync::Arc;

use crate::server::error::{BuildError, Error, VISIBLE};
use serde::Serialize;
use serde_json::Value;
use std::marker::PhantomData;
use std::time::Duration;

/// Where the source of an error of `#[derive(mcp::Error)]` ends.
pub fn visible() -> &'static (dyn std::error::Error + 'static) {
    &VISIBLE
}

/// An item in a list: what it is, and how it is added. Asking for it is the one question about its type.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs)] // Read by macros.
pub struct Listed {
    /// What it is.
    pub entry: Entry,
    /// How it is added.
    pub define: fn(&mut Definitions),
}

/// The item of this type.
pub const fn listed<I: Item>() -> Listed {
    Listed { entry: I::ENTRY, define: I::define }
}

/// In place of a function that is named like a primitive type, and so has no type of its own to list.
pub const fn no_item() -> Listed {
    let entry = Entry { kind: EntryKind::Completion, name: "" };
    Listed { entry, define: |definitions| definitions.check(Err(BuildError::Invalid("a primitive type is no tool".into()))) }
}

/// Fails the build when the entry of this number has the name of an earlier one of its kind. Numbers have gaps where
/// an item is configured out.
#[track_caller]
pub const fn unique(entries: &[(usize, Entry)], number: usize) {
    let mut place = 0;
    while entries[place].0 != number {
        place += 1;
    }
    let this = entries[place].1;
    let mut earlier = 0;
    while earlier < place {
        let other = entries[earlier].1;
        if same_kind(this.kind, other.kind) && same_text(this.name, other.name) {
            fail(this);
        }
        earlier += 1;
    }
}

/// Fails the build when a tool's name is none.
#[track_caller]
pub const fn named_tool(name: &str) {
    if !is_tool_name(name) {
        panic!("a tool's name is 1 to 128 characters of A-Z, a-z, 0-9, `_`, `-` and `.`");
    }
}

const fn same_kind(a: EntryKind, b: EntryKind) -> bool {
    !matches!(a, EntryKind::Completion) && a as u8 == b as u8
}

const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Panics with `Tool already exists: name`, put together without an allocator.
#[track_caller]
const fn fail(entry: Entry) -> ! {
    let kind = match entry.kind {
        EntryKind::Tool => "Tool",
        EntryKind::Resource => "Resource",
        EntryKind::Prompt | EntryKind::Completion => "Prompt",
    };
    let mut text = [0u8; 512];
    let mut length = append(&mut text, 0, kind);
    length = append(&mut text, length, " already exists: ");
    length = append(&mut text, length, entry.name);
    let (text, _) = text.split_at(length);
    match std::str::from_utf8(text) {
        Ok(text) => panic!("{}", text),
        Err(_) => panic!("two items of one name"),
    }
}

const fn append(text: &mut [u8; 512], mut at: usize, part: &str) -> usize {
    let part = part.as_bytes();
    let mut index = 0;
    while index < part.len() && at < text.len() {
        text[at] = part[index];
        at += 1;
        index += 1;
    }
    at
}

/// A value that can stand as the default of an argument of type `T`.
#[diagnostic::on_unimplemented(
    message = "the default of a `{T}` cannot be `{Self}`",
    label = "not a value of the argument's type"
)]
pub trait DefaultFor<T> {
    /// The value.
    fn default_for(self) -> T;
}

#[diagnostic::do_not_recommend]
impl<T> DefaultFor<T> for T {
    fn default_for(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl DefaultFor<String> for &str {
    fn default_for(self) -> String {
        self.to_owned()
    }
}

#[diagnostic::do_not_recommend]
impl<T> DefaultFor<Option<T>> for T {
    fn default_for(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, U: DefaultFor<T>, const N: usize> DefaultFor<Vec<T>> for [U; N] {
    fn default_for(self) -> Vec<T> {
        self.into_iter().map(DefaultFor::default_for).collect()
    }
}

/// The default of an argument of type `T`.
pub fn default_for<T, D: DefaultFor<T>>(value: D) -> T {
    value.default_for()
}

/// How a default is shown in the schema: as JSON where its type can be serialized, asked by an inherent method before
/// that of [`Unshown`].
#[derive(Debug)]
pub struct DefaultJson<T>(PhantomData<fn() -> T>);

impl<T> DefaultJson<T> {
    /// The question.
    pub const ASK: Self = DefaultJson(PhantomData);
}

impl<T: Serialize> DefaultJson<T> {
    /// The value as JSON.
    pub fn json(&self) -> fn(T) -> Option<Value> {
        |value| serde_json::to_value(value).ok()
    }
}

/// Types whose values cannot be shown.
pub trait Unshown<T> {
    /// Nothing.
    fn json(&self) -> fn(T) -> Option<Value> {
        |_| None
    }
}

impl<T> Unshown<T> for DefaultJson<T> {}

/// States the server was given, one inside the other, and which of them is a `T`.
#[diagnostic::on_unimplemented(
    message = "this server has no `State<{T}>`",
    label = "takes `State<{T}>`",
    note = "write `state = …` with a value of that type, in `mcp::build!` or `#[mcp::server]`"
)]
pub trait Has<T, Place> {}

/// The state given last.
#[derive(Debug)]
pub struct Here;
/// One given before.
#[derive(Debug)]
pub struct Before<Place>(PhantomData<Place>);
/// No state.
#[derive(Debug)]
pub struct NoStates;
/// A state beside others.
#[derive(Debug)]
pub struct States<Rest, T>(PhantomData<(Rest, T)>);

#[diagnostic::do_not_recommend]
impl<Rest, T> Has<T, Here> for States<Rest, T> {}
#[diagnostic::do_not_recommend]
impl<Rest: Has<T, Place>, T, U, Place> Has<T, Before<Place>> for States<Rest, U> {}

/// The server has no states yet.
pub fn no_states() -> PhantomData<NoStates> {
    PhantomData
}

/// The type of the states given, told from their values.
pub fn with_state<Rest, T>(_: PhantomData<Rest>, _: &T) -> PhantomData<States<Rest, T>> {
    PhantomData
}

/// A state that is needed.
#[derive(Debug)]
pub struct Need<T>(PhantomData<T>);

impl<T> Need<T> {
    /// Compiles when it is among the states.
    pub fn among<S: Has<T, Place>, Place>(_: PhantomData<S>) {}
}

/// What is asked of a type that takes no states, or is no item at all: the types beside functions that take states have
/// a function of this name themselves, which the compiler looks at first.
pub trait Stateless {
    /// Nothing.
    fn __needs<S>(_: PhantomData<S>) {}
}

impl<T: ?Sized> Stateless for T {}

impl<T> OkOf<T> {
    /// How a tool returns the value: `how` is the one question about its type, asked where that type is written.
    pub fn tool(self, how: fn() -> RespondWith<T>) -> RespondWith<T> {
        how()
    }

    /// How a prompt returns the value.
    pub fn by<A>(self, how: fn(T) -> A) -> fn(T) -> A {
        how
    }
}

impl<E> Fails<E> {
    /// How the error becomes ours.
    pub fn by(self, how: fn(E) -> Error) -> fn(E) -> Error {
        how
    }
}

/// Minutes, seconds and milliseconds that the macro has read from `"30s"`.
pub const fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Runs a future on a runtime of its own: what `#[mcp::main]` and `#[mcp::test]` wrap their function in.
pub fn block_on<F: Future>(future: F, test: bool) -> F::Output {
    crate::runtime::block_on(future, test)
}
