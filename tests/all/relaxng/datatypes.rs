//! The datatypes of XML Schema, value by value as jing takes them.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use variorum::relaxng::Schema;
use variorum::xml::read;

use super::jing::jing;

/// Datatypes, some with facets; with the facet `value`, that value alone.
const TYPES: &[(&str, &[(&str, &str)])] = &[
    ("string", &[("minLength", "2")]),
    ("normalizedString", &[("maxLength", "3")]),
    ("token", &[("length", "3")]),
    ("token", &[("pattern", r"[\i-[:]][\c-[:]]*")]),
    ("token", &[("pattern", r"[^\p{C}\p{Z}]+")]),
    ("token", &[("pattern", r"\S+")]),
    ("token", &[("pattern", r"\p{Lu}.*|\p{IsGreek}+|\d{2}")]),
    ("token", &[("pattern", r"[\w\-]+|[^a-z]{3}")]),
    ("boolean", &[]),
    ("decimal", &[]),
    ("decimal", &[("totalDigits", "3")]),
    (
        "decimal",
        &[("fractionDigits", "1"), ("maxExclusive", "100")],
    ),
    ("integer", &[("minInclusive", "-5")]),
    ("nonNegativeInteger", &[]),
    ("positiveInteger", &[]),
    ("negativeInteger", &[]),
    ("nonPositiveInteger", &[]),
    ("long", &[]),
    ("int", &[]),
    ("short", &[]),
    ("byte", &[]),
    ("unsignedLong", &[]),
    ("unsignedByte", &[]),
    ("float", &[]),
    ("double", &[]),
    ("double", &[("minInclusive", "0"), ("maxInclusive", "1")]),
    ("Name", &[]),
    ("NCName", &[]),
    ("QName", &[]),
    ("NMTOKEN", &[]),
    ("NMTOKENS", &[]),
    ("language", &[]),
    ("anyURI", &[]),
    ("hexBinary", &[]),
    ("hexBinary", &[("length", "1")]),
    ("base64Binary", &[]),
    ("dateTime", &[]),
    ("date", &[]),
    ("date", &[("minInclusive", "2000-01-01")]),
    ("time", &[]),
    ("gYearMonth", &[]),
    ("gYear", &[]),
    ("gMonthDay", &[]),
    ("gMonth", &[]),
    ("gDay", &[]),
    ("duration", &[]),
    // Months against days, and what stands for the same.
    ("duration", &[("minInclusive", "P1M")]),
    ("duration", &[("minExclusive", "P30D")]),
    ("duration", &[("maxInclusive", "P1Y")]),
    ("duration", &[("maxExclusive", "P366D")]),
    ("duration", &[("maxExclusive", "-PT1.5S")]),
    ("duration", &[("value", "P12M")]),
    ("duration", &[("value", "P1D")]),
    ("duration", &[("value", "PT1.50S")]),
    ("integer", &[("value", "+7")]),
    ("decimal", &[("value", "1.5")]),
    ("double", &[("value", "100")]),
    ("float", &[("value", "-0")]),
    ("double", &[("value", "NaN")]),
    ("boolean", &[("value", "true")]),
    ("token", &[("value", "a b")]),
    ("string", &[("value", "a b")]),
    ("normalizedString", &[("value", " ")]),
    ("NMTOKENS", &[("value", "a b")]),
    ("language", &[("value", "DE")]),
    ("anyURI", &[("value", "http://a")]),
    ("QName", &[("value", "x:y")]),
    ("hexBinary", &[("value", "0AFF")]),
    ("base64Binary", &[("value", "YWI=")]),
    ("date", &[("value", "1999-12-31Z")]),
    ("date", &[("value", "2024-12-31")]),
    ("date", &[("maxExclusive", "2000-01-01Z")]),
    ("dateTime", &[("value", "2017-01-01T00:00:00Z")]),
    ("dateTime", &[("minInclusive", "2024-01-01T12:30:00")]),
    ("time", &[("value", "12:30:00+00:00")]),
    ("gYear", &[("minExclusive", "2023")]),
    ("gYearMonth", &[("value", "2024-01")]),
    ("gMonthDay", &[("maxInclusive", "--02-29")]),
    ("gMonth", &[("value", "--01Z")]),
    ("gDay", &[("value", "---01")]),
];

#[rustfmt::skip]
const VALUES: &[&str] = &[
    "", " ", "  a  b ", "a", "ab", "abc", "abcd", "A1", "αβγ", "12", "1", "0", "-0", "+0", "007", "-5", "-6", "+12",
    "1.", ".5", ".", "-", "+", "1.50", "0.05", "99.95", "100", "100.0", "1e3", "1E-3", "1e", "e3", "1e+3", "1.5e3.2",
    "INF", "-INF", "+INF", "NaN", "nan", "Infinity", "0x10", "1d", "1f", "true", "false", "TRUE", "yes", "2",
    "127", "128", "-128", "-129", "255", "256", "32767", "32768", "2147483647", "2147483648", "9223372036854775807",
    "9223372036854775808", "18446744073709551615", "18446744073709551616", "123456789012345678901234567890",
    "a:b", "x:y", ":a", "a:", "a:b:c", "_a", "-a", "1a", "a.b-c", "é", "校異", "𝔞", "㐀", "a·", "·a", "a–b", "a b", "a  b",
    "de", "de-AT", "de_AT", "x-klingon", "i-default", "abcdefghi", "a1-b2", "en-", "zh-Hant-TW", "1en",
    "http://a", "http://a/b?c#d", "http://", "//", "//a", "///", "/a", "a/b", "#", "#a", "##", "a#b#c", "?a", "?", "12:30:00",
    "urn:a", "urn:", "mailto:a@b.c", "a%20b", "a%zz", "a%", "%41", "a[1]", "#a[1]", "?a[1]", "http://[::1]/", "http://[::1", "http://[1]/",
    "http://a:80/", "http://a:b/", "http://u@a", "http://u:p@a:1", "http://a_b/", "http://ä/", "http://a b/", "a|b", "a\\b", "{a}", "a^b", "`",
    "&lt;a>", "é/ü", "a\u{a0}b", "\u{2028}", "file:///c:/x", "c:\\x", "http:a", "http:?a", "http:#a", "http:/a", "1http://a", "h+t.p-://a", "a~b", "a'(b)*!", "a;b,c=d&amp;e+f$", "http://a/%", "//a@b@c", "//[::1]:80", "//[::1]:x", "//[::1]x",
    "0a", "0aF", "0aFF", "0G", " 0a ", "0 a", "YQ==", "YR==", "YWI=", "YWJ=", "YWJj", "Y Q = =", "YQ=", "Y===", "YQ==YQ==",
    "2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "0001-01-01", "-0001-01-01", "-0004-02-29", "-0005-02-29", "-0100-02-29", "-0101-02-29",
    "12024-01-01", "02024-01-01", "2024-1-1", "2024-13-01", "2024-00-10", "2024-04-31", "2024-12-31Z", "2024-12-31+14:00", "2024-12-31+14:01", "2024-12-31-13:00",
    "2024-12-31-14:00", "2024-12-31+05:60", "2024-12-31+5:00", "2024-12-31z", "24-01-01", "+2024-01-01", "1999-12-31", "2000-01-01", "1999-12-31Z", "2000-01-01+14:00", "2000-01-02Z", "2000-01-01Z",
    "12:30", "12:30:60", "12:30:61", "12:30:00.", "12:30:00.123456789", "24:00:00", "23:59:60", "12:60:00", "1:30:00", "12:30:00Z", "12:30:00+01:00", "12:30:00-00:00",
    "2024-01-01T00:00:00", "2024-01-01T24:00:00", "2024-01-01T12:30", "2024-01-01 12:30:00", "2024-01-01T12:30:00.5-05:00", "2024-01-01t12:30:00Z", "2016-12-31T23:59:60Z",
    "2024-01", "2024", "0000", "-0001", "99999", "292278994", "292278995", "9999999999", "--01-31", "--02-29", "--02-30", "--04-31", "--13-01", "--01", "--13", "--00", "--01--", "---01", "---31", "---32", "---00", "2024Z", "--01Z", "---01+01:00",
    "P", "P1Y", "P1M", "P1D", "PT", "PT1H", "PT1M", "PT1S", "PT1.5S", "PT1.S", "PT.5S", "PT1.5M", "P1Y2M3DT4H5M6S", "-P1Y", "+P1Y", "P-1Y", "P1M1Y", "P1YT", "PT0S", "P1.5Y", "p1y", "P1Y1Y", "PT5H3S", "P1S",
    "P12M", "P13M", "P27D", "P28D", "P29D", "P30D", "P31D", "P32D", "P364D", "P365D", "P366D", "P367D", "PT24H", "PT86400S", "PT744H1S", "PT1.50S", "PT1.500000001S", "-P1M", "-P30D", "-PT1.5S", "-PT1.6S", "-PT0S", "P01Y", "P1Y0M",
    "P99999999999999999999Y", "PT99999999999999999999999999999999999999S",
];

/// A schema with one element for each type.
fn schema() -> String {
    let mut text = String::from(
        "<element name='r' xmlns:x='urn:x' xmlns='http://relaxng.org/ns/structure/1.0' \
         datatypeLibrary='http://www.w3.org/2001/XMLSchema-datatypes'><zeroOrMore><choice>\n",
    );
    for (at, (name, facets)) in TYPES.iter().enumerate() {
        let parameters: String = facets
            .iter()
            .map(|(facet, value)| format!("<param name='{facet}'>{value}</param>"))
            .collect();
        let pattern = match facets {
            [("value", value)] => format!("<value type='{name}'>{value}</value>"),
            _ => format!("<data type='{name}'>{parameters}</data>"),
        };
        let _ = writeln!(
            text,
            "<element name='t{at}'><attribute name='v'>{pattern}</attribute></element>"
        );
    }
    text + "</choice></zeroOrMore></element>"
}

#[test]
fn every_value_is_taken_as_jing_takes_it() {
    if !Path::new(super::jing::JAR).exists() {
        println!("skipped: no jing, see tests/tools.sh");
        return;
    }
    let mut document = String::from("<r xmlns:x='urn:x'>\n");
    let mut lines = Vec::new();
    for (at, kind) in TYPES.iter().enumerate() {
        for value in VALUES {
            let _ = writeln!(document, "<t{at} v=\"{value}\"/>");
            lines.push((kind, *value));
        }
    }
    document.push_str("</r>");
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("s.rng"), schema()).expect("written");
    fs::write(path("d.xml"), &document).expect("written");
    let output = jing().arg(path("s.rng")).arg(path("d.xml")).output();
    let output = output.expect("jing runs").stdout;
    let output = String::from_utf8_lossy(&output);
    let line = |text: &str| {
        let rest = text.strip_prefix(path("d.xml").to_str()?)?;
        rest.split(':').nth(1)?.parse::<usize>().ok()
    };
    let theirs: Vec<usize> = output.lines().filter_map(line).collect();
    assert!(theirs.len() > lines.len() / 4, "{output}");
    let schema = Schema::read("s.rng", schema().as_bytes(), &|_| Err(String::new()));
    let schema = schema.expect("correct").value;
    let mut differences = Vec::new();
    let known = fs::read_to_string(super::cases().join("datatypes-known.txt")).unwrap_or_default();
    for (at, (kind, value)) in lines.iter().enumerate() {
        // One at a time: findings of one document are bounded.
        let text = format!(
            "<r xmlns:x='urn:x'>{}</r>",
            document.lines().nth(at + 1).unwrap()
        );
        let tree = read("d.xml", text.as_bytes()).expect("well formed").value;
        let (we, jing) = (
            schema.validate(&tree).is_valid(),
            !theirs.contains(&(at + 2)),
        );
        let difference = format!("{kind:?} {value:?}: jing {jing}, we {we}");
        if we != jing && !known.lines().any(|line| line.starts_with(&difference)) {
            differences.push(difference);
        }
    }
    assert!(
        differences.is_empty(),
        "{} of {}: {differences:#?}",
        differences.len(),
        lines.len()
    );
}
