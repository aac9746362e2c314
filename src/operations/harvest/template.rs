//! Addresses with gaps (RFC 6570, as far as DTS uses it).

use super::PLAIN;
use crate::source::percent;

/// Fills `{name}`, `{?a,b}` and `{&a,b}`; what has no value is left out.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((inner, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        rest = behind;
        let (first, names) = match inner.as_bytes().first() {
            Some(b'?') => ("?", &inner[1..]),
            Some(b'&') => ("&", &inner[1..]),
            _ => ("", inner),
        };
        let mut mark = first;
        for name in names.split(',') {
            let name = name.trim_end_matches('*');
            let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else {
                continue;
            };
            let value = percent::encode(value, PLAIN);
            match first {
                "" => filled.push_str(&value),
                _ => {
                    filled.push_str(&format!("{mark}{name}={value}"));
                    mark = "&";
                }
            }
        }
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled() {
        let values = [("resource", "urn:x y"), ("ref", "1")];
        for (template, filled) in [
            (
                "/document{?resource,ref,start}",
                "/document?resource=urn%3Ax%20y&ref=1",
            ),
            (
                "/document?a=1{&resource}",
                "/document?a=1&resource=urn%3Ax%20y",
            ),
            ("/x/{ref}/y{?page}", "/x/1/y"),
            ("/plain", "/plain"),
            ("/open{ref", "/open{ref"),
        ] {
            assert_eq!(fill(template, &values), filled, "{template}");
        }
    }
}
