//! What goes wrong, here or there.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use variorum::server::{House, Options, Settings};

use super::double::{Memory, Plain, house, house_of};
use super::{bytes, defaults, get, header, send};

#[tokio::test]
async fn failures_are_told_without_their_details() {
    let memory = Memory::with_fixtures();
    for (id, text) in [
        ("broken", "<broken/>"),
        ("panics", "<panics/>"),
        ("slow", "<slow/>"),
    ] {
        memory.publish(id, text.into());
    }
    let options = Options {
        request_timeout_seconds: Some(1),
        ..Options::default()
    };
    let house = house_of(memory, Arc::default(), options);
    for id in ["broken", "panics"] {
        let response = get(&house, &format!("/editions/{id}"), &[]).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let page = String::from_utf8(bytes(response).await).unwrap();
        assert!(!page.contains("secret"), "{page}");
        assert!(page.contains("Its number is "), "{page}");
    }
    assert_eq!(
        get(&house, "/editions/slow", &[]).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_panic_and_a_broken_template_still_get_a_page() {
    let pages = Arc::<Plain>::default();
    let house = house_of(Memory::with_fixtures(), pages.clone(), Options::default());
    pages.stamp.store(Plain::PANIC, Ordering::SeqCst);
    let panicked = get(&house, "/editions/lamb", &[]).await;
    assert_eq!(panicked.status(), StatusCode::INTERNAL_SERVER_ERROR);
    pages.stamp.store(0, Ordering::SeqCst);
    assert_eq!(
        get(&house, "/editions/lamb", &[]).await.status(),
        StatusCode::OK
    );

    for broken in [Plain::PANIC, Plain::BREAK] {
        pages.refusal.store(broken, Ordering::SeqCst);
        let refused = get(&house, "/editions/lamb/9", &[]).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND);
        let page = String::from_utf8(bytes(refused).await).unwrap();
        assert!(page.contains("<h1>No such version</h1>"), "{page}");
        assert!(page.contains("<a href=\"/editions/lamb\">"), "{page}");
        assert!(!page.contains("secret"), "{page}");
    }
}

#[tokio::test]
async fn what_takes_too_long_is_given_up_and_finished_for_the_next() {
    let memory = Memory::with_fixtures();
    memory.publish("slow", b"<slow/>".to_vec());
    let pages = Arc::<Plain>::default();
    let settings = Settings {
        request_timeout: Duration::from_millis(50),
        ..defaults()
    };
    let house = House::new(settings, memory, pages.clone());
    let given_up = get(&house, "/editions/slow", &[]).await;
    assert_eq!(given_up.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(header(&given_up, "retry-after"), "5");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(
        get(&house, "/editions/slow", &[]).await.status(),
        StatusCode::OK
    );
    assert_eq!(pages.made.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn hostile_paths_get_a_page_and_give_nothing_back() {
    let house = house();
    let long = format!("/editions/{}", "a".repeat(3000));
    let longer = format!("/{}", "a".repeat(9000));
    let paths = [
        "/../etc/passwd",
        "/editions/..",
        "/editions/../lamb",
        "/editions/%2e%2e",
        "/editions/%2E%2E%2Fx",
        "/editions/lamb%2F1",
        "/editions/lamb/1%2Fedition.xml",
        "/editions/%00",
        "/editions/lamb%00/1",
        "/editions/%FF%FE",
        "/editions/lamb/%FF",
        "/editions/lamb/0",
        "/editions/lamb/01",
        "/editions/lamb/-1",
        "/editions/lamb/99999999999999999999",
        "/editions/lamb/latest",
        "/editions/LAMB",
        "/editions//",
        "/editions/lamb//edition.xml",
        "/editions/<script>alert(1)</script>",
        "/<script>",
        "//evil.example/",
        "/%5Cevil.example/x//",
        "/public/../Cargo.toml",
        "/public/%2e%2e/Cargo.toml",
        "/public/..%2fCargo.toml",
        "/public/.gitkeep",
        "/public/",
        "/public//etc/passwd",
        "/public/css",
        "/public/%00.css",
        "/.well-known/ni/sha-256/../x",
        "/.well-known/ni/sha-256/",
        "/.well-known/ni/md5/AAAA",
        "/editions/lamb/edition.xml/",
        "/editions/lamb/1/edition.xml/x",
        &long,
        &longer,
    ];
    for path in paths {
        let Ok(request) = Request::get(path).body(Body::empty()) else {
            continue;
        };
        let response = send(&house, request).await;
        let status = response.status();
        if status == StatusCode::PERMANENT_REDIRECT {
            let to = header(&response, "location");
            assert!(
                to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'),
                "{path}: {to}"
            );
            continue;
        }
        let known = [400, 404, 414].contains(&status.as_u16());
        assert!(known, "{path} was answered with {status}");
        assert_eq!(
            header(&response, "content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        let page = String::from_utf8(bytes(response).await).unwrap();
        assert!(page.contains("All editions"), "{path}: {page}");
        assert!(
            !page.contains("<script") && !page.contains("evil"),
            "{path}: {page}"
        );
    }
}

#[tokio::test]
async fn nothing_of_the_request_comes_back_unescaped_in_problem_details() {
    let house = house();
    let response = get(&house, "/x\"},{b", &[("accept", "application/json")]).await;
    let problem: serde_json::Value = serde_json::from_slice(&bytes(response).await).unwrap();
    assert_eq!(problem["status"], 404);
    assert_eq!(problem["instance"], "/x\"},{b");
}
