//! Regular expressions of XML Schema (Part 2, appendix F) in terms of those of
//! the `regex` crate.
//!
//! They differ: an expression must match the whole value, `^` and `$` are
//! ordinary characters, `\i` and `\c` are characters of names, `[a-z-[aeiou]]`
//! subtracts, `\p{IsGreek}` is a block.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Regex, RegexBuilder};

use super::{blocks, letters};

/// How large a compiled expression may become, in bytes.
const LARGEST: usize = 4 << 20;

/// How deep parentheses and classes may nest.
const DEEPEST: usize = 50;

/// The expression `pattern`, to be matched against a whole value.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        out: String::from(r"\A(?:"),
        depth: 0,
    };
    let fault = |message: String| format!("`{pattern}` is no regular expression: {message}");
    translator.branches().map_err(fault)?;
    if let Some(extra) = translator.rest.next() {
        return Err(fault(format!("`{extra}` closes nothing")));
    }
    translator.out.push_str(r")\z");
    RegexBuilder::new(&translator.out)
        .size_limit(LARGEST)
        .build()
        .map_err(|_| format!("`{pattern}` is too large for a regular expression"))
}

struct Translator<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    depth: usize,
}

type Outcome<T = ()> = Result<T, String>;

impl Translator<'_> {
    /// Alternatives, up to a closing parenthesis or the end.
    fn branches(&mut self) -> Outcome {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("it nests deeper than {DEEPEST}"));
        }
        while let Some(&next) = self.rest.peek() {
            match next {
                ')' => break,
                '|' => {
                    self.rest.next();
                    self.out.push('|');
                }
                _ => self.piece()?,
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// An atom and how often it stands.
    fn piece(&mut self) -> Outcome {
        self.atom()?;
        match self.rest.peek() {
            Some(&sign @ ('?' | '*' | '+')) => {
                self.rest.next();
                self.out.push(sign);
            }
            Some('{') => self.quantity()?,
            _ => return Ok(()),
        }
        // What follows must not be taken for "as few as possible".
        if matches!(self.rest.peek(), Some('?' | '*' | '+' | '{')) {
            return Err("a quantity follows a quantity".to_owned());
        }
        Ok(())
    }

    fn quantity(&mut self) -> Outcome {
        self.rest.next();
        let mut inside = String::new();
        loop {
            match self.rest.next() {
                Some('}') => break,
                Some(c) if c.is_ascii_digit() || c == ',' => inside.push(c),
                _ => return Err("a quantity is like {2}, {2,} or {2,5}".to_owned()),
            }
        }
        let (least, most) = inside.split_once(',').unwrap_or((&inside, ""));
        let count = |digits: &str| digits.parse::<u32>().ok();
        let ordered = match (count(least), count(most)) {
            (Some(least), Some(most)) => least <= most,
            (Some(_), None) => most.is_empty(),
            _ => false,
        };
        if !ordered {
            return Err("a quantity is like {2}, {2,} or {2,5}".to_owned());
        }
        self.out.push('{');
        self.out.push_str(&inside);
        self.out.push('}');
        Ok(())
    }

    fn atom(&mut self) -> Outcome {
        match self.rest.next() {
            Some('(') => {
                self.out.push_str("(?:");
                self.branches()?;
                if self.rest.next() != Some(')') {
                    return Err("a parenthesis is not closed".to_owned());
                }
                self.out.push(')');
            }
            Some('[') => {
                let class = self.class(0)?;
                self.out.push_str(&class);
            }
            Some('.') => self.out.push_str(r"[^\n\r]"),
            Some('\\') => {
                let escape = self.escape()?;
                let text = match escape {
                    Escape::One(character) => literal(character),
                    Escape::Many(class) => class,
                };
                self.out.push_str(&text);
            }
            Some(c @ ('?' | '*' | '+' | '{')) => {
                return Err(format!("there is nothing that `{c}` could repeat"));
            }
            Some(c @ (']' | '}')) => return Err(format!("`{c}` closes nothing; write `\\{c}`")),
            Some(character) => self.out.push_str(&literal(character)),
            None => return Err("something is missing at its end".to_owned()),
        }
        Ok(())
    }

    /// What stands after `[`, up to and with `]`, as a class of the crate.
    fn class(&mut self, depth: usize) -> Outcome<String> {
        if depth > DEEPEST {
            return Err(format!("its classes nest deeper than {DEEPEST}"));
        }
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut items = String::new();
        loop {
            let next = self.rest.next().ok_or("a class is not closed")?;
            match next {
                ']' if items.is_empty() => return Err("a class is empty".to_owned()),
                ']' => return Ok(bracketed(negated, &items)),
                '[' => return Err("`[` stands in a class; write `\\[`".to_owned()),
                '-' if self.rest.peek() == Some(&'[') && !items.is_empty() => {
                    self.rest.next();
                    let without = self.class(depth + 1)?;
                    if self.rest.next() != Some(']') {
                        return Err("after what is subtracted the class ends".to_owned());
                    }
                    return Ok(format!("[{}--{without}]", bracketed(negated, &items)));
                }
                '\\' => match self.escape()? {
                    Escape::Many(class) => items.push_str(&class),
                    Escape::One(first) => self.range(first, &mut items)?,
                },
                first => self.range(first, &mut items)?,
            }
        }
    }

    /// One character, or a range that begins with it.
    fn range(&mut self, first: char, items: &mut String) -> Outcome {
        let mut ahead = self.rest.clone();
        let range = ahead.next() == Some('-') && !matches!(ahead.peek(), Some('[' | ']') | None);
        if !range {
            items.push_str(&literal(first));
            return Ok(());
        }
        self.rest.next();
        let last = match self.rest.next() {
            Some('\\') => match self.escape()? {
                Escape::One(last) => last,
                Escape::Many(_) => return Err("a range ends with one character".to_owned()),
            },
            Some(last) => last,
            None => return Err("a class is not closed".to_owned()),
        };
        if first > last {
            return Err(format!("the range `{first}-{last}` goes backwards"));
        }
        items.push_str(&format!("{}-{}", literal(first), literal(last)));
        Ok(())
    }

    fn escape(&mut self) -> Outcome<Escape> {
        let escaped = self.rest.next().ok_or("`\\` escapes nothing")?;
        let many = |class: &str| Ok(Escape::Many(class.to_owned()));
        match escaped {
            'n' => Ok(Escape::One('\n')),
            'r' => Ok(Escape::One('\r')),
            't' => Ok(Escape::One('\t')),
            '\\' | '|' | '.' | '-' | '^' | '?' | '*' | '+' | '{' | '}' | '(' | ')' | '[' | ']' => {
                Ok(Escape::One(escaped))
            }
            's' => many(r"[ \t\n\r]"),
            'S' => many(r"[^ \t\n\r]"),
            'd' => many(r"\p{Nd}"),
            'D' => many(r"\P{Nd}"),
            'w' => many(r"[^\p{P}\p{Z}\p{C}]"),
            'W' => many(r"[\p{P}\p{Z}\p{C}]"),
            'i' => Ok(Escape::Many(name_class(false, false))),
            'I' => Ok(Escape::Many(name_class(false, true))),
            'c' => Ok(Escape::Many(name_class(true, false))),
            'C' => Ok(Escape::Many(name_class(true, true))),
            'p' => self.property(false),
            'P' => self.property(true),
            other => Err(format!("`\\{other}` means nothing")),
        }
    }

    /// `{Lu}` or `{IsGreek}` after `\p` or `\P`.
    fn property(&mut self, negated: bool) -> Outcome<Escape> {
        let mut name = String::new();
        if self.rest.next() != Some('{') {
            return Err("`\\p` is followed by {…}".to_owned());
        }
        loop {
            match self.rest.next() {
                Some('}') => break,
                Some(c) => name.push(c),
                None => return Err("`\\p{` is not closed".to_owned()),
            }
        }
        let unknown = || format!("there is no category or block `{name}`");
        let items = match name.strip_prefix("Is") {
            Some(block) => blocks::class(block).ok_or_else(unknown)?,
            None if CATEGORIES.contains(&name.as_str()) => format!(r"\p{{{name}}}"),
            None => return Err(unknown()),
        };
        // No character of a document is a surrogate.
        let items = if name == "Cs" {
            r"\p{Lu}&&\p{Ll}".to_owned()
        } else {
            items
        };
        Ok(Escape::Many(bracketed(negated, &items)))
    }
}

/// What stands after a backslash: a character, or a class of them.
enum Escape {
    One(char),
    Many(String),
}

/// General categories of Unicode.
const CATEGORIES: &[&str] = &[
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc",
    "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C",
    "Cc", "Cf", "Co", "Cn", "Cs",
];

fn bracketed(negated: bool, items: &str) -> String {
    let sign = if negated { "^" } else { "" };
    format!("[{sign}{items}]")
}

fn name_class(inside: bool, negated: bool) -> String {
    let mut items = letters::class(letters::STARTS);
    if inside {
        items.push_str(&letters::class(letters::CONTINUES));
    }
    bracketed(negated, &items)
}

/// `character` as it stands for itself, inside and outside a class.
fn literal(character: char) -> String {
    if character.is_ascii_punctuation() && !matches!(character, '<' | '>') {
        format!("\\{character}")
    } else {
        character.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::compile;

    fn matches(pattern: &str, text: &str) -> bool {
        compile(pattern).unwrap().is_match(text)
    }

    #[test]
    fn what_differs_from_other_dialects() {
        assert!(!matches("b", "abc"));
        assert!(matches("^$", "^$"));
        assert!(!matches(".", "\n"));
        assert!(matches(r"\i\c*", "a-1:é"));
        assert!(!matches(r"\i", "1"));
        assert!(matches(r"[\i-[:]][\c-[:]]*", "a1"));
        assert!(!matches(r"[\i-[:]]+", "a:"));
        assert!(matches(r"[^a-z-[x]]", "A"));
        assert!(matches(r"\p{IsGreek}+", "αβ") && !matches(r"\p{IsGreek}", "a"));
        assert!(matches(r"\P{Lu}", "a") && !matches(r"\P{Cs}{2}", "a"));
        assert!(matches("a|", "") && matches("(a|b){2,3}", "aba"));
        assert!(matches(r"[a-z][a-z0-9\+\.\-]*", "x-a+b.c"));
        assert!(matches(r"[+\-]&&~~", "-&&~~") && matches("[&~-]+", "&&~~-"));
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for bad in [
            "(",
            ")",
            "[",
            "[]",
            "a**",
            "*",
            r"\q",
            "a{2,1}",
            "[b-a]",
            "{1}",
            r"\p{Xx}",
            "a]",
            r"\p{IsNowhere}",
            "(a",
            "a{1000000000}",
            "[a",
            "[a-[b]c]",
        ] {
            assert!(compile(bad).is_err(), "{bad}");
        }
        assert!(compile(&"(".repeat(1000)).is_err());
    }
}
