//! Is a storage root what it should be, with all objects in it? (OCFL 1.1 §4)

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use super::entries::{Entry, Kind, entries};
use super::findings::Findings;
use super::object;
use super::{Damage, Progress};
use crate::store::{Error, layout};

/// Looks at every file below `root`, with as many threads as the machine has
/// cores. What is found is in the order of the paths.
pub fn verify(
    root: &Path,
    still: Still<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Damage>, Error> {
    let mut findings = Findings::new(root);
    let objects = walk(root, &mut findings)?;
    let mut damages = findings.finish();
    let total = objects.len();
    progress(Progress { done: 0, total });
    let mut found: Vec<_> = objects.iter().map(|_| None).collect();
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        for _ in 0..workers.min(total) {
            let (tell, next, objects) = (tell.clone(), &next, &objects);
            scope.spawn(move || {
                while let Some(object) = objects.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let at = objects.partition_point(|other| other < object);
                    if tell.send((at, examine(root, object, still))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(tell);
        for (done, (at, result)) in told.into_iter().enumerate() {
            found[at] = Some(result);
            let done = done + 1;
            progress(Progress { done, total });
        }
    });
    for result in found.into_iter().flatten() {
        damages.append(&mut result?);
    }
    Ok(damages)
}

/// Keeps publications waiting as long as the value lives; `None` where nothing
/// can be written, and so nothing published either.
pub type Still<'a> = &'a (dyn Fn() -> Option<fs::File> + Sync);

/// How often an object is looked at that changes under our eyes, before
/// publications are made to wait.
const MOST_LOOKS: usize = 4;

/// What is wrong with one object. A publication exchanges the whole folder: what
/// was seen half before and half after it is looked at again.
fn examine(root: &Path, object: &Path, still: Still<'_>) -> Result<Vec<Damage>, Error> {
    let mark = || fs::read(object.join("inventory.json.sha256")).ok();
    for _ in 0..MOST_LOOKS {
        let before = mark();
        let looked = look(root, object);
        if before == mark() {
            return looked;
        }
    }
    let _still = still();
    look(root, object)
}

fn look(root: &Path, object: &Path) -> Result<Vec<Damage>, Error> {
    let mut findings = Findings::new(root);
    object::examine(object, &mut findings)?;
    if let Some(edition) = &findings.edition {
        let id = layout::object_id(edition);
        if root.join(layout::object_path(&id)) != object {
            let message = format!("{id} does not lie where it should");
            findings.blame(None, object, "E083", message);
        }
    }
    let mut damages = findings.finish();
    // That digests are SHA-256 is our decision, not news (W004).
    damages.retain(|damage| damage.edition.is_none() || damage.code != Some("W004"));
    Ok(damages)
}

/// The objects below `root` in the order of their paths, and what is wrong with
/// the hierarchy they lie in.
fn walk(root: &Path, findings: &mut Findings<'_>) -> Result<Vec<PathBuf>, Error> {
    declarations(root, findings);
    let mut objects = Vec::new();
    let mut waiting = vec![(root.to_owned(), 0)];
    while let Some((folder, depth)) = waiting.pop() {
        let listed = entries(&folder)?;
        if listed.is_empty() && depth > 0 {
            findings.blame(None, &folder, "E073", "an empty folder");
        }
        for entry in listed {
            match entry.kind {
                Kind::Folder if depth == 0 && entry.name == "extensions" => {
                    extensions(&entry.path, findings)?;
                }
                Kind::Folder if depth == layout::DEPTH || is_object(&entry.path)? => {
                    objects.push(entry.path);
                }
                Kind::Folder => waiting.push((entry.path, depth + 1)),
                // Files directly in the root are none of our business (E087).
                Kind::File if depth == 0 => {}
                Kind::File => {
                    let message = "a file that belongs to no edition";
                    findings.blame(None, &entry.path, "E072", message);
                }
                Kind::Other => object::link(None, &entry.path, findings),
            }
        }
    }
    objects.sort();
    Ok(objects)
}

fn is_object(folder: &Path) -> Result<bool, Error> {
    let declares = |entry: &Entry| entry.name.starts_with("0=ocfl_object");
    Ok(entries(folder)?.iter().any(declares))
}

/// What the root says of itself.
fn declarations(root: &Path, findings: &mut Findings<'_>) {
    for ((name, content), changed, missing) in [
        (layout::ROOT, "E080", "E069"),
        (layout::LAYOUT, "E070", "E070"),
        (layout::CONFIG, "E070", "E070"),
    ] {
        let path = root.join(name);
        match fs::read(&path) {
            Ok(found) if found == content.as_bytes() => {}
            Ok(_) => findings.blame(None, &path, changed, "this declaration was changed"),
            Err(_) => findings.blame(None, &path, missing, "this declaration is missing"),
        }
    }
}

/// The extensions of the root hold folders alone (E112), ours just what is known.
fn extensions(folder: &Path, findings: &mut Findings<'_>) -> Result<(), Error> {
    for entry in entries(folder)? {
        if entry.kind != Kind::Folder {
            let message = "a file between the extensions";
            findings.blame(None, &entry.path, "E112", message);
        }
    }
    let config = folder.join(layout::CONFIG.0.trim_start_matches("extensions/"));
    let Some(own) = config.parent().filter(|own| own.is_dir()) else {
        return Ok(());
    };
    for entry in entries(own)?.iter().filter(|entry| entry.path != config) {
        let message = "nothing of this name belongs into the layout";
        findings.blame(None, &entry.path, "E086", message);
    }
    Ok(())
}
