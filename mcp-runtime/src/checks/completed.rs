//! What a completion that stands alone completes: its target is another macro's, so the compiler compares.

use super::text::Text;
use crate::server::definitions::{EntryKind, Item};

/// Fails the build when a prompt has no such argument.
#[track_caller]
pub const fn completes_prompt<T: Item>(argument: &str) {
    completes::<T>(argument, EntryKind::Prompt, "prompt");
}

/// Fails the build when a resource has no such variable.
#[track_caller]
pub const fn completes_resource<T: Item>(argument: &str) {
    completes::<T>(argument, EntryKind::Resource, "resource");
}

#[track_caller]
const fn completes<T: Item>(argument: &str, kind: EntryKind, word: &str) {
    // One that was refused, or is nothing that has arguments, has been told of where it stands or is listed.
    let Some(known) = T::ARGUMENTS else { return };
    let entry = T::ENTRY;
    let mut text = Text::new();
    if entry.kind as u8 != kind as u8 {
        text.push("this completion is of a ");
        text.push(word);
        text.push(", and its target is none [MCP091]");
        text.fail();
    }
    let mut at = 0;
    let (mut best, mut least) = (0, usize::MAX);
    while at < known.len() {
        let far = distance(argument.as_bytes(), known[at].as_bytes());
        if far == 0 {
            return;
        }
        if far < least {
            (best, least) = (at, far);
        }
        at += 1;
    }
    text.push(word);
    text.push(" `");
    text.push(entry.name);
    text.push("` has no argument `");
    text.push(argument);
    text.push("`");
    if !known.is_empty() && least <= 1 + known[best].len() / 3 {
        text.push(", did you mean `");
        text.push(known[best]);
        text.push("`?");
    }
    text.push(" [MCP092]");
    text.fail();
}

/// The longest name that is compared letter by letter.
const MOST: usize = 48;

/// Insertions, deletions, replacements and swaps of neighbours between two words; of long ones only whether they are the
/// same.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len() > MOST || b.len() > MOST {
        return if same(a, b) { 0 } else { usize::MAX };
    }
    let mut rows = [[0; MOST + 1]; MOST + 1];
    let mut i = 0;
    while i <= a.len() {
        let mut j = 0;
        while j <= b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let differs = if a[i - 1] == b[j - 1] { 0 } else { 1 };
                let mut least = rows[i - 1][j - 1] + differs;
                least = smaller(least, rows[i - 1][j] + 1);
                least = smaller(least, rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = smaller(least, rows[i - 2][j - 2] + 1);
                }
                least
            };
            j += 1;
        }
        i += 1;
    }
    rows[a.len()][b.len()]
}

const fn smaller(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn near_and_far() {
        for (a, b, far) in [
            ("city", "city", 0),
            ("ctiy", "city", 1),
            ("cty", "city", 1),
            ("citty", "city", 1),
            ("town", "city", 4),
            ("", "city", 4),
        ] {
            assert_eq!(distance(a.as_bytes(), b.as_bytes()), far, "{a} {b}");
        }
    }
}
