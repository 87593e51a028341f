//! The list of responses as a table and as NDJSON: by `Accept`, page by page, within what one answer may hold.

use domain::context::Channel::{App as InApp, Email};
use domain::response::{Suspect, SuspectRule};
use domain::review::Reviews;
use domain::stamped::Stamped;
use domain::survey::{Answer, Survey};
use http::{StatusCode, header};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{response, stored_survey, time, workspace};

use crate::app::{Answer as Given, App, placed};

const LIST: &str = "/v1/surveys/nps/responses";

async fn given(app: &App, path: &str, accept: &str) -> Given {
    app.get_with(path, &[("authorization", &app.key), ("accept", accept)]).await
}

/// Seven answers, 30 hours apart, scored 0 to 6, the oldest first.
async fn answered(app: &App) -> Survey {
    app.in_riga("Acme").await;
    let questions = json!([{"id": "ways", "type": "multi", "text": {"en": "How?"}, "options": [
        {"id": "mail", "text": {"en": "By mail"}}, {"id": "phone", "text": {"en": "By phone"}}]}]);
    let survey =
        stored_survey(app.store(), "nps", "nps", &json!({"questions": questions, "dimensions": ["store"]})).await;
    for score in 0..7u8 {
        let at = time("2026-11-09T10:00:00Z") + SignedDuration::from_hours(30 * i64::from(score));
        let channel = if score % 2 == 0 { Email } else { InApp };
        let mut answer = placed(&survey, at, u64::from(score), &json!(score), "", channel);
        answer.suspect = (score == 4).then_some(Suspect { rule: SuspectRule::Honeypot, rules: 1 });
        let said = Reviews::default().with(score == 4, "key1".parse().ok(), time("2026-11-16T10:00:00Z"));
        answer.reviews = said.unwrap_or_default();
        if score == 5 {
            for (question, value) in
                survey.read_answers(&json!({"comment": "=1+1, \"so\"\nit is", "ways": ["phone", "mail"]}), "").unwrap()
            {
                answer.answers.insert(question, Stamped { value, at: at + SignedDuration::from_mins(1) });
            }
            answer.segment = Some("gold".to_owned());
            answer.person = Some("-anna".parse().unwrap());
        }
        app.store().put_response(&workspace(), &answer).await.unwrap();
    }
    survey
}

#[tokio::test]
async fn a_table_has_a_column_for_each_question_and_nothing_that_a_spreadsheet_would_run() {
    let app = App::start().await;
    answered(&app).await;
    let answer = given(&app, &format!("{LIST}?from=2026-11-14&to=2026-11-16"), "text/csv").await;
    insta::assert_snapshot!(answer.text.replace("\r\n", "⏎\n"), @r##"
    submission_id,survey,version,started_at,answered_at,finished,score,ways,comment,person,known,erased,locale,channel,segment,dispatch,suspect,suspect_version,burst,properties.agent,properties.order,properties.store,properties.ticket,properties.touchpoint,properties.variant,answers,properties,at,around_at,review⏎
    01a1dfef-d800-7000-8000-000000000005,nps,1,2026-11-15T16:00:00.000Z,2026-11-15T16:00:00.000Z,true,5,mail;phone,"'=1+1, ""so""
    it is",'-anna,true,,,app,gold,,,,,,,,,,,,,"{""comment"":""2026-11-15T16:01:00.000Z"",""ways"":""2026-11-15T16:01:00.000Z""}",,⏎
    01a1d97f-e500-7000-8000-000000000004,nps,1,2026-11-14T10:00:00.000Z,2026-11-14T10:00:00.000Z,true,4,,,,false,,,email,,,honeypot,1,,,,,,,,,,,,"{""at"":""2026-11-16T10:00:00.000Z"",""by"":""key1"",""earlier"":[],""genuine"":true}"⏎
    "##);
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(header("content-disposition"), "attachment; filename=\"responses-nps-2026-11-14-2026-11-16.csv\"");
    assert!(!answer.headers.contains_key("link") && !answer.headers.contains_key("x-next-cursor"));
    let vary: Vec<_> = answer.headers.get_all(header::VARY).iter().filter_map(|it| it.to_str().ok()).collect();
    assert!(vary.join(",").to_lowercase().contains("accept"), "{vary:?}");
    let marked = given(&app, &format!("{LIST}?from=2026-11-14&to=2026-11-16&bom=true"), "text/csv").await;
    assert_eq!(marked.text, format!("\u{feff}{}", answer.text));
}

#[tokio::test]
async fn a_line_is_what_an_import_takes() {
    let app = App::start().await;
    answered(&app).await;
    let answer = given(&app, &format!("{LIST}?score_min=5&score_max=5"), "application/x-ndjson").await;
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    assert!(answer.text.ends_with('\n'));
    let line: Value = serde_json::from_str(&answer.text).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&line).unwrap(), @r##"
    {
      "answered_at": "2026-11-15T16:00:00.000Z",
      "answers": {
        "comment": "=1+1, \"so\"\nit is",
        "score": 5,
        "ways": [
          "mail",
          "phone"
        ]
      },
      "at": {
        "comment": "2026-11-15T16:01:00.000Z",
        "score": "2026-11-15T16:00:00.000Z",
        "ways": "2026-11-15T16:01:00.000Z"
      },
      "channel": "app",
      "finished": true,
      "known": true,
      "person": "-anna",
      "properties": {},
      "segment": "gold",
      "started_at": "2026-11-15T16:00:00.000Z",
      "submission_id": "01a1dfef-d800-7000-8000-000000000005",
      "survey": "nps",
      "version": 1
    }
    "##);
}

#[tokio::test]
async fn pages_of_any_size_give_each_response_once_and_name_the_next_in_their_headers() {
    let app = App::start().await;
    answered(&app).await;
    for (accept, filter, limit) in
        [("text/csv", "", 3), ("application/jsonl", "", 3), ("text/csv", "channel=email&", 1), ("text/csv", "", 7)]
    {
        let (mut path, mut ids, mut pages) = (format!("{LIST}?{filter}limit={limit}"), Vec::new(), 0);
        loop {
            let page = given(&app, &path, accept).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            pages += 1;
            let rows: Vec<_> = page.text.lines().skip(usize::from(accept == "text/csv")).collect();
            // One comment has a line break.
            let of_answers = rows.iter().filter_map(|row| Some(row.split("01a1").nth(1)?.get(..8)?.to_owned()));
            ids.extend(of_answers);
            let Some(cursor) = page.headers.get("x-next-cursor") else { break };
            let cursor = cursor.to_str().unwrap();
            let link = page.headers["link"].to_str().unwrap();
            let next =
                link.strip_prefix("<https://survey.example").and_then(|link| link.strip_suffix(">; rel=\"next\""));
            assert_eq!(next, Some(format!("{LIST}?{filter}limit={limit}&cursor={cursor}").as_str()));
            path = next.unwrap().to_owned();
        }
        let expected = if filter.is_empty() { 7 } else { 4 };
        ids.dedup();
        assert_eq!(ids.len(), expected, "{accept} {filter}");
        assert!(pages >= expected / limit, "{pages}");
        assert!(ids.is_sorted_by(|newer, older| newer > older), "{ids:?}");
    }
    // Without a limit it is all at once.
    let whole = given(&app, LIST, "text/csv").await;
    assert!(!whole.headers.contains_key("x-next-cursor"));
    let cursor = given(&app, &format!("{LIST}?limit=2"), "text/csv").await.headers["x-next-cursor"].clone();
    let other = given(&app, &format!("{LIST}?suspect=true&cursor={}", cursor.to_str().unwrap()), "text/csv").await;
    assert_eq!(other.problems(), [("cursor".to_owned(), "invalid_cursor".to_owned())]);
}

#[tokio::test]
async fn no_answer_holds_more_than_four_megabytes_as_they_are_handed_on() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let most = 4 * 1024 * 1024;
    let rows = 560;
    for number in 0..rows {
        let at = time("2026-11-20T10:00:00Z") + SignedDuration::from_secs(number);
        let mut answer = response(&survey, at, 1, &json!(9));
        let value = Answer::Text("\"\n\\👍".repeat(500));
        answer.answers.insert("comment".to_owned(), Stamped { value, at });
        app.store().put_response(&workspace(), &answer).await.unwrap();
    }
    for accept in ["application/json", "application/x-ndjson", "text/csv"] {
        let (mut path, mut seen, mut pages) = (format!("{LIST}?limit=1000"), 0, 0);
        loop {
            let page = given(&app, &path, accept).await;
            let handed_on = serde_json::to_string(&page.text).unwrap().len();
            assert!(handed_on <= most + 1000, "{accept}: {handed_on}");
            seen += page.text.matches("submission_id").count() - usize::from(accept == "text/csv");
            if accept == "text/csv" {
                seen += page.text.matches(",nps,1,").count();
            }
            pages += 1;
            let next = match accept {
                "application/json" => page.json()["next_cursor"].as_str().map(str::to_owned),
                _ => page.headers.get("x-next-cursor").map(|cursor| cursor.to_str().unwrap().to_owned()),
            };
            let Some(cursor) = next else { break };
            assert!(handed_on > most * 9 / 10, "{accept}: {handed_on}");
            path = format!("{LIST}?limit=1000&cursor={cursor}");
        }
        assert_eq!(i64::try_from(seen).unwrap(), rows, "{accept}");
        assert!(pages >= 2 || accept == "text/csv", "{accept}: {pages}");
    }
}

#[tokio::test]
async fn no_form_shows_an_answer_of_an_employee_and_none_is_made_that_there_is_not() {
    let app = App::start().await;
    let more = json!({"group": "variant", "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
    stored_survey(app.store(), "team", "enps", &more).await;
    for accept in ["application/json", "text/csv", "application/x-ndjson"] {
        let answer = given(&app, "/v1/surveys/team/responses", accept).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["code"].as_str()),
            (409, Some("enps_is_anonymous")),
            "{accept}"
        );
    }
    answered(&app).await;
    for (accept, form) in [
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
        ("", "application/json"),
    ] {
        assert_eq!(given(&app, LIST, accept).await.headers["content-type"], form, "{accept}");
    }
    let refused = given(&app, LIST, "application/pdf").await;
    assert_eq!((refused.status.as_u16(), refused.json()["code"].as_str()), (406, Some("not_acceptable")));
    assert!(refused.json()["detail"].as_str().unwrap().contains("application/x-ndjson"));
    let bad = given(&app, &format!("{LIST}?bom=1&limit=5001"), "text/csv").await;
    let named =
        [("limit", "out_of_range"), ("bom", "not_a_boolean")].map(|(name, code)| (name.to_owned(), code.to_owned()));
    assert_eq!(bad.problems(), named);
    assert_eq!(app.get_with(LIST, &[("accept", "application/pdf")]).await.status, StatusCode::UNAUTHORIZED);
}
