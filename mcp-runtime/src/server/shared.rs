//! What all connections of one server share.

use super::connection::Connection;
use super::layers::Stack;
use super::registry::Registry;
use super::request_state::RequestStateSecurity;
use super::subscription::{Deliver, Listeners, ServerEvent, SubscriptionBus};
use crate::jsonrpc::{self, McpError, append, to_vec};
use crate::revision::{Revision, fit_capabilities, fit_implementation};
use crate::types::{
    CacheScope, Implementation, Meta, PromptsCapability, ResourcesCapability, SERVER_INFO_META_KEY, ServerCapabilities,
    ToolsCapability,
};
use arc_swap::ArcSwap;
use serde_json::{Map, Value, json};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

/// A state of any type.
pub(crate) type AnyState = Arc<dyn Any + Send + Sync>;

/// How long clients may keep what is listed and read (SEP-2549), per kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CacheHint {
    pub(crate) ttl: Duration,
    pub(crate) scope: CacheScope,
}

impl Default for CacheHint {
    fn default() -> Self {
        CacheHint {
            ttl: Duration::ZERO,
            scope: CacheScope::Private,
        }
    }
}

impl CacheHint {
    /// `"ttlMs":…,"cacheScope":…`.
    pub(crate) fn render(self) -> Arc<str> {
        let ttl = u64::try_from(self.ttl.as_millis()).unwrap_or(u64::MAX);
        let scope = String::from_utf8(to_vec(&self.scope)).unwrap_or_else(|_| "\"private\"".into());
        format!(r#""ttlMs":{ttl},"cacheScope":{scope}"#).into()
    }
}

/// The hints of one server, rendered.
#[derive(Clone, Debug)]
pub(crate) struct Caches {
    pub(crate) tools: Arc<str>,
    pub(crate) prompts: Arc<str>,
    pub(crate) resources: Arc<str>,
    pub(crate) read: Arc<str>,
    /// The same before it is rendered, for results that say a part of it themselves.
    pub(crate) read_hint: CacheHint,
    pub(crate) discover: Arc<str>,
}

/// What a server is, whoever talks to it.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) info: Implementation,
    pub(crate) instructions: Option<String>,
    pub(crate) registry: ArcSwap<Registry>,
    pub(crate) states: HashMap<TypeId, AnyState>,
    pub(crate) debug: bool,
    pub(crate) page_size: Option<usize>,
    pub(crate) caches: Caches,
    /// `,"_meta":{…serverInfo…}`: every result of 2026-07-28 ends with it.
    pub(crate) stamp: Vec<u8>,
    pub(crate) stamp_meta: Meta,
    /// Connections that stand, to be told of changes.
    pub(crate) connections: Mutex<Vec<Weak<Connection>>>,
    /// Requests that listen for changes.
    pub(crate) listeners: Arc<Listeners>,
    /// What carries changes to other processes, too.
    pub(crate) bus: OnceLock<Arc<dyn SubscriptionBus>>,
    /// How states are sealed: as the program says, else the environment, else by a key of this process's own, made when
    /// first needed.
    pub(crate) state_security: OnceLock<RequestStateSecurity>,
    pub(crate) state_security_of_environment: Option<RequestStateSecurity>,
    /// Taken by whoever changes the registry.
    pub(crate) changing: Mutex<()>,
    /// What stands around every request.
    pub(crate) layers: Option<Stack>,
    /// Names outside SEP-986 are taken as they are.
    pub(crate) any_names: bool,
}

/// The stamp and what it is made of.
pub(crate) fn stamp(info: &Implementation) -> (Vec<u8>, Meta) {
    let mut meta = Meta::new();
    meta.insert(
        SERVER_INFO_META_KEY.into(),
        serde_json::to_value(info).unwrap_or_default(),
    );
    let mut stamp = br#","_meta":"#.to_vec();
    append(&mut stamp, &meta);
    (stamp, meta)
}

impl Shared {
    /// The same server with other contents, and nobody connected.
    pub(crate) fn with(&self, registry: Registry, states: HashMap<TypeId, AnyState>) -> Shared {
        Shared {
            info: self.info.clone(),
            instructions: self.instructions.clone(),
            registry: ArcSwap::from_pointee(registry),
            states,
            debug: self.debug,
            page_size: self.page_size,
            caches: self.caches.clone(),
            stamp: self.stamp.clone(),
            stamp_meta: self.stamp_meta.clone(),
            connections: Mutex::default(),
            listeners: Arc::default(),
            bus: self.bus.clone(),
            state_security: self.state_security.clone(),
            state_security_of_environment: self.state_security_of_environment.clone(),
            changing: Mutex::default(),
            layers: self.layers.clone(),
            any_names: self.any_names,
        }
    }

    pub(crate) fn state_security(&self) -> Result<&RequestStateSecurity, McpError> {
        let known = self.state_security.get();
        if let Some(security) = known.or(self.state_security_of_environment.as_ref()) {
            return Ok(security);
        }
        let made = super::request_state::ephemeral().ok_or_else(|| McpError::internal("Internal error"))?;
        Ok(self.state_security.get_or_init(|| made))
    }

    pub(crate) fn state(&self, id: TypeId) -> Option<AnyState> {
        self.states.get(&id).cloned()
    }

    /// `serverInfo` as the revision has it.
    pub(crate) fn server_info(&self, revision: Revision) -> Map<String, Value> {
        let mut info = object(&self.info);
        fit_implementation(&mut info, revision);
        info
    }

    /// The capabilities: what is registered is declared, and what is not is not. Changes can be told where there is a
    /// connection to tell them on, or a request that listens for them.
    pub(crate) fn capabilities(&self, revision: Revision, connected: bool) -> Map<String, Value> {
        let registry = self.registry.load();
        let changes = connected || revision.is_modern();
        let mut capabilities = ServerCapabilities::new();
        if changes {
            capabilities.logging = Some(Map::new());
        }
        if !registry.tools.is_empty() {
            capabilities.tools = Some(ToolsCapability::new().with_list_changed(changes));
        }
        if !registry.prompts.is_empty() {
            capabilities.prompts = Some(PromptsCapability::new().with_list_changed(changes));
        }
        if !registry.resources.is_empty() || !registry.templates.is_empty() {
            capabilities.resources = Some(
                ResourcesCapability::new()
                    .with_list_changed(changes)
                    .with_subscribe(changes),
            );
        }
        if !registry.completers.is_empty() {
            capabilities.completions = Some(Map::new());
        }
        let mut capabilities = object(&capabilities);
        fit_capabilities(&mut capabilities, revision);
        capabilities
    }

    /// A connection that wants to hear of changes for as long as it lives.
    pub(crate) fn register(&self, connection: &Arc<Connection>) {
        let mut connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        // Only when there is no room: with many connections, looking through all of them at each would add up.
        if connections.len() == connections.capacity() {
            connections.retain(|known| known.strong_count() > 0);
            let live = connections.len();
            connections.reserve(live.max(16));
        }
        connections.push(Arc::downgrade(connection));
    }

    /// Tells everybody who may want to know: by the bus, if the server has one.
    pub(crate) fn announce(&self, event: ServerEvent) {
        match self.bus.get() {
            Some(bus) => bus.publish(event),
            None => self.deliver(&event),
        }
    }

    /// Replaces the registry by one that `change` has been applied to.
    pub(crate) fn change<T, E>(&self, change: impl FnOnce(&mut Registry) -> Result<T, E>) -> Result<T, E> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = self.registry.load().successor();
        let outcome = change(&mut next)?;
        self.registry.store(Arc::new(next));
        Ok(outcome)
    }
}

impl Deliver for Shared {
    /// Tells the clients of this server: those who listen, and those who have shaken hands.
    fn deliver(&self, event: &ServerEvent) {
        self.listeners.deliver(event);
        let (method, params) = match event {
            ServerEvent::ToolsListChanged => ("notifications/tools/list_changed", Value::Null),
            ServerEvent::PromptsListChanged => ("notifications/prompts/list_changed", Value::Null),
            ServerEvent::ResourcesListChanged => ("notifications/resources/list_changed", Value::Null),
            ServerEvent::ResourceUpdated(uri) => ("notifications/resources/updated", json!({ "uri": uri })),
        };
        let mut message = Vec::new();
        jsonrpc::notification(&mut message, method, &params);
        let connections: Vec<_> = {
            let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
            connections.iter().filter_map(Weak::upgrade).collect()
        };
        for connection in connections {
            let wanted = match event {
                ServerEvent::ResourceUpdated(uri) => connection.is_subscribed(uri),
                _ => connection.handshake().is_some(),
            };
            if wanted && !connection.outgoing.push_once(message.clone()) {
                tracing::warn!("a notification was dropped: its client does not read");
            }
        }
    }
}

fn object(value: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}
