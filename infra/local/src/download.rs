//! The files of exports on one machine, for whoever has a link to one: where there is no bucket that hands them out.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::export::State as Progress;
use domain::link::LinkError;
use files::{Folder, whose_download};
use futures::stream;
use http::{StatusCode, header};
use tokio::fs::File;
use tokio::io::AsyncReadExt;
use web::backend::Backend;
use web::problem::Problem;

/// How much of a file is read at once.
const PIECE: usize = 64 * 1024;

/// What the route needs.
#[derive(Clone)]
struct Download {
    backend: Backend,
    folder: Arc<Folder>,
}

/// The route of the links that a [`Folder`] makes.
pub fn router(backend: Backend, folder: Arc<Folder>) -> Router {
    let routes = Router::new().route("/exports/{token}", get(show));
    web::layer::around(routes.with_state(Download { backend, folder }), "download")
}

fn missing() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "not_found", "there is nothing under this link")
}

async fn show(
    State(download): State<Download>,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Download { backend, folder } = download;
    let Path(token) = token.map_err(|_| missing())?;
    let now = backend.now();
    let (workspace, export) = whose_download(&backend.links, &token, now).map_err(|error| match error {
        LinkError::Invalid => missing(),
        LinkError::Expired(_) => {
            let detail = "the link has expired; GET /v1/exports/{id} gives a new one";
            Problem::new(StatusCode::GONE, "link_expired", detail)
        }
    })?;
    let export = backend.store.export(&workspace, export).await?;
    let export = export.filter(|export| export.state == Progress::Done && !export.is_expired(now));
    let export = export.ok_or_else(missing)?;
    let file = export.file();
    let open = File::open(folder.path(file)).await.map_err(|_| missing())?;
    let length = open.metadata().await.map_err(|_| missing())?.len();
    let headers = [
        (header::CONTENT_TYPE, file.format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, export.disposition()),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    let pieces = stream::try_unfold(open, |mut open| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let read = (&mut open).take(PIECE as u64).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then_some((piece, open)))
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}
