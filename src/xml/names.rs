//! Which names occur, and what is a name?

use rustc_hash::{FxBuildHasher, FxHashMap};

/// Namespace of TEI P5.
pub const TEI: &str = "http://www.tei-c.org/ns/1.0";
/// Namespace of `xml:id`, `xml:lang`, `xml:space`, `xml:base`.
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// Namespace of the declarations themselves.
pub const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The namespaces that every document knows, by their indices.
const KNOWN: [&str; 4] = ["", XML, XMLNS, TEI];
/// Index of [`XML`].
const IN_XML: u16 = 1;
/// Index of [`TEI`].
const IN_TEI: u16 = 3;

/// A name as it is written, with the namespace it stands for there.
#[derive(Debug)]
pub(super) struct Name {
    pub qualified: Box<str>,
    /// Where the local part begins in `qualified`.
    pub local: u16,
    /// Index into [`Names::namespaces`]; 0 is "no namespace".
    pub namespace: u16,
}

impl Name {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        &self.qualified[self.local as usize..]
    }

    /// Whether it is in the namespace of TEI P5, or in none, as TEI P4 is.
    pub fn is_tei(&self) -> bool {
        matches!(self.namespace, 0 | IN_TEI)
    }

    /// Whether it is in the namespace of XML itself.
    pub fn is_xml(&self) -> bool {
        self.namespace == IN_XML
    }
}

/// How many names a document is expected to have: the median of published TEI.
const EXPECTED_NAMES: usize = 100;

/// All names of a document, each once. A document of any size has few (588 in
/// the whole of a corpus of 36,788 TEI files), so an index fits 16 bits.
#[derive(Debug)]
pub(super) struct Names {
    names: Vec<Name>,
    namespaces: Vec<Box<str>>,
    /// Written name to the names written so: nearly always one.
    index: FxHashMap<Box<str>, Written>,
    /// The names that are written with a prefix.
    prefixed: Vec<u16>,
}

/// The names that are written alike, in different namespaces.
#[derive(Debug)]
struct Written {
    namespace: u16,
    index: u16,
    others: Vec<(u16, u16)>,
}

/// More distinct names than an index can count.
#[derive(Debug)]
pub(super) struct TooManyNames;

impl Names {
    pub fn new() -> Self {
        Self {
            names: Vec::with_capacity(EXPECTED_NAMES),
            namespaces: KNOWN.map(Box::from).to_vec(),
            index: FxHashMap::with_capacity_and_hasher(EXPECTED_NAMES, FxBuildHasher),
            prefixed: Vec::new(),
        }
    }

    /// Whether one of them has this local part.
    pub fn has_local(&self, local: &str) -> bool {
        let mut prefixed = self.prefixed.iter();
        self.index.contains_key(local) || prefixed.any(|name| self.get(*name).local() == local)
    }

    pub fn get(&self, index: u16) -> &Name {
        &self.names[index as usize]
    }

    pub fn namespace(&self, index: u16) -> Option<&str> {
        (index > 0).then(|| &*self.namespaces[index as usize])
    }

    /// The index of namespace `uri`, which is remembered.
    pub fn intern_namespace(&mut self, uri: &str) -> Result<u16, TooManyNames> {
        let known = self.namespaces.iter().position(|known| &**known == uri);
        let index = known.unwrap_or_else(|| {
            self.namespaces.push(uri.into());
            self.namespaces.len() - 1
        });
        u16::try_from(index).map_err(|_| TooManyNames)
    }

    /// The index of the name written `qualified` in `namespace`, if it has
    /// occurred.
    pub fn find(&self, qualified: &str, namespace: u16) -> Option<u16> {
        let written = self.index.get(qualified)?;
        if written.namespace == namespace {
            return Some(written.index);
        }
        let other = written.others.iter().find(|(other, _)| *other == namespace);
        other.map(|&(_, index)| index)
    }

    /// The index of the name written `qualified` in `namespace`, which is
    /// remembered.
    pub fn intern(&mut self, qualified: &str, namespace: u16) -> Result<u16, TooManyNames> {
        if let Some(index) = self.find(qualified, namespace) {
            return Ok(index);
        }
        let index = u16::try_from(self.names.len()).map_err(|_| TooManyNames)?;
        let local = qualified.find(':').map_or(0, |colon| colon + 1);
        if local > 0 {
            self.prefixed.push(index);
        }
        self.names.push(Name {
            qualified: qualified.into(),
            local: u16::try_from(local).map_err(|_| TooManyNames)?,
            namespace,
        });
        match self.index.get_mut(qualified) {
            Some(written) => written.others.push((namespace, index)),
            None => {
                let others = Vec::new();
                let written = Written {
                    namespace,
                    index,
                    others,
                };
                self.index.insert(qualified.into(), written);
            }
        }
        Ok(index)
    }

    /// Names in the order of their first occurrence.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.names.iter()
    }
}

/// Whether `name` is a `QName` (Namespaces in XML 1.0 §4): one or two names
/// without colon, joined by a colon.
pub(super) fn is_qualified_name(name: &str) -> bool {
    match name.split_once(':') {
        None => is_name(name),
        Some((prefix, local)) => is_name(prefix) && is_name(local),
    }
}

/// Whether `name` is an `NCName`: an XML 1.0 name without colon.
pub fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    if bytes.is_ascii() {
        return matches!(bytes, [first, rest @ ..]
            if (first.is_ascii_alphabetic() || *first == b'_')
            && rest.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)));
    }
    let mut characters = name.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

/// XML 1.0 (fifth edition) production 4, `NameStartChar`, without the colon.
fn starts_name(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Production 4a, `NameChar`, without the colon.
fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
