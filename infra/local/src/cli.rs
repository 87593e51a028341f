//! The words of the command line, and what `--help` says.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::day::parse_date;
use domain::id::{SurveyId, WorkspaceId};
use domain::key::{KeyId, Scope};
use jiff::civil::Date;

/// Voice of customer: asks one short question at the right moment, keeps the answer safe, and counts exactly.
#[derive(Debug, Parser)]
#[command(
    name = "atbalss",
    version,
    after_help = "Without a command it is `atbalss demo`: open http://127.0.0.1:9000/ then."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs everything in memory with made answers of 60 days, to look around
    Demo(Demo),
    /// Runs everything on this machine and keeps the data in a folder
    Serve(Serve),
    /// Runs the rollups that are due, or recomputes days
    Rollup(Rollup),
    /// Makes, lists and retires API keys
    Key(Key),
}

impl Default for Command {
    fn default() -> Self {
        Self::Demo(Demo { listen: SocketAddr::from(([127, 0, 0, 1], 9000)) })
    }
}

impl Command {
    /// How much is logged unless `RUST_LOG` says: the commands that people watch say little.
    pub const fn default_logs(&self) -> &'static str {
        match self {
            Self::Serve(_) => "info,dynoxide=error",
            Self::Demo(_) | Self::Rollup(_) | Self::Key(_) => "warn,dynoxide=error",
        }
    }
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000")]
    pub listen: SocketAddr,
}

/// Options of `serve`.
#[derive(Debug, Args)]
#[command(
    after_help = "ATBALSS_ADMIN_KEY=atb_<id>_<secret> sets the first admin key of workspace `default`; without it \
                        one is made and printed once."
)]
pub struct Serve {
    /// The folder that keeps the data; it is made if it does not exist
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// Where to listen
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9000")]
    pub listen: SocketAddr,
    /// The mail server, such as `smtp://127.0.0.1:25` or `smtps://user:password@mail.example.com`; without it mails are
    /// written to the folder's `outbox` and shown at /outbox
    #[arg(long, value_name = "URL", env = "ATBALSS_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// The sender's address
    #[arg(long, value_name = "ADDRESS", env = "ATBALSS_FROM_EMAIL", default_value = "survey@localhost")]
    pub from_email: String,
    /// Where customers reach this machine; links in mails begin with it [default: `http://` and the address of --listen]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
}

/// Which tables a command works on.
#[derive(Debug, Args)]
pub struct Where {
    /// The data folder of `atbalss serve`; without it the tables of a deployed stack, by AWS settings and
    /// `ATBALSS_TABLE_DATA`, `ATBALSS_TABLE_ROLLUPS`
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The workspace
    #[arg(long, value_name = "ID", default_value = "default")]
    pub workspace: WorkspaceId,
}

/// Options of `rollup`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --from it runs what is due. With it, every local day from --from to --to is recomputed; \
                        unchanged days are left as they are, to the byte."
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

/// Options of `key`.
#[derive(Debug, Args)]
pub struct Key {
    /// What to do with keys.
    #[command(subcommand)]
    pub action: KeyAction,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeyAction {
    /// Makes a key and prints it once
    Create {
        /// Which tables.
        #[command(flatten)]
        place: Where,
        /// What it may do: respond, send, read, admin; comma-separated
        #[arg(long, value_name = "SCOPES", value_delimiter = ',', required = true)]
        scopes: Vec<Scope>,
        /// A name to know it by
        #[arg(long)]
        name: Option<String>,
    },
    /// Lists the keys, without their secrets
    List {
        /// Which tables.
        #[command(flatten)]
        place: Where,
    },
    /// Retires a key: it is refused from then on
    Retire {
        /// Which tables.
        #[command(flatten)]
        place: Where,
        /// The key's id: the part between the underscores
        id: KeyId,
    },
}
