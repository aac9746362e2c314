//! Where on the globe is a place, if the file says so? (TEI NDPLAC, `geo`)

use crate::edition::register::Coordinates;
use crate::tei::element::tei_name;
use crate::xml::Element;

/// The coordinates of a declared place: of its `location`, of a `geo` directly in it or
/// in its name. None if it has several that differ: nobody says which is meant.
pub fn coordinates(place: Element<'_>) -> Option<Coordinates> {
    let holders = place.elements().filter(|child| {
        matches!(
            tei_name(*child),
            Some("location" | "placeName" | "geogName")
        )
    });
    let within = holders.flat_map(|holder| holder.find_all("geo"));
    let own = place.elements().filter(|child| child.is("geo"));
    let mut all = own.chain(within).filter_map(read);
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// Latitude and longitude of a `geo`; none in another system than WGS84, which goes
/// without saying (TEI `geoDecl`).
fn read(geo: Element<'_>) -> Option<Coordinates> {
    let datum = declared(geo).and_then(|declared| declared.attribute("datum"));
    if datum.is_some_and(|datum| !datum.eq_ignore_ascii_case("WGS84")) {
        return None;
    }
    let (latitude, longitude) = pair(&geo.text())?;
    Coordinates::of_degrees(latitude, longitude)
}

/// The system in which a `geo` is given: what it points at, else the only one that the
/// header declares, or the default.
fn declared(geo: Element<'_>) -> Option<Element<'_>> {
    let tree = geo.tree();
    if !tree.has_name("geoDecl") {
        return None;
    }
    let pointed = crate::tei::pointer::target(tree, geo, "decls");
    let all = || tree.root().find_all("geoDecl");
    let default = || all().find(|one| one.attribute("default").as_deref() == Some("true"));
    let only = || all().next().filter(|_| all().nth(1).is_none());
    pointed
        .filter(|one| one.is("geoDecl"))
        .or_else(default)
        .or_else(only)
}

/// Two numbers: `48.2 16.37`, `48.2, 16.37`, `48,2 16,37`.
fn pair(text: &str) -> Option<(f64, f64)> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |word: &str| {
        let word = word.trim_end_matches([',', ';']);
        let word = match word.contains('.') {
            true => word.to_owned(),
            false => word.replacen(',', ".", 1),
        };
        word.parse::<f64>().ok().filter(|number| number.is_finite())
    };
    match words.as_slice() {
        [latitude, longitude] => Some((number(latitude)?, number(longitude)?)),
        // Without a space a comma parts them, and points stand in them.
        [both] => {
            let (latitude, longitude) = both.split_once([',', ';'])?;
            let plain = !longitude.contains(',');
            plain.then_some((number(latitude)?, number(longitude)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(header: &str, geo: &str) -> Option<(f64, f64)> {
        let xml =
            format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'>{header}<place>{geo}</place></TEI>");
        let tree = crate::xml::read("t.xml", xml.as_bytes()).unwrap().value;
        let found = coordinates(tree.root().find("place")?)?;
        Some((found.latitude(), found.longitude()))
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let located = |text: &str| of("", &format!("<location><geo>{text}</geo></location>"));
        let vienna = Some((48.208333, 16.373056));
        assert_eq!(located("48.208333 16.373056"), vienna);
        assert_eq!(located("\n 48.208333, 16.373056 "), vienna);
        assert_eq!(located("48,208333 16,373056"), vienna);
        assert_eq!(located("48.208333,16.373056"), vienna);
        assert_eq!(located("-22,505 -43,17861"), Some((-22.505, -43.17861)));
        for none in [
            "",
            "48",
            "north east",
            "91 0",
            "0 181",
            "1 2 3",
            "48,2,16,3",
        ] {
            assert_eq!(located(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_in_doubt_is_nowhere() {
        let other = "<teiHeader><geoDecl datum='OSGB36'/></teiHeader>";
        assert_eq!(of(other, "<geo>1 2</geo>"), None);
        let both = "<teiHeader><geoDecl xml:id='w' datum='WGS84'/><geoDecl xml:id='o' datum='MGRS'/></teiHeader>";
        assert_eq!(of(both, "<geo decls='#w'>1 2</geo>"), Some((1.0, 2.0)));
        assert_eq!(of(both, "<geo decls='#o'>1 2</geo>"), None);
        let twice = "<location><geo>1 2</geo></location><location><geo>3 4</geo></location>";
        assert_eq!(of("", twice), None);
        assert_eq!(
            of("", "<placeName>A <geo>1 2</geo></placeName><geo>1 2</geo>"),
            Some((1.0, 2.0))
        );
    }
}
