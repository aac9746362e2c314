//! How is an edition described for a library? Fixture folders, schemas and the
//! rules of cataloguers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use variorum::describe::reading::{gaps, rows};
use variorum::describe::{Cited, CitedVersion, Description, Held, Scheme};
use variorum::{store, tei};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/cases/crosswalk")).expect("cases");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("a case").path()).collect();
    folders.sort();
    folders
}

/// The description of a file, and what a store would know of its third version.
fn described(path: &Path) -> Option<(Description, Held)> {
    let bytes = fs::read(path).expect("readable");
    let document = tei::read("input.xml", &bytes).ok()?.value;
    let cited = Cited {
        site: Some("https://example.org/texts".into()),
        edition: Some("river-walks".parse().unwrap()),
        version: Some(CitedVersion {
            number: 3,
            published: "2026-03-14T09:26:53Z".into(),
        }),
        ..Cited::file(store::digest(&bytes))
    };
    let held = Held::of(&cited, "2025-11-02T08:00:00Z");
    Some((Description::of(&document), held))
}

/// The same of a file that is not published.
fn unpublished(path: &Path) -> (Description, Held) {
    let (description, held) = described(path).expect("well formed");
    let held = Held {
        name: "river".to_owned(),
        ..Held::of(&Cited::file(held.digest), "2026-11-26T12:00:00Z")
    };
    (description, held)
}

fn told(description: &Description) -> String {
    let mut text = String::new();
    for row in rows(description) {
        text.push_str(&format!(
            "{} | {} | {} | {}\n",
            row.label, row.element, row.marc, row.dublin_core
        ));
        for value in row.values {
            let address = value.address.map(|address| format!(" <{address}>"));
            text.push_str(&format!(
                "  {} [{}]{}\n",
                value.text,
                value.reading,
                address.unwrap_or_default()
            ));
        }
    }
    for gap in gaps(description) {
        text.push_str(&format!(
            "- {} {} {}\n",
            gap.what, gap.consequence, gap.remedy
        ));
    }
    text
}

#[test]
fn fixtures_give_the_expected_records() {
    let mut failures = Vec::new();
    for case in folders() {
        let (description, held) = described(&case.join("input.xml")).expect("well formed");
        let records = Scheme::ALL.map(|scheme| {
            let record = scheme
                .write(&description, &held)
                .unwrap_or_else(|wanting| wanting.0);
            (format!("record.{}", scheme.ending()), record)
        });
        let reading = ("reading.txt".to_owned(), told(&description));
        for (name, made) in records.into_iter().chain([reading]) {
            let expected = case.join(name);
            if std::env::var_os("ACCEPT").is_some() {
                fs::write(&expected, &made).expect("the expected file can be written");
            }
            if fs::read_to_string(&expected).unwrap_or_default() != made {
                failures.push(format!("{} differs from:\n{made}", expected.display()));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// Files of other people; not part of this repository.
fn inputs() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = folders()
        .iter()
        .map(|case| case.join("input.xml"))
        .collect();
    if let Ok(entries) = fs::read_dir(root().join("../shared/tei")) {
        let shared = entries.map(|entry| entry.expect("an entry").path());
        let small = |path: &PathBuf| {
            let size = fs::metadata(path).map_or(0, |data| data.len());
            path.extension().is_some_and(|ending| ending == "xml") && size < 400_000
        };
        files.extend(shared.filter(small));
    }
    files.sort();
    files
}

/// Whatever the header lacks: no element is empty, and none says nothing.
#[test]
fn no_element_is_empty() {
    for path in inputs() {
        let Some((description, held)) = described(&path) else {
            continue;
        };
        for scheme in Scheme::ALL {
            let Ok(record) = scheme.write(&description, &held) else {
                continue;
            };
            if scheme == Scheme::SchemaOrg {
                let read: serde_json::Value = serde_json::from_str(&record).expect("JSON");
                let nothing = ["\"\"", "[]", "{}", "null"];
                let text = read.to_string();
                let empty = nothing
                    .iter()
                    .find(|nothing| text.contains(&format!(":{nothing}")));
                assert_eq!(empty, None, "{}: {record}", path.display());
                continue;
            }
            let tree = roxmltree::Document::parse(&record).expect("well formed");
            for node in tree.descendants().filter(|node| node.is_element()) {
                let words = node.descendants().filter_map(|inner| inner.text());
                let filled = words.into_iter().any(|text| !text.trim().is_empty());
                let name = node.tag_name().name();
                assert!(filled, "{} {}: <{name}>", path.display(), scheme.word());
                let blank = node.attributes().find(|one| one.value().trim().is_empty());
                let blank = blank.filter(|one| !one.name().starts_with("ind"));
                assert_eq!(blank.map(|one| one.name().to_owned()), None, "{name}");
            }
        }
    }
}

/// Positions that no schema looks at.
#[test]
fn control_fields_have_their_lengths() {
    for path in inputs() {
        let Some((description, held)) = described(&path) else {
            continue;
        };
        let record = Scheme::Marc.write(&description, &held).expect("a record");
        let tree = roxmltree::Document::parse(&record).expect("well formed");
        let field = |tag: &str| {
            let mut all = tree.descendants();
            let found = all.find(|node| node.attribute("tag") == Some(tag));
            found
                .and_then(|node| node.text())
                .unwrap_or_default()
                .to_owned()
        };
        let leader = tree
            .descendants()
            .find(|node| node.has_tag_name(("http://www.loc.gov/MARC21/slim", "leader")));
        assert_eq!(leader.and_then(|node| node.text()).map(str::len), Some(24));
        let fixed = field("008");
        assert_eq!(
            (fixed.len(), field("006").len(), field("007").len()),
            (40, 18, 14),
            "{fixed}"
        );
        assert_eq!(&fixed[..6], "251102");
        assert_eq!(field("005"), "20260314092653.0");
        let language = description
            .language_codes()
            .first()
            .copied()
            .unwrap_or("   ");
        assert_eq!(&fixed[35..38], language, "{}", path.display());
    }
}

#[test]
fn a_file_that_is_not_published_has_no_addresses() {
    let case = root().join("tests/cases/crosswalk/only-a-title/input.xml");
    let (description, held) = unpublished(&case);
    for scheme in [
        Scheme::DublinCore,
        Scheme::Mods,
        Scheme::Marc,
        Scheme::SchemaOrg,
    ] {
        let record = scheme.write(&description, &held).expect("a record");
        assert!(
            !record.contains("example.org") && !record.contains("/editions/"),
            "{record}"
        );
    }
    let wanting = Scheme::DataCite
        .write(&description, &held)
        .expect_err("no year");
    assert!(wanting.0.contains("year"), "{}", wanting.0);
}

/// All records of a scheme, as files in a folder.
fn write_all(scheme: Scheme, folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (at, path) in inputs().into_iter().enumerate() {
        let Some((description, held)) = described(&path) else {
            continue;
        };
        let Ok(record) = scheme.write(&description, &held) else {
            continue;
        };
        let file = folder.join(format!("{at:03}.{}", scheme.ending()));
        fs::write(&file, record).expect("written");
        files.push(file);
    }
    files
}

/// Whether a program is installed; `tests/tools.sh` installs it.
fn has(program: &str, arguments: &[&str]) -> bool {
    let tried = Command::new(program).args(arguments).output();
    let found = tried.is_ok_and(|tried| tried.status.success());
    if !found {
        println!("skipped: there is no {program} {}", arguments.join(" "));
    }
    found
}

fn run(command: &mut Command) {
    let run = command.output().expect("it runs");
    let said = [run.stdout, run.stderr].concat();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// Schemas that may be given away are here; others stand in a folder that the
/// environment names.
#[test]
fn records_obey_their_schemas() {
    if !has("xmllint", &["--version"]) {
        return;
    }
    let here = root().join("tests/schemas/loc");
    let mut schemas = vec![
        (
            Scheme::Marc,
            here.join("MARC21slim.xsd"),
            here.join("catalog.xml"),
        ),
        (
            Scheme::Mods,
            here.join("mods-3-7.xsd"),
            here.join("catalog.xml"),
        ),
    ];
    let elsewhere = std::env::var_os("XSD_FOLDER").map(PathBuf::from);
    let elsewhere = elsewhere.unwrap_or_else(|| root().join("../shared/protocols/xsd"));
    let catalog = elsewhere.join("catalog.xml");
    let others = [
        (Scheme::DublinCore, "oai_dc.xsd"),
        (Scheme::DataCite, "datacite/metadata.xsd"),
    ];
    for (scheme, file) in others {
        let file = elsewhere.join(file);
        match file.is_file() {
            true => schemas.push((scheme, file, catalog.clone())),
            false => println!("skipped: {} is not there", file.display()),
        }
    }
    for (scheme, schema, catalog) in schemas {
        let folder = tempfile::tempdir().expect("a folder");
        let files = write_all(scheme, folder.path());
        assert!(!files.is_empty());
        let mut command = Command::new("xmllint");
        command
            .args(["--nonet", "--noout", "--schema"])
            .arg(schema)
            .args(files);
        run(command.env("XML_CATALOG_FILES", catalog));
    }
}

#[test]
fn cataloguers_find_nothing_amiss() {
    if !has("perl", &["-MMARC::Lint", "-MMARC::File::XML", "-e1"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let files = write_all(Scheme::Marc, folder.path());
    run(Command::new("perl")
        .arg(root().join("tests/clients/marc.pl"))
        .args(files));
}
