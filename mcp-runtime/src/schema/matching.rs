//! Texts against the patterns of a schema from outside. A matcher takes time by the length of a text and by that of its
//! pattern, and cannot be stopped.

use regex_lite::{Regex, RegexBuilder};
use std::collections::HashMap;
use std::time::Instant;

/// Steps of matchers that any value is worth, and what 32 bytes of it are worth beyond. A matcher takes as many for a byte of
/// text as its pattern has parts, where all of them may match, and mostly a few.
const STEPS: usize = 200_000_000;
const STEPS_EACH: usize = 32 * 64;
/// Bytes of a pattern, compiled, for a part of it.
const PART: usize = 64;
/// How long a step takes, about.
const STEP_NANOSECONDS: u128 = 5;

/// Bytes that a pattern may take, compiled, and those of the smallest: how many one takes is found out between them. No
/// schema with a larger one is taken for a tool; that of another's says nothing.
const SMALLEST_PATTERN: usize = 1024;
pub(super) const LARGEST_PATTERN: usize = 10 * 1024 * 1024;
/// Bytes of compiled patterns that are kept for the next text.
const MOST_KEPT: usize = 16 * 1024 * 1024;

/// The patterns of one schema.
pub(super) struct Patterns<'s> {
    /// Those that were met, and the bytes that they take.
    known: HashMap<&'s str, Option<(Regex, usize)>>,
    kept: usize,
    /// The steps that are left.
    steps: usize,
}

impl<'s> Patterns<'s> {
    /// For a value of so many parts.
    pub(super) fn of_value(size: usize) -> Self {
        Patterns {
            known: HashMap::new(),
            kept: 0,
            steps: size.saturating_mul(STEPS_EACH).saturating_add(STEPS),
        }
    }

    /// Whether a text matches, as far as the pattern can be read; `None` where that is too much to do.
    pub(super) fn matches(&mut self, pattern: &'s str, text: &str) -> Option<bool> {
        if !self.known.contains_key(pattern) {
            let started = Instant::now();
            let compiled = compile(pattern);
            let took = steps_since(started);
            let bytes = compiled.as_ref().map_or(0, |(_, bytes)| *bytes);
            if self.kept + bytes > MOST_KEPT {
                self.known.clear();
                self.kept = 0;
            }
            self.kept += bytes;
            self.known.insert(pattern, compiled);
            self.step(took.min(2 * LARGEST_PATTERN))?;
        }
        let Some(Some((regex, bytes))) = self.known.get(pattern) else {
            return Some(true);
        };
        // What it may take has to be there, and what it took is paid.
        let most = text.len().saturating_mul(bytes / PART);
        if most >= self.steps {
            return None;
        }
        let started = Instant::now();
        let matches = regex.is_match(text);
        self.step(steps_since(started).min(most))?;
        Some(matches)
    }

    /// Takes steps; `None` where no more are left.
    fn step(&mut self, steps: usize) -> Option<()> {
        self.steps = self.steps.saturating_sub(steps);
        (self.steps > 0).then_some(())
    }
}

fn steps_since(start: Instant) -> usize {
    usize::try_from(start.elapsed().as_nanos() / STEP_NANOSECONDS).unwrap_or(usize::MAX)
}

/// A pattern, and about as many bytes as it takes.
fn compile(pattern: &str) -> Option<(Regex, usize)> {
    let sizes = std::iter::successors(Some(SMALLEST_PATTERN), |bytes| {
        (*bytes < LARGEST_PATTERN).then(|| (bytes * 2).min(LARGEST_PATTERN))
    });
    sizes.into_iter().find_map(|bytes| {
        let regex = RegexBuilder::new(pattern).size_limit(bytes).build().ok()?;
        Some((regex, bytes))
    })
}
