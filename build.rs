//! Files that are part of the program: when one changes, the program is built
//! again.

fn main() {
    for folder in [
        "public",
        "tei/editions",
        "tei/schema",
        "xslt-free-templates",
    ] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
