//! What did this citation mean?
//!
//! Everything that matters stands twice in a citation: in its address and in
//! its seal. Where a hyphen at the end of a line may belong to a name or to the
//! typesetter, the reading is taken on which both agree; where both are broken
//! at the same place, or only one is there, the hyphen is taken as written. A
//! reference stands a third time, for people, which helps where there is no
//! address.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde::Serialize;

use super::EDITIONS;
use super::clean::{clean, is_noise, past_noise, readings, word_at};
use crate::edition::reference::{Place, from_segment, is_reserved};
use crate::edition::{EditionId, VersionReference};
use crate::passage::Fraction;
use crate::source::percent;

/// What a citation says; all of it may be missing, but not everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ParsedCitation {
    /// The site, without a slash at the end: `https://example.org/texts`.
    pub site: Option<String>,
    /// The edition.
    pub edition: Option<EditionId>,
    /// The number of the version.
    pub version: Option<u32>,
    /// The SHA-256 of its file, or how it begins: 11 digits at the least.
    pub digest: Option<Fraction>,
    /// The reference of the passage, or of a range.
    pub reference: Option<String>,
    /// The fingerprint of the passage, as it is printed.
    pub passage: Option<PassageStart>,
}

/// A fingerprint as it is printed: sixteen digits of each hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassageStart {
    /// How the SHA-256 of the words begins.
    pub text: Fraction,
    /// How that of the content begins.
    pub content: Fraction,
}

impl PassageStart {
    /// As it is printed.
    pub fn short(&self) -> String {
        format!("{}.{}", self.text, self.content)
    }
}

/// Reads a citation in any of the styles and formats, however it is wrapped,
/// hyphenated and quoted; also a bare address of an edition, or a bare hash.
/// `None` if it names neither an edition nor a hash.
///
/// ```
/// let address = "see https://example.org/editions/lamb/3/1.2.14.";
/// let cited = variorum::describe::citation::parse(address).unwrap();
/// assert_eq!(cited.version, Some(3));
/// assert_eq!(cited.reference.as_deref(), Some("1.2.14"));
/// ```
pub fn parse(text: &str) -> Option<ParsedCitation> {
    let text = clean(text);
    let seal = Seal::find(&text).unwrap_or_default();
    let addresses = addresses(&text);
    let agreeing = addresses
        .iter()
        .filter_map(|address| Some((seal.disagreement(address)?, address)))
        .min_by_key(|(disagreement, _)| *disagreement)
        .map(|(_, address)| address);
    let address = agreeing.or(addresses.first());
    let of_address = address.cloned().unwrap_or_default();
    let agreed = agreeing.is_some();
    let edition = match seal.editions.first() {
        Some(first) if !agreed => Some(first.clone()),
        _ => of_address.edition.clone(),
    };
    let reference = match seal.reference() {
        Some(first) if !agreed => Some(first.clone()),
        None if seal.digest.is_some() && !seal.editions.is_empty() => None,
        _ => of_address.reference,
    };
    let digest = seal.digest.or(of_address.digest);
    let known = edition.is_some() || digest.is_some();
    known.then_some(ParsedCitation {
        site: of_address.site,
        edition,
        version: seal.version.or(of_address.version),
        digest,
        reference,
        passage: seal.passage,
    })
}

/// What the seal may say.
#[derive(Default)]
struct Seal {
    editions: Vec<EditionId>,
    version: Option<u32>,
    digest: Option<Fraction>,
    references: Vec<String>,
    passage: Option<PassageStart>,
    /// What stands before it, without noise.
    before: String,
}

impl Seal {
    fn find(text: &[char]) -> Option<Self> {
        let hash = find_hash(text)?;
        let (editions, version) = before(&text[..hash.start]);
        let (references, passage) = after(text, hash.end);
        Some(Self {
            editions,
            version,
            digest: Some(hash.digest),
            references,
            passage,
            before: readings(&text[..hash.start]).swap_remove(0),
        })
    }

    /// The reference: the reading that stands before the seal too, else the
    /// first.
    fn reference(&self) -> Option<&String> {
        let shown = |reference: &&String| {
            let plain = readings(&clean(reference)).swap_remove(0);
            self.before.contains(&plain)
        };
        self.references
            .iter()
            .find(shown)
            .or(self.references.first())
    }

    /// How far an address is from being of the same thing; `None` if it cannot
    /// be. The fewer hyphens are taken for those of a typesetter, the better;
    /// an address without the version is that of an edition, or cut short.
    fn disagreement(&self, address: &Address) -> Option<(bool, usize)> {
        self.digest.as_ref()?;
        let edition = address.edition.as_ref();
        let of_edition = match self.editions.is_empty() {
            true => 0,
            false => self
                .editions
                .iter()
                .position(|name| Some(name) == edition)?,
        };
        let of_reference = match &address.reference {
            Some(reference) => self.references.iter().position(|name| name == reference)?,
            None if self.references.is_empty() => 0,
            None => return None,
        };
        let other = self.version.is_some() && address.version != self.version;
        let contradicts = other && address.version.is_some();
        (!contradicts).then_some((other, of_edition + of_reference))
    }
}

/// A hash in the text.
struct Hash {
    start: usize,
    end: usize,
    digest: Fraction,
}

/// The first whole hash, else the first beginning of one.
fn find_hash(text: &[char]) -> Option<Hash> {
    let starts = (0..text.len()).filter(|&at| matches!(text[at], 's' | 'S'));
    let mut partial = None;
    for start in starts {
        let Some(at) = word_at(text, start, "sha") else {
            continue;
        };
        let at = past_noise(text, at);
        let at = at + usize::from(text.get(at) == Some(&'-'));
        let Some(at) = word_at(text, past_noise(text, at), "256") else {
            continue;
        };
        let Some((digits, end)) = base64_hash(text, at).or_else(|| hex_hash(text, at)) else {
            continue;
        };
        let whole = digits.len() == 64;
        let Ok(digest) = digits.parse() else {
            continue;
        };
        let hash = Hash { start, end, digest };
        if whole {
            return Some(hash);
        }
        partial = partial.or(Some(hash));
    }
    partial
}

/// `:` and hexadecimal digits: 64, or 16 and more in one run.
fn hex_hash(text: &[char], at: usize) -> Option<(String, usize)> {
    let at = past_noise(text, at);
    let at = at + usize::from(matches!(text.get(at), Some(':' | '=')));
    if let Some(found) = hex(text, at, 64) {
        return Some(found);
    }
    let at = past_noise(text, at);
    let run: String = text[at..]
        .iter()
        .take_while(|c| c.is_ascii_hexdigit())
        .collect();
    let end = at + run.len();
    (16..64)
        .contains(&run.len())
        .then(|| (run.to_ascii_lowercase(), end))
}

/// Exactly `length` hexadecimal digits, however they are broken and grouped.
fn hex(text: &[char], at: usize, length: usize) -> Option<(String, usize)> {
    let mut digits = String::with_capacity(length);
    let mut here = at;
    while digits.len() < length {
        match text.get(here)? {
            c if is_noise(*c) || *c == '-' => {}
            c if c.is_ascii_hexdigit() => digits.push(c.to_ascii_lowercase()),
            _ => return None,
        }
        here += 1;
    }
    let longer = text.get(here).is_some_and(char::is_ascii_hexdigit);
    (!longer).then_some((digits, here))
}

/// The hash of a name of RFC 6920, or of its address under `.well-known`.
fn base64_hash(text: &[char], at: usize) -> Option<(String, usize)> {
    let (bits, at) = truncation(text, at)?;
    let length = usize::div_ceil(bits, 6);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || is_noise(c);
    // Room for the noise of any sensible line length.
    let run: Vec<char> = text[at..]
        .iter()
        .copied()
        .take(length * 3)
        .take_while(|c| is_part(*c))
        .collect();
    for end in 1..=run.len() {
        let next = run.get(end).copied();
        if next.is_some_and(|c| !is_noise(c)) || is_noise(run[end - 1]) {
            continue;
        }
        for reading in readings(&run[..end]) {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(&reading).ok();
            if let Some(bytes) = bytes.filter(|bytes| bytes.len() * 8 == bits) {
                let digits = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                return Some((digits, at + end));
            }
        }
    }
    None
}

/// How many bits there are (`-128;`), and where they begin.
fn truncation(text: &[char], at: usize) -> Option<(usize, usize)> {
    let at = past_noise(text, at);
    if matches!(text.get(at)?, ';' | '/') {
        return Some((256, at + 1));
    }
    // A hyphen at the end of a line is noise by now.
    let at = at + usize::from(text[at] == '-');
    [128, 120, 96, 64].into_iter().find_map(|bits: usize| {
        let end = past_noise(
            text,
            word_at(text, past_noise(text, at), &bits.to_string())?,
        );
        matches!(text.get(end)?, ';' | '/').then_some((bits, end + 1))
    })
}

/// Edition and version, which stand before the hash.
fn before(text: &[char]) -> (Vec<EditionId>, Option<u32>) {
    let bracket = text.iter().rposition(|c| *c == '[');
    let begin = bracket.map_or(text.len().saturating_sub(120), |at| at + 1);
    let mut parts: Vec<&[char]> = text[begin..].split(|c| *c == ',').collect();
    // What stands between the last comma and the hash is its scheme.
    parts.pop();
    let version = parts.last().and_then(|part| version_of(part));
    if version.is_some() {
        parts.pop();
    }
    let editions = match (bracket, parts.as_slice()) {
        (Some(_), [only]) => readings(only)
            .iter()
            .filter_map(|name| name.parse().ok())
            .collect(),
        _ => Vec::new(),
    };
    (editions, version)
}

fn version_of(part: &[char]) -> Option<u32> {
    let words: String = part.iter().filter(|c| !is_noise(**c)).collect();
    let words = words.to_ascii_lowercase();
    let at = words.rfind("version")?;
    number(&words[at + "version".len()..])
}

fn number(digits: &str) -> Option<u32> {
    match digits.parse().ok()? {
        VersionReference::Number(number) => Some(number),
        _ => None,
    }
}

/// Reference and fingerprint, which stand after the hash.
fn after(text: &[char], at: usize) -> (Vec<String>, Option<PassageStart>) {
    let at = past_noise(text, at);
    if text.get(at) != Some(&';') {
        return (Vec::new(), None);
    }
    let is_part = |c: &char| is_address(*c) && *c != '/' || is_noise(*c);
    let run = text[at + 1..].iter().take_while(|c| is_part(c)).count();
    let end = at + 1 + run;
    let segment = &text[at + 1..end];
    let references: Vec<String> = readings(segment)
        .iter()
        .filter_map(|segment| reference(segment))
        .collect();
    let passage = match text.get(end) {
        Some(',') => fingerprint(text, end + 1),
        _ => None,
    };
    (references, passage)
}

fn fingerprint(text: &[char], at: usize) -> Option<PassageStart> {
    let (words, at) = hex(text, at, 16)?;
    let at = past_noise(text, at);
    if text.get(at) != Some(&'.') {
        return None;
    }
    let (content, _) = hex(text, at + 1, 16)?;
    Some(PassageStart {
        text: words.parse().ok()?,
        content: content.parse().ok()?,
    })
}

/// What an address may mean.
#[derive(Clone, Default)]
struct Address {
    site: Option<String>,
    edition: Option<EditionId>,
    version: Option<u32>,
    digest: Option<Fraction>,
    reference: Option<String>,
}

/// The most addresses of a text, and ends of one of them, that are looked at.
const MOST: usize = 8;

/// Everything that the addresses in a text may mean, the likeliest first.
fn addresses(text: &[char]) -> Vec<Address> {
    let slashes = (0..text.len()).filter(|&at| text[at] == '/');
    let found = slashes.filter_map(|at| Some((at, word_at(text, at, EDITIONS)?)));
    let mut addresses = Vec::new();
    for (at, begin) in found.take(MOST) {
        let site = site(&text[..at]);
        for end in ends(&text[begin..]) {
            for reading in readings(&text[begin..begin + end]) {
                // How much of the signs at its end is of the sentence?
                let trimmed = reading.trim_end_matches(['.', ',', ':']).len();
                for path in (trimmed..=reading.len()).map(|end| &reading[..end]) {
                    addresses.extend(address(path).map(|address| Address {
                        site: site.clone(),
                        ..address
                    }));
                }
            }
        }
    }
    addresses
}

/// Where an address may end: at each white space, and where it must.
fn ends(text: &[char]) -> Vec<usize> {
    let must = text.iter().position(|c| !is_address(*c) && !is_noise(*c));
    let must = must.unwrap_or(text.len());
    let spaces = (0..must).filter(|&at| text[at] == ' ');
    let mut ends: Vec<usize> = spaces.take(MOST).collect();
    ends.push(must);
    ends
}

fn is_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:%/#?=&+".contains(c)
}

/// The site whose address ends here: from its scheme on.
fn site(text: &[char]) -> Option<String> {
    let from = text.len().saturating_sub(400);
    let text = &text[from..];
    let begin = (0..text.len()).rfind(|&at| {
        word_at(text, at, "https://")
            .or_else(|| word_at(text, at, "http://"))
            .is_some()
    })?;
    let part = &text[begin..];
    let good = part
        .iter()
        .all(|c| is_address(*c) || is_noise(*c) || matches!(c, '[' | ']'));
    good.then(|| readings(part).swap_remove(0))
}

/// What stands after `/editions/`.
fn address(path: &str) -> Option<Address> {
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let mut segments = path.split('/');
    let edition = segments.next()?.parse().ok()?;
    let mut address = Address {
        edition: Some(edition),
        ..Address::default()
    };
    let mut rest: Vec<&str> = segments.filter(|segment| !segment.is_empty()).collect();
    match rest.first().and_then(|first| first.parse().ok()) {
        Some(VersionReference::Number(number)) => address.version = Some(number),
        Some(VersionReference::Digest(digest)) => {
            address.digest = Some(Fraction::from(digest));
        }
        _ => rest.insert(0, ""),
    }
    address.reference = rest.get(1).and_then(|segment| reference(segment));
    Some(address)
}

/// The reference in a segment of an address; none in the name of a page or
/// file.
fn reference(segment: &str) -> Option<String> {
    let decoded = percent::decode(segment)?;
    let plain = !decoded.starts_with('~') && is_reserved(&decoded, Place::AfterVersion);
    let reference = from_segment(&decoded);
    (!plain && !reference.is_empty()).then(|| reference.to_owned())
}
