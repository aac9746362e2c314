//! What does the operator see?

use std::io::{self, IsTerminal};

use tracing::level_filters::LevelFilter;

use super::settings::{LogFormat, LogLevel, Settings};

/// Starts the log, on standard error. Once per process: a second call, as in
/// tests, changes nothing.
pub fn start(settings: &Settings) {
    let log = tracing_subscriber::fmt()
        .with_max_level(filter(settings.log_level))
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    // An error means that there is a log already.
    let _ = match settings.log_format {
        LogFormat::Human => tracing::subscriber::set_global_default(log.finish()),
        LogFormat::Json => {
            let log = log.json().flatten_event(true).with_current_span(false);
            tracing::subscriber::set_global_default(log.with_span_list(false).finish())
        }
    };
}

fn filter(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}
