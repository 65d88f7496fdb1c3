//! Reads JSON that is as it should be, and says nothing of JSON that is not.
//!
//! Nearly every message is as it should be, and a reader that neither unescapes nor explains reads it in a third of the
//! instructions. Each method is `None` where the text is not JSON, and also where it is more than this reader knows:
//! escapes in a name, nesting beyond 64. Whoever gets `None` has serde_json read the text from its start, which knows all
//! of JSON and says what is wrong. What is read here, serde_json reads to the same end, which `tests::serde_json_agrees` holds
//! it to.

use super::escape::find_special;

/// A place in JSON text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    /// The start of the text.
    #[inline]
    pub(crate) fn new(text: &'a str) -> Self {
        Scan { text, at: 0 }
    }

    /// The next byte that is no white space, not taken.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b' ' | b'\n' | b'\t' | b'\r' => self.at += 1,
                byte => return Some(*byte),
            }
        }
    }

    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Reads an object. `member` is given each name and stands at its value, which it has to read.
    #[inline]
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.take(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let name = self.plain()?;
            self.take(b':')?;
            member(self, name)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// Reads a string that has no escapes.
    #[inline]
    pub(crate) fn plain(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let (start, end) = (self.at, find_special(self.text.as_bytes(), self.at));
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return None;
        }
        self.at = end + 1;
        self.text.get(start..end)
    }

    /// Reads a value that is not null, as it is written.
    #[inline]
    pub(crate) fn value(&mut self) -> Option<&'a str> {
        if self.peek()? == b'n' {
            return None;
        }
        let start = self.at;
        self.skip()?;
        self.text.get(start..self.at)
    }

    /// Nothing follows.
    #[inline]
    pub(crate) fn end(mut self) -> Option<()> {
        self.peek().is_none().then_some(())
    }

    /// Reads any value.
    pub(crate) fn skip(&mut self) -> Option<()> {
        // One bit for each value that is open: whether it is an object.
        let (mut objects, mut depth) = (0_u64, 0_u32);
        loop {
            let opened = match self.peek()? {
                b'"' => self.string().map(|()| false)?,
                b'{' => {
                    objects = objects << 1 | 1;
                    true
                }
                b'[' => {
                    objects <<= 1;
                    true
                }
                b't' => self.word(b"true").map(|()| false)?,
                b'f' => self.word(b"false").map(|()| false)?,
                b'n' => self.word(b"null").map(|()| false)?,
                _ => self.number().map(|()| false)?,
            };
            if opened {
                self.at += 1;
                depth += 1;
                if depth > u64::BITS {
                    return None;
                }
                if !matches!(self.peek()?, b'}' | b']') {
                    self.name_in(objects)?;
                    continue;
                }
            }
            // A value has ended, and maybe those around it.
            loop {
                if depth == 0 {
                    return Some(());
                }
                let closing = if objects & 1 == 1 { b'}' } else { b']' };
                match self.peek()? {
                    b',' => {
                        self.at += 1;
                        self.name_in(objects)?;
                        break;
                    }
                    byte if byte == closing => {
                        self.at += 1;
                        depth -= 1;
                        objects >>= 1;
                    }
                    _ => return None,
                }
            }
        }
    }

    /// The name of a member, in an object.
    #[inline]
    fn name_in(&mut self, objects: u64) -> Option<()> {
        if objects & 1 == 1 {
            (self.peek()? == b'"').then_some(())?;
            self.string()?;
            self.take(b':')?;
        }
        Some(())
    }

    /// A string, its escapes left as they are.
    #[inline]
    fn string(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let mut at = self.at + 1;
        loop {
            at = find_special(bytes, at);
            match bytes.get(at)? {
                b'"' => {
                    self.at = at + 1;
                    return Some(());
                }
                b'\\' => {
                    at += match bytes.get(at + 1)? {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
                        b'u' if bytes.get(at + 2..at + 6)?.iter().all(u8::is_ascii_hexdigit) => 6,
                        _ => return None,
                    }
                }
                _ => return None,
            }
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        rest.starts_with(word).then(|| self.at += word.len())
    }

    /// A number (RFC 8259 §6).
    #[inline]
    fn number(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let digits = |at: &mut usize| {
            let start = *at;
            while bytes.get(*at).is_some_and(u8::is_ascii_digit) {
                *at += 1;
            }
            (*at > start).then_some(())
        };
        if bytes.get(at) == Some(&b'-') {
            at += 1;
        }
        match bytes.get(at)? {
            b'0' => at += 1,
            _ => digits(&mut at)?,
        }
        if bytes.get(at) == Some(&b'.') {
            at += 1;
            digits(&mut at)?;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            at += 1;
            if let Some(b'+' | b'-') = bytes.get(at) {
                at += 1;
            }
            digits(&mut at)?;
        }
        self.at = at;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use serde_json::value::RawValue;

    /// The value that a text is, read here and by serde_json.
    fn both(text: &str) -> (Option<&str>, Option<&str>) {
        let mut scan = Scan::new(text);
        let ours = scan.value().filter(|_| scan.end().is_some());
        let theirs = serde_json::from_str::<&RawValue>(text).ok().map(RawValue::get);
        (ours, theirs)
    }

    #[test]
    fn values() {
        let whole = [
            "{}",
            "[]",
            " [ ] ",
            "\t{\r\n}\n",
            "0",
            "-0",
            "-12.50e+10",
            "1E-3",
            "true",
            "false",
            "\"\"",
            r#""a\"b\\c\/\b\f\n\r\t\u00e9\uD800""#,
            r#"{"a":{"b":[1,[2,{"c":null}],"]}"],"d":{}},"e":[[],{}]}"#,
            "[null]",
            "\"\u{7f}\u{e9}\u{1f600} and a text that is longer than sixteen bytes\"",
        ];
        for text in whole {
            let (ours, theirs) = both(text);
            assert!(theirs.is_some() && ours == theirs, "{text:?}: {ours:?} {theirs:?}");
        }
        let broken = [
            "",
            " ",
            "{",
            "}",
            "[",
            "]",
            "[1",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{1:1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "[}",
            "{]",
            "{\"a\":[}",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "-",
            "+1",
            "--1",
            "1x",
            "tru",
            "truex",
            "nul",
            "\"",
            "\"a",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"\u{1f}\"",
            "\"\n\"",
            "1 2",
            "{}{}",
            "[1]]",
            "\u{a0}1",
            "NaN",
            "'a'",
        ];
        for text in broken {
            assert_eq!(both(text), (None, None), "{text:?}");
        }
        // Null, and what is nested more deeply, is for somebody else.
        assert_eq!(both("null").0, None);
        for (depth, known) in [(64, true), (65, false), (1000, false)] {
            let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            assert_eq!(both(&text).0.is_some(), known, "{depth}");
        }
    }

    /// Whatever is made of a message's pieces: what is read here, serde_json reads, too.
    #[test]
    fn serde_json_agrees() {
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"b c\"",
            "\"\\n\"",
            "\"\\u00e9\"",
            "\"",
            "\\",
            "1",
            "-2.5",
            "1e3",
            "true",
            "null",
            " ",
            "\n",
            "{}",
            "[]",
            "{\"x\":1}",
            "\u{e9}",
            "0",
            ".",
        ];
        let mut random = Random::new(0x2545_f491);
        let mut read = 0;
        for length in (1..14).cycle().take(400_000) {
            let mut text = String::new();
            for _ in 0..length {
                let seed = random.next();
                text.push_str(pieces[(seed >> 7) as usize % pieces.len()]);
            }
            let (ours, theirs) = both(&text);
            match ours {
                Some(_) => assert_eq!(ours, theirs, "{text:?}"),
                None => assert!(theirs.is_none_or(|theirs| theirs == "null"), "{text:?}"),
            }
            read += usize::from(ours.is_some());
        }
        assert!(read > 1000, "{read}");
    }
}
