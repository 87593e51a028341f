//! A team's own metrics: how they are read, what they count, and what their numbers are.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::bucket::{Cell, Values};
use crate::facts::Facts;
use crate::input::Problems;
use crate::metric::{Beside, Input, Number};
use crate::question::Kind as Asks;
use crate::stats::Share;
use crate::survey::{Answer, Survey};
use crate::workspace::Workspace;

fn survey(metrics: &Value) -> Result<Survey, Problems> {
    let body = json!({"name": "After purchase", "metric": "csat", "questions": [
        {"id": "why", "type": "choice", "text": {"en": "Why?"}, "options": [
            {"id": "price", "text": {"en": "Price"}}, {"id": "range", "text": {"en": "Range"}}, {"id": "staff", "text": {"en": "Staff"}}]},
        {"id": "used", "type": "multi", "text": {"en": "What did you use?"}, "options": [
            {"id": "app", "text": {"en": "App"}}, {"id": "shop", "text": {"en": "Shop"}}]},
        {"id": "speed", "type": "rating", "text": {"en": "How fast?"}},
        {"id": "hard", "type": "rating", "scale": "hard_easy", "text": {"en": "How hard?"}},
        {"id": "again", "type": "yes_no", "text": {"en": "Again?"}}
    ], "metrics": metrics});
    Survey::parse("purchase".parse().unwrap(), 1, &body)
}

fn workspace(metrics: &Value) -> Result<Workspace, Problems> {
    Workspace::parse("acme".parse().unwrap(), &json!({"metrics": metrics}))
}

fn over_answers() -> Value {
    json!([
        {"id": "price_share", "name": "Came for the price", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
        {"id": "app_share", "name": {"en": "Used the app", "lv": "Lietoja lietotni"}, "kind": "share",
            "of": {"question": "used", "any_of": ["app"]}, "among": {"question": "used"}},
        {"id": "fast", "name": "Fast", "kind": "share", "of": {"question": "speed", "any_of": [4, 5]}, "among": {"question": "speed", "any_of": [1, 2, 4, 5]}},
        {"id": "speed_mean", "name": "Speed", "kind": "mean", "of": {"question": "speed"}},
        {"id": "comments", "name": "Comments an answer", "kind": "ratio", "of": {"question": "comment"}, "to": {"question": "score"}},
    ])
}

fn over_event_metrics() -> Value {
    json!([
        {"id": "upgrade_share", "name": "Big plan", "kind": "share", "of": {"event": "customer_started", "where": {"plan": "big"}}, "among": {"event": "customer_started"}},
        {"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}},
        {"id": "by_people", "name": "Replies of people", "kind": "share",
            "of": {"event": "ticket_replied", "where": {"channel": "email", "automatic": false}},
            "among": {"event": "ticket_replied", "where": {"channel": "email"}}},
        {"id": "tickets_an_order", "name": "Tickets an order", "kind": "ratio", "of": {"event": "ticket_opened"}, "to": {"event": "order_paid"}},
    ])
}

fn of<'a>(all: &'a [Own], id: &str) -> &'a Own {
    Own::find(all, &id.parse().unwrap()).unwrap()
}

#[test]
fn definitions_read_back_as_they_are_shown() {
    let survey = survey(&over_answers()).unwrap();
    assert_eq!(survey.definition()["metrics"], over_answers());
    let again = Survey::parse(survey.id.clone(), 1, &survey.definition()).unwrap();
    assert_eq!(again, survey);
    let workspace = workspace(&over_event_metrics()).unwrap();
    assert_eq!(workspace.to_json()["metrics"], over_event_metrics());
    assert_eq!(Workspace::parse(workspace.id.clone(), &workspace.to_json()).unwrap(), workspace);
}

/// What is wrong with one metric, under its own path.
fn wrong(read: impl Fn(&Value) -> Option<Problems>, metric: &Value) -> Vec<(String, &'static str)> {
    let Problems(problems) = read(&json!([metric])).unwrap();
    problems.into_iter().map(|problem| (problem.name.replace("metrics[0]", "-"), problem.code)).collect()
}

fn named(all: &[(&str, &'static str)]) -> Vec<(String, &'static str)> {
    all.iter().map(|(name, code)| ((*name).to_owned(), *code)).collect()
}

#[test]
fn every_mistake_in_a_metric_over_questions_is_named() {
    let wrong = |metric: Value| wrong(|metrics| survey(metrics).err(), &metric);
    assert_eq!(
        wrong(json!({})),
        named(&[("-.id", "required"), ("-.kind", "required"), ("-.name", "required"), ("-.of", "required")])
    );
    let share = |of: Value, among: Value| json!({"id": "a", "name": "A", "kind": "share", "of": of, "among": among});
    let mean = |of: Value| json!({"id": "a", "name": "A", "kind": "mean", "of": of});
    assert_eq!(
        wrong(json!({"id": "nps", "name": "", "kind": "sum", "of": {"question": "what"}, "to": 1, "colour": 1})),
        named(&[
            ("-.id", "reserved_id"),
            ("-.name", "length"),
            ("-.kind", "unknown_kind"),
            ("-.of.question", "unknown_question"),
            ("-.to", "not_an_object"),
            ("-.colour", "unknown_field")
        ])
    );
    assert_eq!(wrong(share(json!({"question": "why"}), json!({"question": "why"}))), named(&[("-.of", "not_a_part")]));
    let part = |id: &str, any_of: Value| json!({"question": id, "any_of": any_of});
    for (of, among) in [
        (part("why", json!(["price"])), json!({"question": "again"})),
        (part("why", json!(["price"])), part("why", json!(["range"]))),
        (part("why", json!(["price", "range"])), part("why", json!(["range", "price", "price"]))),
    ] {
        assert_eq!(wrong(share(of, among)), named(&[("-.of", "not_a_part")]));
    }
    for (of, code) in [
        (part("why", json!(["prize"])), "unknown_choice"),
        (part("speed", json!(["4"])), "unknown_choice"),
        (part("speed", json!([4, 6])), "unknown_choice"),
        (part("why", json!([])), "required"),
        (part("why", json!("price")), "not_a_list"),
        (part("comment", json!(["good"])), "not_picked"),
        (part("used", json!(["app", "shop"])), "one_option"),
    ] {
        let among = json!({"question": of["question"]});
        assert_eq!(wrong(share(of, among)), named(&[("-.of.any_of", code)]));
    }
    for of in [
        json!({"question": "why"}),
        json!({"question": "hard"}),
        json!({"question": "comment"}),
        part("speed", json!([4])),
    ] {
        assert_eq!(wrong(mean(of)), named(&[("-.of", "not_numeric")]));
    }
    let both = json!({"id": "a", "name": "A", "kind": "mean", "of": {"question": "speed"}, "among": {"question": "speed"}, "to": {"question": "why"}});
    assert_eq!(wrong(both), named(&[("-.among", "not_for_this_kind"), ("-.to", "not_for_this_kind")]));
    assert_eq!(
        wrong(mean(json!({"event": "order_paid"}))),
        named(&[("-.of.question", "required"), ("-.of.event", "unknown_field")])
    );
}

#[test]
fn every_mistake_in_a_metric_over_events_is_named() {
    let wrong = |of: Value, among: Value| {
        wrong(
            |metrics| workspace(metrics).err(),
            &json!({"id": "a", "name": "A", "kind": "share", "of": of, "among": among}),
        )
    };
    let opened = || json!({"event": "ticket_opened"});
    assert_eq!(
        wrong(
            json!({"event": "ticket_lost", "where": {"agent": "", "by": "me", "automatic": "no", "mood": "bad"}}),
            opened()
        ),
        named(&[
            ("-.of.event", "unknown_type"),
            ("-.of.where.agent", "length"),
            ("-.of.where.by", "unknown_side"),
            ("-.of.where.automatic", "not_a_boolean"),
            ("-.of.where.mood", "unknown_field")
        ])
    );
    let chat = || json!({"event": "ticket_opened", "where": {"channel": "chat"}});
    for (of, among) in [
        (opened(), opened()),
        (opened(), chat()),
        (chat(), json!({"event": "ticket_resolved"})),
        (
            json!({"event": "ticket_opened", "where": {"channel": "chat", "plan": "big"}}),
            json!({"event": "ticket_opened", "where": {"channel": "email"}}),
        ),
    ] {
        assert_eq!(wrong(of, among), named(&[("-.of", "not_a_part")]));
    }
    let mean = json!([{"id": "a", "name": "A", "kind": "mean", "of": {"event": "ticket_opened"}}]);
    assert_eq!(workspace(&mean).unwrap_err().0[0].code, "no_amount");
}

#[test]
fn at_most_ten_metrics_each_with_an_id_of_its_own() {
    let metric = |at: usize| json!({"id": format!("m{at}"), "name": "M", "kind": "mean", "of": {"question": "speed"}});
    let all = |n: usize| (0..n).map(metric).collect::<Value>();
    assert_eq!(survey(&all(10)).unwrap().metrics.len(), 10);
    assert_eq!(survey(&all(11)).unwrap_err().0[0].code, "not_a_list");
    let twice = json!([metric(1), metric(1)]);
    let Problems(problems) = survey(&twice).unwrap_err();
    assert_eq!((problems[0].name.as_str(), problems[0].code), ("metrics[1].id", "repeated_id"));
}

#[test]
fn of_questions_that_are_wrong_themselves_nothing_more_is_said() {
    let body = json!({"name": "A", "metric": "csat", "questions": [{"id": "why"}], "metrics": [
        {"id": "a", "name": "A", "kind": "mean", "of": {"question": "why"}}]});
    let Problems(problems) = Survey::parse("a".parse().unwrap(), 1, &body).unwrap_err();
    assert!(problems.iter().all(|problem| problem.name.starts_with("questions[0]")), "{problems:?}");
}

#[test]
fn of_employees_nothing_but_the_score_is_counted() {
    let body = json!({"name": "A", "metric": "enps", "metrics": [{"id": "a", "name": "A", "kind": "mean", "of": {"question": "score"}}]});
    let Problems(problems) = Survey::parse("a".parse().unwrap(), 1, &body).unwrap_err();
    assert!(
        problems.iter().any(|problem| (problem.name.as_str(), problem.code) == ("metrics", "not_for_enps")),
        "{problems:?}"
    );
}

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
    cells.iter().for_each(|cell| gathered.answers(own, cell));
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
        rows.iter().for_each(|(values, facts)| gathered.facts(of(&metrics, id), values, facts));
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

#[test]
fn a_metric_says_what_has_to_be_read_for_it() {
    let events = workspace(&over_event_metrics()).unwrap().metrics;
    let answers = survey(&over_answers()).unwrap();
    let reads: Vec<_> =
        events.iter().map(|own| (own.kinds().into_iter().collect::<Vec<_>>(), own.reads_cells())).collect();
    let (customers, tickets) = (vec![Kind::Customers], vec![Kind::Tickets]);
    assert_eq!(
        reads,
        [(customers.clone(), true), (customers, false), (tickets, true), (vec![Kind::Tickets, Kind::Customers], false)]
    );
    assert!(answers.metrics.iter().all(|own| own.kinds().is_empty() && !own.reads_cells()));
    let questions: Vec<_> = questions_of(&answers.metrics).into_iter().collect();
    assert_eq!(questions, ["comment", "score", "speed", "used", "why"]);
    assert!(matches!(answers.question("speed").unwrap().kind, Asks::Rating { .. }));
}

#[test]
fn only_what_is_counted_makes_a_survey_count_again() {
    let all = survey(&over_answers()).unwrap();
    let mut renamed = over_answers();
    renamed[0]["name"] = json!("Another name");
    renamed[2]["of"]["any_of"] = json!([5]);
    assert!(survey(&renamed).unwrap().counts_like(&all));
    let fewer = json!([over_answers()[0]]);
    assert!(!survey(&fewer).unwrap().counts_like(&all));
    assert!(!survey(&json!([])).unwrap().counts_like(&all));
    let mut options = all.clone();
    let Some(Asks::Choice(choices)) = options.questions.first_mut().map(|question| &mut question.kind) else {
        panic!("no choice")
    };
    choices.pop();
    assert!(!options.counts_like(&all));
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
                cells.iter().for_each(|cell| gathered.answers(own, cell));
                gathered
            };
            let mut late_first = gather(&cells[split..]);
            late_first.merge(&gather(&cells[..split]));
            prop_assert_eq!(late_first, gather(&cells));
        }
    }
}
