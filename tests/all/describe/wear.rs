//! What happens to a citation on its way through print, mail and PDF.

/// The text worn in several ways; `seed` says where.
pub fn all(text: &str, seed: u64) -> Vec<String> {
    let mut worn = wrapping(text, seed);
    worn.extend([
        hyphenated(text, seed, "-\n"),
        hyphenated(text, seed, "\u{AD}\n    "),
        hyphenated(text, seed, "\u{2010} "),
        typographic(&hyphenated(text, seed, "\u{2010}\n")),
    ]);
    worn
}

/// Without hyphens that are not in the text.
pub fn wrapping(text: &str, seed: u64) -> Vec<String> {
    vec![
        text.to_owned(),
        wrapped(text, seed, "\n"),
        wrapped(text, seed, "\r\n> "),
        broken(text, seed, "\n"),
        broken(text, seed, " "),
        typographic(text),
        text.replace(' ', "\u{A0}"),
        soft(text, seed),
        format!("As I said ({text}), and so on. See also p. 4; 1.2, a.b"),
    ]
}

/// A small generator: the same seed wears in the same places.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn dice(seed: u64) -> Dice {
    Dice(seed | 1)
}

/// Line ends in place of spaces.
fn wrapped(text: &str, seed: u64, end: &str) -> String {
    let mut dice = dice(seed);
    let worn = text.chars().map(|c| match c {
        ' ' if dice.roll(3) == 0 => end.to_owned(),
        c => c.to_string(),
    });
    worn.collect()
}

/// Line ends in the middle of words, of addresses and hashes too, but not in
/// the name of the host: what a viewer does with long words.
fn broken(text: &str, seed: u64, end: &str) -> String {
    between(
        text,
        seed,
        |before, after| before != ' ' && after != ' ',
        end,
    )
}

/// Hyphens at line ends between letters or digits, as hyphenation puts them.
fn hyphenated(text: &str, seed: u64, end: &str) -> String {
    let in_word = |before: char, after: char| before.is_alphanumeric() && after.is_alphanumeric();
    between(text, seed, in_word, end)
}

/// Puts `end` between some characters: about one in forty, as in lines of a
/// book, never twice within thirty, not in the address of the site, and not at
/// the same place of what stands twice: nobody could mend that.
fn between(text: &str, seed: u64, may: impl Fn(char, char) -> bool, end: &str) -> String {
    let mut dice = dice(seed);
    let site = text.rfind("http").map(|at| {
        let slash = text[at..]
            .find("/editions/")
            .map_or(text.len(), |slash| at + slash);
        at..slash + 1
    });
    let mut out = String::new();
    let mut since = 30;
    let mut last = ' ';
    let mut broken = Vec::new();
    for (at, c) in text.char_indices() {
        let inside = site.as_ref().is_some_and(|site| site.contains(&at));
        let before: String = text[..at].chars().rev().take(2).chain([c]).collect();
        let after: String = [last]
            .into_iter()
            .chain(text[at..].chars().take(2))
            .collect();
        let around = [(false, before), (true, after)];
        let again = around.iter().any(|context| broken.contains(context));
        if !inside && !again && since >= 30 && may(last, c) && dice.roll(10) == 0 {
            broken.extend(around);
            out.push_str(end);
            since = 0;
        }
        since += 1;
        out.push(c);
        last = c;
    }
    out
}

/// What word processors and fonts do to quotes, hyphens and letters.
fn typographic(text: &str) -> String {
    let text = text
        .replace("fi", "ﬁ")
        .replace("fl", "ﬂ")
        .replace("ff", "ﬀ");
    let text = text.replace('\'', "’").replace('"', "”");
    text.replace('-', "–").replace(' ', "\u{2009}")
}

/// Signs without width that word processors leave.
fn soft(text: &str, seed: u64) -> String {
    let mut dice = dice(seed);
    let worn = text.chars().map(|c| match dice.roll(7) {
        0 => format!("{c}\u{200B}"),
        1 => format!("{c}\u{AD}"),
        _ => c.to_string(),
    });
    let worn: String = worn.collect();
    // A soft hyphen before a space is one at the end of a line.
    worn.replace("\u{AD} ", " ")
}
