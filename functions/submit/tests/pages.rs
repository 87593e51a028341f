//! What the survey page shows, to whom, in which language; and that showing it leaves no trace.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use axum::body::Body;
use domain::link::{Purpose, Signed};
use domain::locale::Locale;
use http::{Request, StatusCode};
use jiff::SignedDuration;
use serde_json::json;
use support::{Answer, House, call};
use testing::builders::workspace;

fn without_its_id(answer: &Answer) -> String {
    answer.body.replace(&answer.hidden("submission_id"), "[id]")
}

/// The body of the page without the style sheet, which all pages have in common.
fn shown(html: &str) -> String {
    let (head, rest) = html.split_once("<style>").unwrap();
    let (_, tail) = rest.split_once("</style>").unwrap();
    format!("{head}{tail}")
}

#[tokio::test]
async fn the_page_in_four_languages() {
    let house = House::new().await;
    let survey = house.survey("after-order", "nps", &json!({})).await;
    for (number, locale) in (1..).zip(Locale::ALL) {
        let (_, link) = house.invite(&survey, number, Some(locale)).await;
        let page = house.get(&link).await;
        assert_eq!(page.status, StatusCode::OK);
        insta::assert_snapshot!(format!("nps_{locale}"), shown(&without_its_id(&page)));
    }
}

#[tokio::test]
async fn a_statement_and_words_to_choose_from() {
    let house = House::new().await;
    let ces = house.survey("ces", "ces", &json!({})).await;
    let gcr = house.survey("gcr", "gcr", &json!({"goal": "find a price", "locales": ["lv"]})).await;
    let (_, ces) = house.invite(&ces, 1, None).await;
    let (_, gcr) = house.invite(&gcr, 2, None).await;
    insta::assert_snapshot!("ces", shown(&without_its_id(&house.get(&ces).await)));
    insta::assert_snapshot!("gcr", shown(&without_its_id(&house.get(&format!("{gcr}?score=partly")).await)));
}

#[tokio::test]
async fn a_score_in_the_address_is_chosen_beforehand_and_one_off_the_scale_is_ignored() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.get(&format!("{link}?score=9&utm_source=mail&score=3")).await;
    assert_eq!(page.body.matches(" checked").count(), 1);
    assert!(page.body.contains("value=\"9\" class=\"high\" required checked"), "{}", page.body);
    assert!(page.body.contains("<span class=\"prompt high\">What did you like most?"), "{}", page.body);
    for ignored in ["?score=11", "?score=-1", "?score=", "?score=9.0", "?score=%FF", "?score=yes", ""] {
        let page = house.get(&format!("{link}{ignored}")).await;
        assert_eq!((page.status, page.body.matches(" checked").count()), (StatusCode::OK, 0), "{ignored}");
    }
}

#[tokio::test]
async fn the_language_is_the_readers_choice_then_the_persons_then_the_browsers_then_the_surveys() {
    let house = House::new().await;
    let lang = |page: &Answer| page.body.split("<html lang=\"").nth(1).unwrap()[..2].to_owned();
    let more = json!({"locales": ["lv", "lt", "ru"], "default_locale": "lt"});
    let survey = house.survey("s", "csat", &more).await;
    let (_, russian) = house.invite(&survey, 1, Some(Locale::Ru)).await;
    let (_, unoffered) = house.invite(&survey, 2, Some(Locale::En)).await;
    assert_eq!(lang(&house.get_in(&format!("{russian}?lang=lv"), "lt").await), "lv");
    assert_eq!(lang(&house.get_in(&format!("{russian}?lang=en"), "lt").await), "ru");
    assert_eq!(lang(&house.get_in(&format!("{russian}?lang=xx"), "lt").await), "ru");
    assert_eq!(lang(&house.get_in(&unoffered, "en, lv;q=0.5").await), "lv");
    assert_eq!(lang(&house.get_in(&unoffered, "en").await), "lt");

    let page = house.get(&format!("{russian}?lang=lv&score=4")).await;
    assert!(page.body.contains("href=\"?lang=lt&#38;score=4\""), "{}", page.body);
    assert!(!page.body.contains("?lang=en") && !page.body.contains("?lang=lv"), "{}", page.body);
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_one_and_the_same_page_whatever_is_wrong_with_it() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (id, link) = house.invite(&survey, 1, Some(Locale::Lv)).await;
    let signed = |subject: &[u8], expires_in: i64| Signed {
        workspace: workspace(),
        subject: subject.to_vec(),
        expires_at: house.backend.now() + SignedDuration::from_hours(expires_in),
    };
    let subject = id.bits().into_bytes();
    let keys = &house.backend.links;
    let others: domain::link::LinkKeys = "k1:fedcba9876543210fedcba9876543210".parse().unwrap();
    let mut altered = link.clone();
    altered.replace_range(12..13, if &link[12..13] == "A" { "B" } else { "A" });
    let elsewhere = Signed { workspace: "other".parse().unwrap(), ..signed(&subject, 1) };
    let bad = [
        altered,
        link[..link.len() - 1].to_owned(),
        format!("{link}A"),
        format!("/s/{}", others.seal(Purpose::Survey, &signed(&subject, 1))),
        format!("/s/{}", keys.seal(Purpose::Session, &signed(&subject, 1))),
        format!("/s/{}", keys.seal(Purpose::Cursor, &signed(&subject, 1))),
        format!("/s/{}", keys.seal(Purpose::Survey, &signed(&[7; 16], 1))),
        format!("/s/{}", keys.seal(Purpose::Survey, &signed(&subject[1..], 1))),
        format!("/s/{}", keys.seal(Purpose::Survey, &elsewhere)),
        // Its time is over too, but it is no link that ever was.
        format!("/s/{}", keys.seal(Purpose::Session, &signed(&subject, -1))),
        "/s/x".to_owned(),
        "/s/%FF%FE".to_owned(),
        format!("/s/{}", "A".repeat(5000)),
    ];
    let first = house.get(&bad[0]).await;
    assert_eq!(first.status, StatusCode::NOT_FOUND);
    assert!(first.body.contains("There is no such page"), "{}", first.body);
    let before = house.db.dump();
    for path in &bad {
        for address in [path.clone(), format!("{path}?lang=ru&score=9")] {
            let page = house.get(&address).await;
            assert_eq!((page.status, &page.body), (StatusCode::NOT_FOUND, &first.body), "{address}");
            assert_eq!(without_request(&page), without_request(&first), "{address}");
            let post = house.submit(&address, &[("score", "9"), ("locale", "ru")]).await;
            assert_eq!((post.status, &post.body), (StatusCode::NOT_FOUND, &first.body), "{address}");
        }
        let latvian = house.get_in(path, "lv").await;
        assert!(latvian.body.contains("Šādas lapas nav"), "{}", latvian.body);
    }
    assert_eq!(house.db.dump(), before);
}

fn without_request(answer: &Answer) -> http::HeaderMap {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    headers
}

#[tokio::test]
async fn forged_tokens_are_turned_away_before_anything_is_read() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let proxy = testing::faults::FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    let watched = House::on(house.db, store);
    assert_eq!(watched.get("/s/AAAA").await.status, StatusCode::NOT_FOUND);
    assert_eq!(watched.submit("/s/AAAA", &[("score", "9")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(proxy.calls(), Vec::<String>::new());
    // Of one whose time is over the survey is read, to say it in the team's words; nothing is written.
    watched.clock.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(watched.get(&link).await.status, StatusCode::GONE);
    assert_eq!(watched.submit(&link, &[("score", "9")]).await.status, StatusCode::GONE);
    assert!(proxy.calls().iter().all(|call| ["GetItem", "Query"].contains(&call.as_str())), "{:?}", proxy.calls());
}

#[tokio::test]
async fn an_expired_link_gets_a_friendly_page_and_takes_no_answer() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    house.clock.advance(SignedDuration::from_hours(24 * 30));
    let page = house.get_in(&link, "lt-LT").await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.body.contains("Nuoroda nebegalioja"), "{}", page.body);
    let page = house.get(&format!("{link}?lang=ru")).await;
    assert!(page.body.contains("Срок действия ссылки истёк"), "{}", page.body);
    assert_eq!(house.submit(&link, &[("score", "9")]).await.status, StatusCode::GONE);
    assert_eq!(house.rows(), 0);
}

#[tokio::test]
async fn an_expired_link_speaks_the_language_of_its_reader_where_that_can_be_read() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lv)).await;
    house.clock.advance(SignedDuration::from_hours(24 * 30));
    let page = house.get_in(&link, "lt").await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.body.contains("Saites derīguma termiņš ir beidzies"), "{}", page.body);
    let proxy = testing::faults::FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    let watched = House::on(house.db, store);
    watched.clock.advance(SignedDuration::from_hours(24 * 30));
    for _ in 0..8 {
        proxy.plan("Query", testing::faults::Fault::Fail);
    }
    let page = watched.get_in(&link, "lt").await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.body.contains("Nuoroda nebegalioja"), "{}", page.body);
}

#[tokio::test]
async fn showing_pages_writes_nothing() {
    let house = House::new().await;
    let survey = house.survey("open", "nps", &json!({})).await;
    let closed = house.survey("closed", "csat", &json!({})).await;
    let (_, open) = house.invite(&survey, 1, None).await;
    let (_, answered) = house.invite(&survey, 2, None).await;
    let (_, archived) = house.invite(&closed, 3, None).await;
    let id = house.read(&answered).await.hidden("submission_id");
    house.submit(&answered, &[("score", "9"), ("submission_id", &id)]).await;
    house.clock.advance(SignedDuration::from_secs(1));
    house.archive(&closed).await;
    let before = house.db.dump();
    for path in [&open, &answered, &archived, "/s/forged", "/v1/responses", "/", "/s/"] {
        for query in ["", "?score=9", "?score=9&lang=lv", "?lang=%FF"] {
            for method in ["GET", "HEAD"] {
                let request = Request::builder().method(method).uri(format!("{path}{query}"));
                let answer = call(&house.router, request.body(Body::empty()).unwrap()).await;
                assert!(answer.status != StatusCode::INTERNAL_SERVER_ERROR, "{method} {path}{query}");
            }
        }
    }
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn head_is_as_get_without_the_body() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let get = house.get(&link).await;
    let head = call(&house.router, Request::head(&link).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.body.as_str()), (get.status, ""));
    assert_eq!(without_request(&head), without_request(&get));
}

#[tokio::test]
async fn pages_carry_the_strict_policy_and_hold_no_script() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    for path in [link.as_str(), "/s/forged"] {
        let page = house.get(path).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(!page.headers.contains_key("set-cookie"));
        for forbidden in ["<script", " style=", "javascript:", "http:"] {
            assert!(!shown(&page.body).contains(forbidden), "{forbidden} in {}", page.body);
        }
        assert_eq!(handlers(&page.body), Vec::<String>::new());
    }
}

/// The attributes of tags that would run a script, such as `onclick`.
fn handlers(html: &str) -> Vec<String> {
    let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
    // What stands between quotes is a value; and what comes first is the tag's own name.
    let unquoted = tags.map(|tag| tag.split('"').step_by(2).collect::<Vec<_>>().join(" "));
    let names = |tag: String| tag.split([' ', '\n', '\t', '/', '=']).skip(1).map(str::to_lowercase).collect::<Vec<_>>();
    unquoted.flat_map(names).filter(|name| name.len() > 2 && name.starts_with("on")).collect()
}

#[test]
fn a_tag_that_runs_a_script_is_found_and_words_that_look_like_one_are_not() {
    for bad in ["<p onclick=\"x()\">", "<svg/onload=x>", "<a href=\"/\"\n  OnFocus = \"x\">", "<b class=\"a\"onblur=x>"]
    {
        assert_eq!(handlers(bad).len(), 1, "{bad}");
    }
    assert!(handlers("<p title=\"move on=1 once\">only one=1</p>").is_empty());
}
