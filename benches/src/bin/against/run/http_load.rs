//! Many connections, each with one request under way.

use super::answer::{Checker, Known};
use super::http::{Inbox, Patient};
use super::load::{Case, Tally};
use super::poll::Poll;
use super::request::{Era, FIRST_ID, Request};
use std::io::{self, ErrorKind, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

#[derive(Debug)]
struct Lane {
    stream: TcpStream,
    request: Request,
    written: usize,
    /// Whether the rest of the request waits for room.
    blocked: bool,
    id: u64,
    sent: Instant,
    inbox: Inbox,
}

/// All connections to one server.
pub struct HttpLoad {
    poll: Poll,
    lanes: Vec<Lane>,
    next_id: u64,
    /// An answer with its head, which changes once a second with the date in it.
    known: Option<Known>,
}

impl HttpLoad {
    /// Opens them, and in the older revision a session on each.
    ///
    /// # Errors
    /// One is refused.
    pub fn connect(address: SocketAddr, case: &Case) -> Result<HttpLoad, String> {
        let failed = |error: io::Error| format!("cannot connect: {error}");
        let poll = Poll::new(256).map_err(failed)?;
        let host = address.to_string();
        let mut lanes = Vec::with_capacity(case.width);
        for token in 0..case.width {
            let mut connection = Patient::connect(address).map_err(failed)?;
            let session = match case.era {
                Era::Modern => None,
                Era::Legacy => connection.open_session(&host)?,
            };
            let stream = connection.into_stream();
            stream.set_nonblocking(true).map_err(failed)?;
            poll.add(&stream, token, true, false).map_err(failed)?;
            lanes.push(Lane {
                stream,
                request: Request::post(case.era, case.ask, &host, session.as_deref()),
                written: 0,
                blocked: false,
                id: 0,
                sent: Instant::now(),
                inbox: Inbox::default(),
            });
        }
        Ok(HttpLoad {
            poll,
            lanes,
            // The first was that of `initialize`.
            next_id: FIRST_ID + 1,
            known: None,
        })
    }

    /// Sends on every connection until the time is over, and takes what is still to come.
    ///
    /// # Errors
    /// A connection fails, or there is no answer.
    pub fn run(&mut self, time: Duration, checker: &mut Checker) -> Result<Tally, String> {
        let mut tally = Tally::default();
        let start = Instant::now();
        let deadline = start + time;
        for place in 0..self.lanes.len() {
            self.send(place, Instant::now())?;
        }
        let mut under_way = self.lanes.len();
        while under_way > 0 {
            for place in 0..self.poll.wait()? {
                let ready = self.poll.ready(place);
                if ready.writable {
                    self.write(ready.token)?;
                }
                if !ready.readable || !self.take(ready.token, checker)? {
                    continue;
                }
                let now = Instant::now();
                tally.add(self.lanes[ready.token].sent, now);
                if now < deadline {
                    self.send(ready.token, now)?;
                } else {
                    under_way -= 1;
                }
            }
        }
        tally.elapsed = start.elapsed();
        Ok(tally)
    }

    fn send(&mut self, place: usize, now: Instant) -> Result<(), String> {
        let lane = &mut self.lanes[place];
        lane.id = self.next_id;
        self.next_id += 1;
        lane.request.set_id(lane.id);
        lane.inbox.clear();
        lane.written = 0;
        lane.sent = now;
        self.write(place)
    }

    fn write(&mut self, place: usize) -> Result<(), String> {
        let lane = &mut self.lanes[place];
        let failed = |error: io::Error| format!("cannot send: {error}");
        let mut blocked = false;
        while lane.written < lane.request.bytes.len() {
            match (&lane.stream).write(&lane.request.bytes[lane.written..]) {
                Ok(written) => lane.written += written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    blocked = true;
                    break;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
        if blocked != lane.blocked {
            lane.blocked = blocked;
            self.poll.change(&lane.stream, place, true, blocked).map_err(failed)?;
        }
        Ok(())
    }

    /// Reads what there is; whether the answer is all there, and looked at.
    fn take(&mut self, place: usize, checker: &mut Checker) -> Result<bool, String> {
        let lane = &mut self.lanes[place];
        match lane.inbox.fill(&lane.stream) {
            Ok(0) => return Err("the server closed a connection".into()),
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => return Ok(false),
            Err(error) => return Err(format!("cannot read: {error}")),
        }
        let known = self.known.as_ref().and_then(|known| known.id(lane.inbox.raw()));
        if known == Some(lane.id) {
            return Ok(true);
        }
        if !lane.inbox.is_whole()? {
            return Ok(false);
        }
        let (status, body) = (lane.inbox.status(), lane.inbox.body());
        let bad = checker.bad;
        if status != 200 {
            checker.blame(&format!("status {status}"), &body);
        } else if checker.check(&body) != Some(lane.id) && checker.bad == bad {
            checker.blame(&format!("not the answer to {}", lane.id), &body);
        }
        if checker.bad == bad {
            self.known = Known::new(lane.inbox.raw(), lane.id);
        }
        Ok(true)
    }
}
