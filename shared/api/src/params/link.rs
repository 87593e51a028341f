//! Parameters of the pages that people see.

use utoipa::IntoParams;

use super::words::Beside;

/// How to show a page.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Lang {
    /// The language to show it in.
    lang: Option<String>,
}

/// How to show a survey.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageWishes {
    /// Preselects a score and records nothing.
    score: Option<String>,
    /// The language to show it in.
    lang: Option<String>,
    /// Of a survey with several pages: the question whose page it is.
    page: Option<String>,
}

/// What a team's own mailer signs.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignedLink {
    /// HMAC-SHA-256 with a link key, over what docs/links.md says: 64 hex digits, or 43 characters of base64url.
    sig: String,
    /// Who served the customer.
    agent: Option<String>,
    /// Unix seconds from which on it opens nothing; without it, it opens as long as its key lives.
    exp: Option<String>,
    /// The link key's id; without it, each living key is tried.
    kid: Option<String>,
    /// The language to show it in.
    locale: Option<String>,
    /// The order that it is about.
    order: Option<String>,
    /// Who answers, by your own id.
    person: Option<String>,
    /// The ticket that it is about.
    ticket: Option<String>,
    /// Where in the journey it is asked.
    touchpoint: Option<String>,
    /// Which variant of your message it stands in.
    variant: Option<String>,
}

/// What a page of the dashboard shows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct View {
    /// The first local day; 30 days before `to` unless set.
    from: Option<String>,
    /// The last local day, included; today unless set.
    to: Option<String>,
    /// Whether each number is set beside that of the days before.
    #[param(inline)]
    compare: Option<Beside>,
    /// The language; what the browser asks for unless set.
    lang: Option<String>,
}
