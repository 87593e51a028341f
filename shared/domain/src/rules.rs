//! The rules of sending: everything that may speak against a message, each with its verdict. Whoever asks for a dispatch,
//! claims a message or wants it explained is answered by the same rules.

use jiff::{SignedDuration, Timestamp};

use crate::contact::Contact;
use crate::context::Channel;
use crate::day::Zone;
use crate::message::Reason;
use crate::person::{Consent, Person};
use crate::score::SurveyKind;
use crate::survey::Survey;
use crate::workspace::Workspace;

/// All that the rules look at.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The moment that they are asked for.
    pub now: Timestamp,
    /// The workspace's settings.
    pub workspace: &'a Workspace,
    /// What is asked.
    pub survey: &'a Survey,
    /// Who is asked.
    pub person: &'a Person,
    /// How.
    pub channel: Channel,
    /// From when on the link opens nothing.
    pub expires_at: Timestamp,
    /// Whether the message is a reminder.
    pub reminder: bool,
    /// Whether the dispatch's link was answered.
    pub answered: bool,
    /// Whether the address is on the suppression list.
    pub suppressed: bool,
    /// When the last message of *another* dispatch went to an address of the person, on any channel.
    pub last_asked: Option<Timestamp>,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The link still opens the survey.
    Link,
    /// The survey is not archived.
    Survey,
    /// A reminder goes to those alone who have not answered.
    Answer,
    /// There is an address on the channel.
    Address,
    /// The number's country is one that the workspace sends to.
    Country,
    /// Somebody may be written to on the channel about this kind of survey.
    Consent,
    /// The address is not on the suppression list.
    Suppression,
    /// The person was not asked a short time ago.
    Throttle,
    /// It is not night where the person lives.
    Hours,
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing against it.
    Passed,
    /// The message is not to be sent; from `eligible_at` on, another may be asked for.
    Skip {
        /// Why.
        reason: Reason,
        /// From when on the rule would not stand in the way, where time alone changes that.
        eligible_at: Option<Timestamp>,
    },
    /// Not now.
    Wait {
        /// Until then.
        until: Timestamp,
    },
}

/// What follows from all rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send it, by `until` where the hours end then.
    Send {
        /// The end of the hours.
        until: Option<Timestamp>,
    },
    /// Don't, for good.
    Skip {
        /// Why.
        reason: Reason,
        /// From when on another may be asked for.
        eligible_at: Option<Timestamp>,
    },
    /// Ask again then.
    Wait {
        /// When.
        until: Timestamp,
    },
}

const fn skip(reason: Reason) -> Verdict {
    Verdict::Skip { reason, eligible_at: None }
}

const fn unless(stands_against: bool, reason: Reason) -> Verdict {
    if stands_against { skip(reason) } else { Verdict::Passed }
}

impl Facts<'_> {
    /// The verdict of every rule, in the order in which they are looked at. A link is sent by the team's own mailer, so
    /// the rules about our own sending don't apply to it.
    pub fn judge(&self) -> Vec<(Rule, Verdict)> {
        let mut rules = vec![
            (Rule::Link, unless(self.expires_at <= self.now, Reason::LinkExpired)),
            (Rule::Survey, unless(self.survey.archived, Reason::SurveyArchived)),
        ];
        if self.reminder {
            rules.push((Rule::Answer, unless(self.answered, Reason::AlreadyAnswered)));
        }
        if matches!(self.channel, Channel::Email | Channel::Sms) {
            let contact = self.person.contact(self.channel);
            rules.push((Rule::Address, unless(contact.is_none(), Reason::NoAddress)));
            if self.channel == Channel::Sms {
                rules.push((Rule::Country, self.country(contact.as_ref())));
            }
            rules.push((Rule::Consent, unless(!self.may_be_written_to(), Reason::NoConsent)));
            rules.push((Rule::Suppression, unless(self.suppressed, Reason::Suppressed)));
            if !self.reminder {
                rules.push((Rule::Throttle, self.throttle()));
            }
            rules.push((Rule::Hours, self.hours()));
        }
        rules
    }

    /// What follows from all rules: the first that says no decides, and one that says "not now" only where none does.
    pub fn decide(&self) -> Decision {
        let verdicts = self.judge();
        let no = verdicts.iter().find_map(|(_, verdict)| match *verdict {
            Verdict::Skip { reason, eligible_at } => Some(Decision::Skip { reason, eligible_at }),
            _ => None,
        });
        let not_now = verdicts.iter().find_map(|(_, verdict)| match *verdict {
            Verdict::Wait { until } => Some(Decision::Wait { until }),
            _ => None,
        });
        no.or(not_now).unwrap_or_else(|| {
            let hours = self.workspace.sending.hours(self.channel);
            Decision::Send { until: hours.and_then(|hours| hours.closes(&self.zones(), self.now)) }
        })
    }

    fn country(&self, contact: Option<&Contact>) -> Verdict {
        let (Some(allowed), Some(Contact::Phone(number))) = (&self.workspace.sending.sms_countries, contact) else {
            return Verdict::Passed;
        };
        let known = number.country().is_some_and(|country| allowed.contains(&country));
        unless(!known, Reason::CountryNotAllowed)
    }

    /// Whether the law lets us write. A survey about one purchase or ticket may follow it by mail unless the person withdrew;
    /// texts, and surveys about the relationship as a whole, need a yes that was given before.
    fn may_be_written_to(&self) -> bool {
        let consent = match self.channel {
            Channel::Sms => &self.person.sms_consent,
            _ => &self.person.email_consent,
        };
        let basis = consent.as_ref().filter(|consent| consent.at <= self.now).map(|consent| consent.basis.as_str());
        let withdrawn = consent.as_ref().is_some_and(|consent| consent.basis == Consent::WITHDRAWN);
        let said_yes = basis.is_some_and(|basis| Consent::YES.contains(&basis));
        match (self.channel, self.survey.kind) {
            _ if withdrawn => false,
            (Channel::Sms, _) => said_yes,
            (_, SurveyKind::Relationship) => said_yes || basis == Some(Consent::LEGITIMATE_INTEREST),
            (_, SurveyKind::Transactional) => true,
        }
    }

    fn throttle(&self) -> Verdict {
        let pause = SignedDuration::from_hours(24 * i64::from(self.survey.throttle_days));
        match self.last_asked.map(|at| at + pause) {
            Some(eligible_at) if eligible_at > self.now => {
                Verdict::Skip { reason: Reason::Throttled, eligible_at: Some(eligible_at) }
            }
            _ => Verdict::Passed,
        }
    }

    /// Where the person's days begin; where that is not known, every zone that the survey and the workspace name, so that it
    /// is night in none of them.
    fn zones(&self) -> Vec<&Zone> {
        match &self.person.time_zone {
            Some(zone) => vec![zone],
            None => std::iter::once(&self.workspace.time_zone).chain(&self.survey.time_zone).collect(),
        }
    }

    fn hours(&self) -> Verdict {
        let Some(hours) = self.workspace.sending.hours(self.channel) else { return Verdict::Passed };
        match hours.next_open(&self.zones(), self.now) {
            Some(open) if open <= self.now => Verdict::Passed,
            Some(open) if open < self.expires_at => Verdict::Wait { until: open },
            _ => skip(Reason::QuietHours),
        }
    }
}

impl Rule {
    /// The rule's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Survey => "survey",
            Self::Answer => "answer",
            Self::Address => "address",
            Self::Country => "country",
            Self::Consent => "consent",
            Self::Suppression => "suppression",
            Self::Throttle => "throttle",
            Self::Hours => "hours",
        }
    }
}

#[cfg(test)]
mod tests;
