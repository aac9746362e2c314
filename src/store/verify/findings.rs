//! What is found wrong, with the place it is at.

use std::path::{Path, PathBuf};

use super::Damage;
use crate::edition::EditionId;

/// Collects what is wrong with an object.
pub struct Findings<'a> {
    /// What paths are given below of.
    root: &'a Path,
    /// The edition, once it is known.
    pub edition: Option<EditionId>,
    /// Everything so far.
    pub damages: Vec<Damage>,
}

impl<'a> Findings<'a> {
    /// None yet.
    pub fn new(root: &'a Path) -> Self {
        Self {
            root,
            edition: None,
            damages: Vec::new(),
        }
    }

    /// Adds one.
    pub fn blame(
        &mut self,
        version: Option<u32>,
        path: &Path,
        code: &'static str,
        message: impl Into<String>,
    ) {
        self.damages.push(Damage {
            edition: None,
            version,
            path: below(path, self.root),
            code: Some(code),
            message: message.into(),
        });
    }

    /// All of them, with the edition they are about.
    pub fn finish(mut self) -> Vec<Damage> {
        for damage in &mut self.damages {
            damage.edition.clone_from(&self.edition);
        }
        self.damages
    }
}

/// A path as seen from `root`.
pub fn below(path: &Path, root: &Path) -> PathBuf {
    path.strip_prefix(root).unwrap_or(path).to_owned()
}
