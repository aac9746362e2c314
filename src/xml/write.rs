//! Writing new XML, well formed by construction.

/// Writes a document from its start to its end: UTF-8, LF line ends, double
/// quotes. Names are the caller's responsibility; text and attribute values are
/// escaped here, characters that XML 1.0 forbids become U+FFFD.
///
/// ```
/// use variorum::xml::Writer;
/// let mut writer = Writer::new();
/// writer.open("p", &[("n", "1 & 2")]);
/// writer.text("a < b");
/// writer.empty("lb", &[]);
/// writer.close();
/// assert_eq!(
///     writer.finish(),
///     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p n=\"1 &amp; 2\">a &lt; b<lb/></p>\n"
/// );
/// ```
#[derive(Debug)]
pub struct Writer {
    out: String,
    open: Vec<String>,
}

impl Default for Writer {
    fn default() -> Self {
        Self::new()
    }
}

impl Writer {
    /// A document that begins with its XML declaration.
    pub fn new() -> Self {
        Self {
            out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
            open: Vec::new(),
        }
    }

    /// A start tag. Attributes keep their order.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, ">");
        self.open.push(name.to_owned());
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes, "/>");
    }

    /// Character data.
    pub fn text(&mut self, text: &str) {
        escape(text, false, &mut self.out);
    }

    /// The end tag of the innermost open element; without one, nothing.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.extend(["</", &name, ">"]);
        }
    }

    /// The end tag of the innermost open element on a line of its own. Only where
    /// [`Writer::line`] may stand.
    pub fn close_on_line(&mut self) {
        if let Some(name) = self.open.pop() {
            self.line();
            self.out.extend(["</", &name, ">"]);
        }
    }

    /// A line break, and two spaces for every open element. Only between
    /// elements: inside running text it would be part of the text.
    pub fn line(&mut self) {
        self.out.push('\n');
        self.out.push_str(&"  ".repeat(self.open.len()));
    }

    /// A comment; `--` in it is set apart by a space, as XML demands.
    pub fn comment(&mut self, text: &str) {
        let text = text.replace("--", "- -");
        self.out.extend(["<!-- ", &text, " -->"]);
    }

    /// A comment or an instruction of a document that was read, as it stands there.
    pub(crate) fn verbatim(&mut self, written: &str) {
        self.out.push_str(written);
    }

    /// The document: whatever is open is closed, and the last line ends.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out.push('\n');
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) {
        self.out.extend(["<", name]);
        for (name, value) in attributes {
            self.out.extend([" ", name, "=\""]);
            escape(value, true, &mut self.out);
            self.out.push('"');
        }
        self.out.push_str(end);
    }
}

/// Appends `text` so that a reader of XML gets it back. Tabs and line breaks in
/// attribute values are written as references: a reader would turn them into
/// spaces (XML 1.0 §3.3.3).
pub fn escape(text: &str, attribute: bool, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            _ if is_character(character) => out.push(character),
            _ => out.push('\u{fffd}'),
        }
    }
}

/// Whether XML 1.0 allows `character` in a document (production 2, `Char`).
pub fn is_character(character: char) -> bool {
    matches!(character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
