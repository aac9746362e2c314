//! How does the header look as a page?

use super::dates::for_people;
use super::html::Html;
use super::page::{ColophonRow, ColophonSection};
use super::safety::{push_escaped, safe_address};
use crate::tei::Document;
use crate::tei::colophon::Piece;

/// The sections of the colophon.
pub fn sections(document: &Document) -> Vec<ColophonSection> {
    let sections = document.colophon().into_iter();
    sections
        .map(|section| ColophonSection {
            title: section.title.to_owned(),
            rows: section
                .rows
                .into_iter()
                .map(|row| ColophonRow {
                    label: row.when.as_deref().map_or(row.label, for_people),
                    html: html(&row.pieces),
                })
                .collect(),
        })
        .collect()
}

/// Pieces as HTML: links where they lead somewhere, titles set apart.
fn html(pieces: &[Piece]) -> Html {
    let mut html = String::new();
    for piece in pieces {
        let address = piece.target.as_deref().and_then(safe_address);
        if let Some(address) = address {
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
