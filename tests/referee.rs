//! The official referee against the examples `conformance_server` and `conformance_client`: every scenario for servers, and
//! for clients those that need no authorization, at every revision it knows.

use std::fmt::Write;

use mcp_tests::tools::{self, HttpServer, Party, Row};

/// The priming event, its `retry`, and the answer that came by `Last-Event-ID`: where a stream is not closed, the
/// referee has nothing to say of the last.
const POLLING: (&str, usize) = ("server-sse-polling", 3);

#[test]
fn is_clean_at_2025_03_26() {
    judge("2025-03-26", 1, 3);
}

#[test]
fn is_clean_at_2025_06_18() {
    judge("2025-06-18", 27, 56);
}

#[test]
fn is_clean_at_2025_11_25() {
    let Some(rows) = judge("2025-11-25", 33, 83) else {
        return;
    };
    let polling = rows.iter().find(|row| row.scenario == POLLING.0);
    assert_eq!(polling.map(|row| row.success), Some(POLLING.1), "{polling:?}");
}

#[test]
fn is_clean_at_2026_07_28() {
    judge("2026-07-28", 40, 152);
}

#[test]
fn the_client_is_clean_at_2025_06_18() {
    judge_client("2025-06-18", 2, 3);
}

#[test]
fn the_client_is_clean_at_2025_11_25() {
    judge_client("2025-11-25", 5, 20);
}

#[test]
fn the_client_is_clean_at_2026_07_28() {
    judge_client("2026-07-28", 8, 64);
}

/// Runs the scenarios for servers of one revision. A referee that is updated, or read wrongly, must not make them fewer
/// unnoticed, nor the checks that pass.
fn judge(version: &str, scenarios: usize, checks: usize) -> Option<Vec<Row>> {
    let npm = tools::npm_tools()?;
    let names = tools::scenarios(&npm, Party::Server(""), version);
    assert_eq!(names.len(), scenarios, "{names:#?}");

    let server = HttpServer::start(&tools::example("conformance_server"));
    let rows = tools::referee(&npm, Party::Server(server.url()), version, &names);
    verdict("server", version, &rows, checks, &|| server.log());
    Some(rows)
}

/// The same for clients, but for those with authorization.
fn judge_client(version: &str, scenarios: usize, checks: usize) {
    let Some(npm) = tools::npm_tools() else { return };
    let mut names = tools::scenarios(&npm, Party::Client(""), version);
    names.retain(|name| !name.starts_with("auth/"));
    assert_eq!(names.len(), scenarios, "{names:#?}");

    let client = tools::example("conformance_client");
    let client = client.to_str().expect("the target directory's path is UTF-8");
    let mut rows = tools::referee(&npm, Party::Client(client), version, &names);
    // Of the old handshake at the new revision there is nothing to say.
    for row in rows.iter_mut().filter(|row| row.scenario == "http-standard-headers") {
        row.skipped = row.skipped.saturating_sub(2);
    }
    verdict("client", version, &rows, checks, &String::new);
}

fn verdict(party: &str, version: &str, rows: &[Row], checks: usize, log: &dyn Fn() -> String) {
    tools::say(&table(&format!("{party}, {version}"), rows));
    let mut faults: Vec<String> = rows.iter().filter_map(fault).collect();
    let passed: usize = rows.iter().map(|row| row.success).sum();
    if passed < checks {
        faults.push(format!("{passed} checks passed where {checks} were due"));
    }
    assert!(
        faults.is_empty(),
        "{}\n\nthe {party} printed:\n{}",
        faults.join("\n"),
        log()
    );
}

fn fault(row: &Row) -> Option<String> {
    let messages = row.messages.join("\n    ");
    (!row.clean()).then(|| format!("{} is not clean:\n    {messages}", row.scenario))
}

fn table(what: &str, rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.scenario.len()).max().unwrap_or(0).max(20);
    let mut table = format!("\n{:width$}  pass fail warn skip\n", format!("referee, {what}"));
    for row in rows {
        let Row {
            scenario,
            success,
            failure,
            warning,
            skipped,
            ..
        } = row;
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{scenario:width$}  {success:>4} {failure:>4} {warning:>4} {skipped:>4}"
        );
    }
    let clean = rows.iter().filter(|row| row.clean());
    let checks: usize = clean.clone().map(|row| row.success).sum();
    table + &format!("{} of {} clean, with {checks} checks", clean.count(), rows.len())
}
