//! Work that is given up or interrupted: it ends soon, says so, and writes nothing.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{Numbers, WORDS};

#[test]
fn what_is_given_up_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("A.txt"), "the old mill").expect("written");
    fs::write(at("B.txt"), "the new mill").expect("written");
    fs::write(at("edition.xml"), "as it was").expect("written");
    let collate = |timeout: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
        let command = command.arg("collate").args([at("A.txt"), at("B.txt")]);
        let command = command.arg("-o").arg(at("edition.xml"));
        command.args(["--timeout", timeout]).output().expect("runs")
    };
    let given_up = collate("0");
    let told = String::from_utf8_lossy(&given_up.stderr).into_owned();
    assert!(
        !given_up.status.success() && told.contains("stopped"),
        "{told}"
    );
    let kept = fs::read_to_string(at("edition.xml")).expect("there");
    assert_eq!(kept, "as it was");
    assert!(collate("60").status.success());
    let names = fs::read_dir(folder.path()).expect("a folder");
    assert_eq!(names.count(), 3, "nothing is left beside it");
}

/// Witnesses that an unoptimised build works on for a long while.
fn long_witnesses(folder: &Path) {
    let mut numbers = Numbers(1);
    for witness in 0..12 {
        let words: Vec<&str> = (0..40_000).map(|_| numbers.of(WORDS)).collect();
        let path = folder.join(format!("W{witness}.txt"));
        fs::write(path, words.join(" ")).expect("written");
    }
}

/// Waits until the program has said what it does with SIGINT (the second bit of
/// the mask of signals that it catches).
fn wait_until_it_listens(child: &mut Child) {
    let status = format!("/proc/{}/status", child.id());
    loop {
        assert!(child.try_wait().expect("a child").is_none(), "it ended");
        let told = fs::read_to_string(&status).unwrap_or_default();
        let caught = told.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        if caught.is_some_and(|mask| mask & 0b10 != 0) {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Collates a folder into a file, and is interrupted after a while; what it said, and
/// how long it went on then.
fn interrupted(folder: &Path, edition: &Path, after: Duration) -> (Output, Duration) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
    let command = command.arg("collate").arg(folder).arg("-o").arg(edition);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("runs");
    wait_until_it_listens(&mut child);
    thread::sleep(after);
    let begun = Instant::now();
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("kill runs").success());
    let output = child.wait_with_output().expect("it ends");
    (output, begun.elapsed())
}

#[test]
fn an_interruption_ends_it_at_once_and_leaves_what_was_there() {
    let (witnesses, folder) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    long_witnesses(witnesses.path());
    let edition = folder.path().join("edition.xml");
    fs::write(&edition, "as it was").expect("written");
    for after in [0, 700] {
        let after = Duration::from_millis(after);
        let (told, went_on) = interrupted(witnesses.path(), &edition, after);
        assert_eq!(told.status.code(), Some(130), "{told:?}");
        let said = String::from_utf8_lossy(&told.stderr);
        assert_eq!(said.trim(), "variorum: interrupted; no file was written");
        assert!(went_on < Duration::from_secs(5), "{went_on:?}");
        assert_eq!(fs::read_to_string(&edition).expect("there"), "as it was");
        let names = fs::read_dir(folder.path()).expect("a folder");
        assert_eq!(names.count(), 1, "nothing is left beside it");
    }
}
