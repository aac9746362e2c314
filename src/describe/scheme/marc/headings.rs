//! Names and titles: 1XX, 245, 246, 7XX.

use super::field::Field;
use crate::describe::description::article::passed_over;
use crate::describe::description::language::library_code;
use crate::describe::description::{
    Agent, AgentKind, Authority, Description, Relator, Title, TitleKind, joined, relator,
};

/// The fields.
pub fn fields(description: &Description) -> Vec<Field> {
    let mut fields = Vec::new();
    let (first, others) = match description.authors.split_first() {
        Some((first, others)) => (Some(first), others),
        None => (None, &[][..]),
    };
    fields.extend(first.map(|author| heading(author, ["100", "110"])));
    fields.push(title_statement(description));
    fields.extend(other_titles(description));
    let added = others.iter().chain(&description.contributors);
    fields.extend(added.map(|agent| heading(agent, ["700", "710"])));
    fields.extend(
        description
            .hosts
            .iter()
            .map(|host| Field::new("773", "0 ").with('t', &host.text)),
    );
    fields
}

/// A heading for a person or a body. A name that does not say what it is stands
/// as one of a person, in the order in which it is written.
fn heading(agent: &Agent, [person, body]: [&'static str; 2]) -> Field {
    let name = &agent.name;
    let mut field = match (agent.kind, &name.parts) {
        (AgentKind::Body, _) => Field::new(body, "2 ").with('a', &name.written),
        (_, Some((family, given))) => {
            Field::new(person, "1 ").with('a', &format!("{family}, {given}"))
        }
        (_, None) => Field::new(person, "0 ").with('a', &name.written),
    };
    if let (Some(_), Some(generation)) = (&name.parts, &name.generation) {
        field.append(",");
        field = field.with('c', generation);
    }
    if let Some(life) = agent
        .life
        .as_deref()
        .filter(|_| agent.kind != AgentKind::Body)
    {
        field.append(",");
        field = field.with('d', life);
    }
    for word in role_words(agent) {
        if !field
            .subfields
            .last()
            .is_some_and(|(_, value)| value.ends_with('-'))
        {
            field.append(",");
        }
        field = field.with('e', &word);
    }
    field.end_with(".");
    field = field.with_some('u', agent.affiliation.as_deref());
    for identity in &agent.identities {
        let thing = identity.authority.is_some_and(Authority::names_the_thing);
        let known = identity.authority.is_some();
        if known {
            field = field.with(if thing { '1' } else { '0' }, &identity.address);
        }
    }
    for relator in &agent.relators {
        field = field.with('4', relator.code);
    }
    field
}

/// The terms of libraries; the words of the header, where no term says the same.
fn role_words(agent: &Agent) -> Vec<String> {
    let terms = agent
        .relators
        .iter()
        .filter(|one| **one != relator::CONTRIBUTOR);
    let mut words: Vec<String> = terms.map(|relator| relator.term.to_owned()).collect();
    if words.is_empty() {
        let role = agent.role();
        let role = role
            .as_deref()
            .map(|role| role.trim_end_matches([':', '.']));
        words.push(role.unwrap_or(relator::CONTRIBUTOR.term).to_owned());
    }
    words
}

/// The title with the statement of responsibility. Where the edition has none,
/// brackets say so (RDA 2.3.2.11).
fn title_statement(description: &Description) -> Field {
    let Some(title) = &description.title else {
        return Field::new("245", "00").with('a', "[Untitled].");
    };
    // A title under which the work is filed is an entry, if it is another one.
    let filed = uniform(description).is_some_and(|filed| filed.text != title.text);
    let added = match description.authors.is_empty() && !filed {
        true => '0',
        false => '1',
    };
    let shown = match title.supplied {
        true => format!("[{}]", title.text),
        false => title.text.clone(),
    };
    let article = skipped(&shown, title, description);
    let mut field = Field::new("245", &format!("{added}{article}"));
    field = field.with('a', shown.trim_end_matches([' ', ':', '/', '=', ';']));
    let subtitles = description
        .subtitles
        .iter()
        .map(|subtitle| subtitle.text.clone());
    if let Some(subtitle) = joined(subtitles, " : ") {
        field.append(" :");
        field = field.with('b', subtitle.trim_end_matches([' ', '/']));
    }
    if let Some(responsibility) = responsibility(description) {
        field.append(" /");
        field = field.with('c', &responsibility);
    }
    field.append(".");
    field
}

fn skipped(shown: &str, title: &Title, description: &Description) -> usize {
    let language = title.language.as_deref().and_then(library_code);
    passed_over(shown, language, &description.title_codes())
}

/// `P. Vergilius Maro ; editor: J.B. Greenough`: authors, editors, translators, with
/// the words that the header has for what they did.
fn responsibility(description: &Description) -> Option<String> {
    let direct = |agent: &Agent| agent.name.direct();
    let authors = joined(description.authors.iter().map(direct), ", ");
    let mut statements: Vec<(String, Vec<String>)> = Vec::new();
    let shown = |agent: &Agent| {
        let relators = agent.relators.iter().copied();
        let shown = relators.filter(|relator| matches!(relator.code, "edt" | "trl"));
        shown.collect::<Vec<_>>()
    };
    let all = description.contributors.iter();
    for (agent, relator) in all.flat_map(|agent| shown(agent).into_iter().map(move |r| (agent, r)))
    {
        let role = stated_role(agent, relator);
        match statements.iter_mut().find(|(known, _)| *known == role) {
            Some((_, names)) if names.contains(&direct(agent)) => {}
            Some((_, names)) => names.push(direct(agent)),
            None => statements.push((role, vec![direct(agent)])),
        }
    }
    let worded = statements.into_iter().map(|(role, names)| {
        let role = role.trim_end_matches(':');
        let last = role.rsplit(' ').next().unwrap_or_default();
        let between = match last {
            "by" | "von" | "par" | "di" | "por" | "da" => " ",
            _ => ": ",
        };
        format!("{role}{between}{}", names.join(", "))
    });
    let all = authors.into_iter().chain(worded);
    joined(all, " ; ").map(|text| closed_up(&text))
}

/// What an editor or translator did, in words of the header that mean just that, or
/// both (`edited and translated by`); else the term.
fn stated_role(agent: &Agent, shown: Relator) -> String {
    let same = |role: &&String| relator::relators_of([role.as_str()]) == [shown];
    let both = |role: &&String| {
        let relators = relator::relators_of([role.as_str()]);
        let mut all = relators.iter();
        let phrase = role.contains(' ') && !role.contains([';', ',']);
        phrase && relators.contains(&shown) && all.all(|one| matches!(one.code, "edt" | "trl"))
    };
    let words = agent.roles.iter().find(same);
    let words = words.or_else(|| agent.roles.iter().find(both)).cloned();
    words.unwrap_or_else(|| shown.term.to_owned())
}

/// `J. B. Greenough` → `J.B. Greenough`: initials have no space between them
/// (RDA 1.7.6).
fn closed_up(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |at: usize| characters.get(at).copied();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let mut closed = String::new();
    for (index, c) in characters.iter().enumerate() {
        let initial_before = index >= 2
            && at(index - 1) == Some('.')
            && letter(at(index - 2))
            && (index == 2 || !at(index - 3).is_some_and(char::is_alphanumeric));
        let initial_after = letter(at(index + 1)) && at(index + 2) == Some('.');
        if *c == ' ' && initial_before && initial_after {
            continue;
        }
        closed.push(*c);
    }
    closed
}

/// The title under which the work is filed: the first that says so.
fn uniform(description: &Description) -> Option<&Title> {
    let mut titles = description.other_titles.iter();
    titles.find(|title| title.kind == TitleKind::Uniform)
}

/// 246, with the sort of title: parallel (31), abbreviated or another (3 ). A title of
/// a sort that only the file knows has its name before it. A uniform title is the
/// main entry (130) if there is no author, else beside the author (240); a record
/// has one of those, so each further one is an added entry (730).
fn other_titles(description: &Description) -> Vec<Field> {
    let filed = uniform(description);
    let others = description.other_titles.iter();
    let fields = others.map(|title| match title.kind {
        TitleKind::Uniform if Some(title.node) != filed.map(|filed| filed.node) => {
            Field::new("730", "0 ").with('a', &title.text)
        }
        TitleKind::Uniform if description.authors.is_empty() => {
            Field::new("130", "0 ").with('a', &title.text)
        }
        TitleKind::Uniform => Field::new("240", "10").with('a', &title.text),
        _ => other_title(title),
    });
    fields.collect()
}

fn other_title(title: &Title) -> Field {
    match &title.kind {
        TitleKind::Parallel | TitleKind::Translated => {
            Field::new("246", "31").with('a', &title.text)
        }
        TitleKind::Other(kind) => {
            let label = format!("{}:", kind.trim_end_matches(':'));
            Field::new("246", "3 ")
                .with('i', &label)
                .with('a', &title.text)
        }
        _ => Field::new("246", "3 ").with('a', &title.text),
    }
}

#[cfg(test)]
mod tests {
    use super::closed_up;

    #[test]
    fn initials_are_closed_up() {
        assert_eq!(
            closed_up("J. B. Greenough ; A. A. Howard"),
            "J.B. Greenough ; A.A. Howard"
        );
        assert_eq!(
            closed_up("M. Tullius Cicero. A. b"),
            "M. Tullius Cicero. A. b"
        );
    }
}
