//! Any well-formed document becomes pages whose HTML is balanced.
#![no_main]

use std::sync::OnceLock;

use variorum::render::{AssetAddresses, EditionContext, Mode, Renderer, View};

fn renderer() -> &'static Renderer {
    static RENDERER: OnceLock<Renderer> = OnceLock::new();
    RENDERER.get_or_init(|| {
        Renderer::new(None, AssetAddresses::default(), false).expect("the built-in templates compile")
    })
}

/// Elements of HTML that have no end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

/// Checks that tags nest and that nothing but tags stands between angle brackets.
fn assert_balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = if rest.starts_with("<!--") { rest.find("-->").map(|at| at + 2) } else { tag_end(rest) };
        let end = end.expect("every tag ends");
        let inside = &rest[1..end];
        rest = &rest[end + 1..];
        if inside.starts_with('!') {
            continue;
        }
        let name_end = inside[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let name = &inside[..name_end.map_or(inside.len(), |at| at + 1)];
        if let Some(name) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "an end tag closes what is open");
        } else if !VOID.contains(&name) && !inside.ends_with('/') {
            assert!(name.starts_with(|c: char| c.is_ascii_alphabetic()), "{inside:?} is no tag");
            open.push(name);
            if name == "script" || name == "style" {
                let close = format!("</{name}");
                rest = &rest[rest.find(&close).expect("it ends")..];
            }
        }
    }
    assert!(open.is_empty(), "still open: {open:?}");
}

/// Where a tag ends: at `>` outside quotation marks.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = variorum::tei::read("fuzz.xml", bytes) else { return };
    let (document, context) = (read.value, EditionContext::default());
    for mode in [Mode::Reading, Mode::Diplomatic] {
        let view = View { mode, ..View::default() };
        let page = renderer().edition_page(&document, &context, view).expect("a page");
        assert_balanced(&page);
    }
    assert_balanced(&renderer().colophon_page(&document, &context).expect("a colophon"));
    assert_balanced(&renderer().versions_page(&document, &context, (Vec::new(), None)).expect("versions"));
});
