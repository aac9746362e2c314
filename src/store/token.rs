//! A name that nobody else has, and nobody can guess.

use std::path::Path;

use super::{Error, at};

/// 48 hexadecimal digits from the random numbers of the system.
pub fn token() -> Result<String, Error> {
    let mut bytes = [0; 24];
    let filled = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty())
        .map_err(|error| at(Path::new("random numbers"))(error.into()))?;
    if filled != bytes.len() {
        return Err(Error::Unfit(
            "the system gives no random numbers".to_owned(),
        ));
    }
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
