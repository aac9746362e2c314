//! Files that include others: each folder of `tests/cases/include` is a deposit
//! whose main file is called `main.xml`, with what is read of it beside it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use variorum::diagnostic::Diagnostic;
use variorum::source::{Deposit, FilePath, SourceText};
use variorum::xml::{self, Kind, Tree};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/include")
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<FilePath, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if !path.ends_with("expected.txt") {
            let below = path
                .strip_prefix(root)
                .expect("below")
                .to_str()
                .expect("UTF-8");
            let file = FilePath::new(below).expect("a path");
            files.insert(file, fs::read(&path).expect("readable"));
        }
    }
}

/// The tree, one node a line: spans are told by line and column, in which file.
fn outline(tree: &Tree) -> String {
    let mut out = String::new();
    for node in tree.nodes() {
        let depth = std::iter::successors(node.parent(), |e| e.parent()).count();
        let _ = write!(out, "{}", "  ".repeat(depth));
        match (node.kind(), node.element()) {
            (_, Some(element)) => {
                let (file, span) = tree.source().locate(element.span());
                let place = file.position(span.start);
                let _ = write!(out, "{} {}:{place}", element.qualified_name(), file.name());
                let language = element.language();
                let _ = writeln!(out, " [{}]", language.as_deref().unwrap_or_default());
            }
            (Kind::Text | Kind::CData | Kind::Reference, None) => {
                let _ = writeln!(out, "{:?}", node.text());
            }
            (kind, None) => {
                let _ = writeln!(out, "{kind:?} {}", node.raw().replace('\n', "⏎"));
            }
        }
    }
    out
}

fn short(finding: &Diagnostic, source: &SourceText) -> String {
    let (file, span) = source.locate(finding.span);
    let place = file.position(span.start);
    let Diagnostic {
        severity,
        code,
        message,
        ..
    } = finding;
    format!("{}:{place}: {severity}[{code}]: {message}\n", file.name())
}

fn check(expected: &Path, made: &str) -> Result<(), String> {
    if std::env::var_os("ACCEPT").is_some() {
        fs::write(expected, made).expect("the expected file can be written");
    }
    match fs::read_to_string(expected) {
        Ok(text) if text == made => Ok(()),
        _ => Err(format!("{} differs from:\n{made}", expected.display())),
    }
}

/// Reads the file `main` of `files`, and checks what must hold for all.
fn read(main: &str, files: &BTreeMap<FilePath, Vec<u8>>) -> (Tree, Vec<Diagnostic>) {
    let path = FilePath::new(main).expect("a path");
    let bytes = &files[&path];
    let deposit = Deposit {
        name: main,
        bytes,
        path: &path,
        files,
    };
    let read = xml::read_deposit(&deposit).expect("well formed");
    let tree = read.value;
    assert_eq!(&tree.to_bytes(), bytes, "the main file is given back");
    for node in tree.nodes() {
        let (file, span) = tree.source().locate(node.span());
        let inside = file.text().get(span.range());
        assert!(
            inside.is_some(),
            "{:?} lies in {}",
            node.kind(),
            file.name()
        );
    }
    (tree, read.findings)
}

#[test]
fn fixtures_are_read_as_expected() {
    let mut folders: Vec<PathBuf> = fs::read_dir(cases())
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    let mut failures = Vec::new();
    for case in &folders {
        let mut files = BTreeMap::new();
        collect(case, case, &mut files);
        let main = files.keys().find(|path| path.name() == "main.xml");
        let (tree, findings) = read(main.expect("main.xml").as_str(), &files);
        let found: String = findings.iter().map(|f| short(f, tree.source())).collect();
        let made = format!("{}\n{found}", outline(&tree));
        failures.extend(check(&case.join("expected.txt"), &made).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn files(list: &[(&str, &str)]) -> BTreeMap<FilePath, Vec<u8>> {
    let file = |(path, text): &(&str, &str)| {
        (
            FilePath::new(path).expect("a path"),
            text.as_bytes().to_vec(),
        )
    };
    list.iter().map(file).collect()
}

const XI: &str = "xmlns:xi='http://www.w3.org/2001/XInclude'";

#[test]
fn inclusion_is_bounded() {
    let include = |href: &str| format!("<xi:include href='{href}'/>");
    // Each file includes the next ten times: ten to the power of seven.
    let mut list = Vec::new();
    for n in 0..8 {
        let inner = include(&format!("{}.xml", n + 1)).repeat(10);
        list.push((format!("{n}.xml"), format!("<a {XI}>{inner}</a>")));
    }
    list.push(("8.xml".to_owned(), "<b>x</b>".to_owned()));
    let borrowed: Vec<(&str, &str)> = list.iter().map(|(a, b)| (&**a, &**b)).collect();
    let (tree, findings) = read("0.xml", &files(&borrowed));
    assert!(findings.iter().any(|f| f.code == "include-too-large"));
    assert!(tree.len() < 20_000_000);

    // A chain of files that is too long.
    let mut list = Vec::new();
    for n in 0..60 {
        let inner = include(&format!("{}.xml", n + 1));
        list.push((format!("{n}.xml"), format!("<a {XI}>{inner}</a>")));
    }
    let borrowed: Vec<(&str, &str)> = list.iter().map(|(a, b)| (&**a, &**b)).collect();
    let (_, findings) = read("0.xml", &files(&borrowed));
    assert!(findings.iter().any(|f| f.code == "include-too-large"));

    // Elements that would stand too deep.
    let deep = format!("{}{}", "<a>".repeat(400), "</a>".repeat(400));
    let main = format!(
        "<a {XI}>{}{}{}</a>",
        "<b>".repeat(200),
        include("d.xml"),
        "</b>".repeat(200)
    );
    let (tree, findings) = read("main.xml", &files(&[("main.xml", &main), ("d.xml", &deep)]));
    assert_eq!(findings[0].code, "include-too-large");
    assert_eq!(tree.root().find_all("a").count(), 0);
}

#[test]
fn paths_in_included_files_lead_from_where_they_stand() {
    let main = format!(
        "<a {XI}><g url='p.png'/><b xml:base='x/'><g url='p.png'/></b>\
         <xi:include href='pages/one.xml'/></a>"
    );
    let one = "<c><g url='p.png'/><d xml:base='../y/z.xml'><g url='p.png'/></d></c>";
    let files = files(&[("texts/main.xml", &main), ("texts/pages/one.xml", one)]);
    let (tree, _) = read("texts/main.xml", &files);
    let path = FilePath::new("texts/main.xml").expect("a path");
    let found: Vec<String> = (tree.root().find_all("g"))
        .filter_map(|g| g.resolve(&g.attribute("url")?, &path))
        .map(|path| path.to_string())
        .collect();
    let expected = [
        "texts/p.png",
        "texts/x/p.png",
        "texts/pages/p.png",
        "texts/y/p.png",
    ];
    assert_eq!(found, expected);
}

#[test]
fn without_other_files_an_inclusion_is_a_gap_that_is_told() {
    let xml = format!("<a {XI}>1<xi:include href='b.xml'/>2</a>");
    let read = xml::read("main.xml", xml.as_bytes()).expect("well formed");
    let codes: Vec<_> = read.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["include-absent"]);
    assert!(read.value.root().elements().any(|e| e.name() == "include"));
    assert_eq!(read.value.to_bytes(), xml.as_bytes());
}

/// A deposit of a main file and others.
fn handed_in(main: &str, others: &[(&str, String)]) -> Result<(), Vec<&'static str>> {
    let others = others.iter();
    let files: BTreeMap<FilePath, Vec<u8>> = others
        .map(|(name, text)| {
            (
                FilePath::new(name).expect("a path"),
                text.clone().into_bytes(),
            )
        })
        .collect();
    let path = FilePath::new("main.xml").expect("a path");
    let deposit = Deposit {
        name: "main.xml",
        bytes: main.as_bytes(),
        path: &path,
        files: &files,
    };
    let read = xml::read_deposit(&deposit).map(drop);
    read.map_err(|rejected| rejected.findings.iter().map(|one| one.code).collect())
}

#[test]
fn entities_in_files_are_bounded() {
    // One large file under a thousand names.
    let names: Vec<String> = (0..1_000).map(|at| format!("e{at}")).collect();
    let declared: String = names
        .iter()
        .map(|name| format!("<!ENTITY {name} SYSTEM \"large.xml\">"))
        .collect();
    let all: String = names.iter().map(|name| format!("&{name};")).collect();
    let main = format!("<!DOCTYPE a [{declared}<!ENTITY all \"{all}\">]><a>&all;</a>");
    let large = ("large.xml", "x".repeat(1 << 20));
    assert_eq!(handed_in(&main, &[large]), Err(vec!["entity-too-large"]));
    // Declarations that draw in themselves, several times.
    let main = "<!DOCTYPE a [<!ENTITY % more SYSTEM \"more.ent\">%more;%more;]><a/>";
    let more = ("more.ent", "%more;\n%more;\n%more;".to_owned());
    assert_eq!(handed_in(main, &[more]), Err(vec!["doctype-malformed"]));
    // A file that stands in itself, and a chain deeper than entities may be.
    let main = "<!DOCTYPE a [<!ENTITY b SYSTEM \"b.xml\">]><a>&b;</a>";
    let circle = ("b.xml", "<b>&b;</b>".to_owned());
    assert_eq!(handed_in(main, &[circle]), Err(vec!["entity-recursive"]));
}
