//! Where contents lie (OCFL 1.1 §3.5.2).

use std::collections::{BTreeMap, BTreeSet};

use super::super::json::Json;
use super::super::names::{BadPath, VersionName, check_path, conflict};
use super::{Reading, Statement};

impl Reading {
    /// Path → digest as it stands.
    pub(super) fn manifest(&mut self, value: Option<&Json>) -> Option<BTreeMap<String, String>> {
        let Some(value) = value else {
            self.say("E041", "the inventory has no `manifest`");
            return None;
        };
        let Some(entries) = value.members() else {
            self.say("E106", "the `manifest` is no object");
            return None;
        };
        let mut manifest = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (digest, paths) in entries {
            if !seen.insert(digest.to_ascii_lowercase()) {
                self.say(
                    "E096",
                    format!("the manifest has the digest {digest} twice"),
                );
            }
            if self.algorithm.is_some_and(|one| !one.fits(digest)) {
                self.say(
                    "E096",
                    format!("the manifest has the bad digest `{digest}`"),
                );
            }
            let Some(paths) = paths.texts() else {
                self.say(
                    "E092",
                    format!("what the manifest has for {digest} is no list"),
                );
                continue;
            };
            for path in paths {
                self.content_path(path, "the manifest");
                if manifest.insert(path.to_owned(), digest.clone()).is_some() {
                    self.say("E101", format!("the manifest has the path `{path}` twice"));
                }
            }
        }
        if let Some(path) = conflict(&manifest.keys().map(String::as_str).collect()) {
            self.say("E101", format!("`{path}` is a file and a folder"));
        }
        Some(manifest)
    }

    pub(super) fn content_path(&mut self, path: &str, place: &str) {
        match check_path(path) {
            Err(BadPath::Slash) => {
                let message = format!("{place} has a path with a slash at an end: {path}");
                self.say("E100", message);
            }
            Err(BadPath::Part) => {
                self.say(
                    "E099",
                    format!("{place} has a path with an odd part: {path}"),
                );
            }
            Ok(()) => {}
        }
    }

    /// That contents lie in the folders of versions.
    pub(super) fn places(
        &mut self,
        manifest: &BTreeMap<String, String>,
        versions: &BTreeMap<u32, Statement>,
        folder: Option<&str>,
    ) {
        for path in manifest.keys() {
            let mut parts = path.splitn(3, '/');
            let version = parts.next().and_then(VersionName::parse);
            let version = version.filter(|name| {
                let known = versions.get(&name.number);
                known.is_some_and(|known| known.name == *name)
            });
            let inside = parts.next() == Some(folder.unwrap_or("content"));
            if check_path(path).is_ok() && !(version.is_some() && inside && parts.next().is_some())
            {
                let message = format!("`{path}` lies in no folder for contents of a version");
                self.say("E042", message);
            }
        }
    }
}
