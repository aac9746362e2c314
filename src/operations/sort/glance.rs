//! What can be told of a file without parsing it?
//!
//! Of thousands of files that are handed in together most include nothing and point
//! at nothing that lies beside them. That can be seen in their bytes, so that only the
//! others are parsed twice: to find out what belongs to them, and to be published.

use memchr::{memchr, memmem};
use rustc_hash::FxHashSet;

use crate::source::FilePath;
use crate::xml::XINCLUDE;

/// Whether a file may include others: only what names the namespace or declares
/// entities in files can, or a file in an encoding in which that cannot be looked
/// for byte by byte.
pub fn may_include(bytes: &[u8]) -> bool {
    let names = |word: &str| memmem::find(bytes, word.as_bytes()).is_some();
    is_wide(bytes) || names(XINCLUDE) || (names("<!ENTITY") && (names("SYSTEM") || names("PUBLIC")))
}

/// Whether a file is written in units of more than one byte.
fn is_wide(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] | [0, ..] | [_, 0, ..]
    )
}

/// What files are called, without their folders.
pub struct FileNames(FxHashSet<Vec<u8>>);

/// Attributes that name pictures: `facs` several, the others one.
const POINTING: [&[u8]; 2] = [b"facs", b"url"];

impl FileNames {
    /// The names of these files.
    pub fn new<'f>(paths: impl IntoIterator<Item = &'f FilePath>) -> Self {
        let names = paths
            .into_iter()
            .map(|path| path.name().as_bytes().to_vec());
        Self(names.collect())
    }

    /// Whether a file may point at one of these as at a picture. Sometimes it says so
    /// of one that does not, never the other way round: whatever is written in a way
    /// that must be read first (references, percent signs, another encoding, a DTD) may
    /// mean anything.
    pub fn may_be_named_in(&self, bytes: &[u8]) -> bool {
        if is_wide(bytes) || memmem::find(bytes, b"<!DOCTYPE").is_some() {
            return true;
        }
        POINTING.iter().any(|name| {
            let mut values =
                memmem::find_iter(bytes, name).filter_map(|at| value(&bytes[at + name.len()..]));
            values.any(|value| self.may_be_meant(value))
        })
    }

    fn may_be_meant(&self, value: &[u8]) -> bool {
        let plain = |byte: &u8| {
            let coded = matches!(byte, b'&' | b'%' | b'\\' | b'\t' | b'\n' | b'\r');
            byte.is_ascii() && !coded
        };
        if value.is_empty() || !value.iter().all(plain) {
            return true;
        }
        let pointers = value
            .split(|byte| *byte == b' ')
            .chain([value.trim_ascii()]);
        pointers.map(last_name).any(|name| self.0.contains(name))
    }
}

/// What stands behind the last slash of a pointer, without query and fragment.
fn last_name(pointer: &[u8]) -> &[u8] {
    let end = pointer.iter().position(|byte| b"#?".contains(byte));
    let path = &pointer[..end.unwrap_or(pointer.len())];
    let start = path.iter().rposition(|byte| *byte == b'/');
    &path[start.map_or(0, |at| at + 1)..]
}

/// The value of an attribute whose name ends before these bytes.
fn value(after: &[u8]) -> Option<&[u8]> {
    let after = after
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let (quote, rest) = after.split_first()?;
    if !b"\"'".contains(quote) {
        return None;
    }
    // What has no end is not well formed.
    Some(&rest[..memchr(*quote, rest).unwrap_or(rest.len())])
}

/// The file as far as its first start tag goes, as if that were all of it; none if it
/// does not begin as XML does, has a DTD, or is in a wide encoding.
pub fn head(bytes: &[u8]) -> Option<Vec<u8>> {
    if is_wide(bytes) {
        return None;
    }
    let mut at = 0;
    loop {
        at += memchr(b'<', &bytes[at..])?;
        let rest = &bytes[at..];
        let end = match rest.get(1)? {
            b'?' => memmem::find(rest, b"?>")? + 2,
            b'!' if rest.starts_with(b"<!--") => memmem::find(&rest[4..], b"-->")? + 7,
            b'!' | b'/' => return None,
            _ => break,
        };
        at += end;
    }
    let end = at + end_of_tag(&bytes[at..])?;
    let tag = bytes[..end].strip_suffix(b"/").unwrap_or(&bytes[..end]);
    Some([tag, b"/>"].concat())
}

/// Where the `>` of a tag stands: not one in a value.
fn end_of_tag(tag: &[u8]) -> Option<usize> {
    let mut quote = None;
    tag.iter().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(*byte);
            false
        }
        (Some(open), byte) if open == *byte => {
            quote = None;
            false
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> bool {
        let paths = ["img/1.jpg", "fig 2.png", "a.xml"].map(|path| FilePath::new(path).unwrap());
        FileNames::new(&paths).may_be_named_in(text.as_bytes())
    }

    #[test]
    fn what_may_name_a_file_is_read() {
        for text in [
            "<pb facs='../img/1.jpg'/>",
            "<pb facs = \"#s x/1.jpg?full\"/>",
            "<graphic url='fig 2.png'/>",
            "<graphic url=\"img%2F1.jpg\"/>",
            "<graphic url='&base;1.jpg'/>",
            "<graphic\nurl='\nfig 2.png'/>",
            "<graphic url=''/>",
            "<graphic xml:base='a.xml' url='é'/>",
            "<!DOCTYPE TEI [<!ATTLIST pb facs CDATA '1.jpg'>]><TEI/>",
            "\u{feff}<pb facs=\"1.jpg",
        ] {
            assert!(named(text), "{text}");
        }
        for text in [
            "<pb facs='https://example.org/1.jpeg #zone'/>",
            "<graphic url='img/'/>",
            "the facs of 1.jpg; url: fig 2.png",
            "<ref target='1.jpg'/>",
        ] {
            assert!(!named(text), "{text}");
        }
    }

    #[test]
    fn a_head_is_what_the_first_tag_ends() {
        let head = |text: &str| head(text.as_bytes()).map(|head| String::from_utf8(head).unwrap());
        for (text, expected) in [
            (
                "<?xml version='1.0'?><!-- <a> --><?m '>'?>\n<T a='>' b=\"'/>\">text</T>",
                "<?xml version='1.0'?><!-- <a> --><?m '>'?>\n<T a='>' b=\"'/>\"/>",
            ),
            ("<T/>", "<T/>"),
            ("\u{feff}<T\n>", "\u{feff}<T\n/>"),
        ] {
            assert_eq!(head(text).as_deref(), Some(expected));
        }
        for text in [
            "",
            "words",
            "<!DOCTYPE T><T/>",
            "</T>",
            "<T a='>",
            "<!-- <T>",
            "<",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }
}
