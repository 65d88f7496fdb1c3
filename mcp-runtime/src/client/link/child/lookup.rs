//! Where Windows has a program that is given by its name alone.
//!
//! The standard library looks for `NAME.exe`; what npm and others install is `NAME.cmd`. With the path of such a script it
//! starts the one shell that can run it, and escapes each argument for it or refuses to
//! ([CVE-2024-24576](https://blog.rust-lang.org/2024/04/09/cve-2024-24576.html)).

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What can be started; the rest of `PATHEXT` is opened with some other program.
const STARTABLE: [&str; 4] = ["com", "exe", "bat", "cmd"];
/// What an unset `PATHEXT` stands for, of these.
const EXTENSIONS: &str = ".COM;.EXE;.BAT;.CMD";

/// Whether this says where the program is.
pub(super) fn is_path(program: &OsStr) -> bool {
    // Of `C:name`, too.
    program.as_encoded_bytes().iter().any(|byte| b"/\\:".contains(byte))
}

/// The file that a command prompt would start for this name, but for one in the current directory: whoever can put a file
/// there is not to choose what is run. The standard library is not asked where this finds nothing: it would take `PATH` as it
/// is, with directories in it that are the current one by another name.
pub(super) fn find(name: &OsStr, path: &OsStr, extensions: Option<&OsStr>) -> Option<PathBuf> {
    let extensions = extensions.and_then(OsStr::to_str).unwrap_or(EXTENSIONS);
    let mut names = Vec::new();
    if Path::new(name).extension().is_some_and(startable) {
        names.push(name.to_owned());
    }
    for extension in extensions.split(';').map(str::trim) {
        if extension
            .strip_prefix('.')
            .is_some_and(|known| startable(known.as_ref()))
        {
            let mut whole = OsString::from(name);
            whole.push(extension);
            names.push(whole);
        }
    }
    std::env::split_paths(path)
        .filter(|directory| directory.is_absolute())
        .find_map(|directory| {
            let mut files = names.iter().map(|name| directory.join(name));
            files.find(|file| file.is_file())
        })
}

/// Whether this is a script of the command prompt.
pub(super) fn is_script(program: &Path) -> bool {
    let is = |known: &str| {
        program
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case(known))
    };
    is("bat") || is("cmd")
}

fn startable(extension: &OsStr) -> bool {
    STARTABLE.iter().any(|known| extension.eq_ignore_ascii_case(known))
}
