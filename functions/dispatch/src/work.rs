//! The way of one message to its claim.
//!
//! The rules are asked with what is known for free. The claim then looks at the rest at that very moment, and where it finds
//! something the rules are asked again with that, so that what is stored is the verdict of the moment.

use content::locale_of;
use domain::contact::Contact;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SuppressionId};
use domain::message::{Message, Reason};
use domain::rules::{Decision, Facts};
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::{SignedDuration, Timestamp};
use store::{Claim, Claimed, Obstacles, Texting};

use crate::candidate::{Candidate, Place};
use crate::ending::Ending;
use crate::parcel::{Contents, Unmade};
use crate::target::{DispatchError, Obstacle, Target};
use crate::{Dispatcher, spread};

/// How often a message is judged before it is left for later.
const TRIES: u32 = 5;
/// Over how many seconds the messages that waited for a channel come back.
const COME_BACK: u64 = 300;
/// Days are counted in hours: a reminder and a throttle know no zone.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A dispatch whose message is looked after.
pub(crate) struct Work<'a> {
    pub dispatcher: &'a Dispatcher,
    pub target: &'a Target,
    pub dispatch: &'a Dispatch,
}

/// What the claim found out.
#[derive(Default)]
struct Learnt {
    suppressed: bool,
    unsubscribed: bool,
    last_asked: Option<Timestamp>,
    answered: bool,
}

impl Learnt {
    fn take(&mut self, obstacles: &Obstacles) {
        if obstacles.person_changed {
            // Whoever has another address now is asked about that one.
            *self = Self { answered: self.answered, unsubscribed: self.unsubscribed, ..Self::default() };
        }
        self.answered |= obstacles.answered;
        self.unsubscribed |= obstacles.unsubscribed;
        self.suppressed |= obstacles.suppressed.is_some();
        let last = obstacles.throttled.iter().map(|last| last.at).max();
        self.last_asked = self.last_asked.max(last);
    }
}

impl Dispatcher {
    pub(crate) const fn work<'a>(&'a self, target: &'a Target, dispatch: &'a Dispatch) -> Work<'a> {
        Work { dispatcher: self, target, dispatch }
    }
}

impl Work<'_> {
    /// Looks after a message that waits.
    pub async fn send(&self, message: &Message, revision: u64) -> Result<(), Obstacle> {
        self.look_after(&Candidate { message: message.clone(), place: Place::Stands(revision) }).await
    }

    /// Looks whether a message that went out long enough ago needs a reminder. Where the answer is there, it just ends the
    /// look: nobody wants to read of a reminder that was never due.
    pub async fn remind(&self, before: &Message, revision: u64) -> Result<(), Obstacle> {
        let message = before.reminder(self.dispatcher.backend.now());
        self.look_after(&Candidate { message, place: Place::Follows(before.clone(), revision) }).await
    }

    async fn look_after(&self, candidate: &Candidate) -> Result<(), Obstacle> {
        let Self { dispatcher, target, dispatch } = *self;
        let now = dispatcher.backend.now();
        // First, so that what waits for settings that can't be read ends with its link.
        if dispatch.expires_at <= now {
            return self.skip(candidate, now, Reason::LinkExpired, None).await;
        }
        let workspace = dispatcher.workspace(&target.workspace).await?;
        let survey = dispatcher.survey(&target.workspace, &dispatch.survey).await?;
        if let Place::Follows(before, revision) = &candidate.place
            && !is_wanted(&survey, candidate.message.number)
        {
            return self.settle(before, *revision).await;
        }
        if let Some(until) = dispatcher.paused_until(dispatch.channel, now).await? {
            return self.defer(candidate, now, come_back(dispatch.id, until), Reason::Paused).await;
        }
        self.judge(candidate, &workspace, &survey).await
    }

    /// Asks the rules and claims, until both agree.
    async fn judge(&self, candidate: &Candidate, workspace: &Workspace, survey: &Survey) -> Result<(), Obstacle> {
        let Self { dispatcher, target, dispatch } = *self;
        let (store, addresses, ws) = (&dispatcher.backend.store, &dispatcher.backend.addresses, &target.workspace);
        let mut learnt = Learnt::default();
        for _ in 0..TRIES {
            let known = store.person_revised(ws, &dispatch.person).await.map_err(Obstacle::of_item)?;
            // A person who was deleted in the meantime has no address either.
            let (person, person_revision) = known.unwrap_or_default();
            let now = dispatcher.backend.now();
            let facts = Facts {
                now,
                workspace,
                survey,
                person: &person,
                channel: dispatch.channel,
                expires_at: dispatch.expires_at,
                reminder: candidate.is_reminder(),
                answered: learnt.answered,
                suppressed: learnt.suppressed || learnt.unsubscribed || dispatch.is_refused(),
                last_asked: learnt.last_asked,
            };
            let until = match facts.decide() {
                Decision::Send { until } => until,
                Decision::Wait { until } => return self.defer(candidate, now, until, Reason::QuietHours).await,
                Decision::Skip { reason, eligible_at } => return self.skip(candidate, now, reason, eligible_at).await,
            };
            let Some(contact) = person.contact(dispatch.channel) else {
                return self.skip(candidate, now, Reason::NoAddress, None).await;
            };
            let address = addresses.id(ws, &contact);
            let contents = Contents {
                backend: &dispatcher.backend,
                from: &dispatcher.from,
                workspace,
                survey,
                dispatch,
                number: candidate.message.number,
                now,
                until,
                address,
            };
            let parcel = match contents.pack(contact.clone()) {
                Ok(parcel) => parcel,
                Err(Unmade::Skip(reason)) => return self.skip(candidate, now, reason, None).await,
                Err(Unmade::Broken(obstacle)) => return Err(obstacle),
            };
            let remind_at = remind_at(survey, dispatch, candidate.message.number, now);
            let (Some(claimed), Some(place)) = (candidate.message.clone().claim(now, remind_at), candidate.place())
            else {
                return Ok(());
            };
            let claim = Claim {
                dispatch: dispatch.id,
                person: dispatch.person.clone(),
                person_revision,
                message: claimed.clone(),
                place,
                to: address,
                asked: person.contacts().map(|contact| addresses.id(ws, &contact)).collect(),
                asked_at: now,
                before: throttle(survey).map(|pause| now - pause),
                texting: self.texting(workspace, survey, &contact, address),
            };
            match store.claim(ws, &claim).await? {
                Claimed::Done { revision } => {
                    let channel = dispatch.channel;
                    Ending { dispatcher, target, channel, address, claimed, revision }.hand_over(&parcel).await;
                    return Ok(());
                }
                // Another worker has it.
                Claimed::Overtaken => return Ok(()),
                Claimed::Refused(obstacles) => learnt.take(&obstacles),
            }
        }
        Err(DispatchError::Restless(dispatch.id).into())
    }

    /// What a text leaves behind: where its short link leads, and in which workspace and language a reply is understood.
    fn texting(&self, workspace: &Workspace, survey: &Survey, to: &Contact, address: SuppressionId) -> Option<Texting> {
        let Contact::Phone(number) = to else { return None };
        let addresses = &self.dispatcher.backend.addresses;
        Some(Texting {
            code: addresses.code(&workspace.id, self.dispatch.id, &address),
            number: addresses.number(number),
            sender: workspace.sending.sms_sender.as_ref().map(ToString::to_string),
            locale: locale_of(workspace, survey, self.dispatch.locale),
        })
    }
}

/// Whether a survey wants this reminder; it may have wanted more when the message before went out.
fn is_wanted(survey: &Survey, number: u32) -> bool {
    survey.reminder.is_some_and(|reminder| number <= u32::from(reminder.at_most))
}

/// When a reminder of the message that goes out now is due; none where its link would end by then.
fn remind_at(survey: &Survey, dispatch: &Dispatch, number: u32, now: Timestamp) -> Option<Timestamp> {
    let reminder = survey.reminder.filter(|reminder| number < u32::from(reminder.at_most))?;
    let at = now + DAY * i32::from(reminder.after_days);
    (at < dispatch.expires_at).then_some(at)
}

/// How long whoever was asked is left alone; none where the survey doesn't care.
fn throttle(survey: &Survey) -> Option<SignedDuration> {
    (survey.throttle_days > 0).then(|| DAY * i32::from(survey.throttle_days))
}

/// When a message that waits for a channel is tried, once the channel may be tried again.
pub(crate) fn come_back(dispatch: DispatchId, until: Timestamp) -> Timestamp {
    until + spread(dispatch, 0, COME_BACK)
}
