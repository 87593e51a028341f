//! What a workspace sets for what an erasure leaves behind.

use serde_json::{Value, json};

use crate::input::{Fields, Problems, boolean};

/// What an erasure leaves of what somebody wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgetting {
    /// Whether what they wrote in their own words stays, under no name; unless it is set it goes. Contact data goes always.
    pub keep_comments: bool,
}

impl Forgetting {
    /// Reads `{keep_comments?}`.
    ///
    /// # Errors
    /// Every bad field, under `path`.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let keep_comments = fields.optional("keep_comments", boolean).unwrap_or_default();
        fields.finish(|| Some(Self { keep_comments }))
    }

    /// Adds the setting to those of a workspace, where it is not the default.
    pub(super) fn show(self, value: &mut Value) {
        if self.keep_comments {
            value["erasure"] = json!({"keep_comments": true});
        }
    }
}
