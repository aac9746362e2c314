//! The same work on many things, on all cores.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in their order. The items are divided among
/// as many threads as there are cores; one item costs no thread.
pub fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    on_all_cores_until(items, |item| Some(work(item)))
}

/// The same, until `work` makes nothing of an item. They are taken in their order, so
/// that of all before an item of which nothing is made something was, and perhaps of
/// some after it.
pub fn on_all_cores_until<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Option<R> + Sync,
) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let hands = cores.min(items.len());
    if hands < 2 {
        return items.iter().map_while(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match items.get(at).and_then(&work) {
                Some(made) => done.push((at, made)),
                None => return done,
            }
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..hands).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        let made = on_all_cores(&items, |item| item * 2);
        assert_eq!(made, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!(on_all_cores(&[] as &[usize], |item| *item).is_empty());
    }

    #[test]
    fn it_ends_where_nothing_is_made() {
        let items: Vec<usize> = (0..1000).collect();
        let made = on_all_cores_until(&items, |item| (*item < 500).then_some(*item));
        assert_eq!(made, items[..500]);
    }
}
