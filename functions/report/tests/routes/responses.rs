//! `GET /v1/surveys/{id}/responses` and `…/{response id}`.

use domain::context::Channel::{App as InApp, Email};
use domain::key::Scope;
use domain::response::{Response, Suspect, SuspectRule};
use domain::stamped::Stamped;
use domain::survey::{Answer, Survey};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{stored_key, stored_survey, submission, time, workspace};

use crate::app::{App, placed};

/// Ten answers, 30 hours apart, scored 0 to 9, the oldest first.
async fn answered(app: &App) -> Survey {
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let mut at = time("2026-11-09T10:00:00Z");
    for score in 0..10u8 {
        let (place, channel) = if score % 2 == 0 { ("purchase", Email) } else { ("", InApp) };
        let mut response = placed(&survey, at, u64::from(score), &json!(score), place, channel);
        response.suspect = (score == 4).then_some(Suspect { rule: SuspectRule::Honeypot, rules: 1 });
        app.store().put_response(&workspace(), &response).await.unwrap();
        at += SignedDuration::from_hours(30);
    }
    survey
}

fn scores(answer: &Value) -> Vec<u64> {
    answer["data"].as_array().unwrap().iter().map(|row| row["answers"]["score"].as_u64().unwrap()).collect()
}

async fn listed(app: &App, query: &str) -> Vec<u64> {
    let answer = app.get(&format!("/v1/surveys/nps/responses?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    scores(&answer.json())
}

#[tokio::test]
async fn the_newest_come_first_and_both_ids_find_one_response() {
    let app = App::start().await;
    answered(&app).await;
    let list = app.get("/v1/surveys/nps/responses").await.json();
    assert_eq!(scores(&list), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(list["next_cursor"], Value::Null);
    insta::assert_snapshot!(serde_json::to_string_pretty(&list["data"][5]).unwrap(), @r#"
    {
      "answers": {
        "score": 4
      },
      "channel": "email",
      "dispatch": null,
      "finished": true,
      "finished_at": "2026-11-14T10:00:00.000Z",
      "id": "rsp_01a1d97fe50070008000000000000004",
      "locale": null,
      "person": null,
      "properties": {
        "touchpoint": "purchase"
      },
      "review": null,
      "segment": null,
      "started_at": "2026-11-14T10:00:00.000Z",
      "submission_id": "01a1d97f-e500-7000-8000-000000000004",
      "survey": "nps",
      "suspect": "honeypot",
      "suspect_version": 1,
      "version": 1
    }
    "#);
    for name in ["id", "submission_id"] {
        let path = format!("/v1/surveys/nps/responses/{}", list["data"][5][name].as_str().unwrap());
        assert_eq!(app.get(&path).await.json(), list["data"][5]);
    }
}

#[tokio::test]
async fn an_answer_that_somebody_vouched_for_shows_what_it_met_and_what_was_said_and_is_listed_with_those_that_count() {
    let app = App::start().await;
    let survey = answered(&app).await;
    let id = submission(time("2026-11-14T10:00:00Z"), 4);
    let by = "key1".parse().ok();
    let (mut said, mut at) = (json!(null), time("2026-11-20T10:00:00Z"));
    for genuine in [true, false, true] {
        let (standing, seen) = app.store().response(&workspace(), &survey, id).await.unwrap().unwrap();
        let reviews = standing.reviews.with(genuine, by.clone(), at).unwrap();
        let reviewed = Response { reviews, ..standing.clone() };
        app.store().replace_response(&workspace(), &standing, &reviewed, seen).await.unwrap();
        at += SignedDuration::from_hours(1);
        let one = app.get(&format!("/v1/surveys/nps/responses/{id}")).await.json();
        assert_eq!(one["suspect"], "honeypot");
        said = one["review"].clone();
        let (left_out, others) = if genuine { (vec![], vec![5, 4, 3]) } else { (vec![4], vec![5, 3]) };
        assert_eq!(listed(&app, "suspect=true").await, left_out);
        assert_eq!(listed(&app, "suspect=false&score_min=3&score_max=5").await, others);
    }
    let earlier = json!([
        {"genuine": false, "at": "2026-11-20T11:00:00.000Z", "by": "key1"},
        {"genuine": true, "at": "2026-11-20T10:00:00.000Z", "by": "key1"},
    ]);
    let expected = json!({"genuine": true, "at": "2026-11-20T12:00:00.000Z", "by": "key1", "earlier": earlier});
    assert_eq!(said, expected);
}

#[tokio::test]
async fn answers_to_a_teams_own_questions_are_spelled_by_them_and_what_was_taken_back_is_none() {
    let app = App::start().await;
    let questions = json!([
        {"id": "speed", "type": "rating", "text": {"en": "How fast was it?"}},
        {"id": "ways", "type": "multi", "text": {"en": "How did you reach us?"}, "options": [
            {"id": "mail", "text": {"en": "By mail"}}, {"id": "phone", "text": {"en": "By phone"}}]},
        {"id": "again", "type": "yes_no", "text": {"en": "Will you come again?"}},
    ]);
    let survey = stored_survey(app.store(), "goal", "gcr", &json!({"questions": questions})).await;
    let at = time("2026-11-20T10:00:00Z");
    let mut response = placed(&survey, at, 1, &json!("partly"), "", Email);
    let said = json!({"speed": 4, "ways": ["phone", "mail"], "again": "yes"});
    for (question, value) in survey.read_answers(&said, "answers").unwrap() {
        response.answers.insert(question, Stamped { value, at });
    }
    response.answers.insert("comment".to_owned(), Stamped { value: Answer::Cleared, at });
    app.store().put_response(&workspace(), &response).await.unwrap();
    let list = app.get("/v1/surveys/goal/responses").await.json();
    let expected = json!({"score": "partly", "speed": 4, "ways": ["mail", "phone"], "again": "yes"});
    assert_eq!(list["data"][0]["answers"], expected);
    assert_eq!((&list["data"][0]["suspect"], &list["data"][0]["suspect_version"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn pages_of_any_size_give_each_response_once() {
    let app = App::start().await;
    answered(&app).await;
    for (limit, filter) in [(1, ""), (3, ""), (10, ""), (2, "&channel=email")] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        for _ in 0..20 {
            let path = format!("/v1/surveys/nps/responses?limit={limit}{filter}{cursor}");
            let page = app.get(&path).await.json();
            assert!(page["data"].as_array().unwrap().len() <= limit);
            all.extend(scores(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let expected: Vec<u64> = (0..10).rev().filter(|score| filter.is_empty() || score % 2 == 0).collect();
        assert_eq!(all, expected, "{limit}{filter}");
    }
}

#[tokio::test]
async fn days_are_those_of_the_surveys_zone() {
    let app = App::start().await;
    let survey = answered(&app).await;
    // 23:30 in UTC is 01:30 of the 22nd in Riga.
    let late = placed(&survey, time("2026-11-19T23:30:00Z"), 99, &json!(10), "", Email);
    app.store().put_response(&workspace(), &late).await.unwrap();
    assert_eq!(listed(&app, "from=2026-11-20&to=2026-11-20").await, [9, 10]);
    assert_eq!(listed(&app, "from=2026-11-19&to=2026-11-19").await, [8]);
}

#[tokio::test]
async fn filters_hold_all_at_once() {
    let app = App::start().await;
    answered(&app).await;
    for (query, expected) in [
        ("channel=app", vec![9, 7, 5, 3, 1]),
        ("touchpoint=purchase&score_min=5", vec![8, 6]),
        ("score_min=3&score_max=5", vec![5, 4, 3]),
        ("suspect=true", vec![4]),
        ("suspect=false&channel=email", vec![8, 6, 2, 0]),
        ("locale=lv", vec![]),
        ("segment=gold", vec![]),
        ("agent=anna", vec![]),
    ] {
        assert_eq!(listed(&app, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn everything_wrong_is_named_at_once() {
    let app = App::start().await;
    answered(&app).await;
    let path = "/v1/surveys/nps/responses?limit=0&cursor=x&from=2025-01-01&channel=fax&locale=de&score_min=11\
                &score_max=9.0&suspect=1&agent=&colour=red&limit=5";
    let answer = app.get(path).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    insta::assert_snapshot!(answer.problem_lines(), @r#"
    limit: repeated_field
    from: too_many_days
    limit: out_of_range
    cursor: invalid_cursor
    channel: unknown_channel
    locale: unknown_locale
    agent: length
    score_min: out_of_range
    score_max: not_an_integer
    suspect: not_a_boolean
    colour: unknown_field
    "#);
}

#[tokio::test]
async fn a_cursor_holds_for_its_workspace_its_survey_and_its_query() {
    let app = App::start().await;
    answered(&app).await;
    stored_survey(app.store(), "other", "nps", &json!({})).await;
    let page = app.get("/v1/surveys/nps/responses?limit=2").await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    for path in [
        format!("/v1/surveys/nps/responses?cursor={cursor}&channel=app"),
        format!("/v1/surveys/other/responses?cursor={cursor}"),
    ] {
        assert_eq!(app.get(&path).await.problems(), [("cursor".to_owned(), "invalid_cursor".to_owned())], "{path}");
    }
    let theirs = stored_key(app.store(), &"other".parse().unwrap(), &[Scope::Read]).await;
    let path = format!("/v1/surveys/nps/responses?cursor={cursor}");
    assert_eq!(app.get_with(&path, &[("authorization", &theirs)]).await.status, StatusCode::NOT_FOUND);
    // Another page size goes on with the same list.
    assert_eq!(scores(&app.get(&format!("{path}&limit=3")).await.json()), [7, 6, 5]);
}

#[tokio::test]
async fn a_year_without_answers_ends_page_by_page() {
    let app = App::start().await;
    answered(&app).await;
    let mut path = "/v1/surveys/nps/responses?from=2025-11-21&to=2026-11-21".to_owned();
    let (mut pages, mut found) = (0, 0);
    loop {
        let page = app.get(&path).await.json();
        pages += 1;
        found += page["data"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/v1/surveys/nps/responses?from=2025-11-21&to=2026-11-21&cursor={next}");
    }
    assert_eq!(found, 10);
    assert!((2..=5).contains(&pages), "{pages}");
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let app = App::start().await;
    answered(&app).await;
    for path in [
        "/v1/surveys/none/responses",
        "/v1/surveys/a%23b/responses",
        "/v1/surveys/%ff/responses",
        "/v1/surveys/nps/responses/rsp_0",
        "/v1/surveys/nps/responses/rsp_01975f001c00700080000000000000ff",
        "/v1/surveys/none/responses/rsp_01975f001c00700080000000000000ff",
    ] {
        let answer = app.get(path).await;
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (StatusCode::NOT_FOUND, Some("not_found")),
            "{path}"
        );
    }
}
