//! Made invitations: mails and texts that went out and were answered or not, that bounced, were refused or are unknown, that
//! were not sent and why, and a few that wait.

use domain::context::{Channel, Properties, Property};
use domain::day::{Zone, days};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, WorkspaceId};
use domain::locale::Locale;
use domain::message::{Feedback, Handover, Message, Reason, Status};
use domain::response::Response;
use domain::survey::Survey;
use futures::{TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp, ToSpan};
use store::Store;
use uuid::Builder;

use super::answers::answer;
use super::dice::Dice;
use super::facts::{AGENTS, CUSTOMERS};
use super::{AT_ONCE, DAYS};
use crate::rollup::progress;

/// Which surveys are sent over which channel, how many of a hundred are content, and how many go out on a day at most.
const SENT: [(&str, Channel, u64, u64); 3] =
    [("nps", Channel::Email, 61, 6), ("csat", Channel::Email, 72, 6), ("nps", Channel::Sms, 55, 2)];
/// How many wait at the end.
const WAITING: usize = 4;

/// Makes the invitations of all days, and the answers to them.
pub async fn fill(
    store: &Store,
    ws: &WorkspaceId,
    zone: &Zone,
    surveys: &[Survey],
    now: Timestamp,
) -> anyhow::Result<()> {
    let made = made(zone, surveys, now)?;
    let bar = progress(made.len());
    stream::iter(made.iter().map(Ok::<_, anyhow::Error>))
        .try_for_each_concurrent(AT_ONCE, |made| async {
            let (dispatch, response) = made;
            store.put_dispatch(ws, dispatch).await?;
            if let Some(response) = response {
                store.put_linked_response(ws, response, &dispatch.person, dispatch.id).await?;
            }
            bar.inc(1);
            Ok(())
        })
        .await?;
    bar.finish_and_clear();
    Ok(())
}

type Made = (Dispatch, Option<Response>);

fn made(zone: &Zone, surveys: &[Survey], now: Timestamp) -> anyhow::Result<Vec<Made>> {
    let mut dice = Dice(0xd15);
    let mut made = Vec::new();
    let today = zone.date(now);
    for (id, channel, good, busy) in SENT {
        let Some(survey) = surveys.iter().find(|survey| survey.id.as_str() == id) else { continue };
        for (age, day) in days(today.checked_sub(DAYS.days())?, today).enumerate() {
            for _ in 0..=dice.roll(busy) {
                let at = zone.start(day) + SignedDuration::from_secs(i64::try_from(9 * 3600 + dice.roll(9 * 3600))?);
                if at + SignedDuration::from_hours(2) < now {
                    made.push(invitation(survey, channel, at, now, good + age as u64 / 8, &mut dice)?);
                }
            }
        }
        for _ in 0..if channel == Channel::Email { WAITING / 2 } else { 0 } {
            let asked = now - SignedDuration::from_mins(90);
            let mut waits = asked_for(survey, channel, asked, &mut dice)?;
            waits.messages = vec![Message::scheduled(asked, now + SignedDuration::from_hours(48))];
            made.push((waits, None));
        }
    }
    Ok(made)
}

/// A dispatch without messages.
fn asked_for(survey: &Survey, channel: Channel, at: Timestamp, dice: &mut Dice) -> anyhow::Result<Dispatch> {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.next().to_be_bytes());
    let mut properties = Properties::default();
    properties.set("agent", Property::Text(dice.pick(&AGENTS).to_owned()));
    Ok(Dispatch {
        id: DispatchId::new(
            Builder::from_unix_timestamp_millis(u64::try_from(at.as_millisecond())?, &random).into_uuid(),
        ),
        survey: survey.id.clone(),
        person: format!("c{:03}", dice.roll(CUSTOMERS)).parse()?,
        channel,
        created_at: at,
        expires_at: at + SignedDuration::from_hours(24 * i64::from(survey.link_days)),
        properties,
        segment: Some(dice.pick(&["regulars", "new", "offices"]).to_owned()),
        unsubscribed_at: None,
        locale: Some(dice.pick(&[Locale::Lv, Locale::Lv, Locale::Ru, Locale::En, Locale::Lt])),
        messages: Vec::new(),
    })
}

fn invitation(
    survey: &Survey,
    channel: Channel,
    at: Timestamp,
    now: Timestamp,
    good: u64,
    dice: &mut Dice,
) -> anyhow::Result<Made> {
    let mut dispatch = asked_for(survey, channel, at, dice)?;
    let sent_at = at + SignedDuration::from_secs(20);
    let message =
        became(at, sent_at, dice).ok_or_else(|| anyhow::anyhow!("a made message took a step that is none"))?;
    let arrived = message.now().status == Status::Delivered;
    dispatch.messages = vec![message];
    if arrived && dice.roll(60) == 0 {
        dispatch.unsubscribed_at = Some(sent_at + SignedDuration::from_hours(1));
    }
    let answered_at = sent_at + SignedDuration::from_secs(i64::try_from(120 + dice.roll(40 * 3600))?);
    let response = if arrived && answered_at < now && dice.roll(100) < 38 {
        let mut response = answer(survey, answered_at, good, channel, dice)?;
        response.dispatch = Some(dispatch.id);
        response.person = Some(dispatch.person.clone());
        response.segment.clone_from(&dispatch.segment);
        Some(response)
    } else {
        None
    };
    Ok((dispatch, response))
}

/// What became of a message that was asked for at `at`.
fn became(at: Timestamp, sent_at: Timestamp, dice: &mut Dice) -> Option<Message> {
    let skipped = |reason, days: i64| {
        let eligible = (days > 0).then(|| at + SignedDuration::from_hours(24 * days));
        Some(Message::skipped(at, reason, eligible))
    };
    let handed = |handover| Message::scheduled(at, at).claim(sent_at, None)?.hand_over(sent_at, handover, sent_at);
    let heard = |seconds: i64, feedback| {
        handed(Handover::Accepted)?.hear(sent_at + SignedDuration::from_secs(seconds), feedback)
    };
    match dice.roll(100) {
        0..6 => skipped(Reason::Throttled, 12),
        6..9 => skipped(Reason::NoConsent, 0),
        9..11 => skipped(Reason::NoAddress, 0),
        11 => skipped(Reason::Suppressed, 0),
        12..14 => heard(4, Feedback::HardBounce),
        14 => handed(Handover::NoAnswer),
        15 => handed(Handover::Rejected),
        16..18 => handed(Handover::Accepted),
        _ => heard(9, Feedback::Delivered),
    }
}
