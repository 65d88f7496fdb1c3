//! The streams that are open, by the id that a client posts to.

use super::inbox::Letterbox;
use crate::server::context::Principal;
use crate::server::http::options::HttpOptions;
use crate::server::http::sessions::{NoSession, new_id};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The streams of one service.
#[derive(Debug)]
pub(in crate::server::http) struct SseStreams {
    table: Mutex<HashMap<Arc<str>, Stream>>,
    most: usize,
}

#[derive(Debug)]
struct Stream {
    letterbox: Letterbox,
    /// Who opened it: nobody else may post to it.
    principal: Option<Principal>,
}

/// A stream's place in the table, for as long as this lives.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) id: Arc<str>,
    streams: Arc<SseStreams>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.streams.table().remove(&self.id);
    }
}

impl SseStreams {
    pub(in crate::server::http) fn new(options: &HttpOptions) -> Self {
        SseStreams {
            table: Mutex::default(),
            most: options.max_sessions,
        }
    }

    fn table(&self) -> MutexGuard<'_, HashMap<Arc<str>, Stream>> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a stream.
    pub(super) fn open(
        self: &Arc<Self>,
        letterbox: Letterbox,
        principal: Option<Principal>,
    ) -> Result<Place, NoSession> {
        let id: Arc<str> = new_id().map_err(NoSession::NoRandomness)?.into();
        let mut table = self.table();
        if table.len() >= self.most {
            return Err(NoSession::TooMany(table.len()));
        }
        table.insert(id.clone(), Stream { letterbox, principal });
        drop(table);
        Ok(Place {
            id,
            streams: self.clone(),
        })
    }

    /// Where to post to the stream of this id, for whoever opened it.
    pub(super) fn find(&self, id: &str, principal: Option<&Principal>) -> Option<Letterbox> {
        let table = self.table();
        let shown = || id.get(..8).unwrap_or(id);
        let Some(stream) = table.get(id) else {
            tracing::info!("Rejected request with unknown or expired session ID: {}", shown());
            return None;
        };
        if stream.principal.as_ref() != principal {
            tracing::warn!(
                "Rejecting request for session {}: credential does not match the one that created the session",
                shown()
            );
            return None;
        }
        Some(stream.letterbox.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::inbox::letterbox;
    use super::*;
    use std::time::Duration;

    #[mcp::test]
    async fn streams_are_their_openers_and_end() {
        let streams = Arc::new(SseStreams::new(&HttpOptions::new().max_sessions(1)));
        let mailbox = || letterbox(100, Duration::from_secs(60), std::future::pending()).0;
        let ada = Principal::new("ada");
        let place = streams.open(mailbox(), Some(ada.clone())).expect("room");
        assert!(streams.find(&place.id, Some(&ada)).is_some());
        assert!(streams.find(&place.id, None).is_none());
        assert!(streams.find(&place.id, Some(&Principal::new("bob"))).is_none());
        assert!(streams.find("nope", Some(&ada)).is_none());
        assert!(matches!(streams.open(mailbox(), None), Err(NoSession::TooMany(1))));
        let id = place.id.clone();
        drop(place);
        assert!(streams.find(&id, Some(&ada)).is_none());
        assert!(streams.open(mailbox(), None).is_ok());
    }
}
