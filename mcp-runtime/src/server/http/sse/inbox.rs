//! What a client posts, on its way into the stream of lines.

use bytes::{Buf, Bytes};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Sleep;

/// A line and the room it takes.
type Posted = (Bytes, OwnedSemaphorePermit);

/// Where messages are posted. Whole ones go in or none, so that no client's haste or death tears one apart.
#[derive(Clone, Debug)]
pub(super) struct Letterbox {
    room: Arc<Semaphore>,
    size: usize,
    lines: mpsc::UnboundedSender<Posted>,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// Those before it are still unread.
    Full,
    /// The stream has ended.
    Over,
}

/// The reading side: a stream of lines, which ends when the server is told to stop or nobody ever posts.
pub(super) struct Inbox {
    lines: mpsc::UnboundedReceiver<Posted>,
    current: Option<Posted>,
    closing: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    /// Runs until the first message.
    unused: Option<Pin<Box<Sleep>>>,
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inbox").finish_non_exhaustive()
    }
}

/// A letterbox with room for so many bytes, and its reading side.
pub(super) fn letterbox(
    size: usize,
    unused: Duration,
    closing: impl Future<Output = ()> + Send + 'static,
) -> (Letterbox, Inbox) {
    let size = size.min(u32::MAX as usize).min(Semaphore::MAX_PERMITS);
    let (sender, receiver) = mpsc::unbounded_channel();
    let letterbox = Letterbox {
        room: Arc::new(Semaphore::new(size)),
        size,
        lines: sender,
    };
    let inbox = Inbox {
        lines: receiver,
        current: None,
        closing: Some(Box::pin(closing)),
        unused: Some(Box::pin(tokio::time::sleep(unused))),
    };
    (letterbox, inbox)
}

impl Letterbox {
    /// Posts a message, once there is room for it.
    pub(super) async fn post(&self, message: &[u8], patience: Duration) -> Result<(), NotTaken> {
        let room = u32::try_from(message.len().clamp(1, self.size.max(1))).unwrap_or(u32::MAX);
        let room = tokio::time::timeout(patience, self.room.clone().acquire_many_owned(room));
        let Ok(Ok(room)) = room.await else {
            return Err(NotTaken::Full);
        };
        let mut line = Vec::with_capacity(message.len() + 1);
        // Between the parts of a JSON text a line's end is as good as a blank, and elsewhere there is none.
        line.extend(message.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }));
        line.push(b'\n');
        self.lines.send((line.into(), room)).map_err(|_| NotTaken::Over)
    }
}

impl AsyncRead for Inbox {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if let Some((line, _)) = &mut this.current {
                let count = line.len().min(buffer.remaining());
                buffer.put_slice(&line[..count]);
                line.advance(count);
                if line.is_empty() {
                    this.current = None;
                }
                return Poll::Ready(Ok(()));
            }
            match this.lines.poll_recv(context) {
                Poll::Ready(Some(posted)) => {
                    this.unused = None;
                    this.current = Some(posted);
                    continue;
                }
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Pending => {}
            }
            let unused = this
                .unused
                .as_mut()
                .is_some_and(|unused| unused.as_mut().poll(context).is_ready());
            let closing = this
                .closing
                .as_mut()
                .is_some_and(|closing| closing.as_mut().poll(context).is_ready());
            if !unused && !closing {
                return Poll::Pending;
            }
            if unused {
                tracing::info!("session idle timeout");
            }
            // What was posted already is still read.
            this.lines.close();
            (this.unused, this.closing) = (None, None);
        }
    }
}
