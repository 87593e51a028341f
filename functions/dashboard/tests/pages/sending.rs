//! The dispatches: their funnel, the list, and one of them.

use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::{Feedback, Handover, Message, Reason};
use domain::timeline::dispatch::Answer;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::EnpsLink;
use testing::builders::{dispatch, response, stored_survey, survey_id, time, workspace};

use crate::answers::{answer_as_employee, team};
use crate::app::App;
use crate::marked::{attribute, element, elements, panel, told};
use crate::told::{settle, tell_of_dispatches};

const DAYS: [(&str, &str); 2] = [("from", "2026-11-01"), ("to", "2026-11-21")];
const PATH: &str = "/dispatches?from=2026-11-01&to=2026-11-21";

/// Forty dispatches of two surveys: thirty sent, of which some bounced and some were answered, seven skipped for two reasons,
/// two failed, and one that waits.
fn asked() -> Vec<(Dispatch, Option<Answer>)> {
    let one = |number: u32| {
        let at = time("2026-11-05T10:00:00Z") + SignedDuration::from_hours(i64::from(number));
        let mut asked = dispatch(u128::from(number) + 1, at);
        let waits = Message::scheduled(at, at);
        let claimed = || waits.clone().claim(at, None).unwrap();
        asked.messages = vec![match number {
            0..=29 => {
                let heard = if number % 10 == 9 { Feedback::HardBounce } else { Feedback::Delivered };
                claimed().hand_over(at, Handover::Accepted, at).unwrap().hear(at, heard).unwrap()
            }
            30..=34 => Message::skipped(at, Reason::Throttled, Some(at + SignedDuration::from_hours(24))),
            35..=36 => waits.skip(at, Reason::NoConsent, None).unwrap(),
            37..=38 => claimed().hand_over(at, Handover::Rejected, at).unwrap(),
            _ => waits,
        }];
        asked.survey = survey_id(["nps", "csat"][usize::from(number % 4 == 1)]);
        asked.channel = ["email", "sms"][usize::from(number % 5 == 2)].parse().unwrap();
        let answer = Answer { scored: true, finished: number.is_multiple_of(2), suspect: false };
        (asked, (number < 30 && number.is_multiple_of(3) && number % 10 != 9).then_some(answer))
    };
    (0..40).map(one).collect()
}

async fn programme() -> App {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    for (id, metric) in [("nps", "nps"), ("csat", "csat")] {
        stored_survey(app.store(), id, metric, &json!({})).await;
    }
    tell_of_dispatches(&app, &asked()).await;
    app
}

async fn page(app: &App, path: &str) -> String {
    let page = app.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.text
}

async fn entry(app: &App, metric: &str, more: &[(&str, &str)]) -> Value {
    let mut pairs = vec![("metric", metric), ("interval", "all")];
    pairs.extend(DAYS);
    pairs.extend(more);
    told(app, &pairs).await["series"].clone()
}

fn steps(html: &str) -> Vec<(String, u64)> {
    let steps = elements(panel(html, "funnel"), "tr");
    let of =
        |step: &&str| Some((attribute(step, "data-step")?.to_owned(), attribute(step, "data-n")?.parse().unwrap()));
    steps.iter().filter_map(of).collect()
}

#[tokio::test]
async fn the_funnel_adds_up_to_what_was_asked_for() {
    let app = programme().await;
    let html = page(&app, PATH).await;
    let all = asked();
    let answered = all.iter().filter(|(_, answer)| answer.is_some()).count() as u64;
    let expected = [("requested", 40), ("sent", 30), ("delivered", 27), ("answered", answered)];
    assert_eq!(steps(&html), expected.map(|(name, count)| (name.to_owned(), count)));
    assert!(html.contains("Not sent: 1 waiting, 7 skipped, 2 failed. Sent and bounced: 3."));
    let reasons = elements(panel(&html, "reasons"), "tr");
    let reasons: Vec<_> =
        reasons.iter().filter_map(|row| Some((attribute(row, "data-reason")?, attribute(row, "data-n")?))).collect();
    assert_eq!(reasons, [("throttled", "5"), ("no_consent", "2"), ("rejected", "2")]);
    // The API says the same.
    let delivery = entry(&app, "delivery", &[]).await[0].clone();
    assert_eq!(delivery["counts"], json!({"sent": 30, "bounced": 3, "waiting": 1, "skipped": 7, "failed": 2}));
    assert_eq!(delivery["reasons"], json!({"throttled": 5, "no_consent": 2, "rejected": 2}));
}

#[tokio::test]
async fn rates_are_the_apis_own_and_so_are_those_of_each_survey_and_channel() {
    let app = programme().await;
    let html = page(&app, PATH).await;
    for metric in ["delivery", "response_rate", "completion", "opt_out"] {
        let own = entry(&app, metric, &[]).await[0].clone();
        let shown = element(panel(&html, "rates"), "div", "data-metric", metric);
        assert_eq!(attribute(shown, "data-n").unwrap(), own["n"].to_string());
        let value = attribute(shown, "data-value").map(|value| value.parse::<f64>().unwrap());
        assert_eq!(value, own["value"].as_f64().filter(|_| own["n"].as_u64().unwrap() >= 10), "{metric}");
    }
    let groups = panel(&html, "groups");
    let rows = elements(groups, "tr");
    for metric in ["delivery", "response_rate"] {
        for own in entry(&app, metric, &[("group_by", "survey,channel")]).await.as_array().unwrap() {
            let row = rows.iter().find(|row| {
                attribute(row, "data-survey") == own["group"]["survey"].as_str()
                    && attribute(row, "data-channel") == own["group"]["channel"].as_str()
            });
            if own["n"] == 0 {
                continue;
            }
            let cell = element(row.unwrap(), "td", "data-metric", metric);
            assert_eq!(attribute(cell, "data-n").unwrap(), own["n"].to_string(), "{own}");
            assert_eq!(cell.contains("data-value"), own["small_n"] != "counts_only", "{own}");
        }
    }
    // The groups add up to the whole.
    let sum = |name: &str| -> u64 {
        elements(groups, "td").iter().filter_map(|cell| attribute(cell, name)?.parse::<u64>().ok()).sum()
    };
    assert_eq!((sum("data-requested"), sum("data-sent")), (40, 30));
}

#[tokio::test]
async fn of_one_survey_its_own_dispatches_stand_there_alone() {
    let app = programme().await;
    let html = page(&app, &format!("{PATH}&survey=csat")).await;
    let own = entry(&app, "delivery", &[("survey", "csat")]).await[0]["counts"].clone();
    let requested: u64 = ["sent", "waiting", "skipped", "failed"].iter().filter_map(|name| own[name].as_u64()).sum();
    assert_eq!(steps(&html)[0], ("requested".to_owned(), requested));
    assert!(requested < 40 && !panel(&html, "groups").contains("data-survey=\"nps\""));
    assert_eq!(app.get(&format!("{PATH}&survey=none")).await.status, StatusCode::NOT_FOUND);
}

async fn stored(app: &App) {
    for (asked, _) in asked() {
        app.store().put_dispatch(&workspace(), &asked).await.unwrap();
    }
}

#[tokio::test]
async fn the_list_is_the_apis_own_page_by_page() {
    let app = programme().await;
    stored(&app).await;
    let (mut seen, mut path) = (Vec::new(), PATH.to_owned());
    for _ in 0..3 {
        let html = page(&app, &path).await;
        let list = panel(&html, "newest");
        seen.extend(elements(list, "tr").iter().filter_map(|row| Some(attribute(row, "data-dispatch")?.to_owned())));
        match elements(list, "a").into_iter().find(|a| attribute(a, "rel") == Some("next")) {
            Some(next) => path = attribute(next, "href").unwrap().replace("&#38;", "&"),
            None => break,
        }
    }
    let workspace = reading::workspace(app.store(), &workspace()).await.unwrap();
    let query = web::query::Query::of(&[DAYS[0], DAYS[1], ("limit", "100")]);
    let listed = reading::dispatches::list(&app.backend, &workspace, &query).await.unwrap().rows;
    let listed: Vec<_> = listed.iter().map(|row| row.dispatch.id.to_string()).collect();
    assert_eq!((seen.len(), &seen), (40, &listed));
    let skipped = page(&app, &format!("{PATH}&status=skipped&survey=csat")).await;
    let rows = elements(panel(&skipped, "newest"), "tr");
    let own: Vec<_> = rows.iter().filter_map(|row| attribute(row, "data-status")).collect();
    let expected =
        asked().iter().enumerate().filter(|(number, _)| (30..=36).contains(number) && number % 4 == 1).count();
    assert_eq!(own, vec!["skipped"; expected]);
}

#[tokio::test]
async fn a_filter_or_a_cursor_that_cant_be_read_is_said_and_the_numbers_stay() {
    let app = programme().await;
    for wrong in ["status=nothing", "cursor=x"] {
        let page = app.get(&format!("{PATH}&{wrong}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.text.contains("role=\"alert\"") && page.text.contains("data-step=\"sent\" data-n=\"30\""));
    }
}

#[tokio::test]
async fn a_link_of_somebody_elses_mailer_waits_for_nothing_of_ours() {
    let app = App::start().await;
    let at = time("2026-11-20T10:00:00Z");
    let mut asked = dispatch(78, at);
    (asked.channel, asked.messages) = (domain::context::Channel::Link, Vec::new());
    app.store().put_dispatch(&workspace(), &asked).await.unwrap();
    for (path, panel_of) in [(PATH.to_owned(), "newest"), (format!("/dispatches/{}", asked.id), "dispatch")] {
        for (lang, told) in
            [("en", "link given out"), ("lv", "saite izsniegta"), ("lt", "nuoroda atiduota"), ("ru", "ссылка выдана")]
        {
            let mark = if path.contains('?') { '&' } else { '?' };
            let html = page(&app, &format!("{path}{mark}lang={lang}")).await;
            let shown = panel(&html, panel_of);
            assert!(shown.contains(told), "{lang}: {shown}");
        }
    }
}

#[tokio::test]
async fn one_dispatch_tells_its_history_and_each_reason_in_words() {
    let app = programme().await;
    let survey = stored_survey(app.store(), "of", "nps", &json!({"name": "<b>Odd</b>"})).await;
    let at = time("2026-11-20T10:00:00Z");
    let mut asked = dispatch(77, at);
    asked.survey = survey.id.clone();
    let later = at + SignedDuration::from_mins(10);
    let waits = Message::scheduled(at, at).defer(at, later, Reason::QuietHours).unwrap();
    let sent = waits.claim(later, None).unwrap().hand_over(later, Handover::Accepted, later).unwrap();
    asked.messages = vec![sent.hear(later, Feedback::SoftBounce).unwrap()];
    asked.properties.set("order", domain::context::Property::Text("<i>4711</i>".to_owned()));
    app.store().put_dispatch(&workspace(), &asked).await.unwrap();
    let path = format!("/dispatches/{}", asked.id);
    let html = page(&app, &path).await;
    let events = elements(panel(&html, "messages"), "li");
    let told: Vec<_> =
        events.iter().map(|event| (attribute(event, "data-status"), attribute(event, "data-reason"))).collect();
    let expected = [
        ("scheduled", None),
        ("scheduled", Some("quiet_hours")),
        ("claimed", None),
        ("sent", None),
        ("bounced", Some("soft_bounce")),
    ];
    assert_eq!(told, expected.map(|(status, reason)| (Some(status), reason)));
    assert!(html.contains("waits for its time: quiet hours. Not before 20 Nov 2026, 12:10."), "{html}");
    assert!(html.contains("bounced: not taken for days"));
    assert!(html.contains("&#60;b&#62;Odd") && html.contains("&#60;i&#62;4711") && !html.contains("<i>"));
    assert!(html.contains("none yet"));
    // An answer leads to its own page.
    let answer = response(&survey, later, 1, &json!(9));
    let answer = domain::response::Response { dispatch: Some(asked.id), person: Some(asked.person.clone()), ..answer };
    app.store().put_linked_response(&workspace(), &answer, &asked.person, asked.id).await.unwrap();
    let html = page(&app, &path).await;
    assert!(html.contains(&format!("/surveys/of/responses/{}?", answer.id.response())), "{html}");
    assert_eq!(attribute(panel(&html, "dispatch"), "data-status"), Some("responded"));
}

#[tokio::test]
async fn what_is_not_there_and_what_can_be_no_id_look_the_same() {
    let app = programme().await;
    let mut pages = Vec::new();
    for id in ["x", "dsp_0123456789abcdef0123456789abcdef", "%ff"] {
        let page = app.get(&format!("/dispatches/{id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}: {}", page.text);
        pages.push(page.text.replace(&format!("/dispatches/{id}"), "PATH"));
    }
    assert!(pages[0].contains("<html") && pages.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test]
async fn who_of_the_employees_answered_stands_nowhere() {
    let app = programme().await;
    let survey = team(&app).await;
    let mut pages = Vec::new();
    for number in [901, 902] {
        let at = time("2026-11-20T10:00:00Z");
        let mut asked = Dispatch { survey: survey.id.clone(), ..dispatch(number, at) };
        asked.id = DispatchId::new(uuid::Uuid::from_u128(number));
        let sent = Message::scheduled(at, at).claim(at, None).unwrap();
        asked.messages = vec![sent.hand_over(at, Handover::Accepted, at).unwrap()];
        app.store().put_dispatch(&workspace(), &asked).await.unwrap();
        if number == 901 {
            let (person, dispatch) = (&asked.person, asked.id);
            answer_as_employee(&app, &survey, Some(EnpsLink::Dispatch(person, dispatch))).await;
        }
        pages.push(page(&app, &format!("/dispatches/{}", asked.id)).await.replace(&asked.id.to_string(), "ID"));
    }
    assert_eq!(pages[0], pages[1]);
    assert!(pages[0].contains("Who of the employees answered is known to nobody."));
    let html = page(&app, &format!("{PATH}&survey=team")).await;
    assert_eq!(steps(&html), []);
    let list = panel(&html, "newest");
    let told: Vec<_> = elements(list, "tr").iter().filter_map(|row| attribute(row, "data-status")).collect();
    assert_eq!(told, ["sent", "sent"]);
}
