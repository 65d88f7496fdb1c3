//! The works that are rates: which requests, and how many at once.

use super::load::Case;
use super::options::{Options, Work};
use super::request::{Ask, Era};
use super::server::Way;

/// The cases of a work, none if it is no rate.
pub fn of(work: Work, options: &Options) -> Vec<Case> {
    let case = |name: String, way, era, ask, width| Case {
        work: work.name(),
        name,
        way,
        era,
        ask,
        width,
    };
    let connections = |widths: &[usize], era| {
        let name = |width: usize| {
            if width == 1 {
                "1 connection".to_owned()
            } else {
                format!("{width} connections")
            }
        };
        widths
            .iter()
            .map(|&width| case(name(width), Way::Http, era, Ask::Add, width))
            .collect()
    };
    match work {
        Work::Http => connections(&[1, 16, 64], Era::Modern),
        Work::Sessions => connections(&[1, 16, 64], Era::Legacy),
        Work::Growth => connections(
            &[64, 256, 1000, 2000].map(|width| options.scaled(width, 1)),
            Era::Modern,
        ),
        Work::List => vec![case("16 connections".into(), Way::Http, Era::Modern, Ask::List, 16)],
        Work::Echo => vec![
            case("4 connections".into(), Way::Http, Era::Modern, Ask::Echo, 4),
            case("pipes, 1 at a time".into(), Way::Pipes, Era::Modern, Ask::Echo, 1),
        ],
        Work::Stdio => {
            let mut cases = Vec::new();
            for (way, streams) in [(Way::Pipes, "pipes"), (Way::Sockets, "sockets")] {
                for era in [Era::Modern, Era::Legacy] {
                    for width in [1, 64] {
                        let name = format!("{} over {streams}, {width} under way", era.date());
                        cases.push(case(name, way, era, Ask::Add, width));
                    }
                }
            }
            cases
        }
        Work::Idle | Work::Flood | Work::Cold => Vec::new(),
    }
}
