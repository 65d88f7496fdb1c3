//! What a definition says of its resolvers.

use super::set::{All, Collect, Kept};
use super::{Resolver, Wants};
use crate::checks::states::{AllWant, Given, Resolvers};
use crate::server::argument::Argument;
use std::any::TypeId;
use std::marker::PhantomData;

/// The resolvers of `L` and all they need. Where one of them was refused, [`NoGraph`] answers instead.
#[derive(Debug)]
pub struct Graph<L>(PhantomData<fn() -> L>);

/// What is known of the resolvers of one function.
#[derive(Debug, Default)]
pub struct AboutGraph {
    names: Vec<&'static str>,
    states: Vec<(TypeId, &'static str)>,
    faults: Vec<String>,
}

impl<L> Graph<L> {
    /// The question.
    pub const ASK: Self = Graph(PhantomData);
}

#[allow(clippy::unused_self)] // Called by macros, on values whose type is not written.
impl<L: AreResolvers<()>> Graph<L> {
    /// The same, once it is known that they are resolvers: what they need is not looked at before.
    pub fn known(&self) -> Known<L> {
        Known(PhantomData)
    }
}

/// The resolvers of `L`, which are some.
#[derive(Debug)]
pub struct Known<L>(PhantomData<fn() -> L>);

#[allow(clippy::unused_self)]
impl<L> Known<L>
where
    (): Collect<L>,
    All<L>: Kept,
{
    /// What is known of them.
    pub fn about(&self) -> AboutGraph {
        let mut about = AboutGraph::default();
        <All<L> as Kept>::describe(&mut about);
        about
    }
}

#[allow(clippy::unused_self)]
impl<L: AreResolvers<()>> Resolvers<L> {
    /// Has the server the states that they take?
    pub fn among<S, Places>(&self, _: PhantomData<S>, _: fn(Given<L, S, Places>)) {}
}

/// A list of resolvers, or what stands for one: a list of private types may not be seen as widely as the function that
/// names them.
pub trait AreResolvers<X> {}
impl<X> AreResolvers<X> for () {}
impl<X, R: Resolver, T: AreResolvers<X>> AreResolvers<X> for (R, T) {}

/// The names of the resolvers of `L` and of all they need.
pub fn names_of<L>() -> Vec<&'static str>
where
    (): Collect<L>,
    All<L>: Kept,
{
    let mut about = AboutGraph::default();
    <All<L> as Kept>::describe(&mut about);
    about.names
}

/// What stands behind it.
pub trait NoGraph {
    /// They are none.
    fn known(&self) -> Unknown {
        Unknown
    }
}

impl<L> NoGraph for Graph<L> {}

/// What are no resolvers.
#[derive(Debug)]
pub struct Unknown;

impl Unknown {
    /// Nothing.
    pub fn about(&self) -> AboutGraph {
        AboutGraph::default()
    }
}

impl<S, R: Wants<S, Places>, T: AllWant<S, Others>, Places, Others> AllWant<S, (Places, Others)> for (R, T) {}

impl AboutGraph {
    /// A resolver of this name. Two of one name would be given each other's answers.
    pub(super) fn name(&mut self, name: &'static str) {
        if self.names.contains(&name) {
            self.faults.push(format!(
                "two resolvers are named `{name}`: give one another name, `#[mcp::resolver(name = \"…\")]`"
            ));
        }
        self.names.push(name);
    }

    /// A resolver takes this of the server.
    pub fn takes<T: Argument>(&mut self) {
        self.states.extend(T::source().needs());
    }

    /// What is wrong with the form that it asks.
    pub fn faults(&mut self, faults: Vec<String>) {
        self.faults.extend(faults);
    }

    /// Adds it to what is known of the function.
    pub(super) fn declare(self, needs: &mut Vec<(TypeId, &'static str)>, faults: &mut Vec<String>) {
        needs.extend(self.states);
        faults.extend(self.faults);
    }
}
