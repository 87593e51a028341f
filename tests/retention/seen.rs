//! Everything that a program may be asked about answers: lists, single ones, files, a person's data, pages.

use jiff::civil::Date;
use serde_json::json;
use tests::{ADMIN, Answer, Running};

use crate::past::Planted;
use crate::{GONE, THERE};

/// What an answer has to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    /// It has the young answer.
    Young,
    /// It is there, and has no answer in it.
    There,
    /// There is nothing.
    Nothing,
}

pub struct Seen(Vec<(String, Wanted, Answer)>);

impl Seen {
    pub fn look(running: &Running, planted: &Planted, (from, to): (Date, Date)) -> Self {
        use Wanted::{Nothing, There, Young};
        let mut seen = Vec::new();
        let mut see = |wanted, path: String| {
            let answer = running.call("GET", &path, None);
            seen.push((path, wanted, answer));
        };
        let days = format!("from={from}&to={to}");
        see(Young, format!("/v1/surveys/nps/responses?{days}"));
        see(There, format!("/v1/surveys/nps/responses?from={from}&to={}", planted.day));
        see(Young, "/v1/people/bert/export".to_owned());
        see(There, "/v1/people/anna/export".to_owned());
        see(Young, format!("/surveys/nps?{days}"));
        see(Young, format!("/surveys/nps/responses?{days}"));
        see(There, format!("/surveys/nps/responses?from={from}&to={}", planted.day));
        for path in ["/", "/agents", "/operations", "/dispatches"] {
            see(There, format!("{path}?{days}&compare=previous"));
        }
        see(There, "/rollups".to_owned());
        see(There, format!("/dispatches/{}", planted.dispatch));
        see(There, format!("/v1/dispatches/{}", planted.dispatch));
        see(There, format!("/v1/dispatches?survey=nps&from={from}&to={to}"));
        for response in &planted.responses {
            see(Nothing, format!("/v1/surveys/nps/responses/{response}"));
            see(Nothing, format!("/surveys/nps/responses/{response}"));
        }
        see(Nothing, format!("/v1/surveys/nps/responses/{}", planted.post["submission_id"].as_str().unwrap()));
        for page in &planted.pages {
            see(Nothing, page.clone());
        }
        for media in ["text/csv", "application/x-ndjson"] {
            let path = format!("/v1/surveys/nps/responses?{days}");
            let key = format!("Bearer {ADMIN}");
            let answer = running.send("GET", &path, &[("authorization", &key), ("accept", media)], None);
            seen.push((format!("{path} as {media}"), Young, answer));
        }
        for format in ["csv", "ndjson"] {
            let asked = json!({"survey": "nps", "format": format, "from": from, "to": to});
            let asked = running.call("POST", "/v1/exports", Some(&asked)).expect(202);
            let export = format!("/v1/exports/{}", asked["id"].as_str().unwrap());
            let export = running.until(&export, |export| export["status"] == "done");
            assert_eq!(export["rows"], 1, "{export}");
            seen.push((
                format!("the export as {format}"),
                Young,
                running.send("GET", export["url"].as_str().unwrap(), &[], None),
            ));
        }
        // The client of the app sends its answer again, as if it had never heard of the first time.
        let again = running.call("POST", "/v1/responses", Some(&planted.post));
        assert_eq!((again.status, &again.json()["invalid_params"][0]["code"]), (400, &json!("submission_id_too_old")));
        seen.push(("the same post again".to_owned(), Nothing, again));
        Self(seen)
    }

    pub fn assert_only_young(&self) {
        let mut faults = Vec::new();
        for (what, wanted, answer) in &self.0 {
            let there = answer.status == 200;
            let right = match wanted {
                Wanted::Young => there && answer.body.contains(THERE),
                Wanted::There => there,
                Wanted::Nothing => [400, 404, 410].contains(&answer.status),
            };
            if !right || answer.body.contains(GONE) {
                faults.push(format!("{what}: {wanted:?}, and not {} {}", answer.status, answer.body));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let of = |path: &str| self.0.iter().find(|(what, ..)| what.starts_with(path)).unwrap().2.json();
        assert_eq!(of("/v1/surveys/nps/responses")["data"].as_array().unwrap().len(), 1);
        // Events have no such time: they are of a customer and not of a survey.
        let held = of("/v1/people/anna/export");
        assert_eq!(held["answers"], json!([]), "{held}");
        assert_eq!(held["events"].as_array().map(Vec::len), Some(3), "{held}");
    }
}
