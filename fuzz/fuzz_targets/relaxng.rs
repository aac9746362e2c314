//! Any schema, any document: no crash, and the verdict does not depend on how
//! much is remembered. The two are parted by a zero byte; without one the bytes
//! are a document for TEI All.
#![no_main]

use variorum::relaxng::Schema;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let parted = bytes.iter().position(|&byte| byte == 0);
    let document = parted.map_or(bytes, |at| &bytes[at + 1..]);
    let Ok(document) = variorum::xml::read("fuzz.xml", document) else {
        // The schema alone may still do harm.
        if let Some(at) = parted {
            let _ = schema(&bytes[..at]);
        }
        return;
    };
    let document = document.value;
    let Some(at) = parted else {
        variorum::operations::tei_all().validate(&document);
        return;
    };
    if let (Some(schema), Some(forgetful)) =
        (self::schema(&bytes[..at]), self::schema(&bytes[..at]))
    {
        let report = schema.validate(&document);
        let other = forgetful.remembering(10).validate(&document);
        if !report.undecided && !other.undecided {
            assert_eq!(report, other);
        }
    }
});

fn schema(bytes: &[u8]) -> Option<Schema> {
    let load = |_: &str| Err("no other files".to_owned());
    Some(Schema::read("fuzz.rng", bytes, &load).ok()?.value)
}
