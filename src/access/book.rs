//! The tokens that there are.
//!
//! Each is a name below `tokens`, its number; one below `revoked` ends it.

use serde::{Deserialize, Serialize};

use super::{Access, Error, Token, damaged, secret, unwritten};
use crate::store::digest;

/// The end of a token.
#[derive(Serialize, Deserialize)]
struct Revocation {
    when: String,
    /// A random number by which who revoked it knows that it was them.
    mark: String,
}

/// Where each has a name: its number.
pub(super) const TOKENS: &str = "tokens";
const REVOKED: &str = "revoked";

impl Access {
    /// All tokens, in the order in which they were made.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn tokens(&self) -> Result<Vec<Token>, Error> {
        let numbers = self.blobs.list(TOKENS)?.into_iter();
        let tokens = numbers.map(|number| self.token(&number));
        let mut tokens: Vec<Token> = tokens
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        tokens.sort_by(|one, other| (&one.made, &one.number).cmp(&(&other.made, &other.number)));
        Ok(tokens)
    }

    /// Makes a token that is as `wish` says, but for its number and SHA-256, and
    /// keeps it. Gives the token itself, which nobody can ever get again.
    ///
    /// # Errors
    /// [`Error::Unfit`] without a holder, a permission or an edition;
    /// [`Error::Store`].
    pub fn issue(&self, wish: Token) -> Result<(String, Token), Error> {
        let unfit = |message: &str| Err(Error::Unfit(message.to_owned()));
        let holder = wish.holder.trim().to_owned();
        if holder.is_empty() || holder.chars().any(char::is_control) {
            return unfit("a token needs the name of whoever it is for");
        }
        if wish.may.is_empty() || wish.editions.is_empty() {
            return unfit("a token that allows nothing is of no use");
        }
        let mut token = Token { holder, ..wish };
        loop {
            let fresh = secret::fresh();
            token.sha256 = digest(fresh.token.as_bytes());
            token.number = fresh.number;
            let name = format!("{TOKENS}/{}", token.number);
            let written = serde_json::to_vec_pretty(&token).map_err(unwritten)?;
            // A number that is taken is another token's.
            if self.create(&name, &written)? {
                return Ok((fresh.token, token));
            }
        }
    }

    /// Revokes a token at `now`: from then on it is not taken. What is revoked
    /// already stays as it was; whether it was not, is said too.
    ///
    /// # Errors
    /// [`Error::NoSuchToken`], [`Error::Store`], [`Error::Damaged`].
    pub fn revoke(&self, number: &str, now: &str) -> Result<(Token, bool), Error> {
        let absent = || Error::NoSuchToken(number.to_owned());
        self.token(number)?.ok_or_else(absent)?;
        let name = format!("{REVOKED}/{number}");
        let revocation = Revocation {
            when: now.to_owned(),
            mark: secret::fresh().number,
        };
        let written = serde_json::to_vec(&revocation).map_err(unwritten)?;
        let stood = self.create(&name, &written)?;
        let token = self.token(number)?.ok_or_else(absent)?;
        Ok((token, stood))
    }

    /// What is known of a token that somebody shows; `None` if it is none of
    /// ours. Whether it is still taken, [`Token::standing`] says.
    ///
    /// It is looked for each time: what is revoked is not taken from that moment
    /// on, whichever server was told so.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::Damaged`].
    pub fn recognise(&self, shown: &str) -> Result<Option<Token>, Error> {
        let Some(number) = secret::number(shown) else {
            return Ok(None);
        };
        let token = self.token(number)?;
        Ok(token.filter(|token| secret::is(shown, token.sha256)))
    }

    /// The token with that number, as it stands.
    fn token(&self, number: &str) -> Result<Option<Token>, Error> {
        if !secret::is_number(number) {
            return Ok(None);
        }
        let name = format!("{TOKENS}/{number}");
        let Some(written) = self.blobs.get(&name)? else {
            return Ok(None);
        };
        let mut token: Token = serde_json::from_slice(&written).map_err(damaged(&name))?;
        let name = format!("{REVOKED}/{number}");
        if let Some(written) = self.blobs.get(&name)? {
            let revocation = serde_json::from_slice(&written).map_err(damaged(&name));
            token.revoked = revocation.map(|Revocation { when, .. }| Some(when))?;
        }
        Ok(Some(token))
    }
}
