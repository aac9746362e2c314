//! Another site is asked, and cannot make us wait, store or go where we should
//! not.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use variorum::fetch::{Address, Client, Limits, Trouble};

/// A site that answers every question by `reply`, given its target; its address.
fn site(reply: fn(&str, &mut TcpStream) -> std::io::Result<()>) -> Address {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
                let mut first = String::new();
                reader.read_line(&mut first)?;
                let mut line = String::new();
                while reader.read_line(&mut line)? > 2 {
                    line.clear();
                }
                let target = first.split(' ').nth(1).unwrap_or("/").to_owned();
                reply(&target, &mut stream)
            });
        }
    });
    format!("http://127.0.0.1:{port}/")
        .parse()
        .expect("an address")
}

fn small() -> Client {
    let limits = Limits {
        bytes: 1000,
        time: Duration::from_secs(1),
        silence: Duration::from_millis(300),
        redirects: 3,
        pauses: 2,
        patience: Duration::from_secs(1),
        unencrypted: false,
    };
    Client::new("variorum-test", limits)
}

fn whole(stream: &mut TcpStream, head: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

static BUSY: AtomicUsize = AtomicUsize::new(0);
static UNTIL: AtomicUsize = AtomicUsize::new(0);
static TOLD: AtomicUsize = AtomicUsize::new(0);

fn answers(target: &str, stream: &mut TcpStream) -> std::io::Result<()> {
    match target {
        "/text" => whole(
            stream,
            "200 OK\r\nContent-Type: Text/XML; charset=x",
            "<a/>",
        ),
        "/once" => whole(stream, "302 Found\r\nLocation: /text", ""),
        "/round" => whole(stream, "302 Found\r\nLocation: /round", ""),
        "/away" => whole(stream, "302 Found\r\nLocation: https://example.org/x", ""),
        "/file" => whole(stream, "302 Found\r\nLocation: file:///etc/passwd", ""),
        "/full" => whole(stream, "200 OK", &"x".repeat(1000)),
        "/large" => whole(stream, "200 OK", &"x".repeat(1001)),
        "/gone" => whole(
            stream,
            "410 Gone\r\nContent-Type: application/problem+json",
            r#"{"title":"Gone","detail":"withdrawn\u001b[31m by Ada"}"#,
        ),
        "/short" => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        "/silent" => {
            std::thread::sleep(Duration::from_secs(2));
            Ok(())
        }
        // Busy the first time.
        "/busy" if BUSY.fetch_add(1, Ordering::SeqCst) == 0 => {
            whole(stream, "503 Busy\r\nRetry-After: 1", "")
        }
        "/busy" => whole(stream, "200 OK", "now"),
        "/until" if UNTIL.fetch_add(1, Ordering::SeqCst) < 2 => {
            let date = "Date: Tue, 21 Oct 2025 07:28:00 GMT";
            let until = "Retry-After: Tue, 21 Oct 2025 07:27:59 GMT";
            whole(stream, &format!("429 Slow\r\n{date}\r\n{until}"), "")
        }
        "/until" => whole(stream, "200 OK", "then"),
        "/always" => whole(stream, "503 Busy\r\nRetry-After: 0", ""),
        "/tomorrow" => whole(stream, "503 Busy\r\nRetry-After: 86400", ""),
        "/fault" => whole(stream, "500 Fault\r\nRetry-After: 0", ""),
        "/packed" => whole(stream, "200 OK\r\nContent-Encoding: gzip", "x"),
        // One byte at a time, for ever.
        "/drip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(b"x")?;
                stream.flush()?;
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        _ => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            loop {
                stream.write_all(b"8\r\nxxxxxxxx\r\n")?;
            }
        }
    }
}

#[test]
fn what_stands_there_comes_with_its_headers() {
    let (site, client) = (site(answers), small());
    let answer = client
        .get(&site.at("/once"), "text/xml")
        .expect("an answer");
    assert_eq!(answer.address, site.at("/text"));
    assert_eq!(
        (answer.status, answer.bytes.as_slice()),
        (200, b"<a/>".as_slice())
    );
    assert_eq!(answer.media_type(), "text/xml");
    let full = client
        .get(&site.at("/full"), "*/*")
        .expect("as large as can be");
    assert_eq!(full.bytes.len(), 1000);
}

#[test]
fn nothing_is_awaited_or_kept_beyond_the_limits() {
    let (site, client) = (site(answers), small());
    let trouble = |target: &str| client.get(&site.at(target), "*/*").expect_err(target);
    for target in ["/large", "/endless"] {
        let trouble = trouble(target);
        assert!(
            matches!(trouble, Trouble::TooLarge { most: 1000, .. }),
            "{trouble}"
        );
    }
    for target in ["/silent", "/drip"] {
        let trouble = trouble(target);
        assert!(matches!(trouble, Trouble::TooSlow(_)), "{trouble}");
    }
    let trouble = trouble("/short");
    assert!(matches!(trouble, Trouble::Unreachable { .. }), "{trouble}");
}

#[test]
fn nobody_sends_us_to_another_place() {
    let (site, client) = (site(answers), small());
    let trouble = |target: &str| client.get(&site.at(target), "*/*").expect_err(target);
    let away = trouble("/away");
    assert!(
        away.to_string().contains("leads to https://example.org/x"),
        "{away}"
    );
    assert!(matches!(trouble("/file"), Trouble::Address(_)));
    assert!(matches!(trouble("/round"), Trouble::TooManyRedirects(_)));
    let far: Address = "http://192.0.2.1/".parse().expect("an address");
    let clear = client.get(&far, "*/*").expect_err("in the clear");
    assert!(matches!(clear, Trouble::Unencrypted(_)), "{clear}");
}

#[test]
fn an_error_says_why_and_cannot_steer_a_terminal() {
    let (site, client) = (site(answers), small());
    let gone = client.get(&site.at("/gone"), "*/*").expect_err("gone");
    let said = gone.to_string();
    assert!(
        said.ends_with("answers 410: withdrawn[31m by Ada"),
        "{said}"
    );
    let answer = client.ask(&site.at("/gone"), &[]).expect("an answer");
    assert_eq!(answer.status, 410);
    let nobody: Address = "http://127.0.0.1:1/".parse().expect("an address");
    let trouble = client.get(&nobody, "*/*").expect_err("nobody");
    assert!(matches!(trouble, Trouble::Unreachable { .. }), "{trouble}");
}

#[test]
fn a_busy_site_is_waited_for_and_not_for_ever() {
    let site = site(answers);
    let client = small().telling(|_| {
        TOLD.fetch_add(1, Ordering::SeqCst);
    });
    let said = |target: &str| client.get(&site.at(target), "*/*");
    let came = |target: &str| said(target).expect(target).bytes;
    assert_eq!(came("/busy"), b"now");
    assert_eq!(TOLD.load(Ordering::SeqCst), 1);
    // A date is one by the clock of the site.
    assert_eq!(came("/until"), b"then");
    assert_eq!(TOLD.load(Ordering::SeqCst), 3);
    let always = said("/always").expect_err("always busy");
    assert!(matches!(&always, Trouble::Busy(pause) if pause.status == 503));
    assert_eq!(TOLD.load(Ordering::SeqCst), 5);
    let tomorrow = said("/tomorrow").expect_err("busy until tomorrow");
    assert!(
        tomorrow.to_string().ends_with(
            "answers 503, and asks for 86400 s of patience, which is more than is waited here"
        ),
        "{tomorrow}"
    );
    assert!(tomorrow.may_pass());
    let fault = said("/fault").expect_err("a fault");
    assert!(matches!(fault, Trouble::Status { status: 500, .. }));
    assert_eq!(TOLD.load(Ordering::SeqCst), 5);
    let packed = said("/packed").expect_err("compressed");
    assert!(
        packed.to_string().contains("comes compressed (gzip)"),
        "{packed}"
    );
}
