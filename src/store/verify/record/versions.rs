//! What versions hold, who made them, when and why (OCFL 1.1 §3.5.3).

use std::collections::{BTreeMap, BTreeSet};

use super::super::json::Json;
use super::super::names::{BadPath, VersionName, check_path, conflict, is_moment, is_uri};
use super::{Reading, Statement};

impl Reading {
    pub(super) fn versions(&mut self, value: Option<&Json>) -> Option<BTreeMap<u32, Statement>> {
        let Some(value) = value else {
            self.say("E041", "the inventory has no `versions`");
            return None;
        };
        let Some(members) = value.members() else {
            self.say("E044", "`versions` is no object");
            return None;
        };
        let mut versions = BTreeMap::new();
        let mut names: Vec<VersionName> = Vec::new();
        for (name, block) in members {
            let Some(name) = VersionName::parse(name) else {
                self.say("E104", format!("`{name}` is no name of a version"));
                continue;
            };
            if names.iter().any(|other| other.number == name.number) {
                self.say("E033", format!("version {} is there twice", name.number));
                continue;
            }
            names.push(name.clone());
            let statement = self.statement(name, block);
            versions.extend(statement.map(|found| (found.name.number, found)));
        }
        self.sequence(&names);
        Some(versions)
    }

    /// That versions are numbered from 1 without gaps, all in the same way.
    fn sequence(&mut self, names: &[VersionName]) {
        let Some(first) = names.first() else {
            self.say("E008", "the inventory has no version");
            return;
        };
        let newest = names.iter().map(|name| name.number).max().unwrap_or(0);
        if newest as usize != names.len() {
            let missing = (1..=newest).find(|n| names.iter().all(|name| name.number != *n));
            let code = if missing == Some(1) { "E009" } else { "E010" };
            let message = format!("version {} is missing", missing.unwrap_or(0));
            self.say(code, message);
        }
        let padding = first.padding();
        let same = |name: &VersionName| match padding {
            Some(width) => name.padding() == Some(width),
            None => name.padding().is_none(),
        };
        if names.iter().any(|name| name.padding().is_some()) {
            self.say("W001", "version numbers are padded with zeros");
        }
        if !names.iter().all(same) {
            self.say("E013", "version numbers are not padded all alike");
        }
    }

    fn statement(&mut self, name: VersionName, block: &Json) -> Option<Statement> {
        let number = name.number;
        let Some(members) = block.members() else {
            self.say("E047", format!("version {number} is no object"));
            return None;
        };
        let known = ["created", "state", "message", "user"];
        let fields = self.fields(members, &known, &format!("version {number}"));
        let created = self.created(fields.get("created").copied(), number);
        let state = self.state(fields.get("state").copied(), number);
        match fields.get("message") {
            None => self.say("W007", format!("version {number} has no `message`")),
            Some(Json::Text(_)) => {}
            Some(_) => {
                let message = format!("the `message` of version {number} is no string");
                self.say("E094", message);
            }
        }
        match fields.get("user") {
            None => self.say("W007", format!("version {number} has no `user`")),
            Some(user) => self.user(user, number),
        }
        Some(Statement {
            name,
            created: created?,
            message: fields.get("message").map(|json| (*json).clone()),
            user: fields.get("user").map(|json| (*json).clone()),
            state: state?,
        })
    }

    fn created(&mut self, value: Option<&Json>, number: u32) -> Option<String> {
        let Some(value) = value else {
            self.say("E048", format!("version {number} has no `created`"));
            return None;
        };
        let moment = value.text().filter(|text| is_moment(text));
        if moment.is_none() {
            let message = format!("`created` of version {number} is no moment of RFC 3339");
            self.say("E049", message);
        }
        moment.map(str::to_owned)
    }

    fn user(&mut self, value: &Json, number: u32) {
        let Some(members) = value.members() else {
            self.say(
                "E054",
                format!("the `user` of version {number} is no object"),
            );
            return;
        };
        let what = format!("the user of version {number}");
        let fields = self.fields(members, &["name", "address"], &what);
        let name = fields.get("name").and_then(|name| name.text());
        if name.is_none_or(str::is_empty) {
            self.say("E054", format!("{what} has no name"));
        }
        match fields.get("address").map(|address| address.text()) {
            None => self.say("W008", format!("{what} has no address")),
            Some(None) => self.say("E054", format!("the address of {what} is no string")),
            Some(Some(address)) if !is_uri(address) => {
                self.say(
                    "W009",
                    format!("the address of {what} is no URI: {address}"),
                );
            }
            Some(Some(_)) => {}
        }
    }

    /// Name → digest as it stands.
    fn state(&mut self, value: Option<&Json>, number: u32) -> Option<BTreeMap<String, String>> {
        let Some(value) = value else {
            self.say("E048", format!("version {number} has no `state`"));
            return None;
        };
        let Some(entries) = value.members() else {
            self.say(
                "E050",
                format!("the `state` of version {number} is no object"),
            );
            return None;
        };
        let mut state = BTreeMap::new();
        for (digest, names) in entries {
            let Some(names) = names.texts() else {
                let message = format!("what version {number} has for {digest} is no list");
                self.say("E051", message);
                continue;
            };
            for name in names {
                self.logical_path(name, number);
                if state.insert(name.to_owned(), digest.clone()).is_some() {
                    let message = format!("version {number} has the file `{name}` twice");
                    self.say("E095", message);
                }
            }
        }
        if let Some(path) = conflict(&state.keys().map(String::as_str).collect()) {
            let message = format!("in version {number} `{path}` is a file and a folder");
            self.say("E095", message);
        }
        Some(state)
    }

    fn logical_path(&mut self, path: &str, number: u32) {
        match check_path(path) {
            Err(BadPath::Slash) => {
                let message = format!("version {number} has a slash at an end of `{path}`");
                self.say("E053", message);
            }
            Err(BadPath::Part) => {
                let message = format!("version {number} has an odd part in `{path}`");
                self.say("E052", message);
            }
            Ok(()) => {}
        }
    }

    /// That states and manifest know of each other. A state whose faults kept it
    /// from being read would leave much unused.
    pub(super) fn usage(
        &mut self,
        manifest: &BTreeMap<String, String>,
        versions: &BTreeMap<u32, Statement>,
        complete: bool,
    ) {
        let known: BTreeSet<&str> = manifest.values().map(String::as_str).collect();
        let mut used = BTreeSet::new();
        for (number, statement) in versions {
            for digest in statement.state.values() {
                // To the letter: the case counts (E050).
                if used.insert(digest.as_str()) && !known.contains(digest.as_str()) {
                    let message = format!("version {number} has {digest}, which no file has");
                    self.say("E050", message);
                }
            }
        }
        for digest in known.difference(&used) {
            if complete {
                let message = format!("no version has {digest} of the manifest");
                self.say("E107", message);
            }
        }
    }
}
