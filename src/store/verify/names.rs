//! Names and paths in inventories (OCFL 1.1 §3.3, §3.5).

use std::collections::BTreeSet;

/// The name of a version: `v3`, or `v0003` where all are padded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionName {
    /// As it stands.
    pub text: String,
    /// From 1.
    pub number: u32,
}

impl VersionName {
    /// `None` if it cannot name a version (E104).
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('v')?;
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.parse().ok().filter(|number| plain && *number > 0)?;
        let text = text.to_owned();
        Some(Self { text, number })
    }

    /// How many digits it is padded to; `None` without zeros before it.
    pub fn padding(&self) -> Option<usize> {
        self.text.starts_with("v0").then(|| self.text.len() - 1)
    }
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadPath {
    /// It begins or ends with a slash.
    Slash,
    /// It has an empty part, `.` or `..`.
    Part,
}

/// Whether a path is one that leads somewhere below, and nowhere else.
pub fn check_path(path: &str) -> Result<(), BadPath> {
    if path.starts_with('/') || path.ends_with('/') {
        return Err(BadPath::Slash);
    }
    if path.split('/').any(|part| ["", ".", ".."].contains(&part)) {
        return Err(BadPath::Part);
    }
    Ok(())
}

/// The first of `paths` that is also a folder of another.
pub fn conflict<'a>(paths: &BTreeSet<&'a str>) -> Option<&'a str> {
    let mut found = paths.iter().filter_map(|path| {
        let mut outer = *path;
        while let Some((folder, _)) = outer.rsplit_once('/') {
            if paths.contains(folder) {
                return Some(folder);
            }
            outer = folder;
        }
        None
    });
    found.next()
}

/// Whether a text is a URI (RFC 3986 §3), to the letter but for the inside of
/// its parts.
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    let scheme_fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c);
    let escaped = rest.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    });
    begins && scheme.chars().all(scheme_fits) && rest.chars().all(fits) && escaped
}

/// Whether a text is a moment with seconds and a time zone (RFC 3339 §5.6).
pub fn is_moment(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let Some(rest) = shape.get(19..) else {
        return false;
    };
    let begins = shape[..19].eq_ignore_ascii_case("0000-00-00T00:00:00");
    let rest = match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with('0') => fraction.trim_start_matches('0'),
        Some(_) => return false,
        None => rest,
    };
    let zone = ["Z", "z", "+00:00", "-00:00"].contains(&rest);
    begins && zone && text.to_ascii_uppercase().parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_seconds_and_a_zone() {
        for good in [
            "2019-01-01T02:03:04Z",
            "2019-01-01T02:03:04.5+10:00",
            "2019-01-01t02:03:04z",
        ] {
            assert!(is_moment(good), "{good}");
        }
        for bad in [
            "2019-01-01T02:03:04",
            "2019-01-01T01:02Z",
            "2019-01-01",
            "2019-13-01T02:03:04Z",
            "2019-01-01T02:03:04.Z",
            "2019-01-01T02:03:04Z[UTC]",
            "héllo-01-01T02:03:04Z",
        ] {
            assert!(!is_moment(bad), "{bad}");
        }
    }

    #[test]
    fn uris_begin_with_a_scheme() {
        assert!(is_uri("urn:x:y") && is_uri("mailto:a@b.c") && is_uri("ark:/123/abc%20"));
        assert!(!is_uri("1 Wonky Way") && !is_uri("a b:c") && !is_uri("x:%2") && !is_uri("1:x"));
    }
}
