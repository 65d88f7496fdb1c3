//! The resources that one client wants to hear of.

use std::collections::HashSet;

/// The most that are kept for a client, in number and in the bytes of their URIs. No more than so many messages can wait
/// for it at once, either.
const MOST: usize = 4096;
const MOST_BYTES: usize = 1024 * 1024;

/// The URIs, as the client wrote them.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    uris: HashSet<Box<str>>,
    bytes: usize,
}

impl Watched {
    /// Keeps one more.
    ///
    /// # Errors
    /// There is no room for it, in words for the client.
    pub(crate) fn add(&mut self, uri: &str) -> Result<(), String> {
        if self.uris.contains(uri) {
            return Ok(());
        }
        if self.uris.len() >= MOST || self.bytes + uri.len() > MOST_BYTES {
            return Err(format!(
                "Subscription limit reached: at most {MOST} URIs, of {MOST_BYTES} bytes together"
            ));
        }
        self.bytes += uri.len();
        self.uris.insert(uri.into());
        Ok(())
    }

    pub(crate) fn remove(&mut self, uri: &str) {
        if self.uris.remove(uri) {
            self.bytes -= uri.len();
        }
    }

    pub(crate) fn contains(&self, uri: &str) -> bool {
        self.uris.contains(uri)
    }
}
