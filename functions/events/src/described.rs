//! The routes of this function in the API's document. No running function reaches this: the program `atbalss` and tests
//! do.

use utoipa::OpenApi;

use crate::take;

#[derive(OpenApi)]
#[openapi(paths(take::post,))]
struct Described;

/// What the document says of this function.
pub fn api() -> utoipa::openapi::OpenApi {
    Described::openapi()
}
