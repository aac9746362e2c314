//! `variorum facts`: what can be counted in a TEI file?

use std::path::PathBuf;

use super::report::Format;
use super::{Ending, Failure, Outcome, files, report};
use crate::operations::{FileFacts, Input, file_facts};

/// Count what is in a TEI file: elements, letters, words, sigla, pointers.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum facts edition.xml
  variorum facts edition.xml --json

The numbers do not depend on this program: count again with another tool, and
compare. Letters are characters of Unicode's categories L*; entities are not
expanded. Exit code 1 if the file is not well formed.")]
pub struct Arguments {
    /// The file; - is standard input.
    file: PathBuf,

    /// All facts, as one JSON object.
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let bytes = files::read(&arguments.file)?;
    let facts = file_facts(Input {
        name: &arguments.file.to_string_lossy(),
        bytes: &bytes,
    });
    let shown = if arguments.json || format == Format::Json {
        let failed = |error: serde_json::Error| Failure(error.to_string());
        serde_json::to_string_pretty(&facts).map_err(failed)? + "\n"
    } else {
        summary(&facts)
    };
    report::answer(&shown)?;
    if facts.well_formed {
        Ok(Ending::Clean)
    } else {
        Ok(Ending::Findings)
    }
}

/// The facts that people ask for, a line each; what is not there has no line.
fn summary(file: &FileFacts) -> String {
    let mut rows = Rows::default();
    rows.add("file", &file.file);
    rows.add("bytes", file.bytes);
    rows.add("SHA-256", &file.sha256);
    if let Some(error) = &file.error {
        rows.add("not well formed", error);
    }
    let Some(facts) = &file.facts else {
        return rows.0;
    };
    if let Some(header) = &facts.header {
        rows.add("title", header.title.as_deref().unwrap_or_default());
        rows.add("authors", header.authors.join("; "));
        rows.add("editors", header.editors.join("; "));
        rows.add("languages", join(&header.languages));
        rows.add("licences", join(&header.licences));
    }
    let count = |name: &str| facts.text_counts.get(name).copied().unwrap_or_default();
    rows.add("elements", facts.counts.values().sum::<usize>());
    rows.add("divisions", count("div"));
    rows.add("paragraphs", count("p"));
    rows.add("verses", count("l"));
    rows.add("page beginnings", count("pb"));
    rows.add("notes", count("note"));
    rows.add("words of the text", facts.text_words);
    rows.add("letters of the text", facts.text_letters);
    rows.add("letters of one reading", facts.reading_letters);
    rows.add("letters of the notes", facts.note_letters);
    rows.add("witnesses", facts.witnesses.join(" "));
    rows.add("entries", facts.app.total);
    rows.add("readings", count("rdg"));
    rows.add("ids", facts.xml_ids);
    rows.add("ids given twice", facts.duplicate_ids.join(" "));
    rows.add("ids that are no names", facts.bad_ids.join(", "));
    rows.add("pointers", facts.local_refs);
    rows.add("pointers at nothing here", facts.dangling_local_refs);
    rows.add("entities not declared", facts.skipped_entities);
    rows.0
}

fn join(values: &[Option<String>]) -> String {
    let values: Vec<&str> = values.iter().flatten().map(String::as_str).collect();
    values.join(" ")
}

#[derive(Default)]
struct Rows(String);

impl Rows {
    fn add(&mut self, label: &str, value: impl ToString) {
        let value = value.to_string();
        if !value.is_empty() && value != "0" {
            self.0.push_str(&format!("{label:<26}{value}\n"));
        }
    }
}
