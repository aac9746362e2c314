//! What did the operator write?

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostic, nearest};
use crate::source::{SourceText, Span};

/// The settings as written in `variorum.toml` or as flags: everything may be
/// left out. [`super::Settings::new`] says what is then meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Where to listen: address and port.
    pub address: Option<String>,
    /// What stands before every address that is given out: `https://example.org`.
    pub base_url: Option<String>,
    /// Folder of the store.
    pub store: Option<PathBuf>,
    /// Folder of the index of words.
    pub index: Option<PathBuf>,
    /// Folder laid over the built-in templates.
    pub theme: Option<PathBuf>,
    /// The name of the site.
    pub site_name: Option<String>,
    /// The language in which the site speaks to who asks for none that it has.
    pub language: Option<String>,
    /// Whom harvesters write to: an address of mail.
    pub contact: Option<String>,
    /// What stands in all identifiers of records for harvesters: a domain.
    pub oai_namespace: Option<String>,
    /// Read templates and assets from disk at every request.
    pub development: Option<bool>,
    /// `error`, `warn`, `info`, `debug`, `trace` or `off`.
    pub log_level: Option<String>,
    /// `human` or `json`.
    pub log_format: Option<String>,
    /// Bytes of prepared pages and files kept in memory.
    pub cache_bytes: Option<u64>,
    /// Seconds until a new publication is noticed; 0 looks at every request.
    pub refresh_seconds: Option<u64>,
    /// Pages rendered at the same time.
    pub concurrent_renders: Option<u64>,
    /// Open connections.
    pub connections: Option<u64>,
    /// Seconds for a client to send the head of a request.
    pub header_timeout_seconds: Option<u64>,
    /// Seconds for an answer to be made.
    pub request_timeout_seconds: Option<u64>,
    /// Bytes of a request's body.
    pub body_limit_bytes: Option<u64>,
    /// Bytes of a file that is handed in.
    pub upload_limit_bytes: Option<u64>,
    /// Bytes of an archive of many files that is handed in.
    pub batch_limit_bytes: Option<u64>,
    /// Seconds for a file that is handed in to arrive.
    pub upload_timeout_seconds: Option<u64>,
    /// Requests in a minute with one access token.
    pub requests_per_minute: Option<u64>,
    /// Seconds for requests to be finished after a signal to stop.
    pub shutdown_seconds: Option<u64>,
}

impl Options {
    /// Reads a configuration file (TOML 1.1).
    ///
    /// # Errors
    /// Findings `configuration-syntax`, `configuration-unknown-key` (with the
    /// nearest key) and `configuration-value`, each with its place.
    pub fn read(source: &SourceText) -> Result<Self, Vec<Diagnostic>> {
        let table = toml::de::DeTable::parse(source.text())
            .map_err(|error| vec![finding("configuration-syntax", &error)])?;
        let known = keys();
        let unknown: Vec<_> = (table.get_ref().keys())
            .filter(|key| !known.iter().any(|name| name == key.get_ref()))
            .map(|key| unknown_key(key.get_ref(), key.span(), &known))
            .collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        toml::from_str(source.text()).map_err(|error| vec![finding("configuration-value", &error)])
    }

    /// These options, and those of `under` where these say nothing: flags over
    /// the file.
    pub fn over(self, under: Self) -> Self {
        Self {
            address: self.address.or(under.address),
            base_url: self.base_url.or(under.base_url),
            store: self.store.or(under.store),
            index: self.index.or(under.index),
            theme: self.theme.or(under.theme),
            site_name: self.site_name.or(under.site_name),
            language: self.language.or(under.language),
            contact: self.contact.or(under.contact),
            oai_namespace: self.oai_namespace.or(under.oai_namespace),
            development: self.development.or(under.development),
            log_level: self.log_level.or(under.log_level),
            log_format: self.log_format.or(under.log_format),
            cache_bytes: self.cache_bytes.or(under.cache_bytes),
            refresh_seconds: self.refresh_seconds.or(under.refresh_seconds),
            concurrent_renders: self.concurrent_renders.or(under.concurrent_renders),
            connections: self.connections.or(under.connections),
            header_timeout_seconds: self.header_timeout_seconds.or(under.header_timeout_seconds),
            request_timeout_seconds: (self.request_timeout_seconds)
                .or(under.request_timeout_seconds),
            body_limit_bytes: self.body_limit_bytes.or(under.body_limit_bytes),
            upload_limit_bytes: self.upload_limit_bytes.or(under.upload_limit_bytes),
            batch_limit_bytes: self.batch_limit_bytes.or(under.batch_limit_bytes),
            upload_timeout_seconds: self.upload_timeout_seconds.or(under.upload_timeout_seconds),
            requests_per_minute: self.requests_per_minute.or(under.requests_per_minute),
            shutdown_seconds: self.shutdown_seconds.or(under.shutdown_seconds),
        }
    }
}

/// The keys, as the fields of [`Options`] are named.
fn keys() -> Vec<String> {
    match serde_json::to_value(Options::default()) {
        Ok(serde_json::Value::Object(map)) => map.into_iter().map(|(key, _)| key).collect(),
        _ => Vec::new(),
    }
}

fn unknown_key(key: &str, span: std::ops::Range<usize>, known: &[String]) -> Diagnostic {
    let message = format!("there is no setting `{key}`");
    let span = Span::new(span.start, span.end);
    let error = Diagnostic::error("configuration-unknown-key", span, message);
    match nearest(key, known.iter().map(String::as_str)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("settings are: {}", known.join(", "))),
    }
}

fn finding(code: &'static str, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    Diagnostic::error(code, Span::new(span.start, span.end), error.message())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Options, Vec<Diagnostic>> {
        Options::read(&SourceText::new("variorum.toml", text))
    }

    #[test]
    fn flags_win_over_the_file() {
        let file = read("address = \"0.0.0.0:80\"\nsite_name = \"Leaflets\"").unwrap();
        let flags = Options {
            address: Some("127.0.0.1:1".into()),
            ..Options::default()
        };
        let both = flags.over(file);
        assert_eq!(both.address.as_deref(), Some("127.0.0.1:1"));
        assert_eq!(both.site_name.as_deref(), Some("Leaflets"));
    }

    #[test]
    fn every_key_is_merged() {
        let keys = keys();
        let text: String = (keys.iter())
            .map(|key| match key.as_str() {
                "development" => "development = true\n".to_owned(),
                key if key.ends_with("_seconds") || key.ends_with("_bytes") => {
                    format!("{key} = 7\n")
                }
                "concurrent_renders" | "connections" | "requests_per_minute" => {
                    format!("{key} = 7\n")
                }
                key => format!("{key} = \"x\"\n"),
            })
            .collect();
        let full = read(&text).unwrap();
        assert_eq!(Options::default().over(full.clone()), full);
        let merged = serde_json::to_value(full.over(Options::default())).unwrap();
        assert!(
            merged
                .as_object()
                .unwrap()
                .values()
                .all(|value| !value.is_null())
        );
    }

    #[test]
    fn an_unknown_key_is_answered_with_the_nearest() {
        let findings = read("port = 1\n\nadress = \"x\"").unwrap_err();
        assert_eq!(findings.len(), 2);
        let found = (findings.iter()).find(|finding| finding.message.contains("adress"));
        let found = found.unwrap();
        assert_eq!(found.code, "configuration-unknown-key");
        assert_eq!(found.span, Span::new(10, 16));
        assert_eq!(found.hints, ["did you mean `address`?"]);
    }

    #[test]
    fn a_wrong_value_has_a_place() {
        let findings = read("\ncache_bytes = \"much\"").unwrap_err();
        assert_eq!(findings[0].code, "configuration-value");
        assert_eq!(findings[0].span, Span::new(15, 21));
        assert_eq!(read("a = ").unwrap_err()[0].code, "configuration-syntax");
    }
}
