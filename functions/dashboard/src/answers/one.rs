//! `GET /surveys/{id}/responses/{response}`: one answer whole, by either of its ids. Each question stands as it was asked, in
//! the version and the language that were answered; beneath is everything that happened to it.

use askama::Template;
use axum::extract::State;
use axum::response::Response as Answered;
use domain::dispatch::Dispatch;
use domain::response::{Response, Suspect, SuspectRule};
use domain::survey::{Answer, Survey};
use reading::responses::{self, survey_of};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use super::history::{Event, history, is_later};
use super::wording::{Worded, Wording};
use super::{filter, of_employees, path, score_of, survey_path};
use crate::moment::Moment;
use crate::score::Score;
use crate::shell::{Shell, Tab};
use crate::view::{Named, View, segment};

#[derive(Template)]
#[template(path = "answers_one.html")]
struct One {
    shell: Shell,
    id: String,
    score: Option<Score>,
    half: bool,
    suspect: Option<Rule>,
    answers: Vec<Given>,
    history: Vec<Event>,
    around: Vec<(String, Fact)>,
    properties: Vec<(String, String)>,
    zone: String,
}

/// An answer to a question.
#[derive(Debug)]
struct Given {
    id: String,
    question: Worded,
    /// None where it was taken back.
    answer: Option<Worded>,
    at: Moment,
    later: bool,
}

/// Why an answer is not counted, unless somebody vouched for it; and how the API is told otherwise.
#[derive(Debug)]
struct Rule {
    name: &'static str,
    text: String,
    vouched: bool,
    how: String,
}

/// A word about the answer, and where it leads.
#[derive(Debug)]
struct Fact {
    text: String,
    link: Option<String>,
}

/// A response and its history
#[utoipa::path(
    get, path = "/surveys/{id}/responses/{response}", tag = "dashboard", operation_id = "responsePage",
    security(("session" = []), ("key" = ["read"])),
    params(
        ("id" = api::ClientId, Path, description = "The survey."),
        ("response" = String, Path, description = "Either spelling of its id."),
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(
    view: View,
    State(backend): State<Backend>,
    Named((survey, response)): Named<(String, String)>,
) -> Answered {
    let made = page(&view, &backend, &survey, &response).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend, survey: &str, id: &str) -> Result<Page, Problem> {
    let ws = &view.workspace.id;
    let survey = survey_of(backend, ws, survey).await?;
    if survey.enps.is_some() {
        return of_employees(view, &survey);
    }
    let response = responses::one(backend, ws, &survey, id).await?;
    let dispatch = match response.dispatch {
        Some(id) => backend.store.dispatch(ws, id).await?,
        None => None,
    };
    let version = match response.version {
        version if version == survey.version => None,
        version => backend.store.survey_version(ws, &survey.id, version).await?,
    };
    let asked = version.as_ref().unwrap_or(&survey);
    let page = one(view, backend, (&survey, asked), &response, dispatch.as_ref());
    view.page(&format!("{} · {}", view.say("answer-title"), survey.name), &page)
}

fn one(
    view: &View,
    backend: &Backend,
    (survey, asked): (&Survey, &Survey),
    response: &Response,
    dispatch: Option<&Dispatch>,
) -> One {
    let zone = survey.zone(&view.workspace);
    let locale = response.locale.as_ref().map_or(view.locale, |stamped| stamped.value);
    let words = Wording::of(&view.workspace, asked, locale, view.locale);
    let title = view.say("answer-title");
    let shell = view.shell(Tab::Overview, &title).without_days().crumb(view.link("/"), &view.say("nav-overview"));
    let shell = shell.crumb(view.link(&survey_path(survey)), &survey.name);
    One {
        shell: shell.crumb(view.link(&path(survey)), &view.say("answers-title")),
        id: response.id.response().to_string(),
        score: score_of(response, survey, view),
        half: response.finished_at.is_none(),
        suspect: response.suspect.map(|suspect| rule(suspect, response, view, backend)),
        answers: given(view, asked, response, &words),
        history: history(view, zone, response, dispatch, &words),
        around: around(view, response),
        properties: properties(response),
        zone: view.times_of(zone),
    }
}

fn rule(suspect: Suspect, response: &Response, view: &View, backend: &Backend) -> Rule {
    let id = match suspect.rule {
        SuspectRule::Honeypot => "answer-suspect-honeypot",
        SuspectRule::TooFast => "answer-suspect-too-fast",
    };
    let version = suspect.rules.to_string();
    let vouched = response.suspicion().is_none();
    Rule {
        name: suspect.rule.name(),
        text: view.with(id, &[("version", &version)]),
        vouched,
        how: review(backend, response, !vouched),
    }
}

/// How the API is told that a person gave an answer, or that this is taken back.
fn review(backend: &Backend, response: &Response, genuine: bool) -> String {
    let base = if backend.base_url.is_empty() { "$ATBALSS_URL" } else { &backend.base_url };
    let (survey, id) = (segment(response.survey.as_str()), response.id.response());
    format!(
        "curl -X PUT -H \"Authorization: Bearer $ATBALSS_KEY\" -H \"Content-Type: application/json\" \\\n  \
         -d '{{\"genuine\": {genuine}}}' \"{base}/v1/surveys/{survey}/responses/{id}/review\""
    )
}

/// The answers in the order of the page; what this version does not ask stands at the end.
fn given(view: &View, asked: &Survey, response: &Response, words: &Wording<'_>) -> Vec<Given> {
    let order: Vec<String> = asked.asked().iter().map(|question| question.id.clone()).collect();
    let place = |id: &str| order.iter().position(|own| own == id).unwrap_or(order.len());
    let mut answers: Vec<_> = response.answers.iter().collect();
    answers.sort_by_key(|(id, _)| place(id));
    let zone = asked.zone(&view.workspace);
    let given = |(id, answer): (&String, &domain::stamped::Stamped<Answer>)| Given {
        id: id.clone(),
        question: words.question(id),
        answer: (answer.value != Answer::Cleared).then(|| words.answer(id, &answer.value)),
        at: Moment::of(answer.at, zone, view),
        later: is_later(response, answer.at),
    };
    answers.into_iter().map(given).collect()
}

/// What stands around an answer, by name.
fn around(view: &View, response: &Response) -> Vec<(String, Fact)> {
    let plain = |text: String| Fact { text, link: None };
    let mut all = vec![
        (view.say("answer-id"), plain(response.id.response().to_string())),
        (view.say("answer-submission"), plain(response.id.to_string())),
        (view.say("answer-version"), plain(response.version.to_string())),
        (view.say("answer-posts"), plain(view.count("answer-posts-count", crate::sending::many(response.posts.len())))),
        (view.say("answer-by"), by(view, response)),
    ];
    for name in ["channel", "locale", "segment"] {
        if let Some(value) = response.dimension(name) {
            all.push((view.say(&format!("dimension-{name}")), plain(filter::value_of(name, &value, view))));
        }
    }
    let person = response.person.as_ref().map_or_else(|| view.say("answer-nobody"), ToString::to_string);
    all.push((view.say("answer-person"), plain(person)));
    all
}

fn by(view: &View, response: &Response) -> Fact {
    let id = match (response.dispatch, &response.link) {
        (Some(_), _) => "answer-by-dispatch",
        (None, Some(_)) => "answer-by-link",
        (None, None) => "answer-by-post",
    };
    let link = response.dispatch.map(|id| view.link(&format!("/dispatches/{}", segment(&id.to_string()))));
    Fact { text: view.say(id), link }
}

/// What the team sent along.
fn properties(response: &Response) -> Vec<(String, String)> {
    response.properties.iter().map(|(name, stamped)| (name.clone(), stamped.value.to_string())).collect()
}
