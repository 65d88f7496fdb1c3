//! What the server says on a stream, made into events.

use bytes::Bytes;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use tokio::io::AsyncWrite;

/// Bytes above which nothing is taken before what is there is sent.
const MOST: usize = 64 * 1024;

/// The events that wait to be sent; a handle of it writes, another takes.
///
/// Both are for one task: a writer that has to wait is not woken, but polled again once all was taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox(Arc<Mutex<Events>>);

#[derive(Debug, Default)]
struct Events {
    bytes: Vec<u8>,
    /// Bytes of whole events.
    whole: usize,
    /// A line has begun.
    within: bool,
}

impl Outbox {
    fn events(&self) -> MutexGuard<'_, Events> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The whole events.
    pub(super) fn take(&self) -> Option<Bytes> {
        let mut events = self.events();
        if events.whole == 0 {
            return None;
        }
        let whole = events.whole;
        let rest = events.bytes.split_off(whole);
        events.whole = 0;
        Some(std::mem::replace(&mut events.bytes, rest).into())
    }
}

impl AsyncWrite for Outbox {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut events = self.events();
        if events.whole >= MOST {
            return Poll::Pending;
        }
        let taken = &bytes[..bytes.len().min(MOST)];
        for part in taken.split_inclusive(|byte| *byte == b'\n') {
            if !events.within {
                events.bytes.extend_from_slice(b"event: message\ndata: ");
            }
            events.bytes.extend_from_slice(part);
            events.within = !part.ends_with(b"\n");
            if !events.within {
                events.bytes.push(b'\n');
                events.whole = events.bytes.len();
            }
        }
        Poll::Ready(Ok(taken.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    #[test]
    fn lines_become_events() {
        let mut outbox = Outbox::default();
        let mut context = Context::from_waker(Waker::noop());
        let mut write = |bytes: &[u8]| Pin::new(&mut outbox).poll_write(&mut context, bytes).map(Result::ok);
        assert_eq!(write(b"{\"a\""), Poll::Ready(Some(4)));
        let reader = Outbox(outbox.0.clone());
        assert_eq!(reader.take(), None, "half an event is none");
        let mut write = |bytes: &[u8]| Pin::new(&mut outbox).poll_write(&mut context, bytes).map(Result::ok);
        assert_eq!(write(b":1}\n{}\n["), Poll::Ready(Some(8)));
        let expected = "event: message\ndata: {\"a\":1}\n\nevent: message\ndata: {}\n\n";
        assert_eq!(reader.take().as_deref(), Some(expected.as_bytes()));
        assert_eq!(write(b"]\n"), Poll::Ready(Some(2)));
        assert_eq!(
            reader.take().as_deref(),
            Some(b"event: message\ndata: []\n\n".as_slice())
        );
        // A client that does not read.
        let long = vec![b'x'; 3 * MOST];
        assert_eq!(write(&long), Poll::Ready(Some(MOST)));
        assert_eq!(write(b"\n"), Poll::Ready(Some(1)));
        assert_eq!(write(b"{}\n"), Poll::Pending);
        assert!(reader.take().is_some_and(|bytes| bytes.len() > MOST));
        assert_eq!(write(b"{}\n"), Poll::Ready(Some(3)));
    }
}
