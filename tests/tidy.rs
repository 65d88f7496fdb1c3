//! What the repository promises about itself.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_owned()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
}

/// The macros read templates and formats by the very rules of the server: a template that builds is a template that is
/// served.
#[test]
fn what_stands_in_both_crates_is_the_same() {
    let read = |path: &str| std::fs::read(root().join(path)).expect(path);
    for (runtime, macros) in [
        ("mcp-runtime/src/uri/parse.rs", "mcp-macros/src/uri_template.rs"),
        ("mcp-runtime/src/server/form/format.rs", "mcp-macros/src/format.rs"),
        ("mcp-runtime/src/schema/distance.rs", "mcp-macros/src/distance.rs"),
        ("mcp-runtime/src/schema/pattern.rs", "mcp-macros/src/pattern.rs"),
    ] {
        assert!(
            read(runtime) == read(macros),
            "copy {runtime} over {macros}, or the other way"
        );
    }
}

/// A file is read in one sitting.
#[test]
fn files_are_short() {
    let mut found = Vec::new();
    for krate in ["mcp-runtime/src", "mcp-macros/src", "examples/src", "benches/src"] {
        sources(&root().join(krate), &mut found);
    }
    assert!(found.len() > 100, "{} files", found.len());
    for path in found {
        let lines = std::fs::read_to_string(&path).expect("text").lines().count();
        assert!(lines <= 550, "{} has {lines} lines", path.display());
    }
}

/// `server` and `client` do not know each other, but for connecting in process; `jsonrpc` knows no method.
#[test]
fn modules_import_downwards() {
    let order = [
        "jsonrpc",
        "types",
        "revision",
        "schema",
        "uri",
        "transport",
        "server",
        "typed_call",
        "client",
    ];
    for (place, module) in order.iter().enumerate() {
        let mut found = Vec::new();
        sources(&root().join("mcp-runtime/src").join(module), &mut found);
        assert!(!found.is_empty(), "{module}");
        for path in found {
            let text = std::fs::read_to_string(&path).expect("text");
            for (above, name) in order.iter().enumerate().skip(place + 1) {
                let known = match (*module, *name) {
                    // An error carries URL elicitations.
                    ("jsonrpc", "types") => path.ends_with("error.rs"),
                    _ => false,
                };
                let found = text
                    .lines()
                    .any(|line| line.contains(&format!("crate::{name}::")) && !line.trim_start().starts_with("//"));
                assert!(
                    !found || known,
                    "{} imports {name}, {} above {module}",
                    path.display(),
                    above - place
                );
            }
        }
    }
}
