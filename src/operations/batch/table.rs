//! Which edition is each file, if a table says so?
//!
//! `batch.csv` (RFC 4180), with a line for each edition and the columns `file`
//! and, if you like, `id`, `with` (other files, `|` between them) and `note`.
//! Other columns are for you. Where the head has its columns between semicolons, so
//! have the lines, as spreadsheets write them in countries with a decimal comma.

use std::collections::BTreeSet;

use super::super::note::fit_note;
use super::super::publish::suggest_id;
use super::plan::{Meant, Row};
use crate::edition::EditionId;
use crate::source::FilePath;

/// The name of the table.
pub const TABLE: &str = "batch.csv";

/// The rows of a table, with the files that are there.
///
/// # Errors
/// A sentence, if the table cannot be read, or a column of ours is in it twice. A
/// line with more cells than the head has is a row that is refused: a comma in it is
/// not in quotation marks, and what stands behind it would be lost. `named` gets
/// whatever a line names.
pub fn rows(
    table: &[u8],
    there: &BTreeSet<FilePath>,
    named: &mut BTreeSet<String>,
) -> Result<Vec<Row>, String> {
    let text = std::str::from_utf8(table).map_err(|_| "the table is not UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}');
    let separator = separator(text);
    let written = |(_, line): &Line| line.iter().any(|cell| !cell.trim().is_empty());
    let mut lines = cells(text, separator)?.into_iter().filter(written);
    let columns = Columns::of(&lines.next().unwrap_or_default().1, separator)?;
    Ok(lines
        .map(|line| {
            named.extend(columns.names(&line.1));
            columns.row(&line, there)
        })
        .collect())
}

/// What stands between cells: that by which the head has a column `file`.
fn separator(text: &str) -> char {
    let head = text.lines().find(|line| !line.trim().is_empty());
    let has_file = |separator: &char| {
        let parted = cells(head.unwrap_or_default(), *separator).unwrap_or_default();
        let mut parted = parted.iter().flat_map(|(_, cells)| cells);
        parted.any(|cell| cell.trim() == "file")
    };
    [',', ';'].into_iter().find(has_file).unwrap_or(',')
}

/// Where each column is.
struct Columns {
    file: usize,
    id: Option<usize>,
    with: Option<usize>,
    note: Option<usize>,
    /// How many there are, ours and others.
    count: usize,
    separator: char,
}

impl Columns {
    fn of(head: &[String], separator: char) -> Result<Self, String> {
        let column = |name: &str| {
            let named = head.iter().enumerate();
            let mut named = named.filter(|(_, cell)| cell.trim() == name);
            let first = named.next().map(|(at, _)| at);
            match named.next() {
                Some(_) => Err(format!("the table has the column `{name}` twice")),
                None => Ok(first),
            }
        };
        Ok(Self {
            file: column("file")?.ok_or("the table has no column `file`")?,
            id: column("id")?,
            with: column("with")?,
            note: column("note")?,
            count: head.len(),
            separator,
        })
    }

    /// Whether a line has as many cells as it may.
    fn fits(&self, line: &[String]) -> Result<(), String> {
        let last = line.iter().rposition(|cell| !cell.trim().is_empty());
        let (found, count) = (last.map_or(0, |last| last + 1), self.count);
        if found <= count {
            return Ok(());
        }
        let mark = match self.separator {
            ';' => "semicolon",
            _ => "comma",
        };
        Err(format!(
            "its line has {found} cells and the head of the table {count}: a cell with a {mark} \
             in it stands in quotation marks"
        ))
    }

    /// The files that a line names.
    fn names(&self, line: &[String]) -> Vec<String> {
        let file = std::iter::once(cell(line, Some(self.file)));
        let all = file.chain(others(cell(line, self.with)));
        let path = |name: &str| {
            let path = FilePath::new(name);
            path.map_or_else(|_| name.to_owned(), |path| path.to_string())
        };
        all.map(path).collect()
    }

    fn row(&self, (number, line): &Line, there: &BTreeSet<FilePath>) -> Row {
        let note = fit_note(cell(line, self.note));
        let file = cell(line, Some(self.file));
        let meant = || {
            self.fits(line)?;
            if let Err(unfit) = &note {
                return Err(format!("the note in line {number} of {TABLE}: {unfit}"));
            }
            let path = found(file, there)?;
            let others = others(cell(line, self.with));
            let with: Result<BTreeSet<FilePath>, String> =
                others.map(|name| found(name, there)).collect();
            Ok(Meant {
                id: named(cell(line, self.id), file)?,
                with: with?,
                path,
            })
        };
        Row {
            file: file.to_owned(),
            edition: meant(),
            note: note.unwrap_or_default(),
            left: None,
            provenance: None,
        }
    }
}

/// The cells of a line, after the number with which it begins, from 1.
type Line = (usize, Vec<String>);

/// What a line has in a column.
fn cell(line: &[String], at: Option<usize>) -> &str {
    let cell = at.and_then(|at| line.get(at));
    cell.map_or("", |cell| cell.trim())
}

/// The names of other files in a cell.
fn others(cell: &str) -> impl Iterator<Item = &str> {
    let others = cell.split('|').map(str::trim);
    others.filter(|name| !name.is_empty())
}

/// The edition: what the table says, or else what the name of the file suggests.
fn named(id: &str, file: &str) -> Result<EditionId, String> {
    if !id.is_empty() {
        let id = id.parse::<EditionId>();
        return id.map_err(|error| error.to_string());
    }
    let path = FilePath::new(file).ok();
    let text = path.and_then(|path| path.ending()).as_deref() == Some("txt");
    let name = if text { &file[..file.len() - 4] } else { file };
    suggest_id(name).ok_or_else(|| "no name for the edition can be made of this".to_owned())
}

fn found(name: &str, there: &BTreeSet<FilePath>) -> Result<FilePath, String> {
    let path = FilePath::new(name).ok();
    path.filter(|path| there.contains(path))
        .ok_or_else(|| format!("`{name}` is not among the files"))
}

/// The cells of a table, line by line.
fn cells(text: &str, separator: char) -> Result<Vec<Line>, String> {
    let (mut lines, mut line, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut characters = text.chars().peekable();
    let (mut quoted, mut number, mut begun) = (false, 1, 1);
    while let Some(character) = characters.next() {
        number += usize::from(character == '\n');
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            mark if mark == separator && !quoted => line.push(std::mem::take(&mut cell)),
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push((begun, std::mem::take(&mut line)));
                begun = number;
            }
            other => cell.push(other),
        }
    }
    if quoted {
        return Err("a quotation mark in the table is not closed".to_owned());
    }
    if !cell.is_empty() || !line.is_empty() {
        line.push(cell);
        lines.push((begun, line));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(table: &str, there: &[&str]) -> Result<Vec<String>, String> {
        let there = there.iter().map(|name| FilePath::new(name).unwrap());
        let rows = rows(table.as_bytes(), &there.collect(), &mut BTreeSet::new())?;
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
                     a/lamb.xml,lamb-a,\"The \"\"Lamb\"\",\n1\",a/1.png | a/2.png,\"Erste, neue Ausgabe\"\r\n\
                     \r\nb.xml,Bad Name,,,\ntyger.txt,,,,\nno.xml,no,,,\nb.xml,b,,../up.png,\n";
        let there = ["a/lamb.xml", "b.xml", "a/1.png", "a/2.png", "tyger.txt"];
        let told = told(table, &there).unwrap();
        assert_eq!(told[0], "lamb-a a/lamb.xml 2 (Erste, neue Ausgabe)");
        assert!(told[1].starts_with("b.xml: "), "{told:?}");
        assert_eq!(told[2], "tyger tyger.txt 0");
        assert_eq!(told[3], "no.xml: `no.xml` is not among the files");
        assert_eq!(told[4], "b.xml: `../up.png` is not among the files");
    }

    #[test]
    fn a_note_is_one_line_of_text() {
        let long = "ä".repeat(1001);
        let table = format!(
            "file,title,note\na.xml,\"A\nB\",\"Erste\nAusgabe\"\nb.xml,,\u{1b}[2Jgone\nc.xml,,{long}\n\
             d.xml,,\"  Vierte  \"\n"
        );
        let rows = told(&table, &["a.xml", "b.xml", "c.xml", "d.xml"]).unwrap();
        for (row, number) in rows.iter().zip([2, 5, 6]) {
            let wanted = format!("the note in line {number} of batch.csv: it has ");
            assert!(row.contains(&wanted), "{row}");
            assert!(
                row.contains("; write it in one line") || row.contains("; shorten it"),
                "{row}"
            );
            assert!(!row.contains('\u{1b}'), "{row}");
        }
        assert_eq!(rows[3], "d d.xml 0 (Vierte)");
    }

    #[test]
    fn a_line_that_is_longer_than_the_head_is_refused() {
        let told = |table: &str| told(table, &["a.xml", "b.xml"]).unwrap();
        let rows = told("file,id,note\na.xml,one,The first, corrected\nb.xml,two\n");
        assert!(
            rows[0].starts_with("a.xml: its line has 4 cells and the head of the table 3: "),
            "{rows:?}"
        );
        assert_eq!(rows[1], "two b.xml 0");
        let rows = told("file,id,note\na.xml,one,\"The first, corrected\"\nb.xml,two,,\n");
        assert_eq!(rows[0], "one a.xml 0 (The first, corrected)");
        assert_eq!(rows[1], "two b.xml 0", "empty cells at the end say nothing");
        let rows = told("\n\nfile,id\na.xml,one\n");
        assert_eq!(rows[0], "one a.xml 0");
    }

    #[test]
    fn a_file_is_named_however_its_path_is_written() {
        let mut named = BTreeSet::new();
        let there = BTreeSet::from([FilePath::new("a.xml").unwrap()]);
        let rows = rows(b"file\n./a.xml\n", &there, &mut named).unwrap();
        assert!(rows[0].edition.is_ok(), "{rows:?}");
        assert!(named.contains("a.xml"), "{named:?}");
    }

    #[test]
    fn semicolons_are_understood_where_the_head_has_them() {
        let rows = told(
            "file;id;note\r\na.xml;one;Erste, verbesserte\r\nb.xml;two;a;b\r\n",
            &["a.xml", "b.xml"],
        );
        let rows = rows.unwrap();
        assert_eq!(rows[0], "one a.xml 0 (Erste, verbesserte)");
        let comma = told("file;id;\"note, remarks\"\na.xml;one;x\n", &["a.xml"]);
        assert_eq!(comma.unwrap()[0], "one a.xml 0");
        assert!(rows[1].contains("a semicolon in it"), "{rows:?}");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let twice = "file,id,id\na.xml,one,two\n";
        assert!(told(twice, &["a.xml"]).unwrap_err().contains("`id` twice"));
        assert!(told("file,x,x\na.xml,1,2\n", &["a.xml"]).is_ok());
        for bad in ["", "name,id\n", "id,file\n\"a", "id\n"] {
            assert!(told(bad, &[]).is_err(), "{bad}");
        }
        assert!(rows(b"file\n\xff", &BTreeSet::new(), &mut BTreeSet::new()).is_err());
    }
}
