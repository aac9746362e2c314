//! The examples of the page for people, run as they stand there.

use std::process::{Command, Stdio};

use tokio::net::TcpListener;
use variorum::server::{Options, serve_until};

use super::{Site, tei};
use variorum::access::Permission;

/// The text of the examples on the page, in their order.
fn examples(page: &str) -> Vec<String> {
    let blocks = page
        .split("<pre class=\"run\" tabindex=\"0\"><code>")
        .skip(1);
    blocks
        .map(|block| {
            let text = block.split("</code>").next().unwrap();
            text.replace("&gt;", ">")
                .replace("&lt;", "<")
                .replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_of_the_page_work_by_copy_and_paste() {
    if Command::new("curl")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        println!("not checked: there is no curl");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let options = Options {
        base_url: Some(format!("http://{}", listener.local_addr().unwrap())),
        ..Options::default()
    };
    let site = Site::with(options);
    tokio::spawn(serve_until(
        listener,
        site.house.clone(),
        std::future::pending(),
    ));
    let page = site.ask_plainly("GET", "/api", &[], "").await.text();
    let examples = examples(&page);
    assert!(examples.len() >= 9, "{page}");

    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let token = site.grant(&Permission::ALL, "leaflet*", None).unwrap();
    file("token", token.as_bytes());
    file("leaflet.xml", tei("Little Lamb, who made thee?").as_bytes());
    file("lamb.txt", b"The Lamb\n\nLittle Lamb, who made thee?\n");
    file("page-1.png", b"\x89PNG\r\n\x1a\n");
    // One shell for all, as a reader has it; what each prints follows its number.
    let mut script = String::from("set -e\n");
    for (number, example) in examples.iter().enumerate() {
        script.push_str(&format!("echo \"#### {number}\"\n{example}\n"));
    }
    let run = Command::new("timeout")
        .args(["120", "bash", "-c", &script])
        .current_dir(folder.path())
        .output();
    let output = tokio::task::spawn_blocking(move || run)
        .await
        .unwrap()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let printed: Vec<&str> = printed.split("#### ").skip(1).collect();
    assert!(
        output.status.success(),
        "{printed:#?} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let outcomes = [
        "\"holder\": \"Ada Editor\"",
        "would-create",
        "created",
        "new-version",
        "unchanged",
        "created",
        "created",
        "would-make-new-version",
        "\"expires\"",
        "withdrawn",
        "\"reports\"",
    ];
    assert_eq!(printed.len(), outcomes.len(), "{printed:#?}");
    for (printed, outcome) in printed.iter().zip(outcomes) {
        assert!(printed.contains(outcome), "{outcome}: {printed}");
        assert!(!printed.contains("problems/"), "{printed}");
    }
}

/// The blocks of the manual of this kind: what is to be run, and what is said.
fn blocks(manual: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut pieces = manual.split("```");
    pieces.next();
    while let (Some(block), after) = (pieces.next(), pieces.next()) {
        if let Some(run) = block.strip_prefix("sh\n") {
            blocks.push((run.to_owned(), String::new()));
        } else if let Some(said) = block.strip_prefix("text\n") {
            assert_eq!(after.map(|after| after.starts_with('\n')), Some(true));
            blocks.last_mut().expect("something was run").1 = said.to_owned();
        }
    }
    blocks
}

/// Whether a line is what was expected; `…` stands for anything.
fn fits(expected: &str, line: &str) -> bool {
    let pieces: Vec<&str> = expected.split('…').collect();
    let [first, middle @ .., last] = pieces.as_slice() else {
        return expected == line;
    };
    let Some(mut rest) = line.strip_prefix(first) else {
        return false;
    };
    for piece in middle {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn the_first_hour_of_a_librarian_goes_as_the_manual_says() {
    if Command::new("curl")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        println!("not checked: there is no curl");
        return;
    }
    let manual = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/ingesting.md");
    let manual = std::fs::read_to_string(manual).unwrap();
    // A port that was free a moment ago.
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let blocks = blocks(&manual);
    assert!(blocks.len() >= 10);
    let mut script = String::from("set -eo pipefail\ntrap 'kill $(jobs -p)' EXIT\n");
    for (number, (run, _)) in blocks.iter().enumerate() {
        let run = run.replace(":8080", &format!(":{port}"));
        script.push_str(&format!("echo '#### {number}'\n{run}\n"));
    }
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_variorum"))
        .parent()
        .unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new("timeout")
        .args(["120", "bash", "-c", &script])
        .current_dir(folder.path())
        .env("PATH", path)
        .env_remove("VARIORUM_STORE")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let told = String::from_utf8_lossy(&output.stderr);
    let printed: Vec<&str> = printed.split("#### ").skip(1).collect();
    for (number, (run, said)) in blocks.iter().enumerate() {
        let printed = printed
            .get(number)
            .unwrap_or_else(|| panic!("{run}\n{told}"));
        let lines: Vec<&str> = printed.lines().skip(1).collect();
        let expected: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), expected.len(), "{run}\n{printed}\n{told}");
        for (line, expected) in lines.iter().zip(expected) {
            assert!(
                fits(expected, line),
                "{run}\nexpected: {expected}\nfound:    {line}"
            );
        }
    }
    assert!(output.status.success(), "{told}");
}
