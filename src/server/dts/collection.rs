//! Which texts are there? (DTS 1.0, Collection Endpoint)

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::asked::Asked;
use super::identifier::{Identified, identified};
use super::{CONTEXT, JSON, Reply, misasked, object, reply, unknown, written};
use crate::edition::Version;
use crate::server::ask::Ask;
use crate::server::contracts::{Fault, Line};
use crate::server::fingerprint::fingerprint;
use crate::server::refusal::Refusal;
use crate::server::shelf::Listing;
use crate::server::state::House;

/// Members on a page. Each is read for its title.
const PAGE: usize = 50;

/// Which members are asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Members {
    Children,
    Parents,
}

/// `/dts/collection`.
pub async fn answer(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let asked = Asked::read(request.uri(), &["id", "page", "nav"])?;
    let members = match asked.get("nav") {
        None | Some("children") => Members::Children,
        Some("parents") => Members::Parents,
        Some(_) => return Err(misasked("`nav` is either `children` or `parents`.")),
    };
    let page = asked.number("page", 1)?.map(|page| page as usize);
    let identified = identified(&house, asked.get("id")).await?;
    let listing = house.shelf.listing().await?;
    let children = match &identified {
        Identified::Site => listing.lines.len(),
        Identified::Edition(line) => line.count(),
        Identified::Version(..) => 0,
    };
    let pages = match members {
        Members::Children => children.div_ceil(PAGE).max(1),
        Members::Parents => 1,
    };
    if page.is_some_and(|page| page > pages) {
        return Err(unknown(format!("The last page is {pages}.")));
    }
    let state = match &identified {
        Identified::Site => listing.stamp,
        Identified::Edition(line) | Identified::Version(line, _) => stamp(line),
    };
    let asked = Question {
        identified,
        members,
        page: page.unwrap_or(1),
        pages,
        query: asked.query("page"),
    };
    let answer = Reply {
        question: format!("dts/collection?{}&page={}", asked.query, asked.page),
        state: fingerprint((house.stamp(), state, listing.lines.len())),
        media_type: JSON.to_owned(),
        links: None,
        make: move |house: &House| written(&Value::Object(asked.answer(house, &listing)?)),
    };
    reply(&house, answer, &request).await
}

/// Another number for every other state of an edition.
pub fn stamp(line: &Line) -> u64 {
    let standing = line
        .versions()
        .map(|version| (version.number, version.digest));
    fingerprint((line.id(), standing.collect::<Vec<_>>()))
}

struct Question {
    identified: Identified,
    members: Members,
    page: usize,
    pages: usize,
    query: String,
}

impl Question {
    fn answer(&self, house: &House, listing: &Listing) -> Result<Map<String, Value>, Fault> {
        let mut answer = object::fields(json!({ "@context": CONTEXT }));
        answer.extend(self.object(house, listing)?);
        Ok(answer)
    }

    fn object(&self, house: &House, listing: &Listing) -> Result<Map<String, Value>, Fault> {
        let addresses = house.addresses();
        let site = || object::site(addresses, &house.settings.site_name, listing.lines.len());
        let (mut object, members) = match (&self.identified, self.members) {
            (Identified::Site, Members::Parents) => (site(), Vec::new()),
            (Identified::Site, Members::Children) => {
                let members = self.on_page(listing.lines.iter());
                let members = members.map(|line| edition(house, line));
                (site(), members.collect::<Result<_, _>>()?)
            }
            (Identified::Edition(line), Members::Parents) => (edition(house, line)?, vec![site()]),
            (Identified::Edition(line), Members::Children) => {
                let members = self.on_page(line.versions());
                let members = members.map(|version| resource(house, line, version));
                (edition(house, line)?, members.collect::<Result<_, _>>()?)
            }
            (Identified::Version(line, version), members) => {
                let document = house.library.document(line.id(), version)?;
                let mut object = object::resource(addresses, (line, version), &document);
                let trees = object::citation_trees(&document);
                object.insert("citationTrees".to_owned(), trees);
                let parents = match members {
                    Members::Parents => vec![edition(house, line)?],
                    Members::Children => Vec::new(),
                };
                (object, parents)
            }
        };
        if !matches!(
            (&self.identified, self.members),
            (Identified::Version(..), Members::Children)
        ) {
            object.insert("member".to_owned(), json!(members));
        }
        if self.pages > 1 {
            let address = addresses.of("/dts/collection");
            let view = object::pagination(&address, &self.query, self.page, self.pages);
            object.insert("view".to_owned(), view);
        }
        Ok(object)
    }

    fn on_page<'a, T: 'a>(
        &self,
        members: impl Iterator<Item = &'a T>,
    ) -> impl Iterator<Item = &'a T> {
        members.skip((self.page - 1) * PAGE).take(PAGE)
    }
}

fn edition(house: &House, line: &Line) -> Result<Map<String, Value>, Fault> {
    let document = house.library.document(line.id(), line.latest())?;
    Ok(object::edition(house.addresses(), line, &document))
}

fn resource(house: &House, line: &Line, version: &Version) -> Result<Map<String, Value>, Fault> {
    let document = house.library.document(line.id(), version)?;
    Ok(object::resource(
        house.addresses(),
        (line, version),
        &document,
    ))
}
