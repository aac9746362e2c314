//! Where does a list go on?
//!
//! A token says everything: what is listed, after which record it goes on, and how
//! many came before. It is signed (HMAC-SHA-256, RFC 2104), so that only what was
//! given here is taken; nothing is remembered, so it never expires, the same token
//! always asks the same, and records that come or change meanwhile disturb
//! nothing: they have later datestamps.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::datestamp::Datestamp;
use super::request::{Selection, Verb};
use crate::edition::EditionId;
use crate::store::digest;

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The datestamp of the last record that was given.
    pub datestamp: Datestamp,
    /// Its edition.
    pub id: EditionId,
    /// How many records were given.
    pub given: u64,
}

/// With what tokens are signed.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The bytes of a signature that a token has: 128 bits.
const SIGNED: usize = 16;

/// The first field of all tokens: another one, should they change.
const FORM: &str = "1";

impl Key {
    /// A key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The token for what follows a position.
    pub fn write(&self, verb: Verb, selection: &Selection, position: &Position) -> String {
        let moment =
            |moment: &Option<Datestamp>| moment.as_ref().map_or(String::new(), ToString::to_string);
        let fields = [
            FORM.to_owned(),
            verb.as_str().to_owned(),
            selection.prefix.clone(),
            moment(&selection.from),
            moment(&selection.until),
            selection.set.clone().unwrap_or_default(),
            position.datestamp.to_string(),
            position.id.to_string(),
            position.given.to_string(),
        ];
        let said = fields.join("\n");
        let mut bytes = self.sign(said.as_bytes())[..SIGNED].to_vec();
        bytes.extend_from_slice(said.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What a token says; none if it was not written with this key.
    pub fn read(&self, token: &str) -> Option<(Verb, Selection, Position)> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (signature, said) = bytes.split_at_checked(SIGNED)?;
        if !same(signature, &self.sign(said)[..SIGNED]) {
            return None;
        }
        let fields: Vec<&str> = std::str::from_utf8(said).ok()?.split('\n').collect();
        let [FORM, verb, prefix, from, until, set, datestamp, id, given] = fields.as_slice() else {
            return None;
        };
        let moment = |text: &str| match text {
            "" => Some(None),
            text => Datestamp::read(text).map(Some),
        };
        let selection = Selection {
            prefix: (*prefix).to_owned(),
            from: moment(from)?,
            until: moment(until)?,
            set: Some((*set).to_owned()).filter(|set| !set.is_empty()),
        };
        let position = Position {
            datestamp: Datestamp::read(datestamp)?,
            id: id.parse().ok()?,
            given: given.parse().ok()?,
        };
        Some((Verb::of(verb)?, selection, position))
    }

    /// HMAC-SHA-256.
    fn sign(&self, message: &[u8]) -> [u8; 32] {
        const BLOCK: usize = 64;
        let padded = |pad: u8| {
            let mut block = [pad; BLOCK];
            for (byte, key) in block.iter_mut().zip(self.0) {
                *byte ^= key;
            }
            block.to_vec()
        };
        let mut inner = padded(0x36);
        inner.extend_from_slice(message);
        let mut outer = padded(0x5c);
        outer.extend_from_slice(&digest(&inner).0);
        digest(&outer).0
    }
}

/// Compares in the same time whatever the bytes are.
fn same(one: &[u8], other: &[u8]) -> bool {
    let differences = one
        .iter()
        .zip(other)
        .fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differences == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2, with its key filled up with zeros, as HMAC does.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let signature = Key(key).sign(b"what do ya want for nothing?");
        let hex: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
