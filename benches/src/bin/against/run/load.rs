//! A stretch of requests, and what is known of it.

use super::answer::Checker;
use super::http_load::HttpLoad;
use super::machine;
use super::request::{Ask, Era};
use super::server::{Running, Way};
use super::stdio_load::StdioLoad;
use std::time::{Duration, Instant};

/// How long an answer may take.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What is asked of every server, and how.
#[derive(Clone, Debug)]
pub struct Case {
    /// The work it is of.
    pub work: &'static str,
    /// What it is called there.
    pub name: String,
    pub way: Way,
    pub era: Era,
    pub ask: Ask,
    /// Requests that are under way at once: connections over HTTP, each with one.
    pub width: usize,
}

/// What came of asking for a while.
#[derive(Debug, Default)]
pub struct Tally {
    /// Nanoseconds from sending to having read, of each request.
    pub waits: Vec<u32>,
    pub elapsed: Duration,
}

impl Tally {
    /// Adds a request that was sent then and answered now.
    pub fn add(&mut self, sent: Instant, now: Instant) {
        let wait = now.duration_since(sent).as_nanos();
        self.waits.push(u32::try_from(wait).unwrap_or(u32::MAX));
    }
}

/// What was measured of one server in one round.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    pub answers: usize,
    pub bad: u64,
    pub first_bad: Option<String>,
    /// Of the server, in microseconds a request.
    pub cpu: f64,
    /// In microseconds.
    pub p50: f64,
    /// In microseconds.
    pub p99: f64,
    pub per_second: f64,
    /// The part of the time that the generator did not wait.
    pub busy: f64,
    /// Bytes in RAM, with all connections open.
    pub resident: u64,
}

impl Measured {
    /// Whether the generator may have been what was measured.
    pub fn is_void(&self) -> bool {
        self.busy >= 0.9 || self.answers == 0
    }
}

enum Load {
    Http(HttpLoad),
    Stdio(Box<StdioLoad>),
}

impl Load {
    fn run(&mut self, time: Duration, checker: &mut Checker) -> Result<Tally, String> {
        match self {
            Load::Http(load) => load.run(time, checker),
            Load::Stdio(load) => load.run(time, checker),
        }
    }
}

/// Asks for a while, after a fifth of that for warming up.
///
/// # Errors
/// The server does not answer at all: a wrong answer is counted.
pub fn measure(server: &mut Running, case: &Case, time: Duration) -> Result<Measured, String> {
    let mut checker = Checker::new(case.era, case.ask);
    let mut load = match (server.address, server.streams.take()) {
        (Some(address), _) => Load::Http(HttpLoad::connect(address, case)?),
        (None, Some(streams)) => Load::Stdio(Box::new(StdioLoad::connect(streams, case)?)),
        (None, None) => return Err("the server has no streams".into()),
    };
    let failed = |error: std::io::Error| error.to_string();
    load.run(time / 5, &mut checker)?;
    let (before, own) = (machine::spent(server.process()).map_err(failed)?, machine::own());
    let mut tally = load.run(time, &mut checker)?;
    let own = machine::own().saturating_sub(own);
    let spent = machine::between(&before, &machine::spent(server.process()).map_err(failed)?);
    let answers = tally.waits.len();
    tally.waits.sort_unstable();
    let rank = |hundredths: usize| {
        let wait = tally.waits.get(answers * hundredths / 100).copied().unwrap_or_default();
        f64::from(wait) / 1e3
    };
    Ok(Measured {
        answers,
        bad: checker.bad,
        first_bad: checker.first_bad,
        cpu: spent as f64 / 1e3 / answers.max(1) as f64,
        p50: rank(50),
        p99: rank(99),
        per_second: answers as f64 / tally.elapsed.as_secs_f64(),
        busy: own.as_secs_f64() / tally.elapsed.as_secs_f64(),
        resident: machine::resident(server.process()).map_err(failed)?,
    })
}
