//! What a message says: mails and texts, invitations and reminders, in the language of whoever gets them. The worker sends
//! what is made here and the preview shows it, so the two can't differ.
//!
//! Nothing here reads a table, knows an address or decides whether a message may go out.

use domain::locale::Locale;
use domain::survey::Survey;
use domain::workspace::Workspace;

mod mail;
mod sms;

pub use mail::MailText;
pub use sms::{SmsText, TooLong};

/// Which of a dispatch's messages it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The first one.
    #[default]
    Invitation,
    /// A later one, with the same link.
    Reminder,
}

impl Kind {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Invitation, Self::Reminder];

    /// What a message is by its number within the dispatch.
    pub const fn of(number: u32) -> Self {
        if number == 0 { Self::Invitation } else { Self::Reminder }
    }

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reminder => "reminder",
        }
    }
}

/// All that the words of a message hang on.
#[derive(Clone, Debug)]
pub struct Occasion<'a> {
    /// Who asks.
    pub workspace: &'a Workspace,
    /// What is asked.
    pub survey: &'a Survey,
    /// The reader's language: see [`locale_of`].
    pub locale: Locale,
    /// Whether it is the first message.
    pub kind: Kind,
    /// The address of the survey's page.
    pub link: String,
    /// The address of the page that stops such messages.
    pub unsubscribe: String,
}

/// The languages that a survey is asked in.
pub fn offered<'a>(workspace: &'a Workspace, survey: &'a Survey) -> &'a [Locale] {
    survey.locales.as_ref().unwrap_or(&workspace.locales)
}

/// The person's language where the survey offers it, else the survey's own: as its page has it for who asks for none.
///
/// ```
/// use domain::locale::Locale;
/// use domain::survey::Survey;
/// use domain::workspace::Workspace;
/// let body = serde_json::json!({"name": "x", "metric": "nps", "locales": ["lv", "lt"], "default_locale": "lt"});
/// let survey = Survey::parse("s".parse().unwrap(), 1, &body).unwrap();
/// let workspace = Workspace::new("w".parse().unwrap());
/// assert_eq!(content::locale_of(&workspace, &survey, Some(Locale::Lv)), Locale::Lv);
/// assert_eq!(content::locale_of(&workspace, &survey, Some(Locale::Ru)), Locale::Lt);
/// assert_eq!(content::locale_of(&workspace, &survey, None), Locale::Lt);
/// ```
pub fn locale_of(workspace: &Workspace, survey: &Survey, person: Option<Locale>) -> Locale {
    let offered = offered(workspace, survey);
    let is_offered = |locale: &Locale| offered.contains(locale);
    let theirs = person.filter(is_offered).or(survey.default_locale.filter(is_offered));
    theirs.or(offered.first().copied()).unwrap_or_default()
}
