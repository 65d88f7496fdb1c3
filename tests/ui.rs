//! Programs of `ui/<group>/pass` build and run; those of `fail` do not build, those of `warn` build with a warning, those
//! of `start` end with an error before the first client: each in the words of the `.stderr` beside it. See
//! `ui/README.md`.

use mcp_tests::cases::{self, Package, cases};
use mcp_tests::tools;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The release of the compiler whose words the `.stderr` hold.
const PINNED: &str = "rustc 1.95.";

/// Mistakes in one program, where there is more than one; and a second server, of which the compiler says twice that there
/// is a first.
const MISTAKES: [(&str, usize); 3] = [
    ("two-typos-two-errors", 2),
    ("two-resolvers-two-errors", 2),
    ("second-server-block", 2),
];

/// Mistakes that leave something else without a use, which is told of, too.
const WARNED: [&str; 1] = ["part-unknown"];

/// Mistakes in generic servers that show when one is built, not when it is checked.
const AT_BUILD: [&str; 1] = ["duplicate-tool-across-parts-of-generic"];

#[test]
fn programs() {
    let cases = trybuild::TestCases::new();
    // Relative, as everything here: of an absolute path the lines of errors would not be compared.
    cases.pass("ui/*/pass/*.rs");
    let version = version();
    if version.starts_with(PINNED) {
        cases.compile_fail("ui/*/fail/*.rs");
    } else {
        tools::skip(&format!(
            "errors are in the words of {PINNED}x, and this is {}",
            version
        ));
    }
}

/// The same mistakes and warnings in the eyes of our own reader, which does not depend on the compiler's release: as
/// many of them, with the same first line, at the same place. And the text of warnings, on the pinned release.
#[test]
fn every_release_says_it_at_the_same_place() {
    let programs = cases(&["fail", "warn"]);
    let found = Package::new(env!("CARGO_TARGET_TMPDIR"), "ui-cases", &programs).check();
    let overwrite = env::var("TRYBUILD").as_deref() == Ok("overwrite");
    let pinned = version().starts_with(PINNED);
    let mut faults = Vec::new();
    for program in programs {
        let name = &program.name;
        if AT_BUILD.contains(&name.as_str()) {
            continue;
        }
        let Some((said, text)) = found.get(&program.target()) else {
            faults.push(format!("{name}: the compiler said nothing"));
            continue;
        };
        if program.kind == "warn" && overwrite {
            fs::write(program.path().with_extension("stderr"), text).expect("the words are written");
        }
        let known = program.text().unwrap_or_default();
        let expected = cases::read(&known);
        // A release may warn of what another does not; only errors are ours to count beside errors.
        let level = if program.kind == "warn" { "warning" } else { "error" };
        let expected: Vec<_> = expected.iter().filter(|one| one.headline.starts_with(level)).collect();
        let said: Vec<_> = said.iter().filter(|one| one.headline.starts_with(level)).collect();
        if said != expected {
            faults.push(format!("{name}: expected {expected:#?}\nfound {said:#?}"));
        }
        if program.kind == "warn" && pinned && known != *text {
            faults.push(format!("{name}: expected\n{known}\nfound\n{text}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What cannot be known at build time is an error before the first client.
#[test]
fn servers_that_cannot_start_say_why() {
    let programs = cases(&["start"]);
    assert!(!programs.is_empty());
    let outcomes = Package::new(env!("CARGO_TARGET_TMPDIR"), "ui-starts", &programs).run(&programs);
    for (program, (ended_well, text)) in programs.iter().zip(outcomes) {
        if env::var("TRYBUILD").as_deref() == Ok("overwrite") {
            fs::write(program.path().with_extension("stderr"), &text).expect("the words are written");
        }
        assert!(!ended_well, "{}", program.name);
        assert_eq!(program.text().as_deref(), Some(&*text), "{}", program.name);
    }
}

/// One mistake is one error, in words that name nothing of ours that nobody should know.
#[test]
fn one_mistake_is_one_error() {
    let mut faults = Vec::new();
    let programs = cases(&["fail"]);
    assert!(programs.len() > 150, "{programs:?}");
    assert!(cases(&["pass"]).len() > 30);
    for program in programs {
        let name = &program.name;
        let Some(text) = program.text() else {
            faults.push(format!("{name}: no .stderr"));
            continue;
        };
        let headlines: Vec<&str> = text.lines().filter(|line| line.starts_with("error")).collect();
        let known = MISTAKES.iter().find(|(known, _)| known == name);
        let expected = known.map_or(1, |(_, mistakes)| *mistakes);
        if headlines.len() != expected {
            faults.push(format!(
                "{name}: {} errors for {expected}: {headlines:#?}",
                headlines.len()
            ));
        }
        if let Some(line) = text.lines().find(|line| line.starts_with("warning"))
            && !WARNED.contains(&name.as_str())
        {
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
    for program in cases(&["fail", "warn", "start"]) {
        assert!(program.text().is_some(), "{program:?}");
    }
    let mut lost = Vec::new();
    for group in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"))
        .expect("the cases")
        .flatten()
    {
        for kind in ["fail", "pass", "warn", "start"] {
            let files = fs::read_dir(group.path().join(kind)).into_iter().flatten().flatten();
            lost.extend(
                files
                    .map(|file| file.path())
                    .filter(|path| !path.with_extension("rs").exists()),
            );
        }
    }
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

fn version() -> String {
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(compiler)
        .arg("--version")
        .output()
        .expect("a compiler")
        .stdout;
    String::from_utf8_lossy(&version).trim().to_owned()
}
