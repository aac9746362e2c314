//! How long has this thread worked?
//!
//! A test of how time grows with the text must not tell how busy the machine is: the
//! kernel counts for each thread how long it had a processor.

use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The time that this thread had a processor; where the kernel does not tell, time by
/// the clock.
pub fn worked() -> Duration {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(
        || BEGIN.get_or_init(Instant::now).elapsed(),
        Duration::from_nanos,
    )
}
