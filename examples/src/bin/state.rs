//! What tools share: a state of any type, given once to the server, taken as `State<T>`.

use mcp::State;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Notes by title.
type Notes = Mutex<BTreeMap<String, String>>;

#[derive(Default)]
struct Visits(AtomicU64);

/// Keep a note. The model fills in `title` and `text`; the notes come from the server.
#[mcp::tool]
fn keep(title: String, text: String, State(notes): State<Notes>) -> mcp::Result<()> {
    notes.lock().map_err(|_| "The notes are lost.")?.insert(title, text);
    Ok(())
}

/// Read a note.
#[mcp::tool(read_only)]
fn read(title: &str, State(notes): State<Notes>, visits: State<Visits>) -> mcp::Result<String> {
    visits.0.0.fetch_add(1, Ordering::Relaxed);
    let notes = notes.lock().map_err(|_| "The notes are lost.")?;
    Ok(notes
        .get(title)
        .cloned()
        .ok_or_else(|| format!("There is no note '{title}'."))?)
}

/// How often notes were read. Resources and prompts take states too.
#[mcp::resource("notes://visits")]
fn visits(visits: State<Visits>) -> u64 {
    visits.0.0.load(Ordering::Relaxed)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    // A tool whose state is not given here does not compile.
    let server = mcp::build!(
        "State",
        [keep, read, visits],
        state = Notes::default(),
        state = Visits::default()
    );
    if std::env::args().any(|argument| argument == "--demo") {
        return demo(&server).await;
    }
    mcp::serve(server).await
}

/// What a client sees.
async fn demo(server: &mcp::Server) -> mcp::Result<()> {
    let client = mcp::Client::connect(server).await?;
    for tool in client.all_tools().await? {
        println!("{}({})", tool.name, tool.input_schema["properties"]);
    }
    for (tool, arguments) in [
        ("keep", mcp::json!({ "title": "milk", "text": "Two bottles." })),
        ("read", mcp::json!({ "title": "milk" })),
        ("read", mcp::json!({ "title": "bread" })),
    ] {
        let result = client.call_tool(tool, arguments).await?;
        println!("{tool}: {:?}", result.text());
    }
    let visits = client.read_resource("notes://visits").await?;
    println!("{}", mcp::json!(visits.contents));
    Ok(())
}
