//! Programs of `ui/<group>/pass` build and run; those of `ui/<group>/fail` do not build, and say so in the words of the
//! `.stderr` beside them. See `ui/README.md`.

use mcp_tests::tools;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The release of the compiler whose words the `.stderr` hold.
const PINNED: &str = "rustc 1.95.";

/// Mistakes in one program, where there is more than one.
const MISTAKES: [(&str, usize); 1] = [("two-typos-two-errors", 2)];

#[test]
fn programs() {
    let cases = trybuild::TestCases::new();
    // Relative, as everything here: of an absolute path the lines of errors would not be compared.
    cases.pass("ui/*/pass/*.rs");
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler)
        .arg("--version")
        .output()
        .expect("a compiler")
        .stdout;
    let version = String::from_utf8_lossy(&version);
    if version.starts_with(PINNED) {
        cases.compile_fail("ui/*/fail/*.rs");
    } else {
        tools::skip(&format!(
            "errors are in the words of {PINNED}x, and this is {}",
            version.trim()
        ));
    }
}

/// One mistake is one error, in words that name nothing of ours that nobody should know.
#[test]
fn one_mistake_is_one_error() {
    let mut faults = Vec::new();
    let programs = files("fail", "rs");
    assert!(programs.len() > 100, "{programs:?}");
    assert!(files("pass", "rs").len() > 20);
    for program in programs {
        let name = program.file_stem().expect("a name").to_string_lossy().into_owned();
        let Ok(text) = fs::read_to_string(program.with_extension("stderr")) else {
            faults.push(format!("{name}: no .stderr"));
            continue;
        };
        let headlines: Vec<&str> = text.lines().filter(|line| line.starts_with("error")).collect();
        let known = MISTAKES.iter().find(|(known, _)| *known == name);
        let expected = known.map_or(1, |(_, mistakes)| *mistakes);
        if headlines.len() != expected {
            faults.push(format!(
                "{name}: {} errors for {expected}: {headlines:#?}",
                headlines.len()
            ));
        }
        if let Some(line) = text.lines().find(|line| line.starts_with("warning")) {
            faults.push(format!("{name}: {line}"));
        }
        if let Some(line) = headlines.iter().find(|line| line.contains("__")) {
            faults.push(format!("{name}: names what is private: {line}"));
        }
        if let Some(line) = text.lines().find(|line| line.contains("__private")) {
            faults.push(format!("{name}: leads to what is not documented: {line}"));
        }
        if text.contains(env!("CARGO_MANIFEST_DIR")) {
            faults.push(format!("{name}: names a directory of this machine"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A `.stderr` stands beside a program.
#[test]
fn no_words_without_a_program() {
    let mut lost = files("fail", "stderr");
    lost.retain(|words| !words.with_extension("rs").exists());
    assert!(lost.is_empty(), "{lost:?}");
}

/// `#[mcp::test]` runs on a runtime that it brings.
#[mcp::test]
async fn a_test_of_the_macro() -> mcp::Result<()> {
    struct Weather;

    #[mcp::server(name = "Weather")]
    impl Weather {
        /// Today's forecast.
        #[tool]
        async fn forecast(&self, city: String) -> String {
            city
        }
    }

    assert_eq!(Weather.forecast("Cairo".into()).await, "Cairo");
    mcp::IntoServer::into_server(Weather).check()?;
    Ok(())
}

/// The files of all groups: programs that pass or fail, or the words of those that fail.
fn files(kind: &str, extension: &str) -> Vec<PathBuf> {
    let groups = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")).expect("the cases");
    let groups = groups.filter_map(|group| fs::read_dir(group.ok()?.path().join(kind)).ok());
    let files = groups.flatten().filter_map(|file| Some(file.ok()?.path()));
    let mut files: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}
