//! Persons and bodies (`author`, `editor`, `respStmt` …, TEI HD).

use super::super::{Agent, AgentKind, Authority, Description, Funder, Identity, relator};
use super::publication::body;
use super::{Reading, attribute, children, filled};
use crate::describe::name::Name;
use crate::edition::Certainty;
use crate::tei::contributor::parts;
use crate::tei::element::{plain, tei_name, words_without};
use crate::tei::history::certainty;
use crate::xml::Element;

/// What stands within a name and is none.
const NO_NAME: &[&str] = &[
    "address",
    "affiliation",
    "date",
    "email",
    "idno",
    "note",
    "ptr",
    "roleName",
    "title",
];

/// Reads agents.
pub struct Agents<'t, 'r> {
    pub reading: &'r Reading<'t>,
}

impl<'t, 'r> Agents<'t, 'r> {
    pub fn new(reading: &'r Reading<'t>) -> Self {
        Self { reading }
    }

    /// Everybody who is named in the statement of the title or of the edition.
    pub fn read_statement(&self, statement: Element<'t>, description: &mut Description) {
        for element in statement.elements() {
            match tei_name(element) {
                Some("author") => {
                    let authors = self.authors(element);
                    add(&mut description.authors, authors);
                }
                Some("editor") => add(&mut description.contributors, self.editors(element)),
                Some("principal") => {
                    let relators = vec![relator::PRINCIPAL];
                    let roles = vec!["principal".to_owned()];
                    let agents = self.named(element, roles, relators);
                    add(&mut description.contributors, agents);
                }
                Some("respStmt") => add(&mut description.contributors, self.responsible(element)),
                Some("funder") => description.funders.extend(self.funder(element, false)),
                Some("sponsor") => description.funders.extend(self.funder(element, true)),
                _ => {}
            }
        }
    }

    /// The authors that an element names.
    pub fn authors(&self, element: Element<'t>) -> Vec<Agent> {
        let mut relators = match attribute(element, "role") {
            Some(role) => relator::relators(&role),
            None => vec![relator::AUTHOR],
        };
        if relators == [relator::CONTRIBUTOR] {
            relators = vec![relator::AUTHOR];
        }
        if matches!(certainty(element), Certainty::Low | Certainty::Medium) {
            relators = vec![relator::ATTRIBUTED];
        }
        self.named(element, Vec::new(), relators)
    }

    /// The editors that an element names: by its role, if that has a term, else
    /// editors, for that is what the element says.
    pub fn editors(&self, element: Element<'t>) -> Vec<Agent> {
        let role = attribute(element, "role");
        let relators = role.as_deref().map(relator::relators);
        let known = relators.filter(|relators| *relators != [relator::CONTRIBUTOR]);
        let relators = known.unwrap_or_else(|| vec![relator::EDITOR]);
        let roles = vec![role.unwrap_or_else(|| "editor".to_owned())];
        self.named(element, roles, relators)
    }

    /// The names of a statement of responsibility.
    pub fn responsible(&self, statement: Element<'t>) -> Vec<Agent> {
        let mut roles = Vec::new();
        let mut coded = Vec::new();
        for resp in children(statement, "resp") {
            roles.extend(filled(plain(resp)));
            let pointers = self.reading.pointers(resp, "ref");
            let codes = pointers.into_iter().chain(attribute(resp, "key"));
            coded.extend(codes.flat_map(|code| relator::relators(&code)));
        }
        coded.retain(|one| *one != relator::CONTRIBUTOR);
        let relators = match coded.is_empty() {
            true => relator::relators(&roles.join("; ")),
            false => coded,
        };
        let names = statement.elements().filter(is_name);
        let agents =
            names.filter_map(|name| self.agent(name, name, roles.clone(), relators.clone()));
        agents.collect()
    }

    /// Who is named in an element: each name in it, or all of it.
    fn named(
        &self,
        element: Element<'t>,
        roles: Vec<String>,
        relators: Vec<relator::Relator>,
    ) -> Vec<Agent> {
        let names: Vec<Element<'t>> = element.elements().filter(is_name).collect();
        let persons: Vec<Element<'t>> = names
            .iter()
            .filter(|name| !is_body(**name))
            .copied()
            .collect();
        // A body beside a person is where that person works.
        let (of, affiliation) = match persons.is_empty() {
            true => (names, None),
            false => {
                let bodies = names
                    .iter()
                    .filter(|name| is_body(**name))
                    .map(|name| plain(*name));
                (
                    forms(persons),
                    filled(bodies.collect::<Vec<_>>().join(", ")),
                )
            }
        };
        let of = match of.as_slice() {
            // Words beside the only name may belong to it: `Ada, Countess of Lovelace`.
            [] => vec![element],
            _ => of,
        };
        let agents = of.into_iter().filter_map(|name| {
            let agent = self.agent(name, element, roles.clone(), relators.clone())?;
            let affiliation = agent.affiliation.clone().or_else(|| affiliation.clone());
            Some(Agent {
                affiliation,
                ..agent
            })
        });
        agents.collect()
    }

    /// One agent: `name` has the name, `around` may have what is known of it.
    fn agent(
        &self,
        name: Element<'t>,
        around: Element<'t>,
        roles: Vec<String>,
        relators: Vec<relator::Relator>,
    ) -> Option<Agent> {
        let identities = self.identities(name, around);
        let mut written = words_without(name, NO_NAME);
        if written.is_empty() {
            // An empty element may point at the name: `<editor ref="#JP"/>`.
            let mut pointers = self.reading.pointers(name, "ref");
            pointers.extend(self.reading.pointers(around, "ref"));
            let named = pointers
                .iter()
                .find_map(|pointer| self.reading.local(pointer));
            written = named.map(first_name).unwrap_or_default();
        }
        if written.is_empty() {
            return None;
        }
        let (written, life) = without_life(&written);
        let body = is_body(name) || (name == around && is_body(around));
        let (family, given) = parts(name);
        let doubtful = matches!(certainty(around), Certainty::Low | Certainty::Medium);
        let parted = family.zip(given).filter(|_| !body);
        let name_of = Name::new(written, parted, body, doubtful);
        let orcid = |identity: &Identity| identity.authority == Some(Authority::Orcid);
        let says_person = name.is("persName")
            || name
                .attribute("type")
                .is_some_and(|kind| kind.starts_with("pers"))
            || name_of.parts.is_some();
        let kind = match body {
            true => AgentKind::Body,
            false if says_person || identities.iter().any(orcid) => AgentKind::Person,
            false => AgentKind::Unstated,
        };
        let affiliation = around
            .child("affiliation")
            .or_else(|| name.child("affiliation"));
        Some(Agent {
            name: name_of,
            kind,
            life,
            affiliation: affiliation.and_then(|element| filled(plain(element))),
            roles,
            relators,
            identities,
        })
    }

    /// Records about an agent: named by `@ref` or `idno` of its name, of the
    /// element around it, or of what either points at within the file.
    fn identities(&self, name: Element<'t>, around: Element<'t>) -> Vec<Identity> {
        let mut found: Vec<Identity> = Vec::new();
        let mut elements = vec![name];
        if name != around {
            elements.push(around);
        }
        let links = name.elements().chain(around.elements());
        let links = links.filter(|child| matches!(tei_name(*child), Some("ref" | "ptr")));
        let mut pointers: Vec<String> = links
            .flat_map(|link| self.reading.pointers(link, "target"))
            .collect();
        for element in &elements {
            for attribute in ["ref", "sameAs", "corresp"] {
                pointers.extend(self.reading.pointers(*element, attribute));
            }
        }
        let declared = pointers
            .iter()
            .filter_map(|pointer| self.reading.local(pointer));
        let declared: Vec<Element<'t>> = declared.collect();
        for element in &declared {
            let inner = element.elements().filter(is_name);
            for one in std::iter::once(*element).chain(inner) {
                pointers.extend(self.reading.pointers(one, "ref"));
            }
        }
        let mut add = |identity: Identity| {
            if !found
                .iter()
                .any(|known| known.number() == identity.number())
            {
                found.push(identity);
            }
        };
        pointers
            .iter()
            .filter_map(|pointer| Identity::at(pointer))
            .for_each(&mut add);
        for element in elements.into_iter().chain(declared) {
            for idno in children(element, "idno") {
                let kind = attribute(idno, "type").unwrap_or_default();
                Identity::numbered(&kind, &plain(idno))
                    .into_iter()
                    .for_each(&mut add);
            }
        }
        found
    }

    fn funder(&self, element: Element<'t>, sponsor: bool) -> Option<Funder> {
        let name = filled(body(element))?;
        let inner = element.elements().find(is_name).unwrap_or(element);
        let identities = self.identities(inner, element);
        Some(Funder {
            name,
            sponsor,
            identities,
        })
    }
}

/// Somebody who is named twice for the same is one.
fn add(list: &mut Vec<Agent>, agents: Vec<Agent>) {
    for agent in agents {
        let known = list
            .iter_mut()
            .find(|known| known.name.direct() == agent.name.direct());
        let Some(known) = known else {
            list.push(agent);
            continue;
        };
        for relator in agent.relators {
            let vague = relator == relator::CONTRIBUTOR;
            if !vague && !known.relators.contains(&relator) {
                known.relators.push(relator);
            }
        }
        for identity in agent.identities {
            if !known
                .identities
                .iter()
                .any(|one| one.number() == identity.number())
            {
                known.identities.push(identity);
            }
        }
        for role in agent.roles {
            if !known.roles.contains(&role) {
                known.roles.push(role);
            }
        }
        if known.kind == AgentKind::Unstated {
            known.kind = agent.kind;
        }
    }
}

fn is_name(element: &Element<'_>) -> bool {
    matches!(tei_name(*element), Some("persName" | "orgName" | "name"))
}

fn is_body(element: Element<'_>) -> bool {
    let kind = element.attribute("type").unwrap_or_default();
    element.is("orgName") || (element.is("name") && kind.starts_with("org"))
}

/// The first name that an element is or has.
fn first_name(element: Element<'_>) -> String {
    let inner = element.elements().find(is_name).unwrap_or(element);
    words_without(inner, NO_NAME)
}

/// Names of several persons, or the first of several forms of one: those differ
/// in their language.
fn forms(persons: Vec<Element<'_>>) -> Vec<Element<'_>> {
    let languages: Vec<_> = persons
        .iter()
        .map(|name| name.attribute("xml:lang"))
        .collect();
    let differ = languages
        .iter()
        .enumerate()
        .all(|(at, language)| language.is_some() && !languages[..at].contains(language));
    match differ && persons.len() > 1 {
        true => persons.into_iter().take(1).collect(),
        false => persons,
    }
}

/// A name without the years of life that follow it after a comma or in brackets,
/// and those: `Aylett, Robert, 1583-1655?`.
fn without_life(written: &str) -> (String, Option<String>) {
    let years = |text: &str| {
        let figures = text.chars().filter(char::is_ascii_digit).count();
        let plain = text
            .chars()
            .all(|c| c.is_ascii_digit() || " -–?.cabd†*/".contains(c));
        figures >= 3 && plain && text.contains(['-', '–'])
    };
    let bracketed = written
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    let after_comma = written.rsplit_once(',');
    for (name, life) in bracketed.into_iter().chain(after_comma) {
        let (name, life) = (name.trim().trim_end_matches(','), life.trim());
        if years(life) && !name.is_empty() {
            return (name.to_owned(), Some(life.trim_end_matches('.').to_owned()));
        }
    }
    (written.to_owned(), None)
}
