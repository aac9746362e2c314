//! A batch comes in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::sync::Arc;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use super::work::work;
use super::{broken, limits};
use crate::access::secret;
use crate::operations::{Arriving, Holding, Job, now, something_in};
use crate::package::{Item, Zip};
use crate::said;
use crate::server::api::body::{self, Taking};
use crate::server::api::desk::Desk;
use crate::server::api::media::{Kind, parameters};
use crate::server::api::parts::all_files;
use crate::server::api::query::one;
use crate::server::problems::{BATCH_UNFIT, TYPE_UNKNOWN};
use crate::server::refusal::Refusal;
use crate::server::state::House;
use crate::source::FilePath;
use crate::wording::Said;

/// How the files are sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Archive {
    /// As one file, ZIP or tar; its bytes say which.
    File,
    /// In a form, between lines of this.
    Form(String),
}

impl Archive {
    /// What the headers say.
    ///
    /// # Errors
    /// 415.
    pub fn of(headers: &HeaderMap) -> Result<Self, Refusal> {
        let value = one(headers, &CONTENT_TYPE)?.unwrap_or_default();
        let essence = parameters(value).map(|(essence, _)| essence);
        let known = ["application/zip", "application/x-tar", "application/tar"];
        if essence.is_some_and(|essence| known.contains(&essence.as_str())) {
            return Kind::whole(headers).map(|()| Self::File);
        }
        match Kind::of(headers)? {
            Kind::Parts(boundary) => Ok(Self::Form(boundary)),
            _ => {
                let message = "A batch is an archive (application/zip, application/x-tar) or a \
                               form with files.";
                let taken = "application/zip, application/x-tar, multipart/form-data";
                Err(Refusal::problem(&TYPE_UNKNOWN, message).header("accept", taken))
            }
        }
    }
}

/// What somebody wants to be done with a batch.
pub struct Order {
    /// Where.
    pub desk: Arc<Desk>,
    /// Who: the number of the token.
    pub token: String,
    /// Why.
    pub note: String,
    /// Whether nothing is to be written.
    pub trial: bool,
}

impl Order {
    /// Makes room.
    pub fn arriving(&self) -> Result<(String, Arriving), Refusal> {
        let fresh = secret::fresh();
        // The last half of what nobody can guess is as good as all of it.
        let name = fresh.token[fresh.token.len() - 32..].to_owned();
        let arriving = self.desk.jobs().arriving(&name).map_err(broken)?;
        Ok((name, arriving))
    }

    /// Looks at what arrived, and keeps it for good.
    ///
    /// # Errors
    /// 400: it is not what it says, or there is nothing in it; nothing was
    /// written then.
    pub fn take_in(self, (name, arriving): (String, Arriving)) -> Result<Job, Refusal> {
        let unfit = |why: String| {
            Refusal::problem(
                &BATCH_UNFIT,
                said!("The batch: {why}.", why = Said::from(why)),
            )
        };
        let file = arriving.body().map_err(broken)?;
        let holding = Holding::archive(file, "").map_err(unfit)?;
        something_in(&holding).map_err(unfit)?;
        let job = Job {
            name,
            token: self.token,
            note: self.note,
            trial: self.trial,
            made: now(),
        };
        self.desk.jobs().keep(arriving, &job).map_err(broken)?;
        Ok(job)
    }
}

/// Publishes a batch behind.
pub fn begin(house: &Arc<House>, job: Job) {
    let house = house.clone();
    std::thread::spawn(move || work(&house, &job));
}

/// Writes what is sent to where it waits: an archive as it comes, the files of a
/// form as an archive.
///
/// # Errors
/// 400, 408 and 413.
pub async fn spool(
    house: &House,
    arriving: &Arriving,
    archive: &Archive,
    body: Body,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let file = arriving.body().map_err(broken)?;
    match archive {
        Archive::File => {
            let taking = Taking::new(body, headers, limits(house))?;
            taking.into_file(file).await
        }
        Archive::Form(boundary) => {
            let limits = super::super::edition::limits(house);
            let bytes = body::take(body, headers, limits).await?;
            pack(file, all_files(&bytes, boundary)?)
        }
    }
}

/// The files of a form as an archive.
pub fn pack(file: File, files: BTreeMap<FilePath, Vec<u8>>) -> Result<(), Refusal> {
    let items = files.into_iter();
    let items = items.map(|(path, bytes)| Item::made(path.as_str(), bytes));
    let zip = Zip::new("", items.collect());
    let mut out = BufWriter::new(file);
    let written = zip.write(0, zip.size(), &mut out);
    written.map_err(|error| Refusal::broken(format!("{error:?}")))?;
    out.flush().map_err(broken)
}
