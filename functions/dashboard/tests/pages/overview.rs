//! The overview: a card for each survey, with the API's own numbers.

use domain::bucket::Cube;
use domain::context::Channel::{Email, Web};
use domain::enps::{Period, Row, Secret, Tally};
use domain::survey::Survey;
use http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};
use store::PeriodOf;
use testing::builders::{dispatch, stored_survey, submission, time, workspace};

use crate::app::{Answer, App, placed};
use crate::marked::{attribute, element, elements, told};
use crate::told::tell_of_dispatches;

/// Counts answers on each of the last 60 days.
async fn counted(app: &App, survey: &Survey, scores: &[(Value, u64)]) {
    let today: Date = "2026-11-21".parse().unwrap();
    for back in 0..60 {
        let day = today.checked_sub(back.days()).unwrap().to_string();
        let answers: Vec<_> = scores.iter().map(|(score, n)| ("", Email, score.clone(), *n)).collect();
        app.count(survey, &day, &answers).await;
    }
}

/// What every page here keeps to.
pub fn assert_strict(page: &Answer) {
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script"), "{policy}");
    for banned in [" style=", "<script", " onload=", " onclick=", "javascript:", "http://"] {
        // The namespace of an SVG would be a name only, but in HTML it is not needed.
        assert!(!page.text.contains(banned), "{banned}");
    }
    assert_eq!(page.text.matches("<style").count(), 1);
}

/// The card of a survey.
fn card<'h>(html: &'h str, survey: &str) -> &'h str {
    element(html, "article", "data-survey", survey)
}

/// The figure of a metric within some HTML: the number and its n as the page tells machines.
pub fn figure(html: &str, metric: &str) -> (Option<f64>, u64) {
    let found = element(html, "p", "data-metric", metric);
    let value = attribute(found, "data-value").map(|value| value.parse().unwrap());
    (value, attribute(found, "data-n").unwrap().parse().unwrap())
}

#[tokio::test]
async fn a_card_has_the_figures_of_the_api_its_course_and_its_classes() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"name": "After purchase"})).await;
    counted(&app, &survey, &[(json!(10), 3), (json!(8), 1), (json!(2), 1)]).await;
    let page = app.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_strict(&page);
    let card = card(&page.text, "nps");

    let days = [("from", "2026-10-23"), ("to", "2026-11-21"), ("survey", "nps")];
    let entry = told(&app, &[&days[..], &[("interval", "all")]].concat()).await["series"][0].clone();
    assert_eq!(figure(card, "nps"), (entry["value"].as_f64(), entry["n"].as_u64().unwrap()));
    let rounded = |name: &str| format!("{:.0}", entry[name].as_f64().unwrap());
    assert!(card.contains(&format!("<span class=\"value\">{}</span>", rounded("value"))));
    assert!(
        card.contains(&format!("150 answers · 95% interval {}\u{a0}…\u{a0}{}", rounded("low"), rounded("high"))),
        "{card}"
    );
    for (class, share) in [("promoters", "60%"), ("passives", "20%"), ("detractors", "20%")] {
        let part = element(card, "li", "data-class", class);
        assert_eq!(attribute(part, "data-n").unwrap().parse().ok(), entry["counts"]["classes"][class].as_u64());
        assert!(part.contains(&format!("<b>{share}</b>")), "{part}");
    }

    let weeks = told(&app, &[&days[..], &[("interval", "week")]].concat()).await;
    for week in weeks["series"].as_array().unwrap() {
        let row = element(card, "tr", "data-period", week["period"].as_str().unwrap());
        let cell = elements(row, "td").into_iter().find_map(|cell| attribute(cell, "data-value"));
        assert_eq!(cell.and_then(|raw| raw.parse::<f64>().ok()), week["value"].as_f64(), "{row}");
        assert!(row.contains(&format!("<td>{}</td>", week["n"])), "{row}");
    }
    let svg = &card[card.find("<svg class=\"trend\"").unwrap()..];
    let svg = &svg[..svg.find("</svg>").unwrap()];
    assert!(svg.contains("<title id=\"title-nps\">NPS, After purchase, over time</title>"), "{svg}");
    assert!(svg.contains("<desc ") && svg.contains("<polygon ") && svg.contains("<path "), "{svg}");
    assert_eq!(svg.matches("<circle").count(), weeks["series"].as_array().unwrap().len());
    assert!(page.text.contains(">21 Nov 2026, 05:00</time>"));
}

#[tokio::test]
async fn few_answers_are_counted_and_not_scored() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(5), 7), ("", Email, json!(1), 1)]).await;
    let page = app.get("/").await.text;
    let card = card(&page, "csat");
    assert_eq!(figure(card, "csat"), (None, 8));
    assert!(card.contains("7 of 8") && card.contains("Too few for a number"));
    assert!(!card.contains("class=\"value\"") && !card.contains("class=\"stack\"") && !card.contains("88"), "{card}");
}

#[tokio::test]
async fn a_share_follows_the_surveys_own_threshold_also_among_few() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({"positive_from": 5})).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(5), 2), ("", Email, json!(4), 5)]).await;
    assert!(app.get("/").await.text.contains("2 of 7"));
}

#[tokio::test]
async fn an_arrow_stands_only_where_the_verdict_says_it_differs_and_ten_answered_on_both_sides() {
    let app = App::start().await;
    let before_and_now = [
        ("clear", [(5, 20), (1, 30)], [(5, 45), (1, 5)], "higher", Some("▲")),
        ("same", [(5, 25), (1, 25)], [(5, 26), (1, 24)], "no_clear_difference", None),
        ("few", [(5, 0), (1, 9)], [(5, 50), (1, 0)], "too_few", None),
    ];
    for (id, before, now, ..) in &before_and_now {
        let survey = stored_survey(app.store(), id, "csat", &json!({})).await;
        for (day, scores) in [("2026-11-05", before), ("2026-11-20", now)] {
            let answers: Vec<_> = scores.iter().map(|(score, n)| ("", Email, json!(score), *n)).collect();
            app.count(&survey, day, &answers).await;
        }
    }
    let page = app.get("/?from=2026-11-12&to=2026-11-21&compare=previous").await.text;
    for (id, _, _, verdict, arrow) in before_and_now {
        let told = told(
            &app,
            &[
                ("survey", id),
                ("from", "2026-11-12"),
                ("to", "2026-11-21"),
                ("interval", "all"),
                ("compare", "previous"),
            ],
        )
        .await;
        assert_eq!(told["series"][0]["comparison"]["verdict"], verdict);
        let change = element(card(&page, id), "p", "data-verdict", verdict);
        let change = &change[..change.find("</p>").unwrap()];
        assert_eq!(change.contains("class=\"arrow\""), arrow.is_some(), "{change}");
        assert!(arrow.is_none_or(|arrow| change.contains(arrow)), "{change}");
        // Of nine that were there before no number is said, only how many they were.
        assert_eq!(change.contains("9 values"), id == "few", "{change}");
    }
    let alone = app.get("/?from=2026-11-12&to=2026-11-21").await.text;
    assert!(!alone.contains("data-verdict"));
}

#[tokio::test]
async fn the_response_rate_is_that_of_the_surveys_dispatches() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let at = time("2026-11-10T10:00:00Z");
    let sent: Vec<_> = (0..12)
        .map(|number| {
            let mut sent = dispatch(number, at);
            let invitation = domain::message::Message::scheduled(at, at);
            let invitation = invitation.claim(at, None).unwrap();
            sent.messages = vec![invitation.hand_over(at, domain::message::Handover::Accepted, at).unwrap()];
            let answer = domain::timeline::dispatch::Answer { scored: true, finished: true, suspect: false };
            (sent, (number < 3).then_some(answer))
        })
        .collect();
    tell_of_dispatches(&app, &sent).await;
    let survey = sent[0].0.survey.to_string();
    if survey != "nps" {
        stored_survey(app.store(), &survey, "nps", &json!({})).await;
    }
    let page = app.get("/").await.text;
    let rate = element(card(&page, &survey), "b", "data-metric", "response_rate");
    let told = told(
        &app,
        &[
            ("metric", "response_rate"),
            ("survey", &survey),
            ("interval", "all"),
            ("from", "2026-10-23"),
            ("to", "2026-11-21"),
        ],
    )
    .await;
    assert_eq!(attribute(rate, "data-value").unwrap().parse().ok(), told["series"][0]["value"].as_f64());
    assert!(rate.starts_with("data-metric") && rate.contains("25%</b> <span>of 12 delivered"), "{rate}");
}

#[tokio::test]
async fn what_was_left_out_is_told() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    let mut cube = Cube::default();
    for number in 0..30 {
        let at = time("2026-11-20T10:00:00Z");
        let mut answer = placed(&survey, at, number, &json!(if number < 15 { 5 } else { 1 }), "", Web);
        if number >= 15 {
            answer.suspect = Some(domain::response::Suspect::by(domain::response::SuspectRule::Honeypot));
        }
        cube.add(&answer, &survey);
    }
    app.write(&survey, "2026-11-20", &cube).await;
    let page = app.get("/").await.text;
    assert_eq!(figure(card(&page, "csat"), "csat"), (Some(100.0), 15));
    assert!(
        page.contains("15 answers that look like a machine&#39;s are left out. With them it would be 50%."),
        "{page}"
    );
}

#[tokio::test]
async fn of_employees_only_a_closed_period_is_told_and_nothing_of_one_that_runs() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    let survey = stored_survey(
        app.store(),
        "team",
        "enps",
        &json!({"group": "department", "periods": [
            {"from": "2026-09-01", "to": "2026-09-30"}, {"from": "2026-11-01", "to": "2026-11-30"},
        ]}),
    )
    .await;
    let page = app.get("/").await.text;
    assert!(card(&page, "team").contains("No closed period to show yet"));
    answered(&app, &survey, "2026-09-01", "2026-09-30", 8, true).await;
    answered(&app, &survey, "2026-11-01", "2026-11-30", 13, false).await;
    for path in ["/", "/?from=2026-11-01&to=2026-11-21", "/surveys/team", "/surveys/team?from=2026-11-01&to=2026-11-21"]
    {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_strict(&page);
        assert_eq!(figure(&page.text, "enps").1, 16, "{path}");
        assert!(!page.text.contains("said "), "no comment: {path}");
    }
    let page = app.get("/surveys/team").await.text;
    let open = elements(&page, "section").into_iter().find(|panel| panel.contains("1 Nov – 30 Nov 2026")).unwrap();
    let open = &open[..open.find("</section>").unwrap()];
    assert!(open.contains("This period is open") && !open.contains("data-n") && !open.contains("data-value"), "{open}");
    // Groups as the API tells them; the small one and one more stay unknown.
    let api = told(&app, &[("metric", "enps"), ("survey", "team"), ("group_by", "department")]).await;
    let shown: Vec<_> =
        api["series"].as_array().unwrap().iter().filter_map(|entry| entry["group"]["department"].as_str()).collect();
    for (group, _) in GROUPS {
        assert_eq!(page.contains(&format!("<th scope=\"row\">{group}</th>")), shown.contains(&group), "{group}");
    }
    assert!(page.contains("Small groups are not shown") && !page.contains(">board<"));
    assert!(!page.contains("<form class=\"range\""), "no days can be chosen");
}

const GROUPS: [(&str, usize); 3] = [("it", 8), ("sales", 6), ("board", 2)];

/// Answers of a period of the survey of employees; its result, where it closes.
async fn answered(app: &App, survey: &Survey, from: &str, to: &str, score: u8, closes: bool) {
    let workspace = workspace();
    let period = Period { from: from.parse().unwrap(), to: to.parse().unwrap() };
    let of = PeriodOf { workspace: &workspace, survey: &survey.id, period };
    let secret = Secret::new([7; 32]);
    app.store().open_enps_gate(of, secret.clone()).await.unwrap();
    let mut tally = Tally::default();
    let all = GROUPS.iter().flat_map(|(group, count)| std::iter::repeat_n(*group, *count));
    for (number, group) in (0..).zip(all) {
        let row = Row { score, group: Some(group.to_owned()), comment: Some(format!("said {number}")), suspect: false };
        let id = submission(time("2026-09-05T10:00:00Z"), number);
        app.store().put_enps_row(of, &secret, id, &row, None).await.unwrap();
        tally.add(&row);
    }
    if closes {
        app.store().close_enps_gate(of).await.unwrap();
        let parts = app.store().put_enps_comments(of, None).await.unwrap();
        app.store().put_enps_result(of, tally.close(true).as_ref(), parts).await.unwrap();
    }
}

#[tokio::test]
async fn names_are_escaped_wherever_they_stand() {
    let app = App::start().await;
    let evil = "</style><script>alert(1)</script>\"><img src=x>";
    app.in_riga(evil).await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"name": evil})).await;
    counted(&app, &survey, &[(json!(10), 3)]).await;
    for path in ["/", "/surveys/nps", "/operations"] {
        let page = app.get(path).await;
        assert_strict(&page);
        assert!(!page.text.contains("<img") && page.text.contains("&#60;img"), "{path}");
    }
}

#[tokio::test]
async fn without_surveys_the_page_says_what_to_do_first() {
    let app = App::start().await;
    let page = app.get("/").await;
    assert_strict(&page);
    assert!(page.text.contains("curl -X PUT https://survey.example/v1/surveys/"));
}

#[tokio::test]
async fn every_survey_is_there_page_by_page_and_archived_ones_by_their_names() {
    let app = App::start().await;
    for number in 0..26 {
        stored_survey(app.store(), &format!("s{number:02}"), "nps", &json!({})).await;
    }
    app.store().archive_survey(&workspace(), &"s00".parse().unwrap()).await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=2 {
        let page = app.get(&format!("/?page={page}")).await.text;
        let ids = elements(&page, "article").into_iter().filter_map(|card| attribute(card, "data-survey"));
        for id in ids {
            assert!(seen.insert(id.to_owned()), "{id} stands twice");
        }
        assert!(page.contains("/surveys/s00?"), "the archived one has its link");
    }
    assert_eq!(seen.len(), 25);
    assert!(!seen.contains("s00"));
    // A page that is none is the last one.
    assert_eq!(elements(&app.get("/?page=99").await.text, "article").len(), 1);
}

#[tokio::test]
async fn nobody_sees_it_without_a_key_but_on_a_demo_everybody() {
    let closed = App::start().await;
    let page = closed.get_with("/", &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_strict(&page);
    assert!(page.text.contains("action=\"/session\""));
    let open = App::with(Some(workspace())).await;
    let page = open.get_with("/", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("Sign out"));
}
