//! Which bytes were published?
//!
//! A TEI file is sent as it was published, byte for byte: what `sha256sum`
//! prints of the download is its digest, its entity tag and its address.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, LINK};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};

use super::addresses::Over;
use super::ask::Ask;
use super::cache::Key;
use super::contracts::{Fault, Line, Shown};
use super::links;
use super::memento;
use super::prepared::{Recipe, keep, set};
use super::refusal::Refusal;
use super::router::redirect;
use super::security::{CONTENT_DIGEST, REPR_DIGEST, share};
use super::shelf::blocking;
use super::state::House;
use crate::edition::{Digest, Version, VersionReference};
use crate::source::{Encoding, FilePath};

/// The media type of TEI files (RFC 6129).
pub const TEI: &str = "application/tei+xml";

/// For what stands under a number or a digest: it never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `/editions/{id}/edition.xml`: the file of the current version.
pub async fn current(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let mut response = file(&house, &line, line.latest(), &request).await?;
    keep(&mut response, "no-cache");
    memento::of_current(&mut response, house.addresses(), &line, Over::File);
    Ok(response)
}

/// `/editions/{id}/{version}/edition.xml`: the file of a version.
pub async fn version(
    State(house): State<Arc<House>>,
    Path((id, version)): Path<(String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let version = house.version(&line, &version)?;
    let mut response = file(&house, &line, version, &request).await?;
    keep(&mut response, FOR_EVER);
    let memento = (&*line, version);
    memento::of_version(&mut response, house.addresses(), memento, Over::File);
    Ok(response)
}

/// `/.well-known/ni/sha-256/{value}` (RFC 6920 §4): to the file with that
/// SHA-256, in base64url without padding.
pub async fn by_digest(
    State(house): State<Arc<House>>,
    Path((algorithm, value)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(&value).unwrap_or_default();
    let (true, Ok(digest)) = (algorithm == "sha-256", bytes.try_into().map(Digest)) else {
        return Err(Refusal::no_digest());
    };
    let editions = house.editions.clone();
    let found = blocking(move || editions.find(&digest)).await?;
    let (id, version) = found.ok_or_else(Refusal::no_digest)?;
    let to = house.addresses().file(&id, version.number);
    let mut response = redirect(StatusCode::TEMPORARY_REDIRECT, &to);
    share(response.headers_mut());
    Ok(response)
}

/// `/editions/{id}/{version}/files/{path}`: a file that was handed in with a
/// version.
pub async fn part(
    State(house): State<Arc<House>>,
    Path((id, version, path)): Path<(String, String, String)>,
    request: Ask,
) -> Result<Response, Refusal> {
    let line = house.line(&id).await?;
    let number = house.version(&line, &version)?.number;
    let path = FilePath::new(&path).map_err(|_| Refusal::no_page())?;
    let (at_work, id) = (house.clone(), line.id().clone());
    let key = Key::Part {
        id: id.clone(),
        number,
        path: path.clone(),
    };
    let make = move || part_recipe(&at_work, &line, number, &path);
    let mut response = house.press.answer(key, make, &request).await?;
    keep(&mut response, FOR_EVER);
    Ok(response)
}

fn part_recipe(house: &House, line: &Line, number: u32, path: &FilePath) -> Result<Recipe, Fault> {
    let reference = VersionReference::Number(number);
    let stored = house.editions.stored(line.id(), reference)?;
    if *path == stored.path {
        return recipe(house, line, number);
    }
    let digest = stored.files.digest(path).ok_or(Fault::Absent)?;
    let bytes = stored.files.get(path);
    let bytes = bytes.map_err(|error| Fault::Broken(error.to_string()))?;
    let ending = path.ending().unwrap_or_default();
    let picture = picture_type(&ending);
    let mut headers = HeaderMap::new();
    put_digest(&mut headers, digest);
    if picture.is_none() {
        set(&mut headers, CONTENT_DISPOSITION, "attachment");
    }
    let page = house.addresses().version(line.id(), number);
    set(
        &mut headers,
        LINK,
        &format!("<{page}>; rel=\"collection\"; type=\"text/html\""),
    );
    share(&mut headers);
    Ok(Recipe {
        media_type: picture.unwrap_or_else(|| file_type(&ending)).to_owned(),
        tag: digest.to_string(),
        modified: modified(&stored.version),
        headers,
        exact: true,
        bytes: bytes.ok_or(Fault::Absent)?,
    })
}

/// The media type of pictures that a page shows. Their policy lets none of them
/// do anything, whatever a drawing holds.
fn picture_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

/// The media type of everything else, which is saved rather than shown.
fn file_type(ending: &str) -> &'static str {
    match ending {
        "xml" | "tei" | "odd" => "application/xml",
        "txt" | "md" => "text/plain",
        _ => "application/octet-stream",
    }
}

/// Says the digest of a whole representation, and of a whole message.
pub(super) fn put_digest(headers: &mut HeaderMap, digest: Digest) {
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(digest.0));
    set(headers, REPR_DIGEST, &digest);
    set(headers, CONTENT_DIGEST, &digest);
}

async fn file(
    house: &Arc<House>,
    line: &Arc<Line>,
    version: &Version,
    request: &Ask,
) -> Result<Response, Refusal> {
    let (id, number, digest) = (line.id().clone(), version.number, version.digest);
    let (at_work, of) = (house.clone(), line.clone());
    let key = Key::File { id, number, digest };
    let make = move || recipe(&at_work, &of, number);
    let mut response = house.press.answer(key, make, request).await?;
    // The bytes stay; what is linked with them grows.
    let shown = Shown {
        line,
        version,
        addresses: house.addresses(),
    };
    set(
        response.headers_mut(),
        LINK,
        &links::header(&links::of_file(&shown)),
    );
    Ok(response)
}

fn recipe(house: &House, line: &Line, number: u32) -> Result<Recipe, Fault> {
    let (version, bytes) = house
        .editions
        .read(line.id(), VersionReference::Number(number))?;
    Ok(Recipe {
        media_type: format!("{TEI}; charset={}", charset(&bytes)),
        tag: version.digest.to_string(),
        modified: modified(&version),
        headers: headers(line, &version),
        exact: true,
        bytes,
    })
}

fn headers(line: &Line, version: &Version) -> HeaderMap {
    let (id, number) = (line.id(), version.number);
    let name = format!("attachment; filename=\"{id}-v{number}.xml\"");
    let mut headers = HeaderMap::new();
    put_digest(&mut headers, version.digest);
    set(&mut headers, CONTENT_DISPOSITION, &name);
    share(&mut headers);
    headers
}

/// The date of publication, in whole seconds.
pub(super) fn modified(version: &Version) -> Option<SystemTime> {
    let published: jiff::Timestamp = version.published.parse().ok()?;
    let seconds = u64::try_from(published.as_second()).ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The charset of an XML file, as its byte-order mark or its declaration says
/// (XML 1.0 §4.3.3 and appendix F). The file was read when it was published, so
/// the declaration is right.
fn charset(bytes: &[u8]) -> &'static str {
    // With a mark it is "utf-16": the names with LE and BE forbid one (RFC 2781).
    match bytes {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => "utf-16",
        [0x00, b'<', ..] => "utf-16be",
        [b'<', 0x00, ..] => "utf-16le",
        _ => match declared(bytes) {
            Some(Encoding::Latin1) => "iso-8859-1",
            _ => "utf-8",
        },
    }
}

fn declared(bytes: &[u8]) -> Option<Encoding> {
    // A declaration with every pseudo-attribute is under a hundred bytes.
    let head = bytes.get(..bytes.len().min(200))?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let declaration = std::str::from_utf8(&head[..end])
        .ok()?
        .strip_prefix("<?xml")?;
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?;
    let value = value.trim_start();
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    Encoding::from_name(value[1..].split(quote).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_charset_is_that_of_the_file() {
        let table: [(&[u8], &str); 7] = [
            (b"<TEI/>", "utf-8"),
            (b"\xef\xbb\xbf<TEI/>", "utf-8"),
            (
                b"<?xml version=\"1.0\" encoding='ISO-8859-1'?><TEI/>",
                "iso-8859-1",
            ),
            (
                b"<?xml version=\"1.0\" encoding = \"utf-8\"?><TEI/>",
                "utf-8",
            ),
            (b"\xff\xfe<\0", "utf-16"),
            (b"<\0T\0", "utf-16le"),
            (b"", "utf-8"),
        ];
        for (bytes, expected) in table {
            assert_eq!(charset(bytes), expected);
        }
    }
}
