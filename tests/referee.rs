//! The official referee against the example `conformance_server`, at every revision it knows. What asks the user, a
//! model or the client something is left out: nothing can carry such questions yet.

use std::fmt::Write;

use mcp_tests::tools::{self, HttpServer, Row};

/// Scenarios that are left out, by a part of their names.
const ASKING: [&str; 3] = ["input-required", "elicitation", "sampling"];

/// A scenario that is not clean yet, with what is missing. One that has become clean must leave the list.
struct Gap {
    version: &'static str,
    scenario: &'static str,
    /// The checks it has when it is clean, and those that pass today.
    checks: usize,
    passing: usize,
    reason: &'static str,
}

const KNOWN_GAPS: [Gap; 1] = [Gap {
    version: "2026-07-28",
    scenario: "server-stateless",
    checks: 30,
    passing: 29,
    reason: "one check calls a tool that has to ask the user: the next step",
}];

/// The priming event, its `retry`, and the answer that came by `Last-Event-ID`: where a stream is not closed, the
/// referee has nothing to say of the last.
const POLLING: (&str, usize) = ("server-sse-polling", 3);

#[test]
fn is_clean_at_2025_03_26() {
    judge("2025-03-26", 1, 3);
}

#[test]
fn is_clean_at_2025_06_18() {
    judge("2025-06-18", 25, 52);
}

#[test]
fn is_clean_at_2025_11_25() {
    let Some(rows) = judge("2025-11-25", 29, 67) else {
        return;
    };
    let polling = rows.iter().find(|row| row.scenario == POLLING.0);
    assert_eq!(polling.map(|row| row.success), Some(POLLING.1), "{polling:?}");
}

#[test]
fn is_clean_at_2026_07_28() {
    judge("2026-07-28", 26, 115);
}

/// Runs the scenarios of one revision. A referee that is updated, or read wrongly, must not make them fewer unnoticed,
/// nor the checks that pass.
fn judge(version: &str, scenarios: usize, checks: usize) -> Option<Vec<Row>> {
    let npm = tools::npm_tools()?;
    let mut names = tools::scenarios(&npm, version);
    names.retain(|scenario| !ASKING.iter().any(|asking| scenario.contains(asking)));
    assert_eq!(names.len(), scenarios, "{names:#?}");

    let server = HttpServer::start(&tools::example("conformance_server"));
    let rows = tools::referee(&npm, server.url(), version, &names);
    tools::say(&table(version, &rows));

    let mut faults: Vec<String> = rows.iter().filter_map(|row| fault(version, row)).collect();
    let mut due = checks;
    for gap in KNOWN_GAPS.iter().filter(|gap| gap.version == version) {
        due -= gap.checks;
        if !names.iter().any(|scenario| scenario == gap.scenario) {
            faults.push(format!("{} is listed in KNOWN_GAPS and is no scenario", gap.scenario));
        }
    }
    let passed: usize = rows.iter().filter(|row| row.clean()).map(|row| row.success).sum();
    if passed < due {
        faults.push(format!("{passed} checks passed where {due} were due"));
    }
    assert!(
        faults.is_empty(),
        "{}\n\nthe server printed:\n{}",
        faults.join("\n"),
        server.log()
    );
    Some(rows)
}

fn known_gap(version: &str, row: &Row) -> Option<&'static Gap> {
    KNOWN_GAPS
        .iter()
        .find(|gap| gap.version == version && gap.scenario == row.scenario)
}

fn fault(version: &str, row: &Row) -> Option<String> {
    let fault = match (row.clean(), known_gap(version, row)) {
        (true, Some(_)) => return Some(format!("{} is clean now: take it out of KNOWN_GAPS", row.scenario)),
        (true, None) => return None,
        (false, Some(gap)) if row.success >= gap.passing => return None,
        (false, Some(gap)) => format!("passed {} checks where {} were due", row.success, gap.passing),
        (false, None) => "is not clean".to_owned(),
    };
    let messages = row.messages.join("\n    ");
    Some(format!("{} {fault}:\n    {messages}", row.scenario))
}

fn table(version: &str, rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.scenario.len()).max().unwrap_or(0).max(20);
    let mut table = format!("\n{:width$}  pass fail warn skip\n", format!("referee, {version}"));
    for row in rows {
        let Row {
            scenario,
            success,
            failure,
            warning,
            skipped,
            ..
        } = row;
        let gap = known_gap(version, row).map_or(String::new(), |gap| format!("  known gap: {}", gap.reason));
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{scenario:width$}  {success:>4} {failure:>4} {warning:>4} {skipped:>4}{gap}"
        );
    }
    let clean = rows.iter().filter(|row| row.clean());
    let checks: usize = clean.clone().map(|row| row.success).sum();
    table + &format!("{} of {} clean, with {checks} checks", clean.count(), rows.len())
}
