//! Whether an answer is the right one.

use super::request::{Ask, DIGITS, Era, OPERANDS, TOOLS, echoed};
use memchr::memmem;
use serde_json::Value;

/// Bytes that were found right once: what is like them but for the id is right, too.
#[derive(Debug, Default)]
pub struct Known {
    bytes: Vec<u8>,
    id_at: usize,
}

impl Known {
    /// Takes these, if the id stands in them once, and otherwise nothing is known.
    pub fn new(bytes: &[u8], id: u64) -> Option<Known> {
        let digits = id.to_string();
        let mut places = memmem::find_iter(bytes, digits.as_bytes());
        let id_at = places.next().filter(|_| digits.len() == DIGITS)?;
        places.next().is_none().then(|| Known {
            bytes: bytes.to_vec(),
            id_at,
        })
    }

    /// The id in these, if they are the same but for that.
    pub fn id(&self, bytes: &[u8]) -> Option<u64> {
        if bytes.len() != self.bytes.len() {
            return None;
        }
        let (start, end) = (self.id_at, self.id_at + DIGITS);
        if bytes[..start] != self.bytes[..start] || bytes[end..] != self.bytes[end..] {
            return None;
        }
        bytes[start..end].iter().try_fold(0, |id, byte| {
            byte.is_ascii_digit().then(|| id * 10 + u64::from(byte - b'0'))
        })
    }
}

/// What looks at answers, and counts those that are wrong.
#[derive(Debug)]
pub struct Checker {
    era: Era,
    ask: Ask,
    text: String,
    known: Option<Known>,
    /// How many were wrong.
    pub bad: u64,
    /// What was wrong with the first of them.
    pub first_bad: Option<String>,
}

impl Checker {
    pub fn new(era: Era, ask: Ask) -> Checker {
        Checker {
            era,
            ask,
            text: if ask == Ask::Echo { echoed() } else { String::new() },
            known: None,
            bad: 0,
            first_bad: None,
        }
    }

    /// Looks at an answer, without what frames it; its id, if it has one.
    pub fn check(&mut self, answer: &[u8]) -> Option<u64> {
        if let Some(id) = self.known.as_ref().and_then(|known| known.id(answer)) {
            return Some(id);
        }
        let parsed: Value = match serde_json::from_slice(answer) {
            Ok(parsed) => parsed,
            Err(error) => {
                self.blame(&error.to_string(), answer);
                return None;
            }
        };
        let id = parsed["id"].as_u64();
        match self.fault(&parsed) {
            Some(fault) => self.blame(&fault, answer),
            None => self.known = id.and_then(|id| Known::new(answer, id)),
        }
        id
    }

    /// Counts something that is wrong.
    pub fn blame(&mut self, what: &str, answer: &[u8]) {
        self.bad += 1;
        self.first_bad.get_or_insert_with(|| {
            let start: String = String::from_utf8_lossy(answer).chars().take(400).collect();
            format!("{what}: {start}")
        });
    }

    fn fault(&self, answer: &Value) -> Option<String> {
        let result = &answer["result"];
        if answer["jsonrpc"] != "2.0" {
            return Some("not JSON-RPC 2.0".into());
        }
        if answer.get("error").is_some() || !result.is_object() {
            return Some("no result".into());
        }
        if self.era == Era::Modern && result["resultType"] != "complete" {
            return Some("not a complete result".into());
        }
        if result.get("isError").is_some_and(|error| error != false) {
            return Some("an error of the tool".into());
        }
        let text = &result["content"][0]["text"];
        match self.ask {
            Ask::Add => {
                let sum = OPERANDS.0 + OPERANDS.1;
                // Some write the sum as the text, some the object that it stands in, some both.
                let structured = result.get("structuredContent").map(|content| content["result"] == sum);
                let read = || text.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
                let as_text = read().is_some_and(|text| text == sum || text["result"] == sum);
                (structured == Some(false) || !as_text).then(|| format!("not the sum {sum}"))
            }
            Ask::Echo => (*text != *self.text).then(|| "not the text".into()),
            Ask::List => {
                let tools = result["tools"].as_array().map_or(0, Vec::len);
                (tools != TOOLS).then(|| format!("{tools} tools, not {TOOLS}"))
            }
            Ask::Initialize => (result["protocolVersion"] != Era::Legacy.date()).then(|| "another revision".into()),
        }
    }
}
