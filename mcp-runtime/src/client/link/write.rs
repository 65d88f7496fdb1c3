//! What the client says: lines that wait, and the task that writes them.

use crate::client::peer::Closing;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::sleep;

/// Bytes written at once, where that many wait.
const BATCH: usize = 64 * 1024;
/// How long what is queued may take to go out when the connection ends, and answers to come in when it breaks.
const FLUSH: Duration = Duration::from_millis(500);

/// A line on its way.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) line: Vec<u8>,
    /// Given back when the line is written.
    #[expect(dead_code, reason = "dropping it is all")]
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

/// Writes until the connection ends, by `ended` or because the server does not read any more; then ends it.
pub(super) async fn write_until<W: AsyncWrite + Unpin>(
    closing: Closing,
    ended: oneshot::Receiver<()>,
    lines: UnboundedReceiver<Waiting>,
    writer: W,
) {
    let over = async {
        let _ = ended.await;
        sleep(FLUSH).await;
        Ok(())
    };
    if let Err(error) = race(write(lines, writer), over).await {
        tracing::debug!(%error, "the server does not read any more");
        // The last answers of a server that is gone may still be on their way.
        sleep(FLUSH).await;
    }
    drop(closing);
}

/// Writes every line until nobody can send one any more, then closes the stream.
async fn write<W>(mut lines: UnboundedReceiver<Waiting>, mut writer: W) -> io::Result<()>
where
    W: AsyncWrite + Unpin,
{
    let mut batch = Vec::new();
    while let Some(first) = lines.recv().await {
        let mut sent = vec![first];
        let mut size = sent[0].line.len();
        while size < BATCH
            && let Ok(next) = lines.try_recv()
        {
            size += next.line.len();
            sent.push(next);
        }
        for waiting in &sent {
            batch.extend_from_slice(&waiting.line);
            batch.push(b'\n');
        }
        writer.write_all(&batch).await?;
        writer.flush().await?;
        batch.clear();
        batch.shrink_to(BATCH);
    }
    writer.shutdown().await
}

async fn race<T>(first: impl Future<Output = T>, second: impl Future<Output = T>) -> T {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|context| match first.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => second.as_mut().poll(context),
    })
    .await
}
