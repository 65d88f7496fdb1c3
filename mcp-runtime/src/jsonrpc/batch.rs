//! Several messages as one array (JSON-RPC 2.0 §6).

use super::{McpError, code, error_bytes};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// Messages above which a batch is refused: their answers go out as one, so they wait in memory for the last.
pub(crate) const MOST: usize = 1000;

/// Bytes of answers above which no further request of a batch is answered.
pub(crate) const MOST_ANSWERED: usize = 16 * 1024 * 1024;

/// What a request is answered whose batch has answers enough; nothing for what is no request.
pub(crate) fn refusal(member: &str) -> Option<Vec<u8>> {
    let Request { id, .. } = serde_json::from_str(member).ok()?;
    let error = McpError::invalid_request("Invalid Request: the answers to the batch are too large");
    Some(error_bytes(Some(id.get()), &error))
}

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(rename = "method")]
    _method: IgnoredAny,
}

/// The members of a batch, each as it was written.
///
/// # Errors
/// What to answer, with the id null: it is not JSON, it is empty, or it has too many members.
pub(crate) fn members(text: &str) -> Result<Vec<&RawValue>, McpError> {
    let Members(members, count) = serde_json::from_str(text)
        .map_err(|error| McpError::new(code::PARSE_ERROR, format!("Parse error: {error}")))?;
    match count {
        0 => Err(McpError::invalid_request("Invalid Request: the batch is empty")),
        count if count > MOST => Err(McpError::invalid_request(format!(
            "Invalid Request: a batch may hold {MOST} messages"
        ))),
        _ => Ok(members),
    }
}

/// The first members, and how many there are.
struct Members<'a>(Vec<&'a RawValue>, usize);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while members.len() < MOST {
                    let Some(member) = array.next_element()? else {
                        let count = members.len();
                        return Ok(Members(members, count));
                    };
                    members.push(member);
                }
                // Read to the end, to tell what is too long from what is no JSON.
                let mut count = MOST;
                while array.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Members(members, count))
            }
        }
        deserializer.deserialize_seq(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, RawValue, members};

    #[test]
    fn members_and_limits() {
        let texts = |text| members(text).map(|members| members.into_iter().map(RawValue::get).collect::<Vec<_>>());
        assert_eq!(texts(r#" [1, {"a":[]} ]"#).ok(), Some(vec!["1", r#"{"a":[]}"#]));
        let code = |text: &str| members(text).map_err(|error| error.code).err();
        assert_eq!(code("[]"), Some(-32600));
        assert_eq!(code("[1,"), Some(-32700));
        let many = |count: usize| format!("[{}]", vec!["1"; count].join(","));
        assert_eq!((code(&many(MOST)), code(&many(MOST + 1))), (None, Some(-32600)));
    }
}
