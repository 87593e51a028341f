//! Metrics of the team's own: over questions on the survey's page, over events on the page of operations.

use domain::bucket::{Settled, Tally};
use domain::posted::Posted;
use domain::survey::Survey;
use http::StatusCode;
use serde_json::{Value, json};
use testing::builders::{stored_survey, submission, time};

use crate::answers::team;
use crate::app::App;
use crate::marked::{attribute, element, elements, told};
use crate::overview::{assert_strict, figure};
use crate::told::{at, event, settle, tell};

const DAYS: [(&str, &str); 2] = [("from", "2026-11-01"), ("to", "2026-11-21")];
const OF_SURVEY: &str = "/surveys/shop?from=2026-11-01&to=2026-11-21";
const OF_EVENTS: &str = "/operations?from=2026-11-01&to=2026-11-21";

fn card<'h>(html: &'h str, metric: &str) -> &'h str {
    let card = element(html, "article", "data-own", metric);
    &card[..card.find("</article>").unwrap()]
}

/// A survey with a metric of each kind, and so many answers on each of some days.
async fn surveyed(app: &App, days: &[(&str, u64)]) -> Survey {
    settle(app, &json!({})).await;
    let option = |id: &str| json!({"id": id, "text": {"en": id}});
    let more = json!({
        "questions": [
            {"id": "why", "type": "choice", "text": {"en": "Why us?"}, "options": [option("price"), option("service")]},
            {"id": "speed", "type": "rating", "text": {"en": "How fast?"}},
        ],
        "metrics": [
            {"id": "price", "name": "Came for the <b>price</b>", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
            {"id": "speed", "name": {"en": "Speed", "lv": "Ātrums"}, "kind": "mean", "of": {"question": "speed"}},
            {"id": "speeds", "name": "Speeds an answer", "kind": "ratio", "of": {"question": "speed"}, "to": {"question": "score"}},
        ],
    });
    let survey = stored_survey(app.store(), "shop", "csat", &more).await;
    for (day, answers) in days {
        let mut tally = Tally::new(&survey, 1000);
        for number in 0..*answers {
            let at = time(&format!("{day}T10:00:00Z"));
            let late = u64::from(*day > "2026-11");
            let given = json!({
                "score": 1 + number % 5, "speed": 1 + (number + late) % 5,
                "why": if number % 4 < 1 + 2 * late { "price" } else { "service" },
            });
            let body = json!({
                "submission_id": submission(at, number).to_string(), "survey": "shop", "answers": given,
                "answered_at": at.to_string(),
            });
            tally.add(&Posted::parse(&body, &survey, at).unwrap().response);
        }
        let Settled::Whole(cube) = tally.settle() else { panic!("so few are counted at once") };
        app.write(&survey, day, &cube).await;
    }
    survey
}

/// Thirty customers of two plans, each with an order.
fn events(of: u64) -> Vec<Value> {
    let each = |number: u64| {
        let plan =
            json!({"person": format!("c{number}"), "plan": if number.is_multiple_of(3) { "big" } else { "small" }});
        let order = json!({"person": format!("c{number}"), "amount": 1000 + 10 * number, "currency": "EUR"});
        let day = format!("2026-11-{:02}", 2 + number % 15);
        [
            event(&format!("s{number}"), "customer_started", &at(&day, 500), &plan),
            event(&format!("o{number}"), "order_paid", &at(&day, 600), &order),
        ]
    };
    (0..of).flat_map(each).collect()
}

async fn with_metrics_over_events(app: &App) {
    let metrics = json!([
        {"id": "upgrade", "name": {"en": "Began big", "lt": "Pradėjo nuo didelio"}, "kind": "share", "of": {"event": "customer_started", "where": {"plan": "big"}}, "among": {"event": "customer_started"}},
        {"id": "order", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}},
        {"id": "orders", "name": "Orders a start", "kind": "ratio", "of": {"event": "order_paid"}, "to": {"event": "customer_started"}},
    ]);
    settle(app, &json!({"metrics": metrics})).await;
}

/// Holds a card against what the API says: the number, its n, its change and its course.
async fn assert_told(app: &App, html: &str, metric: &str, survey: &[(&str, &str)]) {
    let card = card(html, metric);
    let asked = [&DAYS[..], survey, &[("metric", metric)]].concat();
    let whole = told(app, &[&asked[..], &[("interval", "all"), ("compare", "previous")]].concat()).await;
    let entry = &whole["series"][0];
    assert!(entry["value"].is_number(), "{metric}: {entry}");
    assert_eq!(figure(card, metric), (entry["value"].as_f64(), entry["n"].as_u64().unwrap()), "{metric}: {card}");
    let change = element(card, "p", "class", "change plain");
    let verdict = entry["comparison"]["verdict"].as_str().unwrap_or("untested");
    assert_eq!(attribute(change, "data-verdict"), Some(verdict), "{metric}: {entry}");
    assert_eq!(card.contains("class=\"arrow\""), ["higher", "lower"].contains(&verdict), "{metric}: {card}");
    let weeks = told(app, &[&asked[..], &[("interval", "week")]].concat()).await;
    for week in weeks["series"].as_array().unwrap() {
        let row = element(card, "tr", "data-period", week["period"].as_str().unwrap());
        let row = &row[..row.find("</tr>").unwrap()];
        let shown = elements(row, "td").into_iter().find_map(|cell| attribute(cell, "data-value"));
        let enough = week["n"].as_u64() >= Some(10);
        let value = week["value"].as_f64().filter(|_| enough);
        assert_eq!(shown.map(|value| value.parse::<f64>().unwrap()), value, "{metric}: {row}");
    }
}

#[tokio::test]
async fn each_metric_over_questions_is_the_apis_own_with_its_change_and_its_course() {
    let app = App::start().await;
    surveyed(&app, &[("2026-10-28", 40), ("2026-11-04", 40), ("2026-11-11", 30), ("2026-11-18", 5)]).await;
    let page = app.get(&format!("{OF_SURVEY}&compare=previous")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_strict(&page);
    for metric in ["price", "speed", "speeds"] {
        assert_told(&app, &page.text, metric, &[("survey", "shop")]).await;
    }
    let price = card(&page.text, "price");
    assert!(price.contains("class=\"arrow\""), "three of four came for it, before it was one: {price}");
    assert!(price.contains("why: price among why") && price.contains("Came for the &#60;b&#62;price&#60;/b&#62;"));
    let mean = card(&page.text, "speed");
    assert!(mean.contains("<span class=\"value\">3.0</span>"), "a mean is of its scale, not of points: {mean}");
    assert!(card(&page.text, "speeds").contains("<span class=\"value\">1.00</span>"));
}

#[tokio::test]
async fn each_metric_over_events_is_the_apis_own() {
    let app = App::start().await;
    with_metrics_over_events(&app).await;
    tell(&app, &events(60)).await;
    let page = app.get(&format!("{OF_EVENTS}&compare=previous")).await;
    assert_strict(&page);
    for metric in ["upgrade", "order", "orders"] {
        assert_told(&app, &page.text, metric, &[]).await;
    }
    assert!(card(&page.text, "order").contains("12.95\u{a0}EUR"), "{}", card(&page.text, "order"));
    assert!(card(&page.text, "upgrade").contains("customer_started (plan: big) among customer_started"));
}

#[tokio::test]
async fn of_fewer_than_ten_there_are_counts_alone_and_no_arrow_whatever_the_kind() {
    let app = App::start().await;
    surveyed(&app, &[("2026-10-28", 40), ("2026-11-04", 9)]).await;
    let html = app.get(&format!("{OF_SURVEY}&compare=previous")).await.text;
    for (metric, said) in [("price", "7 of 9"), ("speed", "9 values"), ("speeds", "9 : 9")] {
        let card = card(&html, metric);
        assert_eq!(figure(card, metric), (None, 9), "{metric}");
        assert!(card.contains(&format!(">{said}<")), "{metric}: {card}");
        assert!(!card.contains("data-verdict") && !card.contains("data-value"), "{metric}: {card}");
    }
    let app = App::start().await;
    with_metrics_over_events(&app).await;
    tell(&app, &events(9)).await;
    let html = app.get(OF_EVENTS).await.text;
    for (metric, said) in [("upgrade", "3 of 9"), ("order", "9 values"), ("orders", "9 : 9")] {
        let card = card(&html, metric);
        assert_eq!(figure(card, metric), (None, 9), "{metric}");
        assert!(card.contains(&format!(">{said}<")) && !card.contains("data-value"), "{metric}: {card}");
    }
}

#[tokio::test]
async fn without_such_metrics_there_is_no_panel_of_them_and_without_numbers_it_says_why() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    stored_survey(app.store(), "shop", "csat", &json!({})).await;
    for path in [OF_SURVEY, OF_EVENTS] {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("Own metrics") && !page.text.contains("data-own"), "{path}");
    }
    with_metrics_over_events(&app).await;
    let html = app.get(OF_EVENTS).await.text;
    for (metric, reason) in [("upgrade", "no_data"), ("order", "no_data"), ("orders", "nothing_to_divide_by")] {
        let found = element(card(&html, metric), "p", "data-metric", metric);
        assert_eq!(attribute(found, "data-reason"), Some(reason), "{found}");
    }
    // Two currencies hide the amount alone.
    let mut events = events(20);
    let dollars = json!({"person": "c1", "amount": 5, "currency": "USD"});
    events.push(event("usd", "order_paid", &at("2026-11-05", 0), &dollars));
    tell(&app, &events).await;
    let html = app.get(OF_EVENTS).await.text;
    assert!(card(&html, "order").contains("data-reason=\"mixed_currencies\""), "{}", card(&html, "order"));
    assert_eq!(figure(card(&html, "orders"), "orders").0, Some(1.05));
}

#[tokio::test]
async fn names_and_headings_are_in_the_readers_language() {
    let app = App::start().await;
    surveyed(&app, &[("2026-11-04", 40)]).await;
    for (lang, heading, name) in [
        ("en", "Own metrics", "Speed"),
        ("lv", "Savi rādītāji", "Ātrums"),
        ("lt", "Savi rodikliai", "Speed"),
        ("ru", "Свои показатели", "Speed"),
    ] {
        let page = app.get(&format!("{OF_SURVEY}&lang={lang}")).await;
        assert_strict(&page);
        assert!(page.text.contains(&format!(">{heading}</h2>")), "{lang}");
        assert!(card(&page.text, "speed").contains(&format!(">{name}</h3>")), "{lang}");
    }
}

#[tokio::test]
async fn a_survey_of_employees_takes_no_metric_and_its_page_has_none() {
    let app = App::start().await;
    with_metrics_over_events(&app).await;
    tell(&app, &events(60)).await;
    team(&app).await;
    let html = app.get("/surveys/team").await.text;
    assert!(html.contains("The team") && !html.contains("data-own") && !html.contains("Own metrics"), "{html}");
    let metrics = json!([{"id": "m", "name": "Mean", "kind": "mean", "of": {"question": "score"}}]);
    let body = json!({"name": "T", "metric": "enps", "touchpoint": "work", "metrics": metrics,
        "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
    let refused = Survey::parse("team".parse().unwrap(), 1, &body).unwrap_err();
    assert!(refused.0.iter().all(|problem| problem.name.starts_with("metrics")), "{refused:?}");
}
