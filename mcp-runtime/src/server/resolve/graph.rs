//! What a definition says of its resolvers.

use super::set::{All, Collect, Kept};
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
impl<L> Graph<L>
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

/// What stands behind it.
pub trait NoGraph {
    /// Nothing.
    fn about(&self) -> AboutGraph {
        AboutGraph::default()
    }
}

impl<L> NoGraph for Graph<L> {}

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
