//! Forms of the survey page, through the router and the database: the whole way that a stranger's bytes go.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::survey::{Answer, Survey};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{LinkState, Store};
use testing::builders::{submission, workspace};
use testing::clock::ManualClock;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use web::backend::Backend;

use crate::surveys;

/// One house for the whole run.
struct World {
    runtime: Runtime,
    store: Store,
    backend: Backend,
    router: Router,
    surveys: [Survey; 3],
    links: AtomicU64,
}

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

impl World {
    fn get() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            let surveys = surveys::all();
            let store = runtime.block_on(async {
                let store = testing::database::start().await.store;
                for survey in &surveys {
                    assert!(store.put_survey(&workspace(), survey).await.unwrap());
                }
                store
            });
            let clock = Arc::new(ManualClock::at(&now().to_string()));
            let links = "k1:0123456789abcdef0123456789abcdef".parse().unwrap();
            let base_url = "https://ask.example".to_owned();
            let addresses = testing::builders::address_key();
            let backend = Backend { store: store.clone(), clock, links, addresses, base_url, issuer: None };
            let router = submit::router(backend.clone());
            Self { runtime, store, backend, router, surveys, links: AtomicU64::new(1) }
        })
    }

    /// A new link to a survey.
    async fn invite(&self, survey: &Survey) -> Dispatch {
        let number = self.links.fetch_add(1, Ordering::Relaxed);
        let dispatch = Dispatch {
            id: format!("dsp_{number:032x}").parse().unwrap(),
            survey: survey.id.clone(),
            person: format!("person-{number}").parse().unwrap(),
            channel: Channel::Email,
            created_at: now(),
            expires_at: now() + SignedDuration::from_hours(24),
            properties: Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale: None,
            messages: Vec::new(),
        };
        self.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
        dispatch
    }

    async fn post(&self, dispatch: &Dispatch, form: &[u8]) -> (StatusCode, String) {
        let url = self.backend.survey_link(&workspace(), dispatch.id, dispatch.expires_at);
        let request = Request::post(url.trim_start_matches("https://ask.example"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_vec()))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let status = response.status();
        let page = response.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(page.to_vec()).expect("a page is text"))
    }

    /// What is stored for a link.
    async fn stored(&self, dispatch: &Dispatch, survey: &Survey) -> Option<domain::response::Response> {
        match self.store.link(&workspace(), &dispatch.person, dispatch.id).await.unwrap() {
            LinkState::Answered(id) => {
                let (response, _) = self.store.response(&workspace(), survey, id).await.unwrap().expect("the row");
                Some(response)
            }
            _ => None,
        }
    }

    async fn hold(&self, survey: &Survey, form: &[u8]) {
        let dispatch = self.invite(survey).await;
        let (status, page) = self.post(&dispatch, form).await;
        assert!(status.is_success() || status.is_client_error(), "{status} {page}");
        let Some(stored) = self.stored(&dispatch, survey).await else { return };
        // What is refused leaves nothing behind.
        assert_eq!(status, StatusCode::OK, "{page}");
        hold_answers(&stored, dispatch.id, survey);
        let (status, again) = self.post(&dispatch, form).await;
        assert_eq!((status, again), (StatusCode::OK, page), "a retry is answered as the form was");
        assert_eq!(self.stored(&dispatch, survey).await, Some(stored));
    }
}

/// Every answer that stands is one that its question takes, spelled the one way, and was asked at all.
fn hold_answers(stored: &domain::response::Response, dispatch: DispatchId, survey: &Survey) {
    assert_eq!(stored.dispatch, Some(dispatch));
    let given = || stored.answers.iter().filter(|(_, answer)| answer.value != Answer::Cleared);
    let spelled: Value = given().map(|(id, answer)| (id.clone(), survey.spell(id, &answer.value))).collect();
    let read = survey.read_answers(&spelled, "answers").expect("what is stored reads");
    assert_eq!(read, given().map(|(id, answer)| (id.clone(), answer.value.clone())).collect(), "{spelled}");
    let answer_of = |id: &str| stored.answers.get(id).map(|answer| &answer.value);
    assert!(given().all(|(id, _)| survey.shown(id, answer_of)), "an answer to what was not asked: {spelled}");
    assert!(stored.properties.len() <= 1 && stored.posts.len() == 1, "{stored:?}");
}

/// Holds what must hold of any bytes. The id of an answer comes behind them, as it does where they have none.
pub fn hold(input: &[u8]) {
    let world = World::get();
    let number = world.links.load(Ordering::Relaxed);
    for (survey, number) in world.surveys.iter().zip(number * 3..) {
        let id = submission(now() - SignedDuration::from_secs(30), number);
        let form = [input, format!("&submission_id={id}&locale=lv").as_bytes()].concat();
        world.runtime.block_on(world.hold(survey, &form));
    }
}

#[test]
fn the_forms_of_the_corpus_are_not_all_refused() {
    // Else the target would hold nothing.
    let world = World::get();
    let survey = &world.surveys[1];
    let form =
        "score=9&q.speed=2&q.which=a&q.all=x&q.all=z&q.done=no&q.why=%C4%81&q.reach=a%40b.lv&comment=%F0%9F%98%80";
    let stored = world.runtime.block_on(async {
        let dispatch = world.invite(survey).await;
        let id = submission(now() - SignedDuration::from_secs(30), u64::MAX);
        world.post(&dispatch, format!("{form}&submission_id={id}").as_bytes()).await;
        world.stored(&dispatch, survey).await.unwrap()
    });
    let answers = json!({
        "score": 9, "speed": 2, "which": "a", "all": ["x", "z"], "done": "no", "why": "ā", "reach": "a@b.lv", "comment": "😀",
    });
    assert_eq!(stored.to_json(survey)["answers"], answers);
}
