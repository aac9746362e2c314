//! How much is collated, for how long, and how many at one time?

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::super::body::Limits;
use super::super::edition;
use super::super::handed::rejection;
use super::asked::Asked;
use crate::operations::{Collation, Input, Uncollated, collate};
use crate::server::problems::{BUSY, WITNESSES_UNFIT};
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::wording::Said;
use crate::{key, said};

/// Bytes of all witnesses together.
pub const MOST_BYTES: usize = 16 << 20;
/// The same of a form: the page that answers holds them again.
pub const MOST_BYTES_OF_FORM: usize = 2 << 20;
/// Witnesses.
pub const MOST_WITNESSES: usize = 50;
/// For how long one is at work; looked at between two steps.
const LONGEST: Duration = Duration::from_secs(30);
/// How many are at work at one time: each takes a processor.
const AT_ONE_TIME: usize = 2;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONE_TIME)));

/// How much of a body is taken in.
pub fn limits(house: &House, most: usize) -> Limits {
    let limits = edition::limits(house);
    Limits {
        bytes: limits.bytes.min(most),
        ..limits
    }
}

/// A place to work at.
///
/// # Errors
/// 503, if all are taken.
pub fn place() -> Result<OwnedSemaphorePermit, Refusal> {
    let message = key!("As much is being collated as this server does at one time.");
    let place = PLACES.clone().try_acquire_owned();
    place.map_err(|_| Refusal::problem(&BUSY, message).header("retry-after", "5"))
}

/// Whoever waits for an answer; the server drops it when the connection closes.
pub struct Waiting(Arc<AtomicBool>);

/// Whether nobody waits any more.
#[derive(Clone, Debug, Default)]
pub struct Gone(Arc<AtomicBool>);

impl Waiting {
    /// Somebody waits as long as the first value is there; the second one knows.
    pub fn new() -> (Self, Gone) {
        let gone = Gone::default();
        (Self(gone.0.clone()), gone)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// The witnesses side by side. Work for which nobody waits is given up.
///
/// # Errors
/// 422 for witnesses that cannot be read or are too few or too many; 503 if it
/// takes too long.
pub fn collated(asked: &Asked, gone: &Gone) -> Result<Collation, Refusal> {
    let unfit = |message: Said| Refusal::problem(&WITNESSES_UNFIT, message);
    let inputs = asked.witnesses.iter();
    let inputs: Vec<Input<'_>> = inputs.map(|(name, bytes)| Input { name, bytes }).collect();
    if inputs.iter().any(|input| input.name.starts_with('.')) {
        return Err(unfit(said!("A witness has no siglum.")));
    }
    if inputs.len() > MOST_WITNESSES {
        return Err(unfit(too_many()));
    }
    let end = Instant::now() + LONGEST;
    let told = |_| match Instant::now() > end || gone.0.load(Ordering::Acquire) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    };
    let collation = collate(&inputs, &asked.manner, told).map_err(|error| match error {
        Uncollated::File(rejected) => rejection(&rejected),
        Uncollated::Stopped => {
            let message = key!("This takes longer than the server works at one thing; the command line has no such bound.");
            Refusal::problem(&BUSY, message)
        }
        other => unfit(sentence(&other.to_string()).into()),
    })?;
    match collation.table().witnesses.len() {
        2..=MOST_WITNESSES => Ok(collation),
        0 | 1 => Err(unfit(said!("A collation needs two witnesses at least."))),
        _ => Err(unfit(too_many())),
    }
}

fn too_many() -> Said {
    said!(
        "There are more than {most} witnesses.",
        most = MOST_WITNESSES
    )
}

/// A message of a program as a sentence.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_for_which_nobody_waits_is_given_up() {
        let asked = Asked {
            witnesses: ["A", "B"]
                .map(|siglum| {
                    (
                        format!("{siglum}.txt"),
                        format!("the old mill {siglum}").into(),
                    )
                })
                .to_vec(),
            ..Asked::default()
        };
        let (waiting, gone) = Waiting::new();
        assert!(collated(&asked, &gone).is_ok());
        drop(waiting);
        let refusal = collated(&asked, &gone).expect_err("given up");
        assert_eq!(refusal.status, 503);
    }
}
