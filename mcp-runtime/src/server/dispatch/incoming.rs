//! A message to a server, as it is read before anything is known of it.

use crate::jsonrpc::{BorrowedStr, Id, JsonText, Malformed, MapOnly, Message, Scan};
use crate::revision::EnvelopeMeta;
use serde::Deserialize;
use std::borrow::Cow;

/// The parameters that the methods in constant use have, read in the pass that reads the message.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Params<'a> {
    #[serde(borrow, default)]
    pub(crate) name: Option<BorrowedStr<'a>>,
    #[serde(borrow, default)]
    pub(crate) uri: Option<BorrowedStr<'a>>,
    #[serde(borrow, default)]
    pub(crate) cursor: Option<BorrowedStr<'a>>,
    #[serde(borrow, default)]
    pub(crate) arguments: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "inputResponses")]
    pub(crate) input_responses: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "requestState")]
    pub(crate) request_state: Option<JsonText<'a>>,
    #[serde(borrow, default, rename = "_meta")]
    pub(crate) meta: Option<MapOnly<EnvelopeMeta<'a>>>,
}

/// A message to a server.
pub(crate) type Incoming<'a> = Message<'a, MapOnly<Params<'a>>>;

/// The parameters of a message that has none.
static NO_PARAMS: Params<'static> = Params {
    name: None,
    uri: None,
    cursor: None,
    arguments: None,
    input_responses: None,
    request_state: None,
    meta: None,
};

impl<'a> Incoming<'a> {
    /// Reads a message into this one, which is [empty](Message::empty): what is read is put where it stays, as parameters
    /// are larger than most messages.
    ///
    /// # Errors
    /// As [`Message::parse`].
    #[inline]
    pub(crate) fn read(&mut self, text: &'a str) -> Result<(), Malformed<'a>> {
        if usual(text, self).is_none() {
            *self = Message::parse(text)?;
        }
        Ok(())
    }

    /// Its parameters, which may be none.
    #[inline]
    pub(crate) fn params(&self) -> &Params<'a> {
        self.params.as_ref().map_or(&NO_PARAMS, |params| &params.0)
    }
}

/// A request or notification as clients write them; `None` for all else, well-formed or not.
#[inline]
fn usual<'a>(text: &'a str, message: &mut Incoming<'a>) -> Option<()> {
    let mut version = None;
    let mut scan = Scan::new(text);
    scan.object(|scan, name| match name {
        "jsonrpc" => set(&mut version, scan.plain()?),
        "id" => set(&mut message.id, usual_id(scan.value()?)?),
        "method" => set(&mut message.method, Cow::Borrowed(scan.plain()?)),
        "params" if message.params.is_none() => usual_params(scan, &mut message.params.insert(MapOnly::default()).0),
        _ => None,
    })?;
    scan.end()?;
    (version? == "2.0").then_some(())
}

/// An id whose text is what it says.
#[inline]
fn usual_id(text: &str) -> Option<Id<'_>> {
    Id::new(text).filter(|_| !text.contains('\\'))
}

fn usual_params<'a>(scan: &mut Scan<'a>, params: &mut Params<'a>) -> Option<()> {
    scan.object(|scan, name| match name {
        "name" => set(&mut params.name, plain(scan)?),
        "uri" => set(&mut params.uri, plain(scan)?),
        "cursor" => set(&mut params.cursor, plain(scan)?),
        "arguments" => set(&mut params.arguments, json(scan)?),
        "inputResponses" => set(&mut params.input_responses, json(scan)?),
        "requestState" => set(&mut params.request_state, json(scan)?),
        "_meta" if params.meta.is_none() => usual_meta(scan, &mut params.meta.insert(MapOnly::default()).0),
        "_meta" => None,
        _ => scan.skip(),
    })
}

fn usual_meta<'a>(scan: &mut Scan<'a>, meta: &mut EnvelopeMeta<'a>) -> Option<()> {
    scan.object(|scan, name| match meta.member(name) {
        Some(member) => set(member, json(scan)?),
        None => scan.skip(),
    })
}

#[inline]
fn plain<'a>(scan: &mut Scan<'a>) -> Option<BorrowedStr<'a>> {
    scan.plain().map(|text| BorrowedStr(Cow::Borrowed(text)))
}

#[inline]
fn json<'a>(scan: &mut Scan<'a>) -> Option<JsonText<'a>> {
    scan.value().map(JsonText::new)
}

/// A member that comes twice is for somebody who says so.
#[inline]
fn set<T>(member: &mut Option<T>, value: T) -> Option<()> {
    member.is_none().then(|| *member = Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn shown(message: &Incoming<'_>) -> String {
        format!("{message:?}")
    }

    fn read_fast(text: &str) -> Option<Incoming<'_>> {
        let mut message = Message::empty();
        usual(text, &mut message).map(|()| message)
    }

    fn read(text: &str) -> Result<Incoming<'_>, Malformed<'_>> {
        let mut message = Message::empty();
        message.read(text).map(|()| message)
    }

    /// A message read in either way is the same; which of them are read fast.
    #[test]
    fn both_ways_agree() {
        let meta = r#"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"roots":{}},"io.modelcontextprotocol/clientInfo":{"name":"a","version":"1"},"progressToken":1,"traceparent":"00-a","x":[1,{"y":null}]}"#;
        let table = [
            (r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#.to_owned(), true),
            (r#" { "method" : "tools/call" , "id" : "a-1" , "jsonrpc" : "2.0" , "params" : { "name" : "add" , "arguments" : { "a" : 1 } } } "#.to_owned(), true),
            (format!(r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"add","arguments":{{"a":1}},"_meta":{meta}}}}}"#), true),
            (r#"{"jsonrpc":"2.0","method":"notifications/initialized","params":{}}"#.to_owned(), true),
            (r#"{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"a:b","requestState":"x","inputResponses":{}}}"#.to_owned(), true),
            (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"c","other":{"name":"no"}}}"#.to_owned(), true),
            // What is not usual is read by serde_json, to the same end.
            (r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"\u0061dd"}}"#.to_owned(), false),
            (r#"{"jsonrpc":"2.0","id":"\u0061","method":"ping"}"#.to_owned(), false),
            (r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":null,"_meta":null}}"#.to_owned(), false),
            (r#"{"jsonrpc":"2.0","id":1,"result":{}}"#.to_owned(), false),
            (r#"{"jsonrpc":"2.0","id":1,"method":"ping","x":1}"#.to_owned(), false),
        ];
        for (text, fast) in table {
            let slow: Incoming<'_> = Message::parse(&text).expect("a message");
            assert_eq!(
                read_fast(&text).map(|message| shown(&message)),
                fast.then(|| shown(&slow)),
                "{text}"
            );
            assert_eq!(
                read(&text).map(|message| shown(&message)).ok(),
                Some(shown(&slow)),
                "{text}"
            );
        }
        for text in [
            r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            r#"{"id":1,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"id":1,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":[]}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"name":"a","name":"b"}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"name":1}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"_meta":[]}}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"a"}x"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"a""#,
        ] {
            assert!(read_fast(text).is_none() && read(text).is_err(), "{text}");
        }
    }

    /// Whatever is done to a message: what is read fast, serde_json reads to the same.
    #[test]
    fn both_ways_agree_on_what_is_bent() {
        let messages = [
            r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":[null,"x"]},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"progressToken":"t"}}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"1","reason":"\u00e9"}}"#,
            r#"{"jsonrpc":"2.0","id":"a","method":"tools/list","params":{"cursor":"c","uri":"a:b"}}"#,
        ];
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "null",
            "1",
            "-",
            "e5",
            " ",
            "\n",
            "\"id\":2,",
            "\"Method\":1,",
            "\"name\":\"x\",",
            "\"result\":{},",
            "\"_meta\":{},",
            "\\u0061",
            "\u{17f}",
            "\u{0}",
        ];
        let mut random = Random::new(0x9e37_79b9);
        let mut next = || random.next() as usize;
        let mut fast = 0;
        for round in 0..60_000 {
            let mut text = messages[round % messages.len()].to_owned();
            for _ in 0..next() % 3 {
                let at = (0..=next() % text.len())
                    .rev()
                    .find(|at| text.is_char_boundary(*at))
                    .unwrap_or(0);
                if next() % 3 == 0 {
                    let to = (at + next() % 4..=text.len())
                        .find(|to| text.is_char_boundary(*to))
                        .unwrap_or(at);
                    text.replace_range(at..to.max(at), "");
                } else {
                    text.insert_str(at, pieces[next() % pieces.len()]);
                }
            }
            if let Some(message) = read_fast(&text) {
                let slow: Incoming<'_> =
                    Message::parse(&text).unwrap_or_else(|fault| panic!("{text}: {:?}", fault.error));
                assert_eq!(shown(&message), shown(&slow), "{text}");
                fast += 1;
            }
        }
        assert!(fast > 15_000, "{fast}");
    }
}
