//! What sending costs, as DynamoDB counts it: each item of a transaction two write units, and what the index `due` takes.

use domain::message::Handover;
use store::{Claim, Claimed, PutDispatch};
use testing::builders::{dispatch, workspace};
use testing::faults::Bill;

use crate::reminders::reminder_of;
use crate::setting::{Setting, days, email, start, suppression};
use crate::texts::text_of;

/// The bill of one call that must not read an index, in write units.
fn units(setting: &Setting) -> f64 {
    let bill: Bill = setting.proxy.bill();
    assert_eq!((setting.proxy.calls().len(), bill.forbidden(), bill.refused()), (1, vec![], vec![]), "{bill:#?}");
    bill.write_units()
}

/// Whether two sums of units, which are whole, are the same.
fn same(units: f64, expected: f64) -> bool {
    (units - expected).abs() < 0.01
}

#[tokio::test]
async fn a_claim_costs_two_units_an_item_and_two_of_the_index() {
    let setting = Setting::start().await;
    // The message, the person, the suppression; then the addresses, or the link and the message before, or a text's own.
    let both = setting.claim_of(setting.ask(1).await.id, start()).await;
    let one = Claim { asked: vec![email()], ..setting.claim_of(setting.ask(2).await.id, days(40)).await };
    let text = text_of(&setting, 3, Some("Acme"), 80).await;
    for (claim, expected) in [(both, 12.0), (one, 10.0), (text, 16.0)] {
        setting.proxy.begin();
        assert_eq!(setting.claim(&claim).await, Claimed::Done { revision: 2 });
        let units = units(&setting);
        assert!(same(units, expected), "{units} and not {expected}");
    }
    let setting = Setting::start().await;
    let asked = setting.ask(1).await;
    setting.send(asked.id, start(), Handover::Accepted).await;
    let reminder = reminder_of(&setting, &asked).await;
    setting.proxy.begin();
    assert_eq!(setting.claim(&reminder).await, Claimed::Done { revision: 1 });
    let units = units(&setting);
    assert!(same(units, 18.0), "{units}");
}

#[tokio::test]
async fn a_dispatch_costs_four_items_and_a_look_at_the_tombstone_and_its_messages_end_one() {
    let setting = Setting::start().await;
    let asked = dispatch(1, start());
    setting.proxy.begin();
    assert!(matches!(setting.store.put_dispatch(&workspace(), &asked).await, Ok(PutDispatch::Stored)));
    let stored = units(&setting);
    assert!(same(stored, 11.0), "{stored}");
    let claim = setting.claim_of(asked.id, start()).await;
    assert_eq!(setting.claim(&claim).await, Claimed::Done { revision: 2 });
    let sent = claim.message.hand_over(start(), Handover::Accepted, start()).unwrap();
    setting.proxy.begin();
    setting.store.update_message(&workspace(), asked.id, &sent, 2).await.unwrap();
    let ended = units(&setting);
    assert!(same(ended, 3.0), "{ended}");
}

#[tokio::test]
async fn a_suppression_costs_two_items() {
    let setting = Setting::start().await;
    setting.proxy.begin();
    setting.store.suppress(&workspace(), &suppression("stop", start())).await.unwrap();
    let units = units(&setting);
    assert!(same(units, 4.0), "{units}");
}
