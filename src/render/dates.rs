//! How is a date written for people?

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An ISO 8601 date in English, as precise as it is: `2008-06-28` gives
/// `28 June 2008`, `2008-06` `June 2008`; the time of day is left out. What is
/// not such a date stands as it is.
pub fn for_people(iso: &str) -> String {
    let date = iso.split('T').next().unwrap_or(iso);
    let mut parts = date.split('-');
    let number = |part: Option<&str>| part.map(str::parse::<usize>);
    let (year, month, day) = (parts.next(), number(parts.next()), number(parts.next()));
    let is_year = year.is_some_and(|year| year.len() == 4 && year.parse::<u32>().is_ok());
    let name = |month: usize| month.checked_sub(1).and_then(|at| MONTHS.get(at));
    match (is_year, year, month, day, parts.next()) {
        (true, Some(year), Some(Ok(month)), Some(Ok(day)), None) if (1..=31).contains(&day) => {
            name(month).map_or_else(|| iso.to_owned(), |month| format!("{day} {month} {year}"))
        }
        (true, Some(year), Some(Ok(month)), None, None) => {
            name(month).map_or_else(|| iso.to_owned(), |month| format!("{month} {year}"))
        }
        _ => iso.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::for_people;

    #[test]
    fn dates_are_as_precise_as_they_are() {
        assert_eq!(for_people("2008-06-28"), "28 June 2008");
        assert_eq!(for_people("2026-11-25T12:00:00Z"), "25 November 2026");
        assert_eq!(for_people("2008-06"), "June 2008");
        for plain in [
            "2008",
            "2008-13-01",
            "-0044-03-15",
            "spring 1789",
            "2008-06-28-1",
            "--05-01",
        ] {
            assert_eq!(for_people(plain), plain);
        }
    }
}
