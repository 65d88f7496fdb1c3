//! What a definition says of its resolvers.

use super::set::{All, Collect, Kept};
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
        <All<L> as Kept>::names(&mut about.names);
        <All<L> as Kept>::states(&mut about.states);
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
    /// Adds the states, and what is wrong: two resolvers of one name would be given each other's answers.
    pub(crate) fn declare(self, needs: &mut Vec<(TypeId, &'static str)>, faults: &mut Vec<String>) {
        needs.extend(self.states);
        for (index, name) in self.names.iter().enumerate() {
            if self.names[..index].contains(name) {
                faults.push(format!(
                    "two resolvers are named `{name}`: give one another name, `#[mcp::resolver(name = \"…\")]`"
                ));
            }
        }
    }
}
