//! Texts as there are many of: made up, the same each time.
//!
//! The words of a language have ranks. The first 8,000 are drawn after Zipf and
//! Mandelbrot, those behind from a tail that falls faster and has no end, as in large
//! corpora (Ferrer i Cancho and Solé 2001), so the list of words grows with the texts
//! about with the power 0.6 (Heaps). A word draws others after it, and rare words come
//! again in their text. What a word looks like follows from its rank: stems of
//! syllables, with endings, so that many words begin alike and are nearly alike.

use std::fmt::Write;

/// Words that are drawn by their own weight; behind them is the tail.
const HEAD: usize = 8_000;

/// The exponent of the tail.
const TAIL: f64 = 1.7;

/// Persons and places that all texts have together.
const PERSONS: u64 = 20_000;
const PLACES: u64 = 3_000;

/// Numbers that look drawn and are the same each time (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed(self.0)
    }

    /// From 0 to 1.
    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.part() * end as f64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// How the words of a language are made.
struct Language {
    tag: &'static str,
    name: &'static str,
    /// Its commonest words.
    small: &'static str,
    /// How syllables begin, go on and end; the commonest first.
    onsets: &'static str,
    vowels: &'static str,
    codas: &'static str,
    endings: &'static str,
    /// Of a hundred texts.
    share: usize,
}

/// `_` stands for nothing.
const LANGUAGES: [Language; 6] = [
    Language {
        tag: "la",
        name: "Latin",
        small: "et in est non ut ad cum qui quod sed si quae ex ab per a hoc aut esse de enim",
        onsets: "c p s t m r l v d f n _ h b g qu pr tr st cr pl gr fl",
        vowels: "a e i o u ae au",
        codas: "_ _ r n s l m c t x",
        endings: "us a um i o is am em orum ibus it at unt ere",
        share: 25,
    },
    Language {
        tag: "en",
        name: "English",
        small: "the and of to a in that he was it his I with as had for you not her is but she at",
        onsets: "s c p t m b d f l w r h n g st tr pr br sh th pl gr sp ch",
        vowels: "e a i o u ea ou ai ee",
        codas: "_ n r l t d s st nt ck m sh",
        endings: "_ s ed ing er ly ness ment",
        share: 20,
    },
    Language {
        tag: "de",
        name: "German",
        small: "und die der ich in zu das ist sie nicht er ein es mit den sich so von auf dem ihr",
        onsets: "g b v w s h m l f t d k r n sch st sp z tr br gr kl pf",
        vowels: "e a i o u ei ä ü ö au ie",
        codas: "_ n r l s t ch ng nd cht m ß",
        endings: "en e er _ t es ung lich keit ern",
        share: 20,
    },
    Language {
        tag: "fr",
        name: "French",
        small: "de la et le il à les que un en vous je ne des pas qui est dans une ce se qu",
        onsets: "p c m d s t r v l f b n g pr tr ch br gr pl j cl",
        vowels: "a e i o u é ou ai oi è eau ê",
        codas: "_ _ r n s l t m nt",
        endings: "e er s es ait ent ons eur ité ment",
        share: 15,
    },
    Language {
        tag: "grc",
        name: "Ancient Greek",
        small: "καὶ τὸ δὲ τὴν τῶν ὁ τοῦ ἐν τὸν μὲν τῆς εἰς τὰ οὐ ἡ γὰρ πρὸς τοῖς τῷ ἐπὶ ὡς",
        onsets: "π κ τ σ μ λ δ ν φ γ β χ ρ θ ξ στ πρ τρ κρ",
        vowels: "α ε ο ι η ω ά έ ό ί ύ ή ώ ου αι εῖ",
        codas: "_ _ ν ς ρ λ γ",
        endings: "ος ον α ης ειν ων οις ους εται αι ω",
        share: 10,
    },
    Language {
        tag: "ru",
        name: "Russian",
        small: "и в не на я он что с а как его к но это по она ты мне все за так",
        onsets: "п с в к д т м н р з б л г ж ч пр ст тр ш хр",
        vowels: "о а е и у ы я ё ю",
        codas: "_ _ н р л т с в м д",
        endings: "ть а о ый ого ом ами ов ла ние",
        share: 10,
    },
];

/// What is drawn from, made once.
pub struct Speech {
    /// Sums of the weights of the first words.
    sums: Vec<f64>,
    tongues: Vec<Tongue>,
}

/// A language with its first words.
struct Tongue {
    language: &'static Language,
    parts: [Vec<&'static str>; 4],
    first: Vec<String>,
}

impl Speech {
    /// All languages.
    pub fn new() -> Self {
        let mut sum = 0.0;
        let weights = (0..HEAD).map(|rank| 1.0 / (rank as f64 + 2.7));
        let sums = weights.map(|weight| {
            sum += weight;
            sum
        });
        Self {
            sums: sums.collect(),
            tongues: LANGUAGES.iter().map(Tongue::new).collect(),
        }
    }

    /// A rank, from 0.
    fn rank(&self, part: f64) -> u64 {
        let head = self.sums[HEAD - 1];
        // The weight of all that is behind, where the tail begins as the head ends.
        let tail = 1.0 / (TAIL - 1.0);
        let drawn = part * (head + tail);
        if drawn < head {
            return self.sums.partition_point(|sum| *sum <= drawn) as u64;
        }
        let left = ((head + tail - drawn) / tail).max(1e-9);
        (HEAD as f64 * left.powf(-1.0 / (TAIL - 1.0))).min(1e12) as u64
    }
}

impl Tongue {
    fn new(language: &'static Language) -> Self {
        let parts = [
            language.onsets,
            language.vowels,
            language.codas,
            language.endings,
        ];
        let parted = |text: &'static str| -> Vec<&'static str> {
            let parts = text.split(' ');
            parts
                .map(|part| if part == "_" { "" } else { part })
                .collect()
        };
        let mut tongue = Self {
            language,
            parts: parts.map(parted),
            first: Vec::new(),
        };
        let small = language.small.split(' ').map(str::to_owned);
        let mut first: Vec<String> = small.collect();
        for rank in first.len()..HEAD {
            let mut word = String::new();
            tongue.make(rank as u64, &mut word);
            first.push(word);
        }
        tongue.first = first;
        tongue
    }

    fn word(&self, rank: u64, into: &mut String) {
        match self.first.get(rank as usize) {
            Some(word) => into.push_str(word),
            None => self.make(rank, into),
        }
    }

    /// Five words in a row have one stem.
    fn make(&self, rank: u64, into: &mut String) {
        let mut dice = Dice(mixed((rank / 5) ^ ((self.language.share as u64) << 40)));
        let syllables = 1
            + usize::from(rank > 150)
            + usize::from(rank > 20_000)
            + usize::from(rank > 3_000_000)
            + usize::from(dice.one_in(4));
        // The commonest half of the sounds is in three of four syllables.
        let mut pick =
            |from: &[&'static str]| from[(dice.part().powi(2) * from.len() as f64) as usize];
        let [onsets, vowels, codas, endings] = &self.parts;
        for _ in 0..syllables {
            into.push_str(pick(onsets));
            into.push_str(pick(vowels));
            into.push_str(pick(codas));
        }
        let ending = mixed(rank) as usize % endings.len();
        into.push_str(endings[ending]);
    }

    /// A name: a word that is written large.
    fn name(&self, number: u64, into: &mut String) {
        let at = into.len();
        self.make(30_000 + number * 5, into);
        capital(into, at);
    }
}

/// Writes the letter at `at` large.
fn capital(text: &mut String, at: usize) {
    if let Some(first) = text[at..].chars().next() {
        let large: String = first.to_uppercase().collect();
        text.replace_range(at..at + first.len_utf8(), &large);
    }
}

/// What a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Prose,
    Verse,
    /// Prose with witnesses and an apparatus.
    Critical,
}

/// The TEI of text number `number`: 25 to 300 kB, 100 on average.
pub fn text(speech: &Speech, number: u64) -> String {
    let mut dice = Dice(mixed(number.wrapping_add(1)));
    let mut hundred = dice.below(100);
    let tongue = speech.tongues.iter().find(|tongue| {
        let is = hundred < tongue.language.share;
        hundred = hundred.saturating_sub(tongue.language.share);
        is
    });
    let kind = match dice.below(20) {
        0..12 => Kind::Prose,
        12..17 => Kind::Verse,
        _ => Kind::Critical,
    };
    let length = (0.25 + 2.6 * dice.part() * dice.part()) * 1e5;
    let mut writer = Writer {
        speech,
        tongue: tongue.unwrap_or(&speech.tongues[0]),
        persons: (0..4 + dice.below(20))
            .map(|_| (PERSONS as f64).powf(dice.part()) as u64)
            .collect(),
        dice,
        kind,
        before: 0,
        recent: Vec::new(),
        notes: 0,
        out: String::with_capacity(length as usize + 8_192),
    };
    writer.header(number);
    writer.body(length as usize);
    writer.out
}

struct Writer<'s> {
    speech: &'s Speech,
    tongue: &'s Tongue,
    persons: Vec<u64>,
    dice: Dice,
    kind: Kind,
    /// The rank of the word before.
    before: u64,
    /// Rare words that were written lately.
    recent: Vec<u64>,
    notes: usize,
    out: String,
}

impl Writer<'_> {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a String does not fail.
        let _ = self.out.write_fmt(text);
    }

    fn header(&mut self, number: u64) {
        let language = self.tongue.language;
        let year = 1200 + self.dice.below(720);
        // Few authors wrote much.
        let author = 2_000f64.powf(self.dice.part()) as u64;
        self.put(format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xml:lang=\"{}\">\n<teiHeader><fileDesc><titleStmt><title>",
            language.tag
        ));
        for _ in 0..2 + self.dice.below(3) {
            let at = self.out.len();
            self.word();
            capital(&mut self.out, at);
            self.out.push(' ');
        }
        self.put(format_args!("{number}</title><author><persName><forename>"));
        self.tongue.name(PERSONS + author % 97, &mut self.out);
        self.out.push_str("</forename> <surname>");
        self.tongue.name(PERSONS + author, &mut self.out);
        let published = 1990 + self.dice.below(36);
        let first = year - self.dice.below(40);
        let licence = ["by/4.0", "by-sa/4.0", "by-nc/4.0", "by/3.0"][self.dice.below(4)];
        self.put(format_args!(
            "</surname></persName></author></titleStmt>\n<publicationStmt><publisher>A press</publisher><availability><licence target=\"https://creativecommons.org/licenses/{licence}/\">CC {licence}</licence></availability><date when=\"{published}\"/></publicationStmt>\n<sourceDesc>"
        ));
        if self.kind == Kind::Critical {
            self.out.push_str("<listWit>");
            for siglum in ["A", "B", "C", "D"] {
                self.put(format_args!(
                    "<witness xml:id=\"{siglum}\">Codex {siglum}</witness>"
                ));
            }
            self.out.push_str("</listWit>");
        }
        self.put(format_args!(
            "<bibl><title>First edition</title>, <date when=\"{0}\">{0}</date></bibl></sourceDesc></fileDesc>\n<profileDesc><creation><date notBefore=\"{1}\" notAfter=\"{0}\"/></creation><langUsage><language ident=\"{2}\">{3}</language></langUsage>\n<particDesc><listPerson>",
            year, first, language.tag,
            language.name
        ));
        for at in 0..self.persons.len() {
            let person = self.persons[at];
            self.put(format_args!(
                "<person xml:id=\"p{at}\"><persName ref=\"https://viaf.org/viaf/{}\">",
                10_000 + person
            ));
            self.tongue.name(person, &mut self.out);
            self.out.push_str("</persName></person>\n");
        }
        self.out
            .push_str("</listPerson></particDesc></profileDesc></teiHeader>\n<text><body>\n");
    }

    fn body(&mut self, length: usize) {
        let mut division = 0;
        while self.out.len() < length {
            division += 1;
            self.put(format_args!(
                "<div type=\"chapter\" n=\"{division}\"><head>"
            ));
            self.sentence(4);
            self.out.push_str("</head>\n");
            for paragraph in 1..=6 + self.dice.below(12) {
                match self.kind {
                    Kind::Verse => self.stanza(paragraph),
                    _ => self.paragraph(paragraph),
                }
            }
            self.out.push_str("</div>\n");
        }
        self.out.push_str("</body></text>\n</TEI>\n");
    }

    fn stanza(&mut self, number: usize) {
        self.put(format_args!("<lg n=\"{number}\">\n"));
        for line in 1..=8 {
            self.put(format_args!("<l n=\"{line}\">"));
            let words = 5 + self.dice.below(4);
            self.sentence(words);
            self.out.push_str("</l>\n");
        }
        self.out.push_str("</lg>\n");
    }

    fn paragraph(&mut self, number: usize) {
        self.put(format_args!("<p n=\"{number}\">"));
        for _ in 0..2 + self.dice.below(7) {
            let words = 5 + self.dice.below(20);
            self.sentence(words);
            self.out.push(' ');
        }
        if self.dice.one_in(5) {
            self.notes += 1;
            let number = self.notes;
            self.put(format_args!("<note place=\"bottom\" n=\"{number}\">"));
            self.sentence(9);
            self.out.push_str("</note>");
        }
        self.out.push_str("</p>\n");
    }

    fn sentence(&mut self, words: usize) {
        let begin = self.out.len();
        for at in 0..words {
            if at > 0 {
                self.out
                    .push_str(if self.dice.one_in(12) { ", " } else { " " });
            }
            match self.dice.below(60) {
                0 if at > 0 => self.person(),
                1 if at > 0 && self.dice.one_in(2) => self.place(),
                2 | 3 if at > 0 && self.kind == Kind::Critical => self.entry(),
                _ => self.word(),
            }
        }
        capital(&mut self.out, begin);
        self.out.push('.');
    }

    fn person(&mut self) {
        let at = self.dice.below(self.persons.len());
        self.put(format_args!("<persName ref=\"#p{at}\">"));
        self.tongue.name(self.persons[at], &mut self.out);
        self.out.push_str("</persName>");
    }

    fn place(&mut self) {
        let place = (PLACES as f64).powf(self.dice.part()) as u64;
        self.out.push_str("<placeName>");
        self.tongue.name(2 * PERSONS + place, &mut self.out);
        self.out.push_str("</placeName>");
    }

    fn entry(&mut self) {
        self.out.push_str("<app><lem wit=\"#A\">");
        self.word();
        self.out.push_str("</lem><rdg wit=\"#B\">");
        self.word();
        self.out.push_str("</rdg>");
        if self.dice.one_in(3) {
            self.out.push_str("<rdg wit=\"#C #D\">");
            self.word();
            self.out.push_str("</rdg>");
        }
        self.out.push_str("</app>");
    }

    fn word(&mut self) {
        let rank = match self.dice.below(20) {
            // One of eight words that the one before it likes.
            0..4 => {
                let liked = mixed(self.before * 8 + self.dice.below(8) as u64);
                self.speech.rank((liked >> 11) as f64 / (1u64 << 53) as f64)
            }
            // One that was written lately.
            4..7 if !self.recent.is_empty() => self.recent[self.dice.below(self.recent.len())],
            _ => self.speech.rank(self.dice.part()),
        };
        if rank > 500 {
            let place = self.dice.below(64);
            if self.recent.len() < 64 {
                self.recent.push(rank);
            } else {
                self.recent[place] = rank;
            }
        }
        self.before = rank;
        self.tongue.word(rank, &mut self.out);
    }
}
