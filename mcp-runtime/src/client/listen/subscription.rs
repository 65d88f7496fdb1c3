//! What a subscriber holds.

use super::event::ServerEvent;
use super::heard::{MOST_PENDING, Shared};
use crate::client::error::ClientError;
use crate::types::SubscriptionFilter;
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::task::AbortHandle;

/// A subscription: a [`Stream`] of events, and without it [`next`](Self::next). Dropping it ends it at the server.
///
/// Events that wait are told once, however often they happened. After an error nothing more comes: listen again, and
/// fetch anew what may have changed meanwhile.
pub struct Subscription {
    shared: Shared,
    keeping: AbortHandle,
    over: bool,
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id())
            .field("honored", &self.honored())
            .finish_non_exhaustive()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.keeping.abort();
    }
}

impl Subscription {
    pub(super) fn new(shared: Shared, keeping: AbortHandle) -> Self {
        Subscription {
            shared,
            keeping,
            over: false,
        }
    }

    /// Waits until the server has said what it grants, if it grants nothing and ends the subscription by that.
    ///
    /// # Errors
    /// It has ended before.
    pub(super) fn granted(&self) -> impl Future<Output = Result<(), ClientError>> {
        poll_fn(|context| {
            let mut heard = self.shared.heard();
            heard.waker = Some(context.waker().clone());
            if heard.granted.is_some() {
                return Poll::Ready(Ok(()));
            }
            match &heard.ended {
                None => Poll::Pending,
                Some(Ok(())) => Poll::Ready(Ok(())),
                Some(Err(_)) => Poll::Ready(heard.ended.take().unwrap_or(Ok(()))),
            }
        })
    }

    /// What the server grants of what was wanted; it may be nothing, and another thing after listening again.
    pub fn honored(&self) -> SubscriptionFilter {
        self.shared.heard().granted.clone().unwrap_or_default()
    }

    /// The id of the subscription, which its notifications carry: that of its last request.
    pub fn id(&self) -> u64 {
        self.shared.heard().id
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
        let id = heard.id;
        let lost = if heard.overflowed {
            self.keeping.abort();
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
