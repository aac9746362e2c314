//! Digests of other kinds (OCFL 1.1 §3.5.4).

use std::collections::{BTreeMap, BTreeSet};

use super::super::algorithm::Algorithm;
use super::super::json::Json;
use super::super::names::check_path;
use super::Reading;

impl Reading {
    pub(super) fn fixity(
        &mut self,
        value: Option<&Json>,
        manifest: Option<&BTreeMap<String, String>>,
        minor: Option<u8>,
    ) -> Vec<(Algorithm, String, String)> {
        let Some(value) = value else {
            return Vec::new();
        };
        let Some(blocks) = value.members() else {
            let code = if minor == Some(0) { "E056" } else { "E111" };
            self.say(code, "`fixity` is no object");
            return Vec::new();
        };
        let mut fixity = Vec::new();
        for (name, block) in blocks {
            let algorithm = Algorithm::named(name);
            for (path, digest) in self.fixity_block(name, block) {
                if manifest.is_some_and(|manifest| !manifest.contains_key(&path)) {
                    let message = format!("fixity `{name}` has `{path}`, the manifest has not");
                    self.say("E057", message);
                }
                match algorithm {
                    Some(one) if !one.fits(&digest) => {
                        let message = format!("fixity `{name}` has the bad digest `{digest}`");
                        self.say("E057", message);
                    }
                    Some(one) => fixity.push((one, path, digest.to_ascii_lowercase())),
                    // Others may be used; nobody has to know them (§3.5.4).
                    None => {}
                }
            }
        }
        fixity
    }

    fn fixity_block(&mut self, name: &str, block: &Json) -> Vec<(String, String)> {
        let Some(entries) = block.members() else {
            self.say("E057", format!("fixity `{name}` is no object"));
            return Vec::new();
        };
        let mut found: Vec<(String, String)> = Vec::new();
        let (mut digests, mut paths) = (BTreeSet::new(), BTreeSet::new());
        for (digest, listed) in entries {
            if !digests.insert(digest.to_ascii_lowercase()) {
                let message = format!("fixity `{name}` has the digest {digest} twice");
                self.say("E097", message);
            }
            let Some(listed) = listed.texts() else {
                self.say("E057", format!("fixity `{name}` has no list for {digest}"));
                continue;
            };
            for path in listed {
                if !paths.insert(path.to_owned()) {
                    let message = format!("fixity `{name}` has the path `{path}` twice");
                    self.say("E101", message);
                    continue;
                }
                self.content_path(path, &format!("fixity `{name}`"));
                if check_path(path).is_ok() {
                    found.push((path.to_owned(), digest.clone()));
                }
            }
        }
        found
    }
}
