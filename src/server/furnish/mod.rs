//! The house as it stands: editions from the store, pages from the templates.

mod facts;
mod store;
mod views;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::facts::{
    cite_context, explained, facts, facts_since, link, register_address, taken_facts,
};
use crate::access::Access;
use crate::compare::{Told, ToldSurvival};
use crate::describe::{Cited, Scheme};
use crate::edition::plain_text;
use crate::edition::{History, RegisterKind, Version};
use crate::operations::Provenance;
use crate::render::manual::{BatchForm, BatchPage, HandIn, HandInPage, Manual, ProblemPage};
use crate::render::page::DraftFacts;
use crate::render::page::{
    AllRegisters, Check, CheckPage, CollateForm, CollatePage, Download, EditionLink, Marked,
    RegistersPage, ReportForm, SearchPage, Searched, Timeline, TimelinePage, VersionFacts,
    Way as WayOn,
};
use crate::render::questions::Question;
use crate::render::register::{RegisterFile, csv};
use crate::render::story::WithdrawalFacts;
use crate::render::{
    self, Asked, AssetAddresses, EditionContext, Leaf, ListPart, Renderer, WitnessesAsked,
};
use crate::server::addresses::Addresses;
use crate::server::api::{self, Desk};
use crate::server::assets::Assets;
use crate::server::cache::{RegisterForm, WitnessForm};
use crate::server::contracts::{Fault, FindIn, Listed, Pages, Shown};
use crate::server::library::unreadable;
use crate::server::lookup::Lookup;
use crate::server::problems::{self, Problem};
use crate::server::refusal::Refusal;
use crate::server::settings::Settings;
use crate::server::state::House;
use crate::source::{Deposit, FilePath};
use crate::store::{self as stores, Draft, Store, digest};
use crate::tei::apparatus::{reconstruct, witness_tei};
use crate::tei::{self, Document};
use crate::wording::{Said, Wording};
use crate::xml::NodeId;
use crate::{key, said};

impl House {
    /// A house that shows what is in `store` through the templates that
    /// `settings` name.
    ///
    /// # Errors
    /// A sentence, if a template or a rule of the theme cannot be used.
    pub fn furnish(settings: Settings, store: Arc<Store>) -> Result<Arc<Self>, String> {
        if let Some(cause) = store.lagging() {
            tracing::warn!(cause, "the folders of the store cannot follow the journal");
        }
        let assets = Assets::new(settings.development);
        let addresses = settings.addresses.clone();
        let assets = AssetAddresses::new(move |path| {
            let version = assets.version(path).unwrap_or_default();
            addresses.of(&format!("/public/{path}?v={version}"))
        });
        let built_in = std::path::Path::new("xslt-free-templates");
        let theme = settings.theme.as_deref();
        let theme = theme.or((settings.development && built_in.is_dir()).then_some(built_in));
        let renderer = Renderer::new(theme, assets, settings.development)
            .map_err(|error| error.to_string())?;
        let here = match settings.addresses.site() {
            "" => format!("http://{}", settings.address),
            site => site.to_owned(),
        };
        let lasting = settings.store.is_dir();
        let languages = renderer.languages();
        if !languages.contains(&settings.language) {
            let (found, known) = (&settings.language, languages.join(", "));
            return Err(format!(
                "setting `language`: found `{found}`; there are {known}"
            ));
        }
        // To what comes with the program nothing can be added.
        let access = Access::of(&store).ok();
        let pages = Templates {
            renderer: renderer.speaking(&settings.language),
            language: settings.language.clone(),
            lasting,
            takes_in: access.is_some(),
            here,
            site_name: settings.site_name.clone(),
        };
        let desk = access.map(|access| Arc::new(Desk::new(&settings, store.clone(), access)));
        let lookup = Lookup::start(&settings, store.clone());
        let parts = (desk, lookup);
        let house = Self::with_parts(settings, store, Arc::new(pages), parts);
        api::resume(&house);
        Ok(house)
    }
}

/// What the web is told of an error of the store.
pub(in crate::server) fn fault(error: &stores::Error) -> Fault {
    match error {
        stores::Error::NoSuchEdition(_) | stores::Error::NoSuchVersion(..) => Fault::Absent,
        stores::Error::Withdrawn(id, withdrawal) => {
            Fault::Withdrawn(id.clone(), withdrawal.clone())
        }
        stores::Error::Io { .. } => Fault::Away(error.to_string()),
        other => Fault::Broken(other.to_string()),
    }
}

/// Pages made by the renderer.
#[derive(Clone)]
struct Templates {
    renderer: Renderer,
    /// The language of the interface (BCP 47).
    language: String,
    /// What stands before addresses in examples: where readers find the site, or
    /// at least where it listens.
    here: String,
    site_name: String,
    /// Whether the store lies on a disk, and gives out whole editions.
    lasting: bool,
    /// Whether somebody reads what readers report.
    takes_in: bool,
}

impl Pages for Templates {
    fn stamp(&self) -> u64 {
        self.renderer.fingerprint()
    }

    fn wording(&self) -> Arc<Wording> {
        self.renderer.wording()
    }

    fn languages(&self) -> Vec<String> {
        self.renderer.languages()
    }

    fn speaking(&self, language: &str) -> Option<Arc<dyn Pages>> {
        Some(Arc::new(Self {
            renderer: self.renderer.speaking(language),
            language: language.to_owned(),
            ..self.clone()
        }))
    }

    fn stale(&self, seconds: u64) -> Result<String, Fault> {
        self.renderer.stale_notice(seconds).map_err(broken)
    }

    fn edition(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        leaf: Leaf,
        asked: &Asked,
    ) -> Result<String, Fault> {
        let canonical = shown
            .addresses
            .version(shown.line.id(), shown.version.number);
        let context = self.context(shown, canonical);
        let page = self
            .renderer
            .leaf_page(document, &context, asked.clone(), leaf);
        page.map_err(broken)
    }

    fn draft(&self, addresses: &Addresses, address: &str, draft: &Draft) -> Result<String, Fault> {
        let document = document(&draft.deposit(draft.edition.as_str()))?;
        let within = format!("{address}/");
        let context = EditionContext {
            site: self.site(addresses),
            language: self.language.clone(),
            canonical: address.to_owned(),
            edition: link(addresses, &draft.edition),
            version: VersionFacts {
                href: address.to_owned(),
                ..VersionFacts::default()
            },
            files_href: within.clone(),
            passages_href: within,
            ..EditionContext::default()
        };
        let facts = DraftFacts::new(&draft.by, &draft.expires, digest(&draft.bytes));
        let page = self.renderer.draft_page(&document, &context, facts);
        page.map_err(broken)
    }

    fn passage(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        passage: Option<((NodeId, NodeId), &str)>,
    ) -> Result<String, Fault> {
        let canonical = shown
            .addresses
            .version(shown.line.id(), shown.version.number);
        let context = self.context(shown, canonical);
        let page = self.renderer.passage_page(document, &context, passage);
        page.map_err(broken)
    }

    fn cite(&self, shown: &Shown<'_>, document: &Document, cited: &Cited) -> Result<String, Fault> {
        let cite = cite_context(shown, cited.clone());
        let mut context = self.context(shown, cite.href.clone());
        context.cite = Some(cite);
        let page = self.renderer.cite_page(document, &context);
        page.map_err(broken)
    }

    fn report(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        form: ReportForm,
    ) -> Result<String, Fault> {
        let (id, number) = (shown.line.id(), shown.version.number);
        let context = self.context(shown, shown.addresses.report(id, number));
        let page = self.renderer.report_page(document, &context, form);
        page.map_err(broken)
    }

    fn record(&self, shown: &Shown<'_>, tei: &Deposit<'_>, whole: bool) -> Result<String, Fault> {
        let document = document(tei)?;
        let (id, number) = (shown.line.id(), shown.version.number);
        let of = (!whole).then_some(number);
        let context = self.context(shown, shown.addresses.record(id, of));
        let files = Scheme::ALL.map(|scheme| Download {
            href: shown.addresses.record_file(id, of, scheme),
            label: scheme.label().to_owned(),
            description: String::new(),
            media_type: scheme.media_type().to_owned(),
            bytes: None,
        });
        let page = self.renderer.record_page(&document, &context, files.into());
        page.map_err(broken)
    }

    fn colophon(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        validated: bool,
    ) -> Result<String, Fault> {
        let document = document(tei)?;
        let canonical = shown
            .addresses
            .colophon(shown.line.id(), shown.version.number);
        let mut context = self.context(shown, canonical);
        if !validated {
            context.validation_href.clear();
        }
        self.renderer
            .colophon_page(&document, &context)
            .map_err(broken)
    }

    fn parallel(&self, shown: &Shown<'_>, document: &Document, at: u32) -> Result<String, Fault> {
        let base = shown
            .addresses
            .parallel(shown.line.id(), shown.version.number);
        let context = self.context(shown, base.clone());
        self.renderer
            .parallel_page(document, &context, (at as usize, &base))
            .map_err(broken)
    }

    fn questions(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        question: &Question,
    ) -> Result<String, Fault> {
        self.answered(shown, document, question)
    }

    fn statistics(&self, shown: &Shown<'_>, document: &Document) -> Result<String, Fault> {
        self.in_figures(shown, document)
    }

    fn witnesses(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        asked: &WitnessesAsked,
    ) -> Result<String, Fault> {
        self.side_by_side(shown, document, asked)
    }

    fn witness(
        &self,
        shown: &Shown<'_>,
        document: &Document,
        (at, form): (u32, WitnessForm),
    ) -> Result<String, Fault> {
        let (id, number) = (shown.line.id(), shown.version.number);
        let address = |siglum: &str, form| shown.addresses.witness(id, number, siglum, form);
        let witness = document
            .all_witnesses()
            .nth(at as usize)
            .ok_or(Fault::Absent)?;
        let siglum = witness.siglum.as_str();
        let reconstruction = reconstruct(document, siglum).ok_or(Fault::Absent)?;
        match form {
            WitnessForm::Text => {
                let (statement, text) = (
                    reconstruction.statement(),
                    plain_text(&reconstruction.passages),
                );
                return Ok(format!("[{statement}]\n\n{text}"));
            }
            WitnessForm::Tei => return witness_tei(document, &reconstruction).ok_or(Fault::Absent),
            WitnessForm::Page => {}
        }
        let context = self.context(shown, address(siglum, WitnessForm::Page));
        let addresses: Vec<String> = document
            .all_witnesses()
            .map(|witness| address(witness.siglum.as_str(), WitnessForm::Page))
            .collect();
        let file = |form: WitnessForm, label: &str, description: &str| Download {
            href: address(siglum, form),
            label: label.to_owned(),
            description: description.to_owned(),
            media_type: form.media_type().to_owned(),
            bytes: None,
        };
        let downloads = vec![
            file(
                WitnessForm::Text,
                key!("Plain text"),
                key!("with the statement at its head"),
            ),
            file(
                WitnessForm::Tei,
                "TEI",
                key!("with the statement in its header"),
            ),
        ];
        self.renderer
            .witness_page(document, &context, &reconstruction, &addresses, downloads)
            .map_err(broken)
    }

    fn register(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        (kind, form): (RegisterKind, RegisterForm),
    ) -> Result<String, Fault> {
        let document = document(tei)?;
        let address = register_address(shown, kind);
        if form == RegisterForm::Page {
            let context = self.context(shown, address.href);
            let page = self.renderer.register_page(&document, &context, kind);
            return page.map_err(broken);
        }
        let (id, number) = (shown.line.id(), shown.version.number);
        let version_href = shown.addresses.version(id, number);
        let source = (id.as_str(), number);
        let registers = document.registers();
        let file = RegisterFile::new(
            &document,
            registers,
            kind,
            source,
            (&version_href, &Wording::default()),
        );
        Ok(match form {
            RegisterForm::Csv => csv(&file),
            RegisterForm::Json | RegisterForm::Page => file.json(),
        })
    }

    fn validation(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        report: &[u8],
    ) -> Result<String, Fault> {
        let document = document(tei)?;
        let (id, number) = (shown.line.id(), shown.version.number);
        let context = self.context(shown, shown.addresses.validation(id, number));
        let unreadable = |error: serde_json::Error| Fault::Broken(error.to_string());
        let report = serde_json::from_slice(report).map_err(unreadable)?;
        let json = shown.addresses.validation_json(id, number);
        self.renderer
            .validation_page(&document, &context, &report, &json)
            .map_err(broken)
    }

    fn survival(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        old: &Version,
        told: &ToldSurvival,
    ) -> Result<String, Fault> {
        let document = document(tei)?;
        let (id, addresses, number) = (shown.line.id(), shown.addresses, shown.version.number);
        let canonical = addresses.survival(id, number);
        let json = format!("{canonical}.json");
        let context = self.context(shown, canonical);
        let stands = shown
            .line
            .versions()
            .any(|version| version.number == old.number);
        let mut told =
            serde_json::to_value(told).map_err(|error| Fault::Broken(error.to_string()))?;
        let parts = told["parts"].as_array_mut().into_iter().flatten();
        let runs = parts.filter_map(|part| part["runs"].as_array_mut());
        for run in runs.flatten() {
            let was = run["old"].as_str().filter(|_| stands);
            let was = was.map(|at| addresses.passage(id, old.number, at));
            let is = run["new"].as_str();
            let is = is.map(|at| addresses.passage(id, number, at));
            (run["old_href"], run["new_href"]) = (was.into(), is.into());
        }
        let changes = stands.then(|| addresses.comparison(id, old.number, number));
        let old = VersionFacts {
            changes_href: changes,
            ..facts(shown, old)
        };
        let page = self
            .renderer
            .survival_page(&document, &context, (old, told, json));
        page.map_err(broken)
    }

    fn comparison(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        old: &Version,
        told: &Told,
    ) -> Result<String, Fault> {
        let document = document(tei)?;
        let (id, addresses) = (shown.line.id(), shown.addresses);
        let canonical = addresses.comparison(id, old.number, shown.version.number);
        let json = format!("{canonical}.json");
        let context = self.context(shown, canonical);
        let mut told =
            serde_json::to_value(told).map_err(|error| Fault::Broken(error.to_string()))?;
        let changes = told["parts"].as_array_mut().into_iter().flatten();
        let changes = changes.filter_map(|part| part["changes"].as_array_mut());
        for change in changes.flatten() {
            let reference = change["reference"].as_str();
            let href = reference.map(|at| addresses.passage(id, shown.version.number, at));
            change["href"] = href.into();
        }
        let survived = shown.line.before(shown.version) == Some(old);
        let survival_href = survived.then(|| addresses.survival(id, shown.version.number));
        let old = VersionFacts {
            survival_href,
            ..facts(shown, old)
        };
        let page = self
            .renderer
            .comparison_page(&document, &context, (old, told, json));
        page.map_err(broken)
    }

    fn versions(
        &self,
        shown: &Shown<'_>,
        tei: &Deposit<'_>,
        taken: &BTreeMap<u32, Provenance>,
        behind: &BTreeMap<u32, usize>,
    ) -> Result<String, Fault> {
        let document = document(tei)?;
        let canonical = shown.addresses.versions(shown.line.id());
        let context = self.context(shown, canonical);
        let wording = self.renderer.wording();
        let standing = shown.line.versions();
        let standing = standing.map(|version| VersionFacts {
            taken: (taken.get(&version.number))
                .map(|from| taken_facts(shown, version, (from, &wording))),
            reports: behind.get(&version.number).copied().unwrap_or_default(),
            ..facts_since(shown, version)
        });
        let gone = shown.line.withdrawn().iter().map(|(version, withdrawal)| {
            let withdrawn = Some(WithdrawalFacts::new(withdrawal));
            VersionFacts {
                withdrawn,
                ..facts(shown, version)
            }
        });
        let mut versions: Vec<VersionFacts> = standing.chain(gone).collect();
        versions.sort_by_key(|version| std::cmp::Reverse(version.number));
        let given = self.lasting && shown.line.withdrawn().is_empty();
        let bag = given.then(|| shown.addresses.bag(shown.line.id()));
        let page = (self.renderer).versions_page(&document, &context, (versions, bag));
        page.map_err(broken)
    }

    fn history(&self, tei: &Deposit<'_>) -> Result<History, Fault> {
        let document = document(tei)?;
        Ok(document.history().clone())
    }

    fn index(
        &self,
        addresses: &Addresses,
        editions: &mut dyn Iterator<Item = Result<Listed, Fault>>,
        part: ListPart,
    ) -> Result<String, Fault> {
        let mut listed = Vec::new();
        for edition in editions {
            let edition = edition?;
            let line = &*edition.line;
            let shown = Shown {
                line,
                version: line.latest(),
                addresses,
            };
            let document = document(&edition.stored.deposit(line.id().as_str()))?;
            let latest = facts(&shown, line.latest());
            listed.push((
                document,
                link(addresses, line.id()),
                line.count() as u32,
                latest,
            ));
        }
        let description =
            key!("Critical editions with their publication history, notes and apparatus.");
        let page = self.page(&self.site_name, description, addresses.home());
        let editions = listed
            .iter()
            .map(|(document, edition, versions, latest)| render::Listed {
                document,
                edition,
                versions: *versions,
                latest,
            });
        let index = self
            .renderer
            .index_page(&self.site(addresses), &page, editions, part);
        index.map_err(broken)
    }

    fn about(&self, addresses: &Addresses) -> Result<String, Fault> {
        let page = self.page(
            key!("About"),
            key!("What this site is and how it works."),
            addresses.about(),
        );
        let about = self
            .renderer
            .plain_page("pages/about.html", &self.site(addresses), &page);
        about.map_err(broken)
    }

    fn manual(&self, addresses: &Addresses) -> Result<String, Fault> {
        let page = self.page(
            key!("Handing in"),
            key!("How editions are handed in."),
            addresses.api(),
        );
        let wording = self.renderer.wording();
        let problems = problems::ALL
            .iter()
            .map(|problem| explained(addresses, problem, &wording));
        let manual = Manual {
            site: self.site(addresses),
            page,
            base: self.here.clone(),
            problems: problems.collect(),
        };
        self.renderer.manual_page(&manual).map_err(broken)
    }

    fn batches(&self, addresses: &Addresses, form: BatchForm) -> Result<String, Fault> {
        let page = self.page(
            key!("Many at once"),
            key!("Publish many editions."),
            addresses.batches(),
        );
        let page = BatchPage {
            site: self.site(addresses),
            page,
            action: addresses.batches(),
            one_href: addresses.hand_in(),
            manual_href: addresses.api(),
            form,
        };
        self.renderer.batches_page(&page).map_err(broken)
    }

    fn hand_in(&self, addresses: &Addresses, form: HandIn) -> Result<String, Fault> {
        let page = self.page(
            key!("Hand in"),
            key!("Publish an edition."),
            addresses.hand_in(),
        );
        let page = HandInPage {
            site: self.site(addresses),
            page,
            action: addresses.hand_in(),
            many_href: addresses.batches(),
            manual_href: addresses.api(),
            form,
        };
        self.renderer.hand_in_page(&page).map_err(broken)
    }

    fn collate(&self, addresses: &Addresses, form: CollateForm) -> Result<String, Fault> {
        let told = key!("Transcriptions of one text, word by word beside each other.");
        let page = CollatePage {
            site: self.site(addresses),
            page: self.page(key!("Collate"), told, addresses.collate()),
            action: addresses.collate(),
            manual_href: addresses.api(),
            hand_in_href: addresses.hand_in(),
            form,
        };
        self.renderer.collate_page(&page).map_err(broken)
    }

    fn collated(&self, addresses: &Addresses, address: &str, tei: &[u8]) -> Result<String, Fault> {
        let path = FilePath::edition();
        let document = document(&Deposit {
            name: "edition.xml",
            bytes: tei,
            path: &path,
            files: &BTreeMap::new(),
        })?;
        let context = EditionContext {
            site: self.site(addresses),
            language: self.language.clone(),
            canonical: address.to_owned(),
            edition: EditionLink {
                id: "collation".to_owned(),
                href: address.to_owned(),
            },
            version: VersionFacts {
                href: address.to_owned(),
                ..VersionFacts::default()
            },
            ..EditionContext::default()
        };
        let facts = DraftFacts::unkept(digest(tei));
        let page = self.renderer.draft_page(&document, &context, facts);
        page.map_err(broken)
    }

    fn problem(&self, addresses: &Addresses, problem: &Problem) -> Result<String, Fault> {
        let page = self.page(
            problem.title,
            problem.title,
            addresses.problem(problem.code),
        );
        let wording = self.renderer.wording();
        let explained = explained(addresses, problem, &wording);
        let page = ProblemPage {
            site: &self.site(addresses),
            page: &page,
            problem: &explained,
            manual_href: &addresses.api(),
        };
        self.renderer.problem_page(&page).map_err(broken)
    }

    fn check(&self, addresses: &Addresses, check: Check) -> Result<String, Fault> {
        let description = key!("Is what was cited still what it was?");
        let page = CheckPage {
            site: self.site(addresses),
            page: self.page(key!("Check a citation"), description, addresses.check()),
            action: addresses.check(),
            check,
        };
        self.renderer.check_page(&page).map_err(broken)
    }

    fn search(&self, addresses: &Addresses, searched: Searched) -> Result<String, Fault> {
        let title = match searched.form.query.as_str() {
            "" => said!("Search"),
            query => said!("{query} · Search", query = query),
        };
        let title = self.renderer.wording().say(&title);
        let description =
            key!("Where words stand in the texts, their readings, notes and headers.");
        let page = SearchPage {
            site: self.site(addresses),
            page: self.page(&title, description, addresses.search()),
            action: addresses.search(),
            searched,
        };
        self.renderer.search_page(&page).map_err(broken)
    }

    fn registers(&self, addresses: &Addresses, all: AllRegisters) -> Result<String, Fault> {
        let title = said!(
            "{register} in all editions",
            register = Said::from(all.title)
        );
        let title = self.renderer.wording().say(&title);
        let description = key!("Whom and what the editions name, with links to every edition.");
        let canonical = addresses.of(&format!("/registers/{}", all.kind));
        let page = RegistersPage {
            site: self.site(addresses),
            page: self.page(&title, description, canonical),
            all,
        };
        self.renderer.registers_page(&page).map_err(broken)
    }

    fn timeline(&self, addresses: &Addresses, timeline: Timeline) -> Result<String, Fault> {
        let page = TimelinePage {
            site: self.site(addresses),
            page: self.page(
                key!("What was published when"),
                key!("All versions by date."),
                addresses.timeline(),
            ),
            timeline,
        };
        self.renderer.timeline_page(&page).map_err(broken)
    }

    fn marked(&self, page: String, said: Marked, find: FindIn<'_>) -> Result<String, Fault> {
        self.renderer.marked(&page, said, find).map_err(broken)
    }

    fn refusal(&self, addresses: &Addresses, refusal: &Refusal) -> Result<String, Fault> {
        let wording = self.renderer.wording();
        let ways = refusal.ways.iter().map(|way| WayOn {
            href: way.href.clone(),
            label: wording.say(&way.label),
        });
        let refusal = render::Refusal {
            status: refusal.status.as_u16(),
            title: wording.word(refusal.title).to_owned(),
            message: wording.say(&refusal.message),
            ways: ways.collect(),
            findings: Vec::new(),
        };
        let page = self
            .renderer
            .refusal_page(&self.site(addresses), &self.language, refusal);
        page.map_err(broken)
    }
}

fn document(tei: &Deposit<'_>) -> Result<Document, Fault> {
    Ok(tei::read_deposit(tei).map_err(unreadable)?.value)
}

fn broken(error: render::Error) -> Fault {
    Fault::Broken(error.to_string())
}
