//! The clients of the Python and TypeScript SDKs against the example `weather`: every answer as programs of other houses
//! read it.

use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use mcp_tests::tools::{self, HttpServer};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_mins(1);
const MODERN: &str = "2026-07-28";
const LEGACY: &str = "2025-11-25";

/// A client of another house.
#[derive(Clone, Copy)]
enum Peer {
    /// The Python SDK.
    Python,
    /// The TypeScript SDK, 2.x.
    TypeScript2,
    /// The TypeScript SDK, 1.x, which does not know 2026-07-28.
    TypeScript1,
}

impl Peer {
    /// What its driver can be told, and the revision that has to come of it.
    fn modes(self) -> &'static [(&'static [&'static str], &'static str)] {
        match self {
            Peer::Python => &[(&["auto"], MODERN), (&["legacy"], LEGACY), (&[MODERN], MODERN)],
            Peer::TypeScript2 => &[(&["auto"], MODERN), (&["legacy"], LEGACY)],
            Peer::TypeScript1 => &[(&[], LEGACY)],
        }
    }

    /// The command that runs its driver, where it can be had.
    fn driver(self) -> Option<Command> {
        let javascript = |driver| {
            let npm = tools::npm_tools()?;
            let mut command = Command::new(npm.node);
            command.arg(tools::tool_file(driver)).current_dir(npm.dir);
            Some(command)
        };
        match self {
            Peer::Python => Some(python(&tools::python()?, "weather_client.py")),
            Peer::TypeScript2 => javascript("weather_client_v2.mjs"),
            Peer::TypeScript1 => javascript("weather_client_v1.mjs"),
        }
    }
}

fn python(python: &Path, driver: &str) -> Command {
    let mut command = Command::new(python);
    // Without these a proxy or a user's own packages could come between.
    command
        .arg("-I")
        .arg(tools::tool_file(driver))
        .env("NO_PROXY", "127.0.0.1");
    command
}

/// What a driver of `tests/tools/` prints, which is one JSON object.
fn drive(mut driver: Command, arguments: &[&str]) -> Value {
    driver.args(arguments);
    let printed = tools::run(&mut driver, LIMIT).unwrap_or_else(|error| panic!("{driver:?}: {error}"));
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{driver:?}: {error} in {printed:?}"))
}

fn weather() -> String {
    tools::example("weather")
        .into_os_string()
        .into_string()
        .expect("the target directory's path is UTF-8")
}

/// What the client must have seen over a connection of one revision.
fn seen(protocol: &str) -> Value {
    let failed = |text: &str| json!({"is_error": true, "texts": [text], "structured": null});
    json!({
        "protocol": protocol,
        "tools": ["forecast"],
        "london": {"is_error": false, "texts": ["Rain."], "structured": {"result": "Rain."}},
        "atlantis": failed("Error executing tool forecast: No forecast for 'Atlantis'."),
        "unknown_tool": failed("Unknown tool: get_forecast"),
        "cairo": ["Cairo: Sun."],
        "no_resource": "No forecast for 'Atlantis'.",
    })
}

/// Has a peer look at `weather` in each of its modes.
fn drives(peer: Peer, transport: &str, target: &str) {
    for (mode, revision) in peer.modes() {
        let Some(driver) = peer.driver() else { return };
        let arguments = [mode, &[transport, target][..]].concat();
        assert_eq!(drive(driver, &arguments), seen(revision), "{arguments:?}");
    }
}

fn drives_over_http(peer: Peer) {
    let server = HttpServer::start(Path::new(&weather()));
    drives(peer, "http", server.url());
    let log = server.log();
    assert!(!log.contains("WARN") && !log.contains("ERROR"), "{log}");
}

#[test]
fn python_over_stdio() {
    drives(Peer::Python, "stdio", &weather());
}

#[test]
fn python_over_http() {
    drives_over_http(Peer::Python);
}

/// What the Python client is asked by `bistro`, and what comes of each of its answers.
#[test]
fn python_answers_what_it_is_asked() {
    let bistro = tools::example("bistro");
    let over_http = HttpServer::start(&bistro);
    let program = bistro.to_str().expect("the target directory's path is UTF-8");
    for (mode, revision) in Peer::Python.modes() {
        for (transport, target) in [("stdio", program), ("http", over_http.url())] {
            let Some(interpreter) = tools::python() else { return };
            let arguments = [mode, &[transport, target][..]].concat();
            let came_of = |text: &str| json!([revision, ["Book a table for Friday?"], text]);
            let failed = |action: &str| {
                came_of(&format!(
                    "Error executing tool book_table: Resolver for parameter 'answer' could not resolve: elicitation \
                     was {action}"
                ))
            };
            let expected = json!({
                "yes": came_of("Booked for Friday."),
                "no": came_of("No booking made."),
                "decline": failed("decline"),
                "cancel": failed("cancel"),
            });
            assert_eq!(
                drive(python(&interpreter, "bistro_client.py"), &arguments),
                expected,
                "{arguments:?}"
            );
        }
    }
}

#[test]
fn typescript_2_over_stdio() {
    drives(Peer::TypeScript2, "stdio", &weather());
}

#[test]
fn typescript_2_over_http() {
    drives_over_http(Peer::TypeScript2);
}

#[test]
fn typescript_1_over_stdio() {
    drives(Peer::TypeScript1, "stdio", &weather());
}

#[test]
fn typescript_1_over_http() {
    drives_over_http(Peer::TypeScript1);
}

/// HTTP+SSE, the transport of 2024-11-05, which the example does not serve: the same server in this process.
mod over_sse {
    use mcp::HttpOptions;
    use std::sync::mpsc::Sender;
    use std::sync::{Mutex, PoisonError};

    /// Today's forecast for one city.
    #[mcp::tool]
    fn forecast(city: &str) -> mcp::Result<&'static str> {
        match city {
            "London" => Ok("Rain."),
            _ => Err(mcp::Error::for_model(format!("No forecast for '{city}'."))),
        }
    }

    /// The full report for one city.
    #[mcp::resource("weather://{city}")]
    fn report(city: &str) -> mcp::Result<String> {
        match city {
            "Cairo" => Ok("Cairo: Sun.".into()),
            _ => Err(mcp::Error::not_found(format!("No forecast for '{city}'."))),
        }
    }

    /// Who is told where it serves.
    pub static TOLD: Mutex<Option<Sender<String>>> = Mutex::new(None);

    #[mcp::main]
    pub async fn serve() -> mcp::Result<()> {
        let options = HttpOptions::new().sse_paths("/sse", "/messages");
        let server = mcp::build!("Weather", [forecast, report]);
        let listener = server.listen_http("127.0.0.1:0", options).await?;
        if let Some(told) = TOLD.lock().unwrap_or_else(PoisonError::into_inner).take() {
            told.send(format!("http://{}/sse", listener.local_addr()?))?;
        }
        listener.run(std::future::pending()).await;
        Ok(())
    }
}

#[test]
fn typescript_1_over_http_and_sse() {
    let (told, url) = mpsc::channel();
    *over_sse::TOLD.lock().expect("no panic") = Some(told);
    std::thread::spawn(|| over_sse::serve().expect("a server that runs"));
    let url = url.recv_timeout(LIMIT).expect("an address");
    drives(Peer::TypeScript1, "sse", &url);
}

/// Every verdict of the SDK's wire types on our raw answers.
fn wire_types_accept(version: &str, handshake: &[&str]) {
    let Some(interpreter) = tools::python() else { return };
    let asked = [
        "tools/list",
        "tools/call forecast London",
        "tools/call forecast Atlantis",
        "resources/list",
        "resources/templates/list",
        "resources/read weather://Cairo",
        "resources/read weather://Atlantis",
    ];
    let accepted: Value = handshake.iter().chain(&asked).map(|asked| (*asked, "ok")).collect();
    assert_eq!(
        drive(python(&interpreter, "wire_types.py"), &[version, &weather()]),
        accepted
    );
}

#[test]
fn python_types_parse_what_we_send() {
    wire_types_accept(MODERN, &["server/discover"]);
}

#[test]
fn python_types_parse_what_we_send_after_the_old_handshake() {
    wire_types_accept(LEGACY, &["initialize", "ping"]);
}
