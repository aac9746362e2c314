//! What is linked to what, for programs?
//!
//! Signposting (levels 1 and 2) and the links between versions (RFC 5829), as a
//! `Link` header (RFC 8288) and as a set of links (RFC 9264).
//!
//! No target holds `;` or `,`, which are legal but trip readers of headers:
//! names such as `ni:` are said elsewhere.

use serde_json::{Map, Value, json};

use super::addresses::CiteOf;
use super::contracts::Shown;
use super::downloads::TEI;
use crate::describe::{Format, Record, Scheme};
use crate::edition::Version;

/// A typed link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub href: String,
    /// The type of the relation.
    pub relation: &'static str,
    /// What is there, if that is told.
    pub media_type: Option<&'static str>,
}

impl Link {
    /// A link without a media type.
    pub fn new(href: impl Into<String>, relation: &'static str) -> Self {
        Self {
            href: href.into(),
            relation,
            media_type: None,
        }
    }

    /// The same with the media type of its target.
    pub fn typed(self, media_type: &'static str) -> Self {
        Self {
            media_type: Some(media_type),
            ..self
        }
    }

    fn written(&self) -> String {
        let media_type = self.media_type.map(|kind| format!("; type=\"{kind}\""));
        let (href, relation) = (&self.href, self.relation);
        format!(
            "<{href}>; rel=\"{relation}\"{}",
            media_type.unwrap_or_default()
        )
    }
}

/// The value of a `Link` header.
pub fn header(links: &[Link]) -> String {
    let written: Vec<String> = links.iter().map(Link::written).collect();
    written.join(", ")
}

/// The links of a page of a version (Signposting, FAIR level 1): how it is
/// cited, who made it, under which licence, what it is, its file and its
/// records. `here` is the lasting address of the page.
pub fn of_page(shown: &Shown<'_>, record: &Record, here: &str) -> Vec<Link> {
    let Shown {
        line,
        version,
        addresses,
    } = shown;
    let (id, number) = (line.id(), version.number);
    let mut links = vec![
        Link::new(here, "cite-as"),
        Link::new("https://schema.org/AboutPage", "type"),
        Link::new("https://schema.org/Book", "type"),
        Link::new(addresses.file(id, number), "item").typed(TEI),
    ];
    let of = CiteOf {
        id,
        version: Some(number),
        passage: None,
    };
    links.extend(Format::ALL.map(|format| {
        let file = addresses.cite_file(&of, format);
        Link::new(file, "describedby").typed(format.media_type())
    }));
    links.extend(Scheme::ALL.map(|scheme| {
        let file = addresses.record_file(id, Some(number), scheme);
        Link::new(file, "describedby").typed(scheme.media_type())
    }));
    let authors = record.authors.iter().flat_map(|name| &name.references);
    links.extend(authors.filter_map(|address| linked(address, "author")));
    let licences = record
        .licences
        .iter()
        .filter_map(|licence| licence.target.as_ref());
    links.extend(licences.filter_map(|address| linked(address, "license")));
    links
}

/// The links of the TEI file of a version: the page it belongs to, how it is
/// cited, its other versions.
pub fn of_file(shown: &Shown<'_>) -> Vec<Link> {
    let (id, addresses) = (shown.line.id(), shown.addresses);
    let page = addresses.version(id, shown.version.number);
    let mut links = vec![
        Link::new(&page, "collection").typed("text/html"),
        Link::new(&page, "cite-as"),
    ];
    links.extend(of_versions(shown, addresses.current_file(id), |version| {
        addresses.file(id, version.number)
    }));
    links.extend(to_sets(shown));
    links
}

/// Where its links are as a set (Signposting, FAIR level 2).
pub fn to_sets(shown: &Shown<'_>) -> [Link; 2] {
    let (id, number) = (shown.line.id(), shown.version.number);
    let addresses = shown.addresses;
    [
        Link::new(addresses.linkset(id, number), "linkset").typed(LINKSET),
        Link::new(addresses.linkset_json(id, number), "linkset").typed(LINKSET_JSON),
    ]
}

/// The newest version, all of them, the one before and the one after (RFC 5829).
/// `address` is that of a version, `current` that of the newest.
pub fn of_versions(
    shown: &Shown<'_>,
    current: String,
    address: impl Fn(&Version) -> String,
) -> Vec<Link> {
    let Shown {
        line,
        version,
        addresses,
    } = shown;
    let number = version.number;
    let before = line.versions().rev().find(|v| v.number < number);
    let after = line.versions().find(|v| v.number > number);
    let mut links = vec![
        Link::new(current, "latest-version"),
        Link::new(addresses.versions(line.id()), "version-history"),
    ];
    links.extend(before.map(|version| Link::new(address(version), "predecessor-version")));
    links.extend(after.map(|version| Link::new(address(version), "successor-version")));
    links
}

/// A link to what a file names: only an address that is one, without signs that
/// mean something in a header.
fn linked(address: &str, relation: &'static str) -> Option<Link> {
    let web = address.starts_with("https://") || address.starts_with("http://");
    let plain = |c: u8| c.is_ascii_graphic() && !b"<>\"\\;,".contains(&c);
    (web && address.bytes().all(plain)).then(|| Link::new(address, relation))
}

/// The media type of sets of links (RFC 9264 §4.1).
pub const LINKSET: &str = "application/linkset";

/// The same in JSON (RFC 9264 §4.2).
pub const LINKSET_JSON: &str = "application/linkset+json";

/// Links by what they start from.
pub type Sets = Vec<(String, Vec<Link>)>;

/// Everything that is linked at a version: from its page, from its file, from
/// its records.
pub fn sets(shown: &Shown<'_>, record: &Record) -> Sets {
    let (id, number) = (shown.line.id(), shown.version.number);
    let addresses = shown.addresses;
    let page = addresses.version(id, number);
    let mut links = of_page(shown, record, &page);
    links.extend(of_versions(shown, addresses.edition(id), |version| {
        addresses.version(id, version.number)
    }));
    let describing = links.iter().filter(|link| link.relation == "describedby");
    let describing: Sets = describing
        .map(|link| {
            let back = Link::new(&page, "describes").typed("text/html");
            (link.href.clone(), vec![back])
        })
        .collect();
    let mut sets = vec![(page, links), (addresses.file(id, number), of_file(shown))];
    sets.extend(describing);
    sets
}

/// A set of links as text: as in a header, with the start of each.
pub fn as_text(sets: &Sets) -> String {
    let all = sets.iter().flat_map(|(anchor, links)| {
        links
            .iter()
            .map(move |link| format!("{}; anchor=\"{anchor}\"", link.written()))
    });
    let mut text = all.collect::<Vec<_>>().join(",\n");
    text.push('\n');
    text
}

/// A set of links as JSON.
pub fn as_json(sets: &Sets) -> String {
    let contexts: Vec<Value> = sets.iter().map(context).collect();
    format!("{:#}\n", json!({ "linkset": contexts }))
}

fn context((anchor, links): &(String, Vec<Link>)) -> Value {
    let mut context = Map::new();
    context.insert("anchor".into(), json!(anchor));
    for link in links {
        let mut target = json!({ "href": link.href });
        if let Some(media_type) = link.media_type {
            target["type"] = json!(media_type);
        }
        let targets = context
            .entry(link.relation)
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(targets) = targets {
            targets.push(target);
        }
    }
    Value::Object(context)
}
