//! The stream of a session, for what the server says on its own account (basic/transports, "Listening for Messages from
//! the Server").

use super::Inner;
use super::exchange::{hear_events, ignored};
use super::place::Place;
use crate::client::error::ClientError;
use crate::client::link::Silence;
use crate::client::peer::Peer;
use crate::revision::Revision;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// Failures, one after the other, after which the stream is given up.
const MOST_FAILURES: usize = 2;
/// The longest wait after a server that is there has refused, unless it asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Reads the stream of a session until the server ends it for good. `opened` is dropped when the stream stands, or will
/// not.
pub(super) async fn read(
    link: Arc<Inner>,
    peer: Arc<Peer>,
    session: String,
    revision: Revision,
    opened: oneshot::Sender<()>,
) {
    let mut opened = Some(opened);
    let mut place = Place::default();
    let (mut failures, mut refusals) = (0, 0);
    while failures < MOST_FAILURES {
        let body = link.get(Some(&session), Some(revision), place.last_id.as_deref()).await;
        // Nobody waits for a stream that does not stand at once.
        drop(opened.take());
        match body {
            Ok(body) => {
                (failures, refusals) = (0, 0);
                if let Err(error) = hear_events(&peer, body, Silence::Learned, &mut place, ignored, || false).await {
                    tracing::debug!(%error, "the stream of a session broke");
                }
            }
            Err(ClientError::Transport(error)) => {
                tracing::debug!(%error, "the stream of a session could not be opened");
                failures += 1;
            }
            // The server is there, and does not want to now; or there is no authorization now.
            Err(error) if error.is_retryable() || matches!(error, ClientError::Authorization(_)) => {
                tracing::debug!(%error, "the stream of a session could not be opened yet");
                let wait = Duration::from_secs(1 << refusals).min(LONGEST_WAIT);
                refusals = (refusals + 1).min(16);
                tokio::time::sleep(wait.max(error.asked_wait())).await;
            }
            // 405: the server has none. 404: the session is over.
            Err(error) => {
                tracing::debug!(%error, "the server has no stream for the session");
                return;
            }
        }
        place.wait().await;
    }
}
