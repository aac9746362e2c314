//! When may a site be asked again that cannot answer now?

use std::fmt;
use std::time::Duration;

use super::{Address, Answer};

/// What is waited where a date is given, and not the time now.
const A_MINUTE: Duration = Duration::from_secs(60);

/// A time for which a site wants to be left alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// What was asked for.
    pub address: Address,
    /// The status of HTTP: 503 or 429.
    pub status: u16,
    /// How long.
    pub wait: Duration,
}

impl fmt::Display for Pause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (address, status, seconds) = (&self.address, self.status, self.wait.as_secs());
        write!(
            f,
            "{address} answers {status}, and asks for {seconds} s of patience"
        )
    }
}

/// How long it is to be waited until the question can be put again: `Retry-After`
/// (RFC 9110 §10.2.3) of an answer that there are too many questions (429) or
/// that the site is busy (503).
pub fn asked_to_wait(answer: &Answer) -> Option<Duration> {
    if ![429, 503].contains(&answer.status) {
        return None;
    }
    let until = answer.header("retry-after")?.trim();
    if let Ok(seconds) = until.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(until).ok()?;
    // By the clock of the site: ours may be another.
    let now = answer.header("date").map(str::trim);
    let Some(Ok(now)) = now.map(httpdate::parse_http_date) else {
        return Some(A_MINUTE);
    };
    Some(until.duration_since(now).unwrap_or_default())
}
