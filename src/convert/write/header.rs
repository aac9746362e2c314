//! What is known about the text?
//!
//! Without decisions the header claims nothing that the text does not say.

use super::{Material, end};
use crate::convert::block::{Block, BlockKind};
use crate::convert::blocks::{self, words};
use crate::convert::decisions::file::{Availability, File, State, Topic};
use crate::convert::infer::calendar::JULIAN;
use crate::convert::mark::{Mark, NameKind, What};
use crate::xml::Writer;

/// Words of the incipit in a supplied title, at most.
const INCIPIT_WORDS: usize = 8;

/// Writes `teiHeader`.
pub fn write(writer: &mut Writer, material: &Material<'_>) {
    let file = material.decisions.map(|decisions| &decisions.file);
    Header {
        writer,
        material,
        file,
    }
    .write();
}

struct Header<'w, 'm> {
    writer: &'w mut Writer,
    material: &'m Material<'m>,
    file: Option<&'m File>,
}

impl<'m> Header<'_, 'm> {
    fn write(&mut self) {
        self.start("teiHeader", &[]);
        self.start("fileDesc", &[]);
        self.title_statement();
        self.publication();
        self.source();
        end(self.writer);
        self.encoding();
        self.profile();
        self.revision();
        end(self.writer);
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.writer.line();
        self.writer.open(name, attributes);
    }

    /// An element with text on a line.
    fn line(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        self.writer.text(text);
        self.writer.close();
    }

    fn inline(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.writer.open(name, attributes);
        self.writer.text(text);
        self.writer.close();
    }

    fn title_statement(&mut self) {
        self.start("titleStmt", &[]);
        self.title();
        self.authors();
        self.start("respStmt", &[("xml:id", "converter")]);
        self.line("resp", &[], "conversion from plain text by rule");
        self.line(
            "name",
            &[("type", "software")],
            &self.material.origin.program,
        );
        end(self.writer);
        self.responsible();
        end(self.writer);
    }

    fn title(&mut self) {
        let main = self.file.and_then(|file| file.title.main.clone());
        match main.or_else(|| self.own_title()) {
            Some(title) => self.line("title", &[("type", "main")], &title),
            None => {
                self.start("title", &[("type", "main")]);
                let attributes = [
                    ("reason", "no-title"),
                    ("resp", "#converter"),
                    ("cert", "medium"),
                ];
                self.inline("supplied", &attributes, &self.incipit());
                self.writer.close();
            }
        }
        if let Some(sub) = self.file.and_then(|file| file.title.sub.as_deref()) {
            self.line("title", &[("type", "sub")], sub);
        }
    }

    fn blocks(&self, kind: BlockKind) -> impl Iterator<Item = &'m Block> + use<'m> {
        self.material
            .blocks
            .iter()
            .filter(move |block| block.kind == kind)
    }

    fn own_title(&self) -> Option<String> {
        let block = self
            .blocks(BlockKind::Title)
            .find(|block| block.unit != blocks::BY_LINE)?;
        Some(self.words_of(block).collect::<Vec<_>>().join(" "))
    }

    fn words_of(&self, block: &'m Block) -> impl Iterator<Item = &'m str> + use<'m> {
        let source = self.material.source;
        (block.lines.iter()).flat_map(|line| source.slice(*line).split_whitespace())
    }

    /// The first words of the body: to the first comma or stop, at most as many
    /// as asked for.
    fn incipit(&self) -> String {
        let most = self
            .file
            .and_then(|file| file.title.incipit_words)
            .unwrap_or(INCIPIT_WORDS);
        let paragraph = self.blocks(BlockKind::Paragraph).next();
        let block = paragraph.or_else(|| {
            (self.material.blocks.iter()).find(|block| block.kind != BlockKind::Paratext)
        });
        let Some(block) = block.or(self.material.blocks.first()) else {
            return String::new();
        };
        let stops = [',', '.', ';', ':', '!', '?'];
        let mut title = Vec::new();
        for word in self.words_of(block).take(most.max(1)) {
            title.push(word.trim_end_matches(stops));
            if word.ends_with(stops) {
                break;
            }
        }
        title.join(" ")
    }

    fn authors(&mut self) {
        if let Some(file) = self.file.filter(|file| !file.author.is_empty()) {
            for author in &file.author {
                let attributes = [("cert", author.certainty.as_str()), ("resp", "#editor")];
                self.line("author", &attributes, &author.name);
            }
            return;
        }
        let source = self.material.source;
        let by_line = (self.blocks(BlockKind::Title))
            .find(|block| block.unit == blocks::BY_LINE)
            .and_then(|block| words::by_line(source.slice(block.span())));
        let signature = self.blocks(BlockKind::Signature).next();
        let signature = signature.map(|block| source.slice(block.span()));
        let strokes = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '-' | ',');
        if let Some(name) = by_line.or(signature) {
            let attributes = [("cert", "medium"), ("resp", "#converter")];
            self.line("author", &attributes, name.trim_matches(strokes));
        }
    }

    fn responsible(&mut self) {
        let Some(file) = self.file else {
            return;
        };
        for one in &file.responsibility {
            let name = match one.kind {
                Some(NameKind::Person) => "persName",
                Some(NameKind::Organisation) => "orgName",
                _ => "name",
            };
            self.respondent(one.id.get_ref(), &one.role, name, &one.name);
        }
        let mut named = file.responsibility.iter();
        if !named.any(|one| one.id.get_ref() == "editor") && file.has_unnamed_editor() {
            // `#editor` has to lead somewhere; whose name it is nobody said.
            self.start("respStmt", &[("xml:id", "editor")]);
            self.line("resp", &[], "editorial decisions");
            self.writer.line();
            self.writer.empty("name", &[]);
            end(self.writer);
        }
    }

    fn respondent(&mut self, id: &str, role: &str, element: &str, name: &str) {
        self.start("respStmt", &[("xml:id", id)]);
        self.line("resp", &[], role);
        self.line(element, &[], name);
        end(self.writer);
    }

    fn publication(&mut self) {
        self.start("publicationStmt", &[]);
        match self.file.and_then(|file| file.publication.as_ref()) {
            Some(publication) => {
                self.line("authority", &[], &publication.authority);
                if let Some(date) = &publication.date {
                    let date = date.get_ref();
                    self.line("date", &[("when", date)], date);
                }
                self.availability(publication.availability, &publication.rights);
            }
            None => self.unsaid(
                "Nothing was said about publication and rights when the text was converted.",
            ),
        }
        end(self.writer);
    }

    fn availability(&mut self, status: Availability, rights: &[String]) {
        if status == Availability::Unknown && rights.is_empty() {
            return;
        }
        self.start("availability", &[("status", status.as_str())]);
        if rights.is_empty() {
            self.unsaid("Nothing was said about rights when the text was converted.");
        }
        rights.iter().for_each(|right| self.line("p", &[], right));
        end(self.writer);
    }

    /// The paragraph that TEI demands where nothing is known. Words in it would be
    /// taken for the header's own, so the comment alone says why it is empty.
    fn unsaid(&mut self, why: &str) {
        self.start("p", &[]);
        self.writer.comment(why);
        self.writer.close();
    }

    fn source(&mut self) {
        self.start("sourceDesc", &[]);
        self.start("listWit", &[]);
        let witnesses = self.file.map_or(&[][..], |file| &file.witness);
        if witnesses.is_empty() {
            let description = format!(
                "The text as received: the file {}.",
                self.material.origin.file
            );
            self.witness("W", "W", &description, true);
        }
        for (at, witness) in witnesses.iter().enumerate() {
            let id = witness.id.get_ref();
            let siglum = witness.siglum.as_ref().unwrap_or(id);
            self.witness(id, siglum, &witness.description, at == 0);
        }
        end(self.writer);
        for unseen in self.file.map_or(&[][..], |file| &file.unseen) {
            let attributes = [
                ("xml:id", unseen.id.get_ref().as_str()),
                ("type", "not-seen"),
            ];
            self.start("bibl", &attributes);
            self.writer.text(&unseen.description);
            if let Some(evidence) = &unseen.evidence {
                self.writer.text(" ");
                self.inline("note", &[("type", "evidence")], evidence);
            }
            self.writer.close();
        }
        end(self.writer);
    }

    /// The first witness is the file that was converted.
    fn witness(&mut self, id: &str, siglum: &str, description: &str, converted: bool) {
        self.start("witness", &[("xml:id", id)]);
        self.inline("abbr", &[("type", "siglum")], siglum);
        self.writer.text(" ");
        self.writer.text(description);
        if converted {
            self.writer.text(" ");
            self.digest();
        }
        self.writer.close();
    }

    fn digest(&mut self) {
        let digest = self.material.origin.digest.to_string();
        self.inline("idno", &[("type", "SHA-256")], &digest);
    }

    fn witness_id(&self) -> &'m str {
        let witness = self.file.and_then(|file| file.witness.first());
        witness.map_or("W", |witness| witness.id.get_ref())
    }

    fn encoding(&mut self) {
        self.start("encodingDesc", &[]);
        self.start("appInfo", &[]);
        let program = &self.material.origin.program;
        let (name, version) = program.rsplit_once(' ').unwrap_or((program, "unknown"));
        let attributes = [
            ("xml:id", "variorum"),
            ("ident", name),
            ("version", version),
        ];
        self.start("application", &attributes);
        self.line("label", &[], "Variorum plain-text converter");
        self.start("desc", &[]);
        self.writer.text("input SHA-256 ");
        self.digest();
        let options = match self.material.decisions {
            Some(decisions) => format!("; options: decisions for `{}`", decisions.edition_id()),
            None => "; options: none".to_owned(),
        };
        self.writer.text(&options);
        self.writer.close();
        end(self.writer);
        end(self.writer);
        self.method();
        end(self.writer);
    }

    fn method(&mut self) {
        self.start("editorialDecl", &[]);
        let methods = self.file.map_or(&[][..], |file| &file.method);
        let mut topics: Vec<Topic> = methods.iter().map(|method| method.topic).collect();
        topics.sort_unstable();
        topics.dedup();
        for topic in topics {
            self.start(topic.element(), &[]);
            for method in methods.iter().filter(|method| method.topic == topic) {
                self.line("p", &[], &method.text);
            }
            end(self.writer);
        }
        let rules = "What carries resp=\"#converter\" was inferred by rule, with the certainty given \
            in @cert. No character of the witness was changed: what is corrected or made regular \
            keeps what stood there.";
        self.line("p", &[], rules);
        end(self.writer);
    }

    fn profile(&mut self) {
        self.start("profileDesc", &[]);
        self.creation();
        self.languages();
        self.calendars();
        end(self.writer);
    }

    /// The calendar of the words of dates, if it is not that of their values.
    fn calendars(&mut self) {
        let mut marks = self.material.settled.marks.iter();
        let is_julian = |mark: &Mark| matches!(mark.what, What::Date { julian, .. } if julian);
        if !marks.any(|ranked| is_julian(&ranked.mark)) {
            return;
        }
        self.start("calendarDesc", &[]);
        self.start("calendar", &[("xml:id", JULIAN)]);
        self.line("p", &[], "Julian calendar (old style)");
        end(self.writer);
        end(self.writer);
    }

    fn creation(&mut self) {
        let decided = self.file.map_or(&[][..], |file| &file.history);
        let inferred = self.inferred_history();
        if decided.is_empty() && inferred.is_empty() {
            return;
        }
        self.start("creation", &[]);
        self.start("listChange", &[("ordered", "true")]);
        if decided.is_empty() {
            inferred.iter().for_each(|state| self.inferred_state(state));
        }
        decided.iter().for_each(|state| self.state(state));
        end(self.writer);
        end(self.writer);
    }

    fn state(&mut self, state: &State) {
        let id = format!("state-{}", state.id.get_ref());
        let mut attributes = vec![("xml:id", id.as_str()), ("type", &state.kind)];
        attributes.push(("status", if state.seen { "seen" } else { "not-seen" }));
        attributes.extend(
            state
                .when
                .iter()
                .map(|when| ("when", when.get_ref().as_str())),
        );
        let witness = state
            .witness
            .as_ref()
            .map(|id| format!("#{}", id.get_ref()));
        attributes.extend(witness.as_deref().map(|witness| ("corresp", witness)));
        attributes.extend([("resp", "#editor"), ("cert", state.certainty.as_str())]);
        self.start("change", &attributes);
        self.writer.text(&state.label);
        if let Some(evidence) = &state.evidence {
            self.inline("note", &[("type", "evidence")], evidence);
        }
        self.writer.close();
    }

    /// States that statements above the text and its date-line name, oldest
    /// first as far as they are dated.
    fn inferred_history(&self) -> Vec<InferredState<'m>> {
        let source = self.material.source;
        let mut states = Vec::new();
        for block in self.material.blocks {
            let text = source.slice(block.span());
            let kind = match block.kind {
                BlockKind::Statement => words::statement(text).map(|(_, kind)| kind),
                BlockKind::Dateline => Some("signed"),
                _ => None,
            };
            let date = self.date_in(block);
            let when = date.and_then(|mark| match &mark.what {
                What::Date { when, .. } => Some(when.as_str()),
                _ => None,
            });
            if let Some(kind) = kind.filter(|kind| *kind != "signed" || when.is_some()) {
                states.push(InferredState {
                    kind,
                    when,
                    block,
                    text,
                });
            }
        }
        states.sort_by_key(|state| state.when.unwrap_or("9999"));
        states
    }

    fn date_in(&self, block: &Block) -> Option<&'m Mark> {
        let within = block.span();
        (self
            .material
            .settled
            .marks
            .iter()
            .map(|ranked| &ranked.mark))
        .find(|mark| {
            matches!(mark.what, What::Date { .. })
                && within.start <= mark.span.start
                && mark.span.end <= within.end
        })
    }

    fn inferred_state(&mut self, state: &InferredState<'_>) {
        let source = format!("#{}", self.witness_id());
        let mut attributes = vec![("type", state.kind)];
        attributes.extend(state.when.map(|when| ("when", when)));
        let certainty = state.block.certainty.as_str();
        attributes.extend([
            ("cert", certainty),
            ("resp", "#converter"),
            ("source", &source),
        ]);
        self.start("change", &attributes);
        let mut label = state.kind.to_owned();
        label[..1].make_ascii_uppercase();
        self.writer.text(&format!("{label}."));
        let place = if state.kind == "signed" {
            "at the end of"
        } else {
            "above"
        };
        let evidence = format!("“{}”, {place} the text.", state.text.trim());
        self.inline("note", &[("type", "evidence")], &evidence);
        self.writer.close();
    }

    fn languages(&mut self) {
        let own = self.material.language;
        let mut tags = vec![(own.to_owned(), name_of(own))];
        for language in self.file.map_or(&[][..], |file| &file.language) {
            tags.push((language.tag.get_ref().clone(), language.name.clone()));
        }
        for ranked in &self.material.settled.marks {
            if let What::Foreign { language } = &ranked.mark.what {
                tags.push((language.clone(), name_of(language)));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        self.start("langUsage", &[]);
        for (tag, name) in &tags {
            if seen.insert(tag) {
                self.line("language", &[("ident", tag)], name);
            }
        }
        end(self.writer);
    }

    fn revision(&mut self) {
        self.start("revisionDesc", &[]);
        self.start("listChange", &[]);
        let mut changes: Vec<_> = self
            .file
            .map_or(&[][..], |file| &file.change)
            .iter()
            .collect();
        changes.sort_by_key(|change| {
            std::cmp::Reverse(change.when.as_ref().map(|when| when.get_ref().clone()))
        });
        for change in changes {
            let who = change.by.as_ref().map_or("editor", |by| by.get_ref());
            let who = format!("#{who}");
            let mut attributes = vec![("who", who.as_str())];
            attributes.extend(
                change
                    .when
                    .iter()
                    .map(|when| ("when", when.get_ref().as_str())),
            );
            self.line("change", &attributes, &change.what);
        }
        self.conversion();
        end(self.writer);
        end(self.writer);
    }

    fn conversion(&mut self) {
        let origin = self.material.origin;
        let source = format!("#{}", self.witness_id());
        let mut attributes = vec![("who", "#converter"), ("type", "conversion")];
        let encoded = self.file.and_then(|file| file.edition.encoded.as_ref());
        attributes.extend(encoded.map(|when| ("when", when.get_ref().as_str())));
        attributes.push(("source", &source));
        let what = format!(
            "Converted from the file with SHA-256 {} by {}.",
            origin.digest, origin.program
        );
        self.line("change", &attributes, &what);
    }
}

struct InferredState<'m> {
    kind: &'static str,
    when: Option<&'m str>,
    block: &'m Block,
    text: &'m str,
}

/// The English name of a language, or its tag.
fn name_of(tag: &str) -> String {
    let primary = tag.split('-').next().unwrap_or(tag);
    let known = words::LANGUAGES.iter().find(|(known, _)| *known == primary);
    match known {
        Some((_, name)) if primary == tag => (*name).to_owned(),
        Some((_, name)) => format!("{name} ({tag})"),
        None if tag == "und" => "Undetermined".to_owned(),
        None => tag.to_owned(),
    }
}
