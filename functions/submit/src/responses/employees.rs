//! `POST /v1/responses` for a survey of employees: what would tell who answers is refused, and the answer shows nothing
//! that was stored.

use domain::enps::{Enps, echo};
use domain::input::{Problem as Field, Problems, Refusal};
use domain::posted::Posted;
use domain::stamped::millis;
use domain::survey::{SCORE, Survey};
use http::StatusCode;
use serde_json::Value;
use web::problem::Problem;

use super::AppsWay;
use crate::enps::{Taken, take};

impl AppsWay<'_> {
    /// Takes one body in for a survey of employees.
    pub(super) async fn take_unnamed(
        &self,
        body: &Value,
        survey: &Survey,
        enps: &Enps,
    ) -> Result<(StatusCode, Value), Problem> {
        let now = self.backend.now();
        let post = read(body, survey, enps, now)?;
        let (store, ws) = (&self.backend.store, &self.caller.workspace);
        let zone = match &survey.time_zone {
            Some(zone) => zone.clone(),
            None => store.workspace(ws).await?.map_or_else(domain::day::Zone::utc, |workspace| workspace.time_zone),
        };
        match take(store, ws, survey, &zone, &post, None, now).await? {
            Taken::New => Ok((StatusCode::CREATED, echo(post.id, survey))),
            Taken::Repeated => Ok((StatusCode::OK, echo(post.id, survey))),
            Taken::Closed if survey.archived => {
                Err(Problem::conflict("survey_archived", "this survey is archived and takes no answers any more"))
            }
            Taken::Closed => Err(Problem::conflict(
                "survey_closed",
                "this survey takes answers in its periods alone, and this submission_id's own time lies in none that is open",
            )),
            Taken::Refused(refusal) => {
                Err(Problem::from(Problems::one("submission_id", refusal)).with("server_time", millis(now)))
            }
            Taken::Empty => Err(Problems::one("answers.score", missing_score()).into()),
            // Only links are used or gone.
            Taken::Used | Taken::Gone => Err(Problem::internal()),
        }
    }
}

fn missing_score() -> Refusal {
    Refusal::new("required", "an answer to this survey has a score")
}

/// Reads a body; everything that is wrong with it is named at once.
fn read(
    body: &Value,
    survey: &Survey,
    enps: &Enps,
    now: jiff::Timestamp,
) -> Result<domain::response::Response, Problems> {
    let mut own = Vec::new();
    let mut refuse = |name: &str, code, reason: &str| {
        own.push(Field { name: name.to_owned(), code, reason: reason.to_owned() });
    };
    if body["finished"] == Value::Bool(false) {
        let reason = "halves would have to be joined, and so known again; post the whole answer at once";
        refuse("finished", "only_whole_answers", reason);
    }
    for name in ["person", "person_sig"] {
        if !body[name].is_null() {
            refuse(name, "enps_is_anonymous", "nobody may be named in an answer to this survey; leave it out");
        }
    }
    // A segment is the person's, and no person is known.
    let kept = enps.group.as_deref().filter(|group| *group != "segment");
    let sent = body["properties"].as_object().into_iter().flat_map(serde_json::Map::keys);
    if sent.into_iter().any(|name| Some(name.as_str()) != kept) {
        let reason = match kept {
            Some(group) => format!("an answer to this survey keeps {group} alone; leave the others out"),
            None => "an answer to this survey keeps no property; leave them out".to_owned(),
        };
        refuse("properties", "enps_is_anonymous", &reason);
    }
    if body["answers"].as_object().is_some_and(|answers| !answers.contains_key(SCORE)) {
        let Refusal { code, reason } = missing_score();
        refuse("answers.score", code, &reason);
    }
    match Posted::parse(body, survey, now) {
        Ok(posted) if own.is_empty() => Ok(posted.response),
        Ok(_) => Err(Problems(own)),
        Err(Problems(more)) => Err(Problems(own.into_iter().chain(more).collect())),
    }
}
