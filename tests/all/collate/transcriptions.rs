//! Transcriptions in TEI: their states, what they say besides words, and where
//! they have lost their text.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use variorum::collate::{Folding, Witness, collate};
use variorum::collation::{self, Lemma, Manner, Markup, Origin, Side, Source};
use variorum::edition::{Method, plain_text};
use variorum::operations::{self, CollationForm, CollationManner, Input};
use variorum::tei::{self, apparatus};
use variorum::xml;

use super::{Numbers, WORDS, given_back, in_methods, told_by_edition, told_by_table};

/// A transcription, and the words of each of its states: before correction, after
/// the first hand, after the second.
struct Transcription {
    xml: String,
    states: [Vec<String>; 3],
    breaks: usize,
}

const HEADER: &str = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>\
    <publicationStmt><p>None.</p></publicationStmt><sourceDesc><p>None.</p></sourceDesc></fileDesc>\
    <profileDesc><handNotes><handNote xml:id=\"h1\">One.</handNote><handNote xml:id=\"h2\">Two.</handNote>\
    </handNotes></profileDesc></teiHeader>";

/// A copy of a text with the marks of a transcriber.
fn transcription(text: &[String], numbers: &mut Numbers) -> Transcription {
    let mut body = String::from("<p>");
    let mut states: [Vec<String>; 3] = Default::default();
    let (mut breaks, mut around): (usize, Option<(&str, usize)>) = (0, None);
    for word in text {
        let other = numbers.of(WORDS).to_owned();
        let hand = 1 + numbers.below(2);
        let all = |states: &mut [Vec<String>; 3], words: [&str; 3]| {
            for (state, word) in states.iter_mut().zip(words) {
                state.extend((!word.is_empty()).then(|| word.to_owned()));
            }
        };
        let after = |old: &str, new: &str| match hand {
            1 => [old.to_owned(), new.to_owned(), new.to_owned()],
            _ => [old.to_owned(), old.to_owned(), new.to_owned()],
        };
        if let Some((name, left)) = around.take() {
            match left {
                0 => body.push_str(&format!("</{name}>")),
                left => around = Some((name, left - 1)),
            }
        }
        body.push(' ');
        match numbers.below(24) {
            0 => {
                body.push_str(&format!(
                    "<subst hand=\"#h{hand}\"><del rend=\"strike\">{word}</del><add>{other}</add></subst>"
                ));
                let words = after(word, &other);
                all(&mut states, [&words[0], &words[1], &words[2]]);
            }
            1 => {
                body.push_str(&format!("<del hand=\"#h{hand}\">{word}</del>"));
                let words = after(word, "");
                all(&mut states, [&words[0], &words[1], &words[2]]);
            }
            2 => {
                body.push_str(&format!(
                    "<add place=\"above\" hand=\"#h{hand}\">{word}</add>"
                ));
                let words = after("", word);
                all(&mut states, [&words[0], &words[1], &words[2]]);
            }
            3 => {
                body.push_str(&format!(
                    "<choice><sic>{other}</sic><corr>{word}</corr></choice>"
                ));
                all(&mut states, [word; 3]);
            }
            // A break at the end of a word would join it to the next.
            4 if word.chars().nth(1).is_some() => {
                let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
                body.push_str(&format!(
                    "<unclear>{first}</unclear><lb break=\"no\"/>{rest}"
                ));
                breaks += 1;
                all(&mut states, [word; 3]);
            }
            5 => {
                body.push_str(&format!(
                    "<pb n=\"2\"/>{word}<note>A note on {other}.</note>"
                ));
                breaks += 1;
                all(&mut states, [word; 3]);
            }
            6 => body.push_str("<gap reason=\"lost\" quantity=\"2\" unit=\"word\"/>"),
            7 => {
                body.push_str(&format!("<supplied reason=\"lost\">{word}</supplied>"));
                all(&mut states, [word; 3]);
            }
            8 if around.is_none() => {
                let name = numbers.of(&["hi", "persName", "damage", "foreign"]);
                body.push_str(&format!("<{name}>{word}"));
                around = Some((name, numbers.below(4)));
                all(&mut states, [word; 3]);
            }
            _ => {
                body.push_str(word);
                all(&mut states, [word; 3]);
            }
        }
    }
    if let Some((name, _)) = around {
        body.push_str(&format!("</{name}>"));
    }
    Transcription {
        xml: format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">{HEADER}<text><body>{body}</p></body></text></TEI>"
        ),
        states,
        breaks,
    }
}

/// Copies of one text; some are plain, one may have no words, one may be a
/// fragment.
struct Made {
    witnesses: Vec<(Witness, Markup)>,
    words: BTreeMap<String, Vec<String>>,
    breaks: usize,
}

fn made(seed: u64) -> Made {
    let (mut numbers, mut moves) = (Numbers(seed), Numbers(!seed));
    let folding = Folding::default();
    let length = 4 + numbers.below(26);
    let text: Vec<String> = (0..length).map(|_| numbers.of(WORDS).to_owned()).collect();
    let mut made = Made {
        witnesses: Vec::new(),
        words: BTreeMap::new(),
        breaks: 0,
    };
    for witness in 0..2 + numbers.below(3) {
        let mut copy = text.clone();
        copy.retain(|_| numbers.below(9) > 0);
        for word in &mut copy {
            if numbers.below(9) == 0 {
                *word = numbers.of(WORDS).to_owned();
            }
        }
        // In one text of four some copies have a block elsewhere.
        if seed % 4 == 3 && copy.len() > 6 && moves.below(2) == 0 {
            let at = moves.below(copy.len() as u64);
            copy.rotate_left(at);
        }
        let siglum = format!("W{witness}");
        match numbers.below(6) {
            0 => {
                let words = copy.iter().map(|word| (word.as_str(), None));
                let mut plain = Witness::of_tokens(&siglum, words, &folding);
                if numbers.below(2) == 0 {
                    plain.lose_both_ends();
                }
                made.words.insert(siglum, copy);
                made.witnesses.push((plain, Markup::default()));
            }
            1 if numbers.below(3) == 0 => {
                made.words.insert(siglum.clone(), Vec::new());
                made.witnesses
                    .push((Witness::new(siglum), Markup::default()));
            }
            _ => {
                let made_one = transcription(&copy, &mut numbers);
                let document = tei::read("W.xml", made_one.xml.as_bytes());
                let document = document.expect("well-formed").value;
                let file = format!("{siglum}.xml");
                let manner = Manner {
                    side: Side::Reading,
                    layers: true,
                };
                let read = collation::read_tei(&siglum, &file, &document, manner, &folding);
                for (state, _) in &read {
                    let at = match state.siglum.rsplit_once('.') {
                        Some((_, "ac")) => 0,
                        Some((_, "h1")) => 1,
                        Some((_, other)) => panic!("{other}"),
                        None => 2,
                    };
                    made.words
                        .insert(state.siglum.clone(), made_one.states[at].clone());
                }
                let has_words = !made_one.states[2].is_empty();
                made.breaks += if has_words { made_one.breaks } else { 0 };
                made.witnesses.extend(read);
            }
        }
    }
    made
}

/// The words of what was made; two marks side by side are one in a transcription.
fn joined(words: &[String]) -> String {
    words.concat()
}

/// A text without spaces and without the signs of what is lost.
fn bare(text: &str) -> String {
    text.replace("[…]", "").split_whitespace().collect()
}

/// The witnesses, and what an edition is to say of them.
fn taken_apart(witnesses: Vec<(Witness, Markup)>, lemma: Lemma) -> (Vec<Witness>, Origin) {
    let mut origin = Origin {
        title: None,
        program: "variorum 0".to_owned(),
        sources: BTreeMap::new(),
        folding: Folding::default(),
        lemma,
        decisions: None,
    };
    let taken = witnesses.into_iter().map(|(witness, markup)| {
        let source = Source {
            file: markup.file.clone(),
            digest: String::new(),
            markup,
        };
        origin.sources.insert(witness.siglum.clone(), source);
        witness
    });
    (taken.collect(), origin)
}

fn assert_valid(text: &str, seed: u64) {
    let tree = xml::read("made.xml", text.as_bytes()).expect("well-formed");
    let faults = operations::tei_all().validate(&tree.value).faults;
    assert!(faults.is_empty(), "seed {seed}: {faults:?}\n{text}");
}

#[test]
fn every_state_of_every_witness_is_given_back() {
    are_given_back(2_500);
}

#[test]
#[ignore = "long: `make check-long`"]
fn every_state_of_ten_thousand_collations_is_given_back() {
    are_given_back(10_000);
}

fn are_given_back(seeds: u64) {
    let (mut lacunae, mut states, mut pieces) = (0, 0, 0);
    for seed in 0..seeds {
        let Made {
            witnesses,
            words,
            breaks,
        } = made(seed);
        states += words.len();
        let lemma = [Lemma::None, Lemma::Majority][seed as usize % 2].clone();
        let (witnesses, origin) = taken_apart(witnesses, lemma);
        let table = collate(witnesses);
        for (siglum, back) in given_back(&table) {
            assert_eq!(
                joined(&back),
                joined(&words[&siglum]),
                "seed {seed}, {siglum}"
            );
        }
        if seed % 25 > 0 {
            continue;
        }
        let text = collation::tei(&table, &collation::segments(&table), &origin);
        let read = tei::read("made.xml", text.as_bytes()).expect("well-formed");
        let document = read.value;
        let told = told_by_edition(&document);
        for entry in told_by_table(&table) {
            assert!(
                told.iter().any(|other| entry.is_subset(other)),
                "seed {seed}: {entry:?}\n{text}"
            );
        }
        for (siglum, words) in &words {
            let witness = apparatus::reconstruct(&document, siglum).expect("a witness");
            let back = bare(&plain_text(&witness.passages));
            assert_eq!(back, joined(words), "seed {seed}, {siglum}:\n{text}");
        }
        // Every break of every transcription stands once, as far as it has words at
        // the end; an earlier state may say it again in a reading of its own.
        let named = text.split(" edRef=\"#").skip(1);
        let last = named.filter(|rest| !rest.split('"').next().unwrap_or_default().contains('.'));
        assert_eq!(last.count(), breaks, "seed {seed}:\n{text}");
        lacunae += text.matches("<lacunaStart/>").count() + text.matches("<witStart/>").count();
        pieces += text.matches(" prev=\"#piece-").count();
        assert_valid(&text, seed);
    }
    assert!(
        lacunae > 25 && states > 5_000 && pieces > 25,
        "{lacunae} {states} {pieces}"
    );
}

/// The edition of what a seed makes, its witnesses turned round.
fn turned(seed: u64, turned: usize) -> String {
    let (mut witnesses, origin) = taken_apart(made(seed).witnesses, Lemma::None);
    let by = turned % witnesses.len();
    witnesses.rotate_left(by);
    if turned % 2 == 1 {
        witnesses.reverse();
    }
    let table = collate(witnesses);
    collation::tei(&table, &collation::segments(&table), &origin)
}

/// Whether editions are the same to the byte in whatever order their witnesses
/// are given, by however many threads.
fn are_the_same(seeds: u64, threads: &[u64]) {
    let alone: Vec<String> = (0..seeds).map(|seed| turned(seed, 0)).collect();
    for &threads in threads {
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let alone = &alone;
                scope.spawn(move || {
                    let own = (thread..seeds).step_by(threads as usize);
                    for seed in own {
                        let again = turned(seed, (threads + seed) as usize);
                        assert_eq!(again, alone[seed as usize], "{seed}");
                    }
                });
            }
        });
    }
}

#[test]
fn neither_the_order_of_witnesses_nor_the_number_of_threads_changes_a_byte() {
    are_the_same(200, &[1, 2, 8]);
}

#[test]
#[ignore = "long: `make check-long`"]
fn ten_thousand_editions_are_the_same_in_any_order_and_by_any_number_of_threads() {
    are_the_same(10_000, &[1, 5]);
}

/// Whether every state of every witness is given back by an edition in every
/// method.
fn reads_back(seed: u64) {
    let Made {
        witnesses, words, ..
    } = made(seed);
    let lemma = [Lemma::None, Lemma::Majority][seed as usize / 3 % 2].clone();
    let (witnesses, origin) = taken_apart(witnesses, lemma);
    let table = collate(witnesses);
    let text = collation::tei(&table, &collation::segments(&table), &origin);
    for (method, text) in in_methods(&text) {
        // The schema takes longer than everything else.
        if seed.is_multiple_of(20) {
            assert_valid(&text, seed);
        }
        let read = tei::read("made.xml", text.as_bytes()).expect("well-formed");
        let document = read.value;
        let told = told_by_edition(&document);
        for entry in told_by_table(&table) {
            assert!(
                told.iter().any(|other| entry.is_subset(other)),
                "seed {seed}, {method:?}: {entry:?}\n{text}"
            );
        }
        for (siglum, words) in &words {
            let witness = apparatus::reconstruct(&document, siglum).expect("a witness");
            let back = bare(&plain_text(&witness.passages));
            assert_eq!(
                back,
                joined(words),
                "seed {seed}, {method:?}, {siglum}:\n{text}"
            );
        }
    }
}

#[test]
fn states_and_lacunae_go_through_every_method() {
    (0..60).for_each(reads_back);
}

#[test]
#[ignore = "long: `make check-long`"]
fn ten_thousand_transcriptions_go_through_every_method() {
    (0..10_000).for_each(reads_back);
}

/// What one witness adds just before the words of another entry stands before
/// these, not within them: else a witness with other words there has not what was
/// added.
#[test]
fn an_addition_before_another_entry_is_kept_where_locations_are_referred_to() {
    reads_back(8);
}

const MILL: &str = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><p>The old mill \
    <subst><del rend=\"strike\">stood</del><add place=\"above\">turned</add></subst> by \
    <gap reason=\"lost\"/> river<pb n=\"2r\"/> in <choice><sic>wintre</sic><corr>winter</corr></choice>.\
    <note>Smudged.</note></p></body></text></TEI>";

fn of_mill(manner: &CollationManner, form: CollationForm) -> String {
    let plain = "The old mill turned by the wide green river in winter.";
    let inputs = [
        ("A.xml", MILL),
        ("B.txt", plain),
        ("C.txt", "turned by the wide brown river"),
    ];
    let inputs = inputs.map(|(name, text)| Input {
        name,
        bytes: text.as_bytes(),
    });
    let collation = operations::collate(&inputs, manner, |_| ControlFlow::Continue(()));
    let (text, _) = collation
        .expect("collated")
        .written(form, Method::ParallelSegmentation);
    text
}

#[test]
fn what_a_transcription_says_stands_where_its_words_do() {
    let manner = CollationManner {
        transcriptions: Manner {
            layers: true,
            ..Manner::default()
        },
        fragments: vec!["C".to_owned()],
        ..CollationManner::default()
    };
    let text = of_mill(&manner, CollationForm::Tei);
    for part in [
        // The first state has its word, the last one how it came about.
        "<rdg wit=\"#A.ac\"><seg type=\"del\" rend=\"strike\" source=\"#A.ac\">stood</seg></rdg>",
        "<note type=\"transcription\" source=\"#A\"><del rend=\"strike\">stood</del></note>",
        "<add place=\"above\" source=\"#A\">turned</add>",
        // What is lost is not omitted.
        "<rdg wit=\"#A #A.ac\"><lacunaStart/><gap reason=\"lost\" source=\"#A\"/></rdg>",
        "<rdg wit=\"#A #A.ac\"><lacunaEnd/></rdg>",
        "<rdg wit=\"#C\"><witStart/></rdg>",
        "<rdg wit=\"#C\"><witEnd/></rdg>",
        "<pb n=\"2r\" edRef=\"#A\"/>",
        "<note type=\"transcription\" source=\"#A\"><seg type=\"sic\">wintre</seg></note>",
        "<note source=\"#A\">Smudged.</note>",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("<rdg wit=\"#C\"/>"), "{text}");
    let written = CollationManner {
        transcriptions: Manner {
            side: Side::Witness,
            layers: false,
        },
        ..CollationManner::default()
    };
    let text = of_mill(&written, CollationForm::Tei);
    let sic = "<rdg wit=\"#A\"><seg type=\"sic\" source=\"#A\">wintre</seg>\
        <note type=\"transcription\" source=\"#A\"><corr>winter</corr></note></rdg>";
    assert!(text.contains(sic), "{text}");
    // Where a text is lost two witnesses cannot be compared.
    let nexus = of_mill(&manner, CollationForm::Nexus);
    assert!(
        nexus
            .lines()
            .any(|line| line.starts_with("    A ") && line.contains('?')),
        "{nexus}"
    );
    for form in [
        CollationForm::Html,
        CollationForm::SvgGraph,
        CollationForm::SvgRibbon,
    ] {
        let picture = of_mill(&manner, form);
        assert!(
            picture.contains("lacuna") && picture.contains("[…]"),
            "{picture}"
        );
    }
}

/// A note that the loss interrupts is carried; the reading that carries it is not
/// lost by that.
#[test]
fn where_a_note_breaks_off_the_reading_goes_on() {
    let text = "<p>The old mill<note>here <lacunaStart/> ends</note> turned</p>";
    let xml = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">{HEADER}<text><body>{text}</body></text></TEI>"
    );
    let inputs = [
        ("A.xml", xml.as_str()),
        ("B.txt", "The new mill turned"),
        ("C.txt", "The old mills turned"),
    ];
    let inputs = inputs.map(|(name, text)| Input {
        name,
        bytes: text.as_bytes(),
    });
    let manner = CollationManner::default();
    let collation = operations::collate(&inputs, &manner, |_| ControlFlow::Continue(()));
    let (edition, _) = collation
        .expect("collated")
        .written(CollationForm::Tei, Method::ParallelSegmentation);
    assert!(edition.contains("here  ends"), "{edition}");
    assert!(!edition.contains("lacunaStart"), "{edition}");
}
