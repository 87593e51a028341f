//! What the end-to-end tests share: the program as a process of its own, and a client that knows nothing but the outer
//! contract.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;
use ureq::http::{Request, Response};
use uuid::Uuid;

/// The admin key that the tests bring.
pub const ADMIN: &str = "atb_tests_0123456789abcdefghijklmnopqrstuv";

/// The program, built if it is not.
///
/// # Panics
/// Where it can't be built.
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a root");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--package", "atbalss", "--message-format", "json-render-diagnostics"]);
        // What cargo tells a test about its own crate: build scripts that ask for it would all run again.
        let own = std::env::vars()
            .map(|(name, _)| name)
            .filter(|name| ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|prefix| name.starts_with(prefix)));
        for name in own {
            cargo.env_remove(name);
        }
        let built = cargo.current_dir(root).stderr(Stdio::inherit()).output().expect("cargo runs");
        assert!(built.status.success(), "the program does not build");
        let messages = String::from_utf8(built.stdout).expect("JSON");
        let executable = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .find_map(|message| message["executable"].as_str().map(PathBuf::from));
        executable.expect("a program was built")
    })
}

/// A running `atbalss serve` or `atbalss demo`. It is killed, as with `kill -9`, where it goes out of scope.
pub struct Running {
    child: Child,
    /// What its URLs begin with.
    pub url: String,
    /// The lines that it printed before it served.
    pub said: Vec<String>,
}

/// What came back for a request.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// Where it is not.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// The body as JSON, for a status that must be this one.
    ///
    /// # Panics
    /// Where the status is another.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.json()
    }
}

impl Running {
    /// Starts the program with these arguments on a port that it finds free, and waits until it answers.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_with(arguments, environment, Stdio::null())
    }

    /// Starts `atbalss serve` on a folder, with its log in a file.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn logging(folder: &Path, log: std::fs::File) -> Self {
        Self::start_with(
            &["serve", "--data", &folder.to_string_lossy()],
            &[("RUST_LOG", "info,dynoxide=error")],
            log.into(),
        )
    }

    fn start_with(arguments: &[&str], environment: &[(&str, &str)], log: Stdio) -> Self {
        let mut child = Command::new(program())
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .env("ATBALSS_ADMIN_KEY", ADMIN)
            .envs(environment.iter().copied())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            while let Some(Ok(line)) = lines.next() {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        let mut running = Self { child, url: String::new(), said: Vec::new() };
        // It says where it is once it has the port; what it says with that comes right after.
        let patient = Duration::from_mins(2);
        while let Ok(line) =
            receiver.recv_timeout(if running.url.is_empty() { patient } else { Duration::from_millis(500) })
        {
            if let Some(port) = line.split("http://127.0.0.1:").nth(1).filter(|_| running.url.is_empty()) {
                let port: String = port.chars().take_while(char::is_ascii_digit).collect();
                running.url = format!("http://127.0.0.1:{port}");
            }
            running.said.push(line);
        }
        let end = Instant::now() + patient;
        while !running.answers() {
            assert!(Instant::now() < end, "the program does not answer: {:?}", running.said);
            assert!(running.child.try_wait().expect("its state").is_none(), "the program ended");
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    /// Starts `atbalss serve` on a folder.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn serve(folder: &Path, more: &[&str]) -> Self {
        let folder = folder.to_string_lossy().into_owned();
        let arguments: Vec<_> = ["serve", "--data", &folder].into_iter().chain(more.iter().copied()).collect();
        Self::start(&arguments, &[])
    }

    fn answers(&self) -> bool {
        agent().get(format!("{}/healthz", self.url)).call().is_ok_and(|answer| answer.status() == 200)
    }

    /// Ends the process with a signal, and says how it ended and how long that took.
    ///
    /// # Panics
    /// Where it can't be signalled.
    pub fn end(&mut self, signal: &str) -> (Option<i32>, Duration) {
        let began = Instant::now();
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill runs").success());
        let status = self.child.wait().expect("it ends");
        (status.code(), began.elapsed())
    }

    /// Sends a request with the admin key.
    pub fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.call_as(Some(ADMIN), method, path, body)
    }

    /// Sends a request with a key, or without.
    ///
    /// # Panics
    /// Where no answer comes.
    pub fn call_as(&self, key: Option<&str>, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let key = key.map(|key| format!("Bearer {key}"));
        let key = key.as_deref().map(|key| ("authorization", key));
        let json = body.is_some().then_some(("content-type", "application/json"));
        let headers: Vec<_> = key.into_iter().chain(json).collect();
        self.send(method, path, &headers, body.map(Value::to_string))
    }

    /// Sends a request as it is.
    ///
    /// # Panics
    /// Where no answer comes.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Answer {
        let request = Request::builder().method(method).uri(self.absolute(path));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let answered = match body {
            Some(body) => agent().run(request.body(body).expect("a request")),
            None => agent().run(request.body(()).expect("a request")),
        };
        read(answered.expect("an answer"))
    }

    /// A sender of JSON with the admin key that outlives the process: it gives the status, or none where no answer came.
    pub fn poster(&self) -> impl Fn(&str, &Value) -> Option<u16> + Send + use<> {
        let (url, agent) = (self.url.clone(), agent());
        move |path, body| {
            let request = agent.post(format!("{url}{path}")).header("authorization", format!("Bearer {ADMIN}"));
            request.send_json(body).ok().map(|answer| answer.status().as_u16())
        }
    }

    /// Sends a form, as a browser does.
    ///
    /// # Panics
    /// Where no answer comes.
    pub fn post_form(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        read(agent().post(self.absolute(path)).send_form(fields).expect("an answer"))
    }

    fn absolute(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) }
    }

    /// Asks again and again until the answer is as wanted: queues and schedules take a moment.
    ///
    /// # Panics
    /// Where it is not within two minutes: machines have other things to do too.
    pub fn until(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + Duration::from_mins(2);
        loop {
            let answer = self.call("GET", path, None);
            let value = serde_json::from_str(&answer.body).unwrap_or(Value::Null);
            if wanted(&value) {
                return value;
            }
            assert!(Instant::now() < end, "{path} stays at {} {}", answer.status, answer.body);
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_secs(30)))
        .build()
        .into()
}

fn read(mut answer: Response<ureq::Body>) -> Answer {
    Answer { status: answer.status().as_u16(), body: answer.body_mut().read_to_string().unwrap_or_default() }
}

/// A submission id of somebody who began to answer so many seconds ago.
///
/// # Panics
/// Where the clock stands before 1970.
pub fn submission(seconds_ago: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock");
    let began = now.saturating_sub(Duration::from_secs(seconds_ago));
    let timestamp = uuid::Timestamp::from_unix(uuid::NoContext, began.as_secs(), began.subsec_nanos());
    Uuid::new_v7(timestamp).to_string()
}

/// The fields that a page's form sends of somebody who took ten seconds: whoever answers within two is held for a machine.
pub fn unhurried(html: &str) -> Vec<(String, String)> {
    let mut fields = hidden_fields(html);
    fields.retain(|(name, _)| name != "submission_id");
    fields.push(("submission_id".to_owned(), submission(10)));
    fields
}

/// The fields that the first form of a page would send: hidden ones as they are, nothing that a person has to choose.
pub fn hidden_fields(html: &str) -> Vec<(String, String)> {
    let form = html.split("<form").nth(1).and_then(|rest| rest.split("</form>").next()).unwrap_or_default();
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
    };
    form.split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or_default())
        .filter(|tag| attribute(tag, "type").as_deref() == Some("hidden"))
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
        .collect()
}
