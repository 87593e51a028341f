//! The words of the command line, and what `--help` says.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand};
use domain::day::parse_date;
use domain::id::{DispatchId, PersonId, SurveyId, WorkspaceId};
use domain::key::{KeyId, Scope};
use domain::link_key::LinkKeyId;
use domain::locale::Locale;
use jiff::civil::Date;
use reading::rows::Format;
use web::issuer::{Audience, IssuerUrl};

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
    /// written to the folder's `outbox` and shown at /outbox, as texts always are
    #[arg(long, value_name = "URL", env = "ATBALSS_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// The sender's address, where a workspace has no `from_email` of its own
    #[arg(long, value_name = "ADDRESS", env = "ATBALSS_FROM_EMAIL", default_value = "survey@localhost")]
    pub from_email: String,
    /// Where customers reach this machine; links in mails begin with it [default: `http://` and the address of --listen]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// An OIDC issuer whose tokens open the API and the dashboard beside keys, such as
    /// `https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI`
    #[arg(long, value_name = "URL", env = "ATBALSS_JWT_ISSUER", requires = "jwt_audience")]
    pub jwt_issuer: Option<IssuerUrl>,
    /// For whom the issuer's tokens must be: their `aud`, or Cognito's client id; several are comma-separated
    #[arg(long, value_name = "NAMES", env = "ATBALSS_JWT_AUDIENCE", requires = "jwt_issuer")]
    pub jwt_audience: Option<Audience>,
    /// How many messages are sent a second at most
    #[arg(long, value_name = "N", env = "ATBALSS_SEND_RATE", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub send_rate: u32,
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
                      end to end. docs/privacy.md says more."
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
    /// Makes, lists and retires link keys, with which your own mailer signs links to surveys
    Link(LinkKeys),
}

/// Options of `key link`.
#[derive(Debug, Args)]
#[command(
    after_help = "Two link keys may live at once. To replace one without a link that opens nothing: make the second, let \
                        your mailer sign with it, wait until the links of the first have ended, retire the first."
)]
pub struct LinkKeys {
    /// What to do with link keys.
    #[command(subcommand)]
    pub action: LinkKeyAction,
}

/// What to do with link keys.
#[derive(Debug, Subcommand)]
pub enum LinkKeyAction {
    /// Makes a link key and prints its id and its secret once
    Create {
        /// Which tables.
        #[command(flatten)]
        place: Where,
    },
    /// Lists the link keys, without their secrets
    List {
        /// Which tables.
        #[command(flatten)]
        place: Where,
    },
    /// Retires a link key: links that were signed with it open nothing from then on
    Retire {
        /// Which tables.
        #[command(flatten)]
        place: Where,
        /// The link key's id, `kid` in links
        id: LinkKeyId,
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

/// Options of `link`.
#[derive(Debug, Args)]
#[command(
    after_help = "It is signed with the newest link key of the workspace; `atbalss key link create` makes one. One link \
                        takes one answer: what is named here tells it from others. docs/links.md has the rule, and \
                        examples for a mailer of your own."
)]
pub struct Link {
    /// Which tables.
    #[command(flatten)]
    pub place: Where,
    /// The survey that it opens
    #[arg(long, value_name = "ID")]
    pub survey: SurveyId,
    /// Who answers, by your own id
    #[arg(long, value_name = "ID")]
    pub person: Option<PersonId>,
    /// The order that it is about
    #[arg(long)]
    pub order: Option<String>,
    /// The ticket that it is about
    #[arg(long)]
    pub ticket: Option<String>,
    /// Who served the customer
    #[arg(long)]
    pub agent: Option<String>,
    /// Where in the journey it is asked, such as `delivery`
    #[arg(long)]
    pub touchpoint: Option<String>,
    /// Which variant of your message it stands in
    #[arg(long)]
    pub variant: Option<String>,
    /// The language of the page: en, lv, lt or ru [default: the reader's own]
    #[arg(long)]
    pub locale: Option<Locale>,
    /// After how many days it opens nothing any more [default: the survey's `link_days`]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub days: Option<u16>,
    /// Where customers reach the pages [default with --data: `http://127.0.0.1:9000`]
    #[arg(long, value_name = "URL", env = "ATBALSS_BASE_URL")]
    pub base_url: Option<String>,
}
