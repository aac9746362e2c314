//! What happens on a connection: bodies that come slowly, in pieces, or not.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use variorum::server::{Options, serve_until};

use super::{Site, tei};

async fn open(options: Options) -> (Arc<Site>, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (Arc::new(Site::with(options)), listener)
}

/// Serves the site on a port of its own.
async fn served(options: Options) -> (Arc<Site>, std::net::SocketAddr) {
    let (site, listener) = open(options).await;
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_until(
        listener,
        site.house.clone(),
        std::future::pending(),
    ));
    (site, address)
}

/// The head of a request to publish, with `more` lines.
fn head(site: &Site, more: &str) -> String {
    format!(
        "PUT /api/editions/lamb HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/tei+xml\r\nIf-None-Match: *\r\n{more}\r\n",
        site.token
    )
}

/// All that the server says until it closes, or nothing comes for a while.
async fn hear(stream: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut buffer)).await;
        match read {
            Ok(Ok(read)) if read > 0 => heard.extend_from_slice(&buffer[..read]),
            _ => return String::from_utf8_lossy(&heard).into_owned(),
        }
    }
}

async fn say(address: std::net::SocketAddr, text: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
    hear(&mut stream).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_may_come_in_pieces_and_is_asked_for_when_it_is_wanted() {
    let (site, address) = served(Options::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let file = tei("In pieces");
    let asks = head(
        &site,
        "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close\r\n",
    );
    stream.write_all(asks.as_bytes()).await.unwrap();
    let mut buffer = [0; 64];
    let read = stream.read(&mut buffer).await.unwrap();
    assert!(
        buffer[..read].starts_with(b"HTTP/1.1 100 "),
        "it is asked for"
    );
    for piece in file.as_bytes().chunks(100) {
        let size = format!("{:x}\r\n", piece.len());
        stream
            .write_all(&[size.as_bytes(), piece, b"\r\n"].concat())
            .await
            .unwrap();
    }
    stream.write_all(b"0\r\n\r\n").await.unwrap();
    let heard = hear(&mut stream).await;
    assert!(heard.starts_with("HTTP/1.1 201 "), "{heard}");
    let kept = site
        .ask_plainly("GET", "/editions/lamb/1/edition.xml", &[], "")
        .await;
    assert_eq!(kept.body, file.as_bytes());

    // Now that it is there, no body is asked for.
    let asks = head(&site, "Content-Length: 1000\r\nExpect: 100-continue\r\n");
    let heard = say(address, &asks).await;
    assert!(heard.starts_with("HTTP/1.1 412 "), "{heard}");
    assert!(!heard.contains("100 Continue"), "{heard}");
}

/// Who sends everything before reading anything still gets the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_heard_by_who_only_talks() {
    let (_, address) = served(Options::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let asks = "PUT /api/editions/lamb HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n";
    stream.write_all(asks.as_bytes()).await.unwrap();
    for _ in 0..20 {
        stream.write_all(&vec![b'a'; 1_000_000]).await.unwrap();
    }
    let mut buffer = [0; 64];
    let read = stream.read(&mut buffer).await.unwrap();
    assert!(buffer[..read].starts_with(b"HTTP/1.1 401 "));
}

/// Bad requests that only a connection can make: what they answer, and that
/// nothing was written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_requests_write_nothing() {
    let options = Options {
        upload_timeout_seconds: Some(2),
        header_timeout_seconds: Some(1),
        ..Options::default()
    };
    let (site, address) = served(options).await;
    let before = site.everything();
    let file = tei("Whole");
    let length = file.len();
    let long = format!("X-Long: {}\r\n", "a".repeat(40_000));
    let many: String = (0..200).map(|n| format!("X-{n}: a\r\n")).collect();
    let table = [
        (
            "a body that is cut off",
            head(&site, &format!("Content-Length: {}\r\n", length + 1)) + &file,
            "",
        ),
        (
            "pieces that are cut off",
            head(&site, "Transfer-Encoding: chunked\r\n") + "fff\r\n" + &file,
            "",
        ),
        (
            "pieces of no size",
            head(&site, "Transfer-Encoding: chunked\r\n") + "zz\r\n" + &file,
            "400",
        ),
        (
            "two lengths",
            head(
                &site,
                &format!("Content-Length: {length}\r\nContent-Length: 1\r\n"),
            ) + &file,
            "400",
        ),
        (
            "a length and pieces",
            head(
                &site,
                &format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
            ) + &file,
            "400",
        ),
        (
            "a negative length",
            head(&site, "Content-Length: -1\r\n"),
            "400",
        ),
        (
            "a length beyond numbers",
            head(&site, "Content-Length: 99999999999999999999999\r\n"),
            "400",
        ),
        ("a head that is too large", head(&site, &long), "431"),
        ("too many headers", head(&site, &many), "431"),
        (
            "a header with a line end",
            head(&site, "X: a\r\n b\r\n"),
            "400",
        ),
        (
            "a length that is never sent",
            head(&site, "Content-Length: 9999999999\r\n"),
            "413",
        ),
    ];
    for (what, text, status) in table {
        let heard = say(address, &text).await;
        let expected = format!("HTTP/1.1 {status}");
        // A connection that is cut off hears nothing, or that it was.
        let fits = heard.is_empty() || heard.starts_with(&expected);
        assert!(fits && !heard.starts_with("HTTP/1.1 2"), "{what}: {heard}");
        assert!(site.everything() == before, "{what}: something was written");
    }

    // A body that stops coming, and one that drips.
    let mut stops = TcpStream::connect(address).await.unwrap();
    let text = head(&site, "Content-Length: 10000\r\n") + "<TEI";
    stops.write_all(text.as_bytes()).await.unwrap();
    let mut drips = TcpStream::connect(address).await.unwrap();
    drips.write_all(text.as_bytes()).await.unwrap();
    let (mut from, mut to) = drips.split();
    let drip = async {
        while to.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    };
    let mut heard = [0; 16];
    tokio::select! {
        () = drip => panic!("nobody stopped it"),
        read = from.read(&mut heard) => assert!(read.unwrap() > 0),
    }
    assert!(
        heard.starts_with(b"HTTP/1.1 408 "),
        "{}",
        String::from_utf8_lossy(&heard)
    );
    let heard = hear(&mut stops).await;
    assert!(heard.starts_with("HTTP/1.1 408 "), "{heard}");
    assert!(heard.contains("body-too-slow"), "{heard}");
    assert!(site.everything() == before, "something was written");
}
