//! The words of what counts: `rollup` and `verify`.

use clap::Args;
use domain::day::parse_date;
use domain::id::SurveyId;
use jiff::civil::Date;

use super::Where;

/// Options of `rollup`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --from it runs what is due, until no mark is left. With it, every local day from --from to --to is \
                        recomputed, answers and business events alike; unchanged days are left as they are, to the byte, and \
                        sealed ones are not looked at. Ctrl-C ends the bucket in hand and says how to go on (exit code 1). Any \
                        number of runs may overlap."
)]
pub struct Rollup {
    /// Which tables.
    #[command(flatten)]
    pub place: Where,
    /// The first local day to recompute, such as 2026-11-01
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub from: Option<Date>,
    /// The last local day, included [default: the first]
    #[arg(long, value_name = "DATE", value_parser = parse_date, requires = "from")]
    pub to: Option<Date>,
    /// One survey [default: all]
    #[arg(long, value_name = "ID")]
    pub survey: Option<SurveyId>,
}

/// Options of `verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "It reads the whole history of the workspace into memory and counts it once more, by code that shares \
                        nothing with the rollup but the types. Each difference is one line: what, which day, which cell, \
                        what it is and what it should be. It changes nothing. Exit code 0: no difference; 1: some. Days \
                        whose marks still wait differ by nature: run `atbalss rollup` first."
)]
pub struct Verify {
    /// Which tables.
    #[command(flatten)]
    pub place: Where,
}
