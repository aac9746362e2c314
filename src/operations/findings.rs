//! What does a finding mean, whichever stage makes it?

use crate::diagnostic::Explanation;
use crate::tei::{citation, whole};
use crate::{checks, collation, convert, relaxng, store, xml};

/// Every kind of finding of the stages: of reading, validating, checking and
/// converting a text, and of verifying a store.
pub fn explanations() -> Vec<Explanation> {
    let tables = [
        xml::EXPLANATIONS,
        relaxng::EXPLANATIONS,
        SCHEMAS,
        citation::EXPLANATIONS,
        whole::EXPLANATIONS,
        convert::EXPLANATIONS,
        collation::EXPLANATIONS,
    ];
    (tables.into_iter().flatten().cloned())
        .chain(checks::explanations())
        .chain(store::CODES.iter().map(stored))
        .collect()
}

/// A code of OCFL, which says nothing of a text, but of how it is kept.
fn stored((code, meaning): &(&'static str, &'static str)) -> Explanation {
    let (why, remedy) = if code.starts_with('E') {
        (
            "OCFL requires it: without it, other programs need not find or trust what is kept.",
            "do not mend it by hand. Compare with a backup, and restore the object as a whole.",
        )
    } else {
        (
            "OCFL recommends it; what is kept is whole without it.",
            "nothing is wrong; whoever made the object may follow the recommendation.",
        )
    };
    let text = format!(
        "{meaning}\n\nWhy: {why}\n\nExample: `variorum verify` names the file or folder.\n\nWhat to do: {remedy}"
    );
    Explanation {
        code,
        text: text.into(),
    }
}

/// What the findings about schemas that are not at hand mean.
const SCHEMAS: &[Explanation] = &[Explanation::new(
    "schema-unavailable",
    "A schema that the file names is not at hand, or not in a form that is read.

Why: Nothing is fetched from the network; the file is validated against the other schemas it \
names, else against TEI All.

Example: `<?xml-model href=\"https://example.org/project.rng\"?>`.

What to do: put the schema beside the file, or into the folder of `--schemas` with a line in \
its catalog.xml; a compact schema is converted by `trang schema.rnc schema.rng`.",
)];
