//! Names that are nearly another: what was meant by one that is not there.

/// Names that are longer are not looked at, nor more of them: some come from outside.
const LONGEST: usize = 256;
const MOST: usize = 2_000;

/// The name that differs least, if it is near enough to be meant.
pub(crate) fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    if name.len() > 64 {
        return None;
    }
    let length = name.chars().count();
    let most = 1 + length / 4;
    let best = names
        .iter()
        .filter(|known| !known.is_empty() && known.len() <= LONGEST && known.chars().count().abs_diff(length) <= most)
        .take(MOST)
        .map(|known| (distance(name, known), *known))
        .min()?;
    (best.0 <= most).then_some(best.1)
}

/// Insertions, deletions, replacements and swaps of neighbours between two names.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.to_lowercase().chars().collect(), b.to_lowercase().chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
