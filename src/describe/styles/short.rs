//! As little as is enough to find and to check.

use super::super::citation::seal;
use super::super::line::Line;
use super::About;

/// `Elia 1.2.14 [lamb, version 3, ni:///sha-256-128;…; 1.2.14, …]`
pub fn cite(about: &About<'_>) -> Line {
    let mut line = Line::default();
    about.title(&mut line);
    if let Some(place) = &about.place {
        line.say(" ").say(place);
    }
    line.say(" ").say(&seal::short(about.cited));
    line
}
