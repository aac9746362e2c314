//! Which picture stands beside which stretch of the text, and which words have a
//! place on it? (TEI PHFAX, PHSTR)
//!
//! A stretch begins with an element that leads to another side than the one before:
//! a page break, a division, a line, by `@facs`; a `surface` that holds the text; or
//! what a surface names by `@start`. Nothing is counted off: a side to which nothing
//! leads has no stretch.

use rustc_hash::FxHashMap;

use super::{Corners, Picture, Size, Surface, corners, surfaces};
use crate::tei::Document;
use crate::tei::text::{Side, is_left_out};
use crate::xml::{Element, Node, NodeId};

/// The sides of a document, each once, and where the text goes over to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plates {
    /// Those with pictures, in the order in which the text comes to them; after them
    /// those to which nothing in the text leads.
    pub plates: Vec<Plate>,
    /// With which element which of them begins, in the order of the text.
    pub stretches: Vec<(NodeId, usize)>,
}

/// A side of which there is a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Plate {
    /// The side; of a picture that `@facs` names without a `surface`, that alone.
    pub surface: Surface,
    /// The page that begins there (`@n` of its `pb`), if a page break leads there.
    pub page: Option<String>,
    /// In which coordinates its places are given: those of the surface, else the
    /// pixels of its first picture; none if the file gives neither.
    pub frame: Option<Frame>,
    /// Places on it to which words of the text lead, in the order of the text.
    pub places: Vec<Place>,
}

/// The coordinates that a picture covers, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The least coordinate to the right.
    pub x: f64,
    /// The least coordinate down.
    pub y: f64,
    /// From left to right; more than 0.
    pub width: f64,
    /// From top to bottom; more than 0.
    pub height: f64,
}

/// A place on a side.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The `zone` or `line`.
    pub node: NodeId,
    /// Its outline, in the coordinates of the side: three points at least.
    pub outline: Vec<(f64, f64)>,
    /// The element of the text that stands there.
    pub of: NodeId,
}

/// What `@facs` can stand on without saying where the text stands: what is told of
/// other books, and pictures within the text.
const TELLS_NO_PLACE: [&str; 9] = [
    "bibl",
    "biblFull",
    "biblStruct",
    "figure",
    "graphic",
    "media",
    "note",
    "ptr",
    "ref",
];

/// The sides of `document` that have a picture. Readings that the text does not take
/// lead nowhere here: they stand in other books.
pub fn plates(document: &Document) -> Plates {
    let mut reader = Reader::new(document);
    for root in document.text() {
        let mut resume = root.id();
        let below = root.descendants().filter_map(Node::element);
        for element in std::iter::once(root).chain(below) {
            if element.id() < resume {
                continue;
            }
            let is_reading = element.is("rdg") || element.is("lem");
            if is_reading && is_left_out(element, Side::Reading) {
                resume = element.end();
                continue;
            }
            reader.read(element);
        }
    }
    reader.finish()
}

/// What tells one side from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// By its index among the surfaces.
    Surface(usize),
    /// By the address of the picture.
    Picture(String),
}

struct Reader<'d> {
    document: &'d Document,
    surfaces: Vec<Surface>,
    /// Surfaces by their nodes.
    at: FxHashMap<NodeId, usize>,
    /// Surfaces by the elements with which their text begins.
    starts: FxHashMap<NodeId, usize>,
    known: FxHashMap<Key, usize>,
    current: Option<usize>,
    found: Plates,
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document) -> Self {
        let surfaces = surfaces(document);
        let tree = document.tree();
        let mut starts = FxHashMap::default();
        for (at, surface) in surfaces.iter().enumerate() {
            let element = tree.node(surface.node).element();
            let start =
                element.and_then(|surface| crate::tei::pointer::target(tree, surface, "start"));
            if let Some(start) = start {
                starts.entry(start.id()).or_insert(at);
            }
        }
        let at = surfaces.iter().enumerate();
        Self {
            document,
            at: at.map(|(at, surface)| (surface.node, at)).collect(),
            surfaces,
            starts,
            known: FxHashMap::default(),
            current: None,
            found: Plates::default(),
        }
    }

    fn read(&mut self, element: Element<'d>) {
        if let Some(&surface) = self.at.get(&element.id()) {
            self.begin(element, Key::Surface(surface));
        }
        if let Some(&surface) = self.starts.get(&element.id()) {
            self.begin(element, Key::Surface(surface));
        }
        if (element.is("zone") || element.is("line")) && corners(element).is_some() {
            // A transcription by places holds its words itself.
            self.place(element, element);
        }
        if TELLS_NO_PLACE.iter().any(|name| element.is(name)) {
            return;
        }
        let Some(facs) = element.attribute("facs") else {
            return;
        };
        // A file may have a space in its name.
        let facs = facs.trim();
        let whole = self.document.file(element, facs).is_some();
        let led = match whole {
            true => Some((Key::Picture(facs.to_owned()), None)),
            false => facs
                .split_whitespace()
                .find_map(|pointer| self.led(pointer)),
        };
        if let Some((key, zone)) = led {
            self.begin(element, key);
            if let Some(zone) = zone {
                self.place(zone, element);
            }
        }
    }

    /// The side to which a pointer leads, and the place on it.
    fn led(&self, pointer: &str) -> Option<(Key, Option<Element<'d>>)> {
        let Some(id) = pointer.strip_prefix('#') else {
            return Some((Key::Picture(pointer.to_owned()), None));
        };
        let found = self.document.tree().by_id(id)?;
        let mut around = std::iter::once(found).chain(found.ancestors());
        let surface = around.find_map(|above| self.at.get(&above.id()))?;
        let is_place = found.is("zone") || found.is("line");
        Some((Key::Surface(*surface), is_place.then_some(found)))
    }

    /// Goes over to a side, if there is a picture of it and it is another one.
    fn begin(&mut self, element: Element<'d>, key: Key) {
        let plate = match self.known.get(&key) {
            Some(&plate) => plate,
            None => {
                let Some(plate) = self.plate(element, &key) else {
                    return;
                };
                self.found.plates.push(plate);
                let at = self.found.plates.len() - 1;
                self.known.insert(key, at);
                at
            }
        };
        if element.is("pb") {
            let page = &mut self.found.plates[plate].page;
            let number = || Some(element.attribute("n")?.trim().to_owned());
            *page = page.take().or_else(number).filter(|page| !page.is_empty());
        }
        if self.current != Some(plate) {
            self.current = Some(plate);
            self.found.stretches.push((element.id(), plate));
        }
    }

    fn plate(&self, element: Element<'d>, key: &Key) -> Option<Plate> {
        let surface = match key {
            Key::Surface(at) => self.surfaces[*at].clone(),
            Key::Picture(url) => {
                let picture = Picture {
                    node: element.id(),
                    url: url.clone(),
                    media_type: None,
                    size: None,
                };
                Surface {
                    node: element.id(),
                    label: None,
                    size: None,
                    pictures: vec![picture],
                    zones: Vec::new(),
                }
            }
        };
        plate(self.document, surface)
    }

    /// Puts the words of an element at a place, if it is on the side on which they
    /// stand.
    fn place(&mut self, zone: Element<'d>, of: Element<'d>) {
        let Some(plate) = self.current else { return };
        let plate = &mut self.found.plates[plate];
        let on_it = zone
            .ancestors()
            .any(|above| above.id() == plate.surface.node);
        let outline = outline(zone).filter(|_| on_it);
        plate.places.extend(outline.map(|outline| Place {
            node: zone.id(),
            outline,
            of: of.id(),
        }));
    }

    fn finish(mut self) -> Plates {
        for (at, surface) in self.surfaces.into_iter().enumerate() {
            if !self.known.contains_key(&Key::Surface(at)) {
                self.found.plates.extend(plate(self.document, surface));
            }
        }
        self.found
    }
}

/// A side as a plate; none without a picture. A surface whose zones alone have
/// pictures has none of its own: each of them shows a part.
fn plate(document: &Document, surface: Surface) -> Option<Plate> {
    if surface.pictures.is_empty() {
        return None;
    }
    let element = document.tree().node(surface.node).element();
    let own = element.filter(|element| element.is("surface"));
    let own = own.and_then(corners).and_then(Frame::of);
    let pictures = surface.pictures.iter();
    let pixels = pictures.clone().find_map(|picture| picture.size);
    Some(Plate {
        frame: own.or(pixels.map(Frame::of_pixels)),
        page: None,
        places: Vec::new(),
        surface,
    })
}

impl Frame {
    fn of(corners: Corners) -> Option<Self> {
        let Corners {
            left,
            top,
            right,
            bottom,
        } = corners;
        let (width, height) = (right - left, bottom - top);
        (width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite()).then_some(Self {
            x: left,
            y: top,
            width,
            height,
        })
    }

    fn of_pixels(size: Size) -> Self {
        Self {
            x: 0.0,
            y: 0.0,
            width: f64::from(size.width),
            height: f64::from(size.height),
        }
    }
}

/// Points that an outline has, at most; of more it is the rectangle around them.
const MOST_POINTS: usize = 500;

/// The outline of a place: its `@points`, else its corners.
fn outline(zone: Element<'_>) -> Option<Vec<(f64, f64)>> {
    let points = || {
        let points = zone.attribute("points")?;
        let mut outline = Vec::new();
        for point in points.split_whitespace() {
            let (x, y) = point.split_once(',')?;
            let (x, y): (f64, f64) = (x.parse().ok()?, y.parse().ok()?);
            (x.is_finite() && y.is_finite()).then(|| outline.push((x, y)))?;
        }
        (3..=MOST_POINTS)
            .contains(&outline.len())
            .then_some(outline)
    };
    points().or_else(|| {
        let Frame {
            x,
            y,
            width,
            height,
        } = Frame::of(corners(zone)?)?;
        let (right, bottom) = (x + width, y + height);
        Some(vec![(x, y), (right, y), (right, bottom), (x, bottom)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(facsimile: &str, body: &str) -> (Document, Plates) {
        let xml = format!(
            "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/>{facsimile}\
             <text><body>{body}</body></text></TEI>"
        );
        let document = crate::tei::read("t.xml", xml.as_bytes()).unwrap().value;
        let plates = plates(&document);
        (document, plates)
    }

    /// With which element which picture begins.
    fn told(document: &Document, plates: &Plates) -> Vec<String> {
        let stretches = plates.stretches.iter().map(|(node, at)| {
            let element = document.tree().node(*node).element().unwrap();
            let picture = &plates.plates[*at].surface.pictures[0];
            format!("{} {}", element.name(), picture.url)
        });
        stretches.collect()
    }

    #[test]
    fn a_stretch_goes_as_far_as_the_next_side() {
        let (document, plates) = read(
            "<facsimile><surface xml:id='a' start='#begin'><graphic url='a.jpg'/></surface>\
             <surface xml:id='b'><graphic url='b.jpg'/><zone xml:id='z' ulx='0' uly='0' lrx='9' lry='9'/></surface>\
             <surface><graphic url='cover.jpg'/></surface></facsimile>",
            "<p xml:id='begin'>One <pb n='2' facs='#b'/> two <lb facs='#z'/> more \
             <app><lem>x</lem><rdg>y <pb facs='other.jpg'/></rdg></app>\
             <pb facs='#gone'/><bibl facs='http://a.example/1.jpg'/></p>\
             <p><pb n='3' facs='c.jpg thumbs/c.jpg'/>three <pb n='4' facs='#a'/></p>",
        );
        let expected = ["p a.jpg", "pb b.jpg", "pb c.jpg", "pb a.jpg"];
        assert_eq!(told(&document, &plates), expected);
        assert_eq!(plates.plates.len(), 4, "the cover is there, and nowhere");
        let pages: Vec<_> = plates
            .plates
            .iter()
            .map(|plate| plate.page.as_deref())
            .collect();
        assert_eq!(pages, [Some("4"), Some("2"), Some("3"), None]);
        let place = &plates.plates[1].places[0];
        assert!(document.tree().node(place.of).element().unwrap().is("lb"));
        assert_eq!(place.outline.len(), 4);
    }

    #[test]
    fn places_are_measured_by_the_surface_or_by_the_pixels_of_its_picture() {
        let (_, plates) = read(
            "<facsimile>\
             <surface xml:id='a' ulx='10' uly='20' lrx='110' lry='220'><graphic url='a.jpg'/></surface>\
             <surface xml:id='b'><graphic url='b.jpg' width='300px' height='400px'/>\
             <zone xml:id='z' points='0,0 9,0 4,5'/></surface>\
             <surface xml:id='c'><graphic url='c.jpg'/></surface></facsimile>",
            "<pb facs='#a'/><p facs='#z'>x</p><pb facs='#c'/>",
        );
        let frames: Vec<_> = plates.plates.iter().map(|plate| plate.frame).collect();
        let frame = |x, y, width, height| {
            Some(Frame {
                x,
                y,
                width,
                height,
            })
        };
        assert_eq!(
            frames,
            [
                frame(10.0, 20.0, 100.0, 200.0),
                frame(0.0, 0.0, 300.0, 400.0),
                None
            ]
        );
        assert_eq!(
            plates.plates[1].places[0].outline,
            [(0.0, 0.0), (9.0, 0.0), (4.0, 5.0)]
        );
    }
}
