//! The Python SDK's client against the example `weather`: every answer as a program of another house reads it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use mcp_tests::tools::{self, HttpServer};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_mins(1);
const MODERN: &str = "2026-07-28";
const LEGACY: &str = "2025-11-25";

/// What a driver of `tests/tools/` prints, which is one JSON object.
fn drive(python: &Path, driver: &str, arguments: &[&str]) -> Value {
    let mut command = Command::new(python);
    // Without these a proxy or a user's own packages could come between.
    command
        .arg("-I")
        .arg(tools::tool_file(driver))
        .args(arguments)
        .env("NO_PROXY", "127.0.0.1");
    let printed = tools::run(&mut command, LIMIT).unwrap_or_else(|error| panic!("{driver} {arguments:?}: {error}"));
    serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{driver} {arguments:?}: {error} in {printed:?}"))
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

#[test]
fn python_over_stdio() {
    let Some(python) = tools::python() else { return };
    assert_eq!(
        drive(&python, "weather_client.py", &["auto", "stdio", &weather()]),
        seen(MODERN)
    );
}

#[test]
fn python_over_stdio_by_the_old_handshake() {
    let Some(python) = tools::python() else { return };
    assert_eq!(
        drive(&python, "weather_client.py", &["legacy", "stdio", &weather()]),
        seen(LEGACY)
    );
}

#[test]
fn python_over_http() {
    let Some(python) = tools::python() else { return };
    let server = HttpServer::start(Path::new(&weather()));
    assert_eq!(
        drive(&python, "weather_client.py", &["auto", "http", server.url()]),
        seen(MODERN)
    );
}

/// Every verdict of the SDK's wire types on our raw answers.
fn wire_types_accept(version: &str, handshake: &[&str]) {
    let Some(python) = tools::python() else { return };
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
    assert_eq!(drive(&python, "wire_types.py", &[version, &weather()]), accepted);
}

#[test]
fn python_types_parse_what_we_send() {
    wire_types_accept(MODERN, &["server/discover"]);
}

#[test]
fn python_types_parse_what_we_send_after_the_old_handshake() {
    wire_types_accept(LEGACY, &["initialize", "ping"]);
}
