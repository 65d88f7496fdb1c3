//! Declarations with resolvers.

use super::graph::AboutGraph;
use crate::server::arguments::Arguments;
use crate::server::declaration::Declaration;
use crate::server::text::DeclaredTexts;

impl Declaration {
    /// With these resolvers.
    #[must_use]
    pub fn resolved(mut self, graph: AboutGraph) -> Self {
        graph.declare(&mut self.needs, &mut self.faults);
        self
    }
}

impl DeclaredTexts {
    /// With these resolvers, for arguments of these names.
    #[must_use]
    pub fn resolved(mut self, graph: AboutGraph, names: &'static [&'static str]) -> Self {
        graph.declare(&mut self.needs, &mut self.faults);
        self.resolved = names;
        self
    }
}

impl<const N: usize> Arguments<'_, '_, '_, N> {
    /// Leaves out what was sent for arguments that resolvers find: they are in no schema, and nobody is told of them.
    pub fn drop_resolved(&mut self, names: &[&str]) {
        if self.rest.is_empty() {
            return;
        }
        let tool = &**self.call.tool;
        self.rest.retain(|(name, _)| {
            let resolved = names.contains(&name.as_str());
            if resolved {
                tracing::debug!(tool, argument = name, "dropped a value that a resolver finds");
            }
            !resolved
        });
    }
}
