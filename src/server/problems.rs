//! What can go wrong with a request of a program?
//!
//! Each kind of problem has a name that programs can rely on, and a page of its
//! own: the `type` of RFC 9457 leads there.

use axum::http::StatusCode;

/// A kind of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its name: the last part of the address of its page.
    pub code: &'static str,
    /// The HTTP status that goes with it.
    pub status: StatusCode,
    /// In a few words, which are a key of their translations.
    pub title: &'static str,
    /// What it means and what to do, in a few sentences, which are such a key too.
    pub meaning: &'static str,
}

macro_rules! problems {
    ($($name:ident $status:ident $code:literal key!($title:literal) key!($meaning:literal))*) => {
        $(
            #[doc = $title]
            pub static $name: Problem = Problem {
                code: $code,
                status: StatusCode::$status,
                title: $title,
                meaning: $meaning,
            };
        )*

        /// All of them, by status.
        pub static ALL: &[&Problem] = &[$(&$name),*];
    };
}

problems! {
    QUERY_UNFIT BAD_REQUEST "query-unfit" key!("A query that is not understood")
    key!("Something after the question mark of the address is not known here, stands there twice, or has a value that it cannot have. Queries are taken strictly, so that a mistyped `dry-run` does not publish.")

    HEADER_UNFIT BAD_REQUEST "header-unfit" key!("A header that is not understood")
    key!("A header is there twice that may be there once, or its value is none that it can have.")

    NAME_UNFIT BAD_REQUEST "name-unfit" key!("No name for an edition")
    key!("An edition is named by 1 to 80 lower-case letters, digits and hyphens of ASCII, and begins with a letter or digit. The name becomes part of its addresses and never changes.")

    NOTE_UNFIT BAD_REQUEST "note-unfit" key!("No change note")
    key!("A change note, or the reason of a withdrawal, is one line of UTF-8 of at most 1000 characters. It stands in the header `Change-Note` or in the query `note`, not in both.")

    REASON_MISSING BAD_REQUEST "reason-missing" key!("A withdrawal without a reason")
    key!("Readers are told why a version is not shown any more: give the reason in the header `Change-Note` or in the query `note`.")

    DIGEST_UNFIT BAD_REQUEST "digest-unfit" key!("A digest that cannot be checked")
    key!("`Content-Digest` and `Repr-Digest` are written as RFC 9530 says: `sha-256=:BASE64:`; `Digest` as RFC 3230 says: `sha-256=BASE64`. Of the algorithms named, at least one must be `sha-256` or `sha-512`; `Digest` may also have `sha` and `md5`.")

    BODY_CUT_OFF BAD_REQUEST "body-cut-off" key!("A body that was cut off")
    key!("The connection ended, or the body did, before all of it was there. Nothing was written; send it again.")

    PARTS_UNFIT BAD_REQUEST "parts-unfit" key!("Parts that do not fit together")
    key!("A body of type `multipart/form-data` (RFC 7578) has one part `edition` with the TEI file, and any number of parts `file`, each with a file name: the path by which the TEI file calls it.")

    BATCH_UNFIT BAD_REQUEST "batch-unfit" key!("No batch")
    key!("A batch is a ZIP or tar archive, or a form with files. It has at least one `.xml` file; links, paths that lead out of it, files that are there twice and archives that hold far more than their size are refused. A BagIt bag is whole. If there is a table `batch.csv`, it has a column `file`. Nothing of it was taken in.")

    TOKEN_MISSING UNAUTHORIZED "token-missing" key!("A token is needed")
    key!("Whoever changes something says who they are: `Authorization: Bearer TOKEN`, or a user name and the token as password (`curl -u name:TOKEN`). Tokens are made by whoever runs the server, with `variorum token new`.")

    TOKEN_UNKNOWN UNAUTHORIZED "token-unknown" key!("Not a token of this server")
    key!("What was sent is no token of this server, or was cut off on its way.")

    TOKEN_EXPIRED UNAUTHORIZED "token-expired" key!("The time of the token is over")
    key!("A token is good until a day that was fixed when it was made. Ask for a new one.")

    TOKEN_REVOKED UNAUTHORIZED "token-revoked" key!("The token was revoked")
    key!("Whoever runs the server revoked the token. It is not taken any more.")

    NOT_ALLOWED FORBIDDEN "not-allowed" key!("The token does not allow this")
    key!("A token allows some of `publish`, `withdraw`, `preview` and `review`, for editions of certain names. `GET /api/token` tells which.")

    READ_ONLY FORBIDDEN "read-only" key!("Nothing is taken in here")
    key!("This server shows editions that come with the program; there is no store to publish to. Whoever runs it makes one with `variorum token new` or `variorum publish`.")

    NO_SUCH_REPORT NOT_FOUND "no-such-report" key!("No such report")
    key!("No report of that number waits for the editor: it was resolved, or there never was one. `GET /api/reports` lists them.")

    NO_SUCH_EDITION NOT_FOUND "no-such-edition" key!("No such edition or version")
    key!("Nothing is published under that name, or the edition has no version of that number.")

    NO_SUCH_BATCH NOT_FOUND "no-such-batch" key!("No such batch")
    key!("There is no batch of that name, or it came with another token. What became of a batch is told for 30 days.")

    BODY_TOO_SLOW REQUEST_TIMEOUT "body-too-slow" key!("A body that did not come")
    key!("The body stopped coming, or took too long. Nothing was written; send it again.")

    DIGEST_MISMATCH CONFLICT "digest-mismatch" key!("Not the bytes that were sent")
    key!("The SHA-256 of what arrived is not the one that the header names: it was changed on its way, or the header is of another file. Nothing was written.")

    FILES_CLASH CONFLICT "files-clash" key!("Files that cannot lie together")
    key!("Two files have the same path, one is a file and a folder, or one has a name that the store needs itself.")

    WITHDRAWN GONE "withdrawn" key!("Withdrawn")
    key!("What stood there was withdrawn; the reply says by whom, when and why.")

    ANOTHER_VERSION PRECONDITION_FAILED "another-version" key!("The edition is in another state")
    key!("With `If-None-Match: *` there is an edition of that name already; with `If-Match` its newest version is another one, because somebody published in the meantime. The member `current` says which is the newest now: look at it, bring your changes together with it, and send the result with its entity tag.")

    BODY_TOO_LARGE PAYLOAD_TOO_LARGE "body-too-large" key!("Too large")
    key!("The body has more bytes than the server takes (`upload_limit_bytes`).")

    TYPE_UNKNOWN UNSUPPORTED_MEDIA_TYPE "type-unknown" key!("A type that is not taken")
    key!("Taken are `application/tei+xml`, `application/xml` and `text/xml` for TEI, `text/plain` for a text that is converted, and `multipart/form-data` for a TEI file with others. Bodies are not compressed. A charset is UTF-8, UTF-16 or ISO-8859-1.")

    NOT_WELL_FORMED UNPROCESSABLE_ENTITY "not-well-formed" key!("The file cannot be read")
    key!("The file is not well-formed XML, or not text in the encoding it claims. The member `findings` says where: file, line, column, and what to do. Nothing was written.")

    WITNESSES_UNFIT UNPROCESSABLE_ENTITY "witnesses-unfit" key!("Witnesses that cannot be collated")
    key!("A collation needs two to fifty witnesses, each with a siglum of its own: the name of its file without its ending. The lemma is that of one of them, of most (`majority`), or of none (`none`).")

    DECISIONS_UNFIT UNPROCESSABLE_ENTITY "decisions-unfit" key!("A decisions file that cannot be read")
    key!("The decisions about a collation, or the rules of what makes no difference, are TOML with keys that are known. The member `findings` says where they are not: line, column, and what is wrong.")

    NOT_VALID UNPROCESSABLE_ENTITY "not-valid" key!("The file is not valid")
    key!("With `require=valid` a file is published only if it obeys its schema. The member `findings` says where it does not. Nothing was written.")

    BATCH_ROW UNPROCESSABLE_ENTITY "batch-row" key!("A file that is no edition")
    key!("A file of a batch has no name that an edition can have, several files would be the same edition, it cannot be read, or the table names a file that is not there. The other files of the batch are not concerned.")

    CONDITION_MISSING PRECONDITION_REQUIRED "condition-missing" key!("Say what you expect")
    key!("A request that changes an edition says in which state it expects it, so that nobody's work is lost: `If-None-Match: *` for a new edition, `If-Match` with the entity tag of the newest version for a new version or a withdrawal.")

    TOO_MANY TOO_MANY_REQUESTS "too-many" key!("Too many requests")
    key!("More requests in a minute than the server takes from one token, or more tokens that are none than it looks at. `Retry-After` says for how many seconds to wait.")

    BUSY SERVICE_UNAVAILABLE "busy" key!("Busy")
    key!("As many files as the server takes at once are being taken in. `Retry-After` says for how many seconds to wait.")
}

/// The kind of that name.
pub fn named(code: &str) -> Option<&'static Problem> {
    ALL.iter().copied().find(|problem| problem.code == code)
}
