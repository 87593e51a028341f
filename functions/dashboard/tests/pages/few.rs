//! The first answers of a new team: one or two, told in words that fit their number.

use domain::context::Channel::Email;
use domain::message::{Feedback, Handover, Message};
use domain::timeline::dispatch::Answer;
use serde_json::json;
use testing::builders::{dispatch, stored_survey, survey_id, time};

use crate::app::App;
use crate::told::{settle, tell_of_dispatches};

#[tokio::test]
async fn one_promoter_is_one_and_no_count_stands_twice() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(9), 1)]).await;
    let at = time("2026-11-18T10:00:00Z");
    let mut asked = dispatch(1, at);
    asked.survey = survey_id("nps");
    let sent = Message::scheduled(at, at).claim(at, None).unwrap().hand_over(at, Handover::Accepted, at).unwrap();
    asked.messages = vec![sent.hear(at, Feedback::Delivered).unwrap()];
    tell_of_dispatches(&app, &[(asked, None::<Answer>)]).await;
    for (lang, few, rate) in [
        ("en", "1 promoter, 0 detractors of 1", "0 of 1</b> <span>delivered"),
        ("lv", "1 atbalstītājs, 0 kritiķu no 1", "0 no 1</b> <span>piegādātā"),
        ("lt", "1 rekomenduotojas, 0 kritikų iš 1", "0 iš 1</b> <span>pristatyto"),
        ("ru", "1 промоутер, 0 критиков из 1", "0 из 1</b> <span>доставленного"),
    ] {
        let html = app.get(&format!("/?lang={lang}")).await.text;
        assert!(html.contains(few) && html.contains(rate), "{lang}: {html}");
        let html = app.get(&format!("/surveys/nps?lang={lang}")).await.text;
        assert!(html.contains(few), "{lang}: {html}");
    }
}
