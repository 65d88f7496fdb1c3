//! What `bench_server` answers, with as little work as it can be done: the floor that servers are held against.
//!
//! No tool is looked up, no schema made of a type, nothing can be registered or called off. What is left is what no
//! server can leave out: a request is parsed once, its arguments are read, the answer is written.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

const STAMP: &str = r#""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"bench","version":"0.1.0"}}"#;

const INITIALIZED: &str = r#"{"capabilities":{"logging":{},"prompts":{"listChanged":true},"resources":{"listChanged":true,"subscribe":true},"tools":{"listChanged":true}},"protocolVersion":"2025-11-25","serverInfo":{"name":"bench","version":"0.1.0"}}"#;

const FIRST_TOOLS: &str = r#"{"name":"add","description":"Add two integers","inputSchema":{"type":"object","properties":{"a":{"description":"Left operand","format":"int64","type":"integer"},"b":{"description":"Right operand","format":"int64","type":"integer"}},"required":["a","b"],"additionalProperties":false},"outputSchema":{"type":"object","properties":{"result":{"format":"int64","type":"integer"}},"required":["result"],"additionalProperties":false}},{"name":"echo","description":"Return the text unchanged","inputSchema":{"type":"object","properties":{"text":{"description":"Text to return","type":"string"}},"required":["text"],"additionalProperties":false}}"#;

const DUMMY_SCHEMA: &str = r#"{"type":"object","properties":{"query":{"description":"What to look for","type":"string"},"limit":{"description":"Maximum number of records","format":"int64","type":"integer"},"verbose":{"description":"Include every field of each record","type":"boolean"}},"required":["query"],"additionalProperties":false}"#;

/// A request or notification, as far as it is read.
#[derive(Debug, Deserialize)]
pub struct Message<'a> {
    jsonrpc: &'a str,
    /// None in a notification.
    #[serde(borrow)]
    pub id: Option<&'a RawValue>,
    /// What is asked.
    #[serde(borrow)]
    pub method: Cow<'a, str>,
    /// With what.
    #[serde(borrow, default)]
    pub params: Params<'a>,
}

/// The parameters that some method takes.
#[derive(Debug, Default, Deserialize)]
pub struct Params<'a> {
    /// Of a tool, and otherwise empty. An `Option` of it would not borrow.
    #[serde(borrow, default)]
    pub name: Cow<'a, str>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "_meta")]
    meta: Meta<'a>,
}

#[derive(Debug, Default, Deserialize)]
struct Meta<'a> {
    #[serde(borrow, default, rename = "io.modelcontextprotocol/protocolVersion")]
    version: Cow<'a, str>,
    #[serde(borrow, rename = "io.modelcontextprotocol/clientCapabilities")]
    capabilities: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Operands {
    a: i64,
    b: i64,
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow)]
    text: Cow<'a, str>,
}

impl<'a> Message<'a> {
    /// Reads it.
    ///
    /// # Errors
    /// It is no message of JSON-RPC 2.0.
    pub fn parse(text: &'a [u8]) -> serde_json::Result<Message<'a>> {
        let message: Message<'a> = serde_json::from_slice(text)?;
        match message.jsonrpc {
            "2.0" => Ok(message),
            _ => Err(serde::de::Error::custom("jsonrpc is not 2.0")),
        }
    }

    /// The revision that it says it is of, from 2026-07-28 on.
    #[must_use]
    pub fn version(&self) -> Option<&str> {
        Some(&*self.params.meta.version).filter(|version| !version.is_empty())
    }

    /// Whether it says what the client can do.
    #[must_use]
    pub fn has_capabilities(&self) -> bool {
        self.params.meta.capabilities.is_some()
    }
}

/// What is made once.
#[derive(Debug)]
pub struct Floor {
    modern: Bytes,
    legacy: Bytes,
}

impl Default for Floor {
    fn default() -> Floor {
        let dummies: String = (0..50)
            .map(|n| {
                format!(
                    r#",{{"name":"dummy_{n:02}","description":"Dummy tool number {n:02}: looks up records in the catalogue and returns a short summary.","inputSchema":{DUMMY_SCHEMA}}}"#
                )
            })
            .collect();
        let tools = format!(r#""tools":[{FIRST_TOOLS}{dummies}]"#);
        Floor {
            modern: format!(r#"{{"resultType":"complete",{tools},"ttlMs":0,"cacheScope":"private",{STAMP}}}}}"#).into(),
            legacy: format!("{{{tools}}}}}").into(),
        }
    }
}

impl Floor {
    /// Writes the answer to a request, or its beginning, and gives what is to be sent behind it.
    pub fn answer(&self, message: &Message<'_>, out: &mut Vec<u8>) -> Bytes {
        out.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
        out.extend_from_slice(message.id.map_or("null", RawValue::get).as_bytes());
        let modern = message.version().is_some();
        if message.method == "tools/list" {
            out.extend_from_slice(br#","result":"#);
            return if modern { &self.modern } else { &self.legacy }.clone();
        }
        let start = out.len();
        out.extend_from_slice(br#","result":"#);
        let done = match &*message.method {
            "tools/call" => call(&message.params, modern, out),
            "initialize" => {
                out.extend_from_slice(INITIALIZED.as_bytes());
                Ok(())
            }
            _ => Err((-32601, "Method not found".into())),
        };
        if let Err((code, text)) = done {
            out.truncate(start);
            let error = serde_json::json!({ "code": code, "message": text });
            out.extend_from_slice(format!(r#","error":{error}"#).as_bytes());
        }
        out.push(b'}');
        Bytes::new()
    }
}

fn call(params: &Params<'_>, modern: bool, out: &mut Vec<u8>) -> Result<(), (i32, String)> {
    let bad = |error: serde_json::Error| (-32602, error.to_string());
    let arguments = params.arguments.map_or("{}", RawValue::get);
    out.extend_from_slice(if modern { br#"{"resultType":"complete","# } else { b"{" });
    match &*params.name {
        "add" => {
            let Operands { a, b } = serde_json::from_str(arguments).map_err(bad)?;
            let sum = a.checked_add(b).ok_or_else(|| (-32603, "overflow".to_owned()))?;
            out.extend_from_slice(br#""structuredContent":{"result":"#);
            serde_json::to_writer(&mut *out, &sum).map_err(bad)?;
            out.extend_from_slice(br#"},"content":[{"type":"text","text":""#);
            serde_json::to_writer(&mut *out, &sum).map_err(bad)?;
            out.push(b'"');
        }
        "echo" => {
            let Text { text } = serde_json::from_str(arguments).map_err(bad)?;
            // Once, and not by doubling: an answer is as long as what was asked, and little more.
            out.reserve(arguments.len() + 256);
            out.extend_from_slice(br#""content":[{"type":"text","text":"#);
            serde_json::to_writer(&mut *out, &text).map_err(bad)?;
        }
        _ => return Err((-32602, "Unknown tool".into())),
    }
    out.extend_from_slice(br#"}],"isError":false"#);
    if modern {
        out.push(b',');
        out.extend_from_slice(STAMP.as_bytes());
    }
    out.push(b'}');
    Ok(())
}
