//! What are the words of a witness?

use std::fmt;

use serde::Deserialize;

use crate::collate::{Folding, Witness};
use crate::xml::is_character;

/// A plain text, whose paragraphs are parted by empty lines.
pub fn read_plain(siglum: &str, text: &str, folding: &Folding) -> Witness {
    Witness::plain(siglum, text, folding)
}

/// Why a file for CollateX could not be read.
#[derive(Debug)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// Input as CollateX takes it: `witnesses`, each with its `id` and its `content`,
/// or its `tokens` one by one, each a word or an object with the word `t` and
/// the form `n` that is compared.
#[derive(Deserialize)]
struct Input {
    witnesses: Vec<InputWitness>,
}

#[derive(Deserialize)]
struct InputWitness {
    #[serde(alias = "sigil", alias = "siglum")]
    id: String,
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    tokens: Vec<InputToken>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum InputToken {
    Word(String),
    Object {
        t: String,
        #[serde(default)]
        n: Option<String>,
    },
}

impl InputToken {
    fn word(&self) -> &str {
        match self {
            Self::Word(word) => word,
            Self::Object { t, .. } => t,
        }
    }
}

/// Witnesses as CollateX takes them.
///
/// # Errors
/// [`Unreadable`], if it is not JSON of that shape, or has characters that XML has
/// not.
pub fn read_collatex(json: &str, folding: &Folding) -> Result<Vec<Witness>, Unreadable> {
    let input: Input = serde_json::from_str(json).map_err(|error| Unreadable(error.to_string()))?;
    for witness in &input.witnesses {
        let words = witness.tokens.iter().map(InputToken::word);
        let words = words.chain(witness.content.as_deref());
        let mut characters = words.chain([witness.id.as_str()]).flat_map(str::chars);
        if let Some(wrong) = characters.find(|c| !is_character(*c)) {
            let (id, number) = (witness.id.escape_default(), u32::from(wrong));
            return Err(Unreadable(format!(
                "in the witness {id} is the character U+{number:04X}, which cannot stand in XML"
            )));
        }
    }
    let witnesses = input
        .witnesses
        .iter()
        .map(|witness| match &witness.content {
            Some(content) => read_plain(&witness.id, content, folding),
            None => {
                let tokens = witness.tokens.iter().map(|token| match token {
                    InputToken::Word(word) => (word.trim(), None),
                    InputToken::Object { t, n } => (t.trim(), n.as_deref()),
                });
                Witness::of_tokens(&witness.id, tokens, folding)
            }
        });
    Ok(witnesses.collect())
}
