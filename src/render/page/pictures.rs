//! What do the pictures beside a text receive?

use serde::Serialize;

use super::Way;

/// The pictures of what is on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pictures {
    /// One for each side, in the order of the text.
    pub figures: Vec<Figure>,
    /// The hosts of pictures that are not shown before the reader asks for it.
    pub hosts: Vec<String>,
    /// This page with those as well.
    pub load_href: String,
    /// Whether the file says of none of them which part of the text stands there.
    pub unplaced: bool,
}

/// A side with its picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its id in the page.
    pub id: String,
    /// What it is called: its page, or what the file calls it.
    pub label: String,
    /// What the picture shows, in the words of the file.
    pub description: Option<String>,
    /// Where its text begins on this page.
    pub text_href: Option<String>,
    /// The picture in full; none if the file names none that can be found.
    pub href: Option<String>,
    /// What is shown here; none if it waits to be asked for, or cannot be shown.
    pub source: Option<String>,
    /// Whether it waits to be asked for.
    pub waits: bool,
    /// The host on which it lies, if that is another one.
    pub host: Option<String>,
    /// The image service that it comes from (IIIF), if any.
    pub service: Option<String>,
    /// Its width in pixels, if the file gives it.
    pub width: Option<u32>,
    /// Its height in pixels.
    pub height: Option<u32>,
    /// The coordinates of its places, as SVG writes them (`viewBox`).
    pub view_box: Option<String>,
    /// Places of the text on it.
    pub places: Vec<PlaceOnPicture>,
    /// Further pictures of the same side.
    pub others: Vec<Way>,
}

/// A place of the text on a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlaceOnPicture {
    /// Its id in the page.
    pub id: String,
    /// What stands there.
    pub label: String,
    /// Where that stands in the text of this page.
    pub text_href: String,
    /// Its outline, as SVG writes it (`points`).
    pub points: String,
}
