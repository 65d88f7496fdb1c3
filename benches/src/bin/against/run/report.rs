//! What is said of it all, on standard output: tables, and lines of JSON.

use super::load::{Case, Measured};
use super::rounds::{Sample, quantile, ratios, valid};
use super::server::Contender;
use serde_json::{Value, json};
use std::io::Write as _;

/// What is said, and whether anything was wrong.
#[derive(Debug)]
pub struct Report {
    json: bool,
    /// Wrong answers, and servers that did not answer.
    pub bad: u64,
}

impl Report {
    pub fn new(json: bool) -> Report {
        Report { json, bad: 0 }
    }

    /// Says this.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn say(&self, text: &str) -> Result<(), String> {
        writeln!(std::io::stdout(), "{text}").map_err(|error| format!("cannot write: {error}"))
    }

    /// Says this to programs.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn line(&self, line: &Value) -> Result<(), String> {
        if self.json { self.say(&line.to_string()) } else { Ok(()) }
    }

    /// Counts a server that did not answer.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn failed(&mut self, server: &str, what: &str, error: &str) -> Result<(), String> {
        self.bad += 1;
        self.line(&json!({ "server": server, "what": what, "error": error }))?;
        self.say(&format!("WRONG: {server}, {what}: {error}"))
    }

    /// Counts what is wrong in a measurement.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn measured(&mut self, server: &str, case: &Case, round: usize, of: &Measured) -> Result<(), String> {
        self.line(&json!({
            "work": case.work, "case": case.name, "server": server, "round": round + 1,
            "answers": of.answers, "bad": of.bad, "void": of.is_void(),
            "cpu_us": of.cpu, "p50_us": of.p50, "p99_us": of.p99, "per_second": of.per_second,
            "generator_busy": of.busy, "resident_bytes": of.resident,
        }))?;
        self.bad += of.bad;
        match &of.first_bad {
            Some(first) => {
                let (bad, work, name) = (of.bad, case.work, &case.name);
                self.say(&format!(
                    "WRONG: {server}, {work}, {name}: {bad} answers, the first of them: {first}"
                ))
            }
            None => Ok(()),
        }
    }

    /// A table, its first row above the others.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn table(&self, title: &str, head: &[&str], rows: &[Vec<String>]) -> Result<(), String> {
        let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let head: Vec<String> = head.iter().map(ToString::to_string).collect();
        let rule = format!("|{}", "---|".repeat(head.len()));
        let mut lines = vec![format!("\n## {title}\n"), row(&head), rule];
        lines.extend(rows.iter().map(|cells| row(cells)));
        self.say(&lines.join("\n"))
    }

    /// The first server against each of the others.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn rates(
        &self,
        title: &str,
        samples: &[Sample],
        cases: &[Case],
        contenders: &[Contender],
    ) -> Result<(), String> {
        let first = contenders.first().map_or("", |floor| &floor.name);
        let (cpu, p50) = (format!("{first} ÷ it, CPU"), format!("{first} ÷ it, p50"));
        let head = [
            "case",
            "server",
            &cpu,
            "lower quartile",
            "spread",
            &p50,
            "CPU µs",
            "p50 µs",
            "p99 µs",
            "a second",
            "generator busy",
            "void rounds",
        ];
        let mut rows = Vec::new();
        for (place, case) in cases.iter().enumerate() {
            for (contender, server) in contenders.iter().enumerate() {
                let all = samples
                    .iter()
                    .filter(|sample| (sample.case, sample.contender) == (place, contender));
                let (void, busy): (Vec<_>, Vec<_>) = all
                    .map(|sample| (sample.measured.is_void(), sample.measured.busy))
                    .unzip();
                if void.is_empty() {
                    continue;
                }
                let against = |value: fn(&Measured) -> f64| ratios(samples, (place, 0), (place, contender), value);
                let cpu = against(|of| of.cpu);
                let median = |value: fn(&Measured) -> f64| {
                    quantile(
                        valid(samples, place, contender)
                            .map(|sample| value(&sample.measured))
                            .collect(),
                        0.5,
                    )
                };
                let spread = quantile(cpu.clone(), 0.0).zip(quantile(cpu.clone(), 1.0));
                rows.push(vec![
                    case.name.clone(),
                    server.name.clone(),
                    shown(quantile(cpu.clone(), 0.5), 2),
                    shown(quantile(cpu, 0.25), 2),
                    spread.map_or_else(|| "–".into(), |(low, high)| format!("{low:.2}–{high:.2}")),
                    shown(quantile(against(|of| of.p50), 0.5), 2),
                    shown(median(|of| of.cpu), 2),
                    shown(median(|of| of.p50), 1),
                    shown(median(|of| of.p99), 1),
                    shown(median(|of| of.per_second), 0),
                    shown(quantile(busy, 0.5).map(|busy| busy * 100.0), 0) + " %",
                    format!("{} of {}", void.iter().filter(|&&void| void).count(), void.len()),
                ]);
            }
        }
        self.table(title, &head, &rows)
    }

    /// Each server against itself in the first case.
    ///
    /// # Errors
    /// Nobody listens.
    pub fn growth(
        &self,
        title: &str,
        samples: &[Sample],
        cases: &[Case],
        contenders: &[Contender],
    ) -> Result<(), String> {
        let mut head = vec!["connections".to_owned()];
        for Contender { name, .. } in contenders {
            head.extend([format!("{name}: CPU µs"), "×".into(), format!("{name}: MB"), "×".into()]);
        }
        let row = |(place, case): (usize, &Case)| {
            let mut row = vec![case.width.to_string()];
            for contender in 0..contenders.len() {
                for (value, places) in [
                    ((|of| of.cpu) as fn(&Measured) -> f64, 2),
                    (|of| of.resident as f64 / 1e6, 1),
                ] {
                    let values = valid(samples, place, contender).map(|sample| value(&sample.measured));
                    let grown = ratios(samples, (place, contender), (0, contender), value);
                    row.extend([
                        shown(quantile(values.collect(), 0.5), places),
                        shown(quantile(grown, 0.5), 2),
                    ]);
                }
            }
            row
        };
        let rows: Vec<_> = cases.iter().enumerate().map(row).collect();
        self.table(title, &head.iter().map(String::as_str).collect::<Vec<_>>(), &rows)
    }
}

/// With so many places, or a dash.
pub fn shown(value: Option<f64>, places: usize) -> String {
    value.map_or_else(|| "–".into(), |value| format!("{value:.places$}"))
}
