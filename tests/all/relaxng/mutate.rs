//! Documents made wrong in one place, always the same way: the place follows
//! from the name of the file, the kind of mutation and its round.

use variorum::xml::{Attribute, Element, Tree};

/// A kind of mutation: its name, and what it makes of an element.
pub type Kind = (&'static str, fn(&mut Pen) -> Option<String>);

/// All kinds of mutation.
pub const KINDS: &[Kind] = &[
    ("element-renamed", |pen| {
        let name = pen.pick(&["p", "div", "hi", "titel", "persname", "x"]);
        pen.rename(name)
    }),
    ("element-deleted", |pen| {
        let span = pen.element()?.span().range();
        Some(pen.replaced(span, ""))
    }),
    ("element-moved", |pen| {
        let moved = pen.element()?;
        let text = moved.node().raw().to_owned();
        let place = pen.element()?.start_tag().end as usize;
        let span = moved.span().range();
        if span.contains(&place) {
            return None;
        }
        let mut out = pen.replaced(span.clone(), "");
        let place = if place >= span.end {
            place - span.len()
        } else {
            place
        };
        out.insert_str(place, &text);
        Some(out)
    }),
    ("element-duplicated", |pen| {
        let element = pen.element()?;
        let at = element.span().end as usize;
        Some(pen.replaced(at..at, element.node().raw()))
    }),
    ("element-unwrapped", |pen| {
        let element = pen.element()?;
        let raw = element.node().raw();
        let inside = &raw[element.raw_start_tag().len()..];
        let inside = inside.rfind("</").map_or("", |end| &inside[..end]);
        Some(pen.replaced(element.span().range(), inside))
    }),
    ("element-wrapped", |pen| {
        let element = pen.element()?;
        let name = pen.pick(&["p", "seg", "div", "unknown", "ref"]);
        let raw = element.node().raw();
        Some(pen.replaced(element.span().range(), &format!("<{name}>{raw}</{name}>")))
    }),
    ("children-swapped", |pen| {
        let element = pen.element()?;
        let children: Vec<Element> = element.elements().collect();
        let [one, other, ..] = children[..] else {
            return None;
        };
        let source = element.tree().source().text();
        let between = &source[one.span().end as usize..other.span().start as usize];
        let swapped = [other.node().raw(), between, one.node().raw()].concat();
        let span = one.span().start as usize..other.span().end as usize;
        Some(pen.replaced(span, &swapped))
    }),
    ("text-inserted", |pen| {
        let at = pen.element()?.start_tag().end as usize;
        let text = pen.pick(&[
            "stray",
            " stray\nwords",
            "&amp; so",
            "a]b",
            "\u{10400}x",
            "<![CDATA[c d]]>",
            "&#32;e",
        ]);
        Some(pen.replaced(at..at, text))
    }),
    ("text-after", |pen| {
        let at = pen.element()?.span().end as usize;
        let text = pen.pick(&[" more ", "\n  words\n", "x<!--c-->y", "<?pi x?>z"]);
        Some(pen.replaced(at..at, text))
    }),
    ("attribute-unknown", |pen| {
        let name = pen.pick(&["foo", "Type", "whne", "xml:idd", "targt"]);
        pen.add(&format!(" {name}=\"v\""))
    }),
    ("attribute-known", |pen| {
        let attribute = pen.pick(&[
            " when=\"2024-02-30\"",
            " when=\"1900\"",
            " target=\"a b\"",
            " target=\"12:30\"",
            " n=\"\"",
            " cert=\"sure\"",
            " xml:lang=\"de_AT\"",
            " part=\"X\"",
            " ref=\"a%zz\"",
            " quantity=\"1e\"",
            " xml:space=\"keep\"",
            " notBefore=\"-0005-02-29\"",
            " when=\"2024-01-01T24:00:00\"",
            " rend=\" \"",
            " who=\"#a[1]\"",
            " level=\"-1\"",
            " dur=\"P1YT\"",
            " full=\"maybe\"",
            " corresp=\"http://a|b c#d\"",
            " wit=\"\"",
        ]);
        pen.add(attribute)
    }),
    ("attribute-foreign", |pen| {
        pen.add(" xmlns:q=\"urn:q\" q:a=\"1\"")
    }),
    ("attribute-deleted", |pen| {
        let attribute = pen.attribute()?;
        Some(pen.replaced(attribute.whole().range(), ""))
    }),
    ("attribute-renamed", |pen| {
        let attribute = pen.attribute()?;
        let name = pen.pick(&["type", "n", "ana", "when", "key"]);
        let start = attribute.whole().range().start;
        Some(pen.replaced(start..start + attribute.written().len(), name))
    }),
    ("value-changed", |pen| {
        let attribute = pen.attribute()?;
        let value = pen.pick(&[
            "",
            " ",
            "a b",
            "1",
            "#",
            "12:30:00",
            "-1",
            "2024-13-01",
            "yes",
            "ä ö",
            "a%z",
            "]",
        ]);
        Some(pen.replaced(attribute.span().range(), value))
    }),
    ("id-bad", |pen| {
        let id = pen.pick(&["1a", "a b", "", " x", "é–", "x:y", "校異"]);
        pen.add(&format!(" xml:id=\"{id}\""))
    }),
    ("id-twice", |pen| {
        let one = pen.add(" xml:id=\"twice\"")?;
        let at = one.find(" xml:id=\"twice\"")?;
        let tag = one[..at].rfind('>')?;
        let open = one[..tag].rfind('<')?;
        let plain = !one[open..tag].contains(['/', '?', '!']) && !one[open..tag].contains("xml:id");
        plain.then(|| [&one[..tag], " xml:id=\"twice\"", &one[tag..]].concat())
    }),
    ("namespace-changed", |pen| {
        let namespace = pen.pick(&["", "urn:other", "http://www.w3.org/2001/XInclude"]);
        pen.add(&format!(" xmlns=\"{namespace}\""))
    }),
    ("element-emptied", |pen| {
        let element = pen.element()?;
        let start = element.start_tag().end as usize;
        let raw = element.node().raw();
        let end = element.span().start as usize + raw.rfind("</")?;
        (start <= end).then(|| pen.replaced(start..end, ""))
    }),
];

/// The document `tree`, made wrong.
pub fn mutate(tree: &Tree, name: &str, kind: usize, round: u64) -> Option<String> {
    let seed = name.bytes().fold(round * 31 + kind as u64, |seed, byte| {
        seed.wrapping_mul(1_099_511_628_211)
            .wrapping_add(byte.into())
    });
    let mut pen = Pen { tree, seed };
    KINDS[kind].1(&mut pen)
}

/// What writes mutations: a document, and where its chance stands.
pub struct Pen<'t> {
    tree: &'t Tree,
    seed: u64,
}

impl<'t> Pen<'t> {
    fn below(&mut self, most: usize) -> usize {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.seed >> 33) as usize) % most.max(1)
    }

    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    /// An element other than the root.
    fn element(&mut self) -> Option<Element<'t>> {
        let tree = self.tree;
        let elements: Vec<Element> = tree
            .root()
            .descendants()
            .filter_map(|n| n.element())
            .collect();
        let at = self.below(elements.len());
        elements.get(at).copied()
    }

    fn attribute(&mut self) -> Option<Attribute<'t>> {
        for _ in 0..20 {
            let element = self.element()?;
            let attributes: Vec<Attribute> = element
                .attributes()
                .filter(|attribute| !attribute.written().starts_with("xmlns"))
                .collect();
            if !attributes.is_empty() {
                let at = self.below(attributes.len());
                return Some(attributes[at]);
            }
        }
        None
    }

    fn replaced(&self, range: std::ops::Range<usize>, by: &str) -> String {
        let text = self.tree.source().text();
        [&text[..range.start], by, &text[range.end..]].concat()
    }

    /// The element with one attribute more.
    fn add(&mut self, attribute: &str) -> Option<String> {
        let element = self.element()?;
        let at = element.start_tag().start as usize + 1 + element.qualified_name().len();
        Some(self.replaced(at..at, attribute))
    }

    fn rename(&mut self, name: &str) -> Option<String> {
        let element = self.element()?;
        let (raw, old) = (element.node().raw(), element.qualified_name());
        let rest = &raw[1 + old.len()..];
        let renamed = match rest.rfind("</") {
            Some(end) if element.start_tag().end < element.span().end => {
                format!("<{name}{}</{name}>", &rest[..end])
            }
            _ => format!("<{name}{rest}"),
        };
        Some(self.replaced(element.span().range(), &renamed))
    }
}
