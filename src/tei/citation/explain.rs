//! What the findings about references mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module, by code.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        "citation-not-understood",
        "A declaration of references (`citeStructure`, `cRefPattern`) is not understood, or takes too \
long in this text.

Why: Places of the text then cannot be cited as the edition says.

Example: `<citeStructure match=\"//body//div[complicated()]\"/>`.

What to do: write the paths as the TEI Guidelines show (16.2.5.4); until then references are \
made from divisions, numbers and ids.",
    ),
    Explanation::new(
        "citation-repeated",
        "A reference stands twice, so that one of the two places cannot be cited by it.

Why: A reference leads to one place; the second is cited with an addition that the finding \
tells.

Example: two `<l n=\"12\">` in the same poem.

What to do: give every unit in a division a number of its own.",
    ),
];
