//! `docs/troubleshooting.md` is true: every entry happens here for real, and says what the page says.

use mcp::client::Command;
use mcp::types::{ClientCapabilities, ResourceContents, SamplingCapability};
use mcp::{BuildError, Client, ClientError, Context, McpError, Mode, ResultExt as _, Server, State, json};
use mcp_tests::tools;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[path = "troubleshooting/of_clients.rs"]
mod of_clients;
#[path = "troubleshooting/over_http.rs"]
mod over_http;

/// What a case says, line by line; `None` where it cannot be had on this machine, which was said. `#[mcp::main]` makes a
/// plain function of one that waits.
type Case = fn() -> Option<Vec<String>>;

/// The page's headings, and what makes each of them happen.
const CASES: &[(&str, Case)] = &[
    (
        "`ExceptionGroup: unhandled errors in a TaskGroup`: cannot happen",
        nothing_wraps_an_error,
    ),
    (
        "`Client must be used within an async context manager`: cannot happen",
        a_client_is_connected,
    ),
    (
        "`Error executing tool <name>: <message>` and `Unknown tool: <name>`",
        tools_that_fail,
    ),
    ("`Error executing tool <name> (correlation id …)`", masked_errors),
    (
        "`The #[…] attribute was used incorrectly. Did you forget to call it?`",
        attributes_without_parentheses,
    ),
    ("`Tool already exists: <name>`", names_that_are_taken),
    ("`the pattern \"…\" cannot be checked`", schemas_that_cannot_be_checked),
    (
        "`<item>` takes `State<…>`, which this server was not given",
        a_state_that_is_missing,
    ),
    ("My host lists zero tools", something_prints),
    ("`Server returned an error response`", over_http::refused_to_python),
    (
        "`421 Misdirected Request` / `Invalid Host header`",
        over_http::refused_hosts,
    ),
    ("`Invalid Origin header`", over_http::refused_origins),
    (
        "`Unsupported Media Type` and `Not Acceptable`",
        over_http::kinds_of_content,
    ),
    (
        "`Task group is not initialized. Make sure to use run()`: cannot happen",
        over_http::nothing_to_start,
    ),
    ("`Session not found`", over_http::an_unknown_session),
    ("`Bad Request: Missing session ID`", over_http::no_session),
    ("`Method not found`", methods_of_another_era),
    ("`Missing required client capability`", codes_of_2026),
    (
        "`Client did not declare the form elicitation capability required by resolver '<name>'`",
        a_client_without_forms,
    ),
    ("`Elicitation not supported`", a_client_that_cannot_be_asked),
    (
        "`the client has not answered '<method>' in time`",
        over_http::a_question_without_an_answer,
    ),
    (
        "`Cannot send 'elicitation/create': this transport context has no back-channel for server-initiated requests.`",
        nothing_carries_a_question,
    ),
    (
        "`Cannot use <method> in stateless HTTP mode`",
        over_http::without_sessions,
    ),
    ("`Subscription limit reached`", too_many_subscriptions),
    ("`Invalid or expired requestState`", over_http::a_state_of_nobody),
    (
        "`request-state keys must be at least 32 bytes of secret randomness`",
        a_weak_key,
    ),
    (
        "`Server returned InputRequiredResult for more than <n> rounds`",
        of_clients::questions_without_end,
    ),
    ("`Redirect to <url> not followed`", of_clients::a_redirect),
    (
        "`Invalid structured content returned by tool <name>` and `Tool <name> has an output schema but …`",
        of_clients::results_that_do_not_fit,
    ),
    (
        "``The server differs from the trait `<name>`:``",
        of_clients::another_server,
    ),
    (
        "`subscription '<id>' ended without the server's graceful close; re-listen and refetch`",
        of_clients::a_subscription_that_broke,
    ),
];

#[test]
fn every_entry_happens_as_the_page_says() {
    let page = page();
    let headings: Vec<&str> = page.iter().map(|entry| entry.heading.as_str()).collect();
    let cases: Vec<&str> = CASES.iter().map(|(heading, _)| *heading).collect();
    assert_eq!(headings, cases, "the headings of the page, and those that have a case");
    let mut faults = Vec::new();
    for (entry, (_, case)) in page.iter().zip(CASES) {
        assert!(!entry.said.is_empty(), "{}: no words to compare", entry.heading);
        if let Some(said) = case()
            && said != entry.said
        {
            faults.push(format!(
                "{}\n  page: {:#?}\n  real: {said:#?}",
                entry.heading, entry.said
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

// ---- the page ----

struct Entry {
    heading: String,
    /// The lines of its blocks of text.
    said: Vec<String>,
}

fn page() -> Vec<Entry> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/troubleshooting.md");
    let text = std::fs::read_to_string(path).expect("the page");
    let mut entries: Vec<Entry> = Vec::new();
    let mut block = None;
    for line in text.lines() {
        if let Some(fence) = line.strip_prefix("```") {
            block = block.is_none().then_some(fence);
        } else if block == Some("text") {
            entries.last_mut().expect("an entry").said.push(line.to_owned());
        } else if block.is_none()
            && let Some(heading) = line.strip_prefix("## ")
        {
            entries.push(Entry {
                heading: heading.to_owned(),
                said: Vec::new(),
            });
        }
    }
    entries
}

/// `text` with every correlation id as `<id>`.
fn without_ids(text: &str) -> String {
    const BEFORE: &str = "(correlation id ";
    match text
        .split_once(BEFORE)
        .map(|(before, rest)| (before, rest.split_once(')')))
    {
        Some((before, Some((id, after)))) if id.len() == 16 => format!("{before}{BEFORE}<id>){after}"),
        _ => text.to_owned(),
    }
}

/// An error as the page writes it: its code, its message, and its data.
fn in_short(error: &Value) -> String {
    let message = error["message"].as_str().unwrap_or_default();
    let data = error.get("data").map_or(String::new(), |data| format!(" {data}"));
    format!("{} {message}{data}", error["code"])
}

fn protocol(error: &ClientError) -> Option<String> {
    Some(in_short(&serde_json::to_value(error.as_protocol()?).expect("JSON")))
}

// ---- servers ----

fn weather() -> PathBuf {
    tools::example("weather")
}

async fn weather_client() -> Client {
    Client::connect(Command::new(weather())).await.expect("a connection")
}

// ---- the cases, in the order of the page ----

#[mcp::main]
async fn nothing_wraps_an_error() -> Option<Vec<String>> {
    let client = weather_client().await;
    let error = client
        .read_resource("weather://Atlantis")
        .await
        .expect_err("no such city");
    Some(vec![error.to_string()])
}

#[mcp::main]
async fn a_client_is_connected() -> Option<Vec<String>> {
    let tools = weather_client().await.all_tools().await.expect("tools");
    Some(tools.into_iter().map(|tool| tool.name).collect())
}

#[mcp::main]
async fn tools_that_fail() -> Option<Vec<String>> {
    let client = weather_client().await;
    let mut said = Vec::new();
    for (tool, arguments) in [
        ("forecast", json!({ "city": "Atlantis" })),
        ("forecast", json!({})),
        ("get_forecast", json!({ "city": "London" })),
    ] {
        let result = client.call_tool(tool, arguments).await.expect("a result");
        assert!(result.is_error);
        said.push(result.text());
    }
    Some(said)
}

/// Read the guest list.
#[mcp::tool]
fn guests(tidy: bool) -> mcp::Result<String> {
    let read = std::fs::read_to_string("/nowhere/guests.txt");
    if tidy {
        read.for_model("The list is away for today.")
    } else {
        Ok(read?)
    }
}

#[mcp::main]
async fn masked_errors() -> Option<Vec<String>> {
    let mut said = Vec::new();
    for (debug, tidy) in [(false, false), (true, false), (false, true)] {
        let server = Server::builder("Guests").add::<guests>().debug(debug).build();
        let client = Client::connect(&server.expect("a server")).await.expect("a connection");
        let result = client
            .call_tool("guests", json!({ "tidy": tidy }))
            .await
            .expect("a result");
        said.push(without_ids(&result.text()));
    }
    Some(said)
}

/// The first lines of what the compiler says of programs in `ui`.
fn build_errors(programs: &[&str]) -> Option<Vec<String>> {
    let compiler = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(compiler).arg("--version").output();
    if !version.expect("a compiler").stdout.starts_with(b"rustc 1.95.") {
        tools::skip("build errors are in the words of rustc 1.95");
        return None;
    }
    let cases = trybuild::TestCases::new();
    for program in programs {
        cases.compile_fail(format!("{program}.rs"));
    }
    // Builds them, and compares with what stands beside.
    drop(cases);
    let first = |program: &&str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{program}.stderr"));
        let text = std::fs::read_to_string(path).expect("the compiler's words");
        text.lines().next().unwrap_or_default().to_owned()
    };
    Some(programs.iter().map(first).collect())
}

fn attributes_without_parentheses() -> Option<Vec<String>> {
    build_errors(&[
        "ui/attributes/fail/resource-without-parentheses",
        "ui/attributes/fail/completion-without-parentheses",
    ])
}

#[mcp::main]
async fn names_that_are_taken() -> Option<Vec<String>> {
    /// Today's forecast.
    #[mcp::tool]
    fn forecast() {}

    let server = Server::builder("Weather").add::<forecast>().add::<forecast>().build();
    let mut said = vec![server.expect_err("a fault").to_string()];
    let prompt = || mcp::Prompt::new("plan", async |_, _| Ok("Plan."));
    let server = Server::builder("Weather").prompt(prompt()).prompt(prompt()).build();
    said.push(server.expect_err("a fault").to_string());
    let resource = || {
        mcp::Resource::new("docs://readme", "readme", async |uri, _, _| {
            Ok(ResourceContents::text(uri, ""))
        })
    };
    let server = Server::builder("Weather")
        .resource(resource())
        .build()
        .expect("a server");
    said.push(server.add_resource(resource()).expect_err("a fault").to_string());
    let built = build_errors(&[
        "ui/names/fail/duplicate-tool-in-impl",
        "ui/names/fail/duplicate-in-list",
    ])?;
    Some([built, said].concat())
}

fn schemas_that_cannot_be_checked() -> Option<Vec<String>> {
    let said = |path: Value| {
        let schema = json!({ "type": "object", "properties": { "path": path } });
        let tool = mcp::Tool::new("read", schema, async |_, _| Ok("text"));
        let server = Server::builder("Files").tool(tool).build();
        server.expect_err("a fault").to_string()
    };
    Some(vec![
        said(json!({ "type": "string", "pattern": "^(?!/).*$" })),
        said(json!({ "$schema": "http://json-schema.org/draft-04/schema#" })),
        said(json!({ "$ref": "#/$defs/path" })),
    ])
}

#[mcp::main]
async fn too_many_subscriptions() -> Option<Vec<String>> {
    let server = Server::builder("Watched").build().expect("a server");
    let mut said = Vec::new();
    let client = Client::builder()
        .mode(Mode::Legacy)
        .connect(&server)
        .await
        .expect("connected");
    let uris = (0..4097).map(|number| format!("docs://{number}"));
    for uri in uris.clone() {
        if let Err(error) = client.subscribe(&uri).await {
            said.push(protocol(&error).expect("the server's"));
        }
    }
    let client = Client::connect(&server).await.expect("connected");
    let wanted = mcp::types::SubscriptionFilter::new().with_resource_subscriptions(uris.collect::<Vec<_>>());
    let error = client.listen(wanted).await.expect_err("too many");
    said.push(protocol(&error).expect("the server's"));
    Some(said)
}

#[derive(Default)]
struct Counter(std::sync::atomic::AtomicU32);

/// Count a visit.
#[mcp::tool]
fn visits(State(counter): State<Counter>) -> u32 {
    counter.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1
}

fn a_state_that_is_missing() -> Option<Vec<String>> {
    let fault = Server::builder("Visits").add::<visits>().build().expect_err("a fault");
    assert!(matches!(fault, BuildError::MissingState { .. }));
    let server = mcp::build!("Visits", [visits], state = Counter::default());
    assert_eq!(server.check(), Ok(()), "the way the page shows");
    Some(vec![fault.to_string()])
}

#[mcp::main]
async fn something_prints() -> Option<Vec<String>> {
    let log = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("troubleshooting-print.log");
    let script = r#"unset MCP_LOG; exec "$FIXTURE" 2> "$LOG""#;
    let command = Command::new("sh")
        .args(["-c", script])
        .env("LOG", &log)
        .env("FIXTURE", env!("CARGO_BIN_EXE_fixture"));
    let client = Client::connect(command).await.expect("a connection");
    let result = client.call_tool("print", ()).await.expect("a result");
    assert!(!result.is_error, "the protocol goes on");
    client.close().await;
    let log = std::fs::read_to_string(log).expect("a log");
    Some(
        log.lines()
            .filter(|line| line.starts_with("WARN"))
            .map(str::to_owned)
            .collect(),
    )
}

#[mcp::main]
async fn methods_of_another_era() -> Option<Vec<String>> {
    let legacy = Client::builder().mode(Mode::Legacy);
    let legacy = legacy.connect(Command::new(weather())).await.expect("a connection");
    let error = legacy.request("server/discover", ()).await.expect_err("of 2026-07-28");
    let error = protocol(&error).expect("the server's");
    let unsent = weather_client().await.subscribe("weather://Cairo").await;
    Some(vec![error, unsent.expect_err("of a session").to_string()])
}

/// Need a client that can be sampled.
#[mcp::tool]
fn sample(ctx: &Context) -> mcp::Result<()> {
    ctx.require_client(&ClientCapabilities::new().with_sampling(SamplingCapability::new()))?;
    Ok(())
}

async fn error_of(server: Server, tool: &str) -> String {
    let client = Client::connect(&server).await.expect("a connection");
    let error = client.call_tool(tool, ()).await.expect_err("a refusal");
    protocol(&error).expect("the server's")
}

#[mcp::main]
async fn codes_of_2026() -> Option<Vec<String>> {
    let capability = error_of(mcp::build!("Sampling", [sample]), "sample").await;
    let [header, revision] = over_http::refused_requests();
    Some(vec![capability, header, revision])
}

#[mcp::main]
async fn a_client_without_forms() -> Option<Vec<String>> {
    #[derive(mcp::Form)]
    struct Confirmation {
        confirm: bool,
    }

    #[mcp::resolver]
    async fn ask_to_confirm() -> mcp::Elicit<Confirmation> {
        mcp::Elicit::ask("Book a table?")
    }

    /// Book a table.
    #[mcp::tool]
    async fn book_table(#[resolve(ask_to_confirm)] answer: Confirmation) -> bool {
        answer.confirm
    }

    Some(vec![error_of(mcp::build!("Bistro", [book_table]), "book_table").await])
}

/// Ask the user, in the middle of the call.
#[mcp::tool]
async fn ask(ctx: &mcp::Context) -> Result<(), McpError> {
    let form = mcp::types::FormElicitation::new("Sure?", mcp::types::JsonObject::new());
    ctx.elicit_form(form).await.map(drop)
}

#[mcp::main]
async fn a_client_that_cannot_be_asked() -> Option<Vec<String>> {
    let legacy = Client::builder().mode(Mode::Legacy);
    let client = legacy
        .connect(&mcp::build!("Bistro", [ask]))
        .await
        .expect("a connection");
    let error = client.call_tool("ask", ()).await.expect_err("a refusal");

    /// Ask the user, in the answer.
    #[mcp::tool]
    fn ask_in_answer() -> Result<(), mcp::Unfinished> {
        let form = mcp::types::ElicitParams::form("Sure?", mcp::types::JsonObject::new());
        Err(mcp::InputRequired::new().ask("sure", form).into())
    }

    let modern = error_of(mcp::build!("Bistro", [ask_in_answer]), "ask_in_answer").await;
    Some(vec![protocol(&error).expect("the server's"), modern])
}

fn a_weak_key() -> Option<Vec<String>> {
    let fault = mcp::RequestStateKeys::parse("00112233445566").expect_err("a weak key");
    Some(vec![fault.to_string()])
}

#[mcp::main]
async fn nothing_carries_a_question() -> Option<Vec<String>> {
    Some(vec![error_of(mcp::build!("Bistro", [ask]), "ask").await])
}
