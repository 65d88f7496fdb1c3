//! Runs the official referee's scenarios and counts what it says.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::{NpmTools, Scratch, run};

const SCENARIO_LIMIT: Duration = Duration::from_mins(1);

/// What the referee says of one scenario.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The scenario's name.
    pub scenario: String,
    /// Checks that passed.
    pub success: usize,
    /// Checks that failed; a referee that breaks down counts as one.
    pub failure: usize,
    /// Checks that passed with a warning.
    pub warning: usize,
    /// Checks that the referee left out, for want of something to check.
    pub skipped: usize,
    /// One line for each check that did not pass.
    pub messages: Vec<String>,
}

impl Row {
    /// Whether every check passed, and there was one.
    #[must_use]
    pub fn clean(&self) -> bool {
        self.success > 0 && self.failure + self.warning + self.skipped == 0
    }

    fn count(&mut self, check: &Value) {
        let text = |key: &str| check[key].as_str().unwrap_or_default();
        let status = text("status");
        match status {
            "INFO" => return,
            "SUCCESS" => return self.success += 1,
            "WARNING" => self.warning += 1,
            "SKIPPED" => self.skipped += 1,
            _ => self.failure += 1,
        }
        let why = if check["errorMessage"].is_string() {
            text("errorMessage")
        } else {
            text("description")
        };
        self.messages.push(format!("{status} {}: {why}", text("id")));
    }
}

/// Whom the referee looks at.
#[derive(Debug, Clone, Copy)]
pub enum Party<'a> {
    /// The server at this URL.
    Server(&'a str),
    /// The client that this command is, which is told the URL of a server.
    Client(&'a str),
}

impl Party<'_> {
    fn heading(self) -> &'static str {
        match self {
            Party::Server(_) => "Server scenarios",
            Party::Client(_) => "Client scenarios",
        }
    }

    fn arguments(self) -> [String; 3] {
        let arguments = match self {
            Party::Server(url) => ["server", "--url", url],
            Party::Client(command) => ["client", "--command", command],
        };
        arguments.map(str::to_owned)
    }
}

/// The names of the scenarios that the referee has for servers or clients of one revision.
///
/// # Panics
/// If the referee cannot be run.
#[must_use]
pub fn scenarios(tools: &NpmTools, party: Party<'_>, version: &str) -> Vec<String> {
    let mut list = Command::new(&tools.node);
    list.arg(&tools.conformance).args(["list", "--spec-version", version]);
    let list = run(&mut list, SCENARIO_LIMIT).unwrap_or_else(|error| panic!("{error}"));
    // A heading, then one line for each, `  - NAME [REVISIONS]`, then an empty line.
    let mut lines = list
        .lines()
        .skip_while(|line| !line.starts_with(party.heading()))
        .skip(1);
    let names = lines.by_ref().map_while(|line| line.strip_prefix("  - "));
    names
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

/// Runs scenarios against a server or a client, one after the other and each in a process of its own: only so does one
/// that hangs or breaks down spoil no other.
#[must_use]
pub fn referee(tools: &NpmTools, party: Party<'_>, version: &str, scenarios: &[String]) -> Vec<Row> {
    scenarios
        .iter()
        .map(|scenario| judge(tools, party, version, scenario))
        .collect()
}

fn judge(tools: &NpmTools, party: Party<'_>, version: &str, scenario: &str) -> Row {
    let mut row = Row {
        scenario: scenario.to_owned(),
        ..Row::default()
    };
    let results = Scratch::new().expect("target/tools is writable");
    let mut referee = Command::new(&tools.node);
    referee.arg(&tools.conformance).args(party.arguments());
    referee.args(["--scenario", scenario, "--spec-version", version]);
    let ended = run(referee.arg("-o").arg(&results.0), SCENARIO_LIMIT);
    for check in checks_in(&results.0).unwrap_or_default() {
        row.count(&check);
    }
    // What the checks do not explain: it broke down, or does not have this scenario for this revision.
    let checked = row.success + row.failure + row.warning + row.skipped > 0;
    if !checked || (ended.is_err() && row.failure + row.warning == 0) {
        row.failure += 1;
        row.messages.push(format!(
            "the referee broke down, or the client failed: {}",
            ended.unwrap_or_else(|error| error)
        ));
    }
    row
}

/// The referee writes `SCENARIO-AND-TIME/checks.json` into the directory it is given.
fn checks_in(dir: &Path) -> Option<Vec<Value>> {
    let runs = fs::read_dir(dir).ok()?;
    let checks = runs
        .flatten()
        .find_map(|run| fs::read(run.path().join("checks.json")).ok())?;
    serde_json::from_slice(&checks).ok()
}
