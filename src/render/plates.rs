//! The pictures beside the text, and the links between places of both.
//!
//! Pictures of other sites are loaded only if the reader asked for it: whoever sends
//! them learns who reads what.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::extent::Extent;
use super::image_service::{service, within};
use super::labels::unit_label;
use super::leaf::Leaf;
use super::page::{Figure, Pictures, PlaceOnPicture, Way};
use super::safety::{escape, file_address, safe_image};
use super::view::{Asked, PicturePlace};
use super::walk::{Run, Walk};
use crate::said;
use crate::tei::Document;
use crate::tei::facsimile::{Frame, Picture, Place, Plate, Plates};
use crate::tei::reading_text;
use crate::tei::text::{begin_between, text_between};
use crate::wording::{Said, Wording};
use crate::xml::{Element, NodeId};

/// Pixels of the sides of a picture that an image service is asked for: enough for a
/// column of a large screen; for more there are tiles.
const PIXELS: u32 = 1600;

/// Hosts from which a page loads pictures, at most.
const MOST_HOSTS: usize = 20;

/// Words that tell what stands at a place.
const WORDS: usize = 5;

/// Where a picture lies to which `reference` on `element` leads: on the web, or among
/// the files that were handed in, which stand under `files_href`.
pub fn picture_address(
    document: &Document,
    element: Element<'_>,
    reference: &str,
    files_href: &str,
) -> Option<String> {
    // A name may have a space in it, but not around it.
    let reference = reference.trim();
    let handed_in = || file_address(document.file(element, reference)?, files_href);
    safe_image(reference)
        .map(Cow::into_owned)
        .or_else(handed_in)
}

/// Scheme, host and port of an address on another host; none if it has signs that do
/// not belong into one.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let plain = |c: u8| c.is_ascii_alphanumeric() || b".-:[]".contains(&c);
    let fits = !authority.is_empty() && authority.bytes().all(plain);
    fits.then(|| &address[..scheme.len() + 3 + authority.len()])
}

/// A picture that was found.
struct Found {
    address: String,
    picture: Picture,
    is_outside: bool,
    /// Whether browsers show it, or a service makes of it what they show.
    can_be_shown: bool,
}

fn found(document: &Document, picture: &Picture, files_href: &str) -> Option<Found> {
    let element = document.tree().node(picture.node).element()?;
    let address = picture_address(document, element, &picture.url, files_href)?;
    let is_outside = safe_image(&picture.url).is_some();
    let can_be_shown = match is_outside {
        true => origin(&address).is_some() && (service(&address).is_some() || is_picture(&address)),
        false => true,
    };
    Some(Found {
        address,
        picture: picture.clone(),
        is_outside,
        can_be_shown,
    })
}

/// Whether an address ends like a picture that browsers show.
fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let shown = ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];
    shown.iter().any(|one| ending.eq_ignore_ascii_case(one))
}

/// The pictures of a side that can be found, the one that is shown first.
fn of_side(document: &Document, plate: &Plate, files_href: &str) -> Vec<Found> {
    let pictures = plate.surface.pictures.iter();
    let mut all: Vec<Found> = pictures
        .filter_map(|picture| found(document, picture, files_href))
        .collect();
    all.sort_by_key(|found| (!found.can_be_shown, found.is_outside));
    all
}

/// Whether a file names pictures that can be found.
pub fn has_pictures(document: &Document, files_href: &str) -> bool {
    let tree = document.tree();
    // Most files have none, and need not be gone through.
    if !tree.has_name("graphic") && !tree.has_name("pb") {
        return false;
    }
    let mut all = document.plates().plates.iter();
    all.any(|plate| !of_side(document, plate, files_href).is_empty())
}

/// The sides of a page: which of all of them, and with which element each begins on
/// it, if it does.
fn on_page(document: &Document, all: &Plates, extent: &Extent<'_>) -> Vec<(usize, Option<NodeId>)> {
    let (first, end) = extent.nodes_shown();
    let here = |node: NodeId| first <= node && node < end;
    let mut sides: Vec<(usize, Option<NodeId>)> = Vec::new();
    let before = all.stretches.partition_point(|(node, _)| *node < first);
    let next = all.stretches.get(before).map_or(end, |(node, _)| *node);
    if let Some((_, plate)) = before.checked_sub(1).and_then(|at| all.stretches.get(at))
        && first < end
        && !text_between(document.tree(), first, next.min(end))
            .trim()
            .is_empty()
    {
        sides.push((*plate, None));
    }
    for (node, plate) in &all.stretches[before..] {
        if here(*node) && !sides.iter().any(|(other, _)| other == plate) {
            sides.push((*plate, Some(*node)));
        }
    }
    let led_to: FxHashSet<usize> = all.stretches.iter().map(|(_, plate)| *plate).collect();
    if extent.has_the_begin() {
        let others = (0..all.plates.len()).filter(|at| !led_to.contains(at));
        sides.extend(others.map(|at| (at, None)));
    }
    sides
}

/// The origins from which a page loads pictures if the reader wants those of other
/// sites.
pub fn picture_origins(document: &Document, leaf: Leaf, files_href: &str) -> Vec<String> {
    let all = document.plates();
    let extent = match leaf {
        Leaf::Part(at) if document.parts().is_divided() => {
            let part = document.parts().all().get(at as usize);
            part.map(|part| Extent::part(document, part, ""))
        }
        Leaf::Title if document.parts().is_divided() => None,
        _ => Some(Extent::whole(document)),
    };
    let sides = extent.map(|extent| on_page(document, all, &extent));
    let mut origins = BTreeSet::new();
    for (plate, _) in sides.unwrap_or_default() {
        let shown = of_side(document, &all.plates[plate], files_href)
            .into_iter()
            .next();
        let shown = shown.filter(|found| found.is_outside && found.can_be_shown);
        origins.extend(shown.and_then(|found| origin(&found.address).map(str::to_owned)));
    }
    origins.into_iter().take(MOST_HOSTS).collect()
}

/// What the walk needs to write the links of a page to its pictures.
#[derive(Debug, Default)]
pub struct PictureLinks {
    /// HTML by the elements before which it stands.
    links: FxHashMap<NodeId, String>,
    /// Those before which it was written.
    written: FxHashSet<NodeId>,
    /// The elements from which the pictures and places lead back, by their ids.
    of: Vec<(String, NodeId)>,
}

impl PictureLinks {
    fn add(&mut self, node: NodeId, (class, id, label): (&str, &str, &str), wording: &Wording) {
        let link = format!(
            "<a class=\"{class}\" id=\"at:{id}\" href=\"#{id}\" lang=\"{}\" aria-label=\"{}\"></a>",
            escape(&wording.language),
            escape(label)
        );
        self.links.entry(node).or_default().push_str(&link);
        self.of.push((format!("#at:{id}"), node));
    }

    /// Takes back what leads to places in the text that the page does not show.
    pub fn settle(&self, pictures: &mut Pictures) {
        let of = self.of.iter();
        let written: FxHashSet<&str> = of
            .filter(|(_, node)| self.written.contains(node))
            .map(|(href, _)| href.as_str())
            .collect();
        for figure in &mut pictures.figures {
            figure.text_href = figure
                .text_href
                .take()
                .filter(|href| written.contains(href.as_str()));
            figure
                .places
                .retain(|place| written.contains(place.text_href.as_str()));
        }
    }
}

/// The pictures of a page, and the links to them; none if there is not one that can
/// be found.
pub fn pictures(
    document: &Document,
    extent: &Extent<'_>,
    (asked, files_href): (&Asked, &str),
    wording: &Wording,
) -> Option<(Pictures, PictureLinks)> {
    let all = document.plates();
    let mut told = Teller {
        document,
        wording,
        files_href,
        everywhere: asked.view.pictures == PicturePlace::Everywhere,
        span: extent.nodes_shown(),
        links: PictureLinks::default(),
    };
    let sides = on_page(document, all, extent);
    let figures = sides.iter().zip(1..);
    let figures: Vec<Figure> = figures
        .map(|((plate, begins), number)| told.figure(&all.plates[*plate], *begins, number))
        .collect();
    if figures.iter().all(|figure| figure.href.is_none()) {
        return None;
    }
    let waiting = figures.iter().filter(|figure| figure.waits);
    let hosts: BTreeSet<String> = waiting.filter_map(|figure| figure.host.clone()).collect();
    let mut asked = asked.clone();
    asked.view.pictures = PicturePlace::Everywhere;
    let pictures = Pictures {
        unplaced: all.stretches.is_empty(),
        hosts: hosts.into_iter().take(MOST_HOSTS).collect(),
        load_href: asked.query(),
        figures,
    };
    Some((pictures, told.links))
}

struct Teller<'d> {
    document: &'d Document,
    wording: &'d Wording,
    files_href: &'d str,
    everywhere: bool,
    /// The first node of the page, and the first that is not on it.
    span: (NodeId, NodeId),
    links: PictureLinks,
}

impl Teller<'_> {
    fn figure(&mut self, plate: &Plate, begins: Option<NodeId>, number: usize) -> Figure {
        let id = format!("picture:{number}");
        let label = self.wording.say(&label(plate, number));
        let mut pictures = of_side(self.document, plate, self.files_href).into_iter();
        let shown = pictures.next();
        let others = pictures.zip(2_u32..).map(|(found, at)| Way {
            label: self.wording.say(&said!("picture {number}", number = at)),
            href: found.address,
        });
        let others = others.collect();
        let mut figure = Figure {
            description: self.description(plate, shown.as_ref()),
            view_box: plate.frame.map(view_box),
            others,
            ..self.sources(shown)
        };
        if let Some(node) = begins {
            let words = said!("{page}: picture beside the text", page = label.as_str());
            let words = self.wording.say(&words);
            self.links
                .add(node, ("to-picture", &id, &words), self.wording);
            figure.text_href = Some(format!("#at:{id}"));
        }
        if figure.view_box.is_some() {
            let (first, end) = self.span;
            let here = plate.places.iter();
            let here = here.filter(|place| first <= place.of && place.of < end);
            let places = here.zip(1..);
            figure.places = places
                .map(|(place, at)| self.place(place, (number, at)))
                .collect();
        }
        Figure {
            id,
            label,
            ..figure
        }
    }

    /// Where the picture comes from.
    fn sources(&self, shown: Option<Found>) -> Figure {
        let Some(found) = shown else {
            return Figure::default();
        };
        let outside = origin(&found.address).filter(|_| found.is_outside);
        let service = outside.and_then(|_| service(&found.address));
        let source = match service {
            Some(service) => within(service, PIXELS),
            None => found.address.clone(),
        };
        let waits = found.can_be_shown && outside.is_some() && !self.everywhere;
        let size = found.picture.size;
        Figure {
            source: Some(source).filter(|_| found.can_be_shown && !waits),
            waits,
            host: outside.and_then(|origin| Some(origin.split_once("://")?.1.to_owned())),
            service: service.map(str::to_owned).filter(|_| !waits),
            width: size.map(|size| size.width),
            height: size.map(|size| size.height),
            href: Some(found.address),
            ..Figure::default()
        }
    }

    /// What a picture shows, in the words of the file (`desc`, `figDesc`).
    fn description(&self, plate: &Plate, shown: Option<&Found>) -> Option<String> {
        let tree = self.document.tree();
        let nodes = shown.map(|found| found.picture.node).into_iter();
        let elements = nodes
            .chain([plate.surface.node])
            .filter_map(|node| tree.node(node).element());
        let mut said = elements.filter(|element| element.is("graphic") || element.is("surface"));
        said.find_map(|element| {
            let said = element.child("desc").or_else(|| element.child("figDesc"))?;
            Some(reading_text(said)).filter(|words| !words.is_empty())
        })
    }

    fn place(&mut self, place: &Place, (picture, number): (usize, usize)) -> PlaceOnPicture {
        let id = format!("place:{picture}:{number}");
        let label = self.wording.say(&self.what_stands(place.of));
        let words = said!("{place}: its place in the picture", place = label.as_str());
        let words = self.wording.say(&words);
        self.links
            .add(place.of, ("to-place", &id, &words), self.wording);
        let points = place.outline.iter();
        let points: Vec<String> = points
            .map(|(x, y)| format!("{},{}", number_of(*x), number_of(*y)))
            .collect();
        PlaceOnPicture {
            text_href: format!("#at:{id}"),
            points: points.join(" "),
            id,
            label,
        }
    }

    /// What is at a place: a unit with its number, a line with its own, words.
    fn what_stands(&self, node: NodeId) -> Said {
        let (document, tree) = (self.document, self.document.tree());
        if let Some(unit) = document.unit_at(node) {
            return unit_label(document, unit);
        }
        let Some(element) = tree.node(node).element() else {
            return said!("Text");
        };
        let number = element.attribute("n");
        if let Some(number) = number.filter(|_| element.is("lb") || element.is("line")) {
            return said!("Line {number}", number = number.trim());
        }
        let within = element.end();
        let end = match reading_text(element).is_empty() {
            true => element.parent().map_or(within, |parent| parent.end()),
            false => within,
        };
        match begin_between(tree, (node, end), WORDS) {
            words if words.is_empty() => said!("Text"),
            words => said!("“{words}”", words = words),
        }
    }
}

fn label(plate: &Plate, number: usize) -> Said {
    match (&plate.page, &plate.surface.label) {
        (Some(page), _) => said!("Page {page}", page = page),
        (None, Some(label)) => Said::new("{words}", vec![("words", label.as_str().into())]),
        (None, None) => said!("Picture {number}", number = number),
    }
}

fn view_box(frame: Frame) -> String {
    let all = [frame.x, frame.y, frame.width, frame.height];
    all.map(number_of).join(" ")
}

/// A coordinate, to a hundredth.
fn number_of(coordinate: f64) -> String {
    // No “-0”.
    ((coordinate * 100.0).round() / 100.0 + 0.0).to_string()
}

/// What holds no text itself, and no links.
const HOLDS_ITEMS: [&str; 8] = [
    "list",
    "table",
    "row",
    "castList",
    "castGroup",
    "listBibl",
    "choice",
    "app",
];

impl<'a> Walk<'a> {
    /// Puts the links to pictures before an element, or before the next words, if it
    /// is a block.
    pub(super) fn point_at_pictures(&mut self, run: &mut Run, element: Element<'a>) {
        let Some(pictures) = &mut self.pictures else {
            return;
        };
        if run.copying {
            return;
        }
        if let Some(links) = pictures.links.get(&element.id()) {
            run.pointing.push_str(links);
            pictures.written.insert(element.id());
        }
        let holds_items = |parent: Element<'_>| HOLDS_ITEMS.iter().any(|name| parent.is(name));
        if !run.pointing.is_empty()
            && !self.is_block(element)
            && !element.parent().is_some_and(holds_items)
        {
            run.write_pointing();
        }
    }
}
