//! Texts are taken from other servers by OAI-PMH and DTS: from one of ours, and
//! from one that does what it should not.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use variorum::edition::{EditionId, VersionReference};
use variorum::store::{Report, Store};

use super::cli::{folder, said, variorum};
use super::ingest::tei;

/// A server of ours, with a store of its own.
struct Theirs {
    folder: TempDir,
    running: std::process::Child,
    port: u16,
}

impl Theirs {
    fn start() -> Self {
        let folder = folder();
        for (name, words) in [("lamb", "Little Lamb"), ("tyger", "Burning bright")] {
            publish(folder.path(), name, words);
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let address = format!("127.0.0.1:{port}");
        let mut running = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .current_dir(folder.path())
            .args(["serve", "--store", "store", "--address", &address])
            .args([
                "--base-url",
                &format!("http://{address}"),
                "--log-level",
                "error",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It says where it is open.
        let mut line = String::new();
        BufReader::new(running.stderr.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Self {
            folder,
            running,
            port,
        }
    }

    fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Theirs {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

fn publish(folder: &Path, name: &str, words: &str) {
    let file = format!("{name}.xml");
    std::fs::write(folder.join(&file), tei(words)).unwrap();
    let done = variorum(
        folder,
        &["publish", &file, "--by", "Them", "--store", "store"],
    );
    assert_eq!(said(&done).0, 0, "{:?}", said(&done));
}

fn harvest(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let all = [
        "harvest", "--by", "Us", "--store", "here", "--format", "json",
    ];
    said(&variorum(folder, &[&all, arguments].concat()))
}

/// The same as people see it.
fn harvest_for_people(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let all = ["harvest", "--by", "Us", "--store", "here"];
    said(&variorum(folder, &[&all, arguments].concat()))
}

fn outcomes(out: &str) -> Vec<String> {
    let lines = out.lines().map(|line| serde_json::from_str(line).unwrap());
    let told = |line: serde_json::Value| {
        let text = |name: &str| line[name].as_str().unwrap_or("-").to_owned();
        format!("{} {}", text("edition"), text("outcome"))
    };
    let mut told: Vec<String> = lines.map(told).collect();
    told.sort();
    told
}

fn versions(folder: &Path, id: &str) -> usize {
    let store = Store::open(&folder.join("here")).unwrap();
    let id: EditionId = id.parse().unwrap();
    store.versions(&id).map_or(0, |versions| versions.len())
}

#[test]
fn what_another_server_has_is_taken_once_and_then_what_changed() {
    let theirs = Theirs::start();
    let ours = folder();
    let oai = theirs.at("/oai");
    let (code, out, err) = harvest(ours.path(), &[&oai, "--dry-run"]);
    assert!(code < 2, "{err}");
    assert_eq!(outcomes(&out), ["lamb would-create", "tyger would-create"]);
    assert!(!ours.path().join("here").exists());
    let (_, out, err) = harvest(ours.path(), &[&oai]);
    assert_eq!(outcomes(&out), ["lamb created", "tyger created"], "{err}");
    let store = Store::open(&ours.path().join("here")).unwrap();
    let lamb: EditionId = "lamb".parse().unwrap();
    let report = store.report(&lamb, VersionReference::Latest, Report::Provenance);
    let origin: serde_json::Value = serde_json::from_slice(&report.unwrap().unwrap()).unwrap();
    assert_eq!(
        (&origin["source"], &origin["by"]),
        (&oai.as_str().into(), &"Us".into())
    );
    assert!(
        origin["identifier"].as_str().unwrap().ends_with("lamb"),
        "{origin:#}"
    );
    let taken = store.stored(&lamb, VersionReference::Latest).unwrap();
    assert_eq!(origin["sha256"], taken.version.digest.to_string());
    // Everything again changes nothing.
    let (_, out, _) = harvest(ours.path(), &[&oai, "--everything"]);
    assert_eq!(outcomes(&out), ["lamb unchanged", "tyger unchanged"]);
    // What is new there comes; what was deleted there is told.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    publish(
        theirs.folder.path(),
        "lamb",
        "Dost thou know who made thee?",
    );
    let withdraw = [
        "withdraw",
        "tyger",
        "--by",
        "Them",
        "--reason",
        "A mistake",
        "--store",
        "store",
    ];
    assert_eq!(said(&variorum(theirs.folder.path(), &withdraw)).0, 0);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let (_, out, err) = harvest(ours.path(), &[&oai]);
    assert_eq!(outcomes(&out), ["lamb new-version"], "{err}");
    assert!(err.contains("tyger: deleted there"), "{err}");
    assert_eq!(
        (
            versions(ours.path(), "lamb"),
            versions(ours.path(), "tyger")
        ),
        (2, 1)
    );

    // By DTS each version is a text of its own; ours are byte for byte.
    let elsewhere = folder();
    let dts = theirs.at("/dts");
    let (_, out, err) = harvest(elsewhere.path(), &[&dts]);
    assert_eq!(
        outcomes(&out),
        ["lamb created", "lamb new-version"],
        "{err}"
    );
    let (_, out, _) = harvest(elsewhere.path(), &[&dts]);
    assert_eq!(outcomes(&out), ["lamb unchanged", "lamb unchanged"]);
    let store = Store::open(&elsewhere.path().join("here")).unwrap();
    let taken = store.stored(&lamb, VersionReference::Latest).unwrap();
    assert_eq!(
        taken.bytes,
        tei("Dost thou know who made thee?").into_bytes()
    );

    // What did not come from there is left alone.
    let own = folder();
    std::fs::rename(
        theirs.folder.path().join("tyger.xml"),
        own.path().join("lamb.xml"),
    )
    .unwrap();
    let mine = ["publish", "lamb.xml", "--by", "Us", "--store", "here"];
    assert_eq!(said(&variorum(own.path(), &mine)).0, 0);
    let (code, out, _) = harvest(own.path(), &[&oai]);
    assert_eq!((code, outcomes(&out)), (2, vec!["- refused".to_owned()]));
    assert_eq!(versions(own.path(), "lamb"), 1);
}

/// A server that answers the questions in turn with these bodies.
fn answers(bodies: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let bodies = Arc::new(Mutex::new(bodies.into_iter()));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let body = bodies.lock().unwrap().next().unwrap_or_default();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close",
                body.len()
            );
            let _ = write!(stream, "{head}\r\nContent-Type: text/xml\r\n\r\n{body}");
        }
    });
    format!("http://127.0.0.1:{port}/oai")
}

fn reply(inner: &str) -> String {
    format!(
        "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/' xmlns:n='urn:n'>\
         <responseDate>2026-01-01T00:00:00Z</responseDate><request>x</request>{inner}</OAI-PMH>"
    )
}

fn record(identifier: &str, metadata: &str) -> String {
    format!(
        "<record><header><identifier>{identifier}</identifier><datestamp>2026-01-01</datestamp>\
         </header><metadata>{metadata}</metadata></record>"
    )
}

#[test]
fn a_server_that_is_not_honest_harms_nothing() {
    let identify = reply("<Identify/>");
    let page = |records: &str, token: &str| {
        let token = format!("<resumptionToken>{token}</resumptionToken>");
        reply(&format!("<ListRecords>{records}{token}</ListRecords>"))
    };
    let good = tei("Good").replace("<p>Good</p>", "<p n:x='1'>Good</p>");
    let all = [
        record("oai:x:good", &good),
        record("oai:x:empty", ""),
        record("oai:x:../../up", &tei("From above")),
        record(
            "oai:x:catalogue",
            "<dc xmlns='urn:dc'><title>A</title></dc>",
        ),
        record("oai:y:good", &tei("Another of the same name")),
        record("oai:x:校", "<a/>"),
    ]
    .concat();
    let own = folder();
    let source = answers(vec![String::new(), identify.clone(), page(&all, "")]);
    let (code, out, err) = harvest(own.path(), &[&source]);
    assert_eq!(code, 2, "{err}");
    let expected = [
        "- refused",
        "- refused",
        "- refused",
        "empty refused",
        "good created",
        "up created",
    ];
    assert_eq!(outcomes(&out), expected, "{out}");
    assert!(
        out.contains("it is not TEI: its root element is `dc`"),
        "{out}"
    );
    // What a text needs of the namespaces around it comes with it.
    let store = Store::open(&own.path().join("here")).unwrap();
    let taken = store
        .stored(&"good".parse().unwrap(), VersionReference::Latest)
        .unwrap();
    let text = String::from_utf8(taken.bytes).unwrap();
    assert!(
        text.contains("xmlns:n=\"urn:n\"") && !text.contains("OAI"),
        "{text}"
    );
    for (bodies, why) in [
        (
            vec![page("", "again"), page("", "again"), page("", "again")],
            "again and again",
        ),
        (
            vec![page("", "a"), page("", "b"), page("", "a")],
            "again and again",
        ),
        (vec!["<broken".to_owned()], "not well-formed"),
        (vec!["{}".to_owned()], "not well-formed"),
        (
            vec![reply("<error code='badArgument'>No</error>")],
            "badArgument: No",
        ),
        (vec![reply("")], "no records"),
    ] {
        let none = folder();
        let bodies = [vec![String::new(), identify.clone()], bodies].concat();
        let (code, out, err) = harvest(none.path(), &[&answers(bodies)]);
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(err.contains(why), "{why}: {err}");
    }
    let (code, _, err) = harvest(
        own.path(),
        &[&answers(vec![String::new(), "<html/>".into()])],
    );
    assert_eq!(code, 2);
    assert!(
        err.contains("neither the base of an OAI-PMH server"),
        "{err}"
    );
}

/// What is harvested from a server that gives these records, all on one page.
fn taken(folder: &Path, source: &str, arguments: &[&str]) -> (i32, Vec<String>, String) {
    let (code, out, err) = harvest(folder, &[&[source], arguments].concat());
    (code, outcomes(&out), out + &err)
}

#[test]
fn a_header_is_no_text_an_older_state_comes_back_and_no_time_is_passed_over() {
    let identify = || vec![String::new(), reply("<Identify/>")];
    let list = |text: &str| {
        let record = record("oai:x:lamb", text);
        reply(&format!("<ListRecords>{record}</ListRecords>"))
    };
    let header = "<teiHeader xmlns='http://www.tei-c.org/ns/1.0'/>";
    let one = folder();
    let mut bodies = Vec::new();
    for body in [
        list(header),
        list(&tei("A")),
        list(&tei("B")),
        list(&tei("A")),
    ] {
        bodies.extend([identify(), vec![body]].concat());
    }
    let source = answers(bodies);
    let (code, told, said) = taken(one.path(), &source, &[]);
    assert_eq!((code, told[0].contains("refused")), (2, true), "{said}");
    assert!(said.contains("only its header came"), "{said}");
    for expected in ["lamb created", "lamb new-version", "lamb new-version"] {
        let (_, told, said) = taken(one.path(), &source, &["--everything"]);
        assert_eq!(told, [expected], "{said}");
    }
    // With a beginning that was chosen nothing is remembered.
    let two = folder();
    let source = answers([identify(), vec![list(&tei("A"))]].concat());
    taken(two.path(), &source, &["--from", "2026-03-01"]);
    assert!(!two.path().join("here.access/harvests").exists());
}

/// A server that answers each question, with the number of those before it, by a
/// status with more headers, and a body; and what it was asked.
fn server(
    mut reply: impl FnMut(&str) -> (String, String) + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = asked.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut first = String::new();
            let _ = reader.read_line(&mut first);
            let mut line = String::new();
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                line.clear();
            }
            let target = first.split(' ').nth(1).unwrap_or("/").to_owned();
            let (head, body) = reply(&target);
            kept.lock().unwrap().push(target);
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    (format!("http://127.0.0.1:{port}"), asked)
}

fn fine(body: String) -> (String, String) {
    ("200 OK".to_owned(), body)
}

fn list(records: &str) -> String {
    reply(&format!("<ListRecords>{records}</ListRecords>"))
}

fn asked_with(asked: &Mutex<Vec<String>>, words: &str) -> Vec<String> {
    let mut asked = asked.lock().unwrap();
    let all = std::mem::take(&mut *asked);
    all.into_iter().filter(|one| one.contains(words)).collect()
}

#[test]
fn a_server_that_knows_days_alone_is_asked_for_days() {
    let (at, asked) = server(|target| {
        fine(if target.contains("verb=Identify") {
            reply("<Identify><granularity>YYYY-MM-DD</granularity></Identify>")
        } else if target.contains("T00") {
            reply("<error code='badArgument'>days</error>")
        } else if target.contains("verb=") {
            list(&record("oai:x:lamb", &tei("A")))
        } else {
            reply("<error code='badVerb'/>")
        })
    });
    let ours = folder();
    let source = format!("{at}/oai?repo=7");
    let (_, told, said) = taken(ours.path(), &source, &[]);
    assert_eq!(told, ["lamb created"], "{said}");
    let first = "/oai?repo=7&verb=ListRecords&metadataPrefix=tei";
    assert_eq!(asked_with(&asked, "ListRecords"), [first]);
    // What came on that day comes again, and is the same.
    let (code, told, said) = taken(ours.path(), &source, &["--until", "2026-02-01T00:00:00Z"]);
    assert!(code < 2, "{said}");
    assert_eq!(told, ["lamb unchanged"], "{said}");
    let second = format!("{first}&from=2026-01-01&until=2026-02-01");
    assert_eq!(asked_with(&asked, "ListRecords"), [second]);
    // A question is no base.
    let (code, _, said) = taken(ours.path(), &format!("{at}/oai?verb=Identify"), &[]);
    assert_eq!(code, 2);
    assert!(said.contains("is a question"), "{said}");
}

#[test]
fn what_was_refused_is_asked_for_again_by_its_name() {
    let whole = Arc::new(Mutex::new(0));
    let state = whole.clone();
    let (at, asked) = server(move |target| {
        let header = "<teiHeader xmlns='http://www.tei-c.org/ns/1.0'/>";
        let state = *state.lock().unwrap();
        if state == 1 && target.contains("GetRecord") {
            return ("500 Fault".to_owned(), String::new());
        }
        fine(if target.contains("verb=Identify") {
            reply("<Identify/>")
        } else if target.contains("from=") {
            reply("<error code='noRecordsMatch'/>")
        } else if target.contains("identifier=oai%3Ax%3Alamb") {
            let lamb = record("oai:x:lamb", &tei("Whole"));
            reply(&format!("<GetRecord>{lamb}</GetRecord>"))
        } else if target.contains("GetRecord") {
            reply("<error code='idDoesNotExist'/>")
        } else if target.contains("verb=") {
            let none = "<record><metadata/></record>";
            list(
                &[
                    record("oai:x:lamb", header).as_str(),
                    &record("oai:x:lost", header),
                    none,
                    &record("oai:x:good", &tei("Good")),
                ]
                .concat(),
            )
        } else {
            String::new()
        })
    });
    let ours = folder();
    let source = format!("{at}/oai");
    let (code, told, said) = taken(ours.path(), &source, &[]);
    assert_eq!(
        (code, told.as_slice()),
        (
            2,
            ["- refused", "- refused", "- refused", "good created"]
                .map(str::to_owned)
                .as_slice()
        ),
        "{said}"
    );
    assert!(
        said.contains("asked for again by the next harvest"),
        "{said}"
    );
    assert!(said.contains("it has no identifier"), "{said}");
    asked_with(&asked, "");
    // A fault of single records keeps them for the next time.
    *whole.lock().unwrap() = 1;
    let (code, told, said) = taken(ours.path(), &source, &[]);
    assert_eq!((code, told.len()), (2, 2), "{said}");
    assert_eq!(asked_with(&asked, "GetRecord").len(), 2);
    *whole.lock().unwrap() = 2;
    let (code, told, said) = taken(ours.path(), &source, &[]);
    assert!(code < 2, "{said}");
    assert_eq!(told, ["lamb created"], "{said}");
    assert!(said.contains("oai:x:lost: deleted there"), "{said}");
    assert_eq!(asked_with(&asked, "GetRecord").len(), 2);
    // And then no more.
    let (_, _, said) = taken(ours.path(), &source, &[]);
    assert!(said.contains("nothing has changed there"), "{said}");
    assert!(asked_with(&asked, "GetRecord").is_empty());
}

/// A harvest by the clock does not fail for ever over one text; what changes is news.
#[test]
fn what_was_refused_before_is_told_and_no_failure() {
    let state = Arc::new(Mutex::new(0));
    let seen = state.clone();
    let broken = |words: &str| format!("<TEI xmlns='http://example.org/not'>{words}</TEI>");
    let (at, _) = server(move |target| {
        let state = *seen.lock().unwrap();
        if state == 2 && target.contains("GetRecord") {
            return ("500 Fault".to_owned(), String::new());
        }
        let words = if state == 3 { "two" } else { "one" };
        let lamb = record("oai:x:lamb", &broken(words));
        fine(if target.contains("verb=Identify") {
            reply("<Identify/>")
        } else if target.contains("GetRecord") {
            reply(&format!("<GetRecord>{lamb}</GetRecord>"))
        } else if target.contains("from=") {
            reply("<error code='noRecordsMatch'/>")
        } else {
            list(&lamb)
        })
    });
    let ours = folder();
    let source = format!("{at}/oai");
    // The same bytes; a fault of the server; the same again; other bytes; those again.
    for (now, more, expected, words) in [
        (0, "", 2, "oai:x:lamb: refused: "),
        (1, "", 0, "oai:x:lamb: refused as before: "),
        (
            1,
            "--everything",
            0,
            "1 of them as before, and unchanged since",
        ),
        (2, "", 2, "oai:x:lamb: refused: "),
        (1, "", 0, "oai:x:lamb: refused as before: "),
        (3, "--dry-run", 2, "oai:x:lamb: refused: "),
        (3, "", 2, "oai:x:lamb: refused: "),
        (3, "", 0, "oai:x:lamb: refused as before: "),
    ] {
        *state.lock().unwrap() = now;
        let more: Vec<&str> = more.split_whitespace().collect();
        let (code, out, err) =
            harvest_for_people(ours.path(), &[&[source.as_str()], &*more].concat());
        assert_eq!(code, expected, "{now}: {out}{err}");
        assert!(err.contains(words), "{now}: {err}");
    }
    // By DTS likewise, where everything is asked for each time.
    let (at, _) = server(move |target| {
        fine(match target {
            "/dts" => r#"{"collection":"/c{?id}","document":"/d{?resource}"}"#.to_owned(),
            "/c" => return collection(r#"[{"@id":"a","@type":"Resource"}]"#, ""),
            _ => broken("one"),
        })
    });
    let ours = folder();
    let source = format!("{at}/dts");
    for expected in [2, 0, 0] {
        let (code, out, err) = harvest_for_people(ours.path(), &[&source]);
        assert_eq!(code, expected, "{out}{err}");
    }
}

#[test]
fn a_busy_server_is_waited_for_and_a_broken_answer_has_a_place() {
    let mut busy = true;
    let (at, _) = server(move |target| {
        let page = |token: &str| {
            let record = record(&format!("oai:x:before-{token}"), &tei("A"));
            list(&format!(
                "{record}<resumptionToken>{token}</resumptionToken>"
            ))
        };
        fine(if target.contains("verb=Identify") {
            reply("<Identify/>")
        } else if target.contains("resumptionToken=b") {
            "<OAI-PMH>\n<a></b>".to_owned()
        } else if target.contains("resumptionToken=a") {
            if std::mem::take(&mut busy) {
                return ("503 Busy\r\nRetry-After: 0".to_owned(), String::new());
            }
            page("b")
        } else {
            page("a")
        })
    });
    let ours = folder();
    let (code, _, said) = taken(ours.path(), &format!("{at}/oai"), &[]);
    assert_eq!(code, 2);
    assert!(
        said.contains("answers 503, and asks for 0 s of patience; waiting"),
        "{said}"
    );
    assert!(
        said.contains("not well-formed XML: line 2, column 4: "),
        "{said}"
    );
    assert!(
        said.contains("what was told before stays published"),
        "{said}"
    );
    assert!(!said.contains("the same command again"), "{said}");
}

/// The JSON of a collection with these members, and what else stands in it.
fn collection(members: &str, more: &str) -> (String, String) {
    fine(format!(
        r#"{{"@id":"c","@type":"Collection","member":{members}{more}}}"#
    ))
}

#[test]
fn one_bad_text_or_collection_of_dts_is_told_and_the_others_follow() {
    let (at, asked) = server(|target| {
        let resource = |id: &str| format!(r#"{{"@id":"{id}","@type":"Resource"}}"#);
        match target {
            "/dts" => ("308 Moved\r\nLocation: /api/dts/".to_owned(), String::new()),
            "/api/dts/" => fine(
                r#"{"collection":"collection{?id,page}","document":"document{?resource}"}"#
                    .to_owned(),
            ),
            "/api/dts/collection" => collection(
                &format!(
                    r#"[{},{},{},{{"@id":"gone","@type":"Collection"}},
                    {{"@id":"round","@type":["Collection"]}},{{"@id":"single","@type":"Collection"}},
                    {{"@id":"own","@type":["Resource","Thing"],"document":"own{{?resource}}"}},
                    {{"@id":"odd","@type":"Collection"}},
                    {{"@id":"astray","@type":"Resource","document":"astray{{?resource}}"}},
                    {{"title":"nobody"}}]"#,
                    resource("ok"),
                    resource("broken"),
                    resource("after")
                ),
                "",
            ),
            "/api/dts/collection?id=round" => collection(
                &format!("[{}]", resource("one")),
                r#","view":{"next":"?id=round&page=2"}"#,
            ),
            "/api/dts/collection?id=round&page=2" => collection(
                &format!("[{}]", resource("two")),
                r#","view":{"next":"?id=round"}"#,
            ),
            "/api/dts/collection?id=single" => collection(&resource("alone"), ""),
            "/api/dts/document?resource=broken" => ("500 Fault".to_owned(), String::new()),
            "/api/dts/document?resource=own" => ("404 None".to_owned(), String::new()),
            "/api/dts/collection?id=odd" => fine(r#"{"@type":"EntryPoint"}"#.to_owned()),
            "/api/dts/astray?resource=astray" => (
                "200 OK\r\nContent-Type: application/json".to_owned(),
                "{}".to_owned(),
            ),
            "/api/dts/own?resource=own" => fine(tei("Own")),
            _ if target.contains("/document?resource=") => fine(tei(target)),
            _ => ("410 Gone".to_owned(), String::new()),
        }
    });
    let ours = folder();
    let (code, told, said) = taken(ours.path(), &format!("{at}/dts"), &[]);
    let expected = [
        "- refused",
        "- refused",
        "- refused",
        "- refused",
        "- refused",
        "after created",
        "alone created",
        "astray created",
        "ok created",
        "one created",
        "own created",
        "two created",
    ];
    assert_eq!(
        (code, told.as_slice()),
        (2, expected.map(str::to_owned).as_slice()),
        "{said}"
    );
    for why in [
        "broken answers 500",
        "this collection cannot be read",
        "the answer is no collection",
        "the pages of this collection come to no end",
        "a member has no identifier",
    ] {
        assert!(said.contains(why), "{why}: {said}");
    }
    // Whether the server is there at all is asked for.
    assert_eq!(
        asked_with(&asked, "")
            .iter()
            .filter(|one| *one == "/api/dts/")
            .count(),
        3
    );
    // If it is not, that is the end, and what came before is published.
    let mut gone = false;
    let (at, _) = server(move |target| match target {
        _ if gone => ("503 Busy\r\nRetry-After: 90000".to_owned(), String::new()),
        "/dts" => fine(r#"{"collection":"/c{?id}","document":"/d{?resource}"}"#.to_owned()),
        "/c" => collection(
            r#"[{"@id":"a","@type":"Resource"},{"@id":"b","@type":"Resource"},{"@id":"c","@type":"Resource"}]"#,
            "",
        ),
        "/d?resource=a" => fine(tei("A")),
        _ => {
            gone = true;
            ("503 Busy".to_owned(), String::new())
        }
    });
    let ours = folder();
    let (code, told, said) = taken(ours.path(), &format!("{at}/dts"), &[]);
    assert_eq!((code, told), (2, vec!["a created".to_owned()]), "{said}");
    assert!(
        said.contains("90000 s of patience, which is more"),
        "{said}"
    );
    assert!(
        said.contains("the same command again does what is left"),
        "{said}"
    );
}
