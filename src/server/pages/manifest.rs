//! The pictures of a version, for viewers (IIIF Presentation API 3.0).
//!
//! One manifest for a version, made of what the file says of its surfaces and
//! of nothing else: a surface whose size it does not give can be no canvas, and
//! is left out. Pictures come from where they are. Every identifier is an
//! address that answers, so there is a manifest only where the site knows its
//! own (`base_url`).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::{Kind, about_version};
use crate::describe::Record;
use crate::describe::scheme::licence_address;
use crate::render::picture_address;
use crate::server::ask::Ask;
use crate::server::cache::VersionPage;
use crate::server::contracts::{Fault, Shown};
use crate::server::refusal::Refusal;
use crate::server::security::share;
use crate::server::state::House;
use crate::tei::Document;
use crate::tei::facsimile::{Picture, Size, Surface, surfaces};

/// The media type that the specification asks for (§ 5.6).
const MEDIA_TYPE: &str =
    "application/ld+json; profile=\"http://iiif.io/api/presentation/3/context.json\"";

const CONTEXT: &str = "http://iiif.io/api/presentation/3/context.json";

static MANIFEST: Kind = Kind {
    media_type: MEDIA_TYPE,
    make: |house, shown, _, page| made(house, shown, page),
    negotiated: false,
    links: |shown| {
        let address = (shown.addresses).version(shown.line.id(), shown.version.number);
        format!("<{address}>; rel=\"describes\"")
    },
};

/// `/editions/{id}/{version}/manifest.json`.
pub async fn whole(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    answer(&house, (&id, &version), VersionPage::Manifest, &request).await
}

/// `/editions/{id}/{version}/canvas/{number}`: a surface, from 1.
pub async fn canvas(
    State(house): State<Arc<House>>,
    Path((id, version, number)): Path<(String, String, u32)>,
    request: Ask,
) -> Result<Response, Refusal> {
    answer(
        &house,
        (&id, &version),
        VersionPage::Canvas(number),
        &request,
    )
    .await
}

/// `/editions/{id}/{version}/canvas/{number}/{part}`: its pictures, or its text.
pub async fn part(
    State(house): State<Arc<House>>,
    Path((id, version, number, part)): Path<(String, String, u32, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let page = match part.as_str() {
        "painting" => VersionPage::CanvasPainting(number),
        "text" => VersionPage::CanvasText(number),
        _ => return Err(Refusal::no_page()),
    };
    answer(&house, (&id, &version), page, &request).await
}

async fn answer(
    house: &Arc<House>,
    (id, version): (&str, &str),
    page: VersionPage,
    request: &Ask,
) -> Result<Response, Refusal> {
    let line = house.line(id).await?;
    let version = house.version(&line, version)?;
    if house.addresses().site().is_empty() {
        let message = "A manifest needs absolute addresses, and this site does not know its own \
                       (the setting is base_url).";
        return Err(Refusal::new(StatusCode::NOT_FOUND, "No manifest", message));
    }
    let answered = about_version(house, &line, version, (page, &MANIFEST), request).await;
    let mut response = answered.map_err(|refusal| match refusal.status {
        StatusCode::NOT_FOUND => {
            let message = "The file of this version names no picture of a surface whose size it \
                           gives, so there is nothing for a viewer.";
            Refusal::new(StatusCode::NOT_FOUND, "No manifest", message)
        }
        _ => refusal,
    })?;
    share(response.headers_mut());
    Ok(response)
}

fn made(house: &House, shown: &Shown<'_>, page: VersionPage) -> Result<String, Fault> {
    let document = house.library.document(shown.line.id(), shown.version)?;
    let book = Book {
        shown,
        document: &document,
        base: (shown.addresses).version(shown.line.id(), shown.version.number),
    };
    let canvases = book.canvases();
    let canvas = |number: u32| {
        let at = (number as usize).checked_sub(1);
        at.and_then(|at| canvases.get(at)).ok_or(Fault::Absent)
    };
    let mut object = match page {
        VersionPage::Canvas(number) => book.canvas(number, canvas(number)?),
        VersionPage::CanvasPainting(number) => book.painting(number, canvas(number)?),
        VersionPage::CanvasText(number) => book.text(number, canvas(number)?),
        _ if canvases.is_empty() => return Err(Fault::Absent),
        _ => book.manifest(&canvases),
    };
    if let Some(object) = object.as_object_mut() {
        object.shift_insert(0, "@context".to_owned(), json!(CONTEXT));
    }
    let text = serde_json::to_string_pretty(&object);
    Ok(text.map_err(|error| Fault::Broken(error.to_string()))? + "\n")
}

/// A surface that a viewer can show.
struct Canvas {
    surface: Surface,
    size: Size,
    pictures: Vec<(String, Picture)>,
}

struct Book<'a> {
    shown: &'a Shown<'a>,
    document: &'a Document,
    base: String,
}

impl Book<'_> {
    fn canvases(&self) -> Vec<Canvas> {
        let canvases = surfaces(self.document).into_iter().filter_map(|surface| {
            let pictures = surface.pictures.iter();
            let pictures: Vec<_> = pictures
                .filter_map(|picture| Some((self.address(picture)?, picture.clone())))
                .collect();
            let size = surface.size.filter(|_| !pictures.is_empty())?;
            Some(Canvas {
                surface,
                size,
                pictures,
            })
        });
        canvases.collect()
    }

    /// Where a picture is: on the web, or among the files of the version.
    fn address(&self, picture: &Picture) -> Option<String> {
        let folder = (self.shown.addresses).files(self.shown.line.id(), self.shown.version.number);
        let element = self.document.tree().node(picture.node).element()?;
        picture_address(self.document, element, &picture.url, &folder)
    }

    fn manifest(&self, canvases: &[Canvas]) -> Value {
        let (addresses, line) = (self.shown.addresses, self.shown.line);
        let number = self.shown.version.number;
        let record = Record::of(self.document);
        let title = record.full_title();
        let label = match &title {
            Some(title) => words_in(title, record.title_language.as_deref()),
            None => words_in(line.id().as_str(), None),
        };
        let file = addresses.file(line.id(), number);
        let items = canvases.iter().zip(1..);
        let items: Vec<Value> = items
            .map(|(one, number)| self.canvas(number, one))
            .collect();
        let mut manifest = json!({
            "id": format!("{}/manifest.json", self.base),
            "type": "Manifest",
            "label": label,
            "homepage": [{
                "id": self.base,
                "type": "Text",
                "label": { "en": ["The edition"] },
                "format": "text/html",
            }],
            "seeAlso": [{
                "id": file,
                "type": "Dataset",
                "label": { "en": ["The text as TEI-XML"] },
                "format": "application/tei+xml",
            }],
            "items": items,
        });
        let targets = record.licences.iter();
        let mut targets = targets.filter_map(|licence| licence.target.as_deref());
        if let Some(rights) = targets.find_map(licence_address) {
            manifest["rights"] = json!(rights);
        }
        manifest
    }

    fn canvas(&self, number: u32, canvas: &Canvas) -> Value {
        let label = canvas.surface.label.clone();
        let label = label.unwrap_or_else(|| format!("[{number}]"));
        let mut object = json!({
            "id": self.canvas_id(number),
            "type": "Canvas",
            "label": words_in(&label, None),
            "height": canvas.size.height,
            "width": canvas.size.width,
            "items": [self.painting(number, canvas)],
        });
        if !canvas.surface.zones.is_empty() {
            object["annotations"] = json!([self.text(number, canvas)]);
        }
        object
    }

    fn canvas_id(&self, number: u32) -> String {
        format!("{}/canvas/{number}", self.base)
    }

    /// The first picture is the one that is shown; others are a choice.
    fn painting(&self, number: u32, canvas: &Canvas) -> Value {
        let id = format!("{}/painting", self.canvas_id(number));
        let bodies: Vec<Value> = canvas.pictures.iter().map(image).collect();
        let body = match <[Value; 1]>::try_from(bodies) {
            Ok([one]) => one,
            Err(several) => json!({ "type": "Choice", "items": several }),
        };
        json!({
            "id": id,
            "type": "AnnotationPage",
            "items": [{
                "id": format!("{id}#1"),
                "type": "Annotation",
                "motivation": "painting",
                "body": body,
                "target": self.canvas_id(number),
            }],
        })
    }

    fn text(&self, number: u32, canvas: &Canvas) -> Value {
        let id = format!("{}/text", self.canvas_id(number));
        let zones = canvas.surface.zones.iter().zip(1..);
        let items: Vec<Value> = zones
            .map(|(zone, at)| {
                let area = zone.area;
                let (width, height) = (area.size.width, area.size.height);
                let place = format!("#xywh={},{},{width},{height}", area.x, area.y);
                let element = self.document.tree().node(zone.node).element();
                let language = element.and_then(|element| element.language());
                let mut body = json!({
                    "type": "TextualBody",
                    "value": zone.text,
                    "format": "text/plain",
                });
                if let Some(language) = language {
                    body["language"] = json!(language);
                }
                json!({
                    "id": format!("{id}#{at}"),
                    "type": "Annotation",
                    "motivation": "supplementing",
                    "body": body,
                    "target": self.canvas_id(number) + &place,
                })
            })
            .collect();
        json!({ "id": id, "type": "AnnotationPage", "items": items })
    }
}

fn image((address, picture): &(String, Picture)) -> Value {
    let mut image = json!({ "id": address, "type": "Image" });
    if let Some(format) = picture.media_type.as_deref().or_else(|| format_of(address)) {
        image["format"] = json!(format);
    }
    if let Some(size) = picture.size {
        image["width"] = json!(size.width);
        image["height"] = json!(size.height);
    }
    image
}

/// The media type that the ending of an address stands for.
fn format_of(address: &str) -> Option<&'static str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let (_, ending) = path.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => Some("image/jpeg"),
        "png" => Some("image/png"),
        "tif" | "tiff" => Some("image/tiff"),
        "jp2" => Some("image/jp2"),
        "webp" => Some("image/webp"),
        "gif" => Some("image/gif"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// Words with their language: `none` where nobody states it (Presentation API 3.0
/// §4.4).
fn words_in(words: &str, language: Option<&str>) -> Value {
    json!({ language.unwrap_or("none"): [words] })
}
