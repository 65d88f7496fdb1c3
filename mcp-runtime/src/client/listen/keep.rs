//! The request behind a subscription, and the next one where it is lost.

use super::heard::Shared;
use super::{ListenOptions, METHOD};
use crate::client::Client;
use crate::client::connection::Ask;
use crate::client::error::ClientError;
use crate::client::peer::Peer;
use crate::jsonrpc::code;
use crate::types::{ListenParams, SubscriptionFilter};
use std::borrow::Cow;
use std::future::poll_fn;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};

/// The longest that it may take to be granted again what was granted before.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whoever waits for events is told of the end, however it comes about.
struct Ending(Shared);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.change(|heard| {
            heard.ended.get_or_insert(Err(ClientError::Closed));
        });
    }
}

/// Listens until the subscription is over for good.
pub(super) async fn keep(client: Client, wanted: SubscriptionFilter, options: ListenOptions, shared: Shared) {
    let ending = Ending(shared.clone());
    let params = ListenParams::new(wanted);
    // The first request waits as long as whoever has asked for it.
    let mut patience = None;
    let mut failures = 0;
    loop {
        let started = Instant::now();
        let ended = {
            let mut listening = pin!(listen(&client, &params, &options, &shared));
            let mut overdue = pin!(overdue(patience, &shared));
            poll_fn(|context| match listening.as_mut().poll(context) {
                Poll::Pending => overdue.as_mut().poll(context).map(Err),
                ended => ended,
            })
            .await
        };
        let (has_stood, may_stand) = shared.heard().stood();
        if !options.relistens || !may_stand || is_final(&ended) {
            shared.change(|heard| heard.ended = Some(ended));
            return drop(ending);
        }
        if has_stood && started.elapsed() >= options.waits.1 {
            failures = 0;
        }
        let asked = ended.as_ref().err().map(ClientError::asked_wait);
        let wait = wait(options.waits, failures).max(asked.unwrap_or_default());
        failures += 1;
        let why = ended
            .err()
            .map_or_else(|| "the server ended it".to_owned(), |error| error.to_string());
        tracing::info!(why, ?wait, "a subscription was lost, and is taken up again");
        if !is_open_after(&client.0.connection.peer, wait).await {
            return drop(ending);
        }
        let known = options.silence.at_most().or(client.0.builder.timeout);
        patience = Some(known.unwrap_or(PATIENCE).min(PATIENCE));
        shared.begin(client.0.connection.peer.next_id());
    }
}

/// One request, for as long as it stands.
async fn listen(
    client: &Client,
    params: &ListenParams,
    options: &ListenOptions,
    shared: &Shared,
) -> Result<(), ClientError> {
    let connection = &client.0.connection;
    let (heard, peer) = (shared.clone(), connection.peer.clone());
    let ask = Ask {
        method: METHOD,
        meta: Cow::Borrowed(&client.0.envelope),
        listener: Some(Arc::new(move |method, params| {
            heard.hear(method, params, || peer.missed());
        })),
        silence: options.silence,
        ..Ask::default()
    };
    let id = shared.heard().id;
    let ended = connection.ask_as(id, ask, params).await;
    ended.map(drop).map_err(|failure| failure.error)
}

/// Resolves when the subscription should have been granted again and is not: what carried the last one may be gone without
/// a sign, and with it what carries this one.
async fn overdue(patience: Option<Duration>, shared: &Shared) -> ClientError {
    if let Some(patience) = patience {
        sleep(patience).await;
        if !shared.heard().stood().0 {
            let why = "the server has not granted the subscription again in time";
            return ClientError::Transport(io::Error::new(io::ErrorKind::TimedOut, why));
        }
    }
    std::future::pending().await
}

/// Waits, and no longer than the connection lasts; whether it does.
async fn is_open_after(peer: &Peer, wait: Duration) -> bool {
    timeout(wait, peer.closed()).await.is_err()
}

/// Whether asking again would be of no use. A server that ends a subscription in order may do so for a restart, and most
/// of what goes wrong then goes by: what is left is what was asked itself.
fn is_final(ended: &Result<(), ClientError>) -> bool {
    match ended {
        Ok(()) => false,
        Err(ClientError::Protocol(error)) => matches!(
            error.code,
            code::INVALID_REQUEST
                | code::METHOD_NOT_FOUND
                | code::INVALID_PARAMS
                | code::HEADER_MISMATCH
                | code::MISSING_REQUIRED_CLIENT_CAPABILITY
                | code::UNSUPPORTED_PROTOCOL_VERSION
        ),
        Err(ClientError::Refused { status, .. }) => (400..500).contains(status) && !matches!(status, 408 | 425 | 429),
        Err(
            ClientError::Closed
            | ClientError::NotInRevision { .. }
            | ClientError::Invalid(_)
            | ClientError::TooLarge { .. },
        ) => true,
        Err(_) => false,
    }
}

/// How long to wait after so many failures: twice as long each time, and not at the same time as others.
fn wait((first, longest): (Duration, Duration), failures: u32) -> Duration {
    let wait = first.saturating_mul(1 << failures.min(16)).min(longest);
    // The standard library's only source of randomness; from half of it to one and a half.
    let part = RandomState::new().hash_one(failures) % 1024;
    (wait / 2).saturating_add(wait.mul_f64(part as f64 / 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_differ() {
        let bounds = (Duration::from_secs(1), Duration::from_secs(30));
        for (failures, seconds) in [(0, 1), (1, 2), (2, 4), (5, 30), (1000, 30)] {
            let usual = Duration::from_secs(seconds);
            let waits: Vec<Duration> = (0..64).map(|_| wait(bounds, failures)).collect();
            assert!(
                waits.iter().all(|wait| (usual / 2..usual / 2 * 3).contains(wait)),
                "{waits:?}"
            );
            assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
        }
    }
}
