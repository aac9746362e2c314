//! What is not known is not told, and what is decided is not asked about.

use variorum::collate::{Folding, Witness, collate};
use variorum::collation::{self, Lemma};
use variorum::describe::reading::{gaps, rows};
use variorum::describe::{Cited, Description, Format, Record, Style};
use variorum::store;

use super::{HEAD, convert, invalidities};

const PROSE: &str = "The people of the town came to the square in the morning and they asked the \
    council for bread and for the water of the river. Nobody gave them what they had asked for.";

/// Everything that records and citations say of a file, and what they lack.
fn described(tei: &str) -> (String, Vec<&'static str>) {
    assert_eq!(invalidities(tei), "");
    let document = variorum::tei::read("made.xml", tei.as_bytes())
        .expect("well formed")
        .value;
    let description = Description::of(&document);
    let mut told = String::new();
    for row in rows(&description) {
        for value in row.values {
            told += &format!("{}: {}\n", row.label, value.text);
        }
    }
    let record = Record::of(&document);
    let cited = Cited::file(store::digest(tei.as_bytes()));
    for style in Style::ALL {
        told += &format!("{}\n", style.cite(&record, &cited).text());
    }
    for format in Format::ALL {
        told += &format.write(&record, &cited);
    }
    let lacking = gaps(&description).into_iter().map(|gap| gap.what);
    (told, lacking.collect())
}

#[test]
fn nobody_is_told_who_published_and_edited_where_nobody_said() {
    let text = format!("The Bread of the Town\n\n{PROSE} 1848\n\n{PROSE}");
    let converted = |decisions: Option<&str>| convert(&text, decisions).unwrap().value.tei;
    let by_another = format!(
        "{HEAD}[[responsibility]]\nid = \"ada\"\nname = \"Ada Editor\"\nrole = \"reading\"\n\
        [[change]]\nwhat = \"Read.\"\nby = \"ada\"\n"
    );
    let by_nobody = format!("{HEAD}[[change]]\nwhat = \"Read.\"\n");
    let published = format!("{by_nobody}[publication]\nauthority = \"A House\"\n");
    let folding = Folding::default();
    let witness = |siglum: &str, words: &str| {
        let words = words.split(' ').map(|word| (word, None));
        Witness::of_tokens(siglum, words, &folding)
    };
    let table = collate(vec![
        witness("A", "The old mill stood."),
        witness("B", "The mill stood."),
    ]);
    let origin = collation::Origin {
        title: Some("Made".to_owned()),
        program: "variorum 0.0.0".to_owned(),
        sources: Default::default(),
        folding: Folding::default(),
        lemma: Lemma::None,
        decisions: None,
    };
    let collated = collation::tei(&table, &collation::segments(&table), &origin);
    for tei in [
        converted(None),
        converted(Some(&by_another)),
        converted(Some(&by_nobody)),
        converted(Some(&published)),
        collated,
    ] {
        let (told, lacking) = described(&tei);
        let house = tei.contains("A House");
        assert_eq!(told.contains("Published by: A House"), house, "{told}");
        assert_eq!(lacking.contains(&"No publisher."), !house, "{lacking:?}");
        assert!(lacking.contains(&"No licence."), "{lacking:?}");
        if !house {
            for word in ["Published by", "publisher", "PB  -"] {
                assert!(!told.contains(word), "{word}: {told}");
            }
        }
        for word in ["Rights:", "tated.", "not named", "Nothing was said"] {
            assert!(!told.contains(word), "{word}: {told}");
        }
        let contributors = told.matches("Contributors: ").count();
        let named = usize::from(tei.contains("Ada Editor"));
        // The program that converted or collated is one.
        assert_eq!(contributors, 1 + named, "{told}");
        // What is said to be decided by somebody leads to a statement about them.
        let by_editor = tei.contains("\"#editor\"");
        assert_eq!(tei.contains("xml:id=\"editor\""), by_editor, "{tei}");
    }
}

#[test]
fn a_sentence_or_a_direction_at_the_end_is_nobody() {
    let text = |end: &str| format!("{PROSE}\n\n{PROSE}\n\n{end}");
    let author = |end: &str| {
        let tei = convert(&text(end), None).unwrap().value.tei;
        let name = tei.split_once("<author cert=\"medium\" resp=\"#converter\">")?;
        Some(name.1.split_once('<')?.0.to_owned())
    };
    for end in [
        "P.P.S. Burn this.",
        "P.P.S. Burn This Letter",
        "P. S.",
        "Burn this.",
        "N.B. Tom",
        "Exeunt.",
        "                                   Exeunt.",
        "Exeunt Omnes",
        "Exit Miller",
        "Exit.",
        "The End",
        "The End.",
        "FINIS",
        "Fin",
        "Good Night.",
        "Selah",
        "Yours truly,\n\nExeunt.",
        "London, 7 June 1848\n\nP.S. Burn This",
    ] {
        assert_eq!(author(end), None, "{end}");
    }
    for (end, name) in [
        ("Eleanor Trask", "Eleanor Trask"),
        ("Yours truly,\n\nEleanor", "Eleanor"),
        ("J. S. Mill", "J. S. Mill"),
        ("P. S. Allen", "P. S. Allen"),
        ("J. S.", "J. S."),
        ("John Smith, Esq.", "John Smith, Esq."),
        ("London, 7 June 1848\n\nEleanor", "Eleanor"),
        ("Yours truly,\n\nEleanor Trask", "Eleanor Trask"),
    ] {
        assert_eq!(author(end).as_deref(), Some(name), "{end}");
    }
    // Nothing but its place says that this is a signature.
    let said = |end: &str| {
        let findings = convert(&text(end), None).unwrap().findings;
        let closer = findings.into_iter().find(|one| one.code == "closer");
        format!("{:?}", closer.expect("a closer"))
    };
    assert!(said("Eleanor Trask").contains("certainty medium"));
    assert!(said("Yours truly,\n\nEleanor Trask").contains("certainty high"));
}

/// The findings about `text` by code, those that blocks have left out.
fn asked(text: &str, decisions: &str) -> Vec<&'static str> {
    let decisions = format!("{HEAD}{decisions}");
    let converted = convert(text, Some(&decisions)).unwrap();
    let wrong = &converted.value.decision_findings;
    assert!(
        wrong.iter().all(|one| one.code == "decision-note"),
        "{wrong:#?}"
    );
    let codes = converted.findings.iter().map(|finding| finding.code);
    let blocks = [
        "title",
        "heading",
        "paragraph",
        "note",
        "opener",
        "closer",
        "statement",
        "slogan",
    ];
    codes.filter(|code| !blocks.contains(code)).collect()
}

#[test]
fn what_the_editor_answered_is_not_asked_again() {
    let text = format!("{PROSE}\n\nThe the mill stood [check date] on 3 May 1848. {PROSE}");
    let all = asked(&text, "");
    assert_eq!(all, ["fault-proposed", "memo-found", "date-inferred"]);
    for code in ["fault-proposed", "memo", "date"] {
        for answer in ["accept", "refuse"] {
            let left = asked(&text, &format!("[[{answer}]]\ncode = \"{code}\"\n"));
            let others: Vec<&str> = (all.iter().copied())
                .filter(|one| !one.starts_with(code))
                .collect();
            assert_eq!(left, others, "{answer} {code}");
        }
    }
    let other = "[[date]]\nin = \"p2\"\nfind = \"3 May 1848\"\nwhen = \"1848-05-04\"\n";
    assert_eq!(asked(&text, other), ["fault-proposed", "memo-found"]);
    // A decision about other words is no answer.
    let elsewhere = "[[refuse]]\ncode = \"memo\"\nin = \"p2\"\nfind = \"mill\"\n";
    assert!(asked_at(&text, elsewhere).contains(&"memo-found"));
}

/// As [`asked`], whatever is wrong with the decisions.
fn asked_at(text: &str, decisions: &str) -> Vec<&'static str> {
    let decisions = format!("{HEAD}{decisions}");
    let converted = convert(text, Some(&decisions)).unwrap();
    let codes = converted.findings.iter().map(|finding| finding.code);
    codes.collect()
}

#[test]
fn a_weekday_is_asked_about_until_the_date_is_decided() {
    let text = format!("{PROSE}\n\nThey met on Sunday, 3 May 1848, and went home. {PROSE}");
    assert!(asked(&text, "").contains(&"weekday-wrong"));
    for answer in [
        "[[accept]]\ncode = \"date\"\n",
        "[[refuse]]\ncode = \"date\"\n",
        "[[date]]\nin = \"p2\"\nfind = \"3 May 1848\"\nwhen = \"1848-05-03\"\n",
    ] {
        assert!(!asked(&text, answer).contains(&"weekday-wrong"), "{answer}");
    }
}

#[test]
fn the_place_of_a_note_is_told_as_long_as_it_is_the_converters() {
    let text = format!("{PROSE} [1]\n\n{PROSE} [2]\n\n[1] The the square.\n\n[2] The council.");
    let all = asked(&text, "");
    assert_eq!(all, ["note-placed", "fault-proposed", "note-placed"]);
    let placed = |decisions: &str| {
        let codes = asked(&text, decisions).into_iter();
        codes.filter(|code| *code == "note-placed").count()
    };
    assert_eq!(placed("[[refuse]]\ncode = \"note-place\"\n"), 0);
    assert_eq!(placed("[[accept]]\ncode = \"note-place\"\n"), 0);
    assert_eq!(placed("[[note]]\nn = 2\n"), 1);
    let moved = "[[note]]\nn = 1\nin = \"p2\"\nafter = \"morning\"\n";
    assert_eq!(placed(moved), 1);
    // Its words are another question.
    assert_eq!(asked(&text, moved), ["fault-proposed", "note-placed"]);
}

#[test]
fn a_quotation_has_the_source_and_the_date_that_the_editor_gives() {
    let quoted = |source: &str, decisions: &str| {
        let text = format!("{PROSE}\n\nThey said: “We have no bread at all” {source}, {PROSE}");
        let decisions =
            format!("{HEAD}[[quotation]]\nin = \"p2\"\nfind = \"“We have\"\n{decisions}");
        let converted = convert(&text, Some(&decisions)).unwrap().value;
        let wrong = converted.decision_findings;
        let wrong: Vec<_> = wrong.iter().map(|finding| finding.code).collect();
        let tei = converted.tei;
        let bibl = tei.split_once("<bibl>").and_then(|(_, rest)| {
            let (bibl, rest) = rest.split_once("</bibl>")?;
            assert!(rest.starts_with("</cit>,"), "{rest}");
            Some(bibl.to_owned())
        });
        (bibl.unwrap_or_default(), wrong)
    };
    let date = |when: &str, words: &str| {
        format!("<date when=\"{when}\" resp=\"#editor\" cert=\"high\">{words}</date>")
    };
    let first = date("1848-03-02", "1er mars 1848");
    let given = "date = \"1848-03-02\"\n";
    for source in [
        "(Le Commerce, 1er mars 1848)",
        "Le Commerce, 1er mars 1848",
        "(Le Commerce",
        "Le Commerce",
    ] {
        let (bibl, wrong) = quoted(
            "(Le Commerce, 1er mars 1848)",
            &format!("source = \"{source}\"\n{given}"),
        );
        assert_eq!(wrong, Vec::<&str>::new(), "{source}");
        assert_eq!(bibl, format!(" (<title>Le Commerce</title>, {first})"));
    }
    // Words that are no date for the converter, and no date at all.
    let (bibl, wrong) = quoted(
        "[Le Commerce, ler mars]",
        &format!("source = \"Le Commerce\"\n{given}"),
    );
    assert_eq!(wrong, Vec::<&str>::new());
    let read = date("1848-03-02", "ler mars");
    assert_eq!(bibl, format!(" [<title>Le Commerce</title>, {read}]"));
    let (_, wrong) = quoted(
        "(Le Commerce)",
        &format!("source = \"(Le Commerce)\"\n{given}"),
    );
    assert_eq!(wrong, ["decision-quotation"]);
}
