use super::*;
use crate::question::Kind as Asks;

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
