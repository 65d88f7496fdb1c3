//! The room of a buffer that is filled and emptied over and over.

/// What a buffer holds on to when it is empty.
#[derive(Debug, Default)]
pub(crate) struct Room {
    /// How often in a row it was emptied without having been a quarter full.
    unneeded: u8,
}

/// The room that is kept whatever was needed last.
const USUAL: usize = 64 * 1024;
/// Room above this is given back at once, room up to this when it was not needed for a while: a peer that sends one long
/// message often sends another, and new room is paid for page by page.
const MOST: usize = 4 * 1024 * 1024;
const PATIENCE: u8 = 16;

impl Room {
    /// A buffer to start with.
    pub(crate) fn buffer() -> Vec<u8> {
        Vec::with_capacity(USUAL)
    }

    /// Empties a buffer that has been dealt with.
    pub(crate) fn empty(&mut self, buffer: &mut Vec<u8>) {
        let (needed, capacity) = (buffer.len(), buffer.capacity());
        buffer.clear();
        if capacity <= 16 * USUAL || (capacity <= MOST && needed > capacity / 4) {
            self.unneeded = 0;
            return;
        }
        self.unneeded += 1;
        if capacity > MOST || self.unneeded == PATIENCE {
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
        let mut room = Room::default();
        let mut buffer = Room::buffer();
        let mut fill = |length: usize| {
            buffer.resize(length, 0);
            room.empty(&mut buffer);
            assert!(buffer.is_empty());
            buffer.capacity()
        };
        assert_eq!(fill(100), USUAL);
        assert!(fill(2 << 20) >= 2 << 20);
        for _ in 1..PATIENCE {
            assert!(fill(100) >= 2 << 20);
        }
        assert!(fill(1 << 20) >= 2 << 20, "needed again");
        for _ in 1..PATIENCE {
            assert!(fill(100) >= 2 << 20);
        }
        assert_eq!(fill(100), USUAL, "not needed for a while");
        assert_eq!(fill(MOST + 1), USUAL, "more than is ever kept");
    }
}
