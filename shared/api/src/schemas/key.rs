//! Keys of the API, and keys that sign links.

use utoipa::ToSchema;

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Scope {
    Respond,
    Send,
    Read,
    Admin,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    name: Option<String>,
    #[schema(min_items = 1, max_items = 4)]
    scopes: Vec<Scope>,
    /// From when on it is refused.
    #[schema(format = DateTime, nullable = false)]
    expires_at: Option<String>,
}

/// A key; its secret stands before it once.
macro_rules! key {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            #[schema(pattern = r"^[a-z0-9]{4,16}$")]
            id: String,
            #[schema(required)]
            name: Option<String>,
            #[schema(min_items = 1, max_items = 4)]
            scopes: Vec<Scope>,
            #[schema(format = DateTime, required)]
            expires_at: Option<String>,
            #[schema(format = DateTime)]
            created_at: String,
        }
    };
}

key! {
    Key {}
}

key! {
    KeyWithSecret {
        /// The whole key. It is shown this once; only a digest of it is kept.
        key: String,
    }
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkKey {
    /// `kid` in what it signs.
    #[schema(pattern = r"^[a-z0-9]{1,16}$")]
    id: String,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime, required)]
    retired_at: Option<String>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkKeyWithSecret {
    /// `kid` in what it signs.
    #[schema(pattern = r"^[a-z0-9]{1,16}$")]
    id: String,
    /// The key of the HMAC, used as it is spelled. It is shown this once.
    #[schema(pattern = r"^[A-Za-z0-9]{32,128}$")]
    secret: String,
    #[schema(format = DateTime)]
    created_at: String,
}

/// There is nothing to say.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLinkKey {}
