//! Which states a server was given, as types: an item that needs another is refused by the compiler.

use std::marker::PhantomData;

/// States the server was given, one inside the other, and which of them is a `T`.
#[diagnostic::on_unimplemented(
    message = "this server has no `State<{T}>` [MCP100]",
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

/// What a server is taken to have that was refused: everything.
#[derive(Debug)]
pub struct AnyState;

#[diagnostic::do_not_recommend]
impl<T> Has<T, Here> for AnyState {}

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

/// Two states, compared by their types: an inherent method is there when they are one, before that of [`Distinct`].
#[derive(Debug)]
pub struct Pair<A, B>(PhantomData<(A, B)>);

/// The types of two states.
pub fn pair<A, B>(_: &A, _: &B) -> Pair<A, B> {
    Pair(PhantomData)
}

#[allow(clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<T> Pair<T, T> {
    /// Refuses the second.
    pub fn told<S>(&self, _: PhantomData<S>) -> PhantomData<AnyState>
    where
        T: OnceGiven,
    {
        PhantomData
    }
}

/// Two states of different types.
pub trait Distinct {
    /// The states as they are.
    fn told<S>(&self, states: PhantomData<S>) -> PhantomData<S> {
        states
    }
}

impl<A, B> Distinct for Pair<A, B> {}

/// A type of which a server has one state. None that was given twice is.
#[diagnostic::on_unimplemented(
    message = "this server has a `State<{Self}>` already [MCP101]",
    label = "a second state of this type",
    note = "states are told apart by their types: put one of them in a struct of its own"
)]
pub trait OnceGiven {}

#[diagnostic::do_not_recommend]
impl OnceGiven for NoStates {}

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
    /// Nobody.
    fn __resolvers() -> Resolvers<()> {
        Resolvers::ASK
    }
}

impl<T: ?Sized> Stateless for T {}

/// The resolvers that an item names. Whether a server has the states that they take is asked of resolvers only, by an
/// inherent method before that of [`Unresolvable`].
#[derive(Debug)]
pub struct Resolvers<L>(PhantomData<fn() -> L>);

impl<L> Resolvers<L> {
    /// The question.
    pub const ASK: Self = Resolvers(PhantomData);
}

/// Resolvers, the states of a server, and which of those each takes.
#[derive(Debug)]
pub struct Given<L, S, Places>(PhantomData<(L, S, Places)>);

/// A list of resolvers whose states a server has.
pub trait AllWant<S, Places> {}

impl<S> AllWant<S, ()> for () {}

/// The question, asked where they are named.
pub fn all_given<L: AllWant<S, Places>, S, Places>(_: Given<L, S, Places>) {}

/// What there is to ask of nobody, and of what is no resolver.
pub trait Unresolvable {
    /// Nothing.
    fn among<S>(&self, _: PhantomData<S>, _: fn(Given<(), S, ()>)) {}
}

impl<L> Unresolvable for Resolvers<L> {}
