//! What is already HTML?

use minijinja::Value;
use serde::{Serialize, Serializer};

use super::safety::escape;

/// HTML that templates print as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// HTML that was made by a template or by this module.
    pub fn new(html: impl Into<String>) -> Self {
        Self(html.into())
    }

    /// Plain text as HTML.
    pub fn text(text: &str) -> Self {
        Self(escape(text).into_owned())
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Html {
    /// A safe string for templates, a plain one for everything else.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}
