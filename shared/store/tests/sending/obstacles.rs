//! What changed since the rules were asked stops the claim, is named, and leaves nothing written.

use domain::contact::Contact;
use domain::message::Reason;
use serde_json::json;
use store::{Claim, Claimed, LastAsked, Obstacles, Updated};
use testing::builders::{address_key, response, stored_person, survey, workspace};
use testing::faults::{Fault, Gate};

use crate::setting::{EMAIL, Setting, days, email, phone, refused, start, suppression};

#[tokio::test]
async fn a_word_to_stop_between_the_rules_and_the_claim_stops_it() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let claim = setting.claim_of(id, start()).await;
    let stop = suppression("unsubscribed", start());
    let gate = Gate::default();
    setting.proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let stopped = async {
        gate.reached().await;
        assert!(setting.database.store.suppress(&workspace(), &stop).await.unwrap());
        let before = setting.dump();
        gate.open();
        before
    };
    let (claimed, before) = tokio::join!(setting.claim(&claim), stopped);
    assert_eq!(refused(claimed), Obstacles { suppressed: Some(stop), ..Obstacles::default() });
    assert_eq!(setting.dump(), before);
}

#[tokio::test]
async fn the_suppression_of_another_address_or_workspace_does_not_stop_a_mail() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let other = "other".parse().unwrap();
    let elsewhere = address_key().id(&other, &Contact::Email(EMAIL.parse().unwrap()));
    let stop = suppression("stop", start());
    for (ws, id) in [(workspace(), phone()), (other.clone(), elsewhere), (other, email())] {
        let stop = domain::suppression::Suppression { id, ..stop.clone() };
        assert!(setting.store.suppress(&ws, &stop).await.unwrap());
    }
    assert_eq!(setting.claim_newest(id, start()).await, Claimed::Done { revision: 2 });
}

#[tokio::test]
async fn another_dispatch_within_the_throttle_stops_an_invitation_to_the_millisecond() {
    let setting = Setting::start().await;
    let (first, second) = (setting.ask(1).await.id, setting.ask(2).await.id);
    assert!(matches!(setting.claim_newest(first, start()).await, Claimed::Done { .. }));
    let last = LastAsked { at: start(), dispatch: first };
    let early = setting.claim_of(second, days(30) - jiff::SignedDuration::from_millis(1)).await;
    let before = setting.dump();
    assert_eq!(refused(setting.claim(&early).await), Obstacles { throttled: vec![last, last], ..Obstacles::default() });
    assert_eq!(setting.dump(), before);
    assert!(matches!(setting.claim_newest(second, days(30)).await, Claimed::Done { .. }));
}

#[tokio::test]
async fn without_a_throttle_an_invitation_passes_and_is_counted_for_others() {
    let setting = Setting::start().await;
    let (first, second, third) = (setting.ask(1).await.id, setting.ask(2).await.id, setting.ask(3).await.id);
    assert!(matches!(setting.claim_newest(first, start()).await, Claimed::Done { .. }));
    let off = Claim { before: None, ..setting.claim_of(second, days(1)).await };
    assert!(matches!(setting.claim(&off).await, Claimed::Done { .. }));
    let last = LastAsked { at: days(1), dispatch: second };
    assert_eq!(refused(setting.claim_newest(third, days(30)).await).throttled, [last, last]);
    assert!(matches!(setting.claim_newest(third, days(31)).await, Claimed::Done { .. }));
}

#[tokio::test]
async fn who_changed_or_was_removed_since_is_not_written_to() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let claim = setting.claim_of(id, start()).await;
    stored_person(&setting.store, "anna", &json!({"email": "other@example.com"})).await;
    let changed = Obstacles { person_changed: true, ..Obstacles::default() };
    let before = setting.dump();
    assert_eq!(refused(setting.claim(&claim).await), changed);
    let gone = Claim { person: "nobody".parse().unwrap(), ..setting.claim_of(id, start()).await };
    assert_eq!(refused(setting.claim(&gone).await), changed);
    assert_eq!(setting.dump(), before);
    assert!(matches!(setting.claim_newest(id, start()).await, Claimed::Done { .. }));
}

#[tokio::test]
async fn a_message_that_somebody_else_changed_is_overtaken_whatever_else_stands_against_it() {
    let setting = Setting::start().await;
    let id = setting.ask(1).await.id;
    let claim = setting.claim_of(id, start()).await;
    let (message, seen) = setting.message(id, 0).await.unwrap();
    let skipped = message.skip(start(), Reason::NoConsent, None).unwrap();
    assert_eq!(setting.store.update_message(&workspace(), id, &skipped, seen).await.unwrap(), Updated::Done);
    setting.store.suppress(&workspace(), &suppression("stop", start())).await.unwrap();
    let before = setting.dump();
    assert_eq!(setting.claim(&claim).await, Claimed::Overtaken);
    assert_eq!(setting.dump(), before);
}

#[tokio::test]
async fn all_that_stands_against_a_claim_is_named_at_once() {
    let setting = Setting::start().await;
    let (first, second) = (setting.ask(1).await, setting.ask(2).await.id);
    assert!(matches!(setting.claim_newest(first.id, start()).await, Claimed::Done { .. }));
    let claim = setting.claim_of(second, days(1)).await;
    let stop = suppression("complaint", days(1));
    setting.store.suppress(&workspace(), &stop).await.unwrap();
    stored_person(&setting.store, "anna", &json!({"email": EMAIL})).await;
    let last = LastAsked { at: start(), dispatch: first.id };
    let all = Obstacles {
        suppressed: Some(stop),
        throttled: vec![last, last],
        answered: false,
        unsubscribed: false,
        person_changed: true,
    };
    assert_eq!(refused(setting.claim(&claim).await), all);
}

#[tokio::test]
async fn an_invitation_does_not_ask_whether_the_link_was_answered() {
    let setting = Setting::start().await;
    let asked = setting.ask(1).await;
    let answer = response(&survey("nps", "nps", &json!({})), start(), 1, &json!(9));
    setting.store.put_linked_response(&workspace(), &answer, &asked.person, asked.id).await.unwrap();
    assert!(matches!(setting.claim_newest(asked.id, start()).await, Claimed::Done { .. }));
}

#[tokio::test]
async fn the_last_time_asked_is_that_of_the_newest_other_dispatch_at_any_address() {
    let setting = Setting::start().await;
    let (first, second) = (setting.ask(1).await.id, setting.ask(2).await.id);
    let last = async |own| setting.store.last_asked(&workspace(), &[email(), phone()], own).await.unwrap();
    assert_eq!(last(None).await, None);
    let mail = Claim { asked: vec![email()], ..setting.claim_of(first, start()).await };
    let text = Claim { asked: vec![phone()], ..setting.claim_of(second, days(2)).await };
    for claim in [mail, text] {
        assert!(matches!(setting.claim(&claim).await, Claimed::Done { .. }));
    }
    assert_eq!((last(None).await, last(Some(first)).await), (Some(days(2)), Some(days(2))));
    assert_eq!(last(Some(second)).await, Some(start()));
}
