//! `anyURI`, as strict as the reference validator is.
//!
//! XML Schema leaves open which strings are addresses. Jing escapes the
//! characters that no address may hold (spaces, `<>"{}|\^` and the backquote)
//! and then asks for the syntax of RFC 2396 with the brackets of RFC 2732: so
//! `a b` passes, while `12:30`, `a%zz` and `a[1]` do not.

// The syntax alone: nothing is looked up.
use core::net::Ipv6Addr;

/// Whether `text` is a reference to a resource: absolute, relative or empty.
pub fn is_reference(text: &str) -> bool {
    let (before, fragment) = match text.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (text, None),
    };
    if fragment.is_some_and(|fragment| !holds(fragment, is_any)) {
        return false;
    }
    let scheme_end = before.find(['/', '?', ':']);
    match scheme_end.filter(|&at| before.as_bytes()[at] == b':') {
        None => is_hierarchical(before),
        Some(colon) => {
            let rest = &before[colon + 1..];
            is_scheme(&before[..colon])
                && if rest.starts_with('/') {
                    is_hierarchical(rest)
                } else {
                    !rest.is_empty() && holds(rest, is_any)
                }
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

fn is_hierarchical(text: &str) -> bool {
    let (before, query) = match text.split_once('?') {
        Some((before, query)) => (before, query),
        None => (text, ""),
    };
    let path = match before.strip_prefix("//") {
        None => before,
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            // `//` alone names nothing.
            if rest.is_empty() && !text.contains('?') {
                return false;
            }
            if !is_authority(authority) {
                return false;
            }
            path
        }
    };
    holds(path, |c| is_unreserved(c) || ";/:@&=+$,".contains(c)) && holds(query, is_any)
}

fn is_authority(text: &str) -> bool {
    if !text.contains(['[', ']']) {
        return holds(text, |c| is_unreserved(c) || "$,;:@&=+".contains(c));
    }
    let host = match text.rsplit_once('@') {
        Some((user, host)) if holds(user, |c| is_unreserved(c) || ";:&=+$,".contains(c)) => host,
        Some(_) => return false,
        None => text,
    };
    let Some((address, after)) = host.strip_prefix('[').and_then(|host| host.split_once(']'))
    else {
        return false;
    };
    let address = address
        .split_once('%')
        .map_or(address, |(address, _)| address);
    let port = after.strip_prefix(':').unwrap_or(after);
    address.parse::<Ipv6Addr>().is_ok()
        && (after.is_empty() || after.starts_with(':'))
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `text` consists of characters that `good` allows, of escapes, and
/// of characters that are escaped for the writer.
fn holds(text: &str, good: impl Fn(char) -> bool) -> bool {
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let fine = match character {
            '%' => {
                let hexadecimal = |c: Option<char>| c.is_some_and(|c| c.is_ascii_hexdigit());
                hexadecimal(rest.next()) && hexadecimal(rest.next())
            }
            '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' => true,
            character if character <= ' ' || character >= '\u{7f}' => true,
            character => good(character),
        };
        if !fine {
            return false;
        }
    }
    true
}

fn is_any(c: char) -> bool {
    is_unreserved(c) || ";/?:@&=+$,[]".contains(c)
}

fn is_unreserved(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-!.~'()*".contains(c)
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn addresses_are_what_jing_takes_for_one() {
        for good in [
            "",
            "#a",
            "a/b",
            "?q",
            "http://a",
            "mailto:a@b",
            "urn:x:y",
            "//host",
            "///a",
            "a b",
            "http://[::1]:80/",
            "file:///c:/x",
            "ä/ö",
            "#a[1]",
            "http://a_b/",
        ] {
            assert!(is_reference(good), "{good}");
        }
        for bad in [
            ":a",
            "1:2",
            "a:",
            "//",
            "http://",
            "a%",
            "a%2",
            "a[1]",
            "##",
            "http://[::1",
            "a:#b",
        ] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
