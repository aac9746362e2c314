//! What does a finished citation consist of?

/// Words, some of them in italics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

/// Words in one face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are a title, set in italics.
    pub italic: bool,
}

impl Line {
    /// Adds words in roman.
    pub(super) fn say(&mut self, text: &str) -> &mut Self {
        self.add(text, false)
    }

    /// Adds a title in italics.
    pub(super) fn title(&mut self, text: &str) -> &mut Self {
        self.add(text, true)
    }

    /// Ends a sentence: with a full stop, unless it has an end already.
    pub(super) fn stop(&mut self) -> &mut Self {
        if self.pieces.is_empty() || self.ends_with(&['.', '?', '!', '…']) {
            return self;
        }
        self.say(".")
    }

    /// Begins the next sentence.
    pub(super) fn sentence(&mut self, text: &str) -> &mut Self {
        if !self.pieces.is_empty() {
            self.stop().say(" ");
        }
        self.say(text)
    }

    /// Adds a further element after a comma; nothing if there is none.
    pub(super) fn after_comma(&mut self, text: &str) -> &mut Self {
        if text.is_empty() {
            return self;
        }
        if !self.pieces.is_empty() {
            self.say(", ");
        }
        self.say(text)
    }

    /// Whether it ends with one of these, whatever closes a quotation after it.
    fn ends_with(&self, ends: &[char]) -> bool {
        let last = self.pieces.last().map(|piece| piece.text.as_str());
        last.is_some_and(|text| text.trim_end_matches(['’', '”']).ends_with(ends))
    }

    fn add(&mut self, text: &str, italic: bool) -> &mut Self {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.italic == italic => last.text.push_str(text),
            _ => self.pieces.push(Piece {
                text: text.to_owned(),
                italic,
            }),
        }
        self
    }

    /// In plain words.
    pub fn text(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| piece.text.as_str())
            .collect()
    }
}
