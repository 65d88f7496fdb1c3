//! What the macros write about. None of it is public API: it may change in any release.

pub use crate::checks::completed::{completes_prompt, completes_resource};
pub use crate::checks::default::{DefaultFor, DefaultJson, Unshown, default_for};
pub use crate::checks::given::{Among, Lent, OfClient, OfServer, Twice, Two, two};
pub use crate::checks::listed::{Listed, build, listed, no_item};
pub use crate::checks::shared::{Refused, Same, Shareable, Shared, shared};
pub use crate::checks::slot::{BesideUri, Exploded, MayBeAbsent, Nameless, Slot, Unasked};
pub use crate::checks::source::{
    HalfRead, HalfShown, Neither, Question, Read, ReadAlone, Shown, ShownAlone, Whole, argument,
};
pub use crate::checks::states::{
    AllWant, AnyState, Before, Distinct, Has, Here, Need, NoStates, OnceGiven, Pair, Resolvers, Stateless, States,
    Unresolvable, no_states, pair, with_state,
};
#[cfg(feature = "client")]
pub use crate::client::declared::{
    ErrorOf, FromCall, Given, GivenAlways, How, IsResult, Method, NoData, NoResult, Outcome, Outcomes, Sendable,
    Ungiven, ValueOf, agrees, answered, fails_with, is_result, reads, sendable,
};
pub use crate::schema::{Lengthed, Patterned, Ranged};
pub use crate::server::argument::{Argument, Source};
pub use crate::server::arguments::Arguments;
pub use crate::server::calls::{PromptCall, ReadCall};
pub use crate::server::declaration::{Declaration, Declared};
pub use crate::server::definitions::{
    ArgumentCompletion, Definitions, Entry, EntryKind, Item, completion, completion_argument, completion_function,
    is_tool_name, prompt_fn, read_fn, tool_fn,
};
#[cfg(feature = "ask")]
pub use crate::server::form::{
    Filling, FormFields,
    answer::{Answer, FieldOf, FormField, Unread, form_field},
    choice::Choice,
    field::{Field, Formatted},
    form_digest, form_elicitation, form_faults,
    range::{FormRange, Whole as WholeNumber},
    read_form,
};
pub use crate::server::parameter::Parameter;
pub use crate::server::registry::{PromptDef, ResourceDef, ToolDef};
pub use crate::server::request::ToolCall;
#[cfg(feature = "ask")]
pub use crate::server::resolve::{
    AboutGraph, AllReach, AnyKind, AreResolvers, Args, Cell, Graph, Handed, List, Named, NoGraph, Nothing, Ordered,
    Reaches, Resolver, ResolverFor, Resolving, Reusable, Round, Settling, Stop, Supply, Unresolved, Unwanted, Wanted,
    Wants, Yields, names_of, on_pool,
    set::{H0, H1, H2, H3, H4, H5, H6, H7, H8, H9, HA, HB, HC, HD, HE, HF},
};
pub use crate::server::respond::{
    AsContent, AsData, AsIs, AsMany, AsMaybe, AsTuple, Body, BodyOf, Data, Fails, FailsAlone, FailsUnasked, IntoError,
    IntoMessages, Never, OkOf, ReadWith, Respond, RespondWith, Returned, Returns, Split,
};
pub use crate::server::step::Step;
pub use crate::server::text::{DeclaredText, DeclaredTexts, TextLike, TextOf, TextParameter, Texts};
pub use crate::typed_call::{Fallible, Plain, Sends, ToolRequest, Typed, TypedCall};
pub use crate::uri::PathSafety;
pub use mcp_macros::beside;
pub use schemars;
pub use serde;
pub use serde_json;
pub use std::borrow::Cow;
pub use std::sync::{Arc, OnceLock};

use crate::checks::text::Text;
use crate::server::error::VISIBLE;
use std::time::Duration;

/// Where the source of an error of `#[derive(mcp::Error)]` ends.
pub fn visible() -> &'static (dyn std::error::Error + 'static) {
    &VISIBLE
}

/// The entries of listed items.
pub const fn entries<const N: usize>(items: &[(usize, Listed)]) -> [(usize, Entry); N] {
    let none = Entry {
        kind: EntryKind::Completion,
        name: "",
    };
    let mut entries = [(0, none); N];
    let mut at = 0;
    while at < N {
        entries[at] = (items[at].0, items[at].1.entry);
        at += 1;
    }
    entries
}

/// Which entries have the name of an earlier one of their kind. All at once, by a hash of each name: a list may be long.
pub const fn twins<const N: usize>(entries: &[(usize, Entry)]) -> [bool; N] {
    let mut hashes = [0; N];
    let mut twins = [false; N];
    let mut at = 0;
    while at < N {
        let this = entries[at].1;
        hashes[at] = hash(this);
        let mut earlier = 0;
        while earlier < at {
            if hashes[earlier] == hashes[at] && same(this, entries[earlier].1) {
                twins[at] = true;
            }
            earlier += 1;
        }
        at += 1;
    }
    twins
}

/// Of a resource only as far as no variable could be named otherwise.
const fn hash(entry: Entry) -> u64 {
    let name = entry.name.as_bytes();
    let mut hash = entry.kind as u64;
    let mut at = 0;
    while at < name.len() && !(name[at] == b'{' && matches!(entry.kind, EntryKind::Resource)) {
        hash = (hash ^ name[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// Fails the build when the entry of this number is a twin. Numbers have gaps where an item is configured out.
#[track_caller]
pub const fn unique(entries: &[(usize, Entry)], twins: &[bool], number: usize) {
    let mut place = if number < entries.len() {
        number
    } else {
        entries.len() - 1
    };
    while entries[place].0 != number {
        place -= 1;
    }
    if twins[place] {
        fail(entries[place].1);
    }
}

/// Fails the build when an item of the last list has the name of one of its kind in a list before.
#[track_caller]
pub const fn unique_among(lists: &[&[(usize, Entry)]]) {
    let Some((last, before)) = lists.split_last() else {
        return;
    };
    let mut place = 0;
    while place < last.len() {
        let mut list = 0;
        while list < before.len() {
            let mut earlier = 0;
            while earlier < before[list].len() {
                if same(last[place].1, before[list][earlier].1) {
                    fail(last[place].1);
                }
                earlier += 1;
            }
            list += 1;
        }
        place += 1;
    }
}

/// Whether one of two items would never be found.
const fn same(a: Entry, b: Entry) -> bool {
    if matches!(a.kind, EntryKind::Resource) {
        same_kind(a.kind, b.kind) && same_template(a.name.as_bytes(), b.name.as_bytes())
    } else {
        same_kind(a.kind, b.kind) && same_text(a.name, b.name)
    }
}

/// Whether two templates match the same URIs: the names of variables that a URI does not show do not count.
const fn same_template(a: &[u8], b: &[u8]) -> bool {
    let (mut i, mut j) = (0, 0);
    let (mut hidden, mut first) = (false, false);
    loop {
        if hidden {
            i = after_name(a, i, first);
            j = after_name(b, j, first);
        }
        if i == a.len() || j == b.len() {
            return i == a.len() && j == b.len();
        }
        if a[i] != b[j] {
            return false;
        }
        first = a[i] == b'{';
        if first {
            // Names of a query or of path parameters are in the URI.
            hidden = i + 1 < a.len() && !matches!(a[i + 1], b'?' | b'&' | b';');
        } else if a[i] == b'}' {
            hidden = false;
        }
        i += 1;
        j += 1;
    }
}

/// Where a variable's name ends. A dot that stands first is an operator.
const fn after_name(text: &[u8], mut at: usize, first: bool) -> usize {
    if first && at < text.len() && text[at] == b'.' {
        return at;
    }
    while at < text.len() && (text[at].is_ascii_alphanumeric() || matches!(text[at], b'_' | b'.' | b'%')) {
        at += 1;
    }
    at
}

/// Fails the build when a tool's name is none.
#[track_caller]
pub const fn named_tool(name: &str) {
    if !is_tool_name(name) {
        panic!("a tool's name is 1 to 128 characters of A-Z, a-z, 0-9, `_`, `-` and `.` [MCP031]");
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
    let mut text = Text::new();
    text.push(kind);
    text.push(" already exists: ");
    text.push(entry.name);
    text.push(" [MCP030]");
    text.fail()
}

/// Minutes, seconds and milliseconds that the macro has read from `"30s"`.
pub const fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

/// Notes the package that the program is of: a client of it says so to servers.
pub fn program(name: Option<&'static str>, version: Option<&'static str>) {
    crate::runtime::set_program(name, version);
}

/// Runs a future on a runtime of its own: what `#[mcp::main]` and `#[mcp::test]` wrap their function in.
pub fn block_on<F: Future>(future: F, test: bool) -> F::Output {
    crate::runtime::block_on(future, test)
}

#[cfg(test)]
mod tests {
    use super::same_template;

    #[test]
    fn templates_that_match_the_same() {
        for (a, b, same) in [
            ("q://{a}/{b}", "q://{c}/{long_name}", true),
            ("q://{a}/x", "q://{b}/y", false),
            ("q://{+a}", "q://{a}", false),
            ("q://{.a}", "q://{.b}", true),
            ("q://x{?a}", "q://x{?b}", false),
            ("q://x{?a}", "q://x{?a}", true),
            ("q://{a,b}", "q://{c,d}", true),
            ("q://{a}", "q://{a}{b}", false),
            ("q://a", "q://b", false),
            ("q://{/a*}", "q://{/b*}", true),
        ] {
            assert_eq!(same_template(a.as_bytes(), b.as_bytes()), same, "{a} {b}");
        }
    }
}
