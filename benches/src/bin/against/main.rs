//! Servers against the floor: `against --help`, and `benches/README.md` for what comes of it.
//!
//! Ends with 1 if an answer was wrong or missing, with 2 if it could not begin.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
mod run;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    run::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "against asks the kernel of Linux what a server took");
    ExitCode::from(2)
}
