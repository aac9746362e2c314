//! What is said about the text apart from it?
//!
//! Names, the rival places of notes, and the reasons of changes: `standOff`.

use super::{Material, end};
use crate::convert::assemble::{Reason, name_element, resp};
use crate::convert::decisions::file::Name;
use crate::convert::decisions::settle::PlacedNote;
use crate::convert::mark::NameKind;
use crate::xml::Writer;

/// Writes `standOff`, if there is anything to say.
pub fn write(writer: &mut Writer, material: &Material<'_>) {
    let names = material
        .decisions
        .map_or(&[][..], |decisions| &decisions.file.name);
    let notes = &material.settled.notes;
    let rivals: Vec<_> = (notes.iter())
        .filter(|note| note.alternative.is_some())
        .collect();
    let reasons = &material.assembled.reasons;
    let unplaced = (notes.iter()).any(|note| !note.reason.is_empty());
    if names.is_empty() && rivals.is_empty() && reasons.is_empty() && !unplaced {
        return;
    }
    writer.line();
    writer.open("standOff", &[]);
    for (kind, list, item) in LISTS {
        register(writer, names, kind, list, item);
    }
    rivals.into_iter().for_each(|note| rival(writer, note));
    write_reasons(writer, reasons, notes);
    end(writer);
}

const LISTS: [(NameKind, &str, &str); 3] = [
    (NameKind::Person, "listPerson", "person"),
    (NameKind::Organisation, "listOrg", "org"),
    (NameKind::Place, "listPlace", "place"),
];

fn register(writer: &mut Writer, names: &[Name], kind: NameKind, list: &str, item: &str) {
    let mut names = names.iter().filter(|name| name.kind == kind).peekable();
    if names.peek().is_none() {
        return;
    }
    writer.line();
    writer.open(list, &[]);
    for name in names {
        let by = name.by.as_ref().map_or("editor", |by| by.get_ref());
        let by = format!("#{by}");
        let id = name.id.get_ref().as_str();
        writer.line();
        writer.open(
            item,
            &[
                ("xml:id", id),
                ("resp", &by),
                ("cert", name.certainty.as_str()),
            ],
        );
        line(writer, name_element(kind), &[], &name.name);
        if let Some(said) = &name.said {
            line(writer, "note", &[], said);
        }
        end(writer);
    }
    end(writer);
}

fn line(writer: &mut Writer, name: &str, attributes: &[(&str, &str)], text: &str) {
    writer.line();
    writer.open(name, attributes);
    writer.text(text);
    writer.close();
}

/// The next best place of a note: the unit, and the words it would follow.
fn rival(writer: &mut Writer, note: &PlacedNote) {
    let Some((unit, after, certainty, reason)) = &note.alternative else {
        return;
    };
    let target = match note.offset {
        Some(_) => format!("#call-n{}", note.number),
        None => format!("#n{}", note.number),
    };
    let attributes = [
        ("target", target.as_str()),
        ("locus", "location"),
        ("assertedValue", unit),
        ("cert", certainty.as_str()),
        ("resp", &resp(&note.responsible)),
    ];
    writer.line();
    writer.open("certainty", &attributes);
    let reason = if reason.is_empty() {
        String::new()
    } else {
        format!(": {reason}")
    };
    line(writer, "desc", &[], &format!("After “{after}”{reason}"));
    end(writer);
}

/// Why notes are called where they are, and why changes were made.
fn write_reasons(writer: &mut Writer, reasons: &[Reason], notes: &[PlacedNote]) {
    let notes = (notes.iter())
        .filter(|note| !note.reason.is_empty())
        .map(|note| Reason {
            id: format!("n{}", note.number),
            resp: resp(&note.responsible),
            text: note.reason.clone(),
        });
    let reasons: Vec<Reason> = reasons.iter().cloned().chain(notes).collect();
    if reasons.is_empty() {
        return;
    }
    writer.line();
    writer.open("spanGrp", &[("type", "reason")]);
    for reason in reasons {
        let target = format!("#{}", reason.id);
        line(
            writer,
            "span",
            &[("target", &target), ("resp", &reason.resp)],
            &reason.text,
        );
    }
    end(writer);
}
