//! Which edition is each file, if a table says so?
//!
//! `batch.csv` (RFC 4180), with a line for each edition and the columns `file`
//! and, if you like, `id`, `with` (other files, `|` between them) and `note`.
//! Other columns are for you.

use std::collections::BTreeSet;

use super::super::publish::suggest_id;
use super::plan::{Meant, Row};
use crate::edition::EditionId;
use crate::source::FilePath;

/// The name of the table.
pub const TABLE: &str = "batch.csv";

/// The rows of a table, with the files that are there.
///
/// # Errors
/// A sentence, if the table cannot be read.
pub fn rows(table: &[u8], there: &BTreeSet<FilePath>) -> Result<Vec<Row>, String> {
    let text = std::str::from_utf8(table).map_err(|_| "the table is not UTF-8".to_owned())?;
    let mut lines = cells(text.trim_start_matches('\u{feff}'))?.into_iter();
    let head = lines.next().unwrap_or_default();
    let column = |name: &str| head.iter().position(|cell| cell.trim() == name);
    let file = column("file").ok_or("the table has no column `file`")?;
    let columns = Columns {
        file,
        id: column("id"),
        with: column("with"),
        note: column("note"),
    };
    let written = |line: &Vec<String>| line.iter().any(|cell| !cell.trim().is_empty());
    let lines = lines.filter(written);
    Ok(lines.map(|line| columns.row(&line, there)).collect())
}

/// Where each column is.
struct Columns {
    file: usize,
    id: Option<usize>,
    with: Option<usize>,
    note: Option<usize>,
}

impl Columns {
    fn row(&self, line: &[String], there: &BTreeSet<FilePath>) -> Row {
        let cell = |at: Option<usize>| {
            let cell = at.and_then(|at| line.get(at));
            cell.map_or("", |cell| cell.trim())
        };
        let file = cell(Some(self.file));
        let meant = || {
            let path = found(file, there)?;
            let others = cell(self.with).split('|').map(str::trim);
            let others = others.filter(|name| !name.is_empty());
            let with: Result<BTreeSet<FilePath>, String> =
                others.map(|name| found(name, there)).collect();
            Ok(Meant {
                id: named(cell(self.id), file)?,
                with: with?,
                path,
            })
        };
        Row {
            file: file.to_owned(),
            edition: meant(),
            note: Some(cell(self.note).to_owned()).filter(|note| !note.is_empty()),
            left: None,
            provenance: None,
        }
    }
}

/// The edition: what the table says, or else what the name of the file suggests.
fn named(id: &str, file: &str) -> Result<EditionId, String> {
    if !id.is_empty() {
        let id = id.parse::<EditionId>();
        return id.map_err(|error| error.to_string());
    }
    let name = file.strip_suffix(".txt").unwrap_or(file);
    suggest_id(name).ok_or_else(|| "no name for the edition can be made of this".to_owned())
}

fn found(name: &str, there: &BTreeSet<FilePath>) -> Result<FilePath, String> {
    let path = FilePath::new(name).ok();
    path.filter(|path| there.contains(path))
        .ok_or_else(|| format!("`{name}` is not among the files"))
}

/// The cells of a table, line by line.
fn cells(text: &str) -> Result<Vec<Vec<String>>, String> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut characters = text.chars().peekable();
    let mut quoted = false;
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    if quoted {
        return Err("a quotation mark in the table is not closed".to_owned());
    }
    if !cell.is_empty() || !line.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(table: &str, there: &[&str]) -> Result<Vec<String>, String> {
        let there = there.iter().map(|name| FilePath::new(name).unwrap());
        let rows = rows(table.as_bytes(), &there.collect())?;
        let one = |row: Row| {
            let note = row
                .note
                .map(|note| format!(" ({note})"))
                .unwrap_or_default();
            match row.edition {
                Ok(Meant { id, path, with }) => format!("{id} {path} {}{note}", with.len()),
                Err(why) => format!("{}: {why}", row.file),
            }
        };
        Ok(rows.into_iter().map(one).collect())
    }

    #[test]
    fn a_table_says_which_file_is_which_edition() {
        let table = "\u{feff}file,id,title,with,note\r\n\
                     a/lamb.xml,lamb-a,\"The \"\"Lamb\"\", 1\",a/1.png | a/2.png,\"Erste\nAusgabe\"\r\n\
                     \r\nb.xml,Bad Name,,,\ntyger.txt,,,,\nno.xml,no,,,\nb.xml,b,,../up.png,\n";
        let there = ["a/lamb.xml", "b.xml", "a/1.png", "a/2.png", "tyger.txt"];
        let told = told(table, &there).unwrap();
        assert_eq!(told[0], "lamb-a a/lamb.xml 2 (Erste\nAusgabe)");
        assert!(told[1].starts_with("b.xml: "), "{told:?}");
        assert_eq!(told[2], "tyger tyger.txt 0");
        assert_eq!(told[3], "no.xml: `no.xml` is not among the files");
        assert_eq!(told[4], "b.xml: `../up.png` is not among the files");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for bad in ["", "name,id\n", "id,file\n\"a", "id\n"] {
            assert!(told(bad, &[]).is_err(), "{bad}");
        }
        assert!(rows(b"file\n\xff", &BTreeSet::new()).is_err());
    }
}
