//! Which pictures come from a IIIF image service, and how are they asked for?
//! (Image API 2 and 3)
//!
//! A file writes the address of a service, that of its description (`info.json`), or
//! that of one picture of it with region, size, rotation, quality and format.

/// The address of the image service that `address` names, without a slash at its end:
/// under `/info.json` it describes itself. None if it names none.
///
/// That an address without region and size is one of a service is told by the word
/// `iiif` in its host or path, and by its not ending like a picture.
pub fn service(address: &str) -> Option<&str> {
    let address = address.split(['?', '#']).next()?;
    if let Some(base) = address.strip_suffix("/info.json") {
        return Some(base);
    }
    if let Some(base) = of_request(address) {
        return Some(base);
    }
    let (_, rest) = address.split_once("://")?;
    let base = address.trim_end_matches('/');
    let (_, last) = base.rsplit_once('/')?;
    let mut words = rest.split(['/', '.']);
    let named = words.any(|word| word.eq_ignore_ascii_case("iiif"));
    let describes_itself = !last.is_empty() && !last.contains('.');
    (named && describes_itself && rest.contains('/')).then_some(base)
}

/// The picture of a service that fits into a square of so many pixels.
pub fn within(service: &str, pixels: u32) -> String {
    format!("{service}/full/!{pixels},{pixels}/0/default.jpg")
}

/// The service of an address that ends in region, size, rotation, quality and format.
fn of_request(address: &str) -> Option<&str> {
    let mut parts = address.rsplitn(5, '/');
    let (image, rotation) = (parts.next()?, parts.next()?);
    let (size, region, base) = (parts.next()?, parts.next()?, parts.next()?);
    let (quality, format) = image.split_once('.')?;
    let numbers = |text: &str, how_many: usize| {
        let numbers = text.split(',');
        let are = |number: &str| {
            !number.is_empty() && number.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        };
        numbers.clone().count() == how_many && numbers.clone().all(are)
    };
    let is_region = matches!(region, "full" | "square")
        || numbers(region.strip_prefix("pct:").unwrap_or(region), 4);
    let bare = size.trim_start_matches(['^', '!']);
    let is_size = matches!(bare, "full" | "max")
        || bare
            .strip_prefix("pct:")
            .is_some_and(|part| numbers(part, 1))
        || (bare.contains(',') && bare.bytes().all(|c| c.is_ascii_digit() || c == b','));
    let is_rotation = numbers(rotation.trim_start_matches('!'), 1);
    let is_quality = ["default", "color", "gray", "bitonal", "native"].contains(&quality);
    let is_format = !format.is_empty() && format.bytes().all(|c| c.is_ascii_alphanumeric());
    (is_region && is_size && is_rotation && is_quality && is_format && base.contains("://"))
        .then_some(base)
}

#[cfg(test)]
mod tests {
    use super::service;

    #[test]
    fn services_are_known_by_what_is_asked_of_them() {
        for (address, expected) in [
            (
                "https://a.example/x%2F1.tif/full/full/0/default.jpg",
                Some("https://a.example/x%2F1.tif"),
            ),
            (
                "https://a.example/x/pct:0,0,50,50/^!200,200/!90/gray.png",
                Some("https://a.example/x"),
            ),
            (
                "https://a.example/x/10,20,30,40/200,/0/native.jpg",
                Some("https://a.example/x"),
            ),
            ("https://a.example/x/info.json", Some("https://a.example/x")),
            (
                "https://iiif.a.example/image/c282bb37-2062",
                Some("https://iiif.a.example/image/c282bb37-2062"),
            ),
            (
                "https://a.example/iiif/2/c282/",
                Some("https://a.example/iiif/2/c282"),
            ),
            ("https://a.example/iiif/page.jpg", None),
            ("https://iiif.a.example", None),
            ("https://a.example/one/two/three/4/default.jpg", None),
            ("https://a.example/pictures/1.jpg", None),
        ] {
            assert_eq!(service(address), expected, "{address}");
        }
    }
}
