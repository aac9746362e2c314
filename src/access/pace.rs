//! How fast may somebody go?

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So many requests a minute for each name, all at once or spread: a bucket that
/// fills evenly, for each. A name that was quiet for a minute is forgotten.
#[derive(Debug)]
pub struct Pace {
    per_minute: u32,
    known: Mutex<BTreeMap<String, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

const MINUTE: Duration = Duration::from_secs(60);

impl Pace {
    /// At most `per_minute` requests a minute, at least one.
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute: per_minute.max(1),
            known: Mutex::default(),
        }
    }

    /// Lets `name` do one thing more at `now`; or says how long to wait.
    ///
    /// # Errors
    /// How long it takes until one more may be done, at least a second.
    pub fn take(&self, name: &str, now: Instant) -> Result<(), Duration> {
        let full = f64::from(self.per_minute);
        let each = full / MINUTE.as_secs_f64();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, bucket| now.saturating_duration_since(bucket.at) < MINUTE);
        let fresh = Bucket {
            left: full,
            at: now,
        };
        let bucket = known.entry(name.to_owned()).or_insert(fresh);
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + passed * each).min(full);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Ok(());
        }
        let wait = ((1.0 - bucket.left) / each).ceil().max(1.0);
        Err(Duration::from_secs_f64(wait))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_so_many_and_then_one_at_a_time() {
        let (pace, start) = (Pace::new(30), Instant::now());
        for _ in 0..30 {
            assert_eq!(pace.take("ada", start), Ok(()));
        }
        assert_eq!(pace.take("ada", start), Err(Duration::from_secs(2)));
        assert_eq!(pace.take("bob", start), Ok(()), "each has their own");
        let later = start + Duration::from_secs(2);
        assert_eq!(pace.take("ada", later), Ok(()));
        assert_eq!(pace.take("ada", later), Err(Duration::from_secs(2)));
        let much_later = start + Duration::from_secs(600);
        for _ in 0..30 {
            assert_eq!(pace.take("ada", much_later), Ok(()));
        }
        assert!(pace.take("ada", much_later).is_err());
    }
}
