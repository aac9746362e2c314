//! Which form does a language have for so many things?
//!
//! The rules of CLDR for whole numbers, for the languages that the program
//! speaks and for those that somebody may well add.

use serde::Deserialize;

/// A category of numbers, as CLDR names it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// As in Arabic.
    Zero,
    /// One thing; in French and Portuguese also none.
    One,
    /// Two.
    Two,
    /// A few.
    Few,
    /// Many; in Romance languages a whole number of millions.
    Many,
    /// All the rest.
    Other,
}

use Category::{Few, Many, One, Other, Two, Zero};

/// A family of languages that count alike.
enum Family {
    /// No forms.
    None,
    /// One and the rest.
    Germanic,
    /// One, millions and the rest.
    Romance,
    /// The same, where nothing counts as one.
    French,
    /// 1, 21, 31 …; 2 to 4, 22 to 24 …; the rest.
    Russian,
    /// 1; 2 to 4, 22 to 24 …; the rest.
    Polish,
    /// 1; 2 to 4; the rest.
    Czech,
    /// 1; 2; the rest.
    Hebrew,
    /// All six.
    Arabic,
}

fn family(language: &str) -> Family {
    match language.split('-').next().unwrap_or_default() {
        "id" | "ja" | "ko" | "th" | "vi" | "zh" => Family::None,
        "ca" | "es" | "it" => Family::Romance,
        "fr" | "pt" => Family::French,
        "be" | "ru" | "uk" => Family::Russian,
        "pl" => Family::Polish,
        "cs" | "sk" => Family::Czech,
        "he" => Family::Hebrew,
        "ar" => Family::Arabic,
        _ => Family::Germanic,
    }
}

/// The categories of languages in which a million is a noun of its own.
pub const MILLIONS: &[Category] = &[One, Many, Other];

/// The categories of a language.
pub fn categories(language: &str) -> &'static [Category] {
    match family(language) {
        Family::None => &[Other],
        Family::Germanic => &[One, Other],
        Family::Romance | Family::French => MILLIONS,
        Family::Russian | Family::Polish => &[One, Few, Many],
        Family::Czech => &[One, Few, Other],
        Family::Hebrew => &[One, Two, Other],
        Family::Arabic => &[Zero, One, Two, Few, Many, Other],
    }
}

/// The category of `n` things.
pub fn category(language: &str, n: u64) -> Category {
    let family = family(language);
    let (ten, hundred) = (n % 10, n % 100);
    let few = (2..=4).contains(&ten) && !(12..=14).contains(&hundred);
    match family {
        Family::None => Other,
        Family::Germanic | Family::Romance | Family::Polish | Family::Czech | Family::Hebrew
            if n == 1 =>
        {
            One
        }
        Family::French if n < 2 => One,
        Family::Romance | Family::French if n > 0 && n.is_multiple_of(1_000_000) => Many,
        Family::Russian if ten == 1 && hundred != 11 => One,
        Family::Russian | Family::Polish => {
            if few {
                Few
            } else {
                Many
            }
        }
        Family::Czech if (2..=4).contains(&n) => Few,
        Family::Hebrew if n == 2 => Two,
        Family::Arabic => match (n, hundred) {
            (0, _) => Zero,
            (1, _) => One,
            (2, _) => Two,
            (_, 3..=10) => Few,
            (_, 11..=99) => Many,
            _ => Other,
        },
        _ => Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_forms_of_cldr() {
        for (language, numbers) in [
            ("en", [(0, Other), (1, One), (2, Other), (1_000_000, Other)]),
            (
                "de",
                [(0, Other), (1, One), (21, Other), (1_000_000, Other)],
            ),
            ("es", [(0, Other), (1, One), (2, Other), (2_000_000, Many)]),
            ("it", [(0, Other), (1, One), (11, Other), (1_000_000, Many)]),
            ("fr", [(0, One), (1, One), (2, Other), (1_000_000, Many)]),
            ("pt-BR", [(0, One), (1, One), (2, Other), (1_000_000, Many)]),
            ("ru", [(1, One), (11, Many), (22, Few), (112, Many)]),
            ("pl", [(1, One), (21, Many), (23, Few), (13, Many)]),
            ("cs", [(1, One), (2, Few), (5, Other), (22, Other)]),
            ("he", [(1, One), (2, Two), (3, Other), (0, Other)]),
            ("ar", [(0, Zero), (2, Two), (103, Few), (100, Other)]),
            ("ja", [(0, Other), (1, Other), (2, Other), (3, Other)]),
        ] {
            for (number, expected) in numbers {
                assert_eq!(category(language, number), expected, "{language} {number}");
                assert!(categories(language).contains(&expected));
            }
        }
    }
}
