//! The program: arguments, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    variorum::cli::run(std::env::args_os())
}
