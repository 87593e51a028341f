use serde_json::{Value, json};

use super::*;

struct World {
    workspace: Workspace,
    survey: Survey,
    person: Person,
}

impl World {
    fn new(workspace: &Value, survey: &Value, person: &Value) -> Self {
        let mut definition = json!({"name": "After the purchase", "metric": "nps"});
        definition.as_object_mut().unwrap().extend(survey.as_object().unwrap().clone());
        Self {
            workspace: Workspace::parse("acme".parse().unwrap(), workspace).unwrap(),
            survey: Survey::parse("nps".parse().unwrap(), 1, &definition).unwrap(),
            person: Person::parse(person, "").unwrap(),
        }
    }

    fn facts(&self, channel: Channel) -> Facts<'_> {
        Facts {
            now: at("2026-11-21T12:00:00Z"),
            workspace: &self.workspace,
            survey: &self.survey,
            person: &self.person,
            channel,
            expires_at: at("2026-12-21T12:00:00Z"),
            reminder: false,
            answered: false,
            suppressed: false,
            last_asked: None,
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn reason(decision: Decision) -> Option<&'static str> {
    if let Decision::Skip { reason, .. } = decision { Some(reason.name()) } else { None }
}

fn mail() -> World {
    World::new(&json!({}), &json!({}), &json!({"email": "anna@example.com"}))
}

#[test]
fn a_mail_about_one_purchase_goes_out_when_nothing_speaks_against_it() {
    let world = mail();
    assert_eq!(world.facts(Channel::Email).decide(), Decision::Send { until: None });
}

#[test]
fn each_rule_can_say_no() {
    let world = mail();
    let facts = || world.facts(Channel::Email);
    let now = at("2026-11-21T12:00:00Z");
    assert_eq!(reason(Facts { expires_at: now, ..facts() }.decide()), Some("link_expired"));
    assert_eq!(reason(Facts { suppressed: true, ..facts() }.decide()), Some("suppressed"));
    assert_eq!(reason(Facts { reminder: true, answered: true, ..facts() }.decide()), Some("already_answered"));
    let archived = Survey { archived: true, ..world.survey.clone() };
    assert_eq!(reason(Facts { survey: &archived, ..facts() }.decide()), Some("survey_archived"));
    assert_eq!(reason(Facts { person: &Person::default(), ..facts() }.decide()), Some("no_address"));
    assert_eq!(reason(world.facts(Channel::Sms).decide()), Some("no_address"), "the channel's own address");
}

#[test]
fn whoever_was_asked_a_short_time_ago_learns_from_when_on_they_may_be_asked_again() {
    let world = mail();
    let asked = |days: i64, reminder| {
        let last_asked = Some(at("2026-11-21T12:00:00Z") - SignedDuration::from_hours(24 * days));
        Facts { reminder, last_asked, ..world.facts(Channel::Email) }.decide()
    };
    let eligible_at = Some(at("2026-12-20T12:00:00Z"));
    assert_eq!(asked(1, false), Decision::Skip { reason: Reason::Throttled, eligible_at });
    assert_eq!(asked(30, false), Decision::Send { until: None });
    assert_eq!(asked(1, true), Decision::Send { until: None }, "a reminder belongs to what was asked");
    let off = World::new(&json!({}), &json!({"throttle_days": 0}), &json!({"email": "anna@example.com"}));
    let last_asked = Some(off.facts(Channel::Email).now);
    assert_eq!(Facts { last_asked, ..off.facts(Channel::Email) }.decide(), Decision::Send { until: None });
}

#[test]
fn texts_and_surveys_of_the_relationship_need_a_yes_and_nobody_is_asked_after_a_no() {
    let consent = |basis: &str, at: &str| json!({"basis": basis, "source": "signup", "at": at});
    let may = |channel, kind: &str, basis: Option<&str>, since: &str| {
        let given = basis.map(|basis| consent(basis, since));
        let person = json!({
            "email": "anna@example.com", "phone": "+37120000000", "time_zone": "Europe/Riga",
            "consent": {"email": given, "sms": given}
        });
        let world = World::new(&json!({}), &json!({"kind": kind}), &person);
        reason(world.facts(channel).decide()) != Some("no_consent")
    };
    let past = "2026-01-01T00:00:00Z";
    for (basis, mail, relationship, text) in [
        (None, true, false, false),
        (Some("transactional"), true, false, false),
        (Some("anything else"), true, false, false),
        (Some("legitimate_interest"), true, true, false),
        (Some("consent"), true, true, true),
        (Some("opt_in"), true, true, true),
        (Some("double_opt_in"), true, true, true),
        (Some("withdrawn"), false, false, false),
    ] {
        assert_eq!(may(Channel::Email, "transactional", basis, past), mail, "{basis:?} for a mail");
        assert_eq!(may(Channel::Email, "relationship", basis, past), relationship, "{basis:?} for the relationship");
        assert_eq!(may(Channel::Sms, "transactional", basis, past), text, "{basis:?} for a text");
    }
    assert!(!may(Channel::Sms, "transactional", Some("consent"), "2026-11-21T12:00:01Z"), "not given yet");
}

#[test]
fn texts_wait_for_the_morning_of_the_person_and_say_by_when_they_have_to_be_there() {
    let yes = json!({"sms": {"basis": "consent", "source": "signup", "at": "2026-01-01T00:00:00Z"}});
    let at_home = |zone: Option<&str>| {
        let person = json!({"phone": "+37120000000", "time_zone": zone, "consent": yes});
        World::new(&json!({"time_zone": "America/New_York"}), &json!({"time_zone": "Europe/Riga"}), &person)
    };
    // 12:00 UTC: 14:00 in Riga, 07:00 in New York, 21:00 in Tokyo.
    let riga = at_home(Some("Europe/Riga"));
    assert_eq!(riga.facts(Channel::Sms).decide(), Decision::Send { until: Some(at("2026-11-21T19:00:00Z")) });
    let tokyo = at_home(Some("Asia/Tokyo"));
    assert_eq!(tokyo.facts(Channel::Sms).decide(), Decision::Wait { until: at("2026-11-21T23:00:00Z") });
    let anywhere = at_home(None);
    assert_eq!(anywhere.facts(Channel::Sms).decide(), Decision::Wait { until: at("2026-11-21T13:00:00Z") });
    let soon = Facts { expires_at: at("2026-11-21T12:30:00Z"), ..anywhere.facts(Channel::Sms) };
    assert_eq!(reason(soon.decide()), Some("quiet_hours"), "the morning comes after the link's end");
    let gone = Facts { suppressed: true, ..anywhere.facts(Channel::Sms) };
    assert_eq!(reason(gone.decide()), Some("suppressed"), "a no is said at once, at night too");
}

#[test]
fn texts_go_to_the_countries_that_the_workspace_names() {
    let yes = json!({"sms": {"basis": "consent", "source": "signup", "at": "2026-01-01T00:00:00Z"}});
    let to = |phone: &str| {
        let person = json!({"phone": phone, "time_zone": "Europe/Riga", "consent": yes});
        let world = World::new(&json!({"sms_countries": ["LV", "LT"]}), &json!({}), &person);
        reason(world.facts(Channel::Sms).decide())
    };
    assert_eq!((to("+37120000000"), to("+37060000000")), (None, None));
    assert_eq!((to("+447400000000"), to("+99999999999")), (Some("country_not_allowed"), Some("country_not_allowed")));
}

#[test]
fn a_link_that_the_teams_own_mailer_sends_is_no_message_of_ours() {
    let world = World::new(&json!({}), &json!({"kind": "relationship"}), &json!({"email": "anna@example.com"}));
    let facts = world.facts(Channel::Link);
    let facts = Facts { suppressed: true, last_asked: Some(facts.now), ..facts };
    assert_eq!(facts.decide(), Decision::Send { until: None });
    assert_eq!(facts.judge().len(), 2);
}
