//! `atbalss`: every function in one process over an embedded DynamoDB, and the command line.
//!
//! This file only tells the commands apart; exit codes are 0 done, 1 done with findings, 2 wrong usage or could not run.

mod cli;
mod demo;
mod embedded;
mod explain;
mod folder;
mod key;
mod link;
mod machine;
mod outbox;
mod queue;
mod rollup;
mod serve;
mod stream;
mod tables;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let command = cli.command.unwrap_or_default();
    runtime::logs::readable(command.default_logs());
    let done = match command {
        Command::Demo(options) => demo::run(options).await,
        Command::Serve(options) => serve::run(options).await,
        Command::Rollup(options) => rollup::run(options).await,
        Command::Key(options) => key::run(options).await,
        Command::Link(options) => link::run(options).await,
        Command::Explain(options) => explain::run(options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("atbalss: {error:#}");
            ExitCode::from(2)
        }
    }
}
