//! Who makes a page that is not ready?
//!
//! Each page is made once, however many ask for it at the same time, by few
//! threads, and then kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::response::Response;
use tokio::sync::{OnceCell, Semaphore};
use tokio::task::spawn_blocking;

use super::ask::Ask;
use super::cache::{Cache, Key};
use super::contracts::Fault;
use super::frame::CacheHit;
use super::prepared::{Prepared, Recipe};

type Outcome = Result<Arc<Prepared>, Fault>;
type Flight = Arc<OnceCell<Outcome>>;

/// Makes replies and keeps them.
pub struct Press {
    cache: Arc<Cache>,
    flights: Mutex<BTreeMap<Key, Flight>>,
    workers: Arc<Semaphore>,
}

/// A reply, and whether it was there already.
struct Pulled {
    reply: Arc<Prepared>,
    /// Whether the cache had it.
    hit: bool,
}

impl Press {
    /// A press that keeps `cache_bytes` and makes `workers` replies at a time.
    pub fn new(cache_bytes: usize, workers: usize) -> Self {
        Self {
            cache: Arc::new(Cache::new(cache_bytes)),
            flights: Mutex::default(),
            workers: Arc::new(Semaphore::new(workers)),
        }
    }

    /// Answers `request` with the reply for `key`, made and compressed on threads
    /// of their own where it is not ready.
    ///
    /// # Errors
    /// What `make` says.
    pub async fn answer<M>(&self, key: Key, make: M, request: &Ask) -> Result<Response, Fault>
    where
        M: FnOnce() -> Result<Recipe, Fault> + Send + 'static,
    {
        let pulled = self.pull(key, make).await?;
        let reply = pulled.reply;
        if !reply.is_ready(request.headers()) {
            let (reply, headers) = (reply.clone(), request.headers().clone());
            let permit = self.workers.clone().acquire_owned().await;
            let work = spawn_blocking(move || {
                let _permit = permit;
                reply.make_ready(&headers);
            });
            work.await
                .map_err(|error| Fault::Broken(error.to_string()))?;
        }
        let mut response = reply.answer(request);
        response.extensions_mut().insert(CacheHit(pulled.hit));
        Ok(response)
    }

    /// The reply for `key`; if it is not kept, `make` makes it, unless somebody
    /// else is about to.
    ///
    /// # Errors
    /// What `make` says, to everybody who waited for it; it is not kept.
    async fn pull<M>(&self, key: Key, make: M) -> Result<Pulled, Fault>
    where
        M: FnOnce() -> Result<Recipe, Fault> + Send + 'static,
    {
        if let Some(reply) = self.cache.get(&key) {
            return Ok(Pulled { reply, hit: true });
        }
        let flight = Boarding::new(self, key.clone());
        let outcome = flight.cell.get_or_init(|| self.make(key, make)).await;
        let reply = outcome.clone()?;
        Ok(Pulled { reply, hit: false })
    }

    /// On a thread of its own, which finishes even if the client leaves: the
    /// next one will want the page.
    async fn make<M>(&self, key: Key, make: M) -> Outcome
    where
        M: FnOnce() -> Result<Recipe, Fault> + Send + 'static,
    {
        let permit = self.workers.clone().acquire_owned().await;
        let cache = self.cache.clone();
        let work = spawn_blocking(move || {
            let _permit = permit;
            // Somebody may have made it between our look and our turn.
            if let Some(reply) = cache.get(&key) {
                return Ok(reply);
            }
            let reply = Arc::new(Prepared::new(make()?));
            cache.put(key, reply.clone());
            Ok(reply)
        });
        work.await
            .unwrap_or_else(|error| Err(Fault::Broken(error.to_string())))
    }

    fn flights(&self) -> MutexGuard<'_, BTreeMap<Key, Flight>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among those who wait for the same page; the last one to leave, with
/// or without it, clears the table.
struct Boarding<'p> {
    press: &'p Press,
    key: Key,
    cell: Flight,
}

impl<'p> Boarding<'p> {
    fn new(press: &'p Press, key: Key) -> Self {
        let cell = press.flights().entry(key.clone()).or_default().clone();
        Self { press, key, cell }
    }
}

impl Drop for Boarding<'_> {
    fn drop(&mut self) {
        let mut flights = self.press.flights();
        let ours = flights
            .get(&self.key)
            .is_some_and(|cell| Arc::ptr_eq(cell, &self.cell));
        // Done: who comes now finds it in the cache, or tries again. Not done
        // and nobody else here (the table holds one, we hold one): given up.
        if ours && (self.cell.initialized() || Arc::strong_count(&self.cell) == 2) {
            flights.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    fn recipe() -> Recipe {
        Recipe {
            media_type: "text/plain".into(),
            bytes: b"page".to_vec(),
            tag: "a".into(),
            modified: None,
            headers: Default::default(),
            exact: false,
        }
    }

    fn key() -> Key {
        Key::Site {
            path: "/",
            stamp: 1,
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn many_ask_and_one_makes() {
        let press = Arc::new(Press::new(1 << 20, 4));
        let made = Arc::new(AtomicUsize::new(0));
        let asking: Vec<_> = (0..50)
            .map(|_| {
                let (press, made) = (press.clone(), made.clone());
                tokio::spawn(async move {
                    let make = move || {
                        made.fetch_add(1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(20));
                        Ok(recipe())
                    };
                    press
                        .pull(key(), make)
                        .await
                        .map(|pulled| pulled.reply.bytes().len())
                })
            })
            .collect();
        for asked in asking {
            assert_eq!(asked.await.unwrap(), Ok(4));
        }
        assert_eq!(made.load(Ordering::SeqCst), 1);
        assert!(press.flights().is_empty());
    }

    #[tokio::test]
    async fn a_fault_and_a_panic_are_not_kept() {
        let press = Press::new(1 << 20, 1);
        let fault = press.pull(key(), || Err(Fault::Broken("no".into()))).await;
        assert_eq!(fault.err(), Some(Fault::Broken("no".into())));
        let panic = press.pull(key(), || panic!("ouch")).await;
        assert!(matches!(panic.err(), Some(Fault::Broken(_))));
        assert!(press.flights().is_empty());
        let pulled = press.pull(key(), || Ok(recipe())).await;
        assert!(!pulled.ok().unwrap().hit);
    }

    #[tokio::test]
    async fn who_leaves_does_not_stop_the_work() {
        let press = Arc::new(Press::new(1 << 20, 1));
        let slow = press.pull(key(), || {
            std::thread::sleep(Duration::from_millis(50));
            Ok(recipe())
        });
        assert!(
            tokio::time::timeout(Duration::from_millis(5), slow)
                .await
                .is_err()
        );
        assert!(press.flights().is_empty());
        let pulled = press.pull(key(), || panic!("made already")).await;
        assert_eq!(pulled.ok().unwrap().reply.bytes(), b"page");
    }
}
