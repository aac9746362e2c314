//! Which of six languages are these words in?
//!
//! Evidence is of two kinds: function words, which weigh the less the more
//! languages share them, and endings or letters that one language alone has.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// A language that the rules know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tongue {
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// German.
    German,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
}

/// The six languages, in the order of their bits in a [`Tongues`].
pub const ALL: [Tongue; 6] = [
    Tongue::English,
    Tongue::Spanish,
    Tongue::French,
    Tongue::German,
    Tongue::Italian,
    Tongue::Portuguese,
];

/// A set of languages, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tongues(pub u8);

impl Tongues {
    /// Whether `tongue` is one of them.
    pub fn has(self, tongue: Tongue) -> bool {
        self.0 & tongue.bit() != 0
    }

    /// How many they are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
}

impl Tongue {
    /// The language of a BCP 47 tag; `None` for one that the rules lack.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
        ALL.into_iter().find(|tongue| tongue.tag() == primary)
    }

    /// The BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::German => "de",
            Self::Italian => "it",
            Self::Portuguese => "pt",
        }
    }

    /// The English name, for findings.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Spanish",
            Self::French => "French",
            Self::German => "German",
            Self::Italian => "Italian",
            Self::Portuguese => "Portuguese",
        }
    }

    /// Its bit in a [`Tongues`].
    pub fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Words that hold its sentences together. Words that are as common in
    /// another language in another sense are left out.
    fn function_words(self) -> &'static str {
        match self {
            Self::English => {
                "the of and to in is are was were be been being that this these those it its \
                 he she they them their his her our we you i not with from by at on for as or but \
                 which who whom whose what when where while than then there here have has had will \
                 would can could may might must should shall do does did so if because into over \
                 under between against without about after before until since both all any each \
                 every other another such only also more most no nor an a one through during upon"
            }
            Self::Spanish => {
                "el la los las un una unos unas de del y e o u en que por para con sin sobre entre \
                 hasta desde se su sus lo le les al es son fue era ser está están como más pero \
                 porque cuando donde muy ya también este esta estos estas ese esa eso esto todo \
                 todos toda todas no ni si nos nuestro nuestra ha han hay aquí acá quien cual hacia"
            }
            Self::French => {
                "le la les un une des du de d l et ou en que qui dans par pour avec sans sur sous \
                 entre au aux ce cet cette ces se sa son ses leur leurs nous vous ils elles il elle \
                 je est sont était être été ont ne pas plus mais comme où aussi très tout tous \
                 toute toutes même si y depuis contre chez donc notre nos votre vos lui été ici"
            }
            Self::German => {
                "der die das den dem des ein eine einen einem einer eines und oder aber in im ins \
                 am an auf aus bei mit nach von vom vor zu zum zur über unter zwischen für gegen \
                 ohne durch um nicht kein keine auch nur noch schon wenn weil dass daß als wie ist \
                 sind war waren sein wird werden wurde wurden hat haben hatte ich du er sie es wir \
                 ihr ihre ihrer sich man hier dort dieser diese dieses so mehr sehr alle bis seit"
            }
            Self::Italian => {
                "il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai \
                 agli alle da dal dalla in nel nello nella nei nelle con su sul sulla per tra fra e \
                 o ma che chi cui non più anche come se si sono è era erano essere stato stata ha \
                 hanno questo questa questi queste quello quella suo sua suoi loro noi voi ogni \
                 tutto tutti quando dove perché qui già molto dopo prima contro senza l d dell nell"
            }
            Self::Portuguese => {
                "o a os as um uma uns umas de do da dos das e ou em no na nos nas ao aos à às por \
                 pelo pela pelos pelas para com sem sob sobre entre até desde que se seu sua seus \
                 suas não mais mas como quando onde muito já também este esta isto esse essa isso \
                 todo todos toda todas é são foi era ser está estão há nós ele ela eles elas aqui lhe"
            }
        }
    }
}

/// The languages in which `word`, in small letters, is a function word.
pub fn function_word(word: &str) -> Tongues {
    static WORDS: OnceLock<FxHashMap<&'static str, Tongues>> = OnceLock::new();
    if word.len() > 10 {
        return Tongues::default();
    }
    let words = WORDS.get_or_init(|| {
        let mut words: FxHashMap<&'static str, Tongues> = FxHashMap::default();
        for tongue in ALL {
            for word in tongue.function_words().split_whitespace() {
                words.entry(word).or_default().0 |= tongue.bit();
            }
        }
        words
    });
    words.get(word).copied().unwrap_or_default()
}

/// The language that alone writes words of this ending or with these letters;
/// `word` in small letters.
pub fn characteristic(word: &str) -> Option<Tongue> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["ción", "ciones", "sión"]) {
        return Some(Tongue::Spanish);
    }
    if ends(&["ção", "ções", "são", "ões", "ães"]) {
        return Some(Tongue::Portuguese);
    }
    if word.contains('ñ') {
        return Some(Tongue::Spanish);
    }
    if word.contains('ß') {
        return Some(Tongue::German);
    }
    if ends(&["azione", "azioni", "zione", "zioni"]) {
        return Some(Tongue::Italian);
    }
    (word.contains('œ') || ends(&["èrent", "aient", "ième"])).then_some(Tongue::French)
}

/// What speaks for each language in a stretch of words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weights {
    scores: [f32; 6],
    hits: [u32; 6],
    words: u32,
}

impl Weights {
    /// Counts the evidence in `words`.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut weights = Self::default();
        for word in words {
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                continue;
            }
            weights.add(&word.to_lowercase());
        }
        weights
    }

    fn add(&mut self, word: &str) {
        self.words += 1;
        let mut tongues = function_word(word);
        let mut weight = 1.0 / tongues.count().max(1) as f32;
        if tongues.count() == 0
            && let Some(tongue) = characteristic(word)
        {
            tongues = Tongues(tongue.bit());
            weight = 1.0;
        }
        for tongue in ALL.into_iter().filter(|&tongue| tongues.has(tongue)) {
            self.scores[tongue as usize] += weight;
            self.hits[tongue as usize] += 1;
        }
    }

    /// The weight of the evidence for `tongue`.
    pub fn score(&self, tongue: Tongue) -> f32 {
        self.scores[tongue as usize]
    }

    /// How many words speak for `tongue`.
    pub fn hits(&self, tongue: Tongue) -> u32 {
        self.hits[tongue as usize]
    }

    /// The language other than `own` in which the words are, if the evidence is
    /// clear: at least two words of weight 1.5 together, a fifth of all words,
    /// twice what speaks for `own`, and more than for any third language.
    pub fn other_than(&self, own: Tongue) -> Option<Tongue> {
        let best = ALL
            .into_iter()
            .filter(|&tongue| tongue != own)
            .max_by(|&a, &b| self.score(a).total_cmp(&self.score(b)))?;
        let rival = ALL
            .into_iter()
            .filter(|&tongue| tongue != own && tongue != best)
            .map(|tongue| self.score(tongue))
            .fold(0.0, f32::max);
        let clear = self.score(best) >= 1.5
            && self.hits(best) >= 2
            && self.hits(best) * 5 >= self.words
            && self.score(best) >= 2.0 * self.score(own)
            && self.hits(best) >= 2 * self.hits(own)
            && self.score(best) > rival * 1.2;
        (clear && self.words >= 3).then_some(best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(text: &str, own: Tongue) -> Option<Tongue> {
        Weights::of(text.split_whitespace()).other_than(own)
    }

    #[test]
    fn function_words_tell_the_language() {
        let english = Tongue::English;
        assert_eq!(
            other("la lucha de los obreros y del pueblo", english),
            Some(Tongue::Spanish)
        );
        assert_eq!(
            other("die Macht der Arbeiter und der Bauern", english),
            Some(Tongue::German)
        );
        assert_eq!(other("the rage of the masses", english), None);
        assert_eq!(
            other("the rage of the masses", Tongue::French),
            Some(english)
        );
        assert_eq!(other("Roque Sánchez", english), None);
    }
}
