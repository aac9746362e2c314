//! `variorum publish`: TEI files become immutable versions.

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};

use super::deposit::Gathered;
use super::folder::{self, Chosen, Found, Named, Package};
use super::report::Format;
use super::{Ending, Failure, Outcome, StoreFolder, files, one_line, report, settled};
use crate::access::{Access, Report};
use crate::compare::{Survival, say};
use crate::diagnostic::{Reported, Severity};
use crate::edition::{Digest, EditionId};
use crate::operations::{
    Candidate, Facts, Place, Published, Refused, Rehearsed, Schemas, Unpackable, Validation,
    Verdict, inspect, now, publish_all, rehearse, resolve_report, unpack,
};
use crate::source::{Deposit, Files};
use crate::store::{self, Expected, Put, Store};
use crate::xml::{Rejected, Tree};

/// Publish TEI files as immutable, content-hashed versions.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum publish edition.xml --id leaflet-2008 --by \"Ada Editor\" --note \"First edition\"
  variorum publish tei/ --by \"Ada Editor\"
  variorum publish corpus.xml --with texts/ pictures/ --by \"Ada Editor\"
  variorum publish leaflet-2008.zip

Of a folder, every TEI file that no other includes becomes an edition, with the files that it
includes, its pictures and its schemas. --dry-run says which edition each file would become. A
file that cannot be published is named with the reason, and the others go on. Of two files of one
name, the one that is published keeps it, and the other is called by its path.

The bytes are stored as they are. Bytes equal to the newest version make no new version.
What is published cannot be changed, only followed by a new version.")]
pub struct Arguments {
    /// TEI files, folders of them, or packages that `variorum bag` made.
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// Files that belong to the edition, or folders of them: what it includes (xi:include) and its
    /// pictures. They are stored with it, by their paths relative to it.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    with: Vec<PathBuf>,

    /// Name of the edition in addresses; without it, taken from the name of the file (or, for
    /// files called edition.xml, of the folder).
    #[arg(long)]
    id: Option<EditionId>,

    /// Who publishes; of packages, their versions say it.
    #[arg(long, value_name = "NAME", env = "VARIORUM_PUBLISHER", value_parser = one_line)]
    by: Option<String>,

    /// How to reach them: mailto:… or an address on the web.
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "",
        hide_default_value = true
    )]
    address: String,

    /// Why: the change note.
    #[arg(long, default_value = "Published.", value_parser = one_line)]
    note: String,

    /// Publish only if the newest version has this SHA-256, or `none` if there must be no version.
    #[arg(long, value_name = "SHA-256", value_parser = expected)]
    expect: Option<Expected>,

    /// Numbers of reports of readers that this version resolves (`variorum reports list`).
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    resolves: Vec<u32>,

    /// Folder of schemas, with a catalog.xml that says which file stands for which address.
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,

    /// Say what would be published, and write nothing.
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    folder: StoreFolder,
}

fn expected(text: &str) -> Result<Expected, String> {
    if text == "none" {
        return Ok(Expected::Head(None));
    }
    let digest: Digest = text
        .parse()
        .map_err(|error| format!("{error}, or `none`"))?;
    Ok(Expected::Head(Some(digest)))
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let bar = progress(0, "files");
    let found = Found::new(&arguments.paths, &arguments.with, &bar)?;
    if arguments.by.is_none() && !found.chosen.is_empty() {
        let message = "--by is missing: who publishes?";
        return Err(Failure(message.to_owned()));
    }
    if arguments.id.is_some() && !found.packages.is_empty() {
        let message = "--id is for files; a package says which edition it is";
        return Err(Failure(message.to_owned()));
    }
    if arguments.id.is_some() && found.chosen.len() > 1 {
        let message = "--id names one edition, and there are several files";
        return Err(Failure(message.to_owned()));
    }
    if !arguments.resolves.is_empty() && found.chosen.len() != 1 {
        let message = "--resolves is for one file: reports are about one edition";
        return Err(Failure(message.to_owned()));
    }
    if !arguments.with.is_empty() && found.chosen.len() > 1 {
        let message = "--with belongs to one edition, and there are several files";
        return Err(Failure(message.to_owned()));
    }
    let schemas = match &arguments.schemas {
        None => Schemas::default(),
        Some(folder) => Schemas::open(folder).map_err(Failure)?,
    };
    let place = &arguments.folder.store;
    let store = place.exists().then(|| Store::open(place));
    // An empty folder is as good as none.
    let store = store.transpose().or_else(|error| match arguments.dry_run {
        true => Err(error),
        false => Ok(None),
    })?;
    let ids = match &arguments.id {
        Some(id) => vec![Ok(id.clone()); found.chosen.len()],
        None => folder::names(&found.chosen, store.as_ref())?,
    };
    let mut work = Work {
        arguments: &arguments,
        schemas,
        format,
        bar,
        counts: Counts::default(),
        ending: Ending::Clean,
    };
    let all = work.take(&found, &ids);
    if let [(_, id)] = all.as_slice() {
        reports_wait(store.as_ref(), id, &arguments.resolves)?;
    }
    let packages = work.look_into(&found.packages);
    if arguments.dry_run {
        for (path, _, (id, versions)) in &packages {
            work.counts.published += 1;
            let path = path.display();
            let plan = format!("{id} {path} would be published, with {versions} versions\n");
            work.bar.suspend(|| report::answer(&plan))?;
        }
        work.rehearse_all(store.as_ref(), &all)?;
    } else if !all.is_empty() || !packages.is_empty() {
        let store = store.map_or_else(|| Store::open_or_create(place), Ok)?;
        work.unpack_all(&store, &packages)?;
        work.publish_all(&store, &all)?;
    }
    work.end()
}

/// Looks before anything is published whether reports of these numbers wait.
fn reports_wait(store: Option<&Store>, id: &EditionId, numbers: &[u32]) -> Result<(), Failure> {
    if numbers.is_empty() {
        return Ok(());
    }
    let open = match store {
        Some(store) => Access::of(store)?.open_reports()?,
        None => Vec::new(),
    };
    let waits = |number: u32| {
        let about = |report: &Report| report.number == number && report.edition == *id;
        open.iter().any(about)
    };
    match numbers.iter().find(|number| !waits(**number)) {
        None => Ok(()),
        Some(number) => Err(Failure(format!(
            "no report {number} about `{id}` waits; `variorum reports list` shows those that do"
        ))),
    }
}

/// What became of the files.
#[derive(Default)]
struct Counts {
    published: usize,
    unchanged: usize,
    refused: usize,
}

/// Publishing or rehearsing under way.
struct Work<'a> {
    arguments: &'a Arguments,
    schemas: Schemas,
    format: Format,
    bar: ProgressBar,
    counts: Counts,
    ending: Ending,
}

/// A package that is whole, and which edition with how many versions is in it.
type Whole<'a> = (&'a Path, &'a dyn Files, (EditionId, u32));

/// A file and the edition that it becomes.
type Pair<'a> = (&'a Chosen, &'a EditionId);

impl<'a> Work<'a> {
    /// The files that can be tried; the others are refused.
    fn take<'b>(&mut self, found: &'b Found, ids: &'b [Named]) -> Vec<Pair<'b>> {
        let all = found.unfit.len() + found.chosen.len() + found.packages.len();
        self.bar.set_position(0);
        self.bar.set_length(all as u64);
        self.bar.set_message("publishing");
        for (path, why) in &found.unfit {
            self.refuse(&path.to_string_lossy(), why);
        }
        let mut pairs = Vec::new();
        for (chosen, id) in found.chosen.iter().zip(ids) {
            match id {
                Ok(id) => pairs.push((chosen, id)),
                Err(why) => self.refuse(&chosen.file.to_string_lossy(), why),
            }
        }
        pairs
    }

    /// The packages that are whole; the others are refused.
    fn look_into<'b>(&mut self, packages: &'b [Package]) -> Vec<Whole<'b>> {
        let mut whole = Vec::new();
        for (path, files) in packages {
            match inspect(&**files) {
                Ok(contents) => whole.push((path.as_path(), &**files, contents)),
                Err(why) => self.refuse(&path.to_string_lossy(), &why.to_string()),
            }
        }
        whole
    }

    /// Says why a file is not published. The others go on.
    fn refuse(&mut self, file: &str, why: &str) {
        self.counts.refused += 1;
        self.bar.inc(1);
        let line = match self.format {
            Format::Json => serde_json::json!({ "file": file, "refused": why }).to_string(),
            _ => format!("{file}: not published: {why}"),
        };
        self.bar.suspend(|| report::say(&line));
    }

    fn reject(&mut self, rejected: &Rejected) {
        self.counts.refused += 1;
        self.bar.inc(1);
        self.bar.suspend(|| report::reject(rejected, self.format));
    }

    /// Says what is wrong with one file; what concerns all is an error.
    fn refused(&mut self, file: &str, refused: Refused) -> Result<(), Failure> {
        match refused {
            Refused::File(rejected) => self.reject(&rejected),
            Refused::Store(error @ store::Error::Io { .. }) => return Err(error.into()),
            Refused::Store(error) => self.refuse(file, &error.to_string()),
        }
        Ok(())
    }

    fn read<'b>(&mut self, (chosen, id): Pair<'b>) -> Option<Read<'b>> {
        match Read::new(chosen, id) {
            Ok(read) => Some(read),
            Err(Failure(why)) => {
                self.refuse(&chosen.file.to_string_lossy(), &why);
                None
            }
        }
    }

    /// Says what was noticed in a file, and how it stands to its schemas.
    fn show(&mut self, name: &str, read: &Reported<Tree>, validation: &Validation) {
        if let Ending::Findings = report::ending(&read.findings) {
            self.ending = Ending::Findings;
        }
        let (source, format) = (read.value.source(), self.format);
        self.bar.suspend(|| {
            report::show(&read.findings, source, Severity::Warning, format);
            if format == Format::Human && validation.verdict() != Verdict::Valid {
                report::say(&format!("{name}: {}", validation.sentence()));
            }
        });
    }

    fn end(self) -> Outcome {
        self.bar.finish_and_clear();
        let Counts {
            published,
            unchanged,
            refused,
        } = self.counts;
        let all = published + unchanged + refused;
        let (done, would) = match self.arguments.dry_run {
            true => ("would be published", "would not be"),
            false => ("published", "were not"),
        };
        if all > 1 && self.format == Format::Human {
            let refused = match refused {
                0 => String::new(),
                refused => format!(", {refused} refused"),
            };
            report::say(&format!(
                "{published} {done}, {unchanged} unchanged{refused}"
            ));
        }
        if refused > 0 {
            let message = format!("{refused} of {all} files {would} published");
            return Err(Failure(message));
        }
        Ok(self.ending)
    }
}

impl Work<'_> {
    /// Says what would be published.
    fn rehearse_all(&mut self, store: Option<&Store>, all: &[Pair<'_>]) -> Result<(), Failure> {
        for (chosen, id) in all {
            let Some(read) = self.read((chosen, id)) else {
                continue;
            };
            let candidate = read.candidate(Expected::Any);
            let rehearsal = match rehearse(store, &candidate, &self.schemas) {
                Ok(rehearsal) => rehearsal,
                Err(refused) => {
                    self.refused(&read.name, refused)?;
                    continue;
                }
            };
            self.show(&read.name, &rehearsal.read, &rehearsal.validation);
            match rehearsal.makes {
                Rehearsed::Unchanged(_) => self.counts.unchanged += 1,
                _ => self.counts.published += 1,
            }
            self.bar.inc(1);
            let survival = rehearsal.survival.as_ref().map(|report| &report.survival);
            self.say_survived(id, survival);
            let plan = plan(&read, rehearsal.makes, survival, self.format);
            self.bar.suspend(|| report::answer(&plan))?;
        }
        Ok(())
    }

    /// Publishes the versions in packages, as they were.
    fn unpack_all(&mut self, store: &Store, packages: &[Whole<'_>]) -> Result<(), Failure> {
        for (path, files, _) in packages {
            let restored = match unpack(store, *files) {
                Ok(restored) => restored,
                Err(Unpackable::Store(error @ store::Error::Io { .. })) => return Err(error.into()),
                Err(why) => {
                    self.refuse(&path.to_string_lossy(), &why.to_string());
                    continue;
                }
            };
            match restored.fresh.is_empty() {
                true => self.counts.unchanged += 1,
                false => self.counts.published += 1,
            }
            self.bar.inc(1);
            for version in store.versions(&restored.id)? {
                let new = restored.fresh.contains(&version.number);
                let line = line(&restored.id, &Put { version, new }, None, self.format);
                self.bar.suspend(|| report::answer(&line))?;
            }
        }
        Ok(())
    }

    /// Publishes the files in acts of many.
    fn publish_all(&mut self, store: &Store, all: &[Pair<'_>]) -> Result<(), Failure> {
        let facts = Facts {
            publisher: self.arguments.by.clone().unwrap_or_default(),
            address: self.arguments.address.clone(),
            message: self.arguments.note.clone(),
            when: now(),
            token: None,
        };
        let (mut act, mut bytes) = (Vec::new(), 0);
        for pair in all {
            let Some(read) = self.read(*pair) else {
                continue;
            };
            let size = read.size();
            if act.len() == MOST_FILES || (bytes + size > MOST_BYTES && !act.is_empty()) {
                self.publish(store, &facts, &std::mem::take(&mut act))?;
                bytes = 0;
            }
            bytes += size;
            act.push(read);
        }
        if !act.is_empty() {
            self.publish(store, &facts, &act)?;
        }
        settled(store)
    }

    /// Publishes some files in one act, and says of each what came of it.
    fn publish(&mut self, store: &Store, facts: &Facts, act: &[Read<'_>]) -> Result<(), Failure> {
        let expected = self.arguments.expect.unwrap_or(Expected::Any);
        let candidates: Vec<Candidate<'_>> =
            act.iter().map(|read| read.candidate(expected)).collect();
        let results = publish_all(store, &candidates, facts, &self.schemas);
        let mut stop = None;
        for (candidate, published) in candidates.iter().zip(results) {
            let told = match published {
                Ok(published) => {
                    let told = self.tell(candidate, &published);
                    told.and_then(|()| self.resolve(store, &published.put))
                }
                Err(refused) => self.refused(candidate.deposit.name, refused),
            };
            stop = stop.or(told.err());
        }
        stop.map_or(Ok(()), Err)
    }

    /// Marks the reports that the version resolves.
    fn resolve(&self, store: &Store, put: &Put) -> Result<(), Failure> {
        if self.arguments.resolves.is_empty() {
            return Ok(());
        }
        let access = Access::of(store)?;
        let by = self.arguments.by.as_deref().unwrap_or_default();
        for &number in &self.arguments.resolves {
            let version = Some(put.version.number);
            resolve_report((&access, store), number, by, (version, None))?;
        }
        Ok(())
    }

    fn tell(&mut self, candidate: &Candidate<'_>, published: &Published) -> Result<(), Failure> {
        let name = candidate.deposit.name;
        self.show(name, &published.read, &published.validation);
        let put = &published.put;
        match put.new {
            true => self.counts.published += 1,
            false => self.counts.unchanged += 1,
        }
        let survival = published.survival.as_ref().map(|report| &report.survival);
        self.bar.inc(1);
        self.say_survived(candidate.id, survival);
        let line = line(candidate.id, put, survival, self.format);
        self.bar.suspend(|| report::answer(&line))
    }

    /// Says what becomes of citations of the version before, for people.
    fn say_survived(&self, id: &EditionId, survival: Option<&Survival>) {
        if let Some(survival) = survival.filter(|_| self.format == Format::Human) {
            self.bar.suspend(|| report::say(&survived(id, survival)));
        }
    }
}

/// Lines on citations that are printed; the report that is stored has all.
const MOST_TOLD: usize = 40;

/// What becomes of citations of the version before.
fn survived(id: &EditionId, survival: &Survival) -> String {
    let mut lines = say::fates(survival);
    let more = lines.len().saturating_sub(MOST_TOLD);
    if more > 1 {
        lines.truncate(MOST_TOLD);
        lines.push(format!(
            "  and {more} more: `variorum compare --survival` tells all"
        ));
    }
    format!("{id}: of the version before, {}", lines.join("\n"))
}

fn plan(read: &Read<'_>, makes: Rehearsed, survival: Option<&Survival>, format: Format) -> String {
    let (id, file) = (read.id, &read.name);
    let state = match makes {
        Rehearsed::Edition => "would be published".to_owned(),
        Rehearsed::Version => "would be a new version".to_owned(),
        Rehearsed::Unchanged(number) => format!("unchanged since version {number}"),
    };
    if format == Format::Json {
        let with: Vec<String> = (read.with.iter())
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let mut line =
            serde_json::json!({ "edition": id, "file": file, "with": with, "state": state });
        tell_survival(&mut line, survival);
        return format!("{line}\n");
    }
    let with = match read.with.len() {
        0 => String::new(),
        1 => ", with 1 file".to_owned(),
        some => format!(", with {some} files"),
    };
    format!("{id} {file} {state}{with}\n")
}

/// A file that was read, to be published.
struct Read<'a> {
    chosen: &'a Chosen,
    id: &'a EditionId,
    name: std::borrow::Cow<'a, str>,
    with: &'a [PathBuf],
    bytes: Vec<u8>,
    gathered: Gathered,
}

impl<'a> Read<'a> {
    fn new(chosen: &'a Chosen, id: &'a EditionId) -> Result<Self, Failure> {
        Ok(Self {
            chosen,
            id,
            name: chosen.file.to_string_lossy(),
            with: &chosen.with,
            bytes: files::read(&chosen.file)?,
            gathered: Gathered::new(&chosen.file, &chosen.with)?,
        })
    }

    /// The bytes of the file and of those beside it.
    fn size(&self) -> u64 {
        let sizes = self.with.iter().filter_map(|path| path.metadata().ok());
        self.bytes.len() as u64 + sizes.map(|metadata| metadata.len()).sum::<u64>()
    }

    fn candidate(&self, expected: Expected) -> Candidate<'_> {
        Candidate {
            id: self.id,
            deposit: Deposit {
                name: &self.name,
                bytes: &self.bytes,
                path: &self.gathered.path,
                files: self.gathered.files(),
            }
            .into(),
            expected,
            place: Some(place(self.chosen)),
            provenance: None,
        }
    }
}

/// Files that are published in one act: so many, and so many bytes.
const MOST_FILES: usize = 256;
const MOST_BYTES: u64 = 4 << 20;

/// Schemas beside a file are those of its own folder, or of the folder in which
/// it was found.
fn place(chosen: &Chosen) -> Place<'_> {
    let file = &chosen.file;
    let own = file.parent().filter(|parent| *parent != Path::new(""));
    let folder = chosen.folder.as_deref().or(own).unwrap_or(Path::new("."));
    Place { file, folder }
}

fn line(id: &EditionId, put: &Put, survival: Option<&Survival>, format: Format) -> String {
    let version = &put.version;
    if format == Format::Json {
        let mut line = serde_json::json!({ "edition": id, "new": put.new, "version": version });
        tell_survival(&mut line, survival);
        return format!("{line}\n");
    }
    let state = if put.new { "published" } else { "unchanged" };
    format!("{id} {} {} {state}\n", version.number, version.digest)
}

fn tell_survival(line: &mut serde_json::Value, survival: Option<&Survival>) {
    if let Some(survival) = survival {
        line["survival"] = serde_json::json!(survival.counts());
    }
}

/// A bar on the terminal; nothing anywhere else.
pub fn progress(length: u64, unit: &str) -> ProgressBar {
    let template = format!("{{bar:40}} {{pos}} of {{len}} {unit}  {{msg}}");
    let bar = ProgressBar::new(length);
    match ProgressStyle::with_template(&template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
