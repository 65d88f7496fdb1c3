//! Our own reader of what the compiler says about the programs in `ui/`: it asks for JSON, and so holds on every
//! release of the compiler, where the exact text does not.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

/// A program of `ui/<group>/<kind>/<name>.rs`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The folder it is in.
    pub group: String,
    /// `fail`, `pass`, `warn` or `start`.
    pub kind: String,
    /// The mistake, or what must work.
    pub name: String,
}

/// One error or warning.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its first line: `error[E0277]: …`.
    pub headline: String,
    /// Line and column of what is underlined.
    pub place: Option<(u64, u64)>,
    /// How much of that line is underlined, where the text shows it.
    pub width: Option<u64>,
}

impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        let fits = match (self.width, other.width) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        fits && self.headline == other.headline && self.place == other.place
    }
}

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui")
}

/// All programs of these kinds, in order.
///
/// # Panics
/// There is no folder of them.
pub fn cases(kinds: &[&str]) -> Vec<Case> {
    let mut found = Vec::new();
    for group in fs::read_dir(ui()).expect("the cases").flatten() {
        for kind in kinds {
            let Ok(files) = fs::read_dir(group.path().join(kind)) else {
                continue;
            };
            for path in files.flatten().map(|file| file.path()) {
                if path.extension().is_some_and(|extension| extension == "rs") {
                    found.push(Case {
                        group: group.file_name().to_string_lossy().into_owned(),
                        kind: (*kind).to_owned(),
                        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
                    });
                }
            }
        }
    }
    found.sort();
    found
}

impl Case {
    /// The program.
    pub fn path(&self) -> PathBuf {
        ui().join(&self.group)
            .join(&self.kind)
            .join(&self.name)
            .with_extension("rs")
    }

    /// What is to be said about it, if that has been written down.
    pub fn text(&self) -> Option<String> {
        fs::read_to_string(self.path().with_extension("stderr")).ok()
    }

    /// The binary it is built as.
    pub fn target(&self) -> String {
        format!("{}--{}--{}", self.group, self.kind, self.name)
    }
}

/// The errors and warnings in a text of the compiler's.
pub fn read(text: &str) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    let mut underlined = true;
    for line in text.lines() {
        if line.starts_with("error") || line.starts_with("warning") {
            underlined = false;
            found.push(Said {
                headline: line.to_owned(),
                place: None,
                width: None,
            });
            continue;
        }
        let Some(last) = found.last_mut() else { continue };
        if let Some(place) = line.trim_start().strip_prefix("--> ")
            && last.place.is_none()
        {
            let mut numbers = place.rsplit(':').map(|number| number.parse().unwrap_or_default());
            let column = numbers.next().unwrap_or_default();
            last.place = Some((numbers.next().unwrap_or_default(), column));
        } else if !underlined
            && last.place.is_some()
            // Beside the source there is a line number.
            && line.trim_start().starts_with('|')
            && let Some(at) = line.find('^')
        {
            underlined = true;
            // A line that is too long is shown in part, and another label may be drawn over the beginning.
            let whole = !line[at..].contains("...") && !line[..at].ends_with('-');
            last.width = whole.then(|| line[at..].chars().take_while(|c| *c == '^').count() as u64);
        }
    }
    found
}

/// Programs as binaries of one package that depends on this library alone.
#[derive(Debug)]
pub struct Package {
    root: PathBuf,
}

impl Package {
    /// A package of this name in a directory for tests.
    ///
    /// # Panics
    /// Its files cannot be written.
    pub fn new(directory: &str, name: &str, cases: &[Case]) -> Package {
        let root = Path::new(directory).join(name);
        fs::create_dir_all(&root).expect("a directory");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let mut manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\nautobins = false\n[workspace]\n\
             [dependencies]\nserde_json = \"1\"\nmcp-runtime = {{ path = {:?}, features = [\"stdio\", \"http\", \
             \"client\"] }}\n",
            workspace.join("mcp-runtime")
        );
        for case in cases {
            let _ = write!(
                manifest,
                "[[bin]]\nname = {:?}\npath = {:?}\n",
                case.target(),
                case.path()
            );
        }
        fs::write(root.join("Cargo.toml"), manifest).expect("the manifest");
        fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
        Package { root }
    }

    /// What the compiler says about each program, and all of it as text.
    ///
    /// # Panics
    /// There is no cargo.
    pub fn check(&self) -> BTreeMap<String, (Vec<Said>, String)> {
        let output = self.cargo("check").stderr(Stdio::null()).output().expect("cargo");
        let mut found: BTreeMap<String, (Vec<Said>, String)> = BTreeMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            if message["reason"] == "compiler-artifact" || message["reason"] == "compiler-message" {
                let name = message["target"]["name"].as_str().unwrap_or_default().to_owned();
                let (said, text) = found.entry(name).or_default();
                if let Some(one) = said_in(&message["message"]) {
                    said.push(one);
                    text.push_str(&shown(message["message"]["rendered"].as_str().unwrap_or_default()));
                }
            }
        }
        found
    }

    /// What each program says on standard error when it runs, and whether it ends well.
    ///
    /// # Panics
    /// One does not build or cannot be started.
    pub fn run(&self, cases: &[Case]) -> Vec<(bool, String)> {
        let built = self.cargo("build").stdout(Stdio::null()).status().expect("cargo");
        assert!(built.success(), "programs that should build do not");
        let run = |case: &Case| {
            let program = self.root.join("target/debug").join(case.target());
            let output = Command::new(program).output().expect("the program");
            (
                output.status.success(),
                String::from_utf8_lossy(&output.stderr).into_owned(),
            )
        };
        cases.iter().map(run).collect()
    }

    fn cargo(&self, what: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args([what, "--bins", "--keep-going", "--offline", "--quiet"])
            .args(["--message-format", "json", "--target-dir"])
            .arg(self.root.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .current_dir(&self.root);
        command
    }
}

fn said_in(message: &Value) -> Option<Said> {
    let level = message["level"]
        .as_str()
        .filter(|level| *level == "error" || *level == "warning")?;
    let span = message["spans"]
        .as_array()?
        .iter()
        .find(|span| span["is_primary"] == true)?;
    let span = outermost(span);
    let number = |key: &str| span[key].as_u64().unwrap_or_default();
    // Lints have names, which the first line does not show.
    let code = message["code"]["code"]
        .as_str()
        .filter(|code| code.starts_with("E0"))
        .map(|code| format!("[{code}]"))
        .unwrap_or_default();
    let text = message["message"].as_str().unwrap_or_default();
    Some(Said {
        headline: format!("{level}{code}: {}", text.lines().next().unwrap_or_default()),
        place: Some((number("line_start"), number("column_start"))),
        width: (number("line_start") == number("line_end"))
            .then(|| number("column_end").saturating_sub(number("column_start"))),
    })
}

/// Of a place in a macro's definition: where the macro was called.
fn outermost(span: &Value) -> &Value {
    match &span["expansion"]["span"] {
        Value::Null => span,
        _ if span["file_name"].as_str().is_some_and(|file| file.contains("/ui/")) => span,
        outer => outermost(outer),
    }
}

/// A text of the compiler's without the directories of this machine.
fn shown(rendered: &str) -> String {
    let here = env!("CARGO_MANIFEST_DIR");
    let workspace = here.trim_end_matches("/tests");
    rendered
        .replace(&format!("{here}/"), "")
        .replace(workspace, "$WORKSPACE")
}
