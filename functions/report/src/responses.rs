//! `GET /v1/surveys/{id}/responses`: what people answered, newest first, page by page, as JSON, as a table or as NDJSON; and
//! one response by either of its ids.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::id::WorkspaceId;
use domain::survey::Survey;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use reading::responses::{self, Formed, LOOKED_AT, escaped, shown};
use reading::rows::{Format, Row, Versions, Writer, file_name};
use serde_json::{Value, json};
use web::auth::Reader;
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

use crate::accept::wanted;

/// The survey that a path names.
pub async fn survey_of(
    backend: &Backend,
    ws: &WorkspaceId,
    id: Result<&String, &PathRejection>,
) -> Result<Survey, Problem> {
    let id = id.map_err(|_| Problem::not_found("survey"))?;
    responses::survey_of(backend, ws, id).await
}

/// A response
#[utoipa::path(
    get, path = "/v1/surveys/{id}/responses/{response}", tag = "responses", operation_id = "getResponse",
    security(("key" = ["read"])),
    params(
        ("id" = api::ClientId, Path, description = "Your own id for the survey."),
        ("response" = String, Path, description = "Either spelling of its id: `rsp_…` or the submission id."),
    ),
    responses(
        (
            status = 200, description = "The response.",
            body = api::SeenResponse, example = json!(api::examples::response()),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::QUERY, "not_found", "enps_is_anonymous"]))),
)]
pub async fn show(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    query.fields()?.finish(|| Some(()))?;
    let ids = path.as_ref().map(|Path(ids)| ids);
    let survey = survey_of(&backend, &caller.workspace, ids.map(|ids| &ids.0)).await?;
    let id = ids.map(|ids| ids.1.as_str()).unwrap_or_default();
    let response = responses::one(&backend, &caller.workspace, &survey, id).await?;
    Ok(Json(shown(&response, &survey)))
}

/// What people answered, newest first
#[utoipa::path(
    get, path = "/v1/surveys/{id}/responses", tag = "responses", operation_id = "listResponses",
    security(("key" = ["read"])),
    params(
        ("id" = api::ClientId, Path, description = "Your own id for the survey."),
        api::params::Paging,
        api::params::Responses,
    ),
    responses(
        (
            status = 200, description = "A page; it may be empty and have a cursor. CSV and NDJSON end at 4 MB or 5,000 \
                answers, or at `limit`; docs/exports.md has their columns.",
            headers(
                ("Content-Disposition" = String, description = "Of CSV and NDJSON: the file's name."),
                ("Link" = String, description = "Of CSV and NDJSON: `<url>; rel=\"next\"`, where the list goes on."),
                ("X-Next-Cursor" = String, description = "Of CSV and NDJSON: the cursor, where the list goes on."),
            ),
            content(
                (inline(api::Page<api::SeenResponse>) = "application/json", example = json!(api::examples::responses())),
                (String = "text/csv"),
                (String = "application/x-ndjson"),
            ),
        ),
    ),
    extensions(("x-codes" = json!([api::codes::TYPES, api::codes::LIST, "not_found", "not_acceptable", "enps_is_anonymous"]))),
)]
pub async fn list(
    Reader(caller): Reader,
    State(backend): State<Backend>,
    path: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    let form = wanted(&headers, &FORMS).and_then(|at| Some(FORMS.get(at)?.0)).ok_or_else(not_acceptable)?;
    let survey = survey_of(&backend, &caller.workspace, path.as_ref().map(|Path(id)| id)).await?;
    let workspace = reading::workspace(&backend.store, &caller.workspace).await?;
    let Some(format) = form else {
        let page = responses::list(&backend, &workspace, &survey, &query).await?;
        let rows: Vec<_> = page.responses.iter().map(|response| shown(response, &survey)).collect();
        return Ok(varied(Json(json!({"data": rows, "next_cursor": page.next_cursor})).into_response()));
    };
    let ws = &workspace.id;
    let versions = [Versions::read(&backend.store, ws, survey.clone()).await?];
    let [of] = &versions;
    // What a day's addresses come to is told by an export, which looks at whole days.
    let row = |response: &domain::response::Response| Row { response: response.clone(), burst: false };
    let sizing = Writer::new(format, false, &versions);
    let size = |response: &_| escaped(&String::from_utf8_lossy(&sizing.row(&row(response), of)));
    let Formed { page, days, bom } =
        responses::list_sized(&backend, &workspace, &survey, &query, LOOKED_AT, &size).await?;
    let writer = Writer::new(format, bom, &versions);
    let mut body = writer.head();
    body.extend(page.responses.iter().flat_map(|response| writer.row(&row(response), of)));
    let name = file_name(&survey.id, days, format);
    let mut answer = body.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
    let mut say =
        |header: HeaderName, text: String| HeaderValue::try_from(text).map(|text| headers.insert(header, text));
    // What is said holds ids, dates and a query that came over HTTP: all of it may stand in a header.
    let told = say(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")).is_ok();
    let going_on = page.next_cursor.is_none_or(|cursor| {
        let link = format!("<{}>; rel=\"next\"", next_url(&backend.base_url, &uri, &cursor));
        say(header::LINK, link).is_ok() && say(NEXT_CURSOR, cursor).is_ok()
    });
    if told && going_on { Ok(varied(answer)) } else { Err(Problem::internal()) }
}

/// The forms of the list, each with the names that clients have for it; the first one for whoever takes any.
const FORMS: [(Option<Format>, &[&str]); 3] = [
    (None, &["application/json"]),
    (Some(Format::Csv), &["text/csv"]),
    (Some(Format::Ndjson), &["application/x-ndjson", "application/ndjson", "application/jsonl"]),
];
/// What continues a list that is no JSON.
const NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");

fn not_acceptable() -> Problem {
    let detail = "the list comes as application/json, text/csv or application/x-ndjson; ask for one of them by Accept";
    Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", detail)
}

/// An answer that is another one under another `Accept`.
fn varied(mut answer: Response) -> Response {
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept"));
    answer
}

/// The address of the next page: this one's, with another cursor.
fn next_url(base: &str, uri: &Uri, cursor: &str) -> String {
    let own = |pair: &&str| !pair.is_empty() && !pair.starts_with("cursor=");
    let pairs: Vec<_> = uri.query().unwrap_or_default().split('&').filter(own).collect();
    // No character may end the link in the header before its time.
    let pairs = pairs.iter().map(|pair| pair.replace('<', "%3C").replace('>', "%3E"));
    let all: Vec<_> = pairs.chain([format!("cursor={cursor}")]).collect();
    format!("{base}{}?{}", uri.path(), all.join("&"))
}
