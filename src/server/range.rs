//! Which part does the client want?
//!
//! RFC 9110 §14.

use std::ops::Range;

/// What a `Range` header asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Everything: there is no range, or one that is better not understood.
    Whole,
    /// These bytes.
    Part(Range<usize>),
    /// Bytes beyond the end: 416.
    Unsatisfiable,
}

/// Reads a `Range` header for a representation of `length` bytes.
///
/// A unit other than bytes and a faulty range are passed over, as §14.2 allows.
/// So are several ranges at once: `multipart/byteranges` helps nobody who reads
/// a text, and lists of overlapping ranges have been used to exhaust servers;
/// the whole file answers every one of them.
pub fn read(header: Option<&str>, length: usize) -> Asked {
    let set = header.and_then(|header| header.split_once('='));
    let Some((unit, ranges)) = set else {
        return Asked::Whole;
    };
    let mut ranges = ranges
        .split(',')
        .map(str::trim)
        .filter(|range| !range.is_empty());
    match (ranges.next(), ranges.next()) {
        (Some(range), None) if unit.trim().eq_ignore_ascii_case("bytes") => one(range, length),
        _ => Asked::Whole,
    }
}

fn one(range: &str, length: usize) -> Asked {
    let Some((first, last)) = range.split_once('-') else {
        return Asked::Whole;
    };
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => part(first, last.saturating_add(1), length),
        (Some(first), None) if last.is_empty() => part(first, length, length),
        (None, Some(0)) if first.is_empty() => Asked::Unsatisfiable,
        (None, Some(suffix)) if first.is_empty() => {
            part(length.saturating_sub(suffix), length, length)
        }
        _ => Asked::Whole,
    }
}

fn part(start: usize, end: usize, length: usize) -> Asked {
    if start < length {
        Asked::Part(start..end.min(length))
    } else {
        Asked::Unsatisfiable
    }
}

/// Digits as a number; one that is too large is as large as can be.
fn number(digits: &str) -> Option<usize> {
    let good = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    good.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_file_of_ten_bytes() {
        let table = [
            ("bytes=0-3", Asked::Part(0..4)),
            ("bytes=7-", Asked::Part(7..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=4-99999999999999999999999", Asked::Part(4..10)),
            ("BYTES=9-9", Asked::Part(9..10)),
            ("bytes=0-3,", Asked::Part(0..4)),
            ("bytes=10-", Asked::Unsatisfiable),
            ("bytes=-0", Asked::Unsatisfiable),
            ("bytes=99999999999999999999999-", Asked::Unsatisfiable),
            ("bytes=3-2", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=1--2", Asked::Whole),
            ("bytes=0-0,2-3", Asked::Whole),
            ("words=0-3", Asked::Whole),
            ("bytes", Asked::Whole),
        ];
        for (header, expected) in table {
            assert_eq!(read(Some(header), 10), expected, "{header}");
        }
        assert_eq!(read(None, 10), Asked::Whole);
        assert_eq!(read(Some("bytes=-1"), 0), Asked::Unsatisfiable);
    }
}
