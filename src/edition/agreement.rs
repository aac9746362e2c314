//! How far do witnesses agree?
//!
//! Counted are places where witnesses differ. Nothing is inferred about descent; the
//! tables are for programs that do.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Where two witnesses can be compared, and where they agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Places where both have the same.
    pub same: u32,
    /// Places at which it is known what both have.
    pub places: u32,
}

impl Agreement {
    /// The share of places where they differ, from 0 to 1.
    pub fn distance(self) -> f64 {
        match self.places {
            0 => 0.0,
            places => 1.0 - f64::from(self.same) / f64::from(places),
        }
    }
}

/// What witnesses have, place by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct States {
    /// The sigla.
    pub witnesses: Vec<String>,
    /// For each place what each witness has: equal numbers for the same, none where
    /// that is not known or its text is lost.
    pub places: Vec<Vec<Option<usize>>>,
}

/// What a state can be written as.
const SYMBOLS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl States {
    /// How far each two witnesses agree, by their numbers.
    pub fn agreements(&self) -> Vec<Vec<Agreement>> {
        let witnesses = self.witnesses.len();
        let mut agreements = vec![vec![Agreement::default(); witnesses]; witnesses];
        for states in &self.places {
            for (one, row) in agreements.iter_mut().enumerate() {
                for (other, agreement) in row.iter_mut().enumerate() {
                    let both = states[one].zip(states[other]);
                    agreement.places += u32::from(both.is_some());
                    agreement.same += u32::from(both.is_some_and(|(one, other)| one == other));
                }
            }
        }
        agreements
    }

    /// The agreements as comma-separated values: for each two witnesses in how many of
    /// the places they agree.
    pub fn csv(&self) -> String {
        let mut out = String::from("witness,other,same,places,distance\r\n");
        let quoted = |siglum: &String| match siglum.contains([',', '"']) {
            true => format!("\"{}\"", siglum.replace('"', "\"\"")),
            false => siglum.clone(),
        };
        for (one, row) in self.agreements().iter().enumerate() {
            for (other, agreement) in row.iter().enumerate().skip(one + 1) {
                let Agreement { same, places } = *agreement;
                let names = [one, other].map(|at| quoted(&self.witnesses[at])).join(",");
                let distance = agreement.distance();
                out.push_str(&format!("{names},{same},{places},{distance:.6}\r\n"));
            }
        }
        out
    }

    /// A distance matrix as PHYLIP reads it, with names of any length (relaxed format).
    pub fn phylip(&self) -> String {
        let mut out = format!("{}\n", self.witnesses.len());
        for (row, name) in self.agreements().iter().zip(self.names()) {
            out.push_str(&name);
            for agreement in row {
                out.push_str(&format!(" {:.6}", agreement.distance()));
            }
            out.push('\n');
        }
        out
    }

    /// The states of all witnesses as NEXUS (Maddison, Swofford and Maddison 1997): a
    /// character for each place; one with more readings than there are symbols is left
    /// out, and a comment says so.
    pub fn nexus(&self) -> String {
        let fits = |states: &&Vec<Option<usize>>| {
            let mut known = states.iter().flatten();
            known.all(|state| *state < SYMBOLS.len())
        };
        let kept: Vec<&Vec<Option<usize>>> = self.places.iter().filter(fits).collect();
        let names = self.names();
        let symbols = String::from_utf8_lossy(SYMBOLS);
        let mut out = String::from("#NEXUS\n");
        if kept.len() < self.places.len() {
            let left = self.places.len() - kept.len();
            out.push_str(&format!(
                "[{left} places have too many readings and are left out]\n"
            ));
        }
        let written = names.iter().zip(&self.witnesses);
        let other = written.filter(|(name, siglum)| name != siglum);
        // A bracket would end the comment, or begin one in it.
        let round = |siglum: &String| siglum.replace('[', "(").replace(']', ")");
        let said = other.map(|(name, siglum)| format!("{name}: {}", round(siglum)));
        let key: Vec<String> = said.collect();
        if !key.is_empty() {
            out.push_str(&format!("[{}]\n", key.join("; ")));
        }
        out.push_str(&format!(
            "BEGIN TAXA;\n  DIMENSIONS NTAX={};\n  TAXLABELS {};\nEND;\n\
             BEGIN CHARACTERS;\n  DIMENSIONS NCHAR={};\n  \
             FORMAT DATATYPE=STANDARD RESPECTCASE MISSING=? GAP=- SYMBOLS=\"{symbols}\";\n  MATRIX\n",
            names.len(),
            names.join(" "),
            kept.len(),
        ));
        for (witness, name) in names.iter().enumerate() {
            let state = |state: usize| char::from(SYMBOLS[state]);
            let row = kept.iter().map(|states| states[witness].map_or('?', state));
            out.push_str(&format!("    {name} {}\n", row.collect::<String>()));
        }
        out.push_str("  ;\nEND;\n");
        out
    }

    /// Sigla as these programs read names: letters, digits and `_`, each once.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for siglum in &self.witnesses {
            let mut name = plain_name(siglum);
            while names.contains(&name) {
                name.push('_');
            }
            names.push(name);
        }
        names
    }
}

/// Greek letters, from alpha on, by their names; that at the end of a word is a sigma.
const GREEK: [&str; 25] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi",
    "chi", "psi", "omega",
];

/// A siglum in ASCII letters, digits and `_`: raised figures as figures, Greek letters
/// by their names, other letters without their marks.
fn plain_name(siglum: &str) -> String {
    let mut name = String::new();
    for c in siglum.trim().nfkd().filter(|c| !is_combining_mark(*c)) {
        let small = c.to_lowercase().next().unwrap_or(c);
        match u32::from(small).checked_sub(u32::from('α')) {
            Some(at) if (at as usize) < GREEK.len() => {
                let letter = GREEK[at as usize];
                let (first, rest) = letter.split_at(1);
                if c == small {
                    name.push_str(first);
                } else {
                    name.push_str(&first.to_uppercase());
                }
                name.push_str(rest);
            }
            _ if c.is_ascii_alphanumeric() => name.push(c),
            _ if !name.ends_with('_') => name.push('_'),
            _ => {}
        }
    }
    match name.trim_end_matches('_') {
        "" => "_".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigla_are_names_that_programs_read() {
        let names = [
            ("A", "A"),
            ("C²", "C2"),
            ("β", "beta"),
            ("Ω", "Omega"),
            ("ς", "sigma"),
            ("ed. pr.", "ed_pr"),
            ("É", "E"),
            ("א", "_"),
            ("*", "_"),
        ];
        for (siglum, name) in names {
            assert_eq!(plain_name(siglum), name, "{siglum}");
        }
        let states = States {
            witnesses: ["*", "א", "C²", "C2"].map(str::to_owned).to_vec(),
            places: Vec::new(),
        };
        assert_eq!(states.names(), ["_", "__", "C2", "C2_"]);
        let key = "[_: *; __: א; C2: C²; C2_: C2]\n";
        assert!(states.nexus().contains(key), "{}", states.nexus());
        let bracketed = States {
            witnesses: vec!["f[1]".to_owned()],
            places: Vec::new(),
        };
        assert!(bracketed.nexus().contains("[f_1: f(1)]\n"), "comments nest");
    }

    #[test]
    fn what_is_not_known_counts_nowhere() {
        let states = States {
            witnesses: ["A", "β", "C"].map(str::to_owned).to_vec(),
            places: vec![
                vec![Some(0), Some(0), Some(1)],
                vec![Some(0), None, Some(0)],
                vec![Some(2), Some(1), Some(2)],
            ],
        };
        let agreements = states.agreements();
        assert_eq!(agreements[0][1], Agreement { same: 1, places: 2 });
        assert_eq!(agreements[0][2], Agreement { same: 2, places: 3 });
        assert_eq!(agreements[1][2], Agreement { same: 0, places: 2 });
        let nexus = states.nexus();
        assert!(
            nexus.contains("    A 002\n    beta 0?1\n    C 102\n"),
            "{nexus}"
        );
        assert!(states.csv().contains("\r\nA,β,1,2,0.500000\r\n"));
        assert!(
            states
                .phylip()
                .starts_with("3\nA 0.000000 0.500000 0.333333\n")
        );
    }
}
