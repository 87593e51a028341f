//! What is held of a person, kind by kind. Of each kind the newest comes first, and no more is shown than one answer takes; the
//! rest is counted. All pointers are read: of dispatches and answers behind them no more than what is shown, of events as many as
//! there is time for, and the answer says where there may be more.

mod events;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::person::Person;
use domain::stamped::millis;
use domain::suppression::Suppression;
use domain::survey::Survey;
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Map, Value, json};
use store::{LinkState, StoreError};
use web::backend::Backend;

/// How many of each kind one answer takes.
pub const MOST: usize = 1000;
/// How many are read side by side.
const AT_ONCE: usize = 16;
/// How long all of one kind may be together, in bytes: so an answer stays well under what a function may answer.
const BYTES: usize = 1_300_000;

/// Reads what is held of a person.
pub struct Held<'a> {
    backend: &'a Backend,
    ws: &'a WorkspaceId,
    id: &'a PersonId,
}

/// Some of a kind, newest first, and how many more there are.
struct Newest {
    shown: Vec<Value>,
    left_out: usize,
}

impl Newest {
    /// As many as one answer takes, of so many that there are.
    fn of(values: Vec<Value>, all: usize) -> Self {
        let mut room = BYTES;
        let fits = |value: &Value| {
            let length = value.to_string().len();
            let fits = length <= room;
            room = room.saturating_sub(length);
            fits
        };
        let shown: Vec<_> = values.into_iter().take_while(fits).collect();
        Self { left_out: all - shown.len(), shown }
    }
}

impl<'a> Held<'a> {
    /// Of a person of a workspace.
    pub const fn of(backend: &'a Backend, ws: &'a WorkspaceId, id: &'a PersonId) -> Self {
        Self { backend, ws, id }
    }

    /// All of it.
    ///
    /// # Errors
    /// The tables.
    pub async fn all(&self) -> Result<Value, StoreError> {
        let person = self.backend.store.person(self.ws, self.id).await?;
        let mut surveys = BTreeMap::new();
        let dispatches = self.dispatches().await?;
        let answers = self.answers(&mut surveys).await?;
        let (events, more_events) = self.events().await?;
        let addresses = self.addresses(person.as_ref()).await?;
        let surveys: Map<_, _> =
            surveys.into_iter().filter_map(|(id, survey)| Some((id.to_string(), survey?.definition()))).collect();
        Ok(json!({
            "id": self.id.as_str(),
            "exported_at": millis(self.backend.now()),
            "person": person.map(|person| person.to_json()),
            "dispatches": dispatches.shown,
            "answers": answers.shown,
            "surveys": surveys,
            "events": events.shown,
            "addresses": addresses,
            "left_out": {
                "dispatches": dispatches.left_out, "answers": answers.left_out, "events": events.left_out,
                "more_events": more_events,
            },
        }))
    }

    async fn dispatches(&self) -> Result<Newest, StoreError> {
        let mut entries = self.backend.store.dispatches_of_person(self.ws, self.id).await?;
        entries.sort_by_key(|entry| Reverse((entry.created_at, entry.dispatch)));
        let newest: Vec<_> = entries.iter().take(MOST).map(|entry| self.dispatch(entry.dispatch)).collect();
        let read: Vec<_> = stream::iter(newest).buffered(AT_ONCE).try_collect().await?;
        Ok(Newest::of(read.into_iter().flatten().collect(), entries.len()))
    }

    async fn dispatch(&self, id: DispatchId) -> Result<Option<Value>, StoreError> {
        let store = &self.backend.store;
        let Some(dispatch) = store.dispatch(self.ws, id).await? else { return Ok(None) };
        let answered = match store.link(self.ws, self.id, id).await? {
            LinkState::Answered(id) => Some(id.to_string()),
            // Who of the employees answered is told nobody.
            LinkState::Open | LinkState::Used | LinkState::Gone => None,
        };
        Ok(Some(shown(&dispatch, answered.as_deref())))
    }

    /// The answers, and the surveys that they are answers to: what was asked stands there.
    async fn answers(&self, surveys: &mut BTreeMap<SurveyId, Option<Survey>>) -> Result<Newest, StoreError> {
        let store = &self.backend.store;
        let mut answers = store.answers_of(self.ws, self.id).await?;
        answers.sort_by_key(|(_, id)| Reverse(*id));
        answers.dedup();
        for (survey, _) in answers.iter().take(MOST) {
            if !surveys.contains_key(survey) {
                surveys.insert(survey.clone(), store.survey(self.ws, survey).await?);
            }
        }
        let asked: Vec<_> = answers
            .iter()
            .take(MOST)
            .filter_map(|(survey, id)| Some(self.answer(surveys.get(survey)?.as_ref()?, *id)))
            .collect();
        let read: Vec<_> = stream::iter(asked).buffered(AT_ONCE).try_collect().await?;
        let all = answers.len().max(read.len());
        let gone = read.iter().filter(|answer| answer.is_none()).count();
        Ok(Newest::of(read.into_iter().flatten().collect(), all - gone))
    }

    async fn answer(&self, survey: &Survey, id: SubmissionId) -> Result<Option<Value>, StoreError> {
        let read = self.backend.store.response(self.ws, survey, id).await?;
        let own = read.filter(|(response, _)| {
            !response.is_expired(self.backend.now()) && response.person.as_ref().is_none_or(|named| named == self.id)
        });
        Ok(own.map(|(response, _)| {
            let mut value = response.to_json(survey);
            value["segment"] = json!(response.segment);
            value["dispatch"] = json!(response.dispatch.map(|id| id.to_string()));
            value["suspect"] = json!(response.suspect.map(|suspect| suspect.rule.name()));
            value["suspect_version"] = json!(response.suspect.map(|suspect| suspect.rules));
            value["review"] = response.reviews.to_json();
            value["by_link"] = json!(response.linked());
            value
        }))
    }

    /// The events, and whether there may be more than were looked at.
    async fn events(&self) -> Result<(Newest, bool), StoreError> {
        let events::Naming { mut events, more } = events::naming(&self.backend.store, self.ws, self.id).await?;
        events.sort_by_cached_key(|event| Reverse((event.at, event.id.clone())));
        let shown = events.iter().take(MOST).map(|event| {
            let mut value = event.to_json();
            value["segment"] = json!(event.segment);
            value
        });
        Ok((Newest::of(shown.collect(), events.len()), more))
    }

    /// What is kept of each address under its digest: that it must not be written to, when it was asked last, and for a
    /// number which senders wrote to it.
    async fn addresses(&self, person: Option<&Person>) -> Result<Vec<Value>, StoreError> {
        let store = &self.backend.store;
        let mut shown = Vec::new();
        for contact in person.into_iter().flat_map(Person::contacts) {
            let id = self.backend.addresses.id(self.ws, &contact);
            let suppression = store.suppression(self.ws, id).await?;
            let asked = store.throttle(self.ws, id).await?;
            let mut texted = Vec::new();
            if let domain::contact::Contact::Phone(number) = &contact {
                let own = store.texted(self.backend.addresses.number(number)).await?;
                let own = own.into_iter().filter(|text| text.workspace == *self.ws);
                texted.extend(
                    own.map(|text| json!({"sender": text.sender, "locale": text.locale.tag(), "at": millis(text.at)})),
                );
            }
            shown.push(json!({
                "id": id.to_string(),
                "channel": contact.channel().name(),
                "suppression": suppression.as_ref().map(Suppression::to_json),
                "last_asked_at": asked.map(|asked| millis(asked.at)),
                "last_asked_by": asked.map(|asked| asked.dispatch.to_string()),
                "texted": texted,
            }));
        }
        Ok(shown)
    }
}

fn shown(dispatch: &Dispatch, answered: Option<&str>) -> Value {
    let mut value = dispatch.to_json();
    value["properties"] = json!(dispatch.properties);
    value["segment"] = json!(dispatch.segment);
    value["locale"] = json!(dispatch.locale.map(domain::locale::Locale::tag));
    value["unsubscribed_at"] = json!(dispatch.unsubscribed_at.map(millis));
    value["answer"] = json!(answered);
    value
}
