//! The examples that ask, answered by clients of both eras, in memory, over stdio and over HTTP.

use mcp_tests::http::Session;
use mcp_tests::pipes::Live;
use mcp_tests::rounds::{Ended, Memory, Web, Wire, greet, in_session, modern};
use mcp_tests::tools::{self, HttpServer};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

#[allow(dead_code)]
#[path = "../examples/src/bin/bistro.rs"]
mod bistro;

#[allow(dead_code)]
#[path = "../examples/src/bin/ask.rs"]
mod ask;

/// An example: as a server in this process, and as a program.
struct Example {
    server: mcp::Server,
    name: &'static str,
    http: HttpServer,
}

impl Example {
    fn new(name: &'static str, server: mcp::Server) -> Example {
        Example {
            server,
            name,
            http: HttpServer::start(&tools::example(name)),
        }
    }

    fn program(&self) -> Live {
        let mut command = Command::new(tools::example(self.name));
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        Live::start(command)
    }

    /// The call on every connection there is.
    fn everywhere(
        &self,
        tool: &str,
        arguments: &Value,
        answers: &dyn Fn(&Value) -> Value,
    ) -> Vec<(&'static str, Ended)> {
        let able = json!({ "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} });
        let (method, params) = ("tools/call", json!({ "name": tool, "arguments": arguments }));
        let mut ended = Vec::new();
        let memory = || -> Box<dyn Wire> { Box::new(Memory::new(&self.server)) };
        let stdio = || -> Box<dyn Wire> { Box::new(self.program()) };
        for (name, mut now, mut before) in [("memory", memory(), memory()), ("stdio", stdio(), stdio())] {
            ended.push((name, modern(now.as_mut(), &able, method, &params, answers)));
            greet(before.as_mut(), "2025-11-25", &able);
            ended.push((name, in_session(before.as_mut(), method, &params, answers)));
        }
        let url = self.http.url();
        ended.push(("http", modern(&mut Web::modern(url), &able, method, &params, answers)));
        let mut session = Web::in_session(url, "2025-11-25", &able);
        ended.push(("http", in_session(&mut session, method, &params, answers)));
        ended
    }
}

fn accepts(content: &Value) -> Value {
    json!({ "action": "accept", "content": content })
}

fn does(action: &str) -> Value {
    json!({ "action": action })
}

/// A booking, as each answer ends it.
#[test]
fn one_question() {
    let bistro = Example::new("bistro", bistro::server());
    let failed = |action: &str| {
        format!(
            "Error executing tool book_table: Resolver for parameter 'answer' could not resolve: elicitation was {action}"
        )
    };
    for (answer, text) in [
        (accepts(&json!({ "confirm": true })), "Booked for Friday.".to_owned()),
        (accepts(&json!({ "confirm": false })), "No booking made.".to_owned()),
        (does("decline"), failed("decline")),
        (does("cancel"), failed("cancel")),
    ] {
        let answers = |question: &Value| {
            assert_eq!(question["params"]["message"], "Book a table for Friday?");
            let schema = &question["params"]["requestedSchema"];
            assert_eq!(
                *schema,
                json!({ "type": "object", "required": ["confirm"],
                    "properties": { "confirm": { "type": "boolean", "description": "Really book?" } } })
            );
            answer.clone()
        };
        for (transport, ended) in bistro.everywhere("book_table", &json!({ "date": "Friday" }), &answers) {
            assert_eq!(
                (ended.text(), ended.asked()),
                (text.as_str(), 1),
                "{transport}: {ended:?}"
            );
        }
    }
}

/// The other things that can be asked.
#[test]
fn other_questions() {
    let ask = Example::new("ask", ask::server());
    let sampled =
        json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": "Rain, and rain." } });
    let rooted = json!({ "roots": [{ "uri": "file:///work" }] });
    let table = [
        (
            "ask_url",
            json!({ "amount": 5 }),
            does("accept"),
            "The user goes to pay 5.",
        ),
        (
            "ask_url",
            json!({ "amount": 5 }),
            does("decline"),
            "The user does not pay.",
        ),
        ("ask_url", json!({ "amount": 5 }), does("cancel"), "The user is gone."),
        (
            "ask_model",
            json!({ "subject": "rain" }),
            sampled,
            "rain: Rain, and rain.",
        ),
        ("ask_roots", json!({}), rooted, r#"["file:///work"]"#),
    ];
    for (tool, arguments, answer, text) in table {
        let answers = |question: &Value| {
            if tool == "ask_url" {
                assert_eq!(question["params"]["url"], "https://example.com/pay/5");
                let in_session = question["jsonrpc"].is_string();
                // Required by 2025-11-25, unknown to 2026-07-28.
                assert_eq!(
                    question["params"]["elicitationId"].is_string(),
                    in_session,
                    "{question}"
                );
            }
            answer.clone()
        };
        for (transport, ended) in ask.everywhere(tool, &arguments, &answers) {
            assert_eq!((ended.text(), ended.asked()), (text, 1), "{transport}: {ended:?}");
        }
    }
}

/// Three in a row: each knows what was answered before, and what is known is not asked.
#[test]
fn three_questions() {
    let ask = Example::new("ask", ask::server());
    let table = [
        (json!({ "guests": 4 }), does("accept"), "Sunday: 4 at Window.", 3),
        (json!({}), does("accept"), "Sunday: 2 at Window.", 3),
        (json!({ "guests": 9 }), does("accept"), "Sunday: 9 at Terrace.", 2),
        (
            json!({ "guests": 21 }),
            does("accept"),
            "Error executing tool ask_three: Resolver 'ask:party' received an accepted elicitation whose content does not \
             match the requested schema: $.guests: expected an integer from 1 to 20",
            1,
        ),
        (
            json!({ "guests": 4 }),
            does("decline"),
            "Error executing tool ask_three: Resolver for parameter 'place' could not resolve: elicitation was decline",
            2,
        ),
    ];
    for (party, place, text, asked) in table {
        let answers = |question: &Value| match question["params"]["message"].as_str() {
            Some("For how many?") => accepts(&party),
            Some(message) if message.starts_with("Where") => match place["action"].as_str() {
                Some("accept") => accepts(&json!({ "table": "Window" })),
                _ => place.clone(),
            },
            _ => accepts(&json!({ "right": true })),
        };
        for (transport, ended) in ask.everywhere("ask_three", &json!({ "day": "Sunday" }), &answers) {
            let text = text.replace(
                "'ask:",
                if transport == "memory" {
                    "'questions::ask:"
                } else {
                    "'ask:"
                },
            );
            assert_eq!(
                (ended.text(), ended.asked()),
                (text.as_str(), asked),
                "{transport}: {ended:?}"
            );
        }
    }
}

/// Where nothing can carry a question, and where nobody takes one.
#[test]
fn no_way_to_ask() {
    let bistro = Example::new("bistro", bistro::server());
    let able = json!({ "elicitation": {} });
    let session = Session::able_to(&able, bistro.http.url(), "2025-11-25");
    let body = mcp_tests::http::call(1, "book_table", &json!({ "date": "Friday" })).to_string();
    let answer = session
        .open("POST", &[("Accept", "application/json")], &body)
        .rest()
        .json();
    assert_eq!(
        answer["error"],
        json!({ "code": -32600, "message": "Cannot send 'elicitation/create': this transport context has no back-channel \
            for server-initiated requests." })
    );
}
