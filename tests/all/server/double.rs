//! A store in memory and pages that show what they were given.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use variorum::edition::{Digest, EditionId, History, RegisterKind, Version, VersionReference};
use variorum::operations::Provenance;
use variorum::render::{Asked, Leaf, ListPart};
use variorum::server::{
    Addresses, Editions, Fault, House, Listed, Options, Pages, Refusal, RegisterForm, Settings,
    Shown, WitnessForm,
};
use variorum::source::Deposit;
use variorum::store::{Expected, Publication, Store};
use variorum::tei::Document;

/// A real house with version 1 of each of these editions.
pub fn house_with<T: AsRef<[u8]>>(editions: &[(&str, T)]) -> Arc<House> {
    let store = Store::memory();
    for (id, text) in editions {
        let publication = Publication {
            publisher: "Ann Editor".to_owned(),
            address: "mailto:ann@example.org".to_owned(),
            message: "First.".to_owned(),
            when: "2026-01-10T12:00:00Z".to_owned(),
            token: None,
        };
        let (id, text) = (id.parse().unwrap(), text.as_ref());
        store.put(&id, text, &publication, Expected::Any).unwrap();
    }
    House::furnish(Settings::new(Options::default()).unwrap(), store.into()).unwrap()
}

/// Where the cases are.
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/server")
}

type Published = BTreeMap<EditionId, Vec<(Version, Vec<u8>)>>;

/// Editions in memory.
#[derive(Default)]
pub struct Memory {
    published: Mutex<Published>,
}

impl Memory {
    /// The editions under `tests/cases/server/editions`.
    pub fn with_fixtures() -> Arc<Self> {
        let memory = Self::default();
        for (id, file) in [
            ("lamb", "lamb/1.xml"),
            ("lamb", "lamb/2.xml"),
            ("latin", "latin/1.xml"),
        ] {
            let bytes = std::fs::read(cases().join("editions").join(file)).unwrap();
            memory.publish(id, bytes);
        }
        Arc::new(memory)
    }

    /// The same, and a text that is divided into pages.
    pub fn with_saga() -> Arc<Self> {
        let memory = Self::with_fixtures();
        memory.publish("saga", saga());
        memory
    }

    /// Publishes `bytes` as the next version, a day after the one before.
    pub fn publish(&self, id: &str, bytes: Vec<u8>) {
        let mut published = self.published.lock().unwrap();
        let line = published.entry(id.parse().unwrap()).or_default();
        let number = line.len() as u32 + 1;
        let version = Version {
            number,
            digest: Digest(Sha256::digest(&bytes).into()),
            bytes: bytes.len() as u64,
            published: format!("2026-11-{:02}T10:00:00Z", number + 1),
            publisher: "An Editor".into(),
            message: format!("Version {number} <of {id}>"),
        };
        line.push((version, bytes));
    }
}

/// A text of four chapters that is too long for one page.
pub fn saga() -> Vec<u8> {
    let mut text = String::from(
        "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt>\
         <title>Saga</title></titleStmt></fileDesc></teiHeader><text><body>",
    );
    for chapter in 1..=4 {
        let _ = write!(text, "<div n='{chapter}'><head>Chapter {chapter}</head>");
        for _ in 0..100 {
            let _ = write!(text, "<p>{}</p>", "So it was said. ".repeat(50));
        }
        text.push_str("</div>");
    }
    text.push_str("</body></text></TEI>");
    text.into_bytes()
}

impl Editions for Memory {
    fn editions(&self) -> Result<Vec<EditionId>, Fault> {
        Ok(self.published.lock().unwrap().keys().cloned().collect())
    }

    fn versions(&self, id: &EditionId) -> Result<Vec<Version>, Fault> {
        let published = self.published.lock().unwrap();
        let line = published.get(id).ok_or(Fault::Absent)?;
        Ok(line.iter().map(|(version, _)| version.clone()).collect())
    }

    fn read(&self, id: &EditionId, asked: VersionReference) -> Result<(Version, Vec<u8>), Fault> {
        let published = self.published.lock().unwrap();
        let line = published.get(id).ok_or(Fault::Absent)?;
        let found = match asked {
            VersionReference::Latest => line.last(),
            VersionReference::Number(number) => line.iter().find(|(v, _)| v.number == number),
            VersionReference::Digest(digest) => line.iter().find(|(v, _)| v.digest == digest),
        };
        found.cloned().ok_or(Fault::Absent)
    }

    fn find(&self, digest: &Digest) -> Result<Option<(EditionId, Version)>, Fault> {
        let published = self.published.lock().unwrap();
        let mut all = published
            .iter()
            .flat_map(|(id, line)| line.iter().map(move |v| (id, v)));
        let found = all.find(|(_, (version, _))| version.digest == *digest);
        Ok(found.map(|(id, (version, _))| (id.clone(), version.clone())))
    }
}

/// Pages that show what they were given, and count how often they are made. An
/// edition whose text says so breaks, panics or takes its time.
#[derive(Default)]
pub struct Plain {
    pub made: AtomicUsize,
    pub stamp: AtomicU64,
    /// What becomes of pages for refusals: 0, `PANIC` or `BREAK`.
    pub refusal: AtomicU64,
}

impl Plain {
    pub const PANIC: u64 = 666;
    pub const BREAK: u64 = 667;
}

impl Pages for Plain {
    fn stamp(&self) -> u64 {
        let stamp = self.stamp.load(Ordering::SeqCst);
        assert_ne!(stamp, Self::PANIC, "secret panic");
        stamp
    }

    fn edition(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        leaf: Leaf,
        asked: &Asked,
    ) -> Result<String, Fault> {
        self.made.fetch_add(1, Ordering::SeqCst);
        let tei = document.tree().to_bytes();
        match tei.as_slice() {
            b"<broken/>" => return Err(Fault::Broken("secret: /srv/store/x".into())),
            b"<panics/>" => panic!("secret panic"),
            b"<slow/>" => std::thread::sleep(Duration::from_millis(300)),
            _ => {}
        }
        let part = match leaf {
            Leaf::Title => String::new(),
            Leaf::Part(at) => format!("part {} ", document.parts().all()[at as usize].address),
        };
        let about = format!("{part}edition {:?} of {} bytes", asked.view, tei.len());
        Ok(page(&about, shown))
    }

    fn colophon(&self, shown: &Shown<'_>, tei: &Deposit<'_>, _: bool) -> Result<String, Fault> {
        Ok(page(
            &format!("colophon of {} bytes", tei.bytes.len()),
            shown,
        ))
    }

    fn parallel(&self, shown: &Shown<'_>, _: &Document, at: u32) -> Result<String, Fault> {
        Ok(page(&format!("parallel {at}"), shown))
    }

    fn witness(
        &self,
        shown: &Shown<'_>,
        _: &Document,
        (at, form): (u32, WitnessForm),
    ) -> Result<String, Fault> {
        Ok(page(&format!("witness {at} as {form:?}"), shown))
    }

    fn register(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        (kind, form): (RegisterKind, RegisterForm),
    ) -> Result<String, Fault> {
        let about = format!("{} as {form:?} of {} bytes", kind.word(), tei.bytes.len());
        Ok(page(&about, shown))
    }

    fn versions(
        &self,
        shown: &Shown<'_>,
        _: &Deposit<'_>,
        _: &BTreeMap<u32, Provenance>,
        _: &BTreeMap<u32, usize>,
    ) -> Result<String, Fault> {
        Ok(page("versions", shown))
    }

    fn history(&self, _: &Deposit<'_>) -> Result<History, Fault> {
        Ok(History::default())
    }

    fn index(
        &self,
        addresses: &Addresses,
        editions: &mut dyn Iterator<Item = Result<Listed, Fault>>,
        part: ListPart,
    ) -> Result<String, Fault> {
        let mut page = String::from("<!DOCTYPE html>index");
        let _ = write!(page, " {}–{} of {}", part.first, part.last, part.total);
        for listed in editions {
            let line = listed?.line;
            let (href, count) = (addresses.edition(line.id()), line.count());
            let _ = write!(page, " <a href=\"{href}\">{} ({count})</a>", line.id());
        }
        Ok(page)
    }

    fn about(&self, _: &Addresses) -> Result<String, Fault> {
        Ok("<!DOCTYPE html>about".into())
    }

    fn refusal(&self, _: &Addresses, refusal: &Refusal) -> Result<String, Fault> {
        match self.refusal.load(Ordering::SeqCst) {
            Self::PANIC => panic!("secret panic"),
            Self::BREAK => return Err(Fault::Broken("secret template".into())),
            _ => {}
        }
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let mut page = format!("<!DOCTYPE html>{}: ", refusal.title);
        page.push_str(&escape(&refusal.message.to_string()));
        for way in &refusal.ways {
            let _ = write!(
                page,
                " <a href=\"{}\">{}</a>",
                way.href,
                escape(&way.label.to_string())
            );
        }
        Ok(page)
    }
}

/// A page long enough to be worth compressing.
fn page(about: &str, shown: &Shown<'_>) -> String {
    let (id, number) = (shown.line.id(), shown.version.number);
    let canonical = shown.addresses.version(id, number);
    let filler = "Little Lamb, who made thee? ".repeat(100);
    format!(
        "<!DOCTYPE html><title>{id} {number} of {}</title><link rel=canonical href={canonical}>\
         {about} {filler}",
        shown.line.count()
    )
}

/// A house of the fixtures.
pub fn house() -> Arc<House> {
    house_of(Memory::with_fixtures(), Arc::default(), Options::default())
}

/// A house that looks at the store at every request.
pub fn house_of(memory: Arc<Memory>, pages: Arc<Plain>, options: Options) -> Arc<House> {
    let fresh = Options {
        refresh_seconds: Some(0),
        ..Options::default()
    };
    House::new(Settings::new(options.over(fresh)).unwrap(), memory, pages)
}
