//! What does a template do with a variable?
//!
//! Found in the text of the template, tag by tag, and on the safe side: what is
//! not plainly a print or a question is taken for reading. A variable that is
//! only printed can be left open when the template is filled in, and written into
//! its place later; so one filling serves all elements that differ in nothing
//! else.

/// What a template does with a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// Nothing.
    #[default]
    None,
    /// It asks whether there is something.
    Asks,
    /// It prints it; it may ask whether there is something.
    Prints,
    /// It looks into it.
    Reads,
}

/// What a template with this text does with `variable` (`content`,
/// `unit.label`).
pub fn usage(text: &str, variable: &str) -> Use {
    let most = statements(text).map(|tag| of_tag(tag, variable)).max();
    let most = most.unwrap_or_default();
    if captures(text) && most > Use::None {
        return Use::Reads;
    }
    most
}

/// Whether a template asks something about `variable`.
pub fn asks(text: &str, variable: &str) -> bool {
    statements(text).any(|tag| of_tag(tag, variable) == Use::Asks)
}

/// A question that can be put to what an element holds: whether there is a link
/// in it.
const HAS_LINK: [&str; 2] = ["\"<a \" in ", "\"<a \" not in "];

fn of_tag(tag: &str, variable: &str) -> Use {
    let inside = inside(tag);
    let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
    if tag.starts_with("{{") {
        return match said(inside) {
            Some(values) => {
                let done = values
                    .iter()
                    .map(|(value, alone)| of_clauses(value.split(" or "), variable, *alone));
                done.max().unwrap_or_default()
            }
            None => of_clauses(inside.split(" or "), variable, Use::Prints),
        };
    }
    match word {
        "if" | "elif" => {
            let clauses = rest.split(" and ").flat_map(|part| part.split(" or "));
            of_clauses(clauses, variable, Use::Asks)
        }
        "set" => match rest.split_once('=') {
            Some((_, value)) if value.trim().strip_prefix("not ") == Some(variable) => Use::Asks,
            _ => of_clauses(std::iter::once(rest), variable, Use::Reads),
        },
        _ => of_clauses(std::iter::once(inside), variable, Use::Reads),
    }
}

/// What a print that is one call of `say` is given, and what is done with each: it
/// looks into the message and into the number that chooses its form, and prints
/// the rest.
fn said(inside: &str) -> Option<Vec<(String, Use)>> {
    let bare = without_literals(inside);
    let given = bare.strip_prefix("say(")?.strip_suffix(')')?;
    let plain = !given.contains(['(', ')', '[', '{']);
    let value = |given: &str| match given.split_once('=') {
        Some((name, value)) if name.trim() != "n" => (value.trim_start().to_owned(), Use::Prints),
        Some((_, value)) => (value.trim().to_owned(), Use::Reads),
        None => (given.trim().to_owned(), Use::Reads),
    };
    plain.then(|| given.split(',').map(value).collect())
}

/// The most that is done in any of the clauses; `alone` is what a clause does that
/// consists of the variable.
fn of_clauses<'t>(clauses: impl Iterator<Item = &'t str>, variable: &str, alone: Use) -> Use {
    let object = variable.split_once('.').map(|(object, _)| object);
    let of_clause = |clause: &str| {
        let clause = clause.trim();
        let question = clause.strip_prefix("not ");
        let asked = question.unwrap_or(clause);
        let about_link = HAS_LINK
            .iter()
            .any(|has| clause.strip_prefix(has) == Some(variable));
        if clause == variable {
            alone
        } else if asked == variable || about_link {
            alone.min(Use::Asks)
        } else if alone == Use::Asks && object == Some(asked) {
            // Whether there is a unit at all.
            Use::None
        } else if mentions(clause, variable) {
            Use::Reads
        } else {
            Use::None
        }
    };
    clauses.map(of_clause).max().unwrap_or_default()
}

/// Whether an expression names the variable, something in it, or what it is in.
fn mentions(expression: &str, variable: &str) -> bool {
    let bare = without_literals(expression);
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    bare.split(|c| !in_name(c)).any(|path| {
        let path = path.trim_matches('.');
        let begins = |long: &str, short: &str| {
            long.strip_prefix(short)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        path == variable || begins(path, variable) || begins(variable, path)
    })
}

/// An expression with nothing between its quotation marks.
fn without_literals(expression: &str) -> String {
    let mut quote = None;
    let outside = |c: &char| match quote {
        Some(open) => {
            if *c == open {
                quote = None;
            }
            false
        }
        None if matches!(c, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        None => true,
    };
    expression.chars().filter(outside).collect()
}

/// Whether a template takes down what it prints, to do something with it.
fn captures(text: &str) -> bool {
    statements(text).any(|tag| {
        let inside = inside(tag);
        let word = inside.split(|c: char| !c.is_alphanumeric()).next();
        let block = word == Some("set") && !inside.contains('=');
        tag.starts_with("{%") && (block || matches!(word, Some("filter" | "autoescape")))
    })
}

/// The tags of a template but for its comments.
pub fn statements(text: &str) -> impl Iterator<Item = &str> {
    tags(text).filter(|tag| !tag.starts_with("{#"))
}

/// The words of a tag without its braces and white-space signs.
pub fn inside(tag: &str) -> &str {
    let inner = tag.get(2..tag.len().saturating_sub(2)).unwrap_or_default();
    inner.trim_matches(['-', '+']).trim()
}

/// The tags of a template: `{{ … }}`, `{% … %}`, `{# … #}`.
fn tags(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (start, end) = rest.match_indices('{').find_map(|(at, _)| {
            let end = match rest.as_bytes().get(at + 1)? {
                b'{' => "}}",
                b'%' => "%}",
                b'#' => "#}",
                _ => return None,
            };
            Some((at, end))
        })?;
        let length = rest[start + 2..]
            .find(end)
            .map_or(rest.len() - start, |at| at + 4);
        let tag = &rest[start..start + length];
        rest = &rest[start + length..];
        Some(tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_only_printed_is_not_read() {
        for (text, done) in [
            ("<p>{{ content }}</p>", Use::Prints),
            ("{# content #}<p content>{{- content -}}</p>", Use::Prints),
            (
                "{% if x %}{{ content }}{% else %}{{ content or \"¶\" }}{% endif %}",
                Use::Prints,
            ),
            (
                "{% if \"<a \" not in content and x %}{{ content }}{% endif %}",
                Use::Prints,
            ),
            ("{% if not content %}°{% endif %}", Use::Asks),
            ("{% set empty = not content %}", Use::Asks),
            ("{{ content|trim }}", Use::Reads),
            ("{{ \"a\" if content else \"b\" }}", Use::Reads),
            (
                "{% if content == \"a\" %}{{ content }}{% endif %}",
                Use::Reads,
            ),
            ("{% set x = content %}{{ x }}", Use::Reads),
            (
                "{% set x %}{{ content }}{% endset %}{{ x|upper }}",
                Use::Reads,
            ),
            ("{{ \"content\" }}", Use::None),
            ("{{ say(\"content, or (not)\") }}", Use::None),
            ("{{ say(\"{a} or {b}\", a=content, b=x) }}", Use::Prints),
            (
                "{{ say(\"{a}, {b}\", b=x.y, a=content or \"¶\") }}",
                Use::Prints,
            ),
            ("{{ say(\"{n} x|{n} y\", n=content) }}", Use::Reads),
            ("{{ say(\"{a}\", a=content|upper) }}", Use::Reads),
            ("{{ say(\"{a}\", a=content[:1]) }}", Use::Reads),
            ("{{ say(content) }}", Use::Reads),
            ("", Use::None),
        ] {
            assert_eq!(usage(text, "content"), done, "{text}");
        }
        for (text, done) in [
            ("{% if unit %}{{ unit.label }}{% endif %}", Use::Prints),
            ("{{ unit.label }}{{ unit }}", Use::Reads),
            ("{% for x in unit.label %}{% endfor %}", Use::Reads),
            ("{{ unit.label[:1] }}", Use::Reads),
            ("{{ unit.number or unit.label }}", Use::Prints),
            ("{{ unit.number }}", Use::None),
            ("{{ unit.labels }}", Use::None),
        ] {
            assert_eq!(usage(text, "unit.label"), done, "{text}");
        }
        assert!(asks("{% if content %}", "content") && !asks("{{ content }}", "content"));
    }
}
