//! `variorum serve`: the editions on the web.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::report::{self, Format};
use super::{Ending, Failure, Outcome, files};
use crate::operations::shipped;
use crate::server::{self, House, Options, Settings};
use crate::source::SourceText;
use crate::store::Store;

/// Serve the published editions on the web.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum serve
  variorum serve --config variorum.toml --address 0.0.0.0:8080

Without a store the editions that come with the program are shown. TLS is left to a proxy.")]
pub struct Arguments {
    /// The configuration file; without it, variorum.toml in the working folder, if there is one.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Where to listen: IP address and port [default: 127.0.0.1:8080].
    #[arg(long)]
    address: Option<String>,

    /// What stands before every address that is given out, behind a proxy.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// Folder of the store, or s3://bucket/prefix [default: data/store, if it is there].
    #[arg(long, value_name = "FOLDER", env = "VARIORUM_STORE")]
    store: Option<PathBuf>,

    /// Folder of the index of words [default: beside the store].
    #[arg(long, value_name = "FOLDER")]
    index: Option<PathBuf>,

    /// Folder laid over the built-in templates.
    #[arg(long, value_name = "FOLDER")]
    theme: Option<PathBuf>,

    /// The name of the site.
    #[arg(long, value_name = "NAME")]
    site_name: Option<String>,

    /// The language in which the site speaks to who asks for none that it has
    /// [default: en].
    #[arg(long, value_name = "TAG")]
    language: Option<String>,

    /// Whom harvesters write to [default: postmaster at the domain of the site].
    #[arg(long, value_name = "MAIL")]
    contact: Option<String>,

    /// What stands in the identifiers of records [default: the domain of the site].
    #[arg(long, value_name = "DOMAIN")]
    oai_namespace: Option<String>,

    /// Read templates and assets from disk at every request.
    #[arg(long, num_args = 0..=1, default_missing_value = "true")]
    development: Option<bool>,

    /// off, error, warn, info, debug or trace.
    #[arg(long, value_name = "LEVEL")]
    log_level: Option<String>,

    /// human or json.
    #[arg(long, value_name = "FORM")]
    log_format: Option<String>,

    /// Bytes of prepared pages and files kept in memory.
    #[arg(long, value_name = "BYTES")]
    cache_bytes: Option<u64>,

    /// Seconds until a new publication is noticed.
    #[arg(long, value_name = "SECONDS")]
    refresh_seconds: Option<u64>,

    /// Pages rendered at the same time.
    #[arg(long, value_name = "NUMBER")]
    concurrent_renders: Option<u64>,

    /// Open connections.
    #[arg(long, value_name = "NUMBER")]
    connections: Option<u64>,

    /// Seconds for a client to send the head of a request.
    #[arg(long, value_name = "SECONDS")]
    header_timeout_seconds: Option<u64>,

    /// Seconds for an answer to be made.
    #[arg(long, value_name = "SECONDS")]
    request_timeout_seconds: Option<u64>,

    /// Bytes of a request's body.
    #[arg(long, value_name = "BYTES")]
    body_limit_bytes: Option<u64>,

    /// Bytes of a file that is handed in.
    #[arg(long, value_name = "BYTES")]
    upload_limit_bytes: Option<u64>,

    /// Bytes of an archive of many files that is handed in.
    #[arg(long, value_name = "BYTES")]
    batch_limit_bytes: Option<u64>,

    /// Seconds for a file that is handed in to arrive.
    #[arg(long, value_name = "SECONDS")]
    upload_timeout_seconds: Option<u64>,

    /// Requests in a minute with one access token.
    #[arg(long, value_name = "NUMBER")]
    requests_per_minute: Option<u64>,

    /// Seconds for requests to be finished after a signal to stop.
    #[arg(long, value_name = "SECONDS")]
    shutdown_seconds: Option<u64>,
}

pub fn run(mut arguments: Arguments, format: Format) -> Outcome {
    let file = configuration(arguments.config.take(), format)?;
    let options = arguments.options().over(file);
    let named = options.store.is_some();
    let settings = Settings::new(options)?;
    server::start_log(&settings);
    let store = open(&settings.store, named)?;
    let house = House::furnish(settings, Arc::new(store)).map_err(Failure)?;
    server::serve(house, |address| {
        report::say(&format!(
            "Variorum is open at http://{address}/ (Ctrl-C closes it)"
        ));
    })?;
    Ok(Ending::Clean)
}

/// The store on disk; the shipped editions if there is none and none was named.
fn open(folder: &Path, named: bool) -> Result<Store, Failure> {
    if named || folder.exists() {
        return Ok(Store::open(folder)?);
    }
    let message = "no store at data/store: showing the editions that come with the program";
    report::say(message);
    shipped().map_err(Failure)
}

fn configuration(named: Option<PathBuf>, format: Format) -> Result<Options, Failure> {
    let usual = Path::new("variorum.toml");
    let Some(path) = named.or_else(|| usual.exists().then(|| usual.to_owned())) else {
        return Ok(Options::default());
    };
    let bytes = files::read(&path)?;
    let name = path.to_string_lossy();
    let source = SourceText::decode(name.as_ref(), &bytes, None)
        .map_err(|error| Failure(format!("{name}: {error}")))?;
    Options::read(&source)
        .map_err(|findings| report::reject(&crate::xml::Rejected { source, findings }, format))
}

impl Arguments {
    fn options(self) -> Options {
        Options {
            address: self.address,
            base_url: self.base_url,
            store: self.store,
            index: self.index,
            theme: self.theme,
            site_name: self.site_name,
            language: self.language,
            contact: self.contact,
            oai_namespace: self.oai_namespace,
            development: self.development,
            log_level: self.log_level,
            log_format: self.log_format,
            cache_bytes: self.cache_bytes,
            refresh_seconds: self.refresh_seconds,
            concurrent_renders: self.concurrent_renders,
            connections: self.connections,
            header_timeout_seconds: self.header_timeout_seconds,
            request_timeout_seconds: self.request_timeout_seconds,
            body_limit_bytes: self.body_limit_bytes,
            upload_limit_bytes: self.upload_limit_bytes,
            batch_limit_bytes: self.batch_limit_bytes,
            upload_timeout_seconds: self.upload_timeout_seconds,
            requests_per_minute: self.requests_per_minute,
            shutdown_seconds: self.shutdown_seconds,
        }
    }
}
