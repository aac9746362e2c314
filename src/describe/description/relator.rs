//! What is somebody's part called in libraries?
//!
//! Headers say in their own words what somebody did. Those words are kept; beside
//! them stands a term of the MARC Code List for Relators, where the words leave no
//! doubt, else *contributor*.

/// A term for somebody's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relator {
    /// Its code: `edt`.
    pub code: &'static str,
    /// The term: `editor`.
    pub term: &'static str,
}

const fn relator(code: &'static str, term: &'static str) -> Relator {
    Relator { code, term }
}

/// Author of the text.
pub const AUTHOR: Relator = relator("aut", "author");
/// An author of whom the header is not sure (`@cert`).
pub const ATTRIBUTED: Relator = relator("att", "attributed name");
/// Editor.
pub const EDITOR: Relator = relator("edt", "editor");
/// Leader of the research (`principal`, TEI HD).
pub const PRINCIPAL: Relator = relator("rth", "research team head");
/// Adviser.
pub const CONSULTANT: Relator = relator("csl", "consultant");
/// Anybody whose part has no other term.
pub const CONTRIBUTOR: Relator = relator("ctb", "contributor");

/// Beginnings of words, in the languages in which headers are written, with what
/// they mean. All that are found count, in this order.
const WORDS: &[(Relator, &[&str])] = &[
    (
        relator("trl", "translator"),
        &[
            "translat",
            "traduc",
            "traduit",
            "tradott",
            "traduzion",
            "übersetz",
            "vertal",
            "翻訳",
        ],
    ),
    (
        relator("trc", "transcriber"),
        &[
            "transcri", "transkri", "trascri", "keyboard", "翻刻", "入力",
        ],
    ),
    (
        relator("mrk", "markup editor"),
        &[
            "encod",
            "mark-up",
            "markup",
            "marked up",
            "tagg",
            "kodier",
            "auszeichn",
            "codifica",
            "encodage",
            "balis",
        ],
    ),
    (
        relator("pfr", "proofreader"),
        &[
            "proofread",
            "proof-read",
            "proof read",
            "corrector",
            "korrektur",
            "lektor",
            "relecture",
            "校正",
        ],
    ),
    (relator("ann", "annotator"), &["annotat", "kommentier"]),
    (
        relator("wac", "writer of added commentary"),
        &["commentary", "kommentar", "commentaire"],
    ),
    (relator("com", "compiler"), &["compil"]),
    (
        relator("aui", "author of introduction, etc."),
        &["introduction", "einleitung", "introduzione", "vorwort"],
    ),
    (relator("pht", "photographer"), &["photograph", "fotograf"]),
    (relator("ill", "illustrator"), &["illustrat"]),
    (
        relator("prg", "programmer"),
        &["programm", "software", "xslt"],
    ),
    (
        relator("dtm", "data manager"),
        &["data manage", "datenmanage"],
    ),
    (
        relator("rth", "research team head"),
        &[
            "principal investigator",
            "projektleit",
            "project direct",
            "project lead",
        ],
    ),
];

/// Words that mean an editor only if they stand so: *general editor*, *technical
/// editor*, *editing of the encoding* are other things.
const EDITS: &[&str] = &[
    "a cura di",
    "ed.",
    "editado por",
    "edited by",
    "edition",
    "editor",
    "editor-in-chief",
    "editors",
    "eds.",
    "editeur scientifique",
    "general editor",
    "herausgeber",
    "herausgeberin",
    "herausgeberinnen",
    "herausgegeben von",
    "hg.",
    "hg. von",
    "hrsg.",
    "hrsg. von",
    "principal editor",
    "édition",
    "éditeur",
    "éditeur scientifique",
    "édité par",
    "校訂",
];

/// Words that mean an author only if they stand so.
const WRITES: &[&str] = &[
    "author",
    "auteur",
    "autor",
    "autore",
    "verfasser",
    "verfasserin",
    "written by",
    "著者",
];

/// Words after which it does not matter what the advice was about.
const ADVISES: &[&str] = &["advis", "berat", "consult", "conseil"];

/// The terms for what `words` say; [`CONTRIBUTOR`] if they say nothing that has
/// one. `code` is one of the list that the header itself gives.
pub fn relators(words: &str) -> Vec<Relator> {
    let words = words.trim().trim_end_matches([':', ',']).to_lowercase();
    if EDITS.contains(&words.as_str()) {
        return vec![EDITOR];
    }
    if WRITES.contains(&words.as_str()) {
        return vec![AUTHOR];
    }
    if let Some(coded) = coded(&words) {
        return vec![coded];
    }
    if ADVISES.iter().any(|begin| words.starts_with(begin)) {
        return vec![CONSULTANT];
    }
    let said = |begins: &[&str]| begins.iter().any(|begin| has_beginning(&words, begin));
    let found = WORDS.iter().filter(|(_, begins)| said(begins));
    let found: Vec<Relator> = found.map(|(relator, _)| *relator).collect();
    if found.is_empty() {
        vec![CONTRIBUTOR]
    } else {
        found
    }
}

/// The terms for several statements, each by itself: what one says must not hide
/// another. [`CONTRIBUTOR`] only if none has a term.
pub fn relators_of<'w>(statements: impl IntoIterator<Item = &'w str>) -> Vec<Relator> {
    let mut found = Vec::new();
    for part in statements.into_iter().flat_map(parts) {
        for relator in relators(part) {
            if relator != CONTRIBUTOR && !found.contains(&relator) {
                found.push(relator);
            }
        }
    }
    if found.is_empty() {
        found.push(CONTRIBUTOR);
    }
    found
}

/// The parts that somebody had, of which a statement names several: `translator;
/// editor`, or words that are each a part (`translator editor`, TEI att.naming).
/// `technical editor` is one.
pub fn parts(statement: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for statement in statement.split(';') {
        let words = statement.split([' ', '\t', '\r', '\n', ',']);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        match words.iter().all(|word| is_part(word)) {
            true => parts.extend(words),
            false => parts.push(statement.trim()),
        }
    }
    parts
}

/// Whether a word alone says what somebody is: `translator`, `trl`.
fn is_part(word: &str) -> bool {
    let word = word.to_lowercase();
    let mut terms = WORDS.iter().map(|(relator, _)| relator.term);
    EDITS.contains(&word.as_str())
        || WRITES.contains(&word.as_str())
        || terms.any(|term| term == word)
        || coded(&word).is_some()
}

/// The relator of a code, or of its address (`http://id.loc.gov/vocabulary/relators/trc`).
fn coded(words: &str) -> Option<Relator> {
    let code = words.rsplit('/').next().unwrap_or(words);
    let all = WORDS.iter().map(|(relator, _)| *relator);
    let mut all = all.chain([AUTHOR, ATTRIBUTED, EDITOR, CONSULTANT, CONTRIBUTOR]);
    all.find(|relator| relator.code == code)
}

/// Whether a word of `words` begins so. Scripts without spaces have no words.
fn has_beginning(words: &str, begin: &str) -> bool {
    let unspaced = begin.chars().all(|c| c >= '\u{2e80}');
    words.match_indices(begin).any(|(at, _)| {
        let before = words[..at].chars().next_back();
        unspaced || before.is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_headers_have_terms() {
        let table = [
            ("Transcription", "trc"),
            ("TEI XML encoding:", "mrk"),
            ("transcription and markup", "trc mrk"),
            ("transkribiert von", "trc"),
            ("Herausgegeben von", "edt"),
            ("technical editor", "ctb"),
            ("Prepared under the supervision of", "ctb"),
            ("Italian translation", "trl"),
            ("Consultant on TEI XML encoding.", "csl"),
            ("trc", "trc"),
            ("http://id.loc.gov/vocabulary/relators/pfr", "pfr"),
            ("校正", "pfr"),
            ("prescription", "ctb"),
            ("", "ctb"),
        ];
        for (words, codes) in table {
            let found = relators(words);
            let found: Vec<&str> = found.iter().map(|relator| relator.code).collect();
            assert_eq!(found.join(" "), codes, "{words}");
        }
    }

    #[test]
    fn several_parts_are_all_told() {
        let table: [(&[&str], &str); 7] = [
            (&["Translator", "Editor"], "trl edt"),
            (&["translator editor"], "trl edt"),
            (&["editor, translator"], "edt trl"),
            (&["TEI markup", "proofreading"], "mrk pfr"),
            (&["technical editor"], "ctb"),
            (&["markup editor"], "mrk"),
            (&[], "ctb"),
        ];
        for (words, codes) in table {
            let found = relators_of(words.iter().copied());
            let found: Vec<&str> = found.iter().map(|relator| relator.code).collect();
            assert_eq!(found.join(" "), codes, "{words:?}");
        }
    }
}
