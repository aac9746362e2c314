//! Real connections.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use variorum::server::{House, Options, Settings, serve, serve_until};

use super::defaults;
use super::double::{Memory, Plain, house_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopping_finishes_what_was_begun() {
    let memory = Memory::with_fixtures();
    memory.publish("slow", b"<slow/>".to_vec());
    let house = house_of(memory, Arc::default(), Options::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(serve_until(listener, house, async {
        let _ = stopped.await;
    }));

    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    let mut buffer = [0; 4096];
    assert!(idle.read(&mut buffer).await.unwrap() > 0);

    let mut busy = TcpStream::connect(address).await.unwrap();
    busy.write_all(b"GET /editions/slow HTTP/1.1\r\nHost: x\r\n\r\n")
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).unwrap();

    let mut answer = String::new();
    busy.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("who made thee?"), "{answer}");
    assert_eq!(
        idle.read(&mut buffer).await.unwrap(),
        0,
        "the idle connection is closed"
    );
    tokio::time::timeout(Duration::from_secs(5), server)
        .await
        .unwrap()
        .unwrap();
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_does_not_end_is_given_up() {
    let settings = Settings {
        header_timeout: Duration::from_millis(100),
        ..defaults()
    };
    let house = House::new(settings, Memory::with_fixtures(), Arc::<Plain>::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_until(listener, house, std::future::pending()));
    let mut slow = TcpStream::connect(address).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nHost:").await.unwrap();
    let mut answer = Vec::new();
    let closed = slow.read_to_end(&mut answer);
    tokio::time::timeout(Duration::from_secs(5), closed)
        .await
        .unwrap()
        .unwrap();
}

/// What is answered to a head, in its first line.
async fn told(address: std::net::SocketAddr, head: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let _ = stream.write_all(head.as_bytes()).await;
    let mut answer = Vec::new();
    let heard = stream.read_to_end(&mut answer);
    let heard = tokio::time::timeout(Duration::from_secs(10), heard).await;
    assert!(heard.is_ok(), "the connection is closed");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_long_is_told_so() {
    let house = House::new(defaults(), Memory::with_fixtures(), Arc::<Plain>::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_until(listener, house, std::future::pending()));
    for (path, header, status) in [
        (8_000, 0, "414"),
        (40_000, 0, "414"),
        (66_000, 0, "414"),
        (0, 33_000, "431"),
        (0, 70_000, "431"),
        (0, 500_000, "431"),
        (0, 16_000, "200"),
    ] {
        let (path, header) = ("a".repeat(path), "a".repeat(header));
        let head = format!(
            "GET /robots.txt?{path} HTTP/1.1\r\nHost: x\r\nX: {header}\r\nConnection: close\r\n\r\n"
        );
        let told = told(address, &head).await;
        let expected = format!("HTTP/1.1 {status} ");
        assert!(told.starts_with(&expected), "{}: {told}", head.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_names_one_host() {
    let house = House::new(defaults(), Memory::with_fixtures(), Arc::<Plain>::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_until(listener, house, std::future::pending()));
    for (version, hosts, status) in [
        ("1.1", "Host: x\r\n", "200"),
        ("1.1", "", "400"),
        ("1.1", "Host: a\r\nHost: b\r\n", "400"),
        ("1.1", "Host: a b/@\r\n", "400"),
        ("1.0", "", "200"),
    ] {
        let head = format!("GET /robots.txt HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
        let told = told(address, &head).await;
        assert!(told.contains(&format!(" {status} ")), "{hosts}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_too_many_waits_for_a_place() {
    let settings = Settings {
        connections: 1,
        ..defaults()
    };
    let house = House::new(settings, Memory::with_fixtures(), Arc::<Plain>::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve_until(listener, house, std::future::pending()));
    let ask = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut buffer = [0; 4096];

    let mut first = TcpStream::connect(address).await.unwrap();
    first.write_all(ask).await.unwrap();
    assert!(first.read(&mut buffer).await.unwrap() > 0);
    let mut second = TcpStream::connect(address).await.unwrap();
    second.write_all(ask).await.unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(100), second.read(&mut buffer));
    assert!(
        waiting.await.is_err(),
        "there is one place, and it is taken"
    );
    drop(first);
    assert!(second.read(&mut buffer).await.unwrap() > 0);
}

#[test]
fn an_address_in_use_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let settings = Settings {
        address: taken.local_addr().unwrap(),
        ..defaults()
    };
    let house = House::new(settings, Memory::with_fixtures(), Arc::<Plain>::default());
    let error = serve(house, |_| panic!("it is not ready"))
        .unwrap_err()
        .to_string();
    let expected = format!("cannot listen on {}: ", taken.local_addr().unwrap());
    assert!(error.starts_with(&expected), "{error}");
}
