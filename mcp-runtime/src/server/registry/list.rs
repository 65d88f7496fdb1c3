//! The lists of what is served, as bytes: rendered once a revision, sent as they are.

use super::{PromptEntry, Registry, ResourceEntry, TemplateEntry, ToolEntry};
use crate::jsonrpc::to_vec;
use crate::revision::{Revision, fit_definition};
use crate::types::{Prompt, PromptArgument, Resource, ResourceTemplate};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::OnceLock;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    Tools,
    Prompts,
    Resources,
    Templates,
}

impl Listed {
    const fn index(self) -> usize {
        self as usize
    }

    /// The member of the result that holds it.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Listed::Tools => "tools",
            Listed::Prompts => "prompts",
            Listed::Resources => "resources",
            Listed::Templates => "resourceTemplates",
        }
    }
}

/// Every list in every revision, each made when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    whole: [[OnceLock<Bytes>; Revision::ALL.len()]; 4],
}

/// A cursor that no list of ours gave out, or one of a list that has changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageError;

impl Registry {
    fn len(&self, listed: Listed) -> usize {
        match listed {
            Listed::Tools => self.tools.iter().count(),
            Listed::Prompts => self.prompts.iter().count(),
            Listed::Resources => self.resources.iter().count(),
            Listed::Templates => self.templates.len(),
        }
    }

    /// `"tools":[…]` with all there is.
    pub(crate) fn whole_list(&self, listed: Listed, revision: Revision) -> Bytes {
        let cell = &self.lists.whole[listed.index()][revision.index()];
        cell.get_or_init(|| Bytes::from(self.render(listed, revision, 0, usize::MAX)))
            .clone()
    }

    /// `"tools":[…],"nextCursor":"…"`: the page that the cursor names, or the first.
    pub(crate) fn page(
        &self,
        listed: Listed,
        revision: Revision,
        cursor: Option<&str>,
        page_size: usize,
    ) -> Result<Bytes, PageError> {
        let from = cursor.map_or(Ok(0), |cursor| self.open_cursor(listed, cursor))?;
        let mut out = self.render(listed, revision, from, page_size);
        let next = from.saturating_add(page_size);
        if next < self.len(listed) {
            out.extend_from_slice(br#","nextCursor":""#);
            out.extend_from_slice(self.cursor(listed, next).as_bytes());
            out.push(b'"');
        }
        Ok(Bytes::from(out))
    }

    fn cursor(&self, listed: Listed, from: usize) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}:{}:{from}", listed.member(), self.generation))
    }

    /// Whether it was made by this very list: made anew from what it says, it must be the same.
    fn open_cursor(&self, listed: Listed, cursor: &str) -> Result<usize, PageError> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| PageError)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| PageError)?;
        let from: usize = text
            .rsplit(':')
            .next()
            .and_then(|from| from.parse().ok())
            .ok_or(PageError)?;
        let known = from < self.len(listed) && self.cursor(listed, from) == cursor;
        known.then_some(from).ok_or(PageError)
    }

    fn render(&self, listed: Listed, revision: Revision, from: usize, most: usize) -> Vec<u8> {
        let entries: Vec<Vec<u8>> = match listed {
            Listed::Tools => self
                .tools
                .iter()
                .skip(from)
                .take(most)
                .map(|tool| tool.render(revision))
                .collect(),
            Listed::Prompts => self
                .prompts
                .iter()
                .skip(from)
                .take(most)
                .map(|prompt| prompt.render(revision))
                .collect(),
            Listed::Resources => self
                .resources
                .iter()
                .skip(from)
                .take(most)
                .map(|resource| resource.render(revision))
                .collect(),
            Listed::Templates => self
                .templates
                .iter()
                .skip(from)
                .take(most)
                .map(|template| template.render(revision))
                .collect(),
        };
        let mut out = format!("\"{}\":[", listed.member()).into_bytes();
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            out.extend_from_slice(entry);
        }
        out.push(b']');
        out
    }
}

/// A definition without what the revision does not have.
fn fitted<T: Serialize>(definition: &T, revision: Revision) -> Map<String, Value> {
    let mut object = match serde_json::to_value(definition) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    };
    fit_definition(&mut object, revision);
    object
}

impl ToolEntry {
    /// Written member by member: the schemas are text already, and models read what comes first first.
    fn render(&self, revision: Revision) -> Vec<u8> {
        let def = &self.def;
        let mut tool = crate::types::Tool::new(def.name.clone(), Map::new());
        tool.title.clone_from(&def.title);
        tool.description.clone_from(&def.description);
        tool.annotations.clone_from(&def.annotations);
        tool.icons.clone_from(&def.icons);
        tool.meta.clone_from(&def.meta);
        tool.output_schema = self.output_schema.as_ref().map(|_| Map::new());
        let mut object = fitted(&tool, revision);
        object.remove("inputSchema");
        let output = object.remove("outputSchema").is_some();
        let mut out = vec![b'{'];
        let mut member = |key: &str, value: &[u8]| {
            if out.len() > 1 {
                out.push(b',');
            }
            out.extend_from_slice(format!("\"{key}\":").as_bytes());
            out.extend_from_slice(value);
        };
        for key in ["name", "title", "description"] {
            if let Some(value) = object.remove(key) {
                member(key, &to_vec(&value));
            }
        }
        member("inputSchema", self.input_schema.as_bytes());
        if let Some(schema) = self.output_schema.as_ref().filter(|_| output) {
            member("outputSchema", schema.as_bytes());
        }
        for (key, value) in &object {
            member(key, &to_vec(value));
        }
        out.push(b'}');
        out
    }
}

impl PromptEntry {
    fn render(&self, revision: Revision) -> Vec<u8> {
        let mut prompt = Prompt::new(self.def.name.clone());
        prompt.title.clone_from(&self.def.title);
        prompt.description = self.def.description.as_deref().map(str::to_owned);
        prompt.icons.clone_from(&self.def.icons);
        prompt.meta.clone_from(&self.def.meta);
        for declared in &self.arguments {
            let mut argument = PromptArgument::new(&*declared.name);
            argument.title.clone_from(&declared.title);
            argument.description.clone_from(&declared.description);
            argument.required = declared.required;
            prompt.arguments.push(argument);
        }
        to_vec(&fitted(&prompt, revision))
    }
}

impl ResourceEntry {
    fn render(&self, revision: Revision) -> Vec<u8> {
        let mut resource = Resource::new(self.def.uri.clone(), self.def.name.clone());
        resource.title.clone_from(&self.def.title);
        resource.description.clone_from(&self.def.description);
        resource.mime_type = self.def.mime_type.as_deref().map(str::to_owned);
        resource.annotations.clone_from(&self.def.annotations);
        resource.icons.clone_from(&self.def.icons);
        resource.meta.clone_from(&self.def.meta);
        resource.size = self.def.size;
        to_vec(&fitted(&resource, revision))
    }
}

impl TemplateEntry {
    fn render(&self, revision: Revision) -> Vec<u8> {
        let mut template = ResourceTemplate::new(self.def.uri.clone(), self.def.name.clone());
        template.title.clone_from(&self.def.title);
        template.description.clone_from(&self.def.description);
        template.mime_type = self.def.mime_type.as_deref().map(str::to_owned);
        template.annotations.clone_from(&self.def.annotations);
        template.icons.clone_from(&self.def.icons);
        template.meta.clone_from(&self.def.meta);
        to_vec(&fitted(&template, revision))
    }
}
