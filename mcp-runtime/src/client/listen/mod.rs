//! Subscriptions: one request that keeps news of changes coming (basic/utilities/subscriptions, since 2026-07-28).

mod event;
mod heard;
mod keep;
mod subscription;

pub use event::ServerEvent;
pub use subscription::Subscription;

use super::Client;
use super::calls::within;
use super::error::ClientError;
use super::link::Silence;
use crate::types::SubscriptionFilter;
use heard::Shared;
use std::time::Duration;

const METHOD: &str = "subscriptions/listen";

/// How to listen: see [`Client::listen_with`].
#[derive(Clone, Debug)]
pub struct ListenOptions {
    relistens: bool,
    /// The first wait before listening again, and the longest.
    waits: (Duration, Duration),
    silence: Silence,
}

impl Default for ListenOptions {
    fn default() -> Self {
        ListenOptions {
            relistens: false,
            waits: (Duration::from_secs(1), Duration::from_secs(30)),
            silence: Silence::Learned,
        }
    }
}

impl ListenOptions {
    /// As [`Client::listen`] does.
    pub fn new() -> Self {
        Self::default()
    }

    /// Listens again when the subscription is lost, or ended by the server: after a second, and after longer where that
    /// fails or does not last, up to half a minute, each a little at random, or when the server says. What may have
    /// happened meanwhile is told as if it had, for each list and resource that is granted by name; nothing that the client
    /// keeps counts as fresh.
    ///
    /// The subscription ends when the connection has ended, when what was asked for is refused (a bad request, an unknown
    /// method, HTTP 401, 403, 404), when nothing is granted, or when more events wait than can.
    #[must_use]
    pub fn relisten(mut self) -> Self {
        self.relistens = true;
        self
    }

    /// How long to wait before listening again: at first, which doubles with each time that it fails or does not last, and
    /// at most. A second and half a minute unless set.
    #[must_use]
    pub fn relisten_after(mut self, first: Duration, longest: Duration) -> Self {
        self.waits = (first, longest);
        self.relisten()
    }

    /// How long the server may be silent over HTTP before the subscription is lost; comments that keep a stream alive are
    /// a sign of life. Unless set, the server is held to what it does: one that has sent such comments at intervals may be
    /// silent for four of the longest, and for a minute at least. On other transports a server that is gone is noticed.
    #[must_use]
    pub fn silence(mut self, longest: Duration) -> Self {
        self.silence = Silence::AtMost(longest);
        self
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
        self.listen_with(wanted, ListenOptions::new()).await
    }

    /// The same with options: listening again, above all.
    ///
    /// ```
    /// # async fn example(client: mcp::Client) -> Result<(), mcp::ClientError> {
    /// use mcp::client::ListenOptions;
    /// use mcp::types::SubscriptionFilter;
    ///
    /// let wanted = SubscriptionFilter::new().with_tools_list_changed(true);
    /// let mut news = client.listen_with(wanted, ListenOptions::new().relisten()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`listen`](Self::listen).
    pub async fn listen_with(
        &self,
        wanted: SubscriptionFilter,
        options: ListenOptions,
    ) -> Result<Subscription, ClientError> {
        let revision = self.revision();
        if !revision.is_modern() {
            return Err(ClientError::NotInRevision {
                method: METHOD,
                revision,
            });
        }
        let shared = Shared::default();
        shared.begin(self.0.connection.peer.next_id());
        let keeping = tokio::spawn(keep::keep(self.clone(), wanted, options, shared.clone()));
        // Dropped, it takes the request with it.
        let subscription = Subscription::new(shared, keeping.abort_handle());
        within(self.0.builder.timeout, METHOD, subscription.granted()).await?;
        Ok(subscription)
    }
}
