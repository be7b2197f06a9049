//! "Did you mean": the known word that a mistyped one resembles most.

/// The candidate nearest to `word`, if it is near enough to be a slip: another spelling of the same letters
/// (`apiKey` for `api_key`), or at most one slip in three letters.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = plain(word);
    candidates
        .into_iter()
        .map(|candidate| (slips(&letters, &plain(candidate)), candidate))
        .filter(|(slips, candidate)| *slips * 3 <= candidate.chars().count().max(3))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

/// The word without what people vary: capitals, underscores, hyphens and spaces.
fn plain(word: &str) -> Vec<char> {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many letters were added, left out, replaced, or swapped with their neighbour.
fn slips(from: &[char], to: &[char]) -> usize {
    let mut before = vec![0; to.len() + 1];
    let mut previous: Vec<usize> = (0..=to.len()).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut current = vec![row + 1; to.len() + 1];
        for (column, other) in to.iter().enumerate() {
            let replaced = previous[column] + usize::from(letter != other);
            current[column + 1] = replaced.min(previous[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && from[row - 1] == *other && *letter == to[column - 1];
            if swapped {
                current[column + 1] = current[column + 1].min(before[column - 1] + 1);
            }
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[to.len()]
}
