//! Does an apparatus in any text survive the way through TEI's three methods? Texts
//! that are made up: words that an editor corrected, supplied or regularised, what
//! hands struck out and added, notes, entries within entries, in any order.

use proptest::prelude::*;

use super::apparatus::{changed_texts, difference, exported, model};
use variorum::edition::Method;
use variorum::tei;

/// A stretch of text without entries.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("rex".to_owned()),
        2 => Just("et lex".to_owned()),
        1 => Just("<choice><sic>teh</sic><corr>the</corr></choice>".to_owned()),
        1 => Just("<choice><expan>dominus</expan><abbr>dns</abbr></choice>".to_owned()),
        1 => Just("<subst><del>old</del><add>new</add></subst>".to_owned()),
        1 => Just("<supplied reason='lost'>sup</supplied>".to_owned()),
        1 => Just("<seg><del>x</del><hi>bold</hi></seg>".to_owned()),
        1 => Just("c<hi rend='sup'>d</hi>".to_owned()),
        1 => Just("verbum<note>n</note>".to_owned()),
        1 => Just("mul<gap reason='lost'/>ta".to_owned()),
        1 => Just("<unclear>dub</unclear>ius".to_owned()),
        1 => Just("sum<lb n='2'/>mus".to_owned()),
    ]
}

/// Some of them, apart or run together.
fn stretch() -> impl Strategy<Value = String> {
    let parts = prop::collection::vec((words(), any::<bool>()), 1..4);
    parts.prop_map(|parts| {
        let spaced =
            |(words, space): (String, bool)| format!("{words}{}", [" ", ""][space as usize]);
        let all: String = parts.into_iter().map(spaced).collect();
        all.trim_end().to_owned()
    })
}

/// An entry whose lemma may hold another one.
fn entry() -> impl Strategy<Value = String> {
    let plain = (stretch(), stretch(), any::<bool>());
    let plain = plain.prop_map(|(lemma, reading, omitted)| {
        let other = if omitted {
            "<rdg wit='#C'/>".to_owned()
        } else {
            String::new()
        };
        format!("<app><lem wit='#A'>{lemma}</lem><rdg wit='#B'>{reading}</rdg>{other}</app>")
    });
    let addition = stretch()
        .prop_map(|reading| format!("<app><lem wit='#A'/><rdg wit='#B'>{reading}</rdg></app>"));
    let leaf = prop_oneof![4 => plain, 1 => addition].boxed();
    let around = (stretch(), leaf.clone(), stretch(), stretch());
    // Some of what is in a lemma joins the word before it. Of what joins the word after
    // it no location tells on which side of struck out letters it stands.
    let spaces = prop_oneof![3 => Just((" ", " ")), 1 => Just(("", " "))];
    let nested = (around, spaces).prop_map(|((before, inner, after, reading), spaces)| {
        let (left, right) = spaces;
        let lemma = format!("{before}{left}{inner}{right}{after}");
        format!("<app><lem wit='#A #B'>{lemma}</lem><rdg wit='#C'>{reading}</rdg></app>")
    });
    prop_oneof![3 => leaf, 1 => nested]
}

/// A file with this text.
fn file(body: &str) -> String {
    let witness = |id| format!("<witness xml:id='{id}'>{id}</witness>");
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>t\
         </title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><listWit>{}\
         </listWit></sourceDesc></fileDesc></teiHeader><text><body>{body}</body></text></TEI>",
        ["A", "B", "C"].map(witness).concat()
    )
}

fn edition() -> impl Strategy<Value = String> {
    let part = (stretch(), entry(), stretch());
    let part = part.prop_map(|(before, entry, after)| format!("{before} {entry} {after}"));
    let paragraphs = prop::collection::vec(prop::collection::vec(part, 1..3), 1..3);
    paragraphs.prop_map(|paragraphs| {
        let paragraph = |parts: &Vec<String>| format!("<p>{}</p>", parts.join(" "));
        let body: String = paragraphs.iter().map(paragraph).collect();
        file(&body)
    })
}

/// What changed on a way through the other methods, if anything did.
fn change(text: &str) -> Option<String> {
    let document = tei::read("t.xml", text.as_bytes())
        .expect("well formed")
        .value;
    let expected = model(&document);
    let (points, places) = (Method::DoubleEndPoint, Method::LocationReferenced);
    let text = Method::ParallelSegmentation;
    for way in [
        &[points][..],
        &[places],
        &[points, text],
        &[places, text],
        &[places, points],
    ] {
        let mut at = exported("t.xml", &document, way[0]);
        for step in &way[1..] {
            at = exported("t.xml", &at, *step);
        }
        let texts = changed_texts(&document, &at);
        let difference = difference(&expected, &model(&at));
        if !texts.is_empty() || difference.is_some() {
            return Some(format!("{way:?}: {texts:?} {difference:?}"));
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_apparatus_survives_the_way_through_the_other_methods(text in edition()) {
        prop_assert_eq!(change(&text), None);
    }
}

#[test]
fn what_is_added_within_a_lemma_stands_where_it_stood() {
    let added = "<app><lem wit='#A'/><rdg wit='#B'>rex</rdg></app>";
    for lemma in [
        format!("rex {added} rex"),
        format!("{added} rex"),
        format!("rex {added}"),
        format!("rex{added} rex"),
        format!("rex <note>n</note>{added} rex"),
        format!("rex <note>n</note> {added} rex"),
        format!("rex <hi>rex {added} rex</hi>"),
    ] {
        for before in [
            "verbum<note>n</note> ",
            "verbum <note>n</note>",
            "<note>n</note> ",
        ] {
            let entry = format!("<app><lem wit='#A #B'>{lemma}</lem><rdg wit='#C'>rex</rdg></app>");
            let text = file(&format!("<p>{before}{entry} rex</p>"));
            assert_eq!(change(&text), None, "{text}");
        }
    }
}
