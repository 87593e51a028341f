//! What a dispatch adds to the day on which its invitation went out, was given up, or was asked for.

use domain::bucket::Tallied;
use domain::context::{Channel, Property};
use domain::dispatch::Dispatch;
use domain::facts::{Count, Facts, Measured};
use domain::message::Status;
use domain::response::Response;
use domain::survey::Answer;
use domain::timeline::Kind;

use super::Plain;
use crate::verify::answers::is_vouched_for;

/// What was heard of a dispatch.
pub use domain::timeline::dispatch::Answer as Heard;

/// The same, by the answer itself.
pub fn heard(answer: &Response) -> Heard {
    let score = answer.answers.get("score");
    Heard {
        scored: score.is_some_and(|score| score.value != Answer::Cleared),
        finished: answer.finished_at.is_some(),
        suspect: answer.suspect.is_some() && !is_vouched_for(answer),
    }
}

impl Plain<'_> {
    pub(super) fn dispatch(&mut self, dispatch: &Dispatch, answer: Option<Heard>) {
        if dispatch.channel == Channel::Link {
            return;
        }
        let Some(invitation) = dispatch.messages.first() else { return };
        let out = [Status::Sent, Status::Delivered, Status::Unknown, Status::Bounced, Status::Complained];
        let sent = invitation.history().iter().find(|entry| out.contains(&entry.status));
        let answer = answer.filter(|answer| !answer.suspect);
        let scored = answer.is_some_and(|answer| answer.scored);
        let property = |name: &str| dispatch.properties.get(name).map(Property::to_string);
        let under = [
            ("survey", Some(dispatch.survey.to_string())),
            ("channel", Some(dispatch.channel.name().to_owned())),
            ("touchpoint", property("touchpoint")),
            ("locale", dispatch.locale.map(|locale| locale.tag().to_owned())),
            ("segment", dispatch.segment.clone()),
            ("agent", property("agent")),
            ("variant", property("variant")),
        ];
        let mut facts = Facts::default();
        let Some(sent) = sent else {
            let last = invitation.now();
            let (what, at) = match last.status {
                Status::Skipped => (Count::Skipped, last.at),
                Status::Failed => (Count::Failed, last.at),
                _ => (Count::Waiting, dispatch.created_at),
            };
            facts.count(what, 1);
            if let (Count::Skipped | Count::Failed, Some(why)) = (what, last.reason) {
                facts.reason(why);
            }
            let day = self.day(at);
            self.cell(Kind::Dispatches, day, &under).merge(&facts);
            return;
        };
        facts.count(Count::Sent, 1);
        let heard = answer.is_some() || dispatch.unsubscribed_at.is_some();
        let bounced = invitation.now().status == Status::Bounced && !heard;
        let counted = [
            (Count::Bounced, bounced),
            (Count::Answered, scored),
            (Count::Begun, answer.is_some()),
            (Count::Finished, answer.is_some_and(|answer| answer.finished)),
            (Count::Unsubscribed, dispatch.unsubscribed_at.is_some()),
        ];
        for (what, so) in counted {
            facts.count(what, u64::from(so));
        }
        if !scored && !bounced {
            let days = dispatch.expires_at.as_second().div_euclid(86_400);
            facts.measure(Measured::Expires, u32::try_from(days).unwrap_or(u32::MAX));
        }
        let day = self.day(sent.at);
        self.cell(Kind::Dispatches, day, &under).merge(&facts);
    }
}
