//! The app's way, `POST /v1/responses`: one body becomes a response of one post.

use jiff::Timestamp;
use serde_json::Value;

use crate::context::{Channel, Properties};
use crate::id::{PersonId, SubmissionId, SurveyId};
use crate::input::{Fields, Problems, Refusal, boolean, parsed, time};
use crate::locale::Locale;
use crate::response::{AHEAD, Response};
use crate::signed_link::PersonSig;
use crate::stamped::{PostDigest, Stamped, stamp};
use crate::survey::Survey;

/// What the app's way, `POST /v1/responses`, brings: a response of one post and the person it claims.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The post as a response of its own.
    pub response: Response,
    /// Whom the client names; known only where the key may name people, or the team's server vouches for it.
    pub claims: Option<Claim>,
}

/// Whom a client says it is.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The person.
    pub person: PersonId,
    /// What the team's server gave the client to show.
    pub sig: Option<PersonSig>,
}

impl Posted {
    /// Reads which survey a body is for, before anything else can be judged.
    ///
    /// # Errors
    /// `survey` missing or not an id.
    pub fn survey(body: &Value) -> Result<SurveyId, Problems> {
        let mut fields = Fields::of(body, "")?;
        match fields.required("survey", parsed::<SurveyId>) {
            Some(survey) => Ok(survey),
            None => fields.finish(|| None),
        }
    }

    /// Reads a body of `POST /v1/responses`; `now` fills a finishing post's missing `answered_at`.
    ///
    /// # Errors
    /// Every bad field.
    pub fn parse(body: &Value, survey: &Survey, now: Timestamp) -> Result<Self, Problems> {
        let mut fields = Fields::of(body, "")?;
        let id = fields.required("submission_id", parsed::<SubmissionId>);
        fields.required("survey", parsed::<SurveyId>);
        let finished = fields.optional("finished", boolean).unwrap_or(true);
        let at = if finished { fields.optional("answered_at", time) } else { fields.required("answered_at", time) };
        if at.is_some_and(|at| at > now + AHEAD) {
            fields.refuse(
                "answered_at",
                Refusal::new("in_the_future", "an answer can't be given later than now; check the device's clock"),
            );
        }
        let at = at.unwrap_or(now);
        let answers = fields.nested("answers", |value, path| survey.read_answers(value, path));
        if !fields.has("answers") {
            fields.refuse("answers", Refusal::new("required", "this field is required"));
        }
        let person = fields.optional("person", parsed::<PersonId>);
        let sig = fields.optional("person_sig", parsed::<PersonSig>);
        if sig.is_some() && !fields.has("person") {
            fields.refuse("person", Refusal::new("required", "person_sig vouches for a person; name them"));
        }
        let locale = fields.optional("locale", parsed::<Locale>);
        let channel = fields.optional("channel", |value| match parsed(value)? {
            channel @ (Channel::App | Channel::Web) => Ok(channel),
            _ => Err(Refusal::new("unknown_channel", "expected app or web")),
        });
        let properties = fields.nested("properties", Properties::parse).unwrap_or_default();
        fields.finish(|| {
            let mut response = Response::begin(id?, survey, PostDigest::of(body));
            response.answers = answers?.into_iter().map(|(name, value)| (name, Stamped { value, at })).collect();
            response.finished_at = finished.then_some(at);
            response.locale = locale.map(|value| Stamped { value, at });
            response.channel = Some(Stamped { value: channel.unwrap_or(Channel::App), at });
            response.properties.extend(stamp(&properties, at));
            Some(Self { response, claims: person.map(|person| Claim { person, sig }) })
        })
    }
}
