//! `GET /v1/surveys/{id}/comments`: what employees wrote in a period that has closed, shuffled for good, without a date, a
//! group or a score beside it.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::day::parse_date;
use domain::input::Refusal;
use http::StatusCode;
use serde_json::{Value, json};
use store::PeriodOf;
use web::auth::Reader;
use web::backend::Backend;
use web::cursor;
use web::problem::Problem;
use web::query::Query;

use crate::responses::survey_of;

/// Where a list goes on: in which of the stored lists, behind how many of it.
#[derive(Clone, Copy)]
struct Position {
    part: usize,
    seen: usize,
}

impl Position {
    fn read(text: &str) -> Option<Self> {
        let (part, seen) = text.split_once(' ')?;
        Some(Self { part: part.parse().ok()?, seen: seen.parse().ok()? })
    }
}

/// What employees wrote in a period
///
/// Of eNPS surveys alone, and of periods that have closed. The order was shuffled once and says nothing; there is no
/// date, no group and no score beside a comment. Of a period with fewer than 5 answers none is kept.
#[utoipa::path(
    get, path = "/v1/surveys/{id}/comments", tag = "responses", operation_id = "listComments",
    security(("key" = ["read"])),
    params(("id" = api::ClientId, Path, description = "Your own id for the survey."), api::params::Comments),
    responses(
        (
            status = 200, description = "A page of comments.",
            body = inline(api::Page<String>), example = json!(api::examples::comments()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::LIST, "not_found", "period_open", "only_for_enps"]))),
)]
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<String>, PathRejection>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    let ws = &caller.workspace;
    let survey = survey_of(&backend, ws, path.as_ref().map(|Path(id)| id)).await?;
    let Some(enps) = &survey.enps else {
        let detail =
            "only what employees write stands by itself; GET /v1/surveys/{id}/responses has the others' comments";
        return Err(Problem::conflict("only_for_enps", detail));
    };
    let selection = format!("comments {} {}", survey.id, query.selection());
    let mut fields = query.fields()?;
    let from = fields.required("period", |value| {
        let from = parse_date(value.as_str().unwrap_or_default())?;
        let unknown = || Refusal::new("unknown_period", "expected the first day of a period of this survey");
        enps.period_from(from).ok_or_else(unknown)
    });
    let limit = fields.optional("limit", |value| {
        cursor::limit(value.as_str()).map_err(|problem| Refusal::new(problem.code(), "expected 1 to 1000"))
    });
    let position = fields.optional("cursor", |value| {
        let position = cursor::open(&backend, ws, &selection, value.as_str().unwrap_or_default()).ok();
        let reason = "take next_cursor from the answer before, with the same query";
        position.and_then(|text| Position::read(&text)).ok_or_else(|| Refusal::new("invalid_cursor", reason))
    });
    let period = fields.finish(|| from)?;
    let of = PeriodOf { workspace: ws, survey: &survey.id, period };
    let Some(result) = backend.store.enps_result(of).await? else {
        let detail = "this period has not closed; nothing of it is shown before";
        return Err(Problem::new(StatusCode::CONFLICT, "period_open", detail));
    };
    let mut at = position.unwrap_or(Position { part: 0, seen: 0 });
    let mut rows: Vec<String> = Vec::new();
    let most = limit.unwrap_or(100);
    // A page ends with the list that it began in, so it is never larger than one item.
    if at.part < result.parts {
        let said = backend.store.enps_comments(of, at.part).await?;
        let left = said.len().saturating_sub(at.seen);
        rows.extend(said.into_iter().skip(at.seen).take(most));
        at =
            if left > most { Position { seen: at.seen + most, ..at } } else { Position { part: at.part + 1, seen: 0 } };
    }
    let next =
        (at.part < result.parts).then(|| cursor::seal(&backend, ws, &selection, &format!("{} {}", at.part, at.seen)));
    Ok(Json(json!({"data": rows, "next_cursor": next})))
}
