//! What pages say of an edition and its versions, and where their links lead.

use super::Templates;
use crate::describe::{Cited, Format};
use crate::edition::reference::{Place, to_segment};
use crate::edition::{EditionId, RegisterKind, Version};
use crate::key;
use crate::operations::Provenance;
use crate::render::manual::{Piece, ProblemExplained};
use crate::render::page::{
    Download, EditionLink, Page, RegisterAddress, Site, TakenFacts, VersionFacts, VersionLinks,
};
use crate::render::{CiteContext, EditionContext};
use crate::server::addresses::{Addresses, CiteOf};
use crate::server::cache::RegisterForm;
use crate::server::contracts::Shown;
use crate::server::problems::Problem;
use crate::server::state::PROGRAM;
use crate::wording::Wording;

impl Templates {
    pub(super) fn site(&self, addresses: &Addresses) -> Site {
        Site {
            name: self.site_name.clone(),
            program: PROGRAM.to_owned(),
            href: addresses.home(),
            about_href: addresses.about(),
            check_href: addresses.check(),
            search_href: addresses.search(),
            registers_href: addresses.of("/registers"),
            timeline_href: addresses.timeline(),
            language_href: addresses.language(""),
        }
    }

    /// What stands in the head of a page; words of the program are translated.
    pub(super) fn page(&self, title: &str, description: &str, canonical: String) -> Page {
        let wording = self.renderer.wording();
        Page {
            title: wording.word(title).to_owned(),
            description: wording.word(description).to_owned(),
            language: self.language.clone(),
            canonical,
        }
    }

    /// What a page of `shown` says that is not in its file; `canonical` is the
    /// address under which this page lasts.
    pub(super) fn context(&self, shown: &Shown<'_>, canonical: String) -> EditionContext {
        let Shown {
            line,
            version,
            addresses,
        } = *shown;
        let id = line.id();
        EditionContext {
            site: self.site(addresses),
            language: self.language.clone(),
            canonical,
            edition: link(addresses, id),
            version: facts_since(shown, version),
            downloads: vec![Download {
                href: addresses.file(id, version.number),
                label: "TEI".to_owned(),
                description: key!("the edition as it was published, byte for byte").to_owned(),
                media_type: "application/tei+xml".to_owned(),
                bytes: Some(version.bytes),
            }],
            cite: Some(cite_context(
                shown,
                Cited::version(Some(addresses.site()), id, version),
            )),
            colophon_href: addresses.colophon(id, version.number),
            record_href: addresses.record(id, Some(version.number)),
            report_href: match self.takes_in {
                true => addresses.report(id, version.number),
                false => String::new(),
            },
            validation_href: addresses.validation(id, version.number),
            parallel_href: addresses.parallel(id, version.number),
            versions_href: addresses.versions(id),
            registers: RegisterKind::ALL
                .map(|kind| register_address(shown, kind))
                .into(),
            passages_href: format!("{}/", addresses.version(id, version.number)),
            files_href: addresses.files(id, version.number),
        }
    }
}

pub(super) fn explained(
    addresses: &Addresses,
    problem: &Problem,
    wording: &Wording,
) -> ProblemExplained {
    ProblemExplained {
        code: problem.code,
        href: addresses.problem(problem.code),
        status: problem.status.as_u16(),
        reason: problem.status.canonical_reason().unwrap_or_default(),
        title: wording.word(problem.title).to_owned(),
        meaning: Piece::all(wording.word(problem.meaning)),
    }
}

pub(super) fn link(addresses: &Addresses, id: &EditionId) -> EditionLink {
    EditionLink {
        id: id.to_string(),
        href: addresses.edition(id),
    }
}

/// Where citations of something stand.
pub(super) fn cite_context(shown: &Shown<'_>, cited: Cited) -> CiteContext {
    let (id, number, addresses) = (shown.line.id(), shown.version.number, shown.addresses);
    let reference = cited.passage.as_ref().map(|passage| passage.reference());
    let whole = CiteOf {
        id,
        version: Some(number),
        passage: None,
    };
    let of = CiteOf {
        version: (!cited.whole_edition).then_some(number),
        passage: reference.as_deref(),
        ..whole
    };
    let formats = Format::ALL.map(|format| Download {
        href: addresses.cite_file(&of, format),
        label: format.label().to_owned(),
        description: String::new(),
        media_type: format.media_type().to_owned(),
        bytes: None,
    });
    let text = match &reference {
        Some(reference) => {
            let segment = to_segment(reference, Place::AfterVersion);
            format!("{}/{segment}", addresses.version(id, number))
        }
        None if cited.whole_edition => addresses.edition(id),
        None => addresses.version(id, number),
    };
    CiteContext {
        href: addresses.cite(&of),
        whole_href: addresses.cite(&whole),
        text_href: text,
        formats: formats.into(),
        unapi_href: addresses.unapi(),
        unapi_id: of.name(),
        cited,
    }
}

pub(super) fn register_address(shown: &Shown<'_>, kind: RegisterKind) -> RegisterAddress {
    let (id, number) = (shown.line.id(), shown.version.number);
    let address = |form| shown.addresses.register(id, number, kind, form);
    RegisterAddress {
        kind,
        href: address(RegisterForm::Page),
        json_href: address(RegisterForm::Json),
        csv_href: address(RegisterForm::Csv),
    }
}

pub(super) fn facts(shown: &Shown<'_>, version: &Version) -> VersionFacts {
    let Shown {
        line, addresses, ..
    } = *shown;
    let id = line.id();
    VersionFacts::new(
        version,
        VersionLinks {
            href: addresses.version(id, version.number),
            digest_href: addresses.version(id, version.digest),
            latest_href: addresses.edition(id),
            latest: version.number == line.latest().number,
        },
    )
}

/// The same with where it is told what changed since the version before.
pub(super) fn facts_since(shown: &Shown<'_>, version: &Version) -> VersionFacts {
    let (id, addresses) = (shown.line.id(), shown.addresses);
    let old = shown.line.before(version);
    VersionFacts {
        changes_href: old.map(|old| addresses.comparison(id, old.number, version.number)),
        survival_href: old.map(|_| addresses.survival(id, version.number)),
        ..facts(shown, version)
    }
}

/// Where a version is from that came from another server.
pub(super) fn taken_facts(
    shown: &Shown<'_>,
    version: &Version,
    (from, wording): (&Provenance, &Wording),
) -> TakenFacts {
    TakenFacts {
        href: from.source.address.clone(),
        version: from.source.version,
        when: from.taken.clone(),
        by: from.by.clone(),
        same: wording.say(&TakenFacts::counted(from.files, from.units)),
        record_href: (shown.addresses).provenance_json(shown.line.id(), version.number),
    }
}
