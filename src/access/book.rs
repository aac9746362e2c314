//! The tokens that there are: `tokens.json`.

use std::path::PathBuf;

use super::{Access, Error, Token, files, secret};
use crate::store::digest;

impl Access {
    fn book(&self) -> PathBuf {
        self.folder().join("tokens.json")
    }

    /// All tokens, in the order in which they were made.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn tokens(&self) -> Result<Vec<Token>, Error> {
        let path = self.book();
        let Some(bytes) = files::read(&path)? else {
            return Ok(Vec::new());
        };
        serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
            path,
            message: error.to_string(),
        })
    }

    /// Makes a token that is as `wish` says, but for its number and SHA-256, and
    /// keeps it. Gives the token itself, which nobody can ever get again.
    ///
    /// # Errors
    /// [`Error::Unfit`] without a holder, a permission or an edition;
    /// [`Error::Io`].
    pub fn issue(&self, wish: Token) -> Result<(String, Token), Error> {
        let holder = wish.holder.trim();
        if holder.is_empty() || holder.chars().any(char::is_control) {
            return Err(unfit("a token needs the name of whoever it is for"));
        }
        if wish.may.is_empty() || wish.editions.is_empty() {
            return Err(unfit("a token that allows nothing is of no use"));
        }
        files::folder(self.folder())?;
        let _lock = files::lock(self.folder())?;
        let mut tokens = self.tokens()?;
        let fresh = loop {
            let fresh = secret::fresh()?;
            if tokens.iter().all(|token| token.number != fresh.number) {
                break fresh;
            }
        };
        let token = Token {
            number: fresh.number,
            sha256: digest(fresh.token.as_bytes()),
            holder: holder.to_owned(),
            ..wish
        };
        tokens.push(token.clone());
        self.write(&tokens)?;
        Ok((fresh.token, token))
    }

    /// Revokes a token at `now`: from then on it is not taken. What is revoked
    /// already stays as it was; whether it was not, is said too.
    ///
    /// # Errors
    /// [`Error::NoSuchToken`], [`Error::Io`], [`Error::Damaged`].
    pub fn revoke(&self, number: &str, now: &str) -> Result<(Token, bool), Error> {
        files::folder(self.folder())?;
        let _lock = files::lock(self.folder())?;
        let mut tokens = self.tokens()?;
        let found = tokens.iter_mut().find(|token| token.number == number);
        let token = found.ok_or_else(|| Error::NoSuchToken(number.to_owned()))?;
        let stood = token.revoked.is_none();
        token.revoked.get_or_insert_with(|| now.to_owned());
        let token = token.clone();
        self.write(&tokens)?;
        Ok((token, stood))
    }

    /// What is known of a token that somebody shows; `None` if it is none of
    /// ours. Whether it is still taken, [`Token::standing`] says.
    ///
    /// The file is read each time: what is revoked is not taken from that moment
    /// on, whichever process revoked it.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Damaged`].
    pub fn recognise(&self, shown: &str) -> Result<Option<Token>, Error> {
        let Some(number) = secret::number(shown) else {
            return Ok(None);
        };
        let tokens = self.tokens()?;
        let found = tokens.into_iter().find(|token| token.number == number);
        Ok(found.filter(|token| secret::is(shown, token.sha256)))
    }

    fn write(&self, tokens: &[Token]) -> Result<(), Error> {
        let path = self.book();
        let mut bytes = serde_json::to_vec_pretty(tokens).map_err(|error| unfit(&error))?;
        bytes.push(b'\n');
        files::replace(&path, &bytes)
    }
}

fn unfit(message: &(impl ToString + ?Sized)) -> Error {
    Error::Unfit(message.to_string())
}
