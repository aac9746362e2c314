//! For which letter or sign does an empty `g` stand?
//!
//! The header describes it (`charDecl`, TEI WD): of all that it is mapped to, one is
//! shown and read. Where none is a character, a sign stands there that says so.

use unicode_segmentation::UnicodeSegmentation;

use super::element::{collapse, tei_name};
use crate::xml::{Element, Tree};

/// Kinds of mappings, the best first: what the sign is, then what is written for it
/// today. The beginning of a name is enough (`standardized`, `normal_unicode`). Mappings
/// without a kind come after these, then those of other kinds.
const KINDS: &[&str] = &[
    "standard",
    "unicode",
    "composed",
    "precomposed",
    "exact",
    "dipl",
    "norm",
    "modern",
    "simplified",
];

/// Letters that a mapping of such a kind has at most (*que*): what is longer, or has
/// spaces, tells of the sign, and is none.
const LONGEST: usize = 6;

/// What stands for a letter or sign of which nothing is known but its name.
pub const UNKNOWN: &str = "\u{fffd}";

/// What stands for the headword, as dictionaries print it.
const HEADWORD: &str = "~";

/// A letter or sign that is named and not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// What is shown and read; nothing for the end of a line.
    pub text: String,
    /// What it is called.
    pub name: String,
    /// Whether the text is the sign, and not [`UNKNOWN`].
    pub is_known: bool,
}

/// For what a `g` without words stands that names a letter or sign (`@ref`); in a
/// dictionary a reference to the headword, which stands for it (`oRef`, `pRef`, TEI DI).
pub fn sign(g: Element<'_>) -> Option<Sign> {
    let is_headword = || matches!(g.name(), "oRef" | "pRef") && g.is_tei();
    let is_empty = || g.elements().next().is_none() && g.text().trim().is_empty();
    if !(g.is("g") || is_headword()) || !is_empty() {
        return None;
    }
    if !g.is("g") {
        return Some(Sign {
            text: HEADWORD.to_owned(),
            name: String::new(),
            is_known: true,
        });
    }
    let pointer = g.attribute("ref")?;
    let pointer = pointer.split_whitespace().next()?;
    let id = pointer.rsplit(['#', ':']).next().unwrap_or(pointer);
    // What another file has under this name is not here.
    let is_here = pointer
        .split_once('#')
        .is_none_or(|(file, _)| file.is_empty());
    let described = described(g.tree(), id).filter(|_| is_here);
    let text = described.and_then(character);
    let text = text.or_else(|| is_end_of_line(id).then(String::new));
    Some(Sign {
        is_known: text.is_some(),
        text: text.unwrap_or_else(|| UNKNOWN.to_owned()),
        name: described.and_then(name).unwrap_or_else(|| id.to_owned()),
    })
}

/// The description of a letter or sign.
fn described<'t>(tree: &'t Tree, id: &str) -> Option<Element<'t>> {
    let found = tree.by_id(id)?;
    matches!(tei_name(found), Some("char" | "glyph")).then_some(found)
}

/// Whether a word goes on over the end of a line there, with a hyphen or without (the
/// Text Creation Partnership names these).
fn is_end_of_line(name: &str) -> bool {
    matches!(name, "EOLhyphen" | "EOLunhyphen")
}

/// The character that stands for a letter or sign; for a shape of one, that of the letter.
fn character(described: Element<'_>) -> Option<String> {
    let own = best(described);
    let parent = described.parent().filter(|around| around.is("char"));
    own.or_else(|| best(parent?))
}

fn best(described: Element<'_>) -> Option<String> {
    let mut found: Option<(usize, String)> = None;
    for child in described.elements() {
        let Some((rank, text)) = mapped(child) else {
            continue;
        };
        if found.as_ref().is_none_or(|(best, _)| rank < *best) {
            found = Some((rank, text));
        }
    }
    found.map(|(_, text)| text)
}

/// What a letter or sign is mapped to, and how good that is.
fn mapped(child: Element<'_>) -> Option<(usize, String)> {
    let rank = |kind: &str| {
        let kind = kind.trim().to_lowercase();
        KINDS.iter().position(|known| kind.starts_with(known))
    };
    match tei_name(child)? {
        "mapping" => {
            let text = as_character(&child.text())?;
            let rank = match child.attribute("type") {
                Some(kind) => rank(&kind),
                None => Some(KINDS.len()),
            };
            match rank {
                Some(rank) if rank < KINDS.len() => Some((rank, text)),
                // It may be anything: an entity, the name of a picture, a remark.
                rank => Some((rank.unwrap_or(KINDS.len() + 1), one_letter(text)?)),
            }
        }
        "localProp" | "unicodeProp" | "unihanProp" => {
            let rank = rank(&child.attribute("name")?)?;
            Some((rank, one_letter(as_character(&child.attribute("value")?)?)?))
        }
        "charProp" => {
            let name = child.child("localName").or(child.child("unicodeName"))?;
            let rank = rank(&name.text())?;
            Some((
                rank,
                one_letter(as_character(&child.child("value")?.text())?)?,
            ))
        }
        _ => None,
    }
}

/// A text as characters that can be shown: as it stands, or of code points (`U+1E9E`).
fn as_character(text: &str) -> Option<String> {
    let text = collapse(text);
    let code = |word: &str| {
        let digits = word.strip_prefix("U+").or(word.strip_prefix("u+"))?;
        u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32)
    };
    let coded: Option<String> = text.split(' ').map(code).collect();
    let is_coded = coded.is_some();
    let text = coded.unwrap_or(text);
    let is_shown = !text.is_empty() && !text.chars().any(is_unseen);
    let is_code = |text: &str| text.starts_with(['[', '&']) || text.starts_with("U+");
    let letters = text.graphemes(true).count();
    let tells = !is_coded && (is_code(&text) || text.contains(' '));
    (is_shown && letters <= LONGEST && !tells).then_some(text)
}

/// A text that is one letter with its marks.
fn one_letter(text: String) -> Option<String> {
    (text.graphemes(true).count() == 1).then_some(text)
}

/// Whether a character is of private use, where each font has another sign, or turns the
/// direction of what stands around it.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What the header calls a letter or sign.
fn name(described: Element<'_>) -> Option<String> {
    let words = |name: &str| described.child(name).map(|child| collapse(&child.text()));
    let property = || {
        let is_name = |child: &Element<'_>| {
            let name = child.attribute("name");
            name.is_some_and(|name| name.eq_ignore_ascii_case("name"))
        };
        let found = described.elements().find(is_name)?;
        Some(collapse(&found.attribute("value")?))
    };
    let named = words("charName").or_else(|| words("glyphName"));
    let named = named.or_else(property).or_else(|| words("desc"));
    named.filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(description: &str) -> (String, String) {
        let xml = format!(
            "<TEI><teiHeader><charDecl>{description}</charDecl></teiHeader><text><g ref='#x'/></text></TEI>"
        );
        let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
        let g = tree.root().find("g").expect("g");
        let sign = sign(g).expect("a sign");
        assert_eq!(sign.is_known, sign.text != UNKNOWN);
        (sign.text, sign.name)
    }

    #[test]
    fn one_mapping_that_is_a_character_stands_for_a_sign() {
        for (description, text, name) in [
            (
                "<char xml:id='x'><charName>LONG S</charName><mapping type='norm'>s</mapping>\
                 <mapping type='unicode'>U+017F</mapping><mapping type='PUA'>U+E000</mapping></char>",
                "ſ",
                "LONG S",
            ),
            (
                "<char xml:id='x'><localProp name='Name' value='ET'/><mapping>\u{204a}</mapping>\
                 <mapping type='modern'>et</mapping></char>",
                "et",
                "ET",
            ),
            (
                "<char xml:id='x'><mapping type='PUA'>U+F00B2</mapping>\
                 <localProp name='composition' value='[a*b]'/></char>",
                UNKNOWN,
                "x",
            ),
            (
                "<char><mapping type='standard'>r</mapping><glyph xml:id='x'><desc>r rotunda</desc></glyph></char>",
                "r",
                "r rotunda",
            ),
            (
                "<char xml:id='x'><unicodeProp name='unicode' value='&#x20abf;'/></char>",
                "\u{20abf}",
                "x",
            ),
            (
                "<char xml:id='x'><charProp><localName>standard</localName><value>ꝑ</value></charProp></char>",
                "ꝑ",
                "x",
            ),
        ] {
            assert_eq!(
                of(description),
                (text.to_owned(), name.to_owned()),
                "{description}"
            );
        }
    }

    #[test]
    fn what_only_tells_of_a_sign_is_none() {
        for description in [
            "<unicodeProp name='Unicode_1_Name' value='LATIN LONG'/>",
            "<localProp name='normalization' value='NFC'/>",
            "<localProp name='standards' value='MUFI 3.0'/>",
            "<mapping type='PUA'>E665</mapping>",
            "<mapping type='PUA'>0xE665</mapping>",
            "<mapping type='codepoint'>017F</mapping>",
            "<mapping type='entity'>slong</mapping>",
            "<mapping>&amp;slong;</mapping>",
            "<mapping type='description'>long s</mapping>",
            "<mapping type='image'>f.png</mapping>",
            "<mapping type='simplified'>a b c</mapping>",
            "<mapping type='normalized'>U+FFFFFFFF</mapping>",
            "<mapping type='standard'>&#x202e;</mapping>",
        ] {
            let (text, _) = of(&format!("<char xml:id='x'>{description}</char>"));
            assert_eq!(text, UNKNOWN, "{description}");
        }
        let several = "<char xml:id='x'><mapping type='composed'>U+0070 U+0304</mapping></char>";
        assert_eq!(of(several).0, "p\u{304}");
    }

    #[test]
    fn signs_of_another_file_are_not_those_of_this_one() {
        let xml = "<TEI><teiHeader><charDecl><char xml:id='p7'><mapping>ꝑ</mapping></char></charDecl>\
            </teiHeader><text><p><g ref='https://example.org/c.xml#p7'/><g ref='#p7'/></p></text></TEI>";
        let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
        let words = crate::tei::reading_text(tree.root().find("p").expect("p"));
        assert_eq!(words, "\u{fffd}ꝑ");
    }

    #[test]
    fn the_headword_is_a_swung_dash_where_it_is_not_written() {
        let xml = "<entry><form><orth>dog</orth></form><cit><quote>the <oRef/>s, <oRef>Dogs</oRef></quote></cit></entry>";
        let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
        let words = crate::tei::reading_text(tree.root());
        assert_eq!(words, "dog the ~s, Dogs");
    }

    #[test]
    fn signs_are_read_where_they_stand() {
        let xml = "<TEI><teiHeader><charDecl><char xml:id='x'><mapping>ſ</mapping></char></charDecl>\
            </teiHeader><text><p>hou<g ref='#x'/>e wor<g ref='char:EOLhyphen'/>thy <g ref='char:abque'/>\
            <g type='leaf'/><g ref='#x'>s</g></p></text></TEI>";
        let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
        let p = tree.root().find("p").expect("p");
        assert_eq!(crate::tei::reading_text(p), "houſe worthy \u{fffd}s");
        let hashed = crate::tei::text::hashed_between(&tree, p.id(), p.end());
        assert_eq!(hashed, "houe worthy s");
        let phrase = crate::tei::phrase::phrase(p).plain();
        assert_eq!(phrase, "houſe worthy ‹abque›‹leaf›s");
    }
}
