//! Which references does a text have? (DTS 1.0, Navigation Endpoint)

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::collection::stamp;
use super::identifier::resource;
use super::select::{Focus, References, members, tree};
use super::{CONTEXT, JSON, Reply, VERSION, object, reply, unknown, written};
use crate::server::addresses::Addresses;
use crate::server::ask::Ask;
use crate::server::fingerprint::fingerprint;
use crate::server::host::site;
use crate::server::refusal::Refusal;
use crate::server::shelf::blocking;
use crate::server::state::House;
use crate::tei::Document;
use crate::tei::citation::CitationTree;

/// Units on a page.
const PAGE: usize = 5_000;

/// `/dts/navigation`.
pub async fn answer(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let known = &["resource", "ref", "start", "end", "down", "tree", "page"];
    let asked = Asked::read(request.uri(), known)?;
    let references = References::of(&asked)?;
    let down = asked.number("down", -1)?;
    let page = asked.number("page", 1)?.map(|page| page as usize);
    let (line, version) = resource(&house, asked.required("resource")?).await?;
    let (at_work, id, of) = (house.clone(), line.id().clone(), version.clone());
    let document = blocking(move || at_work.library.document(&id, &of)).await?;
    let (focus, units) = match tree(&document, asked.get("tree"))? {
        Some(tree) => {
            let focus = references.find(tree)?;
            (focus, members(tree, focus, down)?)
        }
        None => (Focus::Whole, Some(Vec::new())),
    };
    let count = units.as_ref().map_or(0, Vec::len);
    let pages = count.div_ceil(PAGE).max(1);
    if page.is_some_and(|page| page > pages) {
        return Err(unknown(format!("The last page is {pages}.")));
    }
    let found = Found {
        resource: house.addresses().version(line.id(), version.number),
        document,
        tree: asked.get("tree").map(str::to_owned),
        focus,
        units,
        page: page.unwrap_or(1),
        pages,
        query: asked.query(""),
        query_of_all: asked.query("page"),
        site: site(&house, request.headers()),
    };
    let answer = Reply {
        question: format!("{}/dts/navigation?{}", found.site, found.query),
        state: fingerprint((house.stamp(), stamp(&line), version.digest)),
        media_type: JSON.to_owned(),
        links: None,
        make: move |house: &House| written(&Value::Object(found.object(house.addresses()))),
    };
    reply(&house, answer, &request).await
}

/// What was found.
struct Found {
    resource: String,
    document: Arc<Document>,
    tree: Option<String>,
    focus: Focus,
    units: Option<Vec<usize>>,
    page: usize,
    pages: usize,
    query: String,
    query_of_all: String,
    /// The identifier of an answer is its whole address.
    site: String,
}

impl Found {
    fn object(&self, addresses: &Addresses) -> Map<String, Value> {
        let address = format!("{}/dts/navigation", self.site);
        let mut object = object::fields(json!({
            "@context": CONTEXT,
            "dtsVersion": VERSION,
            "@id": format!("{address}?{}", self.query),
            "@type": "Navigation",
            "resource": self.resource(addresses),
        }));
        let tree = tree(&self.document, self.tree.as_deref()).ok().flatten();
        let unit = |at: usize| tree.map(|tree| unit(&self.document, tree, at));
        let named = match self.focus {
            Focus::Whole => Vec::new(),
            Focus::Unit(at) => vec![("ref", at)],
            Focus::Range(start, end) => vec![("start", start), ("end", end)],
        };
        for (name, at) in named {
            object.insert(name.to_owned(), json!(unit(at)));
        }
        if let Some(units) = &self.units {
            let on_page = units.iter().skip((self.page - 1) * PAGE).take(PAGE);
            let members: Vec<_> = on_page.map(|&at| unit(at)).collect();
            object.insert("member".to_owned(), json!(members));
        }
        if self.pages > 1 {
            let view = object::pagination(&address, &self.query_of_all, self.page, self.pages);
            object.insert("view".to_owned(), view);
        }
        object
    }

    fn resource(&self, addresses: &Addresses) -> Map<String, Value> {
        let mut resource = object::fields(json!({ "@id": self.resource, "@type": "Resource" }));
        resource.extend(object::ways(addresses, &self.resource));
        resource.insert("mediaTypes".to_owned(), json!(object::MEDIA_TYPES));
        let trees = object::citation_trees(&self.document);
        resource.insert("citationTrees".to_owned(), trees);
        resource
    }
}

/// A unit: its reference, its place, and what the header says of it or its
/// heading tells.
fn unit(document: &Document, tree: &CitationTree, at: usize) -> Map<String, Value> {
    let unit = &tree.units()[at];
    let parent = unit.parent.map(|parent| &tree.units()[parent as usize]);
    let mut object = object::fields(json!({
        "identifier": unit.reference,
        "@type": "CitableUnit",
        "level": unit.level,
        "parent": parent.map(|parent| parent.reference.as_str()),
        "citeType": unit.kind,
    }));
    let (mut terms, mut others) = (Map::new(), Map::new());
    for datum in tree.data(document.tree(), at) {
        let (list, name) = match dublin_core(&datum.property) {
            Some(term) => (&mut terms, term.to_owned()),
            // Without a meaning that others can look up it would say nothing.
            None if datum.property.contains("://") => (&mut others, datum.property),
            None => continue,
        };
        let values = list.entry(name).or_insert_with(|| json!([]));
        if let Some(values) = values.as_array_mut() {
            values.push(object::words(&datum.value, datum.language.as_deref()));
        }
    }
    if !terms.contains_key("title")
        && let Some(heading) = heading(document, tree, at)
    {
        terms.insert("title".to_owned(), json!([heading]));
    }
    for (name, list) in [("dublinCore", terms), ("extensions", others)] {
        if !list.is_empty() {
            object.insert(name.to_owned(), Value::Object(list));
        }
    }
    object
}

/// The Dublin Core term that a property names, by its address or a usual prefix.
fn dublin_core(property: &str) -> Option<&str> {
    const BEFORE: &[&str] = &[
        "http://purl.org/dc/terms/",
        "http://purl.org/dc/elements/1.1/",
        "dcterms:",
        "dct:",
        "dc:",
    ];
    let term = BEFORE
        .iter()
        .find_map(|before| property.strip_prefix(before))?;
    let named = !term.is_empty() && term.bytes().all(|byte| byte.is_ascii_alphanumeric());
    named.then_some(term)
}

/// The heading of a division, with its language.
fn heading(document: &Document, tree: &CitationTree, at: usize) -> Option<Value> {
    let element = document.tree().node(tree.units()[at].node).element()?;
    let head = element.child("head")?;
    let words = crate::tei::reading_text(head);
    let language = head.language();
    (!words.is_empty()).then(|| object::words(&words, language.as_deref()))
}
