//! Which address leads where?

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::handler::Handler;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW, LOCATION,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Router, http::Uri};

use super::addresses::Over;
use super::api;
use super::ask::Ask;
use super::bag;
use super::cache::RegisterForm;
use super::downloads;
use super::dts;
use super::everything;
use super::frame::Site;
use super::memento;
use super::oai;
use super::pages::{
    asset, check, cite, colophon, compare, draft, edition, index, linkset, manifest, parallel,
    passage, passages, peers, questions, record, register, registers as all_registers, search,
    service, sitemap, survival, validation, versions, witness, witnesses,
};
use super::prepared::set;
use super::refusal::Refusal;
use super::state::House;
use super::tongue;
use super::unapi;
use crate::describe::{Format, Scheme};
use crate::edition::RegisterKind;

/// All addresses. Those of editions are citations: they do not change.
///
/// Protocols for machines are routers of their own, merged here.
pub fn router(house: Arc<House>) -> Site {
    let body_limit = DefaultBodyLimit::max(house.settings.body_limit);
    let router = Router::new()
        .merge(reading())
        .merge(files())
        .merge(citations())
        .merge(records())
        .merge(answers())
        .merge(times())
        .merge(registers())
        .merge(site())
        .merge(dts::router())
        .merge(oai::router())
        .merge(api::router())
        .fallback(elsewhere)
        .layer(body_limit);
    Site::new(house, router)
}

/// What every handler is given.
type Shared = Arc<House>;

/// Pages for readers.
fn reading() -> Router<Shared> {
    Router::new()
        .route("/", readable(index::list))
        .route("/about", readable(index::about))
        .route("/language/{tag}", readable(tongue::choose))
        .route("/check", readable(check::page))
        .route("/registers", readable(all_registers::first))
        .route("/timeline", readable(all_registers::timeline))
        .route("/search", readable(search::page))
        .route("/search.csv", shared(search::csv))
        .route("/search.json", shared(search::json))
        .route("/search/words", shared(search::words))
        .route("/search/description.xml", readable(search::description))
        .route("/editions", readable(index::moved))
        .route("/drafts/{token}", readable(draft::page))
        .route("/drafts/{token}/{*within}", readable(draft::within))
        .route("/editions/{id}", readable(edition::current))
        .route("/editions/{id}/{version}", readable(passage::of_current))
        .route("/editions/{id}/witnesses", readable(witnesses::current))
        .route(
            "/editions/{id}/{version}/witnesses",
            readable(witnesses::version),
        )
        .route(
            "/editions/{id}/witnesses/{siglum}",
            readable(witness::current),
        )
        .route(
            "/editions/{id}/{version}/witnesses/{siglum}",
            readable(witness::version),
        )
        .route(
            "/editions/{id}/{version}/{passage}",
            readable(passage::of_version),
        )
        .route("/editions/{id}/parallel", readable(parallel::current))
        .route(
            "/editions/{id}/{version}/parallel",
            readable(parallel::version),
        )
        .route(
            "/editions/{id}/{version}/parallel/{passage}",
            readable(parallel::passage),
        )
        .route("/editions/{id}/colophon", readable(colophon::current))
        .route(
            "/editions/{id}/{version}/colophon",
            readable(colophon::version),
        )
        .route(
            "/editions/{id}/{version}/validation",
            readable(validation::page),
        )
        .route(
            "/editions/{id}/{version}/survival",
            readable(survival::page),
        )
        .route("/editions/{id}/versions", readable(versions::page))
        .route("/editions/{id}/compare/{pair}", shared(compare::answer))
}

/// Files for readers and programs of any site.
fn files() -> Router<Shared> {
    Router::new()
        .route("/editions.zip", shared(everything::answer))
        .route("/editions/{id}/edition.xml", shared(downloads::current))
        .route(
            "/editions/{id}/{version}/edition.xml",
            shared(downloads::version),
        )
        .route(
            "/editions/{id}/{version}/files/{*path}",
            shared(downloads::part),
        )
        .route(
            "/editions/{id}/{version}/validation.json",
            shared(validation::json),
        )
        .route(
            "/editions/{id}/{version}/survival.json",
            shared(survival::json),
        )
        .route(
            "/editions/{id}/{version}/version.json",
            shared(peers::version),
        )
        .route(
            "/editions/{id}/{version}/provenance.json",
            shared(peers::provenance),
        )
        .route("/editions/{id}/passages.json", shared(passages::current))
        .route(
            "/editions/{id}/{version}/passages.json",
            shared(passages::version),
        )
        .route(
            "/editions/{id}/{version}/manifest.json",
            shared(manifest::whole),
        )
        .route(
            "/editions/{id}/{version}/canvas/{number}",
            shared(manifest::canvas),
        )
        .route(
            "/editions/{id}/{version}/canvas/{number}/{part}",
            shared(manifest::part),
        )
        .route("/editions/{id}/bag.zip", shared(bag::whole))
        .route("/editions/{id}/versions.json", shared(versions::json))
        .route(
            "/.well-known/ni/{algorithm}/{value}",
            shared(downloads::by_digest),
        )
}

/// How things are cited: pages, and files for programs of any site.
fn citations() -> Router<Shared> {
    let mut router = Router::new().route("/unapi", shared(unapi::answer));
    let forms = Format::ALL.map(Some).into_iter().chain([None]);
    for form in forms {
        let edition = move |house: State<Shared>, path: Path<String>, request: Ask| {
            cite::edition(form, house, path, request)
        };
        let version = move |house: State<Shared>, path: Path<(String, String)>, request: Ask| {
            cite::version(form, house, path, request)
        };
        let passage =
            move |house: State<Shared>, path: Path<(String, String, String)>, request: Ask| {
                cite::passage(form, house, path, request)
            };
        let (ending, file) = match form {
            Some(format) => {
                let ending = format!(".{}", format.ending());
                let file = format!("/cite{ending}");
                (ending, file)
            }
            None => Default::default(),
        };
        router = router
            .route(&format!("/editions/{{id}}/cite{ending}"), shared(edition))
            .route(
                &format!("/editions/{{id}}/{{version}}/cite{ending}"),
                shared(version),
            )
            .route(
                &format!("/editions/{{id}}/{{version}}/cite/{{passage}}{file}"),
                shared(passage),
            );
    }
    router
}

/// What an apparatus answers, and its witnesses in figures.
fn answers() -> Router<Shared> {
    let mut router = Router::new();
    for form in questions::Answer::ALL {
        let current = move |house: State<Shared>, path: Path<String>, request: Ask| {
            questions::current(form, house, path, request)
        };
        let version = move |house: State<Shared>, path: Path<(String, String)>, request: Ask| {
            questions::version(form, house, path, request)
        };
        let word = form.word();
        router = router
            .route(&format!("/editions/{{id}}/{word}"), shared(current))
            .route(
                &format!("/editions/{{id}}/{{version}}/{word}"),
                shared(version),
            );
    }
    router
}

/// How things are described for libraries: a page, and files for programs of any
/// site.
fn records() -> Router<Shared> {
    let mut router = Router::new();
    let forms = Scheme::ALL.map(Some).into_iter().chain([None]);
    for form in forms {
        let edition = move |house: State<Shared>, path: Path<String>, request: Ask| {
            record::edition(form, house, path, request)
        };
        let version = move |house: State<Shared>, path: Path<(String, String)>, request: Ask| {
            record::version(form, house, path, request)
        };
        let ending = form.map(|scheme| format!(".{}", scheme.ending()));
        let ending = ending.unwrap_or_default();
        router = router
            .route(&format!("/editions/{{id}}/record{ending}"), shared(edition))
            .route(
                &format!("/editions/{{id}}/{{version}}/record{ending}"),
                shared(version),
            );
    }
    router
}

/// Versions by date (RFC 7089), and all links of a version (RFC 9264).
fn times() -> Router<Shared> {
    let mut router = Router::new()
        .route("/editions/{id}/at/{date}", readable(memento::at))
        .route(
            "/editions/{id}/at/{date}/{passage}",
            readable(memento::passage_at),
        )
        .route("/editions/{id}/timemap.json", shared(memento::timemap_json));
    for (over, ending) in [(Over::Page, ""), (Over::File, "/edition.xml")] {
        let gate = move |house: State<Shared>, path: Path<String>, request: Ask| {
            memento::timegate(over, house, path, request)
        };
        let map =
            move |house: State<Shared>, path: Path<String>| memento::timemap(over, house, path);
        router = router
            .route(&format!("/editions/{{id}}/timegate{ending}"), shared(gate))
            .route(&format!("/editions/{{id}}/timemap{ending}"), shared(map));
    }
    for (json, ending) in [(false, ""), (true, ".json")] {
        let set = move |house: State<Shared>, path: Path<(String, String)>, request: Ask| {
            linkset::answer(json, house, path, request)
        };
        let address = format!("/editions/{{id}}/{{version}}/linkset{ending}");
        router = router.route(&address, shared(set));
    }
    router
}

/// What a text names: a page, and files for programs of any site.
fn registers() -> Router<Shared> {
    let mut router = Router::new();
    for kind in RegisterKind::ALL {
        for form in RegisterForm::ALL {
            let (word, ending) = (kind.word(), form.ending());
            let all = move |house: State<Shared>, request: Ask| {
                all_registers::register((kind, form), house, request)
            };
            let all = match form {
                RegisterForm::Page => readable(all),
                RegisterForm::Json | RegisterForm::Csv => shared(all),
            };
            router = router.route(&format!("/registers/{word}{ending}"), all);
            let current = move |house: State<Shared>, path: Path<String>, request: Ask| {
                register::current((kind, form), house, path, request)
            };
            let version =
                move |house: State<Shared>, path: Path<(String, String)>, request: Ask| {
                    register::version((kind, form), house, path, request)
                };
            let (current, version) = match form {
                RegisterForm::Page => (readable(current), readable(version)),
                RegisterForm::Json | RegisterForm::Csv => (shared(current), shared(version)),
            };
            router = router
                .route(&format!("/editions/{{id}}/{word}{ending}"), current)
                .route(
                    &format!("/editions/{{id}}/{{version}}/{word}{ending}"),
                    version,
                );
        }
    }
    router
}

/// What a site needs.
fn site() -> Router<Shared> {
    Router::new()
        .route("/public/{*path}", readable(asset::public))
        .route("/favicon.svg", readable(asset::favicon))
        .route("/robots.txt", readable(service::robots))
        .route("/sitemap.xml", readable(sitemap::whole))
        .route("/sitemap/{number}", readable(sitemap::part))
        .route("/healthz", readable(service::health))
}

/// What can be read. HEAD comes with GET.
fn readable<H, T>(handler: H) -> MethodRouter<Shared>
where
    H: Handler<T, Shared>,
    T: 'static,
{
    get(handler).options(|| async { allowed(HeaderMap::new()) })
}

/// What can be read by pages of other sites as well.
pub(super) fn shared<H, T>(handler: H) -> MethodRouter<Shared>
where
    H: Handler<T, Shared>,
    T: 'static,
{
    get(handler).options(|| async {
        let mut headers = HeaderMap::new();
        set(&mut headers, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(&mut headers, ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        let conditions = "Accept-Datetime, Range, If-Range, If-Match, If-None-Match, \
                          If-Modified-Since, If-Unmodified-Since";
        set(&mut headers, ACCESS_CONTROL_ALLOW_HEADERS, conditions);
        set(&mut headers, ACCESS_CONTROL_MAX_AGE, "86400");
        allowed(headers)
    })
}

const METHODS: &str = "GET, HEAD, OPTIONS";

fn allowed(mut headers: HeaderMap) -> Response {
    set(&mut headers, ALLOW, METHODS);
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Addresses have no slash at their end; with one they lead to the one without.
async fn elsewhere(State(house): State<Shared>, request: Request) -> Response {
    match without_slash(request.uri()) {
        Some(path) => redirect(StatusCode::PERMANENT_REDIRECT, &house.addresses().of(&path)),
        None => Refusal::no_page().into_response(),
    }
}

/// The address without the slash at its end. Only of paths that are beyond
/// doubt: a browser takes `//host` and `/\host` for another site.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path().strip_suffix('/')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%".contains(c);
    let parts = path.strip_prefix('/')?;
    if !parts
        .split('/')
        .all(|part| !part.is_empty() && part.chars().all(plain))
    {
        return None;
    }
    Some(match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    })
}

/// Sends the client to another address of ours.
pub(super) fn redirect(status: StatusCode, to: &str) -> Response {
    let mut headers = HeaderMap::new();
    set(&mut headers, LOCATION, to);
    (status, headers).into_response()
}
