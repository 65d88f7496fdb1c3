//! What is given on the command line.

use std::str::FromStr;

/// How it is called.
pub const USAGE: &str = "\
against [WORK…] [OPTION…]

works, all of them if none is named:
  http      tools/call of 2026-07-28 with 1, 16 and 64 connections
  sessions  the same of 2025-11-25, a session on each connection
  stdio     tools/call over pipes and sockets, 1 and 64 under way, both revisions
  list      tools/list of 52 over HTTP
  echo      1 MiB there and back, over HTTP and standard input and output
  growth    64, 256, 1,000 and 2,000 connections, each server beside itself at 64
  idle      memory of a session of 2025-11-25 that nobody uses
  flood     100,000 sessions that nobody ends, or as many as take 2 GB
  cold      from the start of the program to its first answer

options:
  --rounds N             rounds (7)
  --seconds S            time of each measurement, a fifth more to warm up (1.5)
  --scale X              connections, sessions and starts of growth, idle, flood and cold, times X (1)
  --server NAME=COMMAND  one more server, over HTTP if its command has a {port}, which stands for a number, and
                         otherwise on standard input and output; words end at spaces; the same name twice for both
  --json                 a line of JSON for each measurement as well
";

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Http,
    Sessions,
    Stdio,
    List,
    Echo,
    Growth,
    Idle,
    Flood,
    Cold,
}

impl Work {
    const ALL: [Work; 9] = [
        Work::Http,
        Work::Sessions,
        Work::Stdio,
        Work::List,
        Work::Echo,
        Work::Growth,
        Work::Idle,
        Work::Flood,
        Work::Cold,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Work::Http => "http",
            Work::Sessions => "sessions",
            Work::Stdio => "stdio",
            Work::List => "list",
            Work::Echo => "echo",
            Work::Growth => "growth",
            Work::Idle => "idle",
            Work::Flood => "flood",
            Work::Cold => "cold",
        }
    }
}

/// All that can be said.
#[derive(Clone, Debug)]
pub struct Options {
    pub works: Vec<Work>,
    pub rounds: usize,
    pub seconds: f64,
    scale: f64,
    pub json: bool,
    /// Names and commands.
    pub servers: Vec<(String, String)>,
    pub help: bool,
}

impl Options {
    /// # Errors
    /// What is wrong with them.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            works: Vec::new(),
            rounds: 7,
            seconds: 1.5,
            scale: 1.0,
            json: false,
            servers: Vec::new(),
            help: false,
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--rounds" => options.rounds = number(&argument, &value()?, 1.0)? as usize,
                "--seconds" => options.seconds = number(&argument, &value()?, 0.001)?,
                "--scale" => options.scale = number(&argument, &value()?, 0.0001)?,
                "--server" => {
                    let server = value()?;
                    let (name, command) = server.split_once('=').ok_or("--server needs NAME=COMMAND")?;
                    if command.trim().is_empty() {
                        return Err("--server needs NAME=COMMAND".into());
                    }
                    options.servers.push((name.to_owned(), command.to_owned()));
                }
                "--json" => options.json = true,
                "--help" | "-h" => options.help = true,
                word => options.works.push(word.parse()?),
            }
        }
        if options.works.is_empty() {
            options.works = Work::ALL.to_vec();
        }
        Ok(options)
    }

    /// This many, as the scale has it, and at least so many.
    pub fn scaled(&self, count: usize, least: usize) -> usize {
        ((count as f64 * self.scale) as usize).max(least)
    }
}

impl FromStr for Work {
    type Err = String;

    fn from_str(word: &str) -> Result<Work, String> {
        let found = Work::ALL.into_iter().find(|work| work.name() == word);
        found.ok_or_else(|| format!("{word} is no work and no option: see --help"))
    }
}

fn number(option: &str, value: &str, least: f64) -> Result<f64, String> {
    let number = value
        .parse()
        .ok()
        .filter(|&number: &f64| number >= least && number.is_finite());
    number.ok_or_else(|| format!("{option} needs a number of at least {least}, not {value}"))
}
