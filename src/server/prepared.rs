//! How is what we have sent?
//!
//! A [`Prepared`] reply has its bytes and its headers ready: sending it makes no
//! copy and computes nothing. It is coded when somebody first asks for a coding,
//! and kept so: browsers take one, and most programs none.

use std::ops::Range;
use std::sync::OnceLock;
use std::time::SystemTime;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE,
    ETAG, LAST_MODIFIED, RANGE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use axum::response::{IntoResponse, Response};

use super::compress::{brotli, compressible, gzip};
use super::conditions::{Validators, Verdict, judge, range_allowed};
use super::negotiate::{Coding, codings};
use super::range::{self, Asked};
use super::refusal::Refusal;
use super::security::CONTENT_DIGEST;
use super::tongue;

/// What a reply is made of.
pub struct Recipe {
    /// Its media type, with the charset.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What stands between the quotation marks of its entity tag.
    pub tag: String,
    /// When it was last modified.
    pub modified: Option<SystemTime>,
    /// Other headers of every reply with it.
    pub headers: HeaderMap,
    /// Whether it is sent as the very bytes it is: in parts on request, never
    /// compressed, because digests and ranges are of what was published.
    pub exact: bool,
}

/// A reply that is ready.
#[derive(Debug)]
pub struct Prepared {
    identity: Coded,
    gzip: OnceLock<Option<Coded>>,
    brotli: OnceLock<Option<Coded>>,
    /// Whether coding it can be worth while.
    worth: bool,
    /// The entity tag, to which each coding adds its own ending.
    tag: String,
    /// The headers that all codings share.
    headers: HeaderMap,
    modified: Option<SystemTime>,
    exact: bool,
}

/// One coding of it.
#[derive(Debug)]
struct Coded {
    bytes: Bytes,
    tag: String,
    headers: HeaderMap,
}

impl Prepared {
    /// Prepares a reply.
    pub fn new(recipe: Recipe) -> Self {
        let worth = !recipe.exact && compressible(&recipe.media_type);
        let mut headers = recipe.headers;
        set(&mut headers, CONTENT_TYPE, &recipe.media_type);
        if worth {
            // Even where this body is not coded: the next state of it may be.
            headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if tongue::is_spoken(&recipe.media_type) {
            tongue::vary(&mut headers);
        }
        if recipe.exact {
            headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        }
        if let Some(modified) = recipe.modified {
            set(
                &mut headers,
                LAST_MODIFIED,
                &httpdate::fmt_http_date(modified),
            );
        }
        Self {
            identity: Coded::new(recipe.bytes, Coding::Identity, &recipe.tag, &headers),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
            worth,
            tag: recipe.tag,
            headers,
            modified: recipe.modified,
            exact: recipe.exact,
        }
    }

    /// Bytes of memory it takes, or will: text becomes four to eight times
    /// shorter, so both codings together take less than half of it.
    pub fn weight(&self) -> usize {
        // Headers, the key and the nodes of the cache: some two kilobytes.
        const OVERHEAD: usize = 2048;
        let length = self.identity.bytes.len();
        OVERHEAD + length + if self.worth { length / 2 } else { 0 }
    }

    /// The bytes, not coded.
    #[cfg(test)]
    pub fn bytes(&self) -> &[u8] {
        &self.identity.bytes
    }

    /// Answers a GET or HEAD request: 200, 206, 304, 412 or 416.
    pub fn answer<B>(&self, request: &Request<B>) -> Response {
        let coded = self.coded(request.headers());
        let (tag, modified) = (coded.tag.as_str(), self.modified);
        let validators = Validators { tag, modified };
        match judge(request.headers(), validators) {
            Verdict::Failed => Refusal::precondition().into_response(),
            Verdict::NotModified => coded.not_modified(),
            Verdict::Proceed => match self.asked(request, coded, validators) {
                Asked::Whole => coded.whole(request.method()),
                Asked::Part(range) => coded.part(range),
                Asked::Unsatisfiable => Refusal::range(coded.bytes.len()).into_response(),
            },
        }
    }

    /// Whether an answer to a request with `headers` is ready; if not,
    /// [`answer`](Self::answer) compresses first, which is not for the threads
    /// that answer.
    pub fn is_ready(&self, headers: &HeaderMap) -> bool {
        let mut wanted = self.wanted(headers).map(|(cell, _)| cell.get());
        // The first that is not shorter gives way to the next.
        let first = wanted.find(|coded| !matches!(coded, Some(None)));
        first.is_none_or(|coded| coded.is_some())
    }

    /// Compresses what an answer to a request with `headers` is made of.
    pub fn make_ready(&self, headers: &HeaderMap) {
        self.coded(headers);
    }

    fn coded(&self, headers: &HeaderMap) -> &Coded {
        let best = self.wanted(headers).find_map(|(cell, coding)| {
            let coded = cell.get_or_init(|| {
                let code = match coding {
                    Coding::Brotli => brotli,
                    _ => gzip,
                };
                let bytes = code(&self.identity.bytes)?;
                Some(Coded::new(bytes, coding, &self.tag, &self.headers))
            });
            coded.as_ref()
        });
        best.unwrap_or(&self.identity)
    }

    /// The codings to try, best first.
    fn wanted(
        &self,
        headers: &HeaderMap,
    ) -> impl Iterator<Item = (&OnceLock<Option<Coded>>, Coding)> {
        let codings = codings(headers).into_iter().filter(|_| self.worth);
        codings.filter_map(|coding| match coding {
            Coding::Brotli => Some((&self.brotli, coding)),
            Coding::Gzip => Some((&self.gzip, coding)),
            Coding::Identity => None,
        })
    }

    /// Ranges are defined for GET alone (RFC 9110 §14.2).
    fn asked<B>(&self, request: &Request<B>, coded: &Coded, validators: Validators<'_>) -> Asked {
        let headers = request.headers();
        if !self.exact || request.method() != Method::GET || !range_allowed(headers, validators) {
            return Asked::Whole;
        }
        let header = headers.get(RANGE).and_then(|value| value.to_str().ok());
        range::read(header, coded.bytes.len())
    }
}

impl Coded {
    fn new(bytes: Vec<u8>, coding: Coding, tag: &str, common: &HeaderMap) -> Self {
        let (suffix, name) = match coding {
            Coding::Identity => ("", None),
            Coding::Gzip => ("-gz", Some("gzip")),
            Coding::Brotli => ("-br", Some("br")),
        };
        let tag = format!("\"{tag}{suffix}\"");
        let mut headers = common.clone();
        set(&mut headers, ETAG, &tag);
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if let Some(name) = name {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        let bytes = Bytes::from(bytes);
        Self {
            bytes,
            tag,
            headers,
        }
    }

    fn whole(&self, method: &Method) -> Response {
        let head = method == Method::HEAD;
        let body = if head {
            Body::empty()
        } else {
            Body::from(self.bytes.clone())
        };
        let mut response = Response::new(body);
        *response.headers_mut() = self.headers.clone();
        if head {
            // RFC 9530 §2: of the content of this message, which is empty.
            response.headers_mut().remove(CONTENT_DIGEST);
        }
        response
    }

    fn part(&self, range: Range<usize>) -> Response {
        let (first, last, length) = (range.start, range.end - 1, self.bytes.len());
        let mut response = Response::new(Body::from(self.bytes.slice(range)));
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let headers = response.headers_mut();
        *headers = self.headers.clone();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(last + 1 - first));
        set(
            headers,
            CONTENT_RANGE,
            &format!("bytes {first}-{last}/{length}"),
        );
        headers.remove(CONTENT_DIGEST);
        response
    }

    /// What a 304 leaves out is what the client has with the body.
    fn not_modified(&self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        let headers = response.headers_mut();
        *headers = self.headers.clone();
        for name in [
            CONTENT_TYPE,
            CONTENT_LENGTH,
            CONTENT_ENCODING,
            CONTENT_DIGEST,
        ] {
            headers.remove(name);
        }
        response
    }
}

/// Sets a header whose value we wrote ourselves; one that cannot be a header is
/// left out.
pub fn set(headers: &mut HeaderMap, name: axum::http::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Says how long caches may keep a reply.
pub fn keep(response: &mut Response, caching: &'static str) {
    if !response.status().is_client_error() {
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(caching));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(codings: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        set(&mut headers, axum::http::header::ACCEPT_ENCODING, codings);
        headers
    }

    fn prepared(bytes: Vec<u8>) -> Prepared {
        Prepared::new(Recipe {
            media_type: "text/html; charset=utf-8".into(),
            bytes,
            tag: "a".into(),
            modified: None,
            headers: HeaderMap::new(),
            exact: false,
        })
    }

    #[test]
    fn it_is_coded_when_somebody_asks_and_then_kept() {
        let page = prepared(b"arma virumque cano ".repeat(200));
        let (brotli, gzip) = (asking("gzip, br"), asking("gzip"));
        assert!(page.is_ready(&HeaderMap::new()));
        assert!(!page.is_ready(&brotli));
        page.make_ready(&brotli);
        assert!(page.is_ready(&brotli) && !page.is_ready(&gzip));
        assert_eq!(page.coded(&brotli).tag, "\"a-br\"");
        assert_eq!(page.coded(&gzip).tag, "\"a-gz\"");
        assert!(page.is_ready(&gzip));
        let both = page.coded(&brotli).bytes.len() + page.coded(&gzip).bytes.len();
        assert!(page.weight() > page.bytes().len() + both);
    }

    #[test]
    fn what_does_not_become_shorter_is_sent_as_it_is() {
        let page = prepared(b"short".to_vec());
        let headers = asking("gzip, br");
        page.make_ready(&headers);
        assert!(page.is_ready(&headers));
        assert_eq!(page.coded(&headers).tag, "\"a\"");
    }
}
