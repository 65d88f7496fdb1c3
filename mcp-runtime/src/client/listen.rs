//! Subscriptions: one request that keeps news of changes coming (basic/utilities/subscriptions, since 2026-07-28).

use super::Client;
use super::calls::within;
use super::connection::Ask;
use super::error::ClientError;
use crate::types::{JsonObject, ListenParams, SubscriptionFilter};
use futures_core::Stream;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio::task::AbortHandle;

/// Events that may wait to be taken; equal ones wait as one.
const MOST_PENDING: usize = 1024;

/// News of a server.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ServerEvent {
    /// The list of tools is another.
    ToolsListChanged,
    /// The list of prompts is another.
    PromptsListChanged,
    /// The list of resources, or of resource templates, is another.
    ResourcesListChanged,
    /// A resource, or a part of one that was asked for, changed.
    ResourceUpdated {
        /// Its URI.
        uri: String,
    },
    /// What an extension tells.
    Other {
        /// The method of the notification.
        method: String,
        /// Its parameters.
        params: JsonObject,
    },
}

impl ServerEvent {
    fn new(method: &str, params: &JsonObject) -> Option<Self> {
        Some(match method {
            "notifications/tools/list_changed" => ServerEvent::ToolsListChanged,
            "notifications/prompts/list_changed" => ServerEvent::PromptsListChanged,
            "notifications/resources/list_changed" => ServerEvent::ResourcesListChanged,
            "notifications/resources/updated" => ServerEvent::ResourceUpdated {
                uri: params.get("uri")?.as_str()?.to_owned(),
            },
            _ => ServerEvent::Other {
                method: method.to_owned(),
                params: params.clone(),
            },
        })
    }

    /// Whether this was granted.
    fn is_in(&self, granted: &SubscriptionFilter) -> bool {
        match self {
            ServerEvent::ToolsListChanged => granted.tools_list_changed,
            ServerEvent::PromptsListChanged => granted.prompts_list_changed,
            ServerEvent::ResourcesListChanged => granted.resources_list_changed,
            // It may be a part of the resource that was asked for.
            ServerEvent::ResourceUpdated { .. } => !granted.resource_subscriptions.is_empty(),
            ServerEvent::Other { .. } => !granted.extensions.is_empty(),
        }
    }
}

/// What the subscription and its request share.
#[derive(Debug, Default)]
struct Heard {
    granted: Option<SubscriptionFilter>,
    pending: VecDeque<ServerEvent>,
    /// More was told than could wait.
    overflowed: bool,
    ended: Option<Result<(), ClientError>>,
    waker: Option<Waker>,
}

#[derive(Clone, Debug, Default)]
struct Shared(Arc<Mutex<Heard>>);

impl Shared {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Heard)) {
        let mut heard = self.heard();
        change(&mut heard);
        let waker = heard.waker.take();
        drop(heard);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn hear(&self, method: &str, params: &JsonObject) {
        if method == "notifications/subscriptions/acknowledged" {
            let granted = params.get("notifications").cloned().unwrap_or_default();
            let granted = serde_json::from_value(granted).unwrap_or_default();
            return self.change(|heard| {
                heard.granted.get_or_insert(granted);
            });
        }
        let Some(event) = ServerEvent::new(method, params) else {
            return;
        };
        self.change(|heard| {
            let wanted = heard.granted.as_ref().is_some_and(|granted| event.is_in(granted));
            if !wanted || heard.pending.contains(&event) {
                return;
            }
            heard.overflowed |= heard.pending.len() == MOST_PENDING;
            if !heard.overflowed {
                heard.pending.push_back(event);
            }
        });
    }
}

/// A subscription: a [`Stream`] of events, and without it [`next`](Self::next). Dropping it ends it at the server.
///
/// Events that wait are told once, however often they happened. After an error nothing more comes: listen again, and
/// fetch anew what may have changed meanwhile.
pub struct Subscription {
    id: u64,
    granted: SubscriptionFilter,
    shared: Shared,
    request: AbortHandle,
    over: bool,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id)
            .field("granted", &self.granted)
            .finish_non_exhaustive()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.request.abort();
    }
}

impl Client {
    /// Subscribes to news of the server, and waits until it has said which of them it grants. Since 2026-07-28; older
    /// servers are asked with [`subscribe`](Self::subscribe), and tell of changes to
    /// [`on_notification`](super::ClientBuilder::on_notification) unasked.
    ///
    /// ```
    /// # async fn example(client: mcp::Client) -> Result<(), mcp::ClientError> {
    /// use mcp::types::SubscriptionFilter;
    ///
    /// let wanted = SubscriptionFilter::new()
    ///     .with_tools_list_changed(true)
    ///     .with_resource_subscriptions(vec!["weather://London".into()]);
    /// let mut news = client.listen(wanted).await?;
    /// while let Some(event) = news.next().await {
    ///     println!("{:?}", event?);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`ClientError::NotInRevision`] on an older connection, or as [`request`](Self::request).
    pub async fn listen(&self, wanted: SubscriptionFilter) -> Result<Subscription, ClientError> {
        let method = "subscriptions/listen";
        let revision = self.revision();
        if !revision.is_modern() {
            return Err(ClientError::NotInRevision { method, revision });
        }
        let shared = Shared::default();
        let id = self.0.connection.peer.next_id();
        let (client, hearing) = (self.clone(), shared.clone());
        let request = tokio::spawn(async move {
            let heard = hearing.clone();
            let ask = Ask {
                method,
                meta: Cow::Borrowed(&client.0.envelope),
                listener: Some(Arc::new(move |method, params| heard.hear(method, params))),
                ..Ask::default()
            };
            let connection = &client.0.connection;
            let ended = connection.ask_as(id, ask, &ListenParams::new(wanted)).await;
            let ended = ended.map(drop).map_err(|failure| failure.error);
            hearing.change(|heard| heard.ended = Some(ended));
        });
        let mut subscription = Subscription {
            id,
            granted: SubscriptionFilter::new(),
            shared,
            request: request.abort_handle(),
            over: false,
        };
        let granted = poll_fn(|context| {
            let mut heard = subscription.shared.heard();
            heard.waker = Some(context.waker().clone());
            match (&heard.granted, &heard.ended) {
                (Some(granted), _) => Poll::Ready(Ok(granted.clone())),
                // Granted nothing, and ended.
                (None, Some(Ok(()))) => Poll::Ready(Ok(SubscriptionFilter::new())),
                (None, Some(Err(_))) => {
                    Poll::Ready(heard.ended.take().unwrap_or(Ok(())).map(|()| SubscriptionFilter::new()))
                }
                (None, None) => Poll::Pending,
            }
        });
        subscription.granted = within(self.0.builder.timeout, method, granted).await?;
        Ok(subscription)
    }
}

impl Subscription {
    /// What the server grants of what was wanted; it may be nothing.
    pub fn honored(&self) -> &SubscriptionFilter {
        &self.granted
    }

    /// The id of the subscription, which its notifications carry.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The next event; `None` when the server has ended the subscription.
    pub async fn next(&mut self) -> Option<Result<ServerEvent, ClientError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<ServerEvent, ClientError>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let mut heard = self.shared.heard();
        if let Some(event) = heard.pending.pop_front() {
            return Poll::Ready(Some(Ok(event)));
        }
        let id = self.id;
        let lost = if heard.overflowed {
            self.request.abort();
            Some(format!(
                "subscription '{id}': subscription backlog exceeded {MOST_PENDING} unconsumed events; re-listen and refetch"
            ))
        } else {
            match heard.ended.take() {
                None => {
                    heard.waker = Some(context.waker().clone());
                    return Poll::Pending;
                }
                Some(Ok(())) => None,
                Some(Err(error)) => {
                    tracing::debug!(%error, "a subscription was lost");
                    Some(format!(
                        "subscription '{id}' ended without the server's graceful close; re-listen and refetch"
                    ))
                }
            }
        };
        drop(heard);
        self.over = true;
        Poll::Ready(lost.map(|lost| Err(ClientError::SubscriptionLost(lost))))
    }
}

impl Stream for Subscription {
    type Item = Result<ServerEvent, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}
