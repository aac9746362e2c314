//! How is an element shown that has no template of its own?
//!
//! Every element of the TEI that has none is in one of the families below; what
//! is in no family, because it is of no TEI, keeps its name and its content.

use crate::key;
use crate::tei::element::tei_name;
use crate::xml::Element;

/// A plain way of showing an element, with the template that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// On lines of its own (`_block.html`).
    Block,
    /// Within its line (`_inline.html`). Unknown elements too: they keep their
    /// content and their name.
    Inline,
    /// Its content alone: words, sentences, phrases (`_plain.html`).
    Plain,
    /// The begin of something, without content (`_milestone.html`).
    Milestone,
    /// A statement of a description, with a label (`_field.html`).
    Field,
    /// A list of records, with a label (`_register.html`).
    Register,
    /// One of a register: a person, a place, an entry (`_record.html`).
    Record,
    /// As source: what declares an encoding (`_code.html`).
    Code,
    /// Not at all (`_omit.html`): what only a program can use.
    Omit,
}

/// On lines of their own wherever they stand.
const BLOCKS: &str = "abstract listApp additional adminInfo annotationBlock appInfo \
    application bindingDesc broadcast castList change charDecl classDecl constitution \
    correspDesc decoDesc dictScrap div1 div2 div3 div4 div5 div6 div7 divGen docAuthor \
    docDate docEdition docImprint docTitle editorialDecl eLeaf encodingDesc entry \
    entryFree epilogue equipment eTree facsimile fileDesc forest fs graph handDesc \
    handNotes headItem headLabel hom imprimatur keywords langUsage leaf \
    listChange listWit metDecl msContents msDesc msFrag msItem msItemStruct \
    msPart node notatedMusic noteGrp notesStmt objectDesc particDesc \
    performance physDesc profileDesc prologue publicationStmt re recordHist \
    recordingStmt refsDecl revisionDesc root scriptDesc scriptStmt sealDesc \
    sequence seriesStmt set setting settingDesc sourceDesc sourceDoc specList \
    standOff superEntry supportDesc surfaceGrp taxonomy TEI teiCorpus \
    textClass textDesc titleStmt tree triangle typeDesc";

/// Within a line, unless blocks stand in them; where paragraphs stand some of
/// them take a line of their own (model.inter of the Guidelines).
const INLINE: &str = "abbr accMat activity actor addName address age altIdent am analytic annotation arc author \
    bibl biblFull biblScope biblStruct binary binaryObject bloc camera caption case \
    catchwords catDesc category char citedRange classCode climate collection colloc \
    colophon corr country damage date def default depth derivation desc dim dimensions \
    distinct district domain editor ellipsis email emph equiv etym eventName ex exemplum \
    expan explicit f factuality figDesc finalRubric floruit foreign forename form \
    formula gen gender genName geo geogFeat geogName gloss glyph gram gramGrp heraldry \
    hi hyph ident idno imprint incipit iNode institution interaction iType kinesic lang language \
    lbl locale locus locusGrp mapping material measure measureGrp medium meeting \
    mentioned mod monogr mood name nameLink num number numeric objectName objectType offset \
    oRef orgName orig origDate origPlace orth path pause per persName persPronouns \
    placeName population pos post postBox postCode pRef preparedness pron pubPlace \
    purpose redo reg region remarks repository resp respStmt restore retrace rhyme role roleName \
    rs rubric said secFol seg series settlement signatures soCalled sound speaker stamp state \
    street stress string subc subst summary surname syll symbol tech term terrain \
    textNode time title tns trait unclear unit usg value view vocal watermark width wit \
    writing xr";

/// Parts of the header and descriptions of manuscripts and objects, which hold
/// labelled statements.
const DESCRIPTIONS: &str = "additional adminInfo altIdentifier appInfo bindingDesc correspDesc decoDesc \
    editorialDecl encodingDesc fileDesc handDesc msContents msDesc msFrag msItem \
    msItemStruct msPart objectDesc physDesc profileDesc publicationStmt recordHist \
    recordingStmt scriptDesc sealDesc seriesStmt setting sourceDesc supportDesc \
    surrogates textDesc titleStmt typeDesc";

/// Nothing but their content.
const PLAIN: &str = "c cl m pc phr rb s w";

const MILESTONES: &str = "addSpan anchor cb damageSpan delSpan gap gb handShift lacunaEnd lacunaStart lb \
    milestone move pb ptr shift space witEnd witStart";

/// Statements of descriptions, with what they are called in print.
const FIELDS: &[(&str, &str)] = &[
    ("accMat", key!("Accompanying material")),
    ("acquisition", key!("Acquisition")),
    ("additions", key!("Additions")),
    ("affiliation", key!("Affiliation")),
    ("age", key!("Age")),
    ("altIdentifier", key!("Also")),
    ("authority", key!("Published by")),
    ("availability", key!("Availability")),
    ("binding", key!("Binding")),
    ("birth", key!("Born")),
    ("calendar", key!("Calendar")),
    ("calendarDesc", key!("Calendars")),
    ("catRef", key!("Category")),
    ("channel", key!("Channel")),
    ("collation", key!("Collation")),
    ("condition", key!("Condition")),
    ("correction", key!("Corrections")),
    ("correspAction", key!("Letter")),
    ("correspContext", key!("Correspondence")),
    ("creation", key!("Origin")),
    ("custEvent", key!("Custody")),
    ("custodialHist", key!("Custody")),
    ("death", key!("Died")),
    ("decoNote", key!("Decoration")),
    ("distributor", key!("Distributed by")),
    ("edition", key!("Edition")),
    ("editionStmt", key!("Edition")),
    ("education", key!("Education")),
    ("extent", key!("Extent")),
    ("faith", key!("Faith")),
    ("filiation", key!("Filiation")),
    ("foliation", key!("Foliation")),
    ("funder", key!("Funded by")),
    ("handNote", key!("Hand")),
    ("history", key!("History")),
    ("hyphenation", key!("Hyphens")),
    ("interpretation", key!("Interpretation")),
    ("langKnowledge", key!("Languages")),
    ("langKnown", key!("Language")),
    ("layout", key!("Layout")),
    ("layoutDesc", key!("Layout")),
    ("licence", key!("Licence")),
    ("location", key!("Location")),
    ("media", key!("Recording")),
    ("msIdentifier", key!("Manuscript")),
    ("msName", key!("Name")),
    ("musicNotation", key!("Musical notation")),
    ("nationality", key!("Nationality")),
    ("normalization", key!("Regularisation")),
    ("objectIdentifier", key!("Object")),
    ("occupation", key!("Occupation")),
    ("origin", key!("Origin")),
    ("principal", key!("Led by")),
    ("projectDesc", key!("The project")),
    ("provenance", key!("Provenance")),
    ("publisher", key!("Publisher")),
    ("punctuation", key!("Punctuation")),
    ("quotation", key!("Quotations")),
    ("recording", key!("Recording")),
    ("relatedItem", key!("See also")),
    ("residence", key!("Residence")),
    ("samplingDecl", key!("Selection")),
    ("scriptNote", key!("Script")),
    ("seal", key!("Seal")),
    ("segmentation", key!("Segmentation")),
    ("sex", key!("Sex")),
    ("socecStatus", key!("Standing")),
    ("source", key!("Source")),
    ("sponsor", key!("Sponsored by")),
    ("stdVals", key!("Standard values")),
    ("support", key!("Support")),
    ("surrogates", key!("Reproductions")),
    ("textLang", key!("Language")),
    ("transcriptionDesc", key!("Transcription")),
    ("typeNote", key!("Type")),
    ("unitDecl", key!("Units")),
    ("variantEncoding", key!("Apparatus")),
];

/// Lists of records, with what they are called in print.
const REGISTERS: &[(&str, &str)] = &[
    ("fvLib", key!("Feature values")),
    ("fLib", key!("Features")),
    ("interpGrp", key!("Interpretations")),
    ("linkGrp", key!("Links")),
    ("listAnnotation", key!("Annotations")),
    ("listEvent", key!("Events")),
    ("listForest", key!("Trees")),
    ("listNym", key!("Names")),
    ("listObject", key!("Objects")),
    ("listOrg", key!("Organisations")),
    ("listPerson", key!("Persons")),
    ("listPlace", key!("Places")),
    ("listRef", key!("References")),
    ("listRelation", key!("Relations")),
    ("spGrp", key!("Speeches")),
    ("spanGrp", key!("Passages")),
    ("timeline", key!("Time line")),
];

const RECORDS: &str = "event interp nym object org person persona personGrp place relation span unitDef \
    when witness";

/// Declarations of an encoding and descriptions of schemas: for those who know
/// the notation.
const CODE: &str = "alternate anyElement attDef attList attRef bicond citeData citeStructure classes \
    classRef classSpec cond constraint constraintDecl constraintSpec content conversion \
    cRefPattern dataFacet dataRef dataSpec datatype defaultVal egXML elementRef \
    elementSpec empty fDecl fDescr fsConstraints fsdDecl fsDecl fsDescr fsdLink geoDecl \
    if iff interleave listPrefixDef localProp macroRef macroSpec memberOf metSym model \
    modelGrp modelSequence moduleRef moduleSpec namespace outputRendition param \
    paramList paramSpec prefixDef refState rendition schemaRef schemaSpec specGrp \
    specGrpRef styleDefDecl tagsDecl tagUsage then unicodeProp unihanProp valDesc \
    valItem valList vAlt vColl vDefault vLabel vMerge vNot vRange";

/// Left out, and why.
const OMITTED: &[(&str, &str)] = &[
    (
        "connects places for programs",
        "alt altGrp join joinGrp link listTranspose substJoin transpose undo",
    ),
    (
        "says for programs how sure or whose something is",
        "certainty precision respons",
    ),
    ("an entry of an index, not of the text", "index"),
    ("told in the apparatus", "witDetail"),
    ("told in the colophon", "teiHeader"),
    ("data of another scheme, for programs", "xenoData"),
];

impl Behaviour {
    /// The behaviour of the TEI elements of this name, as far as the name
    /// decides; none for names that are in no family.
    pub fn of_name(name: &str) -> Option<Self> {
        let in_table = |table: &[(&str, &str)]| table.iter().any(|(field, _)| *field == name);
        let found = [
            (omitted_because(name).is_some(), Self::Omit),
            (lists(MILESTONES, name), Self::Milestone),
            (lists(PLAIN, name), Self::Plain),
            (in_table(FIELDS), Self::Field),
            (in_table(REGISTERS), Self::Register),
            (lists(RECORDS, name), Self::Record),
            (lists(CODE, name), Self::Code),
            (lists(BLOCKS, name), Self::Block),
            (lists(INLINE, name), Self::Inline),
        ];
        let found = found.into_iter().find(|(is_in, _)| *is_in);
        found.map(|(_, behaviour)| behaviour)
    }

    /// The behaviour of `element`, whose name alone gives `by_name`; `is_broken`
    /// says whether it, or something in it, stands on lines of its own. Nothing that holds
    /// words is a mere milestone; a statement needs a description around it, a
    /// record a register.
    pub fn of(element: Element<'_>, by_name: Option<Self>, is_broken: bool) -> Self {
        let parent = || element.parent().and_then(tei_name).unwrap_or_default();
        let in_line = if is_broken { Self::Block } else { Self::Inline };
        match by_name {
            Some(Self::Milestone) if has_words(element) => in_line,
            Some(Self::Field) if !describes(parent()) => in_line,
            Some(Self::Record) if !registers(parent()) => in_line,
            Some(Self::Inline) | None => in_line,
            Some(other) => other,
        }
    }

    /// Its template.
    pub fn template(self) -> &'static str {
        match self {
            Self::Block => "elements/_block.html",
            Self::Inline => "elements/_inline.html",
            Self::Plain => "elements/_plain.html",
            Self::Milestone => "elements/_milestone.html",
            Self::Field => "elements/_field.html",
            Self::Register => "elements/_register.html",
            Self::Record => "elements/_record.html",
            Self::Code => "elements/_code.html",
            Self::Omit => "elements/_omit.html",
        }
    }
}

/// Why elements of this name are not shown; none if they are.
pub fn omitted_because(name: &str) -> Option<&'static str> {
    let found = OMITTED.iter().find(|(_, names)| lists(names, name));
    found.map(|(reason, _)| *reason)
}

/// What a statement or a register of this name is called in print.
pub fn label(name: &str) -> Option<&'static str> {
    let labels = FIELDS.iter().chain(REGISTERS);
    let mut found = labels.filter(|(labelled, _)| *labelled == name);
    found.next().map(|(_, label)| *label)
}

fn has_words(element: Element<'_>) -> bool {
    element
        .descendants()
        .any(|node| node.element().is_none() && !node.text().trim().is_empty())
}

/// Whether `name` is one of `names`, which spaces part.
fn lists(names: &str, name: &str) -> bool {
    names.split(' ').any(|listed| listed == name)
}

/// Whether statements about something stand in elements of this name.
fn describes(name: &str) -> bool {
    matches!(
        Behaviour::of_name(name),
        Some(Behaviour::Record | Behaviour::Field)
    ) || lists(DESCRIPTIONS, name)
}

/// Whether records stand in elements of this name.
fn registers(name: &str) -> bool {
    matches!(
        Behaviour::of_name(name),
        Some(Behaviour::Register | Behaviour::Record)
    ) || matches!(
        name,
        "standOff" | "listWit" | "particDesc" | "settingDesc" | "annotation"
    )
}

/// Templates that the walk itself asks for, so that a folder without them still
/// makes pages.
pub const FALLBACKS: &[(&str, &str)] = &[
    (
        "elements/_block.html",
        "<div class=\"{{ element.classes }}\"{{ element.marks }}>{{ content }}</div>",
    ),
    (
        "elements/_inline.html",
        "<span class=\"{{ element.classes }}\"{{ element.marks }}>{{ content }}</span>",
    ),
    (
        "elements/_plain.html",
        "{% if element.marks %}<span class=\"{{ element.classes }}\"{{ element.marks }}>{{ content }}</span>\
         {% else %}{{ content }}{% endif %}",
    ),
    (
        "elements/_field.html",
        "<div class=\"field {{ element.classes }}\"{{ element.marks }}><span class=\"fl\">\
         {{ element.label }}</span> {{ content }}</div>",
    ),
    (
        "elements/_register.html",
        "<section class=\"register {{ element.classes }}\"{{ element.marks }}>\
         <p class=\"label\">{{ element.label }}</p>{{ content }}</section>",
    ),
    (
        "elements/_record.html",
        "<div class=\"record {{ element.classes }}\"{{ element.marks }}>{{ content }}</div>",
    ),
    (
        "elements/_code.html",
        "<pre class=\"code {{ element.classes }}\"{{ element.marks }}><code>{{ content }}</code></pre>",
    ),
    ("elements/_omit.html", ""),
    (
        "elements/_milestone.html",
        "<span class=\"{{ element.classes }}\"{{ element.marks }}></span>",
    ),
    (
        "elements/_foreign.html",
        "<span class=\"foreign-vocabulary\" data-name=\"{{ element.name }}\">{{ content }}</span>",
    ),
    (
        "elements/_include.html",
        "<span class=\"include\">[{{ href }}] {{ content }}</span>",
    ),
    (
        "elements/_notes.html",
        "<section class=\"notes-without-place\">{{ content }}</section>",
    ),
    ("elements/_member.html", "<h2>{{ content }}</h2>"),
    (
        "elements/_note-in-witness.html",
        "<div class=\"dipl tei-note\">{{ content }}</div>",
    ),
    (
        "elements/_note-in-note.html",
        " <span class=\"tei-note\">({{ content }})</span>",
    ),
    (
        "elements/_note-call.html",
        "<a class=\"ref\" role=\"doc-noteref\" id=\"{{ note.call }}\" href=\"#{{ note.id }}\">\
         {{ note.label }}</a>",
    ),
    (
        "elements/_range.html",
        "<a class=\"em tei-range\"{% if entry.place %} id=\"{{ entry.place }}\"{% endif %} \
         href=\"#{{ entry.id }}\">{{ content }}</a>",
    ),
    (
        "elements/_margin.html",
        "{% if unit.notes %}<div class=\"side\">{{ unit.notes }}</div>{% endif %}",
    ),
    (
        "elements/note.html",
        "<aside role=\"doc-footnote\" id=\"{{ note.id }}\">{% if note.placed %}\
         <a role=\"doc-backlink\" href=\"#{{ note.call }}\">{{ note.label }}</a> {% endif %}\
         {{ content }}</aside>",
    ),
    (
        "elements/choice.html",
        "{% if entry %}<a class=\"em\" id=\"{{ entry.place }}\" href=\"#{{ entry.id }}\">{% endif %}\
         <span class=\"c\">{{ parts.reading }}</span><span class=\"s\">{{ parts.witness }}</span>\
         {% if entry %}</a>{% endif %}",
    ),
];
