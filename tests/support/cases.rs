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
            // A line that is too long is shown in part.
            let whole = !line[at..].contains("...");
            last.width = whole.then(|| line[at..].chars().take_while(|c| *c == '^').count() as u64);
        }
    }
    found
}

/// Programs as binaries of one package that depends on this library alone.
#[derive(Debug)]
pub struct Package {
    root: PathBuf,
    /// Of all packages of a directory: they depend on the same.
    target: PathBuf,
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
             \"client\", \"ask\"] }}\n",
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
        let target = Path::new(directory).join("ui-target");
        Package { root, target }
    }

    /// What the compiler says about each program when it is checked, and all of it as text.
    ///
    /// # Panics
    /// There is no cargo.
    pub fn check(&self) -> BTreeMap<String, (Vec<Said>, String)> {
        self.said("check")
    }

    /// The same when it is built.
    ///
    /// # Panics
    /// There is no cargo.
    pub fn build(&self) -> BTreeMap<String, (Vec<Said>, String)> {
        self.said("build")
    }

    fn said(&self, what: &str) -> BTreeMap<String, (Vec<Said>, String)> {
        let output = self.cargo(what).stderr(Stdio::null()).output().expect("cargo");
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
                    if !text.is_empty() {
                        text.push('\n');
                    }
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
        let said = self.said("build");
        let run = |case: &Case| {
            let (said, text) = said.get(&case.target()).expect("it was built");
            if !said.is_empty() {
                return (false, text.clone());
            }
            let program = self.target.join("debug").join(case.target());
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
            .arg(&self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
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

/// A text of the compiler's without what differs from machine to machine and from day to day: directories, and the
/// lines of other files than the program's.
fn shown(rendered: &str) -> String {
    let here = env!("CARGO_MANIFEST_DIR");
    let workspace = here.trim_end_matches("/tests");
    let text = rendered
        .replace(&format!("{here}/"), "")
        .replace(workspace, "$WORKSPACE");
    let number = |line: &str| {
        line.split_once(" |")
            .and_then(|(number, _)| number.trim().parse::<u64>().ok())
    };
    let mut elsewhere = false;
    let (mut lines, mut widest, mut own): (Vec<String>, usize, usize) = (Vec::new(), 0, 0);
    for line in text.trim_end().lines() {
        let start = line.trim_start();
        if let Some(path) = start.strip_prefix("--> ").or_else(|| start.strip_prefix("::: ")) {
            widest = widest.max(line.len() - start.len());
            elsewhere = path.starts_with(['$', '/']);
            let mut parts = path.rsplitn(3, ':');
            let place = (parts.next(), parts.next(), parts.next());
            match place {
                (_, _, Some(path)) if elsewhere => {
                    lines.push(format!(
                        "{}{}{}",
                        &line[..line.len() - start.len()],
                        &start[..4],
                        brief(path)
                    ));
                }
                (_, Some(at), _) => {
                    own = own.max(at.len());
                    lines.push(line.to_owned());
                }
                _ => lines.push(line.to_owned()),
            }
            continue;
        }
        elsewhere &= start.starts_with(['|', '.']) || number(line).is_some();
        match (number(line), line.split_once(" |")) {
            (Some(_), Some((gutter, code))) if elsewhere => {
                lines.push(format!("{} |{code}", " ".repeat(gutter.len())));
            }
            (Some(number), _) => {
                own = own.max(number.to_string().len());
                lines.push(line.to_owned());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    // Long numbers of other files push everything to the right.
    let extra = " ".repeat(widest.saturating_sub(own.max(1)));
    let lines = lines.iter().map(|line| line.strip_prefix(&*extra).unwrap_or(line));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Where a file of the compiler's, or of a package, is on any machine.
fn brief(path: &str) -> String {
    for (root, name) in [("/library/", "$RUST/library/"), ("/registry/src/", "$CARGO/")] {
        if let Some((_, rest)) = path.split_once(root) {
            let rest = if name == "$CARGO/" {
                rest.split_once('/').map_or(rest, |(_, rest)| rest)
            } else {
                rest
            };
            return format!("{name}{rest}");
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn what_differs_is_left_out() {
        let workspace = env!("CARGO_MANIFEST_DIR").trim_end_matches("/tests");
        let said = |number: &str, pad: &str| {
            format!(
                "error: no\n{pad} --> {workspace}/tests/ui/a.rs:3:8\n{pad}  |\n{pad}3 | code\n{pad}  | ^^^^ here\n{pad}  |\nnote: \
                 there\n{pad} --> {workspace}/mcp-runtime/src/a.rs:{number}:5\n{pad}  |\n{number} | fn a()\n{pad}  \
                 |    ^ there\n{pad}  = note: more\n\n"
            )
        };
        let text = shown(&said("7", ""));
        assert_eq!(text, shown(&said("123", "  ")));
        assert_eq!(
            text,
            "error: no\n --> ui/a.rs:3:8\n  |\n3 | code\n  | ^^^^ here\n  |\nnote: there\n --> \
             $WORKSPACE/mcp-runtime/src/a.rs\n  |\n  | fn a()\n  |    ^ there\n  = note: more\n"
        );
    }
}
