//! How is a finished citation worded?
//!
//! One file for each style. All of them end with address and seal; what the
//! header does not give is left out, not replaced.

mod apa;
mod chicago;
mod critical;
mod mla;
mod names;
mod short;

use super::citation::{Cited, seal};
use super::date::Date;
use super::line::Line;
use super::name::Name;
use super::record::Record;
use crate::key;

/// A style of citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// The Chicago Manual of Style, 18th edition: an entry of a bibliography;
    /// for a passage a note.
    Chicago,
    /// The MLA Handbook, 9th edition: an entry of works cited.
    Mla,
    /// The Publication Manual of the American Psychological Association, 7th
    /// edition: an entry of the references.
    Apa,
    /// As critical editions are cited: author, title, passage, editor, version.
    Critical,
    /// As little as is enough: title, passage, version, seal with 128 bits.
    Short,
}

impl Style {
    /// All styles, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Chicago,
        Self::Mla,
        Self::Apa,
        Self::Critical,
        Self::Short,
    ];

    /// Its name in addresses and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Chicago => "chicago",
            Self::Mla => "mla",
            Self::Apa => "apa",
            Self::Critical => "critical",
            Self::Short => "short",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Chicago => "Chicago",
            Self::Mla => "MLA",
            Self::Apa => "APA",
            Self::Critical => key!("Critical edition"),
            Self::Short => key!("Short"),
        }
    }

    /// The finished citation.
    pub fn cite(self, record: &Record, cited: &Cited) -> Line {
        let about = About::new(record, cited);
        match self {
            Self::Chicago => chicago::cite(&about),
            Self::Mla => mla::cite(&about),
            Self::Apa => apa::cite(&about),
            Self::Critical => critical::cite(&about),
            Self::Short => short::cite(&about),
        }
    }
}

/// What every style draws on.
struct About<'a> {
    record: &'a Record,
    cited: &'a Cited,
    title: String,
    /// Whether the title is one that the editor gave: in brackets, not in
    /// italics.
    bracketed: bool,
    version: Option<String>,
    version_date: Option<Date>,
    place: Option<String>,
}

impl<'a> About<'a> {
    fn new(record: &'a Record, cited: &'a Cited) -> Self {
        let title = record.full_title();
        let bracketed = record.supplied || title.is_none();
        let version = cited.version.as_ref();
        Self {
            record,
            cited,
            title: match title {
                Some(title) if bracketed => format!("[{title}]"),
                Some(title) => title,
                None => "[Untitled]".to_owned(),
            },
            bracketed,
            version: version.map(|version| format!("version {}", version.number)),
            version_date: version.map(|version| Date::read(&version.published)),
            place: (cited.passage.as_ref()).map(|passage| passage.for_people()),
        }
    }

    /// Whether editors stand in the place of authors, of whom there are none.
    fn is_headed_by_editors(&self) -> bool {
        self.record.authors.is_empty() && !self.record.editors.is_empty()
    }

    /// Whether those who edited are those who translated.
    fn is_of_one_hand(&self) -> bool {
        let (editors, translators) = (&self.record.editors, &self.record.translators);
        !editors.is_empty() && editors == translators
    }

    /// What the editors are called who stand in the place of authors: one or several,
    /// who only edited, or who translated too.
    fn heads<'w>(&self, editors: [&'w str; 2], both: [&'w str; 2]) -> &'w str {
        let words = if self.is_of_one_hand() { both } else { editors };
        words[usize::from(self.record.editors.len() > 1)]
    }

    /// Who edited, who translated and who did both, each with a word for it; without
    /// the editors, if they head the citation.
    fn hands<'w>(
        &self,
        [edited, translated, both]: [&'w str; 3],
        is_headed: bool,
    ) -> Vec<(&'w str, &'a [Name])> {
        let record = self.record;
        let (editors, translators) = (&*record.editors, &*record.translators);
        let all = match (self.is_of_one_hand(), is_headed) {
            (true, true) => vec![],
            (true, false) => vec![(both, editors)],
            (false, true) => vec![(translated, translators)],
            (false, false) => vec![(edited, editors), (translated, translators)],
        };
        let said = all.into_iter().filter(|(_, people)| !people.is_empty());
        said.collect()
    }

    /// Adds the title.
    fn title(&self, line: &mut Line) {
        if self.bracketed {
            line.say(&self.title);
        } else {
            line.title(&self.title);
        }
    }

    /// The date that stands for the work: the header's, else that of the
    /// version.
    fn date(&self) -> Option<&Date> {
        self.record
            .published
            .as_ref()
            .or(self.version_date.as_ref())
    }

    /// Adds address and seal: the end of a citation. Between the address and
    /// the seal stands what the style puts after an address.
    fn end(&self, line: &mut Line, after_address: &str) {
        if let Some(address) = self.cited.address() {
            line.say(" ").say(&address).say(after_address);
        }
        line.say(" ").say(&seal::full(self.cited));
    }
}

/// With a capital letter at the beginning, if it is an ASCII one.
fn capitalised(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
