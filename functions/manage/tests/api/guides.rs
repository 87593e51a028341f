//! The pages for teams: every example on them is sent, or read, as it stands there.

use std::collections::BTreeSet;

use domain::message::{Reason, Status};
use domain::posted::Posted;
use domain::survey::Survey;
use serde_json::Value;
use testing::builders::{time, workspace};

use crate::driver::{Api, NOW};

/// An example: the call that its block names, such as `PUT /v1/surveys/visit`, and its lines.
struct Example {
    media: &'static str,
    method: String,
    path: String,
    text: String,
}

fn page(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn examples(page: &str) -> Vec<Example> {
    let blocks = page.split("\n```").skip(1).step_by(2);
    let read = |block: &str| {
        let (head, text) = block.split_once('\n').unwrap();
        let mut words = head.split(' ').map(str::to_owned);
        let media = match words.next().unwrap().as_str() {
            "json" => "application/json",
            "ndjson" => "application/x-ndjson",
            other => panic!("a block of {other:?} is tested by nobody"),
        };
        let (method, path) = (words.next().expect("a method"), words.next().expect("a path"));
        Example { media, method, path, text: text.to_owned() }
    };
    blocks.map(read).collect()
}

/// A function with all that the page on surveys puts.
async fn with_surveys() -> Api {
    let api = Api::start().await;
    let examples = examples(&page("surveys.md"));
    assert!(examples.len() > 5);
    for Example { media, method, path, text } in examples {
        let reply = api.call(&method, &path).raw(media, &text).send().await;
        assert!(reply.status.is_success(), "{method} {path}: {}", reply.body);
    }
    api
}

#[tokio::test]
async fn what_the_page_on_surveys_puts_is_taken_and_answers_as_it_says_are_too() {
    let api = with_surveys().await;
    let page = page("surveys.md");
    let told = page.split("who gave two stars: `").nth(1).unwrap().split('`').next().unwrap();
    let told: Value = serde_json::from_str(told).unwrap();
    let survey = survey(&api, "after-support").await;
    let answers = survey.read_answers(&told, "answers").unwrap();
    assert!(answers.keys().all(|id| survey.shown(id, |id| answers.get(id))), "they are asked all that they answer");
}

async fn survey(api: &Api, id: &str) -> Survey {
    api.database.store.survey(&workspace(), &id.parse().unwrap()).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_the_page_on_apps_posts_is_read() {
    let api = with_surveys().await;
    let mut posts = 0;
    for Example { media, method, path, text } in examples(&page("apps.md")) {
        if path == "/v1/workspace" {
            assert_eq!(api.call(&method, &path).raw(media, &text).send().await.status, 200);
            continue;
        }
        assert_eq!(method, "POST");
        let lines = if path.ends_with("/batch") { text.lines().collect() } else { vec![text.as_str()] };
        for line in lines {
            let body = web::body::parse(line.as_bytes()).unwrap();
            let survey = survey(&api, Posted::survey(&body).unwrap().as_str()).await;
            Posted::parse(&body, &survey, time(NOW)).unwrap().response.check_age(time(NOW)).unwrap();
            posts += 1;
        }
    }
    assert_eq!(posts, 6);
}

#[tokio::test]
async fn what_the_page_on_dispatches_asks_for_is_answered_as_it_says() {
    let api = Api::start().await;
    let page = page("dispatches.md");
    let told = page.split("Answered with 202 and `").skip(1).map(|rest| rest.split('`').next().unwrap());
    let mut told: Vec<Value> = told.map(|told| serde_json::from_str(told).unwrap()).collect();
    let mut links = 0;
    for Example { media, method, path, text } in examples(&page) {
        let reply = api.call(&method, &path).raw(media, &text).send().await;
        assert!(reply.status.is_success(), "{method} {path}: {}", reply.body);
        if media == "application/x-ndjson" {
            assert!(reply.body.lines().all(|line| line.contains("scheduled")), "{}", reply.body);
        } else if path == "/v1/dispatches" {
            let mut answer = reply.json();
            if answer["link"].is_string() {
                links += 1;
                continue;
            }
            answer["id"] = "dsp_…".into();
            assert_eq!(answer, told.remove(0), "{text}");
        }
    }
    assert_eq!((told, links), (Vec::new(), 1));
}

/// The first words in backticks of each row of the table whose head begins so.
fn listed<'p>(page: &'p str, head: &str) -> Vec<&'p str> {
    let table = page.split(head).nth(1).expect("the table").split("\n\n").next().unwrap();
    table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
}

#[test]
fn the_page_on_dispatches_lists_every_status_and_every_reason_and_no_other() {
    let page = page("dispatches.md");
    let statuses = Status::ALL.iter().map(|status| status.name()).chain(["responded"]);
    assert_eq!(listed(&page, "| status |"), statuses.collect::<Vec<_>>());
    let reasons: Vec<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(listed(&page, "| reason |"), reasons);
}

#[test]
fn the_page_on_surveys_lists_every_text_that_may_be_overridden_and_no_other() {
    let texts =
        std::fs::read_to_string(format!("{}/../../shared/web/texts/en.ftl", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let ids = texts.lines().filter_map(|line| line.split_once(" =")).map(|(id, _)| id.trim());
    let there: BTreeSet<_> = ids.filter(|id| !id.starts_with([' ', '#']) && web::texts::exists(id)).collect();
    let page = page("surveys.md");
    let table = page.split("| | ids |").nth(1).unwrap().split("\n\n").next().unwrap();
    let listed: BTreeSet<_> = table.split('`').skip(1).step_by(2).collect();
    assert_eq!(listed, there);
    for id in ["question", "question-stem", "scale-min", "scale-max"] {
        assert!(web::texts::exists(id) && page.contains(&format!("`{id}`")), "{id}");
    }
}
