//! Which files were sent together?
//!
//! A form with files (RFC 7578), as browsers and `curl -F` send it.

use std::collections::BTreeMap;

use memchr::memmem;

use super::media::parameters;
use crate::server::problems::PARTS_UNFIT;
use crate::server::refusal::Refusal;
use crate::source::FilePath;

/// Parts that are taken; an edition with more files is handed in as a batch.
const MOST_PARTS: usize = 2000;

/// Bytes of the head of a part.
const LARGEST_HEAD: usize = 16 << 10;

/// One part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The name of its field.
    pub name: String,
    /// The name of its file.
    pub file: Option<String>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its bytes.
    pub bytes: &'a [u8],
}

/// The parts of a form.
///
/// # Errors
/// 400, if it is none, or ends before its end.
pub fn parts<'a>(body: &'a [u8], boundary: &str) -> Result<Vec<Part<'a>>, Refusal> {
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    let finder = memmem::Finder::new(&delimiter);
    let mut rest = start(body, &delimiter)
        .ok_or_else(|| unfit("The body does not begin with its boundary."))?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let line = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
        rest = rest[line..]
            .strip_prefix(b"\r\n")
            .ok_or_else(|| unfit("A boundary does not end its line."))?;
        let end = finder
            .find(rest)
            .ok_or_else(|| unfit("The last part does not end."))?;
        if parts.len() == MOST_PARTS {
            return Err(unfit("There are too many parts."));
        }
        parts.push(part(&rest[..end])?);
        rest = &rest[end + delimiter.len()..];
    }
}

/// What comes behind the first boundary, which may stand at the very beginning.
fn start<'a>(body: &'a [u8], delimiter: &[u8]) -> Option<&'a [u8]> {
    if let Some(rest) = body.strip_prefix(&delimiter[2..]) {
        return Some(rest);
    }
    let at = memmem::find(body, delimiter)?;
    Some(&body[at + delimiter.len()..])
}

fn part(bytes: &[u8]) -> Result<Part<'_>, Refusal> {
    let searched = &bytes[..bytes.len().min(LARGEST_HEAD)];
    let (head, bytes) = match memmem::find(searched, b"\r\n\r\n") {
        Some(end) => (&bytes[..end], &bytes[end + 4..]),
        None if bytes.starts_with(b"\r\n") => (&bytes[..0], &bytes[2..]),
        None => return Err(unfit("A part has no head, or too large a one.")),
    };
    let head = std::str::from_utf8(head).map_err(|_| unfit("The head of a part is not UTF-8."))?;
    let (mut disposition, mut media_type) = (None, None);
    for line in head.split("\r\n").filter(|line| !line.is_empty()) {
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| unfit("The head of a part cannot be read."))?;
        let place = match name.trim().to_ascii_lowercase().as_str() {
            "content-disposition" => &mut disposition,
            "content-type" => &mut media_type,
            "content-transfer-encoding" => {
                let plain = ["binary", "8bit", "7bit"];
                if !plain.contains(&value.trim().to_ascii_lowercase().as_str()) {
                    return Err(unfit("A part is coded; send it as it is."));
                }
                continue;
            }
            _ => continue,
        };
        if place.replace(value.trim().to_owned()).is_some() {
            return Err(unfit("A part says something twice."));
        }
    }
    let (essence, known) = disposition
        .as_deref()
        .and_then(parameters)
        .ok_or_else(|| unfit("A part does not say what it is (`Content-Disposition`)."))?;
    let parameter = |name: &str| {
        let found = known.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| unescaped(value))
    };
    let name = parameter("name").filter(|_| essence == "form-data");
    Ok(Part {
        name: name.ok_or_else(|| unfit("A part has no name."))?,
        file: parameter("filename"),
        media_type,
        bytes,
    })
}

/// Names as browsers write them: quotation marks and line ends as `%xx`.
fn unescaped(value: &str) -> String {
    let value = value.replace("%22", "\"");
    value.replace("%0D", "\r").replace("%0A", "\n")
}

/// A form with an edition.
#[derive(Debug)]
pub struct Form<'a> {
    /// The TEI file, or a text to be converted.
    pub edition: Part<'a>,
    /// Where it lies among the others.
    pub path: FilePath,
    /// The others.
    pub files: BTreeMap<FilePath, Vec<u8>>,
}

/// The first part of a form, if all of it is in these bytes.
pub fn first<'a>(head: &'a [u8], boundary: &str) -> Option<Part<'a>> {
    let delimiter = [b"\r\n--", boundary.as_bytes()].concat();
    let rest = start(head, &delimiter)?.strip_prefix(b"\r\n")?;
    let end = memmem::find(rest, &delimiter)?;
    part(&rest[..end]).ok()
}

/// The edition in a form, with its files; nothing else may be in it.
///
/// # Errors
/// 400, if there is none, or several, or a name that is no path.
pub fn form<'a>(body: &'a [u8], boundary: &str) -> Result<Form<'a>, Refusal> {
    let (form, rest) = gathered(parts(body, boundary)?)?;
    if rest.is_empty() {
        return Ok(form);
    }
    let message = "There is a part that is neither `edition` nor `file`.";
    Err(unfit(message))
}

/// All files of a form, by their names; nothing else may be in it.
///
/// # Errors
/// 400.
pub fn all_files(body: &[u8], boundary: &str) -> Result<BTreeMap<FilePath, Vec<u8>>, Refusal> {
    let mut files = BTreeMap::new();
    for part in parts(body, boundary)? {
        if part.name != "file" {
            return Err(unfit("A batch has parts `file` and no others."));
        }
        // What is hidden counts in a bag alone, as it does in an archive.
        let name = part.file.as_deref();
        let path = FilePath::new(name.unwrap_or_default())
            .ok()
            .filter(|path| Some(path.as_str()) == name);
        let path = path.ok_or_else(|| unfit("The name of a file is no path below the batch."))?;
        if files.insert(path, part.bytes.to_vec()).is_some() {
            return Err(unfit("Two files have the same name."));
        }
    }
    Ok(files)
}

/// The edition among parts, with its files, and all other parts.
///
/// # Errors
/// 400, if there is none, or several, or a name that is no path.
pub fn gathered(parts: Vec<Part<'_>>) -> Result<(Form<'_>, Vec<Part<'_>>), Refusal> {
    let (mut edition, mut rest) = (None, Vec::new());
    let mut files = BTreeMap::new();
    for part in parts {
        // A browser sends so that no file was chosen.
        let chosen = part.file.as_deref() != Some("") || !part.bytes.is_empty();
        match part.name.as_str() {
            "edition" => {
                if edition.replace(part).is_some() {
                    return Err(unfit("There are two parts `edition`."));
                }
            }
            "file" if !chosen => {}
            "file" => {
                let path = path(part.file.as_deref())?;
                if files.insert(path, part.bytes.to_vec()).is_some() {
                    return Err(unfit("Two files have the same name."));
                }
            }
            _ => rest.push(part),
        }
    }
    let edition = edition.ok_or_else(|| unfit("There is no part `edition`."))?;
    let path = match edition.file.as_deref() {
        None | Some("") => FilePath::edition(),
        named => path(named)?,
    };
    let form = Form {
        edition,
        path,
        files,
    };
    Ok((form, rest))
}

/// The path that a part names.
///
/// # Errors
/// 400, if it is none, or is written in another way than it is read.
pub fn path(name: Option<&str>) -> Result<FilePath, Refusal> {
    let name = name.ok_or_else(|| unfit("A part `file` has no file name."))?;
    // No path that is written in two ways, and none of folders or hidden files.
    let plain = name.split('/').all(|part| !part.starts_with('.'));
    let path = FilePath::new(name)
        .ok()
        .filter(|path| plain && path.as_str() == name);
    path.ok_or_else(|| unfit("The name of a file is no path below the edition."))
}

fn unfit(message: &str) -> Refusal {
    Refusal::problem(&PARTS_UNFIT, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "--b\r\nContent-Disposition: form-data; name=\"edition\"\r\n\r\n<TEI/>";

    #[test]
    fn a_form_has_an_edition_and_files() {
        let body = format!(
            "{HEAD}\r\n--b  \r\ncontent-type: image/png\r\nContent-Disposition: form-data; \
             name=file; filename=\"p/ü%22 \\\"1.png\"\r\n\r\n\r\n--c\r\n\r\n--b--\r\nepilogue"
        );
        let form = form(body.as_bytes(), "b").unwrap();
        assert_eq!(form.edition.bytes, b"<TEI/>");
        assert_eq!(form.path.as_str(), "edition.xml");
        let files: Vec<_> = form.files.iter().collect();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].0.as_str(), "p/ü\" \"1.png");
        assert_eq!(files[0].1, b"\r\n--c\r\n");
    }

    #[test]
    fn what_is_no_form_is_refused() {
        let file = |name: &str| {
            let head = "\r\n--b\r\nContent-Disposition: form-data; name=file; filename=";
            format!("{HEAD}{head}\"{name}\"\r\n\r\nx\r\n--b--")
        };
        let bad = [
            String::new(),
            HEAD.to_owned(),
            format!("{HEAD}\r\n--c--"),
            format!("{HEAD}\r\n{HEAD}\r\n--b--"),
            "--b\r\n\r\n<TEI/>\r\n--b--".to_owned(),
            "--b\r\nContent-Disposition: form-data; name=other\r\n\r\nx\r\n--b--".to_owned(),
            "--b--".to_owned(),
            file("../up.png"),
            file("/root.png"),
            file("a//b.png"),
            file(".hidden"),
            file("a/../b.png"),
            file("c:\\x.png"),
            file("nul\0.png"),
            file(""),
        ];
        for body in bad {
            assert!(form(body.as_bytes(), "b").is_err(), "{body}");
        }
    }
}
