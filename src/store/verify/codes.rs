//! What the codes of OCFL mean.
//!
//! OCFL 1.1 gives each of its requirements a code, `E…`, and each of its
//! recommendations, `W…` (ocfl.io/1.1/spec/validation-codes.html).

/// Every code that a verification may give, with what is found, in one sentence.
pub const CODES: &[(&str, &str)] = &[
    (
        "E001",
        "A file or folder lies in an object that does not belong there.",
    ),
    (
        "E003",
        "An object lacks its declaration (`0=ocfl_object_…`), or has several.",
    ),
    (
        "E006",
        "The declaration of an object names no known version of OCFL.",
    ),
    (
        "E007",
        "The declaration of an object does not hold the line that it must.",
    ),
    ("E008", "An inventory has no version at all."),
    ("E009", "The versions of an inventory do not begin with 1."),
    (
        "E010",
        "A version is missing between the first and the newest.",
    ),
    (
        "E013",
        "The numbers of the versions are not padded with zeros all alike.",
    ),
    (
        "E015",
        "A file lies in the folder of a version, but outside its contents.",
    ),
    (
        "E017",
        "The `contentDirectory` of an inventory is empty or has a slash.",
    ),
    (
        "E018",
        "The `contentDirectory` of an inventory is `.` or `..`.",
    ),
    (
        "E019",
        "The inventories of an object name different folders for contents.",
    ),
    ("E023", "A file lies in an object that no inventory knows."),
    ("E024", "An empty folder lies among the contents."),
    (
        "E025",
        "The `digestAlgorithm` of an inventory is neither SHA-512 nor SHA-256.",
    ),
    ("E033", "An inventory is not JSON as it should be."),
    (
        "E036",
        "An inventory lacks `id`, `type`, `digestAlgorithm` or `head`.",
    ),
    ("E037", "The `id` of an inventory is no string, or empty."),
    (
        "E038",
        "The `type` of an inventory does not agree with what the object declares.",
    ),
    (
        "E040",
        "The `head` of an inventory is not its newest version.",
    ),
    (
        "E041",
        "An inventory lacks its `manifest` or its `versions`.",
    ),
    (
        "E042",
        "The manifest has a path outside the contents of the versions.",
    ),
    ("E044", "The `versions` of an inventory are no object."),
    (
        "E046",
        "An object has the folder of a version that its inventory does not know.",
    ),
    ("E047", "A version of an inventory is no object."),
    (
        "E048",
        "A version of an inventory lacks `created` or `state`.",
    ),
    (
        "E049",
        "The `created` of a version is no moment with a time zone (RFC 3339).",
    ),
    (
        "E050",
        "The `state` of a version does not agree with the manifest.",
    ),
    (
        "E051",
        "The `state` of a version has no list of paths for a digest.",
    ),
    ("E052", "A logical path has an empty part, `.` or `..`."),
    ("E053", "A logical path begins or ends with a slash."),
    (
        "E054",
        "The `user` of a version is not described as it must be.",
    ),
    (
        "E056",
        "The `fixity` of an inventory of OCFL 1.0 is no object.",
    ),
    ("E057", "A block of `fixity` is not built as it must be."),
    (
        "E058",
        "The file with the digest of an inventory is missing.",
    ),
    (
        "E060",
        "An inventory is not the one whose digest lies beside it: bytes have changed.",
    ),
    (
        "E061",
        "The file with the digest of an inventory is not written as it must be.",
    ),
    ("E063", "An object has no inventory."),
    (
        "E064",
        "The inventory of the newest version is not the one of the object.",
    ),
    (
        "E066",
        "The inventory of an older version tells another history than the newest.",
    ),
    ("E067", "A file lies between the extensions of an object."),
    ("E069", "A store lacks its declaration (`0=ocfl_1.…`)."),
    (
        "E070",
        "The layout of a store is not described as it must be.",
    ),
    ("E072", "A file lies in a store that belongs to no object."),
    ("E073", "An empty folder lies in a store."),
    (
        "E080",
        "The declaration of a store does not hold the line that it must.",
    ),
    (
        "E083",
        "An object does not lie where the layout of the store puts it.",
    ),
    (
        "E086",
        "Something lies in the extension of the layout that does not belong there.",
    ),
    (
        "E090",
        "Something in an object is neither a file nor a folder.",
    ),
    (
        "E092",
        "A file is missing, or its bytes are not those of the manifest.",
    ),
    (
        "E093",
        "A file is missing, or its bytes are not those of `fixity`.",
    ),
    ("E094", "The `message` of a version is no string."),
    (
        "E095",
        "Two logical paths of a version are the same, or one is a folder of the other.",
    ),
    ("E096", "A digest of the manifest stands twice, or is none."),
    ("E097", "A digest of `fixity` stands twice."),
    ("E099", "A path of contents has an empty part, `.` or `..`."),
    ("E100", "A path of contents begins or ends with a slash."),
    (
        "E101",
        "A path of contents stands twice, or is both a file and a folder.",
    ),
    ("E102", "An inventory has a key that OCFL does not know."),
    (
        "E103",
        "A version follows a newer version of OCFL than the one after it.",
    ),
    ("E104", "The name of a version is not `v` and a number."),
    ("E106", "The `manifest` of an inventory is no object."),
    ("E107", "The manifest has a digest that no version uses."),
    ("E110", "The inventories of an object have different ids."),
    ("E111", "The `fixity` of an inventory is no object."),
    ("E112", "A file lies between the extensions of a store."),
    ("W001", "The numbers of the versions are padded with zeros."),
    (
        "W002",
        "The folder of a version has a folder besides that of its contents.",
    ),
    ("W003", "The folder of contents of a version is empty."),
    (
        "W004",
        "Digests are SHA-256, where OCFL recommends SHA-512.",
    ),
    ("W005", "The `id` of an object is no URI."),
    ("W007", "A version lacks its `message` or its `user`."),
    ("W008", "The `user` of a version has no address."),
    ("W009", "The address of a `user` is no URI."),
    ("W010", "A version has no inventory of its own."),
    (
        "W011",
        "The inventory of an older version states a version otherwise than the newest.",
    ),
    ("W013", "An object has an extension that is not registered."),
];
