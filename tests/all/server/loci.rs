//! Texts of several divisions, languages and pages: every place is named and found.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use variorum::server::House;

use super::double::house_with;
use super::{bytes, get};

fn tei(header: &str, text: &str) -> String {
    format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
         <title>Liber</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc>\
         <listWit><witness xml:id='A'>A.</witness><witness xml:id='B'>B.</witness></listWit>\
         </sourceDesc></fileDesc>{header}</teiHeader><text xml:lang='la'>{text}</text></TEI>"
    )
}

/// A text on several pages: in its last chapter, and in no paragraph, a name.
fn long() -> String {
    let mut text = "<body>".to_owned();
    for chapter in 1..=24 {
        write!(
            text,
            "<div type='chapter' xml:id='c{chapter}'><head>Caput</head>"
        )
        .unwrap();
        for _ in 0..80 {
            text.push_str("<p>Ad rivum eundem lupus et agnus venerant siti compulsi; superior ");
            text.push_str("stabat lupus longeque inferior agnus. Tunc fauce improba latro.</p>");
        }
        if chapter == 24 {
            text.push_str("<list><item><persName>Phaedrus</persName></item></list>");
        }
        text.push_str("</div>");
    }
    tei("", &(text + "</body>"))
}

fn house() -> Arc<House> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let both = std::fs::read_to_string(cases.join("awkward/both-directions.xml")).unwrap();
    let beside = "<body><div type='edition'><p n='1'>Lupus.</p><p n='2'>Agnus.</p></div>\
        <div type='translation' xml:lang='en'><head>English</head><p n='1'>A wolf.</p></div></body>";
    let header = "<profileDesc><langUsage><language ident='la'>la</language></langUsage>\
        </profileDesc>";
    house_with(&[
        ("both", both),
        ("long", long()),
        ("beside", tei(header, beside)),
    ])
}

async fn html(house: &Arc<House>, address: &str, language: &str) -> String {
    let page = get(house, address, &[("accept-language", language)]).await;
    assert_eq!(page.status(), 200, "{address}");
    String::from_utf8(bytes(page).await).unwrap()
}

#[tokio::test]
async fn witnesses_have_the_language_of_each_passage() {
    let house = house();
    let beside = html(&house, "/editions/both/1/witnesses", "en").await;
    let alone = html(&house, "/editions/both/1/witnesses/A", "en").await;
    for (language, direction) in [("he", "rtl"), ("ar", "rtl"), ("la", "ltr")] {
        let words = format!("<p class=\"words\" lang=\"{language}\" dir=\"{direction}\">");
        assert!(beside.contains(&words), "{language}");
    }
    for language in ["he", "ar"] {
        let par = format!("lang=\"{language}\" dir=\"rtl\"><div class=\"num\">");
        assert!(alone.contains(&par), "{language}");
    }
}

#[tokio::test]
async fn an_entry_says_in_which_division_it_stands() {
    let house = house();
    let text = html(&house, "/editions/both/1", "en").await;
    for (unit, locus) in [("div1.p1", "1.1"), ("div2.p1", "2.1"), ("div3.p1", "3.1")] {
        let link =
            format!("href=\"#{unit}\" lang=\"en\" aria-label=\"Paragraph {locus}\">{locus}</a>");
        assert!(text.contains(&link), "{locus}");
        // In the margin the division is above it.
        let own = format!("aria-label=\"Paragraph {locus}, permanent link\">1</a>");
        assert!(text.contains(&own), "{locus}");
    }
    assert!(text.contains("aria-hidden=\"true\">2.1</span>"));
    let asked = html(&house, "/editions/both/1/apparatus", "en").await;
    assert!(asked.contains("aria-label=\"Paragraph 3.1\">3.1</a>"));
    // Where no number begins anew, none is longer.
    let beside = html(&house, "/editions/beside/1", "en").await;
    assert!(beside.contains("aria-label=\"Paragraph 2, permanent link\""));
}

#[tokio::test]
async fn a_register_leads_to_the_page_of_the_name() {
    let people = html(&house(), "/editions/long/1/people", "en").await;
    let link = people.split("href=\"").find(|link| link.contains("#c24\""));
    let link = link.and_then(|link| link.split_once('"')).unwrap().0;
    assert!(link.starts_with("/editions/long/1/"), "{link}");
    let (page, _) = link.split_once('#').unwrap();
    assert!(html(&house(), page, "en").await.contains("id=\"c24\""));
}

#[tokio::test]
async fn texts_beside_each_other_are_named_in_the_language_of_the_reader() {
    let page = html(&house(), "/editions/beside/1/parallel", "de").await;
    for words in [
        ">Edition, Latein</p>",
        ">Übersetzung, Englisch</p>",
        "aria-label=\"Absatz 1\"",
        "aria-label=\"Überschrift „English“\"",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let asked = html(&house(), "/editions/both/1/apparatus", "de").await;
    assert!(asked.contains("<option value=\"substitution\">Ersetzung ("));
}
