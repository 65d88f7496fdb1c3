//! The items of a list.

use crate::server::definitions::{Definitions, Entry, EntryKind, Item};
use crate::server::error::BuildError;
use crate::server::{Server, ServerBuilder};

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

/// The server of a list.
pub fn build(mut builder: ServerBuilder, items: &[(usize, Listed)]) -> Server {
    for (_, item) in items {
        builder = builder.define(item.define);
    }
    builder.finish()
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
