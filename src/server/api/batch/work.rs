//! Batches are worked off, one at a time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::arrive::begin;
use super::needed;
use crate::access::{Act, Change, Standing, Token};
use crate::edition::EditionId;
use crate::operations::{
    Batch, Became, Facts, Holding, Job, Progress, Told, days_ago, now, plan, tokens,
};
use crate::server::api::desk::Desk;
use crate::server::state::House;

/// Days for which it is told what became of a batch.
const KEPT_DAYS: i64 = 30;

/// For so long it is believed that a token is good.
const TRUST: Duration = Duration::from_secs(1);

/// Goes on with batches that a stop or a crash interrupted.
pub fn resume(house: &Arc<House>) {
    let Some(desk) = &house.desk else { return };
    for job in desk.jobs().unfinished() {
        begin(house, job);
    }
}

/// Does what is left of a batch, when it is its turn.
pub fn work(house: &Arc<House>, job: &Job) {
    let Some(desk) = house.desk.clone() else {
        return;
    };
    let _alone = desk.one_batch();
    let jobs = desk.jobs();
    jobs.forget(&days_ago(KEPT_DAYS));
    // Another server on the same store may have it.
    let Ok(Some(_lock)) = jobs.take(job) else {
        return;
    };
    let worked = Work {
        house,
        desk: &desk,
        job,
        known: Mutex::new(None),
    }
    .finish();
    if let Err(error) = worked {
        tracing::error!(batch = job.name, %error, "a batch could not be finished");
    }
}

struct Work<'a> {
    house: &'a Arc<House>,
    desk: &'a Arc<Desk>,
    job: &'a Job,
    /// The token as it stood a moment ago, or why it is not taken any more.
    known: Mutex<Option<(Instant, Result<Token, String>)>>,
}

impl Work<'_> {
    /// Publishes what is left. What stops it for now is tried again when the
    /// server starts the next time; what cannot be done at all ends it.
    fn finish(&self) -> Result<(), String> {
        let jobs = self.desk.jobs();
        let failed = |error: std::io::Error| error.to_string();
        if jobs.progress(self.job).ended.is_some() {
            return Ok(());
        }
        let done = jobs.mend(self.job).map_err(failed)?;
        let body = jobs.body(self.job).map_err(failed)?;
        let rows = Holding::archive(body, "").and_then(|holding| {
            let rows = plan(&holding, Some(&self.desk.store), &mut |_, _| {})?;
            Ok((holding, rows))
        });
        let (holding, rows) = match rows {
            Ok(found) => found,
            Err(why) => return self.end(None, Some(why)),
        };
        let total = Some(rows.len());
        let progress = Progress {
            total,
            ..Progress::default()
        };
        jobs.say(self.job, &progress).map_err(failed)?;
        self.publish(&holding, rows.get(done..).unwrap_or_default())?;
        self.end(total, None)
    }

    fn end(&self, total: Option<usize>, stopped: Option<String>) -> Result<(), String> {
        let progress = Progress {
            total,
            ended: Some(now()),
            stopped,
        };
        let said = self.desk.jobs().say(self.job, &progress);
        said.map_err(|error| error.to_string())
    }

    fn publish(&self, holding: &Holding, rows: &[crate::operations::Row]) -> Result<(), String> {
        // Versions bear the name that the token has now; who has none any more
        // publishes nothing.
        let holder = self.token().ok();
        let holder = holder.map(|token| (token.holder, token.address));
        let (publisher, address) = holder.unwrap_or_default();
        let batch = Batch {
            store: Some(&self.desk.store),
            schemas: &self.desk.schemas,
            holding,
            facts: Facts {
                publisher,
                address,
                message: self.job.note.clone(),
                when: String::new(),
                token: Some(self.job.token.clone()),
            },
            trial: self.job.trial,
            permit: &|id| self.permit(id),
            turns: Some(self.desk.turns()),
        };
        let worked = batch.work(rows, &mut |told| self.tell(told));
        worked.map(drop).map_err(|stopped| stopped.to_string())
    }

    /// The token as it stands: it may have been revoked since.
    fn token(&self) -> Result<Token, String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((when, token)) = &*known
            && when.elapsed() < TRUST
        {
            return token.clone();
        }
        let all = tokens(&self.desk.access).map_err(|error| error.to_string())?;
        let mut all = all.into_iter();
        let found = all.find(|(token, _)| token.number == self.job.token);
        let good = found.filter(|(_, standing)| *standing == Standing::Good);
        let over = || "the token of this batch is not taken any more".to_owned();
        let token = good.map(|(token, _)| token).ok_or_else(over);
        *known = Some((Instant::now(), token.clone()));
        token
    }

    fn permit(&self, id: &EditionId) -> Result<(), String> {
        let (token, what) = (self.token()?, needed(self.job.trial));
        match token.allows(what, id) {
            true => Ok(()),
            false => Err(format!("this token does not allow to {what} “{id}”")),
        }
    }

    /// Records what was published, then what became of each file.
    fn tell(&self, told: &[Told]) -> Result<(), String> {
        let who = self.token().map(|token| token.holder).unwrap_or_default();
        let changes = told.iter().filter_map(|line| self.change(line, &who));
        let changes: Vec<Change> = changes.collect();
        for id in changes.iter().filter_map(|change| change.edition.as_ref()) {
            self.house.shelf.look_again(id);
        }
        self.desk.record_all(&changes);
        let added = self.desk.jobs().add(self.job, told);
        added.map_err(|error| error.to_string())
    }

    fn change(&self, line: &Told, who: &str) -> Option<Change> {
        let fresh = matches!(line.outcome, Became::Created | Became::NewVersion);
        fresh.then(|| Change {
            when: line.when.clone().unwrap_or_else(now),
            who: who.to_owned(),
            token: Some(self.job.token.clone()),
            act: Act::Published,
            edition: line.edition.clone(),
            from: line.previous,
            to: line.version,
            sha256: line.sha256,
            note: line.note.clone(),
        })
    }
}
