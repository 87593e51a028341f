//! Sentences about what doesn't happen while a test waits: pauses, reminders, claims that ended without a word.

use domain::contact::Contact;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SuppressionId};
use domain::message::{Feedback, Handover, Message, Reason};
use domain::person::Person;
use domain::survey::Survey;
use domain::workspace::Workspace;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::LastAsked;
use uuid::Uuid;

use super::{Known, words};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn noon() -> Timestamp {
    "2026-11-20T12:00:00Z".parse().unwrap()
}

/// What is known of a mail with a reminder, an hour after it was asked for.
fn known(message: Message) -> Known {
    let survey = json!({"name": "x", "metric": "nps", "reminder": {"after_days": 2, "at_most": 2}});
    Known {
        now: noon() + HOUR,
        zone: TimeZone::UTC,
        workspace: Workspace::new("acme".parse().unwrap()),
        survey: Survey::parse("nps".parse().unwrap(), 1, &survey).unwrap(),
        person: Person::parse(&json!({"email": "anna@example.com"}), "").unwrap(),
        dispatch: Dispatch {
            id: DispatchId::new(Uuid::from_u128(7)),
            survey: "nps".parse().unwrap(),
            person: "anna".parse().unwrap(),
            channel: Channel::Email,
            created_at: noon(),
            expires_at: noon() + HOUR * 24 * 30,
            properties: domain::context::Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale: None,
            messages: vec![message],
        },
        answered_by: None,
        suppression: None,
        last_asked: None,
        paused_until: None,
    }
}

fn scheduled() -> Message {
    Message::scheduled(noon(), noon())
}

fn sent() -> Message {
    let claimed = scheduled().claim(noon(), Some(noon() + HOUR * 48)).unwrap();
    claimed.hand_over(noon(), Handover::Accepted, noon()).unwrap()
}

fn last_line(known: &Known) -> String {
    words::page(known).lines().last().unwrap().to_owned()
}

#[test]
fn a_message_that_waits_for_its_account_is_judged_once_the_channel_is_open() {
    let mut known = known(scheduled().defer(noon(), noon() + HOUR * 2, Reason::Paused).unwrap());
    known.paused_until = Some(noon() + HOUR * 2);
    let page = words::page(&known);
    assert!(page.contains("scheduled  paused: the account may not send at the moment; it is tried again"), "{page}");
    assert!(page.contains("email is paused until 2026-11-20 14:00:00"), "{page}");
    assert!(last_line(&known).starts_with("So it would wait until 2026-11-20 14:00:00 (paused), and be judged then."));
    known.now = known.dispatch.expires_at;
    assert!(last_line(&known).starts_with("So it would be skipped (link_expired)."), "{}", last_line(&known));
}

#[test]
fn a_sent_message_is_explained_by_the_reminder_that_is_next() {
    let mut known = known(sent());
    let page = words::page(&known);
    assert!(
        page.contains("of sending a reminder now") && page.contains("looked at again on 2026-11-22 12:00:00"),
        "{page}"
    );
    assert!(page.contains("  yes  answer "), "{page}");
    assert!(last_line(&known).ends_with("The invitation is sent; a reminder is judged again when its time comes."));
    // Who was asked by somebody else is reminded all the same.
    known.last_asked = Some(LastAsked { at: noon(), dispatch: DispatchId::new(Uuid::from_u128(8)) });
    let page = words::page(&known);
    assert!(
        page.contains("last asked   on 2026-11-20 12:00:00, by dispatch dsp_") && !page.contains("throttle"),
        "{page}"
    );
    // A mail that came back has no reminder.
    known.dispatch.messages = vec![sent().hear(noon(), Feedback::SoftBounce).unwrap()];
    assert!(last_line(&known).starts_with("The invitation is bounced, and never sent again."), "{}", last_line(&known));
}

#[test]
fn whatever_may_have_gone_out_is_never_sent_again() {
    let claimed = scheduled().claim(noon(), None).unwrap();
    assert!(last_line(&known(claimed.clone())).starts_with("A worker has the invitation in its hands"));
    let lapsed = claimed.lapse(noon() + HOUR).unwrap();
    let page = words::page(&known(lapsed));
    let said = "unknown    lease_ended: its worker never said how it ended; it is never sent again, but news may come";
    assert!(page.contains(said), "{page}");
    assert!(page.contains("The invitation is unknown, and never sent again."), "{page}");
}

#[test]
fn no_page_holds_an_address() {
    let mut known = known(sent());
    let contact = Contact::Email("anna@example.com".parse().unwrap());
    let id = SuppressionId::new(Uuid::from_u128(9));
    let reason = "asked by phone".to_owned();
    let channel = contact.channel();
    known.suppression = Some(domain::suppression::Suppression { id, channel, reason, by_person: false, at: noon() });
    let page = words::page(&known);
    assert!(page.contains("since 2026-11-20 12:00:00 (asked by phone), as sup_"), "{page}");
    assert!(!page.contains("anna@") && !page.contains("example.com"), "{page}");
}
