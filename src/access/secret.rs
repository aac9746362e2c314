//! What nobody can guess.

use std::hint::black_box;

use crate::edition::Digest;
use crate::store::{digest, fresh_secret};

/// What every token begins with: who finds one where it should not be, a person
/// or a program that looks for such things, knows what it is.
const BEGINNING: &str = "variorum";

/// Hexadecimal digits of the number of a token.
const NUMBER_DIGITS: usize = 8;

/// Hexadecimal digits of the secret part.
const SECRET_DIGITS: usize = 64;

/// A token as it is shown once: `variorum_NUMBER_SECRET`.
///
/// The number is no secret: it stands in lists and beside changes.
pub struct Fresh {
    /// The number.
    pub number: String,
    /// All of it.
    pub token: String,
}

/// Makes a token.
pub fn fresh() -> Fresh {
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let number = hex(&fresh_secret()[..NUMBER_DIGITS / 2]);
    let token = format!("{BEGINNING}_{number}_{}", hex(&fresh_secret()));
    Fresh { number, token }
}

/// The number of what could be a token.
pub fn number(token: &str) -> Option<&str> {
    let (number, secret) = token
        .strip_prefix(BEGINNING)?
        .strip_prefix('_')?
        .split_once('_')?;
    let fits = is_number(number) && secret.len() == SECRET_DIGITS && is_hex(secret);
    fits.then_some(number)
}

/// Whether a token could have this number.
pub fn is_number(text: &str) -> bool {
    text.len() == NUMBER_DIGITS && is_hex(text)
}

fn is_hex(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether `token` is the one with that SHA-256. How long it takes does not tell
/// how much of it is right.
pub fn is(token: &str, wanted: Digest) -> bool {
    let found = digest(token.as_bytes());
    let pairs = found.0.iter().zip(wanted.0);
    let different = pairs.fold(0, |all, (one, other)| all | (one ^ other));
    black_box(different) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_itself_and_no_other() {
        let one = fresh();
        let other = fresh();
        assert_ne!(one.token, other.token);
        assert_eq!(number(&one.token), Some(one.number.as_str()));
        let kept = digest(one.token.as_bytes());
        assert!(is(&one.token, kept));
        assert!(!is(&other.token, kept));
        let mut almost = one.token.clone();
        let last = if almost.ends_with('0') { '1' } else { '0' };
        almost.pop();
        almost.push(last);
        assert!(!is(&almost, kept));
    }

    #[test]
    fn what_is_no_token_has_no_number() {
        let secret = "0".repeat(64);
        let bad = [
            String::new(),
            "variorum".into(),
            format!("variorum_12345678_{}", &secret[1..]),
            format!("variorum_1234567_{secret}"),
            format!("variorum_1234567G_{secret}"),
            format!("variorum_12345678_{}é", &secret[2..]),
            format!("variorum_12345678_{secret}0"),
            format!("github_12345678_{secret}"),
        ];
        for bad in bad {
            assert_eq!(number(&bad), None, "{bad}");
        }
        assert!(number(&format!("variorum_12345678_{secret}")).is_some());
    }
}
