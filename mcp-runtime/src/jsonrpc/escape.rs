//! JSON string escaping that looks at eight bytes at a time: text is most of what a server sends.

const HEX: &[u8; 16] = b"0123456789abcdef";
const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// A bit set in the high bit of each byte that needs an escape; the lowest such bit is exact.
const fn marks(word: u64) -> u64 {
    let quote = word ^ (LOW * b'"' as u64);
    let slash = word ^ (LOW * b'\\' as u64);
    let control = word.wrapping_sub(LOW * 0x20) & !word;
    ((quote.wrapping_sub(LOW) & !quote) | (slash.wrapping_sub(LOW) & !slash) | control) & HIGH
}

/// The index of the first byte at or after `from` that needs an escape, or the length.
#[inline]
pub(super) fn find_special(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    let word = |half: &[u8]| half.first_chunk::<8>().map_or(0, |half| u64::from_le_bytes(*half));
    // Most names end within eight bytes.
    if let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let found = marks(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<16>) {
        let (a, b) = chunk.split_at(8);
        let (a, b) = (marks(word(a)), marks(word(b)));
        if a != 0 {
            return at + (a.trailing_zeros() / 8) as usize;
        }
        if b != 0 {
            return at + 8 + (b.trailing_zeros() / 8) as usize;
        }
        at += 16;
    }
    while at < bytes.len() && !needs_escape(bytes[at]) {
        at += 1;
    }
    at
}

/// Appends `text` as a JSON string.
pub(crate) fn escape(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    // Long text mostly has some escapes: without room for them all of it would be moved.
    out.reserve(bytes.len() + bytes.len() / 8 + 2);
    out.push(b'"');
    let mut at = 0;
    loop {
        let stop = find_special(bytes, at);
        out.extend_from_slice(&bytes[at..stop]);
        if stop == bytes.len() {
            break;
        }
        push_escape(out, bytes[stop]);
        at = stop + 1;
    }
    out.push(b'"');
}

/// Appends `out[range]`, JSON that was just written there, once more as a JSON string: how a structured result becomes
/// a text block without being serialized twice.
pub(crate) fn escape_within(out: &mut Vec<u8>, range: std::ops::Range<usize>) {
    out.reserve(range.len() + range.len() / 4 + 2);
    out.push(b'"');
    let mut at = range.start;
    while at < range.end {
        let stop = find_special(&out[..range.end], at);
        out.extend_from_within(at..stop);
        if stop == range.end {
            break;
        }
        let byte = out[stop];
        push_escape(out, byte);
        at = stop + 1;
    }
    out.push(b'"');
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0c => out.extend_from_slice(b"\\f"),
        _ => out.extend_from_slice(&[
            b'\\',
            b'u',
            b'0',
            b'0',
            HEX[usize::from(byte >> 4)],
            HEX[usize::from(byte & 15)],
        ]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn same_bytes_as_serde_json() {
        let mut random = Random::new(1);
        for length in 0..400 {
            let mut text = String::new();
            for _ in 0..length {
                let seed = random.next();
                match seed % 7 {
                    0 => text.push(char::from((seed >> 8) as u8)),
                    1 => text.push('"'),
                    2 => text.push('語'),
                    3 => text.push('\\'),
                    4 => text.push(char::from((seed >> 9 & 31) as u8)),
                    _ => text.push('a'),
                }
            }
            let expected = serde_json::to_vec(&text).expect("a string");
            let mut out = Vec::new();
            escape(&mut out, &text);
            assert_eq!(out, expected);
            let mut out = b"xy".to_vec();
            out.extend_from_slice(text.as_bytes());
            let end = out.len();
            escape_within(&mut out, 2..end);
            assert_eq!(&out[end..], expected);
        }
    }
}
