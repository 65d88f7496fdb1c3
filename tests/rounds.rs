//! Calls of more than one round: what is asked, what comes back, and the state between them, which nobody can bend.

use http_body::Body;
use mcp::types::{ElicitParams, JsonObject};
use mcp::{
    Context, HttpOptions, InputRequired, MemoryUsedStates, Principal, RequestStateKeys, RequestStateSecurity, Server,
    StateCodec, Unfinished,
};
use serde_json::{Value, json};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tower_service::Service;

static ENTERED: AtomicUsize = AtomicUsize::new(0);

fn ask(state: &str) -> Unfinished {
    let question = ElicitParams::form("Really?", JsonObject::new());
    InputRequired::new().ask("sure", question).state(state).into()
}

fn decide(ctx: &Context, what: &str) -> Result<String, Unfinished> {
    ENTERED.fetch_add(1, Ordering::SeqCst);
    match (ctx.request_state(), ctx.input_responses().elicitation("sure")) {
        (Some(state), Some(answer)) => Ok(format!("{state} {:?}", answer.action)),
        _ => Err(ask(&format!("{what} asked"))),
    }
}

/// Book a table.
#[mcp::tool]
fn book(date: String, guests: u8, ctx: &Context) -> Result<String, Unfinished> {
    decide(ctx, &format!("{date} {guests}"))
}

/// Book after a while.
#[mcp::tool]
async fn book_slowly(date: String, ctx: &Context) -> Result<String, Unfinished> {
    pause().await;
    decide(ctx, &date)
}

/// Ask for nothing.
#[mcp::tool]
fn ask_nothing() -> Result<String, Unfinished> {
    Err(InputRequired::new().into())
}

/// Fail.
#[mcp::tool]
fn fail() -> Result<String, Unfinished> {
    Err("no table is free")?
}

/// A menu.
#[mcp::resource("menu://{day}")]
fn menu(day: String, ctx: &Context) -> Result<String, Unfinished> {
    decide(ctx, &day)
}

/// A greeting.
#[mcp::prompt]
fn greeting(name: String, ctx: &Context) -> Result<String, Unfinished> {
    decide(ctx, &name)
}

/// Give way once.
async fn pause() {
    let mut first = true;
    std::future::poll_fn(|context| {
        if std::mem::take(&mut first) {
            context.waker().wake_by_ref();
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(())
    })
    .await;
}

fn bistro(name: &str) -> Server {
    mcp::build!("bistro", [book, book_slowly, ask_nothing, fail, menu, greeting])
        .mount(name, Server::builder("nobody").build().expect("a server"))
}

fn keys(bytes: &[u8]) -> RequestStateKeys {
    RequestStateKeys::new(bytes.iter().map(|byte| [*byte; 32])).expect("keys")
}

struct Call<'a> {
    method: &'a str,
    params: Value,
    user: Option<&'a str>,
}

fn booking(date: &str) -> Call<'static> {
    Call {
        method: "tools/call",
        params: json!({ "name": "book", "arguments": { "date": date, "guests": 2 } }),
        user: None,
    }
}

/// The status and the body of the answer.
async fn send(server: &Server, call: &Call<'_>) -> (u16, String) {
    let mut service = server.clone().into_service_with(HttpOptions::new()).expect("a service");
    let mut params = call.params.clone();
    params["_meta"] = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": { "elicitation": {} } });
    let name = params["name"].as_str().or(params["uri"].as_str()).unwrap_or_default();
    let mut request = http::Request::post("/mcp")
        .header("host", "localhost")
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", call.method)
        .header("mcp-name", name);
    if let Some(user) = call.user {
        request = request.extension(Principal::new(user));
    }
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": call.method, "params": params }).to_string();
    let Ok(response) = service.call(request.body(body).expect("a request")).await;
    let status = response.status().as_u16();
    let mut body = pin!(response.into_body());
    let mut out = Vec::new();
    while let Some(Ok(frame)) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await {
        out.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data));
    }
    (status, String::from_utf8(out).expect("UTF-8"))
}

async fn first_round(server: &Server, call: &Call<'_>) -> String {
    let (status, body) = send(server, call).await;
    let answer: Value = serde_json::from_str(&body).expect("JSON");
    let result = &answer["result"];
    assert_eq!(
        (status, &result["resultType"]),
        (200, &json!("input_required")),
        "{body}"
    );
    assert_eq!(result["inputRequests"]["sure"]["method"], "elicitation/create");
    assert!(
        result.get("content").is_none() && result.get("isError").is_none(),
        "{body}"
    );
    result["requestState"].as_str().expect("a state").to_owned()
}

fn again<'a>(call: &Call<'a>, state: &Value) -> Call<'a> {
    let mut params = call.params.clone();
    params["requestState"] = state.clone();
    params["inputResponses"] = json!({ "sure": { "action": "accept", "content": {} }, "nobody asked": 5 });
    Call { params, ..*call }
}

/// Held by a test while it runs: what is logged and who is entered is counted for all.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn a_question_is_answered_in_the_next_round() {
    let _turn = turn();
    rounds();
}

#[mcp::main]
async fn rounds() {
    let server = bistro("a");
    let mut slowly = booking("Friday");
    slowly.params = json!({ "name": "book_slowly", "arguments": { "date": "Friday" } });
    let resource = Call {
        method: "resources/read",
        params: json!({ "uri": "menu://Friday" }),
        user: Some("ann"),
    };
    let prompt = Call {
        method: "prompts/get",
        params: json!({ "name": "greeting", "arguments": { "name": "Friday" } }),
        user: None,
    };
    for (call, text) in [
        (booking("Friday"), "Friday 2 asked Accept"),
        (slowly, "Friday asked Accept"),
        (resource, "Friday asked Accept"),
        (prompt, "Friday asked Accept"),
    ] {
        let state = first_round(&server, &call).await;
        assert!(!state.contains("Friday"), "sealed");
        let (status, body) = send(&server, &again(&call, &json!(state))).await;
        assert_eq!(status, 200, "{body}");
        assert!(
            body.contains(text) && body.contains(r#""resultType":"complete""#),
            "{body}"
        );
        // The order of arguments and the space between them say nothing.
        let mut other = again(&call, &json!(state));
        other.params["requestState"] = json!(state);
        assert_eq!(
            send(&server, &other).await.0,
            200,
            "until it expires, as often as need be"
        );
    }
    for (tool, text) in [
        ("ask_nothing", "Handler returned an invalid result"),
        ("fail", "Error executing tool fail: no table is free"),
    ] {
        let call = Call {
            method: "tools/call",
            params: json!({ "name": tool, "arguments": {} }),
            user: None,
        };
        assert!(send(&server, &call).await.1.contains(text), "{tool}");
    }
}

/// What was logged, for who looks for reasons.
struct Log(Mutex<Vec<String>>);

static LOG: Log = Log(Mutex::new(Vec::new()));

struct Collector;

impl tracing::Subscriber for Collector {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        struct Words(String);
        impl tracing::field::Visit for Words {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                if field.name() == "message" {
                    self.0 = format!("{value:?}");
                }
            }
        }
        let mut words = Words(String::new());
        event.record(&mut words);
        LOG.0.lock().unwrap_or_else(PoisonError::into_inner).push(words.0);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// Seals nothing: the claims lie open, and can be bent by a test.
#[derive(Debug)]
struct Open;

impl StateCodec for Open {
    fn seal(&self, state: &[u8]) -> Result<String, String> {
        String::from_utf8(state.to_vec()).map_err(|_| "no text".into())
    }

    fn open(&self, token: &str) -> Result<Vec<u8>, String> {
        match token.strip_prefix("bad ") {
            Some(reason) => Err(reason.to_owned()),
            None => Ok(token.as_bytes().to_vec()),
        }
    }
}

/// F33: a state that is not quite the one that was given is refused in the same words, and the handler never sees it.
#[test]
fn a_bent_state_is_refused() {
    let _turn = turn();
    tracing::subscriber::set_global_default(Collector).expect("the only subscriber");
    refusals();
}

#[mcp::main]
async fn refusals() {
    let security = || RequestStateSecurity::new(keys(&[1]));
    let server = bistro("b").request_state_security(security());
    let call = booking("Friday");
    let user = |user| Call {
        user,
        ..booking("Friday")
    };
    let state = first_round(&server, &call).await;
    let anns = first_round(&server, &user(Some("ann"))).await;
    let middle = state.len() / 2;
    let other = if state.as_bytes()[middle] == b'A' { "B" } else { "A" };
    let flipped = format!("{}{other}{}", &state[..middle], &state[middle + 1..]);
    let elsewhere = bistro("c").request_state_security(RequestStateSecurity::new(keys(&[2])));
    let sealed_elsewhere = first_round(&elsewhere, &call).await;
    let named = bistro("d").request_state_security(security().audience("another"));
    let for_another = first_round(&named, &call).await;
    let brief = bistro("e").request_state_security(security().ttl(Duration::ZERO));
    let expired = first_round(&brief, &call).await;
    let open = bistro("f").request_state_security(RequestStateSecurity::with_codec(Open));
    let opened = first_round(&open, &call).await;
    let (claims, inside) = opened.split_once('\n').expect("claims, and a state");
    let mut claims: Value = serde_json::from_str(claims).expect("claims");
    claims["iat"] = json!(claims["iat"].as_u64().unwrap_or(0) + 3600);
    let once = bistro("g").request_state_security(security().single_use(MemoryUsedStates::default()));
    let single = first_round(&once, &call).await;
    assert_eq!(send(&once, &again(&call, &json!(single))).await.0, 200);
    let mut other_tool = booking("Friday");
    other_tool.params = json!({ "name": "fail", "arguments": { "date": "Friday", "guests": 2 } });
    let mut resource = booking("Friday");
    (resource.method, resource.params) = ("resources/read", json!({ "uri": "menu://Friday" }));
    let entered = ENTERED.load(Ordering::SeqCst);
    let table: Vec<(&str, &Server, Call<'_>, Value, &str)> = vec![
        ("one bit", &server, booking("Friday"), json!(flipped), "codec error"),
        (
            "text after it",
            &server,
            booking("Friday"),
            json!(format!("{state}-TAMPERED")),
            "malformed",
        ),
        (
            "half of it",
            &server,
            booking("Friday"),
            json!(state[..state.len() / 2]),
            "codec error",
        ),
        ("nothing", &server, booking("Friday"), json!(""), "malformed"),
        (
            "words",
            &server,
            booking("Friday"),
            json!("round-1-from-worker-a"),
            "malformed",
        ),
        ("a number", &server, booking("Friday"), json!(5), "malformed"),
        (
            "a megabyte",
            &server,
            booking("Friday"),
            json!("v1.".to_owned() + &"A".repeat(1 << 20)),
            "malformed",
        ),
        (
            "another day",
            &server,
            booking("Monday"),
            json!(state),
            "request binding",
        ),
        ("another tool", &server, other_tool, json!(state), "request binding"),
        ("another method", &server, resource, json!(state), "request binding"),
        ("another user", &server, user(Some("bob")), json!(anns), "principal"),
        ("nobody", &server, user(None), json!(anns), "principal"),
        ("somebody", &server, user(Some("ann")), json!(state), "principal"),
        (
            "another key",
            &server,
            booking("Friday"),
            json!(sealed_elsewhere),
            "unknown key",
        ),
        (
            "another audience",
            &server,
            booking("Friday"),
            json!(for_another),
            "audience",
        ),
        ("too late", &brief, booking("Friday"), json!(expired), "expired"),
        ("twice", &once, booking("Friday"), json!(single), "replayed"),
        (
            "from the future",
            &open,
            booking("Friday"),
            json!(format!("{claims}\n{inside}")),
            "minted in the future",
        ),
        ("no claims", &open, booking("Friday"), json!("{}\nasked"), "malformed"),
        ("no state", &open, booking("Friday"), json!("{}"), "malformed"),
        (
            "a codec's word",
            &open,
            booking("Friday"),
            json!("bad vault is down"),
            "vault is down",
        ),
    ];
    let frozen = r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"Invalid or expired requestState","data":{"reason":"invalid_request_state"}}}"#;
    for (what, server, call, state, reason) in table {
        LOG.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let answer = send(server, &again(&call, &state)).await;
        assert_eq!(answer, (400, frozen.to_owned()), "{what}");
        let log = LOG.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let line = format!("requestState rejected on {}: {reason}", call.method);
        assert_eq!(log, [line], "{what}");
    }
    assert_eq!(ENTERED.load(Ordering::SeqCst), entered, "no handler was entered");
    // A tool that never asks is no way around.
    let plain = mcp::build!("bistro", [fail]).request_state_security(security());
    let mut call = booking("Friday");
    call.params = json!({ "name": "fail", "arguments": {} });
    assert_eq!(send(&plain, &again(&call, &json!("x"))).await, (400, frozen.to_owned()));
}

#[test]
fn servers_with_the_same_keys_and_name_finish_each_others_rounds() {
    let _turn = turn();
    shared_keys();
}

#[mcp::main]
async fn shared_keys() {
    let server = |name: &str, ring: &[u8]| bistro(name).request_state_security(RequestStateSecurity::new(keys(ring)));
    let call = booking("Friday");
    // Changing keys: the new one second, then first, then alone.
    let (old, both, turned, new) = (
        server("a", &[1]),
        server("b", &[1, 2]),
        server("c", &[2, 1]),
        server("d", &[2]),
    );
    for (from, to, status) in [
        (&old, &both, 200),
        (&both, &old, 200),
        (&both, &turned, 200),
        (&turned, &both, 200),
        (&turned, &new, 200),
        (&new, &turned, 200),
        (&old, &new, 400),
        (&new, &old, 400),
    ] {
        let state = first_round(from, &call).await;
        assert_eq!(send(to, &again(&call, &json!(state))).await.0, status);
    }
    let twice = old.request_state_security(RequestStateSecurity::new(keys(&[1])));
    assert!(twice.check().is_err());
}

#[test]
fn keys_that_cannot_be_used() {
    let hex = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    for text in [hex, base64, &format!("{hex}, {base64}"), &format!("{hex},")] {
        assert!(RequestStateKeys::parse(text).is_ok(), "{text}");
    }
    for (text, fault) in [
        ("", "request-state keys must hold at least one key"),
        (
            "00112233445566",
            "request-state keys must be at least 32 bytes of secret randomness; keys[0] is 7 bytes. Generate one with: \
             openssl rand -hex 32",
        ),
        (&format!("{hex},{hex}"), "keys[1] duplicates an earlier ring key"),
        ("not a key!", "keys[0] is neither hexadecimal nor base64"),
    ] {
        let found = RequestStateKeys::parse(text)
            .map(drop)
            .map_err(|fault| fault.to_string());
        assert_eq!(found, Err(fault.to_owned()));
    }
}
