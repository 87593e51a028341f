//! The words of the command line, and what `--help` says.

mod counting;
mod files;
mod keys;
mod serving;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use domain::id::{DispatchId, WorkspaceId};

pub use self::counting::{Rollup, Verify};
pub use self::files::{Export, Import};
pub use self::keys::{Key, KeyAction, Link, LinkKeyAction, LinkKeys};
pub use self::serving::{Demo, Serve};

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
    /// Recomputes every rollup from the answers by a second, plainer way, and names each difference
    Verify(Verify),
    /// Takes in answers of any age, or business events, from a file
    Import(Import),
    /// Writes answers or business events to a file, as a table or as NDJSON
    Export(Export),
    /// Lists the erasures of people, and does them again after tables were restored from a backup
    Erasures(Erasures),
    /// Makes, lists and retires API keys, and the link keys that links are signed with
    Key(Key),
    /// Makes a signed link to a survey, as your own mailer would
    Link(Link),
    /// Says in plain words what happened to a dispatch, and what each rule of sending says of it now
    Explain(Explain),
    /// Prints the API's document, OpenAPI 3.1, as a running program answers it at /openapi.json
    Openapi,
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
            Self::Demo(_)
            | Self::Rollup(_)
            | Self::Import(_)
            | Self::Export(_)
            | Self::Erasures(_)
            | Self::Verify(_)
            | Self::Key(_)
            | Self::Link(_)
            | Self::Explain(_)
            | Self::Openapi => "warn,dynoxide=error",
        }
    }
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

impl Where {
    /// As it was given, for a command to go on with; a folder's name is quoted.
    pub fn spelled(&self) -> String {
        let data =
            self.data.as_ref().map(|data| format!(" --data '{}'", data.display().to_string().replace('\'', "'\\''")));
        format!("{} --workspace {}", data.unwrap_or_default(), self.workspace)
    }
}

/// Options of `erasures`.
#[derive(Debug, Args)]
pub struct Erasures {
    /// What to do with the ledger.
    #[command(subcommand)]
    pub action: ErasuresAction,
}

/// What to do with the ledger of erasures.
#[derive(Debug, Subcommand)]
pub enum ErasuresAction {
    /// Prints the ledger, a line of JSON for each erasure; it names nobody
    List {
        /// Which tables.
        #[command(flatten)]
        place: Where,
    },
    /// Erases everybody again whom the ledger knows and whom the tables hold from before that
    #[command(
        after_help = "Run it after tables were restored from a backup, before anything else reads them. On one machine `serve` \
                      does it by itself, by the file erasures.ndjson of the folder. Of a deployed stack it needs \
                      ATBALSS_ADDRESS_KEY and ATBALSS_EXPORTS_BUCKET beside the tables' settings, and where the table of rollups \
                      was restored too the ledger as it was: `atbalss erasures list` of the old table. It reads both tables from \
                      end to end. Exit code 1 says that it could not read everything. docs/privacy.md says more."
    )]
    Replay {
        /// A ledger as `list` prints it; the entries of the tables, and of the folder, count in any case
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
        /// Which tables.
        #[command(flatten)]
        place: Where,
    },
}

/// Options of `explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Read it from the top: what the dispatch is, everything that happened to its messages, what is known now \
                        (an answer, the suppression list, who was asked last, a pause of the channel), and then the verdict of \
                        each rule, in the order in which they are asked. The first `no` decides; a `wait` decides where no rule \
                        says no. It shows ids alone, never an address, and changes nothing.\n\n\
                        Examples:\n  \
                        atbalss explain dsp_… --data DIR                 while nothing serves that folder\n  \
                        atbalss explain dsp_… --workspace acme           on a deployed stack, with ATBALSS_ADDRESS_KEY \
                        beside the tables' settings\n\n\
                        docs/dispatches.md has every reason."
)]
pub struct Explain {
    /// The dispatch's id, as `POST /v1/dispatches` gave it
    #[arg(value_name = "DISPATCH")]
    pub dispatch: DispatchId,
    /// Which tables.
    #[command(flatten)]
    pub place: Where,
}
