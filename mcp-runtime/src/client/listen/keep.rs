//! The request behind a subscription, and the next one where it is lost.

use super::heard::Shared;
use super::{ListenOptions, METHOD};
use crate::client::Client;
use crate::client::connection::Ask;
use crate::client::error::ClientError;
use crate::types::{ListenParams, SubscriptionFilter};
use std::borrow::Cow;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// The usual wait before listening again.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The usual wait after many failures.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Listens until the subscription is over for good.
pub(super) async fn keep(client: Client, wanted: SubscriptionFilter, options: ListenOptions, shared: Shared) {
    let params = ListenParams::new(wanted);
    let mut failures = 0;
    loop {
        let ended = listen(&client, &params, &options, &shared).await;
        let (has_stood, may_stand) = shared.heard().stood();
        if !options.relistens || !may_stand || is_final(&ended) {
            return shared.change(|heard| heard.ended = Some(ended));
        }
        failures = if has_stood { 0 } else { failures + 1 };
        let asked = ended.as_ref().err().and_then(ClientError::retry_after);
        let wait = wait(failures).max(asked.unwrap_or_default());
        tracing::info!(?ended, ?wait, "a subscription was lost, and is taken up again");
        sleep(wait).await;
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
            if heard.hear(method, params) {
                peer.missed();
            }
        })),
        silence: options.silence,
        ..Ask::default()
    };
    let id = shared.heard().id;
    let ended = connection.ask_as(id, ask, params).await;
    ended.map(drop).map_err(|failure| failure.error)
}

/// Whether asking again would be of no use. A server that ends a subscription in order may do so for a restart.
fn is_final(ended: &Result<(), ClientError>) -> bool {
    match ended {
        Ok(()) => false,
        Err(ClientError::Closed) => true,
        Err(error) => !error.is_retryable(),
    }
}

/// How long to wait after so many failures: twice as long each time, and not at the same time as others.
fn wait(failures: u32) -> Duration {
    let wait = FIRST_WAIT.saturating_mul(1 << failures.min(16)).min(LONGEST_WAIT);
    // The standard library's only source of randomness; from half of it to one and a half.
    let part = RandomState::new().hash_one(failures) % 1024;
    wait / 2 + wait.mul_f64(part as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_differ() {
        for (failures, seconds) in [(0, 1), (1, 2), (2, 4), (5, 30), (1000, 30)] {
            let usual = Duration::from_secs(seconds);
            let waits: Vec<Duration> = (0..64).map(|_| wait(failures)).collect();
            assert!(
                waits.iter().all(|wait| (usual / 2..usual / 2 * 3).contains(wait)),
                "{waits:?}"
            );
            assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
        }
    }
}
