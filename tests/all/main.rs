//! One binary for all behaviours: a module for each part.

mod server;
