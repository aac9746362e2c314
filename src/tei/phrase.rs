//! How are a few words printed, with the signs of the discipline?
//!
//! What an apparatus quotes keeps what its mark-up says: ⟨supplied⟩, {surplus},
//! †crux†, ⟦deleted⟧, ‘added’, unclear letters dotted, gaps as dots (the Leiden
//! conventions, as critical editions use them). Notes are not part of the words.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::element::{is_block, tei_name};
use super::gaiji::sign;
use super::parting::{is_parted, parts_words, said};
use super::pointer::local_ids;
use super::text::{Side, chosen, copied, lemma_or_first_reading, speaks_of_elsewhere};
use super::white::words;
use crate::xml::{Element, NodeId};

/// How a piece is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// In italics.
    pub italic: bool,
    /// Upright, where the surroundings may be in italics.
    pub upright: bool,
    /// Above the line.
    pub raised: bool,
    /// A sign or word of the editor, not of the text.
    pub sign: bool,
}

/// Letters that are set alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// The letters.
    pub text: String,
    /// How they are set.
    pub style: Style,
    /// The element of this file to which they lead (`ptr`, `ref`), by `xml:id`.
    pub leads_to: Option<String>,
}

/// Some words as they are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Phrase(pub Vec<Piece>);

impl Phrase {
    /// Words without any setting.
    pub fn of(text: String) -> Self {
        let piece = Piece {
            text,
            style: Style::default(),
            leads_to: None,
        };
        Self(if piece.text.is_empty() {
            Vec::new()
        } else {
            vec![piece]
        })
    }

    /// The letters and signs, without their setting.
    pub fn plain(&self) -> String {
        self.0.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// This and other words after it.
    pub fn and(mut self, more: Self) -> Self {
        let space = !self.is_empty() && !more.is_empty();
        if let Some(last) = self.0.last_mut().filter(|_| space) {
            last.text.push(' ');
        }
        self.0.extend(more.0);
        self
    }

    /// Whether there is nothing to print.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.text.trim().is_empty())
    }
}

/// `element` as it is printed among other words: with the signs that it has
/// itself.
pub fn marked_phrase(element: Element<'_>) -> Phrase {
    let mut setter = Setter::default();
    if setter.enter(element) {
        setter.set(element);
    }
    setter.phrase()
}

/// The words of `element` with their signs, white space collapsed.
pub fn phrase(element: Element<'_>) -> Phrase {
    let mut setter = Setter {
        lacunae: stands_for_lost_words(element),
        is_remark: matches!(tei_name(element), Some("note" | "witDetail")),
        tells_both: !stands_in_text(element),
        ..Setter::default()
    };
    setter.set(copied(element).unwrap_or(element));
    setter.phrase()
}

/// In an edition from witnesses a gap without extent is a lacuna that the
/// editor marks, unless a witness has it.
fn stands_for_lost_words(element: Element<'_>) -> bool {
    element.attribute("wit").is_none()
}

/// Whether the words of a lemma or reading are those of the text, where readers
/// see both what was written and what is read.
fn stands_in_text(element: Element<'_>) -> bool {
    let app = element.ancestors().find(|above| above.is("app"));
    app.is_none_or(|app| !speaks_of_elsewhere(app) && lemma_or_first_reading(app) == Some(element))
}

#[derive(Default)]
struct Setter {
    pieces: Vec<Piece>,
    open: Vec<Open>,
    dotted: u32,
    /// Whether white space is due before the next letter.
    space: bool,
    lacunae: bool,
    /// Whether a remark is set: a note in it is a part of it.
    is_remark: bool,
    /// Whether words of another place are repeated.
    repeats: bool,
    /// Whether of a correction or regularisation both sides are told.
    tells_both: bool,
}

struct Open {
    end: NodeId,
    style: Style,
    close: &'static str,
    dots: bool,
    parts: bool,
    link: Option<String>,
}

impl Setter {
    fn set(&mut self, element: Element<'_>) {
        let mut resume = element.id();
        for node in element.descendants() {
            self.close_until(node.id());
            if node.id() < resume {
                continue;
            }
            match node.element() {
                None => self.letters(&said(node)),
                Some(inner) if self.enter(inner) => {}
                Some(inner) => resume = inner.end(),
            }
        }
        self.close_until(element.end());
    }

    /// Opens an element; false if what is in it is not set.
    fn enter(&mut self, element: Element<'_>) -> bool {
        let parent = element.parent();
        let between = parent.and_then(tei_name);
        if between == Some("choice")
            && parent.and_then(|p| chosen(p, Side::Reading)) != Some(element)
        {
            return false;
        }
        let Some(name) = tei_name(element) else {
            return true;
        };
        match name {
            "choice" if self.tells_both && self.both(element) => return false,
            "note" if self.is_remark => self.space = true,
            "note" | "noteGrp" | "witDetail" | "fw" | "rt" | "rp" => return false,
            "lem" | "rdg" if element.ancestors().any(|above| above.is("app")) => {
                let app = element.ancestors().find(|above| above.is("app"));
                if app.and_then(lemma_or_first_reading) != Some(element) {
                    return false;
                }
            }
            "gap" => {
                let sign = gap(element, self.lacunae);
                self.sign(&sign);
                return false;
            }
            "space" => {
                self.word("vac.");
                return false;
            }
            "g" if element.text().trim().is_empty() => {
                match sign(element) {
                    Some(sign) if sign.is_known => {
                        let style = self.style();
                        if !sign.text.is_empty() {
                            self.push(&sign.text, style, None);
                        }
                    }
                    Some(sign) => self.sign(&format!("‹{}›", sign.name)),
                    None => {
                        let name = element.attribute("type").unwrap_or_default();
                        self.sign(&format!("‹{name}›"));
                    }
                }
                return false;
            }
            "ptr" => {
                let target = element.attribute("target").unwrap_or_default();
                if let Some(id) = local_ids(&target, false).next() {
                    self.push(
                        "n.",
                        Style {
                            sign: true,
                            italic: true,
                            ..Style::default()
                        },
                        Some(id),
                    );
                }
                return false;
            }
            "lb" | "pb" | "cb" | "gb" | "milestone" => self.space |= parts_words(element),
            _ => {}
        }
        self.open(element, name);
        if let Some(original) = copied(element).filter(|_| !self.repeats) {
            self.repeats = true;
            let open = std::mem::take(&mut self.open);
            self.set(original);
            self.open = open;
            self.repeats = false;
        }
        true
    }

    /// What is read, and in brackets what was written for it; false if the two
    /// are not told apart.
    fn both(&mut self, choice: Element<'_>) -> bool {
        let read = chosen(choice, Side::Reading);
        let Some((read, written)) = read.zip(chosen(choice, Side::Witness)) else {
            return false;
        };
        if read == written || !(written.is("sic") || written.is("orig")) {
            return false;
        }
        self.open(read, "");
        self.set(read);
        self.sign("(");
        self.word_here("pro");
        self.set(written);
        self.space = false;
        self.sign(")");
        true
    }

    fn open(&mut self, element: Element<'_>, name: &str) {
        let (before, close) = brackets(element, name);
        let last = self
            .pieces
            .last()
            .and_then(|piece| piece.text.chars().next_back());
        if is_block(element) || is_parted(element, last) {
            self.space = true;
        }
        if !before.is_empty() {
            self.sign(before);
        }
        let around = self.style();
        let style = match name {
            "hi" | "emph" | "title" | "foreign" | "mentioned" => highlighted(element, around),
            _ => around,
        };
        let dots = name == "unclear";
        self.dotted += u32::from(dots);
        let target = element
            .attribute("target")
            .filter(|_| name == "ref")
            .unwrap_or_default();
        self.open.push(Open {
            end: element.end(),
            style,
            close,
            dots,
            parts: is_block(element),
            link: local_ids(&target, false).next().map(str::to_owned),
        });
    }

    fn close_until(&mut self, node: NodeId) {
        while let Some(open) = self.open.pop_if(|open| open.end <= node) {
            self.dotted -= u32::from(open.dots);
            if !open.close.is_empty() {
                let due = std::mem::take(&mut self.space);
                self.sign(open.close);
                self.space = due;
            }
            self.space |= open.parts;
        }
    }

    fn style(&self) -> Style {
        self.open.last().map(|open| open.style).unwrap_or_default()
    }

    fn letters(&mut self, text: &str) {
        let style = self.style();
        let link = self.open.iter().rev().find_map(|open| open.link.clone());
        if text.starts_with(char::is_whitespace) {
            self.space = true;
        }
        for word in words(text) {
            let word = match self.dotted {
                0 => Cow::Borrowed(word),
                _ => Cow::Owned(dotted(word)),
            };
            self.push(&word, style, link.as_deref());
            self.space = true;
        }
        self.space = text.ends_with(char::is_whitespace) || (text.is_empty() && self.space);
    }

    /// A sign of the editor, closed up to what follows it.
    fn sign(&mut self, sign: &str) {
        let style = Style {
            sign: true,
            ..self.style()
        };
        self.push(sign, style, None);
        self.space = false;
    }

    fn word(&mut self, word: &str) {
        self.space = true;
        self.word_here(word);
    }

    fn word_here(&mut self, word: &str) {
        self.push(
            word,
            Style {
                sign: true,
                italic: true,
                ..Style::default()
            },
            None,
        );
        self.space = true;
    }

    fn push(&mut self, text: &str, style: Style, leads_to: Option<&str>) {
        let due = std::mem::take(&mut self.space) && !self.pieces.is_empty();
        match self.pieces.last_mut() {
            Some(last) if last.style == style && last.leads_to.as_deref() == leads_to => {
                if due {
                    last.text.push(' ');
                }
                last.text.push_str(text);
            }
            last => {
                if let Some(last) = last.filter(|_| due) {
                    last.text.push(' ');
                }
                self.pieces.push(Piece {
                    text: text.to_owned(),
                    style,
                    leads_to: leads_to.map(str::to_owned),
                });
            }
        }
    }

    fn phrase(self) -> Phrase {
        Phrase(self.pieces)
    }
}

/// What an element puts around its words.
fn brackets(element: Element<'_>, name: &str) -> (&'static str, &'static str) {
    match name {
        "supplied" if is_physical_loss(element) => ("[", "]"),
        "supplied" => ("⟨", "⟩"),
        "surplus" => ("{", "}"),
        "sic" if element.parent().is_none_or(|parent| !parent.is("choice")) => ("†", "†"),
        "del" => ("⟦", "⟧"),
        "add" => ("‘", "’"),
        "ex" | "note" => ("(", ")"),
        _ => ("", ""),
    }
}

/// Whether supplied letters were lost from a stone or a leaf; in an edition from
/// several witnesses what is lost was lost by all of them.
fn is_physical_loss(supplied: Element<'_>) -> bool {
    let reason = supplied.attribute("reason").unwrap_or_default();
    let physical = |word: &str| matches!(word, "lost" | "damage" | "illegible" | "hole");
    let several = || {
        let mut witnesses = supplied.tree().root().find_all("witness");
        witnesses.nth(1).is_some()
    };
    reason.split_whitespace().any(physical) && !several()
}

fn highlighted(element: Element<'_>, around: Style) -> Style {
    let rend = element
        .attribute("rend")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let says = |word: &str| {
        rend.split(|c: char| !c.is_alphanumeric())
            .any(|found| found == word)
    };
    let mut style = around;
    if rend.contains("sup") {
        style.raised = true;
    }
    if says("normal") || says("roman") || says("upright") {
        style.upright = true;
        style.italic = false;
    } else if rend.contains("ital") || says("i") || says("it") {
        style.italic = true;
    }
    style
}

/// The most letters of a gap that are shown as dots.
const MOST_DOTS: u32 = 20;

/// Lost letters: a dot for each, or how many there are; three asterisks for a
/// lacuna that an editor marks.
fn gap(element: Element<'_>, lacuna: bool) -> String {
    let extent = |name: &str| element.attribute(name).map(|value| value.trim().to_owned());
    let quantity = extent("quantity")
        .or_else(|| extent("extent"))
        .or_else(|| extent("atLeast"));
    let unit = extent("unit").unwrap_or_default();
    let letters = unit.is_empty() || unit.starts_with("char") || unit.starts_with("letter");
    let number = quantity
        .as_deref()
        .and_then(|quantity| quantity.parse::<u32>().ok());
    match (number, quantity) {
        (Some(number), _) if letters && number <= MOST_DOTS => {
            format!("[{}]", ".".repeat(number as usize))
        }
        (Some(number), _) if letters => format!("[c. {number}]"),
        (_, Some(quantity)) if quantity != "unknown" => {
            let many = number.is_some_and(|number| number != 1) && !unit.ends_with('s');
            let plural = if many && !unit.is_empty() { "s" } else { "" };
            format!("[{}]", format!("{quantity} {unit}{plural}").trim())
        }
        _ if lacuna => "***".to_owned(),
        _ => "[---]".to_owned(),
    }
}

/// `word` with a dot below each letter.
fn dotted(word: &str) -> String {
    let mut out = String::with_capacity(word.len() * 3);
    for letter in word.graphemes(true) {
        out.push_str(letter);
        if letter.chars().next().is_some_and(char::is_alphanumeric) {
            out.push('\u{323}');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(xml: &str) -> String {
        let read = crate::xml::read("t.xml", xml.as_bytes()).expect("well formed");
        phrase(read.value.root()).plain()
    }

    #[test]
    fn signs_are_those_of_the_discipline() {
        for (xml, printed) in [
            (
                "<rdg> excipiebant\n <supplied>cedendo</supplied></rdg>",
                "excipiebant ⟨cedendo⟩",
            ),
            ("<rdg><surplus>se</surplus></rdg>", "{se}"),
            ("<lem><sic>habeas</sic></lem>", "†habeas†"),
            (
                "<rdg wit='#P'>sp<gap unit='chars' quantity='6'/></rdg>",
                "sp[......]",
            ),
            ("<rdg wit='#P'>a <gap/> b</rdg>", "a [---] b"),
            ("<lem>a <gap reason='lost'/> b</lem>", "a *** b"),
            ("<rdg>regi<add>s</add> <del>x</del></rdg>", "regi‘s’ ⟦x⟧"),
            ("<rdg>wo<unclear>r</unclear>d</rdg>", "wor\u{323}d"),
            ("<note>a <note>and b</note> c</note>", "a (and b) c"),
            (
                "<rdg>a<note>no</note> b<lb break='no'/>c<lb/>d</rdg>",
                "a bc d",
            ),
            (
                "<rdg>a <app><lem>b</lem><rdg>c</rdg></app> d</rdg>",
                "a b d",
            ),
            (
                "<rdg><choice><sic>x</sic><corr>y</corr></choice></rdg>",
                "y",
            ),
            ("<rdg>a(<ex>nn</ex>)</rdg>", "a((nn))"),
        ] {
            assert_eq!(set(xml), printed, "{xml}");
        }
    }
}
