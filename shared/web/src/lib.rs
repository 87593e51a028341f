//! What every HTTP function needs: one shape of errors, JSON bodies that are checked, keys that are checked, pages with a
//! strict content policy, and the texts in four languages. What a route does belongs to its function.

pub mod auth;
pub mod backend;
pub mod body;
pub mod coding;
pub mod cursor;
pub mod frame;
pub mod fresh;
pub mod issuer;
pub mod lambda;
pub mod layer;
pub mod named;
pub mod ndjson;
pub mod once;
pub mod page;
pub mod paging;
pub mod phone;
pub mod problem;
pub mod query;
pub mod reached;
pub mod request_id;
pub mod source;
pub mod texts;
