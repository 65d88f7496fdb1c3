//! Tool arguments mirrored into `Mcp-Param-*` headers: which, how they are written, and whether they agree with the
//! body (SEP-2243; MCP 2026-07-28, Streamable HTTP, "Custom Headers from Tool Parameters" and "Value Encoding").
//!
//! [`encode`] and [`decode`] also serve `Mcp-Name`, which is written by the same rule.

use std::borrow::Cow;
use std::collections::HashSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Number, Value};

/// What the name of a mirrored argument's header starts with.
pub const HEADER_PREFIX: &str = "Mcp-Param-";

const ANNOTATION: &str = "x-mcp-header";
/// Annotations that are looked through one by one; the names of more are kept, as a schema from outside may have any
/// number.
const FEW: usize = 16;
const OPEN: &str = "=?base64?";
const CLOSE: &str = "?=";
/// 2^53 - 1: integers up to here are exact in every JSON implementation.
const SAFE: i64 = (1 << 53) - 1;

/// Writes a string as a header value.
///
/// Printable ASCII without space at either end stands for itself; all else, and what could be read as a sentinel,
/// becomes `=?base64?…?=`. [`decode`] gives the string back.
pub fn encode(value: &str) -> Cow<'_, str> {
    let printable = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let sentinel = value.starts_with(OPEN) && value.ends_with(CLOSE);
    if printable && !sentinel && value.trim_ascii() == value {
        return Cow::Borrowed(value);
    }
    Cow::Owned(format!("{OPEN}{}{CLOSE}", STANDARD.encode(value)))
}

/// Reads a header value that was written by [`encode`]; whitespace at either end is not part of the value.
///
/// # Errors
/// [`Malformed`] for `=?base64?…?=` around anything but canonical, padded, standard-alphabet base64 of UTF-8, and for
/// any other value with bytes outside `0x20..=0x7E` and tab (RFC 9110 §5.5).
pub fn decode(header: &[u8]) -> Result<Cow<'_, str>, Malformed> {
    let header = header.trim_ascii();
    let rest = header.strip_prefix(OPEN.as_bytes());
    if let Some(payload) = rest.and_then(|rest| rest.strip_suffix(CLOSE.as_bytes())) {
        let bytes = STANDARD.decode(payload).map_err(|_| Malformed)?;
        let text = String::from_utf8(bytes).map_err(|_| Malformed)?;
        return Ok(Cow::Owned(text));
    }
    match str::from_utf8(header) {
        Ok(text) if header.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) => Ok(Cow::Borrowed(text)),
        _ => Err(Malformed),
    }
}

/// A header value that cannot be read: see [`decode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// How a header and the argument it mirrors disagree: HTTP 400 and JSON-RPC -32020.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The header is there more than once.
    Repeated,
    /// The header is there, the argument is absent or `null`.
    ArgumentAbsent,
    /// The argument is there, the header is not.
    HeaderMissing,
    /// The header's base64 cannot be read.
    Malformed,
    /// They have different values, or the header has invalid characters.
    Different,
}

impl Mismatch {
    /// The error's message, for the header and argument of `param`.
    pub fn message(self, param: &ParamHeader) -> String {
        let argument = quoted(&param.path.join("."));
        let tail = match self {
            Self::Repeated => "appears more than once".to_owned(),
            Self::ArgumentAbsent => format!("is present but the request body's {argument} argument is absent"),
            Self::HeaderMissing => format!("is missing but the request body's {argument} argument is present"),
            Self::Malformed => "carries a malformed base64 sentinel value".to_owned(),
            Self::Different => format!("does not match the request body's {argument} argument"),
        };
        format!("{HEADER_PREFIX}{} header {tail}", param.header)
    }
}

/// Whether a header value says the same as an argument.
///
/// Strings are compared exactly, booleans as `true` and `false`, integers by value (`42`, `42.0` and `042` are equal)
/// within ±(2^53 - 1). Other numbers are compared with their JSON text.
///
/// # Errors
/// [`Mismatch::ArgumentAbsent`] for `null`, [`Mismatch::Malformed`] for bad base64, else [`Mismatch::Different`].
pub fn matches(header: &[u8], body: &Value) -> Result<(), Mismatch> {
    if body.is_null() {
        return Err(Mismatch::ArgumentAbsent);
    }
    let text = decode(header).map_err(|Malformed| match header.trim_ascii().starts_with(OPEN.as_bytes()) {
        true => Mismatch::Malformed,
        false => Mismatch::Different,
    })?;
    let same = match body {
        Value::String(body) => *body == text,
        Value::Bool(body) => text == if *body { "true" } else { "false" },
        Value::Number(body) => match safe_integer(body) {
            Some(body) => decimal_integer(&text) == Some(body),
            None => body.to_string() == text,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    };
    if same { Ok(()) } else { Err(Mismatch::Different) }
}

/// The header value that mirrors an argument; `None` for `null`, arrays and objects, which have no header.
pub fn render(argument: &Value) -> Option<Cow<'_, str>> {
    match argument {
        Value::String(text) => Some(encode(text)),
        Value::Bool(value) => Some(Cow::Borrowed(if *value { "true" } else { "false" })),
        Value::Number(n) => Some(safe_integer(n).map_or(n.to_string(), |i| i.to_string()).into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn safe_integer(number: &Number) -> Option<i64> {
    let whole = |float: &f64| float.fract() == 0.0 && float.abs() <= SAFE as f64;
    let float = || Some(number.as_f64().filter(whole)? as i64);
    let integer = number.as_i64().or_else(float)?;
    (-SAFE..=SAFE).contains(&integer).then_some(integer)
}

/// The value of `-?[0-9]+(\.0+)?`.
fn decimal_integer(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let fraction_is_zero = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    let well_formed = fraction_is_zero && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.parse().ok().filter(|_| well_formed)
}

/// An argument that is mirrored into a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamHeader {
    /// The value of `x-mcp-header`, an RFC 9110 token: the header's name without [`HEADER_PREFIX`].
    pub header: String,
    /// The names of the properties that lead to the argument.
    pub path: Vec<String>,
}

impl ParamHeader {
    /// The argument, if it is there and not `null`.
    pub fn lookup<'a>(&self, arguments: &'a Map<String, Value>) -> Option<&'a Value> {
        let (first, rest) = self.path.split_first()?;
        let found = rest.iter().try_fold(arguments.get(first)?, |at, name| at.get(name))?;
        (!found.is_null()).then_some(found)
    }

    /// Compares all values of this header in a request with the argument in its body, `None` if that is absent.
    ///
    /// # Errors
    /// The first [`Mismatch`]. An array or object cannot be mirrored: it is well without a header and never with one.
    pub fn check<'a>(&self, values: impl IntoIterator<Item = &'a [u8]>, body: Option<&Value>) -> Result<(), Mismatch> {
        let mut values = values.into_iter();
        match (values.next(), values.next()) {
            (_, Some(_)) => Err(Mismatch::Repeated),
            (Some(header), None) => matches(header, body.unwrap_or(&Value::Null)),
            (None, None) if body.and_then(render).is_some() => Err(Mismatch::HeaderMissing),
            (None, None) => Ok(()),
        }
    }
}

/// Finds the `x-mcp-header` annotations of an input schema, in the schema's order.
///
/// An annotation must be an RFC 9110 token, unique without regard to case, on a property whose `type` is `string`,
/// `integer` or `boolean` and that is reached from the root through `properties` only. `$ref` is not followed and
/// instance data (`default`, `enum`, …) is not searched.
///
/// # Errors
/// The first broken rule, in words. A client then drops the tool, a server has nothing to validate.
pub fn find_headers(schema: &Map<String, Value>) -> Result<Vec<ParamHeader>, String> {
    let mut found: Vec<ParamHeader> = Vec::new();
    let mut names = HashSet::new();
    // An explicit stack: a schema from outside may be nested deeply. No path: not reached by `properties` only.
    let mut stack = vec![(Some(Vec::new()), schema)];
    while let Some((path, schema)) = stack.pop() {
        if let Some(header) = schema.get(ANNOTATION) {
            let param = annotation(path.as_deref().unwrap_or_default(), header, schema.get("type"))?;
            let same = |first: &&ParamHeader| first.header.eq_ignore_ascii_case(&param.header);
            let may_be_known = found.len() < FEW || {
                if names.is_empty() {
                    names.extend(found.iter().map(|param| param.header.to_ascii_lowercase()));
                }
                !names.insert(param.header.to_ascii_lowercase())
            };
            if may_be_known && let Some(first) = found.iter().find(same) {
                let [header, second] = [&param.header, &param.path.join(".")].map(|text| quoted(text));
                let duplicates = format!("duplicates property {}", quoted(&first.path.join(".")));
                return Err(format!("{ANNOTATION} {header} on property {second} {duplicates}"));
            }
            found.push(param);
        }
        let (children, mut nested) = (stack.len(), Vec::new());
        for (keyword, value) in schema {
            match (keyword.as_str(), value) {
                ("properties", Value::Object(properties)) => {
                    for (name, schema) in properties {
                        let path = path.as_ref().map(|path| [path.as_slice(), &[name.as_str()]].concat());
                        stack.extend(schema.as_object().map(|schema| (path, schema)));
                    }
                }
                (keyword, Value::Object(map)) if MAPS.contains(&keyword) => nested.extend(map.values()),
                (keyword, Value::Array(list)) if SCHEMAS.contains(&keyword) => nested.extend(list),
                (keyword, schema) if SCHEMAS.contains(&keyword) => nested.push(schema),
                _ => {}
            }
        }
        let nested = nested.into_iter().filter_map(Value::as_object);
        stack.extend(nested.map(|schema| (None, schema)));
        stack[children..].reverse();
    }
    Ok(found)
}

/// Keywords of JSON Schema whose value is a schema or a list of schemas, `properties` aside.
#[rustfmt::skip]
const SCHEMAS: [&str; 16] = [
    "additionalItems", "additionalProperties", "allOf", "anyOf", "contains", "contentSchema", "else", "if", "items",
    "not", "oneOf", "prefixItems", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
];
const TYPES: [&str; 3] = ["integer", "string", "boolean"];
/// Keywords whose value has schemas as its members.
const MAPS: [&str; 4] = ["patternProperties", "dependentSchemas", "$defs", "definitions"];

fn annotation(path: &[&str], header: &Value, kind: Option<&Value>) -> Result<ParamHeader, String> {
    if path.is_empty() {
        let place = "a schema position not reachable via a pure `properties` chain";
        return Err(format!("{ANNOTATION} found at {place}"));
    }
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let only = "is only permitted on integer/string/boolean properties";
    let reason = match (header, kind) {
        (Value::String(header), _) if header.is_empty() || !header.bytes().all(is_token) => {
            format!("{} is not an RFC 9110 token", quoted(header))
        }
        (Value::String(header), Some(Value::String(kind))) if TYPES.contains(&kind.as_str()) => {
            let path = path.iter().copied().map(str::to_owned).collect();
            let header = header.clone();
            return Ok(ParamHeader { header, path });
        }
        (Value::String(_), Some(Value::String(kind))) => format!("{only} (got {})", quoted(kind)),
        (Value::String(_), kind) => format!("{only} (the type keyword is {}, not a string)", shown(kind)),
        (other, _) => format!("must be a string, not {}", shown(Some(other))),
    };
    let property = quoted(&path.join("."));
    Err(format!("property {property}: {ANNOTATION} {reason}"))
}

/// A value as JSON, cut where it gets long.
fn shown(value: Option<&Value>) -> String {
    let text = value.map_or("missing".to_owned(), Value::to_string);
    text.chars().take(200).collect()
}

/// `text` in single quotes, cut where it gets long, with unprintable characters escaped.
fn quoted(text: &str) -> String {
    format!("'{}'", text.escape_debug().take(200).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Headers and JSON in turn, without white space in either.
    fn pairs(table: &'static str) -> Vec<(&'static str, Value)> {
        let tokens: Vec<&str> = table.split_whitespace().collect();
        let pair = |pair: &[&'static str]| (pair[0], serde_json::from_str(pair[1]).expect(pair[1]));
        tokens.chunks(2).map(pair).collect()
    }

    #[test]
    fn sentinels() {
        let table = r#"us-west1 "us-west1" a,b "a,b" =?base64?SGVsbG8sIOS4lueVjA==?= "Hello,\u0020世界"
            =?base64?IHBhZGRlZCA=?= "\u0020padded\u0020" =?base64?bGluZTEKbGluZTI=?= "line1\nline2"
            =?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?= "=?base64?literal?=" =?base64?PT9iYXNlNjQ/PQ==?= "=?base64?="
            =?base64?YQli?= "a\tb" =?base64?DQo=?= "\r\n" =?base64?fw==?= "\u007f" =?base64?AA==?= "\u0000"
            =?base64?SGVsbG8= "=?base64?SGVsbG8=" =?BASE64?SGVsbG8=?= "=?BASE64?SGVsbG8=?=" "#;
        for (header, value) in pairs(table) {
            let value = value.as_str().expect("a string");
            assert_eq!(
                (encode(value), decode(header.as_bytes())),
                (header.into(), Ok(value.into()))
            );
        }
        assert_eq!((encode(""), encode("a b  c")), ("".into(), "a b  c".into()));
        for (header, value) in [("", ""), (" a\tb ", "a\tb"), ("=?base64??=", "")] {
            assert_eq!(decode(header.as_bytes()).as_deref(), Ok(value));
        }
        let bad = "SGVsbG8|SGVs!!!bG8=|SGVsbG9=|SGVsbG8==| SGVsbG8=|SGVs\nbG8=|_-8=|/w==|=|A|é|SGVsbG8=?=|=?base64?";
        for payload in bad.split('|') {
            let header = format!("=?base64?{payload}?=");
            assert_eq!(decode(header.as_bytes()), Err(Malformed), "{header}");
        }
        let raw: [&[u8]; 5] = [b"caf\xc3\xa9", b"\xff", b"a\0b", b"a\x7f", b"a\r\nb"];
        assert_eq!(raw.map(decode), [const { Err(Malformed) }; 5]);
    }

    #[test]
    fn comparisons() {
        let equal = r#"=?base64?SGVsbG8=?= "Hello" SGVsbG8= "SGVsbG8=" =?base64?SGVsbG8= "=?base64?SGVsbG8=" 42 42
            42.0 42 42 42.0 =?base64?NDI=?= 42 042 42 -7 -7 -0 0 9007199254740991.0 9007199254740991 true true
            9007199254740993 9007199254740993 18446744073709551615 18446744073709551615 false false 1.5 1.5
            -9223372036854775808 -9223372036854775808 =?base64??= "" =?base64?= "=?base64?=" "#;
        let different = r#"hello "Hello" 42 "42.0" 42.5 42 42. 42 .0 0 - 0 +42 42 4.2e1 42 0x2a 42 =?base64??= 0 ٤٢ 42
            9007199254740992 9007199254740993 9007199254740993.0 9007199254740993 99999999999999999999 1 True true
            1 true [] [] {} {} true "false" =?base64?SGVsbG8?= "Hello" =?base64?SGVs!!!bG8=?= "Hello" null null"#;
        for (table, expected) in [(equal, true), (different, false)] {
            for (header, body) in pairs(table) {
                assert_eq!(matches(header.as_bytes(), &body).is_ok(), expected, "{header} {body}");
                let own = render(&body).map(|own| matches(own.as_bytes(), &body));
                assert!(own.is_none_or(|own| own.is_ok()), "{body}");
            }
        }
        assert_eq!(render(&Value::from(42.0)).as_deref(), Some("42"));
    }

    #[test]
    fn requests() {
        let (header, path) = ("Region".to_owned(), vec!["a".to_owned(), "b".to_owned()]);
        let param = ParamHeader { header, path };
        let table = r#"["x"] | {"a": {"b": "x"}} |
            [] | {"a": {"b": null}} |
            [] | {"a": {"b": []}} |
            ["x"] | {"a": {"b": "y"}} | does not match the request body's 'a.b' argument
            ["x", "x"] | {"a": {"b": "x"}} | appears more than once
            ["é"] | {"a": "b"} | is present but the request body's 'a.b' argument is absent
            [] | {"a": {"b": ""}} | is missing but the request body's 'a.b' argument is present
            ["=?base64?x?="] | {"a": {"b": "x"}} | carries a malformed base64 sentinel value
            ["é"] | {"a": {"b": "é"}} | does not match the request body's 'a.b' argument"#;
        for line in table.lines() {
            let parts: Vec<&str> = line.split('|').map(str::trim).collect();
            let values: Vec<String> = serde_json::from_str(parts[0]).expect("JSON");
            let arguments: Map<String, Value> = serde_json::from_str(parts[1]).expect("JSON");
            let verdict = param.check(values.iter().map(String::as_bytes), param.lookup(&arguments));
            let told = verdict
                .map_err(|mismatch| mismatch.message(&param))
                .err()
                .unwrap_or_default();
            assert_eq!(told.trim_start_matches("Mcp-Param-Region header "), parts[2], "{line}");
        }
    }

    #[test]
    fn schemas() {
        let find = |schema: &str| find_headers(&serde_json::from_str(schema).expect(schema));
        let good = r##"{"$ref": "#", "enum": [{"x-mcp-header": ""}], "properties": {
            "a": {"type": "string", "x-mcp-header": "Region", "default": {"x-mcp-header": 1}}, "b": true,
            "o": {"properties": {"x.y": {"type": "integer", "x-mcp-header": "N!"}}},
            "x-mcp-header": {"type": "boolean", "x-mcp-header": "Z"}}}"##;
        let found = find(good).expect("valid");
        let found = found.iter().map(|param| format!("{} {:?}", param.header, param.path));
        let expected = ["Region [\"a\"]", "N! [\"o\", \"x.y\"]", "Z [\"x-mcp-header\"]"];
        assert_eq!(found.collect::<Vec<_>>(), expected);
        let far = Err("x-mcp-header found at a schema position not reachable via a pure `properties` chain".to_owned());
        let valid = r#"{"type": "string", "x-mcp-header": "A", "a": {"x-mcp-header": ""}}"#;
        let listed = format!(r#"{{"anyOf": [true, {{"properties": {{"a": {valid}}}}}]}}"#);
        assert_eq!((find(valid), find(&listed)), (far.clone(), far.clone()));
        for keyword in SCHEMAS.iter().chain(&MAPS) {
            let schema = format!(r#"{{"properties": {{"a": {{"{keyword}": {valid}}}}}}}"#);
            assert_eq!(find(&schema), far, "{keyword}");
        }
        let table = r#""type": "string", "x-mcp-header": 1 | must be a string, not 1
            "type": "string", "x-mcp-header": "" | '' is not an RFC 9110 token
            "type": "string", "x-mcp-header": "A b" | 'A b' is not an RFC 9110 token
            "type": "string", "x-mcp-header": "Région" | 'Région' is not an RFC 9110 token
            "type": "string", "x-mcp-header": "R\t1" | 'R\t1' is not an RFC 9110 token
            "type": "number", "x-mcp-header": "A" | is only permitted on integer/string/boolean properties (got 'number')
            "type": ["string"], "x-mcp-header": "A" | is only permitted on integer/string/boolean properties (the type keyword is ["string"], not a string)
            "x-mcp-header": "A" | is only permitted on integer/string/boolean properties (the type keyword is missing, not a string)"#;
        for line in table.lines() {
            let (property, reason) = line.trim().split_once(" | ").expect(line);
            let schema = format!(r#"{{"properties": {{"o": {{"properties": {{"a": {{{property}}}}}}}}}}}"#);
            assert_eq!(find(&schema), Err(format!("property 'o.a': x-mcp-header {reason}")));
        }
        // However many there are.
        let many = |last: &str| {
            let one = |n| format!(r#""p{n}": {{"type": "string", "x-mcp-header": "H{n}"}}"#);
            let all: Vec<_> = (0..60_000).map(one).collect();
            format!(
                r#"{{"properties": {{{}, "q": {}}}}}"#,
                all.join(","),
                valid.replace("\"A\"", last)
            )
        };
        let started = std::time::Instant::now();
        assert_eq!(find(&many(r#""A""#)).map(|found| found.len()), Ok(60_001));
        let reason = "x-mcp-header 'h7' on property 'q' duplicates property 'p7'".to_owned();
        assert_eq!(find(&many(r#""h7""#)), Err(reason));
        assert!(
            started.elapsed() < std::time::Duration::from_secs(5),
            "{:?}",
            started.elapsed()
        );
        let again = valid.replace('A', "a");
        let twice = format!(r#"{{"properties": {{"a": {valid}, "b": {again}}}}}"#);
        let reason = "x-mcp-header 'a' on property 'b' duplicates property 'a'".to_owned();
        assert_eq!(find(&twice), Err(reason));
    }

    #[test]
    fn random_bytes_never_panic() {
        let mut random = Random::new(0x9e37_79b9);
        let mut byte = || {
            let seed = random.next();
            b"=?base64 \tAQ\xc3\xa9\xff\0"[(seed >> 8) as usize % 16]
        };
        for length in (0..40).cycle().take(40_000) {
            let bytes: Vec<u8> = std::iter::repeat_with(&mut byte).take(length).collect();
            let _ = matches(&[b"=?base64?", bytes.as_slice(), b"?="].concat(), &Value::from(64));
            let _ = matches(&bytes, &Value::from(64));
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(decode(encode(&text).as_bytes()).as_deref(), Ok(&*text));
        }
    }
}
