//! A page that was asked for: the survey, as far as it is filled in, or what was answered. Nothing here writes.

use axum::response::{IntoResponse, Response};
use domain::survey::{Pages, SCORE};
use jiff::Timestamp;

use super::form::fresh_id;
use super::halt::Halt;
use super::opened::{Opened, values};
use super::view::{self, Notice, Over, Scene};
use super::wishes::Wishes;

/// The page that a link shows.
pub fn page(opened: &Opened, wishes: &Wishes, now: Timestamp) -> Result<Response, Halt> {
    let locale = opened.locale(wishes);
    if let Some(standing) = opened.closed_answer(now) {
        return Ok(view::answered(opened, standing, locale, http::StatusCode::OK)?.into_response());
    }
    if opened.used {
        return Ok(view::used(opened, locale, http::StatusCode::OK)?.into_response());
    }
    let closed = opened.survey.enps.is_some() && !opened.takes_employees(now);
    if opened.survey.archived || closed {
        return Ok(view::over(opened, locale, Over::Closed)?.into_response());
    }
    // Who presses a button of the mail, or the link to change it, comes to answer.
    let comes_back = !wishes.change && wishes.score.is_none() && wishes.page.is_none();
    let survey = &opened.survey;
    let hasty = opened.hasty_answer();
    let editable = hasty.filter(|hasty| survey.edit_minutes > 0 && opened.is_editable(hasty, now));
    if let Some(hasty) = hasty.filter(|_| comes_back && editable.is_none()) {
        return Ok(view::hasty(opened, hasty, locale)?.into_response());
    }
    let standing = opened.standing(None).or(editable);
    let finished = standing.is_some_and(|standing| standing.finished_at.is_some());
    let mut answers = standing.map(values).unwrap_or_default();
    let score = survey.question(SCORE).zip(wishes.score.as_deref());
    // What is finished is shown as it stands, whichever button of the mail was pressed once more.
    let chosen = score.and_then(|(question, word)| question.kind.picked(word)).filter(|_| !finished);
    let changes = chosen.is_some() && chosen.as_ref() != answers.get(SCORE);
    let first = if finished || changes { SCORE.to_owned() } else { opened.resumed_at(&answers) };
    let asked_for = wishes.page.clone().filter(|page| survey.shown(page, |id| answers.get(id)));
    let notice = match standing {
        Some(_) if finished => Some(Notice::StillEditable),
        Some(_) if asked_for.is_none() && !answers.is_empty() => Some(Notice::Resumed),
        _ => None,
    };
    answers.extend(chosen.map(|score| (SCORE.to_owned(), score)));
    let page = (survey.pages == Pages::Several).then(|| asked_for.unwrap_or(first));
    let scene = Scene { page: page.as_deref(), notice, ..Scene::of(opened, &answers, fresh_id(now)?, locale) };
    Ok(view::survey(&scene)?.into_response())
}
