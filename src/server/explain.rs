//! What the findings about the configuration mean.

use crate::diagnostic::Explanation;

/// Every kind of finding of this module, by code.
pub const EXPLANATIONS: &[Explanation] = &[
    Explanation::new(
        "configuration-syntax",
        "The configuration file is not TOML.

Why: Nothing of it can be used before it is mended.

Example: `address = 127.0.0.1:8080` without quotation marks.

What to do: correct the place that the finding marks; `variorum.toml.example` shows every \
setting.",
    ),
    Explanation::new(
        "configuration-unknown-key",
        "The configuration file has a setting that there is not.

Why: It would have no effect, so that what is meant would silently not happen.

Example: `adress = \"127.0.0.1:8080\"`.

What to do: correct the name; `variorum.toml.example` shows every setting.",
    ),
    Explanation::new(
        "configuration-value",
        "A setting has a value of the wrong kind.

Why: The server does not start with a setting that it would have to guess.

Example: `cache_bytes = \"much\"`.

What to do: correct the value; `variorum.toml.example` shows every setting.",
    ),
];
