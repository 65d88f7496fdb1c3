//! What calls may cost: the instructions of each case of `benches` against `benches/budgets.json`.
//! `MCP_BLESS_BUDGETS=1` writes what was counted.

use mcp_tests::tools::{say, skip, workspace};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What the compiler moves by itself from one build to the next. What is less has to be written down, so that it is kept.
const EXACT: std::ops::RangeInclusive<f64> = 0.95..=1.05;
/// Where other machine code is counted than the budgets were written for.
const ROUGH: std::ops::RangeInclusive<f64> = 0.4..=1.6;

/// What counts depend on, beside the code.
fn counted_on() -> String {
    let said = |program: &str| {
        let output = Command::new(program).arg("--version").output();
        let said = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        said.unwrap_or_default()
    };
    let vectors = fs::read_to_string("/proc/cpuinfo").is_ok_and(|info| info.contains(" avx2 "));
    let vectors = if vectors { "with AVX2" } else { "without AVX2" };
    format!(
        "{} {vectors}, {}, {}",
        env::consts::ARCH,
        said("rustc"),
        said("valgrind")
    )
}

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
    assert!(counts.keys().map(String::as_str).eq(names()), "{counts:?}");
    let path = workspace().join("benches/budgets.json");
    let machine = counted_on();
    if env::var_os("MCP_BLESS_BUDGETS").is_some() {
        let text = json!({ "counted_on": machine, "instructions": counts });
        let text = serde_json::to_string_pretty(&text).expect("JSON") + "\n";
        return fs::write(path, text).expect("the budgets");
    }
    let budgets: Value = serde_json::from_slice(&fs::read(path).expect("the budgets")).expect("JSON");
    let allowed = match budgets["counted_on"] == machine.as_str() {
        true => EXACT,
        false => {
            say(&format!(
                "counted on {machine}, budgets on {}: compared roughly",
                budgets["counted_on"]
            ));
            ROUGH
        }
    };
    let mut off = Vec::new();
    for (name, count) in &counts {
        let budget = budgets["instructions"][name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name} has no budget"));
        let ratio = *count as f64 / budget as f64;
        say(&format!("{name}: {count} instructions, {ratio:.3} of the budget"));
        if !allowed.contains(&ratio) {
            off.push((name, ratio));
        }
    }
    assert!(
        off.is_empty(),
        "off their budgets (MCP_BLESS_BUDGETS=1 writes them anew): {off:?}"
    );
}

/// The names of the cases, in order.
fn names() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<_> = mcp_benches::CASES.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.into_iter()
}
