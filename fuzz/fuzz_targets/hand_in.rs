//! Whatever is sent to be published, tried, kept as a draft, collated or withdrawn,
//! with whatever digests, conditions and parts: it is done or refused; what is refused
//! has published nothing, and the server is never at fault.
//!
//! Input: method and address; a header on each line; an empty line; the body.
#![no_main]

use std::sync::{Arc, OnceLock};

use axum::body::{Body, to_bytes};
use axum::http::Request;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;
use variorum::access::{Access, Permission};
use variorum::operations::{Grant, grant};
use variorum::server::{House, Options, Settings, router};
use variorum::store::Store;

struct Site {
    runtime: Runtime,
    house: Arc<House>,
    store: Arc<Store>,
    bearer: String,
}

fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = std::env::temp_dir().join(format!("variorum-fuzz-{}", std::process::id()));
        let place = folder.join("store");
        let store = Arc::new(Store::open_or_create(&place).expect("a store"));
        let settings = Settings::new(Options {
            store: Some(place.clone()),
            requests_per_minute: Some(1_000_000_000),
            ..Options::default()
        });
        let house = House::furnish(settings.expect("settings"), store.clone());
        let wish = Grant {
            holder: "Ada".into(),
            address: String::new(),
            may: Permission::ALL.into(),
            editions: vec!["*".parse().expect("a pattern")],
            until: None,
        };
        let (secret, _) = grant(&Access::of(&store).expect("a place"), "fuzzing", wish).expect("a token");
        let runtime = Builder::new_current_thread().enable_all().build();
        Site {
            runtime: runtime.expect("a runtime"),
            house: house.expect("a house"),
            store,
            bearer: format!("Bearer {secret}"),
        }
    })
}

fuzz_target!(|input: &[u8]| {
    let site = site();
    let end = input.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = input.split_at(end.unwrap_or(input.len()));
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let (method, address) = lines.next().and_then(|line| line.split_once(' ')).unwrap_or(("PUT", ""));
    // A batch is worked off behind: what it publishes would be taken for that of others.
    if address.contains("batches") {
        return;
    }
    let mut request = Request::builder().method(method).uri(address);
    request = request.header("authorization", &site.bearer);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    let body = body.get(2..).unwrap_or_default().to_vec();
    let Ok(request) = request.body(Body::from(body)) else {
        return;
    };
    let before = site.store.position().expect("a position");
    let status = site.runtime.block_on(async {
        let response = router(site.house.clone()).oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        status
    });
    assert!(status < 500, "{status}");
    if status >= 400 {
        assert_eq!(site.store.position().expect("a position"), before);
    }
});
