//! What a client and a server say to each other, to the letter.

/// A message of the client's and what the server says to it, in order.
#[derive(Debug)]
pub struct Turn {
    /// The client's line.
    pub said: &'static str,
    /// The server's lines, of which the last is the answer; none to a notification.
    pub heard: Vec<String>,
}

/// The fixture at 2024-11-05, over any transport.
///
/// # Panics
/// If the file holds a line of no one's.
#[must_use]
pub fn of_2024_11_05() -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for line in include_str!("../transcripts/2024-11-05.txt").lines() {
        match (line.split_at(2), turns.last_mut()) {
            (("> ", said), _) => turns.push(Turn {
                said,
                heard: Vec::new(),
            }),
            (("< ", heard), Some(turn)) => turn.heard.push(heard.replace("VERSION", env!("CARGO_PKG_VERSION"))),
            _ => panic!("neither side's: {line}"),
        }
    }
    turns
}
