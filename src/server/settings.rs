//! What is meant by what the operator wrote?

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::addresses::Addresses;
use super::oai::is_namespace;
use super::options::Options;
use crate::wording::ENGLISH;

/// How much is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What went wrong.
    Error,
    /// What may go wrong.
    Warn,
    /// One line per request.
    Info,
    /// What a developer wants to know.
    Debug,
    /// Everything.
    Trace,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

/// The settings as used: every one has a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// How addresses are written.
    pub addresses: Addresses,
    /// Folder of the store.
    pub store: PathBuf,
    /// Folder of the index of words; none: beside the store.
    pub index: Option<PathBuf>,
    /// Folder laid over the built-in templates.
    pub theme: Option<PathBuf>,
    /// The name of the site.
    pub site_name: String,
    /// The language in which the site speaks to who asks for none that it has.
    pub language: String,
    /// Whom harvesters write to.
    pub contact: Option<String>,
    /// What stands in all identifiers of records: a domain.
    pub oai_namespace: Option<String>,
    /// Whether templates and assets are read from disk.
    pub development: bool,
    /// How much is logged.
    pub log_level: LogLevel,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Bytes of prepared pages and files kept in memory.
    pub cache_bytes: usize,
    /// How long a new publication may go unnoticed.
    pub refresh: Duration,
    /// Pages rendered at the same time.
    pub concurrent_renders: usize,
    /// Open connections.
    pub connections: usize,
    /// For a client to send the head of a request, and to send the next one.
    pub header_timeout: Duration,
    /// For an answer to be made.
    pub request_timeout: Duration,
    /// Bytes of a request's body.
    pub body_limit: usize,
    /// Bytes of a file that is handed in.
    pub upload_limit: usize,
    /// Bytes of an archive of many files that is handed in.
    pub batch_limit: usize,
    /// For a file that is handed in to arrive.
    pub upload_time: Duration,
    /// Requests in a minute with one access token.
    pub requests_per_minute: u32,
    /// For requests to be finished after a signal to stop.
    pub shutdown: Duration,
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSetting {
    /// Its key in the file.
    pub key: &'static str,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "setting `{}`: {}", self.key, self.message)
    }
}

impl std::error::Error for BadSetting {}

impl Settings {
    /// The settings that `options` mean.
    ///
    /// # Errors
    /// [`BadSetting`] names the first one that cannot be used.
    pub fn new(options: Options) -> Result<Self, BadSetting> {
        Ok(Self {
            address: address(options.address.as_deref().unwrap_or("127.0.0.1:8080"))?,
            addresses: Addresses::new(options.base_url.as_deref().unwrap_or(""))
                .map_err(|message| bad("base_url", message))?,
            store: options.store.unwrap_or_else(|| "data/store".into()),
            index: options.index,
            theme: options.theme,
            site_name: options.site_name.unwrap_or_else(|| "Variorum".into()),
            language: options.language.unwrap_or_else(|| ENGLISH.into()),
            contact: contact(options.contact)?,
            oai_namespace: namespace(options.oai_namespace)?,
            development: options.development.unwrap_or(false),
            log_level: log_level(options.log_level.as_deref().unwrap_or("info"))?,
            log_format: log_format(options.log_format.as_deref().unwrap_or("human"))?,
            // A page of 100 kB is kept three times, in about 150 kB: some 400 pages.
            cache_bytes: size("cache_bytes", options.cache_bytes, 64 << 20, 0)?,
            refresh: Duration::from_secs(options.refresh_seconds.unwrap_or(1)),
            concurrent_renders: size("concurrent_renders", options.concurrent_renders, cores(), 1)?,
            connections: size("connections", options.connections, 1024, 1)?,
            header_timeout: seconds("header_timeout_seconds", options.header_timeout_seconds, 30)?,
            request_timeout: seconds(
                "request_timeout_seconds",
                options.request_timeout_seconds,
                30,
            )?,
            body_limit: size("body_limit_bytes", options.body_limit_bytes, 1 << 20, 0)?,
            upload_limit: size(
                "upload_limit_bytes",
                options.upload_limit_bytes,
                64 << 20,
                1,
            )?,
            batch_limit: size("batch_limit_bytes", options.batch_limit_bytes, 4 << 30, 1)?,
            upload_time: seconds(
                "upload_timeout_seconds",
                options.upload_timeout_seconds,
                120,
            )?,
            // A whole collection, one file after the other, as fast as it goes.
            requests_per_minute: size("requests_per_minute", options.requests_per_minute, 6000, 1)?
                .try_into()
                .unwrap_or(u32::MAX),
            shutdown: Duration::from_secs(options.shutdown_seconds.unwrap_or(10)),
        })
    }
}

fn bad(key: &'static str, message: impl Into<String>) -> BadSetting {
    let message = message.into();
    BadSetting { key, message }
}

fn address(text: &str) -> Result<SocketAddr, BadSetting> {
    let expected = "expected an IP address and a port, as `127.0.0.1:8080` or `[::1]:8080`";
    (text.parse()).map_err(|_| bad("address", format!("found `{text}`; {expected}")))
}

/// An address of mail, as OAI-PMH takes it.
fn contact(text: Option<String>) -> Result<Option<String>, BadSetting> {
    let good = |text: &String| {
        let parts = text.split_once('@');
        let plain = !text.contains(char::is_whitespace);
        plain && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let expected = "expected an address of mail, as `library@example.org`";
    match text {
        Some(text) if !good(&text) => Err(bad("contact", format!("found `{text}`; {expected}"))),
        text => Ok(text),
    }
}

fn namespace(text: Option<String>) -> Result<Option<String>, BadSetting> {
    let expected = "expected a domain, as `editions.example.org`";
    match text {
        Some(text) if !is_namespace(&text) => {
            Err(bad("oai_namespace", format!("found `{text}`; {expected}")))
        }
        text => Ok(text),
    }
}

fn log_level(text: &str) -> Result<LogLevel, BadSetting> {
    Ok(match text {
        "off" => LogLevel::Off,
        "error" => LogLevel::Error,
        "warn" => LogLevel::Warn,
        "info" => LogLevel::Info,
        "debug" => LogLevel::Debug,
        "trace" => LogLevel::Trace,
        _ => {
            let expected = "expected off, error, warn, info, debug or trace";
            return Err(bad("log_level", format!("found `{text}`; {expected}")));
        }
    })
}

fn log_format(text: &str) -> Result<LogFormat, BadSetting> {
    match text {
        "human" => Ok(LogFormat::Human),
        "json" => Ok(LogFormat::Json),
        _ => Err(bad(
            "log_format",
            format!("found `{text}`; expected human or json"),
        )),
    }
}

fn size(
    key: &'static str,
    written: Option<u64>,
    default: usize,
    least: usize,
) -> Result<usize, BadSetting> {
    let value = match written {
        Some(value) => usize::try_from(value).unwrap_or(usize::MAX),
        None => default,
    };
    if value < least {
        return Err(bad(
            key,
            format!("found {value}; expected at least {least}"),
        ));
    }
    // What a semaphore of the runtime can count.
    Ok(value.min(usize::MAX >> 3))
}

fn seconds(key: &'static str, written: Option<u64>, default: u64) -> Result<Duration, BadSetting> {
    match written.unwrap_or(default) {
        0 => Err(bad(key, "found 0; expected at least 1")),
        seconds => Ok(Duration::from_secs(seconds)),
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_used_is_named() {
        type Change = fn(&mut Options);
        let table: [(Change, &str); 7] = [
            (
                |o| o.contact = Some("somebody".into()),
                "setting `contact`: found `somebody`; expected an address of mail",
            ),
            (
                |o| o.oai_namespace = Some("localhost".into()),
                "setting `oai_namespace`: found `localhost`; expected a domain",
            ),
            (
                |o| o.address = Some("here".into()),
                "setting `address`: found `here`; expected an IP",
            ),
            (
                |o| o.base_url = Some("ftp://x".into()),
                "setting `base_url`: found `ftp://x`",
            ),
            (
                |o| o.log_level = Some("loud".into()),
                "setting `log_level`: found `loud`",
            ),
            (
                |o| o.connections = Some(0),
                "setting `connections`: found 0; expected at least 1",
            ),
            (
                |o| o.request_timeout_seconds = Some(0),
                "setting `request_timeout_seconds`: found 0",
            ),
        ];
        for (change, expected) in table {
            let mut options = Options::default();
            change(&mut options);
            let message = Settings::new(options).unwrap_err().to_string();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    #[test]
    fn defaults_can_be_used() {
        let settings = Settings::new(Options::default()).unwrap();
        assert_eq!(settings.address.to_string(), "127.0.0.1:8080");
        assert_eq!(settings.addresses.home(), "/");
    }
}
