//! `subscriptions/listen` (basic/utilities/subscriptions, SEP-2575): one request that stays open, and what is sent on it.

use super::bus::ServerEvent;
use super::watched::Watched;
use crate::jsonrpc::{self, McpError, to_vec};
use crate::server::context::Cancel;
use crate::server::outgoing::Outgoing;
use crate::types::{SUBSCRIPTION_ID_META_KEY, SubscriptionFilter};
use serde_json::value::RawValue;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The most subscriptions a server has at a time.
const MOST: usize = 1024;

/// Everybody who listens to one server.
#[derive(Debug, Default)]
pub(crate) struct Listeners(Mutex<Vec<Arc<Listener>>>);

/// One subscription.
#[derive(Debug)]
pub(crate) struct Listener {
    /// The id of the request, as it was written.
    id: Box<str>,
    /// Without the URIs.
    flags: SubscriptionFilter,
    watched: Watched,
    pub(crate) outgoing: Arc<Outgoing>,
    /// The way also carries other things: that the subscription is over has to be said.
    shared_way: bool,
    pub(crate) over: Cancel,
}

/// A subscription for as long as somebody holds it.
#[derive(Debug)]
pub(crate) struct Listening {
    listeners: Arc<Listeners>,
    pub(crate) listener: Arc<Listener>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.listeners.remove(&self.listener);
    }
}

impl Listening {
    /// Opens a subscription and acknowledges it, before anything else is sent on it.
    ///
    /// # Errors
    /// −32603 if there are as many as there may be, −32602 if it is of more resources than are kept for a client.
    pub(crate) fn open(
        listeners: &Arc<Listeners>,
        id: &str,
        mut filter: SubscriptionFilter,
        outgoing: Arc<Outgoing>,
        shared_way: bool,
    ) -> Result<Self, McpError> {
        // What an extension adds is not served, so it is not granted.
        filter.extensions.clear();
        let granted = raw(&filter);
        let mut watched = Watched::default();
        for uri in std::mem::take(&mut filter.resource_subscriptions) {
            watched.add(&uri).map_err(McpError::invalid_params)?;
        }
        let listener = Arc::new(Listener {
            id: id.into(),
            flags: filter,
            watched,
            outgoing,
            shared_way,
            over: Cancel::default(),
        });
        let mut all = listeners.all();
        if all.len() >= MOST {
            return Err(McpError::internal("Subscription limit reached"));
        }
        // Nothing may come before it, so it is not to be the one that is dropped.
        listener.outgoing.push_always(listener.message(
            "notifications/subscriptions/acknowledged",
            Some(("notifications", &granted)),
        ));
        all.push(listener.clone());
        drop(all);
        Ok(Listening {
            listeners: listeners.clone(),
            listener,
        })
    }
}

impl Listeners {
    fn all(&self) -> MutexGuard<'_, Vec<Arc<Listener>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remove(&self, listener: &Arc<Listener>) {
        self.all().retain(|known| !Arc::ptr_eq(known, listener));
    }

    /// Tells those who want to know.
    pub(crate) fn deliver(&self, event: &ServerEvent) {
        let mut slow = Vec::new();
        for listener in self.all().iter().filter(|listener| listener.wants(event)) {
            let (method, uri) = match event {
                ServerEvent::ToolsListChanged => ("notifications/tools/list_changed", None),
                ServerEvent::PromptsListChanged => ("notifications/prompts/list_changed", None),
                ServerEvent::ResourcesListChanged => ("notifications/resources/list_changed", None),
                ServerEvent::ResourceUpdated(uri) => ("notifications/resources/updated", Some(raw(uri))),
            };
            let message = listener.message(method, uri.as_deref().map(|uri| ("uri", uri)));
            if !listener.outgoing.push_once(message) {
                slow.push(listener.clone());
            }
        }
        for listener in slow {
            tracing::warn!("listen stream {} backlog full; ending the stream", listener.id);
            self.remove(&listener);
            listener.end();
        }
    }

    /// Ends all subscriptions.
    pub(crate) fn end_all(&self) {
        let listeners = std::mem::take(&mut *self.all());
        for listener in listeners {
            listener.end();
        }
    }
}

impl Listener {
    fn wants(&self, event: &ServerEvent) -> bool {
        match event {
            ServerEvent::ToolsListChanged => self.flags.tools_list_changed,
            ServerEvent::PromptsListChanged => self.flags.prompts_list_changed,
            ServerEvent::ResourcesListChanged => self.flags.resources_list_changed,
            ServerEvent::ResourceUpdated(uri) => self.watched.contains(uri),
        }
    }

    /// `_meta` with the id of the subscription, in the type the client gave it.
    fn meta(&self) -> String {
        format!(r#"{{"{SUBSCRIPTION_ID_META_KEY}":{}}}"#, self.id)
    }

    fn message(&self, method: &str, member: Option<(&str, &RawValue)>) -> Vec<u8> {
        let mut out = format!(
            r#"{{"jsonrpc":"2.0","method":"{method}","params":{{"_meta":{}"#,
            self.meta()
        )
        .into_bytes();
        if let Some((name, value)) = member {
            out.extend_from_slice(format!(r#","{name}":{}"#, value.get()).as_bytes());
        }
        out.extend_from_slice(b"}}");
        out
    }

    /// Ends the subscription from this side: its request is answered, and where other things go the same way the client
    /// is told that nothing more will come (basic/utilities/cancellation).
    pub(crate) fn end(&self) {
        if self.over.is_cancelled() {
            return;
        }
        let mut answer = Vec::new();
        jsonrpc::begin(&mut answer, self.id.as_bytes());
        answer.extend_from_slice(
            format!(r#","result":{{"resultType":"complete","_meta":{}}}}}"#, self.meta()).as_bytes(),
        );
        self.outgoing.push_always(answer);
        if self.shared_way {
            let cancelled = format!(
                r#"{{"jsonrpc":"2.0","method":"notifications/cancelled","params":{{"requestId":{}}}}}"#,
                self.id
            );
            self.outgoing.push_always(cancelled.into_bytes());
        }
        self.over.fire();
    }
}

/// A value of our own as JSON text.
fn raw(value: &impl serde::Serialize) -> Box<RawValue> {
    String::from_utf8(to_vec(value))
        .ok()
        .and_then(|text| RawValue::from_string(text).ok())
        .unwrap_or_else(|| RawValue::NULL.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(outgoing: &Outgoing) -> Vec<String> {
        std::iter::from_fn(|| outgoing.pop())
            .map(|message| String::from_utf8_lossy(&message).into_owned())
            .collect()
    }

    #[test]
    fn a_listener_that_does_not_read_is_told_that_it_is_over() {
        let listeners = Arc::new(Listeners::default());
        let uris: Vec<String> = (0..4).map(|number| format!("docs://{number}")).collect();
        let filter = SubscriptionFilter::new().with_resource_subscriptions(uris.clone());
        let outgoing = Arc::new(Outgoing::with_room_for(3));
        let listening =
            Listening::open(&listeners, "\"L\"", filter.clone(), outgoing.clone(), true).expect("there is room");
        for _ in 0..5 {
            listeners.deliver(&ServerEvent::ResourceUpdated(uris[0].clone()));
            listeners.deliver(&ServerEvent::ToolsListChanged);
        }
        assert!(!listening.listener.over.is_cancelled(), "the same news waits once");
        for uri in &uris {
            listeners.deliver(&ServerEvent::ResourceUpdated(uri.clone()));
        }
        assert!(listening.listener.over.is_cancelled());
        let texts = texts(&outgoing);
        assert_eq!(texts.len(), 5, "{texts:?}");
        assert!(texts[0].contains("notifications/subscriptions/acknowledged"));
        assert_eq!(
            texts[3],
            r#"{"jsonrpc":"2.0","id":"L","result":{"resultType":"complete","_meta":{"io.modelcontextprotocol/subscriptionId":"L"}}}"#
        );
        assert!(texts[4].contains("notifications/cancelled"));
        assert_eq!(listeners.all().len(), 0);
        // Where there is no room for news there is for the acknowledgement.
        let full = Arc::new(Outgoing::with_room_for(0));
        drop(Listening::open(&listeners, "1", filter.clone(), full.clone(), true));
        let acknowledged = full.pop().unwrap_or_default();
        assert!(String::from_utf8_lossy(&acknowledged).contains("notifications/subscriptions/acknowledged"));
        let open: Vec<_> = (0..MOST)
            .map(|id| Listening::open(&listeners, &id.to_string(), filter.clone(), Arc::default(), false))
            .collect();
        let refused = Listening::open(&listeners, "0", filter.clone(), Arc::default(), false);
        assert_eq!(refused.map(drop).map_err(|error| error.code), Err(-32603));
        drop(open);
        assert_eq!(listeners.all().len(), 0, "who lets go is forgotten");
    }
}
