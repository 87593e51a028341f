"""What strange programs do: a website's page, an app that was offline, a team's own mailer with a link key."""

import hashlib
import hmac
import json
import time
import urllib.parse

from .client import Client, FirstForm, uuid7

SHOP, ELSEWHERE = "https://shop.example", "https://elsewhere.example"
# More than an instance counts by itself, whichever minute each of them falls into.
MANY = 70


def signed_query(kid, secret, workspace, survey, fields):
    """The query of a link, by the rule of docs/links.md."""
    pairs = sorted({**fields, "kid": kid}.items())
    query = "&".join(f"{name}={urllib.parse.quote(value, safe='-._~')}" for name, value in pairs)
    message = f"atbalss-f1\n{workspace}\n{survey}\n{query}"
    return f"{query}&sig={hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()}"


def person_sig(kid, secret, workspace, person, exp):
    """What a team's server gives its app, by the same page."""
    message = f"atbalss-p1\n{workspace}\nexp={exp}&kid={kid}&person={urllib.parse.quote(person, safe='-._~')}"
    return f"{kid}.{exp}.{hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()}"


class Outside:
    """The steps of those who stand outside; part of the path."""

    # What is answered here has surveys of its own, so that the figures of the others stay as they are.
    surveys = {"visit", "offline"}

    def __init__(self, checks, emulators, http, workspace):
        self.checks, self.aws, self.http, self.workspace = checks, emulators, http, workspace
        self.secrets = []

    def steps(self):
        """In this order."""
        return [self.has_surveys, self.answers_browsers, self.makes_a_link_key, self.opens_signed_links,
                self.knows_whom_a_server_vouches_for, self.takes_batches, self.retires_the_link_key]  # fmt: skip

    def has_surveys(self):
        missing = {
            "id": "missing", "type": "multi", "text": {"en": "What was missing?"},
            "options": [{"id": it, "text": {"en": it}} for it in ("speed", "care", "price")],
            "show_if": {"question": "score", "at_most": 3},
        }  # fmt: skip
        visit = {"name": "Visit", "metric": "csat", "look": "stars", "questions": [missing]}
        offline = {"name": "Offline", "metric": "nps"}
        for survey, body in (("visit", visit), ("offline", offline)):
            answer = self.http.send("PUT", f"/v1/surveys/{survey}", body)
            self.checks.must(answer.status == 201, f"PUT /v1/surveys/{survey}", answer)
        made = self.http.send("POST", "/v1/keys", {"name": "the shop's page", "scopes": ["respond"]})
        self.checks.must(made.status == 201, "a key for the page and the app", made.status)
        self.app = Client(self.http.base, made.json["key"])

    def answers_browsers(self):
        def ask(origin, path):
            wants = {"Method": "POST", "Headers": "authorization,content-type"}
            wants = {f"Access-Control-Request-{name}": value for name, value in wants.items()}
            return self.app.send("OPTIONS", path, headers={"Origin": origin, **wants}, key=False)

        for path in ("/v1/responses", "/v1/responses/batch"):
            answer = ask(SHOP, path)
            allowed = answer.headers.get("access-control-allow-origin")
            what = f"a preflight for {path} is answered without a key"
            self.checks.ok((answer.status, allowed) == (204, SHOP), what, answer)
            answer = ask(ELSEWHERE, path)
            held = answer.status == 403 and "access-control-allow-origin" not in answer.headers
            self.checks.ok(held, "and one from an origin that nobody allows is refused", answer)
        body = {"submission_id": uuid7(), "survey": "offline", "answers": {"score": 8}, "channel": "web"}
        answer = self.app.send("POST", "/v1/responses", body, {"Origin": ELSEWHERE})
        held = (answer.status, answer.json.get("code")) == (403, "origin_not_allowed")
        self.checks.ok(held, "a page elsewhere may not post with the key", answer)
        answer = self.app.send("POST", "/v1/responses", body, {"Origin": SHOP})
        held = answer.status == 201 and answer.headers.get("access-control-allow-origin") == SHOP
        held = held and "origin" in answer.headers.get("vary", "").lower()
        self.checks.ok(held, "the shop's page may, and reads the answer", answer)

    def makes_a_link_key(self):
        made = self.http.send("POST", "/v1/link-keys", {})
        held = made.status == 201 and made.json.get("secret")
        self.checks.must(held, "POST /v1/link-keys shows a secret", made.status)
        self.kid, self.secret = made.json["id"], made.json["secret"]
        self.secrets.append(self.secret)
        self.checks.equal(self.app.send("GET", "/v1/link-keys").status, 403, "an app's key may not see link keys")

    def _link(self, **fields):
        query = signed_query(self.kid, self.secret, self.workspace, "visit", fields)
        self.secrets.append(query.rsplit("=", 1)[1])
        return f"/f/{self.workspace}/visit?{query}"

    def _answers(self, survey):
        return self.http.send("GET", f"/v1/surveys/{survey}/responses").json.get("data", [])

    def opens_signed_links(self):
        checks, before = self.checks, self.aws.snapshot()
        exp = str(int(time.time()) + 3600)
        link = self._link(person="bob", order="A/1 ž+~😀", exp=exp)
        self.link = link
        page = self.http.send("GET", f"{link}&score=2&utm_source=mail", key=False)
        held = page.status == 200 and "<form" in page.text
        checks.must(held, "a link that was signed by the documented rule opens", page)
        head = self.http.send("HEAD", link, key=False)
        forged = link[:-1] + ("0" if link[-1] != "0" else "1")
        statuses = (head.status, self.http.send("GET", forged, key=False).status)
        checks.equal(statuses, (200, 404), "HEAD is as GET, and a forged one is 404")
        checks.ok(before == self.aws.snapshot(), "GET and HEAD of a signed link wrote nothing")
        form = FirstForm(page.text)
        held = {"score", "q.missing"} <= set(form.choices)
        checks.must(held, "the form asks for the score and what was missing", vars(form))
        values = {"score": "2", "q.missing": ["speed", "price"], "submission_id": uuid7(seconds_ago=10)}
        for what in ("is taken", "a second time changes nothing"):
            answer = self.http.submit(link, form, values)
            checks.ok(answer.status in (200, 303), f"its form {what}", answer)
        # Another link; its question isn't shown after a high score, so what is answered to it anyway is dropped.
        other = self._link(order="A-2")
        form = FirstForm(self.http.send("GET", other, key=False).text)
        values = {"score": "5", "q.missing": ["care"], "submission_id": uuid7(seconds_ago=10)}
        answer = self.http.submit(other, form, values)
        checks.ok(answer.status in (200, 303), "a link that names nobody takes an answer too", answer)
        seen = sorted(((it["person"] or "", it["answers"]) for it in self._answers("visit")), key=lambda it: it[0])
        wanted = [("", {"score": 5}), ("bob", {"score": 2, "missing": ["price", "speed"]})]
        checks.equal(seen, wanted, "what was picked is stored with the person, and nothing that was not asked")

    def knows_whom_a_server_vouches_for(self):
        exp = int(time.time()) + 3600
        sig = person_sig(self.kid, self.secret, self.workspace, "ann", exp)
        self.secrets.append(sig)
        body = {"survey": "offline", "answers": {"score": 9}, "person_sig": sig}
        answer = self.app.send("POST", "/v1/responses", {**body, "submission_id": uuid7(), "person": "bob"})
        held = (answer.status, answer.json.get("code")) == (400, "invalid_person_sig")
        self.checks.ok(held, "a signature for another person is refused", answer)
        answer = self.app.send("POST", "/v1/responses", {**body, "submission_id": uuid7(), "person": "ann"})
        known = [it["person"] for it in self._answers("offline")]
        self.checks.ok(answer.status == 201 and "ann" in known, "a person with a signature is known", (answer, known))

    def takes_batches(self):
        bodies = [{"submission_id": uuid7(), "survey": "offline", "answers": {"score": 10}} for _ in range(MANY)]
        lines = [json.dumps(body) for body in bodies] + ["not json"]
        batch = "\n".join(lines).encode()
        kind = {"Content-Type": "application/x-ndjson"}
        first, again = (self.app.send("POST", "/v1/responses/batch", batch, kind) for _ in range(2))
        outcomes = [json.loads(line) for line in first.text.splitlines()] if first.status == 200 else []
        ids = [it.get("submission_id") for it in outcomes]
        wanted = [*(it["submission_id"] for it in bodies), None]
        self.checks.must(ids == wanted, "a batch is answered line by line", first)
        self.checks.equal(outcomes[-1].get("code"), "malformed_json", "a line that is wrong holds up no other")
        same = first.body.splitlines()[:-1] == again.body.splitlines()[:-1]
        self.checks.ok(same, "the whole batch again: the same answers")
        self.checks.equal(len(self._answers("offline")), MANY + 2, "each is stored once")
        # What is counted stands in the key of its counter: a key, a survey, an address.
        counted = {row["pk"]["S"].split("#")[2] for row in self.aws.rows("DataTable", "n#")}
        self.checks.ok({"key", "survey"} <= counted, "so many were counted in blocks", counted)

    def retires_the_link_key(self):
        gone = self.http.send("DELETE", f"/v1/link-keys/{self.kid}")
        page = self.http.send("GET", self.link, key=False)
        self.checks.equal((gone.status, page.status), (204, 404), "what a retired link key signed opens nothing")
        listed = self.http.send("GET", "/v1/link-keys").json.get("data", [])
        self.checks.ok([it["id"] for it in listed if it["retired_at"]] == [self.kid], "it stays listed", listed)
