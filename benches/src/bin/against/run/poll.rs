//! Which of many descriptors can be read or written.

use super::load::PATIENCE;
use rustix::buffer::spare_capacity;
use rustix::event::Timespec;
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::io::Errno;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

/// Those that are waited for.
pub struct Poll {
    epoll: OwnedFd,
    events: Vec<Event>,
}

/// What can be done with one of them.
#[derive(Clone, Copy, Debug)]
pub struct Ready {
    pub token: usize,
    pub writable: bool,
    /// There is something to read, or an end.
    pub readable: bool,
}

impl Poll {
    /// # Errors
    /// The kernel has no more.
    pub fn new(events: usize) -> io::Result<Poll> {
        Ok(Poll {
            epoll: epoll::create(CreateFlags::CLOEXEC)?,
            events: Vec::with_capacity(events),
        })
    }

    /// # Errors
    /// It cannot be waited for.
    pub fn add(&self, source: impl AsFd, token: usize, read: bool, write: bool) -> io::Result<()> {
        Ok(epoll::add(
            &self.epoll,
            source,
            EventData::new_u64(token as u64),
            flags(read, write),
        )?)
    }

    /// # Errors
    /// It was not added.
    pub fn change(&self, source: impl AsFd, token: usize, read: bool, write: bool) -> io::Result<()> {
        Ok(epoll::modify(
            &self.epoll,
            source,
            EventData::new_u64(token as u64),
            flags(read, write),
        )?)
    }

    /// Waits until some are ready; how many.
    ///
    /// # Errors
    /// None is, for as long as an answer may take.
    pub fn wait(&mut self) -> Result<usize, String> {
        let most = Timespec {
            tv_sec: PATIENCE.as_secs().cast_signed(),
            tv_nsec: 0,
        };
        self.events.clear();
        match epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&most)) {
            Ok(0) => Err(format!("no answer for {} s", PATIENCE.as_secs())),
            Ok(_) => Ok(self.events.len()),
            Err(Errno::INTR) => Ok(0),
            Err(error) => Err(error.to_string()),
        }
    }

    /// One of those that the last wait found.
    pub fn ready(&self, place: usize) -> Ready {
        let Event { flags, data } = self.events[place];
        Ready {
            token: usize::try_from(data.u64()).unwrap_or_default(),
            writable: flags.contains(EventFlags::OUT),
            readable: flags.intersects(EventFlags::IN | EventFlags::HUP | EventFlags::ERR),
        }
    }
}

fn flags(read: bool, write: bool) -> EventFlags {
    let mut flags = EventFlags::empty();
    flags.set(EventFlags::IN, read);
    flags.set(EventFlags::OUT, write);
    flags
}
