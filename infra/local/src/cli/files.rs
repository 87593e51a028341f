//! The words of what comes from a file or goes to one: `import` and `export`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use domain::day::parse_date;
use domain::id::SurveyId;
use jiff::civil::Date;
use reading::rows::Format;

use super::Where;

/// Options of `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "A line with an event_id is a body of POST /v1/events, any other one a body of POST /v1/responses, of any age; \
                        without a submission_id it gets one made of its time and its content. CSV has a column for each \
                        field, `properties.NAME` for properties and the question's id for each answer. A bad line is \
                        named with its reason and the others are kept; exit code 1 says that there were some. What was \
                        stored before changes nothing, so the same file may be imported again.\n\n\
                        Examples:\n  \
                        atbalss import answers.ndjson --data DIR\n  \
                        atbalss import audits.json --map zendesk --data DIR\n\n\
                        docs/import.md has the columns and how to write a field map."
)]
pub struct Import {
    /// The file: .ndjson, .jsonl or .csv, and with --map .json
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// How another system's export becomes events: zendesk, zammad, chatwoot, stripe, or a field map of your own, FILE.toml
    #[arg(long, value_name = "MAP")]
    pub map: Option<String>,
    /// Which tables.
    #[command(flatten)]
    pub place: Where,
}

/// Options of `export`.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("what").required(true).multiple(true).args(["survey", "all", "events"]),
    after_help = "The file's name says how it is written: .csv is a table for spreadsheets, .ndjson one JSON object a line. \
                        Without a file it goes to the output. It takes its name only once it is whole, and only its owner \
                        may read it. `atbalss import` takes it in again and comes to the same counts. Days are the survey's \
                        own local ones, of events the workspace's; answers come newest first. Exit code 1: it was \
                        stopped, and nothing was written.\n\n\
                        Examples:\n  \
                        atbalss export --survey purchase --from 2026-11-01 november.csv --bom --data DIR\n  \
                        atbalss export --all --events everything.ndjson --data DIR\n  \
                        atbalss export --survey purchase --data DIR | jq .answers.score\n\n\
                        docs/exports.md has the columns."
)]
pub struct Export {
    /// The file: .csv, .ndjson or .jsonl [default: the output]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// The answers to one survey
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub survey: Option<SurveyId>,
    /// The answers to all surveys but those of employees
    #[arg(long)]
    pub all: bool,
    /// The business events
    #[arg(long)]
    pub events: bool,
    /// The first local day, such as 2026-11-01 [default: the first one of all]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub from: Option<Date>,
    /// The last local day, included [default: today]
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub to: Option<Date>,
    /// How it is written where it goes to the output: csv or ndjson [default: ndjson]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Begins a table with a byte order mark, by which some spreadsheets know UTF-8
    #[arg(long)]
    pub bom: bool,
    /// Which tables.
    #[command(flatten)]
    pub place: Where,
}
