//! A workspace with something of everything in it, and what of it nobody else may see.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{Running, submission};

use crate::call::{Call, Client};
use crate::rust;

/// Who a workspace is, and the first key of it.
pub struct Credentials {
    pub workspace: &'static str,
    /// A word that stands in every text of this workspace, and in no other.
    pub marker: &'static str,
    pub key: String,
}

/// A furnished workspace. What a client names itself is named alike in all of them.
#[derive(Clone)]
pub struct Side {
    pub workspace: &'static str,
    pub marker: &'static str,
    /// A key that may do everything.
    pub key: String,
    pub session: String,
    /// A survey and a person that the others don't have.
    pub only: String,
    pub dispatch: String,
    /// The token of its survey page, which nobody answered.
    pub survey_token: String,
    pub unsubscribe_token: String,
    pub signed_query: String,
    pub link_key: (String, String),
    pub response: String,
    pub suppression: String,
    pub spare_key: String,
    pub rollup: String,
    pub export: String,
    pub download: String,
    /// Where each list goes on.
    pub cursors: BTreeMap<&'static str, String>,
}

/// What employees wrote in the period that has closed.
pub const COMMENTS: &str = "/v1/surveys/team/comments?period=2025-09-01";

/// Lists that have more than one page of one.
const LISTS: [&str; 7] = [
    "/v1/surveys",
    "/v1/dispatches?survey=nps",
    "/v1/suppressions",
    "/v1/surveys/nps/responses",
    COMMENTS,
    "/v1/keys",
    "/v1/link-keys",
];

/// Submission ids of both sides: made once, so that they are equal.
pub fn submission_id(number: usize) -> String {
    use std::sync::OnceLock;
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    ALL.get_or_init(|| (0..4).map(|number| submission(600 + number)).collect())[number].clone()
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}")).to_owned()
}

/// What stands behind a marker up to where a token ends.
pub fn token_after(text: &str, marker: &str) -> String {
    let rest = text.split(marker).nth(1).unwrap_or_else(|| panic!("{marker} in {text}"));
    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

impl Side {
    /// Fills a workspace through the API, and waits until it is counted.
    pub fn furnish(running: &Running, Credentials { workspace, marker, key }: Credentials) -> Self {
        let client = Client::of(running);
        let ask = |call: Call| client.send(&call.by(&key)).json(&[200, 201, 202]);
        let only = format!("only-of-{workspace}");
        let settings =
            json!({"name": format!("House {marker}"), "company": format!("{marker} Ltd"), "currency": "EUR"});
        ask(Call::put("/v1/workspace", &settings));
        for (id, metric) in [("nps", "nps"), ("spare", "csat"), ("staff", "enps"), (only.as_str(), "ces")] {
            let mut body = json!({"name": format!("{id} of {marker}"), "metric": metric, "touchpoint": marker});
            if metric == "enps" {
                body["periods"] = json!([{"from": "2099-01-01", "to": "2099-03-31"}]);
            }
            ask(Call::put(format!("/v1/surveys/{id}"), &body));
        }
        for person in ["anna", "bert", "carl", &only] {
            let body = json!({"email": format!("{person}@example.com"), "properties": {"note": marker}});
            ask(Call::put(format!("/v1/people/{person}"), &body));
        }
        let mut suppression = String::new();
        for address in ["stop@example.com", "carl@example.com"] {
            let body = json!({"channel": "email", "address": address, "reason": marker});
            suppression = text(&ask(Call::put("/v1/suppressions", &body)), "id");
        }

        let order = |key: &str, person: &str, channel: &str| json!({"key": key, "survey": "nps", "person": person, "channel": channel});
        let asked =
            ask(Call::post("/v1/dispatches", &order("order-1", "anna", "link")).with("idempotency-key", "once-1"));
        let mailed = text(&ask(Call::post("/v1/dispatches", &order("order-2", "bert", "email"))), "id");
        running_until(&client, &key, &format!("/v1/dispatches/{mailed}"), |value| value["status"] == "sent");
        let mail = client.send(&Call::get(format!("/outbox/{mailed}.eml"))).body.replace("=\r\n", "");

        let answer = |number: usize, score: u8| {
            json!({
                "submission_id": submission_id(number), "survey": "nps", "person": "anna", "locale": "lv", "channel": "app",
                "answers": {"score": score, "comment": format!("says {marker}")},
                "properties": {"agent": marker, "touchpoint": marker},
            })
        };
        let response = text(&ask(Call::post("/v1/responses", &answer(0, 9))), "id");
        ask(Call::post("/v1/responses", &answer(1, 3)));
        for (number, kind) in [(1, "ticket_opened"), (2, "ticket_replied")] {
            let at = jiff::Timestamp::now().to_string();
            let body = json!({
                "event_id": format!("event-{number}"), "type": kind, "at": at, "ticket": "ticket-1", "person": "anna",
                "agent": marker, "category": marker,
            });
            ask(Call::post("/v1/events", &body));
        }

        let link_keys: Vec<_> = (0..2).map(|_| ask(Call::post("/v1/link-keys", &json!({})))).collect();
        let link_key = (text(&link_keys[0], "id"), text(&link_keys[0], "secret"));
        let (exp, fields) =
            ((jiff::Timestamp::now().as_second() + 9000).to_string(), ["kid", "order", "person", "exp"]);
        let values = [link_key.0.as_str(), "order-9", "anna", &exp];
        let fields = fields.into_iter().zip(values).collect();
        let signed = rust::link("", workspace, "nps", &link_key.1, &fields);
        let named = json!({"name": "spare", "scopes": ["read"]});
        let spare_key = ask(Call::post("/v1/keys", &named).with("idempotency-key", "once-2"));
        let session = client.send(&Call::form("/session", &format!("key={key}")));
        let day = &jiff::Timestamp::now().to_string()[..10];
        let rollup = ask(Call::post("/v1/rollups", &json!({"from": day, "to": day})));
        let export = ask(Call::post("/v1/exports", &json!({"survey": "nps", "format": "ndjson"})));

        let counted = |value: &Value| value["series"][0]["n"] == 2;
        running_until(&client, &key, "/v1/metrics?survey=nps&interval=all", counted);
        let opened = |value: &Value| value["series"][0]["median"]["n"] == 1;
        running_until(&client, &key, "/v1/metrics?metric=first_response&interval=all", opened);
        let rollup = text(&rollup, "id");
        running_until(&client, &key, &format!("/v1/rollups/{rollup}"), |value| value["status"] == "done");
        let export = text(&export, "id");
        let done = running_until(&client, &key, &format!("/v1/exports/{export}"), |value| value["status"] == "done");

        let side = Self {
            workspace,
            marker,
            session: token_after(&session.headers, "atbalss_session="),
            only,
            dispatch: text(&asked, "id"),
            survey_token: token_after(&text(&asked, "link"), "/s/"),
            unsubscribe_token: token_after(&mail, "/u/"),
            signed_query: signed.split_once('?').unwrap().1.to_owned(),
            link_key,
            response,
            suppression,
            spare_key: text(&spare_key, "id"),
            rollup,
            export,
            download: token_after(&text(&done, "url"), "/exports/"),
            cursors: BTreeMap::new(),
            key,
        };
        side.with_cursors(&client)
    }

    fn with_cursors(mut self, client: &Client) -> Self {
        for list in LISTS {
            let joint = if list.contains('?') { '&' } else { '?' };
            let page = client.send(&Call::get(format!("{list}{joint}limit=1")).by(&self.key));
            // Of a list that does not page yet there is no cursor; the one of the surveys is refused there all the same.
            let cursor = serde_json::from_str::<Value>(&page.body).unwrap()["next_cursor"].as_str().map(str::to_owned);
            let cursor = cursor.or_else(|| self.cursors.get("/v1/surveys").cloned()).unwrap();
            self.cursors.insert(list, cursor);
        }
        self
    }

    /// The cursor with which a list of this side goes on.
    pub fn cursor(&self, list: &str) -> &str {
        &self.cursors[list]
    }

    /// A signed link of this side's own making, for a survey of any workspace.
    pub fn signed_link(&self, workspace: &str, survey: &str) -> String {
        let fields =
            [("kid", self.link_key.0.as_str()), ("person", "anna"), ("order", "order-8")].into_iter().collect();
        rust::link("", workspace, survey, &self.link_key.1, &fields)
    }

    /// Whatever only this workspace may see.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let own = [
            self.marker,
            &self.key,
            &self.session,
            &self.dispatch,
            &self.survey_token,
            &self.unsubscribe_token,
            &self.link_key.0,
            &self.link_key.1,
            &self.suppression,
            &self.spare_key,
            &self.rollup,
            &self.export,
            &self.download,
        ];
        own.into_iter().chain(self.cursors.values().map(String::as_str))
    }
}

/// Asks until the answer is as wanted: queues and schedules take a moment.
pub fn running_until(client: &Client, key: &str, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let end = std::time::Instant::now() + std::time::Duration::from_mins(2);
    loop {
        let answer = client.send(&Call::get(path).by(key));
        let value = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
        if wanted(&value) {
            return value;
        }
        assert!(std::time::Instant::now() < end, "{path} stays at {} {}", answer.status, answer.body);
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}
