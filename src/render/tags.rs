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
    /// The attributes that decide where the element may stand.
    pub told: Told<'h>,
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

impl<'h> Told<'h> {
    fn tell(&mut self, name: &str, value: &'h str) {
        match name {
            "id" => self.id = Some(value),
            "href" => self.href = Some(value),
            "tabindex" => self.is_stop = value == "0",
            _ => {}
        }
    }
}

/// The pieces of `html`, which they tile.
pub fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = html.as_bytes();
        let start = at;
        if *bytes.get(start)? == b'<'
            && let Some((end, token)) = markup(html, start)
        {
            at = end;
            return Some(token);
        }
        let next = memchr(b'<', &bytes[start + 1..]);
        at = next.map_or(bytes.len(), |found| start + 1 + found);
        let text = &html[start..at];
        Some(Token::Text { start, text })
    })
}

/// Bytes of names: letters and digits of ASCII, and hyphens.
const IN_NAME: [bool; 256] = {
    let mut in_name = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        in_name[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'-' as usize;
        byte += 1;
    }
    in_name
};

/// Where the name that begins at `from` ends.
fn end_of_name(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|byte| !IN_NAME[usize::from(*byte)]);
    from + length.unwrap_or(rest.len())
}

/// The tag or comment that begins at `start`, with its end.
fn markup(html: &str, start: usize) -> Option<(usize, Token<'_>)> {
    let bytes = html.as_bytes();
    let closing = bytes.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(closing);
    if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
        return comment(html, start);
    }
    let to = end_of_name(bytes, from);
    let name = &html[from..to];
    if closing {
        let end = match bytes.get(to) {
            Some(b'>') => to + 1,
            _ => to + tag_end(&html[to..])?,
        };
        return Some((end, Token::End { start, end, name }));
    }
    let mut tag = Tag {
        start,
        end: 0,
        name,
        attributes: "",
        is_closed: false,
        told: Told::default(),
    };
    let plain = plain_attributes(html, to);
    tag.end = match &plain {
        Some((end, _)) => *end,
        None => to + tag_end(&html[to..])?,
    };
    let inner = &html[to..tag.end - 1];
    tag.is_closed = inner.ends_with('/');
    tag.attributes = inner.strip_suffix('/').unwrap_or(inner);
    match plain {
        Some((_, told)) => tag.told = told,
        None => attributes(tag.attributes).for_each(|(name, value)| tag.told.tell(name, value)),
    }
    Some((tag.end, Token::Start(tag)))
}

fn comment(html: &str, start: usize) -> Option<(usize, Token<'_>)> {
    let rest = html[start..].strip_prefix('<')?;
    let length = rest.starts_with("!--").then(|| rest.find("-->"))??;
    let (end, text) = (start + 1 + length + 3, "");
    Some((end, Token::Text { start: end, text }))
}

/// What attributes tell that are written as templates mostly write them, each with
/// its value in double quotes or without one, and the end of their tag; none of
/// others.
fn plain_attributes(html: &str, from: usize) -> Option<(usize, Told<'_>)> {
    let bytes = html.as_bytes();
    let mut told = Told::default();
    let mut at = from;
    loop {
        match *bytes.get(at)? {
            b'>' => return Some((at + 1, told)),
            b'/' if bytes.get(at + 1) == Some(&b'>') => return Some((at + 2, told)),
            byte if byte.is_ascii_whitespace() => at += 1,
            byte if IN_NAME[usize::from(byte)] => {
                let name = at..end_of_name(bytes, at);
                at = name.end;
                if *bytes.get(at)? != b'=' {
                    told.tell(&html[name], "");
                    continue;
                }
                if *bytes.get(at + 1)? != b'"' {
                    return None;
                }
                let value = at + 2;
                let end = value + memchr(b'"', &bytes[value..])?;
                // Most are none of those that tell something.
                if matches!(byte, b'i' | b'h' | b't') {
                    told.tell(&html[name], &html[value..end]);
                }
                at = end + 1;
            }
            _ => return None,
        }
    }
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
