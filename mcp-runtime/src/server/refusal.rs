//! The words in which arguments are refused: the path, what was expected there, the names that would have been known,
//! and nothing of what was sent.

use crate::jsonrpc::path_at;
use crate::schema::{describe, nearest};
use serde_json::Value;

/// Every name the model may use.
pub(super) fn known<'n>(names: &[&'n str], flat: &[&'n [String]]) -> Vec<&'n str> {
    let flat = flat.iter().flat_map(|members| members.iter()).map(String::as_str);
    names
        .iter()
        .copied()
        .filter(|name| !name.is_empty())
        .chain(flat)
        .collect()
}

pub(super) fn unknown(name: &str, names: &[&str]) -> String {
    let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    match nearest(name, names) {
        Some(near) => format!("$.{shown}: unknown argument, did you mean '{near}'?"),
        None => format!("$.{shown}: unknown argument"),
    }
}

/// A parse error in words that name the path and what was expected there, and none of what was sent.
#[cold]
pub(super) fn fault(text: &str, error: &serde_json::Error, root: &str, schema: &Value) -> String {
    let offset = offset(text, error.line(), error.column());
    let inner = path_at(text, offset);
    let path = format!("{root}{}", &inner[1..]);
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    // The message was read whole, so it is JSON: these are the two things that JSON may be and a value may not.
    if error.is_syntax() && message.starts_with("recursion limit") {
        return format!("{root}: nested too deeply");
    }
    if error.is_syntax() {
        return format!("{path}: half a surrogate pair is no text");
    }
    let at_root = inner == "$" || text.starts_with(|c: char| c != '{' && c != '[');
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("{path}.{}: missing", field.trim_matches('`'));
    }
    if message.starts_with("duplicate field ") {
        return format!("{path}: {message}");
    }
    if message.starts_with("unknown field ") {
        let valid = message
            .split_once(", expected ")
            .map_or("other names", |(_, valid)| valid);
        return format!("{path}: unknown member, expected {valid}");
    }
    if message.starts_with("unknown variant ") && at_root && !schema.is_null() {
        return format!("{path}: expected {}", describe(schema));
    }
    if message.starts_with("unknown variant ") {
        let valid = message
            .split_once(", expected ")
            .map_or("another value", |(_, valid)| valid);
        return format!("{path}: expected {valid}");
    }
    if message.starts_with("invalid type: ")
        || message.starts_with("invalid value: ")
        || message.starts_with("invalid length ")
    {
        if at_root && !schema.is_null() {
            return format!("{path}: expected {}", describe(schema));
        }
        let expected = message
            .rsplit_once(", expected ")
            .map_or("another value", |(_, expected)| expected);
        return format!("{path}: expected {}", plain(expected));
    }
    // The words of a type's own `Deserialize`: kept, unless they repeat what was sent.
    let sent = text.trim_matches('"');
    if sent.is_empty() || message.contains(sent) || message.contains(['`', '"', '\'']) || text.starts_with(['{', '[']) {
        return format!("{path}: expected {}", describe(schema));
    }
    format!("{path}: {message}")
}

/// serde's name of a Rust type, in words.
fn plain(expected: &str) -> String {
    match expected {
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => {
            format!("an integer ({expected})")
        }
        "f32" | "f64" => "a number".into(),
        "a boolean" => "true or false".into(),
        "a sequence" => "an array".into(),
        "a map" => "an object".into(),
        other => match other.strip_prefix("struct ") {
            Some(_) => "an object".into(),
            None => other.into(),
        },
    }
}

fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (start + column).min(text.len())
}
