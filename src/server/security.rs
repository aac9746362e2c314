//! What may a browser do with what we send?

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_SECURITY_POLICY,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// RFC 9530: the digest of the whole representation.
pub const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");
/// RFC 9530: the digest of the bytes of this message.
pub const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Nothing from elsewhere, nothing inline: a text that smuggles in a script
/// finds nobody to run it.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// The policy of a page on which the reader wants to see pictures of other sites: they
/// may be loaded from these origins, and an image service asked what it has.
pub fn with_pictures_of(origins: &[String]) -> String {
    let origins = origins.join(" ");
    let widened = |policy: &str, directive: &str| {
        policy.replace(directive, &format!("{directive} {origins}"))
    };
    widened(
        &widened(PAGE_POLICY, "img-src 'self'"),
        "connect-src 'self'",
    )
}

/// A TEI file that is opened in a browser may do nothing at all.
const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Adds what every reply carries, unless it says otherwise itself. Where readers
/// come by `https`, they shall go on doing so (RFC 6797).
pub fn secure(headers: &mut HeaderMap, https: bool) {
    let common = [
        (CONTENT_SECURITY_POLICY, PAGE_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (OPENER_POLICY, "same-origin"),
        (RESOURCE_POLICY, "same-origin"),
    ];
    for (name, value) in common {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    if https {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
}

/// Adds what lets pages of other sites read a file.
pub fn share(headers: &mut HeaderMap) {
    let shared = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            ACCESS_CONTROL_EXPOSE_HEADERS,
            "Content-Digest, Content-Disposition, Content-Range, ETag, Link, Memento-Datetime, \
             Repr-Digest",
        ),
        (RESOURCE_POLICY, "cross-origin"),
        (CONTENT_SECURITY_POLICY, FILE_POLICY),
    ];
    for (name, value) in shared {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
