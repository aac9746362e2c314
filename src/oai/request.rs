//! What is asked, and what is wrong with it?

use super::arguments::Arguments;
use super::datestamp::{Datestamp, Granularity, span};
use super::error::{Code, Problem};
use super::token::{Key, Position};
use crate::source::percent::is_encoded;

/// A verb of the protocol (§4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// One record.
    GetRecord,
    /// What the repository says of itself.
    Identify,
    /// Headers of records.
    ListIdentifiers,
    /// The formats.
    ListMetadataFormats,
    /// Records.
    ListRecords,
    /// The sets.
    ListSets,
}

const VERBS: [Verb; 6] = [
    Verb::GetRecord,
    Verb::Identify,
    Verb::ListIdentifiers,
    Verb::ListMetadataFormats,
    Verb::ListRecords,
    Verb::ListSets,
];

impl Verb {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GetRecord => "GetRecord",
            Self::Identify => "Identify",
            Self::ListIdentifiers => "ListIdentifiers",
            Self::ListMetadataFormats => "ListMetadataFormats",
            Self::ListRecords => "ListRecords",
            Self::ListSets => "ListSets",
        }
    }

    /// The verb of that name.
    pub fn of(name: &str) -> Option<Self> {
        VERBS.into_iter().find(|verb| verb.as_str() == name)
    }

    /// The arguments that it demands, and those that it allows.
    fn arguments(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Identify => (&[], &[]),
            Self::ListMetadataFormats => (&[], &["identifier"]),
            Self::ListSets => (&[], &["resumptionToken"]),
            Self::GetRecord => (&["identifier", "metadataPrefix"], &[]),
            Self::ListIdentifiers | Self::ListRecords => (
                &["metadataPrefix"],
                &["from", "until", "set", "resumptionToken"],
            ),
        }
    }
}

/// A part of all records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The prefix of the format.
    pub prefix: String,
    /// The first second.
    pub from: Option<Datestamp>,
    /// The last second.
    pub until: Option<Datestamp>,
    /// A set.
    pub set: Option<String>,
}

/// A request that is well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// What the repository says of itself.
    Identify,
    /// The formats: all, or those of an item.
    ListMetadataFormats(Option<String>),
    /// The sets.
    ListSets,
    /// One record: identifier and prefix.
    GetRecord(String, String),
    /// A list from its beginning; of whole records, or of headers alone.
    List {
        /// `ListRecords` or `ListIdentifiers`.
        verb: Verb,
        /// What of.
        selection: Selection,
        /// Where it goes on; none at its beginning.
        after: Option<Position>,
    },
}

impl Request {
    /// Reads the arguments of a request; `key` is that of tokens.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn read(arguments: &Arguments, key: &Key) -> Result<Self, Vec<Problem>> {
        let verb = verb(arguments).map_err(|problem| vec![problem])?;
        let mut problems = misuse(verb, arguments);
        problems.extend(malformed(arguments));
        if !problems.is_empty() {
            return Err(problems);
        }
        let argument = |name: &str| arguments.get(name).unwrap_or_default().to_owned();
        Ok(match verb {
            Verb::Identify => Self::Identify,
            Verb::ListMetadataFormats => {
                Self::ListMetadataFormats(arguments.get("identifier").map(str::to_owned))
            }
            Verb::GetRecord => Self::GetRecord(argument("identifier"), argument("metadataPrefix")),
            Verb::ListSets => match arguments.get("resumptionToken") {
                // The list of sets is never parted.
                Some(_) => return Err(vec![bad_token()]),
                None => Self::ListSets,
            },
            Verb::ListIdentifiers | Verb::ListRecords => list(verb, arguments, key)?,
        })
    }
}

/// The one verb.
fn verb(arguments: &Arguments) -> Result<Verb, Problem> {
    let mut verbs = arguments.all("verb");
    let bad = |message: &str| Problem::new(Code::BadVerb, message);
    match (verbs.next(), verbs.next()) {
        (None, _) => Err(bad("The request has no verb.")),
        (Some(_), Some(_)) => Err(bad("The request has several verbs.")),
        (Some(name), None) => {
            let known = VERBS.map(Verb::as_str).join(", ");
            Verb::of(name).ok_or_else(|| bad(&format!("There is no such verb; there are {known}.")))
        }
    }
}

/// Arguments that the verb does not know, that are repeated, or wanting.
fn misuse(verb: Verb, arguments: &Arguments) -> Vec<Problem> {
    let (demanded, allowed) = verb.arguments();
    let bad = |message: String| Problem::new(Code::BadArgument, message);
    let mut problems = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    if arguments.garbled {
        problems.push(bad("An argument is not in UTF-8.".to_owned()));
    }
    for (name, _) in arguments.pairs.iter().filter(|(name, _)| name != "verb") {
        let known = demanded.contains(&name.as_str()) || allowed.contains(&name.as_str());
        let word = verb.as_str();
        if !known {
            let shown: String = name.chars().take(40).collect();
            problems.push(bad(format!("{word} has no argument “{shown}”.")));
        } else if seen.contains(&name.as_str()) {
            problems.push(bad(format!("The argument {name} is repeated.")));
        } else {
            seen.push(name);
        }
    }
    if seen.contains(&"resumptionToken") {
        if seen.len() > 1 {
            let message =
                "A resumptionToken stands alone: it says all of the list that it goes on with.";
            problems.push(bad(message.to_owned()));
        }
        return problems;
    }
    let wanting = demanded.iter().filter(|name| !seen.contains(name));
    problems.extend(wanting.map(|name| bad(format!("The argument {name} is wanting."))));
    problems
}

/// Arguments whose values cannot be what they must be.
fn malformed(arguments: &Arguments) -> Vec<Problem> {
    let bad = |message: &str| Problem::new(Code::BadArgument, message);
    let mut problems = Vec::new();
    for (name, value) in &arguments.pairs {
        match name.as_str() {
            "identifier" if !is_identifier(value) => {
                problems.push(bad("The identifier is not a URI."));
            }
            "metadataPrefix" if !value.bytes().all(is_unreserved) || value.is_empty() => {
                problems.push(bad("The metadataPrefix has signs that no prefix has."));
            }
            "set"
                if !value
                    .split(':')
                    .all(|part| !part.is_empty() && part.bytes().all(is_unreserved)) =>
            {
                problems.push(bad("The set has signs that no set has."));
            }
            "from" | "until" if span(value).is_none() => {
                let message = format!("{name} is no date: YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.");
                problems.push(bad(&message));
            }
            _ => {}
        }
    }
    problems
}

/// Letters, digits and marks (RFC 2396, *unreserved*), of which prefixes and sets are.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte)
}

/// Whether a value can be a URI or a part of one.
fn is_identifier(value: &str) -> bool {
    let excluded = |byte: u8| !byte.is_ascii_graphic() || b"<>\"{}|\\^`#".contains(&byte);
    // A colon before any slash ends a scheme.
    let scheme = value.split(['/', '?']).next().unwrap_or_default();
    let scheme = scheme.split_once(':').map(|(scheme, _)| scheme);
    let scheme = scheme.is_none_or(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|c| c.is_ascii_alphanumeric() || b"+-.".contains(&c))
    });
    !value.is_empty() && !value.bytes().any(excluded) && is_encoded(value) && scheme
}

fn bad_token() -> Problem {
    let message = "The resumptionToken is none that was given here for this verb.";
    Problem::new(Code::BadResumptionToken, message)
}

fn list(verb: Verb, arguments: &Arguments, key: &Key) -> Result<Request, Vec<Problem>> {
    if let Some(token) = arguments.get("resumptionToken") {
        let read = key.read(token).filter(|(of, _, _)| *of == verb);
        let (_, selection, position) = read.ok_or_else(|| vec![bad_token()])?;
        let after = Some(position);
        return Ok(Request::List {
            verb,
            selection,
            after,
        });
    }
    let bad = |message: &str| vec![Problem::new(Code::BadArgument, message)];
    let ends = [
        arguments.get("from").and_then(span),
        arguments.get("until").and_then(span),
    ];
    let granularity =
        |end: &Option<(Datestamp, Datestamp, Granularity)>| end.as_ref().map(|end| end.2);
    if let (Some(one), Some(other)) = (granularity(&ends[0]), granularity(&ends[1]))
        && one != other
    {
        return Err(bad("from and until differ in granularity."));
    }
    let [from, until] = ends;
    let (from, until) = (from.map(|end| end.0), until.map(|end| end.1));
    if let (Some(from), Some(until)) = (&from, &until)
        && from > until
    {
        return Err(bad("from is later than until."));
    }
    let selection = Selection {
        prefix: arguments
            .get("metadataPrefix")
            .unwrap_or_default()
            .to_owned(),
        from,
        until,
        set: arguments.get("set").map(str::to_owned),
    };
    Ok(Request::List {
        verb,
        selection,
        after: None,
    })
}
