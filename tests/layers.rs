//! Layers around requests: the same ones in process, in sessions over HTTP, without sessions, and at 2026-07-28.

#[path = "layers/time.rs"]
mod time;
#[path = "layers/ways.rs"]
mod ways;

use mcp::{Answer, Call, HttpOptions, McpError, Method, Next, Principal, Server};
use mcp_tests::http::{self, Session};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use ways::*;

/// A layer that is a type of its own, as `tower` has them.
#[derive(Clone)]
struct Noted<S> {
    inner: S,
    name: &'static str,
    notes: Arc<Mutex<Vec<String>>>,
}

impl<S> tower::Service<Call> for Noted<S>
where
    S: tower::Service<Call, Response = Answer, Error = McpError>,
    S::Future: Send + 'static,
{
    type Response = Answer;
    type Error = McpError;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Answer, McpError>> + Send>>;

    fn poll_ready(&mut self, context: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), McpError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let (name, notes) = (self.name, self.notes.clone());
        let note = move |what: &str| notes.lock().expect("notes").push(format!("{what}{name}"));
        note(&format!("{} {} ", call.method(), call.name().unwrap_or("-")));
        let future = self.inner.call(call);
        Box::pin(async move {
            let answer = future.await;
            note("< ");
            answer
        })
    }
}

fn noted(name: &'static str, notes: &Arc<Mutex<Vec<String>>>) -> impl tower_layer::Layer<Next, Service = Noted<Next>> {
    let notes = notes.clone();
    tower_layer::layer_fn(move |inner| Noted {
        inner,
        name,
        notes: notes.clone(),
    })
}

/// Every kind of request goes through every layer, the last one added first.
#[test]
fn order_of_layers() {
    let complete =
        json!({ "ref": { "type": "ref/prompt", "name": "greet" }, "argument": { "name": "name", "value": "" } });
    let table = [
        ("tools/list", json!({}), "-", true),
        (
            "tools/call",
            json!({ "name": "add", "arguments": { "zeta": 1, "alpha": 2 } }),
            "add",
            true,
        ),
        ("tools/call", json!({ "name": "nothing" }), "nothing", true),
        ("resources/list", json!({}), "-", true),
        ("resources/templates/list", json!({}), "-", true),
        ("resources/read", json!({ "uri": "docs://home" }), "docs://home", true),
        ("prompts/list", json!({}), "-", true),
        (
            "prompts/get",
            json!({ "name": "greet", "arguments": { "name": "Ada" } }),
            "greet",
            true,
        ),
        ("completion/complete", complete, "greet", true),
        ("ping", json!({}), "-", false),
        ("logging/setLevel", json!({ "level": "error" }), "-", false),
        (
            "resources/subscribe",
            json!({ "uri": "docs://home" }),
            "docs://home",
            false,
        ),
    ];
    for way in WAYS {
        for (method, params, name, everywhere) in &table {
            if !everywhere && matches!(way, Way::InProcess | Way::Modern | Way::Stateless) {
                continue;
            }
            let notes = Arc::default();
            let server = server().layer(noted("inner", &notes)).layer(noted("outer", &notes));
            // What the request is answered with is what it is answered with without layers.
            assert_eq!(
                ask(way, &server, "", method, params),
                ask(way, &self::server(), "", method, params),
                "{way:?} {method}"
            );
            let notes = notes.lock().expect("notes").clone();
            let expected = [
                format!("{method} {name} outer"),
                format!("{method} {name} inner"),
                "< inner".into(),
                "< outer".into(),
            ];
            assert!(notes.ends_with(&expected), "{way:?}: {notes:?}");
            let first = match way {
                Way::Session | Way::OldInProcess => Some("initialize - outer"),
                Way::InProcess => Some("server/discover - outer"),
                Way::Stateless | Way::Modern => None,
            };
            assert!(first.is_none_or(|first| notes[0] == first), "{way:?}: {notes:?}");
        }
    }
}

/// A layer that finds out who calls, and one that shows each caller what is theirs.
fn guarded() -> Server {
    let shown = |who: Option<&Principal>, tool: &str| tool != "reset" || who.is_some_and(|who| who.id == "root");
    server()
        .around(move |call, next| async move {
            let who = call.principal().cloned();
            match call.method() {
                Method::ToolsCall if !shown(who.as_ref(), call.name().unwrap_or_default()) => Ok(Answer::tool_error(
                    format!("Unknown tool: {}", call.name().unwrap_or_default()),
                )),
                Method::ToolsList => {
                    let mut answer = next.run(call).await?;
                    answer.retain("tools", |tool| {
                        shown(who.as_ref(), tool["name"].as_str().unwrap_or_default())
                    });
                    Ok(answer)
                }
                _ => next.run(call).await,
            }
        })
        .around(|mut call, next| async move {
            let user = call
                .headers()
                .and_then(|headers| headers.get("x-user"))
                .map(Principal::new);
            call.set_principal(user);
            next.run(call).await
        })
}

#[test]
fn each_caller_sees_what_is_theirs() {
    let whole = |way| ask(way, &server(), "", "tools/list", &json!({}));
    for way in WAYS {
        for user in ["root", "guest"] {
            let is_root = user == "root" && OVER_HTTP.contains(&way);
            let mut expected = whole(way);
            let tools = expected["result"]["tools"].as_array_mut().expect("tools");
            tools.retain(|tool| is_root || tool["name"] != "reset");
            assert_eq!(
                ask(way, &guarded(), user, "tools/list", &json!({})),
                expected,
                "{way:?}"
            );
            let called = ask(way, &guarded(), user, "tools/call", &json!({ "name": "reset" }));
            let said = if is_root {
                "reset for root"
            } else {
                "Unknown tool: reset"
            };
            assert_eq!(text(&called), said, "{way:?} {user}");
            assert_eq!(called["result"]["isError"], !is_root);
        }
    }
    // What is kept is sent as it was, schemas in the order of their arguments.
    let url = serve(guarded(), HttpOptions::new());
    let list = http::modern(&url, &json!(1), "tools/list", &json!({}), &[]).rest().body;
    assert!(
        !list.contains("reset") && list.contains(r#""properties":{"zeta":"#),
        "{list}"
    );
}

/// What a handler wants to know again is bound to whom the layers say is calling.
#[test]
fn a_call_of_several_rounds() {
    let server = guarded();
    let mut params = json!({ "name": "again" });
    let first = ask(Way::Modern, &server, "ada", "tools/call", &params);
    assert_eq!(first["result"]["resultType"], "input_required", "{first}");
    params["requestState"] = first["result"]["requestState"].clone();
    let second = ask(Way::Modern, &server, "ada", "tools/call", &params);
    assert_eq!(text(&second), "asked ada", "{second}");
    let stolen = ask(Way::Modern, &server, "eve", "tools/call", &params);
    assert_eq!(stolen["error"]["code"], -32602, "{stolen}");
}

#[test]
fn a_call_is_refused() {
    let server = server().around(|call, next| async move {
        match call.method() {
            Method::ToolsCall | Method::SubscriptionsListen => {
                Err(McpError::new(-32001, "Payment required").with_data(json!({ "price": 3 })))
            }
            _ => next.run(call).await,
        }
    });
    let refused = json!({ "error": { "code": -32001, "message": "Payment required", "data": { "price": 3 } } });
    for way in WAYS {
        assert_eq!(
            call(way, &server, "add", &json!({ "zeta": 1, "alpha": 2 })),
            refused,
            "{way:?}"
        );
        if matches!(way, Way::InProcess | Way::Modern) {
            let listen = json!({ "notifications": { "toolsListChanged": true } });
            assert_eq!(
                ask(way, &server, "", "subscriptions/listen", &listen),
                refused,
                "{way:?}"
            );
        }
    }
    // A handshake that is refused opens no session, before it reaches the server or after.
    for after in [false, true] {
        let closed = self::server().around(move |call, next| async move {
            if after {
                next.run(call).await?;
            }
            Err(McpError::new(-32001, "Closed"))
        });
        let answer = http::initialize(&serve(closed.clone(), HttpOptions::new()), "2025-06-18");
        assert_eq!(
            (answer.status, answer.header("mcp-session-id")),
            (400, ""),
            "{answer:?}"
        );
        assert_eq!(answer.json()["error"]["code"], -32001);
        let refused = block_on(connect(Way::OldInProcess, &closed)).map(drop);
        assert_eq!(refused.expect_err("closed").code(), Some(-32001));
    }
}

#[test]
fn calls_and_answers_are_changed() {
    let server = server().around(|mut call, next| async move {
        match call.name() {
            Some("sum") => call.set_name("add"),
            Some("docs://old") => call.set_name("docs://new"),
            _ => {}
        }
        if call.method() == Method::ToolsCall && call.arguments().is_some_and(|known| known.contains_key("zeta")) {
            call.arguments_mut().insert("alpha".into(), 40.into());
        }
        let mut answer = next.run(call).await?;
        if let Some(Value::Array(contents)) = answer.result_mut().get_mut("contents") {
            contents.push(json!({ "uri": "docs://more", "text": "more" }));
        }
        Ok(answer)
    });
    for way in WAYS {
        assert_eq!(text(&call(way, &server, "sum", &json!({ "zeta": 2 }))), "42", "{way:?}");
        let read = ask(way, &server, "", "resources/read", &json!({ "uri": "docs://old" }));
        let contents = &read["result"]["contents"];
        assert_eq!(
            (&contents[0]["text"], &contents[1]["text"]),
            (&json!("new"), &json!("more")),
            "{way:?}"
        );
    }
    // What no layer touches keeps its digits: they are more than a number of JSON has here.
    let through = self::server().around(|call, next| async move {
        assert!(call.arguments().is_some() || call.method() != Method::ToolsCall);
        next.run(call).await
    });
    let url = serve(through, HttpOptions::new());
    let body = r#"{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"}"#;
    let session = Session::start(&url, "2025-06-18");
    assert!(
        session
            .open("POST", &[], body)
            .rest()
            .body
            .contains("123456789012345678901234567890")
    );
}

#[test]
fn a_layer_answers_by_itself() {
    let server = server().around(|call, next| async move {
        match call.method() {
            Method::ToolsCall => Ok(Answer::from(arguments(&json!({
                "content": [{ "type": "text", "text": "7" }], "structuredContent": { "result": 7 } })))),
            Method::ToolsList => Ok(Answer::from(arguments(&json!({ "tools": [] })))),
            _ => next.run(call).await,
        }
    });
    for way in WAYS {
        let (called, listed) = (
            call(way, &server, "any", &json!({})),
            ask(way, &server, "", "tools/list", &json!({})),
        );
        let modern = matches!(way, Way::InProcess | Way::Modern);
        let mut expected =
            json!({ "content": [{ "type": "text", "text": "7" }], "structuredContent": { "result": 7 } });
        let mut list = json!({ "tools": [] });
        if modern {
            for result in [&mut expected, &mut list] {
                result["resultType"] = json!("complete");
                result["_meta"] = called["result"]["_meta"].clone();
            }
            assert_eq!(
                called["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
                "Layered"
            );
            (list["ttlMs"], list["cacheScope"]) = (json!(0), json!("private"));
        } else {
            expected["isError"] = json!(false);
        }
        assert_eq!((&called["result"], &listed["result"]), (&expected, &list), "{way:?}");
    }
    let session = Session::start(&serve(server, HttpOptions::new()), "2024-11-05");
    let called = session.request(1, "tools/call", &json!({ "name": "any" }));
    assert_eq!(
        called["result"].get("structuredContent"),
        None,
        "it came with 2025-06-18"
    );
}

#[test]
fn a_mounted_server_has_no_layers_of_its_own() {
    let other = mcp::build!("Other", [ways::echo]).around(|call, next| async move { next.run(call).await });
    let fault = mcp::build!("Main", [ways::add]).mount("other", other).check();
    assert_eq!(
        fault.map_err(|fault| fault.to_string()),
        Err("`other` has layers: put them around the server it is mounted in".into())
    );
    let mounting = mcp::build!("Main", [ways::add])
        .around(|_, _| async { Err(McpError::new(-32001, "Closed")) })
        .mount("other", mcp::build!("Other", [ways::echo]));
    let answer = call(Way::Modern, &mounting, "other_echo", &json!({ "text": "a" }));
    assert_eq!(
        answer["error"]["code"], -32001,
        "they stand around what is mounted, too"
    );
}
