//! `variorum validate`: do these files obey their schemas?

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::deposit::Gathered;
use super::report::Format;
use super::{Ending, Failure, Outcome, files, report};
use crate::diagnostic::Severity;
use crate::operations::{
    Place, Record, Schemas, Unusable, Validation, Verdict, groups, read_tei, validate,
    validate_with,
};
use crate::relaxng::{Fault, Schema};
use crate::source::Deposit;
use crate::xml::Tree;

/// Validate TEI files against their RELAX NG schemas.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum validate edition.xml
  variorum validate tei/ --schemas schemas/ --format json

The schemas are those that a file names in <?xml-model?>, as far as they lie beside it or in the
folder given with --schemas (with a catalog.xml); nothing is fetched. Otherwise TEI All, which comes
with the program. Exit code 0: all valid, 1: findings, 2: a file could not be read.")]
pub struct Arguments {
    /// Files, or folders of .xml files.
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// Files, or folders of them, that are included (xi:include) and validated in their place.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    with: Vec<PathBuf>,

    /// Validate against this schema (RELAX NG, XML syntax), whatever the files name.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,

    /// Folder of schemas, with a catalog.xml that says which file stands for which address.
    #[arg(long, value_name = "FOLDER")]
    schemas: Option<PathBuf>,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let schemas = match &arguments.schemas {
        None => Schemas::default(),
        Some(folder) => Schemas::open(folder).map_err(Failure)?,
    };
    let given = match &arguments.schema {
        None => None,
        Some(path) => Some(given(&schemas, path, format)?),
    };
    let mut tally = Tally::default();
    let at_hand = AtHand {
        schemas,
        given,
        with: arguments.with,
        format,
    };
    for path in &arguments.paths {
        for file in &files::xml_files(std::slice::from_ref(path))? {
            one(file, path, &at_hand, &mut tally)?;
        }
    }
    tally.say(format);
    match tally {
        Tally { refused: 1.., .. } => Err(Failure(String::new())),
        Tally { good, all, .. } if good == all => Ok(Ending::Clean),
        _ => Ok(Ending::Findings),
    }
}

type Named = Vec<(String, Arc<Schema>)>;

fn given(schemas: &Schemas, path: &Path, format: Format) -> Result<Named, Failure> {
    match schemas.file(path) {
        Ok(schema) => Ok(vec![(path.display().to_string(), schema)]),
        Err(Unusable::File(message)) => Err(Failure(message)),
        Err(Unusable::Rejected(rejected)) => Err(report::reject(&rejected, format)),
    }
}

/// How the files came out.
#[derive(Default)]
struct Tally {
    all: usize,
    good: usize,
    /// Valid but for additions of other vocabularies.
    nearly: usize,
    refused: usize,
}

impl Tally {
    fn say(&self, format: Format) {
        if self.all < 2 || format == Format::Json {
            return;
        }
        let Self {
            all,
            good,
            nearly,
            refused,
        } = self;
        let invalid = all - good - nearly - refused;
        report::say(&format!(
            "{all} files: {good} valid, {nearly} valid but for foreign additions, \
             {invalid} not valid, {refused} not readable"
        ));
    }
}

/// What is the same for all files.
struct AtHand {
    schemas: Schemas,
    given: Option<Named>,
    with: Vec<PathBuf>,
    format: Format,
}

fn one(file: &Path, named: &Path, at_hand: &AtHand, tally: &mut Tally) -> Result<(), Failure> {
    tally.all += 1;
    let bytes = files::read(file)?;
    let name = file.to_string_lossy();
    let gathered = Gathered::new(file, &at_hand.with)?;
    let deposit = Deposit {
        name: &name,
        bytes: &bytes,
        path: &gathered.path,
        files: gathered.files(),
    };
    let read = match read_tei(&deposit) {
        Ok(read) => read,
        Err(rejected) => {
            report::reject(&rejected, at_hand.format);
            tally.refused += 1;
            return Ok(());
        }
    };
    let tree = &read.value;
    let validation = match &at_hand.given {
        Some(schemas) => validate_with(tree, schemas, Vec::new()),
        None => validate(tree, &at_hand.schemas, Some(place(file, named))),
    };
    match validation.verdict() {
        Verdict::Valid => tally.good += 1,
        Verdict::ValidButForForeign => tally.nearly += 1,
        _ => {}
    }
    report::show(
        &read.findings,
        tree.source(),
        Severity::Warning,
        at_hand.format,
    );
    show(&validation, tree, at_hand.format)
}

/// A file that was named itself has the schemas of its folder; one in a folder
/// that was named has those of that folder.
fn place<'p>(file: &'p Path, named: &'p Path) -> Place<'p> {
    let folder = if named.is_dir() {
        named
    } else {
        match file.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        }
    };
    Place { file, folder }
}

fn show(validation: &Validation, tree: &Tree, format: Format) -> Result<(), Failure> {
    let name = tree.source().name();
    if format == Format::Json {
        let record =
            serde_json::json!({ "file": name, "report": Record::new(validation, tree, name) });
        return report::answer(&format!("{record}\n"));
    }
    let notes = &validation.notes;
    report::show(notes, tree.source(), Severity::Information, format);
    let faults = validation.faults();
    let most = match format {
        Format::Human => crate::operations::MOST_SHOWN,
        _ => usize::MAX,
    };
    for fault in faults.iter().take(most) {
        let text = match format {
            Format::Short => short(fault, tree),
            _ => report::one(&fault.diagnostic, tree.source(), format),
        };
        report::answer(&(text + "\n"))?;
    }
    if faults.len() > most {
        report::answer(&rest(&faults[most..], tree))?;
    }
    report::answer(&format!("{name}: {}\n", validation.sentence()))
}

/// One line at the place at which jing says the same.
fn short(fault: &Fault, tree: &Tree) -> String {
    let place = tree.source().position(fault.reported);
    let finding = &fault.diagnostic;
    let (severity, code, message) = (finding.severity, finding.code, &finding.message);
    let name = tree.source().name();
    format!("{name}:{place}: {severity}[{code}]: {message}")
}

/// What is not shown in full, by what it says.
fn rest(faults: &[&Fault], tree: &Tree) -> String {
    let mut text = format!("… and {} more (--format short shows all):\n", faults.len());
    for group in groups(faults, tree) {
        let (count, message, line) = (group.count, &group.message, group.line);
        text.push_str(&format!("{count:>6} × {message} (first on line {line})\n"));
    }
    text.push('\n');
    text
}
