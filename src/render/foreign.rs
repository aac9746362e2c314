//! What of another vocabulary can a page show?
//!
//! MathML and simple drawings of SVG go into the page as they are, element by
//! element and attribute by attribute from short lists: nothing that loads,
//! runs or leads anywhere. The rest keeps its words.

use super::safety::{escape, push_escaped};
use crate::key;
use crate::wording::Wording;
use crate::xml::Element;

const MATHML: &str = "http://www.w3.org/1998/Math/MathML";
const SVG: &str = "http://www.w3.org/2000/svg";
const EXAMPLES: &str = "http://www.tei-c.org/ns/Examples";
const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// How an element of another vocabulary is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// With its own tags.
    Kept,
    /// Within MathML or SVG: its words without tags.
    Unwrapped,
    /// Not at all, because it could act.
    Barred,
    /// As source.
    Code,
    /// A part that lies in another file.
    Include,
    /// As ruby: the element of HTML with this name.
    Ruby(&'static str),
    /// With its name and its words.
    Named,
}

/// How an element that is not of the TEI is shown; `in_drawing` says whether it
/// stands in SVG that is kept.
pub fn foreign(element: Element<'_>, in_drawing: bool) -> Foreign {
    let name = element.name();
    match element.namespace() {
        Some(MATHML) if MATH_ELEMENTS.contains(&name) => Foreign::Kept,
        Some(SVG) if SVG_BARRED.contains(&name) => Foreign::Barred,
        Some(SVG) if in_drawing || is_drawing(element) => Foreign::Kept,
        Some(SVG) if name == "svg" => Foreign::Named,
        Some(MATHML | SVG) => Foreign::Unwrapped,
        Some(EXAMPLES) => Foreign::Code,
        Some(XINCLUDE) if name == "include" => Foreign::Include,
        Some(XINCLUDE) => Foreign::Unwrapped,
        _ => match ["ruby", "rt", "rb"].iter().find(|ruby| **ruby == name) {
            Some(ruby) => Foreign::Ruby(ruby),
            None => Foreign::Named,
        },
    }
}

/// Whether this is a drawing that shows itself: one that needs what is barred
/// would show only half.
fn is_drawing(element: Element<'_>) -> bool {
    let mut below = element.descendants().filter_map(|node| node.element());
    element.name() == "svg"
        && below.all(|inner| inner.namespace() == Some(SVG) && SVG_ELEMENTS.contains(&inner.name()))
}

/// The start tag of an element that is kept.
pub fn start_tag(element: Element<'_>, wording: &Wording) -> String {
    let is_math = element.namespace() == Some(MATHML);
    let allowed = if is_math {
        MATH_ATTRIBUTES
    } else {
        SVG_ATTRIBUTES
    };
    let mut tag = format!("<{}", element.name());
    for attribute in element
        .attributes()
        .filter(|attribute| attribute.namespace().is_none())
    {
        let value = attribute.value();
        if allowed.contains(&attribute.local()) && is_plain(&value) {
            tag.push_str(&format!(" {}=\"", attribute.local()));
            push_escaped(&mut tag, &value);
            tag.push('"');
        }
    }
    if !is_math && element.name() == "svg" {
        let label = escape(wording.word(key!("Drawing")));
        tag.push_str(&format!(
            " role=\"img\" lang=\"{}\" aria-label=\"{label}\"",
            wording.language
        ));
    }
    tag.push('>');
    tag
}

/// Whether a value can neither load nor run anything.
fn is_plain(value: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " \t\r\n.,+-%#()'_".contains(c);
    value.chars().all(plain) && !value.to_ascii_lowercase().contains("url(")
}

/// What an unresolved inclusion names.
pub fn included(element: Element<'_>) -> String {
    let parts = ["href", "xpointer"]
        .iter()
        .filter_map(|name| element.attribute(name));
    parts.collect::<Vec<_>>().join(" ")
}

/// MathML Core, and what older files have of MathML 3.
const MATH_ELEMENTS: &[&str] = &[
    "math",
    "annotation",
    "maction",
    "menclose",
    "merror",
    "mfenced",
    "mfrac",
    "mglyph",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
    "semantics",
];

const MATH_ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "align",
    "close",
    "columnalign",
    "columnspan",
    "depth",
    "dir",
    "display",
    "displaystyle",
    "encoding",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "open",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "separators",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

const SVG_ELEMENTS: &[&str] = &[
    "svg", "circle", "desc", "ellipse", "g", "line", "path", "polygon", "polyline", "rect", "text",
    "title", "tspan",
];

const SVG_BARRED: &[&str] = &[
    "animate",
    "animateMotion",
    "animateTransform",
    "foreignObject",
    "script",
    "set",
    "style",
];

const SVG_ATTRIBUTES: &[&str] = &[
    "cx",
    "cy",
    "d",
    "dx",
    "dy",
    "fill",
    "fill-opacity",
    "fill-rule",
    "font-size",
    "height",
    "opacity",
    "points",
    "r",
    "rx",
    "ry",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "transform",
    "viewBox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];
