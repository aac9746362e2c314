//! Which pictures show the source, and where on them does the text stand?
//! (TEI PHFAX, PHZONE)
//!
//! A *surface* is a written side; it has pictures and zones, measured in the
//! coordinates of the surface. A picture that stands in `facsimile` without a
//! surface is one by itself.

mod plates;

use rustc_hash::FxHashMap;

use super::Document;
use super::element::is_block;
use super::pointer::local_ids;
use super::text::{Side, is_left_out, reading_text, text_between};
use crate::xml::{Element, Node, NodeId, Tree};

pub(super) use plates::plates;
pub use plates::{Frame, Place, Plate, Plates};

/// Width and height: of a surface in its own units, of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// From left to right; never 0.
    pub width: u32,
    /// From top to bottom; never 0.
    pub height: u32,
}

/// A rectangle on a surface, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// How far to the right it begins.
    pub x: u32,
    /// How far down it begins.
    pub y: u32,
    /// Its extent.
    pub size: Size,
}

/// A picture of a surface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The `graphic`.
    pub node: NodeId,
    /// Where it is, as written (`@url`).
    pub url: String,
    /// Its media type (`@mimeType`).
    pub media_type: Option<String>,
    /// Its size, if it is given in pixels.
    pub size: Option<Size>,
}

/// A place on a surface that holds text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The `zone` or `line`.
    pub node: NodeId,
    /// Where it is: the rectangle around it, if it has another shape.
    pub area: Area,
    /// The words there: its own, or those of what points to it with `@facs`; of a
    /// break those up to the next one.
    pub text: String,
}

/// A written side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surface {
    /// The `surface`, or the `graphic` that stands for it.
    pub node: NodeId,
    /// What it is called (`@n`, a `label`, or `@n` of the page break that points
    /// to it).
    pub label: Option<String>,
    /// Its size: its own coordinates, else those of the first picture of which
    /// they are known.
    pub size: Option<Size>,
    /// Its pictures.
    pub pictures: Vec<Picture>,
    /// Places with text, in the order of the file. Only of surfaces that have
    /// coordinates of their own.
    pub zones: Vec<Zone>,
}

/// All surfaces of a document, in their order. A surface on another one (a
/// patch, TEI PHSURF) belongs to that.
pub fn surfaces(document: &Document) -> Vec<Surface> {
    let pointing = Pointing::new(document);
    let root = document.tree().root();
    let below = root.descendants().filter_map(Node::element);
    let mut found = Vec::new();
    let mut resume = root.id();
    // A file may be one page by itself.
    for element in std::iter::once(root).chain(below) {
        if element.id() < resume {
            continue;
        }
        let in_facsimile = || {
            let parent = element.parent();
            parent.is_some_and(|parent| parent.is("facsimile"))
        };
        if element.is("surface") {
            found.push(surface(element, &pointing));
            resume = element.end();
        } else if element.is("graphic") && in_facsimile() {
            found.extend(bare(element, &pointing));
            resume = element.end();
        }
    }
    found
}

/// What points to places on surfaces.
struct Pointing<'d> {
    tree: &'d Tree,
    to: FxHashMap<String, Vec<Element<'d>>>,
}

impl<'d> Pointing<'d> {
    fn new(document: &'d Document) -> Self {
        let mut to: FxHashMap<String, Vec<Element<'d>>> = FxHashMap::default();
        let elements = document.tree().root().descendants();
        for element in elements.filter_map(Node::element) {
            if let Some(facs) = element.attribute("facs") {
                for id in local_ids(&facs, false) {
                    to.entry(id.to_owned()).or_default().push(element);
                }
            }
        }
        let tree = document.tree();
        Self { tree, to }
    }

    fn at(&self, element: Element<'_>) -> &[Element<'d>] {
        let id = element.xml_id();
        let found = id.and_then(|id| self.to.get(id.as_ref()));
        found.map_or(&[], Vec::as_slice)
    }

    /// The number of the page break that points to a surface or its picture.
    fn page(&self, element: Element<'_>) -> Option<String> {
        let breaks = self.at(element).iter();
        let mut breaks = breaks.filter(|element| element.is("pb"));
        breaks.find_map(|pb| Some(pb.attribute("n")?.into_owned()))
    }
}

fn surface(element: Element<'_>, pointing: &Pointing<'_>) -> Surface {
    let own = corners(element);
    let graphics = element.elements().filter(|child| child.is("graphic"));
    let pictures: Vec<Picture> = graphics.filter_map(picture).collect();
    let number = element
        .attribute("n")
        .or_else(|| element.attribute("mith:folio"));
    let label = number.map(|number| number.into_owned());
    let label = label
        .or_else(|| element.child("label").map(reading_text))
        .or_else(|| pointing.page(element))
        .or_else(|| {
            element
                .child("graphic")
                .and_then(|graphic| pointing.page(graphic))
        });
    let zones = own.map_or_else(Vec::new, |corners| zones(element, corners, pointing));
    Surface {
        node: element.id(),
        label: label.filter(|label| !label.trim().is_empty()),
        size: own
            .and_then(Corners::size)
            .or_else(|| pictures.iter().find_map(|picture| picture.size)),
        pictures,
        zones,
    }
}

/// A picture without a surface.
fn bare(graphic: Element<'_>, pointing: &Pointing<'_>) -> Option<Surface> {
    let picture = picture(graphic)?;
    let number = graphic.attribute("n").map(|number| number.into_owned());
    Some(Surface {
        node: graphic.id(),
        label: number.or_else(|| pointing.page(graphic)),
        size: picture.size,
        pictures: vec![picture],
        zones: Vec::new(),
    })
}

fn picture(graphic: Element<'_>) -> Option<Picture> {
    let url = graphic.attribute("url")?.trim().to_owned();
    let media_type = graphic.attribute("mimeType").map(|kind| kind.into_owned());
    let pixels = |name: &str| pixels(&graphic.attribute(name)?);
    let size = pixels("width").zip(pixels("height"));
    Some(Picture {
        node: graphic.id(),
        url,
        media_type,
        size: size.map(|(width, height)| Size { width, height }),
    })
}

/// A number of pixels: `3680px`, or a number without a unit. Other units are
/// sizes of the paper.
fn pixels(value: &str) -> Option<u32> {
    let value = value.trim();
    let number = value.strip_suffix("px").unwrap_or(value).trim();
    let number: f64 = number.parse().ok()?;
    whole(number).filter(|number| *number > 0)
}

fn whole(number: f64) -> Option<u32> {
    let number = number.round();
    (0.0..=f64::from(u32::MAX))
        .contains(&number)
        .then_some(number as u32)
}

/// Opposite corners of a rectangle, in the coordinates of the surface.
#[derive(Clone, Copy)]
struct Corners {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Corners {
    fn size(self) -> Option<Size> {
        let width = whole(self.right - self.left)?;
        let height = whole(self.bottom - self.top)?;
        (width > 0 && height > 0).then_some(Size { width, height })
    }

    /// The part of it that lies on `surface`, from the corner of that.
    fn on(self, surface: Self) -> Option<Area> {
        let inside = Self {
            left: self.left.max(surface.left),
            top: self.top.max(surface.top),
            right: self.right.min(surface.right),
            bottom: self.bottom.min(surface.bottom),
        };
        Some(Area {
            x: whole(inside.left - surface.left)?,
            y: whole(inside.top - surface.top)?,
            size: inside.size()?,
        })
    }
}

/// From `@ulx @uly @lrx @lry`, else from `@points` (TEI `att.coordinated`).
fn corners(element: Element<'_>) -> Option<Corners> {
    let number = |name: &str| element.attribute(name)?.trim().parse::<f64>().ok();
    let from_corners = || {
        Some(Corners {
            left: number("ulx")?,
            top: number("uly")?,
            right: number("lrx")?,
            bottom: number("lry")?,
        })
    };
    from_corners().or_else(|| around(&element.attribute("points")?))
}

/// The rectangle around points: `220,100 292,136`.
fn around(points: &str) -> Option<Corners> {
    let mut found: Option<Corners> = None;
    for point in points.split_whitespace() {
        let (x, y) = point.split_once(',')?;
        let (x, y): (f64, f64) = (x.parse().ok()?, y.parse().ok()?);
        let so_far = found.unwrap_or(Corners {
            left: x,
            top: y,
            right: x,
            bottom: y,
        });
        found = Some(Corners {
            left: so_far.left.min(x),
            top: so_far.top.min(y),
            right: so_far.right.max(x),
            bottom: so_far.bottom.max(y),
        });
    }
    found
}

fn zones(surface: Element<'_>, corners_of: Corners, pointing: &Pointing<'_>) -> Vec<Zone> {
    let inside = surface.descendants().filter_map(Node::element);
    let places = inside.filter(|element| element.is("zone") || element.is("line"));
    let zones = places.filter_map(|element| {
        let area = corners(element)?.on(corners_of)?;
        let text = words(element, pointing)?;
        let node = element.id();
        Some(Zone { node, area, text })
    });
    zones.collect()
}

/// The words of a zone; none if it has none, or if zones in it have places of
/// their own.
fn words(zone: Element<'_>, pointing: &Pointing<'_>) -> Option<String> {
    let inner = zone.descendants().filter_map(Node::element);
    let mut placed = inner.filter(|inner| corners(*inner).is_some());
    if placed.next().is_some() {
        return None;
    }
    let own = reading_text(zone);
    let words =
        if own.is_empty() {
            let pointing = pointing.at(zone).iter().map(|element| {
                match after_break(pointing.tree, *element) {
                    Some((first, end)) if first < end => text_between(pointing.tree, first, end),
                    Some(_) => String::new(),
                    None => reading_text(*element),
                }
            });
            pointing
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        } else {
            own
        };
    (!words.is_empty()).then_some(words)
}

/// Breaks, the finer ones first: each ends what one of its own kind or a finer one
/// has begun.
const BREAKS: [&str; 4] = ["lb", "cb", "pb", "gb"];

/// Of a break (TEI CORS5) the nodes from there to the next: a line goes no further
/// than its block, a column, page or the like no further than its text, and nothing
/// out of what does not belong to the text as it is read.
fn after_break(tree: &Tree, element: Element<'_>) -> Option<(NodeId, NodeId)> {
    let rank = BREAKS.iter().position(|name| element.is(name));
    if rank.is_none() && !element.is("milestone") {
        return None;
    }
    let unit = element.attribute("unit");
    let ends = |other: Element<'_>| match rank {
        Some(rank) => BREAKS[rank..].iter().any(|name| other.is(name)),
        None => other.is("milestone") && other.attribute("unit") == unit,
    };
    let is_line = rank == Some(0);
    let around = element.ancestors().find(|around| {
        around.is("text") || (is_line && is_block(*around)) || is_left_out(*around, Side::Reading)
    });
    let around = around.or_else(|| element.ancestors().last())?;
    let mut at = element.end();
    while at < around.end() {
        let next = tree.node(at).element();
        at = match next {
            Some(next) if ends(next) => break,
            Some(next) if is_left_out(next, Side::Reading) => next.end(),
            _ => at.after(),
        };
    }
    Some((element.end(), at.min(around.end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surfaces_have_sizes_pictures_and_zones() {
        let xml = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><facsimile>\
            <surface n='1r' ulx='10' uly='0' lrx='110' lry='200'><graphic url='a.jpg'/>\
            <zone xml:id='z' points='20,10 60,10 60,30'/><zone ulx='0' uly='0' lrx='5' lry='5'/></surface>\
            <surface xml:id='s'><graphic url='b.jpg' width='985px' height='733px'/></surface>\
            <graphic url='c.jpg' width='12cm' height='9cm'/></facsimile>\
            <text><body><pb n='1v' facs='#s'/><p facs='#z'>Words <hi>here</hi></p></body></text></TEI>";
        let document = crate::tei::read("t.xml", xml.as_bytes()).unwrap().value;
        let surfaces = surfaces(&document);
        let size = |width, height| Some(Size { width, height });
        let said: Vec<_> = surfaces
            .iter()
            .map(|surface| (surface.label.as_deref(), surface.size))
            .collect();
        assert_eq!(
            said,
            [
                (Some("1r"), size(100, 200)),
                (Some("1v"), size(985, 733)),
                (None, None)
            ]
        );
        assert_eq!(surfaces[0].zones.len(), 1);
        let zone = &surfaces[0].zones[0];
        assert_eq!(
            (zone.text.as_str(), zone.area.x, zone.area.y),
            ("Words here", 10, 10)
        );
        assert_eq!(Some(zone.area.size), size(40, 20));
    }

    #[test]
    fn a_zone_to_which_a_break_leads_has_the_words_up_to_the_next() {
        let zones: Vec<String> = (0..9)
            .map(|at| format!("<zone xml:id='z{at}' ulx='0' uly='0' lrx='5' lry='5'/>"))
            .collect();
        let zones = zones.concat();
        let xml = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/><facsimile>\
            <surface ulx='0' uly='0' lrx='9' lry='9'><zone xml:id='r' ulx='0' uly='0' lrx='9' \
            lry='9'>{zones}</zone></surface></facsimile><text><body><pb/><cb facs='#z7'/>\
            <p facs='#r'><lb facs='#z0'/>first <hi>li<lb facs='#z1' break='no'/>ne</hi> on \
            <note>not<lb facs='#z2'/>ed</note> and<lb facs='#z3'/></p>\
            <p><lb facs='#z4'/>next <app><lem>is</lem><rdg>w<lb facs='#z5'/>as</rdg></app> it\
            </p><cb/><l><lb facs='#z6'/>verse</l><milestone unit='a' facs='#z8'/><l>a</l>\
            <milestone unit='b'/><l>b</l><milestone unit='a'/><l>c</l></body></text></TEI>"
        );
        let document = crate::tei::read("t.xml", xml.as_bytes()).unwrap().value;
        let surfaces = surfaces(&document);
        let said: Vec<(String, &str)> = surfaces[0]
            .zones
            .iter()
            .map(|zone| {
                let id = document.tree().node(zone.node).element().unwrap().xml_id();
                (id.unwrap().into_owned(), zone.text.as_str())
            })
            .collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(id, text)| (id.as_str(), *text)).collect();
        assert_eq!(
            said,
            [
                ("z0", "first li"),
                ("z1", "ne on and"),
                ("z2", "ed"),
                ("z4", "next is it"),
                ("z5", "as"),
                ("z6", "verse"),
                ("z7", "first line on and next is it"),
                ("z8", "a b"),
            ]
        );
    }
}
