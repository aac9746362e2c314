//! The objects that replies have in common.

use serde_json::{Map, Value, json};

use super::asked::encoded;
use super::{VERSION, identifier};
use crate::describe::citation::seal::named_information;
use crate::describe::{Name, Record};
use crate::edition::Version;
use crate::server::addresses::Addresses;
use crate::server::contracts::Line;
use crate::tei::Document;
use crate::tei::citation::CitationTree;

/// In which forms texts are given, the default first.
pub const MEDIA_TYPES: [&str; 3] = ["application/tei+xml", HTML, "text/plain"];

/// A page that stands for itself.
pub const HTML: &str = "text/html";

/// How a collection, or that of `id`, is asked for.
pub fn collection_template(addresses: &Addresses, id: Option<&str>) -> String {
    template(addresses, "collection", ("id", id), "page,nav")
}

/// How references, or those of a resource, are asked for.
pub fn navigation_template(addresses: &Addresses, resource: Option<&str>) -> String {
    let parameters = "ref,start,end,down,tree,page";
    template(addresses, "navigation", ("resource", resource), parameters)
}

/// How a text, or that of a resource, is asked for.
pub fn document_template(addresses: &Addresses, resource: Option<&str>) -> String {
    let parameters = "ref,start,end,tree,mediaType";
    template(addresses, "document", ("resource", resource), parameters)
}

/// A template (RFC 6570) that can be filled in without any parameter.
fn template(
    addresses: &Addresses,
    endpoint: &str,
    (name, value): (&str, Option<&str>),
    parameters: &str,
) -> String {
    let address = addresses.of(&format!("/dts/{endpoint}"));
    match value {
        None => format!("{address}{{?{name},{parameters}}}"),
        Some(value) => format!("{address}?{name}={}{{&{parameters}}}", encoded(value)),
    }
}

/// The collection of all editions, without its members.
pub fn site(addresses: &Addresses, name: &str, editions: usize) -> Map<String, Value> {
    let id = identifier::site(addresses);
    fields(json!({
        "@id": id,
        "@type": "Collection",
        "dtsVersion": VERSION,
        "title": name,
        "totalParents": 0,
        "totalChildren": editions,
        "collection": collection_template(addresses, Some(&id)),
    }))
}

/// An edition as the collection of its versions; `document` is the latest.
pub fn edition(addresses: &Addresses, line: &Line, document: &Document) -> Map<String, Value> {
    let id = addresses.edition(line.id());
    let record = Record::of(document);
    let mut terms = dublin_core(&record);
    terms.insert(
        "hasVersion".to_owned(),
        line.versions()
            .map(|version| json!(addresses.version(line.id(), version.number)))
            .collect(),
    );
    fields(json!({
        "@id": id,
        "@type": "Collection",
        "dtsVersion": VERSION,
        "title": title(&record, line),
        "totalParents": 1,
        "totalChildren": line.count(),
        "dublinCore": terms,
        "collection": collection_template(addresses, Some(&id)),
    }))
}

/// A version as a resource.
pub fn resource(
    addresses: &Addresses,
    (line, version): (&Line, &Version),
    document: &Document,
) -> Map<String, Value> {
    let id = addresses.version(line.id(), version.number);
    let record = Record::of(document);
    let mut terms = dublin_core(&record);
    let numbers: Vec<u32> = line.versions().map(|version| version.number).collect();
    let at = numbers.iter().position(|number| *number == version.number);
    let neighbour = |at: Option<usize>| {
        let number = numbers.get(at?)?;
        Some(json!(addresses.version(line.id(), *number)))
    };
    let relations = [
        ("isVersionOf", Some(json!(addresses.edition(line.id())))),
        ("replaces", neighbour(at.and_then(|at| at.checked_sub(1)))),
        ("isReplacedBy", neighbour(at.map(|at| at + 1))),
        ("issued", Some(json!(version.published))),
        (
            "identifier",
            Some(json!([named_information(&version.digest)])),
        ),
    ];
    for (term, value) in relations {
        if let Some(value) = value {
            terms.insert(term.to_owned(), value);
        }
    }
    let mut resource = fields(json!({
        "@id": id,
        "@type": "Resource",
        "dtsVersion": VERSION,
        "title": title(&record, line),
        "description": description(version),
        "totalParents": 1,
        "totalChildren": 0,
        "dublinCore": terms,
    }));
    resource.extend(ways(addresses, &id));
    let file = addresses.file(line.id(), version.number);
    resource.insert("download".to_owned(), json!(file));
    resource.insert("mediaTypes".to_owned(), json!(MEDIA_TYPES));
    resource
}

/// Where a resource leads.
pub fn ways(addresses: &Addresses, id: &str) -> Map<String, Value> {
    fields(json!({
        "collection": collection_template(addresses, Some(id)),
        "navigation": navigation_template(addresses, Some(id)),
        "document": document_template(addresses, Some(id)),
    }))
}

fn title(record: &Record, line: &Line) -> String {
    let title = record.full_title();
    title.unwrap_or_else(|| line.id().to_string())
}

fn description(version: &Version) -> String {
    let day = version.published.split('T').next().unwrap_or_default();
    let (number, note) = (version.number, version.message.trim());
    let separator = if note.is_empty() { "" } else { ": " };
    format!("Version {number}, published {day}{separator}{note}")
}

/// What the header says, in Dublin Core terms; what it does not say is not there.
fn dublin_core(record: &Record) -> Map<String, Value> {
    let words = |text: &str| words(text, None);
    let names =
        |names: &[Name]| -> Vec<Value> { names.iter().map(|name| words(&name.direct())).collect() };
    let language = record.title_language.as_deref();
    let title = record.full_title();
    let title = title.map(|title| self::words(&title, language));
    let licences = record.licences.iter();
    let licences: Vec<Value> = licences
        .filter_map(|licence| licence.target.as_deref())
        .map(|target| json!(target))
        .collect();
    let contributors = [names(&record.editors), names(&record.translators)].concat();
    let date = record.published.as_ref().map(|date| date.year_or_words());
    let terms = [
        ("title", title.into_iter().collect()),
        ("creator", names(&record.authors)),
        ("contributor", contributors),
        (
            "publisher",
            record.publishers.iter().map(|name| words(name)).collect(),
        ),
        ("date", date.map(|date| json!(date)).into_iter().collect()),
        (
            "language",
            record.languages.iter().map(|code| json!(code)).collect(),
        ),
        ("license", licences),
    ];
    let given = terms.into_iter().filter(|(_, values)| !values.is_empty());
    given
        .map(|(term, values): (&str, Vec<Value>)| (term.to_owned(), Value::Array(values)))
        .collect()
}

/// Words with their language: `und` where nobody says which (BCP 47 §4.1).
pub fn words(text: &str, language: Option<&str>) -> Value {
    json!({ "lang": language.unwrap_or("und"), "value": text })
}

/// How a text is cited: every tree, the default one first and without a name.
pub fn citation_trees(document: &Document) -> Value {
    let trees = tree_names(document).into_iter().map(|(name, tree)| {
        let mut object = Map::new();
        object.insert("@type".to_owned(), json!("CitationTree"));
        if let Some(name) = name {
            object.insert("identifier".to_owned(), json!(name));
        }
        object.insert("citeStructure".to_owned(), structures(tree));
        Value::Object(object)
    });
    trees.collect()
}

/// The trees of a text with the names under which they are asked for: the
/// default one first and without a name, the others as they are called, or by
/// their place.
pub fn tree_names(document: &Document) -> Vec<(Option<String>, &CitationTree)> {
    let mut names: Vec<(Option<String>, &CitationTree)> = Vec::new();
    for tree in document.citation().trees() {
        if tree.units().is_empty() {
            continue;
        }
        let at = names.len();
        let known = |name: &String| names.iter().any(|(known, _)| known.as_ref() == Some(name));
        let own = tree.name.clone().filter(|name| !known(name));
        let name = own.unwrap_or_else(|| format!("tree-{}", at + 1));
        names.push(((at > 0).then_some(name), tree));
    }
    names
}

/// Kinds of units, as they lie in each other.
struct Structure<'t> {
    kind: &'t str,
    inner: Vec<usize>,
}

/// The kinds of units that are in a tree, as they lie in each other.
fn structures(tree: &CitationTree) -> Value {
    let mut found: Vec<Structure<'_>> = vec![Structure {
        kind: "",
        inner: Vec::new(),
    }];
    let mut of_unit: Vec<usize> = Vec::with_capacity(tree.units().len());
    for unit in tree.units() {
        let around = unit.parent.map_or(0, |parent| of_unit[parent as usize]);
        let known = found[around].inner.iter().copied();
        let at = known
            .into_iter()
            .find(|inner| found[*inner].kind == unit.kind);
        let at = at.unwrap_or_else(|| {
            let at = found.len();
            found.push(Structure {
                kind: &unit.kind,
                inner: Vec::new(),
            });
            found[around].inner.push(at);
            at
        });
        of_unit.push(at);
    }
    inner_structures(&found, 0)
}

/// Trees are at most some two dozen levels deep ([`crate::tei::citation`]).
fn inner_structures(found: &[Structure<'_>], of: usize) -> Value {
    let inner = found[of].inner.iter().map(|&at| {
        let mut object = Map::new();
        object.insert("@type".to_owned(), json!("CiteStructure"));
        object.insert("citeType".to_owned(), json!(found[at].kind));
        if !found[at].inner.is_empty() {
            object.insert("citeStructure".to_owned(), inner_structures(found, at));
        }
        Value::Object(object)
    });
    inner.collect()
}

/// Which pages there are around one (from 1).
pub fn pagination(address: &str, query: &str, page: usize, last: usize) -> Value {
    let separator = if query.is_empty() { "" } else { "&" };
    let page_address = |page: usize| json!(format!("{address}?{query}{separator}page={page}"));
    let neighbour = |there: bool, page: usize| {
        if there {
            page_address(page)
        } else {
            Value::Null
        }
    };
    json!({
        "@id": page_address(page),
        "@type": "Pagination",
        "first": page_address(1),
        "previous": neighbour(page > 1, page.saturating_sub(1)),
        "next": neighbour(page < last, page + 1),
        "last": page_address(last),
    })
}

/// The fields of an object that is written down here.
pub fn fields(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
