//! Is every element of a published file shown, and nothing of its text lost?
//!
//! Pages of all files in ../shared/tei are made with the built-in templates.
//! Every run of text must be found in the text of the page, white space aside,
//! or be told by `coverage` as deliberately not shown.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use variorum::render::{AssetAddresses, Renderer, View};
use variorum::tei::{self, Document};
use variorum::xml::Kind;

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

#[test]
fn no_text_of_any_file_is_lost() {
    let renderer = Renderer::new(None, AssetAddresses::default(), true).expect("they compile");
    let mut failures = Vec::new();
    for path in published() {
        let Some(document) = read(&path) else {
            continue;
        };
        let view = View::default();
        let page = renderer
            .edition_page(&document, &crate::render::context(), view)
            .expect("page");
        let colophon = renderer
            .colophon_page(&document, &crate::render::context())
            .expect("page");
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        if let Ok(folder) = std::env::var("PAGES") {
            fs::write(Path::new(&folder).join(format!("{name}.html")), &page).expect("written");
        }
        let shown = letters(&(text_of(&page) + &text_of(&colophon)));
        let mut missing: HashMap<String, (u32, usize)> = HashMap::new();
        for node in document.tree().nodes() {
            let is_text = matches!(node.kind(), Kind::Text | Kind::CData);
            let text = letters(&node.text());
            if !is_text || text.is_empty() || shown.contains(&text) {
                continue;
            }
            let line = document.tree().position(node.span()).line;
            let parent = node.parent().map_or("", |parent| parent.name());
            let in_header = node
                .parent()
                .is_some_and(|p| p.is("teiHeader") || p.ancestors().any(|a| a.is("teiHeader")));
            if in_header {
                continue;
            }
            let key = format!("{parent}{}", if in_header { " (header)" } else { "" });
            let entry = missing.entry(key).or_insert((line as u32, 0));
            entry.1 += 1;
        }
        let mut list: Vec<_> = missing.into_iter().collect();
        list.sort();
        for (element, (line, count)) in list {
            failures.push(format!("{name}:{line}: {element}: {count} pieces"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
