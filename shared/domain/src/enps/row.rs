//! One answer of an employee while its period runs: what is kept of it, under which keys, and what its sender is told.

use std::fmt;

use hmac::Mac as _;
use serde_json::{Map, Value, json};

use super::Enps;
use crate::bucket::MAX_VALUE;
use crate::id::SubmissionId;
use crate::link::keyed;
use crate::response::Response;
use crate::survey::Survey;

/// One answer, as it is kept while its period runs: nothing that tells when, how or by whom it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The score.
    pub score: u8,
    /// The value of the survey's group, if the answer had one.
    pub group: Option<String>,
    /// The comment. It is stored apart, under a key of its own, so that it can't be joined with the rest.
    pub comment: Option<String>,
    /// Whether it looks like a machine's. It is not counted, and its comment not kept.
    pub suspect: bool,
}

impl Row {
    /// What is kept of an answer; none without a score.
    pub fn of(response: &Response, enps: &Enps) -> Option<Self> {
        let suspect = response.suspect.is_some();
        let group = enps.group.as_ref().and_then(|name| response.dimension(name)).filter(|value| !value.is_empty());
        Some(Self {
            score: response.score()?,
            group: group.map(|value| value.chars().take(MAX_VALUE).collect()),
            comment: response.comment().filter(|_| !suspect).map(str::to_owned),
            suspect,
        })
    }
}

/// What a client is told of an answer that was taken in: what it sent as the name of it, and nothing that is stored. In
/// the shape of all responses.
pub fn echo(id: SubmissionId, survey: &Survey) -> Value {
    json!({
        "id": id.response().to_string(),
        "submission_id": id.to_string(),
        "survey": survey.id.as_str(),
        "version": survey.version,
        "answers": Map::new(),
        "finished": true,
        "finished_at": null,
        "started_at": crate::stamped::millis(id.time()),
        "locale": null,
        "channel": null,
        "properties": Map::new(),
    })
}

/// The secret of one period of one survey: made for its first answer, destroyed when it closes. Under it a repeat is known
/// again; without it no key can be tied to the submission that it was made of.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// A secret of these bytes; the caller brings the randomness.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the one item that keeps them.
    pub const fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key of an answer's score and group.
    pub fn score_key(&self, id: SubmissionId) -> [u8; 32] {
        self.key(b"atbalss-e1\nscore\n", id)
    }

    /// The key of an answer's comment: nothing ties it to the score's.
    pub fn comment_key(&self, id: SubmissionId) -> [u8; 32] {
        self.key(b"atbalss-e1\ncomment\n", id)
    }

    fn key(&self, label: &[u8], id: SubmissionId) -> [u8; 32] {
        keyed(&self.0, label, id.bits().as_bytes()).finalize().into_bytes().into()
    }
}
