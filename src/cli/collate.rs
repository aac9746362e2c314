//! `variorum collate`: several transcriptions of one text become an apparatus.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use indicatif::ProgressBar;

use super::interrupt::{Stage, interruptible};
use super::report::Format;
use super::{Ending, Failure, Outcome, files, report};
use crate::collate::Folding;
use crate::collation::{Decisions, Manner, Side};
use crate::diagnostic::Severity;
use crate::operations::{
    ChosenLemma, Collation, CollationForm, CollationManner, Input, Uncollated, collate,
};
use crate::source::SourceText;

/// Collate transcriptions of one text: align them word by word, and write an apparatus.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum collate A.txt B.txt C.xml -o edition.xml
  variorum collate witnesses/ --lemma A --title \"The Ferry\" -o edition.xml
  variorum collate witnesses/ -o table.html
  variorum collate witnesses.json --to json

The siglum of a witness is the name of its file without its ending. Witnesses are plain text
(paragraphs parted by empty lines), TEI, or JSON as CollateX takes it. The order in which they
are named changes nothing. docs/collating.md tells how words are aligned.")]
pub struct Arguments {
    /// Witnesses: .txt and .xml files, or folders of them; .json as for CollateX; - is standard
    /// input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// What to write; without it, what the ending of the output says, or TEI.
    #[arg(long, value_enum)]
    to: Option<Form>,

    /// TEI's method for the apparatus.
    #[arg(long, value_enum, default_value = "parallel-segmentation")]
    method: super::apparatus::Method,

    /// The lemma: none, majority, or the siglum of a witness.
    #[arg(long, value_name = "WHOSE", default_value = "none")]
    lemma: String,

    /// What does not count as a difference (TOML).
    #[arg(long, value_name = "FILE")]
    folding: Option<PathBuf>,

    /// What an editor decided (TOML): which words belong together, what is one entry, the lemma,
    /// how readings differ.
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,

    /// Words of TEI witnesses: as edited (corr, reg, expan), or as written (sic, orig, abbr,
    /// without what was supplied).
    #[arg(long, value_enum, default_value = "edited")]
    words: Words,

    /// Every state of a corrected TEI witness is a witness: A.ac before any correction, A.HAND
    /// after those of a hand, A at the end.
    #[arg(long)]
    layers: bool,

    /// A fragment: what this witness lacks before its first word and behind its last it does not
    /// omit.
    #[arg(long = "fragment", value_name = "SIGLUM")]
    fragments: Vec<String>,

    /// Give up after so many seconds; nothing is written then. Ctrl-C does the same at once.
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,

    /// The title of the edition.
    #[arg(long)]
    title: Option<String>,

    /// Where to write; without it, standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Which words of a transcription are collated.
#[derive(Clone, Copy, ValueEnum)]
enum Words {
    /// As edited.
    Edited,
    /// As written.
    Written,
}

/// What the ending of a file says.
fn by_ending(output: &Path) -> Option<CollationForm> {
    let ending = output.extension()?.to_str()?;
    Some(match ending {
        "html" => CollationForm::Html,
        "csv" => CollationForm::Csv,
        "tsv" => CollationForm::Tsv,
        "json" => CollationForm::Json,
        "nex" | "nexus" => CollationForm::Nexus,
        "phy" | "phylip" => CollationForm::Phylip,
        "svg" => CollationForm::SvgGraph,
        "xml" => CollationForm::Tei,
        _ => return None,
    })
}

/// What a collation can be written as, as clap wants it.
#[derive(Clone, Copy)]
struct Form(CollationForm);

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Form; CollationForm::ALL.len()] = {
            let mut all = [Form(CollationForm::Tei); CollationForm::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = Form(CollationForm::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.word()).help(self.0.label()))
    }
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let bar = super::publish::progress(0, "steps");
    let of_work = bar.clone();
    let outcome = interruptible(move |stage| work(arguments, format, &of_work, &stage));
    bar.finish_and_clear();
    outcome
}

fn work(arguments: Arguments, format: Format, bar: &ProgressBar, stage: &Stage) -> Outcome {
    let paths = files::files_ending(&arguments.paths, &["txt", "xml"])?;
    if let Some(output) = &arguments.output {
        files::keep(&paths, output)?;
    }
    let mut read = Vec::with_capacity(paths.len());
    for path in &paths {
        read.push((path.to_string_lossy(), files::read(path)?));
    }
    let inputs = read.iter().map(|(name, bytes)| Input { name, bytes });
    let inputs: Vec<Input<'_>> = inputs.collect();
    let longest = arguments.timeout.map(Duration::from_secs);
    let begun = Instant::now();
    let told = |progress: crate::collate::Progress| {
        bar.set_length(progress.all as u64);
        bar.set_position(progress.done as u64);
        match longest.is_some_and(|longest| begun.elapsed() >= longest) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    let decisions = decisions(&arguments, format)?;
    let manner = manner(&arguments, decisions.as_ref().map(|(_, read)| read.clone()))?;
    let collation = collate(&inputs, &manner, told);
    bar.finish_and_clear();
    let collation = collation.map_err(|error| match error {
        Uncollated::File(rejected) => report::reject(&rejected, format),
        other => other.into(),
    })?;
    let mut ending = Ending::Clean;
    if let Some((source, _)) = &decisions {
        report::show(collation.findings(), source, Severity::Information, format);
        ending = report::ending(collation.findings());
    }
    let text = written(&collation, &arguments, &mut ending);
    match &arguments.output {
        Some(path) => {
            stage.write()?;
            files::write(path, text.as_bytes())?;
        }
        None => report::answer(&text)?,
    }
    Ok(ending)
}

/// The decisions file, as text and as what it says.
fn decisions(
    arguments: &Arguments,
    format: Format,
) -> Result<Option<(SourceText, Decisions)>, Failure> {
    let Some(path) = &arguments.decisions else {
        return Ok(None);
    };
    let (name, bytes) = (path.to_string_lossy(), files::read(path)?);
    let source = SourceText::decode(name.as_ref(), &bytes, None);
    let source = source.map_err(|error| Failure(format!("{name}: {error}")))?;
    match Decisions::parse(&source) {
        Ok(read) => Ok(Some((source, read))),
        Err(findings) => {
            report::show(&findings, &source, Severity::Information, format);
            Err(Failure(String::new()))
        }
    }
}

fn manner(arguments: &Arguments, decisions: Option<Decisions>) -> Result<CollationManner, Failure> {
    let lemma = match arguments.lemma.as_str() {
        "none" => ChosenLemma::None,
        "majority" => ChosenLemma::Majority,
        siglum => ChosenLemma::Of(siglum.to_owned()),
    };
    let folding = match &arguments.folding {
        None => Folding::default(),
        Some(path) => {
            let bytes = files::read(path)?;
            let text = String::from_utf8_lossy(&bytes);
            let name = path.display();
            Folding::parse(&text).map_err(|error| Failure(format!("{name}: {error}")))?
        }
    };
    Ok(CollationManner {
        title: arguments.title.clone(),
        folding,
        lemma,
        decisions,
        transcriptions: Manner {
            side: match arguments.words {
                Words::Edited => Side::Reading,
                Words::Written => Side::Witness,
            },
            layers: arguments.layers,
        },
        fragments: arguments.fragments.clone(),
    })
}

fn written(collation: &Collation, arguments: &Arguments, ending: &mut Ending) -> String {
    let asked = arguments.to.map(|form| form.0);
    let form = asked.or(arguments.output.as_deref().and_then(by_ending));
    let (text, left) = collation.written(form.unwrap_or_default(), arguments.method.meant());
    if !left.is_empty() {
        *ending = Ending::Findings;
        report::say(&format!("left as they were: {}", left.join(", ")));
    }
    text
}
