//! What the findings about well-formedness mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module.
pub const EXPLANATIONS: &[Explanation] = &[];
