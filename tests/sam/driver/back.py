"""What comes back of messages: what SES and carriers tell, what people text, and the links in mails that say stop."""

import datetime
import json
import re
import time
import urllib.parse

from . import program
from .client import FirstForm
from .sam import ADDRESS_KEY

EVE, MAX = "eve.lapina@example.com", "max.ozols@example.com"
PHONE, TEXTS_FROM = "+37126123456", "+37127000000"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def noon_zone():
    """A zone where it is about noon, whenever this runs: texts have quiet hours."""
    ahead = 12 - datetime.datetime.now(datetime.UTC).hour
    # These zones are named the other way round: Etc/GMT-3 is three hours ahead of UTC.
    return f"Etc/GMT{-ahead:+d}" if ahead else "UTC"


def mail_event(kind, request, **what):
    """What SES publishes of a mail: its tags come back."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    tags = {it["Name"]: [it["Value"]] for it in request["EmailTags"]}
    tags["ses:configuration-set"] = [request["ConfigurationSetName"]]
    mail = {"timestamp": now, "messageId": "0100", "destination": request["Destination"]["ToAddresses"], "tags": tags}
    return {"eventType": kind, "mail": mail, kind.lower(): {"timestamp": now, **what}}


def text_event(kind, request):
    """What End User Messaging publishes of a text: its context comes back."""
    number = request["DestinationPhoneNumber"]
    event = {"eventType": kind, "eventVersion": "1.0", "eventTimestamp": time.time_ns() // 1_000_000, "isFinal": True}
    return {**event, "destinationPhoneNumber": number, "messageId": "0200", "context": request["Context"]}


class Back:
    """The steps of what comes back; part of the path."""

    def __init__(self, checks, emulators, sam, http, workspace):
        self.checks, self.aws, self.sam, self.http, self.workspace = checks, emulators, sam, http, workspace
        self.minute = datetime.datetime.now(datetime.UTC)
        self.secrets = [EVE, MAX, PHONE]

    def steps(self):
        """In this order."""
        return [self.knows_more_people, self.shows_previews, self.lists_dispatches, self.suppresses_by_hand,
                self.unsubscribes_by_a_mails_links, self.takes_a_bounce_in, self.texts, self.stops]  # fmt: skip

    def next_minute(self):
        """The event of a schedule, a minute after the last: a minute that was worked off is not worked off again."""
        self.minute = max(datetime.datetime.now(datetime.UTC), self.minute + datetime.timedelta(minutes=1))
        return {"scheduled_time": self.minute.strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _deliver(self, what):
        """Lets due and dispatch do their work for the one message that is due."""
        self.sam.invoke("Due", self.next_minute())
        released = self.aws.receive("DispatchQueue", wait=30)
        self.checks.must(len(released) == 1, f"{what} falls due", [it["Body"] for it in released])
        answer = self.sam.invoke("Dispatch", self.aws.sqs_event("DispatchQueue", released))
        self.aws.delete("DispatchQueue", released)
        self.checks.must(answer == {"batchItemFailures": []}, f"{what} is sent", answer)

    def _tell(self, *events):
        """Puts events into the queue as SNS would, and lets outcome take them in."""
        for event in events:
            self.aws.sqs.send_message(QueueUrl=self.aws.queues["OutcomeQueue"], MessageBody=json.dumps(event))
        messages = self.aws.receive("OutcomeQueue", wait=10)
        answer = self.sam.invoke("Outcome", self.aws.sqs_event("OutcomeQueue", messages))
        self.aws.delete("OutcomeQueue", messages)
        return len(messages) == len(events) and answer == {"batchItemFailures": []}

    def _ask(self, person, channel, survey="later"):
        return self.http.send("POST", "/v1/dispatches", {"survey": survey, "person": person, "channel": channel})

    def _refused(self, answer):
        return answer.status, answer.json.get("outcome"), answer.json.get("reason")

    def _suppressed(self):
        listed = self.http.send("GET", "/v1/suppressions").json.get("data", [])
        return sorted((it["channel"], it["reason"]) for it in listed)

    def _status(self, dispatch):
        return self.http.send("GET", f"/v1/dispatches/{dispatch}").json.get("status")

    def knows_more_people(self):
        later = {"name": "Later", "metric": "csat", "throttle_days": 0}
        answer = self.http.send("PUT", "/v1/surveys/later", later)
        self.checks.must(answer.status == 201, "PUT /v1/surveys/later without a throttle", answer)
        yes = {"basis": "opt_in", "source": "checkout", "at": "2026-01-01T00:00:00Z"}
        people = {
            "eve": {"email": EVE, "consent": {"email": yes}},
            "max": {"email": MAX, "phone": PHONE, "time_zone": noon_zone(), "locale": "en", "consent": {"sms": yes}},
        }
        for person, body in people.items():
            answer = self.http.send("PUT", f"/v1/people/{person}", body)
            self.checks.must(answer.status == 201, f"PUT /v1/people/{person}", answer)

    def shows_previews(self):
        before = self.aws.snapshot()
        mail = self.http.send("GET", "/v1/surveys/later/preview?channel=email")
        shown = {it["locale"]: it for it in mail.json.get("data", [])}
        held = mail.status == 200 and set(shown) == {"en", "lv"} and all(it["bytes"] < 100_000 for it in shown.values())
        self.checks.ok(held, "GET …/preview shows the mail in each language of the survey", mail)
        text = self.http.send("GET", "/v1/surveys/later/preview?channel=sms&locale=en&kind=reminder")
        held = text.status == 200 and [(it["encoding"], it["segments"] <= 2) for it in text.json["data"]] == [("GSM-7", True)]
        self.checks.ok(held, "and the text with its encoding and its segments", text)
        self.checks.ok(before == self.aws.snapshot(), "a preview writes nothing")

    def lists_dispatches(self):
        listed = self.http.send("GET", "/v1/dispatches?survey=nps&status=responded")
        people = sorted(it["person"] for it in listed.json.get("data", []))
        self.checks.equal(people, ["ann", "bob"], "GET /v1/dispatches lists a survey's by status")
        listed = self.http.send("GET", "/v1/dispatches?person=eve")
        self.checks.equal((listed.status, listed.json.get("data")), (200, []), "and a person's")
        again = self._ask("bob", "email", "nps")
        held = self._refused(again) == (202, "skipped", "throttled") and again.json.get("eligible_at")
        self.checks.ok(held, "who was asked by mail is not asked again so soon", again)

    def suppresses_by_hand(self):
        body = {"channel": "email", "address": EVE.upper(), "reason": "asked by phone"}
        first, again = (self.http.send("PUT", "/v1/suppressions", body) for _ in range(2))
        held = (first.status, again.status) == (201, 200) and first.json == again.json
        held = held and re.fullmatch("sup_[0-9a-f]{32}", first.json.get("id", ""))
        self.checks.must(held, "PUT /v1/suppressions names the address by a digest", (first, again))
        self.checks.equal(self._suppressed(), [("email", "asked by phone")], "it is listed")
        answer = self._ask("eve", "email")
        self.checks.equal(self._refused(answer), (202, "skipped", "suppressed"), "and gets nothing")
        gone = self.http.send("DELETE", f"/v1/suppressions/{first.json['id']}")
        self.checks.equal((gone.status, self._suppressed()), (204, []), "until it is taken off")

    def unsubscribes_by_a_mails_links(self):
        asked = self._ask("bob", "email")
        self.checks.must(self._refused(asked) == (202, "scheduled", None), "a survey without a throttle asks again", asked)
        self._deliver("a mail")
        mail = self.aws.mails()[-1]
        self.checks.equal(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click", "the mail has the one-click header")
        links = re.findall(r"<(https?://[^>]+)>", str(mail["List-Unsubscribe"]))
        path = urllib.parse.urlsplit(links[0]).path if links else ""
        self.checks.must(path.startswith("/u/"), "and the link that goes with it", mail["List-Unsubscribe"])
        self.secrets.append(path.removeprefix("/u/"))
        before = self.aws.snapshot()
        page, head = (self.http.send(method, path, key=False) for method in ("GET", "HEAD"))
        held = page.status == head.status == 200 and FirstForm(page.text).method == "post"
        self.checks.ok(held and before == self.aws.snapshot(), "GET of it asks and HEAD is as GET; neither writes", page)
        posted = self.http.send("POST", path, b"List-Unsubscribe=One-Click", FORM, key=False)
        self.checks.must(posted.status == 200, "POST of it, without a key or a cookie, is 200", posted)
        border = "x1"
        parts = f'--{border}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--{border}--\r\n'
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        posted = self.http.send("POST", path, parts.encode(), kind, key=False)
        self.checks.equal(posted.status, 200, "as multipart too")
        self.checks.equal(self._suppressed(), [("email", "unsubscribed")], "the address is suppressed, once")
        answer = self._ask("bob", "email")
        self.checks.equal(self._refused(answer), (202, "skipped", "suppressed"), "and gets nothing any more")
        forged = path[:-4] + ("AAAA" if path[-4:] != "AAAA" else "BBBB")
        self.checks.equal(self.http.send("POST", forged, b"", FORM, key=False).status, 404, "a forged link is 404")

    def takes_a_bounce_in(self):
        asked = self._ask("eve", "email")
        self._deliver("the mail to a dead address")
        request = self.sam.recorders["Dispatch"].mails[-1]
        self.checks.equal(request.get("ConfigurationSetName"), "MailSet", "mails go out with the configuration set")
        dead = {"bouncedRecipients": [{"emailAddress": EVE}], "bounceType": "Permanent", "bounceSubType": "General"}
        bounce, late = mail_event("Bounce", request, **dead), mail_event("Send", request)
        self.checks.must(self._tell(bounce, late, bounce), "outcome takes a bounce in, twice and before the send event")
        self.checks.equal(self._status(asked.json["id"]), "bounced", "the dispatch is bounced, and stays so")
        listed = [("email", "hard_bounce"), ("email", "unsubscribed")]
        self.checks.equal(self._suppressed(), listed, "the address is suppressed, once")
        answer = self._ask("eve", "email")
        self.checks.equal(self._refused(answer), (202, "skipped", "suppressed"), "and gets nothing any more")

        words = ("explain", asked.json["id"], "--workspace", self.workspace)
        told = program.run(self.aws, *words, ATBALSS_ADDRESS_KEY=ADDRESS_KEY)
        held = "bounced    hard_bounce" in told and re.search(r"no +suppression", told) and EVE not in told
        self.checks.ok(held, "atbalss explain tells so, from the stack's own tables", told)

    def texts(self):
        asked = self._ask("max", "sms")
        self.checks.must(self._refused(asked) == (202, "scheduled", None), "a dispatch by sms is scheduled", asked)
        self._deliver("a text")
        texts = self.sam.recorders["Dispatch"].texts
        self.checks.must(len(texts) == 1, "End User Messaging gets one text", len(texts))
        self.text, self.texted = texts[0], asked.json["id"]
        sent = (self.text["DestinationPhoneNumber"], self.text["OriginationIdentity"], self.text["ConfigurationSetName"])
        self.checks.equal(sent, (PHONE, TEXTS_FROM, "TextSet"), "to the person, from the workspace's number")
        links = re.findall(re.escape(self.sam.base) + r"(/s/[A-Za-z0-9_-]{12})(?![A-Za-z0-9_-])", self.text["MessageBody"])
        self.checks.must(len(links) == 1, "with a short link", len(links))
        self.secrets.append(links[0].removeprefix("/s/"))
        page = self.http.send("GET", links[0], key=False)
        self.checks.ok(page.status == 200 and "<form" in page.text, "which opens the survey", page)
        self.checks.ok(self._tell(text_event("TEXT_DELIVERED", self.text)), "outcome takes the carrier's news in")
        self.checks.equal(self._status(self.texted), "delivered", "the dispatch is delivered")

    def stops(self):
        stop = {"originationNumber": PHONE, "destinationNumber": TEXTS_FROM, "messageBody": " Stop! "}
        stop |= {"messageKeyword": "KEYWORD", "inboundMessageId": "0300"}
        held = self._tell(stop) and self._tell(stop)
        self.checks.must(held, "outcome takes a STOP in, and the same again")
        listed = ("sms", "stop")
        self.checks.ok(listed in self._suppressed(), "the number is suppressed", self._suppressed())
        replies = [it["DestinationPhoneNumber"] for it in self.sam.recorders["Outcome"].texts]
        self.checks.equal(replies, [PHONE], "one reply says so")
        answer = self._ask("max", "sms")
        self.checks.equal(self._refused(answer), (202, "skipped", "suppressed"), "and no text goes there any more")
        held = self._tell({**stop, "messageBody": "start", "inboundMessageId": "0301"})
        self.checks.ok(held and listed not in self._suppressed(), "until the person texts START", self._suppressed())
        poison = self.sam.invoke("Outcome", {"Records": [{"messageId": "poison", "body": "{"}]})
        failed = {"batchItemFailures": [{"itemIdentifier": "poison"}]}
        self.checks.equal(poison, failed, "what nobody can read is reported, for the dead-letter queue")
