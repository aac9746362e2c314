//! How is an element shown that has no template of its own?

/// A plain way of showing an element, with the template that does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// On lines of its own (`_block.html`).
    Block,
    /// Within its line (`_inline.html`). Unknown elements too: they keep their
    /// content and their name.
    Inline,
    /// Not at all (`_omit.html`): what only a program can use.
    Omit,
    /// The begin of something, without content (`_milestone.html`).
    Milestone,
}

const OMITTED: &[&str] = &[
    "alt",
    "altGrp",
    "certainty",
    "index",
    "interp",
    "interpGrp",
    "join",
    "joinGrp",
    "link",
    "linkGrp",
    "listChange",
    "listPrefixDef",
    "listRelation",
    "lacunaEnd",
    "lacunaStart",
    "precision",
    "respons",
    "revisionDesc",
    "span",
    "spanGrp",
    "teiHeader",
    "timeline",
    "witDetail",
    "witEnd",
    "witStart",
    "xenoData",
];

const MILESTONES: &[&str] = &[
    "addSpan",
    "anchor",
    "cb",
    "damageSpan",
    "delSpan",
    "gap",
    "gb",
    "handShift",
    "lb",
    "milestone",
    "pb",
    "space",
];

impl Behaviour {
    /// The behaviour of the TEI elements of this name; `is_block` says whether
    /// it, or something in it, stands on lines of its own.
    pub fn of(name: &str, is_block: bool) -> Self {
        if OMITTED.contains(&name) {
            Self::Omit
        } else if MILESTONES.contains(&name) {
            Self::Milestone
        } else if is_block {
            Self::Block
        } else {
            Self::Inline
        }
    }

    /// Its template.
    pub fn template(self) -> &'static str {
        match self {
            Self::Block => "elements/_block.html",
            Self::Inline => "elements/_inline.html",
            Self::Omit => "elements/_omit.html",
            Self::Milestone => "elements/_milestone.html",
        }
    }
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
        "elements/_notes.html",
        "<section class=\"notes-without-place\">{{ content }}</section>",
    ),
    (
        "elements/_note-in-witness.html",
        "<div class=\"dipl tei-note\">{{ content }}</div>",
    ),
    (
        "elements/_note-call.html",
        "<a class=\"ref\" role=\"doc-noteref\" id=\"{{ note.call }}\" href=\"#{{ note.id }}\">\
         {{ note.label }}</a>",
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
