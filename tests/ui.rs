//! What does not build, and what does: one mistake, one error, in our words.

use std::path::{Path, PathBuf};

fn cases(kind: &str) -> Vec<PathBuf> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut found = Vec::new();
    for group in std::fs::read_dir(&ui)
        .expect("tests/ui")
        .map(|entry| entry.expect("an entry").path())
    {
        let Ok(files) = std::fs::read_dir(group.join(kind)) else {
            continue;
        };
        found.extend(
            files
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "rs")),
        );
    }
    found.sort();
    found
}

#[test]
fn declarations_build_or_say_why_not() {
    let (fail, pass) = (cases("fail"), cases("pass"));
    assert!(
        fail.len() >= 25 && pass.len() >= 15,
        "{} fail, {} pass",
        fail.len(),
        pass.len()
    );
    let cases = trybuild::TestCases::new();
    // The compiler's words around ours change with its version: `.stderr` files are of the one in README.
    for path in &fail {
        cases.compile_fail(path);
    }
    for path in &pass {
        cases.pass(path);
    }
}

/// One mistake gives one error, and no headline names what is private.
#[test]
fn one_mistake_is_one_error() {
    for path in cases("fail") {
        let name = path.display();
        let stderr =
            std::fs::read_to_string(path.with_extension("stderr")).unwrap_or_else(|_| panic!("{name} has no .stderr"));
        let headlines: Vec<&str> = stderr.lines().filter(|line| line.starts_with("error")).collect();
        let expected = if path.ends_with("two-typos-two-errors.rs") {
            2
        } else {
            1
        };
        assert_eq!(headlines.len(), expected, "{name}: {headlines:#?}");
        assert!(
            !headlines.iter().any(|line| line.contains("__private")),
            "{name}: {headlines:#?}"
        );
    }
}
