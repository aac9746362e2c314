//! The pictures of a version, as viewers are told of them.

use std::sync::Arc;

use serde_json::Value;
use variorum::server::{House, Options};

use super::double::{Memory, house_of};
use super::{bytes, get, header};

const ROLL: &str = "<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><title xml:lang='en'>Roll</title></titleStmt>\
<publicationStmt><availability><licence target='https://creativecommons.org/licenses/by/4.0/deed.fr'/></availability></publicationStmt>\
</fileDesc></teiHeader><facsimile>\
<surface n='recto' ulx='0' uly='0' lrx='400' lry='600'><graphic url='https://example.org/r.jpg'/>\
<graphic url='https://example.org/r.tif' width='800px' height='1200px'/><zone xml:id='z' ulx='10' uly='20' lrx='110' lry='50'/></surface>\
<surface n='verso'><graphic url='https://example.org/v.jpg'/></surface>\
<surface><graphic url='https://example.org/x.png' width='5' height='7'/></surface>\
<surface n='elsewhere' ulx='0' uly='0' lrx='4' lry='6'><graphic url='faust://x'/></surface></facsimile>\
<text xml:lang='la'><body><p facs='#z'>Verba &amp; voces</p></body></text></TEI>";

fn roll(base: Option<&str>) -> Arc<House> {
    let memory = Memory::with_fixtures();
    memory.publish("roll", ROLL.into());
    let base_url = base.map(str::to_owned);
    let options = Options {
        base_url,
        ..Options::default()
    };
    house_of(memory, Arc::default(), options)
}

async fn json(house: &Arc<House>, path: &str) -> Value {
    let response = get(house, path, &[]).await;
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(header(&response, "access-control-allow-origin"), "*");
    let value: Value = serde_json::from_slice(&bytes(response).await).unwrap();
    assert_eq!(
        value["@context"],
        "http://iiif.io/api/presentation/3/context.json"
    );
    value
}

#[tokio::test]
async fn a_manifest_says_what_the_file_says_of_its_surfaces() {
    let base = "https://example.org/texts";
    let house = roll(Some(base));
    let manifest = json(&house, "/editions/roll/1/manifest.json").await;
    assert_eq!(
        manifest["id"],
        format!("{base}/editions/roll/1/manifest.json")
    );
    assert_eq!(manifest["label"]["en"][0], "Roll");
    assert_eq!(
        manifest["rights"],
        "http://creativecommons.org/licenses/by/4.0/"
    );
    let canvases = manifest["items"].as_array().unwrap();
    // What has no size or no picture on the web is left out.
    let labels: Vec<&Value> = canvases
        .iter()
        .map(|one| &one["label"]["none"][0])
        .collect();
    assert_eq!(labels, ["recto", "[2]"]);
    let recto = &canvases[0];
    assert_eq!(
        (&recto["width"], &recto["height"]),
        (&400.into(), &600.into())
    );
    let painting = &recto["items"][0]["items"][0];
    assert_eq!(
        (&painting["motivation"], &painting["target"]),
        (&"painting".into(), &recto["id"])
    );
    assert_eq!(painting["body"]["type"], "Choice");
    assert_eq!(painting["body"]["items"][1]["width"], 800);
    let text = &recto["annotations"][0]["items"][0];
    let target = format!("{base}/editions/roll/1/canvas/1#xywh=10,20,100,30");
    assert_eq!(
        (&text["body"]["value"], &text["target"]),
        (&"Verba & voces".into(), &target.into())
    );
    // Every identifier answers with the object that it names.
    let ids = [
        &manifest,
        recto,
        &recto["items"][0],
        &recto["annotations"][0],
        &canvases[1],
    ];
    for object in ids {
        let id = object["id"].as_str().unwrap();
        let found = json(&house, id.strip_prefix(base).unwrap()).await;
        assert_eq!(
            (&found["id"], &found["type"]),
            (&object["id"], &object["type"])
        );
    }
}

#[tokio::test]
async fn without_pictures_or_an_address_there_is_none() {
    let house = roll(Some("https://example.org"));
    for path in [
        "/editions/lamb/2/manifest.json",
        "/editions/roll/1/canvas/3",
        "/editions/roll/1/canvas/0",
        "/editions/roll/1/canvas/1/other",
    ] {
        assert_eq!(get(&house, path, &[]).await.status(), 404, "{path}");
    }
    let nowhere = roll(None);
    let response = get(&nowhere, "/editions/roll/1/manifest.json", &[]).await;
    assert_eq!(response.status(), 404);
}
