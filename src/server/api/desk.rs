//! Where are changes taken in?

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use axum::http::header::{HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::credentials;
use super::seals::Seals;
use crate::access::secret;
use crate::access::{Access, Change, Pace, Permission, Standing, Token};
use crate::edition::EditionId;
use crate::operations::{Jobs, Schemas, beside, recognise};
use crate::server::contracts::Fault;
use crate::server::problems::{
    BUSY, NOT_ALLOWED, Problem, READ_ONLY, TOKEN_EXPIRED, TOKEN_MISSING, TOKEN_REVOKED,
    TOKEN_UNKNOWN, TOO_MANY,
};
use crate::server::refusal::Refusal;
use crate::server::settings::Settings;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::store::Store;
use crate::wording::Said;
use crate::{key, said};

/// What is needed to change something.
pub struct Desk {
    /// Where it is published.
    pub store: Arc<Store>,
    /// Who may, and who did.
    pub access: Access,
    jobs: Jobs,
    /// The schemas that files are held against.
    pub schemas: Arc<Schemas>,
    pace: Pace,
    strangers: Pace,
    /// How fast readers may report, all together.
    pub reports_pace: Pace,
    /// What shows that a form is ours.
    pub seals: Seals,
    places: Arc<Semaphore>,
    turns: RwLock<()>,
    batches: Mutex<()>,
    batch_places: Arc<Semaphore>,
}

/// Tokens that are none, of anybody, that are looked at in a minute. Nobody can
/// guess one; this bounds what trying costs us.
const STRANGERS: u32 = 120;

/// The name under which they are all counted.
const ANYBODY: &str = "anybody";

/// Reports of readers that are taken in a minute.
const REPORTS: u32 = 20;

/// Batches that come in at once.
const BATCHES_AT_ONCE: usize = 4;

/// How long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(10);

impl Desk {
    /// A desk that publishes to `store`, which lies where `settings` say, with
    /// its tokens and changes.
    pub fn new(settings: &Settings, store: Arc<Store>, access: Access) -> Self {
        Self {
            store,
            access,
            jobs: Jobs::new(beside(&settings.store, "access").join("batches")),
            schemas: Arc::new(Schemas::default()),
            pace: Pace::new(settings.requests_per_minute),
            strangers: Pace::new(STRANGERS),
            reports_pace: Pace::new(REPORTS),
            seals: Seals::new(secret::fresh().token),
            // Two for each core: one is read while the other is looked at.
            places: Arc::new(Semaphore::new(2 * settings.concurrent_renders.max(1))),
            turns: RwLock::default(),
            batches: Mutex::default(),
            batch_places: Arc::new(Semaphore::new(BATCHES_AT_ONCE)),
        }
    }

    /// A place to take in a file; as many as there are are taken in at once.
    ///
    /// # Errors
    /// 503, if none becomes free.
    pub async fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Self::free(&self.places).await
    }

    /// The same for a batch, which lies on disk and not in memory, and may take
    /// long to come.
    ///
    /// # Errors
    /// 503, if none becomes free.
    pub async fn batch_place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        Self::free(&self.batch_places).await
    }

    async fn free(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
        let free = places.clone().acquire_owned();
        let place = tokio::time::timeout(PATIENCE, free).await;
        place.ok().and_then(Result::ok).ok_or_else(|| {
            wait(
                &BUSY,
                said!("As many files as can be are being taken in."),
                PATIENCE,
            )
        })
    }
}

impl Desk {
    /// Held while something is published: nothing is withdrawn meanwhile. Several
    /// publish at once; the store says who was first.
    pub fn turn(&self) -> RwLockReadGuard<'_, ()> {
        self.turns.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while something is withdrawn: nothing is published between looking
    /// at an edition and withdrawing it.
    pub fn turn_alone(&self) -> RwLockWriteGuard<'_, ()> {
        self.turns.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a change that was made. If that fails, the change stands, the
    /// history of the store tells it, and the operator hears of it.
    pub fn record(&self, change: &Change) {
        self.record_all(std::slice::from_ref(change));
    }

    /// The same for several.
    pub fn record_all(&self, changes: &[Change]) {
        if let Err(error) = self.access.record_all(changes) {
            tracing::error!(%error, "changes could not be recorded");
        }
    }

    /// The lock of [`Desk::turn`] itself.
    pub fn turns(&self) -> &RwLock<()> {
        &self.turns
    }

    /// Held while a batch is worked off: one at a time, so that single files get
    /// their turn too.
    pub fn one_batch(&self) -> MutexGuard<'_, ()> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The batches that were handed in here.
    pub fn jobs(&self) -> Jobs {
        self.jobs.clone()
    }
}

/// The desk of the house, if it has one.
///
/// # Errors
/// 403: the house shows what comes with the program.
pub fn desk(house: &House) -> Result<&Arc<Desk>, Refusal> {
    let message = key!("This server shows editions and takes none in.");
    (house.desk.as_ref()).ok_or_else(|| Refusal::problem(&READ_ONLY, message))
}

/// Whoever asks, if they may do something of this kind to some edition.
///
/// # Errors
/// 401, 403 and 429.
pub async fn holder(
    desk: &Arc<Desk>,
    headers: &HeaderMap,
    what: Option<Permission>,
) -> Result<Token, Refusal> {
    recognised(desk, credentials::shown(headers)?, what).await
}

/// The same for a token that was sent in another way; `None` if there is none.
///
/// # Errors
/// 401, 403 and 429.
pub async fn recognised(
    desk: &Arc<Desk>,
    shown: Option<String>,
    what: Option<Permission>,
) -> Result<Token, Refusal> {
    let Some(shown) = shown else {
        let message = key!("This needs an access token, and none was sent.");
        return Err(challenge(&TOKEN_MISSING, message, ""));
    };
    let at_work = desk.clone();
    let known = blocking(move || {
        recognise(&at_work.access, &shown).map_err(|error| Fault::Broken(error.to_string()))
    });
    let now = Instant::now();
    let Some((token, standing)) = known.await? else {
        if let Err(patience) = desk.strangers.take(ANYBODY, now) {
            return Err(wait(
                &TOO_MANY,
                said!("Too many tokens that are none."),
                patience,
            ));
        }
        let message = key!("What was sent is no token of this server.");
        return Err(challenge(&TOKEN_UNKNOWN, message, "invalid_token"));
    };
    let over = match standing {
        Standing::Good => None,
        Standing::Expired => Some((&TOKEN_EXPIRED, key!("The time of this token is over."))),
        Standing::Revoked => Some((&TOKEN_REVOKED, key!("This token was revoked."))),
    };
    if let Some((problem, message)) = over {
        return Err(challenge(problem, message, "invalid_token"));
    }
    if let Err(patience) = desk.pace.take(&token.number, now) {
        return Err(wait(
            &TOO_MANY,
            said!("Too many requests with this token."),
            patience,
        ));
    }
    match what.filter(|what| !token.may(*what)) {
        None => Ok(token),
        Some(what) => {
            let message = said!(
                "This token does not allow this: {what}.",
                what = what.to_string()
            );
            Err(challenge(&NOT_ALLOWED, message, "insufficient_scope"))
        }
    }
}

/// The same for an edition.
///
/// # Errors
/// 401, 403 and 429.
pub async fn admit(
    desk: &Arc<Desk>,
    headers: &HeaderMap,
    what: Permission,
    id: &EditionId,
) -> Result<Token, Refusal> {
    allowed(holder(desk, headers, Some(what)).await?, what, id)
}

/// The token, if it allows this for an edition.
///
/// # Errors
/// 403.
pub fn allowed(token: Token, what: Permission, id: &EditionId) -> Result<Token, Refusal> {
    if token.allows(what, id) {
        return Ok(token);
    }
    let message = said!(
        "This token does not allow this: {what}, for “{id}”.",
        what = what.to_string(),
        id = id.as_str()
    );
    Err(challenge(&NOT_ALLOWED, message, "insufficient_scope"))
}

/// A refusal that says how to come back (RFC 6750 §3, RFC 7617 §2).
fn challenge(problem: &'static Problem, message: impl Into<Said>, error: &str) -> Refusal {
    let mut refusal = Refusal::problem(problem, message);
    let bearer = match error {
        "" => "Bearer realm=\"variorum\"".to_owned(),
        error => format!("Bearer realm=\"variorum\", error=\"{error}\""),
    };
    if let Ok(bearer) = HeaderValue::try_from(bearer) {
        refusal.headers.push((WWW_AUTHENTICATE, bearer));
    }
    let basic = HeaderValue::from_static("Basic realm=\"variorum\", charset=\"UTF-8\"");
    refusal.headers.push((WWW_AUTHENTICATE, basic));
    refusal
}

/// A refusal that says when to come back.
fn wait(problem: &'static Problem, message: Said, patience: Duration) -> Refusal {
    let seconds = patience.as_secs().max(1);
    let message = said!(
        "{message} Come back in {n} second.|{message} Come back in {n} seconds.",
        message = message,
        n = seconds
    );
    let mut refusal = Refusal::problem(problem, message);
    refusal
        .headers
        .push((RETRY_AFTER, HeaderValue::from(seconds)));
    refusal
}
