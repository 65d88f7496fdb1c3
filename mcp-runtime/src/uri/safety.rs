//! Values from a URI as file paths: what is refused before a handler sees it, and a safe join.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::Captures;
use super::parse::quoted;

/// Which values of a template's variables are refused before a handler sees them.
///
/// The default refuses paths that leave their start, absolute paths, and NUL characters. The checks
/// look at the decoded text only; for access to files use [`safe_join`], which knows the directory.
///
/// A value that is refused should be reported as if the resource did not exist, so that the answer
/// tells nothing about files.
///
/// ```
/// use mcp::{PathRisk, PathSafety, UriTemplate};
///
/// let template = UriTemplate::parse("file://docs/{+path}")?;
/// let captures = template.matches("file://docs/a/../../etc/passwd").expect("it matches");
/// let safety = PathSafety::default();
/// assert_eq!(safety.first_risk(&captures), Some(("path", PathRisk::Traversal)));
/// assert!(safety.exempt("path").allows(&captures));
/// # Ok::<(), mcp::InvalidUriTemplate>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathSafety {
    allow_path_traversal: bool,
    allow_absolute_paths: bool,
    allow_null_bytes: bool,
    exempt: BTreeSet<String>,
}

impl PathSafety {
    /// All checks on, no variable exempt; the same as the default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to refuse values with a `..` component that goes above the start. Default: true.
    #[must_use]
    pub fn reject_path_traversal(mut self, reject: bool) -> Self {
        self.allow_path_traversal = !reject;
        self
    }

    /// Whether to refuse absolute paths. Default: true.
    #[must_use]
    pub fn reject_absolute_paths(mut self, reject: bool) -> Self {
        self.allow_absolute_paths = !reject;
        self
    }

    /// Whether to refuse values with a NUL character. Default: true.
    #[must_use]
    pub fn reject_null_bytes(mut self, reject: bool) -> Self {
        self.allow_null_bytes = !reject;
        self
    }

    /// Leaves a variable unchecked, for values that are not paths, such as `x:y`.
    #[must_use]
    pub fn exempt(mut self, name: impl Into<String>) -> Self {
        self.exempt.insert(name.into());
        self
    }

    /// The names of the variables left unchecked, sorted.
    pub fn exempt_names(&self) -> impl Iterator<Item = &str> {
        self.exempt.iter().map(String::as_str)
    }

    /// Whether every value passes.
    #[must_use]
    pub fn allows(&self, captures: &Captures) -> bool {
        self.first_risk(captures).is_none()
    }

    /// The first variable with a value to refuse, and why. The items of a list are checked each.
    #[must_use]
    pub fn first_risk<'c>(&self, captures: &'c Captures) -> Option<(&'c str, PathRisk)> {
        captures
            .iter()
            .filter(|(name, _)| !self.exempt.contains(*name))
            .find_map(|(name, value)| {
                let risk = value.iter().find_map(|value| self.risk(value))?;
                Some((name, risk))
            })
    }

    fn risk(&self, value: &str) -> Option<PathRisk> {
        if !self.allow_null_bytes && value.contains('\0') {
            Some(PathRisk::NullByte)
        } else if !self.allow_path_traversal && Self::contains_path_traversal(value) {
            Some(PathRisk::Traversal)
        } else if !self.allow_absolute_paths && Self::is_absolute_path(value) {
            Some(PathRisk::Absolute)
        } else {
            None
        }
    }

    /// Whether a relative path goes above its start. `/` and `\` both separate components, and
    /// only a whole component `..` goes up.
    ///
    /// ```
    /// use mcp::PathSafety;
    ///
    /// assert!(PathSafety::contains_path_traversal("a/../../b"));
    /// assert!(!PathSafety::contains_path_traversal("a/../b"));
    /// assert!(!PathSafety::contains_path_traversal("1.0..2.0"));
    /// ```
    #[must_use]
    pub fn contains_path_traversal(value: &str) -> bool {
        let mut depth = 0_usize;
        for component in value.split(['/', '\\']) {
            match component {
                "" | "." => {}
                ".." if depth == 0 => return true,
                ".." => depth -= 1,
                _ => depth += 1,
            }
        }
        false
    }

    /// Whether a path is absolute on any common platform: it starts with `/`, `\` or a drive such
    /// as `C:`, be it followed by a separator or not.
    ///
    /// ```
    /// use mcp::PathSafety;
    ///
    /// assert!(PathSafety::is_absolute_path("/etc/passwd"));
    /// assert!(PathSafety::is_absolute_path(r"C:\Windows"));
    /// assert!(!PathSafety::is_absolute_path("relative/path"));
    /// assert!(!PathSafety::is_absolute_path(""));
    /// ```
    #[must_use]
    pub fn is_absolute_path(value: &str) -> bool {
        match value.as_bytes() {
            [b'/' | b'\\', ..] => true,
            [drive, b':', ..] => drive.is_ascii_alphabetic(),
            _ => false,
        }
    }
}

/// Why a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PathRisk {
    /// It goes above its start.
    #[error("path traversal")]
    Traversal,
    /// It is absolute.
    #[error("absolute path")]
    Absolute,
    /// It contains a NUL character.
    #[error("null byte")]
    NullByte,
}

/// [`safe_join`] refused to join.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PathEscapeError {
    /// A component contains a NUL character, which no file name has.
    #[error("Path component contains a null byte; refusing to join onto {}", base.display())]
    NullByte {
        /// The directory, resolved.
        base: PathBuf,
    },
    /// A component is absolute and would replace the directory.
    #[error("Path component {} is absolute; refusing to join onto {}", quoted(component), base.display())]
    Absolute {
        /// The component.
        component: String,
        /// The directory, resolved.
        base: PathBuf,
    },
    /// A component is not the name of a file on Windows: it names a device (`NUL`, `com1.txt`), another stream of a file
    /// (`a.txt:b`), the file of another name (`a.txt.`), or nothing. Only on Windows.
    #[error("Path component {} does not name a file; refusing to join onto {}", quoted(component), base.display())]
    NotAFile {
        /// The component.
        component: String,
        /// The directory, resolved.
        base: PathBuf,
    },
    /// The joined path is outside the directory.
    #[error("Path {} escapes base {}", path.display(), base.display())]
    Escapes {
        /// The joined path, resolved.
        path: PathBuf,
        /// The directory, resolved.
        base: PathBuf,
    },
    /// A path cannot be resolved: there is no current directory, or symbolic links go in a circle.
    #[error("Path {} cannot be resolved: {source}", path.display())]
    Unresolved {
        /// The path.
        path: PathBuf,
        /// What failed.
        source: io::Error,
    },
}

/// Joins components onto a directory and makes sure that the result is inside it.
///
/// Symbolic links and `..` are resolved in both, so the result is an absolute path without either.
/// Components that do not exist stay as they are written; nothing has to exist. The check holds for
/// the moment of the call: in a tree that others change, a directory may become a symbolic link
/// before the file is opened.
///
/// It asks the file system, which may block: one call per component.
///
/// # Errors
///
/// [`PathEscapeError`] when a component contains a NUL character or is absolute, on Windows when it is not the name
/// of a file, when the result is outside `base`, or when a path cannot be resolved.
///
/// ```
/// use mcp::safe_join;
///
/// let path = safe_join("/data/docs", ["a", "../readme.txt"])?;
/// # #[cfg(unix)]
/// assert_eq!(path, std::path::Path::new("/data/docs/readme.txt"));
///
/// assert!(safe_join("/data/docs", ["../../../etc/passwd"]).is_err());
/// # Ok::<(), mcp::PathEscapeError>(())
/// ```
pub fn safe_join<P: AsRef<str>>(
    base: impl AsRef<Path>,
    parts: impl IntoIterator<Item = P>,
) -> Result<PathBuf, PathEscapeError> {
    let base = base.as_ref();
    let base = if base.as_os_str().is_empty() {
        Path::new(".")
    } else {
        base
    };
    let base = std::path::absolute(base)
        .and_then(|absolute| resolve(PathBuf::new(), &absolute))
        .map_err(|source| PathEscapeError::Unresolved {
            path: base.to_owned(),
            source,
        })?;
    let mut relative = PathBuf::new();
    for part in parts {
        let part = part.as_ref();
        if part.contains('\0') {
            return Err(PathEscapeError::NullByte { base });
        }
        if PathSafety::is_absolute_path(part) {
            let component = part.to_owned();
            return Err(PathEscapeError::Absolute { component, base });
        }
        if cfg!(windows) && !part.split(['/', '\\']).all(names_a_file_on_windows) {
            let component = part.to_owned();
            return Err(PathEscapeError::NotAFile { component, base });
        }
        relative.push(part);
    }
    let path = resolve(base.clone(), &relative).map_err(|source| {
        let path = base.join(&relative);
        PathEscapeError::Unresolved { path, source }
    })?;
    if path.starts_with(&base) {
        Ok(path)
    } else {
        Err(PathEscapeError::Escapes { path, base })
    }
}

/// Whether a component means the file of this name, as Windows reads it
/// ([Naming Files](https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file)).
fn names_a_file_on_windows(name: &str) -> bool {
    const DEVICES: [&str; 6] = ["aux", "con", "conin$", "conout$", "nul", "prn"];
    if matches!(name, "" | "." | "..") {
        return true;
    }
    let wrong = |c: char| c < ' ' || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*');
    if name.ends_with(['.', ' ']) || name.contains(wrong) {
        return false;
    }
    // A device is one with any extension.
    let stem = name
        .split('.')
        .next()
        .unwrap_or(name)
        .trim_end_matches(' ')
        .to_lowercase();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    // The superscripts are digits to Windows.
    let is_port = port.is_some_and(|number| {
        let mut number = number.chars();
        matches!(number.next(), Some('0'..='9' | '¹' | '²' | '³')) && number.next().is_none()
    });
    !is_port && !DEVICES.contains(&stem.as_str())
}

/// Appends `path` to a resolved path, resolving symbolic links and `..` as far as the path exists.
fn resolve(mut resolved: PathBuf, path: &Path) -> io::Result<PathBuf> {
    /// As many as Linux follows.
    const MAX_LINKS: usize = 40;
    // The components still to walk, the next one last.
    let mut pending = reversed(path);
    let mut links = 0;
    while let Some(component) = pending.pop() {
        if component == ".." {
            resolved.pop();
            continue;
        }
        // The root of an absolute path or link target replaces what is there.
        resolved.push(component);
        // Only a name can be a link: `C:` alone stands on Windows for the current directory of the drive.
        if resolved.file_name().is_some()
            && let Ok(target) = std::fs::read_link(&resolved)
        {
            links += 1;
            if links > MAX_LINKS {
                return Err(io::Error::other("too many symbolic links"));
            }
            resolved.pop();
            pending.extend(reversed(&target));
        }
    }
    Ok(resolved)
}

/// The components of a path, last first, without `.`.
fn reversed(path: &Path) -> Vec<OsString> {
    let mut components: Vec<OsString> = path
        .components()
        .filter(|component| *component != Component::CurDir)
        .map(|component| component.as_os_str().to_owned())
        .collect();
    components.reverse();
    components
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uri::UriTemplate;

    #[test]
    fn verdicts() {
        use PathRisk::{Absolute, NullByte, Traversal};
        #[rustfmt::skip]
        let table: [(Option<PathRisk>, &[&str]); 4] = [
            (None, &["", "a/b/c", "a/../b", "a..b", "1.0..2.0", "./a/./..", "%2e%2e", "1:2", "é:x", ":"]),
            (Some(Traversal), &["..", "../etc", "a/../../b", r"a\..\..", "a//../..", "/.."]),
            (Some(Absolute), &["/etc", r"\\server\share", r"\x", r"C:\x", "x:y", "x:"]),
            (Some(NullByte), &["a\0b", "../\0"]),
        ];
        let one = UriTemplate::parse("{a}").expect("valid");
        let list = UriTemplate::parse("{n}x{;a*}").expect("valid");
        let lax = PathSafety::new()
            .reject_path_traversal(false)
            .reject_absolute_paths(false)
            .reject_null_bytes(false);
        for (risk, values) in table {
            for &value in values {
                let in_list = list.matches(&list.expand([("n", vec!["."]), ("a", vec!["b", value])]));
                for captures in [one.matches(&one.expand([("a", value)])), in_list] {
                    let captures = captures.expect("matches");
                    let risk = risk.map(|risk| ("a", risk));
                    assert_eq!(PathSafety::new().first_risk(&captures), risk, "{value:?}");
                    assert!(lax.allows(&captures) && PathSafety::new().exempt("a").allows(&captures));
                    assert_eq!(PathSafety::new().exempt("n").allows(&captures), risk.is_none());
                }
            }
        }
    }

    #[test]
    fn names_that_windows_reads_otherwise() {
        for name in [
            "", ".", "..", "a", ".git", "a.b.c", "console", "com", "com10", "lptx", "null.txt", "a b", "ü",
        ] {
            assert!(names_a_file_on_windows(name), "{name}");
        }
        for name in [
            "NUL",
            "nul.txt",
            "Con",
            "aux .txt",
            "PRN.tar.gz",
            "CONIN$",
            "COM1",
            "com0",
            "lpt9.log",
            "COM¹",
            "a:b",
            "a::$DATA",
            "a.",
            "a ",
            "...",
            ".. ",
            "a?",
            "a*",
            "a|b",
            "<a>",
            "\"a\"",
            "a\u{1}",
            "a\n",
        ] {
            assert!(!names_a_file_on_windows(name), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn joins_stay_inside() {
        use std::os::unix::fs::symlink;
        let root = std::env::temp_dir().join(format!("mcp-safe-join-{}", std::process::id()));
        let base = root.join("base");
        std::fs::create_dir_all(base.join("dir")).expect("create");
        let root = root.canonicalize().expect("exists");
        let base = root.join("base");
        symlink("dir", base.join("inner")).expect("link");
        symlink("../..", base.join("dir/outer")).expect("link");
        symlink(root.join("etc"), base.join("etc")).expect("link");
        symlink("circle", base.join("circle")).expect("link");
        symlink(&base, root.join("alias")).expect("link");
        let shown = base.display();
        let absolute = |part| format!("Path component {part} is absolute; refusing to join onto {shown}");
        let escapes = |path: &str| format!("Path {path} escapes base {shown}");
        let parent = root.display().to_string();
        #[rustfmt::skip]
        let table: [(&[&str], Result<&str, String>); 15] = [
            (&[], Ok("")),
            (&["", "."], Ok("")),
            (&["dir", "new/file"], Ok("dir/new/file")),
            (&["inner/x"], Ok("dir/x")),
            (&["inner", "../y"], Ok("y")),
            (&["missing/../z/"], Ok("z")),
            (&["../base/dir"], Ok("dir")),
            (&["/b"], Err(absolute("'/b'"))),
            (&["dir", "C:x"], Err(absolute("'C:x'"))),
            (&["../\0"], Err(format!("Path component contains a null byte; refusing to join onto {shown}"))),
            (&[".."], Err(escapes(&parent))),
            (&["../base2"], Err(escapes(&format!("{parent}/base2")))),
            (&["dir/outer/x"], Err(escapes(&format!("{parent}/x")))),
            (&["etc", "passwd"], Err(escapes(&format!("{parent}/etc/passwd")))),
            (&["circle/x"], Err(format!("Path {shown}/circle/x cannot be resolved: too many symbolic links"))),
        ];
        for base in [&base, &root.join("alias"), &root.join("base/dir/..")] {
            for (parts, expected) in &table {
                let inside = |path| root.join("base").join(path).components().collect();
                let expected = expected.clone().map(inside);
                let found = safe_join(base, *parts).map_err(|error| error.to_string());
                assert_eq!(found, expected, "{parts:?}");
            }
        }
        let here = std::env::current_dir()
            .and_then(|path| path.canonicalize())
            .expect("exists");
        assert_eq!(safe_join("", ["x"]).expect("inside"), here.join("x"));
        std::fs::remove_dir_all(&root).expect("remove");
    }
}
