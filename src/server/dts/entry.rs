//! Where everything is (DTS 1.0, Entry Endpoint).

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::{CONTEXT, JSON, Reply, VERSION, object, reply, written};
use crate::server::ask::Ask;
use crate::server::refusal::Refusal;
use crate::server::state::House;

/// `/dts`.
pub async fn answer(State(house): State<Arc<House>>, request: Ask) -> Result<Response, Refusal> {
    let answer = Reply {
        question: "dts".to_owned(),
        state: house.stamp(),
        media_type: JSON.to_owned(),
        links: None,
        make: |house: &House| {
            let addresses = house.addresses();
            written(&json!({
                "@context": CONTEXT,
                "dtsVersion": VERSION,
                "@id": addresses.of("/dts"),
                "@type": "EntryPoint",
                "collection": object::collection_template(addresses, None),
                "navigation": object::navigation_template(addresses, None),
                "document": object::document_template(addresses, None),
            }))
        },
    };
    reply(&house, answer, &request).await
}
