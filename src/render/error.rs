//! What stopped a page from being made?

use std::fmt;

/// Why templates could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A template does not compile, fails, or costs too much.
    Template {
        /// Its name: a path within the folder of templates.
        name: String,
        /// What is wrong, with the line if it is known.
        message: String,
    },
    /// A rule cannot be used.
    Rules {
        /// What is wrong, with the rule.
        message: String,
    },
    /// A message of the interface cannot be used.
    Messages {
        /// The language.
        language: String,
        /// What is wrong, with the message.
        message: String,
    },
    /// A file or folder of a theme cannot be read.
    Theme {
        /// Its path.
        path: String,
        /// What the system says.
        message: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template { name, message } => write!(f, "template `{name}`: {message}"),
            Self::Rules { message } => write!(f, "`rules.toml`: {message}"),
            Self::Messages { language, message } => {
                write!(f, "`messages/{language}.toml`: {message}")
            }
            Self::Theme { path, message } => write!(f, "theme `{path}`: {message}"),
        }
    }
}

impl std::error::Error for Error {}
