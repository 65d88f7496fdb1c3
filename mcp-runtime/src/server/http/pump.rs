//! The calls of a session that were not ready at once: what they say and what they answer goes into a stream of events,
//! whether or not the client is there to read it. A client that goes away has not cancelled anything
//! (basic/transports "Sending Messages to the Server").

use super::event_stream::EventStream;
use super::sessions::{Busy, HttpSession, Stop};
use crate::jsonrpc::{McpError, code, error_bytes};
use crate::server::dispatch::Pending;
use crate::server::outgoing::Outgoing;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::oneshot;

/// A call, and the way to stop it.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) pending: Pending,
    /// Where there is a session, through which it can be stopped.
    pub(super) stop: Option<oneshot::Receiver<Stop>>,
}

/// The calls that came with one POST.
#[derive(Debug)]
pub(super) struct Pump {
    pub(super) session: Option<Arc<HttpSession>>,
    pub(super) outgoing: Arc<Outgoing>,
    pub(super) stream: Arc<EventStream>,
    pub(super) calls: Vec<Call>,
    pub(super) busy: Option<Busy>,
    /// Answers that are there already.
    pub(super) ready: Vec<Vec<u8>>,
}

enum Next {
    Said,
    Answered(Vec<u8>),
}

impl Pump {
    /// Runs the calls to their end.
    pub(super) async fn run(mut self) {
        self.say().await;
        for answer in std::mem::take(&mut self.ready) {
            self.stream.send(answer, true).await;
        }
        while !self.calls.is_empty() {
            let next = self.next().await;
            self.say().await;
            if let Next::Answered(answer) = next {
                self.stream.send(answer, true).await;
            }
        }
        self.stream.end();
        if let Some(session) = &self.session {
            session.forget_stream(self.stream.name());
        }
        drop(self.busy);
    }

    /// Sends what the calls have said.
    async fn say(&mut self) {
        while let Some(message) = self.outgoing.pop() {
            self.stream.send(message, false).await;
        }
        if self.outgoing.take_close() {
            self.stream.close_reader();
        }
    }

    async fn next(&mut self) -> Next {
        let mut said = pin!(self.outgoing.ready());
        let calls = &mut self.calls;
        let session = &self.session;
        poll_fn(|context| {
            for (index, call) in calls.iter_mut().enumerate() {
                let mut out = Vec::with_capacity(256);
                let stopped = match &mut call.stop {
                    Some(stop) => Pin::new(stop).poll(context),
                    None => Poll::Pending,
                };
                let over = match stopped {
                    // Without a sender the call is stopped already.
                    Poll::Ready(stop) => {
                        out = stopped_answer(call.pending.id(), stop.unwrap_or(Stop::SessionOver));
                        true
                    }
                    Poll::Pending => call.pending.poll(context, &mut out).is_ready(),
                };
                if over {
                    if let Some(session) = session {
                        session.finish(call.pending.id());
                    }
                    calls.swap_remove(index);
                    return Poll::Ready(Next::Answered(out));
                }
            }
            said.as_mut().poll(context).map(|()| Next::Said)
        })
        .await
    }
}

fn stopped_answer(id: &str, stop: Stop) -> Vec<u8> {
    let error = match stop {
        Stop::Cancelled => McpError::new(code::REQUEST_CANCELLED, "Request cancelled"),
        Stop::SessionOver => McpError::internal("Session terminated before the request completed"),
    };
    error_bytes(Some(id), &error)
}
