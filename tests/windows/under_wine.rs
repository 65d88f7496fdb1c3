//! The suites for Windows, built for it and run by wine.

use mcp_tests::tools::{run, say, skip, tool_file, workspace};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const TARGET: &str = "x86_64-pc-windows-gnu";
/// What Windows has of its own; then servers on standard input and output and over HTTP, and the client over HTTP.
const SUITES: [&str; 4] = ["windows", "stdio", "http", "client_http"];
/// Builds an example for itself, which needs a `cargo` for Windows.
const NOT_THIS: &str = "connections_are_used_again";
const LIMIT: Duration = Duration::from_mins(30);

#[test]
fn the_suites_pass_on_windows() {
    let prefix = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
    if let Err(why) = prepare(&prefix) {
        return skip(&format!("the suites for Windows cannot be run: {why}"));
    }
    let here = std::env::current_exe().expect("a test knows its own path");
    let target = here.ancestors().nth(3).expect("a test is target/PROFILE/deps/NAME");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["test", "--target", TARGET, "-p", "mcp-tests"])
        .args(SUITES.iter().flat_map(|suite| ["--test", suite]))
        .arg("--target-dir")
        .arg(target)
        .args(["--", "--skip", NOT_THIS])
        .current_dir(workspace())
        .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER", "wine")
        // Half of what the linker does would be for a debugger that nobody starts.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let out = run(in_prefix(&mut cargo, &prefix), LIMIT).unwrap_or_else(|error| panic!("{error}"));
    let passed: Vec<_> = out
        .lines()
        .filter(|line| line.starts_with("test result: ok."))
        .collect();
    assert_eq!(passed.len(), SUITES.len(), "{out}");
    for line in passed {
        say(&format!("on Windows: {line}"));
    }
}

/// Sees that there is a compiler for Windows, and a Windows to run what it makes.
fn prepare(prefix: &Path) -> Result<(), String> {
    let libraries = run(
        Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]),
        LIMIT,
    )?;
    if !Path::new(libraries.trim()).is_dir() {
        return Err(format!("Rust cannot build for it: rustup target add {TARGET}"));
    }
    let compiler = "x86_64-w64-mingw32-gcc";
    run(Command::new(compiler).arg("--version"), LIMIT)?;
    run(
        in_prefix(Command::new("wine").args(["wineboot", "--init"]), prefix),
        LIMIT,
    )?;
    let random = prefix.join("drive_c/windows/system32/bcryptprimitives.dll");
    if random.exists() {
        return Ok(());
    }
    let mut compile = Command::new(compiler);
    compile.args(["-shared", "-o"]).arg(random);
    compile.arg(tool_file("bcryptprimitives.c")).arg("-ladvapi32");
    run(&mut compile, LIMIT).map(drop)
}

/// A Windows of the tests' own, which keeps quiet.
fn in_prefix<'c>(command: &'c mut Command, prefix: &Path) -> &'c mut Command {
    command.env("WINEPREFIX", prefix).env("WINEDEBUG", "-all")
}
