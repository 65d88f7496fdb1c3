//! A host in a terminal: it calls a tool, puts the server's questions to the user, and can keep a call whose answer has to
//! wait for tomorrow.
//!
//! ```sh
//! host URL|COMMAND TOOL '{"date":"Friday"}'
//! ```

use mcp::client::{Command, Step};
use mcp::types::{ElicitParams, ElicitResult, FormElicitation, InputRequiredResult, JsonObject, UrlElicitation};
use mcp::{CallOptions, Client, ClientBuilder, Context, InputRequired, Unfinished};
use std::io::{BufRead, Write};

/// Asks in the terminal; an empty line takes what is proposed, and the end of the input gives up.
fn read(question: &str) -> Option<String> {
    print!("{question} ");
    std::io::stdout().flush().ok()?;
    let mut line = String::new();
    let length = std::io::stdin().lock().read_line(&mut line).ok()?;
    (length > 0).then(|| line.trim().to_owned())
}

/// Fills in a form, field by field.
fn fill_in(form: FormElicitation) -> ElicitResult {
    println!("{}", form.message);
    let mut filled = form.defaults();
    let properties = form
        .requested_schema
        .get("properties")
        .and_then(|properties| properties.as_object());
    for (name, schema) in properties.into_iter().flatten() {
        let proposed = filled.get(name).map_or(String::new(), |value| format!(" [{value}]"));
        let Some(typed) = read(&format!("  {name}{proposed}:")) else {
            return ElicitResult::cancel();
        };
        if !typed.is_empty() {
            // A number or a yes as such, all else as text.
            let value = serde_json::from_str(&typed).ok().filter(|_| schema["type"] != "string");
            filled.insert(name.clone(), value.unwrap_or_else(|| typed.into()));
        }
    }
    match read("Send it? [Y/n]").as_deref() {
        Some("" | "y" | "Y") => ElicitResult::accept(filled),
        Some(_) => ElicitResult::decline(),
        None => ElicitResult::cancel(),
    }
}

/// The user sees the whole of a URL, and goes there or not.
fn open(url: UrlElicitation) -> ElicitResult {
    match read(&format!("{}\n  {}\nGo there? [y/N]", url.message, url.url)).as_deref() {
        Some("y" | "Y") => ElicitResult::accept(JsonObject::new()),
        _ => ElicitResult::decline(),
    }
}

fn host() -> ClientBuilder {
    // Waiting for a person must not keep everything else waiting: a thread of its own.
    Client::builder()
        .on_elicit(async |form| tokio::task::spawn_blocking(|| fill_in(form)).await)
        .on_elicit_url(async |url| tokio::task::spawn_blocking(|| open(url)).await)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, tool, json] = arguments.as_slice() else {
        return demo().await;
    };
    let client = match target.starts_with("http") {
        true => host().connect(target).await?,
        false => host().connect(Command::new(target)).await?,
    };
    let arguments: JsonObject = serde_json::from_str(json)?;
    println!("{}", client.call_tool(tool, arguments).await?.text());
    client.close().await;
    Ok(())
}

/// Book a table, if the user agrees.
#[mcp::tool]
fn book(date: String, ctx: &Context) -> Result<String, Unfinished> {
    if let (Some(date), Some(answer)) = (ctx.request_state(), ctx.input_responses().elicitation("guests")) {
        let guests = answer.content.and_then(|form| form.get("guests")?.as_u64());
        return Ok(guests.map_or("No table.".into(), |guests| format!("A table for {guests} on {date}.")));
    }
    let form = mcp::json!({ "type": "object", "properties": { "guests": { "type": "integer", "default": 2 } } });
    let form = form.as_object().cloned().unwrap_or_default();
    let question = ElicitParams::form(format!("How many on {date}?"), form);
    Err(InputRequired::new().ask("guests", question).state(date).into())
}

/// What a host sees, with a user who agrees to all that is proposed; and a call that waits as text for a while.
async fn demo() -> mcp::Result<()> {
    let server = mcp::build!("Bistro", [book]);
    let agree = || Client::builder().on_elicit(async |form: FormElicitation| ElicitResult::accept(form.defaults()));
    let friday = mcp::json!({ "date": "Friday" });
    println!(
        "{}",
        agree().connect(&server).await?.call_tool("book", &friday).await?.text()
    );

    let client = agree().connect(&server).await?;
    let step = client.session().call_tool("book", &friday, CallOptions::new()).await?;
    let Step::InputRequired(asked) = step else {
        return Err("the server did not ask".into());
    };
    let kept = serde_json::to_string(&asked)?;
    client.close().await;

    let asked: InputRequiredResult = serde_json::from_str(&kept)?;
    let questions: Vec<&str> = asked.input_requests.iter().map(|(key, _)| key).collect();
    println!("kept: {questions:?}");
    let client = agree().connect(&server).await?;
    let options = client.session().resume(&asked).await?;
    println!("{}", client.call_tool_with("book", &friday, options).await?.text());
    Ok(())
}
