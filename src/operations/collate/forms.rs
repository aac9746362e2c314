//! The forms in which a collation can be had.

use super::Collation;
use crate::collation::{self, Setting};
use crate::edition::Method;
use crate::key;

/// What a collation is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CollationForm {
    /// An edition with its apparatus.
    #[default]
    Tei,
    /// The table as a page.
    Html,
    /// The table, separated by commas.
    Csv,
    /// The table, separated by tabs.
    Tsv,
    /// The table as CollateX writes it.
    Json,
    /// The variant graph.
    SvgGraph,
    /// The alignment ribbon.
    SvgRibbon,
    /// How far each two witnesses agree.
    Agreement,
    /// Variants as characters, for stemmatology.
    Nexus,
    /// Distances, for stemmatology.
    Phylip,
}

impl CollationForm {
    /// All forms, those that are used most first.
    pub const ALL: [Self; 10] = [
        Self::Tei,
        Self::Html,
        Self::Csv,
        Self::Tsv,
        Self::Json,
        Self::SvgGraph,
        Self::SvgRibbon,
        Self::Agreement,
        Self::Nexus,
        Self::Phylip,
    ];

    /// What it is called on the command line and in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tei => "tei",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::SvgGraph => "svg-graph",
            Self::SvgRibbon => "svg-ribbon",
            Self::Agreement => "agreement",
            Self::Nexus => "nexus",
            Self::Phylip => "phylip",
        }
    }

    /// The form of that name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Tei => "TEI",
            Self::Html => key!("Table (HTML)"),
            Self::Csv => key!("Table (CSV)"),
            Self::Tsv => key!("Table (TSV)"),
            Self::Json => key!("Table (JSON, as CollateX)"),
            Self::SvgGraph => key!("Variant graph (SVG)"),
            Self::SvgRibbon => key!("Ribbon (SVG)"),
            Self::Agreement => key!("Agreement (CSV)"),
            Self::Nexus => key!("Variants (NEXUS)"),
            Self::Phylip => key!("Distances (PHYLIP)"),
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Tei => "application/tei+xml; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Csv | Self::Agreement => "text/csv; charset=utf-8; header=present",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Json => "application/json",
            Self::SvgGraph | Self::SvgRibbon => "image/svg+xml",
            Self::Nexus | Self::Phylip => "text/plain; charset=utf-8",
        }
    }

    /// The name of a file that holds it.
    pub fn file(self) -> &'static str {
        match self {
            Self::Tei => "edition.xml",
            Self::Html => "table.html",
            Self::Csv => "table.csv",
            Self::Tsv => "table.tsv",
            Self::Json => "table.json",
            Self::SvgGraph => "graph.svg",
            Self::SvgRibbon => "ribbon.svg",
            Self::Agreement => "agreement.csv",
            Self::Nexus => "variants.nex",
            Self::Phylip => "distances.phy",
        }
    }
}

impl Collation {
    /// The collation in a form; `method` is that of the apparatus in TEI. The
    /// second value names entries that could not be written in that method.
    pub fn written(&self, form: CollationForm, method: Method) -> (String, Vec<String>) {
        let (table, segments) = (&self.table, &self.segments);
        let text = match form {
            CollationForm::Tei => {
                let exported = self.tei(method);
                return (exported.text, exported.left);
            }
            CollationForm::Html => self.html(),
            CollationForm::Csv => collation::csv(table),
            CollationForm::Tsv => collation::tsv(table),
            CollationForm::Json => collation::json(table),
            CollationForm::SvgGraph => self.graph(Setting::File),
            CollationForm::SvgRibbon => self.ribbon(Setting::File),
            CollationForm::Agreement => collation::states(table, segments).csv(),
            CollationForm::Nexus => collation::states(table, segments).nexus(),
            CollationForm::Phylip => collation::states(table, segments).phylip(),
        };
        (text, Vec::new())
    }
}
