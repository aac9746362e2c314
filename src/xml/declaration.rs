//! In which encoding does a text say it is?

use std::ops::Range;

/// `text` with an XML declaration that names no encoding but UTF-8, for a text
/// that will be written as UTF-8, whatever the file was from which it was made.
pub fn declared_as_utf8(mut text: String) -> String {
    if let Some(place) = encoding(&text)
        && !text[place.clone()].eq_ignore_ascii_case("UTF-8")
    {
        text.replace_range(place, "UTF-8");
    }
    text
}

/// Where the name of the encoding stands in the declaration (XML 1.0 §4.3.3).
fn encoding(text: &str) -> Option<Range<usize>> {
    let inside = text.strip_prefix("<?xml")?;
    let end = inside.find("?>")?;
    let (before, after) = inside[..end].split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| "\"'".contains(*c))?;
    let length = value[1..].find(quote)?;
    let start = "<?xml".len() + before.len() + "encoding".len() + (after.len() - value.len()) + 1;
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_encoding_is_replaced() {
        let cases = [
            (
                "<?xml version='1.0' encoding = 'ISO-8859-1' ?><a/>",
                "<?xml version='1.0' encoding = 'UTF-8' ?><a/>",
            ),
            (
                "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n<a/>",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>",
            ),
            (
                "<?xml version='1.0' encoding='utf-8'?><a/>",
                "<?xml version='1.0' encoding='utf-8'?><a/>",
            ),
            (
                "<?xml version='1.0'?><a encoding='x'/>",
                "<?xml version='1.0'?><a encoding='x'/>",
            ),
            ("<a encoding='x'/>", "<a encoding='x'/>"),
        ];
        for (given, expected) in cases {
            assert_eq!(declared_as_utf8(given.to_owned()), expected);
        }
    }
}
