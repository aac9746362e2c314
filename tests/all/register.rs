//! Who and what is named? Fixture folders, every published file, and many names.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use variorum::edition::RegisterKind;
use variorum::edition::register::{Identity, RegisterEntry, Standing};
use variorum::operations::{read_registers, registers_as_csv};
use variorum::render::page::{RegisterAddress, VersionFacts};
use variorum::render::{AssetAddresses, EditionContext, Renderer};
use variorum::source::{Deposit, FilePath};
use variorum::tei::register::{Registers, registers};
use variorum::tei::{self, Document};
use variorum::xml::{Element, NodeId};

use crate::clock::worked;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/register")
}

fn read(name: &str, bytes: &[u8]) -> Document {
    match tei::read(name, bytes) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{name}: {:?}", rejected.findings),
    }
}

fn of(body: &str) -> Registers {
    let xml = format!("<TEI><text><body>{body}</body></text></TEI>");
    registers(&read("test.xml", xml.as_bytes()))
}

fn people(registers: &Registers) -> &[RegisterEntry] {
    &registers.get(RegisterKind::People).expect("kind").entries
}

/// Compares what was made with the expected file; `ACCEPT=1` writes it.
fn check(expected: &Path, made: &str) -> Result<(), String> {
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(expected, made).expect("the expected file can be written");
    }
    match fs::read_to_string(expected) {
        Ok(text) if text == made => Ok(()),
        Ok(_) => Err(format!("{} differs from:\n{made}", expected.display())),
        Err(_) => Err(format!(
            "{}: nobody has accepted this yet:\n{made}",
            expected.display()
        )),
    }
}

#[test]
fn fixtures_give_the_expected_registers() {
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    let mut failures = Vec::new();
    for folder in &folders {
        let bytes = fs::read(folder.join("input.xml")).expect("input");
        let input = Deposit {
            name: "input.xml",
            bytes: &bytes,
            path: &FilePath::edition(),
            files: &(),
        };
        let Ok(made) = read_registers(&input, None) else {
            panic!("{} cannot be read", folder.display());
        };
        let table = registers_as_csv(&made);
        failures.extend(check(&folder.join("expected.csv"), &table).err());
        let json: String = made.iter().map(|register| register.json()).collect();
        failures.extend(check(&folder.join("expected.json"), &json).err());
    }
    assert!(folders.len() >= 6, "only {} cases", folders.len());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// Published files with the facts that were found independently.
fn published() -> Vec<(String, Vec<u8>, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("not checked: {} is absent", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let named = paths.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let facts = fs::read_to_string(folder.join("facts").join(format!("{name}.json"))).ok()?;
        let facts = serde_json::from_str(&facts).expect("facts are JSON");
        Some((name, fs::read(&path).expect("file"), facts))
    });
    named.collect()
}

const SCOPES: [&str; 4] = ["text", "sourceDoc", "standOff", "facsimile"];

/// Elements of this name below an outermost text, as the facts count them.
fn in_text<'t>(document: &'t Document, name: &'t str) -> Vec<Element<'t>> {
    let root = document.tree().root();
    let within = |element: &Element<'t>| {
        let mut above = element.ancestors();
        above.any(|above| SCOPES.iter().any(|scope| above.is(scope)))
    };
    root.find_all(name).filter(within).collect()
}

/// Why a name is in no register; `None` if nothing explains it.
fn reason(document: &Document, name: Element<'_>) -> Option<&'static str> {
    let declared = |above: Element<'_>| {
        let listed = ["person", "personGrp", "place", "org", "event"];
        let work = above.is("bibl") && above.parent().is_some_and(|list| list.is("listBibl"));
        (listed.iter().any(|kind| above.is(kind)) || work) && above.xml_id().is_some()
    };
    let pointers = ["ref", "key", "corresp", "sameAs"];
    let points = pointers
        .iter()
        .any(|pointer| name.attribute(pointer).is_some());
    let shown = document
        .text()
        .any(|root| root.id() <= name.id() && name.id() < root.end());
    if !shown {
        Some("outside the text")
    } else if name.ancestors().any(declared) {
        Some("in a declaration")
    } else if name.ancestors().any(|above| above.is("teiHeader")) {
        Some("in a header within the text")
    } else if !points && name.text().trim().is_empty() {
        Some("without words and pointer")
    } else {
        None
    }
}

#[test]
fn every_name_of_the_published_files_is_in_its_register_once() {
    let (mut counted, mut listed) = (0, 0);
    let mut faults = Vec::new();
    for (name, bytes, facts) in published() {
        let Ok(read) = tei::read(&name, &bytes) else {
            continue;
        };
        let document = read.value;
        let registers = registers(&document);
        for element in ["persName", "placeName", "orgName"] {
            let found = in_text(&document, element);
            let expected = facts["text_counts"][element].as_u64().unwrap_or(0);
            if found.len() as u64 != expected {
                faults.push(format!(
                    "{name}: {} {element}, expected {expected}",
                    found.len()
                ));
            }
            counted += found.len();
            for name_element in found {
                let entries = registers.entries_at(name_element.id()).count();
                listed += entries;
                let explained = reason(&document, name_element);
                if (entries == 0) != explained.is_some() {
                    let text = name_element.raw_start_tag();
                    faults.push(format!("{name}: {text}: {entries} entries, {explained:?}"));
                }
            }
        }
        let all: usize = registers
            .filled()
            .flat_map(|register| &register.entries)
            .map(|entry| entry.occurrences.len())
            .sum();
        let placed: usize = (document.tree().nodes())
            .map(|node| registers.entries_at(node.id()).count())
            .sum();
        assert_eq!(all, placed, "{name}: each passage belongs to one element");
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    println!("{counted} names in the texts, {listed} of them in registers");
}

#[test]
fn passages_of_published_files_lead_somewhere() {
    for (name, bytes, _) in published() {
        let Ok(read) = tei::read(&name, &bytes) else {
            continue;
        };
        let document = read.value;
        let mut places: std::collections::BTreeSet<String> = document
            .units()
            .iter()
            .map(|unit| unit.unit.id.clone())
            .collect();
        places.extend(document.notes().iter().map(|note| note.note.id.clone()));
        places.extend(
            document
                .entries()
                .iter()
                .map(|entry| entry.entry.id.clone()),
        );
        places.extend(
            document
                .divisions()
                .into_iter()
                .filter_map(|division| division.id),
        );
        for entry in registers(&document)
            .filled()
            .flat_map(|register| &register.entries)
        {
            assert!(!entry.headword.is_empty(), "{name}: {}", entry.id);
            let forms: u32 = entry.forms.iter().map(|form| form.count).sum();
            let worded = entry
                .occurrences
                .iter()
                .filter(|o| !o.form.is_empty())
                .count();
            assert_eq!(forms as usize, worded, "{name}: {}", entry.id);
            for place in entry.occurrences.iter().filter_map(|o| o.place.as_ref()) {
                assert!(places.contains(place), "{name}: nothing at #{place}");
            }
        }
    }
}

#[test]
fn the_words_around_a_name_are_those_of_its_text() {
    let registers = of(
        "<p n='1'>Once <hi>there</hi> was <note>not <persName>B</persName> here</note><persName>A</persName>, a king.</p>",
    );
    let [a, b] = people(&registers) else {
        panic!("two people");
    };
    let (a, b) = (&a.occurrences[0], &b.occurrences[0]);
    assert_eq!(
        (a.before.as_str(), a.after.as_str()),
        ("Once there was ", ", a king.")
    );
    assert_eq!((b.before.as_str(), b.after.as_str()), ("not ", " here"));
    assert_eq!((a.standing, b.standing), (Standing::Text, Standing::Note));
}

#[test]
fn a_pointer_that_leads_nowhere_still_identifies() {
    let registers =
        of("<p><persName ref='#pmb7'>A</persName><persName ref='#pmb7'>B</persName></p>");
    let [entry] = people(&registers) else {
        panic!("one person");
    };
    assert_eq!(entry.identity, Identity::Pointer("#pmb7".into()));
    assert!(entry.inferred && entry.headword == "A" && entry.forms.len() == 2);
}

fn names(count: usize) -> String {
    let name = |at: usize| {
        let (who, where_) = (at % 700, at % 90);
        format!(
            "<p n='{at}'>Then <persName ref='#p{who}'>Person {who}</persName> went with \
             <persName>Nameless {who}</persName> to <placeName key='k{where_}'>Place {where_}</placeName>.</p>"
        )
    };
    let body: String = (0..count).map(name).collect();
    format!("<TEI><text><body>{body}</body></text></TEI>")
}

fn time(xml: &str) -> Duration {
    let document = read("test.xml", xml.as_bytes());
    let tries = (0..3).map(|_| {
        let start = worked();
        let found = registers(&document);
        assert!(people(&found).len() >= 700);
        worked() - start
    });
    tries.min().expect("tries")
}

#[test]
fn time_grows_with_the_names() {
    let (small, large) = (time(&names(2000)), time(&names(16_000)));
    println!("6,000 names {small:?}, 48,000 names {large:?}");
    // Eight times the names: sixteen times the time would be growth by the square.
    assert!(
        large < small * 16 + Duration::from_millis(200),
        "{small:?} {large:?}"
    );
    // One paragraph, no white space: the words around a name are not looked for far.
    let dense = format!(
        "<TEI><text><body><p>{}</p></body></text></TEI>",
        (0..20_000)
            .map(|at| format!("<persName>名{}</persName>", at % 900))
            .collect::<String>()
    );
    assert!(time(&dense) < Duration::from_secs(5));
}

fn addresses() -> Vec<RegisterAddress> {
    let address = |kind: RegisterKind| RegisterAddress {
        kind,
        href: format!("/editions/x/2/{}", kind.word()),
        json_href: format!("/editions/x/2/{}.json", kind.word()),
        csv_href: format!("/editions/x/2/{}.csv", kind.word()),
    };
    RegisterKind::ALL.map(address).into()
}

fn context() -> EditionContext {
    EditionContext {
        version: VersionFacts {
            href: "/editions/x/2".into(),
            number: 2,
            groups: vec!["00000000".into(); 8],
            ..VersionFacts::default()
        },
        registers: addresses(),
        ..EditionContext::default()
    }
}

fn page(xml: &[u8], kind: RegisterKind) -> String {
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("templates");
    let page = renderer.register_page(&read("test.xml", xml), &context(), kind);
    page.expect("page")
}

#[test]
fn the_page_folds_what_is_long_and_links_every_passage() {
    let xml = names(700 * 30);
    let shown = page(xml.as_bytes(), RegisterKind::People);
    assert_eq!(shown.matches("<details>").count(), 1400);
    assert_eq!(shown.matches("10 more passages").count(), 1400);
    assert_eq!(shown.matches("class=\"where\"").count(), 2 * 700 * 30);
    assert!(
        shown.contains("href=\"/editions/x/2/") && shown.contains("#p20999\""),
        "the last passage, on the page of its part"
    );
}

#[test]
fn a_page_of_very_many_passages_has_the_first_ones() {
    let shown = page(names(30_000).as_bytes(), RegisterKind::People);
    assert_eq!(shown.matches("class=\"where\"").count(), 1400 * 20);
    assert!(shown.contains("60000 passages") && shown.contains("22 more in the files below"));
}

#[test]
fn only_registers_with_entries_are_linked() {
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("templates");
    let document = read(
        "test.xml",
        b"<TEI><text><body><p><placeName>A</placeName></p></body></text></TEI>",
    );
    let shown = renderer
        .edition_page(&document, &context(), variorum::render::View::default())
        .expect("page");
    assert!(shown.contains("href=\"/editions/x/2/places\""));
    assert!(!shown.contains("/editions/x/2/people"));
}

#[test]
fn a_hostile_file_is_only_text() {
    let xml = fs::read(cases().join("a-hostile-file-cannot-act/input.xml")).expect("case");
    let shown = page(&xml, RegisterKind::People);
    for forbidden in [
        "<script>alert",
        "href=\"javascript:",
        "<img src=x",
        "\"onclick=\"x\"",
        "<b>\"<b>",
    ] {
        assert!(!shown.contains(forbidden), "{forbidden}");
    }
    let ids: Vec<&str> = shown
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "ids are unique: {ids:?}");
}

#[test]
fn node_ids_of_other_elements_have_no_entry() {
    let document = read("test.xml", b"<TEI><text><body><p>a</p></body></text></TEI>");
    let registers = registers(&document);
    let all: Vec<NodeId> = document.tree().nodes().map(|node| node.id()).collect();
    assert!(
        all.iter()
            .all(|node| registers.entries_at(*node).next().is_none())
    );
    assert_eq!(registers.filled().count(), 0);
}

/// Numbers that look random and are the same each time (Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

/// The file with one element taken out, or another put in its place.
fn shuffled(document: &Document, dice: &mut Dice) -> String {
    let source = document.tree().source().text();
    let elements: Vec<Element<'_>> = document
        .tree()
        .root()
        .descendants()
        .filter_map(|node| node.element())
        .collect();
    let (one, other) = (
        elements[dice.below(elements.len())],
        elements[dice.below(elements.len())],
    );
    let span = one.span();
    let put = match dice.below(3) {
        0 => "",
        _ => document.tree().source().slice(other.span()),
    };
    let (start, end) = (span.start as usize, span.end as usize);
    format!("{}{put}{}", &source[..start], &source[end..])
}

#[test]
fn files_in_disorder_are_read_all_the_same() {
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("templates");
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    let mut dice = Dice(7);
    let mut read_files = 0;
    for folder in folders {
        let whole = fs::read_to_string(folder.join("input.xml")).expect("input");
        let mut xml = whole.clone();
        for step in 0..120 {
            // Six changes one after the other, then from the start again.
            if step % 6 == 0 {
                xml = whole.clone();
            }
            let Ok(read) = tei::read("test.xml", xml.as_bytes()) else {
                continue;
            };
            if read.value.tree().root().elements().next().is_none() {
                continue;
            }
            read_files += 1;
            check_disorder(&read.value, &xml, (step % 10 == 0).then_some(&renderer));
            xml = shuffled(&read.value, &mut dice);
        }
    }
    assert!(read_files > 100, "only {read_files} files were well formed");
    println!("{read_files} files in disorder");
}

fn check_disorder(document: &Document, xml: &str, renderer: Option<&Renderer>) {
    let found = registers(document);
    let nodes = document.tree().nodes().map(|node| node.id());
    let placed: usize = nodes.map(|node| found.entries_at(node).count()).sum();
    let entries = found.filled().flat_map(|register| &register.entries);
    let all: usize = entries.map(|entry| entry.occurrences.len()).sum();
    assert_eq!(all, placed, "{xml}");
    for (renderer, kind) in renderer
        .into_iter()
        .flat_map(|r| RegisterKind::ALL.map(|kind| (r, kind)))
    {
        let page = renderer.register_page(document, &context(), kind);
        assert!(page.is_ok(), "{xml}");
    }
}
