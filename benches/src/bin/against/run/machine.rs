//! The kernel's side: who runs on which core, and what it took.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::time::Duration;
use std::{fs, io};

/// A core for servers, and one for the generator.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    server: usize,
    generator: usize,
}

impl Cores {
    /// The first two that this process may use, which it is bound to the second of.
    ///
    /// # Errors
    /// There is one only, or the kernel does not let us choose.
    pub fn take() -> Result<Cores, String> {
        let allowed = sched_getaffinity(None).map_err(|error| error.to_string())?;
        let mut free = (0..CpuSet::MAX_CPU).filter(|&core| allowed.is_set(core));
        let (Some(server), Some(generator)) = (free.next(), free.next()) else {
            return Err("there is one core only".into());
        };
        let cores = Cores { server, generator };
        bind(cores.server)
            .and_then(|()| bind(cores.generator))
            .map_err(|error| error.to_string())?;
        Ok(cores)
    }
}

fn bind(core: usize) -> io::Result<()> {
    let mut set = CpuSet::new();
    set.set(core);
    Ok(sched_setaffinity(None, &set)?)
}

/// Starts a server on its core. A child begins with the cores of whoever starts it, so we go there for that while.
///
/// # Errors
/// It cannot be started.
pub fn start(command: &mut Command, cores: Option<Cores>) -> io::Result<Child> {
    let Some(cores) = cores else {
        return command.spawn();
    };
    bind(cores.server)?;
    let child = command.spawn();
    bind(cores.generator)?;
    child
}

/// Nanoseconds of CPU that each thread of a process has had.
pub type Spent = BTreeMap<u64, u64>;

/// What the threads of a process have had, user and kernel together. Of a thread that runs meanwhile the kernel knows no
/// more than at its last tick, so it is asked when all is answered.
///
/// # Errors
/// There is no such process, or this kernel keeps no such count.
pub fn spent(process: u32) -> io::Result<Spent> {
    let mut spent = Spent::new();
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        let thread = thread?;
        // A thread may end while we look.
        let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else {
            continue;
        };
        let first = text.split(' ').next().and_then(|first| first.parse().ok());
        let id = thread.file_name().to_str().and_then(|id| id.parse().ok());
        if let (Some(id), Some(first)) = (id, first) {
            spent.insert(id, first);
        }
    }
    if spent.is_empty() {
        return Err(io::Error::other("the kernel has no schedstat of it"));
    }
    Ok(spent)
}

/// The nanoseconds between two looks.
pub fn between(before: &Spent, after: &Spent) -> u64 {
    let of = |(id, now): (&u64, &u64)| now.saturating_sub(before.get(id).copied().unwrap_or_default());
    after.iter().map(of).sum()
}

/// What this process has had.
pub fn own() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// The memory that a process has in RAM, in bytes.
///
/// # Errors
/// There is no such process.
pub fn resident(process: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kibibytes
        .map(|kibibytes| kibibytes * 1024)
        .ok_or_else(|| io::Error::other("the process has ended"))
}

/// As many open files as may be asked for, here and in the servers that are started afterwards.
pub fn allow_files() {
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        ..limit
    };
    // Where that is refused, a connection will say so.
    let _ = setrlimit(Resource::Nofile, most);
}
