//! Which words tell what a line is, in six languages?

/// Languages with their names, in English.
pub const LANGUAGES: [(&str, &str); 6] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("de", "German"),
    ("it", "Italian"),
    ("pt", "Portuguese"),
];

/// Words that say nothing but how other words belong together. A line that ends
/// in one goes on.
const FUNCTION: [(&str, &str); 6] = [
    (
        "en",
        "the of to and in a that is for with on as by from at an or which this be are was it not",
    ),
    (
        "es",
        "el la los las de del y en que un una por para con se al o su es lo como más no sus",
    ),
    (
        "fr",
        "le la les de des du et en que un une pour par avec dans sur qui au aux ou est ce il ne pas",
    ),
    (
        "de",
        "der die das und in zu den dem des von mit ein eine für auf im ist nicht sich als auch an oder",
    ),
    (
        "it",
        "il lo la gli le di del della e in che un una per con da al alla o si è non sono i",
    ),
    (
        "pt",
        "o a os as de do da dos das e em que um uma por para com no na ou se é não ao",
    ),
];

/// Words of statements about a text's publication: language, kind of state,
/// beginnings of words.
const STATEMENTS: [(&str, &str, &str); 18] = [
    ("en", "translated", "translated translation"),
    ("en", "published", "published publication reprinted issued"),
    ("en", "corrected", "corrected correction revised revision"),
    (
        "es",
        "translated",
        "traducción traducido traducida traduccion",
    ),
    (
        "es",
        "published",
        "publicación publicado publicada publicacion edición",
    ),
    (
        "es",
        "corrected",
        "corregido corregida corrección revisado revisada",
    ),
    ("fr", "translated", "traduction traduit traduite"),
    ("fr", "published", "publié publiée parution paru édition"),
    ("fr", "corrected", "corrigé corrigée revu relu"),
    ("de", "translated", "übersetzung übersetzt"),
    (
        "de",
        "published",
        "veröffentlicht veröffentlichung erschienen ausgabe",
    ),
    (
        "de",
        "corrected",
        "korrigiert korrektur überarbeitet durchgesehen",
    ),
    ("it", "translated", "traduzione tradotto tradotta"),
    (
        "it",
        "published",
        "pubblicato pubblicata pubblicazione edizione",
    ),
    ("it", "corrected", "corretto corretta correzione riveduto"),
    ("pt", "translated", "tradução traduzido traduzida"),
    ("pt", "published", "publicação publicado publicada edição"),
    ("pt", "corrected", "correção corrigido corrigida revisto"),
];

const MONTHS: &str = "january february march april may june july august september october \
november december enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre \
noviembre diciembre janvier février mars avril mai juin juillet août septembre octobre novembre \
décembre januar februar märz april juni juli august oktober dezember gennaio febbraio aprile \
maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro \
outubro novembro dezembro";

const GREETINGS: &str = "dear estimado estimada estimados estimadas querido querida queridos \
queridas compañeros compañeras cher chère chers chères monsieur madame messieurs lieber liebe \
liebes sehr geehrte geehrter caro cara cari care gentile gentili egregio prezado prezada prezados \
comrades sir sirs madam friends";

const BY: &str = "by por par von di de da";

const NOTES: &str = "notes note footnotes endnotes notas nota anmerkungen anmerkung fußnoten \
endnoten remarques";

const NAVIGATION: &str = "index contents back next previous top home menu return índice volver \
siguiente anterior inicio retour suivant précédent sommaire zurück weiter inhalt indice torna \
voltar seguinte próximo";

/// Words that a direction for the stage, or the line that ends a text, begins with.
const DIRECTIONS: &str = "enter exit exeunt manet manent curtain vorhang rideau telón \
sipario finis amen postscript postscriptum postdata nachschrift continued fortsetzung";

/// Lines that only say that the text is over.
const ENDS: [&str; 14] = [
    "the end",
    "end",
    "fin",
    "la fin",
    "fine",
    "la fine",
    "il fine",
    "ende",
    "das ende",
    "fim",
    "o fim",
    "el fin",
    "to be continued",
    "laus deo",
];

/// Whether `word` (lower case) is one of the words of `list`.
fn among(word: &str, list: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|known| known == word)
}

/// The words of `line` in lower case, without the signs around them.
pub fn words(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Whether a line that ends so goes on in the next one.
pub fn ends_open(line: &str) -> bool {
    let line = line.trim_end();
    let last = line.rsplit(char::is_whitespace).next().unwrap_or("");
    let last = last.to_lowercase();
    FUNCTION.iter().any(|(_, list)| among(&last, list))
}

/// What a statement about the text says, and in which language: `translated`,
/// `published`, `corrected`.
pub fn statement(line: &str) -> Option<(&'static str, &'static str)> {
    words(line).find_map(|word| {
        let known = STATEMENTS.iter().find(|(.., list)| among(&word, list));
        known.map(|(language, kind, _)| (*language, *kind))
    })
}

/// Whether a month is named in `line`.
pub fn names_month(line: &str) -> bool {
    words(line).any(|word| among(&word, MONTHS))
}

/// Whether `line` begins as a greeting does.
pub fn greets(line: &str) -> bool {
    words(line)
        .next()
        .is_some_and(|word| among(&word, GREETINGS))
}

/// The name in a line that names the author: `by Ana Sample`.
pub fn by_line(line: &str) -> Option<&str> {
    let (first, rest) = line.trim().split_once(char::is_whitespace)?;
    let name = rest.trim();
    let capital = name.chars().next().is_some_and(char::is_uppercase);
    (among(&first.to_lowercase(), BY) && capital).then_some(name)
}

/// Whether `line` is the heading of the notes.
pub fn is_notes_heading(line: &str) -> bool {
    let mut words = words(line);
    let first = words.next().unwrap_or_default();
    words.next().is_none() && among(&first, NOTES)
}

/// Whether `line` is a direction for the stage, or says that the text is over.
pub fn ends_or_directs(line: &str) -> bool {
    let all: Vec<String> = words(line).collect();
    let first = all.first().map_or("", String::as_str);
    among(first, DIRECTIONS) || ENDS.contains(&all.join(" ").as_str())
}

/// Whether `line` leads elsewhere: `back to contents`.
pub fn navigates(line: &str) -> bool {
    words(line).any(|word| among(&word, NAVIGATION))
}

/// The language with the most function words in `text` (its first 20,000
/// characters), as a tag; `und` when they are too few to tell.
pub fn language(text: &str) -> &'static str {
    const ENOUGH: usize = 5;
    let mut counts = [0; FUNCTION.len()];
    let end = text
        .char_indices()
        .nth(20_000)
        .map_or(text.len(), |(at, _)| at);
    for word in words(&text[..end]) {
        for (count, (_, list)) in counts.iter_mut().zip(FUNCTION) {
            *count += usize::from(among(&word, list));
        }
    }
    let best = counts.iter().max().copied().unwrap_or(0);
    let first = counts.iter().position(|&count| count == best).unwrap_or(0);
    let alone = counts.iter().filter(|&&count| count == best).count() == 1;
    if best >= ENOUGH && alone {
        FUNCTION[first].0
    } else {
        "und"
    }
}
