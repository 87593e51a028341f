"""What is held, and for whom: the dashboard behind a key, an export that is written and fetched, a person who is erased."""

import csv
import gzip
import io
import json
import urllib.parse
import urllib.request

MARKS = ("ann.berzina", "w#acme#p#ann")


class Held:
    """Steps of those who read, and of one who must no longer be read of."""

    def __init__(self, checks, emulators, sam, http):
        self.checks, self.aws, self.sam, self.http = checks, emulators, sam, http

    def steps(self):
        """In this order."""
        return [self.signs_in, self.keeps_what_has_not_changed, self.vouches_for_an_answer, self.writes_an_export, self.tells_all_of_a_person, self.erases]

    def signs_in(self):
        checks = self.checks
        fields = urllib.parse.urlencode({"key": self.http.key}).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.http.send("POST", "/session", fields, headers, key=False)
        cookie = answer.headers.get("set-cookie", "")
        held = answer.status == 303 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
        checks.must(held, "a key becomes a session that scripts and other sites don't get", answer)
        headers = {"Cookie": cookie.split(";")[0], "Accept-Language": "lv", "Accept-Encoding": "gzip"}
        for path in ("/", "/surveys/nps", "/surveys/nps/responses", "/agents", "/operations", "/dispatches", "/rollups"):
            page = self.http.send("GET", path, headers=headers, key=False)
            packed = page.headers.get("content-encoding") == "gzip"
            text = gzip.decompress(page.body).decode() if packed else page.text
            strict = "default-src 'none'" in page.headers.get("content-security-policy", "")
            held = page.status == 200 and packed and strict and '<html lang="lv"' in text
            checks.ok(held, f"GET {path} is a page in Latvian, packed, under the strict policy", (page.status, page.headers))
            bare = self.http.send("HEAD", path, headers=headers, key=False)
            checks.ok(bare.status == 200 and not bare.body, f"HEAD {path} is as GET", bare)
        checks.equal(self.http.send("GET", "/surveys/nps", key=False).status, 401, "without a session it asks for a key")
        docs = self.http.send("GET", "/docs", key=False)
        checks.ok(docs.status == 200 and "/v1/metrics" in docs.text, "GET /docs tells of the API", docs.status)

    def keeps_what_has_not_changed(self):
        first = self.http.send("GET", "/v1/metrics?metric=nps&survey=nps")
        tag = first.headers.get("etag")
        again = self.http.send("GET", "/v1/metrics?metric=nps&survey=nps", headers={"If-None-Match": tag or "none"})
        held = first.status == 200 and tag and again.status == 304 and not again.body
        self.checks.ok(held, "metrics that have not changed are 304", (first.status, tag, again.status))

    def vouches_for_an_answer(self):
        checks = self.checks
        listed = self.http.send("GET", "/v1/surveys/nps/responses").json["data"]
        by_mail = next(it for it in listed if it["channel"] == "email")
        path = f"/v1/surveys/nps/responses/{by_mail['id']}/review"
        for genuine in (True, False):
            said = self.http.send("PUT", path, {"genuine": genuine})
            held = said.status == 200 and said.json["review"]["genuine"] is genuine
            checks.ok(held, f"PUT of a review that says {genuine} is on record", said)
        checks.equal(self.http.send("PUT", path, {"genuine": True}, key=False).status, 401, "a review without a key is 401")

    def _jobs(self, wait=20):
        """Runs the queue of long work empty; what came back."""
        messages = self.aws.receive("JobsQueue", wait)
        answer = self.sam.invoke("Jobs", self.aws.sqs_event("JobsQueue", messages)) if messages else None
        self.aws.delete("JobsQueue", messages)
        return [json.loads(it["Body"]) for it in messages], answer

    def writes_an_export(self):
        checks = self.checks
        asked = self.http.send("POST", "/v1/exports", {"survey": "nps", "format": "csv"})
        checks.must(asked.status == 202 and asked.json.get("id"), "POST /v1/exports is 202", asked)
        path = f"/v1/exports/{asked.json['id']}"
        tasks, answer = self._jobs()
        held = [it["task"] for it in tasks] == ["export"] and answer == {"batchItemFailures": []}
        checks.must(held, "jobs writes it", (tasks, answer))
        seen = self.http.send("GET", path)
        checks.must(seen.json.get("status") == "done" and seen.json.get("url"), "it is done and has a URL", seen)
        with urllib.request.urlopen(seen.json["url"], timeout=60) as file:
            rows = list(csv.DictReader(io.StringIO(file.read().decode("utf-8")), strict=True))
        listed = self.http.send("GET", "/v1/surveys/nps/responses").json["data"]
        wanted = sorted(it["submission_id"] for it in listed)
        checks.equal(sorted(it["submission_id"] for it in rows), wanted, "whoever has the URL gets every answer of the list")
        self.exported = path

    def tells_all_of_a_person(self):
        told = self.http.send("GET", "/v1/people/ann/export")
        held = told.status == 200 and "ann.berzina@example.com" in told.text and "courier" in told.text
        self.checks.ok(held, "GET /v1/people/ann/export tells all that is held", told)

    def erases(self):
        checks = self.checks
        before = self.http.send("GET", "/v1/metrics?metric=nps&survey=nps").json["series"][0]
        checks.ok(any(mark in self.aws.snapshot() for mark in MARKS), "before it, the tables know the person")
        gone = self.http.send("DELETE", "/v1/people/ann")
        checks.must(gone.status in (202, 204), "DELETE /v1/people/ann is taken", gone)
        # The last look comes after more than a minute, when all that was under way has ended.
        tasks, answer = self._jobs(wait=120)
        held = [it["task"] for it in tasks] == ["erase"] and answer == {"batchItemFailures": []}
        checks.ok(held and "ann" not in json.dumps(tasks), "jobs looks once more, by a name that says nothing", (tasks, answer))
        again = self.http.send("DELETE", "/v1/people/ann")
        checks.equal(again.status, 204, "then all of it is done")
        checks.equal(self.http.send("GET", "/v1/people/ann").status, 404, "the person is gone")
        left = [mark for mark in MARKS if mark in self.aws.snapshot()]
        checks.ok(not left, "no table holds their address, or a key with their id", left)
        seen = self.http.send("GET", self.exported)
        checks.ok(seen.json.get("status") == "failed" and not seen.json.get("url"), "exports that held them are gone", seen)
        after = self.http.send("GET", "/v1/metrics?metric=nps&survey=nps").json["series"][0]
        checks.equal(after["counts"], before["counts"], "the counts stay")
