//! What are the words of a message, and where do values stand in it?

/// A message, cut up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message(Vec<Piece>);

/// A piece of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Piece {
    /// As they are.
    Words(String),
    /// `{name}`: a value.
    Place(String),
    /// `<name>`.
    Opens(String),
    /// `</name>`.
    Closes(String),
}

impl Message {
    /// Cuts a message up.
    pub fn new(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut words = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '<']) {
            words.push_str(&rest[..at]);
            rest = &rest[at..];
            match sign(rest) {
                Some((piece, length)) => {
                    if !words.is_empty() {
                        pieces.push(Piece::Words(std::mem::take(&mut words)));
                    }
                    pieces.push(piece);
                    rest = &rest[length..];
                }
                None => {
                    words.push_str(&rest[..1]);
                    rest = &rest[1..];
                }
            }
        }
        words.push_str(rest);
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        Self(pieces)
    }

    /// Its pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// What a translation must have too: its places and tags, sorted.
    pub fn names(&self) -> Vec<Piece> {
        let named = self
            .0
            .iter()
            .filter(|piece| !matches!(piece, Piece::Words(_)));
        let mut named: Vec<Piece> = named.cloned().collect();
        named.sort();
        named
    }
}

/// The place or tag at the begin of `text`, and its length.
fn sign(text: &str) -> Option<(Piece, usize)> {
    let (make, begin, end): (fn(String) -> Piece, usize, char) = if text.starts_with("</") {
        (Piece::Closes, 2, '>')
    } else if text.starts_with('<') {
        (Piece::Opens, 1, '>')
    } else {
        (Piece::Place, 1, '}')
    };
    let name = text[begin..].split(end).next()?;
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let closed = text[begin + name.len()..].starts_with(end);
    (plain && closed).then(|| (make(name.to_owned()), begin + name.len() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_tags_are_found_and_nothing_else() {
        let message = Message::new("a < b {x} {X} {} <a>c</a>{y");
        assert_eq!(
            message.pieces(),
            [
                Piece::Words("a < b ".into()),
                Piece::Place("x".into()),
                Piece::Words(" {X} {} ".into()),
                Piece::Opens("a".into()),
                Piece::Words("c".into()),
                Piece::Closes("a".into()),
                Piece::Words("{y".into()),
            ]
        );
    }
}
