//! Several servers on one store: real processes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A server, until it is dropped.
struct Node {
    process: Child,
    address: String,
}

impl Drop for Node {
    fn drop(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
    }
}

impl Node {
    fn on(store: &Path) -> Self {
        let mut process = variorum()
            .args(["serve", "--address", "127.0.0.1:0", "--log-level", "off"])
            .arg("--store")
            .arg(store)
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");
        let said = BufReader::new(process.stderr.take().expect("piped"));
        let address = said.lines().find_map(|line| {
            let line = line.expect("read");
            let (_, rest) = line.split_once("http://")?;
            Some(rest.split('/').next()?.to_owned())
        });
        Self {
            process,
            address: address.expect("it says where it is"),
        }
    }

    /// Status and headers, and the body.
    fn get(&self, path: &str) -> (String, String) {
        self.ask(path, "")
    }

    fn ask(&self, path: &str, headers: &str) -> (String, String) {
        self.send(&format!("GET {path}"), headers, "")
    }

    /// Sends a text with a token.
    fn hand_in(&self, what: &str, token: &str, text: &str) -> (String, String) {
        let length = text.len();
        let headers = format!(
            "Authorization: Bearer {token}\r\nContent-Type: application/tei+xml\r\n\
             If-None-Match: *\r\nContent-Length: {length}\r\n"
        );
        self.send(what, &headers, text)
    }

    fn send(&self, what: &str, headers: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).expect("connected");
        let request =
            format!("{what} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n{body}");
        stream.write_all(request.as_bytes()).expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        (head.to_ascii_lowercase(), body.to_owned())
    }

    /// The same as a browser asks that has the page, if it is not another one.
    fn read(&self, path: &str) -> (String, String) {
        let browser = "Accept: text/html,*/*;q=0.8\r\nAccept-Encoding: gzip, br\r\n\
                       If-None-Match: *\r\n";
        self.ask(path, browser)
    }

    fn status(&self, path: &str) -> String {
        let (head, _) = self.get(path);
        head.split(' ').nth(1).expect("a status").to_owned()
    }
}

fn variorum() -> Command {
    Command::new(env!("CARGO_BIN_EXE_variorum"))
}

/// Starts to publish a text as the next version of `lamb`.
fn publish(store: &Path, folder: &Path, text: &str, expected: &str) -> Child {
    let file = folder.join(format!("{text}.xml"));
    let tei = format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>{text}</text></TEI>");
    fs::write(&file, tei).expect("written");
    variorum()
        .args([
            "publish", "--id", "lamb", "--by", "Ada", "--expect", expected,
        ])
        .arg("--store")
        .arg(store)
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started")
}

/// The SHA-256 that a publication answered with, if it was one.
fn published(output: &Output) -> Option<String> {
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find(|line| line.ends_with(" published"))?;
    line.split(' ').nth(2).map(str::to_owned)
}

/// Waits for something that must be so soon.
fn soon(what: &str, is: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Two servers show what is published while they run, eight writers at a time
/// lose nothing, and a third server that comes later answers as they do.
pub fn nodes_agree(store: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let first = publish(store, folder.path(), "first", "none");
    let first = first.wait_with_output().expect("ended");
    let mut expected = published(&first).expect("published");
    let nodes = [Node::on(store), Node::on(store)];
    let newest = |node: &Node| node.get("/editions/lamb/edition.xml").1;
    for node in &nodes {
        assert!(newest(node).contains("first"));
    }
    for round in 1..=2 {
        let texts: Vec<String> = (0..8).map(|writer| format!("{round}-{writer}")).collect();
        let writers: Vec<Child> = texts
            .iter()
            .map(|text| publish(store, folder.path(), text, &expected))
            .collect();
        let mut won = Vec::new();
        for (writer, text) in writers.into_iter().zip(&texts) {
            let output = writer.wait_with_output().expect("ended");
            let said = String::from_utf8_lossy(&output.stderr);
            match published(&output) {
                Some(digest) => won.push((text, digest)),
                None => assert!(said.contains("has changed in the meantime"), "{said}"),
            }
        }
        let [(text, digest)] = &won[..] else {
            panic!("one version was given to {won:?}");
        };
        for node in &nodes {
            soon("every node shows it", || newest(node).contains(*text));
        }
        expected = digest.clone();
    }
    let late = Node::on(store);
    for path in [
        "/editions/lamb",
        "/editions/lamb/versions.json",
        "/editions/lamb/1/edition.xml",
        "/",
        "/healthz",
    ] {
        let bodies = nodes.each_ref().map(|node| node.get(path).1);
        assert_eq!(bodies[0], bodies[1], "{path}");
        assert_eq!(bodies[0], late.get(path).1, "{path}");
    }
    assert!(late.get("/healthz").1.contains("1 editions, journal 3"));
    tokens_are_shared(&nodes, store);
}

/// What the program prints about the store.
fn printed(store: &Path, arguments: &[&str]) -> String {
    let output = variorum()
        .args(arguments)
        .arg("--store")
        .arg(store)
        .output();
    let output = output.expect("run");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// A token is taken by every server until it is revoked, a draft is seen on
/// every server, and one list tells all changes.
fn tokens_are_shared(nodes: &[Node; 2], store: &Path) {
    let token = printed(store, &["token", "new", "--for", "Ada", "--editions", "*"]);
    let token = token.trim_end();
    let text = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>a tyger</text></TEI>";
    let (head, body) = nodes[0].hand_in("PUT /api/editions/tyger", token, text);
    assert!(head.starts_with("http/1.1 201"), "{head} {body}");
    soon("the other one shows it", || {
        nodes[1].get("/editions/tyger/edition.xml").1 == text
    });
    let (head, body) = nodes[1].hand_in("POST /api/editions/owl/drafts", token, text);
    assert!(head.starts_with("http/1.1 201"), "{head} {body}");
    let draft = head
        .lines()
        .find_map(|line| line.strip_prefix("location: "));
    let (head, page) = nodes[0].get(draft.expect("an address"));
    assert!(
        head.starts_with("http/1.1 200") && page.contains("a tyger"),
        "{head}"
    );

    let number = token.split('_').nth(1).expect("a number");
    printed(store, &["token", "revoke", number]);
    for node in nodes {
        let (head, body) = node.hand_in("PUT /api/editions/owl", token, text);
        assert!(head.starts_with("http/1.1 401"), "{head}");
        assert!(body.contains("token-revoked"), "{body}");
    }
    let audit = printed(store, &["audit"]);
    for told in [
        format!("published tyger 1 by Ada (token {number})"),
        format!("drafted owl by Ada (token {number})"),
        format!("token revoked by command line (token {number})"),
    ] {
        assert!(audit.contains(&told), "{told}: {audit}");
    }
}

#[test]
fn servers_on_one_folder_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    nodes_agree(&folder.path().join("store"));
}

#[test]
fn a_server_without_its_store_says_that_it_is_stale() {
    let folder = tempfile::tempdir().expect("a folder");
    let (store, elsewhere) = (folder.path().join("store"), folder.path().join("elsewhere"));
    let first = publish(&store, folder.path(), "first", "none");
    assert!(published(&first.wait_with_output().expect("ended")).is_some());
    let node = Node::on(&store);
    let page = "/editions/lamb";
    let (head, shown) = node.get(page);
    assert!(!head.contains("variorum-stale"), "{head}");
    assert_eq!(node.status("/healthz"), "200");

    fs::rename(&store, &elsewhere).expect("moved");
    soon("it is noticed", || {
        node.get(page).0.contains("\r\nvariorum-stale: ")
    });
    let (head, remembered) = node.get(page);
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(remembered, shown, "what is remembered is shown");
    // Who reads is told so on the page, also where the browser has it already.
    let (head, told) = node.read(page);
    assert!(head.contains("\r\ncache-control: no-store"), "{head}");
    let (before, notice) = told
        .split_once("<p class=\"stale\" role=\"status\">")
        .expect("a notice");
    assert!(
        notice.starts_with("The store of this site has given no answer for"),
        "{notice}"
    );
    assert!(
        before.ends_with("<main id=\"main\" tabindex=\"-1\">"),
        "{before}"
    );
    let rest = notice.split_once("</p>").expect("its end").1;
    assert_eq!([before, rest].concat(), shown, "and nothing else is other");
    let (head, said) = node.get("/healthz");
    assert!(head.starts_with("http/1.1 503"), "{head}");
    assert!(
        said.contains("stale, no answer from the store for"),
        "{said}"
    );
    assert!(said.contains("1 editions, journal 1"), "{said}");
    // What it never knew it does not deny.
    assert_eq!(node.status("/editions/tyger"), "503");

    fs::rename(&elsewhere, &store).expect("moved back");
    soon("it is noticed", || node.status("/healthz") == "200");
    assert!(!node.get(page).0.contains("variorum-stale"));
    assert!(!node.read(page).1.contains("class=\"stale\""));
    assert_eq!(node.status("/editions/tyger"), "404");
}
