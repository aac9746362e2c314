//! In which order are witnesses put together? The nearest two first, then
//! groups of them (UPGMA), as Spencer and Howe proposed (*Collating Texts Using
//! Progressive Multiple Alignment*, Computers and the Humanities 38, 2004).

/// Hashes kept of each text (bottom-k sketch, Broder 1997): distances of texts
/// with fewer words are exact.
const SKETCH: usize = 1024;

/// Groups that are put together: two places in the list of groups, which is the
/// witnesses and after them what came of each merge.
pub(super) type Merge = (usize, usize);

/// The order of merges for texts given as words. The left group of each merge
/// has the lowest witness of both.
pub(super) fn merges(texts: &[&[u32]]) -> Vec<Merge> {
    let sketches: Vec<Vec<u64>> = texts.iter().map(|text| sketch(text)).collect();
    // Groups that are not yet in another: place in the list, size.
    let mut groups: Vec<(usize, f64)> = (0..texts.len()).map(|text| (text, 1.0)).collect();
    let mut distances: Vec<Vec<f64>> = (sketches.iter())
        .map(|one| sketches.iter().map(|other| distance(one, other)).collect())
        .collect();
    let mut merges = Vec::new();
    while groups.len() > 1 {
        let (a, b) = nearest(&distances);
        let ((one, size), (other, other_size)) = (groups[a], groups[b]);
        let of_both = distances[a].iter().zip(&distances[b]);
        let sums = of_both.map(|(one, other)| one * size + other * other_size);
        let merged: Vec<f64> = sums.map(|sum| sum / (size + other_size)).collect();
        for (row, distance) in distances.iter_mut().zip(&merged) {
            row[a] = *distance;
        }
        distances[a] = merged;
        for row in &mut distances {
            row.remove(b);
        }
        distances.remove(b);
        groups.remove(b);
        groups[a] = (texts.len() + merges.len(), size + other_size);
        merges.push((one, other));
    }
    merges
}

/// The first of the nearest pairs.
fn nearest(distances: &[Vec<f64>]) -> (usize, usize) {
    let mut best = (f64::INFINITY, (0, 1));
    for (a, row) in distances.iter().enumerate() {
        for (b, &distance) in row.iter().enumerate().skip(a + 1) {
            if distance < best.0 {
                best = (distance, (a, b));
            }
        }
    }
    best.1
}

/// The lowest hashes of a text's words and pairs of neighbouring words.
fn sketch(text: &[u32]) -> Vec<u64> {
    let runs = text.windows(1).chain(text.windows(2));
    let mut hashes: Vec<u64> = runs.map(|run| hash(run.iter().copied())).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// The share of words and pairs of words that only one of two texts has, judged
/// by the lowest hashes of both together.
fn distance(one: &[u64], other: &[u64]) -> f64 {
    let (mut i, mut j, mut seen, mut shared) = (0, 0, 0_u32, 0_u32);
    while seen < SKETCH as u32 && (i < one.len() || j < other.len()) {
        let (a, b) = (one.get(i), other.get(j));
        let lower = a.into_iter().chain(b).min();
        let (in_one, in_other) = (a == lower, b == lower);
        i += usize::from(in_one);
        j += usize::from(in_other);
        seen += 1;
        shared += u32::from(in_one && in_other);
    }
    if seen == 0 {
        0.0
    } else {
        1.0 - f64::from(shared) / f64::from(seen)
    }
}

/// A number for a sequence of words, the same on every machine.
pub(super) fn hash(words: impl Iterator<Item = u32>) -> u64 {
    words.fold(0x9E37_79B9_7F4A_7C15, |hash, word| {
        let mixed = (hash ^ u64::from(word)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 29)).wrapping_mul(0x94D0_49BB_1331_11EB) ^ (mixed >> 32)
    })
}
