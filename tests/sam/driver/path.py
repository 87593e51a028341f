"""The main job, end to end: a survey goes out, an answer comes back, the rollup counts it."""

import datetime
import json
import re
import urllib.parse
import zoneinfo

from . import figures, template
from .back import TEXTS_FROM, Back
from .client import Client, FirstForm, uuid7
from .events import Events
from .held import Held
from .outside import SHOP, Outside
from .recorder import check_grants

WORKSPACE, ZONE, FROM = "acme", "Europe/Riga", "survey@example.com"
ANN = {"email": "ann.berzina@example.com", "locale": "lv"}
BOB = {"email": "bob.smith@example.com", "locale": "en"}
COMMENT = "The courier was very kind indeed"


class Path:
    """One run through the house; each step stands on those before it."""

    def __init__(self, checks, emulators, sam, key):
        self.checks, self.aws, self.sam = checks, emulators, sam
        self.http = Client(sam.base, key)
        self.stream_at = 0
        self.outside = Outside(checks, emulators, self.http, WORKSPACE)
        self.back = Back(checks, emulators, sam, self.http, WORKSPACE)
        self.events = Events(checks, emulators, self.http)
        self.held = Held(checks, emulators, sam, self.http)

    def steps(self):
        """In this order."""
        return [
            self.answers_at_all, self.settings, self.keys, self.asks, self.sends_the_mail_once, self.shows_pages,
            self.takes_forms_once, self.takes_an_apps_answers_once, self.refuses, *self.outside.steps(), *self.back.steps(),
            self.marks, self.rolls_up, self.reports, self.recomputes_to_the_same_bytes, self.counts_a_late_answer,
            self.events.come_in, self.counts_events, *self.held.steps(),
            self.takes_the_sample_events, self.keeps_people_out_of_logs, self.stays_within_its_roles,
        ]  # fmt: skip

    def answers_at_all(self):
        health = self.http.send("GET", "/healthz", key=False)
        self.checks.must(health.status == 200 and health.json.get("status") == "ok", "GET /healthz is ok", health)
        document = self.http.send("GET", "/openapi.json", key=False)
        described = {(m.upper(), p) for p, calls in document.json.get("paths", {}).items() for m in calls}
        ours = {(m, re.sub(r"{\w+}", "{}", p)) for m, p in template.routes(self.aws.template)}
        missing = sorted(
            (m, p) for m, p in described if m != "PARAMETERS" and (m, re.sub(r"{\w+}", "{}", p)) not in ours
        )
        self.checks.ok(
            described and not missing, "every call of openapi.json has a route in the template", missing or document
        )

    def settings(self):
        workspace = {"name": "Acme", "company": "Acme SIA", "time_zone": ZONE, "locales": ["en", "lv"]}
        workspace |= {"allowed_origins": [SHOP], "brand": {"color": "#0b6e4f"}}
        workspace |= {"sms_sender": TEXTS_FROM, "sms_countries": ["LV"]}
        answer = self.http.send("PUT", "/v1/workspace", workspace)
        self.checks.must(answer.status in (200, 201), "PUT /v1/workspace", answer)
        for survey in ("nps", "csat", "ces"):
            answer = self.http.send("PUT", f"/v1/surveys/{survey}", {"name": f"After {survey}", "metric": survey})
            self.checks.must(answer.status in (200, 201), f"PUT /v1/surveys/{survey} with all defaults", answer)
        consent = {"email": {"basis": "contract", "source": "order", "at": "2026-01-01T00:00:00Z"}}
        for person, fields in (("ann", ANN), ("bob", BOB)):
            answer = self.http.send("PUT", f"/v1/people/{person}", {**fields, "consent": consent})
            self.checks.must(answer.status in (200, 201), f"PUT /v1/people/{person}", answer)

    def keys(self):
        made = self.http.send("POST", "/v1/keys", {"name": "the app", "scopes": ["respond"]})
        self.checks.must(made.status == 201 and made.json.get("key"), "POST /v1/keys shows a new key", made.status)
        app = Client(self.sam.base, made.json["key"])
        self.checks.equal(app.send("GET", "/v1/surveys").status, 403, "a key for answers may not read: 403")
        gone = self.http.send("DELETE", f"/v1/keys/{made.json['id']}")
        revoked = app.send("GET", "/v1/surveys")
        self.checks.ok(gone.status in (200, 204) and revoked.status == 401, "a deleted key is 401", (gone, revoked))

    def asks(self):
        by_link = {"key": "order-1", "survey": "nps", "person": "ann", "channel": "link"}
        answer = self.http.send("POST", "/v1/dispatches", by_link)
        self.link = urllib.parse.urlsplit(answer.json.get("link") or "").path
        held = answer.status == 202 and (answer.json.get("link") or "").startswith(f"{self.sam.base}/s/")
        self.checks.must(held, "a dispatch by link is 202 with a signed link of ours", answer)
        again = self.http.send("POST", "/v1/dispatches", by_link)
        same = (again.json.get("id"), again.json.get("link")) == (answer.json["id"], answer.json["link"])
        self.checks.ok(same, "the same key gives the same dispatch and link", again)
        by_mail = {"key": "order-2", "survey": "nps", "person": "bob", "channel": "email"}
        answer = self.http.send("POST", "/v1/dispatches", {**by_mail, "properties": {"touchpoint": "purchase"}})
        held = answer.status == 202 and answer.json.get("outcome") == "scheduled"
        self.checks.must(held, "a dispatch by email is 202 and scheduled", answer)
        self.by_mail = answer.json["id"]

    def _now(self):
        return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _schedule(self, function):
        return self.sam.invoke(function, {"scheduled_time": self._now()})

    def sends_the_mail_once(self):
        checks = self.checks
        answer = self.sam.invoke("Due", self.back.next_minute())
        checks.must("errorMessage" not in (answer or {}), "due runs on its schedule's event", answer)
        released = self.aws.receive("DispatchQueue", wait=30)
        bodies = [json.loads(it["Body"]) for it in released]
        wanted = {"workspace": WORKSPACE, "dispatch": self.by_mail, "message": 0}
        checks.must(bodies == [wanted], "due puts the mail, and nothing else, into the queue", bodies)
        event = self.aws.sqs_event("DispatchQueue", released)
        answer = self.sam.invoke("Dispatch", event)
        checks.must(answer == {"batchItemFailures": []}, "dispatch takes the message from the queue", answer)
        self.sam.invoke("Dispatch", event)
        self.aws.delete("DispatchQueue", released)
        mails = self.aws.mails()
        checks.must(len(mails) == 1, "SES gets one mail, though the message came twice", f"{len(mails)} mails")
        mail = mails[0]
        addressed = BOB["email"] in str(mail["To"]) and FROM in str(mail["From"]) and mail["Message-ID"]
        checks.ok(addressed, "the mail is to the person, from our address, with an id", dict(mail.items()))
        parts = {it.get_content_type(): it.get_content() for it in mail.walk() if not it.is_multipart()}
        checks.ok({"text/plain", "text/html"} <= set(parts), "the mail has a text and an HTML part", list(parts))
        links = re.findall(re.escape(self.sam.base) + r"(/s/[A-Za-z0-9_-]+)", parts.get("text/plain", ""))
        checks.must(len(set(links)) >= 1, "the mail's text has the survey link", parts.get("text/plain", "")[:400])
        self.mailed_link = links[0]
        self.sam.invoke("Due", self.back.next_minute())
        checks.equal(len(self.aws.receive("DispatchQueue")), 0, "a sent mail does not fall due again")
        seen = self.http.send("GET", f"/v1/dispatches/{self.by_mail}")
        checks.equal(seen.json.get("status"), "sent", "GET /v1/dispatches says that it is sent")

    def shows_pages(self):
        before = self.aws.snapshot()
        page = self.http.send("GET", f"{self.link}?score=9", key=False)
        shown = page.status == 200 and page.headers.get("content-type", "").startswith("text/html")
        self.checks.must(shown and "<form" in page.text, "GET of the link shows the survey", page)
        policy = page.headers.get("content-security-policy", "")
        self.checks.ok("default-src 'none'" in policy, "the page has the strict policy", policy)
        head = self.http.send("HEAD", self.link, key=False)
        self.checks.ok(head.status == 200 and not head.body, "HEAD is as GET, without the body", head)
        forged = self.link[:-4] + ("AAAA" if self.link[-4:] != "AAAA" else "BBBB")
        self.checks.equal(self.http.send("GET", forged, key=False).status, 404, "a forged link is 404")
        self.checks.ok(before == self.aws.snapshot(), "GET and HEAD wrote nothing")

    def takes_forms_once(self):
        for link, score in ((self.link, 10), (self.mailed_link, 6)):
            form = FirstForm(self.http.send("GET", link, key=False).text)
            names = [name for name, values in form.choices.items() if str(score) in values]
            self.checks.must(
                form.method == "post" and names == ["score"], "the first form asks for the score", vars(form)
            )
            values = {"score": str(score), "comment": COMMENT, "submission_id": uuid7(seconds_ago=10)}
            first = self.http.submit(link, form, values)
            self.checks.must(first.status in (200, 303), f"POST of the form with {score} is taken", first)
            rows = self.aws.rows("DataTable", "r#")
            again = self.http.submit(link, form, values)
            held = again.status in (200, 303) and rows == self.aws.rows("DataTable", "r#")
            self.checks.ok(held, "the same POST again changes nothing", again)
        self.checks.equal(len(self.aws.rows("DataTable", "r#")), 2, "two forms, two rows")
        again = self.http.send("GET", self.link, key=False)
        self.checks.ok(
            again.status == 200 and "text/html" in again.headers["content-type"], "an answered link is friendly", again
        )

    def _post(self, survey, score, **more):
        body = {"submission_id": uuid7(), "survey": survey, "answers": {"score": score}, "channel": "app", **more}
        return body, self.http.send("POST", "/v1/responses", body)

    def takes_an_apps_answers_once(self):
        for survey, scores in (("nps", (9, 7)), ("csat", (5, 4, 2)), ("ces", (7, 5, 3, 1))):
            for score in scores:
                # Under a key that may send, the person named is known.
                body, first = self._post(survey, score, **({"person": "ann"} if score == 9 else {}))
                same = self.http.send("POST", "/v1/responses", body)
                held = (first.status, same.status) == (201, 200) and first.json == same.json
                what = f"POST /v1/responses {survey} {score}: 201, the same again 200 and the same body"
                self.checks.ok(held, what, (first, same))
        self.checks.equal(len(self.aws.rows("DataTable", "r#")), 11, "eleven answers, eleven rows")

    def refuses(self):
        before = self.aws.rows("DataTable", "r#")
        bad = {"submission_id": "b1946ac9-2491-4d29-9f2c-0d4e2f5b3c11", "survey": "nps", "answers": {"score": 11}}
        answer = self.http.send("POST", "/v1/responses", bad)
        problem = answer.headers.get("content-type", "").startswith("application/problem+json")
        named = [it.get("name") for it in answer.json.get("invalid_params", [])]
        self.checks.ok(answer.status == 400 and problem and len(named) >= 1, "bad input gets problem+json", answer)
        answer = self.http.send("POST", "/v1/responses", bad, key=False)
        self.checks.equal(answer.status, 401, "no key is 401")
        self.checks.ok(before == self.aws.rows("DataTable", "r#"), "refused input stores nothing")

    def _react(self):
        event, self.stream_at = self.aws.stream_event("DataTable", self.stream_at)
        return event, self.sam.invoke("React", event)

    def marks(self):
        event, answer = self._react()
        keys_only = all(set(it["dynamodb"]) & {"NewImage", "OldImage"} == set() for it in event["Records"])
        self.checks.ok(
            len(event["Records"]) >= 11 and keys_only,
            "the stream has every answer, by its keys alone",
            len(event["Records"]),
        )
        self.checks.must(answer == {"batchItemFailures": []}, "react takes the records of the stream", answer)
        marks = {row["sk"]["S"].split("#")[1] for row in self.aws.rows("RollupsTable", "mark#")}
        wanted = {"nps", "csat", "ces", "@dispatches", *self.outside.surveys}
        self.checks.equal(marks, wanted, "each survey has a mark, and so have the dispatches")

    def _work_off(self):
        """Runs the rollup queue empty; how many tasks there were, and whether all went well."""
        done, failures = 0, []
        for _ in range(20):
            messages = self.aws.receive("RollupQueue")
            # The sum of a day waits some seconds for others that it counts too.
            if not messages and self.aws.rows("RollupsTable", "mark#"):
                messages = self.aws.receive("RollupQueue", wait=8)
            if not messages:
                break
            answer = self.sam.invoke("Rollup", self.aws.sqs_event("RollupQueue", messages))
            if answer != {"batchItemFailures": []}:
                failures.append(answer)
            self.aws.delete("RollupQueue", messages)
            done += len(messages)
        return done, failures

    def rolls_up(self):
        answer = self._schedule("Rollup")
        self.checks.must("errorMessage" not in (answer or {}), "rollup runs on its schedule's event", answer)
        done, failures = self._work_off()
        self.checks.must(done >= 3 and not failures, "rollup works its queue off", (done, failures))
        self.checks.equal(self.aws.rows("RollupsTable", "mark#"), [], "no mark is left")

    def _days(self):
        today = datetime.datetime.now(zoneinfo.ZoneInfo(ZONE)).date()
        return today - datetime.timedelta(days=1), today + datetime.timedelta(days=1)

    def _metric(self, metric, **query):
        start, end = self._days()
        query = {"metric": metric, "survey": metric, "from": start, "to": end, "interval": "all", **query}
        answer = self.http.send("GET", "/v1/metrics?" + urllib.parse.urlencode(query))
        return answer, answer.json.get("series", [])

    def _exact(self, metric, scores, wanted):
        answer, series = self._metric(metric)
        what = f"GET /v1/metrics {metric}"
        self.checks.must(answer.status == 200 and len(series) == 1, f"{what} is one figure", answer)
        self.checks.equal(series[0]["n"], len(scores), f"{what}: n is {len(scores)}")
        self.checks.equal(series[0]["counts"]["scores"], figures.counts(scores), f"{what}: counts are exact")
        for name, figure in wanted.items():
            self.checks.near(series[0][name], figure, f"{what}: {name} is {figure:.6f}")
        return series[0]

    def reports(self):
        self.before = self._exact("nps", [10, 6, 9, 7], figures.nps([10, 6, 9, 7]))
        self._exact("csat", [5, 4, 2], figures.share(2, 3))
        self._exact("ces", [7, 5, 3, 1], figures.share(2, 4))
        _, days = self._metric("nps", interval="day")
        self.checks.equal(
            sorted((it["n"], it["value"]) for it in days)[:2], [(0, None), (0, None)], "days without answers are null"
        )
        _, groups = self._metric("nps", group_by="channel")
        by_channel = {it.get("group", {}).get("channel"): it["n"] for it in groups}
        self.checks.equal(
            by_channel, {"link": 1, "email": 1, "app": 2}, "by channel: one link, one mail, two of the app"
        )
        _, groups = self._metric("nps", group_by="touchpoint")
        by_touchpoint = {it.get("group", {}).get("touchpoint"): it["n"] for it in groups}
        self.checks.equal(by_touchpoint.get("purchase"), 1, "by touchpoint: one purchase")
        listed = self.http.send("GET", "/v1/surveys/nps/responses")
        self.checks.equal(len(listed.json.get("data", [])), 4, "GET …/responses lists the four answers")
        signed_out = self.http.send("GET", "/", key=False)
        self.checks.ok(signed_out.status in (200, 302, 303, 401), "GET / asks for a key", signed_out)

    def _counted(self):
        """What was counted, without what tells of the run itself: fences and requests."""
        return [row for prefix in ("t#", "c#") for row in self.aws.rows("RollupsTable", prefix)]

    def recomputes_to_the_same_bytes(self):
        before, (start, end) = self._counted(), self._days()
        asked = self.http.send("POST", "/v1/rollups", {"from": str(start), "to": str(end)})
        self.checks.must(asked.status == 202 and asked.json.get("id"), "POST /v1/rollups is 202", asked)
        done, failures = self._work_off()
        self.checks.ok(done >= 2 and not failures, "the request becomes a message for each bucket", (done, failures))
        seen = self.http.send("GET", f"/v1/rollups/{asked.json['id']}")
        self.checks.equal(
            (seen.json.get("status"), seen.json.get("changed")), ("done", 0), "it is done and changed nothing"
        )
        self.checks.ok(before and before == self._counted(), "counted twice, the same bytes")

    def counts_a_late_answer(self):
        _, answer = self._post("nps", 0)
        self.checks.must(answer.status == 201, "one more answer comes", answer)
        _, answer = self._react()
        self._schedule("Rollup")
        done, failures = self._work_off()
        self.checks.ok(
            answer == {"batchItemFailures": []} and done == 1 and not failures,
            "it marks its own survey alone",
            (answer, done, failures),
        )
        after = self._exact("nps", [10, 6, 9, 7, 0], figures.nps([10, 6, 9, 7, 0]))
        self.checks.ok(
            after["revision"] > self.before["revision"],
            "the revision grew",
            (self.before["revision"], after["revision"]),
        )

    def counts_events(self):
        self._schedule("Rollup")
        done, failures = self._work_off()
        # The timeline, then the days that it touches.
        self.checks.must(done >= 2 and not failures, "the rollup folds the ticket and counts its days", (done, failures))
        start, end = self._days()
        # Opened an hour ago and resolved; a first response would still have time.
        query = {"metric": "resolution", "from": start, "to": end, "interval": "all"}
        answer = self.http.send("GET", "/v1/metrics?" + urllib.parse.urlencode(query))
        series = answer.json.get("series") or [{}]
        self.checks.equal((series[0].get("n"), series[0].get("value")), (1, 100.0), "GET /v1/metrics resolution counts the ticket")

    def takes_the_sample_events(self):
        samples = {"due": "Due", "dispatch-sqs": "Dispatch", "outcome-sqs": "Outcome", "react-stream": "React", "jobs-sqs": "Jobs"}
        for sample, function in {**samples, "rollup-schedule": "Rollup", "rollup-sqs": "Rollup"}.items():
            with open(f"infra/events/{sample}.json", encoding="utf-8") as file:
                answer = self.sam.invoke(function, json.load(file))
            # What they name need not exist here; that they can be read is what counts.
            self.checks.ok("errorMessage" not in (answer or {}), f"{function} reads infra/events/{sample}.json", answer)

    def keeps_people_out_of_logs(self):
        with open(self.sam.logs, encoding="utf-8") as log:
            # SAM's own server writes an access line for each request, path and all; no gateway of ours does (AccessLogSettings).
            text = "".join(line for line in log if not re.search(r" - - \[\d\d/\w{3}/\d{4} ", line))
        lines = self.sam.function_lines()
        self.checks.ok(len(lines) > 0, "the functions log JSON lines")
        found = [it for it in (ANN["email"], BOB["email"], COMMENT, *self.outside.secrets, *self.back.secrets) if it in text]
        self.checks.ok(not found, "no address, no comment, no secret and no signature stands in a log", found)

    def stays_within_its_roles(self):
        check_grants(self.checks, self.aws.template, self.sam.recorders)
