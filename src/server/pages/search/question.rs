//! What is asked for, as it stands in the address?

use crate::said;
use crate::search::about::primary;
use crate::search::{Alike, Facet, Field};
use crate::source::percent::{decode_form, encode};
use crate::wording::Said;

/// A search, as it stands in the address: all of it, so that it can be linked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed.
    pub query: String,
    /// In which fields; none stands for all.
    pub fields: Vec<Field>,
    /// In which edition.
    pub edition: Option<String>,
    /// By what was chosen.
    pub facets: Vec<(Facet, String)>,
    /// The first year.
    pub from: Option<i32>,
    /// The last year.
    pub to: Option<i32>,
    /// What has to be the same in words.
    pub alike: Alike,
    /// The page, from 1.
    pub page: usize,
    /// What says nothing in the place where it stands: parameter and value.
    pub unfit: Vec<(&'static str, String)>,
}

/// By what texts can be chosen besides the field, in the order of the address.
const CHOICES: [Facet; 4] = [
    Facet::Author,
    Facet::Language,
    Facet::Century,
    Facet::Witness,
];

/// Values that are not understood of which the reader is told, and their characters.
const MOST_UNFIT: (usize, usize) = (4, 80);

/// Characters of a query that are read; nobody types more.
const MOST_TYPED: usize = 1_000;

impl Question {
    /// Reads a query of an address. What is not known is passed over; the last one
    /// of two counts.
    pub fn read(query: Option<&str>) -> Self {
        let mut question = Self {
            page: 1,
            ..Self::default()
        };
        for pair in query.unwrap_or_default().split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(value) = decode_form(value) else {
                continue;
            };
            let value = value.trim();
            if !value.is_empty() {
                question.take(name, value);
            }
        }
        if Field::ALL
            .iter()
            .all(|field| question.fields.contains(field))
        {
            question.fields.clear();
        }
        question
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "q" => self.query = value.chars().take(MOST_TYPED).collect(),
            "in" => {
                let Ok(field) = value.parse() else {
                    return self.add_unfit("in", value);
                };
                if !self.fields.contains(&field) {
                    self.fields.push(field);
                    self.fields.sort_unstable();
                }
            }
            "edition" => self.edition = Some(value.to_owned()),
            "from" => match value.parse() {
                Ok(year) => self.from = Some(year),
                Err(_) => self.add_unfit("from", value),
            },
            "to" => match value.parse() {
                Ok(year) => self.to = Some(year),
                Err(_) => self.add_unfit("to", value),
            },
            "case" => self.alike.case = value == "1",
            "marks" => self.alike.marks = value == "1",
            "spelling" => self.alike.spelling = value == "1",
            "page" => self.page = value.parse().unwrap_or(1).max(1),
            other => {
                let facet = CHOICES.into_iter().find(|facet| facet.word() == other);
                if let Some(facet) = facet {
                    let code = primary(value).filter(|_| facet == Facet::Language);
                    self.facets.retain(|(one, _)| *one != facet);
                    self.facets
                        .push((facet, code.unwrap_or_else(|| value.to_owned())));
                    self.facets.sort();
                }
            }
        }
    }

    fn add_unfit(&mut self, name: &'static str, value: &str) {
        let (most, letters) = MOST_UNFIT;
        let unfit = (name, value.chars().take(letters).collect());
        if self.unfit.len() < most && !self.unfit.contains(&unfit) {
            self.unfit.push(unfit);
        }
    }

    /// What is to be said of what was not understood.
    pub fn remarks(&self) -> Vec<Said> {
        let remarks = self.unfit.iter().map(|(name, value)| match *name {
            "in" => said!(
                "“{value}” is none of text, readings, notes and header, and is passed over.",
                value = value
            ),
            _ => said!("“{value}” is no year and is passed over.", value = value),
        });
        remarks.collect()
    }

    /// The names and values that say it, in their order; nothing that says nothing.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("q".to_owned(), self.query.clone())];
        let mut add = |name: &str, value: Option<String>| {
            pairs.extend(value.map(|value| (name.to_owned(), value)));
        };
        for field in &self.fields {
            add("in", Some(field.word().to_owned()));
        }
        add("edition", self.edition.clone());
        for (facet, value) in &self.facets {
            add(facet.word(), Some(value.clone()));
        }
        add("from", self.from.map(|year| year.to_string()));
        add("to", self.to.map(|year| year.to_string()));
        for (name, counts) in [
            ("case", self.alike.case),
            ("marks", self.alike.marks),
            ("spelling", self.alike.spelling),
        ] {
            add(name, counts.then(|| "1".to_owned()));
        }
        for (name, value) in &self.unfit {
            add(name, Some(value.clone()));
        }
        add("page", (self.page > 1).then(|| self.page.to_string()));
        pairs.retain(|(_, value)| !value.is_empty());
        pairs
    }

    /// It as the query of an address, in the one way in which it is written.
    pub fn to_query(&self) -> String {
        let written = |(name, value): (String, String)| {
            let value = encode(&value, b"*-._ ").replace(' ', "+");
            format!("{name}={value}")
        };
        let pairs: Vec<String> = self.pairs().into_iter().map(written).collect();
        pairs.join("&")
    }

    /// Its address, where `base` is that of the search.
    pub fn href(&self, base: &str) -> String {
        match self.to_query() {
            query if query.is_empty() => base.to_owned(),
            query => format!("{base}?{query}"),
        }
    }

    /// What marks the words in the page of an edition.
    pub fn marks(&self) -> String {
        let only = Self {
            query: self.query.clone(),
            alike: self.alike,
            ..Self::default()
        };
        let query = only.to_query();
        query
            .strip_prefix("q=")
            .map(|rest| format!("find={rest}"))
            .unwrap_or_default()
    }

    /// The question that `find=` in the address of a page asks.
    pub fn of_page(query: Option<&str>) -> Option<Self> {
        let mut question = Self::read(query);
        let pairs = query.unwrap_or_default().split('&');
        let find = pairs
            .filter_map(|pair| pair.strip_prefix("find="))
            .next_back()?;
        let find = decode_form(find)?;
        // On the page of an edition these words may mean something else.
        question.unfit.clear();
        question.query = find.trim().chars().take(MOST_TYPED).collect();
        (!question.query.is_empty()).then_some(question)
    }

    /// The same with something changed, from its first page on.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = Self {
            page: 1,
            unfit: Vec::new(),
            ..self.clone()
        };
        change(&mut changed);
        changed
    }

    /// The same with a facet chosen, or without one.
    pub fn choosing(&self, facet: Facet, value: Option<&str>) -> Self {
        self.with(|question| {
            if facet == Facet::Field {
                question.fields = value
                    .and_then(|value| value.parse().ok())
                    .into_iter()
                    .collect();
                return;
            }
            question.facets.retain(|(one, _)| *one != facet);
            question
                .facets
                .extend(value.map(|value| (facet, value.to_owned())));
            question.facets.sort();
        })
    }

    /// The fields that are looked in.
    pub fn looked_in(&self) -> Vec<Field> {
        match self.fields.as_slice() {
            [] => Field::ALL.to_vec(),
            fields => fields.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_all_and_is_written_in_one_way() {
        for (written, read) in [
            ("q=arma", "q=arma"),
            (
                "case=1&q=%22arma+vir*%22&page=1&utm=x",
                "q=%22arma+vir*%22&case=1",
            ),
            (
                "q=a&q=b&in=notes&in=upside&in=text&page=1",
                "q=b&in=text&in=notes&in=upside",
            ),
            ("in=text&in=readings&in=notes&in=header&q=a", "q=a"),
            (
                "witness=B&author=Lamb%2C+C.&from=-50&to=x&q=a",
                "q=a&author=Lamb%2C+C.&witness=B&from=-50&to=x",
            ),
            ("q=&in=", ""),
            ("q=%FF&page=0", ""),
        ] {
            let question = Question::read(Some(written));
            assert_eq!(question.to_query(), read, "{written}");
            assert_eq!(Question::read(Some(read)), question, "{written}");
        }
    }

    #[test]
    fn marks_are_asked_for_in_a_page() {
        let question = Question::read(Some("q=a+%26b&edition=x&marks=1"));
        assert_eq!(question.marks(), "find=a+%26b&marks=1");
        let again = Question::of_page(Some("view=reading&find=a+%26b&marks=1"));
        let again = again.expect("a question");
        assert_eq!((again.query.as_str(), again.alike.marks), ("a &b", true));
        assert_eq!(Question::of_page(Some("q=a")), None);
    }
}
