//! Which known word is meant?

/// The words among `known` that `word` may be a slip for, nearest first; at
/// most three.
pub(super) fn near<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Vec<&'k str> {
    let letters: Vec<char> = word.chars().collect();
    let most = (letters.len() / 3).min(2);
    // Most of the hundreds of names of a schema are too long or too short; a letter
    // has up to four bytes.
    let least = letters.len().saturating_sub(most);
    let longest = 4 * (letters.len() + most);
    let mut found: Vec<(usize, &str)> = known
        .into_iter()
        .filter(|known| *known != word && (least..=longest).contains(&known.len()))
        .map(|known| match known.eq_ignore_ascii_case(word) {
            true => (0, known),
            false => (distance(&letters, known, most), known),
        })
        .filter(|(distance, _)| *distance <= most)
        .collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(3);
    found.into_iter().map(|(_, known)| known).collect()
}

/// Longer words are not compared.
const LONGEST: usize = 64;

/// How many letters must be put in, taken out, replaced or swapped with their
/// neighbour; `most + 1` for any greater number.
fn distance(one: &[char], other: &str, most: usize) -> usize {
    let length = other.chars().count();
    if one.len().abs_diff(length) > most || one.len().max(length) > LONGEST {
        return most + 1;
    }
    let mut letters = ['\0'; LONGEST];
    letters
        .iter_mut()
        .zip(other.chars())
        .for_each(|(place, letter)| *place = letter);
    let other = &letters[..length];
    // Three rows of the table, in turn: hundreds of names are held against a slip.
    let mut rows = [[0; LONGEST + 1]; 3];
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for (i, letter) in one.iter().enumerate() {
        let [before, last, row] = [(i + 2) % 3, i % 3, (i + 1) % 3];
        rows[row][0] = i + 1;
        for (j, against) in other.iter().enumerate() {
            let replaced = rows[last][j] + usize::from(letter != against);
            let mut least = replaced.min(rows[last][j + 1] + 1).min(rows[row][j] + 1);
            if i > 0 && j > 0 && *letter == other[j - 1] && one[i - 1] == *against {
                least = least.min(rows[before][j - 1] + 1);
            }
            rows[row][j + 1] = least;
        }
    }
    rows[one.len() % 3][length]
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn slips_of_the_pen_are_found() {
        let known = ["head", "heading", "persName", "p", "hi"];
        assert_eq!(near("haed", known), ["head"]);
        assert_eq!(near("persname", known), ["persName"]);
        assert_eq!(near("title", known), [""; 0]);
        assert_eq!(near("gi", known), [""; 0]);
    }
}
