//! From what a handler returns to what the protocol carries.

mod fails;
mod media;
mod prompt;
mod resource;
mod tool;

pub use fails::{
    Fails, FailsAlone, FailsUnasked, IntoError, Never, OkOf, Returned, Returns, Split, fails, fails_alone,
    fails_unasked,
};
pub use media::{Audio, Image, IntoContent, Text};
pub use prompt::{IntoMessages, messages};
pub use resource::{Body, BodyOf, Data, ReadReply, ReadWith};
pub use tool::{AsContent, AsData, AsIs, AsMany, AsMaybe, AsTuple, Respond, RespondWith, responds};
