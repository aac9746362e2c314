//! Witnesses side by side: what must be so of any, and what an editor would
//! expect of some.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use variorum::collate::{AlignmentTable, Folding, Witness, collate};
use variorum::collation::{self, Decision, Decisions, Lemma, Origin};
use variorum::edition::{Method, plain_text};
use variorum::render::{Manner, apparatus_lines};
use variorum::source::SourceText;
use variorum::tei::{self, Document, apparatus};
use variorum::{operations, xml};

mod stopped;
mod transcriptions;

/// Numbers that follow from a seed (Steele, Lea and Flood's SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> usize {
        (self.next() % end) as usize
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64)]
    }
}

const WORDS: &[&str] = &[
    "the",
    "a",
    "of",
    "and",
    "river",
    "rivers",
    "Rivere",
    "stone",
    "stones",
    "old",
    "olde",
    ",",
    ".",
    "mill",
    "into",
    "in",
    "to",
    "wheel",
    "weel",
    "ſtone",
    "—",
    "λόγος",
    "λόγον",
];

/// Copies of one text, each with its own faults: words left out, put in,
/// exchanged, replaced, and blocks moved. Some have nothing at all.
fn made(seed: u64) -> Vec<(String, Vec<String>)> {
    let mut numbers = Numbers(seed);
    let length = numbers.below(30);
    let text: Vec<String> = (0..length).map(|_| numbers.of(WORDS).to_owned()).collect();
    let witnesses = 1 + numbers.below(6);
    let copies = (0..witnesses).map(|witness| {
        let siglum = format!("W{witness}");
        if numbers.below(12) == 0 {
            return (siglum, Vec::new());
        }
        let mut copy = Vec::new();
        for word in &text {
            match numbers.below(12) {
                0 => {}
                1 => copy.push(numbers.of(WORDS).to_owned()),
                2 => copy.extend([numbers.of(WORDS).to_owned(), word.clone()]),
                3 => copy.insert(copy.len().saturating_sub(1), word.clone()),
                _ => copy.push(word.clone()),
            }
        }
        if copy.len() > 6 && numbers.below(3) == 0 {
            let at = numbers.below(copy.len() as u64);
            copy.rotate_left(at);
        }
        (siglum, copy)
    });
    copies.collect()
}

fn witnesses(texts: &[(String, Vec<String>)]) -> Vec<Witness> {
    let folding = Folding::default();
    let witness = |(siglum, words): &(String, Vec<String>)| {
        let words = words.iter().map(|word| (word.as_str(), None));
        Witness::of_tokens(siglum, words, &folding)
    };
    texts.iter().map(witness).collect()
}

/// Every word of every witness, column by column.
fn given_back(table: &AlignmentTable) -> Vec<(String, Vec<String>)> {
    let sigla = table
        .witnesses
        .iter()
        .map(|witness| (witness.siglum.clone(), Vec::new()));
    let mut back: Vec<(String, Vec<String>)> = sigla.collect();
    for cells in table.cells() {
        assert!(cells.iter().any(Option::is_some), "an empty column");
        for (witness, token) in cells.into_iter().enumerate() {
            if let Some(token) = token {
                back[witness]
                    .1
                    .push(table.witnesses[witness].words(token).to_owned());
            }
        }
    }
    back
}

#[test]
fn every_witness_is_given_back_word_for_word() {
    for seed in 0..10_000 {
        let texts = made(seed);
        let table = collate(witnesses(&texts));
        assert_eq!(given_back(&table), texts, "seed {seed}");
    }
}

#[test]
fn the_order_of_witnesses_does_not_matter() {
    for seed in 0..1_000 {
        let mut texts = made(seed);
        let table = collate(witnesses(&texts));
        let by = Numbers(seed).below(texts.len() as u64);
        texts.rotate_left(by);
        texts.reverse();
        assert_eq!(collate(witnesses(&texts)), table, "seed {seed}");
    }
}

#[test]
fn what_witnesses_are_called_does_not_matter() {
    for seed in 0..500 {
        let texts = made(seed);
        let last = texts.len() - 1;
        let renamed = texts.iter().enumerate();
        let renamed = renamed.map(|(at, (_, words))| (format!("W{}", last - at), words.clone()));
        let (one, other) = (
            collate(witnesses(&texts)),
            collate(witnesses(&renamed.collect::<Vec<_>>())),
        );
        let mut columns: Vec<_> = other.cells().collect();
        columns.iter_mut().for_each(|cells| cells.reverse());
        assert_eq!(one.cells().collect::<Vec<_>>(), columns, "seed {seed}");
    }
}

#[test]
fn moved_words_are_the_same_words_in_two_places() {
    let mut seen = 0;
    for seed in 0..2_000 {
        let table = collate(witnesses(&made(seed)));
        for word in table.moves.iter().flat_map(|moved| &moved.words) {
            let ((from, here), (to, there)) = (&word.from, &word.to);
            let form = |witness: &usize, column| {
                let token = table.token(*witness, column).expect("a word");
                table.witnesses[*witness].form(token)
            };
            let forms: BTreeSet<&str> = (here.iter().map(|witness| form(witness, *from)))
                .chain(there.iter().map(|witness| form(witness, *to)))
                .collect();
            assert_eq!(forms.len(), 1, "seed {seed}");
            assert!(from < to && here.iter().all(|one| !there.contains(one)));
            seen += 1;
        }
    }
    assert!(seen > 500, "only {seen} words");
}

/// The folders of fixtures: one text for each witness, and the table.
fn cases() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/collate");
    let entries = fs::read_dir(cases).expect("cases");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    folders
}

fn of_case(folder: &Path) -> AlignmentTable {
    let mut witnesses = Vec::new();
    for path in super::tidy::files(folder, ".txt") {
        let siglum = path.file_stem().expect("a name").to_string_lossy();
        if siglum != "expected" {
            let text = fs::read_to_string(&path).expect("a witness");
            witnesses.push(Witness::plain(siglum, &text, &Folding::default()));
        }
    }
    collate(witnesses)
}

/// A table as text: a line for each witness, then what was moved.
fn printed(table: &AlignmentTable) -> String {
    let words = |witness: usize, token: Option<usize>| {
        token
            .map_or("", |token| table.witnesses[witness].words(token))
            .to_owned()
    };
    let mut lines: Vec<String> = table
        .witnesses
        .iter()
        .map(|one| one.siglum.clone())
        .collect();
    for cells in table.cells() {
        let cells = cells.into_iter().enumerate();
        let cells: Vec<String> = cells
            .map(|(witness, token)| words(witness, token))
            .collect();
        let wide = cells
            .iter()
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0);
        for (line, cell) in lines.iter_mut().zip(cells) {
            line.push_str(&format!(" | {cell:wide$}"));
        }
    }
    for moved in &table.moves {
        let (first, last) = (&moved.words[0], &moved.words[moved.words.len() - 1]);
        let named = |having: &[usize]| {
            let sigla = having
                .iter()
                .map(|one| table.witnesses[*one].siglum.as_str());
            sigla.collect::<Vec<_>>().join(" ")
        };
        lines.push(format!(
            "moved: {} in {}-{}, {} in {}-{}",
            named(&first.from.1),
            first.from.0,
            last.from.0,
            named(&first.to.1),
            first.to.0,
            last.to.0,
        ));
    }
    lines
        .iter()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[test]
fn cases_are_aligned_as_an_editor_would() {
    let mut faults = Vec::new();
    let folders = cases();
    for folder in &folders {
        let told = printed(&of_case(folder));
        let expected = folder.join("expected.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &told).expect("can be written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != told {
            faults.push(format!("{}:\n{told}", folder.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(folders.len() >= 12, "only {} cases", folders.len());
}

/// An edition of made witnesses.
fn edition(texts: &[(String, Vec<String>)], lemma: Lemma) -> (AlignmentTable, String) {
    let table = collate(witnesses(texts));
    let origin = Origin {
        title: Some("Made".to_owned()),
        program: "variorum 0".to_owned(),
        sources: Default::default(),
        folding: Folding::default(),
        lemma,
        decisions: None,
    };
    let text = collation::tei(&table, &collation::segments(&table), &origin);
    (table, text)
}

/// The variant segments of a table, and the entries of an edition, as text.
fn told_by_table(table: &AlignmentTable) -> Vec<BTreeSet<(String, Vec<String>)>> {
    let segments = collation::segments(table);
    let variant = segments.iter().filter(|segment| segment.is_variant());
    let readings = variant.map(|segment| {
        let readings = segment.attested().map(|reading| {
            let sigla = reading.witnesses.iter();
            let sigla = sigla.map(|one| table.witnesses[*one].siglum.clone());
            (reading.text(table), sigla.collect())
        });
        readings.collect()
    });
    readings.collect()
}

fn told_by_edition(document: &Document) -> Vec<BTreeSet<(String, Vec<String>)>> {
    let entries = document.entries().iter().map(|entry| {
        let entry = &entry.entry;
        // Without a lemma the first reading stands in its place.
        let lemma = entry.lemma.iter();
        let lemma = lemma.map(|lemma| (&lemma.text, &lemma.support));
        let readings = entry
            .readings
            .iter()
            .map(|reading| (&reading.text, &reading.support));
        let told = lemma.chain(readings).map(|(text, support)| {
            let sigla = support.witnesses.iter().map(|one| one.as_str().to_owned());
            (text.clone(), sigla.collect())
        });
        told.collect()
    });
    entries.collect()
}

const METHODS: [Method; 3] = [
    Method::ParallelSegmentation,
    Method::DoubleEndPoint,
    Method::LocationReferenced,
];

/// Whether an edition in every method says what the table says, and gives back
/// every witness word for word.
fn reads_back(seed: u64) {
    let texts = made(seed);
    let lemma = match seed % 3 {
        0 => Lemma::None,
        1 => Lemma::Majority,
        _ => Lemma::Witness(0),
    };
    let (table, text) = edition(&texts, lemma);
    let told = told_by_table(&table);
    for (method, text) in in_methods(&text) {
        let read = tei::read("made.xml", text.as_bytes()).expect("well-formed");
        let document = read.value;
        let context = format!("seed {seed}, {method:?}");
        assert_eq!(told_by_edition(&document), told, "{context}:\n{text}");
        for (siglum, words) in &texts {
            let witness = apparatus::reconstruct(&document, siglum).expect("a witness");
            let back = plain_text(&witness.passages);
            let back: Vec<&str> = back.split_whitespace().collect();
            assert_eq!(back, *words, "{context}, {siglum}:\n{text}");
        }
    }
}

/// An edition in each of TEI's methods.
fn in_methods(text: &str) -> Vec<(Method, String)> {
    let read = tei::read("made.xml", text.as_bytes()).expect("well-formed");
    let written = METHODS.into_iter().map(|method| {
        let exported = apparatus::export(&read.value, method);
        assert!(exported.left.is_empty(), "{:?}\n{text}", exported.left);
        (method, exported.text)
    });
    written.collect()
}

/// Witnesses are told apart by what they begin with: `<` alone is a word like others.
#[test]
fn a_text_that_begins_with_a_sign_is_no_markup() {
    let folder = tempfile::tempdir().expect("a folder");
    let texts = [
        ("A.txt", "< and > are signs"),
        ("B.txt", "<3 and > are signs"),
    ];
    for (name, text) in texts {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_variorum"));
    let command = command.arg("collate").arg(folder.path());
    let done = command.args(["--to", "json"]).output().expect("runs");
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    for words in [r#""<""#, r#"">""#, r#""signs""#] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for (markup, begins) in [
        (" <TEI>", true),
        ("<!-- a -->", true),
        ("<?xml", true),
        ("<", false),
    ] {
        assert_eq!(operations::is_markup(markup), begins, "{markup}");
    }
}

#[test]
fn an_edition_reads_back_to_the_same_table() {
    (0..150).for_each(reads_back);
}

#[test]
#[ignore = "long: `make check-long`"]
fn ten_thousand_editions_read_back_to_the_same_table() {
    (0..10_000).for_each(reads_back);
}

#[test]
fn editions_are_valid_in_all_three_methods() {
    for seed in 0..12 {
        let (_, text) = edition(&made(seed), Lemma::Majority);
        let document = tei::read("made.xml", text.as_bytes())
            .expect("well-formed")
            .value;
        for method in METHODS {
            let exported = apparatus::export(&document, method);
            assert!(exported.left.is_empty(), "seed {seed}: {:?}", exported.left);
            let tree = xml::read("made.xml", exported.text.as_bytes()).expect("well-formed");
            let faults = operations::tei_all().validate(&tree.value).faults;
            assert!(
                faults.is_empty(),
                "seed {seed}: {faults:?}\n{}",
                exported.text
            );
        }
    }
}

#[test]
fn tables_hold_every_word() {
    for seed in 0..200 {
        let texts = made(seed);
        let table = collate(witnesses(&texts));
        let json: serde_json::Value = serde_json::from_str(&collation::json(&table)).expect("JSON");
        for (row, (siglum, words)) in texts.iter().enumerate() {
            assert_eq!(json["witnesses"][row], *siglum);
            let cells = json["table"][row].as_array().expect("a row").iter();
            let cells = cells
                .filter(|cell| !cell.is_null())
                .map(|cell| cell[0]["t"].as_str());
            assert_eq!(cells.flatten().collect::<Vec<_>>(), *words, "seed {seed}");
        }
        assert_eq!(collation::tsv(&table).lines().count(), table.width() + 1);
        assert_eq!(
            collation::states(&table, &collation::segments(&table))
                .nexus()
                .matches("MATRIX")
                .count(),
            1
        );
    }
}

#[test]
fn pictures_name_every_reading_and_pass_through_every_place() {
    let words = variorum::wording::Wording::default();
    for seed in 0..40 {
        let table = collate(witnesses(&made(seed)));
        let segments = collation::segments(&table);
        let readings: usize = segments.iter().map(|one| one.readings.len()).sum();
        for draw in [collation::graph, collation::ribbon] {
            for setting in [collation::Setting::File, collation::Setting::Page(&words)] {
                let picture = draw(&table, &segments, "A & B", setting);
                xml::read("picture.svg", picture.as_bytes()).expect("well-formed");
                assert_eq!(picture.matches("class=\"reading\"").count(), readings);
                assert!(picture.contains("<title id=") && picture.contains("<desc id="));
                assert_eq!(
                    matches!(setting, collation::Setting::File),
                    picture.contains("<style>")
                );
            }
        }
        let picture = collation::ribbon(&table, &segments, "", collation::Setting::Page(&words));
        let lines = picture.matches("<path ").count();
        assert_eq!(lines, table.witnesses.len(), "a line for each witness");
    }
}

#[test]
fn what_an_editor_moves_loses_no_word() {
    for seed in 0..600 {
        let texts = made(seed);
        let mut table = collate(witnesses(&texts));
        let whole = given_back(&table);
        let mut numbers = Numbers(seed);
        for _ in 0..4 {
            let witness = numbers.below(table.witnesses.len() as u64);
            let words = table.witnesses[witness].len() as u64;
            if words == 0 {
                continue;
            }
            let token = numbers.below(words);
            let column = numbers.below(table.width() as u64);
            if numbers.below(3) == 0 {
                table.part(witness, token..token + 1);
                assert_eq!(alone(&table, witness, token), 1, "{seed}");
            } else {
                let others = beside(&table, witness, column);
                table.put(witness, token, column);
                let there = beside(&table, witness, table.column(witness, token));
                assert!(
                    others.is_empty() || others == there,
                    "{seed}: put elsewhere"
                );
            }
            assert_eq!(given_back(&table), whole, "{seed}");
        }
        let folding = Folding::default();
        let decided = collation::apply(&mut table, &Decisions::default(), &folding);
        assert_eq!(decided.segments, collation::segments(&table));
    }
}

/// How many witnesses have something in the column of a word.
fn alone(table: &AlignmentTable, witness: usize, token: usize) -> usize {
    1 + beside(table, witness, table.column(witness, token)).len()
}

/// The words that the other witnesses have in a column.
fn beside(table: &AlignmentTable, witness: usize, column: usize) -> Vec<(usize, usize)> {
    let others = (0..table.witnesses.len()).filter(|other| *other != witness);
    others
        .filter_map(|other| Some((other, table.token(other, column)?)))
        .collect()
}

/// What decisions do to three witnesses: the edition, and what is reported.
fn decided(texts: [&str; 3], decisions: &str) -> (String, Vec<String>) {
    let (text, told) = collated(texts, decisions);
    let body = text.split("<body>").nth(1).unwrap_or_default().to_owned();
    (body, told)
}

/// The same with the header of the edition.
fn collated(texts: [&str; 3], decisions: &str) -> (String, Vec<String>) {
    let files: Vec<(String, &str)> = ["A.txt", "B.txt", "C.txt"]
        .into_iter()
        .map(str::to_owned)
        .zip(texts)
        .collect();
    let inputs: Vec<operations::Input<'_>> = files
        .iter()
        .map(|(name, text)| operations::Input {
            name,
            bytes: text.as_bytes(),
        })
        .collect();
    let source = SourceText::decode("decisions.toml", decisions.as_bytes(), None).expect("text");
    let manner = operations::CollationManner {
        decisions: Some(Decisions::parse(&source).expect("decisions")),
        ..Default::default()
    };
    let collation =
        operations::collate(&inputs, &manner, |_| ControlFlow::Continue(())).expect("collated");
    let told = collation.findings().iter();
    let told = told.map(|finding| format!("{}: {}", finding.code, finding.message));
    let text = collation.tei(Method::ParallelSegmentation).text;
    (text, told.collect())
}

const HULL: [&str; 3] = [
    "She steered the boat past the reef at dawn.",
    "She steered the ship past the rocks at dawn.",
    "She steered the boat by the reef in the morning.",
];

#[test]
fn editors_decide() {
    let (body, told) = decided(
        HULL,
        r#"
        editor = "N. N."
        [[decision]]
        do = "lemma"
        in = "B"
        words = "ship"
        [[decision]]
        do = "class"
        in = "C"
        words = "by"
        as = "preposition"
        [[decision]]
        do = "join"
        in = "A"
        words = "boat past the reef"
        "#,
    );
    assert_eq!(told, [""; 0]);
    let entry = "<app><lem wit=\"#B\" resp=\"#editor\">ship past the rocks</lem>\
                 <rdg wit=\"#A\" type=\"substitution\">boat past the reef</rdg>\
                 <rdg wit=\"#C\" type=\"preposition\" resp=\"#editor\">boat by the reef</rdg></app>";
    assert!(body.contains(entry), "{body}");
}

/// Words beside which others are put leave their places; those that go on having
/// them there have them in another place now.
#[test]
fn what_a_decision_moves_away_is_a_transposition() {
    let texts = [
        "By night the old bell rang twice in the fog.",
        "By night in the fog the old bell rang twice.",
        "By night the old bell rang twice in the fog.",
    ];
    let decisions = r#"
        editor = "N. N."
        [[decision]]
        do = "move"
        in = "B"
        words = "in the fog"
        beside = { in = "A", words = "in the fog" }
        reason = "the fog is what the line is about"
        [[decision]]
        do = "class"
        in = "B"
        words = "the old bell rang twice"
        of = "A"
        as = "usual-order"
        reason = "so the sister text"
        "#;
    let (body, told) = decided(texts, decisions);
    assert_eq!(told, [""; 0]);
    let linked = body.matches(" corresp=\"#reading-").count();
    assert_eq!(linked, 2, "{body}");
    for said in [
        r#" type="transposition" "#,
        r##" resp="#editor"> the old bell rang twice</rdg>"##,
        "<rdg wit=\"#A #C\" type=\"usual-order\" resp=\"#editor\"",
        "<note resp=\"#editor\">so the sister text</note>",
    ] {
        assert!(body.contains(said), "{said}: {body}");
    }
    assert!(!body.contains("#collator"), "{body}");
    let (whole, _) = collated(texts, decisions);
    let header = "<p>move “in the fog” in B: the fog is what the line is about</p>";
    assert!(whole.contains(header), "{whole}");
}

#[test]
fn decisions_survive_what_is_corrected_elsewhere_and_say_when_they_do_not() {
    let decisions = r#"
        [[decision]]
        do = "move"
        in = "C"
        words = "the"
        after = "reef in"
        beside = { in = "A", words = "at" }
        [[decision]]
        do = "lemma"
        in = "A"
        words = "boat"
        after = "steered the"
        before = "past the"
        "#;
    let (_, told) = decided(HULL, decisions);
    assert_eq!(told, [""; 0]);
    let corrected = [
        HULL[0].replace("dawn", "daybreak"),
        HULL[2].replace("by", "along"),
    ];
    let (body, told) = decided([&corrected[0], HULL[1], &corrected[1]], decisions);
    assert_eq!(told, [""; 0]);
    assert!(body.contains("<lem wit=\"#A #C\">boat</lem>"), "{body}");
    let changed = HULL[0].replace("boat", "bark");
    let (_, told) = decided([&changed, HULL[1], HULL[2]], decisions);
    let expected = "collation-decision-lost: A has “bark” now where it had “boat”";
    assert_eq!(told, [expected]);
    let twice = "[[decision]]\ndo = \"split\"\nin = \"A\"\nwords = \"the\"\n";
    let (_, told) = decided(HULL, twice);
    assert!(told[0].starts_with("collation-decision-ambiguous: A has “the” 2 times"));
}

#[test]
fn a_decision_that_is_written_is_read_as_it_was() {
    let table = collate(witnesses(&made(7)));
    for act in collation::Act::ALL {
        for witness in table.witnesses.iter().filter(|one| one.len() > 3) {
            let mut decision = Decision::new(act, collation::anchor(witness, 1..3));
            decision.reason = Some("because “it” \"is\" so".to_owned());
            match act {
                collation::Act::Move => decision.beside = Some(collation::anchor(witness, 0..2)),
                collation::Act::Class => decision.class = Some("odd".to_owned()),
                _ => {}
            }
            let written = decision.to_toml();
            let source = SourceText::decode("", written.as_bytes(), None).expect("text");
            let read = Decisions::parse(&source).expect("decisions");
            assert_eq!(read.decision[0].get_ref(), &decision, "{written}");
        }
    }
}

#[test]
fn a_paragraph_begins_once_though_some_begin_it_with_words_of_their_own() {
    let texts = [
        "The mill stood there.\n\nIt turned.",
        "By the river the mill stood there.\n\nIt turned.",
        "It turned.",
    ];
    let (body, _) = decided(texts, "");
    assert_eq!(body.matches("<p>").count(), 2, "{body}");
}

/// A sign stands in the apparatus with the word before it; so do its variants, each
/// with the space that it has.
#[test]
fn a_word_in_the_place_of_a_sign_is_not_run_together_with_the_word_before() {
    let texts = [
        "from each other, than do",
        "from each other than do",
        "from each other more than do",
    ];
    let witnesses = ["A", "B", "C"].into_iter().zip(texts);
    let witnesses =
        witnesses.map(|(siglum, text)| Witness::plain(siglum, text, &Folding::default()));
    let table = collate(witnesses.collect());
    let origin = Origin {
        title: None,
        program: "variorum 0".to_owned(),
        sources: Default::default(),
        folding: Folding::default(),
        lemma: Lemma::None,
        decisions: None,
    };
    let text = collation::tei(&table, &collation::segments(&table), &origin);
    let read = tei::read("made.xml", text.as_bytes()).expect("well-formed");
    let lines = apparatus_lines(&read.value, Manner::default());
    let lines = format!("{lines:?}");
    assert!(
        lines.contains("other,] A : other B : other more C"),
        "{lines}"
    );
}

#[test]
fn what_cannot_stand_in_xml_is_refused_with_its_place() {
    use variorum::operations::{CollationManner, Input, Uncollated, collate};
    let refusal = |name, bytes| {
        let good = Input {
            name: "A.txt",
            bytes: b"the old mill",
        };
        let files = [good, Input { name, bytes }];
        let manner = CollationManner::default();
        collate(&files, &manner, |_| ControlFlow::Continue(())).expect_err("refused")
    };
    let Uncollated::File(rejected) = refusal("B.txt", b"the\nold \x01mill\x18") else {
        panic!("with the places");
    };
    let first = &rejected.findings[0];
    assert_eq!((first.code, rejected.findings.len()), ("text-character", 2));
    let place = rejected.source.position(first.span.start);
    assert_eq!(place.to_string(), "2:5");
    for json in [
        r#"{"witnesses": [{"id": "B", "content": "the \u0018 mill"}]}"#,
        r#"{"witnesses": [{"id": "B", "tokens": ["the", {"t": "\u0018mill", "n": "mill"}]}]}"#,
    ] {
        let refused = refusal("B.json", json.as_bytes()).to_string();
        assert!(refused.contains("U+0018"), "{refused}");
    }
}
