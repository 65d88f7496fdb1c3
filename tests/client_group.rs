//! Many servers as one, of both eras.

use mcp::client::{ClientGroup, Command};
use mcp::{Client, ClientError, Mode, Server, Tool, json};
use mcp_tests::web_script::{Reply, WebScript, events_reply, json_reply, reply};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn tool(name: &str, says: &'static str) -> Tool {
    Tool::new(name, json!({ "type": "object" }), move |_, _| async move {
        Ok(says.to_owned())
    })
}

fn server(name: &str, tools: &[(&str, &'static str)]) -> Server {
    let mut builder = Server::builder(name).page_size(2);
    for (name, says) in tools {
        builder = builder.tool(tool(name, says));
    }
    builder.build().expect("a server")
}

async fn connect(server: &Server, mode: Mode) -> Client {
    Client::builder()
        .mode(mode)
        .connect(server)
        .await
        .expect("a connection")
}

async fn names(group: &ClientGroup) -> Vec<String> {
    group.tools().await.into_iter().map(|tool| tool.name).collect()
}

/// The whole world's weather.
#[mcp::resource("weather://all")]
fn report() -> &'static str {
    "Rain."
}

/// A city's weather.
#[mcp::resource("weather://{city}/now")]
fn city(city: String) -> String {
    format!("{city}: Sun.")
}

/// Plan a trip.
#[mcp::prompt]
fn plan(city: String) -> String {
    format!("Plan a trip to {city}.")
}

#[mcp::test]
async fn servers_of_both_eras_as_one() -> Result<(), ClientError> {
    let one = server(
        "one",
        &[("a", "one"), ("b", "one"), ("c", "one"), ("d", "one"), ("e", "one")],
    );
    let two = server("two", &[("a", "two"), ("x", "two")]);
    let weather = mcp::build!("weather", [report, city, plan]);
    let group = ClientGroup::new().naming(|server, name| format!("{server}.{name}"));
    group.add("one", connect(&one, Mode::Auto).await).await?;
    group.add("two", connect(&two, Mode::Legacy).await).await?;
    group.add("weather", connect(&weather, Mode::Auto).await).await?;
    // All pages of all servers.
    assert_eq!(
        names(&group).await,
        ["one.a", "one.b", "one.c", "one.d", "one.e", "two.a", "two.x"]
    );
    assert_eq!(group.call_tool("one.a", ()).await?.text(), "one");
    assert_eq!(group.call_tool("two.a", ()).await?.text(), "two");
    let text = |result: mcp::types::ReadResourceResult| json!(result.contents[0])["text"].clone();
    assert_eq!(text(group.read_resource("weather://all").await?), "Rain.");
    assert_eq!(text(group.read_resource("weather://Cairo/now").await?), "Cairo: Sun.");
    let prompt = group.get_prompt("weather.plan", json!({ "city": "Cairo" })).await?;
    assert_eq!(prompt.messages[0].content.as_text(), Some("Plan a trip to Cairo."));
    assert_eq!(
        (group.resources().await.len(), group.resource_templates().await.len()),
        (1, 1)
    );
    assert_eq!(group.prompts().await[0].name, "weather.plan");
    for (error, said) in [
        (group.call_tool("a", ()).await.map(drop), "Unknown tool: a"),
        (group.get_prompt("plan", ()).await.map(drop), "Unknown prompt: plan"),
        (
            group.read_resource("nothing://here").await.map(drop),
            "Unknown resource: nothing://here",
        ),
        (
            group.remove("three").await.map(drop),
            "Provided session is not managed or already disconnected.",
        ),
        (
            group.add("one", connect(&two, Mode::Auto).await).await,
            "{'one'} already exist in group servers.",
        ),
    ] {
        let error = error.expect_err(said);
        assert_eq!((error.code(), error.to_string().as_str()), (Some(-32602), said));
    }

    // What both have is an error, and nothing of the second is there.
    let plain = ClientGroup::new();
    plain.add("one", connect(&one, Mode::Auto).await).await?;
    let error = plain
        .add("two", connect(&two, Mode::Auto).await)
        .await
        .expect_err("a tool of both");
    assert_eq!(
        (error.code(), error.to_string()),
        (Some(-32602), "{'a'} already exist in group tools.".into())
    );
    assert_eq!(names(&plain).await.len(), 5);
    plain.remove("one").await?;
    plain.add("two", connect(&two, Mode::Auto).await).await?;
    assert_eq!(names(&plain).await, ["a", "x"]);
    Ok(())
}

/// What a server says has changed is fetched anew, in both eras.
#[mcp::test]
async fn lists_are_kept_fresh() -> Result<(), ClientError> {
    for mode in [Mode::Auto, Mode::Legacy] {
        let (one, two) = (server("one", &[("a", "one")]), server("two", &[("b", "two")]));
        let group = ClientGroup::new();
        group.add("one", connect(&one, mode).await).await?;
        group.add("two", connect(&two, mode).await).await?;
        assert_eq!(names(&group).await, ["a", "b"]);
        one.add_tool(tool("late", "late")).expect("a new tool");
        let started = Instant::now();
        while names(&group).await != ["a", "late", "b"] {
            assert!(
                started.elapsed() < Duration::from_secs(5),
                "{mode:?}: {:?}",
                names(&group).await
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(group.call_tool("late", ()).await?.text(), "late");
    }
    Ok(())
}

/// A session whose tools are those that the server has by then: `tell` says that they have changed. Each list is answered
/// as `list` says.
async fn changing(list: impl Fn(usize, Reply) -> Reply + Send + Sync + 'static) -> (WebScript, Client) {
    let lists = AtomicUsize::new(0);
    let server = WebScript::start(move |_, asked| {
        let result = |result| json!({ "jsonrpc": "2.0", "id": asked.body["id"], "result": result });
        match asked.method() {
            "initialize" => {
                let info = json!({ "name": "s", "version": "1" });
                let tools = json!({ "tools": { "listChanged": true } });
                let greeting = json!({ "protocolVersion": "2025-11-25", "capabilities": tools, "serverInfo": info });
                json_reply(200, &[], &result(greeting))
            }
            "tools/list" => {
                let count = lists.fetch_add(1, Ordering::SeqCst);
                let tools = json!([{ "name": format!("list-{count}"), "inputSchema": { "type": "object" } }]);
                list(count, json_reply(200, &[], &result(json!({ "tools": tools }))))
            }
            "tools/call" => {
                let told = json!({ "jsonrpc": "2.0", "method": "notifications/tools/list_changed" });
                let done = result(json!({ "content": [] }));
                events_reply(&[], &format!("data: {told}\n\ndata: {done}\n\n"))
            }
            _ => reply(202, &[], ""),
        }
    });
    let builder = Client::builder().mode(Mode::Legacy);
    let client = builder.connect(server.url()).await.expect("a connection");
    (server, client)
}

/// Lists that cannot be fetched anew are asked for again, but not each time.
#[mcp::test]
async fn a_list_that_cannot_be_fetched() -> Result<(), ClientError> {
    let (server, client) = changing(|count, list| if count == 1 { reply(503, &[], "") } else { list }).await;
    let group = ClientGroup::new();
    group.add("one", client.clone()).await?;
    client.call_tool("tell", ()).await?;
    for _ in 0..3 {
        assert_eq!(names(&group).await, ["list-0"]);
    }
    let lists = server
        .methods()
        .iter()
        .filter(|method| *method == "POST tools/list")
        .count();
    assert_eq!(lists, 2, "{:?}", server.methods());
    let started = Instant::now();
    while names(&group).await != ["list-2"] {
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", names(&group).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// A server that is taken out while its lists are fetched leaves nothing to another of its name.
#[mcp::test]
async fn another_of_the_same_name() -> Result<(), ClientError> {
    let (_server, client) = changing(|count, list| match list {
        Reply::Bytes(bytes) if count > 0 => Reply::Slowly(vec![(Duration::from_millis(500), bytes)]),
        list => list,
    })
    .await;
    let group = Arc::new(ClientGroup::new());
    group.add("one", client.clone()).await?;
    client.call_tool("tell", ()).await?;
    let listing = group.clone();
    let listing = tokio::spawn(async move { names(&listing).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    group.remove("one").await?;
    group
        .add("one", connect(&server("other", &[("a", "other")]), Mode::Auto).await)
        .await?;
    assert_eq!(listing.await.expect("no panic"), ["a"]);
    assert_eq!(names(&group).await, ["a"]);
    Ok(())
}

/// A server that dies takes its own calls with it, and no others.
#[mcp::test]
async fn one_that_dies() -> Result<(), ClientError> {
    let one = server("one", &[("a", "one")]);
    let dying = Client::connect(Command::new(env!("CARGO_BIN_EXE_fixture"))).await?;
    let group = ClientGroup::new();
    group.add("one", connect(&one, Mode::Auto).await).await?;
    group.add("dying", dying.clone()).await?;
    assert_eq!(group.call_tool("add", json!({ "a": 1, "b": 2 })).await?.text(), "3");
    dying.close().await;
    let error = group
        .call_tool("add", json!({ "a": 1, "b": 2 }))
        .await
        .expect_err("gone");
    assert!(matches!(error, ClientError::Closed), "{error:?}");
    assert_eq!(group.call_tool("a", ()).await?.text(), "one");
    group.remove("dying").await?;
    assert_eq!(names(&group).await, ["a"]);
    Ok(())
}
