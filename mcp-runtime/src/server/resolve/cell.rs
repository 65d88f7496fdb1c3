//! Where a resolver's value is kept.

use super::round::Stop;
use std::future::poll_fn;
use std::sync::OnceLock;
use std::task::Poll;

/// The value of one resolver in one round: not there yet, there, or not to come.
#[derive(Debug)]
pub struct Cell<T>(OnceLock<Option<T>>);

impl<T> Default for Cell<T> {
    fn default() -> Self {
        Cell(OnceLock::new())
    }
}

impl<T> Cell<T> {
    /// The value, as soon as it is there. It wakes nobody: all resolvers of a call are polled by one future, each behind
    /// what it needs.
    ///
    /// # Errors
    /// It will not come in this round.
    pub async fn ready(&self) -> Result<&T, Stop> {
        poll_fn(|_| match self.0.get() {
            None => Poll::Pending,
            Some(Some(value)) => Poll::Ready(Ok(value)),
            Some(None) => Poll::Ready(Err(Stop::Waits)),
        })
        .await
    }

    pub(super) fn fill(&self, value: Option<T>) {
        // There is one resolver that fills it, and it does so once.
        let _ = self.0.set(value);
    }

    pub(super) fn get(&self) -> Option<&T> {
        self.0.get()?.as_ref()
    }

    pub(super) fn take(&mut self) -> Option<T> {
        self.0.take()?
    }
}
