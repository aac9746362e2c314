//! How do templates speak?
//!
//! `say("Search all editions")` prints the words in the language of the interface;
//! `say("{n} entry|{n} entries", n=count)` chooses the form by `n`. Values are
//! escaped unless they are HTML. A value named after a tag of the message makes it
//! a link: `say("See <version>version 2</version>", version=href)`; other tags
//! stay as they are. `day("2008-06-28")` writes a date, `decimal(12.5, 1)` a number,
//! `word(label)`
//! translates words that the program chose, and leaves others as they are.

use std::sync::Arc;

use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, context};

use super::safety::push_printed;
use crate::wording::Wording;

/// Functions and variables that every template may use, whatever it receives.
pub const GLOBALS: [&str; 6] = ["asset", "day", "decimal", "interface", "say", "word"];

/// Lets the templates of `environment` speak as `wording`; `languages` are all
/// there are, for who wants another.
pub fn speak(environment: &mut Environment<'_>, wording: &Arc<Wording>, languages: &Value) {
    let interface = context! {
        language => &wording.language,
        direction => wording.direction,
        languages => languages,
    };
    environment.add_global("interface", interface);
    let dates = wording.clone();
    environment.add_function("day", move |iso: &str| dates.date(iso));
    let numbers = wording.clone();
    environment.add_function("decimal", move |value: f64, places: usize| {
        numbers.decimal(value, places)
    });
    let words = wording.clone();
    environment.add_function("word", move |key: &str| words.word(key).to_owned());
    let wording = wording.clone();
    environment.add_function("say", move |key: &str, values: Kwargs| {
        say(&wording, key, &values)
    });
}

/// `tag` and `name` of each language, in the order of their tags.
pub fn languages<'w>(wordings: impl Iterator<Item = &'w Arc<Wording>>) -> Value {
    let language = |wording: &Arc<Wording>| {
        context! { tag => &wording.language, name => &wording.name, direction => wording.direction }
    };
    wordings.map(language).collect()
}

fn say(wording: &Wording, key: &str, values: &Kwargs) -> Value {
    let given = |name: &str| values.peek::<Value>(name).ok();
    let number = given("n").and_then(|n| u64::try_from(n).ok());
    let html = wording.say_html(
        key,
        number,
        |name, html| {
            if let Some(value) = given(name) {
                push(html, &value);
            }
        },
        |name, opens, html| match (given(name), opens) {
            (Some(href), true) => {
                html.push_str("<a href=\"");
                push(html, &href);
                html.push_str("\">");
            }
            (Some(_), false) => html.push_str("</a>"),
            (None, true) => html.extend(["<", name, ">"]),
            (None, false) => html.extend(["</", name, ">"]),
        },
    );
    Value::from_safe_string(html)
}

/// Writes a value as a template prints it.
fn push(html: &mut String, value: &Value) {
    match value.as_str() {
        Some(text) if value.is_safe() => html.push_str(text),
        Some(text) => push_printed(html, text),
        None if value.is_none() || value.is_undefined() => {}
        None => push_printed(html, &value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(template: &str) -> String {
        let mut environment = Environment::new();
        let german = "[say]\n\
            \"Read <a>{title}</a>\" = \"<a>{title}</a> lesen\"\n\
            \"Who\" = \"Wer\"\n\
            \"{n} word|{n} words\" = { one = \"{n} Wort\", other = \"{n} Wörter\" }";
        let german = Arc::new(Wording::new("de", &[german.to_owned()]).unwrap());
        speak(&mut environment, &german, &languages([&german].into_iter()));
        environment.render_str(template, ()).unwrap()
    }

    #[test]
    fn templates_say_things_in_the_language_of_the_interface() {
        for (template, expected) in [
            ("{{ say('{n} word|{n} words', n=1) }}", "1 Wort"),
            (
                "{{ say('{n} word|{n} words', n=[1, 2]|length) }}",
                "2 Wörter",
            ),
            (
                "{{ say('Read <a>{title}</a>', a='/?a=1&b', title='<b>\\'\"') }}",
                "<a href=\"/?a=1&amp;b\">&lt;b&gt;&#39;&quot;</a> lesen",
            ),
            (
                "{{ say('Read <a>{title}</a>', title='<b>x</b>'|safe) }}",
                "<a><b>x</b></a> lesen",
            ),
            ("{{ say('Unheard of {x}', x=none) }}", "Unheard of "),
            ("{{ interface.language }}{{ interface.direction }}", "deltr"),
            ("{{ interface.languages[0].tag }}", "de"),
            (
                "{{ word('Who') }}{{ word('<b>') }}{{ day('2008-06-28') }}",
                "Wer<b>28 June 2008",
            ),
        ] {
            assert_eq!(said(template), expected, "{template}");
        }
    }
}
