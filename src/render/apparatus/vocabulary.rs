//! Which words does the apparatus use?

use serde::Serialize;

/// The language of the words of the apparatus (*om.*, *add.*).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Tongue {
    /// As in most editions since print began.
    #[default]
    #[serde(rename = "la")]
    Latin,
    /// English.
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Italian.
    #[serde(rename = "it")]
    Italian,
    /// Portuguese.
    #[serde(rename = "pt")]
    Portuguese,
}

impl Tongue {
    /// All of them, the usual one first.
    pub const ALL: [Self; 7] = [
        Self::Latin,
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Italian,
        Self::Portuguese,
    ];

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        match self {
            Self::Latin => "la",
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::Portuguese => "pt",
        }
    }

    /// What it is called in itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Latin => "Latina",
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Italian => "Italiano",
            Self::Portuguese => "Português",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.tag() == tag)
    }

    /// Its words.
    pub fn vocabulary(self) -> &'static Vocabulary {
        match self {
            Self::Latin => &LATIN,
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::French => &FRENCH,
            Self::Spanish => &SPANISH,
            Self::Italian => &ITALIAN,
            Self::Portuguese => &PORTUGUESE,
        }
    }
}

/// The words of the craft in one language.
#[derive(Debug)]
pub struct Vocabulary {
    /// A witness leaves something out.
    pub omits: &'static str,
    /// It has something more.
    pub adds: &'static str,
    /// It has no more than the text, where others have.
    pub adds_nothing: &'static str,
    /// After a word.
    pub after: &'static str,
    /// It has something before.
    pub prefixes: &'static str,
    /// It has the words in another order.
    pub transposes: &'static str,
    /// A scholar takes something out.
    pub deletes: &'static str,
    /// A scholar corrected what the text has.
    pub corrected: &'static str,
    /// A scholar conjectures.
    pub conjectures: &'static str,
    /// Perhaps.
    pub perhaps: &'static str,
    /// It stands so.
    pub stands_so: &'static str,
    /// A witness begins.
    pub begins: &'static str,
    /// A witness ends.
    pub ends: &'static str,
    /// Its text is missing from here on.
    pub lacks_from_here: &'static str,
    /// Its text is there again.
    pub resumes: &'static str,
    /// Above the line.
    pub above: &'static str,
    /// Below the line.
    pub below: &'static str,
    /// In the margin.
    pub margin: &'static str,
    /// In the line.
    pub inline: &'static str,
    /// Over an erasure.
    pub erasure: &'static str,
    /// Before correction; raised.
    pub before_correction: &'static str,
    /// After correction; raised.
    pub after_correction: &'static str,
    /// A hand added words.
    pub inserted: &'static str,
    /// A hand cancelled words.
    pub cancelled: &'static str,
    /// Words stand in the place of others: what is said before those, and after.
    pub replaced: (&'static str, &'static str),
    /// Something that is not in the text stands after the word.
    pub followed: &'static str,
    /// Something that is not in the text stands before the word.
    pub preceded: &'static str,
    /// An editor supplied what is lost.
    pub supplied: &'static str,
    /// The letters are read with doubt.
    pub doubtful: &'static str,
    /// Something is lost or left out.
    pub lost: &'static str,
    /// A space was left free.
    pub blank: &'static str,
}

const LATIN: Vocabulary = Vocabulary {
    omits: "om.",
    adds: "add.",
    adds_nothing: "nihil add.",
    after: "post",
    prefixes: "praem.",
    transposes: "transp.",
    deletes: "del.",
    corrected: "corr.",
    conjectures: "coni.",
    perhaps: "fort.",
    stands_so: "sic",
    begins: "inc.",
    ends: "des.",
    lacks_from_here: "hinc deest",
    resumes: "rursus adest",
    above: "s.l.",
    below: "i.l.",
    margin: "in mg.",
    inline: "in linea",
    erasure: "in ras.",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "add.",
    cancelled: "del.",
    replaced: ("ex", "corr."),
    followed: "seq.",
    preceded: "praec.",
    supplied: "suppl.",
    doubtful: "dub.",
    lost: "lac.",
    blank: "vac.",
};

const ENGLISH: Vocabulary = Vocabulary {
    omits: "omits",
    adds: "adds",
    adds_nothing: "adds nothing",
    after: "after",
    prefixes: "prefixes",
    transposes: "transposes",
    deletes: "deletes",
    corrected: "corrected by",
    conjectures: "conjectured by",
    perhaps: "perhaps",
    stands_so: "sic",
    begins: "begins",
    ends: "ends",
    lacks_from_here: "lacking from here",
    resumes: "resumes",
    above: "above the line",
    below: "below the line",
    margin: "in the margin",
    inline: "in the line",
    erasure: "over an erasure",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "added",
    cancelled: "deleted",
    replaced: ("corrected from", ""),
    followed: "followed by",
    preceded: "preceded by",
    supplied: "supplied",
    doubtful: "doubtful",
    lost: "gap",
    blank: "blank",
};

const GERMAN: Vocabulary = Vocabulary {
    omits: "fehlt",
    adds: "add.",
    adds_nothing: "nichts add.",
    after: "nach",
    prefixes: "davor",
    transposes: "umgestellt",
    deletes: "getilgt",
    corrected: "korr.",
    conjectures: "konj.",
    perhaps: "vielleicht",
    stands_so: "sic",
    begins: "setzt ein",
    ends: "endet",
    lacks_from_here: "fehlt von hier an",
    resumes: "setzt wieder ein",
    above: "über der Zeile",
    below: "unter der Zeile",
    margin: "am Rand",
    inline: "in der Zeile",
    erasure: "auf Rasur",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "eingefügt",
    cancelled: "gestrichen",
    replaced: ("aus", "verbessert"),
    followed: "danach",
    preceded: "davor",
    supplied: "ergänzt",
    doubtful: "unsicher",
    lost: "Lücke",
    blank: "frei gelassen",
};

const FRENCH: Vocabulary = Vocabulary {
    omits: "om.",
    adds: "aj.",
    adds_nothing: "n’aj. rien",
    after: "après",
    prefixes: "aj. devant",
    transposes: "transp.",
    deletes: "suppr.",
    corrected: "corr.",
    conjectures: "conj.",
    perhaps: "peut-être",
    stands_so: "sic",
    begins: "commence",
    ends: "finit",
    lacks_from_here: "manque dès ici",
    resumes: "reprend",
    above: "au-dessus de la ligne",
    below: "au-dessous de la ligne",
    margin: "en marge",
    inline: "dans la ligne",
    erasure: "sur grattage",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "ajouté",
    cancelled: "biffé",
    replaced: ("corrigé de", ""),
    followed: "suivi de",
    preceded: "précédé de",
    supplied: "restitué",
    doubtful: "incertain",
    lost: "lacune",
    blank: "blanc",
};

const SPANISH: Vocabulary = Vocabulary {
    omits: "om.",
    adds: "añ.",
    adds_nothing: "no añ. nada",
    after: "después de",
    prefixes: "antepone",
    transposes: "transp.",
    deletes: "supr.",
    corrected: "corr.",
    conjectures: "conj.",
    perhaps: "quizá",
    stands_so: "sic",
    begins: "empieza",
    ends: "termina",
    lacks_from_here: "falta desde aquí",
    resumes: "se reanuda",
    above: "sobre la línea",
    below: "bajo la línea",
    margin: "al margen",
    inline: "en la línea",
    erasure: "sobre raspadura",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "añadido",
    cancelled: "tachado",
    replaced: ("corregido de", ""),
    followed: "seguido de",
    preceded: "precedido de",
    supplied: "suplido",
    doubtful: "dudoso",
    lost: "laguna",
    blank: "en blanco",
};

const ITALIAN: Vocabulary = Vocabulary {
    omits: "om.",
    adds: "agg.",
    adds_nothing: "nulla agg.",
    after: "dopo",
    prefixes: "premette",
    transposes: "trasp.",
    deletes: "espunge",
    corrected: "corr.",
    conjectures: "cong.",
    perhaps: "forse",
    stands_so: "sic",
    begins: "comincia",
    ends: "finisce",
    lacks_from_here: "manca da qui",
    resumes: "riprende",
    above: "nell’interlinea",
    below: "sotto la linea",
    margin: "in margine",
    inline: "nella linea",
    erasure: "su rasura",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "aggiunto",
    cancelled: "cassato",
    replaced: ("corretto da", ""),
    followed: "seguito da",
    preceded: "preceduto da",
    supplied: "integrato",
    doubtful: "incerto",
    lost: "lacuna",
    blank: "spazio bianco",
};

const PORTUGUESE: Vocabulary = Vocabulary {
    omits: "om.",
    adds: "ad.",
    adds_nothing: "nada ad.",
    after: "depois de",
    prefixes: "antepõe",
    transposes: "transp.",
    deletes: "supr.",
    corrected: "corr.",
    conjectures: "conj.",
    perhaps: "talvez",
    stands_so: "sic",
    begins: "começa",
    ends: "termina",
    lacks_from_here: "falta a partir daqui",
    resumes: "recomeça",
    above: "acima da linha",
    below: "abaixo da linha",
    margin: "na margem",
    inline: "na linha",
    erasure: "sobre rasura",
    before_correction: "ac",
    after_correction: "pc",
    inserted: "acrescentado",
    cancelled: "riscado",
    replaced: ("corrigido de", ""),
    followed: "seguido de",
    preceded: "precedido de",
    supplied: "suprido",
    doubtful: "duvidoso",
    lost: "lacuna",
    blank: "em branco",
};
