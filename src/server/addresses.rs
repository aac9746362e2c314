//! Under which addresses do things stand?
//!
//! The addresses of pages are citations: they are written here alone, and never
//! change.

use super::cache::{RegisterForm, WitnessForm};
use super::pages::questions::Answer;
use crate::describe::{Format, Scheme};
use crate::edition::reference::{Place, to_segment};
use crate::edition::{EditionId, RegisterKind};

/// Writes addresses: relative to the host, or absolute behind a proxy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    base: String,
}

impl Addresses {
    /// Addresses that begin with `base`: `https://example.org/texts`, or
    /// nothing.
    ///
    /// # Errors
    /// A sentence, if `base` is not an `http` or `https` address without query
    /// and fragment.
    pub fn new(base: &str) -> Result<Self, String> {
        let base = base.trim_end_matches('/');
        let host = base
            .strip_prefix("https://")
            .or(base.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c);
        let good = host.is_some_and(|host| {
            host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')
                && host.chars().all(plain)
        });
        if good || base.is_empty() {
            let base = base.to_owned();
            Ok(Self { base })
        } else {
            let expected = "expected http:// or https://, a host and perhaps a path";
            Err(format!("found `{base}`; {expected}"))
        }
    }

    /// Whether readers come by `https`, as far as is known.
    pub fn are_https(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// The address of `path`, which begins with a slash.
    pub fn of(&self, path: &str) -> String {
        [self.base.as_str(), path].concat()
    }

    /// The list of editions.
    pub fn home(&self) -> String {
        self.of("/")
    }

    /// Which pages there are, for search engines.
    pub fn sitemap(&self) -> String {
        self.of("/sitemap.xml")
    }

    /// A part of a long list of pages, from 1.
    pub fn sitemap_part(&self, number: usize) -> String {
        self.of(&format!("/sitemap/{number}"))
    }

    /// What this site is.
    pub fn about(&self) -> String {
        self.of("/about")
    }

    /// Where a reader chooses a language of the interface, by its tag.
    pub fn language(&self, tag: &str) -> String {
        self.of(&format!("/language/{tag}"))
    }

    /// Where citations are checked.
    pub fn check(&self) -> String {
        self.of("/check")
    }

    /// Where words are looked for.
    pub fn search(&self) -> String {
        self.of("/search")
    }

    /// What was found as a table or for programs, by the ending of the address; and
    /// what else belongs to the search.
    pub fn search_file(&self, ending: &str) -> String {
        self.of(&format!("/search{ending}"))
    }

    /// A register of all editions, in one of its forms.
    pub fn all_registers(&self, kind: RegisterKind, form: RegisterForm) -> String {
        self.of(&format!("/registers/{}{}", kind.word(), form.ending()))
    }

    /// What was published when.
    pub fn timeline(&self) -> String {
        self.of("/timeline")
    }

    /// How things are handed in.
    pub fn api(&self) -> String {
        self.of("/api")
    }

    /// A batch that was handed in, for programs.
    pub fn api_batch(&self, name: &str) -> String {
        self.of(&format!("/api/batches/{name}"))
    }

    /// A form to hand in many files with.
    pub fn batches(&self) -> String {
        self.of("/hand-in/batches")
    }

    /// A batch that was handed in, for people.
    pub fn batch(&self, name: &str) -> String {
        self.of(&format!("/hand-in/batches/{name}"))
    }

    /// A form to publish with.
    pub fn hand_in(&self) -> String {
        self.of("/hand-in")
    }

    /// Where witnesses are collated.
    pub fn collate(&self) -> String {
        self.of("/collate")
    }

    /// The editions, for programs that change them.
    pub fn api_editions(&self) -> String {
        self.of("/api/editions")
    }

    /// An edition, for programs that change it.
    pub fn api_edition(&self, id: &EditionId) -> String {
        self.of(&format!("/api/editions/{id}"))
    }

    /// What a problem means, by its name.
    pub fn problem(&self, code: &str) -> String {
        self.of(&format!("/api/problems/{code}"))
    }

    /// The current version of an edition.
    pub fn edition(&self, id: &EditionId) -> String {
        self.of(&format!("/editions/{id}"))
    }

    /// A version: by number or by digest.
    pub fn version(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}"))
    }

    /// The TEI file of a version.
    pub fn file(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/edition.xml"))
    }

    /// The folder of the files that were handed in with a version; the path of a
    /// file follows.
    pub fn files(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/files/"))
    }

    /// The TEI file of the current version.
    pub fn current_file(&self, id: &EditionId) -> String {
        self.of(&format!("/editions/{id}/edition.xml"))
    }

    /// The colophon of a version.
    pub fn colophon(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/colophon"))
    }

    /// What a version names of one kind.
    pub fn register(
        &self,
        id: &EditionId,
        version: impl std::fmt::Display,
        kind: RegisterKind,
        form: RegisterForm,
    ) -> String {
        let (kind, ending) = (kind.word(), form.ending());
        self.of(&format!("/editions/{id}/{version}/{kind}{ending}"))
    }

    /// The same for the current version.
    pub fn current_register(
        &self,
        id: &EditionId,
        kind: RegisterKind,
        form: RegisterForm,
    ) -> String {
        let (kind, ending) = (kind.word(), form.ending());
        self.of(&format!("/editions/{id}/{kind}{ending}"))
    }

    /// How a version stands to its schemas.
    pub fn validation(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/validation"))
    }

    /// The same for programs.
    pub fn validation_json(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/validation.json"))
    }

    /// What became of citations of the version before; with `.json`, for programs.
    pub fn survival(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/survival"))
    }

    /// An edition with all its versions, as a package.
    pub fn bag(&self, id: &EditionId) -> String {
        self.of(&format!("/editions/{id}/bag.zip"))
    }

    /// All that belongs to a version, for other servers.
    pub fn version_json(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/version.json"))
    }

    /// From which other server a version was taken, for programs.
    pub fn provenance_json(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/provenance.json"))
    }

    /// The fingerprints of the passages of a version, for programs.
    pub fn passages_json(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/passages.json"))
    }

    /// Where a reader says what is wrong in a version.
    pub fn report(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/report"))
    }

    /// A passage of a version, or a range.
    pub fn passage(
        &self,
        id: &EditionId,
        version: impl std::fmt::Display,
        reference: &str,
    ) -> String {
        let segment = to_segment(reference, Place::AfterVersion);
        self.of(&format!("/editions/{id}/{version}/{segment}"))
    }

    /// What the apparatus of a version answers, or figures of it.
    pub fn answer(
        &self,
        id: &EditionId,
        version: impl std::fmt::Display,
        answer: Answer,
    ) -> String {
        let word = answer.word();
        self.of(&format!("/editions/{id}/{version}/{word}"))
    }

    /// Witnesses side by side.
    pub fn witnesses(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/witnesses"))
    }

    /// The text of a witness.
    pub fn witness(
        &self,
        id: &EditionId,
        version: impl std::fmt::Display,
        siglum: &str,
        form: WitnessForm,
    ) -> String {
        let siglum = to_segment(siglum, Place::AfterVersion);
        let (siglum, ending) = (siglum.trim_start_matches('~'), form.ending());
        self.of(&format!(
            "/editions/{id}/{version}/witnesses/{siglum}{ending}"
        ))
    }

    /// The texts of a version side by side: the first page.
    pub fn parallel(&self, id: &EditionId, version: impl std::fmt::Display) -> String {
        self.of(&format!("/editions/{id}/{version}/parallel"))
    }

    /// What stands before the name of a draft.
    pub fn drafts(&self) -> String {
        self.of("/drafts")
    }

    /// Where the site stands, as citations name it; nothing if it is not known.
    pub fn site(&self) -> &str {
        &self.base
    }

    /// How something is cited.
    pub fn cite(&self, of: &CiteOf<'_>) -> String {
        self.of(&of.path())
    }

    /// The same for a program of reference management.
    pub fn cite_file(&self, of: &CiteOf<'_>, format: Format) -> String {
        let (path, ending) = (of.path(), format.ending());
        match of.passage {
            Some(_) => self.of(&format!("{path}/cite.{ending}")),
            None => self.of(&format!("{path}.{ending}")),
        }
    }

    /// How an edition, or a version of it, is described for libraries.
    pub fn record(&self, id: &EditionId, version: Option<u32>) -> String {
        match version {
            Some(version) => self.of(&format!("/editions/{id}/{version}/record")),
            None => self.of(&format!("/editions/{id}/record")),
        }
    }

    /// The same in a scheme.
    pub fn record_file(&self, id: &EditionId, version: Option<u32>, scheme: Scheme) -> String {
        format!("{}.{}", self.record(id, version), scheme.ending())
    }

    /// Where programs ask for citations by name (unAPI).
    pub fn unapi(&self) -> String {
        self.of("/unapi")
    }

    /// The links of a version as a set (RFC 9264).
    pub fn linkset(&self, id: &EditionId, version: u32) -> String {
        self.of(&format!("/editions/{id}/{version}/linkset"))
    }

    /// The same in JSON.
    pub fn linkset_json(&self, id: &EditionId, version: u32) -> String {
        self.of(&format!("/editions/{id}/{version}/linkset.json"))
    }

    /// Where a version is asked for by date (RFC 7089, TimeGate).
    pub fn timegate(&self, id: &EditionId, over: Over) -> String {
        self.of(&format!("/editions/{id}/timegate{}", over.ending()))
    }

    /// All versions with their dates (RFC 7089, TimeMap).
    pub fn timemap(&self, id: &EditionId, over: Over) -> String {
        self.of(&format!("/editions/{id}/timemap{}", over.ending()))
    }

    /// The same in JSON.
    pub fn timemap_json(&self, id: &EditionId) -> String {
        self.of(&format!("/editions/{id}/timemap.json"))
    }

    /// What the versions of a kind are versions of.
    pub fn original(&self, id: &EditionId, over: Over) -> String {
        self.of(&format!("/editions/{id}{}", over.ending()))
    }

    /// A version of a kind.
    pub fn memento(&self, id: &EditionId, version: u32, over: Over) -> String {
        self.of(&format!("/editions/{id}/{version}{}", over.ending()))
    }

    /// All versions of an edition, and its publication history.
    pub fn versions(&self, id: &EditionId) -> String {
        self.of(&format!("/editions/{id}/versions"))
    }

    /// What changed from one version to another; with `.json`, for programs.
    pub fn comparison(&self, id: &EditionId, old: u32, new: u32) -> String {
        self.of(&format!("/editions/{id}/compare/{old}..{new}"))
    }

    /// The list of versions for programs.
    pub fn versions_json(&self, id: &EditionId) -> String {
        self.of(&format!("/editions/{id}/versions.json"))
    }
}

/// What is cited.
#[derive(Clone, Copy, Debug)]
pub struct CiteOf<'a> {
    /// The edition.
    pub id: &'a EditionId,
    /// The version; none for the edition.
    pub version: Option<u32>,
    /// The passage of a version.
    pub passage: Option<&'a str>,
}

impl CiteOf<'_> {
    fn path(&self) -> String {
        let mut path = format!("/editions/{}", self.id);
        if let Some(version) = self.version {
            path.push_str(&format!("/{version}"));
        }
        path.push_str("/cite");
        if let Some(passage) = self.passage {
            path.push('/');
            path.push_str(&to_segment(passage, Place::AfterVersion));
        }
        path
    }

    /// Its name for programs that ask for citations by name.
    pub fn name(&self) -> String {
        let parts = [
            Some(self.id.to_string()),
            self.version.map(|version| version.to_string()),
            self.passage
                .map(|passage| to_segment(passage, Place::AfterVersion)),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("/")
    }
}

/// What time goes over: the two things that have an address without a version
/// and one with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// The page of the text.
    Page,
    /// The TEI file.
    File,
}

impl Over {
    fn ending(self) -> &'static str {
        match self {
            Self::Page => "",
            Self::File => "/edition.xml",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_stands_before_every_address() {
        let behind = Addresses::new("https://example.org/texts/").unwrap();
        let id = "lamb".parse().unwrap();
        assert_eq!(
            behind.version(&id, 2),
            "https://example.org/texts/editions/lamb/2"
        );
        assert_eq!(
            Addresses::default().file(&id, 2),
            "/editions/lamb/2/edition.xml"
        );
        for bad in [
            "example.org",
            "https://",
            "https://a/?b",
            "https://a/\"b",
            "javascript:1",
        ] {
            assert!(Addresses::new(bad).is_err(), "{bad}");
        }
    }
}
