//! Whatever a harvester asks is answered in well-formed XML, and a token that was not
//! given here is never taken.

#![no_main]

use libfuzzer_sys::fuzz_target;
use variorum::describe::{Cited, Description, Held};
use variorum::oai::{
    Datestamp, Entry, Identity, Key, Ledger, Material, Repository, Unavailable, answer,
};
use variorum::{store, tei, xml};

const TEXT: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><p>x</p></text></TEI>";

struct One(Identity, Ledger, Key);

impl Repository for One {
    fn identity(&self) -> &Identity {
        &self.0
    }

    fn ledger(&self) -> &Ledger {
        &self.1
    }

    fn key(&self) -> &Key {
        &self.2
    }

    fn material(&self, _: &Entry, _: bool) -> Result<Material, Unavailable> {
        let document = tei::read("x.xml", TEXT.as_bytes()).expect("well formed").value;
        let cited = Cited::file(store::digest(TEXT.as_bytes()));
        Ok(Material {
            description: Description::of(&document),
            held: Held::of(&cited, "2026-01-01T00:00:00Z"),
            document: Some(document),
        })
    }
}

fuzz_target!(|query: &str| {
    let now = Datestamp::read("2026-11-26T12:00:00Z").expect("a moment");
    let entry = Entry {
        datestamp: now.clone(),
        id: "one".parse().expect("a name"),
        version: Some(1),
        sets: vec!["language:lat".into()],
        tei: true,
    };
    let identity = Identity {
        name: "One".into(),
        base_url: "https://example.org/oai".into(),
        admin_email: "one@example.org".into(),
        namespace: "example.org".into(),
    };
    let one = One(identity, Ledger::new([entry]), Key::new([1; 32]));
    let text = answer(&one, query, &now).expect("an answer");
    assert!(xml::read("reply.xml", text.as_bytes()).is_ok(), "{text}");
});
