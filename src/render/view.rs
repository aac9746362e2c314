//! How does a reader want to see the text, and what of its apparatus?
//!
//! The state of a page is its address: read here from a query, and written again in
//! one spelling, without what goes without saying.

use serde::Serialize;

use super::apparatus::Manner;
use super::apparatus::vocabulary::Tongue;
use super::page::Field;
use crate::edition::Alteration;
use crate::said;
use crate::source::percent::{decode_form, encode};
use crate::tei::apparatus::Filter;
use crate::wording::{Said, Wording};

/// Which side of the text is read first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// The text as edited.
    #[default]
    Reading,
    /// The text as the witness has it.
    Diplomatic,
}

/// Where the entries stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ApparatusPlace {
    /// After the text.
    #[default]
    End,
    /// At the foot of the window, those of the units that are seen.
    Foot,
    /// In a box beside their unit.
    Beside,
    /// In the text, after the words that they are about.
    Inline,
    /// Nowhere until one is called.
    Called,
}

impl ApparatusPlace {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::End,
        Self::Foot,
        Self::Beside,
        Self::Inline,
        Self::Called,
    ];

    /// Its name in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Foot => "foot",
            Self::Beside => "beside",
            Self::Inline => "inline",
            Self::Called => "called",
        }
    }
}

/// Whether the pictures of the source stand beside the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PicturePlace {
    /// They do not.
    #[default]
    None,
    /// Those that were handed in do; those of other sites only have their links.
    Beside,
    /// Those of other sites do, too.
    Everywhere,
}

impl PicturePlace {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::None, Self::Beside, Self::Everywhere];

    /// Its name in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Beside => "beside",
            Self::Everywhere => "everywhere",
        }
    }
}

/// Where the notes stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NotePlace {
    /// Beside the unit in which they are called.
    #[default]
    Beside,
    /// At the foot of the window, those of the units that are seen.
    Foot,
    /// After the text.
    End,
}

impl NotePlace {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Beside, Self::Foot, Self::End];

    /// Its name in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Beside => "beside",
            Self::Foot => "foot",
            Self::End => "end",
        }
    }
}

/// The state of an edition page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct View {
    /// Which side is read first.
    pub mode: Mode,
    /// Whether places with an entry are marked in the text.
    pub mark: bool,
    /// Where the entries stand.
    pub apparatus: ApparatusPlace,
    /// Where the notes stand.
    pub notes: NotePlace,
    /// Whether the pictures of the source stand beside the text.
    pub pictures: PicturePlace,
    /// Whether variants of spelling are folded away.
    pub folded: bool,
    /// How entries are worded.
    #[serde(flatten)]
    pub manner: Manner,
}

impl Default for View {
    fn default() -> Self {
        Self {
            mode: Mode::Reading,
            mark: true,
            apparatus: ApparatusPlace::End,
            notes: NotePlace::Beside,
            pictures: PicturePlace::None,
            folded: false,
            manner: Manner::default(),
        }
    }
}

/// A reading that is to stand in the text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadingAt {
    /// The id of the entry.
    pub entry: String,
    /// The number of the reading in it, from 1.
    pub number: usize,
}

/// What of the apparatus is meant, and what it does to the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    /// Which entries are shown.
    pub filter: Filter,
    /// Readings that stand in the text.
    pub readings: Vec<ReadingAt>,
}

impl Choice {
    /// Whether everything is shown as it is edited.
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty() && self.filter.is_empty()
    }
}

/// What is asked for: how the page looks, and of what.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    /// How it looks.
    pub view: View,
    /// Of what.
    pub choice: Choice,
}

/// All of it, in this view.
impl From<View> for Asked {
    fn from(view: View) -> Self {
        let choice = Choice::default();
        Self { view, choice }
    }
}

/// Values of one name that are looked at, at most.
const MOST_VALUES: usize = 32;

/// Letters of a value that are looked at, at most.
const LONGEST_VALUE: usize = 200;

impl Asked {
    /// Reads a query; what is not known is as if it were not there, so that
    /// whatever others append to a link does no harm. The last word counts, where
    /// there can be but one.
    pub fn from_query(query: Option<&str>) -> Self {
        let mut asked = Self::default();
        for pair in query.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode_form(value).unwrap_or_default();
            let value = value.trim();
            if !value.is_empty() && value.len() <= LONGEST_VALUE {
                asked.view.read(name, value);
                asked.choice.read(name, value);
            }
        }
        asked
    }

    /// The shortest query that means this; empty, or beginning with `?`.
    pub fn query(&self) -> String {
        let fields = self.view.fields().into_iter();
        query_of(fields.chain(self.choice.fields()))
    }
}

/// Fields as a query; empty, or beginning with `?`.
pub fn query_of(fields: impl IntoIterator<Item = Field>) -> String {
    let mut query = String::new();
    for Field { name, value } in fields {
        query.push(if query.is_empty() { '?' } else { '&' });
        query.push_str(name);
        query.push('=');
        query.push_str(&encode(&value, b"-._~:"));
    }
    query
}

fn field(name: &'static str, value: impl Into<String>) -> Field {
    let value = value.into();
    Field { name, value }
}

impl View {
    fn read(&mut self, name: &str, value: &str) {
        match (name, value) {
            ("view", "diplomatic") => self.mode = Mode::Diplomatic,
            ("view", "reading") => self.mode = Mode::Reading,
            ("mark", "0") => self.mark = false,
            ("mark", "1") => self.mark = true,
            ("foot", "1") => self.apparatus = ApparatusPlace::Foot,
            ("apparatus", word) => {
                let mut all = ApparatusPlace::ALL.into_iter();
                let found = all.find(|place| place.word() == word);
                self.apparatus = found.unwrap_or(self.apparatus);
            }
            ("notes", word) => {
                let found = NotePlace::ALL
                    .into_iter()
                    .find(|place| place.word() == word);
                self.notes = found.unwrap_or(self.notes);
            }
            ("pictures", word) => {
                let mut all = PicturePlace::ALL.into_iter();
                let found = all.find(|place| place.word() == word);
                self.pictures = found.unwrap_or(self.pictures);
            }
            ("spellings", "folded") => self.folded = true,
            ("entries", "negative") => self.manner.positive = false,
            ("entries", "positive") => self.manner.positive = true,
            ("interventions", "1") => self.manner.interventions = true,
            ("interventions", "0") => self.manner.interventions = false,
            ("words", tag) => {
                self.manner.tongue = Tongue::from_tag(tag).unwrap_or(self.manner.tongue);
            }
            _ => {}
        }
    }

    /// What differs from the page as it is without a query.
    pub fn fields(self) -> Vec<Field> {
        let mut fields = Vec::new();
        if self.mode == Mode::Diplomatic {
            fields.push(field("view", "diplomatic"));
        }
        if !self.mark {
            fields.push(field("mark", "0"));
        }
        if self.apparatus != ApparatusPlace::End {
            fields.push(field("apparatus", self.apparatus.word()));
        }
        if self.notes != NotePlace::Beside {
            fields.push(field("notes", self.notes.word()));
        }
        if self.pictures != PicturePlace::None {
            fields.push(field("pictures", self.pictures.word()));
        }
        if self.folded {
            fields.push(field("spellings", "folded"));
        }
        if !self.manner.positive {
            fields.push(field("entries", "negative"));
        }
        if self.manner.tongue != Tongue::Latin {
            fields.push(field("words", self.manner.tongue.tag()));
        }
        if self.manner.interventions {
            fields.push(field("interventions", "1"));
        }
        fields
    }
}

impl Choice {
    fn read(&mut self, name: &str, value: &str) {
        let filter = &mut self.filter;
        let list = match name {
            "wit" => &mut filter.witnesses,
            "type" => &mut filter.kinds,
            "cause" => &mut filter.causes,
            "hand" => &mut filter.hands,
            "resp" => &mut filter.responsible,
            "cert" => &mut filter.certainties,
            "agree" => &mut filter.agreeing,
            "against" => &mut filter.against,
            "does" => {
                let mut all = Alteration::ALL.into_iter();
                let found = all.find(|alteration| alteration.as_str() == value);
                let new = found.filter(|found| !filter.alterations.contains(found));
                return filter.alterations.extend(new);
            }
            "rdg" => return self.read_reading(value),
            _ => return,
        };
        if list.len() < MOST_VALUES && !list.iter().any(|other| other == value) {
            list.push(value.to_owned());
        }
    }

    /// `id:2`: the second reading of that entry. The last one of an entry counts.
    fn read_reading(&mut self, value: &str) {
        let Some((entry, number)) = value.rsplit_once(':') else {
            return;
        };
        let number = number.parse().unwrap_or_default();
        self.readings.retain(|other| other.entry != entry);
        if number > 0 && self.readings.len() < MOST_VALUES {
            let entry = entry.to_owned();
            self.readings.push(ReadingAt { entry, number });
        }
    }

    /// All that is chosen.
    pub fn fields(&self) -> Vec<Field> {
        let readings = self.readings.iter();
        let readings = readings.map(|at| field("rdg", format!("{}:{}", at.entry, at.number)));
        filter_fields(&self.filter)
            .into_iter()
            .chain(readings)
            .collect()
    }
}

/// What a filter asks for.
pub fn filter_fields(filter: &Filter) -> Vec<Field> {
    let does = filter.alterations.iter();
    let does: Vec<String> = does.map(|does| does.as_str().to_owned()).collect();
    let lists = [
        ("does", &does),
        ("wit", &filter.witnesses),
        ("type", &filter.kinds),
        ("cause", &filter.causes),
        ("hand", &filter.hands),
        ("resp", &filter.responsible),
        ("cert", &filter.certainties),
        ("agree", &filter.agreeing),
        ("against", &filter.against),
    ];
    let fields = lists.into_iter().flat_map(|(name, values)| {
        let values = values.iter();
        values.map(move |value| field(name, value.as_str()))
    });
    fields.collect()
}

/// What a filter asks for, in words; empty if it asks nothing.
pub fn filter_words(filter: &Filter, wording: &Wording) -> String {
    if filter.is_empty() {
        return String::new();
    }
    let does = filter.alterations.iter().map(|does| match does {
        Alteration::Omission => said!("omissions"),
        Alteration::Addition => said!("additions"),
        Alteration::Transposition => said!("transpositions"),
        Alteration::Substitution => said!("substitutions"),
    });
    let mut told = vec![all(does).unwrap_or_else(|| said!("readings"))];
    if let Some(values) = any(&filter.witnesses) {
        told.push(said!("in {sigla}", sigla = values));
    }
    if let Some(values) = any(&filter.kinds) {
        told.push(said!("of type {kind}", kind = values));
    }
    if let Some(values) = any(&filter.causes) {
        told.push(said!("by {cause}", cause = values));
    }
    if let Some(values) = any(&filter.hands) {
        told.push(said!("of hand {hand}", hand = values));
    }
    if let Some(values) = any(&filter.responsible) {
        told.push(said!("of {name}", name = values));
    }
    if let Some(values) = any(&filter.certainties) {
        told.push(said!("of certainty {certainty}", certainty = values));
    }
    let plain = |values: &[String]| all(values.iter().map(Said::from));
    if let Some(sigla) = plain(&filter.agreeing) {
        told.push(match filter.agreeing.len() {
            1 => said!("in which {siglum} stands", siglum = sigla),
            _ => said!("in which {sigla} agree", sigla = sigla),
        });
    }
    if let Some(sigla) = plain(&filter.against) {
        told.push(said!("against {sigla}", sigla = sigla));
    }
    let told: Vec<String> = told.iter().map(|words| wording.say(words)).collect();
    told.join(" ")
}

/// One or another of the values, in words.
fn any(values: &[String]) -> Option<Said> {
    let values = values.iter().map(Said::from);
    values.reduce(|before, last| said!("{before} or {last}", before = before, last = last))
}

/// All of them, in words.
fn all(values: impl Iterator<Item = Said>) -> Option<Said> {
    values.reduce(|before, last| said!("{before} and {last}", before = before, last = last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_are_the_default() {
        for query in [
            "",
            "view=",
            "view=upside-down",
            "mark=2&foot=yes&apparatus=moon",
            "utm=x",
            "pictures=upside-down&notes=moon",
            "rdg=&rdg=x&rdg=x:0&rdg=x:y",
            "&&=&",
        ] {
            assert_eq!(Asked::from_query(Some(query)), Asked::default(), "{query}");
        }
    }

    #[test]
    fn a_state_has_one_shortest_address_and_is_read_again() {
        let cases = [
            (
                "mark=0&view=diplomatic&foot=1",
                "?view=diplomatic&mark=0&apparatus=foot",
            ),
            (
                "entries=negative&words=en&words=xx",
                "?entries=negative&words=en",
            ),
            ("words=la&apparatus=end&mark=1&view=reading", ""),
            (
                "pictures=none&pictures=everywhere&notes=end&notes=foot",
                "?notes=foot&pictures=everywhere",
            ),
            ("pictures=beside&notes=beside", "?pictures=beside"),
            (
                "spellings=folded&apparatus=beside",
                "?apparatus=beside&spellings=folded",
            ),
            (
                "rdg=a.1:2&rdg=a.1:3&rdg=b:1&wit=B&wit=B&does=omission&wit=%CE%B1",
                "?does=omission&wit=B&wit=%CE%B1&rdg=a.1:3&rdg=b:1",
            ),
        ];
        for (query, shortest) in cases {
            let asked = Asked::from_query(Some(query));
            assert_eq!(asked.query(), shortest);
            let again = Asked::from_query(shortest.strip_prefix('?'));
            assert_eq!(again, asked, "{query}");
        }
    }

    #[test]
    fn a_question_is_told_in_words() {
        let english = Wording::default();
        let words = |query| filter_words(&Asked::from_query(Some(query)).choice.filter, &english);
        assert_eq!(words("does=omission&wit=B"), "omissions in B");
        assert_eq!(
            words("agree=B&agree=C&against=A"),
            "readings in which B and C agree against A"
        );
        assert_eq!(words("cause=homoeoteleuton"), "readings by homoeoteleuton");
        assert_eq!(words("mark=0"), "");
    }
}
