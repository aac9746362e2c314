//! Which licence is at an address?

/// The terms, versions and countries of Creative Commons for which the SPDX License
/// List (3.27) has a code; without country, what holds everywhere.
const CREATIVE_COMMONS: &[(&str, &[&str])] = &[
    (
        "BY",
        &[
            "1.0", "2.0", "2.5", "3.0", "4.0", "2.5-AU", "3.0-AT", "3.0-AU", "3.0-DE", "3.0-IGO",
            "3.0-NL", "3.0-US",
        ],
    ),
    ("BY-NC", &["1.0", "2.0", "2.5", "3.0", "4.0", "3.0-DE"]),
    (
        "BY-NC-ND",
        &["1.0", "2.0", "2.5", "3.0", "4.0", "3.0-DE", "3.0-IGO"],
    ),
    (
        "BY-NC-SA",
        &[
            "1.0", "2.0", "2.5", "3.0", "4.0", "2.0-DE", "2.0-FR", "2.0-UK", "3.0-DE", "3.0-IGO",
        ],
    ),
    ("BY-ND", &["1.0", "2.0", "2.5", "3.0", "4.0", "3.0-DE"]),
    (
        "BY-SA",
        &[
            "1.0", "2.0", "2.5", "3.0", "4.0", "2.0-UK", "2.1-JP", "3.0-AT", "3.0-DE", "3.0-IGO",
        ],
    ),
    ("SA", &["1.0"]),
];

/// The code of a licence of Creative Commons (SPDX License List) by its address;
/// none of one that the list does not have.
pub fn spdx(target: &str) -> Option<String> {
    let path = creative_commons(target)?;
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["publicdomain", "zero", "1.0"] => Some("CC0-1.0".to_owned()),
        ["publicdomain", "mark", "1.0"] => Some("CC-PDM-1.0".to_owned()),
        ["licenses", terms, version @ ..] => {
            // In the first version the terms stood in another order.
            let terms = terms.to_uppercase().replace("ND-NC", "NC-ND");
            let version = version.join("-").to_uppercase();
            let (_, versions) = CREATIVE_COMMONS.iter().find(|(known, _)| *known == terms)?;
            let known = versions.contains(&version.as_str());
            known.then(|| format!("CC-{terms}-{version}"))
        }
        _ => None,
    }
}

/// The address under which a licence of Creative Commons or a statement of
/// RightsStatements.org is known (IIIF Presentation API 3.0 §3.2, `rights`): with
/// `http`, and not that of its wording or of a translation. None of any other.
pub fn licence_address(target: &str) -> Option<String> {
    if let Some(path) = creative_commons(target) {
        return Some(format!("http://creativecommons.org/{path}/"));
    }
    let path = path_at(target, "rightsstatements.org")?;
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        ["vocab" | "page" | "data", name, version, ..] => Some(format!(
            "http://rightsstatements.org/vocab/{name}/{version}/"
        )),
        _ => None,
    }
}

/// `licenses/by-sa/3.0/de` of any address of that licence.
fn creative_commons(target: &str) -> Option<String> {
    let path = path_at(target, "creativecommons.org")?;
    let page = |part: &&str| part.starts_with("deed") || part.starts_with("legalcode");
    let parts: Vec<&str> = path.split('/').take_while(|part| !page(part)).collect();
    let numbered = |version: &str| {
        let figure = |c: char| c.is_ascii_digit() || c == '.';
        version.starts_with(|c: char| c.is_ascii_digit()) && version.chars().all(figure)
    };
    let good = match parts.as_slice() {
        ["licenses" | "publicdomain", _, version] => numbered(version),
        ["licenses" | "publicdomain", _, version, country] => {
            numbered(version) && country.chars().all(|c| c.is_ascii_alphabetic())
        }
        _ => false,
    };
    good.then(|| parts.join("/"))
}

/// The path of an address at a host, in small letters, without slashes around it.
fn path_at(target: &str, host: &str) -> Option<String> {
    let (_, rest) = target.trim().split_once("://")?;
    let rest = rest.split(['?', '#']).next()?;
    let (at, path) = rest.split_once('/')?;
    let at = at.to_ascii_lowercase();
    let same = at.strip_prefix("www.").unwrap_or(&at) == host;
    same.then(|| path.trim_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_known_by_any_of_their_addresses() {
        let by = "http://creativecommons.org/licenses/";
        let rights = "http://rightsstatements.org/vocab/InC/1.0/";
        let cc = |path: &str| format!("https://creativecommons.org/{path}");
        let table = [
            (
                cc("licenses/by-nc/4.0/deed.fr"),
                format!("{by}by-nc/4.0/"),
                "CC-BY-NC-4.0",
            ),
            (cc("licenses/by/4.0"), format!("{by}by/4.0/"), "CC-BY-4.0"),
            (
                cc("licenses/by/4.0/legalcode.de#s1"),
                format!("{by}by/4.0/"),
                "CC-BY-4.0",
            ),
            (
                cc("licenses/by-sa/3.0/de/deed.de"),
                format!("{by}by-sa/3.0/de/"),
                "CC-BY-SA-3.0-DE",
            ),
            (
                cc("licenses/by-sa/3.0/fr/"),
                format!("{by}by-sa/3.0/fr/"),
                "",
            ),
            (
                cc("licenses/by-nd-nc/1.0/"),
                format!("{by}by-nd-nc/1.0/"),
                "CC-BY-NC-ND-1.0",
            ),
            (cc("licenses/by/9.0/"), format!("{by}by/9.0/"), ""),
            (cc("licenses/"), String::new(), ""),
            (
                cc("publicdomain/zero/1.0/deed.en"),
                "http://creativecommons.org/publicdomain/zero/1.0/".to_owned(),
                "CC0-1.0",
            ),
            (
                "https://rightsstatements.org/page/InC/1.0/?language=en".to_owned(),
                rights.to_owned(),
                "",
            ),
            (
                "https://example.org/creativecommons.org/licenses/by/4.0/".to_owned(),
                String::new(),
                "",
            ),
        ];
        for (target, address, code) in table {
            assert_eq!(
                licence_address(&target).unwrap_or_default(),
                address,
                "{target}"
            );
            assert_eq!(spdx(&target).unwrap_or_default(), code, "{target}");
        }
    }
}
