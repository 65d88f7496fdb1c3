//! Names that are nearly another: what was meant by one that is not there.

use super::distance::distance;

/// Names that are longer are not looked at, nor more of them: some come from outside.
const LONGEST: usize = 256;
const MOST: usize = 2_000;

/// The name that differs least, if it is near enough to be meant.
pub(crate) fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    if name.len() > 64 {
        return None;
    }
    let (lower, length) = (name.to_lowercase(), name.chars().count());
    let most = 1 + length / 4;
    let best = names
        .iter()
        .filter(|known| !known.is_empty() && known.len() <= LONGEST && known.chars().count().abs_diff(length) <= most)
        .take(MOST)
        .map(|known| (distance(&lower, &known.to_lowercase()), *known))
        .min()?;
    (best.0 <= most).then_some(best.1)
}
