//! What people answer.

use std::collections::BTreeMap;

use utoipa::ToSchema;

use super::words::{ClientId, Locale, Properties};

/// By question id: `score` an integer of the scale, or a word where the scale has words; `comment` up to 2,000
/// characters. Of your own questions: an integer for `rating`, an option's id for `choice`, a list of them for
/// `multi`, a word for `yes_no`, text.
#[derive(ToSchema)]
pub struct Answers(BTreeMap<String, AnswerValue>);

/// An integer, a word or text, or a list of words.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum AnswerValue {
    Number(i64),
    Text(String),
    Picked(Vec<String>),
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum PostChannel {
    App,
    Web,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// A UUIDv7 that the client makes when the person begins to answer, and repeats in every retry and every half.
    /// Its time is the response's time: at most 30 days back and 5 minutes ahead.
    #[schema(format = "uuid")]
    submission_id: String,
    survey: ClientId,
    answers: Answers,
    /// `false` for a half, which needs `answered_at`.
    #[schema(default = json!(true), nullable = false)]
    finished: Option<bool>,
    #[schema(format = DateTime, nullable = false)]
    answered_at: Option<String>,
    /// Counts as known only with `person_sig`, or under a key with scope `send`.
    #[schema(pattern = r"^[A-Za-z0-9._:-]{1,64}$", nullable = false)]
    person: Option<String>,
    /// What your server vouches for the person with: `{kid}.{exp}.{sig}`, as docs/links.md says. One that was not
    /// made for this person is refused: `invalid_person_sig`. One that has lapsed, or whose link key is retired, is
    /// not: the answer is stored under no name.
    #[schema(nullable = false)]
    person_sig: Option<String>,
    #[schema(nullable = false)]
    locale: Option<Locale>,
    #[schema(default = json!("app"), nullable = false)]
    channel: Option<PostChannel>,
    #[schema(nullable = false)]
    properties: Option<Properties>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum AnswerChannel {
    Email,
    Link,
    App,
    Web,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Suspicion {
    Honeypot,
    TooFast,
}

/// What people said of an answer that a rule keeps out of the counts.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Whether it counts all the same, as a person's. If not, the rules alone decide.
    genuine: bool,
    #[schema(format = DateTime)]
    at: String,
    /// The id of the key under which it was said; `null` for a token of your own issuer.
    #[schema(pattern = r"^[a-z0-9]{4,16}$", required)]
    by: Option<String>,
    /// What was said before, newest first. The last 16 reviews are kept.
    #[schema(max_items = 15)]
    earlier: Vec<EarlierReview>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EarlierReview {
    genuine: bool,
    #[schema(format = DateTime)]
    at: String,
    #[schema(pattern = r"^[a-z0-9]{4,16}$", required)]
    by: Option<String>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewPut {
    /// `true`: a person gave this answer, so it counts. `false`: take that back.
    genuine: bool,
}

/// A response; what only the team sees stands before it.
macro_rules! response {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($own)*
            #[schema(pattern = r"^rsp_[0-9a-f]{32}$")]
            id: String,
            #[schema(format = "uuid")]
            submission_id: String,
            survey: ClientId,
            /// The newest version of the survey that it answered.
            #[schema(minimum = 1)]
            version: u64,
            answers: Answers,
            finished: bool,
            #[schema(format = DateTime, required)]
            finished_at: Option<String>,
            /// The submission id's own time: the response's time.
            #[schema(format = DateTime)]
            started_at: String,
            #[schema(required)]
            locale: Option<Locale>,
            #[schema(required)]
            channel: Option<AnswerChannel>,
            properties: Properties,
        }
    };
}

response! {
    Response {}
}

response! {
    SeenResponse {
        #[schema(required)]
        segment: Option<String>,
        #[schema(required)]
        person: Option<String>,
        #[schema(required)]
        dispatch: Option<String>,
        /// The rule that it met. It keeps it out of the counts unless `review` says that it is genuine. What a burst
        /// keeps out is known to the rollup alone, and not shown here.
        #[schema(required)]
        suspect: Option<Suspicion>,
        /// The version of the rules that judged it.
        #[schema(required)]
        suspect_version: Option<i64>,
        /// What people said of it; `null` where nobody did.
        #[schema(required)]
        review: Option<Review>,
    }
}

response! {
    /// An answer of a person, as whoever asks what is held of them is told it.
    HeldAnswer {
        /// The person's group at that time.
        #[schema(required)]
        segment: Option<String>,
        #[schema(required)]
        dispatch: Option<String>,
        /// The rule that it met. It keeps it out of the counts unless `review` says that it is genuine.
        #[schema(required)]
        suspect: Option<Suspicion>,
        /// The version of the rules that judged it.
        #[schema(required)]
        suspect_version: Option<i64>,
        /// What people said of it; `null` where nobody did.
        #[schema(required)]
        review: Option<Review>,
        /// Whether it came by a link of its own.
        by_link: bool,
    }
}
