//! Batches that are worked off behind.
//!
//! Each has a folder: `job.json` says what was asked, `body` is the archive that
//! was sent, `rows.jsonl` gets a line for each file that is done, `end.json` says
//! how it ended. After a crash the work goes on behind the last whole line; what
//! was published without a line is found unchanged.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::told::Told;

/// A batch that was taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    /// Its name, which nobody can guess: 32 hexadecimal digits.
    pub name: String,
    /// The number of the token that it came with.
    pub token: String,
    /// Why: the change note of files that have none of their own.
    pub note: String,
    /// Whether nothing is to be written.
    pub trial: bool,
    /// When it was taken in: RFC 3339.
    pub made: String,
}

/// How far a batch is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// How many files it has, once that is known.
    pub total: Option<usize>,
    /// When it ended: RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
    /// Why it ended before all was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
}

/// Where batches are kept.
#[derive(Clone, Debug)]
pub struct Jobs {
    folder: PathBuf,
}

/// A batch that is being taken in: until it is kept, nothing is there.
#[derive(Debug)]
pub struct Arriving {
    folder: PathBuf,
    kept: bool,
}

impl Arriving {
    /// Where the archive is to be written.
    ///
    /// # Errors
    /// What the system says.
    pub fn body(&self) -> io::Result<File> {
        let mut options = OpenOptions::new();
        let options = options.create(true).truncate(false).read(true).write(true);
        options.open(self.folder.join("body"))
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        if !self.kept {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

impl Jobs {
    /// Those that are kept in `folder`, which need not be there. Only its owner
    /// may read it.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Makes room for a batch of that name.
    ///
    /// # Errors
    /// What the system says.
    pub fn arriving(&self, name: &str) -> io::Result<Arriving> {
        let mut builder = DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(&self.folder)?;
        let folder = self.place(name).with_extension("new");
        builder.recursive(false).create(&folder)?;
        Ok(Arriving {
            folder,
            kept: false,
        })
    }

    /// Keeps a batch for good.
    ///
    /// # Errors
    /// What the system says; then it is not kept.
    pub fn keep(&self, mut arriving: Arriving, job: &Job) -> io::Result<()> {
        arriving.body()?.sync_all()?;
        write(&arriving.folder.join("job.json"), job)?;
        fs::rename(&arriving.folder, self.place(&job.name))?;
        arriving.kept = true;
        File::open(&self.folder)?.sync_all()
    }

    /// The batch of that name.
    pub fn job(&self, name: &str) -> Option<Job> {
        let fits = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        fits.then(|| read(&self.place(name).join("job.json")))?
    }

    /// All of them, the newest first.
    pub fn all(&self) -> Vec<Job> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut jobs: Vec<Job> = names.filter_map(|name| self.job(&name)).collect();
        jobs.sort_by(|one, other| (&other.made, &other.name).cmp(&(&one.made, &one.name)));
        jobs
    }

    /// Those that have not ended, the oldest first.
    pub fn unfinished(&self) -> Vec<Job> {
        let mut jobs = self.all();
        jobs.retain(|job| self.progress(job).ended.is_none());
        jobs.reverse();
        jobs
    }

    /// How far a batch is.
    pub fn progress(&self, job: &Job) -> Progress {
        read(&self.place(&job.name).join("progress.json")).unwrap_or_default()
    }

    /// Says how far a batch is. What was sent is not needed when it has ended.
    ///
    /// # Errors
    /// What the system says.
    pub fn say(&self, job: &Job, progress: &Progress) -> io::Result<()> {
        let place = self.place(&job.name);
        let fresh = place.join("progress.new");
        write(&fresh, progress)?;
        fs::rename(&fresh, place.join("progress.json"))?;
        if progress.ended.is_some() {
            File::open(&place)?.sync_all()?;
            fs::remove_file(place.join("body"))?;
        }
        Ok(())
    }

    /// The archive that was sent.
    ///
    /// # Errors
    /// What the system says.
    pub fn body(&self, job: &Job) -> io::Result<File> {
        File::open(self.place(&job.name).join("body"))
    }

    /// Takes a batch to work on it; `None` if somebody else, perhaps another
    /// program, has it already.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(&self, job: &Job) -> io::Result<Option<File>> {
        let mut options = OpenOptions::new();
        let options = options.create(true).append(true);
        let lock = options.open(self.place(&job.name).join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// What is told of the files that are done, one after the other.
    pub fn rows(&self, job: &Job) -> impl Iterator<Item = Told> + use<> {
        let file = File::open(self.place(&job.name).join("rows.jsonl")).ok();
        let lines = file
            .into_iter()
            .flat_map(|file| Lines(BufReader::new(file)));
        lines.map_while(|line| serde_json::from_slice(&line).ok())
    }

    /// How many lines there are; what a crash left behind the last whole one is
    /// cut off.
    ///
    /// # Errors
    /// What the system says.
    pub fn mend(&self, job: &Job) -> io::Result<usize> {
        let path = self.place(&job.name).join("rows.jsonl");
        let mut bytes = Vec::new();
        match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
            Ok(mut file) => file.read_to_end(&mut bytes)?,
        };
        let (mut whole, mut count) = (0, 0);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let told = line.strip_suffix(b"\n").map(serde_json::from_slice::<Told>);
            if !matches!(told, Some(Ok(_))) {
                break;
            }
            whole += line.len();
            count += 1;
        }
        if whole < bytes.len() {
            let file = OpenOptions::new().write(true).open(&path)?;
            file.set_len(whole as u64)?;
            file.sync_all()?;
        }
        Ok(count)
    }

    /// Adds what became of some files, for good.
    ///
    /// # Errors
    /// What the system says.
    pub fn add(&self, job: &Job, told: &[Told]) -> io::Result<()> {
        let path = self.place(&job.name).join("rows.jsonl");
        let mut lines = Vec::new();
        for line in told {
            serde_json::to_writer(&mut lines, line)?;
            lines.push(b'\n');
        }
        let mut options = OpenOptions::new();
        let mut file = options.create(true).append(true).open(&path)?;
        file.write_all(&lines)?;
        file.sync_data()
    }

    /// Forgets batches that ended before `moment` (RFC 3339, UTC), and what never
    /// arrived whole.
    pub fn forget(&self, moment: &str) {
        for job in self.all() {
            let ended = self.progress(&job).ended;
            if ended.is_some_and(|ended| ended.as_str() < moment) {
                let _ = fs::remove_dir_all(self.place(&job.name));
            }
        }
    }

    /// Forgets what never arrived whole; nobody may be handing anything in.
    pub fn sweep(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for entry in entries {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "new") {
                let _ = fs::remove_dir_all(path);
            }
        }
    }
}

/// The whole lines of a file, without their ends.
struct Lines(BufReader<File>);

impl Iterator for Lines {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).ok()?;
        (line.pop() == Some(b'\n')).then_some(line)
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn write(path: &Path, value: &impl Serialize) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(&serde_json::to_vec_pretty(value)?)?;
    file.sync_all()
}
