//! Two versions held against each other: every kind of change, and what must be
//! so of any two.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use variorum::collate;
use variorum::compare::{
    self, Comparison, EntryChange, Fate, Passage, RunKind, Sides, Survival, say,
};
use variorum::passage::{Verdict, fingerprints};
use variorum::tei::{self, Document};
use variorum::wording::Wording;

fn cases() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/compare");
    let entries = fs::read_dir(cases).expect("cases");
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

fn document(xml: &[u8]) -> Document {
    tei::read("made.xml", xml).expect("well-formed").value
}

fn versions(folder: &Path) -> [Document; 2] {
    ["old.xml", "new.xml"].map(|name| document(&fs::read(folder.join(name)).expect("a version")))
}

fn of_case(folder: &Path) -> Comparison {
    let [old, new] = versions(folder);
    compare::compare(&old, &new)
}

fn survival(old: &Document, new: &Document) -> Survival {
    let (old_taken, new_taken) = (fingerprints(old), fingerprints(new));
    let taken = Sides {
        old: &old_taken,
        new: &new_taken,
    };
    compare::survival(old, new, &taken)
}

#[test]
fn every_kind_of_change_is_told() {
    let mut faults = Vec::new();
    let folders = cases();
    for folder in &folders {
        let [old, new] = versions(folder);
        let comparison = compare::compare(&old, &new);
        let survival = survival(&old, &new);
        for (name, told) in [
            ("expected.txt", say::lines(&comparison)),
            ("survival.txt", say::fates(&survival)),
        ] {
            let told = told.join("\n") + "\n";
            let expected = folder.join(name);
            if std::env::var_os("ACCEPT").is_some() {
                fs::write(&expected, &told).expect("can be written");
            }
            if fs::read_to_string(&expected).unwrap_or_default() != told {
                faults.push(format!("{}:\n{told}", expected.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(folders.len() >= 20, "only {} kinds", folders.len());
}

/// With both versions at hand a passage that only points at others with new numbers is
/// told from one that points elsewhere now.
#[test]
fn a_pointer_to_a_renumbered_passage_is_no_change_of_mark_up() {
    let case = "tests/cases/compare/pointers-to-a-renumbered-passage";
    let [old, new] = versions(&Path::new(env!("CARGO_MANIFEST_DIR")).join(case));
    let (old_taken, new_taken) = (fingerprints(&old), fingerprints(&new));
    let taken = Sides {
        old: &old_taken,
        new: &new_taken,
    };
    let became = |reference: &str| {
        let wording = Wording::default();
        let followed = compare::follow(&old, &new, &taken, reference, &wording);
        let became = followed.expect("a passage").became(&Verdict::SameWords);
        became.map(|said| said.to_string())
    };
    let only = "the words are the same; only numbers of passages pointed at have changed";
    assert_eq!(became("2.p1").as_deref(), Some(only));
    assert_eq!(became("2.p2"), None);
}

/// What is said of a unit is so, whatever the versions are.
fn fates_are_true(old: &Document, new: &Document) {
    let (was, is) = (fingerprints(old), fingerprints(new));
    let survival = survival(old, new);
    let names: Vec<&str> = survival.units.iter().map(|u| &*u.reference).collect();
    let all: Vec<&str> = was.units.iter().map(|u| &*u.reference).collect();
    assert_eq!(names, all, "each unit once, in order");
    let at = |reference: &str| {
        let found = is.units.iter().find(|unit| unit.reference == reference);
        found.map(|unit| unit.fingerprint)
    };
    for (unit, old) in survival.units.iter().zip(&was.units) {
        let old = old.fingerprint;
        let here = at(&unit.reference);
        for to in &unit.to {
            let shares = [Fate::Divided, Fate::Joined].contains(&unit.fate);
            assert!(at(to).is_some() && (shares || *to != unit.reference));
        }
        let to = unit.to.first().and_then(|to| at(to));
        match unit.fate {
            Fate::Same => assert_eq!(here, Some(old)),
            Fate::Moved => assert_eq!(to, Some(old)),
            Fate::SameWords => assert_eq!(here.map(|here| here.text), Some(old.text)),
            Fate::MovedWords => assert_eq!(to.map(|to| to.text), Some(old.text)),
            Fate::Changed if unit.to.is_empty() => assert_ne!(here.unwrap().text, old.text),
            Fate::Changed | Fate::Divided | Fate::Joined => assert!(to.is_some()),
            Fate::Gone => assert_ne!(here, Some(old)),
        }
        let same = here == Some(old);
        assert_eq!(unit.fate == Fate::Same, same, "{unit:?}");
    }
}

#[test]
fn what_becomes_of_citations_is_so() {
    let all: Vec<Document> = cases().iter().flat_map(|case| versions(case)).collect();
    for (old, new) in all.iter().zip(&all[1..]) {
        fates_are_true(old, new);
        fates_are_true(new, old);
    }
}

#[test]
fn moving_a_siglum_is_one_change() {
    let moved = |path: &PathBuf| {
        path.file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("siglum-moved"))
    };
    let folders: Vec<PathBuf> = cases().into_iter().filter(moved).collect();
    assert!(folders.len() > 3);
    for folder in folders {
        let comparison = of_case(&folder);
        let changes: Vec<&EntryChange> = comparison.apparatus.iter().map(|c| &c.change).collect();
        assert!(
            matches!(changes[..], [EntryChange::SiglumMoved { .. }]),
            "{folder:?}: {changes:?}"
        );
        assert!(comparison.notes.is_empty() && comparison.header.is_empty());
    }
}

#[test]
fn a_text_is_the_same_as_itself() {
    for folder in cases() {
        let xml = fs::read(folder.join("new.xml")).expect("a version");
        let comparison = compare::compare(&document(&xml), &document(&xml));
        assert!(comparison.is_same());
        assert!(comparison.passages.iter().all(Passage::is_same));
        assert!(comparison.apparatus.is_empty() && comparison.notes.is_empty());
        assert!(comparison.header.is_empty());
        assert_eq!(comparison.survival.same, comparison.survival.units);
    }
}

/// What `old` becomes when the differences are put in.
fn edited(old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut made = Vec::new();
    let mut from = 0;
    for change in collate::changes(old, new) {
        made.extend_from_slice(&old[from..change.old.start]);
        made.extend_from_slice(&new[change.new]);
        from = change.old.end;
    }
    made.extend_from_slice(&old[from..]);
    made
}

/// How many differences the shortest way takes: by the whole table.
fn fewest(old: &[u8], new: &[u8]) -> usize {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (a, x) in old.iter().enumerate() {
        for (b, y) in new.iter().enumerate() {
            common[a + 1][b + 1] = match x == y {
                true => common[a][b] + 1,
                false => common[a][b + 1].max(common[a + 1][b]),
            };
        }
    }
    old.len() + new.len() - 2 * common[old.len()][new.len()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn differences_lead_from_one_to_the_other(
        old in prop::collection::vec(0u8..6, 0..60),
        new in prop::collection::vec(0u8..6, 0..60),
    ) {
        prop_assert_eq!(edited(&old, &new), new.clone());
        prop_assert!(collate::changes(&old, &old).is_empty());
        let mirrored: Vec<_> = collate::changes(&new, &old)
            .into_iter()
            .map(|change| (change.new, change.old))
            .collect();
        let straight: Vec<_> = collate::changes(&old, &new)
            .into_iter()
            .map(|change| (change.old, change.new))
            .collect();
        prop_assert_eq!(mirrored, straight);
        let pairs = collate::matches(&old, &new);
        prop_assert!(pairs.iter().all(|&(a, b)| old[a] == new[b]));
    }

    // Without members that are there once, nothing but the shortest way counts.
    #[test]
    fn the_way_is_the_shortest(
        old in prop::collection::vec(0u8..3, 0..24),
        new in prop::collection::vec(0u8..3, 0..24),
    ) {
        let length = |pairs: &mut dyn Iterator<Item = bool>| pairs.take_while(|same| *same).count();
        let start = length(&mut old.iter().zip(&new).map(|(a, b)| a == b));
        let (inner_old, inner_new) = (&old[start..], &new[start..]);
        let ends = inner_old.iter().rev().zip(inner_new.iter().rev());
        let end = length(&mut ends.map(|(a, b)| a == b));
        let once = |side: &[u8], member: u8| {
            side[..side.len() - end].iter().filter(|other| **other == member).count() == 1
        };
        prop_assume!(!(0..3).any(|member| once(inner_old, member) && once(inner_new, member)));
        let taken: usize = collate::changes(&old, &new)
            .iter()
            .map(|change| change.old.len() + change.new.len())
            .sum();
        prop_assert_eq!(taken, fewest(&old, &new));
    }

    #[test]
    fn words_of_runs_are_the_words_of_both(
        old in "[ab ]{0,30}",
        new in "[ab ]{0,30}",
    ) {
        let runs = compare::words::runs(&old, &new);
        let side = |kind: RunKind| {
            let runs = runs.iter().filter(|run| run.kind == RunKind::Same || run.kind == kind);
            let words: Vec<&str> = runs.flat_map(|run| run.text.split_whitespace()).collect();
            words.join(" ")
        };
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(side(RunKind::Deleted), plain(&old));
        prop_assert_eq!(side(RunKind::Inserted), plain(&new));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn long_ones_too(
        seed in prop::collection::vec(0u8..40, 600..1500),
        other in prop::collection::vec(0u8..40, 600..1500),
    ) {
        prop_assert_eq!(edited(&seed, &other), other.clone());
    }
}

/// A text for the property below: divisions of paragraphs; a paragraph is made of
/// pieces, some of which are passages of their own.
type Piece = (Option<u8>, Vec<&'static str>);
type Text = Vec<Vec<Vec<Piece>>>;

fn texts() -> impl Strategy<Value = Text> {
    let word = prop::sample::select(vec!["ferry", "rope", "pole", "water", "boat", "and", "the"]);
    let words = prop::collection::vec(word, 1..6);
    let piece = (prop::option::weighted(0.3, 0u8..3), words);
    let paragraph = prop::collection::vec(piece, 1..4);
    prop::collection::vec(prop::collection::vec(paragraph, 1..6), 1..4)
}

fn written(text: &Text, numbered: bool) -> Document {
    let mut body = String::new();
    for (at, division) in text.iter().enumerate() {
        body += &format!("<div n='{at}'>");
        for (at, paragraph) in division.iter().enumerate() {
            let number = if numbered {
                format!(" n='{at}'")
            } else {
                String::new()
            };
            body += &format!("<p{number}>");
            for (number, words) in paragraph {
                let number = number.map(|number| format!(" n='s{number}'"));
                let (number, words) = (number.unwrap_or_default(), words.join(" "));
                body += &format!(" <seg{number}>{words}</seg>");
            }
            body += "</p>";
        }
        body += "</div>";
    }
    let declared = "<citeStructure unit='part' match='/TEI/text/body/div' use='@n'>\
                    <citeStructure unit='paragraph' match='p' use='NUMBER' delim='.'>\
                    <citeStructure unit='phrase' match='seg[@n]' use='@n' delim='.'/>\
                    </citeStructure></citeStructure>";
    let declared = declared.replace("NUMBER", if numbered { "@n" } else { "position()" });
    let text = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><encodingDesc><refsDecl>{declared}\
         </refsDecl></encodingDesc></teiHeader><text><body>{body}</body></text></TEI>"
    );
    document(text.as_bytes())
}

/// The words of all passages without those of smaller ones, in order.
fn own_words(text: &Text) -> Vec<String> {
    let mut all = Vec::new();
    for paragraph in text.iter().flatten() {
        let own = paragraph.iter().filter(|(number, _)| number.is_none());
        all.push(
            own.flat_map(|(_, words)| words.clone())
                .collect::<Vec<_>>()
                .join(" "),
        );
        let cited = paragraph.iter().filter(|(number, _)| number.is_some());
        all.extend(cited.map(|(_, words)| words.join(" ")));
    }
    all
}

/// The words of the new version, from those of the old one and what is told.
fn told_anew(old: &Document, comparison: &Comparison, old_words: &[String]) -> Vec<String> {
    // Divisions have no words of their own.
    let units = fingerprints(old).units;
    let names: Vec<&str> = units
        .iter()
        .filter(|unit| unit.level > 1)
        .map(|unit| unit.reference.as_str())
        .collect();
    assert_eq!(names.len(), old_words.len(), "{names:?}");
    let place = |reference: &str| names.iter().position(|name| *name == reference);
    let mut open = vec![true; names.len()];
    for passage in &comparison.passages {
        let alone: Vec<&String> = match passage {
            Passage::Changed { reference, was, .. }
            | Passage::ChangedWith { reference, was, .. }
            | Passage::SameWords {
                reference,
                was,
                run: None,
                ..
            } => {
                vec![was.as_ref().unwrap_or(reference)]
            }
            Passage::Moved { from, .. } | Passage::Split { from, .. } => vec![from],
            // Told by itself, it is in no run of others.
            Passage::Same { from, count: 1, .. } => vec![from],
            Passage::Merged { from, .. } => from.iter().collect(),
            Passage::Gone { reference, .. } | Passage::Uncited { reference, .. } => {
                vec![reference]
            }
            _ => Vec::new(),
        };
        for at in alone.into_iter().filter_map(|name| place(name)) {
            open[at] = false;
        }
    }
    let words = |name: &str| place(name).map(|at| old_words[at].clone());
    let between = |from: &str, to: &str| -> Vec<String> {
        let (from, to) = (place(from), place(to));
        let range = from.unwrap_or(0)..to.map_or(0, |to| to + 1);
        range
            .filter(|&at| open[at])
            .map(|at| old_words[at].clone())
            .collect()
    };
    let changed = |name: &str| {
        comparison.passages.iter().any(|passage| match passage {
            Passage::Changed { reference, was, .. } => was.as_ref().unwrap_or(reference) == name,
            _ => false,
        })
    };
    let mut all = Vec::new();
    for passage in &comparison.passages {
        match passage {
            Passage::Same { from, count: 1, .. } => all.extend(words(from)),
            Passage::Same { from, to, .. } => all.extend(between(from, to)),
            Passage::Renumbered {
                from: [from, to], ..
            } => all.extend(between(from, to)),
            Passage::SameWords {
                reference,
                run: Some(run),
                ..
            } => {
                all.extend(between(reference, &run.to));
            }
            Passage::SameWords { reference, was, .. } => {
                all.extend(words(was.as_ref().unwrap_or(reference)));
            }
            Passage::Moved { from, .. } | Passage::Split { from, .. } => all.extend(words(from)),
            Passage::Merged { from, .. } => all.extend(from.iter().filter_map(|one| words(one))),
            Passage::Changed { words, .. } | Passage::ChangedWith { words, .. } => {
                let new = words.iter().filter(|run| run.kind != RunKind::Deleted);
                all.push(
                    new.map(|run| run.text.clone())
                        .collect::<Vec<_>>()
                        .join(" "),
                );
            }
            Passage::Added { text, .. } => all.push(text.clone()),
            // Of a larger passage that did not change otherwise they are words.
            Passage::Cited { text, within, .. } => {
                all.extend(changed(within).then(|| text.clone()));
            }
            Passage::Uncited { text, .. } => all.push(text.clone()),
            Passage::Gone { .. } => {}
        }
    }
    all
}

fn sorted(words: &str) -> String {
    let mut words: Vec<&str> = words.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

fn in_a_row(words: &[String]) -> String {
    let words = words.iter().flat_map(|words| words.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

proptest! {
    /// Who has one version and the comparison has the words of the other.
    #[test]
    fn a_comparison_and_one_version_make_the_other(
        old in texts(),
        new in texts(),
        edits in prop::collection::vec((0usize..9, 0usize..9, 0usize..5), 0..5),
        alike in any::<bool>(),
        numbered in any::<bool>(),
    ) {
        let mut new = if alike { old.clone() } else { new };
        for (division, paragraph, edit) in edits {
            let divisions = new.len();
            let paragraphs = &mut new[division % divisions];
            let at = paragraph % paragraphs.len();
            match edit {
                0 => { let copy = paragraphs[at].clone(); paragraphs.push(copy); }
                1 if paragraphs.len() > 1 => { paragraphs.remove(at); }
                2 => paragraphs[at][0].1.insert(0, "evening"),
                3 => paragraphs[at][0].0 = paragraphs[at][0].0.map_or(Some(1), |_| None),
                _ => paragraphs.swap(0, at),
            }
        }
        let (was, is) = (written(&old, numbered), written(&new, numbered));
        for (one, other, from, to) in [(&was, &is, &old, &new), (&is, &was, &new, &old)] {
            let comparison = compare::compare(one, other);
            let anew = told_anew(one, &comparison, &own_words(from));
            let (mut anew, mut wanted) = (in_a_row(&anew), in_a_row(&own_words(to)));
            // Where in a larger passage a former or future passage stands is not told.
            let relabelled = |passage: &Passage| {
                matches!(passage, Passage::Cited { .. } | Passage::Uncited { .. })
            };
            if comparison.passages.iter().any(relabelled) {
                (anew, wanted) = (sorted(&anew), sorted(&wanted));
            }
            prop_assert_eq!(anew, wanted, "{:#?}", comparison.passages);
        }
    }
}
