//! Is this string a date, a number, a name?
//!
//! The two libraries that RELAX NG documents use: its own (`string`, `token`)
//! and that of XML Schema (Part 2: Datatypes, second edition), with facets.

mod blocks;
mod bytes;
mod facet;
mod letters;
mod moment;
mod number;
mod regular;
mod text;
mod uri;
mod value;

use std::cmp::Ordering;

pub use letters::is_ncname;
pub use uri::is_reference;

use facet::Facet;
pub use facet::Patterns;
use moment::{Duration, Moment, Template};
pub use value::Value;

/// Address of the datatypes of XML Schema.
pub const XSD: &str = "http://www.w3.org/2001/XMLSchema-datatypes";
/// Address of the datatypes of RELAX NG DTD Compatibility.
pub const COMPATIBILITY: &str = "http://relaxng.org/ns/compatibility/datatypes/1.0";

/// What a prefix stands for where a value is written: names are compared by
/// the namespaces that they are in.
pub type Prefixes<'p> = &'p dyn Fn(&str) -> Option<String>;

/// A datatype with its facets.
#[derive(Clone, Debug)]
pub struct Datatype {
    library: String,
    name: String,
    kind: Kind,
    facets: Vec<Facet>,
}

/// Types that are told apart when a value is read. What XML Schema derives by
/// bounds alone is `Integer` with those bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    String,
    NormalizedString,
    Token,
    Boolean,
    Decimal,
    Integer {
        least: Option<&'static str>,
        most: Option<&'static str>,
    },
    Float,
    Double,
    Name,
    NcName,
    QName,
    NmToken,
    NmTokens,
    NcNames,
    Language,
    AnyUri,
    HexBinary,
    Base64Binary,
    Moment(Template),
    Duration,
}

/// What an attribute of this type does for the identity of elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Names its element: once in a document.
    Id,
    /// Names another element.
    Reference,
    /// Names other elements.
    References,
}

impl Datatype {
    /// The type `name` of `library`, the empty library being RELAX NG's own.
    ///
    /// # Errors
    /// A sentence that says what is not known.
    pub fn new(library: &str, name: &str) -> Result<Self, String> {
        let kind = match library {
            "" => match name {
                "string" => Some(Kind::String),
                "token" => Some(Kind::Token),
                _ => None,
            },
            XSD => kind(name),
            COMPATIBILITY => matches!(name, "ID" | "IDREF" | "IDREFS")
                .then(|| kind(name))
                .flatten(),
            _ => return Err(format!("the datatype library `{library}` is not known")),
        };
        let kind = kind.ok_or_else(|| match library {
            "" => format!("RELAX NG itself has no datatype `{name}`, only `string` and `token`"),
            _ => format!("the library `{library}` has no datatype `{name}`"),
        })?;
        Ok(Self {
            library: library.to_owned(),
            name: name.to_owned(),
            kind,
            facets: Vec::new(),
        })
    }

    /// Its name in its library.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds a facet.
    ///
    /// # Errors
    /// A sentence that says why this type cannot have this facet.
    pub fn restrict(
        &mut self,
        facet: &str,
        value: &str,
        prefixes: Prefixes,
        known: &mut Patterns,
    ) -> Result<(), String> {
        if self.library != XSD {
            let name = &self.name;
            return Err(format!("the datatype `{name}` takes no parameters"));
        }
        let facet = Facet::new(self, facet, value, prefixes, known)?;
        self.facets.push(facet);
        Ok(())
    }

    /// Whether every string is allowed.
    pub fn allows_all(&self) -> bool {
        self.facets.is_empty()
            && matches!(
                self.kind,
                Kind::String | Kind::NormalizedString | Kind::Token
            )
    }

    /// What it means for the identity of elements, if anything.
    pub fn identity(&self) -> Option<Identity> {
        match self.name.as_str() {
            "ID" => Some(Identity::Id),
            "IDREF" => Some(Identity::Reference),
            "IDREFS" => Some(Identity::References),
            _ => None,
        }
    }

    /// Whether `text` is allowed.
    pub fn allows(&self, text: &str, prefixes: Prefixes) -> bool {
        if self.allows_all() {
            return true;
        }
        let text = self.white_space(text);
        if !self.reads(&text, prefixes) {
            return false;
        }
        self.facets.iter().all(|facet| match facet {
            Facet::Pattern { regex, .. } => regex.is_match(&text),
            facet => self
                .value_of(&text, prefixes)
                .is_some_and(|value| facet.allows(&text, &value)),
        })
    }

    /// What `text` stands for; `None` if it is not allowed.
    pub fn value(&self, text: &str, prefixes: Prefixes) -> Option<Value> {
        let allowed = self.allows(text, prefixes);
        allowed
            .then(|| self.value_of(&self.white_space(text), prefixes))
            .flatten()
    }

    /// In words what strings are allowed, for messages.
    pub fn words(&self) -> String {
        let mut words = match self.kind {
            Kind::String | Kind::NormalizedString | Kind::Token if !self.facets.is_empty() => {
                "text".to_owned()
            }
            _ => self.name.clone(),
        };
        for facet in &self.facets {
            words.push_str(&facet.words());
        }
        words
    }

    fn white_space<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        match self.kind {
            Kind::String => text.into(),
            Kind::NormalizedString => text::replace_white_space(text),
            _ => text::collapse_white_space(text),
        }
    }

    /// Whether `text`, its white space normalised, is in the lexical space.
    fn reads(&self, text: &str, prefixes: Prefixes) -> bool {
        match self.kind {
            Kind::String | Kind::NormalizedString | Kind::Token => true,
            Kind::Boolean => matches!(text, "true" | "false" | "1" | "0"),
            Kind::Decimal => number::is_decimal(text),
            Kind::Integer { least, most } => {
                let at_least = |bound| number::compare(text, bound) != Ordering::Less;
                let at_most = |bound| number::compare(text, bound) != Ordering::Greater;
                number::is_integer(text) && least.is_none_or(at_least) && most.is_none_or(at_most)
            }
            Kind::Float | Kind::Double => number::is_float(text),
            Kind::Name => letters::is_name(text),
            Kind::NcName => is_ncname(text),
            Kind::QName => text::qualified_name(text, prefixes).is_some(),
            Kind::NmToken => letters::is_nmtoken(text),
            Kind::NmTokens => !text.is_empty() && text.split(' ').all(letters::is_nmtoken),
            Kind::NcNames => !text.is_empty() && text.split(' ').all(is_ncname),
            Kind::Language => text::is_language(text),
            Kind::AnyUri => is_reference(text),
            Kind::HexBinary => bytes::from_hex(text).is_some(),
            Kind::Base64Binary => bytes::from_base64(text).is_some(),
            Kind::Moment(template) => Moment::read(text, template).is_some(),
            Kind::Duration => Duration::read(text).is_some(),
        }
    }

    fn value_of(&self, text: &str, prefixes: Prefixes) -> Option<Value> {
        Some(match self.kind {
            Kind::Boolean => Value::Truth(matches!(text, "true" | "1")),
            Kind::Decimal | Kind::Integer { .. } => Value::Decimal(text.to_owned()),
            // A float is a double that has lost some digits.
            Kind::Float => Value::Double(f64::from(number::float(text)? as f32)),
            Kind::Double => Value::Double(number::float(text)?),
            Kind::QName => {
                let (namespace, local) = text::qualified_name(text, prefixes)?;
                Value::Name(namespace, local)
            }
            Kind::NmTokens | Kind::NcNames => {
                Value::Names(text.split(' ').map(str::to_owned).collect())
            }
            Kind::HexBinary => Value::Bytes(bytes::from_hex(text)?),
            Kind::Base64Binary => Value::Bytes(bytes::from_base64(text)?),
            Kind::Moment(template) => Value::Moment(Moment::read(text, template)?),
            Kind::Duration => Value::Duration(Duration::read(text)?),
            _ => Value::Text(text.to_owned()),
        })
    }

    /// Whether values of this type have an order, so that bounds make sense.
    fn is_ordered(&self) -> bool {
        matches!(
            self.kind,
            Kind::Decimal
                | Kind::Integer { .. }
                | Kind::Float
                | Kind::Double
                | Kind::Moment(_)
                | Kind::Duration
        )
    }

    fn is_decimal(&self) -> bool {
        matches!(self.kind, Kind::Decimal | Kind::Integer { .. })
    }

    /// Whether values of this type have a length.
    fn has_length(&self) -> bool {
        !self.is_ordered() && !matches!(self.kind, Kind::Boolean | Kind::QName)
    }
}

/// The built-in types of XML Schema.
fn kind(name: &str) -> Option<Kind> {
    let integer = |least, most| Kind::Integer { least, most };
    Some(match name {
        "string" => Kind::String,
        "normalizedString" => Kind::NormalizedString,
        "token" => Kind::Token,
        "boolean" => Kind::Boolean,
        "decimal" => Kind::Decimal,
        "integer" => integer(None, None),
        "nonPositiveInteger" => integer(None, Some("0")),
        "negativeInteger" => integer(None, Some("-1")),
        "nonNegativeInteger" => integer(Some("0"), None),
        "positiveInteger" => integer(Some("1"), None),
        "long" => integer(Some("-9223372036854775808"), Some("9223372036854775807")),
        "int" => integer(Some("-2147483648"), Some("2147483647")),
        "short" => integer(Some("-32768"), Some("32767")),
        "byte" => integer(Some("-128"), Some("127")),
        "unsignedLong" => integer(Some("0"), Some("18446744073709551615")),
        "unsignedInt" => integer(Some("0"), Some("4294967295")),
        "unsignedShort" => integer(Some("0"), Some("65535")),
        "unsignedByte" => integer(Some("0"), Some("255")),
        "float" => Kind::Float,
        "double" => Kind::Double,
        "Name" => Kind::Name,
        // An entity would have to be declared in a DTD, which is not read.
        "NCName" | "ID" | "IDREF" | "ENTITY" => Kind::NcName,
        "IDREFS" | "ENTITIES" => Kind::NcNames,
        "QName" | "NOTATION" => Kind::QName,
        "NMTOKEN" => Kind::NmToken,
        "NMTOKENS" => Kind::NmTokens,
        "language" => Kind::Language,
        "anyURI" => Kind::AnyUri,
        "hexBinary" => Kind::HexBinary,
        "base64Binary" => Kind::Base64Binary,
        "duration" => Kind::Duration,
        other => Kind::Moment(Template::of(other)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(name: &str, text: &str) -> bool {
        let datatype = Datatype::new(XSD, name).unwrap();
        datatype.allows(text, &|_| None)
    }

    #[test]
    fn lexical_spaces_have_their_corners() {
        let good = [
            ("boolean", " 1 "),
            ("decimal", "-.5"),
            ("decimal", "+5."),
            ("integer", "-0012"),
            ("byte", "-128"),
            ("unsignedLong", "18446744073709551615"),
            ("double", "1e-3"),
            ("double", "-INF"),
            ("date", "2024-02-29"),
            ("date", "-0005-02-29"),
            ("date", "2023-01-01+14:00"),
            ("dateTime", "2016-12-31T23:59:60Z"),
            ("time", "12:30:00.25"),
            ("gMonthDay", "--02-29"),
            ("gDay", "---31"),
            ("gYear", "12024"),
            ("duration", "-P1Y2M3DT4H5M6.7S"),
            ("language", "x-klingon"),
            ("anyURI", ""),
            ("anyURI", "a b|c"),
            ("hexBinary", "0aFF"),
            ("base64Binary", "YQ = ="),
            ("NMTOKENS", "1 -a"),
            ("Name", "a:b"),
        ];
        for (name, text) in good {
            assert!(allows(name, text), "{name} {text}");
        }
        let bad = [
            ("boolean", "TRUE"),
            ("decimal", "."),
            ("decimal", "1e3"),
            ("integer", "1.0"),
            ("byte", "128"),
            ("unsignedInt", "-1"),
            ("double", "1e"),
            ("double", "inf"),
            ("date", "2023-02-29"),
            ("date", "0000-01-01"),
            ("date", "1900-02-29"),
            ("date", "02024-01-01"),
            ("date", "2024-1-1"),
            ("date", "2024-01-01+15:00"),
            ("time", "24:00:00"),
            ("gMonthDay", "--02-30"),
            ("duration", "P"),
            ("duration", "P1YT"),
            ("language", "deutschland-"),
            ("anyURI", "12:30:00"),
            ("anyURI", "a%zz"),
            ("anyURI", "a[1]"),
            ("hexBinary", "abc"),
            ("base64Binary", "YR=="),
            ("NCName", "a:b"),
            ("NMTOKENS", ""),
        ];
        for (name, text) in bad {
            assert!(!allows(name, text), "{name} {text}");
        }
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        let same = |name: &str, a: &str, b: &str| {
            let datatype = Datatype::new(XSD, name).unwrap();
            let value = |text| datatype.value(text, &|_| None).unwrap();
            value(a).is(&value(b))
        };
        assert!(same("integer", "007", "+7"));
        assert!(same("decimal", "1.50", "1.5"));
        assert!(same("date", "2024-01-01Z", "2024-01-01+00:00"));
        assert!(same("double", "1e2", "100"));
        assert!(!same("string", "a ", "a"));
        assert!(same("token", " a  b ", "a b"));
        assert!(same("hexBinary", "AB", "ab"));
    }

    #[test]
    fn facets_bound_what_is_allowed() {
        let with = |name: &str, facets: &[(&str, &str)], text: &str| {
            let mut datatype = Datatype::new(XSD, name).unwrap();
            for (facet, value) in facets {
                datatype
                    .restrict(facet, value, &|_| None, &mut Patterns::new())
                    .unwrap();
            }
            datatype.allows(text, &|_| None)
        };
        assert!(with("decimal", &[("totalDigits", "3")], "001.50"));
        assert!(!with("decimal", &[("fractionDigits", "1")], "1.55"));
        assert!(with("string", &[("length", "2")], "𝔞b"));
        assert!(!with("double", &[("maxInclusive", "1")], "1.01"));
        assert!(with(
            "token",
            &[("pattern", r"[a-z-[aeiou]]+\d{2}")],
            " xyz12 "
        ));
        assert!(!with("token", &[("pattern", "a|b")], "ab"));
        let mut string = Datatype::new(XSD, "string").unwrap();
        let mut refused = |facet, value| {
            string
                .restrict(facet, value, &|_| None, &mut Patterns::new())
                .is_err()
        };
        assert!(refused("minInclusive", "a") && refused("pattern", "("));
    }
}
