//! `variorum index`: make what the search looks in.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use super::publish::progress;
use super::report::{self, Format};
use super::{Ending, Outcome, StoreFolder};
use crate::operations::{IndexManner, Indexed, beside, follow_store};
use crate::search::Index;
use crate::store::Store;

/// Bring the index of words up to the store, or make it anew.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum index
  variorum index --rebuild --store data/store

The server does the same by itself, a moment after something is published. The index
is drawn from the store and can be deleted at any time.")]
pub struct Arguments {
    #[command(flatten)]
    store: StoreFolder,

    /// Folder of the index [default: beside the store, with `.index` at its end].
    #[arg(long, value_name = "FOLDER")]
    index: Option<PathBuf>,

    /// Put everything in again, also what did not change.
    #[arg(long)]
    rebuild: bool,
}

pub fn run(arguments: Arguments, format: Format) -> Outcome {
    let store = Store::open(&arguments.store.store)?;
    let folder = arguments
        .index
        .unwrap_or_else(|| beside(&arguments.store.store, "index"));
    let index = Index::open(&folder)?;
    let stop = AtomicBool::new(false);
    let manner = IndexManner {
        rebuild: arguments.rebuild,
        thorough: true,
        readers: std::thread::available_parallelism().map_or(1, usize::from),
        stop: &stop,
    };
    let bar = progress(0, "editions");
    let done = follow_store(&store, &index, manner, &mut |so_far| {
        bar.set_length(so_far.of as u64);
        bar.set_position(so_far.editions as u64);
    })?;
    bar.finish_and_clear();
    tell(&done, &index, &folder, format)
}

fn tell(done: &Indexed, index: &Index, folder: &std::path::Path, format: Format) -> Outcome {
    if format == Format::Json {
        let unreadable = done.unreadable.iter();
        let unreadable: Vec<_> = unreadable
            .map(|(id, why)| serde_json::json!({"edition": id.as_str(), "why": why}))
            .collect();
        let json = serde_json::json!({
            "folder": folder, "editions": done.editions, "removed": done.removed,
            "bytes": done.bytes, "pieces": done.pieces, "in_index": index.pieces(),
            "healed": done.healed, "outgrown": done.outgrown, "unreadable": unreadable,
        });
        report::answer(&format!("{json}\n"))?;
    } else {
        if done.healed {
            report::say("what lay there was damaged; it was made anew");
        }
        for (id, why) in &done.unreadable {
            report::say(&format!(
                "{id} cannot be read and is not in the index: {why}"
            ));
        }
        report::answer(&format!(
            "{} editions put in, {} taken out; {} passages, notes and readings in {}\n",
            done.editions,
            done.removed,
            index.pieces(),
            folder.display()
        ))?;
        if done.outgrown {
            report::say(
                "the index was made when the texts were fewer; phrases of frequent words are found sooner after `variorum index --rebuild`",
            );
        }
    }
    Ok(if done.unreadable.is_empty() {
        Ending::Clean
    } else {
        Ending::Findings
    })
}
