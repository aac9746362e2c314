//! What parts words, besides white space?
//!
//! 1. Elements on lines of their own and the begins of lines and pages do.
//! 2. With `break="no"` a word goes on over the begin of a line, whatever white
//!    space stands beside it (TEI att.breaking).
//! 3. Parts of what is made of parts do, though nothing stands between them: the
//!    author and the title of a `biblStruct`, the lines of an address, the forms of a
//!    dictionary entry. Where the TEI allows no text between elements white space
//!    there means nothing, so that its absence means nothing either.
//! 4. What somebody says, what happens meanwhile, a direction for the stage, the middle
//!    of a line of verse and a space that was left free do, wherever they stand.
//!
//! 5. In scripts without spaces neither the begin of a line nor the end of a line of the
//!    file does ([`unspaced`](super::unspaced)).
//!
//! What is hashed of a passage knows the first alone ([`parts_hashed_words`],
//! docs/passages.md): what is cited must not change.

use std::borrow::Cow;

use super::dating::in_attributes;
use super::element::{is_block, tei_name};
use super::text::first_letter;
use super::traits::{Traits, traits};
use super::unspaced::{gaps, goes_on_over, unspaced};
use crate::xml::{Element, Kind, Node, NodeId};

/// Elements that hold elements alone (TEI content models without character data),
/// each of which says something of its own; sorted.
pub(super) const HOLD_PARTS: &[&str] = &[
    "additional",
    "address",
    "adminInfo",
    "altIdentifier",
    "analytic",
    "annotationBlock",
    "biblStruct",
    "bindingDesc",
    "castGroup",
    "castList",
    "cit",
    "correspAction",
    "correspContext",
    "correspDesc",
    "custodialHist",
    "decoDesc",
    "dimensions",
    "entry",
    "event",
    "fs",
    "handDesc",
    "history",
    "hom",
    "imprint",
    "interpGrp",
    "langKnowledge",
    "layoutDesc",
    "list",
    "listBibl",
    "listEvent",
    "listNym",
    "listObject",
    "listOrg",
    "listPerson",
    "listPlace",
    "listRelation",
    "listWit",
    "location",
    "locusGrp",
    "monogr",
    "msContents",
    "msDesc",
    "msFrag",
    "msIdentifier",
    "msItem",
    "msItemStruct",
    "msPart",
    "notatedMusic",
    "nym",
    "object",
    "objectDesc",
    "objectIdentifier",
    "org",
    "person",
    "personGrp",
    "persona",
    "physDesc",
    "place",
    "population",
    "recordHist",
    "recordingStmt",
    "relatedItem",
    "respStmt",
    "scriptDesc",
    "sealDesc",
    "spanGrp",
    "state",
    "superEntry",
    "supportDesc",
    "table",
    "titlePage",
    "trait",
    "typeDesc",
];

/// Elements that may hold text, and hold parts where they hold none between them;
/// sorted.
pub(super) const MAY_HOLD_PARTS: &[&str] = &[
    "addrLine",
    "affiliation",
    "author",
    "bibl",
    "birth",
    "byline",
    "castItem",
    "closer",
    "dateline",
    "death",
    "dictScrap",
    "docImprint",
    "editor",
    "entryFree",
    "etym",
    "form",
    "gramGrp",
    "name",
    "opener",
    "orgName",
    "persName",
    "placeName",
    "pubPlace",
    "publisher",
    "re",
    "residence",
    "resp",
    "sense",
    "series",
    "signed",
    "xr",
];

/// Elements that say something of their own: two that stand side by side with
/// nothing between them are two words, where parts may stand. Sorted.
pub(super) const PARTS: &[&str] = &[
    "actor",
    "addName",
    "addrLine",
    "address",
    "affiliation",
    "analytic",
    "author",
    "bibl",
    "biblScope",
    "biblStruct",
    "bloc",
    "case",
    "catDesc",
    "cit",
    "citedRange",
    "collection",
    "colloc",
    "country",
    "date",
    "def",
    "desc",
    "district",
    "docAuthor",
    "docDate",
    "edition",
    "editor",
    "email",
    "etym",
    "extent",
    "forename",
    "form",
    "gen",
    "genName",
    "geogName",
    "gloss",
    "gram",
    "gramGrp",
    "hyph",
    "iType",
    "idno",
    "imprint",
    "institution",
    "label",
    "lang",
    "language",
    "lbl",
    "measure",
    "meeting",
    "mentioned",
    "monogr",
    "mood",
    "msName",
    "name",
    "nameLink",
    "note",
    "number",
    "orgName",
    "origDate",
    "origPlace",
    "orth",
    "per",
    "persName",
    "placeName",
    "pos",
    "postBox",
    "postCode",
    "pron",
    "ptr",
    "pubPlace",
    "publisher",
    "re",
    "ref",
    "region",
    "repository",
    "resp",
    "respStmt",
    "role",
    "roleDesc",
    "roleName",
    "sense",
    "series",
    "settlement",
    "street",
    "subc",
    "surname",
    "syll",
    "term",
    "title",
    "tns",
    "usg",
    "xr",
];

/// Elements whose words belong to no word around them, and those without words that
/// stand for a space; sorted.
pub(super) const APART: &[&str] = &[
    "annotationBlock",
    "caesura",
    "camera",
    "caption",
    "incident",
    "kinesic",
    "sound",
    "space",
    "stage",
    "tech",
    "u",
    "view",
    "vocal",
    "writing",
];

/// Nodes that are looked at around the begin of a line, at most: no text has more
/// of pages, columns and lines that begin in one place.
const MOST_BREAKS: usize = 8;

/// Whether an element parts the words before it from those after it.
pub fn parts_words(element: Element<'_>) -> bool {
    match traits(element).has(Traits::BREAK) {
        true => {
            let goes_on = || {
                is_beside_unbroken(element.node(), NodeId::before)
                    || is_beside_unbroken(element.node(), NodeId::after)
            };
            !is_unbroken(element) && !goes_on() && !goes_on_over(element)
        }
        false => is_block(element) || is_apart(element),
    }
}

/// Whether an element parts words wherever it stands, but for a space that was left free
/// within a word that is marked as one.
fn is_apart(element: Element<'_>) -> bool {
    let within_word = || element.ancestors().any(|above| above.is("w"));
    traits(element).has(Traits::APART) && !(element.is("space") && within_word())
}

/// The same as docs/passages.md has it.
pub fn parts_hashed_words(element: Element<'_>) -> bool {
    match traits(element).has(Traits::BREAK) {
        true => !is_unbroken(element),
        false => is_block(element),
    }
}

/// The character data of a node, without white space beside the begin of a line
/// over which a word goes on, and without that which its script does not have.
pub fn said(node: Node<'_>) -> Cow<'_, str> {
    let mut text = unspaced(node, node.text());
    if text.ends_with(char::is_whitespace) && is_beside_unbroken(node, NodeId::after) {
        text = trimmed(text, str::trim_end);
    }
    if text.starts_with(char::is_whitespace) && is_beside_unbroken(node, NodeId::before) {
        text = trimmed(text, str::trim_start);
    }
    text
}

/// Where in the character data of a node a byte stands of what is [`said`] of it.
pub fn place_of_said(node: Node<'_>, said: usize) -> usize {
    let text = node.text();
    let mut unsaid = gaps(node, &text);
    let white = text.len() - text.trim_start().len();
    let has_begin = unsaid.first().is_some_and(|gap| gap.start == 0);
    if white > 0 && !has_begin && is_beside_unbroken(node, NodeId::before) {
        unsaid.insert(0, 0..white);
    }
    unsaid.into_iter().fold(said, |place, gap| {
        place + if gap.start <= place { gap.len() } else { 0 }
    })
}

fn trimmed<'t>(text: Cow<'t, str>, trim: fn(&str) -> &str) -> Cow<'t, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => Cow::Owned(trim(&text).to_owned()),
    }
}

/// Whether it says that a word goes on over the begin of a line or page.
fn is_unbroken(element: Element<'_>) -> bool {
    element.attribute("break").as_deref() == Some("no")
}

/// Whether nothing but white space, tags of what runs on, and begins of lines and pages
/// that do not say otherwise, stand between a node and one over which a word goes on.
fn is_beside_unbroken(node: Node<'_>, next: fn(NodeId) -> NodeId) -> bool {
    let tree = node.tree();
    let mut at = node.id();
    for _ in 0..MOST_BREAKS {
        let before = at;
        at = next(at);
        if at == before || at.index() >= tree.len() {
            return false;
        }
        let beside = tree.node(at);
        match beside.element() {
            Some(element) if traits(element).has(Traits::BREAK) => {
                match element.attribute("break").as_deref() {
                    Some("no") => return true,
                    Some("yes") => return false,
                    _ => {}
                }
            }
            Some(element) if !runs_into(element, node) => return false,
            None if is_text(beside) && !beside.text().trim().is_empty() => return false,
            _ => {}
        }
    }
    false
}

/// Whether an element that begins beside a node runs on in its line, and has what
/// stands beside the node in it.
fn runs_into(element: Element<'_>, node: Node<'_>) -> bool {
    let holds = match element.id() < node.id() {
        true => node.id() < element.end(),
        false => element.id().after() < element.end(),
    };
    holds && !is_block(element) && !traits(element).has(Traits::BESIDE)
}

fn is_text(node: Node<'_>) -> bool {
    matches!(node.kind(), Kind::Text | Kind::CData | Kind::Reference)
}

/// Whether a space parts an element from what was read before it, though nothing
/// stands between them; `last` is the last sign that was read.
pub fn is_parted(element: Element<'_>, last: Option<char>) -> bool {
    let Some(last) = last.filter(|last| follows_part(element) || expands(element, *last)) else {
        return false;
    };
    first_letter(element).is_some_and(|first| parts_are_parted(last, first))
}

/// The same on a page, where a date without words is shown by its value, and a pointer by
/// its address. A value is a word of its own also beside words.
pub fn is_parted_as_shown(element: Element<'_>, last: Option<char>) -> bool {
    let is_value = || shown_value(element).is_some();
    let is_beside = |last: char| {
        let is_value_after_word = || is_value() && follows_word(element);
        let is_part = || follows_part(element) || expands(element, last);
        (is_apart(element) && follows_closely(element)) || is_part() || is_value_after_word()
    };
    let Some(last) = last.filter(|last| is_beside(*last)) else {
        return false;
    };
    first_letter(element)
        .or_else(|| first_of_values(element))
        .or_else(|| is_told_in_brackets(element).then_some('('))
        .is_some_and(|first| parts_are_parted(last, first))
}

/// Whether a space parts an element that runs on in its line from the word that follows
/// it on a page, though nothing stands between them: what belongs to no word around it.
pub fn is_parted_from_next_as_shown(element: Element<'_>) -> bool {
    let says = || first_letter(element).is_some() || is_told_in_brackets(element);
    is_apart(element) && says() && stands_before_word(element)
}

/// Whether it is told in brackets what happens, be it by its name alone.
fn is_told_in_brackets(element: Element<'_>) -> bool {
    matches!(tei_name(element), Some("incident" | "kinesic" | "vocal"))
}

/// Whether a date that is shown by its value stands just before a word.
pub fn is_value_before_word(element: Element<'_>) -> bool {
    shown_value(element).is_some() && stands_before_word(element)
}

/// Whether a word begins just after an element, in the same one.
fn stands_before_word(element: Element<'_>) -> bool {
    let end = |parent: Element<'_>| (element.end() < parent.end()).then(|| element.end());
    let next = element.parent().and_then(end);
    next.is_some_and(|next| {
        let first = element.tree().node(next).text().chars().next();
        first.is_some_and(|first| first.is_alphanumeric() && !is_unspaced(first))
    })
}

/// Whether no white space stands just before an element, in the same one.
fn follows_closely(element: Element<'_>) -> bool {
    let mut before = element.node().before();
    let before = before.find(|node| node.element().is_some() || is_text(*node));
    before.is_some_and(|node| !is_text(node) || !node.text().ends_with(char::is_whitespace))
}

/// Whether a word ends just before an element, in the same one.
fn follows_word(element: Element<'_>) -> bool {
    let before = element.node().before().next();
    before.filter(|node| is_text(*node)).is_some_and(|node| {
        let last = node.text().chars().next_back();
        last.is_some_and(char::is_alphanumeric)
    })
}

/// The first sign that is shown for an element without words, or in it: of the value of
/// a date, of the address to which a pointer leads.
fn first_of_values(element: Element<'_>) -> Option<char> {
    let inner = element.descendants().filter_map(Node::element);
    let mut all = std::iter::once(element).chain(inner);
    all.find_map(|one| {
        let address = || one.attribute("target").filter(|_| one.is("ptr"));
        let address = || address().filter(|address| address.contains(':'));
        let value = shown_value(one).or_else(|| address().map(Cow::into_owned));
        value?.chars().next()
    })
}

/// What is shown for a date without words: what its attributes say.
pub fn shown_value(date: Element<'_>) -> Option<String> {
    let is_empty = |node: Node<'_>| node.element().is_none() && node.text().is_empty();
    if !date.is("date") || !date.children().all(is_empty) {
        return None;
    }
    in_attributes(date).map(|dated| dated.words)
}

/// Whether an element is a part, and follows one with nothing between them.
fn follows_part(element: Element<'_>) -> bool {
    let Some(parent) = element.parent() else {
        return false;
    };
    if element.is("seg") {
        return follows_stretch_set_apart(element);
    }
    let around = traits(parent);
    let own = traits(element);
    if !around.has(Traits::HOLDS_PARTS.and(Traits::MAY_HOLD_PARTS)) || own.has(Traits::BESIDE) {
        return false;
    }
    let Some(before) = just_before(element) else {
        return false;
    };
    around.has(Traits::HOLDS_PARTS) || (own.has(Traits::PART) && traits(before).has(Traits::PART))
}

/// Whether an element gives an abbreviation in full that ends with a full stop (`last`):
/// its letters do not go on with those.
fn expands(element: Element<'_>, last: char) -> bool {
    last == '.' && element.is("ex") && just_before(element).is_some_and(|it| it.is("abbr"))
}

/// Whether of two stretches side by side one is set at a side or in the middle: what
/// stands beside it is set elsewhere.
fn follows_stretch_set_apart(seg: Element<'_>) -> bool {
    let is_set_apart = |seg: Element<'_>| {
        let rend = seg.attribute("rend").unwrap_or_default();
        seg.is("seg") && ["left", "right", "cent"].iter().any(|at| rend.contains(at))
    };
    just_before(seg).is_some_and(|before| {
        let ends_apart = || before.elements().last().is_some_and(is_set_apart);
        let begins_apart = || seg.elements().next().is_some_and(is_set_apart);
        before.is("seg")
            && (is_set_apart(seg) || is_set_apart(before) || ends_apart() || begins_apart())
    })
}

/// The element that ends just before another, comments and instructions passed over.
fn just_before(element: Element<'_>) -> Option<Element<'_>> {
    let mut before = element.node().before();
    before
        .find(|node| node.element().is_some() || is_text(*node))?
        .element()
}

/// Whether a space stands between two parts of which one ends with this sign and
/// the other begins with that: not after `d’` and `Jean-`, not before a comma, and
/// not where scripts have no spaces.
pub fn parts_are_parted(last: char, first: char) -> bool {
    let unspaced = |c: char| is_unspaced(c) || is_hangul(c);
    if last.is_whitespace() || (unspaced(last) && unspaced(first)) {
        return false;
    }
    !",.;:!?)]".contains(first) && !"-‐('’ʼ".contains(last)
}

/// Whether a sign is of a script that does not part words: Chinese and Japanese.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a sign is of Korean, which parts words, but not the parts of a name.
pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tei::reading_text;
    use crate::tei::text::hashed_between;

    #[test]
    fn lists_are_sorted() {
        assert!(HOLD_PARTS.is_sorted() && MAY_HOLD_PARTS.is_sorted() && PARTS.is_sorted());
    }

    fn read(xml: &str) -> (String, String) {
        let tree = crate::xml::read("t.xml", xml.as_bytes())
            .expect("well formed")
            .value;
        let root = tree.root();
        let hashed = hashed_between(&tree, root.id(), root.end());
        (reading_text(root), hashed)
    }

    #[test]
    fn parts_side_by_side_are_words_of_their_own() {
        for (xml, words) in [
            (
                "<p>See <biblStruct><monogr><author><forename>Jane</forename><surname>Doe</surname>\
                 </author><author>Roe, R.</author><title>A Book</title><imprint><pubPlace>Paris</pubPlace>\
                 <publisher>Seuil</publisher><biblScope>4</biblScope><biblScope>10–20</biblScope>\
                 <date>1999</date></imprint></monogr></biblStruct>, there.</p>",
                "See Jane Doe Roe, R. A Book Paris Seuil 4 10–20 1999, there.",
            ),
            (
                "<p><address><addrLine>Herrn A. Schnitzler</addrLine><!-- c --><addrLine>Wien</addrLine></address></p>",
                "Herrn A. Schnitzler Wien",
            ),
            (
                "<entry><form><orth>bay</orth><pron>beɪ</pron></form><gramGrp><pos>n</pos></gramGrp>\
                 <sense><def>a tree</def>, <usg>bot.</usg></sense></entry>",
                "bay beɪ n a tree, bot.",
            ),
            (
                "<p><persName><forename>Jean</forename><nameLink>d’</nameLink><surname>Alembert</surname></persName></p>",
                "Jean d’Alembert",
            ),
            ("<bibl><title>A</title><hi>b</hi></bibl>", "Ab"),
            (
                "<p><persName><surname>夏目</surname><forename>漱石</forename></persName></p>",
                "夏目漱石",
            ),
            ("<p><term>a</term><date>b</date></p>", "ab"),
            (
                "<entry><etym><lang>OE</lang><mentioned>fo</mentioned><gloss>bar</gloss></etym>\
                 <xr><lbl>see</lbl><ref>baz</ref></xr></entry>",
                "OE fo bar see baz",
            ),
            (
                "<opener><seg><seg rend='left'>Doe</seg><seg rend='right'>1901</seg></seg>\
                 <seg>Wien</seg></opener>",
                "Doe 1901 Wien",
            ),
            (
                "<p>ad <expan><abbr>L.</abbr><ex>Lucium</ex></expan> <expan><abbr>Aug</abbr><ex>usti</ex></expan></p>",
                "ad L. Lucium Augusti",
            ),
            ("<name><seg>Mac</seg><seg>Donald</seg></name>", "MacDonald"),
            (
                "<bibl><citedRange>9</citedRange><ptr target='x'/><ref>b</ref></bibl>",
                "9 b",
            ),
        ] {
            assert_eq!(read(xml).0, words, "{xml}");
        }
    }

    #[test]
    fn what_belongs_to_no_word_around_it_parts_them() {
        for (xml, words) in [
            ("<p>mit<space unit='chars' quantity='1'/>so</p>", "mit so"),
            ("<p><w>con<space/>sul</w></p>", "consul"),
            (
                "<l><seg>half</seg><caesura/><seg>line</seg></l>",
                "half line",
            ),
            (
                "<div><annotationBlock who='#a'><u>good morning</u></annotationBlock>\
                 <annotationBlock who='#b'><u>yes</u></annotationBlock><u>al<pause/>pha</u></div>",
                "good morning yes alpha",
            ),
            (
                "<u>well<incident><desc>door slams</desc></incident>I</u>",
                "well door slams I",
            ),
            ("<l>Ja, seht.<stage>Ab.</stage></l>", "Ja, seht. Ab."),
        ] {
            assert_eq!(read(xml).0, words, "{xml}");
        }
        let hashed = read("<p>mit<space/>so<stage>Ab.</stage></p>").1;
        assert_eq!(hashed, "mitsoAb.");
    }

    #[test]
    fn a_word_goes_on_over_a_line_whatever_stands_beside_it() {
        for (xml, words) in [
            (
                "<p>con\n <lb n='2' break='no'/>\n sulibus</p>",
                "consulibus",
            ),
            ("<p>con <pb/> <lb break='no'/>sul <lb/>a</p>", "consul a"),
            ("<p>con <lb break='no'/> <pb/> sul</p>", "consul"),
            (
                "<p>con <lb break='no'/> <pb break='yes'/> sul</p>",
                "con sul",
            ),
            (
                "<p><hi>con </hi><lb break='no'/><hi> sul</hi></p>",
                "consul",
            ),
            ("<div><p>con</p><p><lb break='no'/>sul</p></div>", "con sul"),
        ] {
            assert_eq!(read(xml).0, words, "{xml}");
        }
    }

    #[test]
    fn a_date_that_is_shown_by_its_value_is_a_word() {
        let parted = |xml: &str| {
            let tree = crate::xml::read("t.xml", xml.as_bytes())
                .expect("well formed")
                .value;
            let date = tree.root().find("date").expect("a date");
            let around = date.parent().filter(|around| around.is("imprint"));
            let is_parted = is_parted_as_shown(around.unwrap_or(date), Some('o'));
            (is_parted, is_value_before_word(date))
        };
        for (xml, expected) in [
            (
                "<bibl><title>Boo</title><date when='1980-03'/></bibl>",
                (true, false),
            ),
            ("<bibl>Boo<date when='1980-03'/>in</bibl>", (true, true)),
            ("<bibl>Boo <date from='1980'/>, in</bibl>", (false, false)),
            ("<bibl>Boo<date/>in</bibl>", (false, false)),
            (
                "<bibl>Boo<date when='1980'>in</date>a</bibl>",
                (false, false),
            ),
            (
                "<monogr><title>Boo</title><imprint><date when='1980-03'/></imprint></monogr>",
                (true, false),
            ),
        ] {
            assert_eq!(parted(xml), expected, "{xml}");
        }
    }

    #[test]
    fn what_happens_is_parted_from_the_words_around_it_on_a_page() {
        for (xml, expected) in [
            (
                "<u>well<incident><desc>door</desc></incident>I</u>",
                (true, true),
            ),
            ("<u>well<vocal/>I</u>", (true, true)),
            ("<u>well <vocal/>, I</u>", (false, false)),
            ("<u>a<pause/>b</u>", (false, false)),
            ("<l>a<stage>Ab.</stage>b</l>", (true, true)),
            ("<l>a<caesura/>b</l>", (false, false)),
        ] {
            let tree = crate::xml::read("t.xml", xml.as_bytes())
                .expect("well formed")
                .value;
            let inner = tree.root().elements().next().expect("an element");
            let parted = (
                is_parted_as_shown(inner, Some('l')),
                is_parted_from_next_as_shown(inner),
            );
            assert_eq!(parted, expected, "{xml}");
        }
    }

    #[test]
    fn what_is_hashed_stays_as_it_was() {
        let xml =
            "<p><bibl><author>Doe</author><title>A</title></bibl> con\n <lb break='no'/> sul</p>";
        assert_eq!(
            read(xml),
            ("Doe A consul".to_owned(), "DoeA con sul".to_owned())
        );
    }
}
