//! The table in forms that other programs read.

use serde_json::Value;

use crate::collate::AlignmentTable;

/// What stands where the text of a witness is lost.
const LOST: &str = "[…]";

/// Comma-separated values (RFC 4180): a row for each column of the table, after
/// the sigla.
pub fn csv(table: &AlignmentTable) -> String {
    separated(table, ',', "\r\n")
}

/// The same, separated by tabs.
pub fn tsv(table: &AlignmentTable) -> String {
    separated(table, '\t', "\n")
}

fn separated(table: &AlignmentTable, separator: char, end: &str) -> String {
    let mut out = String::new();
    let mut row = |cells: &mut dyn Iterator<Item = &str>| {
        for (at, cell) in cells.enumerate() {
            if at > 0 {
                out.push(separator);
            }
            quoted(cell, separator, &mut out);
        }
        out.push_str(end);
    };
    row(&mut table
        .witnesses
        .iter()
        .map(|witness| witness.siglum.as_str()));
    for (column, cells) in table.cells().enumerate() {
        let words = words(table, &cells).enumerate();
        row(&mut words.map(|(witness, word)| match word {
            Some(word) => word,
            None if table.is_lost(witness, column) => LOST,
            None => "",
        }));
    }
    out
}

fn quoted(cell: &str, separator: char, out: &mut String) {
    if cell.contains([separator, '"', '\n', '\r']) {
        out.extend(["\"", &cell.replace('"', "\"\""), "\""]);
    } else {
        out.push_str(cell);
    }
}

/// The words of one column, witness by witness.
fn words<'t>(
    table: &'t AlignmentTable,
    cells: &[Option<usize>],
) -> impl Iterator<Item = Option<&'t str>> {
    let cells = cells.iter().zip(&table.witnesses);
    cells.map(|(token, witness)| token.map(|token| witness.words(token)))
}

/// The table as CollateX's Python port writes it, a row for each witness; and
/// under `moves` what CollateX does not tell: pairs of words that are the same
/// in two places, each as siglum, number of the word, siglum, number.
pub fn json(table: &AlignmentTable) -> String {
    // Written as it goes: as values the cells would take many times the room.
    let quoted = |text: &str| Value::from(text).to_string();
    let rows = table.witnesses.iter().enumerate().map(|(at, witness)| {
        let mut row = String::from("[");
        let mut next = 0;
        for token in 0..witness.len() {
            let column = table.column(at, token);
            row.push_str(&"null,".repeat(column - next));
            let (form, words) = (quoted(witness.form(token)), quoted(witness.words(token)));
            row.extend(["[{\"n\":", &form, ",\"t\":", &words, "}],"]);
            next = column + 1;
        }
        row.push_str(&"null,".repeat(table.width() - next));
        // The last comma.
        row.truncate(row.trim_end_matches(',').len());
        row + "]"
    });
    let sigla = table.witnesses.iter().map(|one| quoted(&one.siglum));
    let sigla: Vec<String> = sigla.collect();
    let mut moves = Vec::new();
    for word in table.moves.iter().flat_map(|moved| &moved.words) {
        for one in &word.from.1 {
            for other in &word.to.1 {
                let here = table.token(*one, word.from.0).unwrap_or_default();
                let there = table.token(*other, word.to.0).unwrap_or_default();
                moves.push(format!(
                    "[{},{here},{},{there}]",
                    sigla[*one], sigla[*other]
                ));
            }
        }
    }
    let rows: Vec<String> = rows.collect();
    let (moves, rows, sigla) = (moves.join(","), rows.join(","), sigla.join(","));
    format!("{{\"moves\":[{moves}],\"table\":[{rows}],\"witnesses\":[{sigla}]}}\n")
}

/// Whether the witnesses that have their text differ in a column, as the class of
/// its row.
fn class(table: &AlignmentTable, cells: &[Option<usize>], column: usize) -> &'static str {
    let words = words(table, cells).enumerate();
    let mut words = words.filter(|(witness, _)| !table.is_lost(*witness, column));
    let first = words.next().and_then(|(_, word)| word);
    if words.all(|(_, other)| other == first) {
        "same"
    } else {
        "differs"
    }
}

/// A page of its own, to be read or printed: a row for each column of the
/// table; rows in which the witnesses differ stand out.
pub fn html(table: &AlignmentTable, title: &str) -> String {
    let mut page = String::from(HEAD);
    let mut text = |text: &str| escaped(text, &mut page);
    text(title);
    page.push_str("</title>");
    page.push_str(STYLE);
    page.push_str("<h1>");
    escaped(title, &mut page);
    page.push_str("</h1>\n<table>\n<thead><tr>");
    for witness in &table.witnesses {
        page.push_str("<th scope=\"col\">");
        escaped(&witness.siglum, &mut page);
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for (column, cells) in table.cells().enumerate() {
        page.extend(["<tr class=\"", class(table, &cells, column), "\">"]);
        for (witness, word) in words(table, &cells).enumerate() {
            page.push_str("<td>");
            match word {
                Some(word) => escaped(word, &mut page),
                None if table.is_lost(witness, column) => {
                    page.extend(["<span title=\"lacuna\">", LOST, "</span>"]);
                }
                None => page.push_str("<span title=\"nothing here\">–</span>"),
            }
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
    page
}

const HEAD: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<title>";

const STYLE: &str = "\n<style>
  body { font: 1.05rem/1.5 Georgia, serif; margin: 2rem auto; max-width: max-content; padding: 0 1rem }
  table { border-collapse: collapse }
  th, td { padding: .1rem .8rem; text-align: start }
  thead th { background: Canvas; border-bottom: 1px solid; position: sticky; top: 0 }
  .same { opacity: .6 }
  .differs td { border-block: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  td span { opacity: .5 }
  :root { color-scheme: light dark }
</style>\n";

fn escaped(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::{Folding, Witness, collate};

    #[test]
    fn what_is_lost_is_not_omitted() {
        let witness = |siglum: &str, text: &str| Witness::plain(siglum, text, &Folding::default());
        let mut lost = witness("C", "rex fecit");
        lost.lose_before(1);
        let all = vec![
            witness("A", "rex bene fecit"),
            witness("B", "rex fecit"),
            lost,
        ];
        let table = collate(all);
        assert_eq!(
            csv(&table),
            "A,B,C\r\nrex,rex,rex\r\nbene,,[…]\r\nfecit,fecit,fecit\r\n"
        );
        assert!(tsv(&table).contains("\nbene\t\t[…]\n"));
    }
}
