//! The states that were used, in memory.

use super::UsedStates;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// [`UsedStates`] for a server of one process, bounded. A state is forgotten when it expires. While there is no room, none
/// is taken: what is not noted could be used again.
#[derive(Debug)]
pub struct MemoryUsedStates {
    used: Mutex<Used>,
    most: usize,
}

#[derive(Debug, Default)]
struct Used {
    ids: HashSet<Arc<str>>,
    /// The first to expire first.
    order: BTreeSet<(SystemTime, Arc<str>)>,
}

impl Default for MemoryUsedStates {
    fn default() -> Self {
        MemoryUsedStates::new(100_000)
    }
}

impl MemoryUsedStates {
    /// Remembers at most so many states that have not expired; 100,000 by default, which are some 20 MB.
    pub fn new(states: usize) -> Self {
        MemoryUsedStates {
            used: Mutex::default(),
            most: states.max(1),
        }
    }
}

impl UsedStates for MemoryUsedStates {
    fn first_use(&self, id: &str, expires: SystemTime) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now();
        while used.order.first().is_some_and(|(expires, _)| *expires <= now) {
            if let Some((_, gone)) = used.order.pop_first() {
                used.ids.remove(&gone);
            }
        }
        if used.ids.contains(id) {
            return false;
        }
        if used.ids.len() >= self.most {
            tracing::warn!(
                "a requestState is refused: {} were used and have not expired",
                self.most
            );
            return false;
        }
        let id: Arc<str> = id.into();
        used.ids.insert(id.clone());
        used.order.insert((expires, id));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn each_once_and_no_more_than_there_is_room_for() {
        let used = MemoryUsedStates::new(2);
        let now = SystemTime::now();
        let (soon, later) = (now + Duration::from_millis(300), now + Duration::from_secs(60));
        assert!(used.first_use("a", later) && used.first_use("b", soon));
        assert!(!used.first_use("a", later) && !used.first_use("b", soon), "twice");
        assert!(!used.first_use("c", later), "there is no room");
        std::thread::sleep(Duration::from_millis(350));
        assert!(used.first_use("c", later), "one has expired");
        assert!(!used.first_use("a", later) && !used.first_use("d", later));
    }
}
