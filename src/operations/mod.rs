//! What can be done from start to finish?
//!
//! 1. [`convert()`] makes TEI of a text and the editor's decisions;
//! 2. [`publish()`] puts TEI into a store, as an immutable version;
//!    [`preview()`] shows it before,
//!    and [`withdraw()`] says that one is not shown any more;
//! 3. [`validate()`] says how a document stands to its schemas;
//! 4. [`Exports`] gives the text, its apparatus and its witnesses in other forms;
//! 5. [`read_registers`] lists what a file names;
//! 6. [`Passages`] gives the fingerprints of passages, and checks claims;
//! 7. [`compare()`] says what has changed from one file to another;
//! 8. [`Citable`] is an edition or a passage that is cited, [`Described`] one that
//!    is described for a library;
//! 9. [`explain()`] tells what a page shows of a file;
//! 10. [`file_facts()`] counts what is in a file;
//! 11. [`sort()`] says which files of a folder are editions, and which are parts;
//! 12. [`Batch`] publishes many files, whatever they lie in;
//! 13. [`bag()`] and [`unpack()`] take an edition with all its versions from a store
//!     to an archive, and back;
//! 14. [`Harvest`] takes what another server lists; [`prove()`] takes one version and
//!     proves that it is what that has;
//! 15. [`shipped()`] holds the editions that come with the program;
//! 16. [`grant()`] and [`revoke()`] say who may change something, [`audit()`] who did;
//! 17. [`follow_store()`] lets the index of words follow what is published.
//!
//! The clock is read here and nowhere below. Command line and web both change
//! things through here alone.

mod access;
mod apparatus;
mod bag;
mod batch;
mod beside;
mod catalogue;
mod check_citation;
mod cite;
mod collate;
mod compare;
mod convert;
mod describe;
mod explain;
mod facts;
mod findings;
mod harvest;
mod index;
mod model;
mod naming;
mod note;
mod passages;
mod preview;
mod publish;
mod pull;
mod register;
mod rehearse;
mod reports;
mod schemas;
mod shipped;
mod sort;
mod validate;
mod withdraw;

pub use access::{Grant, audit, grant, recognise, revoke, tokens};
pub use apparatus::{Exports, Unknown};
pub use bag::{Unpackable, bag, holds_edition, inspect, unpack};
pub use batch::{
    Arriving, Batch, Became, COLUMNS, Holding, Job, Jobs, Meant, Progress, Row, Stages, Stopped,
    TABLE, Told, plan, something_in,
};
pub use beside::beside;
pub use check_citation::{CheckedCitation, CheckedPassage, check_citation};
pub use cite::{Citable, Uncitable, passage_at};
pub use collate::{
    ChosenLemma, Collation, CollationForm, CollationManner, Uncollated, collate, is_markup,
};
pub use compare::{compare, survival, survival_of};
pub use convert::{Converted, Input, convert, read_decisions};
pub use describe::Described;
pub use explain::{Explained, Unexplained, explain};
pub use facts::{FileFacts, file_facts};
pub use findings::explanations;
pub use harvest::{
    Came, Found as FoundText, Harvest, ORIGIN_FORM, Origin, Protocol as HarvestProtocol,
    Selection as HarvestSelection, Unharvested,
};
pub use index::{IndexManner, Indexed, Unindexed, follow_store};
pub use naming::{Known, Nameless, Names, name_files};
pub use note::{LONGEST_NOTE, UnfitNote, fit_note};
pub use passages::{PassageList, Passages};
pub use preview::{NoPreview, Previewed, preview, read_draft};
pub use publish::{
    Candidate, Facts, Published, Refused, days_ago, now, publish, publish_all, publish_deposit,
    read_tei, suggest_id,
};
pub use pull::{
    Here, Kept, PROVENANCE_FORM, Proven, Provenance, Source, Unpulled, VERSION_FORM, Wanted, prove,
};
pub use register::{read_registers, registers_as_csv};
pub use rehearse::{Rehearsal, Rehearsed, rehearse};
pub use reports::{Complaint, ReportError, Unfit, report_problem, resolve_report};
pub use schemas::{Chosen, Place, Schemas, TEI_ALL, Unusable, tei_all};
pub use shipped::shipped;
pub use sort::{Sorted, SortedFile, sort};
pub use validate::{
    Group, MOST_SHOWN, PlacedFinding, Record, SchemaRecord, Validation, Verdict, groups, validate,
    validate_with, verdict,
};

pub use crate::passage::FORM as PASSAGE_FORM;
pub use withdraw::withdraw;

/// Name and number of this program, as editions record it.
pub const PROGRAM: &str = concat!("variorum ", env!("CARGO_PKG_VERSION"));
