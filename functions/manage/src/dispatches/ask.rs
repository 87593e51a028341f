//! From what a body asks for to a dispatch that is stored. What was answered first to a team's key is answered for ever: it
//! is read back from what was stored then, so a request that broke off may be sent again as it is.

use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, WorkspaceId};
use domain::input::{Problems, Refusal};
use domain::message::{Message, Reason};
use domain::person::Person;
use domain::rules::{Decision, Facts};
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use store::PutDispatch;
use web::backend::Backend;
use web::problem::Problem;

use super::order::{self, Key, Order, Recipient};
use super::plan::Plan;
use super::standing::Standing;

/// Who asks.
#[derive(Debug)]
pub struct Asker<'a> {
    /// What answers.
    pub backend: &'a Backend,
    /// The settings of the caller's workspace.
    pub workspace: &'a Workspace,
}

enum Repeated {
    Found(Box<Dispatch>),
    Not(DispatchId),
}

impl Asker<'_> {
    const fn ws(&self) -> &WorkspaceId {
        &self.workspace.id
    }

    /// The dispatch that a body asks for: the one its key names, or a new one.
    ///
    /// # Errors
    /// Every bad field, and whatever keeps the database from answering.
    pub async fn ask(&self, body: &serde_json::Value, key: Key) -> Result<Dispatch, Problem> {
        let now = self.backend.now();
        // A body that was an order once is one for ever: what it plans only comes nearer.
        let order = Order::parse(body, &key, now)?;
        let mut id = DispatchId::new(crate::new_id(now)?);
        if let Some(own) = order::key(body) {
            id = self.backend.store.dispatch_of_key(self.ws(), &own)?;
            // Whatever the body says now, the first outcome stands.
            if let Some(first) = self.backend.store.dispatch(self.ws(), id).await? {
                return Ok(first);
            }
        } else if let Key::OrSeed(Some(seed)) = &key {
            match self.repeated(seed, now).await? {
                Repeated::Found(first) => return Ok(*first),
                Repeated::Not(own) => id = own,
            }
        }
        self.place(id, order, now).await
    }

    /// A request whose worker died after it had stored the dispatch finds it again by its idempotency key, within 24 hours:
    /// or somebody would get the same message twice.
    async fn repeated(&self, seed: &str, now: Timestamp) -> Result<Repeated, Problem> {
        const KEPT: SignedDuration = SignedDuration::from_hours(24);
        let window = now.as_second().div_euclid(KEPT.as_secs());
        // A team's own key holds no newline, so it can't name one of these.
        let id = |window: i64| self.backend.store.dispatch_of_key(self.ws(), &format!("once\n{seed}\n{window}"));
        for id in [id(window - 1)?, id(window)?] {
            if let Some(first) = self.backend.store.dispatch(self.ws(), id).await?
                && now.duration_since(first.created_at) < KEPT
            {
                return Ok(Repeated::Found(Box::new(first)));
            }
        }
        Ok(Repeated::Not(id(window)?))
    }

    /// Stores the dispatch of an order, and first what the order says of the person.
    async fn place(&self, id: DispatchId, order: Order, now: Timestamp) -> Result<Dispatch, Problem> {
        let Order { recipient, channel, properties, .. } = order;
        let (survey, known) = self.found(&order.survey, &recipient).await?;
        let (person, known) = self.tell(recipient, known).await?;
        let plan = Plan::of(id, order.send_at.map_or(now, |send_at| send_at.max(now)), order.spread_minutes);
        let expires_at = plan.at + SignedDuration::from_hours(24 * i64::from(survey.link_days));
        let standing = Standing::of(self, &survey, &known, channel, id).await?;
        let facts = Facts {
            now: plan.at,
            workspace: self.workspace,
            survey: &survey,
            person: &known,
            channel,
            expires_at,
            reminder: false,
            answered: false,
            suppressed: standing.suppressed,
            last_asked: standing.last_asked,
        };
        let dispatch = Dispatch {
            id,
            person,
            channel,
            created_at: now,
            expires_at,
            properties,
            messages: messages(&facts, plan, now),
            survey: survey.id.clone(),
            segment: known.segment.clone(),
            unsubscribed_at: None,
            locale: known.locale,
        };
        match self.backend.store.put_dispatch(self.ws(), &dispatch).await? {
            PutDispatch::Stored => Ok(dispatch),
            PutDispatch::AlreadyStored(first) => Ok(*first),
            PutDispatch::Erased => Err(erased()),
        }
    }

    /// The survey of an order, and its person, where the order says no more of them than their id.
    async fn found(
        &self,
        survey: &domain::id::SurveyId,
        recipient: &Recipient,
    ) -> Result<(Survey, Option<Person>), Problem> {
        let store = &self.backend.store;
        let known = async {
            match recipient {
                Recipient::Known(person) => store.person(self.ws(), person).await,
                Recipient::Told(..) => Ok(None),
            }
        };
        let (survey, known) = futures::try_join!(store.survey(self.ws(), survey), known)?;
        // Whoever was erased is not put once more by a job that takes them for new.
        if let (None, Recipient::Known(person), true) = (&known, recipient, survey.is_some())
            && self.is_erased(person).await?
        {
            return Err(erased());
        }
        let mut unknown = Vec::new();
        if survey.is_none() {
            unknown.extend(Problems::one("survey", crate::rollups::unknown_survey()).0);
        }
        if known.is_none() && matches!(recipient, Recipient::Known(_)) {
            let reason = "there is no such person in this workspace; put them first, or send their fields along";
            unknown.extend(Problems::one("person", Refusal::new("unknown_person", reason)).0);
        }
        let survey = survey.filter(|_| unknown.is_empty()).ok_or(Problems(unknown))?;
        Ok((survey, known))
    }

    async fn is_erased(&self, person: &PersonId) -> Result<bool, Problem> {
        let store = &self.backend.store;
        let tombstone = store.tombstone(self.ws(), store.erasure_of(self.ws(), person)?).await?;
        Ok(tombstone.is_some_and(|tombstone| tombstone.stands))
    }

    /// The person of an order as they stand once the order's own fields are added.
    async fn tell(&self, recipient: Recipient, known: Option<Person>) -> Result<(PersonId, Person), Problem> {
        match recipient {
            Recipient::Known(id) => Ok((id, known.unwrap_or_default())),
            Recipient::Told(id, news) => {
                let update = |old: Option<Person>| old.unwrap_or_default().updated((*news).clone());
                let person = self.backend.store.change_person(self.ws(), &id, update).await?;
                Ok((id, person.ok_or_else(erased)?))
            }
        }
    }
}

/// Nobody who was erased is asked again by a job that has not heard of it.
fn erased() -> Problem {
    let detail = "this person was erased; PUT /v1/people/{id}?again=true says that somebody new has the id";
    Problem::conflict("person_erased", detail)
}

/// What goes out for a dispatch, and when, as the rules stand for the time that is planned; a link goes out by the team's own
/// mailer. Whoever sends it asks the rules once more.
fn messages(facts: &Facts<'_>, plan: Plan, now: Timestamp) -> Vec<Message> {
    let is_open = |at| matches!(Facts { now: at, ..facts.clone() }.decide(), Decision::Send { .. });
    match facts.decide() {
        Decision::Skip { reason, eligible_at } => vec![Message::skipped(now, reason, eligible_at)],
        _ if facts.channel == Channel::Link => Vec::new(),
        Decision::Send { .. } => vec![Message::scheduled(now, plan.at)],
        Decision::Wait { until } => {
            let message = Message::scheduled(now, plan.at);
            message.defer(now, plan.moved_to(until, is_open), Reason::QuietHours).into_iter().collect()
        }
    }
}
