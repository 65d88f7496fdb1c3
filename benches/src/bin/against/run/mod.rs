//! The comparison. From below: `machine`, `request` and `answer` know bytes and the kernel, `http` and `poll` connections;
//! `server` starts one, `http_load` and `stdio_load` ask it, `load` measures that. `cases` are measured in `rounds`, `memory`
//! and `cold` in their own ways, and all of it goes to `report`.

mod answer;
mod cases;
mod cold;
mod http;
mod http_load;
mod load;
mod machine;
mod memory;
mod options;
mod poll;
mod report;
mod request;
mod rounds;
mod server;
mod stdio_load;

use self::machine::Cores;
use self::options::{Options, USAGE, Work};
use self::report::Report;
use self::server::Contender;
use std::io::Write as _;
use std::process::ExitCode;

/// Does what the command line says.
pub fn main() -> ExitCode {
    let refused = |why: &str| {
        let _ = writeln!(std::io::stderr(), "{why}");
        ExitCode::from(2)
    };
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => return refused(&why),
    };
    let mut report = Report::new(options.json);
    let done = if options.help {
        report.say(USAGE)
    } else {
        contenders(&options).and_then(|contenders| compare(&contenders, &options, &mut report))
    };
    match done {
        Ok(()) if report.bad == 0 => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(why) => refused(&why),
    }
}

/// The floor first, which all are held against.
fn contenders(options: &Options) -> Result<Vec<Contender>, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let folder = program.parent().ok_or("this program lies in no folder")?;
    let mut contenders = vec![
        Contender::found(folder, "floor", "floor_http --port {port}", Some("floor_stdio"))?,
        Contender::found(folder, "floor with checks", "floor_http --check --port {port}", None)?,
        Contender::found(folder, "ours", "bench_server --port {port}", Some("bench_server"))?,
    ];
    for (name, command) in &options.servers {
        match contenders.iter_mut().find(|contender| contender.name == *name) {
            Some(contender) => contender.add(command),
            None => {
                let mut contender = Contender::new(name);
                contender.add(command);
                contenders.push(contender);
            }
        }
    }
    Ok(contenders)
}

fn compare(contenders: &[Contender], options: &Options, report: &mut Report) -> Result<(), String> {
    machine::allow_files();
    let cores = match Cores::take() {
        Ok(cores) => Some(cores),
        Err(why) => {
            report.say(&format!("Nothing is bound to a core: {why}."))?;
            None
        }
    };
    for work in &options.works {
        match work {
            Work::Idle => memory::idle(contenders, options, cores, report)?,
            Work::Flood => memory::flood(contenders, options, cores, report)?,
            Work::Cold => cold::cold(contenders, options, cores, report)?,
            rate => {
                let cases = cases::of(*rate, options);
                let samples = rounds::run(contenders, &cases, options, cores, report)?;
                report.rates(rate.name(), &samples, &cases, contenders)?;
                if *rate == Work::Growth {
                    let title = "growth: each beside itself with the fewest connections";
                    report.growth(title, &samples, &cases, contenders)?;
                }
            }
        }
    }
    Ok(())
}
