//! What other systems hand in over the web.
//!
//! A site with a store on disk and tokens. Every reply is held against the
//! description of the API: its status must be documented for its address and
//! method.

mod batch;
mod collate;
mod documented;
mod everything;
mod exchange;
mod form;
mod manual;
mod race;
mod refused;
mod reports;
mod wire;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use variorum::access::{Access, Permission};
use variorum::operations::{Grant, grant};
use variorum::server::{House, Options, Settings, router};
use variorum::store::{Store, digest};

pub const TEI: &str = "application/tei+xml";

/// A TEI file that says `words`.
pub fn tei(words: &str) -> String {
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>The \
         Lamb</title></titleStmt><publicationStmt><p>Unpublished.</p></publicationStmt>\
         <sourceDesc><p>Written for a test.</p></sourceDesc></fileDesc></teiHeader>\
         <text><body><p>{words}</p></body></text></TEI>\n"
    )
}

/// The SHA-256 of a file as an entity tag.
pub fn tag(file: &str) -> String {
    format!("\"{}\"", digest(file.as_bytes()))
}

/// A site on which something can be changed.
pub struct Site {
    folder: tempfile::TempDir,
    pub house: Arc<House>,
    /// May do everything with editions whose names begin with `lamb`.
    pub token: String,
    /// Address template, method and status of every reply.
    seen: Mutex<BTreeSet<(String, String, u16)>>,
}

/// A reply, read.
pub struct Reply {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", self.text()))
    }

    /// The name of the problem.
    pub fn code(&self) -> String {
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let kind = problem["type"].as_str().unwrap();
        kind.rsplit('/').next().unwrap().to_owned()
    }
}

impl Site {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        let settings = Options {
            store: Some(store.clone()),
            ..options
        };
        let opened = Store::open_or_create(&store).unwrap();
        let house = House::furnish(Settings::new(settings).unwrap(), Arc::new(opened)).unwrap();
        let site = Self {
            folder,
            house,
            token: String::new(),
            seen: Mutex::default(),
        };
        let token = site.grant(&Permission::ALL, "lamb*", None).unwrap();
        Self { token, ..site }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn access(&self) -> Access {
        let store = Store::open(&self.folder.path().join("store")).unwrap();
        Access::of(&store).unwrap()
    }

    pub fn grant(
        &self,
        may: &[Permission],
        editions: &str,
        until: Option<&str>,
    ) -> Result<String, variorum::access::Error> {
        let wish = Grant {
            holder: "Ada Editor".into(),
            address: "mailto:ada@example.org".into(),
            may: may.into(),
            editions: vec![editions.parse().unwrap()],
            until: until.map(str::to_owned),
        };
        grant(&self.access(), "a test", wish).map(|(secret, _)| secret)
    }

    /// Sends a request with the token.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend(headers);
        self.ask_plainly(method, path, &all, body).await
    }

    /// Sends a request as it is.
    pub async fn ask_plainly(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, value.as_bytes());
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = router(self.house.clone()).oneshot(request).await.unwrap();
        let reply = Reply::read(response).await;
        self.note(&method, &path, reply.status);
        reply
    }

    fn note(&self, method: &Method, path: &str, status: StatusCode) {
        let Some(template) = documented::template(path) else {
            return;
        };
        let method = match *method {
            Method::HEAD => "get".to_owned(),
            ref other => other.as_str().to_lowercase(),
        };
        if method == "options" || status == StatusCode::METHOD_NOT_ALLOWED {
            return;
        }
        let status = status.as_u16();
        documented::assert_documented(&template, &method, status);
        let seen = (template, method, status);
        self.seen.lock().unwrap().insert(seen);
    }

    /// Address templates, methods and statuses that were seen so far.
    pub fn seen(&self) -> BTreeSet<(String, String, u16)> {
        self.seen.lock().unwrap().clone()
    }

    /// Publishes a new edition.
    pub async fn publish(&self, id: &str, file: &str) -> Reply {
        let headers = [("content-type", TEI), ("if-none-match", "*")];
        let path = format!("/api/editions/{id}");
        self.ask("PUT", &path, &headers, file.to_owned()).await
    }

    /// Every file of the store, of what lies beside it, and of the record, with
    /// its bytes.
    pub fn everything(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        let mut waiting = vec![self.folder.path().to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                // The index follows by itself, and is not what was handed in.
                if path.ends_with("store.index") {
                    continue;
                }
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    found.push((path.clone(), fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}
