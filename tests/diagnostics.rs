//! `docs/diagnostics.md`, the words in the code and the programs in `ui/`, against each other.

use mcp_tests::cases::{self, cases};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// One entry of the table.
#[derive(Default)]
struct Entry {
    /// The messages, with `…` for what differs.
    messages: Vec<String>,
    why: String,
    form: String,
    cases: BTreeSet<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace")
}

/// The entries by id, and the programs that have none.
fn table() -> (BTreeMap<String, Entry>, BTreeSet<String>) {
    let text = fs::read_to_string(root().join("docs/diagnostics.md")).expect("the table");
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut others = BTreeSet::new();
    let mut current = None;
    let mut in_code = false;
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("## ") {
            assert!(!entries.contains_key(id), "{id} stands twice");
            current = Some(id.to_owned());
            entries.insert(id.to_owned(), Entry::default());
            continue;
        }
        if line.starts_with("# ") {
            current = None;
        }
        let Some(entry) = current.as_ref().and_then(|id| entries.get_mut(id)) else {
            others.extend(
                line.strip_prefix("- `")
                    .and_then(|line| line.split_once("`: "))
                    .map(|(name, why)| {
                        assert!(why.len() > 10, "{name}: no reason");
                        name.to_owned()
                    }),
            );
            continue;
        };
        if line.starts_with("```") {
            in_code = !in_code;
        } else if in_code {
            entry.form.push_str(line);
        } else if let Some(message) = line.strip_prefix("> ") {
            entry.messages.push(message.to_owned());
        } else if let Some(names) = line.strip_prefix("Cases: ") {
            entry
                .cases
                .extend(names.split(", ").map(|name| name.trim_matches('`').to_owned()));
        } else if line != ">" {
            entry.why.push_str(line);
        }
    }
    (entries, others)
}

fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("MCP")
        .filter_map(|(at, _)| text.get(at..at + 6))
        .filter(|id| id[3..].bytes().all(|byte| byte.is_ascii_digit()))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
    {
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Whether a text is a message whose `…` stand for anything.
fn fits(text: &str, message: &str) -> bool {
    let mut rest = text;
    message.split('…').enumerate().all(|(index, part)| {
        let at = if index == 0 {
            rest.starts_with(part).then_some(0)
        } else {
            rest.find(part)
        };
        at.is_some_and(|at| {
            rest = &rest[at + part.len()..];
            true
        })
    })
}

/// Every id of the code has its entry and its case, and there are no others.
#[test]
fn ids_of_code_and_table_are_the_same() {
    let mut files = vec![root().join("mcp-macros/src/diagnostics/words.rs")];
    sources(&root().join("mcp-runtime/src"), &mut files);
    let mut in_code = BTreeSet::new();
    for file in files {
        in_code.extend(
            ids(&fs::read_to_string(file).expect("a source"))
                .map(str::to_owned)
                .collect::<Vec<_>>(),
        );
    }
    let (entries, _) = table();
    let in_table: BTreeSet<String> = entries.keys().cloned().collect();
    assert_eq!(in_code, in_table);
    for (id, entry) in entries {
        assert!(!entry.messages.is_empty(), "{id}: no message");
        assert!(entry.why.len() > 15, "{id}: no reason");
        assert!(!entry.form.is_empty(), "{id}: no right form");
        assert!(!entry.cases.is_empty(), "{id}: no case");
    }
}

/// Every case is in the table, and says what its entry says.
#[test]
fn cases_say_what_their_entries_say() {
    let (entries, others) = table();
    let mut faults = Vec::new();
    let mut known: BTreeSet<String> = others.clone();
    known.extend(entries.values().flat_map(|entry| entry.cases.iter().cloned()));
    let mut found = BTreeSet::new();
    for case in cases(&["fail", "warn", "start"]) {
        let name = format!("{}/{}", case.group, case.name);
        let Some(text) = case.text() else {
            faults.push(format!("{name}: no text is expected of it"));
            continue;
        };
        if !known.contains(&name) {
            faults.push(format!("{name}: not in docs/diagnostics.md"));
        }
        found.insert(name.clone());
        for said in cases::read(&text) {
            let id = ids(&said.headline).next();
            let entry = id.and_then(|id| entries.get(id));
            match entry {
                None if others.contains(&name) => {}
                None => faults.push(format!("{name}: no id in {:?}", said.headline)),
                Some(entry) if !entry.cases.contains(&name) => {
                    faults.push(format!("{name}: not a case of {id:?}"));
                }
                Some(entry) => {
                    let (_, words) = said.headline.split_once(": ").unwrap_or_default();
                    let words = words.strip_prefix("evaluation panicked: ").unwrap_or(words);
                    let words = match words.strip_prefix("use of deprecated ") {
                        Some(lint) => lint.split_once("`: ").map_or(lint, |(_, words)| words),
                        None => words,
                    };
                    if !entry.messages.iter().any(|message| fits(words, message)) {
                        faults.push(format!("{name}: {id:?} does not say {words:?}"));
                    }
                }
            }
        }
    }
    faults.extend(known.difference(&found).map(|name| format!("{name}: no such case")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
