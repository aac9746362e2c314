//! A map of places, drawn without asking anybody.
//!
//! Equirectangular, true to scale at the middle latitude of what is shown; it fits the
//! places. Coasts are those of Natural Earth (`map/land.txt`). Of a ring of land only
//! what lies within the map is drawn.

use std::sync::LazyLock;

use serde::Serialize;

use crate::edition::register::Coordinates;
use crate::said;
use crate::wording::Wording;

/// The map's extent in units of its drawing; its height follows.
const WIDTH: f64 = 900.0;
const LEAST_HEIGHT: f64 = 320.0;
const MOST_HEIGHT: f64 = 620.0;

/// The least extent in degrees: at a smaller one there would be no coast to know it by.
const LEAST_SPAN: f64 = 6.0;

/// Width of a letter of a name in units of the drawing, for room.
const LETTER: f64 = 9.4;
/// Height of a line of a name.
const LINE: f64 = 20.0;

/// A point of the globe: longitude and latitude in degrees.
type Point = (f64, f64);

static LAND: LazyLock<Vec<Vec<Point>>> = LazyLock::new(|| {
    let lines = include_str!("map/land.txt").lines();
    let rings = lines.filter(|line| !line.starts_with('#'));
    let point = |point: &str| {
        let (x, y) = point.split_once(',')?;
        Some((x.parse().ok()?, y.parse().ok()?))
    };
    rings
        .map(|ring| ring.split(' ').filter_map(point).collect())
        .collect()
});

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceOnMap {
    /// What it is called.
    pub name: String,
    /// Its entry.
    pub href: String,
    /// Where it is.
    pub at: Coordinates,
}

/// A map, ready for a template.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Map {
    /// The extent of the drawing, as SVG writes it.
    pub view_box: String,
    /// Land, as the data of a path.
    pub land: String,
    /// Meridians and parallels, as the data of a path.
    pub graticule: String,
    /// What they are called.
    pub degrees: Vec<DegreeLabel>,
    /// The places.
    pub places: Vec<MapPlace>,
    /// Places without coordinates.
    pub elsewhere: Vec<super::page::Way>,
}

/// The name of a meridian or a parallel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DegreeLabel {
    /// Where it stands in the drawing.
    pub x: String,
    /// The same, down.
    pub y: String,
    /// `48° N`.
    pub text: String,
    /// Whether it is a meridian.
    pub meridian: bool,
}

/// A place in the drawing and in the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapPlace {
    /// Where it is in the drawing.
    pub x: String,
    /// The same, down.
    pub y: String,
    /// Where its name stands; none if there is no room for it.
    pub name_x: Option<String>,
    /// What it is called.
    pub name: String,
    /// Its entry.
    pub href: String,
    /// `48.21° N`.
    pub latitude: String,
    /// `16.37° E`.
    pub longitude: String,
}

/// What is shown: west, south, east, north in degrees. East may be beyond 180.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extent {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// The map of these places; none without any. `elsewhere` are the others.
pub fn map(
    places: &[PlaceOnMap],
    elsewhere: Vec<super::page::Way>,
    wording: &Wording,
) -> Option<Map> {
    let drawing = Drawing::of(Extent::around(places)?);
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let dots: Vec<Point> = places.iter().map(|place| drawing.at_place(place)).collect();
    taken.extend(
        dots.iter()
            .map(|(x, y)| [x - 5.0, y - 5.0, x + 5.0, y + 5.0]),
    );
    let told = places.iter().zip(&dots).map(|(place, &(x, y))| MapPlace {
        x: number(x),
        y: number(y),
        name_x: room(&mut taken, (x, y), &place.name).map(number),
        name: place.name.clone(),
        href: place.href.clone(),
        latitude: degrees(place.at.latitude(), ('N', 'S'), 2, wording),
        longitude: degrees(place.at.longitude(), ('E', 'W'), 2, wording),
    });
    let places = told.collect();
    let (graticule, degrees) = drawing.graticule(wording);
    Some(Map {
        view_box: format!("0 0 {} {}", number(WIDTH), number(drawing.height)),
        land: drawing.land(),
        graticule,
        degrees,
        places,
        elsewhere,
    })
}

/// Where the name of a dot begins, if it has room to its right.
fn room(taken: &mut Vec<[f64; 4]>, (x, y): Point, name: &str) -> Option<f64> {
    let from = x + 9.0;
    let long = name.chars().count() as f64 * LETTER;
    let box_of = [from, y - LINE / 2.0, from + long, y + LINE / 2.0];
    let meets = |other: &[f64; 4]| {
        box_of[0] < other[2] && other[0] < box_of[2] && box_of[1] < other[3] && other[1] < box_of[3]
    };
    let free = box_of[2] < WIDTH - 4.0 && !taken.iter().any(meets);
    free.then(|| {
        taken.push(box_of);
        from
    })
}

impl Extent {
    /// Around places, with a margin: it begins after the widest gap between their
    /// longitudes, so that what lies on both sides of the 180th meridian stays together.
    fn around(places: &[PlaceOnMap]) -> Option<Self> {
        let mut longitudes: Vec<f64> = places.iter().map(|place| place.at.longitude()).collect();
        longitudes.sort_by(f64::total_cmp);
        let (first, last) = (*longitudes.first()?, *longitudes.last()?);
        let gaps = longitudes
            .windows(2)
            .map(|pair| (pair[1] - pair[0], pair[1], pair[0]));
        let around = (first + 360.0 - last, first, last);
        let widest = gaps.fold(
            around,
            |widest, gap| if gap.0 > widest.0 { gap } else { widest },
        );
        let (west, end) = (widest.1, widest.2);
        let east = if end < west { end + 360.0 } else { end };
        let latitudes = places.iter().map(|place| place.at.latitude());
        let south = latitudes.clone().fold(90.0, f64::min);
        let north = latitudes.fold(-90.0, f64::max);
        let margin = |span: f64| (span * 0.12).max((LEAST_SPAN - span) / 2.0).max(0.5);
        let (wide, high) = (margin(east - west), margin(north - south));
        Some(
            Self {
                west: west - wide,
                south: (south - high).max(-90.0),
                east: east + wide,
                north: (north + high).min(90.0),
            }
            .shaped(),
        )
    }

    /// Made wider or higher, so that the drawing is neither a strip nor a tower.
    fn shaped(mut self) -> Self {
        let scale = self.scale();
        let (wide, high) = ((self.east - self.west) * scale, self.north - self.south);
        let (least, most) = (LEAST_HEIGHT / WIDTH, MOST_HEIGHT / WIDTH);
        if high / wide < least {
            let more = (wide * least - high) / 2.0;
            self.south = (self.south - more).max(-90.0);
            self.north = (self.north + more).min(90.0);
        } else if high / wide > most {
            let more = (high / most - wide) / scale / 2.0;
            self.west -= more;
            self.east += more;
        }
        if self.east - self.west > 360.0 {
            let middle = (self.east + self.west) / 2.0;
            (self.west, self.east) = (middle - 180.0, middle + 180.0);
        }
        self
    }

    /// How long a degree of longitude is beside one of latitude, at the middle.
    fn scale(&self) -> f64 {
        ((self.south + self.north) / 2.0)
            .to_radians()
            .cos()
            .max(0.2)
    }
}

struct Drawing {
    extent: Extent,
    height: f64,
    /// Units for a degree of longitude, and of latitude.
    unit: (f64, f64),
}

impl Drawing {
    fn of(extent: Extent) -> Self {
        let across = WIDTH / (extent.east - extent.west);
        let down = across / extent.scale();
        Self {
            height: (extent.north - extent.south) * down,
            unit: (across, down),
            extent,
        }
    }

    fn at(&self, (longitude, latitude): Point) -> Point {
        let x = (longitude - self.extent.west) * self.unit.0;
        (x, (self.extent.north - latitude) * self.unit.1)
    }

    fn at_place(&self, place: &PlaceOnMap) -> Point {
        let mut longitude = place.at.longitude();
        while longitude < self.extent.west {
            longitude += 360.0;
        }
        while longitude > self.extent.east && longitude - 360.0 >= self.extent.west {
            longitude -= 360.0;
        }
        self.at((longitude, place.at.latitude()))
    }

    fn land(&self) -> String {
        let mut path = String::new();
        for ring in LAND.iter() {
            for turn in [-360.0, 0.0, 360.0] {
                let turned: Vec<Point> = ring.iter().map(|(x, y)| (x + turn, *y)).collect();
                let within = clipped(turned, &self.extent);
                for (at, point) in within.iter().enumerate() {
                    let (x, y) = self.at(*point);
                    let step = if at == 0 { 'M' } else { 'L' };
                    path.push_str(&format!("{step}{} {}", number(x), number(y)));
                }
                path.push_str(if within.is_empty() { "" } else { "Z" });
            }
        }
        path
    }

    fn graticule(&self, wording: &Wording) -> (String, Vec<DegreeLabel>) {
        let Extent {
            west,
            south,
            east,
            north,
        } = self.extent;
        let across = step(east - west);
        let down = step(north - south);
        let (mut path, mut labels) = (String::new(), Vec::new());
        for longitude in multiples(west, east, across) {
            let (x, _) = self.at((longitude, 0.0));
            path.push_str(&format!("M{} 0V{}", number(x), number(self.height)));
            let turned = (longitude + 540.0).rem_euclid(360.0) - 180.0;
            labels.push(DegreeLabel {
                x: number(x),
                y: number(self.height - 6.0),
                text: degrees(turned, ('E', 'W'), places(across), wording),
                meridian: true,
            });
        }
        for latitude in multiples(south, north, down) {
            let (_, y) = self.at((0.0, latitude));
            path.push_str(&format!("M0 {}H{}", number(y), number(WIDTH)));
            labels.push(DegreeLabel {
                x: "6".to_owned(),
                y: number(y - 4.0),
                text: degrees(latitude, ('N', 'S'), places(down), wording),
                meridian: false,
            });
        }
        (path, labels)
    }
}

/// Degrees between two lines: at most six of them.
fn step(span: f64) -> f64 {
    let steps = [0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0];
    let fits = steps.into_iter().find(|step| span / step <= 6.0);
    fits.unwrap_or(60.0)
}

/// Decimal places that a step needs.
fn places(step: f64) -> usize {
    usize::from(step < 1.0)
}

/// The multiples of `step` between two values, without the ends.
fn multiples(from: f64, to: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (from / step).floor() as i32 + 1;
    let last = (to / step).ceil() as i32 - 1;
    (first..=last).map(move |at| f64::from(at) * step)
}

/// `48.21° N`, in the words and with the decimal sign of a language.
fn degrees(value: f64, (above, below): (char, char), places: usize, wording: &Wording) -> String {
    let number = wording.decimal(value.abs(), places);
    if value == 0.0 {
        return wording.say(&said!("{degrees}°", degrees = wording.decimal(0.0, 0)));
    }
    let side = if value < 0.0 { below } else { above };
    wording.say(&match side {
        'N' => said!("{degrees}° N", degrees = number),
        'S' => said!("{degrees}° S", degrees = number),
        'E' => said!("{degrees}° E", degrees = number),
        _ => said!("{degrees}° W", degrees = number),
    })
}

/// A ring within an extent (Sutherland and Hodgman); empty if nothing of it is.
fn clipped(mut ring: Vec<Point>, extent: &Extent) -> Vec<Point> {
    let Extent {
        west,
        south,
        east,
        north,
    } = *extent;
    // Each side by what is positive within.
    let sides: [&dyn Fn(Point) -> f64; 4] = [
        &|(x, _)| x - west,
        &|(x, _)| east - x,
        &|(_, y)| y - south,
        &|(_, y)| north - y,
    ];
    for inside in sides {
        let mut kept = Vec::with_capacity(ring.len());
        for (at, &point) in ring.iter().enumerate() {
            let before = ring[(at + ring.len() - 1) % ring.len()];
            let (was, is) = (inside(before), inside(point));
            if (was < 0.0) != (is < 0.0) {
                let part = was / (was - is);
                let (x, y) = (
                    before.0 + part * (point.0 - before.0),
                    before.1 + part * (point.1 - before.1),
                );
                kept.push((x, y));
            }
            if is >= 0.0 {
                kept.push(point);
            }
        }
        ring = kept;
    }
    if ring.len() < 3 { Vec::new() } else { ring }
}

/// A coordinate of the drawing, to a tenth.
fn number(value: f64) -> String {
    ((value * 10.0).round() / 10.0 + 0.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, latitude: f64, longitude: f64) -> PlaceOnMap {
        PlaceOnMap {
            name: name.to_owned(),
            href: format!("#{name}"),
            at: Coordinates::of_degrees(latitude, longitude).unwrap(),
        }
    }

    #[test]
    fn places_lie_within_the_map_as_they_lie_on_the_globe() {
        let places = [place("Lisbon", 38.71, -9.14), place("Vienna", 48.21, 16.37)];
        let map = map(&places, Vec::new(), &Wording::default()).unwrap();
        let at = |at: usize| -> Point {
            let place = &map.places[at];
            (place.x.parse().unwrap(), place.y.parse().unwrap())
        };
        let (lisbon, vienna) = (at(0), at(1));
        assert!(lisbon.0 < vienna.0 && lisbon.1 > vienna.1);
        assert!(lisbon.0 > 0.0 && vienna.0 < WIDTH);
        assert_eq!(map.places[0].longitude, "9.14° W");
        assert!(map.land.contains('M') && map.land.len() < 40_000);
        assert!(map.degrees.iter().any(|label| label.text == "40° N"));
        assert_eq!(
            map.clone(),
            super::map(&places, Vec::new(), &Wording::default()).unwrap()
        );
    }

    #[test]
    fn the_180th_meridian_parts_nothing() {
        let places = [
            place("Suva", -18.14, 178.44),
            place("Apia", -13.83, -171.77),
        ];
        let extent = Extent::around(&places).unwrap();
        assert!(extent.east - extent.west < 30.0, "{extent:?}");
        let drawing = Drawing::of(extent);
        assert!(drawing.at_place(&places[0]).0 < drawing.at_place(&places[1]).0);
        let one = Extent::around(&places[..1]).unwrap();
        assert!(one.east - one.west >= LEAST_SPAN);
    }

    #[test]
    fn no_coast_runs_around_the_globe() {
        for ring in LAND.iter() {
            let pairs = ring.windows(2);
            let longest = pairs
                .map(|pair| (pair[1].0 - pair[0].0).abs())
                .fold(0.0, f64::max);
            // But for the line that closes Antarctica at the pole.
            assert!(
                longest < 20.0 || ring.iter().any(|(_, y)| *y == -90.0),
                "{longest}"
            );
        }
    }

    #[test]
    fn the_whole_world_is_shown_once() {
        let places = [
            place("A", 80.0, -170.0),
            place("B", -80.0, -50.0),
            place("C", 0.0, 70.0),
        ];
        let extent = Extent::around(&places).unwrap();
        assert!(extent.east - extent.west <= 360.0 && extent.north <= 90.0);
    }

    #[test]
    fn a_ring_is_cut_at_the_edges() {
        let extent = Extent {
            west: 0.0,
            south: 0.0,
            east: 10.0,
            north: 10.0,
        };
        let square = vec![
            (-5.0, 2.0),
            (5.0, 2.0),
            (5.0, 5.0),
            (-5.0, 5.0),
            (-5.0, 2.0),
        ];
        let within = clipped(square, &extent);
        assert!(within.iter().all(|(x, _)| (0.0..=5.0).contains(x)));
        assert!(clipped(vec![(20.0, 1.0), (21.0, 1.0), (21.0, 2.0)], &extent).is_empty());
    }
}
