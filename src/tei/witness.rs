//! What carries the text?
//!
//! Witnesses are declared in `listWit`, which may stand in the header or in the
//! front matter, and may hold further lists: families, or the hands of one
//! manuscript (TEI TCAPWL). What is cited without being declared there (a
//! printed edition in `listBibl`, a hand) is looked up by its `xml:id`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::element::{collapse, plain, tei_name};
use super::pointer::local_ids;
use super::traits::{Traits, traits};
use crate::edition::{Siglum, Witness};
use crate::xml::{Element, Node, NodeId, Tree};

/// How many characters a siglum without a mark-up of its own may have.
const LONGEST_SIGLUM: usize = 4;

/// Witnesses that the header declares together: a family, or all of them
/// (`listWit`, TEI TCAPWL).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessGroup {
    /// The `xml:id` by which `@wit` can cite all of them at once.
    pub id: Option<String>,
    /// The siglum of all of them together, if the list has one.
    pub siglum: Option<Siglum>,
    /// The heading of the group, if it has one.
    pub heading: Option<String>,
    /// How deep it lies: 1 for the outermost.
    pub level: u32,
    /// Its own witnesses, without those of groups within it.
    pub witnesses: Vec<Witness>,
}

/// The groups of witnesses, in the order of the file.
pub fn witness_groups(tree: &Tree) -> Vec<WitnessGroup> {
    if !tree.has_name("listWit") {
        return Vec::new();
    }
    let lists = tree.root().find_all("listWit");
    lists
        .map(group)
        .filter(|group| !group.witnesses.is_empty() || group.id.is_some())
        .collect()
}

fn group(list: Element<'_>) -> WitnessGroup {
    let outer = list.ancestors().filter(|above| above.is("listWit")).count();
    let within = list.ancestors().find(|above| above.is("witness"));
    let within = within.map(|above| siglum(above));
    let head = list.child("head");
    WitnessGroup {
        id: list.xml_id().map(|id| id.into_owned()),
        siglum: siglum_of_list(list, head),
        heading: head.map(plain),
        level: outer as u32 + 1,
        witnesses: list
            .elements()
            .filter(|element| element.is("witness"))
            .map(|element| witness(element, within.clone()))
            .collect(),
    }
}

/// The siglum of a whole list: an abbreviation in its heading, else its number,
/// else the heading itself, if that is a siglum and nothing more.
fn siglum_of_list(list: Element<'_>, head: Option<Element<'_>>) -> Option<Siglum> {
    let label = || head?.find("abbr").map(printed);
    let number = || Some(Siglum::new(list.attribute("n")?.trim()));
    let good = |siglum: &Siglum| !siglum.as_str().is_empty();
    let found = label().filter(good).or_else(|| number().filter(good));
    found.or_else(|| head.filter(|head| is_short(*head)).map(printed))
}

/// Whether an element says a siglum and nothing more: a word of a few letters.
fn is_short(element: Element<'_>) -> bool {
    let words = plain(element);
    (1..=LONGEST_SIGLUM).contains(&words.chars().count())
        && !words.contains(char::is_whitespace)
        && words.chars().next().is_some_and(char::is_alphabetic)
}

fn witness(element: Element<'_>, within: Option<Siglum>) -> Witness {
    let digest = (element.find_all("idno"))
        .find(|idno| idno.attribute("type").as_deref() == Some("SHA-256"))
        .map(plain);
    Witness {
        id: element.xml_id().map(|id| id.into_owned()),
        siglum: siglum(element),
        description: description(element),
        within,
        digest,
    }
}

/// What entries cite as a witness without its being declared as one, in the
/// order of its first citation: with the description that its `xml:id` leads to,
/// of a printed edition or a hand.
pub fn undeclared<'a>(
    tree: &Tree,
    sigla: &Sigla,
    cited: impl Iterator<Item = &'a Siglum>,
) -> Vec<Witness> {
    let mut seen: FxHashSet<&Siglum> = FxHashSet::default();
    let new = cited.filter(|siglum| sigla.rank(siglum) == usize::MAX && seen.insert(siglum));
    let undeclared = new.map(|siglum| {
        let id = sigla.id_of(siglum);
        let element = id.and_then(|id| tree.by_id(id));
        Witness {
            id: id.map(str::to_owned),
            siglum: siglum.clone(),
            description: element.map(description).unwrap_or_default(),
            within: None,
            digest: None,
        }
    });
    undeclared.collect()
}

/// The siglum that a witness, or whatever else is cited as one, is given: its
/// label, else its number, else what a `witness` says, if that is a siglum and
/// nothing more, else its `xml:id`.
fn siglum(element: Element<'_>) -> Siglum {
    let label = label(element).map(printed);
    let number = || element.attribute("n").map(|n| Siglum::new(n.trim()));
    let id = || element.xml_id().map(|id| Siglum::new(id.trim()));
    let good = |siglum: &Siglum| !siglum.as_str().is_empty();
    let found = label.filter(good).or_else(|| number().filter(good));
    let short = || (element.is("witness") && is_short(element)).then(|| printed(element));
    let found = found.or_else(short).or_else(id);
    found.unwrap_or_else(|| Siglum::new(""))
}

/// The label that an element is given in the file: `abbr type="siglum"` in a
/// `witness`, a `bibl`, an `item` of a list of abbreviations; else the `@n` of an
/// entry of a bibliography.
pub fn label_of(element: Element<'_>) -> Option<Siglum> {
    let good = |siglum: &Siglum| !siglum.as_str().is_empty();
    let below = element.descendants().filter_map(|node| node.element());
    let mut labels = below.filter(is_siglum).map(printed);
    let number = || {
        let cited = matches!(tei_name(element), Some("bibl" | "biblStruct" | "biblFull"));
        let number = element.attribute("n").filter(|_| cited)?;
        Some(Siglum::new(collapse(&number)))
    };
    labels.next().filter(good).or_else(number).filter(good)
}

/// The element that gives the label: one that says so, else an abbreviation
/// with which the element begins.
fn label(element: Element<'_>) -> Option<Element<'_>> {
    let own = || {
        let below = element.descendants().filter_map(|node| node.element());
        below.filter(move |inner| nearest_list(*inner) == nearest_list(element))
    };
    let first = || {
        let text = |node: &Node<'_>| node.element().is_some() || !node.text().trim().is_empty();
        let first = element.children().find(text)?.element()?;
        first.is("abbr").then_some(first)
    };
    own().find(is_siglum).or_else(first)
}

/// The `listWit` directly around an element.
fn nearest_list(element: Element<'_>) -> Option<NodeId> {
    let list = element.ancestors().find(|above| above.is("listWit"));
    list.map(|list| list.id())
}

fn is_siglum(element: &Element<'_>) -> bool {
    let kind = element.attribute("type");
    let says = kind.is_some_and(|kind| kind.split_whitespace().any(|word| word == "siglum"));
    says && matches!(tei_name(*element), Some("abbr" | "idno" | "label" | "name"))
}

/// A label as it is printed, with what is raised at its end.
fn printed(label: Element<'_>) -> Siglum {
    let last = label.elements().last();
    let raised = last.filter(|last| is_raised(*last) && last.end() == label.end());
    let all = plain(label);
    let raised = raised.map(plain).unwrap_or_default();
    match all.strip_suffix(&raised) {
        Some(base) if !base.is_empty() => Siglum::with_raised(base.trim_end(), &raised),
        _ => Siglum::new(all),
    }
}

fn is_raised(element: Element<'_>) -> bool {
    let rend = element.attribute("rend").unwrap_or_default();
    element.is("hi") && rend.to_ascii_lowercase().contains("sup")
}

/// The words of a witness without its siglum and the digest of its file.
fn description(element: Element<'_>) -> String {
    let siglum = label(element);
    let mut words = String::new();
    let mut resume = element.id();
    for node in element.descendants() {
        if node.id() < resume {
            continue;
        }
        match node.element() {
            Some(inner) if siglum == Some(inner) || inner.is("idno") || inner.is("listWit") => {
                resume = inner.end();
            }
            Some(inner) if is_raised(inner) => {}
            Some(_) => words.push(' '),
            None => words.push_str(&node.text()),
        }
    }
    let words = collapse(&words);
    if siglum.is_none() && element.is("witness") && is_short(element) {
        return String::new();
    }
    words.replace(" .", ".").replace(" ,", ",")
}

/// The printed sigla of all witnesses, and how they belong together.
#[derive(Debug, Default)]
pub struct Sigla {
    by_id: FxHashMap<String, Siglum>,
    order: FxHashMap<Siglum, usize>,
    /// What an entry speaks of when it names that around this one: the witness
    /// or the list in which a witness is declared, nearest first.
    around: FxHashMap<Siglum, Vec<Siglum>>,
    members: FxHashMap<Siglum, Vec<Siglum>>,
    only: Option<Siglum>,
}

impl Sigla {
    /// The sigla of `groups`, and of what else is cited in `tree`.
    pub fn new(tree: &Tree, groups: &[WitnessGroup]) -> Self {
        let mut sigla = Self::default();
        let witnesses = || groups.iter().flat_map(|group| &group.witnesses);
        for witness in witnesses() {
            if let Some(id) = &witness.id {
                sigla.by_id.insert(id.clone(), witness.siglum.clone());
            }
        }
        sigla.add_groups(groups);
        sigla.add_order(tree);
        sigla.add_nesting(tree);
        let mut all = witnesses();
        sigla.only = all
            .next()
            .filter(|_| all.next().is_none())
            .map(|only| only.siglum.clone());
        sigla.add_cited(tree);
        sigla
    }

    /// Lists that can be cited as a whole.
    fn add_groups(&mut self, groups: &[WitnessGroup]) {
        for group in groups {
            let Some(id) = &group.id else { continue };
            let siglum = group.siglum.clone().unwrap_or_else(|| Siglum::new(id));
            self.by_id.entry(id.clone()).or_insert(siglum);
        }
    }

    /// The order in which the file declares them, however they are nested: a
    /// family before its members.
    fn add_order(&mut self, tree: &Tree) {
        if !tree.has_name("listWit") {
            return;
        }
        let elements = tree.root().descendants().filter_map(|node| node.element());
        for element in elements {
            let declared = match tei_name(element) {
                Some("witness") => Some(siglum(element)),
                Some("listWit") => (element.xml_id()).and_then(|id| self.of(&id).cloned()),
                _ => None,
            };
            if let Some(declared) = declared {
                let next = self.order.len();
                self.order.entry(declared).or_insert(next);
            }
        }
    }

    fn add_nesting(&mut self, tree: &Tree) {
        if !tree.has_name("listWit") {
            return;
        }
        for element in tree.root().find_all("witness") {
            let around = element.ancestors().filter_map(|above| {
                let id = above.xml_id()?;
                let cited = above.is("witness") || above.is("listWit");
                cited.then(|| self.by_id.get(&*id).cloned()).flatten()
            });
            let around: Vec<Siglum> = around.collect();
            if !around.is_empty() {
                let witness = siglum(element);
                for outer in &around {
                    self.members
                        .entry(outer.clone())
                        .or_default()
                        .push(witness.clone());
                }
                self.around.insert(witness, around);
            }
        }
    }

    /// What `@wit` and `@hand` name that is no `witness`, but has a label.
    fn add_cited(&mut self, tree: &Tree) {
        if !tree.has_name("rdg") && !tree.has_name("lem") {
            return;
        }
        let elements = tree.root().descendants().filter_map(|node| node.element());
        let cites = Traits::READING.and(Traits::GROUP);
        for element in elements.filter(|element| traits(*element).has(cites)) {
            let Some(value) = element.attribute("wit") else {
                continue;
            };
            for id in local_ids(&value, true) {
                if self.by_id.contains_key(id) {
                    continue;
                }
                let found = tree.by_id(id).map(siglum);
                let cited = found.unwrap_or_else(|| Siglum::new(id));
                self.by_id.insert(id.to_owned(), cited);
            }
        }
    }

    /// The witness of an edition that has only one.
    pub fn only(&self) -> Option<&Siglum> {
        self.only.as_ref()
    }

    /// The siglum of the witness with this `xml:id`.
    pub fn of(&self, id: &str) -> Option<&Siglum> {
        self.by_id.get(id)
    }

    /// The `xml:id` of what has this siglum; of several the first in the alphabet.
    fn id_of(&self, siglum: &Siglum) -> Option<&str> {
        let ids = self.by_id.iter().filter(|(_, other)| *other == siglum);
        ids.map(|(id, _)| id.as_str()).min()
    }

    /// The witnesses that are declared within this one, or in this list.
    pub fn members(&self, siglum: &Siglum) -> &[Siglum] {
        self.members.get(siglum).map_or(&[], Vec::as_slice)
    }

    /// Its place in the list of witnesses; what is not declared stands last.
    pub fn rank(&self, siglum: &Siglum) -> usize {
        self.order.get(siglum).copied().unwrap_or(usize::MAX)
    }

    /// The witnesses and lists within which a witness is declared, nearest
    /// first: what is said of them is said of it, unless it is named itself.
    pub fn around(&self, siglum: &Siglum) -> &[Siglum] {
        self.around.get(siglum).map_or(&[], Vec::as_slice)
    }

    /// Whether a siglum stands for several witnesses that are declared within it:
    /// a family, or their common source.
    pub fn stands_for_others(&self, siglum: &Siglum) -> bool {
        let is_hand = |other: &Siglum| other.as_str().starts_with(siglum.as_str());
        self.members
            .get(siglum)
            .is_some_and(|members| !members.iter().all(is_hand))
    }

    /// The sigla that an attribute such as `@wit` names, in the order of the
    /// list of witnesses; what is not declared stands last, as it is written.
    pub fn named_by(&self, element: Element<'_>, attribute: &str) -> Vec<Siglum> {
        let value = element.attribute(attribute).unwrap_or_default();
        self.named(&value)
    }

    /// The sigla of declared witnesses among what an attribute names.
    pub fn declared_by(&self, element: Element<'_>, attribute: &str) -> Vec<Siglum> {
        let value = element.attribute(attribute).unwrap_or_default();
        let mut named: Vec<Siglum> = local_ids(&value, true)
            .filter_map(|id| self.of(id).cloned())
            .collect();
        named.sort_by_key(|siglum| self.rank(siglum));
        named.dedup();
        named
    }

    /// The sigla that the words of `@wit` name; see [`Sigla::named_by`].
    pub fn named(&self, value: &str) -> Vec<Siglum> {
        let siglum = |id: &str| self.of(id).cloned().unwrap_or_else(|| Siglum::new(id));
        let mut named: Vec<Siglum> = local_ids(value, true).map(siglum).collect();
        named.sort_by_key(|siglum| self.rank(siglum));
        named.dedup();
        named
    }
}
