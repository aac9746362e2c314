//! Does a form come from a page of ours?

use std::time::{Duration, Instant};

use crate::edition::EditionId;
use crate::store::digest;

/// How long a form may be open.
const LONGEST: Duration = Duration::from_secs(12 * 3600);

/// Nobody reads a form and fills it in within this time.
const SHORTEST: Duration = Duration::from_secs(2);

/// Gives forms a seal that nobody else can make, and knows it again. After the
/// process has ended no seal of it is good; the page then asks to send the form
/// again, as it was filled in.
pub struct Seals {
    secret: String,
    begun: Instant,
}

impl Seals {
    /// Seals with this secret, which nobody can guess.
    pub fn new(secret: String) -> Self {
        Self {
            secret,
            begun: Instant::now(),
        }
    }

    /// A seal for a form about an edition, given at `now`.
    pub fn fresh(&self, about: &EditionId, now: Instant) -> String {
        let age = now.saturating_duration_since(self.begun).as_millis();
        format!("{age:x}-{}", self.sign(about, age))
    }

    /// Whether it is a seal of ours for that edition, of the right age at `now`.
    pub fn hold(&self, seal: &str, about: &EditionId, now: Instant) -> bool {
        let Some((age, sign)) = seal.split_once('-') else {
            return false;
        };
        let Ok(given) = u64::from_str_radix(age, 16) else {
            return false;
        };
        let age = now.saturating_duration_since(self.begun);
        let open = age.checked_sub(Duration::from_millis(given));
        let fits = open.is_some_and(|open| (SHORTEST..LONGEST).contains(&open));
        fits && sign == self.sign(about, u128::from(given))
    }

    fn sign(&self, about: &EditionId, age: u128) -> String {
        // The secret on both sides: what is signed cannot be made longer.
        let secret = &self.secret;
        let signed = format!("{secret} {age:x} {about} {secret}");
        digest(signed.as_bytes()).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_good_for_its_edition_and_its_time() {
        let (seals, others) = (Seals::new("a".into()), Seals::new("b".into()));
        let (one, two) = ("one".parse().unwrap(), "two".parse().unwrap());
        let now = Instant::now();
        let seal = seals.fresh(&one, now);
        let after = |seconds| now + Duration::from_secs(seconds);
        assert!(seals.hold(&seal, &one, after(3)));
        assert!(seals.hold(&seal, &one, after(11 * 3600)));
        for (seal, about, at) in [
            (seal.as_str(), &one, after(1)),
            (&seal, &one, after(13 * 3600)),
            (&seal, &two, after(3)),
            (&others.fresh(&one, now), &one, after(3)),
            ("", &one, after(3)),
            ("0-", &one, after(3)),
            ("zz-aa", &one, after(3)),
            (&format!("ffffffffffff{seal}"), &one, after(3)),
        ] {
            assert!(!seals.hold(seal, about, at), "{seal}");
        }
    }
}
