//! What the whole program answers, held against the document that it serves.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use testing::document::{misfits, resolve};
use tests::{Answer, Running, submission, unhurried};

const SHOP: &str = "https://shop.example";

/// The document, and which of its answers came.
struct Document {
    served: Value,
    seen: RefCell<BTreeSet<String>>,
}

impl Document {
    /// The document that a program serves.
    fn of(running: &Running) -> Self {
        let served = running.call_as(None, "GET", "/openapi.json", None).expect(200);
        Self { served, seen: RefCell::default() }
    }

    /// Holds an answer against what the document says of a route, given as `post /v1/responses`.
    fn check(&self, route: &str, answer: &Answer) -> Value {
        let (method, path) = route.split_once(' ').unwrap();
        let says = &self.served["paths"][path][method]["responses"][answer.status.to_string()];
        assert!(says.is_object(), "{route} answers {}, undocumented: {}", answer.status, answer.body);
        let content = resolve(&self.served, says)["content"].as_object().expect("a body");
        let (media, says) = content.iter().next().unwrap();
        self.seen.borrow_mut().insert(format!("{route} {}", answer.status));
        if !media.ends_with("json") || media == "application/x-ndjson" {
            return Value::Null;
        }
        assert_eq!(misfits(&self.served, &says["schema"], &answer.json(), ""), Vec::<String>::new(), "{route}");
        answer.json()
    }

    fn fits(&self, schema: &str, value: &Value) {
        let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
        assert_eq!(misfits(&self.served, &schema, value, ""), Vec::<String>::new());
    }
}

#[test]
fn answers_of_the_public_functions_and_of_reports_are_as_the_document_says() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    let document = Document::of(&running);
    let example = "/paths/~1v1~1surveys~1{id}/put/requestBody/content/application~1json/examples/questions/value";
    let survey = document.served.pointer(example).expect("an example").clone();
    running.call("PUT", "/v1/workspace", Some(&json!({"allowed_origins": [SHOP]}))).expect(200);
    running.call("PUT", "/v1/surveys/s", Some(&survey)).expect(201);
    let app = running.call("POST", "/v1/keys", Some(&json!({"scopes": ["respond"]}))).expect(201);
    let app = app["key"].as_str().unwrap();

    let post = |body: &Value| {
        document.check("post /v1/responses", &running.call_as(Some(app), "POST", "/v1/responses", Some(body)))
    };
    let answers = json!({"score": 2, "missing": ["speed", "kindness"], "again": "no", "comment": "Ļoti labi 😀"});
    let whole = json!({"submission_id": submission(0), "survey": "s", "answers": answers, "locale": "lv"});
    assert_eq!(post(&whole), post(&whole), "new, and known");
    let half = json!({"submission_id": submission(0), "survey": "s", "answers": {}, "finished": false, "answered_at": "2026-11-21T10:00:00Z"});
    post(&half);
    let mut other = whole.clone();
    other["answers"]["score"] = json!(5);
    post(&other);
    let old = json!({"submission_id": "01900000-0000-7000-8000-000000000000", "survey": "s", "answers": {"score": 1}});
    assert!(post(&old)["server_time"].is_string());
    let claimed = json!({"person": "c-17", "person_sig": format!("k1.1900000000.{}", "0".repeat(64))});
    let mut claim = json!({"submission_id": submission(0), "survey": "s", "answers": {"score": 1}});
    claim.as_object_mut().unwrap().extend(claimed.as_object().unwrap().clone());
    assert_eq!(post(&claim)["code"], "invalid_person_sig");
    post(&json!({"submission_id": "x", "survey": "s", "answers": {"score": 9, "none": 1}}));
    let bearer = format!("Bearer {app}");
    let raw = |headers: &[(&str, &str)], path: &str, body: &str| {
        let headers = [&[("authorization", bearer.as_str())], headers].concat();
        running.send("POST", path, &headers, Some(body.to_owned()))
    };
    let nobody = running.call_as(Some("atb_nobody_0"), "POST", "/v1/responses", Some(&whole));
    document.check("post /v1/responses", &nobody);
    let json_type = ("content-type", "application/json");
    for (headers, body, code) in [
        (&[json_type, ("origin", "https://elsewhere.example")][..], "{}", "origin_not_allowed"),
        (&[json_type], r#"{"survey": "\ud800"}"#, "lone_surrogate"),
        (&[json_type], &"[".repeat(9), "too_deep"),
        (&[json_type], &" ".repeat(16 * 1024 + 1), "body_too_large"),
        (&[("content-type", "text/plain")], "{}", "not_json"),
    ] {
        let answer = raw(headers, "/v1/responses", body);
        assert_eq!(document.check("post /v1/responses", &answer)["code"], code, "{body:.40}");
    }

    let lines = format!("{whole}\n{old}\nnot json\n");
    let batch = raw(&[("content-type", "application/x-ndjson")], "/v1/responses/batch", &lines);
    document.check("post /v1/responses/batch", &batch);
    let outcomes: Vec<Value> = batch.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (outcome, schema) in outcomes.iter().zip(["Response", "Problem", "Problem"]) {
        document.fits(schema, outcome);
    }
    document.check("post /v1/responses/batch", &raw(&[json_type], "/v1/responses/batch", "{}"));

    // A form that comes in at once is a machine's.
    let order = json!({"survey": "s", "person": {"id": "anna", "locale": "lv"}, "channel": "link"});
    for hurried in [true, false] {
        let link =
            running.call("POST", "/v1/dispatches", Some(&order)).expect(202)["link"].as_str().unwrap().to_owned();
        let page = running.call_as(None, "GET", &link, None);
        document.check("get /s/{token}", &page);
        let mut fields = if hurried { tests::hidden_fields(&page.body) } else { unhurried(&page.body) };
        fields.push(("score".to_owned(), "4".to_owned()));
        document.check("post /s/{token}", &running.post_form(&link, &fields));
    }
    document.check("get /s/{token}", &running.call_as(None, "GET", "/s/AAAA", None));
    document.check("get /f/{workspace}/{survey}", &running.call_as(None, "GET", "/f/default/s?sig=00", None));
    document.check("post /f/{workspace}/{survey}", &running.post_form("/f/default/s?sig=00", &[]));

    let listed = running.call("GET", "/v1/surveys/s/responses", None);
    let listed = document.check("get /v1/surveys/{id}/responses", &listed);
    let suspects: Vec<_> = listed["data"].as_array().unwrap().iter().map(|one| one["suspect"].clone()).collect();
    assert!(suspects.contains(&json!("too_fast")) && suspects.contains(&json!(null)), "{listed}");
    let one = format!("/v1/surveys/s/responses/{}", listed["data"][0]["id"].as_str().unwrap());
    document.check("get /v1/surveys/{id}/responses/{response}", &running.call("GET", &one, None));
    running.until("/v1/metrics?survey=s&interval=all", |value| value["series"][0]["n"] == 2);
    document.check("get /v1/metrics", &running.call("GET", "/v1/metrics?survey=s&interval=all&group_by=channel", None));

    let seen = document.seen.borrow();
    for wanted in ["200", "201", "400", "401", "403", "409", "413", "415"] {
        assert!(seen.contains(&format!("post /v1/responses {wanted}")), "{wanted} did not come: {seen:?}");
    }
}

#[test]
fn answers_about_what_is_sent_are_as_the_document_says() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    let document = Document::of(&running);
    let settings = json!({"company": "Acme", "from_name": {"en": "Acme"}, "sms_sender": "Acme"});
    running.call("PUT", "/v1/workspace", Some(&settings)).expect(200);
    let survey = json!({"name": "s", "metric": "csat", "reminder": {"after_days": 3}});
    running.call("PUT", "/v1/surveys/s", Some(&survey)).expect(201);
    for channel in ["email", "sms"] {
        let preview = running.call("GET", &format!("/v1/surveys/s/preview?channel={channel}"), None);
        let preview = document.check("get /v1/surveys/{id}/preview", &preview);
        assert_eq!(preview["data"].as_array().unwrap().len(), 4, "a message for each language");
    }
    document.check("get /v1/surveys/{id}/preview", &running.call("GET", "/v1/surveys/s/preview?channel=till", None));

    let ask = || {
        let order = json!({"survey": "s", "person": {"id": "anna", "email": "anna@example.com"}, "channel": "email"});
        document.check("post /v1/dispatches", &running.call("POST", "/v1/dispatches", Some(&order)))
    };
    let id = ask()["id"].as_str().unwrap().to_owned();
    running.until(&format!("/v1/dispatches/{id}"), |value| value["status"] == "sent");
    let throttled = ask();
    assert!(throttled["reason"] == "throttled" && throttled["eligible_at"].is_string(), "{throttled}");
    let one = document.check("get /v1/dispatches/{id}", &running.call("GET", &format!("/v1/dispatches/{id}"), None));
    let listed = |query: &str| {
        let answer = running.call("GET", &format!("/v1/dispatches?{query}"), None);
        document.check("get /v1/dispatches", &answer)["data"].clone()
    };
    assert_eq!(listed("status=sent&survey=s"), json!([one]));
    assert_eq!(listed("person=anna").as_array().unwrap().len(), 2);
    document.check("get /v1/dispatches", &running.call("GET", "/v1/dispatches?day=today", None));
    document.check("get /v1/dispatches", &running.call("GET", "/v1/dispatches?survey=none", None));

    let mail = running.call("GET", &format!("/outbox/{id}.eml"), None).body;
    let stop = mail.split("List-Unsubscribe: ").nth(1).expect("a way to refuse more");
    let stop = stop.split(['<', '>']).nth(1).unwrap();
    assert!(document.served["paths"]["/u/{token}"].is_object() && stop.contains("/u/"), "{stop}");
    document.check("get /u/{token}", &running.call_as(None, "GET", stop, None));
    document.check("post /u/{token}", &running.post_form(stop, &[]));
    document.check("get /u/{token}", &running.call_as(None, "GET", "/u/AAAA", None));

    let body = json!({"channel": "email", "address": "bert@example.com", "reason": "asked by phone"});
    for status in [201, 200] {
        let put = running.call("PUT", "/v1/suppressions", Some(&body));
        assert_eq!(put.status, status);
        document.check("put /v1/suppressions", &put);
    }
    document.check("put /v1/suppressions", &running.call("PUT", "/v1/suppressions", Some(&json!({}))));
    let list = document.check("get /v1/suppressions", &running.call("GET", "/v1/suppressions", None));
    let reasons: BTreeSet<_> = list["data"].as_array().unwrap().iter().map(|one| one["reason"].to_string()).collect();
    assert_eq!(reasons, BTreeSet::from([r#""asked by phone""#.to_owned(), r#""unsubscribed""#.to_owned()]));
}
