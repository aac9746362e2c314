//! Is everything that the program says said in every language?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use variorum::render::Sources;

use super::tidy::files;

/// Languages of the built-in files; English is the key itself.
const LANGUAGES: [&str; 6] = ["de", "en", "es", "fr", "it", "pt"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// The built-in templates without their comments, by their paths.
fn templates() -> BTreeMap<String, String> {
    let folder = root().join("xslt-free-templates");
    let named = |path: &Path| path.strip_prefix(&folder).unwrap().display().to_string();
    let plain = |text: &str| without(text, "{#", "#}", "");
    let all = files(&folder, ".html");
    all.iter()
        .map(|path| (named(path), plain(&read(path))))
        .collect()
}

/// `text` with everything from `begin` to `end` replaced.
fn without(text: &str, begin: &str, end: &str, by: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(begin) {
        kept.push_str(before);
        kept.push_str(by);
        rest = after.split_once(end).map_or("", |(_, after)| after);
    }
    kept + rest
}

/// The string literals that follow `call` in a text, and what stands between
/// them and the closing bracket.
fn calls<'t>(text: &'t str, call: &str) -> Vec<(String, &'t str)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(call) {
        if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let after = text[at + call.len()..].trim_start();
        let Some(after) = after.strip_prefix('"') else {
            continue;
        };
        let (mut key, mut escaped, mut end) = (String::new(), false, after.len());
        for (at, c) in after.char_indices() {
            match c {
                // A line that goes on.
                '\n' if escaped => key.push('\n'),
                _ if escaped => key.push(c),
                '"' => {
                    end = at + 1;
                    break;
                }
                '\\' => {}
                _ => key.push(c),
            }
            escaped = c == '\\' && !escaped;
        }
        let lines = key.split('\n').enumerate();
        let lines = lines.map(|(at, line)| if at > 0 { line.trim_start() } else { line });
        found.push((lines.collect(), given(&after[end..])));
    }
    found
}

/// Up to the bracket that closes the call.
fn given(text: &str) -> &str {
    let (mut depth, mut quoted) = (0, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => return &text[..at],
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
    }
    text
}

/// Every key, with the file that says it first.
fn keys() -> BTreeMap<String, String> {
    let mut keys = BTreeMap::new();
    for (name, text) in templates() {
        for (key, _) in calls(&text, "say(") {
            keys.entry(key).or_insert(name.clone());
        }
    }
    for path in files(&root().join("src"), ".rs") {
        let text = read(&path);
        let text = text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or_default();
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n");
        for call in ["said!(", "key!("] {
            for (key, _) in calls(&code, call) {
                keys.entry(key).or_insert(path.display().to_string());
            }
        }
    }
    keys
}

/// What stands in a key between two signs.
fn names(key: &str, begin: char, end: char) -> BTreeSet<String> {
    let pieces = key.split(begin).skip(1);
    let names = pieces.filter_map(|piece| piece.split(end).next());
    let names = names.map(|name| name.trim_start_matches('/').to_owned());
    names.collect()
}

#[test]
fn every_language_says_everything_and_nothing_else() {
    let keys = keys();
    assert!(keys.len() > 400, "only {} keys were found", keys.len());
    let wordings = Sources::built_in().wordings().unwrap();
    let known: Vec<&String> = wordings.keys().collect();
    assert_eq!(known, LANGUAGES);
    for (language, wording) in wordings.iter().filter(|(tag, _)| *tag != "en") {
        let said: BTreeSet<&str> = wording.keys().collect();
        let missing = keys.iter().filter(|(key, _)| !said.contains(key.as_str()));
        let missing: Vec<_> = missing.collect();
        assert!(
            missing.is_empty(),
            "messages/{language}.toml lacks {missing:#?}"
        );
        let unknown = said.iter().filter(|key| !keys.contains_key(**key));
        let unknown: Vec<_> = unknown.collect();
        assert!(
            unknown.is_empty(),
            "nobody says these of messages/{language}.toml: {unknown:#?}"
        );
    }
    assert_eq!(
        wordings["en"].keys().count(),
        0,
        "English is said by the keys"
    );
}

/// What a program reads stands between backticks, and is the same everywhere.
#[test]
fn code_is_not_translated() {
    let codes = |text: &str| {
        let codes = text.split('`').skip(1).step_by(2).map(str::to_owned);
        codes.collect::<BTreeSet<_>>()
    };
    let wordings = Sources::built_in().wordings().unwrap();
    let keys = keys().into_keys().filter(|key| key.contains('`'));
    let keys: Vec<String> = keys.collect();
    assert!(keys.len() > 20, "only {} keys have code", keys.len());
    for (language, wording) in &wordings {
        // Places are code to nobody: what has them is said with values.
        for key in keys.iter().filter(|key| !key.contains('{')) {
            let said = wording.word(key);
            assert_eq!(codes(said), codes(key), "{language}: {said}");
        }
    }
}

#[test]
fn what_a_message_is_given_it_has_a_place_for() {
    for (name, text) in templates() {
        for (key, given) in calls(&text, "say(") {
            // Tags that are not links need nothing.
            let plain = ["code", "kbd", "b", "i", "em", "q"];
            let mut places = names(&key, '<', '>');
            places.retain(|name| !plain.contains(&name.as_str()));
            places.extend(names(&key, '{', '}'));
            // Names of values: a word before an equals sign that stands outside of
            // brackets and quotation marks.
            let (mut values, mut depth, mut quoted, mut word) =
                (BTreeSet::new(), 0, false, String::new());
            let mut before = ' ';
            for c in given.chars().chain([' ']) {
                match c {
                    '"' => quoted = !quoted,
                    _ if quoted => {}
                    '(' | '[' | '{' => depth += 1,
                    ')' | ']' | '}' => depth -= 1,
                    '=' if depth == 0 && !"=!<>".contains(before) => {
                        values.insert(word.clone());
                    }
                    _ => {}
                }
                match c.is_ascii_alphanumeric() || c == '_' {
                    true => word.push(c),
                    false => word.clear(),
                }
                before = c;
            }
            values.remove("");
            // A number may decide without being printed.
            let missing: Vec<_> = places.difference(&values).collect();
            assert!(
                missing.is_empty(),
                "{name}: \"{key}\" is not given {missing:?}"
            );
            let idle: Vec<_> = values.difference(&places).filter(|v| *v != "n").collect();
            assert!(
                idle.is_empty(),
                "{name}: \"{key}\" has no place for {idle:?}"
            );
        }
    }
}

/// Names and signs that are the same in every language.
const NAMES: [&str; 6] = ["SHA", "SHA-256", "MARC", "kB", "unAPI", "Variorum"];

/// Words that readers see stand in `say("…")`, or nobody can translate them.
#[test]
fn templates_have_no_words_of_their_own() {
    let mut seen = 0;
    for (name, text) in templates() {
        let text = without(&without(&text, "{%", "%}", "\u{2}"), "{{", "}}", "\u{1}");
        let mut skipped: Option<String> = None;
        for piece in text.split('<').skip(1) {
            let Some((tag, words)) = piece.split_once('>') else {
                continue;
            };
            for attribute in ["aria-label", "placeholder", "title", "alt"] {
                let begin = format!(" {attribute}=\"");
                let value = tag
                    .split_once(&begin)
                    .and_then(|(_, rest)| rest.split('"').next());
                // An example of what a program reads is no word.
                let example = attribute == "placeholder" && !value.unwrap_or("").contains(' ');
                let long_name = tag.starts_with("abbr ");
                if let Some(value) = value.filter(|_| !example && !long_name) {
                    assert!(
                        !has_words(value),
                        "{name}: {attribute}=\"{value}\" is not said"
                    );
                }
            }
            let element = tag
                .split([' ', '\u{1}', '\u{2}'])
                .next()
                .unwrap_or_default();
            let silent = ["code", "pre", "kbd", "script", "datalist", "option"].contains(&element)
                || tag.contains("lang=\"la\"");
            match &skipped {
                None if silent => skipped = Some(format!("/{element}")),
                Some(end) if end == element => skipped = None,
                _ => {}
            }
            if skipped.is_none() {
                // A template may set attributes aside.
                let runs = words.split(['\u{1}', '\u{2}']);
                for run in runs.filter(|run| !run.contains("=\"")) {
                    assert!(!has_words(run), "{name}: \"{}\" is not said", run.trim());
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 1_000, "only {seen} runs of text were looked at");
}

/// Whether there are words in it that a reader could read.
fn has_words(text: &str) -> bool {
    let text = text.replace("&nbsp;", " ").replace("&amp;", " ");
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    words.any(|word| {
        word.chars().filter(char::is_ascii_alphabetic).count() > 1
            && !NAMES.contains(&word)
            && !word.contains(".html")
    })
}
