//! What is known about an edition that a program put together?

use super::{Lemma, Origin, Source};
use crate::collate::{AlignmentTable, Folding};
use crate::xml::Writer;

/// Writes `teiHeader`.
pub(super) fn write(writer: &mut Writer, table: &AlignmentTable, origin: &Origin, ids: &[String]) {
    let mut header = Header { writer };
    header.start("teiHeader", &[]);
    header.start("fileDesc", &[]);
    header.title(table, origin);
    header.publication();
    header.witnesses(table, origin, ids);
    header.end();
    header.encoding(table, origin);
    header.end();
}

struct Header<'w> {
    writer: &'w mut Writer,
}

impl Header<'_> {
    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.writer.line();
        self.writer.open(name, attributes);
    }

    fn end(&mut self) {
        self.writer.close_on_line();
    }

    fn line(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.writer.text(text);
        self.writer.close();
    }

    fn title(&mut self, table: &AlignmentTable, origin: &Origin) {
        self.start("titleStmt", &[]);
        match &origin.title {
            Some(title) => self.line("title", &[], title),
            None => {
                let sigla = table
                    .witnesses
                    .iter()
                    .map(|witness| witness.siglum.as_str());
                let sigla: Vec<&str> = sigla.collect();
                let title = format!("Collation of {}", sigla.join(", "));
                self.start("title", &[]);
                let by = [("reason", "no-title"), ("resp", "#collator")];
                self.writer.open("supplied", &by);
                self.writer.text(&title);
                self.writer.close();
                self.writer.close();
            }
        }
        self.start("respStmt", &[("xml:id", "collator")]);
        self.line("resp", &[], "collation by program");
        self.line("name", &[("type", "software")], &origin.program);
        self.end();
        let editor = origin.decisions.as_ref();
        if let Some(editor) = editor.and_then(|told| told.editor.as_ref()) {
            self.start("respStmt", &[("xml:id", "editor")]);
            self.line("resp", &[], "decisions about the collation");
            self.line("name", &[], editor);
            self.end();
        }
        self.end();
    }

    fn publication(&mut self) {
        self.start("publicationStmt", &[]);
        // TEI demands something here; words would be taken for the header's own.
        self.start("p", &[]);
        self.writer.comment(
            "Nothing was said about publication and rights when the witnesses were collated.",
        );
        self.writer.close();
        self.end();
    }

    fn witnesses(&mut self, table: &AlignmentTable, origin: &Origin, ids: &[String]) {
        self.start("sourceDesc", &[]);
        self.start("listWit", &[]);
        for (witness, id) in table.witnesses.iter().zip(ids) {
            self.start("witness", &[("xml:id", id)]);
            self.writer.open("abbr", &[("type", "siglum")]);
            self.writer.text(&witness.siglum);
            self.writer.close();
            if let Some(Source { file, digest, .. }) = origin.sources.get(&witness.siglum) {
                self.writer.text(&format!(" The file {file}. "));
                self.writer.open("idno", &[("type", "SHA-256")]);
                self.writer.text(digest);
                self.writer.close();
            }
            self.writer.close();
        }
        self.end();
        self.end();
    }

    fn encoding(&mut self, table: &AlignmentTable, origin: &Origin) {
        self.start("encodingDesc", &[]);
        self.start("editorialDecl", &[]);
        self.line("p", &[], TAKEN_DOWN);
        self.line("p", &[], &compared(&origin.folding));
        self.line("p", &[], &lemma(&origin.lemma, table));
        self.line("p", &[], MOVED);
        let markup = origin.sources.values().map(|source| &source.markup);
        if markup
            .clone()
            .any(|one| !one.spans.is_empty() || !one.points.is_empty())
        {
            self.line("p", &[], CARRIED);
        }
        if let Some(told) = &origin.decisions {
            let times = match told.applied {
                1 => "One decision".to_owned(),
                times => format!("{times} decisions"),
            };
            let told = format!(
                "{times} of an editor changed what the program found: which words belong \
                 together, what is one entry, which reading is the lemma, or how one differs."
            );
            self.line("p", &[], &told);
            let reasons = origin.decisions.iter().flat_map(|told| &told.reasons);
            reasons.for_each(|reason| self.line("p", &[], reason));
        }
        self.end();
        let method = [
            ("method", "parallel-segmentation"),
            ("location", "internal"),
        ];
        self.writer.line();
        self.writer.empty("variantEncoding", &method);
        self.end();
    }
}

const TAKEN_DOWN: &str = "The words of the witnesses stand as they were transcribed, those of every \
    witness all and in its order; white space is not kept. Headings, paragraphs and lines of verse \
    begin where most witnesses begin them.";

const MOVED: &str = "Readings of type transposition hold words that the witnesses of the readings \
    they point at have in another place; this was inferred by the program, or where it does not say \
    so, follows from a decision of an editor.";

const CARRIED: &str = "What the transcriptions say besides the words stands where the words do; each \
    element says of which witness it speaks. What a transcription leaves out of its text is a note \
    of type transcription.";

/// What did not count when words were aligned.
fn compared(folding: &Folding) -> String {
    let rules = [
        (folding.case, "capitals"),
        (folding.diacritics, "accents and other diacritics"),
        (folding.u_v, "u and v"),
        (folding.i_j, "i and j"),
        (folding.long_s, "long s"),
        (folding.ligatures, "ligatures"),
    ];
    let mut rules: Vec<String> = rules
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| (*name).to_owned())
        .collect();
    let own = folding.replace.iter();
    rules.extend(own.map(|(from, to)| format!("“{from}” written for “{to}”")));
    let counted = match rules.as_slice() {
        [] => "Words were aligned as they stand".to_owned(),
        rules => format!(
            "For the alignment, these made no difference: {}",
            rules.join(", ")
        ),
    };
    format!("{counted}. The apparatus gives every difference.")
}

fn lemma(lemma: &Lemma, table: &AlignmentTable) -> String {
    match lemma {
        Lemma::None => {
            "No lemma was chosen: the readings stand in the order of the sigla.".to_owned()
        }
        Lemma::Majority => {
            "The lemma is the reading of most witnesses, by their number alone; of several with \
             as many, that of the first siglum."
                .to_owned()
        }
        Lemma::Witness(witness) => {
            format!(
                "The lemma is the reading of {}.",
                table.witnesses[*witness].siglum
            )
        }
    }
}
