//! The routes of this function in the API's document. No running function reaches this: the program `atbalss` and tests
//! do.

use utoipa::OpenApi;

use crate::{erase, export, people, suppressions};

#[derive(OpenApi)]
#[openapi(paths(
    people::show,
    people::put,
    erase::remove,
    export::show,
    suppressions::list,
    suppressions::put,
    suppressions::remove,
))]
struct Described;

/// What the document says of this function.
pub fn api() -> utoipa::openapi::OpenApi {
    Described::openapi()
}
