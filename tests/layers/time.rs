//! Layers and time: what is tried again, limited, cancelled, and what waits; and the trace it is all part of.

use crate::ways::*;
use mcp::{Call, Client, HttpOptions, McpError, Mode, Next};
use mcp_tests::http::{self, Session};
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A layer may go on more than once; what the tries say goes the same way, and grows.
#[test]
fn a_call_is_tried_again() {
    let server = server().around(|call, next| async move {
        let mut answer = next.run(call.clone()).await?;
        while answer.is_error() {
            answer = next.run(call.clone()).await?;
        }
        Ok(answer)
    });
    let mut params = json!({ "name": "flaky", "_meta": { "progressToken": "t" } });
    let url = serve(server.clone(), HttpOptions::new());
    let session = Session::start(&url, "2025-11-25");
    for way in ["modern", "session", "in process"] {
        TRIES.store(0, Ordering::SeqCst);
        let events = match way {
            "modern" => http::modern(&url, &json!(1), "tools/call", &params, &[])
                .rest()
                .events(),
            "session" => session.post(&http::message(1, "tools/call", &params)).events(),
            _ => {
                let told = Arc::new(Mutex::new(Vec::new()));
                let telling = told.clone();
                let options = mcp::CallOptions::new().on_progress(move |progress| {
                    telling
                        .lock()
                        .expect("told")
                        .push(json!({ "params": { "progress": progress.progress } }));
                });
                let result = block_on(async {
                    let client = connect(Way::InProcess, &server).await.expect("connected");
                    client.call_tool_with("flaky", (), options).await.expect("a result")
                });
                let mut events = told.lock().expect("told").clone();
                events.push(json!({ "result": result }));
                events
            }
        };
        let told: Vec<_> = events
            .iter()
            .filter_map(|event| event["params"]["progress"].as_f64())
            .collect();
        assert_eq!(told, [1.0, 2.0, 3.0], "{way}: {events:?}");
        assert_eq!(events.last().map(text), Some("at last"), "{way}");
        params["_meta"]["progressToken"] = json!(7);
    }
}

/// `tower`'s own layers stand as they are.
#[test]
fn calls_are_limited_in_time_and_number() {
    let limited = server()
        .layer(tower::timeout::TimeoutLayer::new(Duration::from_millis(50)))
        .layer(tower::limit::ConcurrencyLimitLayer::new(1));
    for way in WAYS {
        let before = DROPPED.load(Ordering::SeqCst);
        let error = &call(way, &limited, "forever", &json!({}))["error"];
        let said = error["message"].as_str().unwrap_or_default();
        assert!(
            error["code"] == -32603 && said.starts_with("Internal error (correlation id"),
            "{way:?}: {error}"
        );
        assert!(DROPPED.load(Ordering::SeqCst) > before, "{way:?}: the call goes on");
        assert_eq!(
            text(&call(way, &limited, "add", &json!({ "zeta": 1, "alpha": 2 }))),
            "3",
            "{way:?}"
        );
    }
    // One's own words for it.
    let layer = tower_layer::layer_fn(|next: Next| {
        let limit = tower::timeout::Timeout::new(next, Duration::from_millis(50));
        tower::ServiceExt::<Call>::map_err(limit, |_: tower::BoxError| McpError::new(-32002, "Too slow"))
    });
    let error = &call(Way::Modern, &server().layer(layer), "forever", &json!({}))["error"];
    assert_eq!(error, &json!({ "code": -32002, "message": "Too slow" }));
}

#[test]
fn a_layer_that_panics_fails_one_call() {
    // Before there is a future, at its first poll, and after it has waited.
    let server = server().around(|call, next| {
        assert!(call.name() != Some("add"), "a secret of the layer's");
        async move {
            let (early, late) = (call.name() == Some("trace"), call.name() == Some("echo"));
            assert!(!early, "another secret");
            let answer = next.run(call).await;
            tokio::task::yield_now().await;
            assert!(!late, "a third secret");
            answer
        }
    });
    for way in WAYS {
        for (tool, given) in [
            ("add", json!({ "zeta": 1, "alpha": 2 })),
            ("trace", json!({})),
            ("echo", json!({ "text": "a" })),
        ] {
            let answer = call(way, &server, tool, &given);
            let said = answer["error"]["message"].as_str().unwrap_or_default();
            assert!(
                answer["error"]["code"] == -32603 && !said.contains("secret"),
                "{way:?}: {answer}"
            );
        }
        // A handler that panics behind the layer is the tool's failure, as ever; and others go on.
        let answer = call(way, &server, "explode", &json!({}));
        assert!(
            text(&answer).starts_with("Error executing tool explode"),
            "{way:?}: {answer}"
        );
        assert!(
            text(&call(way, &server, "reset", &json!({}))).starts_with("reset"),
            "{way:?}"
        );
    }
}

/// What nobody waits for any more is dropped, behind layers that pend as well.
#[test]
fn a_call_is_cancelled() {
    let watched: Arc<Mutex<Vec<mcp::Cancel>>> = Arc::default();
    let watching = watched.clone();
    let server = server().around(move |call, next| {
        if call.name() == Some("forever") {
            watching.lock().expect("watched").push(call.context().cancel().clone());
        }
        async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            next.run(call).await
        }
    });
    let url = serve(server.clone(), HttpOptions::new());
    let session = Session::start(&url, "2025-06-18");
    for way in ["in process", "modern", "session"] {
        let before = DROPPED.load(Ordering::SeqCst);
        let arrived = || !watched.lock().expect("watched").is_empty();
        match way {
            "in process" => block_on(async {
                give_up(&server).await;
            }),
            "modern" => {
                let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
                    "name": "forever", "_meta": { "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                    "io.modelcontextprotocol/clientCapabilities": {} } } })
                .to_string();
                let address = url.trim_start_matches("http://").trim_end_matches("/mcp");
                let mut stream = TcpStream::connect(address).expect("a connection");
                let head = format!(
                    "POST /mcp HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: application/json, \
                     text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: forever\r\n\
                     Content-Length: {}\r\n\r\n",
                    message.len()
                );
                stream.write_all((head + &message).as_bytes()).expect("sent");
                eventually("the call arrives", arrived);
                std::thread::sleep(Duration::from_millis(50));
                drop(stream);
            }
            _ => {
                let posting = session.clone();
                let waiting = std::thread::spawn(move || posting.post(&http::call(9, "forever", &json!({}))));
                eventually("the call arrives", arrived);
                std::thread::sleep(Duration::from_millis(50));
                let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled",
                    "params": { "requestId": 9 } });
                assert_eq!(session.post(&cancel).status, 202);
                assert!(waiting.join().expect("an answer").body.contains("Request cancelled"));
            }
        }
        eventually(way, || DROPPED.load(Ordering::SeqCst) > before);
        let cancels = std::mem::take(&mut *watched.lock().expect("watched"));
        eventually(way, || cancels.iter().all(mcp::Cancel::is_cancelled));
    }
}

/// Layers that take their time: at handshakes and subscriptions, too.
#[test]
fn layers_may_wait() {
    let server = server().around(|call, next| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        next.run(call).await
    });
    for way in WAYS {
        assert_eq!(
            text(&call(way, &server, "echo", &json!({ "text": "late" }))),
            "late",
            "{way:?}"
        );
    }
    let url = serve(server.clone(), HttpOptions::new());
    let wanted = json!({ "notifications": { "toolsListChanged": true } });
    let mut stream = http::modern(&url, &json!("L"), "subscriptions/listen", &wanted, &[]);
    assert_eq!(
        stream.event().map(|event| event.data["method"].clone()),
        Some(json!("notifications/subscriptions/acknowledged"))
    );
    server.tools_changed();
    assert_eq!(
        stream.event().map(|event| event.data["method"].clone()),
        Some(json!("notifications/tools/list_changed"))
    );
    // By lines: the subscription, and then its id a second time.
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = told.clone();
    block_on(async {
        let client = Client::builder()
            .mode(Mode::Auto)
            .on_notification(move |notice| telling.lock().expect("told").push(notice.method.clone()))
            .connect(&server)
            .await
            .expect("connected");
        let options = mcp::CallOptions::new().timeout(Duration::from_millis(200));
        let listening = client.request_with("subscriptions/listen", wanted, options);
        listening.await.expect_err("it stays open");
    });
    assert_eq!(
        *told.lock().expect("told"),
        ["notifications/subscriptions/acknowledged"]
    );
}

#[test]
fn a_trace_is_passed_on() {
    let seen = Arc::new(Mutex::new(None));
    let seeing = seen.clone();
    let server = server().around(move |call, next| {
        *seeing.lock().expect("seen") = call.trace_context().cloned();
        async move { next.run(call).await }
    });
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let whole = r#"Some((Some("0af7651916cd43dd8448eb211c80319c"), Some("a=1"), Some("b=2")))"#;
    for way in WAYS {
        let table = [
            (
                json!({ "traceparent": parent, "tracestate": "a=1", "baggage": "b=2" }),
                whole,
            ),
            (
                json!({ "baggage": "b=2", "tracestate": "a=1" }),
                r#"Some((None, None, Some("b=2")))"#,
            ),
            (json!({ "traceparent": "00-0-0-01", "baggage": 7 }), "None"),
            (json!({}), "None"),
        ];
        for (meta, expected) in table {
            let params = json!({ "name": "trace", "_meta": meta });
            assert_eq!(text(&ask(way, &server, "", "tools/call", &params)), expected, "{way:?}");
            let seen = seen.lock().expect("seen").take();
            let seen = seen
                .as_ref()
                .map(|seen| (seen.trace_id(), seen.tracestate(), seen.baggage()));
            assert_eq!(format!("{seen:?}"), expected, "{way:?}");
        }
    }
}
