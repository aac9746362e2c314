//! What is refused: with which status, under which name, and that nothing was
//! written.

use super::{Site, TEI, tag, tei};
use crate::batch::zip_of;
use variorum::access::Permission;
use variorum::server::Options;

/// One bad request.
struct Case {
    what: &'static str,
    method: &'static str,
    path: String,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    status: u16,
    code: &'static str,
}

/// A good request, to be spoiled.
fn put(what: &'static str, status: u16, code: &'static str) -> Case {
    Case {
        what,
        method: "PUT",
        path: "/api/editions/lamb-new".into(),
        headers: Vec::new(),
        body: tei("A new text").into_bytes(),
        status,
        code,
    }
    .with("content-type", TEI)
    .with("if-none-match", "*")
}

impl Case {
    /// With this header besides.
    fn and(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.into(), value.as_ref().into()));
        self
    }

    /// With this header in the place of the one that is there.
    fn with(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.and(name, value)
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    fn at(mut self, path: &str) -> Self {
        self.path = path.into();
        self
    }

    fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    fn delete(mut self, path: &str) -> Self {
        self.method = "DELETE";
        self.headers.clear();
        self.body.clear();
        self.at(path)
            .with("if-match", "*")
            .with("change-note", "A reason")
    }

    fn post(mut self, path: &str) -> Self {
        self.method = "POST";
        self.at(path).without("if-none-match")
    }

    fn form(self, body: impl Into<Vec<u8>>) -> Self {
        self.with("content-type", "multipart/form-data; boundary=x")
            .body(body)
    }
}

/// The lamb is published once; `lamb-new` is not there. `tokens`: one that may
/// only preview, one for other editions, one that is revoked.
fn cases(tokens: [&str; 3]) -> Vec<Case> {
    let mut all = Vec::new();
    all.extend(who(tokens));
    all.extend(heads());
    all.extend(conditions());
    all.extend(digests());
    all.extend(bodies());
    all.extend(forms());
    all.extend(withdrawals());
    all.extend(drafts(tokens));
    all.extend(batches(tokens));
    all
}

fn who([preview, others, revoked]: [&str; 3]) -> Vec<Case> {
    let bearer = |token: &str| format!("Bearer {token}");
    let unknown = format!("Bearer variorum_00000000_{}", "0".repeat(64));
    vec![
        put("no token", 401, "token-missing").and("authorization", ""),
        put("a token of nobody", 401, "token-unknown").and("authorization", unknown),
        put("a token that was cut off", 401, "token-unknown")
            .and("authorization", &bearer(preview)[..60]),
        put("a very long token", 401, "token-unknown")
            .and("authorization", bearer(&"a".repeat(20_000))),
        put("a revoked token", 401, "token-revoked").and("authorization", bearer(revoked)),
        put("a scheme of another kind", 401, "token-missing").and("authorization", "Digest x"),
        put("a scheme alone", 400, "header-unfit").and("authorization", "Bearer"),
        put("a password that is no base64", 400, "header-unfit").and("authorization", "Basic %%%"),
        put("a user without password", 400, "header-unfit").and("authorization", "Basic YWRh"),
        put("a token in Latin-1", 400, "header-unfit").and("authorization", b"Bearer \xe9"),
        put("two tokens", 400, "header-unfit")
            .and("authorization", bearer(preview))
            .and("authorization", bearer(preview)),
        put("a token that may only preview", 403, "not-allowed")
            .and("authorization", bearer(preview)),
        put("a token for other editions", 403, "not-allowed").and("authorization", bearer(others)),
        put("a trial for other editions", 403, "not-allowed")
            .and("authorization", bearer(others))
            .at("/api/editions/lamb-new?dry-run=1"),
        put(
            "a withdrawal with a token that may only preview",
            403,
            "not-allowed",
        )
        .delete("/api/editions/lamb")
        .and("authorization", bearer(preview)),
        put("a token in the address", 400, "query-unfit")
            .at(&format!("/api/editions/lamb-new?token={preview}")),
    ]
}

fn heads() -> Vec<Case> {
    let named = |name: &str| format!("/api/editions/{name}");
    vec![
        put("capitals in a name", 400, "name-unfit").at(&named("Lamb")),
        put("a name that begins with a hyphen", 400, "name-unfit").at(&named("-lamb")),
        put("a name that climbs", 400, "name-unfit").at(&named("..%2F..%2Fetc")),
        put("a name of dots", 400, "name-unfit").at(&named("..")),
        put("a name with a NUL", 400, "name-unfit").at(&named("lamb%00")),
        put("a name beyond ASCII", 400, "name-unfit").at(&named("l%C3%A4mb")),
        put("a name that is too long", 400, "name-unfit").at(&named(&"lamb".repeat(21))),
        put("a mistyped dry run", 400, "query-unfit").at(&named("lamb-new?dryrun=1")),
        put("a dry run that may be", 400, "query-unfit").at(&named("lamb-new?dry-run=maybe")),
        put("a dry run and none", 400, "query-unfit").at(&named("lamb-new?dry-run=1&dry-run=0")),
        put("a query that is not UTF-8", 400, "query-unfit").at(&named("lamb-new?note=%FF")),
        put("a query that is cut off", 400, "query-unfit").at(&named("lamb-new?note=%F")),
        put("a requirement of something else", 400, "query-unfit")
            .at(&named("lamb-new?require=all")),
        put("two types", 400, "header-unfit").and("content-type", "text/plain"),
        put("a part of a file", 400, "header-unfit").with("content-range", "bytes 0-1/2"),
        put("a note of several lines", 400, "note-unfit").at(&named("lamb-new?note=a%0Ab")),
        put("a note with a terminal sequence", 400, "note-unfit")
            .at(&named("lamb-new?note=%1B%5B2J")),
        put("a note in Latin-1", 400, "note-unfit").with("change-note", b"Caf\xe9"),
        put("a note that is too long", 400, "note-unfit").with("change-note", "a".repeat(1001)),
        put("two notes", 400, "note-unfit")
            .at(&named("lamb-new?note=a"))
            .with("change-note", "b"),
        put("a note twice", 400, "header-unfit")
            .and("change-note", "a")
            .and("change-note", "b"),
        put("no type", 415, "type-unknown").without("content-type"),
        put("a type that nobody takes", 415, "type-unknown")
            .with("content-type", "application/pdf"),
        put("a form of fields", 415, "type-unknown")
            .with("content-type", "application/x-www-form-urlencoded"),
        put("a type that cannot be read", 415, "type-unknown")
            .with("content-type", "text/xml; charset"),
        put("UTF-8 that is said to be UTF-16", 415, "type-unknown")
            .with("content-type", "text/xml; charset=utf-16"),
        put("a charset that nobody reads", 415, "type-unknown")
            .with("content-type", "text/xml; charset=shift_jis"),
        put(
            "a charset that is not that of the file",
            415,
            "type-unknown",
        )
        .with("content-type", "text/xml; charset=iso-8859-1")
        .body(tei("Ünï")),
        put("a compressed body", 415, "type-unknown").with("content-encoding", "gzip"),
    ]
}

fn conditions() -> Vec<Case> {
    let lamb = |what, status, code| put(what, status, code).at("/api/editions/lamb");
    vec![
        put("no condition", 428, "condition-missing").without("if-none-match"),
        lamb("no condition upon something", 428, "condition-missing").without("if-none-match"),
        lamb("new, and it is there", 412, "another-version"),
        lamb("another state", 412, "another-version")
            .without("if-none-match")
            .with("if-match", "\"0000\""),
        lamb("a weak tag", 412, "another-version")
            .without("if-none-match")
            .with("if-match", format!("W/{}", tag(&tei("One")))),
        lamb("not the state that it is in", 412, "another-version")
            .with("if-none-match", tag(&tei("One"))),
        lamb("a state, and new", 412, "another-version").with("if-match", tag(&tei("One"))),
        lamb("a trial upon another state", 412, "another-version")
            .at("/api/editions/lamb?dry-run=1"),
        put("something that is not there", 412, "another-version")
            .without("if-none-match")
            .with("if-match", "*"),
        put("a tag without marks", 400, "header-unfit").with("if-none-match", "abc"),
        put("everything and a tag", 400, "header-unfit").with("if-none-match", "*, \"a\""),
        put("an empty condition", 400, "header-unfit").with("if-none-match", ""),
    ]
}

fn digests() -> Vec<Case> {
    let sha = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    vec![
        put("the digest of another body", 409, "digest-mismatch")
            .with("content-digest", format!("sha-256=:{sha}:")),
        put("the digest of another file", 409, "digest-mismatch")
            .with("repr-digest", format!("sha-256=:{sha}:")),
        put("the old digest of another file", 409, "digest-mismatch")
            .with("digest", format!("SHA-256={sha}")),
        put("an MD5 of another file", 409, "digest-mismatch")
            .with("digest", "md5=1B2M2Y8AsgTpgAmY7PhCfg=="),
        put("a digest without colons", 400, "digest-unfit")
            .with("repr-digest", format!("sha-256={sha}")),
        put("a digest that is too short", 400, "digest-unfit")
            .with("repr-digest", "sha-256=:AAAA:"),
        put("a digest that is no base64", 400, "digest-unfit")
            .with("repr-digest", "sha-256=:!!!!:"),
        put("a digest that proves nothing", 400, "digest-unfit")
            .with("repr-digest", "md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"),
        put("a digest of no kind", 400, "digest-unfit").with("content-digest", ":AAAA:"),
        put("two lines of digests", 409, "digest-mismatch")
            .and("repr-digest", format!("sha-256=:{sha}:"))
            .and("repr-digest", format!("sha-256=:{sha}:")),
    ]
}

fn bodies() -> Vec<Case> {
    let unread = |what| put(what, 422, "not-well-formed");
    let laughs = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>\
        <!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>\
        <!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'>\
        <!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'>]>\
        <a>&e;&e;&e;&e;&e;&e;&e;&e;&e;</a>";
    let circle = "<!DOCTYPE a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]><a>&a;</a>";
    let attributes: String = (0..300).map(|n| format!(" a{n}='x'")).collect();
    vec![
        unread("nothing").body(""),
        unread("spaces").body("  \n "),
        unread("words").body("only words"),
        unread("an element that is not closed").body("<TEI><text></TEI>"),
        unread("an end that is missing").body(&tei("x").into_bytes()[..100]),
        unread("two roots").body("<a/><b/>"),
        unread("an attribute twice").body("<a b='1' b='2'/>"),
        unread("a name that cannot be").body("<1/>"),
        unread("an undeclared prefix").body("<x:a/>"),
        unread("an entity that is not there").body("<a>&never;</a>"),
        unread("a picture").body(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        unread("a zip").body(b"PK\x03\x04\x14\0\0\0\x08\0".to_vec()),
        unread("bytes that are not UTF-8").body(b"<a>Caf\xe9</a>".to_vec()),
        unread("half a character").body(b"<a>\xc3</a>".to_vec()),
        unread("half of a surrogate pair").body(b"<a>\xed\xa0\x80</a>".to_vec()),
        unread("a NUL").body(b"<a>\0</a>".to_vec()),
        unread("a control character").body("<a>\u{8}</a>"),
        unread("a reference to a control character").body("<a>&#8;</a>"),
        unread("an encoding that nobody reads").body("<?xml version='1.0' encoding='EBCDIC'?><a/>"),
        unread("an odd byte of UTF-16").body(b"\xff\xfe<\0a\0/\0>".to_vec()),
        unread("a billion laughs").body(laughs),
        unread("entities in a circle").body(circle),
        unread("elements in elements without end").body("<a>".repeat(5_000)),
        unread("too many attributes").body(format!("<a{attributes}/>")),
        unread("a name that is too long").body(format!("<{}/>", "a".repeat(2_000))),
        unread("a trial of what cannot be read")
            .at("/api/editions/lamb-new?dry-run=1")
            .body("<a>"),
        put("what is not valid, where it must be", 422, "not-valid")
            .at("/api/editions/lamb-new?require=valid")
            .body(tei("<nonsense/>")),
        unread("a text without words")
            .with("content-type", "text/plain")
            .body(""),
        unread("a text that is not UTF-8")
            .with("content-type", "text/plain")
            .body(b"Caf\xe9\n".to_vec()),
        put("too large a file", 413, "body-too-large").body(vec![b'a'; 70_000]),
        put("too large a file, as it says itself", 413, "body-too-large")
            .with("content-length", "70000")
            .body(vec![b'a'; 70_000]),
        put("a file shorter than it says", 400, "body-cut-off").with("content-length", "60000"),
    ]
}

fn forms() -> Vec<Case> {
    let unfit = |what| put(what, 400, "parts-unfit");
    let part = |disposition: &str, body: &str| {
        format!("--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{body}\r\n")
    };
    let main = part("name=edition", &tei("One"));
    let with = |name: &str| {
        let file = part(&format!("name=file; filename=\"{name}\""), "x");
        format!("{main}{file}--x--\r\n")
    };
    vec![
        unfit("a form that is none").form("<TEI/>"),
        unfit("a form without end").form(main.clone()),
        unfit("a form without edition").form("--x--\r\n"),
        unfit("two editions").form(format!("{main}{main}--x--\r\n")),
        unfit("a part of another name").form(format!("{main}{}--x--", part("name=other", "x"))),
        unfit("a part without name").form(format!("{main}{}--x--", part("filename=a", "x"))),
        unfit("a part without head").form(format!("{main}--x\r\nx\r\n--x--")),
        unfit("a file without name").form(format!("{main}{}--x--", part("name=file", "x"))),
        unfit("a path that climbs").form(with("../../up.xml")),
        unfit("a path that climbs from within").form(with("a/../../up.xml")),
        unfit("a path from the root").form(with("/etc/passwd")),
        unfit("a path of another system").form(with("..\\up.xml")),
        unfit("a drive").form(with("c:/up.xml")),
        unfit("a hidden file").form(with(".ssh/authorized_keys")),
        unfit("a path with a line end").form(with("a%0Ab.xml")),
        unfit("the same path twice").form(format!(
            "{main}{0}{0}--x--\r\n",
            part("name=file; filename=a.png", "x")
        )),
        unfit("a coded part").form(
            "--x\r\nContent-Disposition: form-data; name=edition\r\nContent-Transfer-Encoding: \
             base64\r\n\r\nPGEvPg==\r\n--x--\r\n",
        ),
        put("a form in a form", 415, "type-unknown").form(
            "--x\r\nContent-Disposition: form-data; name=edition\r\nContent-Type: \
             multipart/form-data; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
        ),
        put("the path of the edition", 409, "files-clash").form(with("edition.xml")),
        put("the name of the report", 409, "files-clash").form(with("validation.json")),
        put("a file and a folder", 409, "files-clash").form(format!(
            "{main}{}{}--x--\r\n",
            part("name=file; filename=a", "x"),
            part("name=file; filename=a/b", "x")
        )),
    ]
}

fn withdrawals() -> Vec<Case> {
    let delete = |what, status, code, path| put(what, status, code).delete(path);
    let lamb = "/api/editions/lamb";
    vec![
        delete("a withdrawal without a reason", 400, "reason-missing", lamb).without("change-note"),
        delete("a withdrawal for no reason", 400, "reason-missing", lamb).with("change-note", " "),
        delete("a withdrawal without a token", 401, "token-missing", lamb).and("authorization", ""),
        delete(
            "a withdrawal of nothing",
            404,
            "no-such-edition",
            "/api/editions/lamb-new",
        ),
        delete(
            "a withdrawal in another state",
            412,
            "another-version",
            lamb,
        )
        .with("if-match", "\"0000\""),
        delete(
            "a withdrawal in whatever state",
            428,
            "condition-missing",
            lamb,
        )
        .without("if-match"),
        delete(
            "a version without a reason",
            400,
            "reason-missing",
            "/api/editions/lamb/1",
        )
        .without("change-note"),
        delete(
            "a version without a token",
            401,
            "token-missing",
            "/api/editions/lamb/1",
        )
        .and("authorization", ""),
        delete(
            "a version of others",
            403,
            "not-allowed",
            "/api/editions/wolf/1",
        ),
        delete(
            "a version that is not there",
            404,
            "no-such-edition",
            "/api/editions/lamb/2",
        ),
        delete(
            "a version by another name",
            404,
            "no-such-edition",
            "/api/editions/lamb/latest",
        ),
        delete(
            "a version in another state",
            412,
            "another-version",
            "/api/editions/lamb/1",
        )
        .with("if-match", "\"0000\""),
        delete(
            "a version in whatever state",
            428,
            "condition-missing",
            "/api/editions/lamb/1",
        )
        .without("if-match"),
    ]
}

fn drafts([_, others, _]: [&str; 3]) -> Vec<Case> {
    let post = |what, status, code| put(what, status, code).post("/api/editions/lamb-new/drafts");
    vec![
        post("a draft without a token", 401, "token-missing").and("authorization", ""),
        post("a draft for other editions", 403, "not-allowed")
            .and("authorization", format!("Bearer {others}")),
        post("a draft for ever", 400, "query-unfit")
            .at("/api/editions/lamb-new/drafts?hours=99999"),
        post("a draft for a negative time", 400, "query-unfit")
            .at("/api/editions/lamb-new/drafts?hours=-1"),
        post("a draft that cannot be read", 422, "not-well-formed").body("<a>"),
        post("a draft of a picture", 415, "type-unknown").with("content-type", "image/png"),
        post("a draft that is too large", 413, "body-too-large").body(vec![b'a'; 70_000]),
        post("a draft with another digest", 409, "digest-mismatch")
            .with("digest", "md5=1B2M2Y8AsgTpgAmY7PhCfg=="),
    ]
}

/// An entry of a tar archive: its head, and its bytes filled up to whole blocks.
fn tar_entry(name: &str, kind: u8, link: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = [0; 512];
    let mut put =
        |at: usize, text: &str| head[at..at + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000644");
    put(124, &format!("{:011o}", bytes.len()));
    put(136, "00000000000");
    put(148, "        ");
    put(156, char::from(kind).encode_utf8(&mut [0; 4]));
    put(157, link);
    put(257, "ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let mut entry = [head.as_slice(), bytes].concat();
    entry.resize(entry.len().next_multiple_of(512), 0);
    entry
}

fn batches([preview, ..]: [&str; 3]) -> Vec<Case> {
    let post = |what, status, code| put(what, status, code).post("/api/batches");
    let lamb = tei("One").into_bytes();
    let tar = |what, entries: &[Vec<u8>]| {
        post(what, 400, "batch-unfit")
            .with("content-type", "application/x-tar")
            .body([entries.concat(), vec![0; 1024]].concat())
    };
    let zip = |what, files: &[(&str, &[u8])]| {
        post(what, 400, "batch-unfit")
            .with("content-type", "application/zip")
            .body(zip_of(files))
    };
    let good = zip_of(&[("lamb-a.xml", &lamb)]);
    let spoilt = |what, body: Vec<u8>| {
        post(what, 400, "batch-unfit")
            .with("content-type", "application/zip")
            .body(body)
    };
    vec![
        tar("a symbolic link", &[tar_entry("lamb-a.xml", b'2', "/etc/passwd", b"")]),
        tar("a hard link", &[tar_entry("lamb-a.xml", b'1', "/etc/passwd", b"")]),
        tar("a device", &[tar_entry("lamb-a.xml", b'3', "", b"")]),
        tar("a pipe", &[tar_entry("lamb-a.xml", b'6', "", b"")]),
        tar("a path that climbs out of a tar", &[tar_entry("../up.xml", b'0', "", &lamb)]),
        tar("a path from the root of a tar", &[tar_entry("/up.xml", b'0', "", &lamb)]),
        tar(
            "a name twice in a tar",
            &[tar_entry("a.xml", b'0', "", &lamb), tar_entry("a.xml", b'0', "", &lamb)],
        ),
        tar("a tar that is cut off", &[]).body(&tar_entry("a.xml", b'0', "", &lamb)[..600]),
        tar("a tar without a text", &[tar_entry("a.png", b'0', "", b"x")]),
        zip("a path that climbs out of a ZIP", &[("../up.xml", &lamb)]),
        zip("a path from the root of a ZIP", &[("/up.xml", &lamb)]),
        zip("a path of another system in a ZIP", &[("..\\up.xml", &lamb)]),
        zip("a name twice in a ZIP", &[("a.xml", &lamb), ("a.xml", &lamb)]),
        zip("a ZIP bomb", &[("a.xml", &vec![b' '; 17 << 20])]),
        zip("a ZIP without a text", &[("a.png", b"x")]),
        zip(
            "a bag that is not whole",
            &[
                ("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
                (
                    "manifest-sha256.txt",
                    b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  data/a.xml\n",
                ),
                ("data/a.xml", &lamb),
            ],
        ),
        zip("a table with a column of no name", &[("batch.csv", b"id\n"), ("a.xml", &lamb)]),
        spoilt("a ZIP that is cut off", good[..good.len() - 30].to_vec()),
        spoilt("a ZIP whose list is not where it says", {
            let mut bytes = good.clone();
            let at = bytes.len() - 6;
            bytes[at] ^= 0xff;
            bytes
        }),
        post("a batch with a token that may only preview", 403, "not-allowed")
            .with("content-type", "application/zip")
            .and("authorization", format!("Bearer {preview}"))
            .body(good.clone()),
        post("a batch with a note of several lines", 400, "note-unfit")
            .at("/api/batches?note=a%0Ab")
            .with("content-type", "application/zip")
            .body(good.clone()),
        post("a batch with another digest", 409, "digest-mismatch")
            .with("content-type", "application/zip")
            .with("digest", "md5=1B2M2Y8AsgTpgAmY7PhCfg==")
            .body(good.clone()),
        post("a batch with a digest that cannot be read", 400, "digest-unfit")
            .with("content-type", "application/zip")
            .with("content-digest", "sha-256=AAAA")
            .body(good),
        post("a batch without a token", 401, "token-missing")
            .with("content-type", "application/zip")
            .and("authorization", ""),
    ]
}

#[tokio::test]
async fn bad_requests_are_refused_and_nothing_is_written() {
    refuse_all(&Site::new()).await;
}

/// Sends all bad requests. The site is one that takes little.
pub async fn refuse_all(recorder: &Site) {
    let options = Options {
        upload_limit_bytes: Some(65_536),
        ..Options::default()
    };
    let site = Site::with(options);
    assert_eq!(site.publish("lamb", &tei("One")).await.status, 201);
    let preview = site.grant(&[Permission::Preview], "lamb*", None).unwrap();
    let others = site.grant(&Permission::ALL, "wolf*", None).unwrap();
    let revoked = site.grant(&Permission::ALL, "lamb*", None).unwrap();
    let number = variorum::access::secret::number(&revoked).unwrap();
    variorum::operations::revoke(&site.access(), "a test", number).unwrap();
    let before = site.everything();
    let cases = cases([&preview, &others, &revoked]);
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    for case in cases {
        let what = case.what;
        let reply = send(&site, case.method, &case).await;
        assert_eq!(
            reply.status.as_u16(),
            case.status,
            "{what}: {}",
            reply.text()
        );
        assert_eq!(reply.code(), case.code, "{what}: {}", reply.text());
        let page = reply.json()["type"].as_str().unwrap().to_owned();
        let page = site.ask_plainly("GET", &page, &[], "").await;
        assert_eq!(
            page.status, 200,
            "{what}: the type of the problem has a page"
        );
        assert!(
            !reply.text().contains(&site.token[18..]),
            "{what}: the token is not told"
        );
        assert!(site.everything() == before, "{what}: something was written");
        let (method, path) = (
            case.method.parse().unwrap(),
            case.path.split('?').next().unwrap(),
        );
        recorder.note(&method, path, reply.status);
    }
    a_site_without_a_store(recorder).await;
}

async fn send(site: &Site, method: &str, case: &Case) -> super::Reply {
    let mut request = axum::http::Request::builder()
        .method(method)
        .uri(&case.path);
    let mut sends_token = true;
    for (name, value) in &case.headers {
        if name == "authorization" {
            sends_token = false;
            if value.is_empty() {
                continue;
            }
        }
        request = request.header(name, value.as_slice());
    }
    if sends_token {
        request = request.header("authorization", format!("Bearer {}", site.token));
    }
    site.send(request.body(case.body.clone().into()).unwrap())
        .await
}

/// Where nothing can be published, that is said before anything is asked.
async fn a_site_without_a_store(recorder: &Site) {
    use variorum::server::{House, Settings};
    let settings = Options {
        store: Some("/nowhere/store".into()),
        ..Options::default()
    };
    let store = std::sync::Arc::new(variorum::operations::shipped().unwrap());
    let house = House::furnish(Settings::new(settings).unwrap(), store).unwrap();
    for (method, path) in [
        ("PUT", "/api/editions/lamb"),
        ("DELETE", "/api/editions/lamb"),
        ("GET", "/api/editions/lamb"),
        ("GET", "/api/token"),
        ("POST", "/api/editions/lamb/drafts"),
        ("POST", "/api/batches"),
        ("GET", "/api/batches"),
        ("GET", "/api/batches/none"),
        ("GET", "/api/batches/none/report.csv"),
    ] {
        let request = axum::http::Request::builder().method(method).uri(path);
        let request = request.body(axum::body::Body::empty()).unwrap();
        let response = super::router(house.clone());
        let response = tower::ServiceExt::oneshot(response, request).await.unwrap();
        let reply = super::Reply::read(response).await;
        assert_eq!(
            (reply.status.as_u16(), reply.code()),
            (403, "read-only".into())
        );
        recorder.note(&method.parse().unwrap(), path, reply.status);
    }
}
