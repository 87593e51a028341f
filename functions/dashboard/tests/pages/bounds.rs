//! What a page costs and may do: it reads by key and never writes, and no key range is read twice for it.
//!
//! The numbers of a panel come from the buckets of one survey or of one kind of events. Of those a page reads one range of
//! totals and one of fences, which say what was looked at, however many numbers it makes of them; and for groups the cubes of
//! the same days, a range for each month that they touch.

use std::collections::BTreeMap;

use axum::body::Body;
use domain::context::Channel::{Email, Web};
use domain::message::{Handover, Message};
use domain::survey::Survey;
use domain::timeline::Kind;
use domain::timeline::dispatch::Answer;
use http::{Request, StatusCode};
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};
use serde_json::json;
use store::{EnpsLink, Last, Mark};
use testing::builders::{dispatch, response, stored_survey, survey_id, time, workspace};
use testing::faults::{Bill, FaultProxy};

use crate::answers::{answer_as_employee, team};
use crate::app::App;
use crate::told::{event, tell, tell_of_dispatches};

/// The surveys of customers.
const SURVEYS: [&str; 3] = ["ces", "csat", "nps"];

/// A workspace that has something on every page, with days counted in October and November.
pub struct World {
    pub app: App,
    proxy: FaultProxy,
    /// What stands in the place of the names in paths.
    ids: BTreeMap<&'static str, String>,
}

impl World {
    pub async fn start() -> Self {
        let app = App::start().await;
        app.in_riga("Acme").await;
        for id in SURVEYS {
            let survey = stored_survey(app.store(), id, id, &json!({})).await;
            count(&app, &survey).await;
        }
        let employees = team(&app).await;
        let (answer, asked) = answered(&app).await;
        answer_as_employee(&app, &employees, Some(EnpsLink::Dispatch(&"e-1".parse().unwrap(), asked))).await;
        happened(&app).await;
        let proxy = FaultProxy::start(app.db.address).await;
        let ids = [("/dispatches/{id}", asked.to_string()), ("{id}", "csat".to_owned()), ("{response}", answer)];
        Self { app: app.through(&proxy), proxy, ids: ids.into() }
    }

    /// The paths of all pages, from what this function says of itself.
    fn paths(&self) -> Vec<String> {
        let said = serde_json::to_value(dashboard::api()).unwrap();
        let pages = said["paths"].as_object().unwrap().iter().filter(|(_, methods)| methods["get"].is_object());
        let path = |template: &String| match self.ids.get(template.as_str()) {
            Some(id) => template.replace("{id}", id),
            None => self.ids.iter().fold(template.clone(), |path, (name, id)| path.replace(name, id)),
        };
        pages.map(|(template, _)| path(template)).collect()
    }

    /// What a page costs.
    pub async fn bill(&self, path: &str) -> Bill {
        self.proxy.begin();
        let page = self.app.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        self.proxy.bill()
    }
}

/// Answers on each of the last 60 days, from three touchpoints.
async fn count(app: &App, survey: &Survey) {
    let today: Date = "2026-11-21".parse().unwrap();
    for back in 1..=60 {
        let day = today.checked_sub(back.days()).unwrap().to_string();
        let at = |touchpoint, n| (touchpoint, Email, json!(5), n);
        app.count(survey, &day, &[at("shop", 3), at("support", 2), ("app", Web, json!(1), 1)]).await;
    }
}

/// Dispatches, one of them stored with its answer, whose id in the API comes first.
async fn answered(app: &App) -> (String, domain::id::DispatchId) {
    let sent = |number: i64| {
        let at = time("2026-10-25T10:00:00Z") + SignedDuration::from_hours(number);
        let mut sent = dispatch(u128::try_from(number).unwrap() + 1, at);
        sent.survey = survey_id("csat");
        let claimed = Message::scheduled(at, at).claim(at, None).unwrap();
        sent.messages = vec![claimed.hand_over(at, Handover::Accepted, at).unwrap()];
        sent
    };
    let answer = Answer { scored: true, finished: true, suspect: false };
    let all: Vec<_> = (0..400).step_by(20).map(|number| (sent(number), (number % 3 == 0).then_some(answer))).collect();
    tell_of_dispatches(app, &all).await;
    for (sent, _) in &all {
        app.store().put_dispatch(&workspace(), sent).await.unwrap();
    }
    let survey = app.store().survey(&workspace(), &survey_id("csat")).await.unwrap().unwrap();
    let mut first = None;
    for (number, (sent, _)) in (0..).zip(&all) {
        let given = response(&survey, sent.created_at, number, &json!(4));
        let given = domain::response::Response { dispatch: Some(sent.id), person: Some(sent.person.clone()), ..given };
        app.store().put_linked_response(&workspace(), &given, &sent.person, sent.id).await.unwrap();
        first.get_or_insert((given.id.response().to_string(), sent.id));
    }
    first.unwrap()
}

/// Events of every kind, a mark that waits, and a heart that beats.
async fn happened(app: &App) {
    let on = |month: &str, number: u32| format!("2026-{month}-{:02}T10:00:00Z", number + 1);
    let mut events = Vec::new();
    for number in 0..20 {
        let (ticket, person) = (format!("t{number}"), format!("c{number}"));
        let id = |name: &str| format!("{name}{number}");
        let opened = json!({"ticket": ticket, "person": person, "agent": "anna"});
        events.push(event(&id("o"), "ticket_opened", &on("11", number), &opened));
        events.push(event(&id("r"), "ticket_resolved", &on("11", number), &opened));
        events.push(event(
            &id("s"),
            "customer_started",
            &on("10", number),
            &json!({"person": person, "plan": "basic"}),
        ));
        events.push(event(&id("k"), "cost_booked", &on("10", number), &json!({"amount": 100, "currency": "EUR"})));
    }
    tell(app, &events).await;
    let mark = Mark::Day { workspace: workspace(), kind: Kind::Tickets, day: "2026-11-19".parse().unwrap() };
    app.store().put_mark(&mark, "token").await.unwrap();
    app.store().note_last(Last::Heard, time(crate::app::NOW)).await.unwrap();
}

/// The calls that do anything but read.
fn written(bill: &Bill) -> Vec<String> {
    let writes = bill.0.iter().filter(|line| line.write_units > 0.0 || !line.call.reads());
    writes.map(|line| line.call.to_string()).collect()
}

/// How often each partition was queried whose name begins so.
fn queried(bill: &Bill, prefix: &str) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    for line in bill.of(prefix).0.iter().filter(|line| line.call.operation == "Query") {
        *all.entry(line.call.keys.join(" + ")).or_default() += 1;
    }
    all
}

/// Days that touch two months, and the same beside the days before, which touch one more.
const VIEW: &str = "?from=2026-10-24&to=2026-11-20";
const COMPARED: &str = "?from=2026-10-24&to=2026-11-20&compare=previous";

#[tokio::test]
async fn no_page_scans_or_writes_or_looks_at_another_workspace() {
    let world = World::start().await;
    let paths = world.paths();
    assert!(paths.len() >= 11 && !paths.iter().any(|path| path.contains('{')), "{paths:?}");
    let before = world.app.db.dump();
    for path in paths.iter().flat_map(|path| [path.clone(), format!("{path}{COMPARED}&lang=lv")]) {
        let bill = world.bill(&path).await;
        assert_eq!(bill.forbidden(), Vec::<String>::new(), "{path}");
        assert_eq!(written(&bill), Vec::<String>::new(), "{path}");
        for line in &bill.0 {
            let is_own = |key: &String| {
                // The caller's key, marks of all in their shards, and when the machinery was heard of last.
                let shared = key.starts_with("k#") || key.starts_with("mark") || key.starts_with("beat");
                shared || key.split(['#', '/']).nth(1) == Some("acme")
            };
            assert!(!line.call.keys.is_empty() && line.call.keys.iter().all(is_own), "{path}: {}", line.call);
        }
    }
    assert_eq!(world.app.db.dump(), before);
}

#[tokio::test]
async fn neither_a_form_nor_a_page_that_is_not_there_nor_a_stranger_writes() {
    let world = World::start().await;
    let before = world.app.db.dump();
    world.proxy.begin();
    let key = world.app.key.strip_prefix("Bearer ").unwrap();
    for (path, body) in
        [("/session", format!("key={key}")), ("/session", "key=x".into()), ("/session/end", String::new())]
    {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let answer = world.app.send(request.body(body.into()).unwrap()).await;
        assert!([StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED].contains(&answer.status), "{path}");
    }
    let wrong =
        ["/surveys/none", "/surveys/nps/responses/x", "/surveys/none/responses", "/dispatches/x", "/agents?survey=x"];
    for path in wrong {
        assert_eq!(world.app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(world.app.get("/?from=x").await.status, StatusCode::BAD_REQUEST);
    for path in world.paths() {
        world.app.get_with(&path, &[]).await;
        let head = Request::head(&path).header("authorization", &world.app.key);
        let head = world.app.send(head.body(Body::empty()).unwrap()).await;
        assert!(head.status == StatusCode::OK && head.text.is_empty(), "{path}");
    }
    let bill = world.proxy.bill();
    assert_eq!(bill.forbidden(), Vec::<String>::new());
    assert_eq!(written(&bill), Vec::<String>::new());
    assert_eq!(world.app.db.dump(), before);
}

/// Checks which buckets a page read: of each source one range of fences and one of totals, and of some the cubes by month.
fn assert_read(bill: &Bill, page: &str, sources: &[&str], cubes: &[(&str, usize)]) {
    let once = |kind: &str| sources.iter().map(|source| (format!("{kind}#acme#{source}"), 1)).collect();
    assert_eq!(queried(bill, "f#"), once("f"), "{page}: which days were looked at");
    assert_eq!(queried(bill, "t#"), once("t"), "{page}: totals");
    let cubes = cubes.iter().map(|(source, months)| (format!("c#acme#{source}"), *months)).collect();
    assert_eq!(queried(bill, "c#"), cubes, "{page}: cubes");
}

/// Checks that no partition was queried twice whose name begins so.
fn assert_once(bill: &Bill, page: &str, prefix: &str) {
    let all = queried(bill, prefix);
    assert!(all.values().all(|times| *times == 1), "{page}: {all:?}");
}

#[tokio::test]
async fn the_overview_reads_one_range_of_totals_for_each_survey_and_no_answer() {
    let world = World::start().await;
    for view in [VIEW, COMPARED] {
        let bill = world.bill(&format!("/{view}")).await;
        // By group are the response rates alone, of dispatches by survey: a trend is of totals.
        assert_read(&bill, view, &["ces", "csat", "nps", "@dispatches"], &[("@dispatches", 2)]);
        // The list of surveys, and the closed periods of the one of employees.
        assert_eq!(queried(&bill, "w#"), [("w#acme".to_owned(), 1)].into(), "{view}");
        assert_eq!(queried(&bill, "p#"), [("p#acme#team".to_owned(), 1)].into(), "{view}");
        assert_eq!(bill.0.iter().filter(|line| line.call.operation == "Query").count(), 4 + 4 + 2 + 2, "{view}");
        assert_eq!(bill.of("r#").0.len(), 0, "{view}: no answer is read");
    }
}

#[tokio::test]
async fn a_survey_in_many_numbers_and_six_breakdowns_is_read_once() {
    let world = World::start().await;
    for view in [VIEW, COMPARED] {
        let bill = world.bill(&format!("/surveys/csat{view}")).await;
        assert_read(&bill, view, &["csat", "@dispatches"], &[("csat", 2), ("@dispatches", 2)]);
        // Comments are looked for day by day, from the newest one.
        assert_once(&bill, view, "r#acme#csat#");
        let days = queried(&bill, "r#").len();
        assert!((1..=29).contains(&days), "{days}");
        assert_eq!(bill.0.iter().filter(|line| line.call.operation == "Query").count(), 2 + 2 + 2 + 2 + days, "{view}");
    }
}

#[tokio::test]
async fn the_other_pages_read_each_kind_of_buckets_once() {
    let world = World::start().await;
    for view in [VIEW, COMPARED] {
        let bill = world.bill(&format!("/operations{view}")).await;
        assert_read(&bill, "operations", &["@appointments", "@bookings", "@customers", "@tickets"], &[]);
        let bill = world.bill(&format!("/agents{view}")).await;
        // Tickets were worked on in November alone.
        assert_read(
            &bill,
            "agents",
            &["csat", "@tickets"],
            &[("csat", if view == VIEW { 2 } else { 3 }), ("@tickets", 1)],
        );
        let bill = world.bill(&format!("/dispatches{view}")).await;
        assert_read(&bill, "dispatches", &["@dispatches"], &[("@dispatches", 2)]);
        assert_once(&bill, "dispatches", "e#acme#");
        let surveys = bill.0.iter().filter(|line| line.call.to_string().contains("w#acme/survey#csat"));
        assert!(surveys.count() <= 1, "a survey is read once for all of its dispatches");
        let bill = world.bill(&format!("/rollups{view}")).await;
        assert_once(&bill, "rollups", "");
        assert_eq!(queried(&bill, "c#").len(), 0, "no cube is read");
    }
}
