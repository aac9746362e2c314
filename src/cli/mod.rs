//! What does the terminal get?
//!
//! One file for each verb. Data goes to standard output, talk to standard
//! error. Exit code 0: done; 1: done, and there is something to look at; 2:
//! could not; 130: interrupted by Ctrl-C.

mod apparatus;
mod audit;
mod bag;
mod check;
mod cite;
mod collate;
mod compare;
mod convert;
mod deposit;
mod describe;
mod digest;
mod explain;
mod explain_file;
mod facts;
mod files;
mod folder;
mod harvest;
mod index;
mod ingest;
mod interrupt;
mod named;
mod packages;
mod passages;
mod preview;
mod publish;
mod pull;
mod register;
mod report;
mod reports;
mod serve;
mod taking;
mod text;
mod token;
mod validate;
mod verify;
mod verify_citation;
mod versions;
mod withdraw;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use report::Format;

/// A digital-edition server: text in, TEI out, versions that can be cited and
/// verified for ever, critical editions on the web.
#[derive(Parser)]
#[command(
    name = "variorum",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(after_help = "Examples:
  variorum convert leaflet.txt --decisions decisions.toml -o edition.xml
  variorum publish edition.xml --id leaflet-2008 --by \"Ada Editor\"
  variorum serve")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,

    /// How findings are shown.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Subcommand)]
enum Verb {
    Convert(convert::Arguments),
    Check(check::Arguments),
    Text(text::Arguments),
    Apparatus(apparatus::Arguments),
    Collate(collate::Arguments),
    Validate(validate::Arguments),
    Facts(facts::Arguments),
    Explain(explain::Arguments),
    Cite(cite::Arguments),
    Describe(describe::Arguments),
    Preview(preview::Arguments),
    Publish(publish::Arguments),
    Ingest(ingest::Arguments),
    Harvest(harvest::Arguments),
    Bag(bag::Arguments),
    Pull(pull::Arguments),
    Versions(versions::Arguments),
    Withdraw(withdraw::Arguments),
    Reports(reports::Arguments),
    Token(token::Arguments),
    Audit(audit::Arguments),
    Verify(verify::Arguments),
    Passages(passages::Arguments),
    Compare(compare::Arguments),
    Register(register::Arguments),
    Index(index::Arguments),
    Serve(Box<serve::Arguments>),
    Digest(digest::Arguments),
}

/// How a verb ended.
enum Ending {
    /// Done.
    Clean,
    /// Done, and there is something to look at.
    Findings,
    /// Ended by a signal, with this number.
    Interrupted(i32),
}

/// Why a verb could not do its work: a sentence for people, or nothing if
/// everything is said already.
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

type Outcome = Result<Ending, Failure>;

/// Waits until the folders of a store have what was published.
fn settled(store: &crate::store::Store) -> Result<(), Failure> {
    store.settle().map_err(|error| {
        Failure(format!(
            "what is told above is published for good, but its folders cannot follow yet: {error}"
        ))
    })
}

/// Something that is kept in one line: a note, or a name.
fn one_line(text: &str) -> Result<String, String> {
    let fit = crate::operations::fit_note(text).map_err(|unfit| unfit.to_string());
    fit.map(Option::unwrap_or_default)
}

/// Says where folders of a store that was read do not have all that is published.
fn tell_lagging(store: &crate::store::Store) {
    if let Some(why) = store.lagging() {
        report::say(&format!(
            "variorum: not all that is published is in its folders, which cannot follow: {why}; it \
             was read from the journal, and a copy of the store needs the folder `….work` too"
        ));
    }
}

/// Where the store is: a folder named on the command line or in the
/// environment, or `data/store`.
#[derive(clap::Args)]
struct StoreFolder {
    /// Folder of the store, or s3://bucket/prefix (docs/store.md).
    #[arg(
        long,
        value_name = "FOLDER",
        env = "VARIORUM_STORE",
        default_value = "data/store"
    )]
    store: PathBuf,
}

/// Runs the program with these arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers; everything else is a refusal.
            let refused = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if refused { 2 } else { 0 });
        }
    };
    let format = arguments.format;
    let outcome = match arguments.verb {
        Verb::Convert(arguments) => convert::run(arguments, format),
        Verb::Check(arguments) => check::run(arguments, format),
        Verb::Text(arguments) => text::run(arguments, format),
        Verb::Apparatus(arguments) => apparatus::run(arguments, format),
        Verb::Collate(arguments) => collate::run(arguments, format),
        Verb::Validate(arguments) => validate::run(arguments, format),
        Verb::Facts(arguments) => facts::run(arguments, format),
        Verb::Explain(arguments) => explain::run(arguments, format),
        Verb::Cite(arguments) => cite::run(arguments, format),
        Verb::Describe(arguments) => describe::run(arguments, format),
        Verb::Preview(arguments) => preview::run(arguments, format),
        Verb::Publish(arguments) => publish::run(arguments, format),
        Verb::Ingest(arguments) => ingest::run(arguments, format),
        Verb::Harvest(arguments) => harvest::run(arguments, format),
        Verb::Bag(arguments) => bag::run(arguments, format),
        Verb::Pull(arguments) => pull::run(arguments, format),
        Verb::Versions(arguments) => versions::run(arguments, format),
        Verb::Withdraw(arguments) => withdraw::run(arguments, format),
        Verb::Reports(arguments) => reports::run(arguments, format),
        Verb::Token(arguments) => token::run(arguments, format),
        Verb::Audit(arguments) => audit::run(arguments, format),
        Verb::Verify(arguments) => verify::run(arguments, format),
        Verb::Passages(arguments) => passages::run(arguments, format),
        Verb::Compare(arguments) => compare::run(arguments, format),
        Verb::Register(arguments) => register::run(arguments, format),
        Verb::Index(arguments) => index::run(arguments, format),
        Verb::Serve(arguments) => serve::run(*arguments, format),
        Verb::Digest(arguments) => digest::run(arguments),
    };
    match outcome {
        Ok(Ending::Clean) => ExitCode::SUCCESS,
        Ok(Ending::Findings) => ExitCode::from(1),
        Ok(Ending::Interrupted(signal)) => {
            report::say("variorum: interrupted; no file was written");
            // As shells tell of a program that a signal has ended.
            ExitCode::from(128 + signal as u8)
        }
        Err(Failure(message)) => {
            if !message.is_empty() {
                report::say(&format!("variorum: {message}"));
            }
            ExitCode::from(2)
        }
    }
}
