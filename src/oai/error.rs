//! What is wrong with a request (§3.6).

/// A code of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An argument that is not allowed, wanting, repeated, or badly written.
    BadArgument,
    /// A token that is none of ours.
    BadResumptionToken,
    /// No verb, one that there is not, or several.
    BadVerb,
    /// The format is not offered, or not for this item.
    CannotDisseminateFormat,
    /// There is no such record.
    IdDoesNotExist,
    /// Nothing fits.
    NoRecordsMatch,
    /// There are no sets.
    NoSetHierarchy,
}

impl Code {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadArgument => "badArgument",
            Self::BadResumptionToken => "badResumptionToken",
            Self::BadVerb => "badVerb",
            Self::CannotDisseminateFormat => "cannotDisseminateFormat",
            Self::IdDoesNotExist => "idDoesNotExist",
            Self::NoRecordsMatch => "noRecordsMatch",
            Self::NoSetHierarchy => "noSetHierarchy",
        }
    }
}

/// Something that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its code.
    pub code: Code,
    /// For people.
    pub message: String,
}

impl Problem {
    /// A problem in words.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
