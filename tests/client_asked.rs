//! What a client is asked, in sessions and by answers that require an input: its callbacks answer, and say what it can do.

use mcp::client::Step;
use mcp::types::{
    CreateMessageParams, CreateMessageResult, ElicitParams, ElicitResult, FormElicitation, InputRequiredResult,
    JsonObject, ListRootsParams, Root, SamplingContent, SamplingMessage, Tool, UrlElicitation,
};
use mcp::{CallOptions, Client, ClientBuilder, ClientError, Context, InputRequired, McpError, Mode, Revision, Server};
use mcp::{Unfinished, json};
use mcp_tests::script::{Script, answer, greeted};
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn name_form() -> FormElicitation {
    let schema = json!({ "type": "object", "required": ["name"],
        "properties": { "name": { "type": "string", "default": "Ada" } } });
    FormElicitation::new("Who are you?", schema.as_object().cloned().expect("an object"))
}

fn sign_in() -> UrlElicitation {
    UrlElicitation::new("Sign in.", "https://example.com/sign-in").with_elicitation_id("e1")
}

fn capital(tools: bool) -> CreateMessageParams {
    let question = SamplingMessage::user(SamplingContent::text("What is the capital of France?"));
    let mut params = CreateMessageParams::new(vec![question], 10);
    if tools {
        params.tools = vec![Tool::new("look_up", JsonObject::new())];
    }
    params
}

/// Ask what is wanted, in the way that the connection has.
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
async fn ask(what: String, ctx: &Context) -> Result<String, Unfinished> {
    let answers = ctx.input_responses();
    if let Some(answer) = answers.get("q") {
        return Ok(answer.to_string());
    }
    let in_session = |error: McpError| Err(Unfinished::from(error));
    let modern = ctx.revision().is_modern();
    let question: mcp::types::InputRequest = match what.as_str() {
        "form" if !modern => return ctx.elicit_form(name_form()).await.map(shown).or_else(in_session),
        "url" if !modern => return ctx.elicit_url(sign_in()).await.map(shown).or_else(in_session),
        "sample" if !modern => return ctx.sample(capital(false)).await.map(shown).or_else(in_session),
        "tools" if !modern => return ctx.sample(capital(true)).await.map(shown).or_else(in_session),
        "roots" if !modern => return ctx.list_roots().await.map(shown).or_else(in_session),
        "form" => ElicitParams::Form(name_form()).into(),
        "url" => ElicitParams::Url(sign_in()).into(),
        "sample" => capital(false).into(),
        "tools" => capital(true).into(),
        _ => ListRootsParams::new().into(),
    };
    Err(InputRequired::new().ask("q", question).into())
}

fn shown(answer: impl serde::Serialize) -> String {
    json!(answer).to_string()
}

/// What the client says it can do.
#[mcp::tool]
fn capabilities(ctx: &Context) -> String {
    json!(ctx.client_capabilities()).to_string()
}

fn server() -> Server {
    mcp::build!("Asking", [ask, capabilities])
}

fn able() -> ClientBuilder {
    Client::builder()
        .on_elicit(async |form: FormElicitation| ElicitResult::accept(form.defaults()))
        .on_elicit_url(async |_| ElicitResult::decline())
        .on_sample_with_tools(async |params: CreateMessageParams| {
            CreateMessageResult::new("m", SamplingContent::text(format!("Paris, {}.", params.tools.len())))
        })
        .roots([Root::new("file:///a")])
}

const ERAS: [Mode; 2] = [Mode::Legacy, Mode::Pinned(Revision::V2026_07_28)];

/// A client, what it is asked, and the answer or the error that comes of it, in both eras.
#[mcp::test]
async fn callbacks_answer() {
    let sample = |tools: usize| json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": format!("Paris, {tools}.") } });
    let failing =
        |error: &'static str| Client::builder().on_elicit(move |_| std::future::ready(Err::<ElicitResult, _>(error)));
    let refusing =
        || Client::builder().on_elicit(async |_| Err::<ElicitResult, _>(McpError::new(-7, "Not today").with_data(1)));
    let unfit = || Client::builder().on_elicit(async |_| ElicitResult::accept(JsonObject::new()));
    let panics = || Client::builder().on_elicit(async |_| -> ElicitResult { panic!("no") });
    let without_urls = || able().capabilities(|known| known.elicitation.as_mut().expect("elicitation").url = None);
    let without_tools =
        || Client::builder().on_sample(async |_| CreateMessageResult::new("m", SamplingContent::text("")));
    let table: [(&str, ClientBuilder, &str, Value, Value); 12] = [
        (
            "a form",
            able(),
            "form",
            json!({ "action": "accept", "content": { "name": "Ada" } }),
            json!(null),
        ),
        ("a URL", able(), "url", json!({ "action": "decline" }), json!(null)),
        ("a sample", able(), "sample", sample(0), json!(null)),
        ("a sample with tools", able(), "tools", sample(1), json!(null)),
        (
            "roots",
            able(),
            "roots",
            json!({ "roots": [{ "uri": "file:///a" }] }),
            json!(null),
        ),
        (
            "nobody to ask",
            Client::builder(),
            "form",
            json!("Elicitation not supported"),
            json!(null),
        ),
        (
            "no model",
            Client::builder(),
            "sample",
            json!("Sampling not supported"),
            json!(null),
        ),
        (
            "no roots",
            Client::builder(),
            "roots",
            json!("List roots not supported"),
            json!(null),
        ),
        ("a refusal", refusing(), "form", json!("Not today"), json!(null)),
        // The server reads of it only that it failed.
        (
            "a failure",
            failing("the screen is broken"),
            "form",
            json!("The client's callback failed"),
            json!("The callback for 'elicitation/create' failed: the screen is broken"),
        ),
        (
            "a form that does not fit",
            unfit(),
            "form",
            json!("The client's callback failed"),
            json!(
                "The callback for 'elicitation/create' failed: the form does not fit what was asked for: $.name: missing"
            ),
        ),
        (
            "a panic",
            panics(),
            "form",
            json!("The client's callback failed"),
            json!("The callback for 'elicitation/create' failed: it panicked"),
        ),
    ];
    for (what, builder, question, legacy, modern) in table {
        let modern = if modern.is_null() { legacy.clone() } else { modern };
        for (mode, expected) in ERAS.into_iter().zip([legacy, modern]) {
            let client = builder
                .clone()
                .mode(mode)
                .connect(server())
                .await
                .expect("a connection");
            let told = match client.call_tool("ask", json!({ "what": question })).await {
                Ok(result) => serde_json::from_str(&result.text()).unwrap_or_else(|_| result.text().into()),
                Err(error) => Value::from(error.to_string()),
            };
            let same = match &expected {
                Value::String(text) => told.as_str().is_some_and(|told| told.contains(text.as_str())),
                other => told == *other,
            };
            assert!(same, "{what}, {mode:?}: {told} where {expected} was due");
        }
    }
    // What is taken back by hand, or was never there, is not asked.
    for (builder, question, code) in [(without_urls(), "url", -32602), (without_tools(), "tools", -32602)] {
        let client = builder.mode(ERAS[1]).connect(server()).await.expect("a connection");
        let error = client
            .call_tool("ask", json!({ "what": question }))
            .await
            .expect_err("a refusal");
        // The server refuses by itself what was not declared.
        assert!(
            matches!(error.code(), Some(found) if found == code || found == -32021),
            "{error:?}"
        );
    }
}

/// No callback, no capability.
#[mcp::test]
async fn capabilities_follow_from_the_callbacks() {
    let forms = || Client::builder().on_elicit(async |_| ElicitResult::cancel());
    let narrowed = || able().capabilities(|known| (known.sampling, known.roots) = (None, None));
    let table = [
        (Client::builder(), json!({}), json!({})),
        (
            forms(),
            json!({ "elicitation": { "form": {} } }),
            json!({ "elicitation": { "form": {} } }),
        ),
        (
            able(),
            json!({ "elicitation": { "form": {}, "url": {} }, "sampling": { "tools": {} }, "roots": { "listChanged": true } }),
            json!({ "elicitation": { "form": {}, "url": {} }, "sampling": { "tools": {} }, "roots": {} }),
        ),
        (
            narrowed(),
            json!({ "elicitation": { "form": {}, "url": {} } }),
            json!({ "elicitation": { "form": {}, "url": {} } }),
        ),
    ];
    for (builder, legacy, modern) in table {
        for (mode, expected) in ERAS.into_iter().zip([legacy, modern]) {
            let client = builder
                .clone()
                .mode(mode)
                .connect(server())
                .await
                .expect("a connection");
            let told = client.call_tool("capabilities", ()).await.expect("a result").text();
            assert_eq!(serde_json::from_str::<Value>(&told).expect(&told), expected, "{mode:?}");
        }
    }
}

/// Requests of a server as they are written, and the answers.
#[mcp::test]
async fn requests_of_a_session() {
    let form = json!({ "message": "Who?", "requestedSchema": { "type": "object", "properties": {} } });
    let table = [
        (
            json!({ "id": "a", "method": "elicitation/create", "params": form }),
            json!({ "result": { "action": "accept", "content": {} } }),
        ),
        (
            json!({ "id": 7, "method": "elicitation/create", "params": { "mode": "form" } }),
            json!({ "error": { "code": -32602, "message": "Invalid request parameters", "data": "" } }),
        ),
        (
            json!({ "id": 8, "method": "elicitation/create", "params": { "mode": "telepathy", "message": "" } }),
            json!({ "error": { "code": -32602, "message": "Invalid request parameters", "data": "" } }),
        ),
        (
            json!({ "id": 9, "method": "tasks/get", "params": {} }),
            json!({ "error": { "code": -32601, "message": "Method not found", "data": "tasks/get" } }),
        ),
        (
            json!({ "id": 10, "method": "roots/list" }),
            json!({ "result": { "roots": [{ "uri": "file:///a" }] } }),
        ),
        (json!({ "id": 11, "method": "ping" }), json!({ "result": {} })),
    ];
    for (mut asked, mut expected) in table {
        asked["jsonrpc"] = "2.0".into();
        (expected["jsonrpc"], expected["id"]) = ("2.0".into(), asked["id"].clone());
        let script = Script::new(&[
            &greeted(1, "2025-11-25"),
            "",
            &asked.to_string(),
            &answer(2, &json!({ "tools": [] })),
        ]);
        let client = able()
            .mode(Mode::Legacy)
            .connect(script.command())
            .await
            .expect("a connection");
        client.list_tools(None).await.expect("a list");
        client.close().await;
        assert!(
            script.heard().contains(&expected),
            "{expected} was due: {:?}",
            script.heard()
        );
    }
}

/// A form is shown in the order in which the server wrote it, in both eras.
#[mcp::test]
async fn forms_keep_their_order() {
    let schema =
        r#"{"type":"object","properties":{"z":{"type":"string"},"m":{"type":"string"},"a":{"type":"string"}}}"#;
    let form = format!(r#"{{"params":{{"requestedSchema":{schema},"message":"?"}},"method":"elicitation/create"}}"#);
    let in_session = form.replacen('{', r#"{"jsonrpc":"2.0","id":"q","#, 1);
    let required = answer(
        1,
        &json!({ "resultType": "input_required", "inputRequests": { "q": "form" } }),
    );
    let in_answer = required.replace(r#""form""#, &form);
    for (mode, said) in [
        (Mode::Legacy, vec![greeted(1, "2025-11-25"), String::new(), in_session]),
        (Mode::Pinned(Revision::V2026_07_28), vec![in_answer]),
    ] {
        let script = Script::new(&said.iter().map(String::as_str).collect::<Vec<_>>());
        let shown = Arc::new(Mutex::new(Vec::new()));
        let showing = shown.clone();
        let builder = Client::builder().mode(mode).on_elicit(move |form: FormElicitation| {
            let names: Vec<String> = form.properties().map(|(name, _)| name.to_owned()).collect();
            showing.lock().expect("no panic").push(names);
            std::future::ready(ElicitResult::cancel())
        });
        let client = builder.connect(script.command()).await.expect("a connection");
        let options = CallOptions::new().timeout(Duration::from_millis(300));
        client.call_tool_with("book", (), options).await.expect_err("no answer");
        assert_eq!(*shown.lock().expect("no panic"), [["z", "m", "a"]], "{mode:?}");
    }
}

/// Since 2026-07-28 a client writes no responses (basic/transports/stdio), whatever a server asks.
#[mcp::test]
async fn requests_that_do_not_exist_any_more() {
    let asked =
        ["roots/list", "ping", "tasks/get"].map(|method| json!({ "jsonrpc": "2.0", "id": 7, "method": method }));
    let asked = asked.map(|asked| asked.to_string()).join("\n");
    let script = Script::new(&[&[&asked, &answer(1, &json!({ "tools": [] }))[..]].join("\n")]);
    let client = modern().connect(script.command()).await.expect("a connection");
    client.list_tools(None).await.expect("a list");
    client.close().await;
    assert_eq!(script.heard().len(), 1, "{:?}", script.heard());
}

/// A question that the server takes back is not answered, and its callback ends.
#[mcp::test]
async fn a_question_that_is_taken_back() {
    let asked = r#"{"jsonrpc":"2.0","id":"q1","method":"roots/list"}"#;
    let taken = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"q1"}}"#;
    let list = answer(2, &json!({ "tools": [] }));
    let script = Script::new(&[&greeted(1, "2025-11-25"), "", &[asked, taken, &list].join("\n")]);
    struct Ended(Arc<AtomicUsize>);
    impl Drop for Ended {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let ended = Arc::new(AtomicUsize::new(0));
    let counter = ended.clone();
    let builder = Client::builder().mode(Mode::Legacy).on_roots(move || {
        let ended = Ended(counter.clone());
        async move {
            let _ended = ended;
            std::future::pending::<Vec<Root>>().await
        }
    });
    let client = builder.connect(script.command()).await.expect("a connection");
    client.list_tools(None).await.expect("a list");
    let started = Instant::now();
    client.close().await;
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(
        script.heard().iter().all(|message| message["id"] != "q1"),
        "{:?}",
        script.heard()
    );
}

// ---- rounds ----

fn required(id: u64, state: Option<&str>, questions: &Value) -> String {
    let mut result = json!({ "resultType": "input_required" });
    if let Some(state) = state {
        result["requestState"] = state.into();
    }
    if !questions.is_null() {
        result["inputRequests"] = questions.clone();
    }
    answer(id, &result)
}

fn who() -> Value {
    json!({ "who": { "method": "elicitation/create", "params": name_form() } })
}

fn done(id: u64) -> String {
    answer(
        id,
        &json!({ "content": [{ "type": "text", "text": "Done." }], "resultType": "complete" }),
    )
}

fn modern() -> ClientBuilder {
    able().mode(Mode::Pinned(Revision::V2026_07_28))
}

/// What the server answers, what comes of the call, and what the rounds after the first say.
#[mcp::test]
async fn rounds() {
    let state = "v1.\u{e9}\u{2028}\"\\/+= \t";
    let accepted = json!({ "who": { "action": "accept", "content": { "name": "Ada" } } });
    let unknown = json!({ "who": { "method": "tasks/get", "params": {} } });
    let eleven: Vec<String> = (1..=11).map(|id| required(id, None, &who())).collect();
    let table: Vec<(Vec<String>, &str, Vec<Value>)> = vec![
        (vec![done(1)], "Done.", vec![]),
        (
            vec![required(1, Some(state), &who()), done(2)],
            "Done.",
            vec![json!({ "inputResponses": accepted, "requestState": state })],
        ),
        (
            vec![required(1, None, &who()), done(2)],
            "Done.",
            vec![json!({ "inputResponses": accepted })],
        ),
        // The state of the last answer counts, also where it has none.
        (
            vec![required(1, Some("a"), &who()), required(2, None, &who()), done(3)],
            "Done.",
            vec![
                json!({ "inputResponses": accepted, "requestState": "a" }),
                json!({ "inputResponses": accepted }),
            ],
        ),
        (
            vec![
                required(1, Some("a"), &json!(null)),
                required(2, Some("b"), &json!({})),
                done(3),
            ],
            "Done.",
            vec![json!({ "requestState": "a" }), json!({ "requestState": "b" })],
        ),
        (
            vec![required(1, None, &json!(null))],
            "The server answered with 'input_required', and requires nothing",
            vec![],
        ),
        (
            vec![required(1, None, &unknown)],
            "The server's result does not fit 'tools/call': `tasks/get` is no input request",
            vec![],
        ),
        (
            eleven,
            "Server returned InputRequiredResult for more than 10 rounds; raise input_required_max_rounds on the Client",
            vec![json!({ "inputResponses": accepted }); 10],
        ),
        (
            vec![answer(1, &json!({ "resultType": "task", "taskId": "t" }))],
            "The server answered 'tools/call' with 'task'",
            vec![],
        ),
    ];
    for (answers, outcome, rounds) in table {
        let script = Script::new(&answers.iter().map(String::as_str).collect::<Vec<_>>());
        let client = modern().connect(script.command()).await.expect("a connection");
        let told = match client.call_tool("book", json!({ "date": "Friday" })).await {
            Ok(result) => result.text(),
            Err(error) => error.to_string(),
        };
        client.close().await;
        assert!(told.starts_with(outcome), "{told} where {outcome} was due");
        let heard = script.heard();
        let mut ids: Vec<_> = heard.iter().map(|message| message["id"].to_string()).collect();
        ids.dedup();
        assert_eq!(ids.len(), heard.len(), "each round has an id of its own");
        let said: Vec<Value> = heard
            .into_iter()
            .skip(1)
            .map(|mut message| {
                let params = message["params"].as_object_mut().expect("parameters");
                assert_eq!(
                    (params.remove("name"), params.remove("arguments")),
                    (Some(json!("book")), Some(json!({ "date": "Friday" })))
                );
                params.remove("_meta");
                params.clone().into()
            })
            .collect();
        assert_eq!(said, rounds, "{outcome}");
    }
}

/// A call that was answered with nothing but a state waits 50 ms, and longer each time.
#[mcp::test]
async fn nothing_but_a_state() {
    let answers: Vec<String> = (1..=3)
        .map(|id| required(id, Some("s"), &json!(null)))
        .chain([done(4)])
        .collect();
    let script = Script::new(&answers.iter().map(String::as_str).collect::<Vec<_>>());
    let client = modern().connect(script.command()).await.expect("a connection");
    let started = Instant::now();
    client.call_tool("book", ()).await.expect("a result");
    assert!(
        started.elapsed() >= Duration::from_millis(50 + 100 + 200),
        "{:?}",
        started.elapsed()
    );
    let total = CallOptions::new().total_timeout(Duration::from_millis(20));
    let script = Script::new(&[&required(1, Some("s"), &json!(null))]);
    let client = modern().connect(script.command()).await.expect("a connection");
    let error = client.call_tool_with("book", (), total).await.expect_err("a time-out");
    assert!(matches!(error, ClientError::Timeout { .. }), "{error:?}");
}

/// All questions of a round are answered beside each other; the first that has no answer ends the others.
#[mcp::test]
async fn a_round_of_many_questions() {
    let most = 5;
    let questions: serde_json::Map<String, Value> = (0..most)
        .map(|n| (format!("q{n}"), json!({ "method": "roots/list" })))
        .collect();
    let script = Script::new(&[&required(1, None, &questions.clone().into()), &done(2)]);
    let (open, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (counting, seeing) = (open.clone(), seen.clone());
    let client = Client::builder()
        .mode(Mode::Pinned(Revision::LATEST))
        .on_roots(move || {
            let (open, seen) = (counting.clone(), seeing.clone());
            async move {
                open.fetch_add(1, Ordering::SeqCst);
                while open.load(Ordering::SeqCst) < most {
                    tokio::task::yield_now().await;
                }
                seen.fetch_add(1, Ordering::SeqCst);
                Vec::new()
            }
        });
    let client = client.connect(script.command()).await.expect("a connection");
    client.call_tool("book", ()).await.expect("a result");
    assert_eq!(seen.load(Ordering::SeqCst), most);

    let script = Script::new(&[&required(1, None, &questions.into())]);
    let first = Arc::new(Mutex::new(true));
    let client = Client::builder()
        .mode(Mode::Pinned(Revision::LATEST))
        .on_roots(move || {
            let fails = std::mem::take(&mut *first.lock().expect("no panic"));
            async move {
                match fails {
                    true => Err::<Vec<Root>, _>("no"),
                    false => std::future::pending().await,
                }
            }
        });
    let client = client.connect(script.command()).await.expect("a connection");
    let error = client.call_tool("book", ()).await.expect_err("no answer");
    assert_eq!(error.to_string(), "The callback for 'roots/list' failed: no");
}

/// Book a table.
#[mcp::tool]
fn book(date: String, ctx: &Context) -> Result<String, Unfinished> {
    match (ctx.request_state(), ctx.input_responses().elicitation("who")) {
        (Some(state), Some(answer)) => Ok(format!("{state}: {}", shown(answer.content))),
        _ => Err(InputRequired::new()
            .ask("who", ElicitParams::Form(name_form()))
            .state(date)
            .into()),
    }
}

/// A round is kept as text, and goes on over another connection.
#[mcp::test]
async fn a_round_that_is_kept() {
    let server = mcp::build!("bistro", [book]);
    let arguments = json!({ "date": "Friday" });
    let first = modern().connect(&server).await.expect("a connection");
    let step = first
        .session()
        .call_tool("book", &arguments, CallOptions::new())
        .await
        .expect("a step");
    let Step::InputRequired(asked) = step else {
        panic!("{step:?}")
    };
    let kept = serde_json::to_string(&asked).expect("JSON");
    first.close().await;

    let second = modern().connect(&server).await.expect("a connection");
    let asked: InputRequiredResult = serde_json::from_str(&kept).expect("the same");
    let options = second.session().resume(&asked).await.expect("answers");
    let result = second
        .call_tool_with("book", &arguments, options.clone())
        .await
        .expect("a result");
    assert_eq!(result.text(), r#"Friday: {"name":"Ada"}"#);
    let step = second
        .session()
        .call_tool("book", &arguments, options)
        .await
        .expect("a step");
    assert!(matches!(step, Step::Done(result) if result.text() == r#"Friday: {"name":"Ada"}"#));
}
