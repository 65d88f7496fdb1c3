//! Cuts a stream of bytes into lines, each bounded.

use super::room::Room;
use memchr::memchr;
use std::ops::Range;

/// A line, or what is left of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// The bytes of a line in the buffer, without its end.
    Whole(Range<usize>),
    /// A line was longer than the limit; the stream goes on after its end.
    TooLong,
}

/// A buffer that gives out whole lines. What is longer than the limit is thrown away up to its end, so that the next
/// line is read as if nothing had been.
#[derive(Debug)]
pub(crate) struct Lines {
    buffer: Vec<u8>,
    room: Room,
    /// The first byte of the line that is not whole yet.
    start: usize,
    /// The first byte that was not searched for a line's end.
    scanned: usize,
    limit: usize,
    /// The rest of a line that was too long is on its way.
    skipping: bool,
}

/// The room that a read finds.
const ROOM: usize = 16 * 1024;

impl Lines {
    /// Lines of at most so many bytes, in a buffer that keeps so many.
    pub(crate) fn new(limit: usize, room: usize) -> Self {
        Lines {
            buffer: Room::buffer(),
            room: Room::new(room),
            start: 0,
            scanned: 0,
            limit,
            skipping: false,
        }
    }

    /// Where to read to: append to it.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        if self.start == self.buffer.len() && self.start > 0 {
            self.room.empty(&mut self.buffer);
            self.start = 0;
            self.scanned = 0;
        }
        if self.buffer.capacity() - self.buffer.len() < ROOM {
            if self.start > 0 {
                self.buffer.drain(..self.start);
                self.scanned -= self.start;
                self.start = 0;
            }
            if self.buffer.capacity() - self.buffer.len() < ROOM {
                self.buffer.reserve(self.buffer.capacity());
            }
        }
        &mut self.buffer
    }

    /// The next line, if it is whole.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Line> {
        loop {
            let Some(found) = memchr(b'\n', &self.buffer[self.scanned..]) else {
                self.scanned = self.buffer.len();
                if self.buffer.len() - self.start > self.limit {
                    self.drop_partial();
                    if !std::mem::replace(&mut self.skipping, true) {
                        return Some(Line::TooLong);
                    }
                } else if self.skipping {
                    self.drop_partial();
                }
                return None;
            };
            let end = self.scanned + found;
            let line = self.start..end;
            self.start = end + 1;
            self.scanned = self.start;
            if std::mem::take(&mut self.skipping) {
                continue;
            }
            if line.len() > self.limit {
                return Some(Line::TooLong);
            }
            return Some(Line::Whole(line));
        }
    }

    /// What is left when the stream ends without a line's end.
    pub(crate) fn rest(&mut self) -> Option<Range<usize>> {
        let rest = self.start..self.buffer.len();
        self.start = self.buffer.len();
        self.scanned = self.start;
        (!rest.is_empty() && !self.skipping).then_some(rest)
    }

    pub(crate) fn bytes(&self, line: Range<usize>) -> &[u8] {
        self.buffer.get(line).unwrap_or_default()
    }

    fn drop_partial(&mut self) {
        self.buffer.truncate(self.start);
        self.scanned = self.start;
    }
}

/// A line without what editors and shells put around it: a byte-order mark, a carriage return, blanks.
#[inline]
pub(crate) fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::room::OF_MANY;

    fn read(limit: usize, chunks: &[&[u8]]) -> Vec<Option<String>> {
        let mut lines = Lines::new(limit, OF_MANY);
        let mut found = Vec::new();
        for chunk in chunks {
            lines.buffer().extend_from_slice(chunk);
            while let Some(line) = lines.next() {
                found.push(match line {
                    Line::Whole(range) => Some(String::from_utf8_lossy(lines.bytes(range)).into_owned()),
                    Line::TooLong => None,
                });
            }
        }
        found
    }

    #[test]
    fn lines_and_limits() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(read(9, &[b"a\nb", b"c\n\n", b"d"]), [some("a"), some("bc"), some("")]);
        assert_eq!(read(4, &[b"abcdef\ng\n"]), [None, some("g")]);
        assert_eq!(read(4, &[b"abc", b"def", b"ghi", b"jkl\nm\n"]), [None, some("m")]);
        assert_eq!(read(4, &[b"abcd\n"]), [some("abcd")]);
    }

    #[test]
    fn memory_stays_bounded() {
        let mut lines = Lines::new(1000, OF_MANY);
        for _ in 0..10_000 {
            lines.buffer().extend_from_slice(&[b'x'; 1000]);
            while lines.next().is_some() {}
        }
        assert!(lines.buffer.capacity() < 1 << 20);
        lines.buffer().extend_from_slice(b"\nok\n");
        let Some(Line::Whole(line)) = lines.next() else {
            panic!("the line after the long one")
        };
        assert_eq!(lines.bytes(line), b"ok");
    }

    #[test]
    fn marks_and_blanks() {
        assert_eq!(trimmed(b"\xef\xbb\xbf{}\r"), b"{}");
        assert_eq!(trimmed(b" \t\r"), b"");
    }
}
