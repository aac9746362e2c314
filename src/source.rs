//! Where in the file is this?
//!
//! A [`SourceText`] is one file, decoded to Unicode, that still knows how its
//! bytes looked: which encoding, with or without a byte-order mark. Every other
//! module points into it with a [`Span`] (bytes of the decoded text, half open)
//! and shows people a [`Position`] (line and column, from 1, in characters).
//!
//! A text may have other files behind it, which it includes: their bytes are
//! counted on from its own, and [`SourceText::locate`] finds the file of a span.
//!
//! Decoding is lossless: [`SourceText::to_bytes`] gives back the bytes that
//! [`SourceText::decode`] was given. What cannot be given back is not accepted.

mod files;
pub mod percent;

use std::fmt;
use std::sync::OnceLock;

pub use files::{Deposit, FilePath, Files, PathFault};

/// Bytes of the decoded text from `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The span as a range to index text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Line and column as an editor program counts them: from 1, columns in
/// characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// How the bytes of a file stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, the default of XML and of this program.
    Utf8,
    /// US-ASCII: the bytes of UTF-8 below 128, and no others.
    Ascii,
    /// UTF-16, high byte first.
    Utf16Be,
    /// UTF-16, low byte first.
    Utf16Le,
    /// ISO 8859-1: each byte is the character of that number.
    Latin1,
}

impl Encoding {
    /// The name as the IANA registry spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Ascii => "US-ASCII",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf16Le => "UTF-16LE",
            Self::Latin1 => "ISO-8859-1",
        }
    }

    /// The encoding with this name, in any case; `None` for one that is not
    /// supported. `UTF-16` without byte order is not an answer here: the
    /// byte-order mark decides.
    pub fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "us-ascii" | "ascii" | "us" | "iso646-us" | "iso_646.irv:1991" | "iso-ir-6"
            | "ansi_x3.4-1968" | "ansi_x3.4-1986" | "ibm367" | "cp367" | "csascii" => {
                Some(Self::Ascii)
            }
            "utf-16be" => Some(Self::Utf16Be),
            "utf-16le" => Some(Self::Utf16Le),
            "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" | "l1" => Some(Self::Latin1),
            _ => None,
        }
    }
}

/// Why bytes could not be read as text. `offset` counts bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// First byte that could not be read.
    pub offset: usize,
    /// Line of that byte, from 1, counting line feeds before it.
    pub line: u32,
    /// Column of that byte, from 1, in characters where they could be read.
    pub column: u32,
    /// What the bytes were read as.
    pub encoding: Encoding,
    /// The largest size was exceeded (the offset is then that limit).
    pub too_large: bool,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.too_large {
            write!(f, "larger than the limit of {} bytes", self.offset)
        } else {
            let (name, offset) = (self.encoding.name(), self.offset);
            write!(
                f,
                "not {name} text: the byte at offset {offset} does not belong"
            )
        }
    }
}

impl std::error::Error for DecodeError {}

/// The largest file that is read, in bytes: 128 MiB. An edition of a thousand
/// printed pages has about 5 MB of TEI; spans are 32 bits wide.
pub const LARGEST_FILE: usize = 128 << 20;

/// One file, decoded, with what is needed to give its bytes back.
#[derive(Debug)]
pub struct SourceText {
    name: String,
    text: String,
    encoding: Encoding,
    byte_order_mark: bool,
    places: OnceLock<Box<Places>>,
    included: Box<[Included]>,
}

/// What is counted once, when somebody asks for a place.
#[derive(Debug)]
struct Places {
    /// Where each line begins.
    lines: Box<[u32]>,
    /// Characters before each multiple of [`STRIDE`], where a line is longer.
    characters: OnceLock<Box<[u32]>>,
}

/// A file behind another, which includes it.
#[derive(Debug)]
struct Included {
    /// Where its text begins, counted from the beginning of the main one.
    start: u32,
    source: SourceText,
}

impl SourceText {
    /// Text that is already Unicode, to be written as UTF-8 without a mark.
    /// `name` is what people call it: a path or an address.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            encoding: Encoding::Utf8,
            byte_order_mark: false,
            places: OnceLock::new(),
            included: Box::default(),
        }
    }

    /// Decodes `bytes`: a byte-order mark decides; without one, `declared`
    /// (what an XML declaration or the caller says), else UTF-8.
    ///
    /// # Errors
    /// [`DecodeError`] names the first byte that does not belong, or says that
    /// the file is larger than [`LARGEST_FILE`]. Nothing is ever replaced.
    pub fn decode(
        name: impl Into<String>,
        bytes: &[u8],
        declared: Option<Encoding>,
    ) -> Result<Self, DecodeError> {
        let (marked, mark_length) = byte_order_mark(bytes);
        let encoding = marked.or(declared).unwrap_or(Encoding::Utf8);
        if bytes.len() > LARGEST_FILE {
            return Err(DecodeError {
                offset: LARGEST_FILE,
                line: 1,
                column: 1,
                encoding,
                too_large: true,
            });
        }
        let body = &bytes[mark_length..];
        let decoded = match encoding {
            Encoding::Utf8 => std::str::from_utf8(body)
                .map(str::to_owned)
                .map_err(|error| (error.valid_up_to(), body[..error.valid_up_to()].to_vec())),
            Encoding::Ascii => match body.iter().position(|byte| !byte.is_ascii()) {
                None => Ok(body.iter().map(|&byte| char::from(byte)).collect()),
                Some(at) => Err((at, body[..at].to_vec())),
            },
            Encoding::Latin1 => Ok(body.iter().map(|&byte| char::from(byte)).collect()),
            Encoding::Utf16Be => decode_utf16(body, u16::from_be_bytes),
            Encoding::Utf16Le => decode_utf16(body, u16::from_le_bytes),
        };
        match decoded {
            Ok(text) => Ok(Self {
                name: name.into(),
                text,
                encoding,
                byte_order_mark: mark_length > 0,
                places: OnceLock::new(),
                included: Box::default(),
            }),
            Err((valid, before)) => {
                let before = String::from_utf8_lossy(&before);
                let (line, column) = place_at_end(&before);
                Err(DecodeError {
                    offset: mark_length + valid,
                    line,
                    column,
                    encoding,
                    too_large: false,
                })
            }
        }
    }

    /// The bytes of the file, as they were.
    pub fn to_bytes(&self) -> Vec<u8> {
        encode(&self.text, self.encoding, self.byte_order_mark)
    }

    /// What people call it: a path or an address.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The decoded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How the bytes stand for characters.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the file begins with a byte-order mark (not part of the text).
    pub fn has_byte_order_mark(&self) -> bool {
        self.byte_order_mark
    }

    /// The text with other files behind it, each with the place where its own
    /// text begins; in the order of these places.
    pub(crate) fn with_included(mut self, files: Vec<(u32, SourceText)>) -> Self {
        let included = |(start, source)| Included { start, source };
        self.included = files.into_iter().map(included).collect();
        self
    }

    /// The file that `span` lies in, and the span there. Most spans lie in this
    /// file; those behind its end in one that it includes.
    pub fn locate(&self, span: Span) -> (&SourceText, Span) {
        if span.start as usize <= self.text.len() {
            return (self, span);
        }
        let after = (self.included).partition_point(|file| file.start <= span.start);
        match after.checked_sub(1).map(|at| &self.included[at]) {
            Some(file) => {
                let local = Span {
                    start: span.start - file.start,
                    end: span.end.max(span.start) - file.start,
                };
                (&file.source, local)
            }
            None => (self, span),
        }
    }

    /// This file without those that it includes.
    pub(crate) fn alone(&self) -> Self {
        Self {
            name: self.name.clone(),
            text: self.text.clone(),
            encoding: self.encoding,
            byte_order_mark: self.byte_order_mark,
            places: OnceLock::new(),
            included: Box::default(),
        }
    }

    /// The files that it includes, with the places where their texts begin.
    pub(crate) fn included_at(&self) -> impl Iterator<Item = (u32, &SourceText)> {
        self.included.iter().map(|file| (file.start, &file.source))
    }

    /// The files that it includes, in the order of their spans.
    pub fn included(&self) -> impl Iterator<Item = &SourceText> {
        self.included.iter().map(|file| &file.source)
    }

    /// The text that `span` covers, in whichever file; as much as there is of
    /// it.
    pub fn slice(&self, span: Span) -> &str {
        let (file, span) = self.locate(span);
        file.text.get(span.range()).unwrap_or("")
    }

    /// Line and column of byte `offset` of the decoded text, or of an included
    /// one; an offset past the end gives the end.
    pub fn position(&self, offset: u32) -> Position {
        let (file, span) = self.locate(Span {
            start: offset,
            end: offset,
        });
        file.own_position(span.start)
    }

    fn own_position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let offset = (offset as usize).min(self.text.len());
        let line = starts.partition_point(|&start| start as usize <= offset) - 1;
        let before = starts[line] as usize..offset;
        Position {
            line: line as u32 + 1,
            column: self.characters(before) + 1,
        }
    }

    fn line_starts(&self) -> &[u32] {
        &self.places().lines
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            Box::new(Places {
                lines: line_starts(&self.text),
                characters: OnceLock::new(),
            })
        })
    }

    /// How many characters begin in these bytes of this file. What that costs does
    /// not grow with their number: a whole edition may be a single line.
    fn characters(&self, range: std::ops::Range<usize>) -> u32 {
        let bytes = self.text.as_bytes();
        if range.len() <= STRIDE {
            return count_characters(&bytes[range]);
        }
        let counted = &self.places().characters;
        let marks = counted.get_or_init(|| character_marks(bytes));
        let before = |offset: usize| {
            let mark = offset / STRIDE;
            marks[mark] + count_characters(&bytes[mark * STRIDE..offset])
        };
        before(range.end) - before(range.start)
    }

    /// At most `most` characters of the line in which byte `offset` of this file lies,
    /// from somewhat before that on, with ellipses where the line is cut.
    pub(crate) fn excerpt(&self, offset: u32, most: usize) -> String {
        let number = self.own_position(offset).line;
        let line = self.line(number);
        let start = self.line_start(number);
        let length = self.characters(start..start + line.len()) as usize;
        if length <= most {
            return line.to_owned();
        }
        let place = (offset as usize).saturating_sub(start);
        let place = line.floor_char_boundary(place);
        let column = self.characters(start..start + place) as usize;
        let first = column.saturating_sub(most / 3).min(length - most);
        let mut before = line[..place].char_indices().rev();
        let begin = match column - first {
            0 => place,
            back => before.nth(back - 1).map_or(0, |(at, _)| at),
        };
        let mut cut: String = line[begin..].chars().take(most).collect();
        if first > 0 {
            cut.insert(0, '…');
        }
        if first + most < length {
            cut.push('…');
        }
        cut
    }

    /// Where in this file line `line` (from 1) begins.
    pub(crate) fn line_start(&self, line: u32) -> usize {
        let index = (line as usize).wrapping_sub(1);
        let start = self.line_starts().get(index).copied();
        start.map_or(self.text.len(), |start| start as usize)
    }

    /// The text of line `line` (from 1) without its line ending, or `""`.
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let index = (line as usize).wrapping_sub(1);
        let Some(&start) = starts.get(index) else {
            return "";
        };
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// `text` as the bytes of a file in `encoding`. Characters that the encoding
/// lacks cannot occur in text decoded from it.
pub fn encode(text: &str, encoding: Encoding, byte_order_mark: bool) -> Vec<u8> {
    let mark = if byte_order_mark { "\u{feff}" } else { "" };
    let characters = || mark.chars().chain(text.chars());
    let mut units = [0; 2];
    match encoding {
        Encoding::Utf8 | Encoding::Ascii => [mark, text].concat().into_bytes(),
        Encoding::Latin1 => text
            .chars()
            .map(|c| u8::try_from(c).unwrap_or(b'?'))
            .collect(),
        Encoding::Utf16Be => characters()
            .flat_map(|c| c.encode_utf16(&mut units).to_vec())
            .flat_map(u16::to_be_bytes)
            .collect(),
        Encoding::Utf16Le => characters()
            .flat_map(|c| c.encode_utf16(&mut units).to_vec())
            .flat_map(u16::to_le_bytes)
            .collect(),
    }
}

/// The encoding that a byte-order mark at the head of `bytes` declares, and the
/// length of the mark.
fn byte_order_mark(bytes: &[u8]) -> (Option<Encoding>, usize) {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Some(Encoding::Utf8), 3),
        [0xfe, 0xff, ..] => (Some(Encoding::Utf16Be), 2),
        [0xff, 0xfe, ..] => (Some(Encoding::Utf16Le), 2),
        _ => (None, 0),
    }
}

type Undecodable = (usize, Vec<u8>);

fn decode_utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Undecodable> {
    let units = body.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(body.len() / 2);
    let mut read = 0;
    for decoded in char::decode_utf16(units) {
        let Ok(character) = decoded else {
            return Err((read, text.into_bytes()));
        };
        read += character.len_utf16() * 2;
        text.push(character);
    }
    if read == body.len() {
        Ok(text)
    } else {
        Err((read, text.into_bytes()))
    }
}

fn place_at_end(text: &str) -> (u32, u32) {
    let line_start = text.rfind('\n').map_or(0, |newline| newline + 1);
    let lines = text.bytes().filter(|&byte| byte == b'\n').count() as u32;
    let column = text[line_start..].chars().count() as u32;
    (lines + 1, column + 1)
}

/// Starts of all lines. A line ends with LF, CR LF, or a CR alone.
fn line_starts(text: &str) -> Box<[u32]> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        if bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n') {
            starts.push(at as u32 + 1);
        }
    }
    starts.into_boxed_slice()
}

/// Bytes between the places up to which characters are counted once.
const STRIDE: usize = 1024;

/// How many characters begin before each multiple of [`STRIDE`].
fn character_marks(bytes: &[u8]) -> Box<[u32]> {
    let mut before = 0;
    let whole = bytes.chunks(STRIDE).map(|chunk| {
        before += count_characters(chunk);
        before
    });
    std::iter::once(0).chain(whole).collect()
}

/// Characters in `bytes`, which start on a character boundary.
fn count_characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let source = SourceText::new("a", "é\r\nbc\rd\n");
        assert_eq!(source.position(0).to_string(), "1:1");
        assert_eq!(source.position(2).to_string(), "1:2");
        assert_eq!(source.position(5).to_string(), "2:2");
        assert_eq!(source.position(7).to_string(), "3:1");
        assert_eq!(source.position(99).to_string(), "4:1");
        assert_eq!(source.line(2), "bc");
    }

    #[test]
    fn a_long_line_is_counted_as_a_short_one() {
        let line = "aé€😀\t".repeat(2_000);
        let text = format!("x\n{line}\r\n{line}");
        let source = SourceText::new("a", text.as_str());
        let mut expected = Position { line: 1, column: 1 };
        for (at, character) in text.char_indices() {
            let at = at as u32;
            assert_eq!(source.position(at), expected, "{at}");
            match character {
                '\n' => {
                    expected.line += 1;
                    expected.column = 1;
                }
                _ => expected.column += 1,
            }
            if expected.column.is_multiple_of(97) {
                let own: Vec<char> = source.line(expected.line).chars().collect();
                let column = (expected.column as usize - 2).min(own.len());
                let first = column.saturating_sub(33).min(own.len() - 100);
                let cut: String = own[first..first + 100].iter().collect();
                let excerpt = source.excerpt(at, 100);
                assert_eq!(excerpt.trim_matches('…'), cut, "{at}");
                assert_eq!(excerpt.starts_with('…'), first > 0, "{at}");
                assert_eq!(excerpt.ends_with('…'), first + 100 < own.len(), "{at}");
            }
        }
    }

    #[test]
    fn every_encoding_gives_its_bytes_back() {
        let samples: [&[u8]; 5] = [
            b"\xef\xbb\xbfabc",
            b"\xfe\xff\x00a\xd8\x3d\xde\x00",
            b"\xff\xfea\x00\n\x00",
            "αβγ".as_bytes(),
            b"",
        ];
        for bytes in samples {
            let source = SourceText::decode("a", bytes, None).unwrap();
            assert_eq!(source.to_bytes(), bytes);
        }
        let latin = SourceText::decode("a", b"caf\xe9\x85", Some(Encoding::Latin1)).unwrap();
        assert_eq!(latin.text(), "café\u{85}");
        assert_eq!(latin.to_bytes(), b"caf\xe9\x85");
    }

    #[test]
    fn a_byte_that_does_not_belong_is_named() {
        let error = SourceText::decode("a", b"ab\ncaf\xe9!", None).unwrap_err();
        assert_eq!((error.offset, error.line, error.column), (6, 2, 4));
        for name in ["us-ascii", "ASCII", "ANSI_X3.4-1968"] {
            let ascii = Encoding::from_name(name);
            let error = SourceText::decode("a", "ab\ncafé".as_bytes(), ascii).unwrap_err();
            assert_eq!((error.offset, error.line, error.column), (6, 2, 4));
            let plain = SourceText::decode("a", b"ab\ncafe", ascii).unwrap();
            assert_eq!(plain.to_bytes(), b"ab\ncafe");
        }
        let odd = SourceText::decode("a", b"\xff\xfea\x00b", None).unwrap_err();
        assert_eq!(odd.offset, 4);
    }
}
