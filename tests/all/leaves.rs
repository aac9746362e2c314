//! Do the pages of a divided text hold all of it, and do their links lead
//! somewhere? With the built-in templates, on long published files and on made
//! ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use variorum::render::page::Site;
use variorum::render::{AssetAddresses, EditionContext, Leaf, Renderer, View};
use variorum::tei::{self, Document};

const BASE: &str = "/editions/x/2/";

fn renderer() -> Renderer {
    let assets = AssetAddresses::new(|path| format!("/public/{path}"));
    Renderer::new(None, assets, false).expect("the built-in templates compile")
}

fn context() -> EditionContext {
    let site = Site {
        name: "Site".into(),
        href: "/".into(),
        ..Site::default()
    };
    let (passages_href, canonical) = (BASE.to_owned(), BASE.trim_end_matches('/').to_owned());
    EditionContext {
        site,
        passages_href,
        canonical,
        language: "en".into(),
        ..EditionContext::default()
    }
}

fn read(name: &str, bytes: &[u8]) -> Document {
    match tei::read(name, bytes) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{name}: {:?}", rejected.findings),
    }
}

/// What stands between the tags of the text on a page.
fn words(page: &str) -> String {
    let start = page.find("id=\"text\"").map_or(page.len(), |at| at);
    let ends = [
        "<nav class=\"turn\"",
        "<section class=\"app\"",
        "</article>",
    ];
    let rest = &page[start..];
    let end = ends
        .iter()
        .filter_map(|end| rest.find(end))
        .min()
        .unwrap_or(rest.len());
    let mut words = String::new();
    let mut in_tag = true;
    // Every part has a heading of its own over notes without a place, and the
    // number of a paragraph that goes on stands in the margin of every page.
    let text = rest[..end].replace(">Notes without a known place<", "><");
    let mut pieces = text.split("<div class=\"num\">");
    let first = pieces.next().unwrap_or_default().to_owned();
    let others = pieces.map(|piece| piece.split_once("</div>").expect("the end of the margin").1);
    let text = others.fold(first, |text, piece| text + piece);
    for c in text.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag && !c.is_whitespace() => words.push(c),
            _ => {}
        }
    }
    words
}

fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let start = format!(" {attribute}=\"");
    let found = page.match_indices(&start);
    found
        .map(|(at, _)| {
            page[at + start.len()..]
                .split('"')
                .next()
                .unwrap_or_default()
        })
        .collect()
}

fn parts(document: &Document, renderer: &Renderer) -> Vec<String> {
    (0..document.parts().all().len())
        .map(|at| {
            let leaf = Leaf::Part(at as u32);
            renderer
                .leaf_page(document, &context(), View::default(), leaf)
                .expect("page")
        })
        .collect()
}

fn check(name: &str, document: &Document) {
    check_parts(name, document, true);
}

/// `in_order` says that all words stand in the same order as on one page: the notes
/// of a paragraph stand after what each page has of it.
fn check_parts(name: &str, document: &Document, in_order: bool) {
    let renderer = renderer();
    let pages = parts(document, &renderer);
    let whole = renderer
        .edition_page(document, &context(), View::default())
        .expect("page");
    let count = |text: &str| {
        let mut counted: BTreeMap<char, usize> = BTreeMap::new();
        text.chars()
            .for_each(|c| *counted.entry(c).or_default() += 1);
        counted
    };
    let joined: String = pages.iter().map(|page| words(page)).collect();
    let (all, parts) = (count(&words(&whole)), count(&joined));
    for (letter, number) in &all {
        let other = parts.get(letter).copied().unwrap_or_default();
        assert_eq!(
            *number, other,
            "{name}: {letter:?} in the whole and in the parts"
        );
    }
    assert_eq!(all.len(), parts.len(), "{name}");
    if in_order && !whole.contains("class=\"unplaced\"") {
        // Numbers of notes about a whole division stand where it begins, which in
        // parts is on the first page that has something of it.
        let without_numbers = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
        let (whole, joined) = (without_numbers(&words(&whole)), without_numbers(&joined));
        let at = whole.chars().zip(joined.chars()).position(|(a, b)| a != b);
        let around = |text: &str| -> String {
            let from = at.unwrap_or(0).saturating_sub(40);
            text.chars().skip(from).take(120).collect()
        };
        assert!(
            whole == joined,
            "{name}: the parts are in another order:\n{}\n{}",
            around(&whole),
            around(&joined)
        );
    }
    let ids: Vec<BTreeSet<&str>> = pages
        .iter()
        .map(|page| {
            let all = values(page, "id");
            let set: BTreeSet<&str> = all.iter().copied().collect();
            assert_eq!(set.len(), all.len(), "{name}: an id stands twice on a page");
            set
        })
        .collect();
    let in_whole: BTreeSet<&str> = values(&whole, "id").into_iter().collect();
    for (at, page) in pages.iter().enumerate() {
        for href in values(page, "href") {
            let (path, id) = href.split_once('#').unwrap_or((href, ""));
            let there = match path.strip_prefix(BASE) {
                _ if path.is_empty() => Some(at),
                Some(segment) => {
                    let reference = variorum::edition::reference::from_segment(segment);
                    let reference = reference.replace("%20", " ").replace("%2C", ",");
                    document.locate(&reference).map(|found| found.part)
                }
                None => continue,
            };
            let there = there.unwrap_or_else(|| panic!("{name}: {href} leads nowhere"));
            // What leads nowhere on the page of the whole text does not here.
            let known = id.is_empty() || ids[there].contains(id) || !in_whole.contains(id);
            assert!(known, "{name}: {href} from part {at}");
        }
    }
    let first = renderer.leaf_page(document, &context(), View::default(), Leaf::Title);
    let first = first.expect("page");
    assert_eq!(words(&first), "", "{name}: the first page has text");
    for part in document.parts().all() {
        let start = variorum::edition::reference::to_segment(
            &part.address,
            variorum::edition::reference::Place::AfterVersion,
        );
        assert!(
            first.contains(&format!("href=\"{BASE}{start}\"")),
            "{name}: {start}"
        );
    }
}

#[test]
fn long_published_files_are_whole_in_their_parts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("not checked: {} is absent", folder.display());
        return;
    };
    let mut divided = 0;
    for entry in entries {
        let path = entry.expect("entry").path();
        let name = path
            .file_name()
            .expect("name")
            .to_string_lossy()
            .into_owned();
        if path.extension().is_none_or(|extension| extension != "xml") {
            continue;
        }
        let Ok(read) = tei::read(&name, &std::fs::read(&path).expect("file")) else {
            continue;
        };
        if read.value.parts().is_divided() {
            divided += 1;
            check(&name, &read.value);
        }
    }
    assert!(divided >= 3, "only {divided} files are divided");
}

/// A novel of books and chapters with notes, variants and links between them.
fn novel(books: usize, chapters: usize, paragraphs: usize) -> String {
    let mut text = String::from(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
         <title>A Novel</title></titleStmt><sourceDesc><listWit><witness xml:id='A'>a</witness>\
         <witness xml:id='B'>b</witness></listWit></sourceDesc></fileDesc></teiHeader><text><body>",
    );
    let mut number = 0;
    for book in 1..=books {
        let _ = write!(text, "<div type='book' n='{book}'><head>Book {book}</head>");
        for chapter in 1..=chapters {
            let _ = write!(
                text,
                "<div type='chapter' n='{chapter}'><head>Chapter {chapter}</head>"
            );
            for _ in 0..paragraphs {
                number += 1;
                let back = number / 2 + 1;
                let _ = write!(
                    text,
                    "<p xml:id='k{number}'>Paragraph {number} says, and not for the first time, that \
                     <app><lem wit='#A'>all happy</lem><rdg wit='#B'>most happy</rdg></app> families \
                     are alike<note>Note {number}.</note>; see <ref target='#k{back}'>before</ref>. {}</p>",
                    "Every unhappy family is unhappy in a way of its own. ".repeat(4)
                );
            }
            text.push_str("</div>");
        }
        text.push_str("</div>");
    }
    text.push_str("</body></text></TEI>");
    text
}

#[test]
fn links_lead_to_the_part_that_has_their_target() {
    let document = read("novel.xml", novel(8, 20, 20).as_bytes());
    assert!(document.parts().all().len() > 3);
    check("novel.xml", &document);
    let pages = parts(&document, &renderer());
    let away = pages
        .last()
        .expect("a page")
        .matches(&format!("href=\"{BASE}"))
        .count();
    assert!(away > 10, "only {away} links to other parts");
}

#[test]
fn a_paragraph_that_is_too_long_is_cut_within() {
    let words = "<s>Eine sehr lange Rede ohne jeden Absatz.</s> ".repeat(12_000);
    let text = format!(
        "<TEI><text><body><div n='1'><p n='1'>{words}</p><p>End.</p></div></body></text></TEI>"
    );
    let document = read("rede.xml", text.as_bytes());
    let parts = document.parts().all();
    assert!(parts.len() >= 3, "{} parts", parts.len());
    assert!(parts.iter().all(|part| part.size <= tei::part::LARGEST));
    check("rede.xml", &document);
    // Pieces that are all called alike are told apart by their first words.
    let first = renderer().leaf_page(&document, &context(), View::default(), Leaf::Title);
    let first = first.expect("a page");
    let begin = "<span class=\"begins\">Eine sehr lange Rede ohne jeden Absatz. …</span>";
    let (all, told) = (parts.len(), first.matches(begin).count());
    assert!(told == all || told + 1 == all, "{told} of {all}");
}

/// A text of 400,000 characters without divisions: all of it in one element, or in one
/// after the other.
fn undivided(begin: &str, one: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = String::from(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
         <title>Undivided</title></titleStmt><sourceDesc><listWit><witness xml:id='A'>a</witness>\
         <witness xml:id='B'>b</witness></listWit></sourceDesc></fileDesc></teiHeader><text><body>",
    );
    text.push_str(begin);
    let mut length = 0;
    for number in 1.. {
        let one = one(number);
        text.push_str(&one);
        length += one.chars().count();
        if length > 400_000 {
            break;
        }
    }
    text.push_str(end);
    text.push_str("</body></text></TEI>");
    text
}

/// Every sort of text that is one thing is cut into pages that hold all of it.
#[test]
fn whatever_is_one_thing_is_cut_within() {
    let words = "Nunc eadem, labente die, convivia quaerit.";
    let row = |n| format!("<row><cell>{n}</cell><cell>{words}</cell></row>\n");
    let entry =
        |n| format!("{words} <app><lem wit='#A'>vox{n}</lem><rdg wit='#B'>nox{n}</rdg></app> et ");
    let note = |n| format!("{words} vox{n}<note>Nota {n}.</note> ");
    let point = |n| format!("<anchor xml:id='b{n}'/>vox{n}<anchor xml:id='e{n}'/> {words} ");
    let listed: String = (1..200)
        .map(|n| {
            let n = n * 40;
            format!("<app from='#b{n}' to='#e{n}'><lem wit='#A'>vox{n}</lem><rdg wit='#B'>x{n}</rdg></app>")
        })
        .collect();
    let listed = format!("</p><listApp>{listed}</listApp>");
    let deep = |end| format!("</p>{}", "</div>".repeat(end));
    let cases = [
        (
            "a paragraph",
            "<p n='1'>",
            Box::new(|n| format!("{words} {n}. ")) as Box<dyn Fn(usize) -> String>,
            "</p>".to_owned(),
        ),
        (
            "one without white space",
            "<p>",
            Box::new(|n| format!("天地玄黃宇宙洪荒{n}。")),
            "</p>".to_owned(),
        ),
        (
            "one with references",
            "<p>",
            Box::new(|n| format!("{words} a&amp;b{n}&#x301;\r\n")),
            "</p>".to_owned(),
        ),
        (
            "one with lines",
            "<p>",
            Box::new(|n| format!("{words}<lb n='{n}'/>")),
            "</p>".to_owned(),
        ),
        (
            "one with names",
            "<p>",
            Box::new(|n| format!("{words}<name>N{n}</name>")),
            "</p>".to_owned(),
        ),
        (
            "one with a list",
            "<p><list><item>x</item></list>",
            Box::new(|n| format!("{words} {n}. ")),
            "</p>".to_owned(),
        ),
        (
            "one with entries",
            "<p n='1'>",
            Box::new(entry),
            "</p>".to_owned(),
        ),
        (
            "one with notes",
            "<p n='1'>",
            Box::new(note),
            "</p>".to_owned(),
        ),
        (
            "one with entries elsewhere",
            "<p n='1'>",
            Box::new(point),
            listed,
        ),
        (
            "a line group",
            "<lg>",
            Box::new(|_| format!("<l>{words}</l>\n")),
            "</lg>".to_owned(),
        ),
        (
            "a line",
            "<lg><l>",
            Box::new(|n| format!("{words} {n}. ")),
            "</l></lg>".to_owned(),
        ),
        ("a table", "<table>", Box::new(row), "</table>".to_owned()),
        (
            "a cell",
            "<table><row><cell>",
            Box::new(|n| format!("{words} {n}. ")),
            "</cell></row></table>".to_owned(),
        ),
        (
            "a list",
            "<list>",
            Box::new(|_| format!("<item>{words}</item>\n")),
            "</list>".to_owned(),
        ),
        (
            "paragraphs",
            "",
            Box::new(|_| format!("<p>{words}</p>\n")),
            String::new(),
        ),
        (
            "nested divisions",
            &*format!("{}<p>", "<div>".repeat(300)),
            Box::new(|n| format!("{words} {n}. ")),
            deep(300),
        ),
    ];
    for (name, begin, one, end) in cases {
        let document = read(name, undivided(begin, one, &end).as_bytes());
        let parts = document.parts().all();
        assert!(parts.len() >= 5, "{name}: {} parts", parts.len());
        let largest = parts.iter().map(|part| part.size).max();
        assert!(largest <= Some(100_000), "{name}: {largest:?}");
        check_parts(name, &document, !name.contains("notes"));
    }
}

#[test]
fn thousands_of_chapters_have_contents_that_can_be_used() {
    let document = read("novel.xml", novel(1, 3_000, 1).as_bytes());
    let parts = document.parts().all();
    assert!((5..=100).contains(&parts.len()), "{} parts", parts.len());
    let renderer = renderer();
    let first = renderer.leaf_page(&document, &context(), View::default(), Leaf::Title);
    let first = first.expect("page");
    assert!(first.len() < 100_000, "{} bytes", first.len());
    let last = Leaf::Part(parts.len() as u32 - 1);
    let last = renderer
        .leaf_page(&document, &context(), View::default(), last)
        .expect("page");
    assert!(last.contains("rel=\"prev\"") && !last.contains("rel=\"next\""));
    assert!(last.contains("aria-current=\"page\""));
}

#[test]
fn what_happens_in_one_division_changes_no_reference_in_another() {
    let before = novel(2, 10, 5);
    let references = |text: &str| {
        let document = read("novel.xml", text.as_bytes());
        let units = document.citation().addresses().units();
        let all: Vec<String> = units.iter().map(|unit| unit.reference.clone()).collect();
        all
    };
    let others = |all: Vec<String>| {
        let mine = |reference: &String| reference == "1.3" || reference.starts_with("1.3.");
        all.into_iter()
            .filter(|reference| !mine(reference))
            .collect::<Vec<_>>()
    };
    let plain = before.replace(" xml:id='k", " id='k");
    let unchanged = others(references(&plain));
    for (what, instead) in [
        ("a new paragraph", "<head>Chapter 3</head><p>New.</p>"),
        (
            "a new heading",
            "<head>Chapter 3</head><head>The third</head>",
        ),
        ("verse", "<head>Chapter 3</head><lg><l>a</l><l>b</l></lg>"),
        (
            "a repeated number",
            "<head>Chapter 3</head><p n='1'/><p n='1'/>",
        ),
        ("no heading", ""),
    ] {
        let edited = plain.replacen("<head>Chapter 3</head>", instead, 1);
        assert_ne!(edited, plain);
        assert_eq!(others(references(&edited)), unchanged, "{what}");
    }
}
