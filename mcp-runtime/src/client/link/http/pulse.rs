//! Signs of life of a stream: servers send comments when they have nothing to say (WHATWG HTML, "Server-sent events",
//! authoring notes), because what stands in between cuts streams that are silent, and does not always say so.

use crate::client::link::Silence;
use std::time::{Duration, Instant};

/// Comments this close say nothing of how often they come.
const CLOSE: Duration = Duration::from_secs(1);
/// Intervals between comments that make a habit.
const HABIT: u32 = 2;
/// How many of the longest interval may pass in silence, and how long at least.
const MISSED: u32 = 4;
const LEAST: Duration = Duration::from_mins(1);

/// What is known of how often a stream shows that it lives.
#[derive(Debug)]
pub(super) struct Pulse {
    silence: Silence,
    comments: u64,
    last: Option<Instant>,
    intervals: u32,
    longest: Duration,
}

impl Pulse {
    pub(super) fn new(silence: Silence) -> Self {
        Pulse {
            silence,
            comments: 0,
            last: None,
            intervals: 0,
            longest: Duration::ZERO,
        }
    }

    /// How long the stream may be silent from now on.
    pub(super) fn limit(&self) -> Option<Duration> {
        match self.silence {
            Silence::Any => None,
            Silence::AtMost(limit) => Some(limit),
            Silence::Learned if self.intervals < HABIT => None,
            Silence::Learned => Some(self.longest.saturating_mul(MISSED).max(LEAST)),
        }
    }

    /// So many comments have come by `now`.
    pub(super) fn heard(&mut self, comments: u64, now: Instant) {
        if comments == std::mem::replace(&mut self.comments, comments) {
            return;
        }
        let interval = self.last.replace(now).map(|last| now - last);
        if let Some(interval) = interval.filter(|interval| *interval >= CLOSE) {
            self.intervals += 1;
            self.longest = self.longest.max(interval);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds at which comments come, and the silence that is borne after them.
    #[test]
    fn habits_are_learned() {
        let table: [(&[u64], Option<u64>); 6] = [
            (&[], None),
            (&[0, 15], None),
            (&[0, 0, 0, 0], None),
            (&[0, 15, 30], Some(60)),
            (&[0, 20, 30, 31], Some(80)),
            (&[0, 0, 15, 15, 30], Some(60)),
        ];
        let start = Instant::now();
        for (times, expected) in table {
            let mut pulse = Pulse::new(Silence::Learned);
            for (before, seconds) in times.iter().enumerate() {
                pulse.heard(before as u64 + 1, start + Duration::from_secs(*seconds));
                // Other bytes say nothing of comments.
                pulse.heard(before as u64 + 1, start + Duration::from_secs(*seconds + 7));
            }
            assert_eq!(pulse.limit(), expected.map(Duration::from_secs), "{times:?}");
        }
        assert_eq!(Pulse::new(Silence::AtMost(CLOSE)).limit(), Some(CLOSE));
        assert_eq!(Pulse::new(Silence::Any).limit(), None);
    }
}
