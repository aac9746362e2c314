//! How are several names joined?

use super::super::name::Name;

/// Joins with commas and `and`: `A and B`, `A, B, and C`.
pub fn and(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
    }
}

/// The same after an inverted name, which has a comma of its own.
pub fn and_after_inverted(names: &[String]) -> String {
    match names {
        [first, second] => format!("{first}, and {second}"),
        _ => and(names),
    }
}

/// A name in some form; one that the header is not sure of in brackets, with a
/// question mark.
pub fn form(name: &Name, write: impl Fn(&Name) -> String) -> String {
    let written = write(name);
    if name.doubtful {
        format!("[{written}?]")
    } else {
        written
    }
}

/// All names as they are spoken: `Charles Lamb`.
pub fn direct(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| form(name, Name::direct)).collect()
}

/// The first inverted, the others as they are spoken.
pub fn first_inverted(names: &[Name]) -> Vec<String> {
    let numbered = names.iter().enumerate();
    let written = numbered.map(|(at, name)| match at {
        0 => form(name, Name::inverted),
        _ => form(name, Name::direct),
    });
    written.collect()
}

/// The first `most`, and `et al.` if there are more than `limit`.
pub fn shortened(mut names: Vec<String>, limit: usize, most: usize) -> (Vec<String>, bool) {
    let cut = names.len() > limit;
    if cut {
        names.truncate(most);
    }
    (names, cut)
}
