//! What happens when work that takes long is interrupted?
//!
//! Someone presses Ctrl-C (SIGINT), or the system asks the program to end
//! (SIGTERM): it ends at once, whatever the work is about. Once that begins to
//! write its file there is nothing left to interrupt.

use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::{Ending, Failure, Outcome};

const WORKING: u8 = 0;
const WRITING: u8 = 1;
const INTERRUPTED: u8 = 2;

/// How far work is that can be interrupted.
#[derive(Clone)]
pub struct Stage(Arc<AtomicU8>);

impl Stage {
    /// From here on nothing interrupts: whoever is told of an interruption has no
    /// file, and whoever has the file is told of none.
    ///
    /// # Errors
    /// A failure without words, if the work is interrupted already.
    pub fn write(&self) -> Result<(), Failure> {
        match self.moves_to(WRITING) {
            true => Ok(()),
            false => Err(Failure(String::new())),
        }
    }

    fn moves_to(&self, next: u8) -> bool {
        let moved = (self.0).compare_exchange(WORKING, next, Ordering::SeqCst, Ordering::SeqCst);
        moved.is_ok()
    }
}

/// What ends the waiting.
enum Event {
    Done(thread::Result<Outcome>),
    Signal(i32),
}

/// Does some work, beside which it is watched for signals: the work's ending, or
/// that it was interrupted.
pub fn interruptible(work: impl FnOnce(Stage) -> Outcome + Send + 'static) -> Outcome {
    let stage = Stage(Arc::new(AtomicU8::new(WORKING)));
    let (tell, events) = mpsc::channel();
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let of_signals = tell.clone();
    thread::spawn(move || {
        for signal in signals.forever() {
            // Nobody listens any more when the work is done.
            let _ = of_signals.send(Event::Signal(signal));
        }
    });
    let working = stage.clone();
    thread::spawn(move || {
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| work(working)));
        let _ = tell.send(Event::Done(outcome));
    });
    loop {
        match events.recv()? {
            Event::Done(Ok(outcome)) => return outcome,
            Event::Done(Err(panicked)) => panic::resume_unwind(panicked),
            Event::Signal(signal) if stage.moves_to(INTERRUPTED) => {
                return Ok(Ending::Interrupted(signal));
            }
            Event::Signal(_) => {}
        }
    }
}
