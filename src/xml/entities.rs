//! What do the entity references stand for?
//!
//! Reads the internal subset of a document type declaration. Internal general
//! and parameter entities are understood; external ones are if their files were
//! handed in with the document (`external`), and are never fetched.
//! Element, attribute-list and notation declarations are passed over: this
//! reader does not validate, and does not supply default attributes.
//!
//! What only a DTD elsewhere declares keeps its reference; its text is what the
//! public entity sets have under that name, if they have it.

use std::collections::{BTreeMap, BTreeSet};

use super::characters::standard;
use super::write::is_character;

/// How many bytes all entity references of a document may stand for together:
/// 16 MiB. A "billion laughs" file is refused at the reference that exceeds it.
pub const LARGEST_EXPANSION: usize = 16 << 20;

/// What reading a file for a parameter entity costs, in bytes of
/// [`LARGEST_EXPANSION`], besides its own.
const FILE: usize = 4 << 10;

/// What a reference within an entity costs, in bytes of [`LARGEST_EXPANSION`],
/// besides what it stands for: entities may stand for nothing, and it takes time to
/// find that out.
pub(super) const WITHIN: usize = 64;

/// How deep entities may refer to entities.
pub const DEEPEST_ENTITY: usize = 32;

/// What a general entity stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entity {
    /// Its replacement text, character references already resolved
    /// (XML 1.0 §4.5).
    Internal(String),
    /// Something outside the file: where, if it can be looked for among the files
    /// that were handed in.
    External(Option<String>),
}

/// Gives the text of a file that was handed in, by its system identifier.
pub(super) type Supply<'s> = &'s dyn Fn(&str) -> Option<String>;

/// The declarations of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Entities {
    general: BTreeMap<String, Entity>,
    /// Declarations may stand where we do not look: an external subset or an
    /// external parameter entity. Then an undeclared entity is no fault of the
    /// document (XML 1.0, WFC: Entity Declared).
    pub incomplete: bool,
    /// Whether some are in files of their own.
    pub in_files: bool,
    /// Bytes of the files that were read for them.
    supplied: usize,
}

/// What is wrong with a reference or declaration; the caller knows the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EntityFault {
    /// `&name;` is not declared.
    Undeclared(String),
    /// `&name;` contains itself.
    Recursive(String),
    /// The references stand for more than [`LARGEST_EXPANSION`] bytes, with what
    /// those within entities cost.
    TooLarge,
    /// `&#…;` is not a character of XML.
    NotACharacter(String),
    /// Not a reference at all: `&` without name or semicolon.
    Malformed,
}

/// What is remembered while references are resolved.
struct Resolution {
    attribute: bool,
    /// The entities that are being resolved, outermost first.
    open: Vec<String>,
    /// The names that only a DTD elsewhere explains, each once.
    outside: Vec<String>,
    known: BTreeSet<String>,
    /// What the references within entities have cost.
    cost: usize,
}

/// What came of resolving references.
pub(super) struct Resolved {
    /// The names that only a DTD elsewhere explains, each once.
    pub outside: Vec<String>,
    /// What the references within entities cost, in bytes.
    pub cost: usize,
}

impl Entities {
    /// The replacement text of a declared internal entity.
    pub fn get(&self, name: &str) -> Option<&Entity> {
        self.general.get(name)
    }

    /// Appends what `text` says to `out`: references resolved, line ends
    /// normalised (XML 1.0 §2.11). `attribute` also turns white space into
    /// spaces (§3.3.3). Gives the names that stand for something outside, or may
    /// be declared there: their character if it is known, else the reference.
    pub fn resolve(
        &self,
        text: &str,
        attribute: bool,
        out: &mut String,
    ) -> Result<Resolved, EntityFault> {
        let mut resolution = Resolution {
            attribute,
            open: Vec::new(),
            outside: Vec::new(),
            known: BTreeSet::new(),
            cost: 0,
        };
        self.resolve_at(text, out, &mut resolution)?;
        let Resolution { outside, cost, .. } = resolution;
        Ok(Resolved { outside, cost })
    }

    fn resolve_at(
        &self,
        text: &str,
        out: &mut String,
        state: &mut Resolution,
    ) -> Result<(), EntityFault> {
        let attribute = state.attribute;
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
            push_normalised(&rest[..at], attribute, out);
            let end = rest[at..].find(';').ok_or(EntityFault::Malformed)? + at;
            let name = &rest[at + 1..end];
            match character_reference(name)? {
                Some(character) => out.push(character),
                None => self.resolve_entity(name, out, state)?,
            }
            if !state.open.is_empty() {
                state.cost += WITHIN;
            }
            if out.len() + state.cost > LARGEST_EXPANSION + text.len() {
                return Err(EntityFault::TooLarge);
            }
            rest = &rest[end + 1..];
        }
        push_normalised(rest, attribute, out);
        Ok(())
    }

    fn resolve_entity(
        &self,
        name: &str,
        out: &mut String,
        state: &mut Resolution,
    ) -> Result<(), EntityFault> {
        if state.open.len() >= DEEPEST_ENTITY || state.open.iter().any(|outer| outer == name) {
            return Err(EntityFault::Recursive(name.to_owned()));
        }
        match self.general.get(name) {
            Some(Entity::Internal(replacement)) => {
                state.open.push(name.to_owned());
                self.resolve_at(replacement, out, state)?;
                state.open.pop();
                return Ok(());
            }
            Some(Entity::External(_)) => out.push_str(&format!("&{name};")),
            None if self.incomplete => match standard(name) {
                Some(found) => out.push_str(&found.text),
                None => out.push_str(&format!("&{name};")),
            },
            None => return Err(EntityFault::Undeclared(name.to_owned())),
        }
        if state.known.insert(name.to_owned()) {
            state.outside.push(name.to_owned());
        }
        Ok(())
    }

    /// Whether `name` is not declared in the file, and may be elsewhere.
    pub fn is_outside(&self, name: &str) -> bool {
        match self.general.get(name) {
            Some(Entity::Internal(_)) => false,
            Some(Entity::External(_)) => true,
            None => self.incomplete,
        }
    }

    /// Whether the file declares `name` as something outside.
    pub fn is_external(&self, name: &str) -> bool {
        matches!(self.general.get(name), Some(Entity::External(_)))
    }

    /// The entities that a reference to `name` leads to and that are in files of
    /// their own, with where.
    pub fn wanted(&self, name: &str) -> Vec<(String, String)> {
        let mut wanted = Vec::new();
        let mut waiting = vec![name];
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            match self.general.get(name) {
                Some(Entity::Internal(text)) => waiting.extend(references(text)),
                Some(Entity::External(Some(place))) => {
                    wanted.push((name.to_owned(), place.clone()));
                }
                _ => {}
            }
        }
        wanted
    }

    /// Says what an external entity stands for; without a text, that nobody need
    /// look for it again.
    ///
    /// # Errors
    /// [`EntityFault::TooLarge`], if all files together are more than
    /// [`LARGEST_EXPANSION`].
    pub fn supply(&mut self, name: &str, text: Option<String>) -> Result<(), EntityFault> {
        self.supplied += text.as_ref().map_or(0, String::len);
        if self.supplied > LARGEST_EXPANSION {
            return Err(EntityFault::TooLarge);
        }
        let entity = text.map_or(Entity::External(None), Entity::Internal);
        self.general.insert(name.to_owned(), entity);
        Ok(())
    }

    /// Whether the replacement of `name`, or of an entity in it, holds markup.
    pub fn holds_markup(&self, name: &str) -> bool {
        let mut waiting = vec![name];
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some(name) = waiting.pop() {
            if !seen.insert(name) {
                continue;
            }
            let Some(Entity::Internal(replacement)) = self.general.get(name) else {
                continue;
            };
            if replacement.contains('<') {
                return true;
            }
            waiting.extend(references(replacement));
        }
        false
    }

    /// Reads `doctype`, the declaration from `<!DOCTYPE` to `>`; `supply` is asked
    /// for the files of parameter entities.
    ///
    /// # Errors
    /// The byte offset in `doctype` and a sentence.
    pub fn read(doctype: &str, supply: Supply<'_>) -> Result<Self, (usize, String)> {
        let mut entities = Self::default();
        let head = "<!DOCTYPE".len();
        let open = subset_start(doctype);
        let external = &doctype[head..open.unwrap_or(doctype.len())];
        entities.incomplete = ["SYSTEM", "PUBLIC"]
            .iter()
            .any(|word| external.split_ascii_whitespace().any(|part| part == *word));
        if let Some(open) = open {
            let end = doctype.rfind(']').filter(|&end| end > open);
            let end = end.ok_or((open, "the internal subset is not closed by `]`".to_owned()))?;
            Subset {
                entities: &mut entities,
                supply,
                parameters: BTreeMap::new(),
                expanded: 0,
                depth: 0,
            }
            .read(&doctype[open + 1..end])
            .map_err(|(at, message)| ((open + 1 + at).min(end), message))?;
        }
        Ok(entities)
    }
}

/// The entity names that `text` refers to.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split('&').skip(1).filter_map(|part| {
        let name = part.split(';').next()?;
        (!name.starts_with('#')).then_some(name)
    })
}

/// Appends `text` with line ends, and in attributes white space, normalised.
fn push_normalised(text: &str, attribute: bool, out: &mut String) {
    let bytes = text.as_bytes();
    if memchr::memchr(b'\r', bytes).is_none()
        && (!attribute || memchr::memchr2(b'\n', b'\t', bytes).is_none())
    {
        out.push_str(text);
        return;
    }
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let character = match character {
            '\r' => {
                characters.next_if_eq(&'\n');
                '\n'
            }
            other => other,
        };
        let blank = attribute && matches!(character, '\n' | '\t');
        out.push(if blank { ' ' } else { character });
    }
}

/// The character that `name` (between `&` and `;`) refers to: `#233`, `#xE9`,
/// or one of the five that XML predefines. `None` for another entity.
pub(super) fn character_reference(name: &str) -> Result<Option<char>, EntityFault> {
    let number = match name {
        "amp" => return Ok(Some('&')),
        "lt" => return Ok(Some('<')),
        "gt" => return Ok(Some('>')),
        "quot" => return Ok(Some('"')),
        "apos" => return Ok(Some('\'')),
        _ => name.strip_prefix('#'),
    };
    let Some(number) = number else {
        return if super::names::is_name(name) || super::names::is_qualified_name(name) {
            Ok(None)
        } else {
            Err(EntityFault::Malformed)
        };
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    let fault = || EntityFault::NotACharacter(name.to_owned());
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(fault());
    }
    let code = u32::from_str_radix(digits, radix).map_err(|_| fault())?;
    let character = char::from_u32(code).filter(|&c| is_character(c));
    character.map(Some).ok_or_else(fault)
}

/// Where the `[` of the internal subset stands, outside quoted literals.
fn subset_start(doctype: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in doctype.bytes().enumerate() {
        match (quote, byte) {
            (None, b'[') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// What a parameter entity stands for.
#[derive(Clone, Debug)]
enum Parameter {
    Internal(String),
    /// The system identifier of a file.
    External(String),
}

impl Parameter {
    fn of(entity: Entity) -> Option<Self> {
        match entity {
            Entity::Internal(text) => Some(Self::Internal(text)),
            Entity::External(place) => place.map(Self::External),
        }
    }
}

/// Reading the declarations of an internal subset.
struct Subset<'e> {
    entities: &'e mut Entities,
    supply: Supply<'e>,
    parameters: BTreeMap<String, Parameter>,
    expanded: usize,
    depth: usize,
}

type Placed = (usize, String);

impl Subset<'_> {
    fn read(&mut self, text: &str) -> Result<(), Placed> {
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            at += if rest.starts_with(|c: char| c.is_ascii_whitespace()) {
                1
            } else if rest.starts_with("<!--") {
                passed(rest, "-->", at)?
            } else if rest.starts_with("<?") {
                passed(rest, "?>", at)?
            } else if rest.starts_with("<!ENTITY") {
                self.entity(rest)
                    .map_err(|(o, message)| (at + o, message))?
            } else if ["<!ELEMENT", "<!ATTLIST", "<!NOTATION"]
                .iter()
                .any(|d| rest.starts_with(d))
            {
                declaration_end(rest).ok_or((at, "this declaration is not closed".to_owned()))?
            } else if rest.starts_with('%') {
                self.parameter_reference(rest, at)?
            } else {
                let message = "neither a declaration, a comment nor a parameter entity";
                return Err((at, message.to_owned()));
            };
        }
        Ok(())
    }

    /// `%name;` between declarations: what it stands for is read in its place.
    fn parameter_reference(&mut self, rest: &str, at: usize) -> Result<usize, Placed> {
        let fault = |message: &str| (at, message.to_owned());
        let end = rest
            .find(';')
            .ok_or_else(|| fault("`%` begins no parameter entity"))?;
        let parameter = self.parameters.get(&rest[1..end]).cloned();
        let (replacement, is_file) = match parameter {
            Some(Parameter::Internal(text)) => (Some(text), false),
            Some(Parameter::External(place)) => {
                self.expanded += FILE;
                let within = self.expanded <= LARGEST_EXPANSION;
                (within.then(|| (self.supply)(&place)).flatten(), true)
            }
            None => (None, false),
        };
        // Elsewhere or unknown: declarations that follow may be incomplete.
        self.entities.incomplete |= replacement.is_none();
        self.expanded += WITHIN + replacement.as_ref().map_or(0, String::len);
        if self.depth >= DEEPEST_ENTITY || self.expanded > LARGEST_EXPANSION {
            return Err(fault("parameter entities expand too far"));
        }
        if let Some(replacement) = replacement {
            self.depth += 1;
            let read = self.read(&replacement);
            self.depth -= 1;
            match read {
                // A whole DTD is not understood; what it may declare stays open.
                Err(_) if is_file => self.entities.incomplete = true,
                read => read.map_err(|(_, message)| (at, message))?,
            }
        }
        Ok(end + 1)
    }

    /// One `<!ENTITY …>`; gives its length.
    fn entity(&mut self, declaration: &str) -> Result<usize, Placed> {
        let fault = |at: usize, message: &str| (at, message.to_owned());
        let mut words = Words {
            text: declaration,
            at: "<!ENTITY".len(),
        };
        let mut name = words.word();
        let parameter = name == "%";
        if parameter {
            name = words.word();
        }
        if name.is_empty() {
            return Err(fault(words.at, "an entity without a name"));
        }
        let entity = match words.literal() {
            Some(value) => Entity::Internal(self.replacement(value).map_err(|m| (words.at, m))?),
            None => {
                let kind = words.word();
                if kind != "SYSTEM" && kind != "PUBLIC" {
                    return Err(fault(words.at, "an entity without a value"));
                }
                if kind == "PUBLIC" {
                    words.literal();
                }
                let place = words.literal().map(str::to_owned);
                // What has a notation (`NDATA`) is a picture or the like.
                Entity::External(place.filter(|_| parameter || words.word() != "NDATA"))
            }
        };
        // The first declaration binds (XML 1.0 §4.2).
        if !parameter {
            self.entities.in_files |= matches!(entity, Entity::External(Some(_)));
            let general = &mut self.entities.general;
            general.entry(name.to_owned()).or_insert(entity);
        } else if let Some(parameter) = Parameter::of(entity) {
            let parameters = &mut self.parameters;
            parameters.entry(name.to_owned()).or_insert(parameter);
        }
        let end = declaration_end(declaration);
        end.ok_or_else(|| fault(0, "this declaration is not closed"))
    }

    /// The replacement text of a literal value: character and parameter
    /// references resolved, general ones kept (XML 1.0 §4.5).
    fn replacement(&mut self, value: &str) -> Result<String, String> {
        let mut out = String::new();
        let mut rest = value;
        while let Some(at) = rest.find(['&', '%']) {
            out.push_str(&rest[..at]);
            let end = rest[at..].find(';').map(|end| at + end);
            let end = end.ok_or("a reference without `;` in an entity value")?;
            let name = &rest[at + 1..end];
            if rest.as_bytes()[at] == b'%' {
                match self.parameters.get(name) {
                    Some(Parameter::Internal(text)) => {
                        // Each declaration keeps what it stands for.
                        self.expanded += WITHIN + text.len();
                        if self.expanded <= LARGEST_EXPANSION {
                            out.push_str(text);
                        }
                    }
                    _ => self.entities.incomplete = true,
                }
            } else if name.starts_with('#') {
                let character = character_reference(name).ok().flatten();
                out.push(character.ok_or(format!("`&{name};` is no character of XML"))?);
            } else {
                out.push_str(&rest[at..=end]);
            }
            if self.expanded > LARGEST_EXPANSION {
                return Err("parameter entities expand too far".to_owned());
            }
            rest = &rest[end + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

/// Length of `rest` up to and including `close`.
fn passed(rest: &str, close: &str, at: usize) -> Result<usize, Placed> {
    let end = rest.find(close).map(|end| end + close.len());
    end.ok_or((at, format!("`{close}` not found")))
}

/// Length of a declaration up to its `>`, outside quoted literals.
fn declaration_end(declaration: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in declaration.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// White-space separated words and quoted literals of a declaration.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Words<'t> {
    fn skip_blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_ascii_start().len();
    }

    fn word(&mut self) -> &'t str {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| c.is_ascii_whitespace() || "\"'>".contains(c));
        let word = &rest[..end.unwrap_or(rest.len())];
        self.at += word.len();
        word
    }

    fn literal(&mut self) -> Option<&'t str> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let quote = rest.chars().next().filter(|c| "\"'".contains(*c))?;
        let end = rest[1..].find(quote)? + 1;
        self.at += end + 1;
        Some(&rest[1..end])
    }
}

#[cfg(test)]
mod tests {
    use crate::xml::read;

    /// Entities of which each holds ten of the one before; the first is `leaf`.
    fn tower(leaf: &str, sign: &str) -> String {
        let first = format!("<!ENTITY {sign} e0 \"{leaf}\">");
        let named = if sign.is_empty() { "&" } else { sign };
        let floors = (1..=15).map(|n| {
            let below = format!("{named}e{};", n - 1).repeat(10);
            format!("<!ENTITY {sign} e{n} \"{below}\">")
        });
        first + &floors.collect::<String>()
    }

    #[test]
    fn entities_that_stand_for_nothing_come_to_an_end() {
        let code = |subset: &str, body: &str| {
            let xml = format!("<!DOCTYPE a [{subset}]>{body}");
            let rejected = read("a.xml", xml.as_bytes()).expect_err(body);
            rejected.findings.last().map(|finding| finding.code)
        };
        for leaf in ["", "lol", "<b/>"] {
            let found = code(&tower(leaf, ""), "<a>&e15;</a>");
            assert_eq!(found, Some("entity-too-large"), "{leaf}");
        }
        let attribute = code(&tower("", ""), "<a b=\"&e15;\"/>");
        assert_eq!(attribute, Some("entity-too-large"));
        // None alone is too much; together they are.
        let many = format!("<a>{}</a>", "&e4;".repeat(1000));
        assert_eq!(code(&tower("", ""), &many), Some("entity-too-large"));
        let kept: String = (0..2000)
            .map(|n| format!("<!ENTITY k{n} \"%big;\">"))
            .collect();
        let big = format!("<!ENTITY % big \"{}\">{kept}", "x".repeat(1 << 14));
        assert_eq!(code(&big, "<a/>"), Some("doctype-malformed"));
    }

    #[test]
    fn references_outside_of_entities_cost_nothing() {
        let body = "&dash;".repeat(300_000);
        let xml = format!("<!DOCTYPE a [<!ENTITY dash \"-\">]><a>{body}</a>");
        assert!(read("a.xml", xml.as_bytes()).is_ok());
    }
}
