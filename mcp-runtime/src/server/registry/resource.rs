//! Resources and resource templates.

use super::Named;
use super::tool::{IntoIcons, object};
use crate::BuildError;
use crate::server::calls::ReadCall;
use crate::server::step::Step;
use crate::server::text::DeclaredTexts;
use crate::types::{Annotations, Icon, Meta};
use crate::uri::{PathSafety, UriTemplate};
use serde_json::Value;
use std::any::TypeId;
use std::fmt;
use std::sync::Arc;

/// Calls what serves a resource.
pub type ReadFn = dyn for<'a, 'r> Fn(ReadCall<'a, 'r>) -> Step + Send + Sync;

/// What a resource or template says of itself.
#[derive(Clone, Debug, Default)]
pub struct ResourceDef {
    /// The URI, or the template of URIs.
    pub(crate) uri: String,
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) mime_type: Option<Arc<str>>,
    pub(crate) annotations: Option<Annotations>,
    pub(crate) icons: Vec<Icon>,
    pub(crate) meta: Option<Meta>,
    pub(crate) size: Option<u64>,
    pub(crate) safety: PathSafety,
}

impl ResourceDef {
    /// A resource at this URI, or at all URIs of this template.
    pub fn new(uri: &str, name: &str) -> Self {
        ResourceDef {
            uri: uri.to_owned(),
            name: name.to_owned(),
            ..ResourceDef::default()
        }
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    /// What it is.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// Its MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: &str) -> Self {
        self.mime_type = Some(mime_type.into());
        self
    }

    /// Changes the hints on its use.
    #[must_use]
    pub fn annotate(mut self, change: impl FnOnce(Annotations) -> Annotations) -> Self {
        self.annotations = Some(change(self.annotations.unwrap_or_default()));
        self
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.icons = icons.into_icons();
        self
    }

    /// `_meta`, an object.
    #[must_use]
    pub fn metas(mut self, meta: Value) -> Self {
        self.meta = object(meta);
        self
    }

    /// A member of `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.meta.get_or_insert_default().insert(key.to_owned(), value.into());
        self
    }

    /// A variable that is no path, so that it may look like one.
    #[must_use]
    pub fn exempt(mut self, variable: &str) -> Self {
        self.safety = self.safety.exempt(variable);
        self
    }
}

/// A resource at one URI.
pub(crate) struct ResourceEntry {
    pub(crate) uri: Arc<str>,
    pub(crate) def: ResourceDef,
    pub(crate) needs: Vec<(TypeId, &'static str)>,
    pub(crate) read: Arc<ReadFn>,
}

/// Resources at the URIs of a template.
pub(crate) struct TemplateEntry {
    pub(crate) template: UriTemplate,
    pub(crate) def: ResourceDef,
    pub(crate) needs: Vec<(TypeId, &'static str)>,
    pub(crate) read: Arc<ReadFn>,
}

impl fmt::Debug for ResourceEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResourceEntry")
            .field("uri", &self.uri)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for TemplateEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TemplateEntry")
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}

impl Named for ResourceEntry {
    fn key(&self) -> &Arc<str> {
        &self.uri
    }
}

/// # Errors
/// The URI or template does not start with a scheme.
pub(crate) fn has_scheme(uri: &str) -> Result<(), String> {
    let scheme = uri.split(':').next().unwrap_or_default();
    let fits = scheme.len() < uri.len()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if fits {
        return Ok(());
    }
    Err(format!(
        "{uri:?} does not start with a scheme, as in \"docs://{{page}}\""
    ))
}

/// One or the other, as the URI says.
pub(crate) enum Resourceful {
    Fixed(ResourceEntry),
    Template(TemplateEntry),
}

impl Resourceful {
    pub(crate) fn new(def: ResourceDef, declared: DeclaredTexts, read: Arc<ReadFn>) -> Result<Self, BuildError> {
        let fault = |fault: String| BuildError::Invalid(format!("resource `{}`: {fault}", def.name));
        if let Some(found) = declared.faults.first() {
            return Err(fault(found.clone()));
        }
        let DeclaredTexts {
            needs,
            parameters: declared,
            ..
        } = declared;
        has_scheme(&def.uri).map_err(fault)?;
        if !UriTemplate::is_template(&def.uri) {
            if let Some(extra) = declared.first() {
                return Err(fault(format!(
                    "argument `{}` has no variable in {:?}",
                    extra.name, def.uri
                )));
            }
            return Ok(Resourceful::Fixed(ResourceEntry {
                uri: def.uri.as_str().into(),
                needs,
                def,
                read,
            }));
        }
        let template = UriTemplate::parse(&def.uri).map_err(|error| fault(error.to_string()))?;
        for argument in &declared {
            if !template.variable_names().any(|name| name == argument.name) {
                return Err(fault(format!(
                    "argument `{}` has no variable in {:?}",
                    argument.name, def.uri
                )));
            }
            let optional = template.query_variable_names().any(|name| name == argument.name);
            if optional && argument.required {
                return Err(fault(format!(
                    "query variable `{}` may be absent: make the argument an `Option`, or give it a default",
                    argument.name
                )));
            }
        }
        for name in template.variable_names() {
            if !declared.iter().any(|argument| argument.name == name) {
                return Err(fault(format!("variable `{name}` of {:?} has no argument", def.uri)));
            }
        }
        Ok(Resourceful::Template(TemplateEntry {
            template,
            needs,
            def,
            read,
        }))
    }
}
