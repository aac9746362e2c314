//! `variorum validate` as it is used from a terminal.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Exit code, standard output, standard error.
fn validate(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .current_dir(folder)
        .arg("validate")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("a code");
    (code, text(&output.stdout), text(&output.stderr))
}

/// A folder with a document that names `href`, and files besides.
fn folder(href: &str, files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("folder");
    let document = format!(
        "<?xml-model href=\"{href}\" schematypens=\"http://relaxng.org/ns/structure/1.0\"?>\n<note><to/></note>\n"
    );
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("texts/a.xml", &document);
    for (name, text) in files {
        write(name, text);
    }
    folder
}

const SCHEMA: &str = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'>\
    <start><element name='note'><ref name='to'/></element></start>\
    <include href='part.rng'/></grammar>";
const PART: &str = "<grammar xmlns='http://relaxng.org/ns/structure/1.0'>\
    <define name='to'><element name='to'><empty/></element></define></grammar>";
const CATALOGUE: &str = "<catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\
    <uri name='https://example.org/note.rng' uri='note.rng'/>\
    <group xml:base='deep/'><rewriteURI uriStartString='https://example.org/all/' rewritePrefix=''/></group>\
    <uri name='https://example.org/out.rng' uri='../out.rng'/></catalog>";

#[test]
fn a_schema_beside_the_document_is_used() {
    let folder = folder(
        "note.rng",
        &[("texts/note.rng", SCHEMA), ("texts/part.rng", PART)],
    );
    let (code, said, _) = validate(folder.path(), &["texts/a.xml"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("valid against note.rng"), "{said}");
}

#[test]
fn a_schema_outside_the_folder_that_was_named_is_not_looked_at() {
    let files = [("note.rng", SCHEMA), ("part.rng", PART)];
    let folder = folder("../note.rng", &files);
    let (code, said, notes) = validate(folder.path(), &["texts/a.xml"]);
    assert_eq!(code, 1);
    assert!(said.contains("not valid against TEI All"), "{said}");
    assert!(
        notes.contains("info[schema-unavailable]: `../note.rng` is not at hand"),
        "{notes}"
    );
    // The folder above was named: it is inside.
    let (code, said, notes) = validate(folder.path(), &["."]);
    assert!(said.contains("valid against ../note.rng"), "{said}{notes}");
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_catalogue_says_which_file_stands_for_an_address() {
    let files = [
        ("schemas/catalog.xml", CATALOGUE),
        ("schemas/note.rng", SCHEMA),
        ("schemas/part.rng", PART),
        ("schemas/deep/note.rng", SCHEMA),
        ("schemas/deep/part.rng", PART),
        ("out.rng", PART),
    ];
    for (href, good) in [
        ("https://example.org/note.rng", true),
        ("https://example.org/all/note.rng", true),
        ("https://example.org/out.rng", false),
        ("https://example.org/all/../../out.rng", false),
        ("https://example.org/else.rng", false),
    ] {
        let folder = folder(href, &files);
        let (code, said, notes) = validate(folder.path(), &["texts/a.xml", "--schemas", "schemas"]);
        assert_eq!(code, i32::from(!good), "{href}: {said}{notes}");
        assert_eq!(notes.contains("is not at hand"), !good, "{href}: {notes}");
    }
}

#[test]
fn what_cannot_be_used_is_said_with_a_remedy() {
    let compact = folder("note.rnc", &[("texts/note.rnc", "element note { empty }")]);
    let (_, _, notes) = validate(compact.path(), &["texts/a.xml"]);
    assert!(
        notes.contains("compact syntax") && notes.contains("trang"),
        "{notes}"
    );
    let broken = folder("note.rng", &[("texts/note.rng", SCHEMA)]);
    let (code, said, notes) = validate(broken.path(), &["texts/a.xml"]);
    assert!(notes.contains("is no correct schema"), "{notes}");
    assert!(code == 1 && said.contains("TEI All"), "{said}");
    let (code, _, notes) = validate(
        broken.path(),
        &["texts/a.xml", "--schema", "texts/note.rng"],
    );
    assert!(
        code == 2 && notes.contains("error[schema-unreadable]"),
        "{notes}"
    );
    let (code, _, notes) = validate(broken.path(), &["texts/a.xml", "--schemas", "texts"]);
    assert!(code == 2 && notes.contains("catalog.xml"), "{notes}");
}

#[test]
fn many_findings_are_grouped_and_counted() {
    let folder = tempfile::tempdir().expect("folder");
    let lines: String = (0..80).map(|n| format!("<p foo='{n}'>x</p>\n")).collect();
    let text = format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title>A</title></titleStmt>\
         <publicationStmt><p>B</p></publicationStmt><sourceDesc><p>C</p></sourceDesc></fileDesc></teiHeader>\
         <text><body>\n{lines}</body></text></TEI>"
    );
    fs::write(folder.path().join("a.xml"), text).expect("written");
    let (code, said, _) = validate(folder.path(), &["a.xml"]);
    assert_eq!(code, 1);
    assert_eq!(said.matches("error[attribute-unknown]").count(), 50);
    assert!(
        said.contains("30 × `<p>` has no attribute `foo` (first on line 52)"),
        "{said}"
    );
    assert!(
        said.ends_with("a.xml: not valid against TEI All 4.12.0: 80 errors\n"),
        "{said}"
    );
    let (_, said, _) = validate(folder.path(), &["a.xml", "--format", "short"]);
    let first = "a.xml:2:12: error[attribute-unknown]: `<p>` has no attribute `foo`\n";
    assert!(said.starts_with(first), "{said}");
    assert_eq!(said.lines().count(), 81);
    let (_, said, _) = validate(folder.path(), &["a.xml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let report = &report["report"];
    assert_eq!(report["groups"][0]["count"], 80);
    let first = &report["findings"][0];
    assert_eq!((&first["line"], &first["column"]), (&2.into(), &4.into()));
    // Where jing says it: behind the tag.
    let place = (&first["reported_line"], &first["reported_column"]);
    assert_eq!(place, (&2.into(), &12.into()));
}

#[test]
fn only_what_is_not_well_formed_fails() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("a.xml"), "<a><b></a>").expect("written");
    let (code, said, notes) = validate(folder.path(), &["a.xml"]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(notes.contains("error[tag-mismatched]"), "{notes}");
}
