//! The sentences that `atbalss explain` prints, section by section. Times are those of the workspace's zone.

use domain::context::Channel;
use domain::message::{Entry, Message, Reason, Status};
use domain::rules::{Decision, Rule, Verdict};
use domain::score::SurveyKind;
use jiff::Timestamp;

use super::Known;
use super::reasons::meaning;

/// The whole page.
pub(super) fn page(known: &Known) -> String {
    let sections = [
        vec![head(known)],
        vec!["What happened".to_owned(), history(known).join("\n")],
        vec!["What is known now".to_owned(), standing(known).join("\n")],
        vec![format!("What each rule says of sending {} now", known.next_name()), verdicts(known).join("\n")],
        vec![conclusion(known)],
    ];
    sections.map(|section| section.join("\n") + "\n").join("\n")
}

fn head(known: &Known) -> String {
    let (dispatch, survey) = (&known.dispatch, &known.survey);
    let lines = [
        format!("Dispatch {} of workspace {}", dispatch.id, known.workspace.id),
        format!(
            "  asks person {} by {}: survey {} ({} {})",
            dispatch.person,
            channel(known),
            survey.id,
            survey.kind.name(),
            survey.measure.metric().name()
        ),
        format!(
            "  asked for on {}, its link ends on {}",
            known.local(dispatch.created_at),
            known.local(dispatch.expires_at)
        ),
        format!("  times are of the zone {}; now it is {}", known.workspace.time_zone.name(), known.local(known.now)),
    ];
    lines.join("\n")
}

fn history(known: &Known) -> Vec<String> {
    let mut lines = Vec::new();
    if known.dispatch.messages.is_empty() {
        lines.push("  nothing was sent by us: its link goes out with a mailer of the team's own".to_owned());
    }
    for message in &known.dispatch.messages {
        lines.push(format!("  {}", name(message)));
        lines.extend(message.history().iter().map(|entry| {
            format!("    {}  {:<10} {}", known.local(entry.at), entry.status.name(), happened(known, entry))
        }));
    }
    if let Some(since) = known.dispatch.unsubscribed_at {
        lines.push(format!("  on {} the person wanted no more of this dispatch", known.local(since)));
    }
    if let Some(due) = known.newest().and_then(|newest| newest.due_at) {
        lines.push(format!("  it is looked at again on {}", known.local(due)));
    }
    lines
}

/// What the rules ask about, as far as it isn't a setting.
fn standing(known: &Known) -> Vec<String> {
    let mut lines = vec![match known.answered_by {
        Some(id) => format!("  answer       it was answered, by response {id}"),
        None => "  answer       none yet".to_owned(),
    }];
    if !known.is_ours() {
        return lines;
    }
    lines.push(match &known.suppression {
        Some(it) => {
            let since = known.local(it.at);
            format!("  suppression  the address is on the list since {since} ({}), as {}", it.reason, it.id)
        }
        None if known.person.contact(known.dispatch.channel).is_none() => {
            "  suppression  there is no address to look for".to_owned()
        }
        None => "  suppression  the address is not on the list".to_owned(),
    });
    lines.push(match known.last_asked {
        Some(last) => format!("  last asked   on {}, by dispatch {}", known.local(last.at), last.dispatch),
        None => "  last asked   by no other dispatch".to_owned(),
    });
    lines.push(match known.paused_until {
        Some(until) => {
            format!(
                "  channel      {} is paused until {}: the account may not send",
                channel(known),
                known.local(until)
            )
        }
        None => format!("  channel      {} is open", channel(known)),
    });
    lines
}

fn verdicts(known: &Known) -> Vec<String> {
    let verdicts = known.facts().judge().into_iter().map(|(rule, verdict)| {
        let (mark, said) = match verdict {
            Verdict::Passed => ("yes", passed(known, rule)),
            Verdict::Skip { reason, eligible_at } => ("no", refused(known, reason, eligible_at)),
            Verdict::Wait { until } => ("wait", format!("quiet hours, until {}", known.local(until))),
        };
        format!("  {mark:<4} {:<11} {said}", rule.name())
    });
    verdicts.collect()
}

/// What follows from where the newest message stands and from the rules.
fn conclusion(known: &Known) -> String {
    let verdict = match known.facts().decide() {
        _ if let Some(until) = known.waits_for_the_channel() => {
            format!("it would wait until {} (paused), and be judged then", known.local(until))
        }
        Decision::Send { .. } if !known.is_ours() => "nothing stands against its link".to_owned(),
        Decision::Send { until: None } => "nothing stands against sending".to_owned(),
        Decision::Send { until: Some(until) } => {
            format!("nothing stands against sending, until {}", known.local(until))
        }
        Decision::Skip { reason, eligible_at: None } => format!("it would be skipped ({})", reason.name()),
        Decision::Skip { reason, eligible_at: Some(from) } => {
            let from = known.local(from);
            format!("it would be skipped ({}); another may be asked for from {from}", reason.name())
        }
        Decision::Wait { until } => format!("it would wait until {}", known.local(until)),
    };
    let Some(newest) = known.newest() else { return format!("So {verdict}.") };
    let (name, status) = (name(newest), newest.now().status);
    match status {
        Status::Scheduled => format!("So {verdict}. The {name} is scheduled; it is judged again when its time comes."),
        Status::Claimed => {
            format!("A worker has the {name} in its hands: what the rules say now comes too late for it.")
        }
        _ if known.next_is_reminder() && newest.due_at.is_some() => {
            format!("So {verdict}. The {name} is {}; a reminder is judged again when its time comes.", status.name())
        }
        _ => format!("The {name} is {}, and never sent again. Of a new one: {verdict}.", status.name()),
    }
}

/// One entry of a message's history.
fn happened(known: &Known, entry: &Entry) -> String {
    let said = match (entry.status, entry.reason) {
        (Status::Scheduled, None) => "waits for its time".to_owned(),
        (Status::Scheduled, Some(Reason::QuietHours)) => "quiet_hours: waits until they end".to_owned(),
        (Status::Scheduled, Some(reason)) => format!("{}: {}; it is tried again", reason.name(), meaning(reason)),
        (Status::Claimed, _) => "a worker is about to send it".to_owned(),
        (Status::Sent, None) => "the mail system or the carrier took it".to_owned(),
        (Status::Delivered, _) => "the recipient's side took it".to_owned(),
        (Status::Unknown, Some(reason)) => {
            format!("{}: {}; it is never sent again, but news may come", reason.name(), meaning(reason))
        }
        (_, Some(reason)) => format!("{}: {}", reason.name(), meaning(reason)),
        (status, None) => status.name().to_owned(),
    };
    match entry.eligible_at {
        Some(from) if entry.status == Status::Scheduled => format!("{said}, not before {}", known.local(from)),
        Some(from) => format!("{said}; another may be asked for from {}", known.local(from)),
        None => said,
    }
}

/// Why a rule has nothing against it.
fn passed(known: &Known, rule: Rule) -> String {
    let (sending, throttle_days) = (&known.workspace.sending, known.survey.throttle_days);
    match rule {
        Rule::Link => format!("the link opens the survey until {}", known.local(known.dispatch.expires_at)),
        Rule::Survey => "the survey takes answers".to_owned(),
        Rule::Answer => "there is no answer yet".to_owned(),
        Rule::Address => format!("the person has an address for {}", channel(known)),
        Rule::Country if sending.sms_countries.is_none() => "texts may go to any country".to_owned(),
        Rule::Country => "texts may go to the number's country".to_owned(),
        Rule::Consent => consent(known),
        Rule::Suppression => "the address is not on the suppression list".to_owned(),
        Rule::Throttle if throttle_days == 0 => "the survey's throttle is off".to_owned(),
        Rule::Throttle => format!("no other dispatch asked the person in the last {throttle_days} days"),
        Rule::Hours if sending.hours(known.dispatch.channel).is_none() => {
            format!("the workspace sets no quiet hours for {}", channel(known))
        }
        Rule::Hours => "these are no quiet hours where the person lives".to_owned(),
    }
}

/// Why a rule says no.
fn refused(known: &Known, reason: Reason, eligible_at: Option<Timestamp>) -> String {
    let said = match reason {
        Reason::NoConsent => consent(known),
        Reason::Throttled => format!("{}; throttle_days is {}", meaning(reason), known.survey.throttle_days),
        _ => meaning(reason).to_owned(),
    };
    match eligible_at {
        Some(from) => format!("{said}, so until {}", known.local(from)),
        None => said,
    }
}

/// Which consent stands, and which is needed.
fn consent(known: &Known) -> String {
    let person = &known.person;
    let (stands, needed) = match (known.dispatch.channel, known.survey.kind) {
        (Channel::Sms, _) => (&person.sms_consent, "a text needs consent, opt_in or double_opt_in"),
        (_, SurveyKind::Relationship) => {
            (&person.email_consent, "a relationship survey needs consent, opt_in, double_opt_in or legitimate_interest")
        }
        (_, SurveyKind::Transactional) => {
            (&person.email_consent, "a transactional survey may follow by mail unless withdrawn")
        }
    };
    match stands {
        Some(stands) => format!("basis {} since {}; {needed}", stands.basis, known.local(stands.at)),
        None => format!("no basis is stored; {needed}"),
    }
}

/// `email`, `sms` or `link`.
const fn channel(known: &Known) -> &'static str {
    known.dispatch.channel.name()
}

/// `invitation`, `reminder 1`, …
fn name(message: &Message) -> String {
    match message.number {
        0 => message.kind().to_owned(),
        number => format!("{} {number}", message.kind()),
    }
}
