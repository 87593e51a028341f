//! The examples of docs/links.md in other languages, each run by its own interpreter where this machine has one.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use serde_json::json;

use crate::page::example;

/// What an example is given.
pub struct Case {
    pub base: String,
    pub workspace: String,
    pub survey: String,
    pub secret: String,
    pub fields: BTreeMap<String, String>,
}

/// A language, and what it takes to run four lines of it on each case of a list in the standard input.
pub struct Language {
    /// As the block on the page is named.
    pub name: &'static str,
    interpreter: &'static [&'static str],
    before: &'static str,
    /// What each line of the example is set in by.
    indent: &'static str,
    after: &'static str,
}

pub const LANGUAGES: [Language; 3] = [
    Language {
        name: "python",
        interpreter: &["python3", "-X", "utf8", "-c"],
        before: "import json, sys\nfor case in json.load(sys.stdin):\n    globals().update(case)\n",
        indent: "    ",
        after: "    print(link)\n",
    },
    Language {
        name: "javascript",
        interpreter: &["node", "-e"],
        before: "for (const { base, workspace, survey, secret, fields } of JSON.parse(require('fs').readFileSync(0))) {\n",
        indent: "",
        after: "console.log(link);\n}\n",
    },
    Language {
        name: "php",
        interpreter: &["php", "-r"],
        before: "foreach (json_decode(file_get_contents('php://stdin'), true) as $case) {\nextract($case);\n",
        indent: "",
        after: "echo $link, \"\\n\";\n}\n",
    },
];

impl Language {
    /// The example as it stands on the page.
    pub fn example(&self) -> &'static str {
        example(self.name)
    }

    /// The links that the example makes; none where this machine has no interpreter, which is said.
    pub fn run(&self, cases: &[Case]) -> Option<Vec<String>> {
        let lines = self.example().lines().map(|line| format!("{}{line}\n", self.indent));
        let program = [self.before, &lines.collect::<String>(), self.after].concat();
        let (interpreter, options) = self.interpreter.split_first().expect("an interpreter");
        let started = Command::new(interpreter)
            .args(options)
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.skip(interpreter);
                return None;
            }
            Err(error) => panic!("{interpreter} can't be started: {error}"),
        };
        let case = |case: &Case| {
            let Case { base, workspace, survey, secret, fields } = case;
            json!({"base": base, "workspace": workspace, "survey": survey, "secret": secret, "fields": fields})
        };
        let input = cases.iter().map(case).collect::<serde_json::Value>().to_string();
        child.stdin.take().expect("its input").write_all(input.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "the example in {} does not run", self.name);
        Some(String::from_utf8(output.stdout).expect("text").lines().map(str::to_owned).collect())
    }

    /// Says, once, that an example was not tried, past what the test harness keeps to itself.
    fn skip(&self, interpreter: &str) {
        static SAID: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
        if SAID.lock().expect("whole").insert(self.name) {
            let said = format!("1 skipped: the example in {}, since this machine has no {interpreter}\n", self.name);
            std::io::stderr().write_all(said.as_bytes()).expect("the standard error");
        }
    }
}
