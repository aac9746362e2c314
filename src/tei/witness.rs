//! What carries the text?

use rustc_hash::FxHashMap;

use super::element::{collapse, tei_name};
use super::pointer::local_ids;
use crate::edition::{Siglum, Witness};
use crate::xml::{Element, Tree};

/// Witnesses that the header declares together: a family, or all of them
/// (`listWit`, TEI TCAPWL).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessGroup {
    /// The heading of the group, if it has one.
    pub heading: Option<String>,
    /// How deep it lies: 1 for the outermost.
    pub level: u32,
    /// Its own witnesses, without those of groups within it.
    pub witnesses: Vec<Witness>,
}

/// The groups of witnesses, in the order of the file.
pub fn witness_groups(tree: &Tree) -> Vec<WitnessGroup> {
    let lists = tree.root().find_all("listWit");
    lists
        .map(group)
        .filter(|group| !group.witnesses.is_empty())
        .collect()
}

fn group(list: Element<'_>) -> WitnessGroup {
    let outer = list.ancestors().filter(|above| above.is("listWit")).count();
    WitnessGroup {
        heading: list.child("head").map(|head| collapse(&head.text())),
        level: outer as u32 + 1,
        witnesses: list
            .elements()
            .filter(|e| e.is("witness"))
            .map(witness)
            .collect(),
    }
}

fn witness(element: Element<'_>) -> Witness {
    let id = element.xml_id().map(|id| id.into_owned());
    let label = element
        .elements()
        .find(is_siglum)
        .map(|abbr| collapse(&abbr.text()));
    let number = || element.attribute("n").map(|n| n.trim().to_owned());
    let siglum = label
        .filter(|label| !label.is_empty())
        .or_else(number)
        .or_else(|| id.clone());
    let digest = (element.find_all("idno"))
        .find(|idno| idno.attribute("type").as_deref() == Some("SHA-256"))
        .map(|idno| collapse(&idno.text()));
    Witness {
        id,
        siglum: Siglum::new(siglum.unwrap_or_default()),
        description: description(element),
        digest,
    }
}

fn is_siglum(element: &Element<'_>) -> bool {
    tei_name(*element) == Some("abbr") && element.attribute("type").as_deref() == Some("siglum")
}

/// The words of a witness without its siglum and the digest of its file.
fn description(element: Element<'_>) -> String {
    let mut words = String::new();
    let mut resume = element.id();
    for node in element
        .descendants()
        .skip_while(|node| node.id() < element.id())
    {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            Some(inner) if is_siglum(&inner) || inner.is("idno") || inner.is("listWit") => {
                resume = inner.end();
            }
            Some(_) => words.push(' '),
            None => words.push_str(&node.text()),
        }
    }
    let words = collapse(&words);
    words.replace(" .", ".").replace(" ,", ",")
}

/// The printed sigla of all declared witnesses.
#[derive(Debug, Default)]
pub struct Sigla {
    by_id: FxHashMap<String, Siglum>,
    order: FxHashMap<Siglum, usize>,
    only: Option<Siglum>,
}

impl Sigla {
    /// The sigla of `groups`.
    pub fn new(groups: &[WitnessGroup]) -> Self {
        let mut sigla = Self::default();
        let witnesses = || groups.iter().flat_map(|group| &group.witnesses);
        for witness in witnesses() {
            let next = sigla.order.len();
            sigla.order.entry(witness.siglum.clone()).or_insert(next);
            if let Some(id) = &witness.id {
                sigla.by_id.insert(id.clone(), witness.siglum.clone());
            }
        }
        let mut all = witnesses();
        sigla.only = all
            .next()
            .filter(|_| all.next().is_none())
            .map(|only| only.siglum.clone());
        sigla
    }

    /// The witness of an edition that has only one.
    pub fn only(&self) -> Option<&Siglum> {
        self.only.as_ref()
    }

    /// The siglum of the witness with this `xml:id`.
    pub fn of(&self, id: &str) -> Option<&Siglum> {
        self.by_id.get(id)
    }

    /// The sigla that an attribute such as `@wit` names, in the order of the
    /// list of witnesses; what is not declared stands last, as it is written.
    pub fn named_by(&self, element: Element<'_>, attribute: &str) -> Vec<Siglum> {
        let Some(value) = element.attribute(attribute) else {
            return Vec::new();
        };
        let siglum = |id: &str| self.of(id).cloned().unwrap_or_else(|| Siglum::new(id));
        let mut named: Vec<Siglum> = local_ids(&value, true).map(siglum).collect();
        named.sort_by_key(|siglum| self.order.get(siglum).copied().unwrap_or(usize::MAX));
        named.dedup();
        named
    }
}
