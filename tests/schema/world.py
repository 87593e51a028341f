"""What stands in the two workspaces before anything is asked: a thing of every kind, so that ids lead somewhere."""
import datetime, json, os, re, secrets, socket, subprocess, time, urllib.error, urllib.request


PEOPLE = {"anna": 1, "berta": 2, "carl": 3, "dora": 4}
SURVEYS = {
    "nps": {"name": "After the purchase", "metric": "nps", "throttle_days": 0},
    "csat": {"name": "After support", "metric": "csat", "questions": [
        {"id": "missing", "type": "choice", "text": {"en": "What was missing?"},
         "options": [{"id": "speed", "text": {"en": "Speed"}}, {"id": "care", "text": {"en": "Care"}}]}]},
    "gcr": {"name": "On the site", "metric": "gcr", "goal": "order"},
    "old": {"name": "Last year's", "metric": "ces"},
}


def key(name):
    """An API key of a test's own."""
    return f"atb_{name}_" + (name * 32)[:36]


def made_now():
    """A UUIDv7 of this moment."""
    head, tail = f"{int(time.time() * 1000):012x}", secrets.token_hex(10)
    return f"{head[:8]}-{head[8:]}-7{tail[:3]}-8{tail[3:6]}-{tail[6:18]}"


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


class Caller:
    """One workspace, by its admin key."""

    def __init__(self, workspace, home, key):
        self.workspace, self.home, self.key = workspace, home, key

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        request = urllib.request.Request(f"{self.home}{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()}") from error
        return json.loads(text) if text else None

    def fill(self):
        """Puts a thing of every kind; gives what names them, by kind."""
        self.call("PUT", "/v1/workspace", {"name": "Acme", "company": "Acme", "time_zone": "Europe/Riga", "locales": ["en"], "currency": "EUR"})
        for survey, definition in SURVEYS.items():
            self.call("PUT", f"/v1/surveys/{survey}", definition)
        for person, number in PEOPLE.items():
            contact = {"email": f"{person}@example.com", "phone": f"+3712{number:07}", "segment": "vip", "locale": "lv"}
            self.call("PUT", f"/v1/people/{person}", {**contact, "consent": {"sms": {"basis": "consent", "source": "form", "at": now()}}})
        invited = [self.call("POST", "/v1/dispatches", {"key": f"order-{n}", "survey": "nps", "person": "anna", "channel": "link"}) for n in range(4)]
        self.call("POST", "/v1/dispatches", {"key": "mail", "survey": "nps", "person": "berta", "channel": "email"})
        answers = [{"submission_id": made_now(), "survey": "nps", "answers": {"score": score, "comment": "Labi!"}, "person": "anna"} for score in range(7, 11)]
        responses = [self.call("POST", "/v1/responses", answer)["id"] for answer in answers]
        for kind in ["ticket_opened", "ticket_replied", "ticket_resolved"]:
            event = {"event_id": f"{kind}-1", "type": kind, "at": now(), "ticket": "1017", "agent": "mara"}
            self.call("POST", "/v1/events", event if kind != "ticket_opened" else {**event, "person": "anna"})
        suppressed = self.call("PUT", "/v1/suppressions", {"channel": "email", "address": "nobody@example.com", "reason": "unsubscribed"})
        today = datetime.date.today()
        rollup = self.call("POST", "/v1/rollups", {"from": str(today - datetime.timedelta(days=1)), "to": str(today)})
        export = self.call("POST", "/v1/exports", {"survey": "nps", "format": "csv"})
        spare = self.call("POST", "/v1/keys", {"name": "spare", "scopes": ["read"]})
        signs, retired = (self.call("POST", "/v1/link-keys", {}) for _ in range(2))
        self.signs = {"kid": signs["id"], "secret": signs["secret"]}
        return {
            "surveys": list(SURVEYS)[:3], "spare-surveys": list(SURVEYS)[3:], "people": list(PEOPLE)[:2], "spare-people": list(PEOPLE)[2:],
            "dispatches": [one["id"] for one in invited], "responses": responses,
            "links": [one["link"].rsplit("/", 1)[1] for one in invited], "suppressions": [suppressed["id"]], "rollups": [rollup["id"]], "exports": [export["id"]],
            "keys": [spare["id"]], "link-keys": [retired["id"]], "workspaces": [self.workspace], "submissions": [made_now() for _ in range(200)],
            "scores": list(range(11)), "days": [str(today - datetime.timedelta(days=days)) for days in (0, 1, 7)],
        }


class Serving:
    """The program, on a folder and a port of its own, until the block ends. It knows two workspaces."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.home = f"http://127.0.0.1:{probe.getsockname()[1]}"

    def __enter__(self):
        # The folder is made by a first start; the other workspace is there as soon as it has a key.
        self.begin()
        self.end()
        words = ["key", "create", "--data", self.folder / "data", "--workspace", "other", "--scopes", "admin"]
        made = subprocess.run([self.program, *words], check=True, capture_output=True, text=True)
        self.callers = {"default": Caller("default", self.home, key("first")), "other": Caller("other", self.home, made.stdout.strip())}
        self.begin()
        return self

    def begin(self):
        environment = {**os.environ, "ATBALSS_ADMIN_KEY": key("first"), "RUST_LOG": "info,dynoxide=error"}
        words = ["serve", "--data", self.folder / "data", "--listen", self.home.removeprefix("http://")]
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen([self.program, *words], stdout=subprocess.DEVNULL, stderr=log, env=environment)
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{self.home}/healthz", timeout=5).close()
                return
            except OSError:
                assert self.process.poll() is None and time.monotonic() < end, "the program does not serve"
                time.sleep(0.1)

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=30)

    def __exit__(self, *_):
        self.end()

    def unsubscribing(self):
        """The tokens by which somebody ends the mails that were sent by now; waits for the first one."""
        end = time.monotonic() + 30
        while True:
            mails = [mail.read_text(errors="replace") for mail in (self.folder / "data/outbox").glob("*.eml")]
            tokens = re.findall(r"/u/([A-Za-z0-9_-]+)", "".join(mails).replace("=\n", "").replace("\r\n ", ""))
            if tokens:
                return sorted(set(tokens))
            assert time.monotonic() < end, "no mail was written"
            time.sleep(0.2)

    def errors(self):
        """Lines of its log that should never stand there."""
        text = (self.folder / "log").read_text(errors="replace")
        return [line for line in text.splitlines() if re.search(r"panicked| ERROR ", line)]
