//! How does a refusal look?
//!
//! A page for people, problem details (RFC 9457) for programs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;

use super::frame::Asked;
use super::negotiate::media_quality;
use super::refusal::{Refusal, Way};
use super::state::House;
use crate::render::safety::escape;
use crate::{key, said};

/// Marks a reply that has a body of its own, whatever its status.
#[derive(Clone, Copy, Debug)]
pub struct OwnFace;

/// Gives a refusal its face. Bare statuses of the router get one too.
pub fn dress(house: &House, asked: &Asked, mut response: Response, number: u64) -> Response {
    let refusal = response.extensions_mut().remove::<Refusal>();
    let mut refusal = refusal.unwrap_or_else(|| bare(&response));
    if let Some(cause) = &refusal.cause {
        tracing::error!(
            request = number,
            path = asked.uri.path(),
            cause,
            "request failed"
        );
        refusal.message = said!(
            "{sentence} Its number is {number}.",
            sentence = refusal.message,
            number = number
        );
    }
    let refusal = refusal.way(house.addresses().home(), key!("All editions"));
    let json = wants_json(asked);
    let (media_type, text) = if json {
        (
            "application/problem+json",
            problem(house, &refusal, &asked.uri),
        )
    } else {
        ("text/html; charset=utf-8", page(house, &refusal))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(text.len()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Accept"));
    // A page of another site that asks for a file may read why it gets none.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let head = asked.method == Method::HEAD;
    *response.body_mut() = if head {
        Body::empty()
    } else {
        Body::from(text)
    };
    response
}

/// The refusal that a bare status of the router means.
fn bare(response: &Response) -> Refusal {
    let status = response.status();
    let allowed = response.headers().get(ALLOW);
    let allowed = allowed.and_then(|allowed| allowed.to_str().ok());
    let reads = |method: &str| ["GET", "HEAD", "OPTIONS"].contains(&method.trim());
    match allowed {
        Some(allowed)
            if status == StatusCode::METHOD_NOT_ALLOWED && !allowed.split(',').all(reads) =>
        {
            let methods: Vec<&str> = allowed.split(',').map(str::trim).collect();
            Refusal::another_method(&methods.join(", "))
        }
        _ => Refusal::from_status(status),
    }
}

/// Programs say so, or ask for an address that ends so.
fn wants_json(asked: &Asked) -> bool {
    let accept = asked.accept.iter().map(|value| (ACCEPT, value.clone()));
    let headers = HeaderMap::from_iter(accept);
    let quality = |media_type: &str| media_quality(&headers, media_type);
    let html = quality("text/html");
    let json = quality("application/json").max(quality("application/ld+json"));
    let json = json.max(quality("application/problem+json"));
    let path = asked.uri.path();
    // Who comes here is a program, unless it says that it is a browser.
    if is_for_programs(path) {
        return json >= html;
    }
    json > html || path.ends_with(".json")
}

/// Whether an address is that of a protocol: nobody reads there.
fn is_for_programs(path: &str) -> bool {
    let roots = ["/api", "/dts", "/unapi"].into_iter();
    let mut below = roots.filter_map(|root| path.strip_prefix(root));
    below.any(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Problem details (RFC 9457).
fn problem(house: &House, refusal: &Refusal, uri: &Uri) -> String {
    let status = refusal.status.canonical_reason().unwrap_or(refusal.title);
    let (kind, title) = match &refusal.told {
        Some(told) => (
            house.addresses().problem(told.problem.code),
            told.problem.title,
        ),
        None => ("about:blank".to_owned(), status),
    };
    let mut problem = serde_json::json!({
        "type": kind,
        "title": title,
        "status": refusal.status.as_u16(),
        "detail": refusal.message.to_string(),
        "instance": uri.path(),
        "ways": refusal.ways,
    });
    if let (Some(known), Some(told)) = (problem.as_object_mut(), &refusal.told) {
        let members = told.members.iter();
        known.extend(members.map(|(name, value)| (name.clone(), value.clone())));
    }
    problem.to_string()
}

fn page(house: &House, refusal: &Refusal) -> String {
    let made = catch_unwind(AssertUnwindSafe(|| {
        house.pages.refusal(house.addresses(), refusal)
    }));
    match made {
        Ok(Ok(page)) => page,
        Ok(Err(fault)) => {
            tracing::error!(cause = %fault, "the page for refusals cannot be made");
            plain_page(refusal)
        }
        Err(_) => plain_page(refusal),
    }
}

/// A page that needs no template, for when those are at fault.
fn plain_page(refusal: &Refusal) -> String {
    let title = escape(refusal.title);
    let way = |way: &Way| {
        format!(
            "<li><a href=\"{}\">{}</a></li>",
            escape(&way.href),
            escape(&way.label.to_string())
        )
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\n\
         <body><main><h1>{title}</h1><p>{}</p><ul>{}</ul></main></body>\n</html>\n",
        escape(&refusal.message.to_string()),
        refusal.ways.iter().map(way).collect::<String>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_told_from_browsers() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (path, accept, json) in [
            ("/dts/navigation?ref=zz", None, true),
            ("/dts", Some("*/*"), true),
            ("/dts/document", Some("application/tei+xml"), true),
            ("/unapi?id=x", None, true),
            ("/api/editions/x", None, true),
            ("/dts/navigation", Some(browser), false),
            ("/api/editions/x", Some(browser), false),
            ("/dtsx", None, false),
            ("/editions/x", None, false),
            ("/editions/x", Some("application/ld+json"), true),
            ("/editions/x.json", None, true),
        ] {
            let asked = Asked {
                method: Method::GET,
                uri: path.parse().unwrap(),
                accept: accept.map(HeaderValue::from_static),
            };
            assert_eq!(wants_json(&asked), json, "{path} {accept:?}");
        }
    }

    #[test]
    fn the_plain_page_escapes() {
        let refusal = Refusal::no_page().way("/?\"><script>", "<b>");
        let page = plain_page(&refusal);
        assert!(
            page.contains("<a href=\"/?&quot;&gt;&lt;script&gt;\">&lt;b&gt;</a>"),
            "{page}"
        );
    }
}
