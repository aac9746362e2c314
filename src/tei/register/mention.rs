//! Which elements name somebody or something?
//!
//! Names (`persName`, `placeName`, `orgName`, `geogName`, `name` and `rs` by
//! their `@type`), references (`bibl`, `ref`), titles, and the roles of a play.

use super::declared::{Declarations, Declared};
use super::identity::{Pointer, Pointers};
use crate::edition::register::RegisterKind;
use crate::tei::element::tei_name;
use crate::xml::{Element, NodeId};

/// An element that names something.
#[derive(Debug)]
pub struct Mention {
    /// The register, unless what is pointed at belongs to another one.
    pub kind: RegisterKind,
    /// What it points at; empty if it points at nothing.
    pub pointers: Vec<Pointer>,
}

/// Whether elements of this name can be a mention.
pub fn may_name(name: &str) -> bool {
    matches!(
        name,
        "persName"
            | "placeName"
            | "geogName"
            | "orgName"
            | "eventName"
            | "settlement"
            | "country"
            | "region"
            | "district"
            | "bloc"
            | "title"
            | "name"
            | "rs"
            | "bibl"
            | "biblStruct"
            | "ref"
            | "role"
    )
}

/// Reads mentions; knows what was named by an element around.
pub struct Reader<'d, 't> {
    /// What can be pointed at.
    pub declarations: &'d Declarations<'t>,
    /// How pointers are read.
    pub pointers: &'d Pointers<'d, 't>,
    /// An element whose pointer counts for the name around it.
    spent: Option<NodeId>,
}

impl<'d, 't> Reader<'d, 't> {
    /// A reader of the names of a file.
    pub fn new(declarations: &'d Declarations<'t>, pointers: &'d Pointers<'d, 't>) -> Self {
        Self {
            declarations,
            pointers,
            spent: None,
        }
    }

    /// What `element` names. Elements come in document order.
    pub fn read(&mut self, element: Element<'t>) -> Option<Mention> {
        if self.spent.take_if(|spent| *spent == element.id()).is_some() {
            return None;
        }
        let name = tei_name(element)?;
        match name {
            "persName" => self.name(element, RegisterKind::People),
            "placeName" | "geogName" => self.name(element, RegisterKind::Places),
            "orgName" => self.name(element, RegisterKind::Organisations),
            "eventName" => self.name(element, RegisterKind::Events),
            "settlement" | "country" | "region" | "district" | "bloc" => self.place_part(element),
            "title" => self.title(element),
            "name" | "rs" => self.typed(element),
            "bibl" | "biblStruct" | "ref" => self.reference(element, name),
            "role" => self.role(element),
            _ => None,
        }
    }

    /// Whether `element` is a name, whatever it points at.
    pub fn names(&self, element: Element<'t>) -> bool {
        names(element)
    }

    fn mention(&self, element: Element<'t>, kind: RegisterKind) -> Mention {
        let pointers = self.pointers.of(element);
        Mention { kind, pointers }
    }

    /// A name without a pointer takes that of the only element in it.
    fn name(&mut self, element: Element<'t>, kind: RegisterKind) -> Option<Mention> {
        let mut mention = self.mention(element, kind);
        if mention.pointers.is_empty()
            && let Some(only) = only_child(element).filter(|only| names(*only))
        {
            mention.pointers = self.pointers.of(only);
            self.spent = Some(only.id()).filter(|_| !mention.pointers.is_empty());
        }
        Some(mention)
    }

    /// A settlement or country: part of a name, unless it stands alone or
    /// points at something of its own.
    fn place_part(&self, element: Element<'t>) -> Option<Mention> {
        if element.ancestors().any(|above| above.is("msIdentifier")) {
            return None;
        }
        let mention = self.mention(element, RegisterKind::Places);
        let within = within_name(element);
        (!within || !mention.pointers.is_empty()).then_some(mention)
    }

    /// A title in the text; within a reference that points at a work it only
    /// repeats that.
    fn title(&self, element: Element<'t>) -> Option<Mention> {
        let mention = self.mention(element, RegisterKind::Works);
        let reference = element
            .ancestors()
            .find(|above| above.is("bibl") || above.is("biblStruct"));
        let pointed = reference.is_some_and(|bibl| !self.pointers.of(bibl).is_empty());
        let pointed = pointed || is_own_title(element);
        (!pointed || !mention.pointers.is_empty()).then_some(mention)
    }

    /// `name` and `rs`: by their type, else by what they point at.
    fn typed(&mut self, element: Element<'t>) -> Option<Mention> {
        let kind = element.attribute("type").and_then(|kind| kind_of(&kind));
        if let Some(kind) = kind {
            let part = element.is("name") && within_name(element);
            let mention = self.name(element, kind)?;
            return (!part || !mention.pointers.is_empty()).then_some(mention);
        }
        let pointers = self.pointers.of(element);
        let kind = self.declared(&pointers)?.kind;
        Some(Mention { kind, pointers })
    }

    /// A reference that points at something in a list.
    fn reference(&self, element: Element<'t>, name: &str) -> Option<Mention> {
        let mut pointers = self.pointers.of(element);
        if name == "ref" && pointers.is_empty() {
            pointers = self.pointers.named_by(element, "target");
            let typed = element.attribute("type").and_then(|kind| kind_of(&kind));
            if let Some(kind) = typed.filter(|_| !pointers.is_empty()) {
                return Some(Mention { kind, pointers });
            }
        }
        let declared = self.declared(&pointers).map(|declared| declared.kind);
        let kind =
            declared.or((name != "ref" && !pointers.is_empty()).then_some(RegisterKind::Works))?;
        Some(Mention { kind, pointers })
    }

    /// A role of a cast list: as it or its item points, else itself.
    fn role(&self, element: Element<'t>) -> Option<Mention> {
        let item = element.parent().filter(|parent| parent.is("castItem"));
        let mut pointers = self.pointers.of(element);
        let own = |of: Element<'t>| of.xml_id().map(|id| Pointer::local(id.trim()));
        if pointers.is_empty() {
            pointers = item.map(|item| self.pointers.of(item)).unwrap_or_default();
        }
        if pointers.is_empty() {
            pointers.extend(own(element).or_else(|| item.and_then(own)));
        }
        let kind = RegisterKind::People;
        Some(Mention { kind, pointers })
    }

    fn declared(&self, pointers: &[Pointer]) -> Option<Declared<'t>> {
        let ids = pointers.iter().filter_map(|pointer| pointer.id.as_deref());
        ids.filter_map(|id| self.declarations.get(id)).next()
    }
}

/// The only element in `element`, if there are no words beside it.
fn only_child(element: Element<'_>) -> Option<Element<'_>> {
    let mut children = element.children();
    let is_loose = |text: &str| text.chars().any(|c| !c.is_whitespace());
    if children.any(|node| node.element().is_none() && is_loose(&node.text())) {
        return None;
    }
    let mut elements = element.elements();
    let only = elements.next();
    only.filter(|_| elements.next().is_none())
}

/// Whether a title is the whole of a heading or title page: that of the text
/// itself.
fn is_own_title(title: Element<'_>) -> bool {
    let heading = title
        .parent()
        .filter(|parent| matches!(tei_name(*parent), Some("head" | "titlePart" | "docTitle")));
    let words = |element: Element<'_>| element.text().trim().len();
    heading.is_some_and(|heading| words(heading) == words(title))
}

fn names(element: Element<'_>) -> bool {
    matches!(
        tei_name(element),
        Some(
            "persName"
                | "placeName"
                | "orgName"
                | "geogName"
                | "name"
                | "rs"
                | "settlement"
                | "country"
                | "region"
                | "district"
                | "bloc"
                | "ref"
        )
    )
}

fn within_name(element: Element<'_>) -> bool {
    let is_name = |above: Element<'_>| {
        matches!(
            tei_name(above),
            Some("persName" | "placeName" | "orgName" | "geogName")
        )
    };
    element.ancestors().any(is_name)
}

/// The register that a value of `@type` names.
pub fn kind_of(value: &str) -> Option<RegisterKind> {
    let value = value.trim().trim_start_matches('#').to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| value.starts_with(word));
    if begins(&["pers", "people", "character", "author"]) {
        Some(RegisterKind::People)
    } else if begins(&[
        "plac",
        "geog",
        "settlement",
        "city",
        "town",
        "country",
        "region",
        "toponym",
        "location",
    ]) {
        Some(RegisterKind::Places)
    } else if begins(&["org", "institution", "corporat"]) {
        Some(RegisterKind::Organisations)
    } else if begins(&["work", "title", "book", "bibl", "periodical"]) {
        Some(RegisterKind::Works)
    } else if begins(&["event"]) {
        Some(RegisterKind::Events)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_name_registers() {
        let table = [
            ("person", Some(RegisterKind::People)),
            (" PersName", Some(RegisterKind::People)),
            ("place", Some(RegisterKind::Places)),
            ("org", Some(RegisterKind::Organisations)),
            ("work", Some(RegisterKind::Works)),
            ("charter", None),
            ("nomen", None),
            ("", None),
        ];
        for (value, expected) in table {
            assert_eq!(kind_of(value), expected, "{value}");
        }
    }
}
