//! The official referee against the example `conformance_server`.

use std::fmt::Write;

use mcp_tests::tools::{self, HttpServer, Row};

const VERSION: &str = "2026-07-28";

/// Scenarios that are not clean yet, each with what is missing. One that has become clean must leave the list.
const KNOWN_GAPS: &[(&str, &str)] = &[(
    "server-stateless",
    "needs subscriptions/listen, and a server that asks the user: the next steps",
)];

#[test]
fn is_clean_on_everything_that_asks_the_user_nothing() {
    let Some(npm) = tools::npm_tools() else { return };
    let mut scenarios = tools::scenarios(&npm, VERSION);
    scenarios.retain(|scenario| !scenario.contains("input-required"));
    // A referee that is updated, or read wrongly, must not make the list shorter unnoticed.
    assert_eq!(scenarios.len(), 26, "{scenarios:#?}");

    let server = HttpServer::start(&tools::example("conformance_server"));
    let rows = tools::referee(&npm, server.url(), VERSION, &scenarios);
    tools::say(&table(&rows));

    let mut faults: Vec<String> = rows.iter().filter_map(fault).collect();
    for (gap, _) in KNOWN_GAPS {
        if !scenarios.iter().any(|scenario| scenario == gap) {
            faults.push(format!("{gap} is listed in KNOWN_GAPS and is no scenario"));
        }
    }
    assert!(
        faults.is_empty(),
        "{}\n\nthe server printed:\n{}",
        faults.join("\n"),
        server.log()
    );
}

fn known_gap(row: &Row) -> Option<&'static str> {
    KNOWN_GAPS
        .iter()
        .find(|(scenario, _)| *scenario == row.scenario)
        .map(|(_, reason)| *reason)
}

fn fault(row: &Row) -> Option<String> {
    match (row.clean(), known_gap(row)) {
        (true, None) | (false, Some(_)) => None,
        (true, Some(_)) => Some(format!("{} is clean now: take it out of KNOWN_GAPS", row.scenario)),
        (false, None) => Some(format!(
            "{} is not clean:\n    {}",
            row.scenario,
            row.messages.join("\n    ")
        )),
    }
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.scenario.len()).max().unwrap_or(0);
    let mut table = format!("\n{:width$}  pass fail warn skip\n", format!("referee, {VERSION}"));
    for row in rows {
        let Row {
            scenario,
            success,
            failure,
            warning,
            skipped,
            ..
        } = row;
        let gap = known_gap(row).map_or(String::new(), |reason| format!("  known gap: {reason}"));
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "{scenario:width$}  {success:>4} {failure:>4} {warning:>4} {skipped:>4}{gap}"
        );
    }
    let clean = rows.iter().filter(|row| row.clean()).count();
    table + &format!("{clean} of {} clean", rows.len())
}
