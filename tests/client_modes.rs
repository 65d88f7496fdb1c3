//! How a client and a server find the revision that both speak, and what a client knows of its server.

use mcp::types::DiscoverResult;
use mcp::{Client, ClientError, Mode, Revision, Server, json};
use mcp_tests::script::{Script, answer, discovered, greeted, refusal};
use std::time::Instant;

const UNKNOWN_METHOD: i32 = -32601;
const UNSUPPORTED: i32 = -32022;

/// Add two numbers.
#[mcp::tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

fn server() -> Server {
    mcp::build!("Test", [add], instructions = "Ask.", version = "1.2.3")
}

async fn connect(mode: Mode) -> Client {
    let builder = Client::builder().mode(mode);
    builder.connect(server()).await.expect("a server of this process")
}

/// A mode, what the server answers, the revision or error that comes of it, and what was sent for it.
#[mcp::test]
async fn negotiation() {
    let (discover, initialize) = ("server/discover", "initialize");
    let initialized = "notifications/initialized";
    let modern = "2026-07-28";
    let named = |versions: &[&str]| json!({ "supported": versions, "requested": modern });
    let table = [
        (Mode::Auto, vec![discovered(1, &[modern])], modern, vec![discover]),
        (
            Mode::Auto,
            vec![discovered(1, &["2025-11-25", modern, "2099-01-01"])],
            modern,
            vec![discover],
        ),
        // Ids come back as text from some servers.
        (
            Mode::Auto,
            vec![discovered(1, &[modern]).replace(r#""id":1"#, r#""id":"1""#)],
            modern,
            vec![discover],
        ),
        (
            Mode::Auto,
            vec![refusal(1, UNKNOWN_METHOD, &json!(null)), greeted(2, "2025-06-18")],
            "2025-06-18",
            vec![discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![discovered(1, &["2025-06-18"]), greeted(2, "2025-06-18")],
            "2025-06-18",
            vec![discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![answer(1, &json!({})), greeted(2, "2024-11-05")],
            "2024-11-05",
            vec![discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![r#"{"jsonrpc":"2.0","id":1}"#.into(), greeted(2, "2024-11-05")],
            "2024-11-05",
            vec![discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![refusal(1, UNSUPPORTED, &named(&["2099-01-01"]))],
            "No",
            vec![discover],
        ),
        (
            Mode::Auto,
            vec![
                refusal(1, UNSUPPORTED, &named(&["2099-01-01", "2025-11-25"])),
                greeted(2, "2025-11-25"),
            ],
            "2025-11-25",
            vec![discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![refusal(1, UNSUPPORTED, &json!(null)), greeted(2, "2025-11-25")],
            "2025-11-25",
            vec![discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![refusal(1, UNSUPPORTED, &named(&[modern])), discovered(2, &[modern])],
            modern,
            vec![discover, discover],
        ),
        (
            Mode::Auto,
            vec![
                refusal(1, UNSUPPORTED, &named(&[modern])),
                refusal(2, UNSUPPORTED, &named(&[modern])),
                greeted(3, "2025-11-25"),
            ],
            "2025-11-25",
            vec![discover, discover, initialize, initialized],
        ),
        (
            Mode::Auto,
            vec![
                refusal(1, UNKNOWN_METHOD, &json!(null)),
                refusal(2, UNSUPPORTED, &named(&[modern])),
                discovered(3, &[modern]),
            ],
            modern,
            vec![discover, initialize, discover],
        ),
        (
            Mode::Auto,
            vec![
                refusal(1, UNKNOWN_METHOD, &json!(null)),
                refusal(2, -32603, &json!(null)),
            ],
            "No",
            vec![discover, initialize],
        ),
        (Mode::Auto, vec!["EXIT".into()], "Connection closed", vec![discover]),
        (
            Mode::Legacy,
            vec![greeted(1, "2025-11-25")],
            "2025-11-25",
            vec![initialize, initialized],
        ),
        (
            Mode::Legacy,
            vec![greeted(1, "2026-07-28")],
            "Unsupported protocol version from the server: 2026-07-28",
            vec![initialize],
        ),
        (
            Mode::Legacy,
            vec![answer(1, &json!({ "protocolVersion": "2025-11-25" }))],
            "The server's result does not fit 'initialize'",
            vec![initialize],
        ),
        (Mode::Pinned(Revision::V2026_07_28), vec![], modern, vec![]),
    ];
    for (mode, answers, outcome, sent) in table {
        let script = Script::new(&answers.iter().map(String::as_str).collect::<Vec<_>>());
        let connected = Client::builder().mode(mode).connect(script.command()).await;
        match &connected {
            Ok(client) => {
                assert_eq!(client.revision().as_str(), outcome, "{answers:?}");
                client.close().await;
            }
            Err(error) => assert_eq!(error.to_string(), outcome, "{answers:?}"),
        }
        let heard = script.heard();
        let methods: Vec<_> = heard
            .iter()
            .map(|message| message["method"].as_str().unwrap())
            .collect();
        assert_eq!(methods, sent, "{answers:?}");
    }
}

#[mcp::test]
async fn a_server_that_does_not_answer_the_probe_is_greeted() {
    let script = Script::new(&["", &greeted(2, "2025-03-26")]);
    let start = Instant::now();
    let client = Client::connect(script.command()).await.unwrap();
    assert!((9..20).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    assert_eq!(client.revision(), Revision::V2025_03_26);
    client.close().await;
    let sent: Vec<_> = script.heard().iter().map(|message| message["method"].clone()).collect();
    assert_eq!(sent, ["server/discover", "initialize", "notifications/initialized"]);
}

/// What is known of a server already is not asked again: no traffic at all.
#[mcp::test]
async fn what_was_discovered_before() {
    let first = connect(Mode::Auto).await;
    let known = first.session().discover().await.expect("a description");
    let kept = serde_json::to_string(&known).expect("JSON");
    let script = Script::new(&[]);
    let known: DiscoverResult = serde_json::from_str(&kept).expect("the same");
    let builder = Client::builder()
        .mode(Mode::Pinned(Revision::LATEST))
        .prior_discover(known);
    let client = builder.connect(script.command()).await.expect("a connection");
    assert_eq!(client.server_info().map(|info| info.name.as_str()), Some("Test"));
    assert_eq!(client.instructions(), Some("Ask."));
    assert!(client.server_capabilities().tools.is_some());
    client.close().await;
    assert_eq!(script.text(), "");
}

/// A connection that knows nothing of its server asks, and knows it then; what does not fit is not adopted.
#[mcp::test]
async fn what_is_discovered_is_adopted() {
    let bare = connect(Mode::Pinned(Revision::LATEST)).await;
    assert_eq!(bare.server_info(), None);
    let found = bare
        .session()
        .send_discover(Revision::LATEST)
        .await
        .expect("a description");
    let client = bare.session().adopt(found.clone()).expect("a server that fits");
    assert_eq!(client.server_info().map(|info| info.name.as_str()), Some("Test"));
    assert_eq!(client.instructions(), Some("Ask."));
    assert_eq!((bare.server_info(), client.revision()), (None, Revision::LATEST));
    // It is the same connection, for as long as one of them has it.
    drop(bare);
    client.all_tools().await.expect("a list");
    let other = client.clone();
    client.close().await;
    assert!(matches!(other.all_tools().await, Err(ClientError::Closed)));

    let client = connect(Mode::Pinned(Revision::LATEST)).await;
    let mut elsewhere = found.clone();
    elsewhere.supported_versions = vec!["2031-01-01".into(), "2025-06-18".into()];
    let error = client.session().adopt(elsewhere).expect_err("another revision");
    assert_eq!(
        error.to_string(),
        "No mutually supported modern protocol version (server: ['2031-01-01', '2025-06-18'], client: ['2026-07-28'])"
    );
    let error = connect(Mode::Legacy)
        .await
        .session()
        .adopt(found)
        .expect_err("a handshake");
    assert_eq!(
        error.to_string(),
        "'server/discover' does not exist in revision 2025-11-25"
    );
}

/// A server that names another revision is asked in that, once.
#[mcp::test]
async fn discovery_is_tried_twice() {
    let refusal = |id: u64| {
        let data = json!({ "supported": ["2026-07-28"], "requested": "2026-07-28" });
        json!({ "jsonrpc": "2.0", "id": id, "error": { "code": -32022, "message": "No", "data": data } }).to_string()
    };
    let found = json!({ "resultType": "complete", "supportedVersions": ["2026-07-28"], "capabilities": {} });
    for (second, works) in [(answer(2, &found), true), (refusal(2), false)] {
        let script = Script::new(&[&refusal(1), &second]);
        let builder = Client::builder().mode(Mode::Pinned(Revision::LATEST));
        let client = builder.connect(script.command()).await.expect("a connection");
        let found = client.session().discover().await;
        assert_eq!(found.is_ok(), works, "{found:?}");
        assert_eq!(found.err().and_then(|error| error.code()), (!works).then_some(-32022));
    }
}

/// A command that had a handshake is not asked again what it is.
#[mcp::test]
async fn an_era_is_remembered_by_command() {
    let script = Script::new(&[&refusal(1, UNKNOWN_METHOD, &json!(null)), &greeted(2, "2025-06-18")]);
    Client::connect(script.command())
        .await
        .expect("a connection")
        .close()
        .await;
    let first = script.heard().len();
    // It gives its first answer to the first request, whatever that is.
    let error = Client::connect(script.command())
        .await
        .expect_err("an answer to another request");
    assert_eq!(script.heard()[first]["method"], "initialize", "{error}");
    // That failed, so what was known is forgotten.
    let second = script.heard().len();
    Client::connect(script.command())
        .await
        .expect("a connection")
        .close()
        .await;
    assert_eq!(script.heard()[second]["method"], "server/discover");
}
