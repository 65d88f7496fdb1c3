//! `Content-Type` and `Accept`: may this body be read as JSON, and how may it be answered.

/// The value every conforming client sends (MCP 2026-07-28, Streamable HTTP, "Sending Messages to the Server").
const USUAL: &[u8] = b"application/json, text/event-stream";

/// Whether a `Content-Type` value names the media type `application/json`, in any case and with any parameters.
///
/// Parameters are not interpreted: JSON is UTF-8 whatever `charset` says (RFC 8259 §8.1). A list of types is refused,
/// as two readers could pick different ones. The caller refuses a missing or repeated header.
pub fn content_type_is_json(value: &[u8]) -> bool {
    if value == b"application/json" {
        return true;
    }
    let Some((only, None)) = cut(value, b',') else {
        return false;
    };
    let media = only.split(|&byte| byte == b';').next().unwrap_or_default();
    media.trim_ascii().eq_ignore_ascii_case(b"application/json")
}

/// Which of the transport's two response types a request accepts (RFC 9110 §12.5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accepts {
    /// `application/json`.
    pub json: bool,
    /// `text/event-stream`.
    pub sse: bool,
}

impl Accepts {
    /// Reads all `Accept` values of a request; without any, nothing is accepted, as MCP requires the header.
    ///
    /// For each type the most specific range decides: `application/json` before `application/*` before `*/*`. `q=0`
    /// refuses, every other weight accepts; of equally specific ranges an accepting one wins. Media type parameters
    /// are ignored, except that `q=0` on a range with parameters refuses only that narrower form. Elements that do
    /// not follow the grammar are passed over.
    pub fn parse<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut values = values.into_iter();
        let Some(first) = values.next() else {
            return Self::default();
        };
        let second = values.next();
        if first == USUAL && second.is_none() {
            return Self { json: true, sse: true };
        }
        let (mut json, mut sse) = (Verdict::default(), Verdict::default());
        for value in std::iter::once(first).chain(second).chain(values) {
            let mut rest = Some(value);
            // An unterminated quoted string ends the value: there is no telling where its element would.
            while let Some((element, next)) = rest.and_then(|rest| cut(rest, b',')) {
                rest = next;
                let Some((range, accepted)) = media_range(element) else {
                    continue;
                };
                let is = |name: &[u8]| range.eq_ignore_ascii_case(name);
                if is(b"*/*") {
                    json.offer(1, accepted);
                    sse.offer(1, accepted);
                } else if is(b"application/*") {
                    json.offer(2, accepted);
                } else if is(b"text/*") {
                    sse.offer(2, accepted);
                } else if is(b"application/json") {
                    json.offer(3, accepted);
                } else if is(b"text/event-stream") {
                    sse.offer(3, accepted);
                }
            }
        }
        Self {
            json: json.accepted,
            sse: sse.accepted,
        }
    }
}

/// What the most specific range seen so far says of one type.
#[derive(Default)]
struct Verdict {
    specificity: u8,
    accepted: bool,
}

impl Verdict {
    fn offer(&mut self, specificity: u8, accepted: bool) {
        if specificity > self.specificity {
            *self = Self { specificity, accepted };
        } else if specificity == self.specificity {
            self.accepted |= accepted;
        }
    }
}

/// One element of `Accept`: its media range and whether it accepts; `None` if it says nothing of the plain type.
fn media_range(element: &[u8]) -> Option<(&[u8], bool)> {
    let (range, mut rest) = cut(element, b';')?;
    let mut narrowed = false;
    let mut accepted = true;
    while let Some((parameter, next)) = rest.and_then(|rest| cut(rest, b';')) {
        let parameter = parameter.trim_ascii();
        if let [b'q' | b'Q', b'=', weight @ ..] = parameter {
            accepted = is_positive(weight)?;
            break;
        }
        narrowed |= !parameter.is_empty();
        rest = next;
    }
    (accepted || !narrowed).then_some((range.trim_ascii(), accepted))
}

/// Whether a weight is above zero; `None` if it is not a decimal number.
fn is_positive(weight: &[u8]) -> Option<bool> {
    let dots = weight.iter().filter(|&&byte| byte == b'.').count();
    let digits = weight.iter().filter(|byte| byte.is_ascii_digit()).count();
    let well_formed = digits > 0 && dots <= 1 && digits + dots == weight.len();
    well_formed.then(|| weight.iter().any(|byte| matches!(byte, b'1'..=b'9')))
}

/// Splits at the first `separator` outside a quoted string; `None` if a quoted string does not end.
fn cut(input: &[u8], separator: u8) -> Option<(&[u8], Option<&[u8]>)> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, &byte) in input.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if byte == separator && !quoted => return Some((&input[..at], Some(&input[at + 1..]))),
            _ => {}
        }
    }
    (!quoted).then_some((input, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn content_types() {
        let table: &[(&[u8], bool)] = &[
            (b"application/json", true),
            (b"Application/JSON", true),
            (b"application/json; charset=utf-8", true),
            (b"application/json;charset=UTF-8;x=\"a,b;c\"", true),
            (b"  application/json\t;", true),
            (b"application/json ; =", true),
            (b"", false),
            (b" ", false),
            (b";", false),
            (b"application/jsonx", false),
            (b"application/json+x", false),
            (b"application/vnd.api+json", false),
            (b"application / json", false),
            (b"text/plain", false),
            (b"text/plain; application/json", false),
            (b"text/plain;a=\"application/json", false),
            (b"application/json, text/plain", false),
            (b"application/json; a=b, text/plain", false),
            (b"\"application/json\"", false),
            (b"application/json\0", false),
            (b"application/*", false),
            (b"\xff", false),
        ];
        for (value, expected) in table {
            assert_eq!(content_type_is_json(value), *expected, "{}", value.escape_ascii());
        }
    }

    #[test]
    fn accepts() {
        // Values (one a line of the header, separated by `|`), json, sse.
        let table = [
            ("application/json, text/event-stream", true, true),
            ("text/event-stream, application/json", true, true),
            ("application/json,text/event-stream", true, true),
            ("application/json|text/event-stream", true, true),
            ("application/json, text/event-stream|text/event-stream;q=0", true, true),
            ("APPLICATION/JSON, Text/Event-Stream", true, true),
            ("application/json", true, false),
            ("text/event-stream", false, true),
            ("*/*", true, true),
            ("application/*", true, false),
            ("text/*", false, true),
            ("text/html, application/xhtml+xml, */*;q=0.8", true, true),
            ("application/json;q=0.5, text/event-stream;q=0.001", true, true),
            ("application/json;q=0, */*", false, true),
            ("application/json;q=0.000, text/event-stream", false, true),
            ("*/*;q=0, application/json", true, false),
            ("text/*;q=0, */*", true, false),
            ("text/*;q=0, text/event-stream", false, true),
            ("text/event-stream; Q=0 , text/*", false, false),
            ("application/*;q=0, application/json;q=1.0, text/*;q=0", true, false),
            ("*/*;q=0", false, false),
            (
                "application/json;charset=utf-8, text/event-stream;x=\"a,b;q=0\"",
                true,
                true,
            ),
            ("application/json;v=2;q=0, application/json", true, false),
            ("application/json;v=2;q=0", false, false),
            ("application/json;v=2;q=0.3;ext=1", true, false),
            ("application/json;x=\"\\\",text/event-stream;\"", true, false),
            ("application/json;x=\"open, text/event-stream", false, false),
            ("text/event-stream, application/json;x=\"open", false, true),
            ("application/json;q=high, text/event-stream;q=", false, false),
            ("application/json;q=\"1\", text/event-stream;q=1.0.0", false, false),
            ("application/json;;;, ,,text/event-stream;", true, true),
            ("\tapplication/json \t,\ttext/event-stream ;q=1", true, true),
            ("application/jsonx, text/event-streams", false, false),
            ("application/json text/event-stream", false, false),
            ("*, */json, /, *", false, false),
            ("application/vnd.mcp+json, text/plain", false, false),
            ("", false, false),
            (" ", false, false),
            (";q=1", false, false),
        ];
        for (values, json, sse) in table {
            assert_eq!(
                Accepts::parse(values.split('|').map(str::as_bytes)),
                Accepts { json, sse },
                "{values}"
            );
        }
        assert_eq!(Accepts::parse([]), Accepts::default());
        assert_eq!(Accepts::parse([b"\xff\x00;\xfe".as_slice()]), Accepts::default());
    }

    #[test]
    fn random_bytes_never_panic() {
        let mut random = Random::new(0x9e37_79b9);
        let mut accepted = 0;
        for length in (0..60).cycle().take(60_000) {
            let pieces = std::iter::repeat_with(|| {
                let seed = random.next();
                let pieces: [&[u8]; 9] = [
                    b"*/*",
                    b"application/json",
                    b";",
                    b",",
                    b"q=0",
                    b"\"",
                    b"\\",
                    b" ",
                    b"\xff",
                ];
                pieces[(seed >> 8) as usize % pieces.len()]
            });
            let value: Vec<u8> = pieces.take(length).collect::<Vec<_>>().concat();
            accepted += u32::from(Accepts::parse([value.as_slice(), &value[..length / 2]]).json);
            accepted += u32::from(content_type_is_json(&value));
        }
        assert!(accepted > 100, "{accepted}");
    }
}
