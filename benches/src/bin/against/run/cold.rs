//! From the start of a program to its first answer.

use super::load::Case;
use super::machine::{self, Cores};
use super::options::Options;
use super::report::{Report, shown};
use super::request::{Ask, Era};
use super::rounds::quantile;
use super::server::{Contender, Way};
use super::stdio_load::StdioLoad;
use serde_json::json;
use std::time::Instant;

/// Starts each many times, in turn.
///
/// # Errors
/// Nothing can be written.
pub fn cold(
    contenders: &[Contender],
    options: &Options,
    cores: Option<Cores>,
    report: &mut Report,
) -> Result<(), String> {
    let runs = options.scaled(21, 1);
    let contenders: Vec<_> = contenders.iter().filter(|server| server.has(Way::Pipes)).collect();
    let mut taken = vec![(Vec::new(), Vec::new()); contenders.len()];
    for run in 0..runs {
        for turn in 0..contenders.len() {
            let place = (run + turn) % contenders.len();
            let server = contenders[place];
            match once(server, cores) {
                Ok((milliseconds, bytes)) => {
                    report.line(&json!({
                        "work": "cold", "server": server.name, "run": run + 1,
                        "milliseconds": milliseconds, "resident_bytes": bytes,
                    }))?;
                    taken[place].0.push(milliseconds);
                    taken[place].1.push(bytes as f64 / 1e6);
                }
                Err(error) => report.failed(&server.name, "cold", &error)?,
            }
        }
    }
    let row = |(server, (times, sizes)): (&&Contender, (Vec<f64>, Vec<f64>))| {
        let least = shown(quantile(times.clone(), 0.0), 2);
        vec![
            server.name.clone(),
            shown(quantile(times, 0.5), 2),
            least,
            shown(quantile(sizes, 0.5), 1),
        ]
    };
    let rows: Vec<_> = contenders.iter().zip(taken).map(row).collect();
    report.table(
        "cold: to the first answer",
        &["server", "ms", "least", "MB after it"],
        &rows,
    )
}

fn once(server: &Contender, cores: Option<Cores>) -> Result<(f64, u64), String> {
    let case = Case {
        work: "cold",
        name: String::new(),
        way: Way::Pipes,
        era: Era::Legacy,
        ask: Ask::Add,
        width: 1,
    };
    let start = Instant::now();
    let mut running = server.start(Way::Pipes, cores)?;
    let streams = running.streams.take().ok_or("it has no streams")?;
    // The handshake is the first answer. The streams stay open, or it would end.
    let _streams = StdioLoad::connect(streams, &case)?;
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let bytes = machine::resident(running.process()).map_err(|error| error.to_string())?;
    Ok((milliseconds, bytes))
}
