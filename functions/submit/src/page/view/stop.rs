//! The page of those who want no more messages: what it asks, and what it says once they pressed its button.

use askama::Template;
use domain::context::Channel;
use domain::locale::Locale;
use domain::workspace::Workspace;
use http::StatusCode;
use web::frame;
use web::page::Page;
use web::problem::Problem;
use web::texts::Words;

use super::around::Around;
use super::sheet;

#[derive(Template)]
#[template(path = "stop.html")]
struct StopBody<'a> {
    around: Around<'a>,
    heading: String,
    said: String,
    /// What stands on the button; none once it was pressed.
    button: Option<String>,
}

/// Asks whether the reader wants no more messages on a channel.
pub fn ask_to_stop(
    workspace: &Workspace,
    channel: Channel,
    offered: &[Locale],
    locale: Locale,
) -> Result<Page, Problem> {
    let words = Words::of_workspace(workspace, locale);
    let href = |lang: &str| format!("?lang={lang}");
    let body = StopBody {
        around: Around::of_workspace(workspace, &words).with_languages(offered, &words, href),
        heading: words.text(&format!("unsub-{}-title", channel.name())),
        said: words.of_company(&format!("unsub-{}-text", channel.name())),
        button: Some(words.text("unsub-button")),
    };
    page(workspace, locale, &body)
}

/// Says that the reader gets no more messages on a channel.
pub fn stopped(workspace: &Workspace, channel: Channel, locale: Locale) -> Result<Page, Problem> {
    let words = Words::of_workspace(workspace, locale);
    let body = StopBody {
        around: Around::of_workspace(workspace, &words),
        heading: words.text(&format!("unsub-{}-done-title", channel.name())),
        said: words.of_company(&format!("unsub-{}-done-text", channel.name())),
        button: None,
    };
    page(workspace, locale, &body)
}

fn page(workspace: &Workspace, locale: Locale, body: &StopBody<'_>) -> Result<Page, Problem> {
    frame::page(StatusCode::OK, locale, &body.heading, sheet::plain(Some(workspace)), body)
}
