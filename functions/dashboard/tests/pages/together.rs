//! What a page asks at once is answered as if each question stood alone: the same numbers, and the same refusals.

use domain::bucket::{Cube, Source};
use domain::context::Channel::Email;
use http::StatusCode;
use reading::metrics::{self, Told};
use serde_json::{Value, json};
use testing::builders::{stored_survey, time, workspace};
use web::problem::Problem;
use web::query::Query;

use crate::app::{App, placed};
use crate::bounds::World;
use crate::marked::{attribute, elements};

/// Questions of all kinds, of many days and few, some of which can't be answered.
const QUESTIONS: [&str; 18] = [
    "survey=csat&interval=all&compare=previous",
    "survey=csat&interval=week",
    "survey=csat&interval=day&group_by=touchpoint&from=2026-11-19&to=2026-11-20",
    "survey=csat&interval=all&group_by=touchpoint&compare=groups",
    "survey=csat&interval=all&group_by=channel,touchpoint&from=2026-09-01",
    "survey=nps&interval=month&from=2026-09-01",
    "survey=none",
    "survey=csat&group_by=nothing",
    "survey=team",
    "metric=response_rate&survey=csat&interval=all",
    "metric=response_rate&interval=all&group_by=survey",
    "metric=delivery&interval=all&compare=previous",
    "metric=gross_churn&interval=month",
    "metric=net_churn&interval=all&group_by=plan",
    "metric=clv&interval=all&compare=previous",
    "metric=support_cost&interval=week&compare=previous",
    "metric=resolution&interval=all&group_by=agent&compare=groups",
    "metric=kept_appointments",
];

fn query(text: &str) -> Query {
    let mut pairs: Vec<_> = text.split('&').filter_map(|pair| pair.split_once('=')).collect();
    for (name, usual) in [("from", "2026-10-24"), ("to", "2026-11-20")] {
        // Of employees no days may be chosen.
        if !pairs.iter().any(|(own, value)| *own == name || *value == "team") {
            pairs.push((name, usual));
        }
    }
    Query::of(&pairs)
}

/// An answer to the byte, or why there is none.
fn spelled(told: Result<Told, Problem>) -> Result<String, Problem> {
    told.map(|told| serde_json::to_string(&told).unwrap())
}

/// A day that only some of the questions reach changes after all others, so that they differ in `as_of`.
async fn changed_later(app: &App) {
    let (ws, day) = (workspace(), "2026-09-02".parse().unwrap());
    let survey = app.store().survey(&ws, &"csat".parse().unwrap()).await.unwrap().unwrap();
    let mut cube = Cube::default();
    cube.add(&placed(&survey, time("2026-09-02T10:00:00Z"), 1, &json!(4), "shop", Email), &survey);
    let source = Source::from(&survey.id);
    let fence = app.store().raise_fence(&ws, &source, day).await.unwrap();
    app.store().write_bucket(&ws, &source, day, &cube, fence, time("2026-11-21T09:00:00Z")).await.unwrap();
}

#[tokio::test]
async fn what_is_asked_at_once_is_answered_to_the_byte_as_it_is_alone() {
    let app = World::start().await.app;
    let workspace = reading::workspace(app.store(), &workspace()).await.unwrap();
    changed_later(&app).await;
    let mut alone = Vec::new();
    for query in &QUESTIONS.map(query) {
        alone.push(spelled(metrics::answer(&app.backend, &workspace, &[], query).await));
    }
    let told: Vec<bool> = alone.iter().map(Result::is_ok).collect();
    assert_eq!(told.iter().filter(|told| !**told).count(), 2, "one survey and one dimension are unknown: {alone:?}");
    for number in 0..QUESTIONS.len() {
        // Whichever is first.
        let mut turned = QUESTIONS.map(query);
        turned.rotate_left(number);
        let together = metrics::answers(&app.backend, &workspace, &[], &turned).await.unwrap();
        let mut together: Vec<_> = together.into_iter().map(spelled).collect();
        together.rotate_right(number);
        for (question, (together, alone)) in QUESTIONS.iter().zip(together.iter().zip(&alone)) {
            assert_eq!(together, alone, "{question}");
        }
    }
}

#[tokio::test]
async fn of_very_many_surveys_a_page_reads_two_hundred_and_leads_to_the_others() {
    let world = World::start().await;
    let store = world.app.store();
    for number in 0..210 {
        stored_survey(store, &format!("z{number:03}"), "csat", &Value::Null).await;
    }
    // Two hundred are read, and one more tells that there are others.
    let costs = async |path: &str| {
        let bill = world.bill(path).await;
        let lists: Vec<_> = bill.0.iter().filter(|line| line.call.keys == ["w#acme"]).collect();
        assert_eq!(lists.len(), 1, "{path}");
        lists[0].read_units
    };
    let first = costs("/").await;
    for number in 210..230 {
        stored_survey(store, &format!("z{number:03}"), "csat", &Value::Null).await;
    }
    for path in ["/", "/agents", "/dispatches", "/rollups"] {
        assert!((costs(path).await - first).abs() < f64::EPSILON, "{path}");
    }
    let (mut seen, mut path) = (Vec::new(), "/".to_owned());
    loop {
        let html = world.app.get(&path).await.text;
        let ids = elements(&html, "article").into_iter().filter_map(|card| attribute(card, "data-survey"));
        seen.extend(ids.map(str::to_owned));
        // The link behind that of this page: to the next one, and behind the last one to those behind the two hundred.
        let pager = html.split("<nav class=\"pager\"").nth(1).and_then(|rest| rest.split("</nav>").next());
        let links = pager.map(|pager| elements(pager, "a")).unwrap_or_default();
        let mut next = links.iter().skip_while(|a| attribute(a, "aria-current").is_none()).skip(1);
        match next.next().and_then(|a| attribute(a, "href")) {
            Some(next) => path = next.replace("&#38;", "&"),
            None => break,
        }
        assert!(seen.len() < 300, "the pages end");
    }
    let mut all: Vec<_> = ["ces", "csat", "nps", "team"].map(str::to_owned).into();
    all.extend((0..230).map(|number| format!("z{number:03}")));
    assert_eq!(seen, all);
    // Where none of the first ones is asked any more, the way to the others still stands.
    for id in &all[..200] {
        store.archive_survey(&workspace(), &id.parse().unwrap()).await.unwrap();
    }
    let html = world.app.get("/").await.text;
    assert!(elements(&html, "article").is_empty() && html.contains("&#38;after=z195\""), "{html}");
    // Those behind can be named, which is said.
    for path in ["/agents", "/dispatches"] {
        assert!(world.app.get(path).await.text.contains("Only the first 200 surveys are looked through"), "{path}");
    }
    assert!(world.app.get("/dispatches?survey=z229").await.text.contains("<option value=\"z229\" selected>"));
    assert_eq!(world.app.get("/agents?survey=z229").await.status, StatusCode::OK);
    assert_eq!(world.app.get("/agents?survey=z230").await.status, StatusCode::NOT_FOUND);
    assert!(world.app.get("/rollups").await.text.contains("More surveys are not shown here"));
}
