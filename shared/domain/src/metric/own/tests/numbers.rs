use proptest::prelude::*;

use super::*;
use crate::bucket::{Cell, Values};
use crate::facts::Facts;
use crate::metric::{Beside, Input, Number};
use crate::stats::Share;
use crate::survey::Answer;

#[test]
fn an_answer_is_counted_under_what_was_picked_and_never_under_what_was_written() {
    let survey = survey(&over_answers()).unwrap();
    let words = |question: &str, answer: Answer| words_of(&survey.question(question).unwrap().kind, &answer);
    let text = |text: &str| Answer::Text(text.to_owned());
    assert_eq!(words("why", text("price")), ["", "price"]);
    assert_eq!(words("again", text("partly")), ["", "partly"]);
    assert_eq!(words("speed", Answer::Score(4)), ["", "4"]);
    assert_eq!(words("hard", Answer::Score(1)), ["", "easy"]);
    assert_eq!(
        words("used", Answer::Many(vec!["app".to_owned(), "shop".to_owned(), "gone".to_owned()])),
        ["", "app", "shop"]
    );
    assert_eq!(words("comment", text("call me: 12345678")), [""]);
    // An older version asked for free text under the same id.
    assert_eq!(words("why", text("call me: 12345678")), [""]);
    assert_eq!(words("speed", Answer::Score(9)), [""]);
    assert_eq!(words("why", Answer::Cleared), [""; 0]);
}

fn cell(questions: &Value) -> Cell {
    serde_json::from_value(json!({"scores": {}, "questions": questions})).unwrap()
}

fn answered(own: &Own, cells: &[Cell]) -> Number {
    let mut gathered = OwnGathered::default();
    for cell in cells {
        gathered.answers(own, cell);
    }
    gathered.number(own).unwrap()
}

#[test]
fn numbers_over_questions_added_up_by_hand() {
    let metrics = survey(&over_answers()).unwrap().metrics;
    let days = [
        cell(
            &json!({"why": {"": 6, "price": 2, "range": 4}, "used": {"": 5, "app": 4, "shop": 3}, "speed": {"": 3, "5": 1, "3": 1, "2": 1}}),
        ),
        cell(&json!({"why": {"": 4, "price": 1, "staff": 3}, "comment": {"": 3}, "score": {"": 12, "5": 12}})),
    ];
    let number = |id: &str| answered(of(&metrics, id), &days);
    let price = number("price_share");
    assert_eq!(
        (price.estimate.n, price.estimate.value, price.input),
        (10, Some(30.0), Input::Share(Share { k: 3, n: 10 }))
    );
    assert_eq!(format!("{:.2} … {:.2}", price.estimate.low.unwrap(), price.estimate.high.unwrap()), "10.78 … 60.32");
    // Three of five used both: that is 80 % of five people, not 4 of 7 ticks.
    assert_eq!(number("app_share").estimate.value, Some(80.0));
    assert_eq!((number("fast").estimate.n, number("fast").estimate.value), (2, Some(50.0)));
    let speed = number("speed_mean");
    assert_eq!((speed.estimate.n, speed.estimate.method_of_interval), (3, "student_t"));
    assert_eq!(format!("{:.3}", speed.estimate.value.unwrap()), "3.333");
    let comments = number("comments");
    assert_eq!((comments.estimate.n, comments.estimate.value, comments.estimate.low), (12, Some(0.25), None));
}

#[test]
fn own_metrics_at_their_edges() {
    let metrics = survey(&over_answers()).unwrap().metrics;
    for own in &metrics {
        let nothing = answered(own, &[]);
        assert_eq!((nothing.estimate.n, nothing.estimate.value), (0, None), "{}", own.id);
        assert!(nothing.reason.is_some() && nothing.is_nothing(), "{}", own.id);
    }
    let one = answered(of(&metrics, "price_share"), &[cell(&json!({"why": {"": 1, "price": 1}}))]);
    assert_eq!((one.estimate.n, one.estimate.value), (1, Some(100.0)));
    let equal = answered(of(&metrics, "speed_mean"), &[cell(&json!({"speed": {"": 4, "5": 4}}))]);
    assert_eq!(
        (equal.estimate.value, equal.estimate.high, equal.estimate.method_of_interval),
        (Some(5.0), Some(5.0), "wilson")
    );
    let none = answered(of(&metrics, "comments"), &[cell(&json!({"comment": {"": 2}}))]);
    assert_eq!((none.estimate.value, none.reason), (None, Some("nothing_to_divide_by")));
}

fn happened(event: EventType, times: usize, amount: Option<(&str, i64)>) -> Facts {
    let mut facts = Facts::default();
    for _ in 0..times {
        facts.event(event);
    }
    if let Some((currency, sum)) = amount {
        facts.amount(event, currency.parse().unwrap(), sum);
    }
    facts
}

fn values(all: &[(&str, &str)]) -> Values {
    all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn numbers_over_events_added_up_by_hand() {
    let metrics = workspace(&over_event_metrics()).unwrap().metrics;
    let rows = [
        (values(&[("plan", "big")]), happened(EventType::CustomerStarted, 3, None)),
        (values(&[("plan", "small")]), happened(EventType::CustomerStarted, 5, None)),
        (values(&[]), happened(EventType::CustomerStarted, 2, None)),
        (values(&[("channel", "email")]), happened(EventType::TicketReplied, 6, None)),
        (values(&[("channel", "email"), ("automatic", "true")]), happened(EventType::TicketReplied, 2, None)),
        (values(&[("channel", "chat")]), happened(EventType::TicketReplied, 9, None)),
        (values(&[]), happened(EventType::OrderPaid, 4, Some(("EUR", 5_000)))),
        (values(&[]), happened(EventType::TicketOpened, 1, None)),
    ];
    let number = |id: &str| {
        let mut gathered = OwnGathered::default();
        for (values, facts) in &rows {
            gathered.facts(of(&metrics, id), values, facts);
        }
        gathered.number(of(&metrics, id)).unwrap()
    };
    assert_eq!((number("upgrade_share").estimate.n, number("upgrade_share").estimate.value), (10, Some(30.0)));
    assert_eq!((number("by_people").estimate.n, number("by_people").estimate.value), (8, Some(75.0)));
    let order = number("order_value");
    assert_eq!((order.estimate.n, order.estimate.value, order.estimate.low), (4, Some(1250.0), None));
    assert_eq!(
        (&order.beside["currency"], &order.beside["sum"]),
        (&Beside::Word("EUR".to_owned()), &Beside::Whole(5_000))
    );
    assert_eq!(number("tickets_an_order").estimate.value, Some(0.25));
}

#[test]
fn a_mean_of_two_currencies_is_an_error_that_names_them() {
    let metrics = workspace(&over_event_metrics()).unwrap().metrics;
    let own = of(&metrics, "order_value");
    let mut gathered = OwnGathered::default();
    gathered.facts(own, &Values::new(), &happened(EventType::OrderPaid, 1, Some(("USD", 1))));
    gathered.facts(own, &Values::new(), &happened(EventType::OrderPaid, 1, Some(("EUR", 1))));
    assert!(gathered.number(own).unwrap_err().to_string().contains("EUR and USD"));
}

proptest! {
    #[test]
    fn days_and_groups_merge_in_any_order(counts in prop::collection::vec((0_u64..5, 0_u64..5, 0_u64..5), 0..8), split in 0_usize..8) {
        let metrics = survey(&over_answers()).unwrap().metrics;
        let cells: Vec<_> = counts.iter().map(|(price, app, five)| cell(&json!({
            "why": {"": price + 1, "price": price}, "used": {"": app + 2, "app": app},
            "speed": {"": five + 1, "5": five, "1": 1}, "comment": {"": app}, "score": {"": five}
        }))).collect();
        let split = split.min(cells.len());
        for own in &metrics {
            let gather = |cells: &[Cell]| {
                let mut gathered = OwnGathered::default();
                for cell in cells {
                    gathered.answers(own, cell);
                }
                gathered
            };
            let mut late_first = gather(&cells[split..]);
            late_first.merge(&gather(&cells[..split]));
            prop_assert_eq!(late_first, gather(&cells));
        }
    }
}
