//! Which token was sent?
//!
//! As a bearer token (RFC 6750), or as the password of a user of any name (RFC
//! 7617), which is what `curl -u` and many programs of libraries can do. Never in
//! the address: addresses stand in logs.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::prelude::{BASE64_STANDARD, Engine};

use super::query::one;
use crate::server::problems::HEADER_UNFIT;
use crate::server::refusal::Refusal;

/// The token that a request shows; `None` if it shows none, or shows itself in a way
/// that is not known here: it is told then which are (RFC 9110 §11.6.1). Whether it
/// is one of ours is not said.
///
/// # Errors
/// 400, if the header is there twice, or cannot be read.
pub fn shown(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = one(headers, &AUTHORIZATION)? else {
        return Ok(None);
    };
    // What was sent is not repeated: it may be somebody's password.
    let unfit = || {
        let message = "`Authorization` is neither a bearer token nor a user name and password.";
        Refusal::problem(&HEADER_UNFIT, message)
    };
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    let rest = rest.trim_matches(' ');
    let bearer = scheme.eq_ignore_ascii_case("bearer");
    if !bearer && !scheme.eq_ignore_ascii_case("basic") {
        return Ok(None);
    }
    if rest.is_empty() {
        return Err(unfit());
    }
    if bearer {
        return Ok(Some(rest.to_owned()));
    }
    let decoded = BASE64_STANDARD.decode(rest).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    let (_, password) = decoded
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
        .ok_or_else(unfit)?;
    Ok(Some(password.to_owned()))
}
