//! The routes of this function in the API's document. No running function reaches this: the program `atbalss` and tests
//! do.

use utoipa::OpenApi;

use crate::{comments, metrics, preview, responses};

#[derive(OpenApi)]
#[openapi(paths(metrics::show, preview::show, comments::list, responses::list, responses::show,))]
struct Described;

/// What the document says of this function.
pub fn api() -> utoipa::openapi::OpenApi {
    Described::openapi()
}
