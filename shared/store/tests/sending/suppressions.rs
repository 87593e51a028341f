//! The suppression list: one entry for an address, whoever puts it there and however often.

use domain::context::Channel;
use domain::id::SuppressionId;
use domain::suppression::Suppression;
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::json;
use testing::builders::workspace;
use testing::faults::Fault;

use crate::setting::{EMAIL, Setting, days, email, start, suppression};

#[tokio::test]
async fn of_many_that_suppress_an_address_one_is_the_first_and_its_word_stays() {
    let setting = Setting::start().await;
    let wanted: Vec<_> = (0..20).map(|day| suppression("complaint", days(day))).collect();
    let ws = workspace();
    let put = join_all(wanted.iter().map(|wanted| setting.store.suppress(&ws, wanted))).await;
    let first: Vec<_> = wanted.iter().zip(put).filter(|(_, new)| *new.as_ref().unwrap()).collect();
    assert_eq!(first.len(), 1);
    let standing = setting.store.suppression(&workspace(), email()).await.unwrap();
    assert_eq!(standing.as_ref(), Some(first[0].0));
    let page = setting.store.suppressions(&workspace(), None, 10).await.unwrap();
    assert_eq!((page.items.first(), page.items.len(), page.next), (standing.as_ref(), 1, None));
}

#[tokio::test]
async fn a_suppression_holds_no_address() {
    let setting = Setting::start().await;
    setting.store.suppress(&workspace(), &suppression("stop", start())).await.unwrap();
    let mut dump = setting.dump();
    dump.retain(|key, _| !key.contains("p#anna"));
    let mut shape: Vec<_> = dump.values().map(|item| item.as_object().unwrap().clone()).collect();
    for item in &mut shape {
        item.retain(|name, _| name != "writer");
    }
    let content = |pk: &str, sk: &str| {
        let at = "2026-11-21T09:00:00.000Z";
        json!({"pk": {"S": pk}, "sk": {"S": sk}, "channel": {"S": "email"}, "reason": {"S": "stop"},
            "by_person": {"BOOL": true}, "suppressed_at": {"S": at}, "said_at": {"S": at}})
    };
    let (id, list) = (email(), format!("2026-11-21T09:00:00.000Z#{}", email()));
    assert_eq!(json!(shape), json!([content("w#acme#x", &list), content(&format!("x#acme#{id}"), "suppression")]));
    assert!(!format!("{dump:?}").contains(EMAIL));
}

#[tokio::test]
async fn what_the_mail_system_found_out_overrules_the_persons_word_and_never_the_other_way() {
    for (first, then, stands) in [
        ("unsubscribed", "hard_bounce", "hard_bounce"),
        ("stop", "asked by phone", "asked by phone"),
        ("stop", "unsubscribed", "stop"),
        ("hard_bounce", "unsubscribed", "hard_bounce"),
        ("complaint", "hard_bounce", "complaint"),
    ] {
        let setting = Setting::start().await;
        let store = &setting.store;
        assert!(store.suppress(&workspace(), &suppression(first, start())).await.unwrap());
        assert!(!store.suppress(&workspace(), &suppression(then, days(1))).await.unwrap());
        let expected = suppression(stands, start());
        assert_eq!(store.suppression(&workspace(), email()).await.unwrap(), Some(expected.clone()), "{first} {then}");
        let own = expected.by_person;
        assert_eq!(store.suppressions(&workspace(), None, 10).await.unwrap().items, [expected]);
        assert!(!store.take_back(&workspace(), email(), start() - SignedDuration::from_millis(1)).await.unwrap());
        assert_eq!(store.take_back(&workspace(), email(), days(1)).await.unwrap(), own);
        assert_eq!(store.suppression(&workspace(), email()).await.unwrap().is_none(), own);
    }
}

#[tokio::test]
async fn a_word_that_was_said_again_is_taken_back_only_by_a_later_one() {
    for lost in [false, true] {
        let setting = Setting::start().await;
        let store = &setting.store;
        assert!(store.suppress(&workspace(), &suppression("stop", start())).await.unwrap());
        if lost {
            setting.proxy.forget_tokens();
            // Of the write that is refused, since the first word stands there, and of the one after it.
            setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
            setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
        }
        // The second comes in before the one that was said before it.
        for day in [4, 2] {
            assert!(!store.suppress(&workspace(), &suppression("unsubscribed", days(day))).await.unwrap());
        }
        let first = suppression("stop", start());
        assert_eq!(store.suppression(&workspace(), email()).await.unwrap(), Some(first.clone()));
        assert_eq!(store.suppressions(&workspace(), None, 10).await.unwrap().items, [first]);
        assert!(!store.take_back(&workspace(), email(), days(3)).await.unwrap());
        assert!(store.take_back(&workspace(), email(), days(4)).await.unwrap());
        assert_eq!(setting.database.count("#x\""), 0);
    }
}

#[tokio::test]
async fn a_teams_words_are_not_the_persons_whichever_they_are() {
    let team = |reason| Suppression { by_person: false, ..suppression(reason, start()) };
    for reason in ["stop", "unsubscribed"] {
        // New on the list, and over the person's own word.
        for said in [false, true] {
            let setting = Setting::start().await;
            if said {
                setting.store.suppress(&workspace(), &suppression("stop", start())).await.unwrap();
            }
            assert_eq!(setting.store.suppress(&workspace(), &team(reason)).await.unwrap(), !said);
            // What they say then changes nothing.
            assert!(!setting.store.suppress(&workspace(), &suppression("stop", days(1))).await.unwrap());
            assert_eq!(setting.store.suppression(&workspace(), email()).await.unwrap(), Some(team(reason)));
            assert!(!setting.store.take_back(&workspace(), email(), days(2)).await.unwrap(), "{reason} {said}");
            assert!(setting.store.unsuppress(&workspace(), email()).await.unwrap());
        }
    }
}

#[tokio::test]
async fn an_item_from_before_it_said_whose_word_it_is_says_it_by_its_reason() {
    for (reason, own) in [("stop", true), ("unsubscribed", true), ("hard_bounce", false), ("asked by phone", false)] {
        let setting = Setting::start().await;
        let old = json!({"pk": format!("x#acme#{}", email()), "sk": "suppression", "channel": "email", "reason": reason,
            "suppressed_at": "2026-11-21T09:00:00.000Z", "writer": "1"});
        crate::support::put_item(&setting.database, old).await;
        let standing = setting.store.suppression(&workspace(), email()).await.unwrap().unwrap();
        assert_eq!((standing.by_person, standing.at), (own, start()), "{reason}");
        assert!(
            !setting.store.take_back(&workspace(), email(), start() - SignedDuration::from_millis(1)).await.unwrap()
        );
        assert_eq!(setting.store.take_back(&workspace(), email(), start()).await.unwrap(), own, "{reason}");
    }
}

#[tokio::test]
async fn what_is_taken_off_leaves_nothing_and_can_be_put_on_again() {
    let setting = Setting::start().await;
    let (store, before) = (&setting.store, setting.dump());
    for day in 0..2 {
        assert!(store.suppress(&workspace(), &suppression("complaint", days(day))).await.unwrap());
        assert!(store.unsuppress(&workspace(), email()).await.unwrap());
        assert!(!store.unsuppress(&workspace(), email()).await.unwrap());
        assert_eq!(setting.dump(), before);
    }
}

#[tokio::test]
async fn another_workspaces_list_is_neither_seen_nor_changed() {
    let setting = Setting::start().await;
    let (store, other) = (&setting.store, "other".parse().unwrap());
    store.suppress(&workspace(), &suppression("complaint", start())).await.unwrap();
    assert_eq!(store.suppression(&other, email()).await.unwrap(), None);
    assert!(store.suppressions(&other, None, 10).await.unwrap().items.is_empty());
    assert!(!store.unsuppress(&other, email()).await.unwrap());
    assert!(store.suppression(&workspace(), email()).await.unwrap().is_some());
}

#[tokio::test]
async fn a_lost_reply_does_not_change_what_is_said() {
    for forgetful in [false, true] {
        let setting = Setting::start().await;
        if forgetful {
            setting.proxy.forget_tokens();
        }
        let lose = || setting.proxy.plan("TransactWriteItems", Fault::LoseReply);
        lose();
        assert!(setting.store.suppress(&workspace(), &suppression("stop", start())).await.unwrap());
        lose();
        assert!(setting.store.unsuppress(&workspace(), email()).await.unwrap());
        assert_eq!(setting.store.suppression(&workspace(), email()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_list_goes_on_page_by_page_newest_first_and_misses_none() {
    let setting = Setting::start().await;
    let mut wanted: Vec<_> = (0..10u128)
        .map(|number| Suppression {
            id: SuppressionId::new(uuid::Uuid::from_u128(number)),
            channel: Channel::Sms,
            reason: "stop".to_owned(),
            by_person: true,
            // Two of a time each.
            at: days(i32::try_from(number).unwrap() / 2),
        })
        .collect();
    for wanted in &wanted {
        setting.store.suppress(&workspace(), wanted).await.unwrap();
    }
    wanted.reverse();
    for limit in [1, 3, 5, 10, 11] {
        let (mut listed, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = setting.store.suppressions(&workspace(), after.as_deref(), limit).await.unwrap();
            assert!(page.items.len() <= limit);
            listed.extend(page.items);
            pages += 1;
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!((listed, pages), (wanted.clone(), 10usize.div_ceil(limit)), "{limit}");
    }
}
