//! How a workspace is read back whole: through the API as its own key sees it, and item by item as the tables hold it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testing::database::dump_of;
use tests::program;

use crate::call::{Call, Client};
use crate::side::{COMMENTS, Side};

impl Side {
    /// The whole workspace, read back through the API.
    pub fn state(&self, client: &Client) -> State {
        let (only, response) = (&self.only, &self.response);
        let mut paths: Vec<_> = [
            "/v1/workspace",
            "/v1/surveys",
            "/v1/surveys/nps",
            "/v1/surveys/staff",
            "/v1/surveys/team",
            COMMENTS,
            "/v1/metrics?metric=enps&survey=team&group_by=variant",
            "/v1/people/anna",
            "/v1/people/anna/export",
            "/v1/people/carl/export",
            "/v1/dispatches?survey=nps",
            "/v1/suppressions",
            "/v1/surveys/nps/responses",
            "/v1/surveys/nps/preview?channel=email",
            "/v1/metrics?survey=nps&group_by=agent&interval=all",
            "/v1/metrics?metric=first_response&group_by=agent&interval=all",
            "/v1/metrics?metric=opt_out&interval=all",
            "/v1/metrics?metric=response_rate&interval=all",
            "/v1/keys",
            "/v1/link-keys",
        ]
        .map(str::to_owned)
        .into();
        paths.extend([
            format!("/v1/surveys/{only}"),
            format!("/v1/people/{only}"),
            format!("/v1/surveys/nps/responses/{response}"),
            format!("/v1/dispatches/{}", self.dispatch),
            format!("/v1/rollups/{}", self.rollup),
            format!("/v1/exports/{}", self.export),
        ]);
        let read = |path: String| {
            let answer = client.send(&Call::get(path.as_str()).by(&self.key));
            let mut body: Value = serde_json::from_str(&answer.body).unwrap();
            without_moments(&mut body);
            (path, format!("{} {body}", answer.status))
        };
        State(paths.into_iter().map(read).collect())
    }
}

/// A workspace as its own key reads it: the answer of each path.
pub struct State(BTreeMap<String, String>);

impl State {
    /// What another reading has that is not equal, one line each.
    pub fn changes(&self, later: &Self) -> Vec<String> {
        let pairs = self.0.iter().filter(|(path, answer)| later.0[*path] != **answer);
        pairs.map(|(path, answer)| format!("{path}\n      was {answer}\n      is  {}", later.0[path])).collect()
    }

    /// Everything could be read, and most of it is this workspace's beyond doubt.
    pub fn assert_full(&self, side: &Side) {
        for (path, answer) in &self.0 {
            assert!(answer.starts_with("200 "), "{path}: {answer}");
        }
        let own = self.0.values().filter(|answer| side.secrets().any(|secret| answer.contains(secret))).count();
        assert!(own * 4 > self.0.len() * 3, "{own} of {} answers name the workspace", self.0.len());
    }
}

/// Takes out what each look makes anew: URLs that end soon.
fn without_moments(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !["url", "url_expires_at", "exported_at", "as_of"].contains(&name.as_str()));
            fields.values_mut().for_each(without_moments);
        }
        Value::Array(items) => items.iter_mut().for_each(without_moments),
        _ => {}
    }
}

/// Every item of a workspace, byte by byte, once all that is marked of it is counted. Nobody may serve the folder.
pub fn items(folder: &Path, workspace: &str) -> BTreeMap<String, String> {
    let mut rollup = Command::new(program());
    let rollup = rollup.args(["rollup", "--workspace", workspace, "--data"]).arg(folder).output().unwrap();
    assert!(rollup.status.success(), "{}", String::from_utf8_lossy(&rollup.stderr));
    let mut items = dump_of(&folder.join("atbalss.sqlite"));
    items.retain(|key, item| is_of(workspace, key, item));
    items.into_iter().map(|(key, item)| (key, item.to_string())).collect()
}

/// Whether an item is a workspace's: by a part of its key, or by what it says. What its schedule notes once a night is left
/// out: it comes with the hour, and not by anybody's call.
fn is_of(workspace: &str, key: &str, item: &Value) -> bool {
    let parts = ["pk", "sk"].map(|name| item[name]["S"].as_str().unwrap());
    let named = parts.iter().any(|part| part.split('#').any(|part| part == workspace));
    (named || item["workspace"]["S"] == workspace) && parts[1] != "sealed" && !key.contains("\"mark#")
}

/// What differs between two looks at the items, one line each.
pub fn differences(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<String> {
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differ = keys.into_iter().filter(|key| before.get(*key) != after.get(*key));
    differ.map(|key| format!("{key}\n      was {:?}\n      is  {:?}", before.get(key), after.get(key))).collect()
}
