//! The trace a request belongs to: W3C Trace Context and Baggage in `_meta`, under keys without a prefix (SEP-414).

use crate::jsonrpc::JsonText;
use crate::revision::EnvelopeMeta;
use std::sync::atomic::{AtomicU64, Ordering};

/// Values that were ignored since the process started.
static MALFORMED: AtomicU64 = AtomicU64::new(0);
/// The most members that a `tracestate` has (W3C Trace Context "tracestate Header Field Values").
const MOST_STATES: usize = 32;
/// The most bytes of a `baggage` (W3C Baggage "Limits").
const LONGEST_BAGGAGE: usize = 8192;
/// The bytes of a `traceparent` of version 00; a later version may append to them.
const PARENT: usize = 55;

/// The trace a request belongs to, as its client said it.
///
/// It is checked for its form and otherwise passed on as it came: whoever can call can say anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    parent: Option<Box<str>>,
    state: Option<Box<str>>,
    baggage: Option<Box<str>>,
}

impl TraceContext {
    /// What `_meta` says, if it says anything that can be used.
    pub(crate) fn of(meta: &EnvelopeMeta<'_>) -> Option<TraceContext> {
        if meta.traceparent.is_none() && meta.baggage.is_none() && meta.tracestate.is_none() {
            return None;
        }
        let parent = checked(meta.traceparent, is_traceparent);
        // Without the parent it says nothing (W3C Trace Context "tracestate Header").
        let state = checked(meta.tracestate, is_tracestate).filter(|_| parent.is_some());
        let baggage = checked(meta.baggage, is_baggage);
        (parent.is_some() || baggage.is_some()).then_some(TraceContext { parent, state, baggage })
    }

    /// `traceparent` alone; what is wrong with the rest is for whoever reads the whole to say.
    pub(crate) fn parent_of(meta: &EnvelopeMeta<'_>) -> Option<Box<str>> {
        text(meta.traceparent?, is_traceparent)
    }

    /// `traceparent`, whole: the version, the id of the trace, the id of the caller's span, the flags. There is none
    /// where only baggage was sent.
    pub fn traceparent(&self) -> Option<&str> {
        self.parent.as_deref()
    }

    /// The id of the trace: 32 hexadecimal digits.
    pub fn trace_id(&self) -> Option<&str> {
        self.parent.as_deref()?.get(3..35)
    }

    /// The id of the span the call was made in: 16 hexadecimal digits.
    pub fn parent_id(&self) -> Option<&str> {
        self.parent.as_deref()?.get(36..52)
    }

    /// The caller records this trace.
    pub fn is_sampled(&self) -> bool {
        let flags = self.parent.as_deref().and_then(|parent| parent.get(53..55));
        flags.is_some_and(|flags| u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1))
    }

    /// `tracestate`: what vendors of tracing pass on beside the parent.
    pub fn tracestate(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// `baggage`: what the application passes on along the trace.
    pub fn baggage(&self) -> Option<&str> {
        self.baggage.as_deref()
    }
}

fn checked(raw: Option<JsonText<'_>>, is_well_formed: fn(&str) -> bool) -> Option<Box<str>> {
    let text = text(raw?, is_well_formed);
    if text.is_none() {
        let malformed = MALFORMED.fetch_add(1, Ordering::Relaxed) + 1;
        tracing::debug!(malformed, "trace context that is malformed was ignored");
    }
    text
}

fn text(raw: JsonText<'_>, is_well_formed: fn(&str) -> bool) -> Option<Box<str>> {
    let text = serde_json::from_str::<String>(raw.get()).ok()?;
    is_well_formed(&text).then(|| text.into_boxed_str())
}

/// Without the white space that lists may have around their members.
fn trimmed(part: &str) -> &str {
    part.trim_matches([' ', '\t'])
}

fn is_traceparent(text: &str) -> bool {
    let Some((known, more)) = text.split_at_checked(PARENT) else {
        return false;
    };
    let hex = |part: &str, length| {
        part.len() == length
            && part
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    };
    let id = |part: &str, length| hex(part, length) && part.bytes().any(|byte| byte != b'0');
    let parts: Vec<&str> = known.split('-').collect();
    let [version, trace, span, flags] = parts[..] else {
        return false;
    };
    let ends = more.is_empty() || (version != "00" && more.starts_with('-'));
    hex(version, 2) && version != "ff" && id(trace, 32) && id(span, 16) && hex(flags, 2) && ends && more.len() <= 256
}

fn is_tracestate(text: &str) -> bool {
    let is_member = |member: &str| {
        let Some((key, value)) = member.split_once('=') else {
            return false;
        };
        let starts = key.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit());
        let is_key = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'*' | b'/' | b'@')
        };
        let is_value = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b',' | b'=');
        starts
            && key.len() <= 256
            && key.bytes().all(is_key)
            && (1..=256).contains(&value.len())
            && value.bytes().all(is_value)
    };
    let members = || text.split(',').map(trimmed);
    members().count() <= MOST_STATES && members().all(|member| member.is_empty() || is_member(member))
}

fn is_baggage(text: &str) -> bool {
    let is_token = |key: &str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !key.is_empty() && key.bytes().all(is_part)
    };
    let is_value = |value: &str| {
        value
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'))
    };
    let is_pair = |pair: &str| {
        pair.split_once('=')
            .is_some_and(|(key, value)| is_token(trimmed(key)) && is_value(trimmed(value)))
    };
    let is_member = |member: &str| {
        let mut parts = member.split(';');
        parts.next().is_some_and(is_pair) && parts.all(|property| is_token(trimmed(property)) || is_pair(property))
    };
    text.len() <= LONGEST_BAGGAGE && text.split(',').all(is_member)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_malformed_is_ignored() {
        let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let later = format!("01{}-more", &parent[2..]);
        let many = vec!["a=1"; 33].join(",");
        let long = format!("a={}", "x".repeat(8192));
        type Check = fn(&str) -> bool;
        let table: &[(&str, Check, bool)] = &[
            (parent, is_traceparent, true),
            (&later, is_traceparent, true),
            (&format!("{parent}-more"), is_traceparent, false),
            (&format!("{later}\u{e9}").replace("-more", ""), is_traceparent, false),
            (&parent.replace("00-", "ff-"), is_traceparent, false),
            (&parent.to_uppercase(), is_traceparent, false),
            (
                &parent.replace("b7ad6b7169203331", "0000000000000000"),
                is_traceparent,
                false,
            ),
            (&parent[..54], is_traceparent, false),
            ("", is_traceparent, false),
            ("\u{e9}", is_traceparent, false),
            ("rojo=00f067aa0ba902b7, congo=t61rcWkgMzE,", is_tracestate, true),
            ("tenant@vendor=a b", is_tracestate, true),
            ("Rojo=1", is_tracestate, false),
            ("rojo", is_tracestate, false),
            ("rojo=", is_tracestate, false),
            ("rojo=a=b", is_tracestate, false),
            (&many, is_tracestate, false),
            (
                "userId=alice, serverNode = DF%2028 ;secret; level=3,empty=",
                is_baggage,
                true,
            ),
            ("", is_baggage, false),
            ("alone", is_baggage, false),
            ("key=with space", is_baggage, false),
            ("k\u{e9}y=1", is_baggage, false),
            (&long, is_baggage, false),
        ];
        for (text, is_well_formed, expected) in table {
            assert_eq!(is_well_formed(text), *expected, "{text}");
        }
    }

    #[test]
    fn parts_of_a_trace_context() {
        let of = |text: &str| TraceContext::of(&serde_json::from_str(text).expect("an object"));
        let whole = of(
            r#"{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01","tracestate":"a=1","baggage":"b=2"}"#,
        )
        .expect("a context");
        assert_eq!(whole.trace_id(), Some("0af7651916cd43dd8448eb211c80319c"));
        assert_eq!(whole.parent_id(), Some("b7ad6b7169203331"));
        assert_eq!(
            (whole.is_sampled(), whole.tracestate(), whole.baggage()),
            (true, Some("a=1"), Some("b=2"))
        );
        assert_eq!(of(r#"{"traceparent":7,"tracestate":"a=1"}"#), None);
        let baggage = of(r#"{"traceparent":"nonsense","tracestate":"a=1","baggage":"b=2"}"#).expect("baggage");
        assert_eq!(
            (baggage.trace_id(), baggage.tracestate(), baggage.is_sampled()),
            (None, None, false)
        );
    }
}
