//! The routes of this function in the API's document. No running function reaches this: the program `atbalss` and tests
//! do.

use utoipa::OpenApi;

use crate::{dispatches, exports, keys, link_keys, reviews, rollups, surveys, workspace};

#[derive(OpenApi)]
#[openapi(paths(
    crate::health,
    workspace::show,
    workspace::put,
    surveys::list,
    surveys::show,
    surveys::put,
    surveys::archive,
    reviews::put,
    dispatches::list::list,
    dispatches::post,
    dispatches::batch::post_batch,
    dispatches::show,
    exports::post,
    exports::show,
    rollups::post,
    rollups::show,
    keys::list_all,
    keys::post,
    keys::remove,
    link_keys::list,
    link_keys::post,
    link_keys::retire,
))]
struct Described;

/// What the document says of this function.
pub fn api() -> utoipa::openapi::OpenApi {
    Described::openapi()
}
