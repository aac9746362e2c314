//! How short can it be said?

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Bodies under this size fit one network packet, coded or not.
const SMALLEST: usize = 1024;

/// Gzip level and Brotli quality: the last before time grows faster than the
/// saving. A page of 100 kB takes some milliseconds, once, when it is prepared.
const GZIP_LEVEL: u32 = 6;
const BROTLI_QUALITY: i32 = 5;

/// Whether bodies of this media type become shorter: fonts and pictures are
/// compressed already.
pub fn compressible(media_type: &str) -> bool {
    let media_type = media_type.split(';').next().unwrap_or_default();
    media_type.starts_with("text/")
        || media_type.ends_with("+xml")
        || media_type.ends_with("json")
        || media_type == "application/xml"
        || media_type == "font/ttf"
}

/// `bytes` in the gzip format (RFC 1952), without a time stamp, if that is
/// shorter.
pub fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(GZIP_LEVEL));
    encoder.write_all(bytes).ok()?;
    shorter(bytes, encoder.finish().ok()?)
}

/// `bytes` in the Brotli format (RFC 7932), if that is shorter.
pub fn brotli(bytes: &[u8]) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: BROTLI_QUALITY,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut coded = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut coded, &parameters).ok()?;
    shorter(bytes, coded)
}

fn shorter(bytes: &[u8], coded: Vec<u8>) -> Option<Vec<u8>> {
    (bytes.len() >= SMALLEST && coded.len() < bytes.len()).then_some(coded)
}
