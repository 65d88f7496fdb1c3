//! What calling a handler gives: an answer that is written, or a future that will write it.

use super::reply::Reply;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The outcome of a call.
#[allow(missing_debug_implementations)]
pub enum Step {
    /// The answer is in the reply.
    Done,
    /// The answer will be written by this. One box a call, and none for what is done at once.
    Running(Pin<Box<dyn Running>>),
}

/// A handler at work. It writes its answer where whoever polls it wants it, so that a result is serialized straight
/// into the response.
pub trait Running: Send {
    /// Polls the handler; `Ready` means that the answer is in `reply`.
    fn poll_reply(self: Pin<&mut Self>, context: &mut Context<'_>, reply: &mut Reply<'_>) -> Poll<()>;
}

pin_project_lite::pin_project! {
    /// A future and what to do with its output.
    struct Answering<F, W> {
        #[pin]
        future: F,
        write: Option<W>,
    }
}

impl<F, W> Running for Answering<F, W>
where
    F: Future + Send,
    W: FnOnce(F::Output, &mut Reply<'_>) + Send,
{
    fn poll_reply(self: Pin<&mut Self>, context: &mut Context<'_>, reply: &mut Reply<'_>) -> Poll<()> {
        let this = self.project();
        match this.future.poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(output) => {
                if let Some(write) = this.write.take() {
                    write(output, reply);
                }
                Poll::Ready(())
            }
        }
    }
}

/// A call that writes the output of `future` by `write`.
pub(crate) fn answering<F, W>(future: F, write: W) -> Pin<Box<dyn Running>>
where
    F: Future + Send + 'static,
    W: FnOnce(F::Output, &mut Reply<'_>) + Send + 'static,
{
    Box::pin(Answering {
        future,
        write: Some(write),
    })
}

impl Step {
    /// A step that writes the output of `future` by `write`.
    pub(crate) fn running<F, W>(future: F, write: W) -> Step
    where
        F: Future + Send + 'static,
        W: FnOnce(F::Output, &mut Reply<'_>) + Send + 'static,
    {
        Step::Running(answering(future, write))
    }
}
