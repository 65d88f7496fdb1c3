//! What the macros write about. None of it is public API: it may change in any release.

mod default;
mod slot;
mod states;

pub use self::default::{DefaultFor, DefaultJson, Unshown, default_for};
pub use self::slot::{BesideUri, MayBeAbsent, Nameless, Refused, Shareable, Slot, Unasked, returned, returned_later};
pub use self::states::{Before, Has, Here, Need, NoStates, Stateless, States, no_states, with_state};
pub use crate::schema::{Lengthed, Patterned, Ranged};
pub use crate::server::argument::{Argument, Source};
pub use crate::server::arguments::Arguments;
pub use crate::server::calls::{PromptCall, ReadCall};
pub use crate::server::declaration::{Declaration, Declared};
pub use crate::server::definitions::{
    ArgumentCompletion, Definitions, Entry, EntryKind, Item, completion, completion_argument, completion_function,
    is_tool_name, prompt_fn, read_fn, tool_fn,
};
pub use crate::server::parameter::Parameter;
pub use crate::server::registry::{PromptDef, ResourceDef, ToolDef};
pub use crate::server::request::ToolCall;
pub use crate::server::respond::{
    AsContent, AsData, AsIs, AsMany, AsMaybe, AsTuple, Body, BodyOf, Data, Fails, IntoError, IntoMessages, Never, OkOf,
    ReadWith, Respond, RespondWith, Returned, Returns, Split,
};
pub use crate::server::step::Step;
pub use crate::server::text::{DeclaredText, DeclaredTexts, TextLike, TextOf, TextParameter, Texts};
pub use crate::uri::PathSafety;
pub use mcp_macros::beside;
pub use schemars;
pub use serde;
pub use serde_json;
pub use std::sync::Arc;

use crate::server::error::{BuildError, VISIBLE};
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
    Listed {
        entry: I::ENTRY,
        define: I::define,
    }
}

/// In place of a function that is named like a primitive type, and so has no type of its own to list.
pub const fn no_item() -> Listed {
    let entry = Entry {
        kind: EntryKind::Completion,
        name: "",
    };
    Listed {
        entry,
        define: |definitions| definitions.check(Err(BuildError::Invalid("a primitive type is no tool".into()))),
    }
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

/// Minutes, seconds and milliseconds that the macro has read from `"30s"`.
pub const fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Runs a future on a runtime of its own: what `#[mcp::main]` and `#[mcp::test]` wrap their function in.
pub fn block_on<F: Future>(future: F, test: bool) -> F::Output {
    crate::runtime::block_on(future, test)
}
