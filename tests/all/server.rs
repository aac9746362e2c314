//! What the web gets: requests and replies, without sockets where it can be.
//!
//! This file sends what stands in `tests/cases/server`; the modules show what
//! needs more than one exchange.

mod bags;
mod checking;
mod citing;
mod desk;
mod double;
mod draft;
mod dts;
mod files;
mod harvesting;
mod loci;
mod manifest;
mod operator;
mod pages;
mod parallel;
mod passages;
mod reporting;
mod sockets;
mod surviving;
mod tongues;
mod translated;
mod trouble;
mod validation;
mod withdrawn;
mod witnesses;

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use double::{cases, house};
use http_body_util::BodyExt;
use tower::ServiceExt;
use variorum::server::{House, Options, Settings, router};

async fn send(house: &Arc<House>, request: Request<Body>) -> Response {
    router(house.clone()).oneshot(request).await.unwrap()
}

async fn get(house: &Arc<House>, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(house, request.body(Body::empty()).unwrap()).await
}

fn defaults() -> Settings {
    Settings::new(Options::default()).unwrap()
}

async fn bytes(response: Response) -> Vec<u8> {
    response
        .into_body()
        .collect()
        .await
        .unwrap()
        .to_bytes()
        .to_vec()
}

fn header<'r>(response: &'r Response, name: &str) -> &'r str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// Each folder holds a request and what its reply must be.
#[tokio::test]
async fn every_case_is_answered_as_written() {
    let seen = answer_cases(&cases(), &house()).await;
    assert!(seen >= 40, "only {seen} cases were found");
}

/// Sends the requests in `folder`, and says how many there were.
async fn answer_cases(folder: &std::path::Path, house: &Arc<House>) -> usize {
    let mut seen = 0;
    let mut folders: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    folders.sort_by_key(|folder| folder.path());
    for folder in folders.iter().map(|folder| folder.path()) {
        let (asked, expected) = (folder.join("request.http"), folder.join("response.http"));
        if !asked.exists() {
            assert!(!expected.exists(), "{} has no request", folder.display());
            continue;
        }
        let asked = std::fs::read_to_string(asked).unwrap();
        let expected = std::fs::read_to_string(expected).unwrap();
        let response = send(house, read_request(&asked)).await;
        check(&folder.display().to_string(), response, &expected).await;
        seen += 1;
    }
    seen
}

/// A request as it stands on the wire.
fn read_request(text: &str) -> Request<Body> {
    let mut lines = text.lines();
    let mut first = lines.next().unwrap().split(' ');
    let (method, path) = (first.next().unwrap(), first.next().unwrap());
    let mut request = Request::builder().method(method).uri(path);
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    request.body(Body::empty()).unwrap()
}

/// The status; `name: value` for a header, `!name` for one that must not be
/// there; after an empty line, pieces of the body, each on a line of its own, or
/// `(empty)`.
async fn check(case: &str, response: Response, expected: &str) {
    let (head, body) = expected
        .split_once("\n\n")
        .unwrap_or((expected.trim_end(), ""));
    let mut head = head.lines();
    let status = response.status().as_u16().to_string();
    assert_eq!(status, head.next().unwrap(), "{case}");
    for line in head {
        if let Some(name) = line.strip_prefix('!') {
            assert!(
                !response.headers().contains_key(name),
                "{case}: {name} is there"
            );
        } else {
            let (name, value) = line.split_once(": ").unwrap();
            assert_eq!(header(&response, name), value, "{case}: {name}");
        }
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(header(&response, name), value, "{case}: {name}");
    }
    let policy = header(&response, "content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    let found = bytes(response).await;
    let found = String::from_utf8_lossy(&found);
    for line in body.lines() {
        match line {
            "(empty)" => assert!(found.is_empty(), "{case}: {found}"),
            line => assert!(found.contains(line), "{case}: no `{line}` in {found}"),
        }
    }
}
