//! The room of a buffer that is filled and emptied over and over.

/// What a buffer holds on to when it is empty.
#[derive(Debug)]
pub(crate) struct Room {
    most: usize,
    /// How often in a row more was there than was needed.
    unneeded: u8,
}

/// What a buffer starts with.
const FIRST: usize = 64 * 1024;
/// What it keeps where a process may have thousands of connections.
pub(crate) const OF_MANY: usize = 1024 * 1024;
/// What it keeps where a process has one: a peer that sends one long message often sends another, and new room is paid for
/// page by page.
pub(crate) const OF_ONE: usize = 4 * 1024 * 1024;
/// How often more than `OF_MANY` may be unneeded.
const PATIENCE: u8 = 16;

impl Room {
    /// A buffer may keep so much.
    pub(crate) fn new(most: usize) -> Self {
        Room { most, unneeded: 0 }
    }

    /// A buffer to start with.
    pub(crate) fn buffer() -> Vec<u8> {
        Vec::with_capacity(FIRST)
    }

    /// Empties a buffer that has been dealt with.
    pub(crate) fn empty(&mut self, buffer: &mut Vec<u8>) {
        let (needed, capacity) = (buffer.len(), buffer.capacity());
        buffer.clear();
        if capacity <= OF_MANY || needed > capacity / 4 {
            self.unneeded = 0;
        } else {
            self.unneeded += 1;
        }
        if capacity > self.most || self.unneeded == PATIENCE {
            *buffer = Room::buffer();
            self.unneeded = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_kept_while_it_is_needed() {
        let mut room = Room::new(OF_ONE);
        let mut buffer = Room::buffer();
        let mut fill = |length: usize| {
            buffer.resize(length, 0);
            room.empty(&mut buffer);
            assert!(buffer.is_empty());
            buffer.capacity()
        };
        assert_eq!(fill(100), FIRST);
        assert!(fill(2 << 20) >= 2 << 20);
        for _ in 1..PATIENCE {
            assert!(fill(100) >= 2 << 20);
        }
        assert!(fill(1 << 20) >= 2 << 20, "needed again");
        for _ in 1..PATIENCE {
            assert!(fill(100) >= 2 << 20);
        }
        assert_eq!(fill(100), FIRST, "not needed for a while");
        assert_eq!(fill(OF_ONE + 1), FIRST, "more than is ever kept");
        assert_eq!(fill(OF_MANY), OF_MANY);
        for _ in 0..=PATIENCE {
            assert_eq!(fill(100), OF_MANY, "so much is always kept");
        }
    }
}
