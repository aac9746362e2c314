//! The program: arguments, run, exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// That of glibc keeps memory for each thread that ever worked, which a server that
/// is written to pays for threefold, and is slower at the many small pieces of a
/// page (BENCHMARKS.md). Huge pages are not asked for (`no_thp`): for a few small
/// pieces in each they keep two megabytes.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    variorum::cli::run(std::env::args_os())
}
