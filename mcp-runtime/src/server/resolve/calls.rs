//! Calls of functions that take what resolvers find.

use super::Round;
use crate::server::calls::{PromptCall, PromptReturns, ReadCall, ReadReturns, ToolReturns};
use crate::server::error::Error;
use crate::server::request::ToolCall;
use crate::server::respond::Returns;
use crate::server::step::Step;

macro_rules! resolved {
    ($call:ident, $returns:ident) => {
        impl $call<'_, '_> {
            /// The round that resolvers run in.
            pub fn round(&self) -> Round {
                Round::new(self.request.context().clone())
            }

            /// Answers with what the future will yield: what the function has returned, if its resolvers let it run.
            pub fn run_resolved<F, R, T, E>(self, returns: &$returns<R, T, E>, future: F) -> Step
            where
                F: Future<Output = Result<R, Error>> + Send + 'static,
                R: 'static,
                T: 'static,
                E: 'static,
            {
                self.run_settling(returns, future, after)
            }
        }
    };
}

resolved!(ToolCall, ToolReturns);
resolved!(ReadCall, ReadReturns);
resolved!(PromptCall, PromptReturns);

fn after<R, T, E, W>(returns: &Returns<R, T, E, W>, ended: Result<R, Error>) -> Result<T, Error> {
    ended.and_then(|returned| returns.settle(returned))
}
