//! How findings and answers are shown.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

use super::{Ending, Failure};
use crate::diagnostic::{Diagnostic, Finding, Severity, terminal};
use crate::fetch::Pause;
use crate::source::SourceText;
use crate::xml::Rejected;

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// An excerpt with the place underlined, for people.
    Human,
    /// One line for each: file:line:column: severity and code: message.
    Short,
    /// One JSON object on a line for each.
    Json,
}

/// Findings of one kind that are shown in full; the rest is counted.
const MOST_SHOWN: usize = 20;

/// Says something to the person at the terminal. If nobody listens any more,
/// there is nobody to tell.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A text in one line, without what moves about in a terminal: notes that older
/// programs kept, or that came from elsewhere, may have several.
pub fn in_one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// Says that an answer of another server has to be waited for.
pub fn pause(pause: &Pause) {
    say(&format!("{pause}; waiting"));
}

/// Writes data to standard output.
///
/// # Errors
/// A reader that has seen enough (`| head`) closes the pipe: that is the end of
/// the work, not a failure of it.
pub fn answer(text: &str) -> Result<(), Failure> {
    answer_bytes(text.as_bytes())
}

/// The same for what need not be text.
///
/// # Errors
/// As [`answer`].
pub fn answer_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure(String::new())),
        other => Ok(other?),
    }
}

/// Shows findings about `source` of at least `least` severity, in the order of
/// the text, on standard error.
pub fn show(findings: &[Diagnostic], source: &SourceText, least: Severity, format: Format) {
    let mut findings: Vec<&Diagnostic> = findings.iter().filter(|f| f.severity >= least).collect();
    findings.sort_by_key(|finding| finding.span);
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for finding in findings {
        let at = counts.iter().position(|(code, _)| *code == finding.code);
        let at = at.unwrap_or_else(|| {
            counts.push((finding.code, 0));
            counts.len() - 1
        });
        counts[at].1 += 1;
        if format != Format::Human || counts[at].1 <= MOST_SHOWN {
            say(&one(finding, source, format));
        }
    }
    for (code, count) in counts {
        if format == Format::Human && count > MOST_SHOWN {
            let rest = count - MOST_SHOWN;
            say(&format!(
                "… and {rest} more of `{code}` (--format short shows all)\n"
            ));
        }
    }
}

/// One finding as it is shown.
pub fn one(finding: &Diagnostic, source: &SourceText, format: Format) -> String {
    match format {
        Format::Human => terminal(finding, source, io::stderr().is_terminal()) + "\n",
        Format::Short => {
            let (source, span) = source.locate(finding.span);
            let place = source.position(span.start);
            let Diagnostic {
                severity,
                code,
                message,
                ..
            } = finding;
            format!("{}:{place}: {severity}[{code}]: {message}", source.name())
        }
        Format::Json => serde_json::to_string(&Finding::new(finding, source)).unwrap_or_default(),
    }
}

/// Shows why a file was rejected; the failure then says nothing more.
pub fn reject(rejected: &Rejected, format: Format) -> Failure {
    show(
        &rejected.findings,
        &rejected.source,
        Severity::Warning,
        format,
    );
    Failure(String::new())
}

/// How a verb ends whose findings are these: errors and warnings are something
/// to look at.
pub fn ending(findings: &[Diagnostic]) -> Ending {
    if findings
        .iter()
        .any(|finding| finding.severity >= Severity::Warning)
    {
        Ending::Findings
    } else {
        Ending::Clean
    }
}
