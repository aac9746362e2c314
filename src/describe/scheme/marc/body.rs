//! Numbers, publication, notes, subjects, addresses.

use super::field::Field;
use crate::describe::description::language::library_code;
use crate::describe::description::{
    Class, Description, Identifier, NoteKind, Publication, Right, Source, Subject, System, joined,
};
use crate::describe::scheme::Held;

/// The fields.
pub fn fields(description: &Description, held: &Held) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    fields.extend(description.identifiers.iter().filter_map(number));
    fields.push(cataloguing(description));
    fields.extend(languages(description));
    fields.extend(created(description));
    fields.extend(description.classes.iter().map(class));
    fields.extend(description.editions.iter().map(|edition| {
        let words = Some(edition.words.as_str()).filter(|words| !words.is_empty());
        let words = words.or(edition.number.as_deref()).unwrap_or_default();
        stopped(Field::new("250", "  ").with('a', words))
    }));
    fields.extend(publication(&description.publication));
    fields.push(extent(description));
    fields.extend(carrier());
    fields.extend(description.series.iter().map(|series| {
        let mut field = Field::new("490", "0 ").with('a', &series.title);
        if let Some(issn) = &series.issn {
            field.append(",");
            field = field.with('x', issn);
        }
        if let Some(volume) = &series.volume {
            field.append(" ;");
            field = field.with('v', volume);
        }
        field
    }));
    fields.extend(notes(description));
    fields.extend(description.subjects.iter().map(subject));
    fields.extend(addresses(description, held));
    fields.retain(Field::is_filled);
    fields
}

/// A field whose last words end a sentence.
fn stopped(mut field: Field) -> Field {
    field.end_with(".");
    field
}

fn number(identifier: &Identifier) -> Option<Field> {
    let value = identifier.value.as_str();
    let standard = |source: &str| Field::new("024", "7 ").with('a', value).with('2', source);
    Some(match &identifier.system {
        System::Doi => standard("doi"),
        System::Handle => standard("hdl"),
        System::Urn => standard("urn"),
        System::Ark => standard("ark"),
        System::Isbn => {
            let (code, value) = match identifier.is_right() {
                true => ('a', identifier.digits()),
                false => ('z', value.to_owned()),
            };
            let words = identifier.qualifier.as_ref();
            let words = words.map(|words| format!("({words})"));
            let field = Field::new("020", "  ").with(code, &value);
            field.with_some('q', words.as_deref())
        }
        // Incorrect: y.
        System::Issn => {
            let code = if identifier.is_right() { 'a' } else { 'y' };
            Field::new("022", "  ").with(code, value)
        }
        System::Url => return None,
        System::Other(kind) => Field::new("028", "50").with('a', value).with('q', kind),
        System::Unstated => Field::new("028", "50").with('a', value),
    })
}

/// Whoever keeps the catalogue adds its own code.
fn cataloguing(description: &Description) -> Field {
    let language = description
        .header_language
        .as_deref()
        .and_then(library_code);
    let language = language.filter(|code| *code != "mis");
    Field::new("040", "  ")
        .with_some('b', language)
        .with('e', "rda")
}

/// 041 if there are several languages, or one that has no code of its own; 546 in
/// the words of the header.
fn languages(description: &Description) -> Vec<Field> {
    let mut fields = Vec::new();
    let codes = description.language_codes();
    if codes.len() > 1 {
        let codes: Vec<_> = codes.into_iter().filter(|code| *code != "mis").collect();
        let several = Field::new("041", "  ");
        fields.push(
            codes
                .iter()
                .fold(several, |field, code| field.with('a', code)),
        );
    }
    let mut uncoded: Vec<&str> = Vec::new();
    for language in description
        .languages
        .iter()
        .filter(|one| one.code == Some("mis"))
    {
        let primary = language.tag.split('-').next().unwrap_or_default();
        if primary != "mis" && !uncoded.contains(&primary) {
            uncoded.push(primary);
        }
    }
    if !uncoded.is_empty() {
        let field = uncoded
            .iter()
            .fold(Field::new("041", " 7"), |field, code| field.with('a', code));
        fields.push(field.with('2', "iso639-3"));
    }
    let names = description
        .languages
        .iter()
        .filter_map(|language| language.name.clone());
    if let Some(names) = joined(names, "; ") {
        fields.push(stopped(Field::new("546", "  ").with('a', &names)));
    }
    fields
}

/// When the text came to be, in numbers: EDTF says how sure that is.
fn created(description: &Description) -> Vec<Field> {
    let dates = description.created.iter().filter_map(|date| {
        let (from, to) = date.ends();
        let written = |end: &str| format!("{end}{}", date.sign());
        let between = date.edtf().filter(|_| date.is_between());
        let field = match (from, to) {
            (None, None) => return None,
            _ if between.is_some() => Field::new("046", "  ").with_some('k', between.as_deref()),
            (from, to) if from == to => {
                Field::new("046", "  ").with_some('k', from.map(written).as_deref())
            }
            (from, to) => Field::new("046", "  ")
                .with_some('k', from.map(written).as_deref())
                .with_some('l', to.map(written).as_deref()),
        };
        Some(field.with('2', "edtf"))
    });
    dates.collect()
}

fn class(class: &Class) -> Field {
    let code = &class.code;
    match class.authority {
        Some("lcc") => Field::new("050", " 4").with('a', code),
        Some("udc") => Field::new("080", "  ").with('a', code),
        Some("ddc") => Field::new("082", "04").with('a', code),
        _ => {
            let short = class.scheme.as_deref().filter(|scheme| {
                scheme.len() <= 20 && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
            Field::new("084", "  ")
                .with('a', code)
                .with_some('2', short.map(str::to_lowercase).as_deref())
        }
    }
}

/// Publication, distribution and copyright, each by itself. What is not known is
/// left out.
fn publication(publication: &Publication) -> Vec<Field> {
    let date = publication.date.as_ref().map(|date| date.shown());
    let main = imprint("1", &publication.places, publication.issuers(), date);
    let distribution = imprint("2", &[], &publication.distributors, None);
    let copyright = publication.copyright.as_ref().map(|date| {
        let date = date.shown();
        let mark = if date.contains(['©', '℗']) {
            ""
        } else {
            "©"
        };
        Field::new("264", " 4").with('c', &format!("{mark}{date}"))
    });
    [Some(main), Some(distribution), copyright]
        .into_iter()
        .flatten()
        .filter(Field::is_filled)
        .collect()
}

fn imprint(function: &str, places: &[String], names: &[String], date: Option<String>) -> Field {
    let mut field = Field::new("264", &format!(" {function}"));
    for (at, place) in places.iter().enumerate() {
        if at > 0 {
            field.append(" ;");
        }
        field = field.with('a', bare(place));
    }
    for name in names {
        field.append(" :");
        field = field.with('b', bare(name));
    }
    if let Some(date) = date {
        field.append(",");
        field = field.with('c', &date);
    }
    stopped(field)
}

/// Words without the punctuation that headers take over from catalogues.
fn bare(words: &str) -> &str {
    words.trim_end_matches([' ', ':', ',', ';', '/'])
}

fn extent(description: &Description) -> Field {
    let words = joined(
        description
            .extents
            .iter()
            .map(|extent| bare(extent).trim_end_matches('.').to_owned()),
        "; ",
    );
    let unit = "1 online resource";
    let all = match words {
        Some(words) => format!("{unit} ({words})"),
        None => unit.to_owned(),
    };
    Field::new("300", "  ").with('a', &all)
}

/// Text, by computer, online, in XML: true of every TEI file.
fn carrier() -> Vec<Field> {
    let coded = |tag, term, code, source| {
        Field::new(tag, "  ")
            .with('a', term)
            .with('b', code)
            .with('2', source)
    };
    vec![
        coded("336", "text", "txt", "rdacontent"),
        coded("337", "computer", "c", "rdamedia"),
        coded("338", "online resource", "cr", "rdacarrier"),
        coded("347", "text file", "XML", "rdaft"),
    ]
}

fn notes(description: &Description) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for note in &description.notes {
        let label = match note.kind {
            NoteKind::General | NoteKind::Method => "",
            NoteKind::Edition => "Edition: ",
            NoteKind::Publication => "Publication: ",
            NoteKind::Series => "Series: ",
            NoteKind::Source => "Source: ",
            NoteKind::Creation => "Creation: ",
        };
        let text = format!("{label}{}", note.text);
        fields.push(stopped(Field::new("500", "  ").with('a', &text)));
    }
    for passage in &description.abstracts {
        fields.push(stopped(Field::new("520", "  ").with('a', &passage.text)));
    }
    fields.extend(description.sources.iter().map(original));
    for funder in &description.funders {
        fields.push(stopped(Field::new("536", "  ").with('a', &funder.name)));
    }
    fields.extend(description.rights.iter().map(right));
    fields
}

fn right(right: &Right) -> Field {
    let target = right.target.as_deref();
    let field = Field::new("540", "  ").with('a', &right.words);
    match field.is_filled() {
        true => stopped(field).with_some('u', target),
        false => field.with_some('a', target).with_some('u', target),
    }
}

/// What the edition was made from.
fn original(source: &Source) -> Field {
    let phrase = match &source.siglum {
        Some(siglum) => format!("Witness {siglum}:"),
        None => "Source:".to_owned(),
    };
    let field = Field::new("534", "  ").with('p', &phrase);
    if !source.is_structured() {
        let code = if source.siglum.is_some() { 'l' } else { 'n' };
        return stopped(field.with(code, &source.words));
    }
    let authors = joined(
        source.authors.iter().map(|agent| agent.name.inverted()),
        "; ",
    );
    let (title, host) = match (&source.title, &source.host) {
        (None, Some(host)) => (Some(host), None),
        (title, host) => (title.as_ref(), host.as_ref()),
    };
    let imprint = [
        joined(source.places.iter().cloned(), " ; "),
        joined(source.publishers.iter().cloned(), " : "),
    ];
    let imprint = joined(imprint.into_iter().flatten(), " : ");
    let date = source.date.as_ref().map(|date| date.shown());
    let imprint = joined([imprint, date].into_iter().flatten(), ", ");
    let location = joined(source.location.iter().cloned(), ", ");
    let mut field = field
        .with_some('a', authors.as_deref())
        .with_some('t', title.map(String::as_str))
        .with_some('b', source.edition.as_deref())
        .with_some('c', imprint.as_deref())
        .with_some('e', joined(source.scopes.iter().cloned(), ", ").as_deref());
    for series in &source.series {
        field = field.with('f', &format!("({series})"));
    }
    field = field
        .with_some('n', host.map(|host| format!("In: {host}")).as_deref())
        .with_some('l', location.as_deref());
    // The numbers behind it end with themselves.
    field = stopped(field);
    let whole = &source.host_identifiers;
    for identifier in source.identifiers.iter().chain(whole) {
        let code = match identifier.system {
            System::Isbn => 'z',
            System::Issn => 'x',
            _ => 'o',
        };
        field = field.with(code, &identifier.value);
    }
    field
}

/// A subject with the number of its vocabulary, if libraries know it; else a term
/// that nobody controls.
fn subject(subject: &Subject) -> Field {
    let address = subject.address.as_deref();
    let (tag, code) = match (subject.genre, subject.authority) {
        (true, authority) => ("655", authority),
        (false, Some(code)) => ("650", Some(code)),
        (false, None) => return Field::new("653", "  ").with('a', &subject.term),
    };
    let (indicators, source) = match code {
        Some("lcsh") => (" 0", None),
        Some("mesh") => (" 2", None),
        Some(code) => (" 7", Some(code)),
        None => (" 4", None),
    };
    let field = stopped(Field::new(tag, indicators).with('a', &subject.term));
    field.with_some('2', source).with_some('0', address)
}

/// Page and file of the edition, the addresses that the header gives, and pictures
/// of the sources.
fn addresses(description: &Description, held: &Held) -> Vec<Field> {
    let mut fields = Vec::new();
    let field = || Field::new("856", "40");
    fields.extend(
        held.address
            .iter()
            .map(|address| field().with('u', address)),
    );
    fields.extend(held.file.iter().map(|file| {
        field()
            .with('3', "TEI")
            .with('u', file)
            .with('q', "application/tei+xml")
    }));
    let stated = description
        .identifiers
        .iter()
        .filter_map(Identifier::address);
    fields.extend(stated.map(|address| field().with('u', &address)));
    let links = description.sources.iter().flat_map(|source| &source.links);
    fields.extend(links.map(|link| Field::new("856", "42").with('3', "Source").with('u', link)));
    fields
}
