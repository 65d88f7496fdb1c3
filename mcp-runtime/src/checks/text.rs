//! Text that is put together while the program is built, without an allocator.

/// At most 512 bytes of text.
pub(crate) struct Text {
    bytes: [u8; 512],
    length: usize,
}

impl Text {
    pub(crate) const fn new() -> Self {
        Text {
            bytes: [0; 512],
            length: 0,
        }
    }

    pub(crate) const fn push(&mut self, part: &str) {
        let part = part.as_bytes();
        let mut index = 0;
        while index < part.len() && self.length < self.bytes.len() {
            self.bytes[self.length] = part[index];
            self.length += 1;
            index += 1;
        }
    }

    /// Fails the build with it.
    #[track_caller]
    pub(crate) const fn fail(&self) -> ! {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => panic!("{}", text),
            Err(_) => panic!("a name is too long to be shown"),
        }
    }
}
