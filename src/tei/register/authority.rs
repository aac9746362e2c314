//! Which authority file keeps the record under this address?

use crate::edition::register::AuthorityLink;

/// Name of the authority, and where its records stand: host and path before the
/// number, without scheme, `www.` and a trailing slash.
const AUTHORITIES: &[(&str, &[&str])] = &[
    ("GND", &["d-nb.info/gnd/"]),
    ("VIAF", &["viaf.org/viaf/"]),
    (
        "Wikidata",
        &[
            "wikidata.org/entity/",
            "wikidata.org/wiki/",
            "m.wikidata.org/wiki/",
        ],
    ),
    ("GeoNames", &["geonames.org/", "sws.geonames.org/"]),
    ("Pleiades", &["pleiades.stoa.org/places/"]),
    ("Trismegistos People", &["trismegistos.org/person/"]),
    ("Trismegistos Names", &["trismegistos.org/name/"]),
    (
        "Trismegistos Places",
        &["trismegistos.org/place/", "trismegistos.org/geo/"],
    ),
    ("Trismegistos Texts", &["trismegistos.org/text/"]),
    ("Trismegistos Authors", &["trismegistos.org/author/"]),
    ("Trismegistos Works", &["trismegistos.org/authorwork/"]),
    ("Syriaca Persons", &["syriaca.org/person/"]),
    ("Syriaca Places", &["syriaca.org/place/"]),
    ("Syriaca Works", &["syriaca.org/work/"]),
    ("Syriaca Bibliography", &["syriaca.org/bibl/"]),
    (
        "Library of Congress",
        &[
            "id.loc.gov/authorities/names/",
            "id.loc.gov/authorities/subjects/",
        ],
    ),
    ("BnF", &["data.bnf.fr/", "catalogue.bnf.fr/"]),
    ("IdRef", &["idref.fr/"]),
    ("ISNI", &["isni.org/isni/", "isni.org/"]),
    ("ORCID", &["orcid.org/"]),
    (
        "Getty TGN",
        &["vocab.getty.edu/tgn/", "vocab.getty.edu/page/tgn/"],
    ),
    (
        "Getty ULAN",
        &["vocab.getty.edu/ulan/", "vocab.getty.edu/page/ulan/"],
    ),
    ("CERL Thesaurus", &["data.cerl.org/thesaurus/"]),
    ("LGPN", &["lgpn.ox.ac.uk/id/"]),
    ("Deutsche Biographie", &["deutsche-biographie.de/"]),
    ("iDAI.gazetteer", &["gazetteer.dainst.org/place/"]),
    ("PMB", &["pmb.acdh.oeaw.ac.at/entity/"]),
    ("DraCor", &["dracor.org/entity/"]),
    ("DOI", &["doi.org/", "dx.doi.org/"]),
    ("DBpedia", &["dbpedia.org/resource/", "dbpedia.org/page/"]),
    ("OpenStreetMap", &["openstreetmap.org/"]),
];

/// A record of an authority file, read from its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The same for two addresses of the same record.
    pub canonical: String,
    /// Another one for every authority: its name, else the host.
    pub authority: String,
    /// For readers.
    pub link: AuthorityLink,
}

/// The record under `address`; `None` if that is no address of the web.
pub fn record(address: &str) -> Option<Record> {
    let address = address.trim();
    let bare = without_scheme(address)?;
    let lean = bare.strip_prefix("www.").unwrap_or(bare);
    let (name, number) = known(lean).unzip();
    let host = lean.split(['/', '?', '#']).next().unwrap_or(lean);
    let authority = name.unwrap_or(host).to_owned();
    let record = number.unwrap_or(lean).trim_end_matches('/').to_owned();
    Some(Record {
        canonical: format!("{authority} {record}"),
        authority,
        link: AuthorityLink {
            authority: name.map(str::to_owned).or_else(|| wikipedia(host)),
            record,
            href: address.to_owned(),
        },
    })
}

/// The rest of an address of the web; control characters, white space and an
/// empty host make it none.
fn without_scheme(address: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
    })?;
    let rest = &address[scheme.len()..];
    let plain = !rest.chars().any(|c| c.is_whitespace() || c.is_control());
    (plain && rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')).then_some(rest)
}

fn known(lean: &str) -> Option<(&'static str, &str)> {
    AUTHORITIES.iter().find_map(|(name, places)| {
        places.iter().find_map(|place| {
            let number = lean.strip_prefix(place)?.trim_end_matches('/');
            (!number.is_empty()).then_some((*name, number))
        })
    })
}

/// One Wikipedia for each language: they are different authorities.
fn wikipedia(host: &str) -> Option<String> {
    let language = host.strip_suffix(".wikipedia.org")?;
    let language = language.strip_suffix(".m").unwrap_or(language);
    Some(format!("Wikipedia ({language})"))
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn a_record_is_the_same_under_all_its_addresses() {
        let canonical = |address| record(address).map(|record| record.canonical);
        let expected = Some("Wikidata Q42".to_owned());
        for address in [
            "http://www.wikidata.org/entity/Q42",
            "https://www.wikidata.org/wiki/Q42",
            "HTTPS://wikidata.org/entity/Q42/",
        ] {
            assert_eq!(canonical(address), expected, "{address}");
        }
        assert_eq!(
            canonical("https://d-nb.info/gnd/118609807/"),
            Some("GND 118609807".to_owned())
        );
        let own = record("https://example.org/persons/7").unwrap();
        assert_eq!(own.link.authority, None);
        assert_eq!(own.link.record, "example.org/persons/7");
        let article = record("https://de.wikipedia.org/wiki/Wien").unwrap();
        assert_eq!(article.link.authority.as_deref(), Some("Wikipedia (de)"));
    }

    #[test]
    fn what_is_no_address_has_no_record() {
        for bad in [
            "javascript:alert(1)",
            "https://",
            "http:///x",
            "https://a b",
            "hhttps://a",
            "gnd:118609807",
            "#a",
            "",
            "éhttp://a",
        ] {
            assert_eq!(record(bad), None, "{bad}");
        }
    }
}
