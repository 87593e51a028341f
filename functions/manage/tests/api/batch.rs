//! Batches of dispatches.

use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{address_key, workspace};
use testing::faults::{Fault, FaultProxy, Gate, Lasts};

use crate::driver::{Api, Call, Reply};

fn batch(api: &Api, lines: &[Value]) -> Call {
    api.call("POST", "/v1/dispatches/batch").lines(lines)
}

fn line(key: &str, more: &Value) -> Value {
    let mut line = json!({"key": key, "survey": "nps", "person": "anna", "channel": "email"});
    line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    line
}

fn lines(reply: &Reply) -> Vec<Value> {
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, Some("application/x-ndjson")));
    reply.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What became of each line: its outcome, or its problem's code.
fn outcomes(reply: &Reply) -> Vec<String> {
    let told = |line: &Value| line.get("outcome").unwrap_or(&line["code"]).as_str().unwrap().to_owned();
    lines(reply).iter().map(told).collect()
}

#[tokio::test]
async fn lines_are_answered_in_order_and_a_bad_one_holds_up_no_other() {
    let api = Api::start().await.with_anna().await;
    let body = [
        line("k1", &json!({})).to_string(),
        "not json".to_owned(),
        line("k2", &json!({"survey": "none"})).to_string(),
        String::new(),
        line("k3", &json!({"person": {"id": "bob", "locale": "lt"}})).to_string(),
        line("k4", &json!({"key": null, "channel": "till"})).to_string(),
        format!(r#"{{"key":"{}"}}"#, "x".repeat(16 * 1024)),
        "[]".to_owned(),
        line("k5", &json!({"channel": "link"})).to_string(),
    ];
    let reply = api.call("POST", "/v1/dispatches/batch").raw("application/x-ndjson", &body.join("\n")).send().await;
    let expected = [
        "scheduled",
        "malformed_json",
        "unknown_survey",
        "skipped",
        "invalid_request",
        "body_too_large",
        "not_an_object",
        "scheduled",
    ];
    assert_eq!(outcomes(&reply), expected);
    let mut refused = lines(&reply).swap_remove(4);
    refused["request_id"] = json!("[request_id]");
    insta::assert_json_snapshot!(refused, @r#"
    {
      "code": "invalid_request",
      "detail": "some fields are not right; see invalid_params",
      "invalid_params": [
        {
          "code": "required",
          "name": "key",
          "reason": "this field is required"
        },
        {
          "code": "unknown_channel",
          "name": "channel",
          "reason": "expected email, sms or link"
        }
      ],
      "request_id": "[request_id]",
      "status": 400,
      "title": "Bad Request",
      "type": "about:blank"
    }
    "#);
    assert_eq!(api.database.count("\"dispatch\""), 3);
}

#[tokio::test]
async fn each_line_is_answered_as_the_single_call_answers_it_for_ever() {
    let api = Api::start().await.with_anna().await;
    let orders: Vec<_> = (0..40).map(|n| line(&format!("k{n}"), &json!({"channel": "link"}))).collect();
    let single = api.post("/v1/dispatches", &orders[7]).await;
    let first = batch(&api, &orders).send().await;
    assert_eq!(first.body.lines().nth(7), Some(single.body.as_str()));
    assert_eq!(batch(&api, &orders).send().await.body, first.body);
    assert_eq!(api.database.count("\"dispatch\""), 40);
}

#[tokio::test]
async fn a_key_that_stands_twice_in_a_batch_is_decided_by_its_first_line() {
    let api = Api::start().await.with_anna().await;
    for round in 0..5 {
        let key = format!("k{round}");
        let second = line(&key, &json!({"person": {"id": "bob", "locale": "lt"}}));
        let reply = batch(&api, &[line(&key, &json!({})), second]).send().await;
        let answers = lines(&reply);
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0]["outcome"], "scheduled");
    }
    assert_eq!(api.get("/v1/people/bob").await.status, 404);
}

#[tokio::test]
async fn lines_of_one_person_change_them_in_order() {
    let api = Api::start().await.with_anna().await;
    let orders: Vec<_> =
        (0..30).map(|n| line(&format!("k{n}"), &json!({"person": {"id": "anna", "properties": {"n": n}}}))).collect();
    assert!(outcomes(&batch(&api, &orders).send().await).iter().all(|outcome| outcome == "scheduled"));
    assert_eq!(api.get("/v1/people/anna").await.json()["properties"]["n"], 29);
}

#[tokio::test]
async fn a_batch_has_500_lines_at_most_and_is_ndjson() {
    let api = Api::start().await.with_anna().await;
    let before = api.database.dump();
    let rubbish = vec![json!({}); 501];
    assert_eq!(batch(&api, &rubbish).send().await.problem(), (413, "too_many_lines".to_owned()));
    assert_eq!(lines(&batch(&api, &rubbish[..500]).send().await).len(), 500);
    assert_eq!(lines(&batch(&api, &[]).send().await).len(), 0);
    let json = api.post("/v1/dispatches/batch", &json!({})).await;
    assert_eq!(json.problem(), (415, "not_ndjson".to_owned()));
    let large = format!("{}\n", "x".repeat(64)).repeat(4 * 1024 * 1024 / 64);
    let reply = api.call("POST", "/v1/dispatches/batch").raw("application/x-ndjson", &large).send().await;
    assert_eq!(reply.problem(), (413, "body_too_large".to_owned()));
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn a_line_of_rubbish_is_not_answered_by_a_flood() {
    let api = Api::start().await;
    let mut rubbish = json!({});
    for n in 0..1000 {
        rubbish[format!("f{n}")] = json!(1);
    }
    let reply = batch(&api, &[rubbish]).send().await;
    assert_eq!(lines(&reply)[0]["invalid_params"].as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn a_repeated_batch_is_replayed_by_its_idempotency_key_unless_a_line_failed_on_our_side() {
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let store = database.store_through(proxy.endpoint());
    let api = Api::on(database, store).await.with_anna().await;
    let orders = [line("k1", &json!({})), line("k2", &json!({"survey": "none"}))];
    let send = || batch(&api, &orders).with("idempotency-key", "b1").send();
    for _ in 0..3 {
        proxy.plan("TransactWriteItems", Fault::Fail); // the client tries three times
    }
    assert_eq!(outcomes(&send().await), ["unavailable", "unknown_survey"]);
    let first = send().await;
    assert_eq!(outcomes(&first), ["scheduled", "unknown_survey"]);
    assert_eq!(first.header("idempotent-replayed"), None);
    let again = send().await;
    assert_eq!((again.header("idempotent-replayed"), &again.body), (Some("true"), &first.body));
    assert_eq!(again.header("content-type"), Some("application/x-ndjson"));
    let other = batch(&api, &orders[..1]).with("idempotency-key", "b1").send().await;
    assert_eq!(other.problem(), (422, "idempotency_key_reused".to_owned()));
}

/// Three lines for each of twenty people.
fn twenty() -> Vec<Value> {
    let person = |n: usize| json!({"id": format!("p{n}"), "email": format!("p{n}@example.com")});
    (0..60).map(|n| line(&format!("k{n}"), &json!({"person": person(n % 20)}))).collect()
}

#[tokio::test]
async fn a_batch_that_broke_off_midway_is_sent_again_and_goes_on_where_it_stopped() {
    // The write of one certain line, as a batch that nothing disturbs makes it.
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let whole = Api::on_proxy(database, &proxy).await.with_anna().await;
    proxy.begin();
    let undisturbed = batch(&whole, &twenty()).send().await;
    let stopped = address_key().dispatch(&workspace(), "k45").to_string();
    let write =
        proxy.made().into_iter().find(|call| call.writes() && call.keys.iter().any(|key| key.contains(&stopped)));

    for key in [None, Some("b1")] {
        let database = testing::database::start().await;
        let proxy = FaultProxy::start(database.address).await;
        let api = Api::on_proxy(database, &proxy).await.with_anna().await;
        let send =
            || key.map_or_else(|| batch(&api, &twenty()), |key| batch(&api, &twenty()).with("idempotency-key", key));
        let gate = Gate::default();
        proxy.plan_at(write.as_ref().unwrap(), Fault::Hold(gate.clone()), Lasts::Once);
        let running = tokio::spawn(send().send());
        gate.reached().await;
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        let left = api.database.dump();
        let done = left.keys().filter(|key| key.contains("\"dispatch\"")).count();
        assert!(done > 0 && done < 60, "{done} of 60 were stored");
        if key.is_some() {
            assert_eq!(send().send().await.problem(), (409, "idempotency_key_in_use".to_owned()));
        }
        api.clock.advance(SignedDuration::from_mins(5));
        let again = send().send().await;
        assert_eq!(again.body, undisturbed.body, "the same ids and outcomes");
        assert_eq!((api.database.count("\"dispatch\""), api.database.count("\"message#")), (60, 60));
        let now = api.database.dump();
        let kept = left.iter().filter(|(key, _)| key.contains("dsp_"));
        assert!(kept.into_iter().all(|(key, item)| now[key] == *item), "what was stored stays as it was");
        assert_eq!(send().send().await.body, undisturbed.body);
    }
}
