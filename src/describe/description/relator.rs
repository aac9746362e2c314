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
/// Translator.
pub const TRANSLATOR: Relator = relator("trl", "translator");
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
        TRANSLATOR,
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

/// Words that mean an editor only if they stand so, without the *by* after them:
/// *technical editor*, *editing of the encoding* are other things.
const EDITS: &[&str] = &[
    "a cura",
    "ed",
    "ed.",
    "edd.",
    "edición",
    "editado",
    "edited",
    "edition",
    "editor",
    "editor-in-chief",
    "editors",
    "edizione",
    "eds.",
    "edt",
    "editeur scientifique",
    "hgg.",
    "herausgeber",
    "herausgeberin",
    "herausgeberinnen",
    "herausgegeben",
    "hg.",
    "hrsg.",
    "principal editor",
    "édition",
    "édité",
    "éditeur",
    "éditeur scientifique",
    "校訂",
];

/// Whoever watches over a series or a project: an editor to libraries, not the one
/// that a citation names.
const EDITS_MORE: &[&str] = &["general editor"];

/// Words that mean a translator, without the *by* after them.
const TRANSLATES: &[&str] = &[
    "tradotto",
    "traducción",
    "traducido",
    "traducteur",
    "traduction",
    "traductor",
    "traductora",
    "traductrice",
    "traduit",
    "traduttore",
    "traduttrice",
    "traduzione",
    "trad.",
    "trans.",
    "transl.",
    "translated",
    "translation",
    "translator",
    "translators",
    "trl",
    "vertaald",
    "vertaling",
    "übers.",
    "übersetzer",
    "übersetzerin",
    "übersetzt",
    "übersetzung",
    "翻訳",
];

/// What stands before the object of somebody's work: who did the *encoding of the
/// translation* did not translate.
const OF: &[&str] = &[
    " de la ", " del ", " della ", " der ", " des ", " di ", " du ", " of ",
];

/// What stands between such words and a name.
const BY: &[&str] = &[" by", " da", " de", " di", " door", " par", " por", " von"];

/// What stands between two parts of somebody: `edited and translated by`.
const AND: &[&str] = &[
    ",", "/", " & ", " + ", " and ", " e ", " et ", " och ", " u. ", " und ", " y ",
];

/// The same where what follows may also be whoever helped: `edited with the help of`.
const WITH: &[&str] = &[" avec ", " con ", " mit ", " with "];

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
    if let Some(plain) = plain(words) {
        return vec![plain];
    }
    let words = words.trim().trim_end_matches([':', ',']).to_lowercase();
    if EDITS_MORE.contains(&words.as_str()) {
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
    let object = OF.iter().filter_map(|of| words.find(of)).min();
    let done = object.map(|at| found_in(&words[..at]));
    let found = done.filter(|found| !found.is_empty());
    let found = found.unwrap_or_else(|| found_in(&words));
    if found.is_empty() {
        vec![CONTRIBUTOR]
    } else {
        found
    }
}

/// All terms that words have.
fn found_in(words: &str) -> Vec<Relator> {
    let said = |begins: &[&str]| begins.iter().any(|begin| has_beginning(words, begin));
    let found = WORDS.iter().filter(|(_, begins)| said(begins));
    found.map(|(relator, _)| *relator).collect()
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

/// Editor or translator, if words say that and nothing else: what a citation may go
/// by.
pub fn plain(words: &str) -> Option<Relator> {
    let words = words.trim().trim_end_matches([':', ',']).to_lowercase();
    let bare = BY.iter().find_map(|by| words.strip_suffix(by));
    let bare = bare.unwrap_or(&words).trim_end();
    match (EDITS.contains(&bare), TRANSLATES.contains(&bare)) {
        (true, _) => Some(EDITOR),
        (_, true) => Some(TRANSLATOR),
        _ => coded(&words).filter(|one| [EDITOR, TRANSLATOR].contains(one)),
    }
}

/// The parts that somebody had, of which a statement names several: `translator;
/// editor`, `edited and translated by`, or words that are each a part (`translator
/// editor`, TEI att.naming). `technical editor` is one.
pub fn parts(statement: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for statement in statement.split(';') {
        let words = statement.split([' ', '\t', '\r', '\n', ',']);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        match words.iter().all(|word| is_part(word)) {
            true => parts.extend(words),
            false => parts.extend(joined_parts(statement.trim())),
        }
    }
    parts
}

/// The parts that words join, if one of them says plainly what it is; else the words
/// as one.
fn joined_parts(statement: &str) -> Vec<&str> {
    // An address has slashes of its own. Lower case in ASCII keeps all places.
    let lower = match statement.contains("://") {
        true => return vec![statement],
        false => statement.to_ascii_lowercase(),
    };
    let found = |joints: &[&str]| -> Vec<(usize, usize)> {
        let found = joints.iter().flat_map(|joint| lower.match_indices(joint));
        found.map(|(at, joint)| (at, at + joint.len())).collect()
    };
    let helpers = found(WITH);
    let mut cuts = [found(AND), helpers.clone()].concat();
    cuts.sort_unstable();
    cuts.push((statement.len(), statement.len()));
    let (mut parts, mut begin) = (Vec::new(), 0);
    for (at, end) in cuts {
        parts.push(statement.get(begin..at).unwrap_or_default().trim());
        begin = begin.max(end);
    }
    parts.retain(|part| !part.is_empty());
    let known = |part: &&str| plain(part).is_some() || relators(part) != [CONTRIBUTOR];
    let good = parts.iter().any(|part| plain(part).is_some())
        && (helpers.is_empty() || parts.iter().all(known));
    match good {
        true => parts,
        false => vec![statement],
    }
}

/// Whether a word alone says what somebody is: `translator`, `trl`.
fn is_part(word: &str) -> bool {
    let lower = word.to_lowercase();
    let mut terms = WORDS.iter().map(|(relator, _)| relator.term);
    plain(word).is_some()
        || WRITES.contains(&lower.as_str())
        || terms.any(|term| term == lower)
        || coded(&lower).is_some()
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
            ("General editor", "edt"),
            ("Encoding of the translation", "mrk"),
            ("Kodierung der Übersetzung", "mrk"),
            ("Translation of the commentary", "trl"),
            ("Head of transcription", "trc"),
            ("Encoding with software X", "mrk prg"),
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
        let table: [(&[&str], &str); 18] = [
            (&["Translator", "Editor"], "trl edt"),
            (&["translator editor"], "trl edt"),
            (&["editor, translator"], "edt trl"),
            (&["TEI markup", "proofreading"], "mrk pfr"),
            (&["technical editor"], "ctb"),
            (&["markup editor"], "mrk"),
            (&["Edited and translated by"], "edt trl"),
            (&["edited, translated, and annotated by:"], "edt trl ann"),
            (&["Herausgegeben und übersetzt von"], "edt trl"),
            (&["Édité et traduit par"], "edt trl"),
            (&["Ed. & trans."], "edt trl"),
            (&["editor/translator"], "edt trl"),
            (&["edited with an introduction by"], "edt aui"),
            (&["Edited with the help of"], "ctb"),
            (&["technical and markup editor"], "mrk"),
            (&["http://id.loc.gov/vocabulary/relators/edt"], "edt"),
            (&["Edition and Übersetzung"], "edt trl"),
            (&[], "ctb"),
        ];
        for (words, codes) in table {
            let found = relators_of(words.iter().copied());
            let found: Vec<&str> = found.iter().map(|relator| relator.code).collect();
            assert_eq!(found.join(" "), codes, "{words:?}");
        }
    }
}
