//! The data folder that holds both workspaces, and the issuer whose tokens count beside their keys.

use std::path::Path;
use std::process::Command;

use jiff::Timestamp;
use serde_json::json;
use testing::issuer::{SigningKey, TestIssuer};
use tests::{Running, program};
use tokio::runtime::Runtime;

use crate::closed;
use crate::side::{Credentials, Side};

pub struct House {
    /// Who calls.
    pub one: Side,
    /// Whom it must not reach.
    pub two: Side,
    folder: tempfile::TempDir,
    issuer: TestIssuer,
    // The issuer answers as long as this is there.
    _runtime: Runtime,
}

fn key_of(folder: &Path, workspace: &str) -> String {
    let mut create = Command::new(program());
    create.args(["key", "create", "--scopes", "admin", "--workspace", workspace, "--data"]).arg(folder);
    let output = create.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Ends the program as its users do: what it has in hand is done.
pub fn end(mut running: Running) {
    assert_eq!(running.end("-TERM").0, Some(0));
}

fn serve(folder: &Path, issuer: &TestIssuer) -> Running {
    Running::serve(folder, &["--jwt-issuer", &issuer.url, "--jwt-audience", "atbalss"])
}

impl House {
    /// Both workspaces, furnished alike and counted; nothing serves them.
    pub fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let issuer = runtime.block_on(TestIssuer::start());
        // The folder is made by `serve`; keys are made while nothing serves it.
        drop(Running::serve(folder.path(), &[]));
        let names = [("acme", "zebrafinch"), ("other", "quokkamoss")];
        let credentials =
            names.map(|(workspace, marker)| Credentials { workspace, marker, key: key_of(folder.path(), workspace) });
        closed::fill(folder.path(), &names);
        let running = serve(folder.path(), &issuer);
        let [one, two] = credentials.map(|credentials| Side::furnish(&running, credentials));
        end(running);
        Self { one, two, folder, issuer, _runtime: runtime }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn serve(&self) -> Running {
        serve(self.folder(), &self.issuer)
    }

    /// A token of the issuer that may do everything in a workspace.
    pub fn token_of(&self, workspace: &str) -> String {
        let mut claims = self.issuer.claims(Timestamp::now());
        claims["scope"] = json!("atbalss/admin");
        claims["atbalss_workspace"] = json!(workspace);
        SigningKey::one().token(&claims)
    }
}
