//! What sessions of 2025-11-25 keep: those that nobody uses, and those that come without an end.

use super::http::Patient;
use super::machine::{self, Cores};
use super::options::Options;
use super::report::Report;
use super::request::{Ask, Era, Request};
use super::server::{Contender, Running, Way};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::SocketAddr;

/// The bytes at which a flood ends: some servers would take all that the machine has.
const MOST: u64 = 2_000_000_000;

/// The bytes of a session that is open and idle: the memory at many less that at some, so that what is there once does
/// not count.
///
/// # Errors
/// Nothing can be written.
pub fn idle(
    contenders: &[Contender],
    options: &Options,
    cores: Option<Cores>,
    report: &mut Report,
) -> Result<(), String> {
    let (some, many) = (options.scaled(1000, 1), options.scaled(10_000, 2));
    let mut rows = Vec::new();
    for server in contenders.iter().filter(|server| server.has(Way::Http)) {
        match each_idle(server, some, many, cores) {
            Ok((least, most)) => {
                let each = (most as f64 - least as f64) / (many - some) as f64;
                report.line(&json!({
                    "work": "idle", "server": server.name, "sessions": [some, many],
                    "resident_bytes": [least, most], "bytes_a_session": each,
                }))?;
                let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
                rows.push(vec![
                    server.name.clone(),
                    format!("{each:.0}"),
                    megabytes(least),
                    megabytes(most),
                ]);
            }
            Err(error) => report.failed(&server.name, "idle", &error)?,
        }
    }
    let (some, many) = (format!("MB at {some}"), format!("MB at {many}"));
    report.table(
        "idle: a session of 2025-11-25",
        &["server", "bytes a session", &some, &many],
        &rows,
    )
}

fn each_idle(server: &Contender, some: usize, many: usize, cores: Option<Cores>) -> Result<(u64, u64), String> {
    let (running, address) = started(server, cores)?;
    let host = address.to_string();
    let connect = |_| Patient::connect(address).map_err(|error| error.to_string());
    let mut connections: Vec<_> = (0..4).map(connect).collect::<Result<_, _>>()?;
    let mut at_some = 0;
    for session in 1..=many {
        let place = session % connections.len();
        connections[place].open_session(&host)?.ok_or("it has no sessions")?;
        if session == some {
            at_some = resident(&running)?;
        }
    }
    Ok((at_some, resident(&running)?))
}

/// What a server keeps of clients that open a session and are never seen again, and what it says to them.
///
/// # Errors
/// Nothing can be written.
pub fn flood(
    contenders: &[Contender],
    options: &Options,
    cores: Option<Cores>,
    report: &mut Report,
) -> Result<(), String> {
    let step = options.scaled(10_000, 1);
    let mut rows: Vec<Vec<String>> = (1..=10).map(|steps| vec![(steps * step).to_string()]).collect();
    let mut head = vec!["sessions asked for"];
    for server in contenders.iter().filter(|server| server.has(Way::Http)) {
        head.push(&server.name);
        let flooded = started(server, cores).and_then(|(running, address)| {
            for row in &mut rows {
                let (bytes, said) = each_flooded(&running, address, step)?;
                report.line(&json!({
                    "work": "flood", "server": server.name, "sessions": row[0], "resident_bytes": bytes, "answers": said,
                }))?;
                let said: Vec<_> = said.iter().map(|(what, times)| format!("{what} × {times}")).collect();
                row.push(format!("{:.1} MB, {}", bytes as f64 / 1e6, said.join(", ")));
                if bytes > MOST {
                    break;
                }
            }
            Ok(())
        });
        if let Err(error) = flooded {
            report.failed(&server.name, "flood", &error)?;
        }
        let full = head.len();
        rows.iter_mut().for_each(|row| row.resize(full, "–".into()));
    }
    report.table("flood: initialize without end", &head, &rows)
}

fn each_flooded(running: &Running, address: SocketAddr, times: usize) -> Result<(u64, BTreeMap<String, u64>), String> {
    let request = Request::post(Era::Legacy, Ask::Initialize, &address.to_string(), None);
    let mut said = BTreeMap::new();
    let mut connection = None;
    for _ in 0..times {
        let mut open = match connection.take() {
            Some(open) => open,
            None => Patient::connect(address).map_err(|error| error.to_string())?,
        };
        let what = match open.ask(&request.bytes) {
            Ok(()) => {
                let status = open.inbox.status().to_string();
                connection = Some(open);
                status
            }
            // A server may well defend itself like that.
            Err(_) => "closed".to_owned(),
        };
        *said.entry(what).or_default() += 1;
    }
    Ok((resident(running)?, said))
}

fn started(server: &Contender, cores: Option<Cores>) -> Result<(Running, SocketAddr), String> {
    let running = server.start(Way::Http, cores)?;
    let address = running.address.ok_or("it has no address")?;
    Ok((running, address))
}

fn resident(running: &Running) -> Result<u64, String> {
    machine::resident(running.process()).map_err(|error| error.to_string())
}
