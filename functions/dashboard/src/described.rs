//! The routes of this function in the API's document. No running function reaches this: the program `atbalss` and tests
//! do.

use utoipa::OpenApi;

use crate::{agents, answers, counting, docs, operations, overview, sending, session, survey};

#[derive(OpenApi)]
#[openapi(paths(
    docs::openapi,
    docs::show,
    overview::show,
    survey::show,
    answers::list,
    answers::one::show,
    agents::show,
    operations::show,
    sending::show,
    sending::one::show,
    counting::show,
    session::begin,
    session::end,
))]
struct Described;

/// What the document says of this function.
pub fn api() -> utoipa::openapi::OpenApi {
    Described::openapi()
}
