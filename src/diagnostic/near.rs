//! Which name was meant?

/// The name among `names` that is nearest to `word`, if it is near enough to be
/// worth a question: at most a third of its letters differ.
pub fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // Longer words are not typing faults, and would cost quadratic time.
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    let near = names.map(|name| (distance(word, name), name));
    let near = near.filter(|(distance, name)| *distance <= name.len().max(3) / 3);
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Letters to insert, leave out or exchange (Levenshtein) to make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.chars().enumerate() {
            let exchanged = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[row.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["address", "store", "site_name"];
        assert_eq!(nearest("adress", names.into_iter()), Some("address"));
        assert_eq!(nearest("sitename", names.into_iter()), Some("site_name"));
        assert_eq!(nearest("colour", names.into_iter()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
