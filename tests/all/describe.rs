//! How is an edition cited? Fixture folders, and citations that went through
//! print, mail and PDF.

mod wear;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use variorum::describe::citation::{PassageStart, parse};
use variorum::describe::{Cited, CitedVersion, Format, Passage, Record, Style, citation::seal};
use variorum::edition::Digest;
use variorum::passage::{Fingerprint, Fraction};
use variorum::store;
use variorum::tei;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/describe")
}

fn record(path: &Path) -> (Record, Digest) {
    let bytes = fs::read(path).expect("readable");
    let read = tei::read("input.xml", &bytes).expect("well formed");
    (Record::of(&read.value), store::digest(&bytes))
}

/// A version and a passage of it, as if it were published.
fn cited(digest: Digest) -> [(&'static str, Cited); 5] {
    let published = Cited {
        site: Some("https://example.org/texts".into()),
        edition: Some("river-walks".parse().unwrap()),
        version: Some(CitedVersion {
            number: 3,
            published: "2026-03-14T09:26:53Z".into(),
        }),
        digest,
        passage: None,
        whole_edition: false,
    };
    let hash = Fingerprint {
        text: store::digest(b"words"),
        content: store::digest(b"content"),
    };
    let passage = |from: &str, to: Option<&str>, hash| Passage {
        from: from.into(),
        to: to.map(str::to_owned),
        hash,
    };
    [
        ("file", Cited::file(digest)),
        ("edition", published.clone().of_edition()),
        ("version", published.clone()),
        (
            "passage",
            published.clone().at(passage("1.2", None, Some(hash))),
        ),
        (
            "range",
            published.at(passage("β'.I, 2/a", Some("β'.4"), Some(hash))),
        ),
    ]
}

fn shown(record: &Record, digest: Digest) -> String {
    let mut out = String::new();
    for (what, cited) in cited(digest) {
        let _ = writeln!(out, "# {what}");
        for style in Style::ALL {
            let line = style.cite(record, &cited);
            let _ = write!(out, "{}: ", style.label());
            for piece in line.pieces {
                let mark = if piece.italic { "_" } else { "" };
                let _ = write!(out, "{mark}{}{mark}", piece.text);
            }
            out.push('\n');
        }
    }
    let [.., (_, passage), _] = cited(digest);
    for format in Format::ALL {
        let file = format.write(record, &passage).replace('\r', "");
        let _ = write!(out, "# {}\n{file}", format.label());
    }
    out
}

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("cases")
        .map(|entry| entry.expect("a case").path())
        .collect();
    folders.sort();
    folders
}

#[test]
fn fixtures_give_the_expected_citations() {
    let mut failures = Vec::new();
    for case in folders() {
        let (record, digest) = record(&case.join("input.xml"));
        let made = shown(&record, digest);
        let expected = case.join("expected.txt");
        if std::env::var_os("ACCEPT").is_some() {
            fs::write(&expected, &made).expect("the expected file can be written");
        }
        if fs::read_to_string(&expected).unwrap_or_default() != made {
            failures.push(format!("{} differs from:\n{made}", expected.display()));
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// What a citation of `cited` must be read as, if it has this many digits of
/// the digest.
fn check(cited: &Cited, text: &str, digits: usize) -> Result<(), String> {
    let read = parse(text).ok_or_else(|| format!("not read: {text:?}"))?;
    let passage = cited.passage.as_ref();
    let hash = passage.and_then(|passage| passage.hash);
    let short = |digest: Digest| digest.short().parse::<Fraction>().unwrap();
    let expected = (
        cited.edition.clone(),
        cited.version.as_ref().map(|version| version.number),
        cited.digest.to_string()[..digits].parse().ok(),
        passage.map(Passage::reference),
        hash.map(|hash| PassageStart {
            text: short(hash.text),
            content: short(hash.content),
        }),
    );
    let site = cited.site.clone().filter(|_| digits == 64);
    let found = (
        read.edition,
        read.version,
        read.digest,
        read.reference,
        read.passage,
    );
    if found == expected && read.site == site {
        Ok(())
    } else {
        Err(format!(
            "{:?} {found:?}\nnot {site:?} {expected:?}\nin {text:?}",
            read.site
        ))
    }
}

fn digits(style: Style) -> usize {
    if style == Style::Short { 32 } else { 64 }
}

#[test]
fn every_citation_of_every_fixture_is_read_back() {
    for case in folders() {
        let (record, digest) = record(&case.join("input.xml"));
        for (_, cited) in cited(digest) {
            for style in Style::ALL {
                let text = style.cite(&record, &cited).text();
                check(&cited, &text, digits(style)).unwrap();
            }
            for format in Format::ALL {
                let text = format.write(&record, &cited);
                check(&cited, &text, 64).unwrap();
            }
        }
    }
}

#[test]
fn addresses_and_hashes_alone_are_read() {
    let digest = store::digest(b"x");
    let ni = seal::named_information(&digest);
    for text in [
        format!("sha256:{digest}"),
        format!("SHA-256 {digest}."),
        ni.clone(),
        format!("<{ni}>"),
    ] {
        let read = parse(&text).expect("a hash");
        assert_eq!(read.digest, Some(digest.into()), "{text}");
        assert_eq!(read.edition, None);
    }
    let table = [
        ("https://a.org/editions/lamb", None, None),
        ("(https://a.org/editions/lamb/2)", Some(2), None),
        (
            "http://a.org/editions/lamb/2/colophon, read today",
            Some(2),
            None,
        ),
        ("https://a.org/editions/lamb/2/edition.xml", Some(2), None),
        (
            "https://a.org/editions/lamb/2/~preface?view=diplomatic#x",
            Some(2),
            Some("preface"),
        ),
        (
            "/editions/lamb/2/Gn%201%2C2 in words",
            Some(2),
            Some("Gn 1,2"),
        ),
        ("https://a.org/editions/lamb/1.2", None, Some("1.2")),
    ];
    for (text, version, reference) in table {
        let read = parse(text).expect("an address");
        assert_eq!(read.edition.unwrap().as_str(), "lamb", "{text}");
        assert_eq!(
            (read.version, read.reference.as_deref()),
            (version, reference),
            "{text}"
        );
    }
    for nothing in [
        "",
        "Lamb, Elia, p. 4",
        "sha256:",
        "sha256:abc",
        "https://a.org/",
        "[[[;;,,",
    ] {
        assert_eq!(parse(nothing), None, "{nothing}");
    }
}

/// Files of other people; not part of this repository.
fn shared() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return Vec::new();
    };
    let files = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "xml"))
        .collect();
    files.sort();
    files
}

/// Records of every fixture and every published file that is at hand.
fn records() -> Vec<(String, Record, Digest)> {
    let fixtures = folders().into_iter().map(|case| case.join("input.xml"));
    let mut records = Vec::new();
    for (at, path) in fixtures.chain(shared()).enumerate() {
        let bytes = fs::read(&path).expect("readable");
        // Headers are short, and large files take long to read.
        if bytes.len() > 400_000 {
            continue;
        }
        if let Ok(read) = tei::read("input.xml", &bytes) {
            let name = format!("{at:03}");
            records.push((name, Record::of(&read.value), store::digest(&bytes)));
        }
    }
    records
}

#[test]
fn published_files_are_cited_and_read_back() {
    for (name, record, digest) in records() {
        for (what, cited) in cited(digest) {
            for style in Style::ALL {
                let text = style.cite(&record, &cited).text();
                let checked = check(&cited, &text, digits(style));
                assert!(checked.is_ok(), "{name} {what}: {}", checked.unwrap_err());
            }
        }
    }
}

/// Where `tests/tools.sh` put Python with programs of other people; or another
/// one, if the environment names it.
pub fn clients() -> Option<PathBuf> {
    let named = std::env::var_os("CLIENTS_PYTHON").map(PathBuf::from);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python");
    let python = named.unwrap_or_else(|| folder.join("bin/python"));
    let modules = "import memento_client, signposting, bibtexparser, pybtex, rispy, citeproc";
    let tried = Command::new(&python).args(["-c", modules]).output();
    if tried.is_ok_and(|tried| tried.status.success()) {
        return Some(python);
    }
    println!("skipped: the clients are not in {}", python.display());
    None
}

#[test]
fn programs_of_others_find_the_same_in_three_formats() {
    let Some(python) = clients() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    for (name, record, digest) in records() {
        for (what, cited) in cited(digest) {
            for format in Format::ALL {
                let file = format!("{name}-{what}.{}", format.ending());
                let text = format.write(&record, &cited);
                fs::write(folder.path().join(file), text).expect("written");
            }
        }
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/formats.py");
    let run = Command::new(python).arg(script).arg(folder.path()).output();
    let run = run.expect("Python runs");
    let said = [run.stdout, run.stderr].concat();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// A hyphen that belongs to a name, broken after it in the seal: the address
/// knows.
#[test]
fn address_and_seal_settle_what_a_hyphen_at_a_line_end_is() {
    let digest = store::digest(b"x");
    let text = |address: &str, edition: &str, reference: &str| {
        format!("X. {address}. [{edition}, version 3, sha256:{digest}; {reference}]")
    };
    let table = [
        ("https://a.org/editions/ab-cd/3/1-2", "ab-\ncd", "1-\n2"),
        ("https://a.org/editions/ab-cd/3/1-2", "a-\nb-cd", "1-2"),
        ("https://a.org/editions/a-\nb-cd/3/1-\n2", "ab-cd", "1-2"),
        ("https://a.org/editions/ab-\ncd/3/1-2", "ab-c-\nd", "1-2"),
    ];
    for (address, edition, reference) in table {
        let read = parse(&text(address, edition, reference)).expect("read");
        assert_eq!(read.edition.unwrap().as_str(), "ab-cd");
        assert_eq!(read.reference.as_deref(), Some("1-2"));
    }
}

/// Without an address, what stands before the seal knows.
#[test]
fn the_place_for_people_settles_it_too() {
    let digest = store::digest(b"x");
    for (place, sealed) in [
        ("1.20", "1.2-\n0"),
        ("1–20", "1-\n20"),
        ("Gn 1,2", "G-\nn%201%2C2"),
    ] {
        let text = format!("Elia {place} [lamb, version 3, sha256:{digest}; {sealed}]");
        let read = parse(&text).expect("read").reference;
        assert_eq!(read.as_deref(), Some(place.replace('–', "-").as_str()));
    }
}

fn reference() -> impl Strategy<Value = String> {
    let usual = "[1-9][0-9]{0,2}(\\.[1-9][0-9]{0,2}){0,3}";
    prop_oneof![
        usual,
        "[a-z]{1,12}",
        "[A-Z][a-z] [0-9]{1,3},[0-9]{1,2}",
        "\\PC{1,12}"
    ]
    .prop_filter("references have words", |text: &String| {
        !text.trim().is_empty() && text != "~"
    })
}

fn any_cited() -> impl Strategy<Value = Cited> {
    let edition = "[a-z0-9][a-z0-9-]{0,24}".prop_map(|name| name.parse().unwrap());
    let site = "https?://[a-z]{1,9}(\\.[a-z]{2,5}){1,2}(:[1-9][0-9]{2})?(/[a-z]{1,8}){0,2}";
    let hash = any::<([u8; 32], [u8; 32])>().prop_map(|(text, content)| Fingerprint {
        text: Digest(text),
        content: Digest(content),
    });
    let passage = (
        reference(),
        prop::option::of(reference()),
        prop::option::of(hash),
    );
    let passage = passage.prop_map(|(from, to, hash)| Passage { from, to, hash });
    (
        site,
        edition,
        1..10_000_u32,
        any::<[u8; 32]>(),
        prop::option::of(passage),
    )
        .prop_map(|(site, edition, number, digest, passage)| Cited {
            site: Some(site),
            edition: Some(edition),
            version: Some(CitedVersion {
                number,
                published: "2026-03-14T09:26:53Z".into(),
            }),
            digest: Digest(digest),
            passage,
            whole_edition: false,
        })
}

proptest! {
    // The same cases at every run: of names that have the very hyphens of a line
    // end in them, some can be read in two ways (docs/citing.md, 5).
    #![proptest_config(ProptestConfig {
        cases: 192,
        rng_seed: RngSeed::Fixed(20_261_126),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_printed_is_read_back_however_worn(
        cited in any_cited(),
        seed in any::<u64>(),
        case in 0..7_usize,
    ) {
        let case = &folders()[case];
        let (record, _) = record(&case.join("input.xml"));
        for style in Style::ALL {
            let text = style.cite(&record, &cited).text();
            // Without an address there is no second copy of the name.
            let worn = match style {
                Style::Short => wear::wrapping(&text, seed),
                _ => wear::all(&text, seed),
            };
            for worn in worn {
                let checked = check(&cited, &worn, digits(style));
                prop_assert!(checked.is_ok(), "{}", checked.unwrap_err());
            }
        }
        for format in Format::ALL {
            let text = format.write(&record, &cited);
            for worn in [text.replace('\n', " "), text.replace(' ', "\n  "), text] {
                let checked = check(&cited, &worn, 64);
                prop_assert!(checked.is_ok(), "{}", checked.unwrap_err());
            }
        }
    }

    #[test]
    fn whatever_is_pasted_is_read_or_not(text in "\\PC{0,200}|[0-9a-f\\[\\];:, /.%~-]{0,200}") {
        let _ = parse(&text);
        let _ = parse(&format!("[a, version 1, sha256:{text}"));
        let _ = parse(&format!("https://a.org/editions/{text}"));
    }
}
