//! What does the reader see? Fixture folders with tiny templates of their own,
//! hostile files, and every published file.

use std::fs;
use std::path::{Path, PathBuf};

use variorum::describe::Cited;
use variorum::render::page::{EditionLink, Site, VersionFacts, VersionLinks};
use variorum::render::{
    AssetAddresses, CiteContext, EditionContext, Mode, Renderer, Sources, View,
};
use variorum::tei::{self, Document};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn tiny() -> Sources {
    let mut sources = Sources::default();
    sources
        .overlay(&cases().join("render/templates"))
        .expect("the tiny templates are readable");
    sources
}

fn renderer() -> Renderer {
    Renderer::from_sources(&tiny(), true).expect("the tiny templates compile")
}

fn document(name: &str, bytes: &[u8]) -> Document {
    match tei::read(name, bytes) {
        Ok(read) => read.value,
        Err(rejected) => panic!("{name}: {:?}", rejected.findings),
    }
}

pub fn context() -> EditionContext {
    let version = variorum::edition::Version {
        number: 2,
        digest: variorum::edition::Digest([0xab; 32]),
        bytes: 1234,
        published: "2026-11-25T12:00:00Z".to_owned(),
        publisher: "An Editor".to_owned(),
        message: "First.".to_owned(),
    };
    EditionContext {
        site: Site {
            name: "Site".into(),
            program: "variorum".into(),
            about_href: "/about".to_owned(),
            check_href: String::new(),
            search_href: String::new(),
            registers_href: String::new(),
            timeline_href: String::new(),
            language_href: String::new(),
            href: "/".into(),
        },
        language: "en".into(),
        canonical: "https://example.org/editions/x/2".into(),
        edition: EditionLink {
            id: "x".into(),
            href: "/editions/x".into(),
        },
        version: VersionFacts::new(&version, VersionLinks::default()),
        cite: Some(CiteContext {
            cited: Cited::version(Some("https://example.org"), &"x".parse().unwrap(), &version),
            href: "/editions/x/2/cite".into(),
            whole_href: "/editions/x/2/cite".into(),
            text_href: "/editions/x/2".into(),
            formats: Vec::new(),
            unapi_href: "/unapi".into(),
            unapi_id: "x/2".into(),
        }),
        ..EditionContext::default()
    }
}

fn page(xml: &str) -> String {
    let document = document("test.xml", xml.as_bytes());
    renderer()
        .edition_page(&document, &context(), View::default())
        .expect("page")
}

/// The text of the page alone.
fn text(xml: &str) -> String {
    let page = page(xml);
    let (_, rest) = page.split_once("<div id=\"text\"").expect("text");
    let (text, _) = rest
        .split_once("\n</div>\n<ol id=\"apparatus\">")
        .expect("end of text");
    text.split_once(">\n").expect("start tag").1.to_owned()
}

fn body(inner: &str) -> String {
    text(&format!(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>{inner}</body></text></TEI>"
    ))
}

/// Compares what was made with the expected file; `ACCEPT=1` writes it.
pub fn check(expected: &Path, made: &str) -> Result<(), String> {
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
fn fixtures_give_the_expected_pages() {
    let folder = cases().join("render");
    let mut folders: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("cases")
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    let mut failures = Vec::new();
    let mut checked = Vec::new();
    for case in folders
        .iter()
        .filter(|case| case.is_dir() && !case.ends_with("templates"))
    {
        let input = case.join("input.xml");
        let bytes = fs::read(&input).unwrap_or_else(|_| panic!("{} is missing", input.display()));
        let document = document("input.xml", &bytes);
        for (file, view) in views() {
            if file != "expected.html" && !case.join(file).exists() {
                continue;
            }
            let made = renderer()
                .edition_page(&document, &context(), view)
                .expect("page");
            failures.extend(check(&case.join(file), &made).err());
            checked.push(case.join(file));
        }
        if case.join("colophon.html").exists() {
            let made = renderer()
                .colophon_page(&document, &context())
                .expect("page");
            failures.extend(check(&case.join("colophon.html"), &made).err());
            checked.push(case.join("colophon.html"));
        }
        let left = fs::read_dir(case)
            .expect("case")
            .map(|entry| entry.expect("file").path());
        let left = left.filter(|file| *file != input && !checked.contains(file));
        failures.extend(left.map(|file| format!("{}: nothing makes this", file.display())));
    }
    assert!(
        checked.len() > 5,
        "only {} expected files were found",
        checked.len()
    );
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn views() -> [(&'static str, View); 3] {
    let view = View::default();
    [
        ("expected.html", view),
        (
            "diplomatic.html",
            View {
                mode: Mode::Diplomatic,
                ..view
            },
        ),
        (
            "unmarked.html",
            View {
                mark: false,
                ..view
            },
        ),
    ]
}

#[test]
fn what_a_file_says_is_text_on_the_page() {
    let shown = body("<p>1 &lt; 2 &amp; <hi>a \"b\"</hi></p>");
    assert!(shown.contains("1 &lt; 2 &amp; "), "{shown}");
    let titled = page(
        "<TEI><teiHeader><fileDesc><titleStmt><title>A &lt;b&gt;</title></titleStmt></fileDesc></teiHeader></TEI>",
    );
    assert!(titled.contains("<title>A &lt;b&gt;</title>"), "{titled}");
}

#[test]
fn elements_may_stand_as_deep_as_the_reader_allows() {
    let depth = 400;
    let nested = format!(
        "<p>{}deep{}</p>",
        "<seg>".repeat(depth),
        "</seg>".repeat(depth)
    );
    let shown = body(&nested);
    assert!(shown.contains("deep"));
    assert_eq!(shown.matches("</span>").count(), depth);
}

/// The built-in templates, strict, on every published file at hand.
#[test]
fn the_built_in_templates_dress_every_published_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: {} is absent", folder.display());
        return;
    };
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("they compile");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.sort();
    let mut failures = Vec::new();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "xml"))
    {
        let bytes = fs::read(path).expect("readable");
        let Ok(read) = tei::read(&path.to_string_lossy(), &bytes) else {
            continue;
        };
        for (_, view) in views() {
            match renderer.edition_page(&read.value, &context(), view) {
                Ok(page) if page.trim_end().ends_with("</html>") => {}
                Ok(_) => failures.push(format!("{}: the page has no end", path.display())),
                Err(error) => failures.push(format!("{}: {error}", path.display())),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// `template`, reading every value that it uses, so that it is filled in for each
/// element anew.
fn reading(template: &str) -> String {
    let mut asked: Vec<&str> = Vec::new();
    for word in template.split(|c: char| !(c.is_ascii_alphanumeric() || "._".contains(c))) {
        let value = ["element.", "unit.", "entry.", "note.", "group."];
        let is_value = value.iter().any(|start| word.starts_with(start));
        let is_path = word.matches('.').count() == 1 && !word.ends_with('.');
        if is_value && is_path && !asked.contains(&word) {
            asked.push(word);
        }
    }
    let mut made = String::new();
    for value in asked {
        let name = value.split('.').next().unwrap_or_default();
        // Nothing is like that; but to find it out, the value must be read.
        made += &format!("{{%- if {name} and {value} ~ '' == 'nothing' %}}x{{% endif -%}}\n");
    }
    made + template
}

/// Values that templates only print are left open, and written in afterwards: that
/// must not be seen.
#[test]
fn what_is_left_open_changes_no_page() {
    let mut sources = Sources::built_in();
    let fast = Renderer::from_sources(&sources, true).expect("the templates compile");
    let names: Vec<String> = sources.templates.keys().cloned().collect();
    let mut changed = 0;
    for name in names {
        if name.starts_with("elements/") || name == "parts/entry.html" || name == "parts/group.html"
        {
            let text = &sources.templates[&name];
            let made = reading(text);
            changed += usize::from(made != *text);
            sources.add(name, made);
        }
    }
    assert!(changed > 50, "only {changed} templates read values");
    let slow = Renderer::from_sources(&sources, true).expect("the templates compile");
    let mut files = Vec::new();
    for folder in ["render", "elements", "apparatus"] {
        let mut folders = vec![cases().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("cases") {
                let path = entry.expect("entry").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false if path.extension().is_some_and(|end| end == "xml") => files.push(path),
                    false => {}
                }
            }
        }
    }
    files.sort();
    assert!(files.len() > 40, "only {} files", files.len());
    for file in files {
        let Ok(read) = tei::read("x.xml", &fs::read(&file).expect("readable")) else {
            continue;
        };
        for (name, view) in views() {
            let page = |renderer: &Renderer| {
                renderer
                    .edition_page(&read.value, &context(), view)
                    .expect("page")
            };
            assert!(
                page(&fast) == page(&slow),
                "{name} of {} differs",
                file.display()
            );
        }
    }
}
