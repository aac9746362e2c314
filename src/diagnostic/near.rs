//! Which name was meant?

/// The name among `names` that is nearest to `word`, if it is near enough to be
/// worth a question: at most a third of its letters differ.
pub fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    // Longer words are not typing faults, and would cost quadratic time.
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    let letters: Vec<char> = word.chars().collect();
    let near = names.filter_map(|name| {
        let most = name.len().max(3) / 3;
        Some((distance(&letters, name, most)?, name))
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// Letters to insert, leave out or exchange (Levenshtein) to make `b` of `a`; none if
/// they are more than `most`. There may be very many names, and few are near.
fn distance(a: &[char], b: &str, most: usize) -> Option<usize> {
    let letters = b.chars().count();
    if a.len().abs_diff(letters) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=letters).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        let mut least = row[0];
        for (j, to) in b.chars().enumerate() {
            let exchanged = diagonal + usize::from(*from != to);
            diagonal = row[j + 1];
            row[j + 1] = exchanged.min(row[j] + 1).min(diagonal + 1);
            least = least.min(row[j + 1]);
        }
        // No row is nearer than the one before it.
        if least > most {
            return None;
        }
    }
    Some(row[letters]).filter(|distance| *distance <= most)
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
        let kitten: Vec<char> = "kitten".chars().collect();
        assert_eq!(distance(&kitten, "sitting", 3), Some(3));
        assert_eq!(distance(&kitten, "sitting", 2), None);
        assert_eq!(distance(&kitten, "kit", 2), None);
    }
}
