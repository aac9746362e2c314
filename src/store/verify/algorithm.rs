//! The digests that OCFL knows (OCFL 1.1 §3.4.1, extension 0009).

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use blake2::digest::consts::{U20, U32, U48};
use blake2::{Blake2b, Blake2b512};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha256, Sha512, Sha512_256};

/// A way to hash. Only [`Algorithm::Sha256`] and [`Algorithm::Sha512`] may name
/// contents; the others only serve to check old promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
    Sha512Short,
    Blake160,
    Blake256,
    Blake384,
    Blake512,
}

use Algorithm::{
    Blake160, Blake256, Blake384, Blake512, Md5 as M5, Sha1 as S1, Sha256 as S256, Sha512 as S512,
    Sha512Short,
};

/// Names in inventories, and how many hexadecimal digits a digest has.
const NAMES: [(&str, Algorithm, usize); 9] = [
    ("md5", M5, 32),
    ("sha1", S1, 40),
    ("sha256", S256, 64),
    ("sha512", S512, 128),
    ("sha512/256", Sha512Short, 64),
    ("blake2b-160", Blake160, 40),
    ("blake2b-256", Blake256, 64),
    ("blake2b-384", Blake384, 96),
    ("blake2b-512", Blake512, 128),
];

impl Algorithm {
    /// By its name in inventories.
    pub fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(known, ..)| *known == name);
        found.map(|(_, algorithm, _)| *algorithm)
    }

    /// Its name in inventories.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Whether `text` can be a digest of this kind.
    pub fn fits(self, text: &str) -> bool {
        text.len() == self.row().2 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    fn row(self) -> &'static (&'static str, Self, usize) {
        let found = NAMES.iter().find(|(_, algorithm, _)| *algorithm == self);
        found.unwrap_or(&NAMES[0])
    }

    fn start(self) -> Box<dyn Hashing> {
        match self {
            M5 => Box::new(Md5::new()),
            S1 => Box::new(Sha1::new()),
            S256 => Box::new(Sha256::new()),
            S512 => Box::new(Sha512::new()),
            Sha512Short => Box::new(Sha512_256::new()),
            Blake160 => Box::new(Blake2b::<U20>::new()),
            Blake256 => Box::new(Blake2b::<U32>::new()),
            Blake384 => Box::new(Blake2b::<U48>::new()),
            Blake512 => Box::new(Blake2b512::new()),
        }
    }

    /// The digest of `bytes`, in lower case.
    pub fn of(self, bytes: &[u8]) -> String {
        let mut hashing = self.start();
        hashing.add(bytes);
        hashing.end()
    }
}

/// A hash under way.
trait Hashing {
    fn add(&mut self, bytes: &[u8]);
    fn end(self: Box<Self>) -> String;
}

impl<D: Digest> Hashing for D {
    fn add(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn end(self: Box<Self>) -> String {
        let digest = self.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Bytes that are read at once: enough that hashing is what takes the time.
const BLOCK: usize = 256 * 1024;

/// The digests of a file, in the order of `algorithms`; it is read once.
pub fn hash_file(path: &Path, algorithms: &[Algorithm]) -> io::Result<Vec<String>> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut block = vec![0; BLOCK.min(usize::try_from(size).unwrap_or(BLOCK) + 1)];
    let mut hashing: Vec<_> = algorithms.iter().map(|one| one.start()).collect();
    loop {
        let read = match file.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        for one in &mut hashing {
            one.add(&block[..read]);
        }
    }
    Ok(hashing.into_iter().map(Hashing::end).collect())
}
