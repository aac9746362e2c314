//! One hash for a whole version.

use super::UnitFingerprint;
use crate::edition::Digest;
use crate::store;

/// The Merkle tree hash (RFC 9162 §2.1.1, with SHA-256) of these leaves, in this
/// order: the document, its header if there is one, every unit. A tab stands
/// between the fields of a leaf; hashes are written in hexadecimal.
///
/// Whoever has the root can be shown that a passage belongs to it with one hash
/// for each level of the tree, without the rest of the text.
pub fn root(document: Digest, header: Option<Digest>, units: &[UnitFingerprint]) -> Digest {
    let document = format!("document\t{document}");
    let header = header.map(|header| format!("header\t{header}"));
    let units = units.iter().map(|unit| {
        let (reference, fingerprint) = (&unit.reference, unit.fingerprint);
        format!(
            "unit\t{reference}\t{}\t{}",
            fingerprint.text, fingerprint.content
        )
    });
    let leaves = std::iter::once(document).chain(header).chain(units);
    let leaves: Vec<Digest> = leaves.map(|leaf| prefixed(0, &[leaf.as_bytes()])).collect();
    merge(&leaves)
}

/// The left half holds as many leaves as the largest power of two that is less
/// than their number.
fn merge(leaves: &[Digest]) -> Digest {
    match leaves {
        [] => store::digest(b""),
        [only] => *only,
        _ => {
            let half = leaves.len().next_power_of_two() / 2;
            let (left, right) = leaves.split_at(half);
            prefixed(1, &[&merge(left).0, &merge(right).0])
        }
    }
}

/// A leaf and a node cannot be taken for each other.
fn prefixed(prefix: u8, parts: &[&[u8]]) -> Digest {
    let mut bytes = vec![prefix];
    for part in parts {
        bytes.extend_from_slice(part);
    }
    store::digest(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of Certificate Transparency (RFC 9162's reference
    /// implementation): the roots over the first leaves of a known list.
    #[test]
    fn the_tree_is_that_of_certificate_transparency() {
        let leaves: Vec<Digest> = ["", "00", "10", "2021", "3031", "40414243"]
            .iter()
            .map(|hex| {
                let pairs = hex.as_bytes().chunks(2);
                let byte = |pair: &[u8]| {
                    u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()
                };
                let bytes: Vec<u8> = pairs.map(byte).collect();
                prefixed(0, &[&bytes])
            })
            .collect();
        let expected = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        ];
        for (count, expected) in (1..).zip(expected) {
            assert_eq!(merge(&leaves[..count]).to_string(), expected, "{count}");
        }
    }
}
