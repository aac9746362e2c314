//! `variorum digest`: the SHA-256 of files.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::{Ending, Failure, Outcome, report};
use crate::edition::Digest;
use crate::store::Hashing;

/// Print the SHA-256 of files, as sha256sum does.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  variorum digest edition.xml
  variorum digest - < edition.xml

A file that cannot be read is named, the others are hashed, and the exit code is 2. Before a line
with a backslash or an end of line in the name stands a backslash, and they are written \\\\, \\n
and \\r.")]
pub struct Arguments {
    /// Files; - is standard input.
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub fn run(arguments: Arguments) -> Outcome {
    let mut unread = false;
    for file in &arguments.files {
        match digest(file) {
            Ok(digest) => report::answer_bytes(&line(digest, file.as_os_str().as_bytes()))?,
            Err(error) => {
                report::say(&format!(
                    "variorum: cannot read {}: {error}",
                    file.display()
                ));
                unread = true;
            }
        }
    }
    match unread {
        false => Ok(Ending::Clean),
        true => Err(Failure(String::new())),
    }
}

/// The SHA-256 of a file of whatever size.
fn digest(file: &Path) -> io::Result<Digest> {
    let mut bytes: Box<dyn Read> = match file == Path::new("-") {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(file)?),
    };
    let mut hashing = Hashing::default();
    io::copy(&mut bytes, &mut hashing)?;
    Ok(hashing.digest())
}

/// A line that `sha256sum --check` reads. Names need not be text.
fn line(digest: Digest, name: &[u8]) -> Vec<u8> {
    let escape = |byte: &u8| match byte {
        b'\\' => b"\\\\".to_vec(),
        b'\n' => b"\\n".to_vec(),
        b'\r' => b"\\r".to_vec(),
        other => vec![*other],
    };
    let written: Vec<u8> = name.iter().flat_map(escape).collect();
    let mark = if written == name { "" } else { "\\" };
    [
        mark.as_bytes(),
        format!("{digest}  ").as_bytes(),
        &written,
        b"\n",
    ]
    .concat()
}
