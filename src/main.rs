//! The `samenspel` program.

use std::process::ExitCode;

use clap::Parser;
use samenspel::commands::{Cli, run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("samenspel: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
