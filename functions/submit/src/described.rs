//! The routes of this function in the API's document. No running function reaches this: the program `atbalss` and tests
//! do.

use utoipa::OpenApi;

use crate::{page, responses};

#[derive(OpenApi)]
#[openapi(paths(
    responses::post,
    responses::batch::post_batch,
    page::show,
    page::answer,
    page::ask_to_stop,
    page::stop,
    page::show_signed,
    page::answer_signed,
))]
struct Described;

/// What the document says of this function.
pub fn api() -> utoipa::openapi::OpenApi {
    Described::openapi()
}
