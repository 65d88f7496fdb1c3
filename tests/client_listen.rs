//! The client's subscriptions and lists as streams.

use futures_core::Stream;
use mcp::client::{Command, ListenOptions, ServerEvent, Subscription};
use mcp::types::SubscriptionFilter;
use mcp::{Client, ClientBuilder, ClientError, Mode, Revision, Tool, json};
use mcp_tests::script::{Script, answer};
use mcp_tests::tools::HttpServer;
use mcp_tests::web_script::{Reply, WebScript, events_reply, json_reply, reply};
use serde_json::Value;
use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;

fn pinned() -> ClientBuilder {
    Client::builder().mode(Mode::Pinned(Revision::V2026_07_28))
}

fn all() -> SubscriptionFilter {
    SubscriptionFilter::new()
        .with_tools_list_changed(true)
        .with_resource_subscriptions(vec!["page://1".into(), "page://2".into()])
}

async fn next(news: &mut Subscription) -> Option<Result<ServerEvent, ClientError>> {
    timeout(Duration::from_secs(5), news.next())
        .await
        .expect("something in time")
}

/// News over a child's stdio and over HTTP; a subscription that is dropped is ended at the server.
#[mcp::test]
async fn news_of_a_server() {
    let server = HttpServer::start(Path::new(env!("CARGO_BIN_EXE_fixture")));
    for http in [true, false] {
        let client = match http {
            true => pinned().connect(server.url()).await,
            false => pinned().connect(Command::new(env!("CARGO_BIN_EXE_fixture"))).await,
        };
        let client = client.expect("a connection");
        let mut news = client.listen(all()).await.expect("a subscription");
        assert!(news.honored().tools_list_changed, "{news:?}");
        client
            .call_tool("touch", json!({ "uri": "page://1" }))
            .await
            .expect("a result");
        client.call_tool("retool", ()).await.expect("a result");
        client
            .call_tool("touch", json!({ "uri": "page://3" }))
            .await
            .expect("a result");
        let mut heard = Vec::new();
        for _ in 0..2 {
            heard.push(format!(
                "{:?}",
                next(&mut news).await.expect("an event").expect("no error")
            ));
        }
        heard.sort();
        assert_eq!(
            heard,
            [r#"ResourceUpdated { uri: "page://1" }"#, "ToolsListChanged"],
            "over HTTP: {http}"
        );
        drop(news);
        // The connection is as good as before, and can be listened on again.
        client
            .call_tool("add", json!({ "a": 1, "b": 2 }))
            .await
            .expect("a result");
        let mut again = client.listen(all()).await.expect("a subscription");
        client.call_tool("retool", ()).await.expect("a result");
        assert_eq!(
            next(&mut again).await.expect("an event").expect("no error"),
            ServerEvent::ToolsListChanged
        );
        client.close().await;
        let lost = next(&mut again).await.expect("an end").expect_err("not in order");
        assert!(
            matches!(&lost, ClientError::SubscriptionLost(_)) && lost.is_retryable(),
            "{lost:?}"
        );
        assert!(next(&mut again).await.is_none());
    }
}

fn note(method: &str, mut params: Value, id: Value) -> String {
    params["_meta"] = json!({ "io.modelcontextprotocol/subscriptionId": id });
    json!({ "jsonrpc": "2.0", "method": format!("notifications/{method}"), "params": params }).to_string()
}

fn granted(id: u64, filter: &Value) -> String {
    note(
        "subscriptions/acknowledged",
        json!({ "notifications": filter }),
        id.into(),
    )
}

/// What the server says of a subscription, and what is heard of it.
#[mcp::test]
async fn what_is_heard() {
    let tools = |id: Value| note("tools/list_changed", json!({}), id);
    let page = |uri: &str| note("resources/updated", json!({ "uri": uri }), json!(1));
    let ack = granted(1, &json!({ "toolsListChanged": true, "resourceSubscriptions": ["a:"] }));
    let end = answer(1, &json!({ "resultType": "complete" }));
    let lost = "lost: subscription '1' ended without the server's graceful close; re-listen and refetch";
    let many: Vec<String> = (0..1025).map(|n| page(&format!("a:{n}"))).collect();
    let cancelled =
        json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } }).to_string();
    let table: Vec<(&str, Vec<String>, Vec<&str>)> = vec![
        (
            "in order",
            vec![ack.clone(), tools(json!(1)), page("a:b"), end.clone()],
            vec!["ToolsListChanged", "ResourceUpdated { uri: \"a:b\" }", "end"],
        ),
        (
            "merged",
            vec![ack.clone(), tools(json!(1)), tools(json!("1")), end.clone()],
            vec!["ToolsListChanged", "end"],
        ),
        (
            "slashes escaped",
            vec![
                ack.replace('/', "\\/"),
                tools(json!(1)).replace('/', "\\/"),
                end.clone(),
            ],
            vec!["ToolsListChanged", "end"],
        ),
        (
            "another's",
            vec![ack.clone(), tools(json!(2)), tools(json!(null)), end.clone()],
            vec!["end"],
        ),
        (
            "not granted",
            vec![granted(1, &json!({})), tools(json!(1)), page("a:b"), end.clone()],
            vec!["end"],
        ),
        ("never acknowledged", vec![end.clone()], vec!["end"]),
        (
            "cancelled",
            vec![ack.clone(), tools(json!(1)), cancelled],
            vec!["ToolsListChanged", lost],
        ),
        (
            "gone",
            vec![ack.clone(), tools(json!(1)), "NEXT".into(), "EXIT".into()],
            vec!["ToolsListChanged", lost],
        ),
        (
            "too many",
            vec![
                ack.clone(),
                many[..500].join("\n"),
                "NEXT".into(),
                many[500..].join("\n"),
            ],
            vec!["lost: subscription '1': subscription backlog exceeded 1024 unconsumed events; re-listen and refetch"],
        ),
    ];
    for (what, said, expected) in table {
        // What is said at once is one answer; the next needs a line of the client's.
        let said: Vec<String> = said
            .split(|line| line == "NEXT")
            .map(|lines| lines.join("\n"))
            .collect();
        let script = Script::new(&said.iter().map(String::as_str).collect::<Vec<_>>());
        let client = pinned().connect(script.command()).await.expect("a connection");
        let mut news = client.listen(all()).await.expect("a subscription");
        if said.len() > 1 {
            client.notify("notifications/x", ()).await.expect("told");
        }
        if what == "too many" {
            // Nobody takes them until all are there.
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        let mut heard = Vec::new();
        loop {
            match next(&mut news).await {
                Some(Ok(event)) => heard.push(format!("{event:?}")),
                Some(Err(error)) => heard.push(format!("lost: {error}")),
                None => break,
            }
        }
        if !heard.last().is_some_and(|last| last.starts_with("lost")) {
            heard.push("end".into());
        }
        let heard = if what == "too many" {
            heard.split_off(1024)
        } else {
            heard
        };
        assert_eq!(heard, expected, "{what}");
    }
}

/// A message that is too long ends what it may have answered, and no subscription.
#[mcp::test]
async fn a_message_that_is_too_long() {
    let ack = granted(1, &json!({ "toolsListChanged": true }));
    let news = [
        note("tools/list_changed", json!({}), json!(1)),
        answer(1, &json!({ "resultType": "complete" })),
    ];
    let script = Script::new(&[&ack, &"x".repeat(5000), &news.join("\n")]);
    let client = pinned()
        .max_message(4096)
        .connect(script.command())
        .await
        .expect("a connection");
    let mut heard = client.listen(all()).await.expect("a subscription");
    let error = client.call_tool("t", ()).await.expect_err("no answer");
    assert!(matches!(error, ClientError::TooLarge { limit: 4096 }), "{error:?}");
    client.notify("notifications/x", ()).await.expect("told");
    assert_eq!(all_of(&mut heard).await, ["ToolsListChanged"]);
}

#[mcp::test]
async fn what_cannot_be_listened_to() {
    let refused =
        json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32601, "message": "Method not found" } }).to_string();
    let script = Script::new(&[&refused]);
    let client = pinned().connect(script.command()).await.expect("a connection");
    let error = client.listen(all()).await.expect_err("a refusal");
    assert_eq!(error.code(), Some(-32601));
    let script = Script::new(&[]);
    let client = pinned()
        .timeout(Duration::from_millis(50))
        .connect(script.command())
        .await
        .expect("a connection");
    let error = client.listen(all()).await.expect_err("no answer");
    assert_eq!(error.to_string(), "Request 'subscriptions/listen' timed out");
    let server = mcp::Server::builder("s").build().expect("a server");
    let client = Client::builder()
        .mode(Mode::Legacy)
        .connect(server)
        .await
        .expect("a connection");
    let error = client.listen(all()).await.expect_err("an older revision");
    assert_eq!(
        error.to_string(),
        "'subscriptions/listen' does not exist in revision 2025-11-25"
    );
}

/// Lists are streams: a page is fetched when it is needed.
#[mcp::test]
async fn lists_are_streams() {
    let mut builder = mcp::Server::builder("s").page_size(2);
    for number in 0..5 {
        let run = |_, _| async { Ok::<_, mcp::Error>(String::new()) };
        builder = builder.tool(Tool::new(format!("t{number}"), json!({ "type": "object" }), run));
    }
    let client = pinned()
        .connect(builder.build().expect("a server"))
        .await
        .expect("a connection");
    let mut tools = client.tools();
    let mut names = Vec::new();
    while let Some(tool) = poll_fn(|context| Pin::new(&mut tools).poll_next(context)).await {
        names.push(tool.expect("a tool").name);
    }
    assert_eq!(names, ["t0", "t1", "t2", "t3", "t4"]);
    assert!(tools.next().await.is_none());

    let script = Script::new(&[
        &answer(
            1,
            &json!({ "tools": [{ "name": "a", "inputSchema": {} }], "nextCursor": "" }),
        ),
        "EXIT",
    ]);
    let client = pinned().connect(script.command()).await.expect("a connection");
    let mut tools = client.tools();
    assert_eq!(tools.next().await.expect("one").expect("a tool").name, "a");
    assert_eq!(script.heard().len(), 1, "the second page is fetched when it is needed");
    let error = tools.next().await.expect("an error").expect_err("no second page");
    assert!(matches!(error, ClientError::Closed), "{error:?}");
    assert!(tools.next().await.is_none());
    assert_eq!(script.heard()[1]["params"]["cursor"], "");

    // After an error nothing more comes.
    let page = |name: &str| json!({ "tools": [{ "name": name, "inputSchema": {} }], "nextCursor": "c" });
    let script = Script::new(&[&answer(1, &page("a")), &answer(2, &page("b"))]);
    let client = pinned().connect(script.command()).await.expect("a connection");
    let mut tools = client.tools();
    assert_eq!(tools.next().await.expect("one").expect("a tool").name, "a");
    tools
        .next()
        .await
        .expect("an error")
        .expect_err("a cursor that was there");
    assert!(tools.next().await.is_none());
}

/// Streams of a subscription over HTTP, one for each time that it is asked for.
fn streams(of: impl Fn(u64) -> Vec<(Duration, String)> + Send + Sync + 'static) -> WebScript {
    WebScript::start(move |_, asked| {
        let id = asked.body["id"].as_u64().expect("an id");
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
        let parts = of(id).into_iter().map(|(after, text)| (after, text.into_bytes()));
        let head = (Duration::ZERO, head.as_bytes().to_vec());
        Reply::Slowly(std::iter::once(head).chain(parts).collect())
    })
}

fn event(text: &str) -> String {
    format!("data: {text}\n\n")
}

const NOW: Duration = Duration::ZERO;

/// Listens again soon.
fn again() -> ListenOptions {
    ListenOptions::new().relisten_after(Duration::from_millis(20), Duration::from_millis(80))
}

/// What is heard until the end, and the errors in their words.
async fn all_of(news: &mut Subscription) -> Vec<String> {
    let mut heard = Vec::new();
    while let Some(event) = next(news).await {
        heard.push(event.map_or_else(|error| error.to_string(), |event| format!("{event:?}")));
    }
    heard
}

/// A stream that breaks is taken up again, whatever goes wrong with that, and what may have happened meanwhile is told; one
/// that is refused for what it is, is not.
#[mcp::test]
async fn lost_subscriptions_are_taken_up_again() {
    let filter = json!({ "toolsListChanged": true, "resourceSubscriptions": ["page://1"] });
    let stream = |events: &[String]| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
        Reply::Bytes(format!("{head}{}", events.concat()).into_bytes())
    };
    let server = WebScript::start(move |_, asked| {
        let id = asked.body["id"].as_u64().expect("an id");
        let fails = |code: i32| {
            let error = json!({ "code": code, "message": "No" });
            json_reply(200, &[], &json!({ "jsonrpc": "2.0", "id": id, "error": error }))
        };
        match id {
            1 => {
                let news = note("resources/updated", json!({ "uri": "page://1" }), json!(id));
                stream(&[event(&granted(id, &filter)), event(&news)])
            }
            2 => reply(503, &["Retry-After: 1"], "later"),
            3 => Reply::Gone,
            4 => fails(-32603),
            5 => reply(200, &["Content-Type: text/html"], "a page of a proxy"),
            // In order, as before a restart.
            6 => stream(&[
                event(&granted(id, &filter)),
                event(&answer(id, &json!({ "resultType": "complete" }))),
            ]),
            7 => stream(&[event(&granted(id, &json!({ "toolsListChanged": true })))]),
            _ => fails(-32601),
        }
    });
    let client = pinned().connect(server.url()).await.expect("a connection");
    let mut news = client.listen_with(all(), again()).await.expect("a subscription");
    let updated = "ResourceUpdated { uri: \"page://1\" }";
    // What is not taken before it happens again is told once.
    tokio::time::sleep(Duration::from_millis(10)).await;
    let heard = all_of(&mut news).await;
    assert_eq!(heard[..3], [updated, "ToolsListChanged", updated]);
    let lost = format!(
        "subscription '{}' ended without the server's graceful close; re-listen and refetch",
        news.id()
    );
    assert_eq!(heard.last(), Some(&lost));
    assert!(
        heard[3..heard.len() - 1]
            .iter()
            .all(|event| event == "ToolsListChanged"),
        "{heard:?}"
    );
    assert!(news.honored().resource_subscriptions.is_empty());
    let asked: Vec<_> = server.asked().iter().map(|asked| asked.at).collect();
    assert_eq!(asked.len(), 8);
    let waits: Vec<_> = asked.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (wait, at_least) in waits.iter().zip([10, 1000, 40, 40, 40, 40, 40]) {
        assert!(*wait >= Duration::from_millis(at_least), "{waits:?}");
    }
}

/// What ends a subscription that would be taken up again.
#[mcp::test]
async fn subscriptions_that_end_for_good() {
    let filter = json!({ "toolsListChanged": true });
    let wanted = || SubscriptionFilter::new().with_tools_list_changed(true);
    // The end of the connection, in the middle of a long wait.
    let server = streams(move |id| vec![(NOW, event(&granted(id, &filter)))]);
    let client = pinned().connect(server.url()).await.expect("a connection");
    let long = ListenOptions::new().relisten_after(Duration::from_secs(60), Duration::from_secs(60));
    let mut news = client.listen_with(wanted(), long).await.expect("a subscription");
    let closing = client.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(200)).await;
        closing.close().await;
    });
    let heard = all_of(&mut news).await;
    assert_eq!(heard.len(), 1, "{heard:?}");
    assert_eq!(server.asked().len(), 1);

    // Nothing to be told of.
    let server = streams(|id| vec![(NOW, event(&granted(id, &json!({}))))]);
    let client = pinned().connect(server.url()).await.expect("a connection");
    let mut news = client.listen_with(wanted(), again()).await.expect("a subscription");
    all_of(&mut news).await;
    assert_eq!(server.asked().len(), 1);

    // A server that takes the request, and says nothing ever after, is asked again; a lost one is not waited for.
    let server = streams(move |id| match id {
        1 => vec![(NOW, event(&granted(id, &json!({ "toolsListChanged": true }))))],
        _ => vec![(Duration::from_secs(60), String::new())],
    });
    let client = pinned()
        .timeout(Duration::from_millis(300))
        .connect(server.url())
        .await
        .expect("a connection");
    let mut news = client.listen_with(wanted(), again()).await.expect("a subscription");
    let waited = timeout(Duration::from_millis(1500), news.next()).await;
    assert!(waited.is_err(), "{waited:?}");
    assert!((3..7).contains(&server.asked().len()), "{}", server.asked().len());
}

/// However many resources are watched, all that may have changed is told.
#[mcp::test]
async fn many_are_told_after_a_loss() {
    let uris: Vec<String> = (0..1100).map(|n| format!("page://{n}")).collect();
    let filter = json!({ "resourceSubscriptions": uris });
    let server = streams(move |id| {
        let open = if id == 1 { NOW } else { Duration::from_secs(60) };
        vec![(NOW, event(&granted(id, &filter))), (open, String::new())]
    });
    let client = pinned().connect(server.url()).await.expect("a connection");
    let wanted = SubscriptionFilter::new().with_resource_subscriptions(uris.clone());
    let mut news = client.listen_with(wanted, again()).await.expect("a subscription");
    for uri in uris {
        let heard = next(&mut news).await.expect("an event").expect("no error");
        assert_eq!(heard, ServerEvent::ResourceUpdated { uri });
    }
}

/// What is kept of a server does not count as fresh once news of it may have been missed.
#[mcp::test]
async fn what_was_missed_is_fetched_again() {
    let filter = json!({ "toolsListChanged": true });
    let server = WebScript::start(move |_, asked| {
        let id = asked.body["id"].as_u64().expect("an id");
        if asked.method() == "tools/list" {
            let page = json!({ "resultType": "complete", "ttlMs": 60_000, "cacheScope": "private", "tools": [] });
            return json_reply(200, &[], &json!({ "jsonrpc": "2.0", "id": id, "result": page }));
        }
        events_reply(&[], &event(&granted(id, &filter)))
    });
    let client = pinned().connect(server.url()).await.expect("a connection");
    let listed = || {
        server
            .asked()
            .iter()
            .filter(|asked| asked.method() == "tools/list")
            .count()
    };
    client.all_tools().await.expect("a list");
    client.all_tools().await.expect("the same");
    assert_eq!(listed(), 1);
    let wanted = SubscriptionFilter::new().with_tools_list_changed(true);
    let mut news = client.listen_with(wanted, again()).await.expect("a subscription");
    assert_eq!(
        next(&mut news).await.expect("an event").expect("no error"),
        ServerEvent::ToolsListChanged
    );
    client.all_tools().await.expect("another list");
    assert_eq!(listed(), 2);
}

/// A server that says nothing for too long is gone; comments are a sign of life.
#[mcp::test]
async fn silence_is_noticed() {
    let alive = Duration::from_millis(100);
    let server = streams(move |id| {
        let mut parts = vec![(NOW, event(&granted(id, &json!({ "toolsListChanged": true }))))];
        parts.extend((0..10).map(|_| (alive, ": still here\n\n".to_owned())));
        parts.push((Duration::from_secs(60), String::new()));
        parts
    });
    let client = pinned().connect(server.url()).await.expect("a connection");
    let options = ListenOptions::new().silence(Duration::from_millis(600));
    let started = std::time::Instant::now();
    let mut news = client.listen_with(all(), options).await.expect("a subscription");
    let lost = next(&mut news).await.expect("an end").expect_err("no order");
    assert!(matches!(lost, ClientError::SubscriptionLost(_)), "{lost:?}");
    let after = started.elapsed();
    assert!(
        (Duration::from_millis(1500)..Duration::from_secs(4)).contains(&after),
        "{after:?}"
    );
}
