//! What servers are made of and do, seen by a client in process.

use mcp::types::{
    Annotations, CacheScope, CallToolResult, CompletionReference, Content, PromptArgument, ReadResourceResult,
    TextResourceContents,
};
use mcp::{
    BuildError, Cached, Client, Context, Elicit, Image, Mode, Prompt, Resource, Server, State, Text, Tool, json,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// A forecast.
#[mcp::data]
struct Forecast {
    /// The city.
    city: String,
    rain: bool,
}

#[mcp::data]
#[serde(rename_all = "lowercase")]
enum Unit {
    Celsius,
    Fahrenheit,
}

#[mcp::data]
struct Filter {
    tag: String,
    most: Option<u32>,
}

/// Today's forecast.
#[mcp::tool(title = "Forecast", read_only, open_world = false, icons = "https://example.com/i.png", meta = json!({ "ns/k": 1 }))]
async fn forecast(city: String, #[arg(default = "C", title = "Unit", example = "F")] unit: &str) -> Forecast {
    Forecast {
        city: format!("{city} {unit}"),
        rain: true,
    }
}

/// Search.
#[mcp::tool]
fn search(
    #[arg(rename = "q", length = 1..=8, pattern = "^[a-z]+$")] query: String,
    #[arg(flatten)] filter: Filter,
    unit: Option<Unit>,
    #[arg(length = ..=2)] tags: Option<Vec<String>>,
) -> String {
    let unit = unit.map(|unit| serde_json::to_string(&unit).unwrap_or_default());
    format!("{query} {} {:?} {unit:?} {tags:?}", filter.tag, filter.most)
}

/// Several blocks.
#[mcp::tool]
fn picture() -> (Text, Image) {
    (Text("a picture".into()), Image::png([1, 2, 3]))
}

struct Gauge {
    running: AtomicUsize,
    most: AtomicUsize,
}

/// Count how many run at once.
#[mcp::tool(concurrency = 2, blocking)]
fn gauge(State(gauge): State<Gauge>) -> u64 {
    let now = gauge.running.fetch_add(1, Ordering::SeqCst) + 1;
    gauge.most.fetch_max(now, Ordering::SeqCst);
    std::thread::sleep(Duration::from_millis(30));
    gauge.running.fetch_sub(1, Ordering::SeqCst);
    gauge.most.load(Ordering::SeqCst) as u64
}

/// Read the server's own resource.
#[mcp::tool]
async fn reads(ctx: &Context) -> mcp::Result<String> {
    let result = ctx.read_resource("docs://home").await?;
    Ok(serde_json::to_string(&result.contents)?)
}

/// A page.
#[mcp::resource("docs://{page}{?lang}", mime = "text/markdown", audience = [mcp::types::Role::User], priority = 0.5)]
fn page(page: String, lang: Option<String>) -> mcp::Result<String> {
    if page == "none" {
        Err(mcp::Error::not_found("No such page."))
    } else {
        Ok(format!("{page} in {lang:?}"))
    }
}

/// The front page, which a template matches too.
#[mcp::resource("docs://front")]
fn front() -> &'static str {
    "front"
}

/// Bytes.
#[mcp::resource("bytes://all")]
fn all_bytes() -> Vec<u8> {
    vec![0, 255]
}

/// Data.
#[mcp::resource("data://{id}")]
async fn data(id: u32) -> Forecast {
    Forecast {
        city: id.to_string(),
        rain: false,
    }
}

/// Plan.
#[mcp::prompt]
fn plan(
    #[arg(complete = cities)] city: String,
    #[arg(default = 3, range = 1..=9)] days: u8,
    unit: Option<Unit>,
) -> String {
    format!("{city} {days} {}", unit.is_some())
}

fn cities(typed: &str) -> Vec<String> {
    ["London", "Lima", "Cairo"]
        .into_iter()
        .filter(|city| city.starts_with(typed))
        .map(String::from)
        .collect()
}

#[mcp::completion(resource = page, argument = page)]
async fn pages(typed: &str, completing: &mcp::Completing) -> Vec<String> {
    vec![format!("{typed}{}", completing.argument("lang").unwrap_or("-"))]
}

fn server() -> Server {
    let gauge = Gauge {
        running: AtomicUsize::new(0),
        most: AtomicUsize::new(0),
    };
    let items = mcp::build!(
        "everything",
        [
            forecast,
            search,
            picture,
            self::gauge,
            reads,
            page,
            front,
            all_bytes,
            data,
            plan,
            pages
        ],
        state = gauge,
        instructions = "Ask."
    );
    items.check().expect("a server");
    items
}

fn text(result: &mcp::types::CallToolResult) -> String {
    result.text()
}

#[mcp::test]
async fn tools_take_and_give_what_they_declare() {
    let client = Client::connect(&server()).await.expect("connected");
    let tools = client.all_tools().await.expect("tools");
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(
        names,
        ["forecast", "search", "picture", "gauge", "reads"],
        "in the order of the list"
    );
    let tool = serde_json::to_value(&tools[0]).expect("JSON");
    assert_eq!(
        (&tool["title"], &tool["annotations"]["readOnlyHint"]),
        (&json!("Forecast"), &json!(true))
    );
    assert_eq!(
        (&tool["icons"][0]["src"], &tool["_meta"]["ns/k"]),
        (&json!("https://example.com/i.png"), &json!(1))
    );
    let unit = json!({ "type": "string", "default": "C", "title": "Unit", "examples": ["F"] });
    assert_eq!(tool["inputSchema"]["properties"]["unit"], unit);
    assert_eq!(
        (&tool["inputSchema"]["required"], &tool["outputSchema"]["required"]),
        (&json!(["city"]), &json!(["city", "rain"]))
    );
    let schema = serde_json::to_value(&tools[1].input_schema).expect("JSON");
    assert_eq!(schema["required"], json!(["q", "tag"]));
    assert_eq!(
        schema["properties"]["q"],
        json!({ "type": "string", "minLength": 1, "maxLength": 8, "pattern": "^[a-z]+$" })
    );
    assert_eq!(schema["properties"]["tags"]["maxItems"], 2);

    let result = client
        .call_tool("forecast", json!({ "city": "Rome" }))
        .await
        .expect("a result");
    assert_eq!(
        result.structured_content,
        Some(json!({ "city": "Rome C", "rain": true }))
    );
    for (arguments, expected) in [
        (json!({ "q": "abc", "tag": "t" }), "abc t None None None"),
        (
            json!({ "q": "abc", "tag": "t", "most": 5, "unit": "celsius", "tags": ["x"] }),
            r#"abc t Some(5) Some("\"celsius\"") Some(["x"])"#,
        ),
    ] {
        assert_eq!(
            text(&client.call_tool("search", arguments).await.expect("a result")),
            expected
        );
    }
    for (arguments, problem) in [
        (
            json!({ "q": "", "tag": "t" }),
            "$.q: expected a string of 1 to 8 characters that matches ^[a-z]+$",
        ),
        (json!({ "q": "ABC", "tag": "t" }), "$.q: expected a string"),
        (json!({ "q": "abc" }), "$.tag: missing"),
        (
            json!({ "q": "abc", "tag": "t", "unit": "kelvin" }),
            r#"$.unit: expected one of "celsius", "fahrenheit""#,
        ),
        (
            json!({ "q": "abc", "tag": "t", "tags": ["a", "b", "c"] }),
            "$.tags: expected an array of at most 2 items",
        ),
        (
            json!({ "q": "abc", "tag": "t", "tags": ["a", 5] }),
            "$.tags[1]: expected a string",
        ),
        (
            json!({ "q": "abc", "tag": "t", "limit": 5 }),
            "$.limit: unknown argument",
        ),
    ] {
        let result = client.call_tool("search", &arguments).await.expect("a result");
        assert!(
            result.is_error && text(&result).contains(problem),
            "{arguments}: {}",
            text(&result)
        );
    }
    let result = client.call_tool("picture", json!({})).await.expect("a result");
    assert!(matches!(&result.content[..], [Content::Text(_), Content::Image(image)] if image.mime_type == "image/png"));
    assert_eq!(result.structured_content, None);
    let result = client.call_tool("reads", json!({})).await.expect("a result");
    assert!(text(&result).contains("home in None"), "{}", text(&result));
}

#[mcp::test]
async fn calls_wait_for_their_turn() {
    let client = Arc::new(Client::connect(&server()).await.expect("connected"));
    let calls: Vec<_> = (0..6).map(|_| Box::pin(client.call_tool("gauge", json!({})))).collect();
    let mut most = 0;
    for result in join(calls).await {
        most = most.max(
            result.expect("a result").structured_content.expect("a number")["result"]
                .as_u64()
                .expect("a number"),
        );
    }
    assert_eq!(most, 2);
}

/// Polls all of them until all are done.
async fn join<F: Future + Unpin>(mut futures: Vec<F>) -> Vec<F::Output> {
    let mut done: Vec<Option<F::Output>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = std::pin::Pin::new(future).poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(done.iter_mut().filter_map(Option::take).collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}

#[mcp::test]
async fn resources_are_found_and_read() {
    let client = Client::connect(&server()).await.expect("connected");
    let read = async |uri: &str| {
        client
            .read_resource(uri)
            .await
            .map(|result| serde_json::to_value(&result.contents[0]).expect("JSON"))
    };
    for (uri, key, expected, mime) in [
        ("docs://front", "text", json!("front"), "text/plain"),
        (
            "docs://a%20b?lang=en&x=1",
            "text",
            json!("a b in Some(\"en\")"),
            "text/markdown",
        ),
        ("bytes://all", "blob", json!("AP8="), "application/octet-stream"),
        (
            "data://7",
            "text",
            json!(r#"{"city":"7","rain":false}"#),
            "application/json",
        ),
    ] {
        let contents = read(uri).await.expect(uri);
        assert_eq!(
            (&contents[key], &contents["mimeType"], &contents["uri"]),
            (&expected, &json!(mime), &json!(uri))
        );
    }
    for (uri, message) in [
        ("docs://none", "No such page."),
        ("data://seven", "Unknown resource: data://seven"),
        ("docs://..%2F..%2Fetc", "Unknown resource: docs://..%2F..%2Fetc"),
        ("docs://%2Fetc", "Unknown resource: docs://%2Fetc"),
        ("other://x", "Unknown resource: other://x"),
    ] {
        let error = read(uri).await.expect_err(uri);
        let error = error.as_protocol().expect("a protocol error");
        assert_eq!((error.code, error.message.as_str()), (-32602, message));
        assert_eq!(error.data, Some(json!({ "uri": uri })));
    }
    let templates = client.all_resource_templates().await.expect("templates");
    let page = templates.iter().find(|template| template.name == "page").expect("page");
    assert_eq!(
        page.annotations.as_ref().and_then(|annotations| annotations.priority),
        Some(0.5)
    );
}

/// One user's notes.
#[mcp::resource("notes://{user}")]
fn notes(user: String) -> ReadResourceResult {
    let contents = TextResourceContents::new(format!("notes://{user}"), "mine");
    let result = ReadResourceResult::new(vec![contents.into()]);
    match user.as_str() {
        "ann" => result.with_cache_scope(CacheScope::Private),
        "bob" => result.with_ttl_ms(5),
        _ => result.with_meta(json!({ "example.com/rev": 7 }).as_object().cloned().expect("an object")),
    }
}

/// What a handler says of its own result counts, field by field.
#[mcp::test]
async fn a_resource_says_itself_how_it_is_kept() {
    let server = Server::builder("kept")
        .cache(Cached::Read, Duration::from_secs(60), CacheScope::Public)
        .build()
        .expect("a server")
        .mount("all", mcp::build!("notes", [notes]));
    for mode in [Mode::Auto, Mode::Legacy] {
        let client = Client::builder().mode(mode).connect(&server).await.expect("connected");
        for (user, ttl, scope) in [
            ("ann", 60_000, CacheScope::Private),
            ("bob", 5, CacheScope::Public),
            ("eve", 60_000, CacheScope::Public),
        ] {
            let read = client.read_resource(&format!("notes://{user}")).await.expect(user);
            let kept = (mode == Mode::Auto).then_some((ttl, scope));
            assert_eq!(read.ttl_ms.zip(read.cache_scope), kept, "{user}");
            let revised = read
                .meta
                .is_some_and(|meta| meta.get("example.com/rev") == Some(&json!(7)));
            assert_eq!(revised, user == "eve", "{user}");
        }
    }
}

#[mcp::test]
async fn prompts_and_completions() {
    let client = Client::connect(&server()).await.expect("connected");
    let prompts = client.all_prompts().await.expect("prompts");
    let required: Vec<bool> = prompts[0].arguments.iter().map(|argument| argument.required).collect();
    assert_eq!(required, [true, false, false]);
    let prompt = client
        .get_prompt("plan", json!({ "city": "Rome", "unit": "celsius" }))
        .await
        .expect("a prompt");
    assert_eq!(prompt.messages[0].content.as_text(), Some("Rome 3 true"));
    for (arguments, message) in [
        (json!({}), "Missing required arguments: city"),
        (
            json!({ "city": "x", "days": "12" }),
            "argument 'days' does not fit, expected an integer from 1 to 9",
        ),
        (
            json!({ "city": "x", "dayz": "1" }),
            "Unknown argument 'dayz', did you mean 'days'? (arguments: city, days, unit)",
        ),
    ] {
        let error = client.get_prompt("plan", arguments).await.expect_err("an error");
        assert_eq!((error.code(), error.to_string()), (Some(-32602), message.to_owned()));
    }
    let plan = || CompletionReference::prompt("plan");
    for (reference, argument, typed, expected) in [
        (plan(), "city", "L", vec!["London", "Lima"]),
        (plan(), "unit", "f", vec!["fahrenheit"]),
        (plan(), "days", "1", vec![]),
        (
            CompletionReference::resource("docs://{page}{?lang}"),
            "page",
            "ho",
            vec!["ho-"],
        ),
    ] {
        let completion = client.complete(reference, argument, typed).await.expect("a completion");
        assert_eq!(completion.values, expected, "{argument}");
    }
}

#[mcp::test]
async fn what_is_known_at_run_time_can_be_added_and_removed() {
    let echo = |name: &str| {
        Tool::new(
            name,
            json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] }),
            |arguments, _| async move { Ok(arguments.get("n").cloned().unwrap_or_default()) },
        )
        .output_schema(json!({ "type": "object" }))
    };
    let server = Server::builder("run time")
        .tool(echo("one"))
        .resource(Resource::new("r://{x}", "r", |uri, captures, _| async move {
            let text = captures.get_str("x").unwrap_or_default().to_owned();
            Ok(mcp::types::ResourceContents::from(
                mcp::types::TextResourceContents::new(uri, text),
            ))
        }))
        .prompt(
            Prompt::new("p", |arguments, _| async move { Ok(format!("{arguments:?}")) }).argument("a", "An a.", true),
        )
        .cache(Cached::Tools, Duration::from_secs(60), CacheScope::Public)
        .build()
        .expect("a server");
    // What the server lets it keep would hide what changes here.
    let builder = Client::builder().without_cache();
    let client = builder.connect(&server).await.expect("connected");
    assert_eq!(
        client
            .call_tool("one", json!({ "n": "x" }))
            .await
            .expect("a result")
            .text(),
        "Error executing tool one: $.n: expected an integer"
    );
    let page = client.list_tools(None).await.expect("a page");
    assert_eq!(
        (page.ttl_ms, page.cache_scope),
        (Some(60_000), Some(CacheScope::Public))
    );
    server.add_tool(echo("two")).expect("added");
    assert_eq!(
        server.add_tool(echo("two")).unwrap_err(),
        BuildError::DuplicateTool("two".into())
    );
    assert!(matches!(
        server.add_tool(echo("t w o")),
        Err(BuildError::BadToolName(_))
    ));
    assert_eq!(client.all_tools().await.expect("tools").len(), 2);
    server.remove_tool("one").expect("removed");
    assert!(
        client
            .call_tool("one", json!({ "n": 1 }))
            .await
            .expect("a result")
            .is_error
    );
    assert_eq!(client.read_resource("r://y").await.expect("read").contents.len(), 1);
    assert!(client.get_prompt("p", json!({})).await.is_err());
    assert!(client.get_prompt("p", json!({ "a": "b" })).await.is_ok());
}

/// What macros can say of an item can be said at run time, of names that are learned there.
#[mcp::test]
async fn items_made_at_run_time_say_what_macros_say() {
    let read = |uri, _, _| async move {
        Ok(mcp::types::ResourceContents::from(
            mcp::types::TextResourceContents::new(uri, "text"),
        ))
    };
    let plan = || {
        let mut city = PromptArgument::new(format!("cit{}", 'y'));
        city.title = Some("City".into());
        Prompt::new("plan", |_, _| async { Ok("Plan.") })
            .title("Plan")
            .icons("https://example.com/p.png")
            .meta("k", 1)
            .arguments([city])
            .complete("city", |typed, _| async move { vec![format!("{typed}don")] })
    };
    let page = Resource::new("docs://{path}", "page", read)
        .exempt("path")
        .complete("path", |_, _| async { Err::<Vec<String>, _>("not today") });
    let front = Resource::new("docs://front", "front", read)
        .title("Front")
        .size(4)
        .annotations(Annotations::new().with_priority(0.5))
        .icons("https://example.com/r.png")
        .meta("k", 2);
    let tool = Tool::new("t", json!({ "type": "object" }), |_, _| async { Ok("t") }).icons("https://example.com/t.png");
    let server = Server::builder("said")
        .tool(tool)
        .resource(page)
        .resource(front)
        .prompt(plan())
        .build();
    let server = server.expect("a server");
    let client = Client::builder()
        .without_cache()
        .connect(&server)
        .await
        .expect("connected");
    assert_eq!(client.all_tools().await.expect("tools")[0].icons.len(), 1);
    let front = &client.all_resources().await.expect("resources")[0];
    assert_eq!(
        json!(front),
        json!({ "uri": "docs://front", "name": "front", "title": "Front", "size": 4, "annotations": { "priority": 0.5 },
            "icons": [{ "src": "https://example.com/r.png" }], "_meta": { "k": 2 } })
    );
    assert_eq!(
        json!(client.all_prompts().await.expect("prompts")),
        json!([{ "name": "plan", "title": "Plan", "arguments": [{ "name": "city", "title": "City" }],
            "icons": [{ "src": "https://example.com/p.png" }], "_meta": { "k": 1 } }])
    );
    assert!(
        client.read_resource("docs://..%2Fsecret").await.is_ok(),
        "`path` is no path"
    );
    let completed = async |reference: CompletionReference, name: &str| {
        let completed = client.complete(reference, name, "Lon").await;
        completed.map(|completion| completion.values)
    };
    let of_plan = || CompletionReference::prompt("plan");
    assert_eq!(completed(of_plan(), "city").await.ok(), Some(vec!["London".to_owned()]));
    let failed = completed(CompletionReference::resource("docs://{path}"), "path").await;
    assert!(failed.is_err_and(|error| error.to_string().contains("not today")));
    // They go with the prompt, and come with it again.
    server.remove_prompt("plan").expect("removed");
    let bare = Prompt::new("plan", |_, _| async { Ok("Plan.") }).argument("city", "A city.", false);
    server.add_prompt(bare).expect("added");
    assert_eq!(completed(of_plan(), "city").await.ok(), Some(vec![]));
    server.remove_prompt("plan").expect("removed");
    server.add_prompt(plan()).expect("added");
    assert_eq!(completed(of_plan(), "city").await.ok(), Some(vec!["London".to_owned()]));
    let fault = server.add_resource(Resource::new("not a uri", "none", read));
    assert_eq!(
        fault.map_err(|fault| fault.to_string()),
        Err("resource `none`: \"not a uri\" does not start with a scheme, as in \"docs://{page}\"".into())
    );
}

fn far() -> u8 {
    99
}

/// A default that only a running program knows.
#[mcp::tool]
fn far_tool(#[arg(default = far(), range = 1..=9)] days: u8) -> u8 {
    days
}

/// The same as text.
#[mcp::prompt]
fn far_prompt(#[arg(default = far(), range = 1..=9)] days: u8) -> String {
    days.to_string()
}

#[derive(mcp::Form)]
struct FarForm {
    #[form(default = far(), range = 1..=9)]
    days: u8,
}

/// The same in a form.
#[mcp::resolver]
fn ask_far() -> Elicit<FarForm> {
    Elicit::ask("How far?")
}

/// Takes it.
#[mcp::tool]
fn far_asked(#[resolve(ask_far)] asked: FarForm) -> u8 {
    asked.days
}

type Asks = mcp::Result<Elicit<FarForm>>;

/// The same, by another name.
#[mcp::resolver]
fn ask_alias() -> Asks {
    Ok(Elicit::ask("How far?"))
}

/// Takes it.
#[mcp::tool]
fn far_alias(#[resolve(ask_alias)] asked: FarForm) -> u8 {
    asked.days
}

#[test]
fn faults_come_out_before_the_first_client() {
    let tool = |name: &str| {
        Tool::new(name, json!({ "type": "object" }), |_, _| async {
            Ok(Text(String::new()))
        })
    };
    let builder = || Server::builder("faulty");
    let with = |mut schema: serde_json::Value| {
        schema["type"] = json!("object");
        let checked = Tool::new("checked", schema, |_, _| async { Ok(Text(String::new())) });
        builder().tool(checked).build()
    };
    // Not for patterns, or names of their own.
    let fine = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {
        "pattern": { "const": { "pattern": "(" } }, "default": { "type": "string", "default": { "pattern": "(" } } } });
    assert!(with(fine).is_ok());
    for (built, fault) in [
        (
            builder().tool(tool("a")).tool(tool("a")).build(),
            "Tool already exists: a",
        ),
        (
            builder().tool(tool("a b")).build(),
            "Tool name \"a b\" is not 1 to 128 characters of A-Z, a-z, 0-9, '_', '-' and '.'",
        ),
        (
            builder().add::<plan>().add::<plan>().build(),
            "argument `city` has two completions",
        ),
        (
            builder().add::<front>().add::<front>().build(),
            "Resource already exists: docs://front",
        ),
        (
            builder().add::<gauge>().build(),
            "`gauge` takes `State<server::Gauge>`, which this server was not given",
        ),
        (Server::builder("").build(), "a server needs a name"),
        (
            builder().add::<far_tool>().build(),
            "tool `far_tool`: the default of `days` is outside its own limits",
        ),
        (
            builder().add::<far_prompt>().build(),
            "prompt `far_prompt`: the default of `days` is outside its own limits",
        ),
        (
            builder().add::<far_asked>().build(),
            "tool `far_asked`: the default of `days` is outside its own limits",
        ),
        (
            builder().add::<far_alias>().build(),
            "tool `far_alias`: the default of `days` is outside its own limits",
        ),
        // What would be said to be checked, and is not.
        (
            with(json!({ "properties": { "path": { "pattern": "^(?!\\.\\.)[^/]+$" } } })),
            "tool `checked`: the pattern \"^(?!\\\\.\\\\.)[^/]+$\" cannot be checked: look-around is not supported",
        ),
        (
            with(json!({ "allOf": [{ "not": { "items": { "pattern": "(" } } }] })),
            "tool `checked`: the pattern \"(\" cannot be checked: found open group without closing ')'",
        ),
        (
            with(json!({ "$schema": "http://json-schema.org/draft-04/schema#" })),
            "tool `checked`: schemas of the dialect \"http://json-schema.org/draft-04/schema#\" cannot be checked",
        ),
        (
            with(json!({ "properties": { "home": { "$ref": "#/$defs/home" } } })),
            "tool `checked`: `$ref` \"#/$defs/home\" is no path to a part of the schema",
        ),
        (
            builder()
                .tool(tool("a").output_schema(json!({ "pattern": "(" })))
                .build(),
            "tool `a`: the pattern \"(\" cannot be checked: found open group without closing ')'",
        ),
    ] {
        assert_eq!(built.expect_err(fault).to_string(), fault);
    }
    assert!(
        builder().tool(tool("a b")).allow_nonconforming_names().build().is_err(),
        "said too late"
    );
    let gateway = builder()
        .allow_nonconforming_names()
        .tool(tool("a b"))
        .build()
        .expect("built");
    assert_eq!(
        gateway.add_tool(tool("c d")),
        Ok(()),
        "a gateway's names come later, too"
    );
    assert!(
        builder()
            .build()
            .expect("built")
            .mount("x", gateway.clone())
            .check()
            .is_err()
    );
    assert_eq!(
        gateway
            .mount("x y", builder().tool(tool("a")).build().expect("built"))
            .check(),
        Ok(())
    );
    let mounted = builder()
        .tool(tool("x_a"))
        .build()
        .expect("built")
        .mount("x", builder().tool(tool("a")).build().expect("built"));
    assert_eq!(mounted.check(), Err(BuildError::DuplicateTool("x_a".into())));
}

#[mcp::test]
async fn pages_follow_each_other_and_forged_cursors_do_not() {
    let mut builder = Server::builder("pages").page_size(3);
    for index in 0..10 {
        builder = builder.tool(Tool::new(
            format!("t{index}"),
            json!({ "type": "object" }),
            |_, _| async { Ok(Text("x".into())) },
        ));
    }
    let server = builder.build().expect("a server");
    for mode in [Mode::Auto, Mode::Legacy] {
        let client = Client::builder().mode(mode).connect(&server).await.expect("connected");
        assert_eq!(client.all_tools().await.expect("all").len(), 10);
        let cursor = client
            .list_tools(None)
            .await
            .expect("a page")
            .next_cursor
            .expect("more");
        let forged = format!("{}A", &cursor[..cursor.len() - 1]);
        for cursor in ["", "x", forged.as_str()] {
            let outcome = client.list_tools(Some(cursor)).await;
            assert_eq!(outcome.expect_err("refused").code(), Some(-32602), "{cursor}");
        }
    }
}

/// Servers that share a bus hear of each other's changes.
#[mcp::test]
async fn a_bus_connects_servers() {
    use std::sync::{Arc, Mutex};
    let bus = Arc::new(mcp::MemoryBus::new());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let server = |name: &str| {
        mcp::Server::builder(name)
            .build()
            .expect("a server")
            .subscription_bus(bus.clone())
    };
    let (one, two) = (server("one"), server("two"));
    let seen = heard.clone();
    let client = mcp::Client::builder()
        .mode(mcp::Mode::Legacy)
        .on_notification(move |notification| {
            seen.lock().expect("no panic").push(notification.method.clone());
        })
        .connect(&two)
        .await
        .expect("connected");
    one.add_tool(mcp::Tool::new(
        "late",
        serde_json::json!({ "type": "object" }),
        |_, _| async { Ok(mcp::Text("late".into())) },
    ))
    .expect("added");
    mcp::SubscriptionBus::publish(&*bus, mcp::ServerEvent::PromptsListChanged);
    for _ in 0..100 {
        if heard.lock().expect("no panic").len() == 2 {
            break;
        }
        client.ping().await.expect("a pong");
    }
    assert_eq!(
        *heard.lock().expect("no panic"),
        ["notifications/tools/list_changed", "notifications/prompts/list_changed"]
    );
    let twice = server("three").subscription_bus(mcp::MemoryBus::new());
    assert!(twice.check().is_err());
}

/// A schema that is given for the results of a tool is kept, and every client can read it.
#[mcp::test]
async fn results_are_held_against_the_schema_that_was_given() {
    let given = |schema: &serde_json::Value, result: CallToolResult| {
        Tool::new("given", json!({ "type": "object" }), move |_, _| {
            let result = result.clone();
            async move { Ok(result) }
        })
        .output_schema(schema.clone())
    };
    let data = |schema: &serde_json::Value, result: serde_json::Value| {
        Tool::new("given", json!({ "type": "object" }), move |_, _| {
            let result = result.clone();
            async move { Ok(result) }
        })
        .output_schema(schema.clone())
    };
    let n = json!({ "type": "object", "properties": { "n": { "type": "integer" } }, "required": ["n"] });
    let list =
        json!({ "type": "array", "items": { "$ref": "#/$defs/word" }, "$defs": { "word": { "type": "string" } } });
    // Objects, by another way of saying so; and what has no end.
    let named = json!({ "$ref": "#/$defs/n", "$defs": { "n": n } });
    let either = json!({ "anyOf": [{ "allOf": [{}, { "properties": {} }] }, { "type": "object" }] });
    let endless = json!({ "allOf": [{ "$ref": "#" }, { "$ref": "#" }] });
    let structured = |value| CallToolResult::from_text("text").with_structured_content(value);
    let failed = CallToolResult::error("no n today");
    for (tool, structured) in [
        (given(&n, structured(json!({ "n": 1 }))), Ok(Some(json!({ "n": 1 })))),
        (given(&n, failed), Ok(None)),
        (
            given(&n, CallToolResult::from_text("text")),
            Err("no structured content"),
        ),
        (
            given(&n, structured(json!({ "m": 1 }))),
            Err("$.n: missing, expected an integer"),
        ),
        (data(&n, json!({ "n": 2 })), Ok(Some(json!({ "n": 2 })))),
        (data(&n, json!({ "n": "2" })), Err("$.n: expected an integer")),
        (data(&named, json!({ "n": 3 })), Ok(Some(json!({ "n": 3 })))),
        (data(&named, json!({ "n": "3" })), Err("$.n: expected an integer")),
        (
            given(&either, structured(json!({ "n": 4 }))),
            Ok(Some(json!({ "n": 4 }))),
        ),
        (given(&endless, structured(json!({ "n": 5 }))), Err("too much work")),
        (data(&list, json!(["a"])), Ok(Some(json!({ "result": ["a"] })))),
        (
            given(&list, structured(json!(["a"]))),
            Ok(Some(json!({ "result": ["a"] }))),
        ),
        (data(&list, json!([1])), Err("$.result[0]: expected a string")),
    ] {
        let server = Server::builder("given")
            .debug(true)
            .tool(tool)
            .build()
            .expect("a server");
        for mode in [Mode::Auto, Mode::Legacy] {
            let client = Client::builder().mode(mode).connect(&server).await.expect("connected");
            let result = client.call_tool("given", json!({})).await.expect("a result");
            match &structured {
                Ok(structured) => assert_eq!(&result.structured_content, structured, "{result:?}"),
                Err(why) => {
                    let text = result.text();
                    assert!(result.is_error && result.structured_content.is_none(), "{result:?}");
                    assert!(text.starts_with("Error executing tool given: "), "{text}");
                    assert!(text.contains(why), "{text}");
                }
            }
            let tools = client.all_tools().await.expect("tools");
            let listed = tools[0].output_schema.clone().expect("a schema");
            assert_eq!(listed["type"], "object", "older revisions have no other");
        }
    }
}

/// JSON has no number that is none.
#[mcp::test]
async fn numbers_that_are_not_finite_are_no_results() {
    /// Divide by nothing.
    #[mcp::tool]
    fn ratio() -> f64 {
        f64::NAN
    }

    /// Some are there.
    #[mcp::tool]
    fn ratios(last: Option<bool>) -> Vec<Option<(u8, f32)>> {
        let last = if last == Some(true) { f32::INFINITY } else { 1.5 };
        vec![None, Some((1, last))]
    }

    let server = mcp::build!("Ratios", [ratio, ratios]);
    for mode in [Mode::Auto, Mode::Legacy] {
        let client = Client::builder().mode(mode).connect(&server).await.expect("connected");
        for (tool, arguments, structured) in [
            ("ratio", json!({}), None),
            ("ratios", json!({}), Some(json!({ "result": [null, [1, 1.5]] }))),
            ("ratios", json!({ "last": true }), None),
        ] {
            let result = client.call_tool(tool, arguments).await.expect("a result");
            assert_eq!(
                (result.is_error, &result.structured_content),
                (structured.is_none(), &structured),
                "{result:?}"
            );
        }
    }
}

/// A tool of another server takes and gives what that one checks, whatever its schemas say.
#[mcp::test]
async fn what_is_unchecked_is_handed_on() {
    // As some write a mail address.
    let mail =
        json!({ "type": "object", "properties": { "mail": { "pattern": "^(?!\\.)[^@]+@.+$" } }, "required": ["mail"] });
    let tool = Tool::new("mail", mail.clone(), |arguments, _| async move {
        let sent = serde_json::Value::Object(arguments);
        Ok(CallToolResult::from_text("sent").with_structured_content(sent))
    });
    let tool = tool.output_schema(mail.clone()).unchecked();
    let server = Server::builder("gateway").tool(tool).build().expect("a server");
    let client = Client::connect(&server).await.expect("connected");
    let listed = client.all_tools().await.expect("tools");
    assert_eq!(serde_json::Value::Object(listed[0].input_schema.clone()), mail);
    assert_eq!(
        listed[0].output_schema.clone().map(serde_json::Value::Object),
        Some(mail)
    );
    for sent in [json!({ "mail": "a@b" }), json!({ "mail": 5 }), json!({})] {
        let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "mail", "arguments": sent,
            "_meta": { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} } } });
        let mut out = Vec::new();
        let line = format!("{call}\n");
        let served = server.serve_stream(line.as_bytes(), &mut out, mcp::StreamLimits::default());
        served.await.expect("bytes do not fail");
        let answer: serde_json::Value = serde_json::from_slice(&out).expect("an answer");
        assert_eq!(answer["result"]["structuredContent"], sent, "{answer}");
        assert_eq!(answer["result"]["isError"], false, "{answer}");
    }
}
