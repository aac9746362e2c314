//! Makes pages from documents.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::citation::cite;
use super::colophon::{declared, sections};
use super::coverage::Coverage;
use super::edition::{EditionContext, changes, edition_page, extent_page, states, text};
use super::error::Error;
use super::extent::Extent;
use super::leaf::{Leaf, leaf_page};
use super::manual::{BatchPage, HandInPage, Manual, ProblemPage};
use super::map::{Map, PlaceOnMap, map};
use super::marking::mark;
use super::nesting::mend;
use super::page::CollatePage;
use super::page::{
    CheckPage, CitePage, ColophonPage, Download, DraftFacts, DraftPage, EditionLink, IndexPage,
    ListPart, ListedEdition, Marked, Page, PassagePage, RecordPage, RefusalPage, RegisterPage,
    RegistersPage, ReportForm, ReportPage, SearchPage, Site, Subject, TimelinePage, ValidationPage,
    VersionFacts, VersionPairPage, VersionsPage, Way,
};
use super::parallel::parallel_page;
use super::questions::{Question, questions_page, statistics_page};
use super::record::reading;
use super::register::{self, RegisterFile};
use super::set::TemplateSet;
use super::sources::{AssetAddresses, Sources, Stamps, files};
use super::story::story;
use super::view::Asked;
use super::witness::witness_page;
use super::witnesses::{WitnessesAsked, witnesses_page};
use crate::describe::Description;
use crate::diagnostic::Finding;
use crate::edition::{Reconstruction, RegisterKind};
use crate::tei::Document;
use crate::tei::part::Part;
use crate::wording::{ENGLISH, Said, Wording};
use crate::xml::NodeId;
use crate::{key, said};

/// Compiled templates, ready to make pages in one language; shared between threads.
#[derive(Clone, Debug)]
pub struct Renderer {
    /// The language in which it speaks.
    language: String,
    /// Set while a theme is developed: its folder is looked at before each page.
    watched: Option<PathBuf>,
    assets: AssetAddresses,
    current: Arc<RwLock<Current>>,
}

#[derive(Debug)]
struct Current {
    /// By their languages.
    sets: BTreeMap<String, Arc<TemplateSet>>,
    stamps: Stamps,
}

impl Current {
    /// The templates that speak `language`; a theme in development may have lost it.
    fn set(&self, language: &str) -> Arc<TemplateSet> {
        let set = self.sets.get(language);
        set.unwrap_or_else(|| &self.sets[ENGLISH]).clone()
    }
}

/// An edition for the list of editions.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Its newest version.
    pub document: &'a Document,
    /// Where it is found.
    pub edition: &'a EditionLink,
    /// How many versions it has.
    pub versions: u32,
    /// The newest one.
    pub latest: &'a VersionFacts,
}

/// Why there is no page.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The status of HTTP.
    pub status: u16,
    /// A few words.
    pub title: String,
    /// A sentence.
    pub message: String,
    /// Ways on.
    pub ways: Vec<Way>,
    /// What was wrong with what was sent.
    pub findings: Vec<Finding>,
}

impl Renderer {
    /// The built-in templates with those of `theme` laid over them. With
    /// `development` the theme is read again when a file in it changes, and
    /// printing what is not there is an error; to work on the built-in
    /// templates, give their folder as the theme.
    ///
    /// # Errors
    /// The first file, template or rule that cannot be used.
    pub fn new(
        theme: Option<&Path>,
        assets: AssetAddresses,
        development: bool,
    ) -> Result<Self, Error> {
        let mut sources = Sources {
            assets,
            ..Sources::built_in()
        };
        let mut stamps = Stamps::new();
        if let Some(theme) = theme {
            sources.overlay(theme)?;
            stamps = files(theme)?;
        }
        let mut renderer = Self::from_sources(&sources, development)?;
        renderer.watched = theme.filter(|_| development).map(Path::to_path_buf);
        renderer.write().stamps = stamps;
        Ok(renderer)
    }

    /// Only these templates; `strict` makes printing what is not there an error.
    ///
    /// # Errors
    /// The first template or rule that cannot be used.
    pub fn from_sources(sources: &Sources, strict: bool) -> Result<Self, Error> {
        let current = Current {
            sets: TemplateSet::all(sources, strict)?,
            stamps: Stamps::new(),
        };
        Ok(Self {
            language: ENGLISH.to_owned(),
            watched: None,
            assets: sources.assets.clone(),
            current: Arc::new(RwLock::new(current)),
        })
    }

    /// The languages in which it can speak, by their tags.
    pub fn languages(&self) -> Vec<String> {
        self.read().sets.keys().cloned().collect()
    }

    /// The same templates, speaking `language`, which is one of
    /// [`Renderer::languages`].
    pub fn speaking(&self, language: &str) -> Self {
        Self {
            language: language.to_owned(),
            ..self.clone()
        }
    }

    /// In which words it speaks.
    pub fn wording(&self) -> Arc<Wording> {
        self.known().wording.clone()
    }

    /// A number that differs for other templates or rules, and is the same on
    /// every machine.
    pub fn fingerprint(&self) -> u64 {
        let set = self.set().ok();
        let known = || self.known().fingerprint;
        set.map_or_else(known, |set| set.fingerprint)
    }

    /// The page of a version: text, notes, apparatus.
    ///
    /// # Errors
    /// [`Error::Template`] if a template fails; while a theme is developed also
    /// what is wrong with it.
    pub fn edition_page(
        &self,
        document: &Document,
        context: &EditionContext,
        asked: impl Into<Asked>,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let page = edition_page(document, context, &asked.into(), &set)?;
        fill(&set, "pages/edition.html", &page)
    }

    /// The page of a text that is not published, all of it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn draft_page(
        &self,
        document: &Document,
        context: &EditionContext,
        draft: DraftFacts,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let mut edition_page = edition_page(document, context, &Asked::default(), &set)?;
        let head = &mut edition_page.page;
        head.title = set.wording.say(&said!("Draft: {text}", text = &head.title));
        head.description = set.wording.say(&said!("A draft, not published."));
        head.canonical.clear();
        let page = DraftPage {
            edition_page,
            draft,
        };
        fill(&set, "pages/draft.html", &page)
    }

    /// A passage (from one node up to another) that is called so, with its notes and
    /// its entries, or all of a text: a page with nothing around it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn passage_page(
        &self,
        document: &Document,
        context: &EditionContext,
        passage: Option<((NodeId, NodeId), &str)>,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let part = passage.map(|((from, end), _)| Part::passage(document, from, end));
        let extent = match &part {
            Some(part) => Extent::part(document, part, &context.passages_href),
            None => Extent::whole(document),
        };
        let mut page = extent_page(document, context, &Asked::default(), &set, extent)?;
        // Nobody can choose here how entries are worded, or ask anything.
        page.tongues.clear();
        page.apparatus_href = None;
        page.witnesses_href = None;
        let label = passage.map(|(_, label)| label.to_owned());
        if let Some(label) = &label {
            page.page.title = format!("{label} · {}", page.page.title);
            page.page.description = format!("{label}: {}", page.page.description);
            page.page.canonical.clear();
        }
        let page = PassagePage {
            edition_page: page,
            passage: label,
        };
        fill(&set, "pages/passage.html", &page)
    }

    /// What of a document these templates show, and how.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn coverage(&self, document: &Document) -> Result<Coverage, Error> {
        super::coverage::coverage(document, &*self.set()?)
    }

    /// A page of a version: of a text that is not divided all of it; else a
    /// part, or the title with the contents.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn leaf_page(
        &self,
        document: &Document,
        context: &EditionContext,
        asked: impl Into<Asked>,
        leaf: Leaf,
    ) -> Result<String, Error> {
        if !document.parts().is_divided() {
            return self.edition_page(document, context, asked);
        }
        let set = self.set()?;
        let page = leaf_page(document, context, &asked.into(), &set, leaf)?;
        let template = if page.part.is_some() {
            "pages/part.html"
        } else {
            "pages/contents.html"
        };
        fill(&set, template, &page)
    }

    /// The list of editions.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn index_page<'a>(
        &self,
        site: &Site,
        page: &Page,
        editions: impl IntoIterator<Item = Listed<'a>>,
        part: ListPart,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let editions = editions.into_iter().map(|listed| list(&listed, &set));
        let editions = editions.collect::<Result<_, _>>()?;
        let page = IndexPage {
            site: site.clone(),
            page: page.clone(),
            editions,
            part,
        };
        fill(&set, "pages/index.html", &page)
    }

    /// The list of versions, newest first, and the histories of the text and of
    /// the edition.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn versions_page(
        &self,
        document: &Document,
        context: &EditionContext,
        (versions, bag_href): (Vec<VersionFacts>, Option<String>),
    ) -> Result<String, Error> {
        let set = self.set()?;
        let text = text(document, &set)?;
        let page = VersionsPage {
            bag_href,
            site: context.site.clone(),
            page: page(
                &set.wording
                    .say(&said!("Versions of {text}", text = &text.plain_title)),
                context,
            ),
            edition: context.edition.clone(),
            states: states(document),
            story: story(&versions, &changes(document)),
            changes: changes(document),
            text,
            versions,
        };
        fill(&set, "pages/versions.html", &page)
    }

    /// A sentence for the head of a page, as HTML: that the store has given no
    /// answer for so many seconds.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn stale_notice(&self, seconds: u64) -> Result<String, Error> {
        let since = match seconds {
            0..120 => said!("{n} second|{n} seconds", n = seconds),
            120..7200 => said!("{n} minute|{n} minutes", n = seconds / 60),
            _ => said!("{n} hour|{n} hours", n = seconds / 3600),
        };
        let set = self.set()?;
        let notice = BTreeMap::from([("since", set.wording.say(&since))]);
        let context = Value::from(Serde(&notice));
        set.engine.page("parts/stale.html", context)
    }

    /// What the header says.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn colophon_page(
        &self,
        document: &Document,
        context: &EditionContext,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let page = ColophonPage {
            subject: subject(document, &set, context, |text| {
                said!("Colophon of {text}", text = text)
            })?,
            sections: sections(document, &set.wording)
                .into_iter()
                .chain(declared(document, &set)?)
                .collect(),
            validation_href: Some(context.validation_href.clone()).filter(|href| !href.is_empty()),
        };
        fill(&set, "pages/colophon.html", &page)
    }

    /// How the header is read for libraries: `files` are the records.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn record_page(
        &self,
        document: &Document,
        context: &EditionContext,
        files: Vec<Download>,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let (fields, gaps) = reading(&Description::of(document));
        let page = RecordPage {
            subject: subject(document, &set, context, |text| {
                said!("{text} in the catalogue", text = text)
            })?,
            fields,
            gaps,
            files,
        };
        fill(&set, "pages/record.html", &page)
    }

    /// How a version or a passage of it is cited, in all styles.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn cite_page(
        &self,
        document: &Document,
        context: &EditionContext,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let page = CitePage {
            subject: subject(document, &set, context, |text| {
                said!("How to cite {text}", text = text)
            })?,
            cite: cite(document, context).unwrap_or_default(),
        };
        fill(&set, "pages/cite.html", &page)
    }

    /// The form with which a reader says what is wrong, and what came of it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn report_page(
        &self,
        document: &Document,
        context: &EditionContext,
        form: ReportForm,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let title = |text: &str| said!("Report a problem in {text}", text = text);
        let page = ReportPage {
            subject: subject(document, &set, context, title)?,
            action: context.report_href.clone(),
            form,
        };
        fill(&set, "pages/report.html", &page)
    }

    /// Who or what the text names, with every passage.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn register_page(
        &self,
        document: &Document,
        context: &EditionContext,
        kind: RegisterKind,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let register = set.wording.word(register::title(kind));
        let in_text = |text: &str| said!("{register} in {text}", register = register, text = text);
        let subject = subject(document, &set, context, in_text)?;
        let page = register_page(document, context, kind, (subject, &set.wording));
        fill(&set, "pages/register.html", &page)
    }

    /// The text of a witness, as far as the apparatus tells it: `addresses` are
    /// those of all witnesses, in the order of the edition, `downloads` its text
    /// as files.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn witness_page(
        &self,
        document: &Document,
        context: &EditionContext,
        reconstruction: &Reconstruction,
        addresses: &[String],
        downloads: Vec<Download>,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let text = text(document, &set)?;
        let title = said!(
            "Witness {siglum} of {text}",
            siglum = reconstruction.witness.to_string(),
            text = &text.plain_title
        );
        let of = (page(&set.wording.say(&title), context), text);
        let files = (addresses, downloads, &*set.wording);
        let page = witness_page(document, context, reconstruction, of, files);
        fill(&set, "pages/witness.html", &page)
    }

    /// Witnesses side by side; `base` is the address without a choice.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn witnesses_page(
        &self,
        document: &Document,
        context: &EditionContext,
        (asked, base): (&WitnessesAsked, &str),
    ) -> Result<String, Error> {
        let set = self.set()?;
        let title = |text: &str| said!("Witnesses of {text}, side by side", text = text);
        let subject = subject(document, &set, context, title)?;
        let page = witnesses_page(document, context, subject, asked, (base, &set.wording));
        fill(&set, "pages/witnesses.html", &page)
    }

    /// What the apparatus answers; `base` is its address without a question.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn questions_page(
        &self,
        document: &Document,
        context: &EditionContext,
        asked: (&Question, &str),
    ) -> Result<String, Error> {
        let set = self.set()?;
        let title = |title: &str| said!("Apparatus of {text}", text = title);
        let subject = subject(document, &set, context, title)?;
        let page = questions_page(document, context, (subject, &set), asked)?;
        fill(&set, "pages/apparatus.html", &page)
    }

    /// The witnesses in figures.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn statistics_page(
        &self,
        document: &Document,
        context: &EditionContext,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let title = |title: &str| said!("Witnesses of {text} in figures", text = title);
        let subject = subject(document, &set, context, title)?;
        let page = statistics_page(document, context, (subject, &set.wording));
        fill(&set, "pages/statistics.html", &page)
    }

    /// A page of the texts that stand side by side, by its index; `base` is the
    /// address of the first.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn parallel_page(
        &self,
        document: &Document,
        context: &EditionContext,
        (at, base): (usize, &str),
    ) -> Result<String, Error> {
        let set = self.set()?;
        let page = parallel_page(document, context, (at, base), &set)?;
        fill(&set, "pages/parallel.html", &page)
    }

    /// How a version stands to its schemas: `report` is what was published with
    /// it, `json` the address of that.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn validation_page(
        &self,
        document: &Document,
        context: &EditionContext,
        report: &serde_json::Value,
        json: &str,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let page = ValidationPage {
            subject: subject(document, &set, context, |text| {
                said!("Validation of {text}", text = text)
            })?,
            report: report.clone(),
            json_href: json.to_owned(),
        };
        fill(&set, "pages/validation.html", &page)
    }

    /// What became of citations of an old version: `told` is the report in words,
    /// `json` the address of it for programs.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn survival_page(
        &self,
        document: &Document,
        context: &EditionContext,
        pair: (VersionFacts, serde_json::Value, String),
    ) -> Result<String, Error> {
        let title = |text: &str| said!("What became of citations of {text}", text = text);
        self.version_pair_page(("pages/survival.html", title), document, context, pair)
    }

    /// What changed from an old version to another: `told` is the comparison in
    /// words, `json` the address of it for programs.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn comparison_page(
        &self,
        document: &Document,
        context: &EditionContext,
        pair: (VersionFacts, serde_json::Value, String),
    ) -> Result<String, Error> {
        let title = |text: &str| said!("Changes in {text}", text = text);
        self.version_pair_page(("pages/compare.html", title), document, context, pair)
    }

    fn version_pair_page(
        &self,
        (template, title): (&str, impl FnOnce(&str) -> Said),
        document: &Document,
        context: &EditionContext,
        (old, told, json): (VersionFacts, serde_json::Value, String),
    ) -> Result<String, Error> {
        let set = self.set()?;
        let pair = VersionPairPage {
            subject: subject(document, &set, context, title)?,
            old,
            told,
            json_href: json,
        };
        fill(&set, template, &pair)
    }

    /// Why there is no page, and ways on.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn refusal_page(
        &self,
        site: &Site,
        language: &str,
        refusal: Refusal,
    ) -> Result<String, Error> {
        let set = self.set()?;
        let page = RefusalPage {
            site: site.clone(),
            page: Page {
                title: set.wording.word(&refusal.title).to_owned(),
                description: refusal.message.clone(),
                language: language.to_owned(),
                canonical: String::new(),
            },
            status: refusal.status,
            title: refusal.title,
            message: refusal.message,
            ways: refusal.ways,
            findings: refusal.findings,
        };
        fill(&set, "pages/refusal.html", &page)
    }

    /// The page on which a citation is pasted, and what became of it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn check_page(&self, page: &CheckPage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/check.html", page)
    }

    /// The page of the search.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn search_page(&self, page: &SearchPage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/search.html", page)
    }

    /// A page of a register of all editions.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn registers_page(&self, page: &RegistersPage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/registers.html", page)
    }

    /// What was published when.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn timeline_page(&self, page: &TimelinePage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/timeline.html", page)
    }

    /// A page with what `find` finds in it marked, and what is said of that above
    /// it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn marked(
        &self,
        page: &str,
        mut said: Marked,
        find: &mut dyn FnMut(&str) -> Vec<std::ops::Range<usize>>,
    ) -> Result<String, Error> {
        let (mut html, count) = mark(page, find);
        said.count = count;
        let said = fill(&*self.set()?, "parts/marked.html", &said)?;
        // Before the page itself, so that it is the first that is read.
        if let Some(at) = html.find("<main") {
            html.insert_str(at, &said);
        }
        Ok(html)
    }

    /// The page that tells how things are handed in.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn manual_page(&self, page: &Manual) -> Result<String, Error> {
        fill(&*self.set()?, "pages/api.html", page)
    }

    /// The form to publish with, and what came of it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn hand_in_page(&self, page: &HandInPage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/hand-in.html", page)
    }

    /// The form with witnesses, and what came of it.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn collate_page(&self, page: &CollatePage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/collate.html", page)
    }

    /// The form to hand in many files with, or how far a batch is.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn batches_page(&self, page: &BatchPage) -> Result<String, Error> {
        fill(&*self.set()?, "pages/batches.html", page)
    }

    /// The page that tells what a problem means.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`].
    pub fn problem_page(&self, page: &ProblemPage<'_>) -> Result<String, Error> {
        fill(&*self.set()?, "pages/problem.html", page)
    }

    /// A page of the site that receives only `site` and `page`, such as
    /// `pages/about.html`.
    ///
    /// # Errors
    /// As [`Renderer::edition_page`]; also if there is no such template.
    pub fn plain_page(&self, template: &str, site: &Site, page: &Page) -> Result<String, Error> {
        #[derive(Serialize)]
        struct Plain<'a> {
            site: &'a Site,
            page: &'a Page,
        }
        fill(&*self.set()?, template, &Plain { site, page })
    }

    fn read(&self) -> RwLockReadGuard<'_, Current> {
        self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Current> {
        self.current.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> Arc<TemplateSet> {
        self.read().set(&self.language)
    }

    /// The templates; those of a theme in development as they are now.
    fn set(&self) -> Result<Arc<TemplateSet>, Error> {
        let Some(theme) = &self.watched else {
            return Ok(self.known());
        };
        let stamps = files(theme)?;
        let mut current = self.write();
        if current.stamps != stamps {
            let assets = self.assets.clone();
            let mut sources = Sources {
                assets,
                ..Sources::built_in()
            };
            sources.overlay(theme)?;
            current.sets = TemplateSet::all(&sources, true)?;
            current.stamps = stamps;
        }
        Ok(current.set(&self.language))
    }
}

fn fill(set: &TemplateSet, template: &str, page: &impl Serialize) -> Result<String, Error> {
    set.engine
        .page(template, Value::from(Serde(page)))
        .map(|html| mend(html, &set.wording))
}

/// The version a page is about; `title` makes the page's title of that of the text.
fn subject(
    document: &Document,
    set: &TemplateSet,
    context: &EditionContext,
    title: impl FnOnce(&str) -> Said,
) -> Result<Subject, Error> {
    let text = text(document, set)?;
    Ok(Subject {
        site: context.site.clone(),
        page: page(&set.wording.say(&title(&text.plain_title)), context),
        edition: context.edition.clone(),
        version: context.version.clone(),
        text,
    })
}

fn page(title: &str, context: &EditionContext) -> Page {
    Page {
        title: title.to_owned(),
        description: format!("{title}."),
        language: context.language.clone(),
        canonical: context.canonical.clone(),
    }
}

/// Passages of an entry that are shown before one asks for more.
const PASSAGES_SHOWN: u32 = 20;

/// Passages on one page: with more, each entry has only its first ones, and the
/// rest is in the files for programs.
const MOST_PASSAGES: u32 = 50_000;

fn register_page(
    document: &Document,
    context: &EditionContext,
    kind: RegisterKind,
    (subject, wording): (Subject, &Wording),
) -> RegisterPage {
    let title = register::title(kind);
    let source = (context.edition.id.as_str(), context.version.number);
    let registers = document.registers();
    let mut file = RegisterFile::new(
        document,
        registers,
        kind,
        source,
        (&context.version.href, wording),
    );
    let passages = file.entries.iter().map(|entry| entry.count).sum();
    if passages > MOST_PASSAGES {
        let fair = MOST_PASSAGES as usize / file.entries.len();
        file.bound(fair.clamp(1, PASSAGES_SHOWN as usize));
    }
    RegisterPage {
        subject,
        kind,
        title,
        registers: register::links(registers, &context.registers),
        entries: file.entries.len() as u32,
        passages,
        map: places_on_map(&file.entries, wording),
        letters: register::letters(file.entries),
        shown: PASSAGES_SHOWN,
        downloads: register_files(context, kind),
    }
}

/// The map of the places of a register.
fn places_on_map(entries: &[register::EntryView], wording: &Wording) -> Option<Map> {
    let (mut places, mut elsewhere) = (Vec::new(), Vec::new());
    for entry in entries {
        let (name, href) = (entry.headword.clone(), format!("#{}", entry.id));
        match entry.coordinates {
            Some(at) => places.push(PlaceOnMap { name, href, at }),
            None => elsewhere.push(Way { href, label: name }),
        }
    }
    map(&places, elsewhere, wording)
}

fn register_files(context: &EditionContext, kind: RegisterKind) -> Vec<Download> {
    let Some(address) = context
        .registers
        .iter()
        .find(|address| address.kind == kind)
    else {
        return Vec::new();
    };
    let file = |href: &str, label: &str, description: &str, media_type: &str| Download {
        href: href.to_owned(),
        label: label.to_owned(),
        description: description.to_owned(),
        media_type: media_type.to_owned(),
        bytes: None,
    };
    let csv = key!("one row for each passage");
    vec![
        file(
            &address.json_href,
            "JSON",
            key!("entries with their passages"),
            "application/json",
        ),
        file(&address.csv_href, "CSV", csv, "text/csv"),
    ]
}

fn list(listed: &Listed<'_>, set: &TemplateSet) -> Result<ListedEdition, Error> {
    let text = text(listed.document, set)?;
    Ok(ListedEdition {
        id: listed.edition.id.clone(),
        href: listed.edition.href.clone(),
        title: text.title,
        authors: text.authors,
        subtitle: text.subtitle,
        versions: listed.versions,
        latest: listed.latest.clone(),
        states: states(listed.document),
    })
}
