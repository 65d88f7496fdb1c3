//! The server itself: a handle that is cheap to clone.

use super::IntoServer;
use super::builder::ServerBuilder;
use super::dynamic::{Prompt, Resource, Tool};
use super::error::BuildError;
use super::registry::{Registry, Target};
use super::shared::Shared;
use super::subscription::{ServerEvent, ServerListener, SubscriptionBus};
use crate::types::Implementation;
use std::sync::{Arc, Weak};

/// A server: tools, resources and prompts, whoever is connected and by whatever revision.
///
/// Clones are handles of one server. See [`serve`](crate::serve) for the usual way to run one.
#[derive(Clone, Debug)]
pub struct Server {
    inner: Result<Arc<Shared>, BuildError>,
}

impl Server {
    /// Starts a server of this name.
    pub fn builder(name: impl Into<String>) -> ServerBuilder {
        ServerBuilder::new(name)
    }

    pub(crate) fn new(shared: Shared) -> Self {
        let shared = Arc::new(shared);
        if let Some(bus) = shared.bus.get() {
            bus.subscribe(listener(&shared));
        }
        Server { inner: Ok(shared) }
    }

    pub(crate) fn faulty(fault: BuildError) -> Self {
        Server { inner: Err(fault) }
    }

    /// What is wrong with the server, if anything: each way to run it says the same.
    ///
    /// # Errors
    /// The fault that kept it from being built.
    pub fn check(&self) -> Result<(), BuildError> {
        self.shared().map(|_| ())
    }

    pub(crate) fn shared(&self) -> Result<&Arc<Shared>, BuildError> {
        self.inner.as_ref().map_err(Clone::clone)
    }

    /// Who the server says it is.
    pub fn info(&self) -> Option<&Implementation> {
        self.inner.as_ref().ok().map(|shared| &shared.info)
    }

    /// Puts the tools and prompts of another server in this one, each name after `prefix` and an underscore, its
    /// resources under the URIs they have, and its states beside its own.
    ///
    /// A name or URI that is there already is a fault of the server, as are a state of the same type and layers around
    /// the other one.
    #[must_use]
    pub fn mount(self, prefix: &str, other: impl IntoServer) -> Server {
        let other = other.into_server();
        let (mine, theirs) = match (self.inner, other.inner) {
            (Ok(mine), Ok(theirs)) => (mine, theirs),
            (Err(fault), _) | (_, Err(fault)) => return Server::faulty(fault),
        };
        if theirs.layers.is_some() {
            // They would stand around more or less than they were meant for.
            let fault = format!("`{prefix}` has layers: put them around the server it is mounted in");
            return Server::faulty(BuildError::Invalid(fault));
        }
        match mounted(&mine, prefix, &theirs) {
            Ok(shared) => Server::new(shared),
            Err(fault) => Server::faulty(fault),
        }
    }

    /// Adds a tool while the server runs, and tells the clients.
    ///
    /// # Errors
    /// A tool of that name is there already, or the name is none.
    pub fn add_tool(&self, tool: Tool) -> Result<(), BuildError> {
        let shared = self.shared()?;
        let tool = tool.into_entry()?;
        if !shared.any_names && !super::definitions::is_tool_name(&tool.name) {
            return Err(BuildError::BadToolName(tool.name.to_string()));
        }
        shared.change(|registry| registry.add_tool(Arc::new(tool)))?;
        shared.announce(ServerEvent::ToolsListChanged);
        Ok(())
    }

    /// Removes a tool while the server runs, and tells the clients. Calls under way end as they would.
    ///
    /// # Errors
    /// There is no tool of that name.
    pub fn remove_tool(&self, name: &str) -> Result<(), BuildError> {
        let gone = || BuildError::Invalid(format!("Unknown tool: {name}"));
        self.removing(ServerEvent::ToolsListChanged, |registry| {
            registry.tools.remove(name).map(drop).ok_or_else(gone)
        })
    }

    /// Adds a resource or template while the server runs, and tells the clients.
    ///
    /// # Errors
    /// Its URIs are served already, or are none.
    pub fn add_resource(&self, resource: Resource) -> Result<(), BuildError> {
        let shared = self.shared()?;
        shared.change(|registry| resource.add_to(registry))?;
        shared.announce(ServerEvent::ResourcesListChanged);
        Ok(())
    }

    /// Removes the resource at this URI, or the template of this text, and tells the clients.
    ///
    /// # Errors
    /// There is none.
    pub fn remove_resource(&self, uri: &str) -> Result<(), BuildError> {
        self.removing(ServerEvent::ResourcesListChanged, |registry| {
            let templates = registry.templates.len();
            registry.templates.retain(|template| template.template.as_str() != uri);
            registry.forget_item(&Target::Resource(uri.into()));
            let gone = registry.resources.remove(uri).is_some() || registry.templates.len() < templates;
            gone.then_some(())
                .ok_or_else(|| BuildError::Invalid(format!("Unknown resource: {uri}")))
        })
    }

    /// Adds a prompt while the server runs, and tells the clients.
    ///
    /// # Errors
    /// A prompt of that name is there already.
    pub fn add_prompt(&self, prompt: Prompt) -> Result<(), BuildError> {
        let shared = self.shared()?;
        shared.change(|registry| prompt.add_to(registry))?;
        shared.announce(ServerEvent::PromptsListChanged);
        Ok(())
    }

    /// Removes a prompt while the server runs, and tells the clients.
    ///
    /// # Errors
    /// There is no prompt of that name.
    pub fn remove_prompt(&self, name: &str) -> Result<(), BuildError> {
        let gone = || BuildError::Invalid(format!("Unknown prompt: {name}"));
        self.removing(ServerEvent::PromptsListChanged, |registry| {
            registry.prompts.remove(name).ok_or_else(gone)?;
            registry.forget_item(&Target::Prompt(name.into()));
            Ok(())
        })
    }

    fn removing(
        &self,
        event: ServerEvent,
        remove: impl FnOnce(&mut Registry) -> Result<(), BuildError>,
    ) -> Result<(), BuildError> {
        let shared = self.shared()?;
        shared.change(remove)?;
        shared.announce(event);
        Ok(())
    }

    /// Carries the news of changes by this bus, so that clients of other servers hear of them, and this one's of theirs.
    ///
    /// A second bus is a fault of the server.
    #[must_use]
    pub fn subscription_bus(self, bus: impl SubscriptionBus) -> Server {
        let Ok(shared) = &self.inner else { return self };
        let bus: Arc<dyn SubscriptionBus> = Arc::new(bus);
        if shared.bus.set(bus.clone()).is_err() {
            return Server::faulty(BuildError::Invalid("the server has a subscription bus already".into()));
        }
        bus.subscribe(listener(shared));
        self
    }

    /// Tells clients that watch this resource that it has changed: by `subscriptions/listen` or `resources/subscribe`,
    /// whichever their revision has.
    pub fn resource_updated(&self, uri: &str) {
        self.announce(ServerEvent::ResourceUpdated(uri.to_owned()));
    }

    /// Tells clients that the list of tools has changed. [`add_tool`](Self::add_tool) and
    /// [`remove_tool`](Self::remove_tool) do so themselves.
    pub fn tools_changed(&self) {
        self.announce(ServerEvent::ToolsListChanged);
    }

    /// Tells clients that the list of prompts has changed.
    pub fn prompts_changed(&self) {
        self.announce(ServerEvent::PromptsListChanged);
    }

    /// Tells clients that the lists of resources and templates have changed.
    pub fn resources_changed(&self) {
        self.announce(ServerEvent::ResourcesListChanged);
    }

    fn announce(&self, event: ServerEvent) {
        if let Ok(shared) = self.shared() {
            shared.announce(event);
        }
    }

    /// Ends all subscriptions of 2026-07-28: each is answered, and a client that still wants to hear asks again.
    pub fn end_subscriptions(&self) {
        if let Ok(shared) = self.shared() {
            shared.listeners.end_all();
        }
    }
}

fn listener(shared: &Arc<Shared>) -> ServerListener {
    let weak: Weak<Shared> = Arc::downgrade(shared);
    ServerListener(weak)
}

fn mounted(mine: &Shared, prefix: &str, theirs: &Shared) -> Result<Shared, BuildError> {
    let mut registry = mine.registry.load().successor();
    let added = theirs.registry.load();
    for tool in added.tools.iter() {
        let name = format!("{prefix}_{}", tool.name);
        if !mine.any_names && !super::definitions::is_tool_name(&name) {
            return Err(BuildError::BadToolName(name));
        }
        registry.add_tool(Arc::new(tool.renamed(name)))?;
    }
    for prompt in added.prompts.iter() {
        registry.add_prompt(Arc::new(prompt.renamed(format!("{prefix}_{}", prompt.name))))?;
    }
    for resource in added.resources.iter() {
        registry.add_resource(resource.clone())?;
    }
    for template in &added.templates {
        registry.add_template(template.clone())?;
    }
    for completer in &added.completers {
        registry.completers.push(Arc::new(completer.prefixed(prefix)));
    }
    let mut states = mine.states.clone();
    for (id, state) in &theirs.states {
        if states.insert(*id, state.clone()).is_some() {
            return Err(BuildError::Invalid(format!(
                "`{prefix}` brings a state of a type that is there already"
            )));
        }
    }
    Ok(mine.with(registry, states))
}
