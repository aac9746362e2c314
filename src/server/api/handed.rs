//! What was handed in?

use std::collections::BTreeMap;

use super::media::{Charset, Kind};
use super::parts::{Form, form};
use crate::diagnostic::{Finding, Severity};
use crate::operations::{Input, convert};
use crate::server::problems::{FILES_CLASH, NOT_WELL_FORMED, TYPE_UNKNOWN};
use crate::server::refusal::Refusal;
use crate::source::{Deposit, Encoding, FilePath};
use crate::xml::{Rejected, encoding_of};
use crate::{key, said};

/// A TEI file with the files that belong to it.
#[derive(Debug)]
pub struct Handed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it lies among the others.
    pub path: FilePath,
    /// The others.
    pub files: BTreeMap<FilePath, Vec<u8>>,
    /// What the conversion found, if it was made of a text.
    pub converted: Option<Vec<Finding>>,
    /// Whether the bytes of the request are those of the TEI file.
    pub as_sent: bool,
}

impl Handed {
    /// What is in a body of this kind.
    ///
    /// # Errors
    /// 400, 409, 415 and 422.
    pub fn read(kind: &Kind, body: Vec<u8>) -> Result<Self, Refusal> {
        match kind {
            Kind::Tei(encoding) => Ok(Self {
                as_sent: true,
                ..Self::tei(body, FilePath::edition(), *encoding)?
            }),
            Kind::Plain(encoding) => Self::plain(&body, "source.txt", *encoding),
            Kind::Parts(boundary) => Self::of_form(form(&body, boundary)?),
        }
    }

    /// What is in a form. A file that comes alone has the path of one that is
    /// sent by itself.
    ///
    /// # Errors
    /// 409, 415 and 422.
    pub fn of_form(form: Form<'_>) -> Result<Self, Refusal> {
        let kind = match &form.edition.media_type {
            Some(named) if named != "application/octet-stream" => Kind::named(named)?,
            _ if form.path.ending().as_deref() == Some("txt") => Kind::Plain(None),
            _ => Kind::Tei(None),
        };
        let path = if form.files.is_empty() {
            FilePath::edition()
        } else {
            form.path.clone()
        };
        let handed = match kind {
            Kind::Tei(encoding) => Self::tei(form.edition.bytes.to_vec(), path, encoding)?,
            Kind::Plain(encoding) => Self::plain(form.edition.bytes, form.path.as_str(), encoding)?,
            Kind::Parts(_) => {
                let message = key!("The part `edition` is of a type that is not taken.");
                return Err(Refusal::problem(&TYPE_UNKNOWN, message));
            }
        };
        handed.beside(form.files)
    }

    /// A TEI file; where its type names an encoding, it must be in that.
    fn tei(bytes: Vec<u8>, path: FilePath, said: Option<Charset>) -> Result<Self, Refusal> {
        if let Some(said) = said {
            agree(said, &bytes)?;
        }
        Ok(Self {
            bytes,
            path,
            files: BTreeMap::new(),
            converted: None,
            as_sent: false,
        })
    }

    /// A text is converted, and stays beside the edition.
    fn plain(bytes: &[u8], name: &str, said: Option<Charset>) -> Result<Self, Refusal> {
        let encoding = said.map(|said| said.of(bytes));
        let converted = convert(Input { name, bytes }, encoding, None);
        let converted = converted.map_err(|rejected| rejection(&rejected))?;
        let odd = converted.findings.iter();
        let odd = odd.filter(|finding| finding.severity >= Severity::Warning);
        let odd = odd.map(|finding| Finding::new(finding, &converted.source));
        let (odd, path) = (odd.collect(), FilePath::new(name));
        let mut handed = Self::tei(converted.tei.into_bytes(), FilePath::edition(), None)?;
        handed.converted = Some(odd);
        if let Ok(path) = path {
            handed.files.insert(path, bytes.to_vec());
        }
        Ok(handed)
    }

    fn beside(mut self, files: BTreeMap<FilePath, Vec<u8>>) -> Result<Self, Refusal> {
        for (path, bytes) in files {
            let taken = path == self.path || self.files.contains_key(&path);
            if taken {
                let message = said!("Two files would lie at `{path}`.", path = path.as_str());
                return Err(Refusal::problem(&FILES_CLASH, message));
            }
            self.files.insert(path, bytes);
        }
        Ok(self)
    }

    /// As something to read.
    pub fn deposit(&self) -> Deposit<'_> {
        Deposit {
            name: self.path.as_str(),
            bytes: &self.bytes,
            path: &self.path,
            files: &self.files,
        }
    }
}

/// Holds what the type says of the encoding against what the file is read as: if they
/// contradict each other, one of them is wrong, and the letters with it.
fn agree(said: Charset, bytes: &[u8]) -> Result<(), Refusal> {
    let found = encoding_of(bytes);
    let meant = said.of(bytes);
    let within = [Encoding::Utf8, Encoding::Ascii].contains(&meant);
    let ascii = within && bytes.is_ascii();
    // UTF-16 without a mark is read if its first sign tells the order.
    let either = said == Charset::Utf16 && found == Encoding::Utf16Le;
    if meant == found || ascii || either {
        return Ok(());
    }
    let (said, found) = (said.name(), found.name());
    let message = said!(
        "The type says that the file is in {said}; it is in {found}.",
        said = said,
        found = found
    );
    Err(Refusal::problem(&TYPE_UNKNOWN, message))
}

/// Why a file cannot be read: 422, with the place.
pub fn rejection(rejected: &Rejected) -> Refusal {
    let findings: Vec<Finding> = (rejected.findings.iter())
        .map(|finding| Finding::new(finding, &rejected.source))
        .collect();
    let last = findings
        .iter()
        .rfind(|finding| finding.severity == Severity::Error);
    let message = match last {
        Some(Finding {
            file,
            line,
            column,
            message,
            ..
        }) => format!("{file}:{line}:{column}: {message}."),
        None => "The file cannot be read.".to_owned(),
    };
    Refusal::problem(&NOT_WELL_FORMED, message).with("findings", findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_must_be_that_of_the_file() {
        let units = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(bytes).collect()
        };
        let text = "<TEI>\u{3b1}</TEI>";
        let marked = format!("\u{feff}{text}");
        let (low, high) = (u16::to_le_bytes, u16::to_be_bytes);
        let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><TEI>\xe9</TEI>";
        for (charset, bytes, good) in [
            ("utf-16", units(&marked, low), true),
            ("UTF-16", units(&marked, high), true),
            ("utf-16", units(text, low), true),
            ("utf-16", text.into(), false),
            ("utf-16le", units(text, low), true),
            ("utf-16le", units(text, high), false),
            ("utf-16be", units(text, high), true),
            ("utf-16be", units(&marked, low), false),
            ("utf-8", text.into(), true),
            ("utf-8", marked.clone().into(), true),
            ("utf-8", latin.to_vec(), false),
            ("iso-8859-1", latin.to_vec(), true),
            ("us-ascii", b"<TEI/>".to_vec(), true),
            ("us-ascii", text.into(), false),
        ] {
            let kind = Kind::named(&format!("application/tei+xml; charset={charset}")).unwrap();
            let read = Handed::read(&kind, bytes);
            assert_eq!(read.is_ok(), good, "{charset}");
        }
    }
}
