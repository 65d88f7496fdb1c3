//! Reads a stream of events (WHATWG HTML, "Server-sent events"), each bounded.

use memchr::memchr2;

/// One event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// Its name; empty for `message`.
    pub(super) name: String,
    /// Its data, lines joined.
    pub(super) data: String,
    /// What to come back with, if it says so.
    pub(super) id: Option<String>,
    /// Milliseconds to wait before coming back, if it says so.
    pub(super) retry: Option<u64>,
}

/// An event is longer than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// Cuts bytes into events.
#[derive(Debug)]
pub(super) struct Events {
    /// A line that has not ended.
    line: Vec<u8>,
    event: Event,
    /// The event has data, if only an empty line of it.
    has_data: bool,
    /// The last byte was a carriage return, whose line feed may follow.
    after_return: bool,
    /// Nothing was read so far, where a byte-order mark may stand.
    at_start: bool,
    /// Comments so far, which servers send to show that they live.
    comments: u64,
    limit: usize,
}

impl Events {
    pub(super) fn new(limit: usize) -> Self {
        Events {
            line: Vec::new(),
            event: Event::default(),
            has_data: false,
            after_return: false,
            at_start: true,
            comments: 0,
            limit,
        }
    }

    /// Comments so far.
    pub(super) fn comments(&self) -> u64 {
        self.comments
    }

    /// Takes bytes, and hands out the events that they complete.
    ///
    /// # Errors
    /// An event is too long; nothing sensible can follow.
    pub(super) fn take(&mut self, mut bytes: &[u8], mut each: impl FnMut(Event)) -> Result<(), TooLong> {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.after_return) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let end = memchr2(b'\n', b'\r', bytes);
            let part = &bytes[..end.unwrap_or(bytes.len())];
            if self.line.len() + self.event.data.len() + part.len() > self.limit {
                return Err(TooLong);
            }
            self.line.extend_from_slice(part);
            let Some(end) = end else { return Ok(()) };
            self.after_return = bytes[end] == b'\r';
            bytes = &bytes[end + 1..];
            if let Some(event) = self.end_line() {
                each(event);
            }
        }
        Ok(())
    }

    fn end_line(&mut self) -> Option<Event> {
        let mut line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.at_start) && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            let has_data = std::mem::take(&mut self.has_data);
            return (has_data || event.id.is_some() || event.retry.is_some()).then_some(event);
        }
        let line_text = String::from_utf8_lossy(&line);
        let (field, value) = line_text.split_once(':').unwrap_or((&line_text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => value.clone_into(&mut self.event.name),
            "id" if !value.contains('\0') => self.event.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => self.event.retry = value.parse().ok(),
            "" => self.comments += 1,
            // A field of another time.
            _ => {}
        }
        // The room that a line took is used again, unless it was a long one.
        if line.capacity() <= 64 * 1024 {
            line.clear();
            self.line = line;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, size: usize, limit: usize) -> Result<Vec<Event>, TooLong> {
        let mut events = Events::new(limit);
        let mut found = Vec::new();
        for chunk in text.as_bytes().chunks(size) {
            events.take(chunk, |event| found.push(event))?;
        }
        Ok(found)
    }

    fn event(name: &str, data: &str, id: Option<&str>, retry: Option<u64>) -> Event {
        Event {
            name: name.into(),
            data: data.into(),
            id: id.map(Into::into),
            retry,
        }
    }

    /// The same events come of it however the bytes arrive.
    #[test]
    fn events_of_any_cut() {
        let table: [(&str, Vec<Event>); 9] = [
            ("data: a\n\n", vec![event("", "a", None, None)]),
            (
                "\u{feff}data:a\r\n\r\ndata: b\r\r",
                vec![event("", "a", None, None), event("", "b", None, None)],
            ),
            (
                "event: x\nid: 1\nretry: 500\ndata: a\ndata:  b\n\n",
                vec![event("x", "a\n b", Some("1"), Some(500))],
            ),
            // A priming event.
            (
                "id: e1\nretry: 500\ndata:\n\n",
                vec![event("", "", Some("e1"), Some(500))],
            ),
            (": a comment\n\n\n", vec![]),
            ("data\n\n", vec![event("", "", None, None)]),
            ("id: a\0b\ndata: x\n\n", vec![event("", "x", None, None)]),
            ("retry: 5s\nother: y\ndata: é\n\n", vec![event("", "é", None, None)]),
            ("data: cut off", vec![]),
        ];
        for (text, expected) in table {
            for size in [1, 2, 3, 7, 1000] {
                assert_eq!(read(text, size, 100), Ok(expected.clone()), "{text:?} by {size}");
            }
        }
    }

    #[test]
    fn events_are_bounded() {
        let long = format!("data: {}\n\n", "x".repeat(200));
        let many = "data: 0123456789\n".repeat(20);
        for text in [long, many, "x".repeat(200)] {
            for size in [1, 50, 1000] {
                assert_eq!(read(&text, size, 100), Err(TooLong));
            }
        }
        // Short ones may be as many as they like.
        assert_eq!(
            read(&"data: x\n\n".repeat(100), 64, 20).map(|events| events.len()),
            Ok(100)
        );
    }
}
