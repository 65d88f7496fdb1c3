//! What calls may cost: the instructions of each case of `benches` against `benches/budgets.json`. `BLESS=1` writes what was
//! counted.

use mcp_tests::tools::{say, skip, workspace};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// More than the compiler moves by itself from one build to the next.
const TOLERANCE: f64 = 1.05;

/// Counts, by the names of the cases.
fn counted(home: &Path) -> Result<BTreeMap<String, u64>, String> {
    let mut bench = Command::new(env!("CARGO"));
    bench
        .args(["bench", "--quiet", "-p", "mcp-benches", "--bench", "instructions"])
        .current_dir(workspace())
        .env("GUNGRAUN_SAVE_SUMMARY", "json")
        .env("GUNGRAUN_HOME", home);
    let output = bench.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        return Err(String::from_utf8_lossy(&said).into_owned());
    }
    let cases = home.join("mcp-benches/instructions/calls");
    let mut counts = BTreeMap::new();
    for case in fs::read_dir(&cases).map_err(|error| format!("{}: {error}", cases.display()))? {
        let path = case.map_err(|error| error.to_string())?.path().join("summary.json");
        let text = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let summary: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        let metrics = &summary["profiles"][0]["data"]["total"]["metrics"];
        let count = metrics["Ir"]["values"]["new"].as_u64();
        let name = summary["id"].as_str().unwrap_or_default();
        counts.insert(name.to_owned(), count.ok_or_else(|| format!("{name}: no count"))?);
    }
    Ok(counts)
}

#[test]
fn instructions_are_within_their_budgets() {
    for (program, why) in [
        ("valgrind", "valgrind is missing"),
        (
            "gungraun-runner",
            "gungraun-runner is missing: cargo install gungraun-runner --version 0.20.0 --locked",
        ),
    ] {
        if Command::new(program).arg("--version").output().is_err() {
            return skip(why);
        }
    }
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gungraun");
    // What an earlier build has left would be counted, too.
    drop(fs::remove_dir_all(&home));
    let counts = counted(&home).unwrap_or_else(|error| panic!("{error}"));
    let path = workspace().join("benches/budgets.json");
    if env::var_os("BLESS").is_some() {
        let text = serde_json::to_string_pretty(&counts).expect("JSON") + "\n";
        return fs::write(path, text).expect("the budgets");
    }
    let budgets: BTreeMap<String, u64> = serde_json::from_slice(&fs::read(path).expect("the budgets")).expect("counts");
    assert!(counts.keys().eq(budgets.keys()), "{counts:?}");
    let mut over = Vec::new();
    for (name, count) in &counts {
        let ratio = *count as f64 / budgets[name] as f64;
        say(&format!("{name}: {count} instructions, {ratio:.3} of the budget"));
        if ratio > TOLERANCE {
            over.push(name);
        }
    }
    assert!(over.is_empty(), "more than the budget allows: {over:?}");
}
