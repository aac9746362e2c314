//! A bag is put together.

use super::tags::{self, DECLARATION, Label};
use super::{Item, manifest};
use crate::edition::Digest;
use crate::store::digest;

/// The folder of what a bag is about.
pub const PAYLOAD: &str = "data";

/// A bag of `payload`: each file with its digest, its path below [`PAYLOAD`].
/// `labels` are what `bag-info.txt` says; its size is added. The same files and
/// labels give the same bag, to the byte.
pub fn bag(payload: Vec<(Item, Digest)>, mut labels: Vec<Label>) -> Vec<Item> {
    let bytes: u64 = payload.iter().map(|(item, _)| item.size).sum();
    let oxum = format!("{bytes}.{}", payload.len());
    labels.push(Label::new("Payload-Oxum", &oxum));
    let mut payload: Vec<(Item, Digest)> = payload
        .into_iter()
        .map(|(item, digest)| {
            let path = format!("{PAYLOAD}/{}", item.path);
            (Item { path, ..item }, digest)
        })
        .collect();
    payload.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
    let listed = payload
        .iter()
        .map(|(item, digest)| (item.path.as_str(), *digest));
    let tags = [
        ("bagit.txt", DECLARATION.to_owned()),
        ("bag-info.txt", tags::write(&labels)),
        ("manifest-sha256.txt", manifest::write(listed)),
    ];
    let sealed = tags
        .iter()
        .map(|(name, text)| (*name, digest(text.as_bytes())));
    let seal = manifest::write(sealed);
    let tags = tags.into_iter().chain([("tagmanifest-sha256.txt", seal)]);
    let mut items: Vec<Item> = tags
        .map(|(name, text)| Item::made(name, text.into_bytes()))
        .collect();
    items.extend(payload.into_iter().map(|(item, _)| item));
    items
}
