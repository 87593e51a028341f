//! Pages that say why there is no other one: what was asked for can't be read, is not there, or can't be shown.

use askama::Template;
use axum::response::{IntoResponse, Response};
use domain::input::Problems;
use http::{StatusCode, header};
use web::frame;
use web::problem::Problem;

use crate::shell::{STYLE, Shell, Tab};
use crate::view::View;

#[derive(Template)]
#[template(path = "failed.html")]
struct Failed {
    shell: Shell,
    why: String,
    what_to_do: String,
}

/// The page of a view that could not be read, with the form as it was sent.
pub fn bad_view(view: &View, sent: &[(String, String)], problems: &Problems) -> Response {
    let (first, last) = (view.days.first.to_string(), view.days.last.to_string());
    // A field that was not sent has what it would have stood for.
    let value = |name: &str, usual| sent.iter().find(|(own, _)| own == name).map_or(usual, |(_, value)| value.as_str());
    let sentence = |code: &str| {
        let known = [
            "invalid_date",
            "from_after_to",
            "too_many_days",
            "unknown_comparison",
            "unknown_locale",
            "repeated_field",
        ];
        let code = if known.contains(&code) { code } else { "invalid_date" };
        view.say(&format!("wrong-{}", code.replace('_', "-")))
    };
    let wrong = problems.0.iter().map(|problem| (problem.name.clone(), sentence(problem.code))).collect();
    let about_language = problems.0.iter().all(|problem| problem.name == "lang");
    let (title, why) =
        if about_language { ("wrong-language-title", "wrong-language") } else { ("wrong-title", "wrong-view") };
    let title = view.say(title);
    let shell = view.shell(Tab::None, &title).wrong(value("from", &first), value("to", &last), wrong);
    let body = Failed { shell, why: view.say(why), what_to_do: String::new() };
    answer(view, StatusCode::BAD_REQUEST, &title, &body)
}

/// The page of a problem.
pub fn page(view: &View, problem: Problem) -> Response {
    let (id, status) = match problem.status() {
        StatusCode::NOT_FOUND => ("failed-not-found", problem.status()),
        // A page asks what its parameters say: what the API refuses of them the page's reader sent.
        status if status == StatusCode::BAD_REQUEST => ("failed-bad-request", status),
        status if status == StatusCode::CONFLICT => ("failed-conflict", status),
        // Whoever watches the pages reads in the answer what the API would say, and in the log what happened.
        _ => ("failed-for-now", problem.status()),
    };
    let title = view.say(id);
    let shell = view.shell(Tab::None, &title).without_days();
    let body = Failed { shell, why: view.say(&format!("{id}-why")), what_to_do: view.say(&format!("{id}-do")) };
    let mut response = answer(view, status, &title, &body);
    if let Some(after) = problem.into_response().headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    response
}

fn answer(view: &View, status: StatusCode, title: &str, body: &Failed) -> Response {
    let title = format!("{title} · {} · Atbalss", view.workspace.name);
    frame::page(status, view.locale, &title, STYLE, body).into_response()
}
