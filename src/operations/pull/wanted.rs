//! Which version is wanted, and from where?

use super::Unpulled;
use crate::describe::citation::{ParsedCitation, parse};
use crate::edition::Digest;
use crate::fetch::Address;

/// What stands in the addresses of files by their hash (RFC 6920 §4).
pub const WELL_KNOWN: &str = "/.well-known/ni/";

/// A version that is wanted, and the server that is to give it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where the server stands, without a slash at the end.
    pub site: Address,
    /// What is known of the version.
    pub cited: ParsedCitation,
    /// Whether the server was named besides: then the edition may have another
    /// name there, and the hash says which it is.
    pub elsewhere: bool,
}

impl Wanted {
    /// Reads an address, a name by hash (`ni:`), a SHA-256 or a citation. `from`
    /// is the server that is asked; without it, the one that `text` names.
    ///
    /// # Errors
    /// [`Unpulled::Unclear`] if it names neither edition nor hash, or no server.
    pub fn read(text: &str, from: Option<&str>) -> Result<Self, Unpulled> {
        let text = text.trim();
        let unclear = |why: &str| Unpulled::Unclear(format!("{}: {why}", brief(text)));
        let named = match text.parse::<Digest>() {
            Ok(digest) => format!("sha256:{digest}"),
            Err(_) => text.to_owned(),
        };
        let cited = parse(&named).ok_or_else(|| {
            unclear("names neither an edition nor a SHA-256 that could be asked for")
        })?;
        let site = from
            .map(str::to_owned)
            .or_else(|| cited.site.clone())
            .or_else(|| by_hash(text))
            .ok_or_else(|| unclear("does not say which server has it: --from SERVER does"))?;
        let site: Address = site
            .trim_end_matches('/')
            .parse()
            .map_err(|bad| Unpulled::Trouble(crate::fetch::Trouble::Address(bad)))?;
        Ok(Self {
            site,
            cited,
            elsewhere: from.is_some(),
        })
    }

    /// The whole hash, if it is known.
    pub fn digest(&self) -> Option<Digest> {
        self.cited.digest.as_ref()?.as_str().parse().ok()
    }
}

/// The server in an address by hash, or in `ni://server/…`.
fn by_hash(text: &str) -> Option<String> {
    if let Some((site, _)) = text.split_once(WELL_KNOWN) {
        return Some(site.to_owned());
    }
    let (server, _) = text.strip_prefix("ni://")?.split_once('/')?;
    (!server.is_empty()).then(|| format!("https://{server}"))
}

/// The beginning of what was given, for a message.
fn brief(text: &str) -> String {
    let mut brief: String = text.chars().take(60).collect();
    if brief.len() < text.len() {
        brief.push('…');
    }
    brief
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

    #[test]
    fn a_version_is_named_in_many_ways() {
        for (text, from, site) in [
            ("https://a.org/t/editions/lamb/3", None, "https://a.org/t"),
            ("https://a.org/editions/lamb/3/1.2", None, "https://a.org/"),
            (
                "https://a.org/editions/lamb/3/edition.xml",
                None,
                "https://a.org/",
            ),
            (
                "https://a.org/editions/lamb/3",
                Some("http://[::1]:8/"),
                "http://[::1]:8/",
            ),
            (HASH, Some("https://b.org/x/"), "https://b.org/x"),
            (
                "ni:///sha-256;WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM",
                Some("https://b.org"),
                "https://b.org/",
            ),
            (
                "ni://c.org/sha-256;WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM",
                None,
                "https://c.org/",
            ),
            (
                "https://c.org/t/.well-known/ni/sha-256/WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM",
                None,
                "https://c.org/t",
            ),
        ] {
            let wanted = Wanted::read(text, from).unwrap();
            assert_eq!(wanted.site.to_string(), site, "{text}");
            let known = wanted.cited.edition.is_some();
            assert!(
                known || wanted.digest().unwrap().to_string() == HASH,
                "{text}"
            );
        }
        assert!(Wanted::read(HASH, None).is_err());
        assert!(Wanted::read("the lamb", Some("https://a.org")).is_err());
        assert!(Wanted::read(HASH, Some("ftp://a.org")).is_err());
    }
}
