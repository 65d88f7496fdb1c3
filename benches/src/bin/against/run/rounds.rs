//! Rounds: every server in turn, each time another one first, so that what the machine does meanwhile is done to all.

use super::load::{self, Case, Measured};
use super::machine::Cores;
use super::options::Options;
use super::report::Report;
use super::server::Contender;
use std::collections::BTreeSet;
use std::time::Duration;

/// One measurement, and where it belongs.
#[derive(Clone, Debug)]
pub struct Sample {
    pub round: usize,
    /// The place of its case.
    pub case: usize,
    /// The place of its server.
    pub contender: usize,
    pub measured: Measured,
}

/// Measures all of these with all who can take part.
///
/// # Errors
/// Nothing can be written.
pub fn run(
    contenders: &[Contender],
    cases: &[Case],
    options: &Options,
    cores: Option<Cores>,
    report: &mut Report,
) -> Result<Vec<Sample>, String> {
    let time = Duration::from_secs_f64(options.seconds);
    let mut samples = Vec::new();
    // Who did not answer once is not asked again: that would be the same wait each time.
    let mut failed = BTreeSet::new();
    for round in 0..options.rounds {
        for (place, case) in cases.iter().enumerate() {
            for turn in 0..contenders.len() {
                let contender = (round + turn) % contenders.len();
                let server = &contenders[contender];
                if !server.has(case.way) || failed.contains(&(place, contender)) {
                    continue;
                }
                let measured = server
                    .start(case.way, cores)
                    .and_then(|mut running| load::measure(&mut running, case, time));
                match measured {
                    Ok(measured) => {
                        report.measured(&server.name, case, round, &measured)?;
                        samples.push(Sample {
                            round,
                            case: place,
                            contender,
                            measured,
                        });
                    }
                    Err(error) => {
                        report.failed(&server.name, &format!("{}, {}", case.work, case.name), &error)?;
                        failed.insert((place, contender));
                    }
                }
            }
        }
    }
    Ok(samples)
}

/// What each round has of a case and a server, but for the rounds that are void.
pub fn valid(samples: &[Sample], case: usize, contender: usize) -> impl Iterator<Item = &Sample> + Clone {
    let wanted = move |sample: &&Sample| sample.case == case && sample.contender == contender;
    samples
        .iter()
        .filter(wanted)
        .filter(|sample| !sample.measured.is_void())
}

/// In each round that both have, what one is of the other.
pub fn ratios(
    samples: &[Sample],
    (case, contender): (usize, usize),
    to: (usize, usize),
    value: impl Fn(&Measured) -> f64,
) -> Vec<f64> {
    let mut ratios = Vec::new();
    for sample in valid(samples, case, contender) {
        let other = valid(samples, to.0, to.1).find(|other| other.round == sample.round);
        ratios.extend(other.map(|other| value(&sample.measured) / value(&other.measured)));
    }
    ratios
}

/// The value that this part of them is not above.
pub fn quantile(mut values: Vec<f64>, part: f64) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let place = part * values.len().checked_sub(1)? as f64;
    let (low, high) = (values[place.floor() as usize], values[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}
