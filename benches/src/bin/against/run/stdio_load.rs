//! One pair of streams with many requests under way.

use super::answer::Checker;
use super::load::{Case, Tally};
use super::poll::Poll;
use super::request::{Ask, Era, FIRST_ID, INITIALIZED, Request};
use rustix::io::{Errno, ioctl_fionbio, read, write};
use std::io;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

/// Where events are of the server's output and of its input.
const OUTPUT: usize = 0;
const INPUT: usize = 1;

/// The streams of one server, each request in a slot of its own, which is that of its id.
pub struct StdioLoad {
    poll: Poll,
    input: OwnedFd,
    output: OwnedFd,
    request: Request,
    /// The id in each slot that is under way, and since when, or that is next.
    slots: Vec<(u64, Instant)>,
    /// What is to be written, and how much of it was.
    out: Vec<u8>,
    written: usize,
    blocked: bool,
    /// What was read, up to where it is filled, and how much of that has no end of a line.
    bytes: Vec<u8>,
    filled: usize,
    seen: usize,
}

impl StdioLoad {
    /// Takes them, and in the older revision shakes hands.
    ///
    /// # Errors
    /// The server does not.
    pub fn connect((input, output): (OwnedFd, OwnedFd), case: &Case) -> Result<StdioLoad, String> {
        let failed = |error: io::Error| error.to_string();
        let poll = Poll::new(2).map_err(failed)?;
        for stream in [&input, &output] {
            ioctl_fionbio(stream, true).map_err(|error| error.to_string())?;
        }
        poll.add(&output, OUTPUT, true, false).map_err(failed)?;
        poll.add(&input, INPUT, false, false).map_err(failed)?;
        let mut load = StdioLoad {
            poll,
            input,
            output,
            request: Request::line(case.era, Ask::Initialize),
            slots: vec![(FIRST_ID, Instant::now())],
            out: Vec::new(),
            written: 0,
            blocked: false,
            bytes: vec![0; 256 * 1024],
            filled: 0,
            seen: 0,
        };
        if case.era == Era::Legacy {
            let mut checker = Checker::new(Era::Legacy, Ask::Initialize);
            load.run(Duration::ZERO, &mut checker)?;
            if let Some(bad) = checker.first_bad {
                return Err(bad);
            }
            load.out.extend_from_slice(INITIALIZED.as_bytes());
        }
        load.request = Request::line(case.era, case.ask);
        // Multiples of their number, so that an id says its slot.
        let width = case.width as u64;
        let first = (FIRST_ID + 1).next_multiple_of(width);
        load.slots = (first..first + width).map(|id| (id, Instant::now())).collect();
        Ok(load)
    }

    /// Keeps every slot under way until the time is over, and takes what is still to come.
    ///
    /// # Errors
    /// The server ends, or does not answer.
    pub fn run(&mut self, time: Duration, checker: &mut Checker) -> Result<Tally, String> {
        let mut tally = Tally::default();
        let start = Instant::now();
        let deadline = start + time;
        for slot in 0..self.slots.len() {
            self.ask(slot, self.slots[slot].0, start);
        }
        let mut under_way = self.slots.len();
        self.flush()?;
        while under_way > 0 {
            for place in 0..self.poll.wait()? {
                let ready = self.poll.ready(place);
                if ready.token == INPUT {
                    self.flush()?;
                } else if ready.readable {
                    under_way -= self.take(deadline, checker, &mut tally)?;
                    self.flush()?;
                }
            }
        }
        tally.elapsed = start.elapsed();
        Ok(tally)
    }

    fn ask(&mut self, slot: usize, id: u64, now: Instant) {
        self.slots[slot] = (id, now);
        self.request.append(id, &mut self.out);
    }

    fn flush(&mut self) -> Result<(), String> {
        let mut blocked = false;
        while self.written < self.out.len() {
            match write(&self.input, &self.out[self.written..]) {
                Ok(written) => self.written += written,
                Err(Errno::AGAIN) => {
                    blocked = true;
                    break;
                }
                Err(Errno::INTR) => {}
                Err(error) => return Err(format!("cannot write: {error}")),
            }
        }
        if !blocked {
            self.out.clear();
            self.written = 0;
        }
        if blocked != self.blocked {
            self.blocked = blocked;
            let changed = self.poll.change(&self.input, INPUT, false, blocked);
            changed.map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// Takes what there is to read, and asks anew for what was answered; how many slots are left empty.
    fn take(&mut self, deadline: Instant, checker: &mut Checker, tally: &mut Tally) -> Result<usize, String> {
        if self.filled == self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        match read(&self.output, &mut self.bytes[self.filled..]) {
            Ok(0) => return Err("the server closed its output".into()),
            Ok(read) => self.filled += read,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(0),
            Err(error) => return Err(format!("cannot read: {error}")),
        }
        let now = Instant::now();
        let (mut start, mut ended) = (0, 0);
        while let Some(length) = memchr::memchr(b'\n', &self.bytes[self.seen..self.filled]) {
            let end = self.seen + length;
            let line = &self.bytes[start..end];
            let bad = checker.bad;
            let id = checker.check(line);
            // With several under way, which of them a wrong answer was for is told by its id alone.
            let slot = id.map_or(0, |id| {
                usize::try_from(id % self.slots.len() as u64).unwrap_or_default()
            });
            let (asked, sent) = self.slots[slot];
            if id != Some(asked) {
                if checker.bad == bad {
                    checker.blame("not the answer to anything that was asked", line);
                }
                return Err(checker.first_bad.clone().unwrap_or_default());
            }
            tally.add(sent, now);
            (self.seen, start) = (end + 1, end + 1);
            let next = asked + self.slots.len() as u64;
            if now < deadline {
                self.ask(slot, next, now);
            } else {
                self.slots[slot].0 = next;
                ended += 1;
            }
        }
        self.bytes.copy_within(start..self.filled, 0);
        self.filled -= start;
        self.seen = self.filled;
        Ok(ended)
    }
}
