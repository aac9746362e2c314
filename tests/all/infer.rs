//! What the converter sees in a text.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use variorum::convert::block::{Block, BlockKind};
use variorum::convert::infer::{Inferred, infer};
use variorum::convert::mark::{Mark, What};
use variorum::edition::Certainty;
use variorum::source::{SourceText, Span};

/// One block for each run of lines of `text`, all of `kind`.
fn block(unit: &str, kind: BlockKind, lines: Vec<Span>) -> Block {
    Block {
        kind,
        unit: unit.to_owned(),
        lines,
        certainty: Certainty::High,
        reason: "by hand".to_owned(),
    }
}

/// The lines of `text` that are not empty, as spans.
fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut spans = Vec::new();
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        if !line.trim().is_empty() {
            spans.push(Span::new(start, end));
        }
        start += line.len();
    }
    spans
}

fn infer_paragraph(text: &str, language: &str) -> (SourceText, Inferred) {
    let source = SourceText::new("case", text);
    let spans = lines(text);
    let blocks = if spans.is_empty() {
        Vec::new()
    } else {
        vec![block("p1", BlockKind::Paragraph, spans)]
    };
    let inferred = infer(&source, &blocks, language);
    (source, inferred)
}

/// Runs the table `name`: for each case, what `value` says of the marks must be
/// what the table says.
fn check(name: &str, at_least: usize, value: fn(&SourceText, &Mark) -> Option<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases/infer")
        .join(name);
    let table = fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let mut cases = 0;
    for line in table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let fields: Vec<&str> = line.split('\t').collect();
        let [language, text, expected] = fields[..] else {
            panic!("not three fields: {line}");
        };
        cases += 1;
        let text = text
            .replace('⏎', "\n")
            .replace('␣', " ")
            .replace('⍽', "\u{a0}");
        let (source, inferred) = infer_paragraph(&text, language);
        let found: Vec<String> = inferred
            .marks
            .iter()
            .filter_map(|mark| {
                let value = value(&source, mark)?;
                Some(format!("{} → {value}", source.slice(mark.span)))
            })
            .collect();
        let found = if found.is_empty() {
            "-".to_owned()
        } else {
            found.join(" ; ")
        };
        let found = found.replace('\u{a0}', "⍽");
        let expected = expected.replace('␣', " ");
        if found != expected {
            wrong.push(format!("{line}\n    found: {found}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {cases} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(cases >= at_least);
}

#[test]
fn dates_in_six_languages() {
    check("dates.tsv", 60, |_, mark| match &mark.what {
        What::Date { when, .. } => Some(when.clone()),
        _ => None,
    });
}

#[test]
fn spaces_and_dashes() {
    check("spacing.tsv", 10, |_, mark| match &mark.what {
        What::Regularization { read } => Some(read.clone()),
        _ => None,
    });
}

#[test]
fn instructions_left_in_the_text() {
    check("memo.tsv", 10, |_, mark| match &mark.what {
        What::Surplus { reason } => Some(reason.clone()),
        _ => None,
    });
}

#[test]
fn words_in_another_language() {
    check("foreign.tsv", 10, |_, mark| match &mark.what {
        What::Foreign { language } => Some(language.clone()),
        _ => None,
    });
}

#[test]
fn quotations_that_state_their_source() {
    check("quotations.tsv", 8, |source, mark| match &mark.what {
        What::Quotation { title, .. } => {
            Some(title.map_or("-", |title| source.slice(title)).to_owned())
        }
        _ => None,
    });
}

#[test]
fn slips_are_proposed() {
    check("faults.tsv", 8, |_, mark| match &mark.what {
        What::Proposal { read } => Some(read.clone()),
        _ => None,
    });
}

fn codes(text: &str, language: &str) -> Vec<&'static str> {
    let (_, inferred) = infer_paragraph(text, language);
    inferred
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

#[test]
fn the_calendar_is_asked() {
    assert_eq!(codes("on 31 June 2008", "en"), ["date-impossible"]);
    let wrong = codes("Monday, July 14, 1789", "en");
    assert_eq!(wrong, ["date-inferred", "weekday-wrong"]);
    let julian = codes("Wednesday, 25 October 1917", "en");
    assert_eq!(julian, ["date-inferred", "date-old-style"]);
    // Days that nobody could count otherwise are no finding.
    for text in [
        "on 3 May 1280",
        "on Friday, 3 May 1280",
        "Thursday, 29 February 1700",
    ] {
        assert_eq!(codes(text, "en"), ["date-inferred"], "{text}");
    }
    assert_eq!(codes("on 29 February 1930", "en"), ["date-impossible"]);
    assert_eq!(codes("in the May 2nd Square", "en"), ["date-in-name"]);
}

#[test]
fn marks_without_counterpart_are_said() {
    assert_eq!(codes("a “word without an end", "en"), ["mark-unbalanced"]);
    assert_eq!(codes("a word) without a head", "en"), ["mark-unbalanced"]);
    assert!(codes("1) first, a) second (third) “fourth”", "en").is_empty());
}

/// A text of paragraphs and notes, divided by a line `--`.
fn annotated(text: &str) -> (SourceText, Inferred) {
    let source = SourceText::new("case", text);
    let mut blocks = Vec::new();
    let mut kind = BlockKind::Paragraph;
    for span in lines(text) {
        if source.slice(span) == "--" {
            kind = BlockKind::Note;
            continue;
        }
        blocks.push(block(&format!("b{}", blocks.len() + 1), kind, vec![span]));
    }
    let inferred = infer(&source, &blocks, "en");
    (source, inferred)
}

/// What stands before the place of each note, back to the last space.
fn words_before(source: &SourceText, inferred: &Inferred) -> Vec<String> {
    let before = |offset: u32| {
        let text = &source.text()[..offset as usize];
        text.rsplit(char::is_whitespace)
            .next()
            .unwrap_or("")
            .to_owned()
    };
    inferred
        .notes
        .iter()
        .map(|note| {
            note.place
                .as_ref()
                .map_or("-".to_owned(), |place| before(place.1))
        })
        .collect()
}

#[test]
fn calls_that_stand_in_the_text_are_certain() {
    for text in [
        "Alpha[1] and beta.\nThen gamma[2] follows.\n--\n[1] First.\n[2] Second.\n",
        "Alpha¹ and beta.\nThen gamma² follows.\n--\n1 First.\n2 Second.\n",
        "Alpha(1) and beta.\nThen gamma(2) follows.\n--\nFirst.\nSecond.\n",
        "Alpha* and beta.\nThen gamma** follows.\n--\n* First.\n** Second.\n",
    ] {
        let (source, inferred) = annotated(text);
        let before = words_before(&source, &inferred);
        assert!(
            before[0].starts_with("Alpha") && before[1].starts_with("gamma"),
            "{before:?}"
        );
        assert!(
            inferred
                .notes
                .iter()
                .all(|note| note.certainty == Certainty::High)
        );
    }
}

#[test]
fn notes_keep_their_order_and_thin_evidence_gives_no_place() {
    let text = "The Soviet of Petrograd met. The Duma did not.\n\
                Later Kerensky spoke to the Duma again.\n\
                --\n\
                Kerensky was prime minister.\nDuma: the parliament.\nNothing to be found.\n";
    let (source, inferred) = annotated(text);
    assert_eq!(words_before(&source, &inferred), ["Kerensky", "Duma", "-"]);
    assert_eq!(inferred.notes[2].certainty, Certainty::Unknown);
    assert!(
        inferred
            .findings
            .iter()
            .any(|finding| finding.code == "note-unplaced")
    );
}

/// The leaflet of 2008 in simple blocks: the first two lines with words after
/// the navigation are statements, the last seven before it notes.
fn leaflet() -> Option<(SourceText, Inferred)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tei/editions/moquegua-2008/source.txt");
    let source = SourceText::new("source.txt", fs::read_to_string(path).ok()?);
    let spans = lines(source.text());
    let count = spans.len();
    let mut blocks = Vec::new();
    let mut paragraphs = 0;
    for (index, span) in spans.into_iter().enumerate() {
        let (kind, unit) = match index {
            _ if index == 0 || index + 1 == count => (BlockKind::Paratext, format!("nav{index}")),
            1 | 2 => (BlockKind::Statement, format!("imprint{index}")),
            _ if index + 8 >= count => (BlockKind::Note, format!("n{}", index + 9 - count)),
            _ if index + 12 >= count => (BlockKind::Dateline, format!("closer{index}")),
            // Five lines of slogans after the third paragraph, a heading after the 24th.
            6..=10 => (BlockKind::Slogan, format!("s{}", index - 5)),
            32 => (BlockKind::Heading, "h1".to_owned()),
            _ => {
                paragraphs += 1;
                (BlockKind::Paragraph, format!("p{paragraphs}"))
            }
        };
        blocks.push(block(&unit, kind, vec![span]));
    }
    let inferred = infer(&source, &blocks, "en");
    Some((source, inferred))
}

#[test]
fn the_leaflet_is_read() {
    let Some((source, inferred)) = leaflet() else {
        println!("the leaflet is not here: nothing was tested");
        return;
    };
    let dates: Vec<(&str, &str, Certainty)> = inferred
        .marks
        .iter()
        .filter_map(|mark| match &mark.what {
            What::Date { when, .. } => {
                Some((source.slice(mark.span), when.as_str(), mark.certainty))
            }
            _ => None,
        })
        .collect();
    use Certainty::{High, Low, Medium};
    assert_eq!(
        dates,
        [
            ("Viernes 01 de Agosto de 2008", "2008-08-01", High),
            ("1ro de Julio de 2008", "2008-07-01", High),
            ("July 7th", "2008-07-07", Medium),
            ("8th", "2008-07-08", Medium),
            ("July 9th", "2008-07-09", Medium),
            ("June 25, 2008", "2008-06-25", High),
            ("2011", "2011", Medium),
            ("June 24th", "2008-06-24", Medium),
            ("June 30th", "2008-06-30", Medium),
            ("1962", "1962", Low),
            ("June 28th 2008", "2008-06-28", High),
        ]
    );
    let of = |wanted: fn(&What) -> bool| -> Vec<&str> {
        let marks = inferred.marks.iter().filter(|mark| wanted(&mark.what));
        marks.map(|mark| source.slice(mark.span)).collect()
    };
    assert_eq!(
        of(|what| matches!(what, What::Surplus { .. })),
        [" (aca poner el equivalente en dólares)"]
    );
    let quotations = of(|what| matches!(what, What::Quotation { .. }));
    assert_eq!(quotations.len(), 1);
    assert!(quotations[0].ends_with("La Primera, June 25, 2008"));
    let foreign = of(|what| matches!(what, What::Foreign { .. }));
    assert_eq!(
        foreign,
        [
            "Traducción final y corrección: Viernes 01 de Agosto de 2008",
            "Publicación DO Edición Especial del 1ro de Julio de 2008",
            "Concertación",
            "Confederación General del Trabajo de Perú",
        ]
    );
    assert_eq!(
        of(|what| matches!(what, What::Proposal { .. })),
        ["¡", "bossess"]
    );
}

#[test]
fn the_notes_of_the_leaflet_find_their_places() {
    let Some((source, inferred)) = leaflet() else {
        println!("the leaflet is not here: nothing was tested");
        return;
    };
    let places: Vec<(String, String)> = inferred
        .notes
        .iter()
        .map(|note| match &note.place {
            None => ("-".to_owned(), String::new()),
            Some((unit, offset)) => {
                let text = &source.text()[..*offset as usize];
                let cut = text.char_indices().rev().nth(13).map_or(0, |(at, _)| at);
                (unit.clone(), text[cut..].to_owned())
            }
        })
        .collect();
    // As the editor placed those of which the editor is certain.
    assert_eq!(places[0].0, "p10");
    assert!(places[0].1.ends_with("Mario Huaman"), "{places:?}");
    assert_eq!(places[1].0, "p10");
    assert!(places[1].1.ends_with("the military)"), "{places:?}");
    assert_eq!(places[2].0, "p11");
    assert!(places[2].1.ends_with("The PC-PR-PS"), "{places:?}");
    assert_eq!(places[3].0, "p11");
    assert!(places[3].1.ends_with("onalist Party"), "{places:?}");
    // What is doubtful to the editor is not certain to a rule.
    for note in &inferred.notes[4..] {
        assert_ne!(note.certainty, Certainty::High, "{note:?}");
    }
    assert_eq!(inferred.notes[2].certainty, Certainty::High);
}

/// Texts made of what the rules look for.
fn odd_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "“",
        "”",
        "„",
        "«",
        "»",
        "\"",
        "‘",
        "’",
        "(",
        ")",
        "[",
        "]",
        "[1]",
        "¹",
        "(1)",
        "*",
        " ",
        "  ",
        "\u{a0}",
        "\n",
        "\r\n",
        ",",
        ".",
        "°",
        "º",
        "-",
        "–",
        "¡",
        "¿",
        "May",
        "2nd",
        "28",
        "June",
        "de",
        "2008",
        "31/12/1999",
        "Viernes",
        "primero",
        "Plaza",
        "the the",
        "é",
        "e\u{301}",
        "ción",
        "check",
        "falta",
        "El Callao",
        "is",
        ":",
        "Lima",
        "1",
        "3.",
        "Confederación",
        "😀",
        "The Party of Humala",
        "The head of Lima",
        "İ",
        "ß",
        "в",
        "(Le Monde, 3 mai 1968)",
        "???",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn marks_stay_in_their_block(text in prop_oneof![odd_text(), ".{0,120}"], language in "en|es|fr|de|it|pt|la") {
        let source = SourceText::new("any", text.as_str());
        let spans = lines(&text);
        let half = spans.len() / 2;
        let blocks: Vec<Block> = spans
            .iter()
            .enumerate()
            .map(|(index, span)| {
                let kind = if index > half { BlockKind::Note } else { BlockKind::Paragraph };
                block(&format!("b{index}"), kind, vec![*span])
            })
            .collect();
        let inferred = infer(&source, &blocks, &language);
        for mark in &inferred.marks {
            prop_assert!(text.get(mark.span.range()).is_some());
            let inside = blocks.iter().any(|block| {
                block.span().start <= mark.span.start && mark.span.end <= block.span().end
            });
            prop_assert!(inside, "{mark:?}");
        }
        for pair in inferred.marks.windows(2) {
            let (a, b) = (pair[0].span, pair[1].span);
            prop_assert!(b.start >= a.end || b.end <= a.end, "{pair:?}");
        }
        for finding in &inferred.findings {
            prop_assert!(text.get(finding.span.range()).is_some());
        }
        for (_, offset) in inferred.notes.iter().filter_map(|note| note.place.as_ref()) {
            prop_assert!(text.is_char_boundary(*offset as usize));
        }
        prop_assert_eq!(&inferred, &infer(&source, &blocks, &language));
    }
}
