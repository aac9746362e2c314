//! Is every element of a published file shown, and nothing of its text lost?
//!
//! Pages of all files in ../shared/tei are made with the built-in templates.
//! Every run of text must be found in the text of the page, white space aside,
//! or be told by `coverage` as deliberately not shown.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use variorum::render::{AssetAddresses, Renderer, View};
use variorum::tei::{self, Document};
use variorum::xml::{Element, Kind};

fn published() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tei");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: {} is absent", folder.display());
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "xml"));
    paths.sort();
    paths
}

fn read(path: &Path) -> Option<Document> {
    let bytes = fs::read(path).expect("readable");
    tei::read(&path.to_string_lossy(), &bytes)
        .ok()
        .map(|read| read.value)
}

/// The text of HTML: what stands between tags, references resolved.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        push_resolved(&mut text, &rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let end = tag_end(rest, end);
        rest = &rest[end..];
    }
    push_resolved(&mut text, rest);
    text
}

fn tag_end(tag: &str, end: &str) -> usize {
    let mut quoted = false;
    for (at, c) in tag.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted && tag[..=at].ends_with(end) => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn push_resolved(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [
            ("&amp;", "&"),
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&nbsp;", "\u{a0}"),
        ];
        match known.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, c)) => {
                out.push_str(c);
                rest = &rest[name.len()..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

/// `text` without white space, and without the point that marks an uncertain
/// letter.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{323}')
        .collect()
}

/// What stands in the element of the page with the id `text`.
fn text_section(page: &str) -> &str {
    let (_, rest) = page
        .split_once(" id=\"text\"")
        .expect("the text has its section");
    let (_, rest) = rest.split_once(">\n").expect("a start tag");
    let (article, _) = rest.split_once("\n</article>").expect("an end");
    let text = article
        .split_once("\n<section class=\"app\"")
        .map_or(article, |(text, _)| text);
    text.trim_end()
        .strip_suffix("</div>")
        .expect("the end of the text")
}

/// Folders with one file of TEI, and the text of its page beside it.
#[test]
fn elements_look_as_expected() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/elements");
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("they compile");
    let mut folders: Vec<PathBuf> = (fs::read_dir(&cases).expect("cases"))
        .map(|entry| entry.expect("case").path())
        .collect();
    folders.sort();
    assert!(
        folders.len() > 10,
        "only {} cases were found",
        folders.len()
    );
    let mut failures = Vec::new();
    for folder in folders {
        let document = read(&folder.join("input.xml")).expect("well formed");
        let page = renderer
            .edition_page(&document, &crate::render::context(), View::default())
            .expect("page");
        let made = format!("{}\n", text_section(&page).trim());
        failures.extend(crate::render::check(&folder.join("expected.html"), &made).err());
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn no_text_of_any_file_is_lost() {
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("they compile");
    let mut failures = Vec::new();
    for path in published() {
        let Some(document) = read(&path) else {
            continue;
        };
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let context = crate::render::context();
        let page = renderer
            .edition_page(&document, &context, View::default())
            .expect("page");
        let colophon = renderer.colophon_page(&document, &context).expect("page");
        // For a look at them: `PAGES=folder cargo test elements`.
        if let Some(folder) = std::env::var_os("PAGES") {
            fs::write(Path::new(&folder).join(format!("{name}.html")), &page).expect("written");
        }
        let shown = letters(&(text_of(&page) + &text_of(&colophon)));
        for lost in lost(&document, &shown, &renderer) {
            failures.push(format!("{name}:{lost}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Texts of the file that are neither on the page nor told as not shown.
fn lost(document: &Document, shown: &str, renderer: &Renderer) -> Vec<String> {
    let tree = document.tree();
    let coverage = renderer.coverage(document).expect("coverage");
    let told: HashSet<(usize, usize)> = coverage
        .not_shown
        .iter()
        .map(|part| (part.line, part.column))
        .collect();
    let is_told = |element: Element<'_>| {
        let at = tree.position(element.start_tag());
        told.contains(&(at.line as usize, at.column as usize))
    };
    let mut lost = Vec::new();
    // Most texts stand in the order of the file: each is looked for from there.
    let mut from = 0;
    let mut is_shown = |text: &str| match shown[from..].find(text) {
        Some(at) => {
            from += at;
            true
        }
        None => shown.contains(text),
    };
    for node in tree.nodes() {
        let text = letters(&node.text());
        if !matches!(node.kind(), Kind::Text | Kind::CData) || text.is_empty() || is_shown(&text) {
            continue;
        }
        let mut around = node
            .parent()
            .into_iter()
            .flat_map(|parent| std::iter::once(parent).chain(parent.ancestors()));
        if !around.any(is_told) {
            let line = tree.position(node.span()).line;
            let parent = node.parent().map_or("", |parent| parent.name());
            lost.push(format!(
                "{line}: {parent}: {}",
                text.chars().take(60).collect::<String>()
            ));
        }
    }
    lost
}

/// The elements of TEI All, as the schema declares them.
#[test]
fn every_element_of_the_tei_has_a_template_or_a_family() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schema/tei_all.rng");
    let Ok(schema) = fs::read_to_string(&schema) else {
        println!("skipped: {} is absent", schema.display());
        return;
    };
    let names: HashSet<&str> = (schema.split("<element name=\"").skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(
        names.len() > 500,
        "only {} elements were found",
        names.len()
    );
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("xslt-free-templates/elements");
    let mut without: Vec<&str> = names.into_iter().collect();
    without.retain(|name| {
        !templates.join(format!("{name}.html")).exists()
            && !variorum::render::coverage::has_family(name)
    });
    without.sort_unstable();
    assert!(
        without.is_empty(),
        "neither template nor family: {without:?}"
    );
}

/// The Nu HTML checker, where it is installed, over the pages of every file.
#[test]
fn pages_of_published_files_are_valid_html() {
    let jar = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/browser/node_modules/vnu-jar/build/dist/vnu.jar");
    let java = std::process::Command::new("java").arg("-version").output();
    if !jar.exists() || java.is_err() {
        println!("skipped: Java or {} is absent", jar.display());
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let renderer = Renderer::new(None, AssetAddresses::default(), false).expect("they compile");
    let mut context = crate::render::context();
    context.version.href = "/editions/x/2".to_owned();
    let mut checker = std::process::Command::new("java");
    checker.args(["-Xss16m", "-jar"]).arg(&jar).args([
        "--errors-only",
        "--exit-zero-always",
        "--format",
        "gnu",
    ]);
    let mut pages = 0;
    for path in published() {
        let Some(document) = read(&path) else {
            continue;
        };
        let page = renderer
            .edition_page(&document, &context, View::default())
            .expect("page");
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let file = folder.path().join(format!("{pages}-{name}.html"));
        fs::write(&file, page).expect("written");
        checker.arg(file);
        pages += 1;
    }
    if pages == 0 {
        return;
    }
    let said = checker.output().expect("the checker runs");
    let errors = String::from_utf8_lossy(&said.stderr);
    assert!(errors.trim().is_empty(), "{pages} pages:\n{errors}");
}
