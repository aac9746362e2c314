//! Which arguments does a query have?

use crate::source::percent::decode_form;

/// The arguments of a request, in order: names and values, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Names with their values.
    pub pairs: Vec<(String, String)>,
    /// Whether something could not be decoded: it is no UTF-8.
    pub garbled: bool,
}

/// The most arguments that are looked at: requests have up to six.
const MOST: usize = 64;

impl Arguments {
    /// Takes apart what is coded as forms are (`application/x-www-form-urlencoded`).
    pub fn read(query: &str) -> Self {
        let mut arguments = Self::default();
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        for pair in pairs.take(MOST) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decode_form(name), decode_form(value)) {
                (Some(name), Some(value)) => arguments.pairs.push((name, value)),
                (name, _) => {
                    arguments.garbled = true;
                    // It is no verb, and must be counted as one (§3.6).
                    arguments.pairs.extend(
                        name.filter(|name| name == "verb")
                            .map(|name| (name, char::REPLACEMENT_CHARACTER.to_string())),
                    );
                }
            }
        }
        arguments
    }

    /// All values of an argument.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let pairs = self.pairs.iter().filter(move |(found, _)| found == name);
        pairs.map(|(_, value)| value.as_str())
    }

    /// The first value of an argument.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_taken_apart() {
        let read = Arguments::read("verb=Identify&&a=b+c%3A%zz&d&e==");
        let pairs: Vec<_> = read
            .pairs
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(
            pairs,
            [
                ("verb", "Identify"),
                ("a", "b c:%zz"),
                ("d", ""),
                ("e", "=")
            ]
        );
        assert!(!read.garbled);
        assert!(Arguments::read("a=%ff").garbled);
        let twice = Arguments::read("verb=Identify&verb=%ff");
        assert_eq!(twice.all("verb").count(), 2);
    }
}
