//! The words of keys, of link keys and of the links that are signed with them.

use clap::{Args, Subcommand};
use domain::id::{PersonId, SurveyId};
use domain::key::{KeyId, Scope};
use domain::link_key::LinkKeyId;
use domain::locale::Locale;

use super::Where;
use super::serving::base_url;

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
    #[arg(long, value_name = "URL", env = "ATBALSS_BASE_URL", value_parser = base_url)]
    pub base_url: Option<String>,
}
