//! What stands before the dashboard: the page that asks for a key, and what is told to a browser of which no more is known.

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::locale::Locale;
use http::{HeaderMap, StatusCode, Uri, header};
use web::frame;
use web::page::Page;
use web::problem::Problem;

use crate::session::Knock;
use crate::shell::STYLE;
use crate::texts::Say;
use crate::view::{language_of, parameters};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    say: Say,
    knock: Knock,
}

/// The page that asks somebody for a key.
///
/// # Errors
/// 500 where the template fails.
pub fn sign_in(knock: Knock) -> Result<Page, Problem> {
    let say = Say(knock.locale);
    let title = format!("{} · Atbalss", say.say("sign-in"));
    frame::page(StatusCode::UNAUTHORIZED, knock.locale, &title, STYLE, &SignIn { say, knock })
}

#[derive(Template)]
#[template(path = "lost.html")]
struct Lost {
    title: String,
    why: String,
    what_to_do: String,
    home: String,
}

/// Whether a browser asks, for somebody to read. Programs that name no form get that of the API, and so do those with a key.
pub fn for_people(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    !headers.contains_key(header::AUTHORIZATION) && accepted.into_iter().any(|value| value.contains("text/html"))
}

/// A problem before anybody knows who asks: a page for a browser, else as the API tells it.
pub fn failed(asked: &Uri, headers: &HeaderMap, problem: Problem) -> Response {
    if !for_people(headers) {
        return problem.into_response();
    }
    let locale = language_of(&parameters(asked), headers).unwrap_or_default();
    told(locale, problem)
}

/// The page of a problem in a language.
pub fn told(locale: Locale, problem: Problem) -> Response {
    let (say, status) = (Say(locale), problem.status());
    let (id, why) = match status {
        StatusCode::NOT_FOUND => ("failed-not-found", "failed-no-page"),
        _ => ("failed-for-now", "failed-for-now-why"),
    };
    let title = say.say(id);
    let body = Lost {
        why: say.say(why),
        what_to_do: say.say(&format!("{id}-do")),
        home: say.say("to-overview"),
        title: title.clone(),
    };
    let mut response = frame::page(status, locale, &format!("{title} · Atbalss"), STYLE, &body).into_response();
    if let Some(after) = problem.into_response().headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    response
}
