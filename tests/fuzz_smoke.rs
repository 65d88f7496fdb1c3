//! The fuzz targets on the stable compiler: their seeds as they are, and then changed a little, the same way each time.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

/// Xorshift: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % bound.max(1)
    }
}

/// Pieces that the formats are made of.
const PIECES: [&[u8]; 24] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\\u",
    b"\\ud800",
    b"null",
    b"-1",
    b"1e9",
    b"\0",
    b"\xff",
    b"%2F",
    b"%",
    b"..",
    b"/",
    b"{+a}",
    b"{?a,b}",
    b"=?base64?",
    b"2026-07-28",
    b"\xc5\xbf",
];

/// One change: a byte, a piece put in, a stretch taken out or doubled, or another seed's end.
fn change(data: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(data.len() + 1);
    let end = at + random.below((data.len() - at).min(32) + 1);
    match random.below(5) {
        0 if at < data.len() => data[at] ^= 1 << random.below(8),
        1 => {
            data.drain(at..end);
        }
        2 => {
            let stretch = data[at..end].to_vec();
            data.splice(at..at, stretch);
        }
        3 => {
            data.truncate(at);
            data.extend_from_slice(&other[random.below(other.len())..]);
        }
        _ => {
            data.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied());
        }
    }
}

fn drive(target: &str, body: fn(&[u8]), rounds: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("the seeds")
        .map(|entry| entry.expect("a seed").path())
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect();
    assert!(seeds.len() > 4, "{} seeds of {target}", seeds.len());
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut data = Vec::new();
    // What it was at work on is told by the panic's own message and, where that is not enough, here.
    let told = |data: &[u8]| {
        if let Err(panic) = std::panic::catch_unwind(|| body(data)) {
            eprintln!("{target} fails on {:?}", String::from_utf8_lossy(data));
            std::panic::resume_unwind(panic);
        }
    };
    for seed in &seeds {
        told(seed);
    }
    for _ in 0..rounds {
        data.clone_from(&seeds[random.below(seeds.len())]);
        for _ in 0..=random.below(4) {
            let other = random.below(seeds.len());
            change(&mut data, &seeds[other], &mut random);
        }
        told(&data);
    }
}

#[test]
fn json_rpc_lines() {
    drive("json_rpc_line", targets::json_rpc_line, 1_000);
}

#[test]
fn http_requests() {
    drive("http_request", targets::http_request, 6_000);
}

#[test]
fn event_streams() {
    drive("event_stream", targets::event_stream, 500);
}

#[test]
fn client_answers() {
    drive("client_answer", targets::client_answer, 2_000);
}

#[test]
fn uri_templates() {
    drive("uri_template", targets::uri_template, 40_000);
}

#[test]
fn request_states() {
    drive("request_state", targets::request_state, 1_000);
}
