//! What does another site answer?
//!
//! 1. [`Address`] is an `http` or `https` address, taken apart;
//! 2. [`Client`] asks for what stands there, within [`Limits`] of time and size, and
//!    asks again after the [`Pause`] that a busy site wants;
//! 3. [`Answer`] is what came, and [`Trouble`] why nothing did.
//!
//! The only place from which this program opens a connection. It asks with GET
//! alone, carries no credentials, and does not go to another host than the one it
//! was sent to.

mod address;
mod client;
mod pause;
mod trouble;

pub use address::{Address, BadAddress};
pub use client::{Answer, Client, Limits};
pub use pause::Pause;
pub use trouble::Trouble;
