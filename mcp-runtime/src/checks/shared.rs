//! Types that are servers: calls on several threads share them.

use crate::server::Server;

/// What calls on several threads can share.
pub trait Shareable: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Shareable for T {}

/// The same as a question with two answers, of which one is never given: with a choice to make, the compiler speaks of
/// this trait and not of a field somewhere inside.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a server: calls on several threads share it [MCP110]",
    label = "not `Send + Sync`",
    note = "use `Mutex`, atomics and `Arc` in it, not `Cell`, `RefCell` and `Rc`",
    note = "its type parameters need bounds: `impl<D: Db + Send + Sync + 'static>`"
)]
pub trait Shared<How> {}

/// It can be shared.
#[derive(Debug)]
pub struct ByThreads;
/// It cannot.
#[derive(Debug)]
pub struct ByNone;

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Shared<ByThreads> for T {}

#[diagnostic::do_not_recommend]
impl<T: Impossible> Shared<ByNone> for T {}

/// What no type is.
pub trait Impossible {}

/// The question, asked where the type is written.
pub fn shared<T: Shared<How>, How>() {}

/// `T`, in words that the compiler does not look through before it has to.
pub trait Same<T> {
    /// `T`.
    type Type;
}

impl<X, T> Same<T> for X {
    type Type = T;
}

/// A server of a type that was refused, behind the one that is made of it.
pub trait Refused: Sized {
    /// Never called: there is an error.
    fn __made(self) -> Server {
        Server::builder("").finish()
    }
}

impl<T> Refused for &T {}
