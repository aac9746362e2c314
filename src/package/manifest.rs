//! The list of files and their digests (RFC 8493 §2.1.3).

use std::fmt::Write;

use crate::edition::Digest;
use crate::source::FilePath;

/// A line of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The digest, in hexadecimal digits as it is written.
    pub digest: String,
    /// The file, below the folder of the bag.
    pub path: FilePath,
}

/// Writes a manifest, by path.
pub fn write<'a>(files: impl Iterator<Item = (&'a str, Digest)>) -> String {
    let mut lines: Vec<_> = files.collect();
    lines.sort();
    let mut text = String::new();
    for (path, digest) in lines {
        let _ = writeln!(text, "{digest}  {}", escaped(path));
    }
    text
}

/// Reads a manifest. Lines may end as on any system; between digest and path
/// there is white space, and an asterisk that old tools write for binary files.
///
/// # Errors
/// A sentence with the number of the line. Paths that are not in normal form are
/// refused like those that lead out of the bag: two names for one file would
/// let one be checked and another be used.
pub fn read(text: &str) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (at, line) in text.split('\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        let number = at + 1;
        let (digest, rest) = line
            .split_once([' ', '\t'])
            .ok_or_else(|| format!("line {number} is not a digest and a path"))?;
        if digest.is_empty() || !digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(format!("line {number} begins with no hexadecimal digest"));
        }
        let written = rest.trim_start_matches([' ', '\t']);
        let written = written.strip_prefix('*').unwrap_or(written);
        let path = path(written).map_err(|why| format!("line {number}: `{written}` {why}"))?;
        lines.push(Line {
            digest: digest.to_ascii_lowercase(),
            path,
        });
    }
    Ok(lines)
}

/// The path that is written in a manifest.
fn path(written: &str) -> Result<FilePath, String> {
    let name = unescaped(written).ok_or("has a percent sign that is not escaped")?;
    let path = FilePath::new(&name).map_err(|fault| format!("is {fault}"))?;
    if path.as_str() == name {
        Ok(path)
    } else {
        Err(format!("is not in normal form: `{path}`"))
    }
}

/// What would end a line, and the sign of escaping itself, escaped.
fn escaped(path: &str) -> String {
    path.replace('%', "%25")
        .replace('\n', "%0A")
        .replace('\r', "%0D")
}

/// `%0A`, `%0D` and `%25` decoded. Other percent signs stand for themselves, as
/// versions before 1.0 wrote them.
fn unescaped(path: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let code = after.get(..2).unwrap_or_default().to_ascii_uppercase();
        let (character, length) = match code.as_str() {
            "0A" => ('\n', 2),
            "0D" => ('\r', 2),
            "25" => ('%', 2),
            _ => ('%', 0),
        };
        out.push(character);
        rest = &after[length..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::digest;

    #[test]
    fn what_is_written_is_read_again() {
        let files = [
            ("data/100%.xml", digest(b"1")),
            ("data/a b.xml", digest(b"2")),
        ];
        let text = write(files.into_iter());
        let one = digest(b"1");
        assert!(
            text.starts_with(&format!("{one}  data/100%25.xml\n")),
            "{text}"
        );
        let read = read(&text).unwrap();
        let found: Vec<_> = read.iter().map(|line| line.path.as_str()).collect();
        assert_eq!(found, ["data/100%.xml", "data/a b.xml"]);
        assert_eq!(read[0].digest, one.to_string());
    }

    #[test]
    fn a_path_has_one_form_and_stays_inside() {
        for (line, wanted) in [
            ("ab  data/a.xml", Ok("data/a.xml")),
            ("AB\t*data/a.xml\r", Ok("data/a.xml")),
            ("ab  data/100%.xml", Ok("data/100%.xml")),
            (
                "ab  ../a.xml",
                Err("line 1: `../a.xml` is a path out of the folder"),
            ),
            (
                "ab  data/../../a",
                Err("line 1: `data/../../a` is a path out of the folder"),
            ),
            (
                "ab  /etc/passwd",
                Err("line 1: `/etc/passwd` is a path out of the folder"),
            ),
            ("ab  C:/a", Err("line 1: `C:/a` is not the path of a file")),
            (
                "ab  data/./a",
                Err("line 1: `data/./a` is not in normal form: `data/a`"),
            ),
            (
                "ab  data//a",
                Err("line 1: `data//a` is not in normal form: `data/a`"),
            ),
            (
                "ab  data/a%0Ab",
                Err("line 1: `data/a%0Ab` is not the path of a file"),
            ),
            ("data/a.xml", Err("line 1 is not a digest and a path")),
            (
                "xy  data/a.xml",
                Err("line 1 begins with no hexadecimal digest"),
            ),
        ] {
            let read = read(line);
            let found = read.as_ref().map(|lines| lines[0].path.as_str());
            assert_eq!(found.map_err(String::as_str), wanted, "{line}");
        }
        assert_eq!(read("\n\n"), Ok(Vec::new()));
    }
}
