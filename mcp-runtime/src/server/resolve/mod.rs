//! Resolvers: arguments that the model never sees, found by functions of the server's own that may ask the user.
//!
//! The graph of them is types. A resolver names what it needs ([`Resolver::Needs`]); [`set`] makes of the resolvers of one
//! tool a list in which each stands once, behind all that it needs; [`run`] runs that list as one future. Nothing is
//! looked up while a call runs, and no value is boxed.

mod answer;
mod calls;
mod cell;
mod declared;
mod elicit;
mod graph;
mod outcome;
mod round;
mod run;
pub(crate) mod set;
mod settle;
mod supply;
mod view;

pub use cell::Cell;
pub use graph::{AboutGraph, AreResolvers, Graph, NoGraph, names_of};
pub(crate) use outcome::Question;
pub use outcome::{Elicit, ElicitUrl, Elicited, ListRoots, Sample, UrlConsent};
pub use round::{Round, Stop};
pub use run::{Giving, Resolving, Unresolved, given, on_pool};
pub use set::List;
pub use settle::{AnyKind, Carries, OfForm, OfNothing, OfQuestion, Settling, carrying, settling};
pub use supply::{Handed, Reusable, Supply, reused};
pub use view::{Nothing, Unwanted, Wanted, Yields, straight, yields};

/// What `#[mcp::resolver]` makes of a function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resolver [MCP130]",
    label = "not a resolver",
    note = "put `#[mcp::resolver]` on the function"
)]
pub trait Resolver: Sized + 'static {
    /// What tells it from every other, digit by digit: types can compare it.
    type Key;
    /// The resolvers whose values it takes, as a list: `(A, (B, ()))`.
    type Needs: List;
    /// The return type as it is written.
    type Return: Send + Sync + 'static;
    /// What it is called in questions, states and errors.
    const NAME: &'static str;
    /// Says what it takes of the server, and what is wrong with what it asks.
    fn describe(about: &mut AboutGraph);
}

/// A resolver that finds what it needs among the arguments `A`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resolver [MCP130]",
    label = "not a resolver",
    note = "put `#[mcp::resolver]` on the function"
)]
pub trait ResolverFor<A>: Resolver {
    /// Runs it.
    fn resolve<'s>(
        args: &'s A,
        needs: <Self::Needs as List>::Cells<'s>,
        round: &'s Round,
    ) -> impl Future<Output = Result<Self::Return, Stop>> + Send + 's;
}

/// Resolvers that do not wait for each other in a circle.
pub trait Ordered<X> {}

/// The arguments of a tool, prompt or resource, and the server it is a method of.
pub trait Args: Sync + 'static {
    /// What is called so, for messages.
    type Owner;
    /// The server; nothing for a free function.
    type This;
    /// The server.
    fn this(&self) -> &Self::This;
}

/// Arguments among which there is one of a name, told by its hash.
pub trait Named<const NAME: u64> {
    /// The type of its value.
    type Type: Sync;
    /// Its value.
    fn named(&self) -> &Self::Type;
}

/// A resolver whose states a server has.
pub trait Wants<S, Places> {}

/// A resolver that finds what it needs among the arguments `A`, and so do all that it needs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a resolver [MCP130]",
    label = "not a resolver",
    note = "put `#[mcp::resolver]` on the function"
)]
pub trait Reaches<A> {}

impl<A, R: ResolverFor<A>> Reaches<A> for R where R::Needs: AllReach<A> {}

/// A list of such resolvers.
pub trait AllReach<A> {}

impl<A> AllReach<A> for () {}

impl<A, R: Reaches<A>, T: AllReach<A>> AllReach<A> for (R, T) {}

/// Asked where the resolver is named: is it one, and does it find what it needs?
pub fn resolver<R: Reaches<A>, A>(_: &A) {}
