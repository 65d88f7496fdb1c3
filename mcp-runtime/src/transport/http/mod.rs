//! What HTTP asks before anything of the protocol is read.

mod accept;
mod security;

pub(crate) use accept::{Accepts, content_type_is_json};
pub(crate) use security::Security;
