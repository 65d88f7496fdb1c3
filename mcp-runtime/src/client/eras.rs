//! Which servers greet with `initialize`: found out once in the life of the process, so that the next connection does
//! not have to ask (basic/index, "Backward Compatibility").

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Servers remembered; beyond that, all are forgotten, which costs each a probe.
const MOST: usize = 1024;

/// The servers with a handshake. Of the others nothing need be known: they are asked in any case, for what they can do.
static WITH_HANDSHAKE: Mutex<Option<HashSet<String>>> = Mutex::new(None);

fn known() -> MutexGuard<'static, Option<HashSet<String>>> {
    WITH_HANDSHAKE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether this server greeted with `initialize` the last time.
pub(super) fn has_handshake(key: &str) -> bool {
    known().as_ref().is_some_and(|known| known.contains(key))
}

/// This is how the server was settled with.
pub(super) fn remember(key: &str, handshake: bool) {
    if !handshake {
        return forget(key);
    }
    let mut known = known();
    let known = known.get_or_insert_default();
    if known.len() >= MOST {
        known.clear();
    }
    known.insert(key.to_owned());
}

/// A connection failed: whatever is there now may be another server.
pub(super) fn forget(key: &str) {
    if let Some(known) = known().as_mut() {
        known.remove(key);
    }
}
