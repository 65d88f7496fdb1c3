//! Batches on a stream, each answered by one array once its last call has ended.

use crate::jsonrpc::batch::MOST_ANSWERED;
use std::collections::HashMap;

/// Batches that are not answered yet, by number.
#[derive(Debug, Default)]
pub(crate) struct Batches {
    open: HashMap<u64, Batch>,
    opened: u64,
}

#[derive(Debug)]
struct Batch {
    /// The array so far, without its end; nothing while there is no answer.
    answers: Vec<u8>,
    /// What is still to come: its calls under way, and the end of the batch itself while it is being read.
    waiting: usize,
}

impl Batches {
    /// A further batch, open until [`done`](Self::done) with it.
    pub(crate) fn open(&mut self) -> u64 {
        self.opened += 1;
        let batch = Batch {
            answers: Vec::new(),
            waiting: 1,
        };
        self.open.insert(self.opened, batch);
        self.opened
    }

    /// Whether there are answers enough: nothing more is to be asked for the batch.
    pub(crate) fn is_full(&self, number: u64) -> bool {
        let answers = self.open.get(&number).map(|batch| batch.answers.len());
        answers.is_some_and(|length| length > MOST_ANSWERED)
    }

    /// A call of the batch is under way.
    pub(crate) fn wait(&mut self, number: u64) {
        if let Some(batch) = self.open.get_mut(&number) {
            batch.waiting += 1;
        }
    }

    /// An answer to a member; an empty one is none.
    pub(crate) fn add(&mut self, number: u64, answer: &[u8]) {
        let Some(batch) = self.open.get_mut(&number) else {
            return;
        };
        if answer.is_empty() {
            return;
        }
        batch.answers.push(if batch.answers.is_empty() { b'[' } else { b',' });
        batch.answers.extend_from_slice(answer);
    }

    /// One thing less to wait for. After the last the array is given, if anything was answered at all.
    pub(crate) fn done(&mut self, number: u64) -> Option<Vec<u8>> {
        let batch = self.open.get_mut(&number)?;
        batch.waiting -= 1;
        if batch.waiting > 0 {
            return None;
        }
        self.open.remove(&number).and_then(Batch::close)
    }

    /// Gives up waiting: the arrays of what was answered.
    pub(crate) fn give_up(&mut self) -> Vec<Vec<u8>> {
        self.open.drain().filter_map(|(_, batch)| batch.close()).collect()
    }
}

impl Batch {
    fn close(mut self) -> Option<Vec<u8>> {
        if self.answers.is_empty() {
            return None;
        }
        self.answers.push(b']');
        Some(self.answers)
    }
}
