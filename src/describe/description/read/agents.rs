//! Persons and bodies (`author`, `editor`, `respStmt` …, TEI HD).

use super::super::{Agent, AgentKind, Authority, Description, Funder, Identity, Relator, relator};
use super::{Reading, attribute, children, filled};
use crate::describe::name::Name;
use crate::edition::Certainty;
use crate::tei::contributor::{contributor, is_name, named, named_in_statement};
use crate::tei::element::tei_name;
use crate::tei::header::body;
use crate::tei::header_words::in_words;
use crate::tei::history::certainty;
use crate::xml::Element;

/// What somebody did.
struct Part {
    roles: Vec<String>,
    relators: Vec<Relator>,
    plainly: Vec<Relator>,
}

/// What roles say so plainly that a citation may go by it.
fn plain_of<'w>(roles: impl Iterator<Item = &'w String>) -> Vec<Relator> {
    let mut found = Vec::new();
    let parts = roles.flat_map(|role| relator::parts(role));
    for relator in parts.filter_map(relator::plain) {
        if !found.contains(&relator) {
            found.push(relator);
        }
    }
    found
}

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
                    // Who only edited or translated is none, whatever the element says.
                    let agents = self.authors(element).into_iter();
                    let (authors, others) =
                        agents.partition(|agent| agent.plainly.contains(&relator::AUTHOR));
                    add(&mut description.authors, authors);
                    add(&mut description.contributors, others);
                }
                Some("editor") => add(&mut description.contributors, self.editors(element)),
                Some("principal") => {
                    let part = Part {
                        roles: vec!["principal".to_owned()],
                        relators: vec![relator::PRINCIPAL],
                        plainly: Vec::new(),
                    };
                    add(&mut description.contributors, self.named(element, &part));
                }
                Some("respStmt") => add(&mut description.contributors, self.responsible(element)),
                Some("funder") => description.funders.extend(self.funder(element, false)),
                Some("sponsor") => description.funders.extend(self.funder(element, true)),
                _ => {}
            }
        }
    }

    /// The authors that an element names: whatever else its role says they did, unless
    /// it says that they only edited or translated.
    pub fn authors(&self, element: Element<'t>) -> Vec<Agent> {
        let role = attribute(element, "role");
        let mut relators = match &role {
            Some(role) => relator::relators_of([role.as_str()]),
            None => vec![relator::AUTHOR],
        };
        if relators == [relator::CONTRIBUTOR] {
            relators = vec![relator::AUTHOR];
        }
        let mut plainly = plain_of(role.iter());
        if relators.iter().any(|relator| !plainly.contains(relator)) {
            plainly.push(relator::AUTHOR);
        }
        if matches!(certainty(element), Certainty::Low | Certainty::Medium) {
            relators = vec![relator::ATTRIBUTED];
        }
        let author = plainly.contains(&relator::AUTHOR);
        let part = Part {
            roles: role.filter(|_| !author).into_iter().collect(),
            relators,
            plainly,
        };
        self.named(element, &part)
    }

    /// The editors that an element names: by its role, if that has a term, else
    /// editors, for that is what the element says.
    pub fn editors(&self, element: Element<'t>) -> Vec<Agent> {
        let role = attribute(element, "role");
        let relators = role.as_deref().map(|role| relator::relators_of([role]));
        let known = relators.filter(|relators| *relators != [relator::CONTRIBUTOR]);
        let relators = known.unwrap_or_else(|| vec![relator::EDITOR]);
        let mut plainly = plain_of(role.iter());
        if relators.contains(&relator::EDITOR) && !plainly.contains(&relator::EDITOR) {
            plainly.push(relator::EDITOR);
        }
        let part = Part {
            roles: vec![role.unwrap_or_else(|| "editor".to_owned())],
            relators,
            plainly,
        };
        self.named(element, &part)
    }

    /// The names of a statement of responsibility.
    pub fn responsible(&self, statement: Element<'t>) -> Vec<Agent> {
        let mut roles = Vec::new();
        let mut coded = Vec::new();
        let mut codes = Vec::new();
        for resp in children(statement, "resp") {
            roles.extend(filled(in_words(resp)));
            codes.extend(self.reading.pointers(resp, "ref"));
            codes.extend(attribute(resp, "key"));
        }
        for code in &codes {
            for relator in relator::relators(code) {
                if relator != relator::CONTRIBUTOR && !coded.contains(&relator) {
                    coded.push(relator);
                }
            }
        }
        let relators = match coded.is_empty() {
            true => relator::relators_of(roles.iter().map(String::as_str)),
            false => coded,
        };
        let part = Part {
            plainly: plain_of(codes.iter().chain(&roles)),
            roles,
            relators,
        };
        let names = named_in_statement(statement).into_iter();
        names
            .filter_map(|name| self.agent(name, name, &part))
            .collect()
    }

    /// Who is named in an element: each name in it, or all of it.
    fn named(&self, element: Element<'t>, part: &Part) -> Vec<Agent> {
        let named = named(element);
        let affiliation = named.affiliation;
        let agents = named.names.into_iter().filter_map(|name| {
            let agent = self.agent(name, element, part)?;
            let affiliation = agent.affiliation.clone().or_else(|| affiliation.clone());
            Some(Agent {
                affiliation,
                ..agent
            })
        });
        agents.collect()
    }

    /// One agent: `name` has the name, `around` may have what is known of it.
    fn agent(&self, name: Element<'t>, around: Element<'t>, part: &Part) -> Option<Agent> {
        let mut read = contributor(name, around);
        let identities = self.identities(name, around);
        if read.name.is_empty() {
            // Whoever is only pointed at is not left out.
            read.name = identities.first()?.label();
        }
        let body = read.corporate;
        let name_of = Name::from(&read);
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
            life: name_of.life.clone(),
            name: name_of,
            kind,
            affiliation: affiliation.and_then(|element| filled(in_words(element))),
            roles: part.roles.clone(),
            relators: part.relators.clone(),
            plainly: part.plainly.clone(),
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
                Identity::numbered(&kind, &in_words(idno))
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
        for relator in agent.plainly {
            if !known.plainly.contains(&relator) {
                known.plainly.push(relator);
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
