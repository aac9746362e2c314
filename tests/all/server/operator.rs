//! What the operator writes and reads.

use std::sync::{Arc, Mutex};

use variorum::server::{Options, Settings};
use variorum::source::SourceText;

use super::double::house;
use super::{bytes, defaults, get};

/// What a log wrote.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        std::io::Write::write(&mut *self.0.lock().unwrap(), bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_what_was_done_and_not_who_did_it() {
    let lines = Lines::default();
    let writer = lines.clone();
    let log = tracing_subscriber::fmt()
        .json()
        .with_writer(move || writer.clone())
        .finish();
    let guard = tracing::subscriber::set_default(log);
    let house = house();
    // Tests beside this one run without a log, and may have decided that nobody
    // listens to these lines; ask until that is put right.
    while lines.0.lock().unwrap().is_empty() {
        tracing::callsite::rebuild_interest_cache();
        get(&house, "/about", &[]).await;
    }
    lines.0.lock().unwrap().clear();
    let headers = [("user-agent", "Telltale"), ("cookie", "telltale=1")];
    let length = bytes(get(&house, "/editions/lamb?telltale=1", &headers).await)
        .await
        .len();
    get(&house, "/editions/lamb?telltale=1", &headers).await;
    drop(guard);

    let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(!lines.to_lowercase().contains("telltale"), "{lines}");
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    for (line, cache) in lines.iter().zip(["miss", "hit"]) {
        let fields = &line["fields"];
        assert_eq!(fields["method"], "GET");
        assert_eq!(fields["path"], "/editions/lamb");
        assert_eq!(fields["status"], 200);
        assert_eq!(fields["bytes"], length);
        assert_eq!(fields["cache"], cache);
        assert!(fields["milliseconds"].is_number() && fields["request"].is_number());
    }
}

#[test]
fn the_example_configuration_says_the_defaults() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/variorum.toml.example");
    let text = std::fs::read_to_string(path).unwrap();
    let as_it_is = SourceText::new(path, text.clone());
    assert_eq!(
        Options::read(&as_it_is).unwrap(),
        Options::default(),
        "everything is a comment"
    );

    let settings: String = (text.lines())
        .filter_map(|line| line.strip_prefix("#"))
        .filter(|line| {
            line.split(" = ")
                .next()
                .is_some_and(|key| !key.contains(' '))
                && line.contains(" = ")
        })
        .map(|line| format!("{line}\n"))
        .collect();
    let mut written = Options::read(&SourceText::new(path, settings)).unwrap();
    let every = serde_json::to_value(&written).unwrap();
    for (key, value) in every.as_object().unwrap() {
        assert!(!value.is_null(), "{key} is missing in the example");
    }
    // These have no default: the example shows how they look.
    written.base_url = None;
    written.index = None;
    written.theme = None;
    written.contact = None;
    written.oai_namespace = None;
    written.concurrent_renders = None;
    assert_eq!(Settings::new(written).unwrap(), defaults());
}
