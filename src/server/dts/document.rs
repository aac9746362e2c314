//! The text itself (DTS 1.0, Document Endpoint).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::asked::{Asked, encoded};
use super::collection::stamp;
use super::identifier::resource;
use super::object::{HTML, MEDIA_TYPES};
use super::select::{Focus, References, end_of, tree};
use super::{Reply, reply, unknown};
use crate::edition::{Version, VersionReference};
use crate::server::ask::Ask;
use crate::server::contracts::{Fault, Line, Shown};
use crate::server::fingerprint::fingerprint;
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::tei::{Document, excerpt, text};
use crate::xml::NodeId;

/// Holds a passage that is part of a text.
const WRAPPER: (&str, &str) = (
    "<dts:wrapper xmlns:dts=\"https://w3id.org/api/dts#\">",
    "</dts:wrapper>",
);

/// `/dts/document`.
pub async fn answer(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let known = &["resource", "ref", "start", "end", "tree", "mediaType"];
    let asked = Asked::read(request.uri(), known)?;
    let references = References::of(&asked)?;
    let identifier = asked.required("resource")?;
    let media_type = media_type(asked.get("mediaType"))?;
    let (line, version) = resource(&house, identifier).await?;
    let (at_work, id, of) = (house.clone(), line.id().clone(), version.clone());
    let document = blocking(move || at_work.library.document(&id, &of)).await?;
    let passage = passage(&document, references, asked.get("tree"))?;
    let addresses = house.addresses();
    let collection = addresses.of(&format!(
        "/dts/collection?id={}",
        encoded(&addresses.version(line.id(), version.number))
    ));
    let answer = Reply {
        question: format!("dts/document?{}", asked.query("")),
        state: fingerprint((house.stamp_of(media_type), stamp(&line), version.digest)),
        media_type: match media_type {
            "application/tei+xml" => media_type.to_owned(),
            words => format!("{words}; charset=utf-8"),
        },
        links: Some(format!("<{collection}>; rel=\"collection\"")),
        make: move |house: &House| match (media_type, passage) {
            (HTML, passage) => {
                let shown = Shown {
                    line: &line,
                    version: &version,
                    addresses: house.addresses(),
                };
                let passage = passage.as_ref().map(|one| (one.nodes, one.label.as_str()));
                let page = house.pages.passage(&shown, &document, passage)?;
                Ok(page.into_bytes())
            }
            ("text/plain", passage) => Ok(plain(&document, passage.map(|one| one.nodes))),
            (_, Some(Passage { nodes, .. })) => {
                Ok(excerpt::excerpt(&document, nodes.0, nodes.1, WRAPPER).into_bytes())
            }
            (_, None) => whole(house, &line, &version, &document),
        },
    };
    reply(&house, answer, &request).await
}

/// The form that is asked for.
///
/// # Errors
/// 404 if there is none such.
fn media_type(asked: Option<&str>) -> Result<&'static str, Refusal> {
    let Some(asked) = asked else {
        return Ok(MEDIA_TYPES[0]);
    };
    // A plus that is not encoded is read as a blank, and no type has one.
    let asked = asked.replace(' ', "+");
    let mut known = MEDIA_TYPES.into_iter();
    let found = known.find(|known| known.eq_ignore_ascii_case(&asked));
    let list = MEDIA_TYPES.join(", ");
    found.ok_or_else(|| unknown(format!("Texts are given as one of {list}.")))
}

/// Part of a text.
struct Passage {
    /// Where it begins, and the first node after it.
    nodes: (NodeId, NodeId),
    /// Its reference, or those of its ends.
    label: String,
}

/// The passage that is meant; none for the whole text, whatever the tree (DTS 1.0,
/// “Query parameters combinations”).
fn passage(
    document: &Document,
    references: References<'_>,
    name: Option<&str>,
) -> Result<Option<Passage>, Refusal> {
    if matches!(references, References::None) {
        return Ok(None);
    }
    let Some(tree) = tree(document, name)? else {
        return Err(unknown("The text has no units that could be named."));
    };
    let units = tree.units();
    let (from, to) = match references.find(tree)? {
        Focus::Whole => return Ok(None),
        Focus::Unit(at) => (at, at),
        Focus::Range(start, end) => (start, end),
    };
    let end = end_of(tree, from, to);
    let (first, last) = (&units[from].reference, &units[to].reference);
    Ok(Some(Passage {
        nodes: (units[from].node, end),
        label: match first == last {
            true => first.clone(),
            false => format!("{first} – {last}"),
        },
    }))
}

/// The file as it was published, if that can stand for itself.
fn whole(
    house: &House,
    line: &Line,
    version: &Version,
    document: &Document,
) -> Result<Vec<u8>, Fault> {
    if !excerpt::is_self_contained(document) {
        return Ok(excerpt::whole(document).into_bytes());
    }
    let reference = VersionReference::Number(version.number);
    let (_, bytes) = house.editions.read(line.id(), reference)?;
    Ok(bytes)
}

/// The words of a passage, or of the text.
fn plain(document: &Document, nodes: Option<(NodeId, NodeId)>) -> Vec<u8> {
    let words = match nodes {
        Some((from, end)) => text::text_between(document.tree(), from, end),
        None => {
            let roots: Vec<String> = document.text().map(crate::tei::reading_text).collect();
            roots.join("\n")
        }
    };
    (words + "\n").into_bytes()
}
