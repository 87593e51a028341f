//! The outbox in local mode: the mails and texts that were "sent", listed and shown, for people at this machine. It exists
//! only where the program listens on loopback, since messages hold addresses and numbers.

use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{StatusCode, header};
use jiff::Timestamp;
use web::page::Page;
use web::problem::Problem;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}\
li{margin:.5rem 0}small{opacity:.7}";

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Outbox</title>
<style>{{ style|safe }}</style></head><body><h1>Outbox</h1>
{% if messages.is_empty() %}<p>Nothing was sent yet. Ask for a dispatch with the channel email or sms, and its message appears here.</p>{% else %}
<p>The newest first. An .eml is the mail exactly as a mail server would get it, a .txt the text as a carrier would.</p>
<ul>{% for message in messages %}<li><a href="/outbox/{{ message.name }}">{{ message.name }}</a> <small>{{ message.at.strftime("%Y-%m-%d %H:%M:%S") }} UTC</small></li>{% endfor %}</ul>{% endif %}
</body></html>"#
)]
struct List {
    messages: Vec<Entry>,
    style: &'static str,
}

struct Entry {
    name: String,
    at: Timestamp,
}

/// The routes of the outbox.
pub fn router(folder: PathBuf) -> Router {
    let routes = Router::new().route("/outbox", get(list)).route("/outbox/{message}", get(show));
    web::layer::around(routes.with_state(Arc::new(folder)).layer(middleware::from_fn(at_home)), "outbox")
}

fn is_message(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "eml" || extension == "txt")
}

/// Whether a request names this machine: a page elsewhere that has its own name lead here is not read from here.
async fn at_home(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if ["127.0.0.1", "localhost", "[::1]"].contains(&name) {
        return next.run(request).await;
    }
    Problem::new(StatusCode::FORBIDDEN, "not_at_home", "the outbox is for people at this machine").into_response()
}

async fn list(State(folder): State<Arc<PathBuf>>) -> Result<Page, Problem> {
    let entries = std::fs::read_dir(&*folder).map_err(|_| Problem::internal())?;
    let mut messages: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok().filter(|name| is_message(name))?;
            let at = entry.metadata().ok()?.modified().ok()?.try_into().ok()?;
            Some(Entry { name, at })
        })
        .collect();
    messages.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
    let html = List { messages, style: STYLE }.render().map_err(|_| Problem::internal())?;
    Ok(Page { status: StatusCode::OK, html, style: STYLE.into() })
}

async fn show(
    State(folder): State<Arc<PathBuf>>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let missing = || Problem::new(StatusCode::NOT_FOUND, "not_found", "there is no such message");
    let Path(name) = name.map_err(|_| missing())?;
    let plain = is_message(&name) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !plain {
        return Err(missing());
    }
    let message = std::fs::read(folder.join(&name)).map_err(|_| missing())?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], message).into_response())
}
