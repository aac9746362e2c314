//! What does a file name?

use crate::edition::RegisterKind;
use crate::render::register::{RegisterFile, csv};
use crate::source::Deposit;
use crate::tei;
use crate::tei::register::registers;
use crate::wording::Wording;
use crate::xml::Rejected;

/// The registers of a file that have entries; only that of `kind`, if one is
/// asked for. Links to passages are fragments.
///
/// # Errors
/// [`Rejected`] if the file is not well-formed XML.
pub fn read_registers(
    file: &Deposit<'_>,
    kind: Option<RegisterKind>,
) -> Result<Vec<RegisterFile>, Rejected> {
    let document = tei::read_deposit(file)?.value;
    let registers = registers(&document);
    let wanted = registers
        .filled()
        .filter(|register| kind.is_none_or(|kind| kind == register.kind));
    let read = wanted.map(|register| {
        let source = (file.name, 0);
        RegisterFile::new(
            &document,
            &registers,
            register.kind,
            source,
            ("", &Wording::default()),
        )
    });
    Ok(read.collect())
}

/// Registers as one table with one head.
pub fn registers_as_csv(registers: &[RegisterFile]) -> String {
    let mut table = String::new();
    for register in registers {
        let rows = csv(register);
        let head = rows.find("\r\n").map_or(0, |end| end + 2);
        table.push_str(if table.is_empty() {
            &rows
        } else {
            &rows[head..]
        });
    }
    table
}
