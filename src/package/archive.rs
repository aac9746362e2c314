//! A package as one file (APPNOTE.TXT 6.3, PKWARE).
//!
//! The files are stored, not compressed, with neither times nor attributes: the
//! same files give the same archive whenever and by whatever version it is made,
//! its length is known before anything is read, and it can be sent from any place
//! in it. That promise is why it is written here and not by a library.

use std::io::{self, Write};

use flate2::Crc;

use super::Item;

/// Files in an archive, below one folder.
#[derive(Debug)]
pub struct Zip {
    items: Vec<Item>,
}

/// Why an archive ends before its end.
#[derive(Debug)]
pub enum Broken {
    /// A file could not be read: a sentence.
    File(String),
    /// Whoever receives it does not, any more.
    Receiver(io::Error),
}

/// Where a field has no room for the number, it has this, and the number stands
/// in an extra field (§4.5.3).
const NO_ROOM: u64 = 0xffff_ffff;

/// Version of the specification needed: 4.5 for large archives, else 2.0.
const PLAIN: u16 = 20;
const LARGE: u16 = 45;

/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;

/// 1 January 1980, the beginning of time: nobody asks when.
const DATE: u16 = 0x21;

impl Zip {
    /// An archive of `items` in a folder of that name; without one, in none.
    pub fn new(folder: &str, items: Vec<Item>) -> Self {
        let within = |item: Item| match folder {
            "" => item,
            _ => Item {
                path: format!("{folder}/{}", item.path),
                ..item
            },
        };
        Self {
            items: items.into_iter().map(within).collect(),
        }
    }

    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        let mut at = 0;
        let mut central = 0;
        for item in &self.items {
            central += central_length(item, at);
            at += local_length(item) + item.size;
        }
        at + central + end(self.items.len() as u64, central, at).len() as u64
    }

    /// Writes the bytes from `start` up to `end`; those before are made and not
    /// sent.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn write(&self, start: u64, end: u64, out: &mut dyn Write) -> Result<(), Broken> {
        let mut window = Window {
            out,
            at: 0,
            start,
            end,
        };
        let mut central = Vec::new();
        for item in &self.items {
            if window.at >= end {
                return Ok(());
            }
            let bytes = item.read().map_err(Broken::File)?;
            let mut crc = Crc::new();
            crc.update(&bytes);
            central.extend(central_header(item, crc.sum(), window.at));
            window.send(&local_header(item, crc.sum()))?;
            window.send(&bytes)?;
        }
        let start_of_central = window.at;
        window.send(&central)?;
        let last = self::end(
            self.items.len() as u64,
            central.len() as u64,
            start_of_central,
        );
        window.send(&last)
    }
}

/// The part of an archive that somebody wants.
struct Window<'o> {
    out: &'o mut dyn Write,
    at: u64,
    start: u64,
    end: u64,
}

impl Window<'_> {
    fn send(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let length = bytes.len() as u64;
        let within = |place: u64| place.clamp(self.at, self.at + length) - self.at;
        let (first, last) = (within(self.start) as usize, within(self.end) as usize);
        self.at += length;
        if first < last {
            let wanted = &bytes[first..last];
            self.out.write_all(wanted).map_err(Broken::Receiver)?;
        }
        Ok(())
    }
}

fn large(item: &Item) -> bool {
    item.size >= NO_ROOM
}

fn local_length(item: &Item) -> u64 {
    30 + item.path.len() as u64 + if large(item) { 20 } else { 0 }
}

/// §4.3.7.
fn local_header(item: &Item, crc: u32) -> Vec<u8> {
    let mut header = Vec::new();
    let extra = match large(item) {
        true => extra(&[item.size, item.size]),
        false => Vec::new(),
    };
    put4(&mut header, 0x0403_4b50);
    about(&mut header, item, crc, large(item), extra.len());
    header.extend_from_slice(item.path.as_bytes());
    header.extend(extra);
    header
}

fn central_length(item: &Item, at: u64) -> u64 {
    let numbers = if large(item) { 2 } else { 0 } + u64::from(at >= NO_ROOM);
    let extra = if numbers > 0 { 4 + 8 * numbers } else { 0 };
    46 + item.path.len() as u64 + extra
}

/// §4.3.12.
fn central_header(item: &Item, crc: u32, at: u64) -> Vec<u8> {
    let mut numbers = Vec::new();
    if large(item) {
        numbers.extend([item.size, item.size]);
    }
    if at >= NO_ROOM {
        numbers.push(at);
    }
    let extra = match numbers.is_empty() {
        true => Vec::new(),
        false => extra(&numbers),
    };
    let needs_more = !numbers.is_empty();
    let mut header = Vec::new();
    put4(&mut header, 0x0201_4b50);
    put2(&mut header, if needs_more { LARGE } else { PLAIN });
    about(&mut header, item, crc, needs_more, extra.len());
    // No comment, first disk, no attributes.
    header.extend_from_slice(&[0; 10]);
    put4(&mut header, at.min(NO_ROOM) as u32);
    header.extend_from_slice(item.path.as_bytes());
    header.extend(extra);
    header
}

/// What both headers say: version, flags, method, time, digest, sizes, lengths.
fn about(header: &mut Vec<u8>, item: &Item, crc: u32, needs_more: bool, extra: usize) {
    put2(header, if needs_more { LARGE } else { PLAIN });
    put2(header, FLAGS);
    put2(header, 0);
    put2(header, 0);
    put2(header, DATE);
    put4(header, crc);
    put4(header, item.size.min(NO_ROOM) as u32);
    put4(header, item.size.min(NO_ROOM) as u32);
    // Paths have at most 4096 bytes.
    put2(header, item.path.len() as u16);
    put2(header, extra as u16);
}

/// The extra field for numbers that have no room (§4.5.3).
fn extra(numbers: &[u64]) -> Vec<u8> {
    let mut field = Vec::new();
    put2(&mut field, 1);
    put2(&mut field, 8 * numbers.len() as u16);
    for number in numbers {
        field.extend_from_slice(&number.to_le_bytes());
    }
    field
}

/// §4.3.14 to §4.3.16: how many files, and where their list is.
fn end(items: u64, central: u64, at: u64) -> Vec<u8> {
    let mut record = Vec::new();
    if items >= 0xffff || at >= NO_ROOM || central >= NO_ROOM {
        put4(&mut record, 0x0606_4b50);
        record.extend_from_slice(&44_u64.to_le_bytes());
        put2(&mut record, LARGE);
        put2(&mut record, LARGE);
        record.extend_from_slice(&[0; 8]);
        for number in [items, items, central, at] {
            record.extend_from_slice(&number.to_le_bytes());
        }
        put4(&mut record, 0x0706_4b50);
        put4(&mut record, 0);
        record.extend_from_slice(&(at + central).to_le_bytes());
        put4(&mut record, 1);
    }
    put4(&mut record, 0x0605_4b50);
    put4(&mut record, 0);
    put2(&mut record, items.min(0xffff) as u16);
    put2(&mut record, items.min(0xffff) as u16);
    put4(&mut record, central.min(NO_ROOM) as u32);
    put4(&mut record, at.min(NO_ROOM) as u32);
    put2(&mut record, 0);
    record
}

fn put2(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put4(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zip: &Zip, start: u64, end: u64) -> Vec<u8> {
        let mut out = Vec::new();
        zip.write(start, end, &mut out).unwrap();
        out
    }

    #[test]
    fn every_part_of_an_archive_can_be_had_by_itself() {
        let items = vec![
            Item::made("a.txt", b"one".to_vec()),
            Item::made("empty", Vec::new()),
            Item::made("\u{3b1}/b.txt", vec![7; 300]),
        ];
        let zip = Zip::new("folder", items);
        let whole = written(&zip, 0, zip.size());
        assert_eq!(whole.len() as u64, zip.size());
        for cut in 0..=whole.len() {
            let (before, after) = (
                written(&zip, 0, cut as u64),
                written(&zip, cut as u64, zip.size()),
            );
            assert_eq!([before, after].concat(), whole, "{cut}");
        }
    }

    #[test]
    fn numbers_that_have_no_room_stand_in_extra_fields() {
        let large = Item::kept("large", 5 << 30, || Err("never read".to_owned()));
        let small = Item::made("small", b"x".to_vec());
        let zip = Zip::new("", vec![large, small]);
        let body = (30 + 5 + 20 + (5 << 30)) + (30 + 5 + 1);
        let central = (46 + 5 + 4 + 16) + (46 + 5 + 4 + 8);
        assert_eq!(zip.size(), body + central + 56 + 20 + 22);
        let header = central_header(&zip.items[0], 0, 0);
        assert_eq!(header.len() as u64, central_length(&zip.items[0], 0));
        let header = central_header(&zip.items[1], 0, 6 << 30);
        assert_eq!(header.len() as u64, central_length(&zip.items[1], 6 << 30));
        assert_eq!(&header[42..46], &[0xff; 4]);
    }
}
