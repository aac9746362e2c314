//! The description of the API, held against what the server does.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;

use super::{Site, batch, collate, exchange, refused, reports};

static OPENAPI: LazyLock<Value> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/api/openapi.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
});

/// The documented address of which `path` is one; `None` outside of the API.
pub fn template(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let paths = OPENAPI["paths"].as_object().unwrap();
    let fits = |template: &&String| {
        let wanted: Vec<&str> = template.split('/').collect();
        let mut pairs = wanted.iter().zip(&parts);
        wanted.len() == parts.len()
            && pairs.all(|(one, other)| one.starts_with('{') || one == other)
    };
    // Words stand before what is in braces, as the router has it.
    let variables = |template: &&String| template.matches('{').count();
    let mut found: Vec<&String> = paths.keys().filter(fits).collect();
    found.sort_by_key(variables);
    found.first().map(|template| (*template).clone())
}

/// Fails if the status is not documented.
pub fn assert_documented(template: &str, method: &str, status: u16) {
    let responses = &OPENAPI["paths"][template][method]["responses"];
    let known = &responses[status.to_string()];
    assert!(
        known.is_object(),
        "{method} {template} answers {status}, which is not documented"
    );
}

/// Every address, method and status that is documented.
fn all() -> BTreeSet<(String, String, u16)> {
    let mut all = BTreeSet::new();
    for (template, item) in OPENAPI["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().iter();
        for (method, operation) in methods.filter(|(method, _)| *method != "parameters") {
            for status in operation["responses"].as_object().unwrap().keys() {
                // Other than numbers, there is `default`.
                let status = status.parse().ok();
                all.extend(status.map(|status| (template.clone(), method.clone(), status)));
            }
        }
    }
    all
}

#[tokio::test]
async fn every_address_takes_the_methods_that_are_documented_and_no_other() {
    let site = Site::new();
    for (template, item) in OPENAPI["paths"].as_object().unwrap() {
        let path = template
            .replace("{edition}", "lamb")
            .replace("{version}", "1")
            .replace("{number}", "1")
            .replace("{batch}", "none")
            .replace("{code}", "too-many");
        let mut documented: BTreeSet<String> = item
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "parameters")
            .map(|method| method.to_uppercase())
            .collect();
        if documented.contains("GET") {
            documented.insert("HEAD".into());
        }
        documented.insert("OPTIONS".into());
        let options = site.ask_plainly("OPTIONS", &path, &[], "").await;
        assert_eq!(options.status, 204);
        let allowed: BTreeSet<String> = options
            .header("allow")
            .split(", ")
            .map(str::to_owned)
            .collect();
        assert_eq!(allowed, documented, "{template}");
        let shared = options.header("access-control-allow-methods");
        assert!(["", "GET, HEAD, OPTIONS"].contains(&shared), "{shared}");
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"] {
            let reply = site.ask_plainly(method, &path, &[], "").await;
            let known = documented.contains(method);
            assert_eq!(reply.status != 405, known, "{method} {template}");
            if !known {
                let allow: BTreeSet<&str> =
                    reply.header("allow").split(',').map(str::trim).collect();
                assert_eq!(allow.len(), documented.len(), "{allow:?}");
                assert!(
                    allow.iter().all(|method| documented.contains(*method)),
                    "{allow:?}"
                );
                assert_eq!(reply.json()["status"], 405);
            }
        }
    }
}

/// What the router has and nobody described would be found by nobody.
#[test]
fn every_address_of_the_router_is_documented() {
    let router = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/api/router.rs");
    let router = std::fs::read_to_string(router).unwrap();
    let addresses = router.split('"').filter(|words| words.starts_with("/api"));
    let addresses: BTreeSet<&str> = addresses.collect();
    assert!(addresses.len() >= 14, "{addresses:?}");
    for address in addresses {
        let example = address.replace(['{', '}'], "");
        assert!(template(&example).is_some(), "{address} is not documented");
    }
}

/// Statuses that need a broken disk, a clock or a crowd: 500 and 503; 408 and
/// 429 are shown where time passes.
const ELSEWHERE: [u16; 4] = [408, 429, 500, 503];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_status_that_is_documented_is_seen() {
    let site = Site::new();
    exchange::the_life_of_an_edition(&site).await;
    let other = Site::new();
    refused::refuse_all(&other).await;
    let reading = Site::new();
    exchange::what_can_be_read(&reading).await;
    let collating = Site::new();
    collate::collate_all(&collating).await;
    let batches = Site::new();
    batch::what_a_batch_answers(&batches).await;
    let reporting = Site::new();
    reports::what_readers_report(&reporting).await;
    let mut seen = site.seen();
    seen.extend(reporting.seen());
    seen.extend(batches.seen());
    seen.extend(other.seen());
    seen.extend(reading.seen());
    seen.extend(collating.seen());
    let missing: Vec<_> = all()
        .into_iter()
        .filter(|(.., status)| !ELSEWHERE.contains(status))
        .filter(|documented| !seen.contains(documented))
        .collect();
    assert!(missing.is_empty(), "nobody ever saw {missing:#?}");
}

#[test]
fn every_problem_is_one_that_the_description_has_a_status_for() {
    let documented: BTreeSet<u16> = all().into_iter().map(|(.., status)| status).collect();
    for problem in variorum::server::problems::ALL {
        let status = problem.status.as_u16();
        assert!(documented.contains(&status), "{}", problem.code);
        assert!(
            problem.meaning.matches('`').count() % 2 == 0,
            "{}",
            problem.code
        );
    }
}

/// All pointers within the document lead somewhere.
#[test]
fn the_description_holds_together() {
    fn look(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| match value {
                Value::String(to) if name == "$ref" => found.push(to.clone()),
                value => look(value, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| look(item, found)),
            _ => {}
        }
    }
    let mut pointers = Vec::new();
    look(&OPENAPI, &mut pointers);
    assert!(pointers.len() > 50);
    for pointer in pointers {
        let to = pointer.strip_prefix('#').unwrap();
        assert!(OPENAPI.pointer(to).is_some(), "{pointer}");
    }
}
