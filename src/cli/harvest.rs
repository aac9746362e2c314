//! `variorum harvest`: texts come from the catalogue of another server.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::report::Format;
use super::taking::{AGAIN, Taking, Teller};
use super::{Ending, Failure, Outcome, one_line, report};
use crate::fetch::{Address, Client, Limits};
use crate::operations::{Harvest, HarvestProtocol, HarvestSelection, PROGRAM, Schemas, beside};
use crate::store::digest;

/// Take texts from another server, by OAI-PMH or DTS.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum harvest https://example.org/oai --by \"University Library\" --dry-run
  variorum harvest https://example.org/oai --by \"University Library\" --set letters
  variorum harvest https://example.org/dts --by \"University Library\" --report report.csv

The address is the base of an OAI-PMH 2.0 server, or the entry of a DTS 1.0 server. Each text is
the edition that the last part of its identifier suggests, and says for good where it is from, what
it is called there and when it was taken (provenance.json). What did not come from there is never
followed by another version. Of an OAI-PMH server the next harvest asks for what has changed since,
and for what was refused. What was refused before and is unchanged since is told again, and is no
reason for exit code 2. What was deleted there is told, and stays here until somebody withdraws it.
A server that is busy and says for how long is waited for.")]
pub struct Arguments {
    /// Where: https://…
    source: Address,

    /// Why: the change note.
    #[arg(long, default_value = "Harvested.", value_parser = one_line)]
    note: String,

    /// OAI-PMH: the format.
    #[arg(long, default_value = "tei")]
    prefix: String,

    /// OAI-PMH: only this set.
    #[arg(long)]
    set: Option<String>,

    /// OAI-PMH: only what was changed since, as 2026-11-26 or 2026-11-26T12:00:00Z; without it,
    /// since the last harvest.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,

    /// OAI-PMH: only what was changed until then.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,

    /// OAI-PMH: everything, whatever was taken before.
    #[arg(long, conflicts_with = "from")]
    everything: bool,

    /// Ask without encryption (http://) also what is not this machine: what comes can have been
    /// changed on the way.
    #[arg(long)]
    unencrypted: bool,

    #[command(flatten)]
    taking: Taking,
}

/// Until when a source was harvested; it can be deleted, then all is asked for.
#[derive(Serialize, Deserialize)]
struct Known {
    source: String,
    prefix: String,
    set: Option<String>,
    next: String,
    /// What was refused, and is asked for again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    refused: BTreeSet<String>,
    /// Of those, what came and why it was refused, as a hash.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<String, String>,
}

/// Refused records that are asked for one by one. Where there are more, the next
/// harvest asks for all that this one did.
const MOST_REFUSED: usize = 1_000;

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let limits = Limits {
        unencrypted: arguments.unencrypted,
        ..Limits::default()
    };
    let client = Client::new(PROGRAM, limits).telling(report::pause);
    let protocol = HarvestProtocol::at(&client, &arguments.source)?;
    let taking = &arguments.taking;
    let store = taking.store()?;
    let kept = known(&arguments);
    let before = kept.as_ref().map(|known| known.reasons.clone());
    let by_oai = matches!(protocol, HarvestProtocol::Oai(_));
    let known = kept.filter(|known| by_oai && !arguments.everything && !known.next.is_empty());
    // A part of the time says nothing of what comes after it, or of what lies
    // between the last harvest and its beginning.
    let whole = arguments.until.is_none() && !leaves_gap(&arguments, known.as_ref());
    let (since, again) =
        known.map_or_else(Default::default, |known| (Some(known.next), known.refused));
    let selection = HarvestSelection {
        prefix: arguments.prefix.clone(),
        set: arguments.set.clone(),
        from: arguments.from.clone().or(since),
        until: arguments.until.clone(),
        again: if whole { again } else { BTreeSet::new() },
        before: before.unwrap_or_default(),
    };
    let harvest = Harvest {
        client: &client,
        source: &arguments.source,
        protocol,
        store: store.as_ref(),
        schemas: &Schemas::default(),
        facts: taking.facts(&arguments.note),
        trial: taking.dry_run,
    };
    let mut teller = Teller::new(format, taking)?;
    let came = harvest.work(&selection, &mut |told| teller.tell(told));
    let came = match came {
        Ok(came) => came,
        Err(why) => {
            let remedy = match why.may_pass() {
                true => AGAIN,
                false if teller.is_empty() => "",
                false => "what was told before stays published",
            };
            return Err(teller.stopped(&why.to_string(), remedy));
        }
    };
    for gone in &came.deleted {
        report::say(&format!(
            "{gone}: deleted there; here nothing is done about it"
        ));
    }
    // By DTS everything is asked for each time, and no time is said.
    let next = came.next.or((!by_oai).then(String::new));
    if let (false, true, Some(next)) = (taking.dry_run, whole, next) {
        remember(&arguments, next, came.refused)?;
    }
    if teller.is_empty() {
        teller.clear();
        report::say("nothing has changed there");
        return Ok(Ending::Clean);
    }
    teller.end(None)
}

fn file(arguments: &Arguments) -> PathBuf {
    let Arguments {
        source,
        prefix,
        set,
        ..
    } = arguments;
    let key = format!("{source}\n{prefix}\n{}", set.as_deref().unwrap_or_default());
    let folder = beside(&arguments.taking.folder.store, "access").join("harvests");
    folder.join(format!("{}.json", digest(key.as_bytes()).short()))
}

/// What is known of the last harvest.
fn known(arguments: &Arguments) -> Option<Known> {
    serde_json::from_slice(&fs::read(file(arguments)).ok()?).ok()
}

/// Whether `--from` begins after what was taken before: then the next harvest asks
/// for what lies between.
fn leaves_gap(arguments: &Arguments, known: Option<&Known>) -> bool {
    let Some(from) = &arguments.from else {
        return false;
    };
    known.is_none_or(|known| *from > known.next)
}

fn remember(
    arguments: &Arguments,
    next: String,
    refused: BTreeMap<String, Option<String>>,
) -> Result<(), Failure> {
    match refused.len() {
        0 => {}
        // By DTS everything is asked for again anyway.
        _ if next.is_empty() => {}
        1..=MOST_REFUSED => {
            report::say("what was refused is asked for again by the next harvest");
        }
        _ => {
            report::say("so much was refused that the next harvest asks for all of it again");
            return Ok(());
        }
    }
    let reasons = refused.iter();
    let reasons = reasons.filter_map(|(one, reason)| Some((one.clone(), reason.clone()?)));
    let reasons: BTreeMap<String, String> = reasons.collect();
    let path = file(arguments);
    if next.is_empty() && reasons.is_empty() && !path.exists() {
        return Ok(());
    }
    let known = Known {
        source: arguments.source.to_string(),
        prefix: arguments.prefix.clone(),
        set: arguments.set.clone(),
        next,
        reasons,
        refused: refused.into_keys().collect(),
    };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    super::files::write(&path, &serde_json::to_vec_pretty(&known)?)
}
