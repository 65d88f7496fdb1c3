//! The messages of the Model Context Protocol, as they look on the wire.
//!
//! One set of types covers every published revision, `2024-11-05` to `2026-07-28`: a member that
//! a revision lacks is simply absent. Members that are not known are ignored on input, absent
//! ones are not written, and which member may be sent to which peer is decided by the session,
//! not here. The doc comment of an item names the revision that introduced it when that is not
//! the first one, and the page of the specification (below
//! <https://modelcontextprotocol.io/specification/2026-07-28>) or the SEP it comes from.
//!
//! All structs are `#[non_exhaustive]`: they are made by `new` or another constructor, refined by
//! `with_*` methods or plain assignment to their public fields.

/// Writes builder-style setters. `text` takes anything that turns into the type and wraps it in
/// `Some`, `some` wraps a value of exactly the type, `set` assigns it as it is.
macro_rules! setters {
    ($owner:ident { $($kind:ident $method:ident $field:ident: $value:ty,)* }) => {
        impl $owner {
            $(setters!(@one $kind $method $field $value);)*
        }
    };
    (@one text $method:ident $field:ident $value:ty) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $method(mut self, $field: impl Into<$value>) -> Self {
            self.$field = Some($field.into());
            self
        }
    };
    (@one some $method:ident $field:ident $value:ty) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $method(mut self, $field: $value) -> Self {
            self.$field = Some($field);
            self
        }
    };
    (@one set $method:ident $field:ident $value:ty) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $method(mut self, $field: $value) -> Self {
            self.$field = $field;
            self
        }
    };
}

mod capability;
mod completion;
mod content;
mod contents;
mod elicitation;
mod form_schema;
mod input;
mod lifecycle;
mod meta;
mod notice;
mod page;
mod prompt;
mod resource;
mod roots;
mod sampling;
mod sampling_content;
mod subscription;
mod tool;
mod wire;

pub use capability::*;
pub use completion::*;
pub use content::*;
pub use contents::*;
pub use elicitation::*;
pub use input::*;
pub use lifecycle::*;
pub use meta::*;
pub use notice::*;
pub use page::*;
pub use prompt::*;
pub use resource::*;
pub use roots::*;
pub use sampling::*;
pub use sampling_content::*;
pub use subscription::*;
pub use tool::*;
