//! What are the words of a message, and where do values stand in it?

use memchr::memchr2;

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece<'t> {
    /// As they are.
    Words(&'t str),
    /// `{name}`: a value.
    Place(&'t str),
    /// `<name>`.
    Opens(&'t str),
    /// `</name>`.
    Closes(&'t str),
}

/// The pieces of a message, in order.
pub fn pieces(message: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let (at, found) = next_sign(rest)?;
        let (piece, length) = match found {
            Some(found) if at == 0 => found,
            _ => (Piece::Words(&rest[..at]), at),
        };
        rest = &rest[length..];
        Some(piece)
    })
}

/// What a translation must have too: its places and tags, sorted.
pub fn names(message: &str) -> Vec<Piece<'_>> {
    let named = pieces(message).filter(|piece| !matches!(piece, Piece::Words(_)));
    let mut named: Vec<Piece<'_>> = named.collect();
    named.sort();
    named
}

/// Where the next place or tag of `text` begins, with its length: at the end if
/// there is none; nothing of nothing.
fn next_sign(text: &str) -> Option<(usize, Option<(Piece<'_>, usize)>)> {
    let mut from = 0;
    while let Some(at) = memchr2(b'{', b'<', &text.as_bytes()[from..]) {
        let found = sign(&text[from + at..]);
        if found.is_some() {
            return Some((from + at, found));
        }
        from += at + 1;
    }
    (!text.is_empty()).then_some((text.len(), None))
}

/// The place or tag at the begin of `text`, and its length.
fn sign(text: &str) -> Option<(Piece<'_>, usize)> {
    let (begin, end) = match text.as_bytes() {
        [b'<', b'/', ..] => (2, '>'),
        [b'<', ..] => (1, '>'),
        _ => (1, '}'),
    };
    let name = text[begin..].split(end).next()?;
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let closed = text[begin + name.len()..].starts_with(end);
    let piece = match (begin, end) {
        (2, _) => Piece::Closes(name),
        (_, '>') => Piece::Opens(name),
        _ => Piece::Place(name),
    };
    (plain && closed).then_some((piece, begin + name.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_tags_are_found_and_nothing_else() {
        assert_eq!(
            pieces("a < b {x} {X} {} <a>c</a>{y").collect::<Vec<_>>(),
            [
                Piece::Words("a < b "),
                Piece::Place("x"),
                Piece::Words(" {X} {} "),
                Piece::Opens("a"),
                Piece::Words("c"),
                Piece::Closes("a"),
                Piece::Words("{y"),
            ]
        );
    }
}
