//! The tags of HTML that templates made.
//!
//! Not a reader of strangers' HTML: what comes here is our own, with every text
//! of a file escaped. Broken tags are text.

use memchr::{memchr, memchr3};

/// A piece of HTML, with its place.
#[derive(Clone, Copy, Debug)]
pub enum Token<'h> {
    /// Everything between tags; comments too.
    Text { start: usize, text: &'h str },
    /// `<p …>`.
    Start(Tag<'h>),
    /// `</p>`.
    End {
        start: usize,
        end: usize,
        name: &'h str,
    },
}

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'h> {
    /// Its first byte.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Its name, as written.
    pub name: &'h str,
    /// Its attributes, as written.
    pub attributes: &'h str,
    /// Whether it closes itself (`<path/>`).
    pub is_closed: bool,
}

impl<'h> Tag<'h> {
    /// The value of an attribute, as written.
    pub fn value(&self, name: &str) -> Option<&'h str> {
        attributes(self.attributes)
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }
}

/// The attributes that decide where an element may stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'h> {
    /// Its id.
    pub id: Option<&'h str>,
    /// Where it leads.
    pub href: Option<&'h str>,
    /// Whether the tab key stops at it (`tabindex="0"`).
    pub is_stop: bool,
}

impl<'h> Tag<'h> {
    /// The attributes that decide where the element may stand.
    pub fn told(&self) -> Told<'h> {
        let mut told = Told::default();
        if !self.attributes.contains(['i', 'h']) {
            return told;
        }
        for (name, value) in attributes(self.attributes) {
            match name {
                "id" => told.id = Some(value),
                "href" => told.href = Some(value),
                "tabindex" => told.is_stop = value == "0",
                _ => {}
            }
        }
        told
    }
}

/// The pieces of `html`, which they tile.
pub fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = html.get(at..).filter(|rest| !rest.is_empty())?;
        let token = markup(html, at).unwrap_or_else(|| {
            let next = memchr(b'<', &rest.as_bytes()[1..]);
            let length = next.map_or(rest.len(), |found| found + 1);
            (
                at + length,
                Token::Text {
                    start: at,
                    text: &rest[..length],
                },
            )
        });
        at = token.0;
        Some(token.1)
    })
}

/// The tag or comment that begins at `at`, with its end.
fn markup(html: &str, at: usize) -> Option<(usize, Token<'_>)> {
    let rest = html[at..].strip_prefix('<')?;
    if rest.starts_with("!--") {
        let end = at + 1 + rest.find("-->")? + 3;
        return Some((
            end,
            Token::Text {
                start: end,
                text: "",
            },
        ));
    }
    let (closing, name) = match rest.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, rest),
    };
    let unnamed = |byte: u8| !(byte.is_ascii_alphanumeric() || byte == b'-');
    let name = &name[..name.bytes().position(unnamed).unwrap_or(name.len())];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let from = at + 1 + usize::from(closing) + name.len();
    let end = from + tag_end(&html[from..])?;
    if closing {
        return Some((
            end,
            Token::End {
                start: at,
                end,
                name,
            },
        ));
    }
    let inner = &html[from..end - 1];
    let is_closed = inner.ends_with('/');
    let tag = Tag {
        start: at,
        end,
        name,
        attributes: inner.strip_suffix('/').unwrap_or(inner),
        is_closed,
    };
    Some((end, Token::Start(tag)))
}

/// The byte after the `>` that ends a tag: not one in a quoted value.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        match bytes[at] {
            b'>' => return Some(at + 1),
            quote => at += 1 + memchr(quote, &bytes[at + 1..])? + 1,
        }
    }
}

/// Names and values of attributes; one without a value has an empty one.
pub fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text.trim_ascii_start();
    std::iter::from_fn(move || {
        let ends = |byte: u8| byte == b'=' || byte.is_ascii_whitespace();
        let end = rest.bytes().position(ends).unwrap_or(rest.len());
        let name = rest.get(..end).filter(|name| !name.is_empty())?;
        rest = &rest[end..];
        let value = match rest.strip_prefix('=') {
            None => "",
            Some(given) => {
                let quote = given.bytes().next().filter(|q| matches!(q, b'"' | b'\''));
                let inner = &given[usize::from(quote.is_some())..];
                let end = match quote {
                    Some(quote) => memchr(quote, inner.as_bytes()),
                    None => inner.bytes().position(|byte| byte.is_ascii_whitespace()),
                };
                let end = end.unwrap_or(inner.len());
                rest = inner
                    .get(end + usize::from(quote.is_some())..)
                    .unwrap_or_default();
                &inner[..end]
            }
        };
        rest = rest.trim_ascii_start();
        Some((name, value))
    })
}

/// `html` with marks around some stretches of its text, which are in order and
/// apart.
pub fn applied_marks(html: &str, marks: &[std::ops::Range<usize>]) -> String {
    let mut marked = String::with_capacity(html.len() + marks.len() * 32);
    let mut from = 0;
    for mark in marks {
        marked.push_str(&html[from..mark.start]);
        marked.push_str("<mark class=\"hit\">");
        marked.push_str(&html[mark.clone()]);
        marked.push_str("</mark>");
        from = mark.end;
    }
    marked.push_str(&html[from..]);
    marked
}

/// Whether an element of HTML has no content and no end tag.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "img" | "hr" | "wbr" | "input" | "meta" | "link" | "col" | "source"
    )
}

/// Attributes that go with what an element was, and not with what it becomes.
const OF_KIND: &[&str] = &[
    "href", "rel", "type", "target", "download", "hreflang", "tabindex", "datetime", "cite",
    "value", "start", "reversed", "rowspan", "colspan", "scope", "headers",
];

/// The start tag under another name, without its id if another element has it.
/// A link to an entry keeps its target as data; a heading stays one by its role.
pub fn retagged(tag: &Tag<'_>, name: &str, drop_id: bool) -> String {
    let renamed = name != tag.name;
    let was_link = tag.name == "a" && renamed;
    let mut out = format!("<{name}");
    for (attribute, value) in attributes(tag.attributes) {
        let lost = (attribute == "id" && drop_id)
            || (renamed && OF_KIND.contains(&attribute))
            || (was_link && matches!(attribute, "role" | "aria-label"));
        if !lost {
            out.push_str(&format!(" {attribute}=\"{value}\""));
        }
    }
    let is_entry = tag
        .value("class")
        .is_some_and(|class| class.split(' ').any(|c| c == "em"));
    if let Some(entry) = tag.value("href").and_then(|href| href.strip_prefix('#'))
        && was_link
        && is_entry
    {
        out.push_str(&format!(" data-entry=\"{entry}\""));
    }
    if let [b'h', level @ b'1'..=b'6'] = tag.name.as_bytes()
        && renamed
    {
        out.push_str(&format!(
            " role=\"heading\" aria-level=\"{}\"",
            char::from(*level)
        ));
    }
    out.push('>');
    out
}
