//! How the news that something has changed gets to whoever listens, in this process or in others.

use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Something that clients may want to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServerEvent {
    /// Tools came or went: `notifications/tools/list_changed`.
    ToolsListChanged,
    /// Prompts came or went: `notifications/prompts/list_changed`.
    PromptsListChanged,
    /// Resources or templates came or went: `notifications/resources/list_changed`.
    ResourcesListChanged,
    /// The resource of this URI changed: `notifications/resources/updated`.
    ResourceUpdated(String),
}

/// Carries events from where they happen to the servers whose clients listen.
///
/// Without one, a server tells its own clients. Where several processes serve the same thing, a bus of your own (over
/// Redis, NATS, a database) carries each event to all of them: `publish` sends it out, and what comes in, from this
/// process or another, goes to every listener that was subscribed. [`MemoryBus`] is one for several servers of one
/// process.
pub trait SubscriptionBus: Debug + Send + Sync + 'static {
    /// Hands an event on to all listeners, this process's own included. It must not block: a bus that has to wait keeps
    /// the event in a queue of its own.
    fn publish(&self, event: ServerEvent);

    /// Has events delivered to this listener from now on.
    fn subscribe(&self, listener: ServerListener);
}

impl<B: SubscriptionBus + ?Sized> SubscriptionBus for Arc<B> {
    fn publish(&self, event: ServerEvent) {
        (**self).publish(event);
    }

    fn subscribe(&self, listener: ServerListener) {
        (**self).subscribe(listener);
    }
}

/// Whoever has clients to tell.
pub(crate) trait Deliver: Debug + Send + Sync {
    fn deliver(&self, event: &ServerEvent);
}

/// A server, as a bus knows it.
#[derive(Clone, Debug)]
pub struct ServerListener(pub(crate) Weak<dyn Deliver>);

impl ServerListener {
    /// Tells the clients of this server. False if the server is gone, and the listener can be forgotten.
    pub fn deliver(&self, event: &ServerEvent) -> bool {
        match self.0.upgrade() {
            Some(server) => {
                server.deliver(event);
                true
            }
            None => false,
        }
    }
}

/// A [`SubscriptionBus`] within one process: what is published reaches the clients of all its servers at once.
#[derive(Debug, Default)]
pub struct MemoryBus {
    listeners: Mutex<Vec<ServerListener>>,
}

impl MemoryBus {
    /// A bus without listeners.
    pub fn new() -> Self {
        MemoryBus::default()
    }
}

impl SubscriptionBus for MemoryBus {
    fn publish(&self, event: ServerEvent) {
        // Delivering takes other locks: not under this one.
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let gone = listeners.iter().filter(|listener| !listener.deliver(&event)).count();
        if gone > 0 {
            let mut listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
            listeners.retain(|listener| listener.0.strong_count() > 0);
        }
    }

    fn subscribe(&self, listener: ServerListener) {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(listener);
    }
}
