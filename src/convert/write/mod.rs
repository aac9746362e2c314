//! How does it all become one document?
//!
//! 1. [`header`] says what is known about the text;
//! 2. [`registers`] writes names, reasons and rival places of notes;
//! 3. this module writes front, body and back;
//! 4. [`text`] writes the inside of each block.
//!
//! The shape is that of `docs/encoding.md`.

mod header;
mod registers;
mod text;

use super::assemble::{Assembled, resp};
use super::block::{Block, BlockKind};
use super::blocks::{self, words};
use super::decisions::Decisions;
use super::decisions::file::NoteKind;
use super::decisions::settle::Settled;
use super::plain::{GROUPED_BY_EDITOR, Origin};
use crate::source::SourceText;
use crate::xml::{TEI, Writer};

/// Everything that a document is written from.
pub struct Material<'m> {
    /// The text.
    pub source: &'m SourceText,
    /// Where it comes from.
    pub origin: &'m Origin,
    /// Its language (BCP 47).
    pub language: &'m str,
    /// Its blocks, in its order.
    pub blocks: &'m [Block],
    /// What is said about it.
    pub settled: &'m Settled,
    /// The same as ranges that nest.
    pub assembled: &'m Assembled,
    /// What the editor has decided besides.
    pub decisions: Option<&'m Decisions>,
}

/// The TEI document.
pub fn document(material: &Material<'_>) -> String {
    let mut writer = Writer::new();
    let language = material.language;
    writer.open("TEI", &[("xmlns", TEI), ("xml:lang", language)]);
    header::write(&mut writer, material);
    registers::write(&mut writer, material);
    writer.line();
    writer.open("text", &[]);
    Text {
        writer: &mut writer,
        material,
        slogans: 0,
    }
    .write();
    end(&mut writer);
    end(&mut writer);
    writer.finish()
}

/// Closes the innermost element on a line of its own.
fn end(writer: &mut Writer) {
    writer.close_on_line();
}

struct Text<'w, 'm> {
    writer: &'w mut Writer,
    material: &'m Material<'m>,
    slogans: usize,
}

impl Text<'_, '_> {
    fn write(&mut self) {
        let blocks = self.material.blocks;
        let is_front = |block: &Block| {
            matches!(
                block.kind,
                BlockKind::Paratext | BlockKind::Statement | BlockKind::Title
            )
        };
        let front = blocks.iter().take_while(|block| is_front(block)).count();
        let (front, rest) = blocks.split_at(front);
        let is_note = |block: &Block| block.kind == BlockKind::Note;
        let mut back = rest.iter().position(is_note).unwrap_or_else(|| {
            let body = rest
                .iter()
                .rposition(|block| block.kind != BlockKind::Paratext);
            body.map_or(0, |last| last + 1)
        });
        if back > 0
            && rest[back - 1].kind == BlockKind::Heading
            && rest.get(back).is_some_and(is_note)
        {
            back -= 1;
        }
        let (body, back) = rest.split_at(back);
        self.front(front);
        self.body(body);
        self.back(back);
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.writer.line();
        self.writer.open(name, attributes);
    }

    /// One block as one element on its line. What the converter inferred about
    /// its kind is marked, unless the kind is a plain paragraph.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)], block: &Block, inferred: bool) {
        let mut attributes = attributes.to_vec();
        if inferred {
            let by_editor = block.reason == GROUPED_BY_EDITOR;
            let resp = if by_editor { "#editor" } else { "#converter" };
            attributes.extend([("resp", resp), ("cert", block.certainty.as_str())]);
        }
        self.start(name, &attributes);
        self.content(block);
        self.writer.close();
    }

    fn content(&mut self, block: &Block) {
        let material = self.material;
        text::write_block(self.writer, material.source, block, material.assembled);
    }

    fn front(&mut self, front: &[Block]) {
        if front.is_empty() {
            return;
        }
        self.start("front", &[]);
        for part in front.chunk_by(|one, next| one.kind == next.kind) {
            match part[0].kind {
                BlockKind::Statement => self.imprint(part),
                BlockKind::Title => self.title_page(part),
                _ => part.iter().for_each(|block| self.navigation(block)),
            }
        }
        end(self.writer);
    }

    fn imprint(&mut self, statements: &[Block]) {
        let source = self.material.source;
        let mut languages = (statements.iter()).map(|block| {
            words::statement(source.slice(block.span())).map(|(language, _)| language)
        });
        let language = languages.next().flatten();
        let language = language.filter(|&first| languages.all(|other| other == Some(first)));
        let mut attributes = vec![("type", "imprint")];
        attributes.extend(
            language
                .filter(|&tag| tag != self.material.language)
                .map(|tag| ("xml:lang", tag)),
        );
        self.start("div", &attributes);
        for block in statements {
            self.element("p", &[("xml:id", &block.unit)], block, true);
        }
        end(self.writer);
    }

    fn title_page(&mut self, lines: &[Block]) {
        self.start("titlePage", &[]);
        for block in lines {
            if block.unit == blocks::BY_LINE {
                self.element("byline", &[("xml:id", &block.unit)], block, true);
            } else {
                self.start("docTitle", &[]);
                self.element(
                    "titlePart",
                    &[("type", "main"), ("xml:id", &block.unit)],
                    block,
                    true,
                );
                end(self.writer);
            }
        }
        end(self.writer);
    }

    fn navigation(&mut self, block: &Block) {
        self.element(
            "fw",
            &[("type", "navigation"), ("xml:id", &block.unit)],
            block,
            true,
        );
    }

    fn body(&mut self, body: &[Block]) {
        self.start("body", &[]);
        let mut number = 0;
        let begins = |one: &Block, next: &Block| {
            next.kind != BlockKind::Heading
                || matches!(one.kind, BlockKind::Heading | BlockKind::Opener)
        };
        for section in body.chunk_by(begins) {
            number += 1;
            self.start("div", &[("type", "section"), ("n", &number.to_string())]);
            for part in section.chunk_by(|one, next| is_grouped(one) && group(one) == group(next)) {
                self.part(part);
            }
            end(self.writer);
        }
        if body.is_empty() {
            self.start("div", &[("type", "section"), ("n", "1")]);
            self.start("p", &[]);
            self.writer.close();
            end(self.writer);
        }
        end(self.writer);
    }

    fn part(&mut self, part: &[Block]) {
        let block = &part[0];
        let unit = block.unit.as_str();
        match block.kind {
            BlockKind::Heading => self.element("head", &[("xml:id", unit)], block, true),
            BlockKind::Slogan => self.broadside(part),
            BlockKind::Opener => self.opener(part),
            BlockKind::Dateline | BlockKind::Signature | BlockKind::Affiliation => {
                self.closer(part)
            }
            BlockKind::Paratext => self.navigation(block),
            _ => {
                let number = unit.trim_start_matches('p');
                self.element("p", &[("xml:id", unit), ("n", number)], block, false);
            }
        }
    }

    fn broadside(&mut self, slogans: &[Block]) {
        self.slogans += 1;
        let id = format!("b{}", self.slogans);
        self.start("ab", &[("type", "broadside"), ("xml:id", &id)]);
        for block in slogans {
            self.element(
                "ab",
                &[("type", "slogan"), ("xml:id", &block.unit)],
                block,
                true,
            );
        }
        end(self.writer);
    }

    fn opener(&mut self, lines: &[Block]) {
        self.start("opener", &[("xml:id", "opener"), ("resp", "#converter")]);
        for block in lines {
            let dated = blocks::is_dateline(self.material.source.slice(block.span()));
            let name = if dated { "dateline" } else { "salute" };
            self.element(name, &[], block, false);
        }
        end(self.writer);
    }

    fn closer(&mut self, lines: &[Block]) {
        let certainty = lines.iter().map(|block| block.certainty).min();
        let certainty = certainty.map_or("low", |certainty| certainty.as_str());
        let attributes = [
            ("xml:id", "closer"),
            ("resp", "#converter"),
            ("cert", certainty),
        ];
        self.start("closer", &attributes);
        for block in lines {
            match block.kind {
                BlockKind::Dateline => self.element("dateline", &[], block, false),
                BlockKind::Affiliation => self.affiliation(block),
                _ => self.element("signed", &[], block, false),
            }
        }
        end(self.writer);
    }

    fn affiliation(&mut self, block: &Block) {
        self.start("signed", &[]);
        self.writer.open("affiliation", &[]);
        self.content(block);
        self.writer.close();
        self.writer.close();
    }

    fn back(&mut self, back: &[Block]) {
        let comments = !self.material.settled.comments.is_empty();
        if back.is_empty() && !comments {
            return;
        }
        self.start("back", &[]);
        let notes = back
            .iter()
            .take_while(|block| block.kind != BlockKind::Paratext)
            .count();
        let (notes, navigation) = back.split_at(notes);
        if !notes.is_empty() {
            self.start("div", &[("type", "notes")]);
            notes.iter().for_each(|block| self.note(block));
            end(self.writer);
        }
        navigation.iter().for_each(|block| self.navigation(block));
        if comments {
            self.comments();
        }
        end(self.writer);
    }

    fn note(&mut self, block: &Block) {
        let unit = block.unit.as_str();
        if block.kind == BlockKind::Heading {
            return self.element("head", &[("xml:id", unit)], block, true);
        }
        let number = unit.trim_start_matches('n');
        let placed = self
            .material
            .settled
            .notes
            .iter()
            .find(|note| note.number.to_string() == number);
        let mut attributes = vec![("xml:id", unit), ("n", number), ("place", "end")];
        let kind = placed.map(|note| note.kind).unwrap_or_default();
        attributes.extend(match kind {
            NoteKind::Source => None,
            NoteKind::Editor => Some(("type", "editorial")),
            NoteKind::Translator => Some(("type", "translator")),
        });
        let target = format!("#call-{unit}");
        let called = placed.filter(|note| note.offset.is_some());
        let by = called.map(|note| (resp(&note.responsible), note.certainty.as_str()));
        if let Some((by, certainty)) = &by {
            attributes.extend([
                ("target", target.as_str()),
                ("resp", by),
                ("cert", certainty),
            ]);
        }
        self.element("note", &attributes, block, false);
    }

    /// The editor's own notes: not part of the witness.
    fn comments(&mut self) {
        self.start("div", &[("type", "comments")]);
        for (at, comment) in self.material.settled.comments.iter().enumerate() {
            let (id, target) = (
                format!("comment{}", at + 1),
                format!("#call-comment{}", at + 1),
            );
            let by = format!("#{}", comment.by);
            let attributes = [
                ("xml:id", id.as_str()),
                ("type", "editorial"),
                ("place", "margin"),
                ("target", &target),
                ("resp", &by),
            ];
            self.start("note", &attributes);
            self.writer.text(&comment.text);
            self.writer.close();
        }
        end(self.writer);
    }
}

/// Blocks of these kinds are written inside one element with their neighbours.
fn is_grouped(block: &Block) -> bool {
    matches!(
        group(block),
        BlockKind::Slogan | BlockKind::Opener | BlockKind::Dateline
    )
}

fn group(block: &Block) -> BlockKind {
    match block.kind {
        BlockKind::Signature | BlockKind::Affiliation => BlockKind::Dateline,
        kind => kind,
    }
}
