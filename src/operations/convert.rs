//! A text and the editor's decisions become TEI.

use crate::convert::{self, Decisions, Origin};
use crate::diagnostic::Diagnostic;
use crate::source::{Encoding, SourceText};
use crate::store;
use crate::xml::{Rejected, undecodable};

/// A file by its bytes and the name people know it by.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// A path or an address.
    pub name: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// What came of a conversion.
#[derive(Debug)]
pub struct Converted {
    /// The TEI file.
    pub tei: String,
    /// The text it was made from.
    pub source: SourceText,
    /// What was inferred, and what is odd, in the text.
    pub findings: Vec<Diagnostic>,
    /// What is odd in the decisions.
    pub decision_findings: Vec<Diagnostic>,
}

/// Reads a decisions file. The source comes along, for the places of findings.
///
/// # Errors
/// [`Rejected`], if it is not text or says something that is not understood.
pub fn read_decisions(file: Input<'_>) -> Result<(SourceText, Decisions), Rejected> {
    let source = decode(file, None)?;
    match Decisions::parse(&source) {
        Ok(decisions) => Ok((source, decisions)),
        Err(findings) => Err(Rejected { source, findings }),
    }
}

/// Converts plain text. The same text, decisions and program give the same
/// bytes.
///
/// # Errors
/// [`Rejected`], if the bytes are not text in `encoding` (UTF-8, unless a mark
/// or the caller says otherwise), or there is nothing to convert.
pub fn convert(
    text: Input<'_>,
    encoding: Option<Encoding>,
    decisions: Option<&Decisions>,
) -> Result<Converted, Rejected> {
    let source = decode(text, encoding)?;
    let file = text.name.rsplit(['/', '\\']).next().unwrap_or(text.name);
    let origin = Origin {
        file: file.to_owned(),
        digest: store::digest(text.bytes),
        program: super::PROGRAM.to_owned(),
    };
    match convert::plain(&source, decisions, &origin) {
        Ok(reported) => Ok(Converted {
            tei: reported.value.tei,
            source,
            findings: reported.findings,
            decision_findings: reported.value.decision_findings,
        }),
        Err(findings) => Err(Rejected { source, findings }),
    }
}

fn decode(file: Input<'_>, encoding: Option<Encoding>) -> Result<SourceText, Rejected> {
    SourceText::decode(file.name, file.bytes, encoding)
        .map_err(|error| undecodable(file.name, file.bytes, error))
}
