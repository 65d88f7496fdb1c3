//! Resources and templates.

use super::completion;
use crate::server::context::Context;
use crate::server::error::{BuildError, Error};
use crate::server::registry::{
    Completing, CompletionFn, Completions, IntoIcons, Registry, ResourceDef, ResourceEntry, Target, TemplateEntry,
    has_scheme,
};
use crate::server::respond::{OkOf, Returned};
use crate::types::{Annotations, ResourceContents};
use crate::uri::{Captures, UriTemplate};
use serde_json::Value;
use std::sync::Arc;

type Reading = std::pin::Pin<Box<dyn Future<Output = Result<Vec<ResourceContents>, Error>> + Send>>;

/// A resource made at run time, at one URI or at the URIs of a template.
pub struct Resource {
    def: ResourceDef,
    read: Arc<dyn Fn(String, Captures, Context) -> Reading + Send + Sync>,
    completions: Vec<(Box<str>, Arc<CompletionFn>)>,
}

impl std::fmt::Debug for Resource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resource")
            .field("uri", &self.def.uri)
            .finish_non_exhaustive()
    }
}

impl Resource {
    /// A resource at this URI or template. The function gets the URI asked for and the variables in it.
    pub fn new<F, Fut>(uri: impl Into<String>, name: impl Into<String>, read: F) -> Self
    where
        F: Fn(String, Captures, Context) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ResourceContents, Error>> + Send + 'static,
    {
        let def = ResourceDef::new(&uri.into(), &name.into());
        let read = move |uri, captures, context| -> Reading {
            let future = read(uri, captures, context);
            Box::pin(async move { future.await.map(|contents| vec![contents]) })
        };
        Resource {
            def,
            read: Arc::new(read),
            completions: Vec::new(),
        }
    }

    /// A name for people.
    #[must_use]
    pub fn title(mut self, title: &str) -> Self {
        self.def = self.def.title(title);
        self
    }

    /// What it is.
    #[must_use]
    pub fn description(mut self, description: &str) -> Self {
        self.def = self.def.description(description);
        self
    }

    /// Its MIME type.
    #[must_use]
    pub fn mime_type(mut self, mime_type: &str) -> Self {
        self.def = self.def.mime_type(mime_type);
        self
    }

    /// Its size in bytes.
    #[must_use]
    pub fn size(mut self, bytes: u64) -> Self {
        self.def = self.def.size(bytes);
        self
    }

    /// Hints on its use.
    #[must_use]
    pub fn annotations(mut self, annotations: Annotations) -> Self {
        self.def = self.def.annotate(|_| annotations);
        self
    }

    /// Its icons.
    #[must_use]
    pub fn icons(mut self, icons: impl IntoIcons) -> Self {
        self.def = self.def.icons(icons);
        self
    }

    /// A member of `_meta`.
    #[must_use]
    pub fn meta(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.def = self.def.meta(key, value);
        self
    }

    /// A variable that is no path, so that it may look like one.
    #[must_use]
    pub fn exempt(mut self, variable: &str) -> Self {
        self.def = self.def.exempt(variable);
        self
    }

    /// Completes a variable of the template: the function gets what was typed so far, and what else is known.
    #[must_use]
    pub fn complete<F, Fut>(mut self, variable: &str, values: F) -> Self
    where
        F: Fn(String, Completing) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: Completions> + Send + 'static,
    {
        self.completions.push((variable.into(), completion(values)));
        self
    }

    pub(crate) fn add_to(self, registry: &mut Registry) -> Result<(), BuildError> {
        let ask = Returned::<Result<Vec<ResourceContents>, Error>>::ASK;
        let ok: OkOf<Vec<ResourceContents>> = ask.ok();
        let returns = ask.join(ok.body().read(), ask.err().how());
        let function = self.read;
        let read: Arc<crate::server::registry::ReadFn> =
            Arc::new(move |call: crate::server::calls::ReadCall<'_, '_>| {
                let context = call.request.context().clone();
                let future = function(call.uri.to_owned(), call.captures.clone(), context);
                call.run(&returns, future)
            });
        let needs = Vec::new();
        let fault = |what: String| BuildError::Invalid(format!("resource `{}`: {what}", self.def.name));
        has_scheme(&self.def.uri).map_err(fault)?;
        let target = Target::Resource(self.def.uri.as_str().into());
        if UriTemplate::is_template(&self.def.uri) {
            let template = UriTemplate::parse(&self.def.uri).map_err(|error| fault(error.to_string()))?;
            registry.add_template(Arc::new(TemplateEntry {
                template,
                def: self.def,
                needs,
                read,
            }))?;
        } else {
            let uri = self.def.uri.as_str().into();
            registry.add_resource(Arc::new(ResourceEntry {
                uri,
                def: self.def,
                needs,
                read,
            }))?;
        }
        registry.complete_item(&target, self.completions);
        Ok(())
    }
}
