//! The labels on a bag: `bagit.txt` and `bag-info.txt` (RFC 8493 §2.1.1, §2.2.2).

use std::fmt::Write;

/// `bagit.txt` of what is written here.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// A line of `bag-info.txt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its name: `Source-Organization`.
    pub name: String,
    /// What it says; lines that were folded are joined.
    pub value: String,
}

impl Label {
    /// A label; white space in the value is collapsed, for it stands on a line.
    pub fn new(name: &str, value: &str) -> Self {
        let words: Vec<&str> = value.split_whitespace().collect();
        Self {
            name: name.to_owned(),
            value: words.join(" "),
        }
    }
}

/// Writes labels in their order; those that say nothing are left out.
pub fn write(labels: &[Label]) -> String {
    let mut text = String::new();
    for Label { name, value } in labels.iter().filter(|label| !label.value.is_empty()) {
        let _ = writeln!(text, "{name}: {value}");
    }
    text
}

/// Reads labels. A line that begins with white space goes on with the one before.
///
/// # Errors
/// A sentence with the number of the line.
pub fn read(text: &str) -> Result<Vec<Label>, String> {
    let mut labels: Vec<Label> = Vec::new();
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    for (at, line) in text.split('\n').enumerate() {
        let folded = line.starts_with([' ', '\t']);
        match labels.last_mut() {
            Some(last) if folded => {
                last.value.push(' ');
                last.value.push_str(line.trim());
            }
            _ if line.is_empty() => {}
            _ => {
                let (name, value) = line
                    .split_once(':')
                    .filter(|(name, _)| !name.is_empty() && !folded)
                    .ok_or_else(|| format!("line {} is not a label and its value", at + 1))?;
                labels.push(Label {
                    name: name.trim_end().to_owned(),
                    value: value.trim().to_owned(),
                });
            }
        }
    }
    Ok(labels)
}

/// Whether `bagit.txt` declares a bag that is read here: a version from 0.93 to
/// 1.0, in UTF-8.
///
/// # Errors
/// A sentence.
pub fn declared(text: &str) -> Result<(), String> {
    let text = text.replace("\r\n", "\n");
    let mut lines = text.trim_end_matches('\n').split('\n');
    let version = lines
        .next()
        .and_then(|line| line.strip_prefix("BagIt-Version:"));
    let encoding = lines.next();
    let encoding = encoding.and_then(|line| line.strip_prefix("Tag-File-Character-Encoding:"));
    let (Some(version), Some(encoding), None) = (version, encoding, lines.next()) else {
        return Err("it is not the two lines that say version and encoding".to_owned());
    };
    let known = ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"];
    if !known.contains(&version.trim()) {
        let version = version.trim();
        return Err(format!("version {version} of BagIt is not known here"));
    }
    let encoding = encoding.trim();
    if encoding.eq_ignore_ascii_case("UTF-8") {
        Ok(())
    } else {
        Err(format!("its labels are in {encoding}; only UTF-8 is read"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_lines() {
        let labels = [
            Label::new("Source-Organization", "A\n  society"),
            Label::new("External-Description", ""),
        ];
        assert_eq!(write(&labels), "Source-Organization: A society\n");
        let read = read("A: one\r\n  and two\nB:three: four\n\n").unwrap();
        let expected = [("A", "one and two"), ("B", "three: four")];
        assert!(read.iter().map(|l| (&*l.name, &*l.value)).eq(expected));
        assert!(super::read("one").is_err() && super::read(" one: two").is_err());
    }

    #[test]
    fn the_declaration_is_two_lines() {
        assert_eq!(declared(DECLARATION), Ok(()));
        let old = "BagIt-Version: 0.97\r\nTag-File-Character-Encoding: utf-8\r\n";
        assert_eq!(declared(old), Ok(()));
        for bad in [
            "",
            "BagIt-Version: 1.0\n",
            "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n",
            "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
            "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nMore: x\n",
        ] {
            assert!(declared(bad).is_err(), "{bad}");
        }
    }
}
