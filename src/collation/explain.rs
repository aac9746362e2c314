//! What the findings about a collation mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module, by code.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        "collation-decision-ambiguous",
        "A decision about a collation names words that a witness has several times.

Why: It is applied at one place, not at all places, and the words named before and after do \
not say which is meant.

Example: `words = \"the\"` without `after` or `before`.

What to do: add the words before (`after`) or behind (`before`) them.",
    ),
    Explanation::new(
        "collation-decision-lost",
        "A decision about a collation no longer applies: its words are not there.

Why: The witness was corrected, or has another siglum. The decision is left out rather than \
applied somewhere near.

Example: `B has “wheels” now where it had “weels”`.

What to do: correct the words in the decisions file, or delete the decision.",
    ),
    Explanation::new(
        "collation-decision-unfit",
        "A decision about a collation says nothing where its words are.

Why: The lemma is chosen, and a reading classified, where witnesses differ; words stand beside \
words of another witness.

Example: `do = \"lemma\"` at words that all witnesses have since a correction.

What to do: delete the decision, or name other words.",
    ),
    Explanation::new(
        "collation-decisions-syntax",
        "A decisions file of a collation cannot be read.

Why: A key that is not known is more likely a slip than a wish; nothing is applied.

Example: `do = \"merge\"`.

What to do: `docs/collating.md` has the keys; line and column are those of the fault.",
    ),
];
