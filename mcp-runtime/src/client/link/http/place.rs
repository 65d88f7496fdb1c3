//! How far a stream of events was read, and when to come back for the rest of it.

use crate::client::error::LONGEST_ASKED;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long to wait before coming back to a stream, unless it says how long.
const RETRY: Duration = Duration::from_secs(1);
/// The shortest such wait, whatever it says.
const LEAST_RETRY: Duration = Duration::from_millis(100);
/// How soon a stream without an event has to end to count as none, and the longest wait that comes of it.
const AT_ONCE: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(5);

/// How far a stream of events was read.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) last_id: Option<String>,
    retry: Option<u64>,
    /// When the stream began, if it has brought no event since.
    begun: Option<Instant>,
    /// Streams, one after the other, that have ended at once without an event.
    empty: u32,
}

impl Place {
    /// A stream begins, or what goes on with it.
    pub(super) fn begin(&mut self) {
        self.begun = Some(Instant::now());
    }

    /// An event was read.
    pub(super) fn reach(&mut self, id: Option<String>, retry: Option<u64>) {
        (self.begun, self.empty) = (None, 0);
        self.last_id = id.or(self.last_id.take()).filter(|id| !id.is_empty());
        self.retry = retry.or(self.retry);
    }

    /// Waits as long as the stream wants to be left alone, and longer where coming back has brought nothing.
    pub(super) async fn wait(&mut self) {
        if let Some(begun) = self.begun.take() {
            self.empty = if begun.elapsed() < AT_ONCE { self.empty + 1 } else { 0 };
        }
        let asked = self.retry.map_or(RETRY, Duration::from_millis).min(LONGEST_ASKED);
        let least = LEAST_RETRY.saturating_mul(1 << self.empty.min(16)).min(LONGEST_RETRY);
        sleep(asked.max(least)).await;
    }
}
