//! What a client keeps of a server's answers, and when it asks again.

use mcp::client::{
    Authorizer, AuthorizerFuture, CacheEntry, CacheFuture, CacheKey, CacheMode, CacheOptions, CacheStore, Http,
    MemoryCacheStore,
};
use mcp::types::ListToolsResult;
use mcp::{CallOptions, Client, ClientBuilder, ClientError, Mode, Revision, json};
use mcp_tests::web_script::{Asked, Reply, WebScript, json_reply};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn pinned() -> ClientBuilder {
    Client::builder().mode(Mode::Pinned(Revision::V2026_07_28))
}

/// A server that counts what it is asked, and gives the count as the name of a tool and the text of a resource.
fn counting(hints: Value) -> WebScript {
    WebScript::start(move |before, asked: &Asked| answer(&hints, before, asked))
}

fn answer(hints: &Value, before: usize, asked: &Asked) -> Reply {
    let count = before.to_string();
    let mut result = match asked.method() {
        "tools/list" if asked.body["params"]["cursor"] == "bad" => {
            let error = json!({ "code": -32602, "message": "Bad cursor" });
            return json_reply(
                400,
                &[],
                &json!({ "jsonrpc": "2.0", "id": asked.body["id"], "error": error }),
            );
        }
        "tools/list" => json!({ "tools": [{ "name": count, "inputSchema": {} }] }),
        "resources/read" => json!({ "contents": [{ "uri": asked.body["params"]["uri"], "text": count }] }),
        other => panic!("{other}"),
    };
    if let (Some(result), Some(hints)) = (result.as_object_mut(), hints.as_object()) {
        result.extend(hints.clone());
    }
    json_reply(
        200,
        &[],
        &json!({ "jsonrpc": "2.0", "id": asked.body["id"], "result": result }),
    )
}

async fn tool(client: &Client, options: CallOptions) -> String {
    let page: ListToolsResult = client.page(None, options).await.expect("a list");
    page.tools[0].name.clone()
}

async fn text(client: &Client, uri: &str) -> String {
    let result = client.read_resource(uri).await.expect("a resource");
    json!(result.contents[0])["text"].as_str().expect("text").to_owned()
}

fn with(mode: CacheMode) -> CallOptions {
    CallOptions::new().cache(mode)
}

/// What the server says of its answers, what the client is told, and whether the second answer is the first.
#[mcp::test]
async fn what_is_kept() {
    let minute = json!({ "ttlMs": 60_000, "cacheScope": "private" });
    let usual = || pinned().cache(CacheOptions::new().default_ttl(Duration::from_secs(60)));
    for (what, hints, builder, kept) in [
        ("private", minute.clone(), pinned(), true),
        (
            "public",
            json!({ "ttlMs": 60_000, "cacheScope": "public" }),
            pinned(),
            true,
        ),
        ("a scope of another time", json!({ "ttlMs": 60_000 }), pinned(), true),
        ("nothing said", json!({}), pinned(), false),
        ("nothing said, and the usual", json!({}), usual(), true),
        ("not at all, and the usual", json!({ "ttlMs": 0 }), usual(), false),
        ("negative", json!({ "ttlMs": -5 }), usual(), false),
        ("more than a day", json!({ "ttlMs": 1e18 }), pinned(), true),
        ("no cache", minute.clone(), pinned().without_cache(), false),
    ] {
        let server = counting(hints);
        let client = builder.connect(server.url()).await.expect("a connection");
        let first = tool(&client, CallOptions::new()).await;
        let second = tool(&client, CallOptions::new()).await;
        assert_eq!(first == second, kept, "{what}");
        let read = text(&client, "a:1").await;
        assert_eq!(text(&client, "a:1").await == read, kept, "{what}");
        assert_ne!(text(&client, "a:2").await, read, "{what}: another resource");
    }
    // A little while is over soon.
    let server = counting(json!({ "ttlMs": 50 }));
    let client = pinned().connect(server.url()).await.expect("a connection");
    let first = tool(&client, CallOptions::new()).await;
    tokio::time::sleep(Duration::from_millis(80)).await;
    assert_ne!(tool(&client, CallOptions::new()).await, first);
}

/// How a request can use what is kept.
#[mcp::test]
async fn modes() {
    let server = counting(json!({ "ttlMs": 60_000 }));
    let client = pinned().connect(server.url()).await.expect("a connection");
    let mut seen = Vec::new();
    for options in [
        with(CacheMode::Use),
        with(CacheMode::Use),
        with(CacheMode::Bypass),
        with(CacheMode::Use),
        with(CacheMode::Refresh),
        with(CacheMode::Use),
        with(CacheMode::Use).meta("example.com/x", 1),
        with(CacheMode::Use),
    ] {
        seen.push(tool(&client, options).await);
    }
    assert_eq!(seen, ["0", "0", "1", "0", "2", "2", "3", "3"]);
    // A cursor that does not hold any more: nor does where it came from.
    let error = client.list_tools(Some("bad")).await.expect_err("a bad cursor");
    assert_eq!(error.code(), Some(-32602));
    assert_eq!(tool(&client, CallOptions::new()).await, "5");
}

/// A server that was started again does not know the cursor of a page that was kept: the list is read from its beginning,
/// once.
#[mcp::test]
async fn cursors_of_another_life() {
    // How often the server is started again, and whether the list comes.
    for (lives, comes) in [(2, true), (9, false)] {
        let life = Arc::new(Mutex::new(1));
        let now = life.clone();
        let server = WebScript::start(move |_, asked: &Asked| {
            let mut life = now.lock().expect("no panic");
            let page = match asked.body["params"]["cursor"].as_str() {
                None => {
                    json!({ "tools": [{ "name": "a", "inputSchema": {} }], "nextCursor": format!("of {life}"), "ttlMs": 60_000 })
                }
                Some(cursor) if cursor == format!("of {life}") => {
                    json!({ "tools": [{ "name": "b", "inputSchema": {} }] })
                }
                Some(_) => {
                    let error = json!({ "code": -32602, "message": "Bad cursor" });
                    return json_reply(
                        400,
                        &[],
                        &json!({ "jsonrpc": "2.0", "id": asked.body["id"], "error": error }),
                    );
                }
            };
            // One that does not last ends behind the first page.
            *life += usize::from(asked.body["params"]["cursor"].is_null() && *life > 1 && !comes);
            json_reply(
                200,
                &[],
                &json!({ "jsonrpc": "2.0", "id": asked.body["id"], "result": page }),
            )
        });
        let client = pinned().connect(server.url()).await.expect("a connection");
        assert_eq!(client.all_tools().await.expect("a list").len(), 2);
        *life.lock().expect("no panic") = lives;
        let before = server.asked().len();
        let listed = client.all_tools().await;
        let asked = server.asked().len() - before;
        match listed {
            Ok(tools) => assert_eq!((tools.len(), comes), (2, true)),
            Err(error) => assert_eq!((error.code(), comes), (Some(-32602), false)),
        }
        assert_eq!(asked, 3, "{lives}");
    }
}

/// What the server says has changed is asked for again, also where the question was under way.
#[mcp::test]
async fn changes() {
    for (told, params, changes) in [
        ("tools/list_changed", json!({}), [true, false, false]),
        ("resources/updated", json!({ "uri": "a:1" }), [false, true, false]),
        ("resources/list_changed", json!({}), [false, false, false]),
    ] {
        let note = json!({ "jsonrpc": "2.0", "method": format!("notifications/{told}"), "params": params });
        let hints = json!({ "ttlMs": 60_000 });
        let server = WebScript::start(move |before, asked: &Asked| match asked.method() {
            "x/tell" => {
                let done = json!({ "jsonrpc": "2.0", "id": asked.body["id"], "result": {} });
                mcp_tests::web_script::events_reply(&[], &format!("data: {note}\n\ndata: {done}\n\n"))
            }
            _ => answer(&hints, before, asked),
        });
        let client = pinned().connect(server.url()).await.expect("a connection");
        let before = [
            tool(&client, CallOptions::new()).await,
            text(&client, "a:1").await,
            text(&client, "a:2").await,
        ];
        client.request("x/tell", ()).await.expect("told");
        let after = [
            tool(&client, CallOptions::new()).await,
            text(&client, "a:1").await,
            text(&client, "a:2").await,
        ];
        let changed: Vec<bool> = before
            .iter()
            .zip(&after)
            .map(|(before, after)| before != after)
            .collect();
        assert_eq!(changed, changes, "{told}");
    }
}

/// A store that several clients share, and garbles when it is told to.
#[derive(Default)]
struct Shared {
    inner: MemoryCacheStore,
    keys: Mutex<Vec<CacheKey>>,
    garbles: bool,
}

impl CacheStore for Shared {
    fn get<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, Option<CacheEntry>> {
        Box::pin(async move {
            let mut found = self.inner.get(key).await;
            if let Some(entry) = found.as_mut().filter(|_| self.garbles) {
                entry.value = "{".into();
            }
            found
        })
    }

    fn set<'a>(&'a self, key: &'a CacheKey, entry: CacheEntry) -> CacheFuture<'a, ()> {
        self.keys.lock().expect("no panic").push(key.clone());
        self.inner.set(key, entry)
    }

    fn delete<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()> {
        self.inner.delete(key)
    }
}

/// Two users of one store: what is public is shared where that was said, what is private never.
#[mcp::test]
async fn a_store_that_is_shared() -> Result<(), ClientError> {
    for (scope, share, shared) in [
        ("public", true, true),
        ("public", false, false),
        ("private", true, false),
    ] {
        let server = counting(json!({ "ttlMs": 60_000, "cacheScope": scope }));
        let store = Arc::new(Shared::default());
        let options = |user: &str| {
            let options = CacheOptions::new().store(store.clone(), "counting", user);
            if share { options.share_public() } else { options }
        };
        let ada = pinned().cache(options("Ada")).connect(server.url()).await?;
        let again = pinned().cache(options("Ada")).connect(server.url()).await?;
        let bob = pinned().cache(options("Bob")).connect(server.url()).await?;
        let first = tool(&ada, CallOptions::new()).await;
        assert_eq!(tool(&again, CallOptions::new()).await, first, "{scope}: the same user");
        assert_eq!(
            tool(&bob, CallOptions::new()).await == first,
            shared,
            "{scope}, {share}: another"
        );
    }
    let server = counting(json!({ "ttlMs": 60_000 }));
    let store = Arc::new(Shared {
        garbles: true,
        ..Shared::default()
    });
    let client = pinned()
        .cache(CacheOptions::new().store(store.clone(), "s", "u"))
        .connect(server.url())
        .await?;
    let first = tool(&client, CallOptions::new()).await;
    assert_ne!(
        tool(&client, CallOptions::new()).await,
        first,
        "what is garbled is not there"
    );
    let keys = store.keys.lock().expect("no panic");
    assert_eq!(
        (keys[0].method.as_str(), keys[0].partition.as_str()),
        ("tools/list", r#"["private","2026-07-28","s","u"]"#)
    );
    Ok(())
}

/// Hands out what it was given last.
struct Keyring(Arc<Mutex<&'static str>>);

impl Authorizer for Keyring {
    fn authorization<'a>(&'a self, _: &'a str) -> AuthorizerFuture<'a, Option<String>> {
        let token = *self.0.lock().expect("no panic");
        Box::pin(async move { Ok(Some(format!("Bearer {token}"))) })
    }
}

/// What was private to one authorization is not given to the next; what is public is.
#[mcp::test]
async fn another_authorization() {
    for (scope, kept) in [("private", false), ("public", true)] {
        let server = counting(json!({ "ttlMs": 60_000, "cacheScope": scope }));
        let token = Arc::new(Mutex::new("ada"));
        let http = Http::new(server.url()).authorizer(Keyring(token.clone()));
        let client = pinned().connect(http).await.expect("a connection");
        let first = text(&client, "a:1").await;
        text(&client, "a:2").await;
        assert_eq!(text(&client, "a:1").await, first, "{scope}: the same authorization");
        *token.lock().expect("no panic") = "bob";
        let other = text(&client, "a:3").await;
        assert_eq!(text(&client, "a:3").await, other, "{scope}: what came with it");
        assert_eq!(text(&client, "a:1").await == first, kept, "{scope}: another");
    }
}

/// The one that was not used for longest makes room.
#[mcp::test]
async fn a_store_is_bounded() {
    let server = counting(json!({ "ttlMs": 60_000 }));
    let options = CacheOptions::new().store(Arc::new(MemoryCacheStore::new(2)), "s", "u");
    let client = pinned()
        .cache(options)
        .connect(server.url())
        .await
        .expect("a connection");
    let mut seen = Vec::new();
    for uri in ["a:1", "a:2", "a:1", "a:3", "a:1", "a:2"] {
        seen.push(text(&client, uri).await);
    }
    assert_eq!(seen, ["0", "1", "0", "2", "0", "3"]);
}
