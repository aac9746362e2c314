//! What do we say when there is no page?
//!
//! A [`Refusal`] has a title, a sentence and ways on. `face` makes an HTML
//! page of it for people, and problem details (RFC 9457) for programs.

use axum::body::Body;
use axum::http::header::{CONTENT_RANGE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::addresses::Addresses;
use super::contracts::{Fault, Line};
use super::problems::Problem;
use crate::edition::{EditionId, Withdrawal};
use crate::wording::{Day, Said};
use crate::{key, said};

/// A link out of a dead end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where to.
    pub href: String,
    /// What is there.
    pub label: Said,
}

impl Way {
    /// A way to `href`.
    pub fn new(href: impl Into<String>, label: impl Into<Said>) -> Self {
        let (href, label) = (href.into(), label.into());
        Self { href, label }
    }
}

/// For programs, in English.
impl Serialize for Way {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut way = serializer.serialize_struct("Way", 2)?;
        way.serialize_field("href", &self.href)?;
        way.serialize_field("label", &self.label.to_string())?;
        way.end()
    }
}

/// Why there is no page. Plain text: whoever makes a page of it escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// A few words.
    pub title: &'static str,
    /// A sentence.
    pub message: Said,
    /// Ways on.
    pub ways: Box<[Way]>,
    /// What programs are told besides.
    pub told: Option<Box<Told>>,
    /// Headers that belong to the status.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What the operator must know; it is logged, never sent.
    pub cause: Option<Box<str>>,
}

/// What programs are told of a refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which kind of problem it is.
    pub problem: &'static Problem,
    /// Its members, besides those that every problem has.
    pub members: serde_json::Map<String, serde_json::Value>,
}

impl Refusal {
    /// A refusal in words.
    pub fn new(status: StatusCode, title: &'static str, message: impl Into<Said>) -> Self {
        Self {
            status,
            title,
            message: message.into(),
            ways: Box::default(),
            told: None,
            headers: Vec::new(),
            cause: None,
        }
    }

    /// A refusal of a kind that programs know.
    pub fn problem(problem: &'static Problem, message: impl Into<Said>) -> Self {
        let mut refusal = Self::new(problem.status, problem.title, message);
        refusal.told = Some(Box::new(Told {
            problem,
            members: serde_json::Map::new(),
        }));
        refusal
    }

    /// Tells programs something more of a problem.
    pub fn with(mut self, member: &str, value: impl Serialize) -> Self {
        if let Some(told) = &mut self.told {
            let value = serde_json::to_value(value).unwrap_or_default();
            told.members.insert(member.to_owned(), value);
        }
        self
    }

    /// What programs were told under that name.
    pub fn member(&self, name: &str) -> Option<&serde_json::Value> {
        self.told.as_ref()?.members.get(name)
    }

    /// Adds a header, if it can be one.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Ok(name), Ok(value)) = (name.parse(), HeaderValue::try_from(value)) {
            self.headers.push((name, value));
        }
        self
    }

    /// Adds a way on.
    pub fn way(mut self, href: impl Into<String>, label: impl Into<Said>) -> Self {
        let mut ways = self.ways.into_vec();
        ways.push(Way::new(href, label));
        self.ways = ways.into_boxed_slice();
        self
    }

    /// 404: nothing stands under this address.
    pub fn no_page() -> Self {
        let message =
            key!("Nothing stands under this address. It may have been mistyped or cut off.");
        Self::new(StatusCode::NOT_FOUND, key!("No such page"), message)
    }

    /// 404: there is no such edition. `near` is one with a similar name.
    pub fn no_edition(addresses: &Addresses, asked: &str, near: Option<&EditionId>) -> Self {
        // Only what could be a name is repeated.
        let message = match asked.parse::<EditionId>() {
            Ok(id) => said!("There is no edition called “{id}” here.", id = id.as_str()),
            Err(_) => said!("What this address asks for cannot be the name of an edition."),
        };
        let refusal = Self::new(StatusCode::NOT_FOUND, key!("No such edition"), message);
        match near {
            Some(id) => refusal.way(
                addresses.edition(id),
                said!("Did you mean “{id}”?", id = id.as_str()),
            ),
            None => refusal,
        }
    }

    /// 404: the edition has no such version.
    pub fn no_version(addresses: &Addresses, line: &Line, what: Said) -> Self {
        let id = line.id();
        let message = said!(
            "{what} of “{id}” does not exist; it has {n} version.|{what} of “{id}” does not exist; it has {n} versions.",
            what = what,
            id = id.as_str(),
            n = line.count()
        );
        Self::new(StatusCode::NOT_FOUND, key!("No such version"), message)
            .way(addresses.versions(id), key!("All versions"))
            .way(addresses.edition(id), key!("The current version"))
    }

    /// 410: what was published there is withdrawn, and this is why.
    pub fn withdrawn(id: &EditionId, withdrawal: &Withdrawal) -> Self {
        let Withdrawal {
            version,
            when,
            by,
            reason,
        } = withdrawal;
        let message = said!(
            "Version {number} of “{id}” was withdrawn by {by} on {date}: {reason}",
            number = *version,
            id = id.as_str(),
            by = by,
            date = Day(when),
            reason = reason
        );
        Self::new(StatusCode::GONE, key!("Withdrawn"), message)
    }

    /// 404: no published file has this digest.
    pub fn no_digest() -> Self {
        let message = key!("No file with this SHA-256 was published here.");
        Self::new(StatusCode::NOT_FOUND, key!("No such file"), message)
    }

    /// 406: what is there, is there in other forms.
    pub fn not_acceptable(page: &str, file: &str) -> Self {
        let message = key!(
            "This edition is there as a page and as a TEI file, not in the form that was asked for."
        );
        Self::new(
            StatusCode::NOT_ACCEPTABLE,
            key!("Not in that form"),
            message,
        )
        .way(page, key!("The page (text/html)"))
        .way(file, key!("The TEI file (application/tei+xml)"))
    }

    /// 412: the file is not in the state that was asked for.
    pub fn precondition() -> Self {
        let message = key!("The file is not in the state that the request named.");
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            key!("Another state"),
            message,
        )
    }

    /// 413: the request's body is too large.
    pub fn too_large(limit: usize) -> Self {
        let message = said!(
            "A request may have at most {n} byte.|A request may have at most {n} bytes.",
            n = limit
        );
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, key!("Too large"), message)
    }

    /// 414: the address is too long.
    pub fn too_long() -> Self {
        let message = key!("This address is longer than any address here.");
        Self::new(StatusCode::URI_TOO_LONG, key!("Address too long"), message)
    }

    /// 431: there are too many bytes before the body.
    pub fn head_too_large() -> Self {
        let message = key!("The head of this request is larger than any that is needed here.");
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        Self::new(status, key!("Head too large"), message)
    }

    /// 400: the request does not say which host it asks.
    pub fn no_host() -> Self {
        let message = key!("A request names one host in `Host`; this one does not.");
        Self::new(StatusCode::BAD_REQUEST, key!("Not understood"), message)
    }

    /// 405: something else is possible there, and this is what.
    pub fn another_method(possible: &str) -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let message = said!(
            "What is possible under this address is: {methods}.",
            methods = possible
        );
        Self::new(status, key!("Not possible here"), message)
    }

    /// 416: the file has only `length` bytes.
    pub fn range(length: usize) -> Self {
        let message = said!(
            "The file has {n} byte; the part asked for lies beyond.|The file has {n} bytes; the part asked for lies beyond.",
            n = length
        );
        let mut refusal = Self::new(
            StatusCode::RANGE_NOT_SATISFIABLE,
            key!("No such part"),
            message,
        );
        if let Ok(value) = HeaderValue::try_from(format!("bytes */{length}")) {
            refusal.headers.push((CONTENT_RANGE, value));
        }
        refusal
    }

    /// 503: it took too long.
    pub fn too_slow() -> Self {
        let message = key!("Making this page took too long. Please try again in a moment.");
        let mut refusal = Self::new(StatusCode::SERVICE_UNAVAILABLE, key!("Busy"), message);
        refusal
            .headers
            .push((RETRY_AFTER, HeaderValue::from_static("5")));
        refusal
    }

    /// 503: the store gives no answer. `cause` is for the log.
    pub fn away(cause: impl Into<String>) -> Self {
        let message =
            key!("The store of the editions cannot be reached. Please try again in a moment.");
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let mut refusal = Self::new(status, key!("Out of reach"), message);
        let moment = HeaderValue::from_static("5");
        refusal.headers.push((RETRY_AFTER, moment));
        refusal.cause = Some(cause.into().into_boxed_str());
        refusal
    }

    /// 500: something is wrong here. `cause` is for the log.
    pub fn broken(cause: impl Into<String>) -> Self {
        let message =
            key!("Something went wrong here; it is not your fault. The failure was recorded.");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let mut refusal = Self::new(status, key!("Something went wrong"), message);
        refusal.cause = Some(cause.into().into_boxed_str());
        refusal
    }

    /// The refusal that a bare status means: from the router, or from nobody
    /// knows where.
    pub fn from_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::no_page(),
            StatusCode::METHOD_NOT_ALLOWED => {
                let message =
                    key!("This address can be read, and nothing else can be done with it.");
                Self::new(status, key!("Not possible here"), message)
            }
            StatusCode::BAD_REQUEST => {
                let message = key!("This request could not be understood.");
                Self::new(status, key!("Not understood"), message)
            }
            status if status.is_server_error() => Self::broken(format!("bare status {status}")),
            status => {
                let title = status.canonical_reason().unwrap_or(key!("Refused"));
                Self::new(status, title, key!("This request was refused."))
            }
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Absent => Self::no_page(),
            // Only where nothing else of the edition stands.
            Fault::Withdrawn(id, withdrawal) => {
                let mut refusal = Self::withdrawn(&id, &withdrawal);
                refusal.message = said!(
                    "{sentence} No other version of it is shown.",
                    sentence = refusal.message
                );
                refusal
            }
            Fault::Broken(cause) => Self::broken(cause),
            Fault::Away(cause) => Self::away(cause),
        }
    }
}

impl IntoResponse for Refusal {
    /// A response without a body that carries the refusal to the frame.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        for (name, value) in &self.headers {
            // Some are there twice: ways to say who asks.
            response.headers_mut().append(name, value.clone());
        }
        response.extensions_mut().insert(self);
        response
    }
}
