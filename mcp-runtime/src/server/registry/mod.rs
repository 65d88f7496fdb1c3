//! What a server serves: tables that are built once and read without a lock. A change at run time builds new ones.

mod completion;
mod list;
mod prompt;
mod resource;
mod tool;

pub use completion::{Completing, CompletionFn, Completions};
pub use prompt::{PromptDef, PromptFn};
pub use resource::{ReadFn, ResourceDef};
pub use tool::{IntoIcons, ToolDef, ToolFn};

pub(crate) use completion::{Completer, Target};
pub(crate) use list::{Listed, Lists};
pub(crate) use prompt::PromptEntry;
pub(crate) use resource::{ResourceEntry, Resourceful, TemplateEntry, has_scheme};
pub(crate) use tool::ToolEntry;

use crate::BuildError;
use std::collections::HashMap;
use std::sync::Arc;

/// Everything that is served, and the lists of it, rendered when first asked for.
#[derive(Debug, Default)]
pub(crate) struct Registry {
    pub(crate) tools: Table<ToolEntry>,
    pub(crate) prompts: Table<PromptEntry>,
    pub(crate) resources: Table<ResourceEntry>,
    /// The most specific first.
    pub(crate) templates: Vec<Arc<TemplateEntry>>,
    pub(crate) completers: Vec<Arc<Completer>>,
    pub(crate) lists: Lists,
    /// Changes with every rebuild, so that a cursor into an older list is known for what it is.
    pub(crate) generation: u64,
    /// There is, or was, a tool with arguments that HTTP requests repeat in headers (SEP-2243).
    pub(crate) mirrors: bool,
}

/// Entries in the order they were added, found by name in constant time.
#[derive(Debug)]
pub(crate) struct Table<E> {
    entries: Vec<Arc<E>>,
    places: HashMap<Arc<str>, usize>,
}

impl<E> Default for Table<E> {
    fn default() -> Self {
        Table {
            entries: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<E> Clone for Table<E> {
    fn clone(&self) -> Self {
        Table {
            entries: self.entries.clone(),
            places: self.places.clone(),
        }
    }
}

/// What has a name in a [`Table`].
pub(crate) trait Named {
    fn key(&self) -> &Arc<str>;
}

impl<E: Named> Table<E> {
    #[inline]
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<E>> {
        self.places.get(name).map(|place| &self.entries[*place])
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<E>> {
        self.entries.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds an entry; one of that name that is there already stays, and the new one comes back.
    pub(crate) fn add(&mut self, entry: Arc<E>) -> Result<(), Arc<E>> {
        if self.places.contains_key(entry.key()) {
            return Err(entry);
        }
        self.places.insert(entry.key().clone(), self.entries.len());
        self.entries.push(entry);
        Ok(())
    }

    pub(crate) fn remove(&mut self, name: &str) -> Option<Arc<E>> {
        let place = self.places.remove(name)?;
        let entry = self.entries.remove(place);
        for later in self.places.values_mut().filter(|later| **later > place) {
            *later -= 1;
        }
        Some(entry)
    }
}

impl Registry {
    pub(crate) fn add_tool(&mut self, tool: Arc<ToolEntry>) -> Result<(), BuildError> {
        self.mirrors |= !tool.headers.is_empty();
        self.tools
            .add(tool)
            .map_err(|tool| BuildError::DuplicateTool(tool.name.to_string()))
    }

    pub(crate) fn add_prompt(&mut self, prompt: Arc<PromptEntry>) -> Result<(), BuildError> {
        self.prompts
            .add(prompt)
            .map_err(|prompt| BuildError::DuplicatePrompt(prompt.name.to_string()))
    }

    pub(crate) fn add_resource(&mut self, resource: Arc<ResourceEntry>) -> Result<(), BuildError> {
        self.resources
            .add(resource)
            .map_err(|resource| BuildError::DuplicateResource(resource.uri.to_string()))
    }

    pub(crate) fn add_template(&mut self, template: Arc<TemplateEntry>) -> Result<(), BuildError> {
        if self
            .templates
            .iter()
            .any(|known| known.template.covers(&template.template))
        {
            return Err(BuildError::DuplicateResource(template.template.to_string()));
        }
        self.templates.push(template);
        self.templates.sort_by_key(|template| template.template.specificity());
        Ok(())
    }

    /// Has an item that is made at run time complete its arguments: by these functions, and by no others.
    pub(crate) fn complete_item(&mut self, target: &Target, completions: Vec<(Box<str>, Arc<CompletionFn>)>) {
        for (argument, complete) in completions {
            self.completers
                .retain(|known| known.target != *target || known.argument != argument);
            self.completers.push(Arc::new(Completer {
                target: target.clone(),
                argument,
                complete,
                of_item: true,
            }));
        }
    }

    /// Forgets what came with an item that is gone.
    pub(crate) fn forget_item(&mut self, target: &Target) {
        self.completers
            .retain(|known| !known.of_item || known.target != *target);
    }

    /// A copy to change: the entries are shared, the lists are made anew.
    pub(crate) fn successor(&self) -> Registry {
        Registry {
            tools: self.tools.clone(),
            prompts: self.prompts.clone(),
            resources: self.resources.clone(),
            templates: self.templates.clone(),
            completers: self.completers.clone(),
            lists: Lists::default(),
            generation: self.generation + 1,
            mirrors: self.mirrors,
        }
    }
}
