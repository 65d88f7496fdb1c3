//! Numbers that look random, and are the same in each run of the tests.

/// Marsaglia's xorshift.
#[derive(Debug)]
pub(crate) struct Random(u32);

impl Random {
    /// The series of this seed, which is not zero.
    pub(crate) fn new(seed: u32) -> Self {
        Random(seed)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}
