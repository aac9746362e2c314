//! How does the header look as a page?

use super::error::Error;
use super::extent::Extent;
use super::html::Html;
use super::page::{ColophonRow, ColophonSection};
use super::safety::{push_escaped, safe_address};
use super::set::TemplateSet;
use super::walk::{Walk, run};
use crate::tei::Document;
use crate::tei::colophon::Piece;
use crate::wording::Wording;
use crate::{key, said};

/// The sections of the colophon.
pub fn sections(document: &Document, wording: &Wording) -> Vec<ColophonSection> {
    let sections = document.colophon().into_iter();
    sections
        .map(|section| ColophonSection {
            title: wording.word(section.title).to_owned(),
            rows: section
                .rows
                .into_iter()
                .map(|row| ColophonRow {
                    label: match &row.when {
                        Some(when) => wording.date(when),
                        None => wording.word(&row.label).to_owned(),
                    },
                    html: html(&row.pieces),
                })
                .collect(),
        })
        .collect()
}

/// Parts of the header that declare persons and settings, with what they are
/// called in print.
const DECLARED: &[(&str, &str)] = &[
    ("particDesc", key!("Persons")),
    ("settingDesc", key!("Settings")),
];

/// The persons and settings that the header declares, as registers; none if it
/// declares none.
///
/// # Errors
/// [`Error::Template`] if a template of an element fails.
pub fn declared(document: &Document, set: &TemplateSet) -> Result<Option<ColophonSection>, Error> {
    let header = document.tree().root().child("teiHeader");
    let profile = header.and_then(|header| header.child("profileDesc"));
    let mut rows = Vec::new();
    for (name, label) in DECLARED {
        for part in profile
            .into_iter()
            .flat_map(|profile| profile.find_all(name))
        {
            let html = Walk::within(Extent::whole(document), document, set, false)
                .inside(part, run("", "ltr"))?;
            rows.push(ColophonRow {
                label: set.wording.word(label).to_owned(),
                html: Html::new(html.trim()),
            });
        }
    }
    rows.retain(|row| !row.html.as_str().is_empty());
    let title = set.wording.say(&said!("Named in the header"));
    Ok((!rows.is_empty()).then_some(ColophonSection { title, rows }))
}

/// Pieces as HTML: links where they lead somewhere, titles set apart.
fn html(pieces: &[Piece]) -> Html {
    let mut html = String::new();
    for piece in pieces {
        let address = piece.target.as_deref().and_then(safe_address);
        if let Some(address) = &address {
            html.push_str("<a href=\"");
            push_escaped(&mut html, address);
            html.push_str("\">");
        }
        html.push_str(if piece.title { "<cite>" } else { "" });
        push_escaped(&mut html, &piece.text);
        html.push_str(if piece.title { "</cite>" } else { "" });
        html.push_str(if address.is_some() { "</a>" } else { "" });
    }
    Html::new(html)
}
