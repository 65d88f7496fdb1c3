//! A client that answers whatever it is asked, over any transport and in both eras, until its call is done.

use crate::http::{self, Open, Session, hello, message};
use crate::pipes::Live;
use mcp::Server;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::runtime::Runtime;

/// What a client answers to a question: its key, or its method where it has none, and the question itself.
pub type Answers<'a> = &'a dyn Fn(&Value) -> Value;

/// A call that has ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// The questions, with their keys where they came in an answer, in order. One list a round; in a session each
    /// question is a round of its own.
    pub rounds: Vec<Vec<(String, Value)>>,
    /// The response.
    pub answer: Value,
}

impl Ended {
    /// The text of a tool's result or of an error.
    #[must_use]
    pub fn text(&self) -> &str {
        let answer = &self.answer;
        let texts = [
            &answer["result"]["content"][0]["text"],
            &answer["result"]["messages"][0]["content"]["text"],
            &answer["result"]["contents"][0]["text"],
            &answer["error"]["message"],
        ];
        texts.into_iter().find_map(Value::as_str).unwrap_or_default()
    }

    /// How many questions there were.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.rounds.iter().map(Vec::len).sum()
    }
}

/// A way to a server, line by line.
pub trait Wire {
    /// Sends a message.
    fn say(&mut self, message: &Value);
    /// The next message.
    fn hear(&mut self) -> Value;
}

impl Wire for Live {
    fn say(&mut self, message: &Value) {
        Live::say(self, message.to_string().as_bytes());
    }

    fn hear(&mut self) -> Value {
        Live::hear(self)
    }
}

/// A server in this process.
#[derive(Debug)]
pub struct Memory {
    runtime: Runtime,
    writer: WriteHalf<DuplexStream>,
    reader: BufReader<ReadHalf<DuplexStream>>,
}

impl Memory {
    /// Serves one client.
    ///
    /// # Panics
    /// There is no runtime to be had.
    #[must_use]
    pub fn new(server: &Server) -> Memory {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let (ours, theirs) = tokio::io::duplex(1 << 20);
        let server = server.clone();
        runtime.spawn(async move {
            let (reader, writer) = tokio::io::split(theirs);
            let _ = server.serve_stream(reader, writer, mcp::StreamLimits::default()).await;
        });
        let (reader, writer) = tokio::io::split(ours);
        Memory {
            runtime,
            writer,
            reader: BufReader::new(reader),
        }
    }
}

impl Wire for Memory {
    fn say(&mut self, message: &Value) {
        let line = format!("{message}\n");
        self.runtime
            .block_on(self.writer.write_all(line.as_bytes()))
            .expect("sent");
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.runtime
            .block_on(self.reader.read_line(&mut line))
            .expect("a message");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line:?}"))
    }
}

/// A server over HTTP, in a session where there is one.
pub struct Web {
    url: String,
    session: Option<Session>,
    stream: Option<Open>,
    whole: Option<Value>,
}

impl Web {
    /// A client of 2026-07-28.
    #[must_use]
    pub fn modern(url: &str) -> Web {
        Web {
            url: url.to_owned(),
            session: None,
            stream: None,
            whole: None,
        }
    }

    /// A client with a session.
    #[must_use]
    pub fn in_session(url: &str, revision: &str, capabilities: &Value) -> Web {
        Web {
            session: Some(Session::able_to(capabilities, url, revision)),
            ..Web::modern(url)
        }
    }

    fn take(&mut self, open: Open) {
        if open.head.header("content-type") == "text/event-stream" {
            self.stream = Some(open);
        } else {
            self.whole = Some(open.rest().json());
        }
    }
}

impl Wire for Web {
    fn say(&mut self, message: &Value) {
        match &self.session {
            None => {
                let method = message["method"].as_str().unwrap_or_default();
                let open = http::modern(&self.url, &message["id"], method, &message["params"], &[]);
                self.take(open);
            }
            Some(session) if message["method"].is_string() => {
                let open = session.open("POST", &[], &message.to_string());
                self.take(open);
            }
            Some(session) => assert_eq!(session.post(message).status, 202),
        }
    }

    fn hear(&mut self) -> Value {
        if let Some(whole) = self.whole.take() {
            return whole;
        }
        let stream = self.stream.as_mut().expect("a stream");
        stream.event().expect("an event").data
    }
}

/// A client of 2026-07-28 that can do this: it sends its request until it gets a result.
///
/// # Panics
/// The server asks for ever.
pub fn modern(wire: &mut dyn Wire, capabilities: &Value, method: &str, params: &Value, answers: Answers<'_>) -> Ended {
    let mut rounds = Vec::new();
    let mut params = params.clone();
    params["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
    params["_meta"]["io.modelcontextprotocol/clientCapabilities"] = capabilities.clone();
    for id in 1..12 {
        wire.say(&message(id, method, &params));
        let answer = loop {
            let heard = wire.hear();
            if heard["id"] == id {
                break heard;
            }
        };
        if answer["result"]["resultType"] != "input_required" {
            return Ended { rounds, answer };
        }
        let empty = serde_json::Map::new();
        let asked = answer["result"]["inputRequests"].as_object().unwrap_or(&empty);
        params["inputResponses"] = asked
            .iter()
            .map(|(key, question)| (key.clone(), answers(question)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        params["requestState"] = answer["result"]["requestState"].clone();
        rounds.push(
            asked
                .iter()
                .map(|(key, question)| (key.clone(), question.clone()))
                .collect(),
        );
    }
    panic!("it asks for ever: {rounds:?}");
}

/// Says hello on a stream of lines.
///
/// # Panics
/// The server speaks another revision.
pub fn greet(wire: &mut dyn Wire, revision: &str, capabilities: &Value) {
    wire.say(&hello(revision, capabilities));
    assert_eq!(wire.hear()["result"]["protocolVersion"], revision);
    wire.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
}

/// A client in a session that has been opened: it answers what it is asked in the middle of its call.
pub fn in_session(wire: &mut dyn Wire, method: &str, params: &Value, answers: Answers<'_>) -> Ended {
    let mut rounds = Vec::new();
    wire.say(&message(7, method, params));
    loop {
        let heard = wire.hear();
        if heard["method"].is_string() && !heard["id"].is_null() {
            let result = answers(&heard);
            wire.say(&json!({ "jsonrpc": "2.0", "id": heard["id"], "result": result }));
            rounds.push(vec![(String::new(), heard)]);
        } else if heard["id"] == 7 {
            return Ended { rounds, answer: heard };
        }
    }
}
