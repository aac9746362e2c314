//! What is drawn from the editions and kept beside them.
//!
//! A line that says what it is, with the SHA-256 of all that follows; a line that says
//! as far as which act of publishing it goes; a line for each thing, in JSON. Whatever
//! does not read as it was written is not used.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::digest;

/// The copy of `lines` under a name that says which form it has.
pub fn write<'a, L: Serialize + 'a>(
    form: &str,
    head: &impl Serialize,
    lines: impl Iterator<Item = L>,
) -> Vec<u8> {
    let mut body = Vec::new();
    line(head, &mut body);
    for one in lines {
        line(&one, &mut body);
    }
    let mut bytes = format!("{form} {}\n", digest(&body)).into_bytes();
    bytes.append(&mut body);
    bytes
}

fn line(value: &impl Serialize, into: &mut Vec<u8>) {
    into.extend(serde_json::to_vec(value).unwrap_or_default());
    into.push(b'\n');
}

/// The head and the lines of a copy; none if it has another form, or is not whole.
pub fn read<H: DeserializeOwned, L: DeserializeOwned>(
    form: &str,
    bytes: &[u8],
) -> Option<(H, Vec<L>)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (first, body) = text.split_once('\n')?;
    let wanted = first.strip_prefix(form)?.strip_prefix(' ')?;
    if digest(body.as_bytes()).to_string() != wanted {
        return None;
    }
    let mut lines = body.lines();
    let head = serde_json::from_str(lines.next()?).ok()?;
    let lines = lines.map(|line| serde_json::from_str(line).ok());
    Some((head, lines.collect::<Option<_>>()?))
}
