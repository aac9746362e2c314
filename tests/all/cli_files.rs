//! Files that the program is told to write, and files that it is told to read.

use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

use super::cli::{folder, said, variorum};

#[test]
fn an_output_keeps_links_and_permissions() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("a.txt"), "A text.\n").expect("written");
    fs::write(path.join("old.xml"), "old").expect("written");
    let private = fs::Permissions::from_mode(0o640);
    fs::set_permissions(path.join("old.xml"), private).expect("set");
    std::os::unix::fs::symlink("old.xml", path.join("link.xml")).expect("linked");
    std::os::unix::fs::symlink("fresh.xml", path.join("open.xml")).expect("linked");
    for (output, target) in [("link.xml", "old.xml"), ("open.xml", "fresh.xml")] {
        let (code, _, err) = said(&variorum(path, &["convert", "a.txt", "-o", output]));
        assert_eq!(code, 0, "{err}");
        let link = fs::symlink_metadata(path.join(output)).expect("there");
        assert!(link.is_symlink());
        let text = fs::read_to_string(path.join(target)).expect("readable");
        assert!(text.contains("A text."), "{text}");
    }
    let mode = fs::metadata(path.join("old.xml")).expect("there").mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn what_is_no_plain_file_is_written_into() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("a.txt"), "A text.\n").expect("written");
    let made = Command::new("mkfifo").arg(path.join("pipe")).status();
    assert!(made.expect("mkfifo runs").success());
    let pipe = path.join("pipe");
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        let mut pipe = fs::File::open(pipe).expect("opened");
        pipe.read_to_string(&mut text).expect("readable");
        text
    });
    let (code, _, err) = said(&variorum(path, &["convert", "a.txt", "-o", "pipe"]));
    assert_eq!(code, 0, "{err}");
    assert!(reader.join().expect("read").contains("A text."));
    assert!(!fs::metadata(path.join("pipe")).expect("there").is_file());
    // By way of a link: where it is replaced, only the link is lost.
    std::os::unix::fs::symlink("/dev/stdout", path.join("output")).expect("linked");
    let (code, out, err) = said(&variorum(path, &["convert", "a.txt", "-o", "output"]));
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("A text."), "{out}");
}

#[test]
fn a_schema_beside_a_text_is_found_by_its_address() {
    let folder = folder();
    let path = folder.path();
    let schema = "<element name=\"poem\" xmlns=\"http://relaxng.org/ns/structure/1.0\">\
                  <element name=\"line\"><text/></element></element>";
    fs::write(path.join("my schema.rng"), schema).expect("written");
    let text = |body: &str| {
        format!(
            "<?xml-model href=\"my%20schema.rng\" \
             schematypens=\"http://relaxng.org/ns/structure/1.0\"?>\n<poem>{body}</poem>\n"
        )
    };
    for (body, expected) in [("<line>A</line>", 0), ("<verse>A</verse>", 1)] {
        fs::write(path.join("a.xml"), text(body)).expect("written");
        let (code, out, err) = said(&variorum(path, &["validate", "a.xml"]));
        assert_eq!(code, expected, "{out}{err}");
        assert!(!format!("{out}{err}").contains("not at hand"), "{out}{err}");
    }
}
