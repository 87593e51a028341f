//! `atbalss`: every function in one process over an embedded DynamoDB, and the command line.
//!
//! This file only tells the commands apart; exit codes are 0 done, 1 done with findings, 2 wrong usage or could not run.

mod cli;
mod closing;
mod demo;
mod download;
mod embedded;
mod erasures;
mod explain;
mod export;
mod folder;
mod forgetting;
mod import;
mod key;
mod link;
mod long_work;
mod machine;
mod openapi;
mod outbox;
mod queue;
mod rollup;
mod said;
mod serve;
mod stop;
mod stream;
mod tables;
mod upkeep;
mod verify;

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
        Command::Rollup(options) => return ended(rollup::run(options).await),
        Command::Verify(options) => return ended(verify::run(options).await),
        Command::Import(options) => return ended(import::run(options).await),
        Command::Export(options) => return ended(export::run(options).await),
        Command::Erasures(options) => return ended(erasures::run(options).await),
        Command::Key(options) => key::run(options).await,
        Command::Link(options) => link::run(options).await,
        Command::Explain(options) => explain::run(options).await,
        Command::Openapi => openapi::run(),
    };
    ended(done.map(|()| ExitCode::SUCCESS))
}

/// What the program ends with; an error is said in a sentence.
fn ended(done: anyhow::Result<ExitCode>) -> ExitCode {
    done.unwrap_or_else(|error| {
        eprintln!("atbalss: {error:#}");
        ExitCode::from(2)
    })
}
