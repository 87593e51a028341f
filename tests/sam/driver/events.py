"""Business events: one by one, as a batch, again, and counted."""

import datetime
import json

NDJSON = {"Content-Type": "application/x-ndjson"}


def moment(minutes_ago):
    """A time of today or a little before."""
    at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=minutes_ago)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def ticket(number, kind, minutes_ago, **more):
    """An event of the ticket T-1."""
    return {"event_id": f"helpdesk-{number}", "type": kind, "at": moment(minutes_ago), "ticket": "T-1", **more}


class Events:
    """What a help desk tells of one ticket; the events come in another order than they happened in."""

    def __init__(self, checks, emulators, http):
        self.checks, self.aws, self.http = checks, emulators, http

    def _batch(self, events, headers=NDJSON):
        body = "".join(json.dumps(event) + "\n" for event in events).encode()
        answer = self.http.send("POST", "/v1/events", body, headers)
        return answer, [json.loads(line) for line in answer.text.splitlines()]

    def come_in(self):
        """One event, a batch with a line that is wrong, and all of it again."""
        checks = self.checks
        reply = ticket(2, "ticket_replied", 30, agent="Ilze")
        first = self.http.send("POST", "/v1/events", reply)
        taken = (first.status, first.json) == (201, {"event_id": "helpdesk-2", "outcome": "stored"})
        checks.must(taken, "POST /v1/events is 201 and stored", first)
        again = self.http.send("POST", "/v1/events", reply)
        checks.ok((again.status, again.json.get("outcome")) == (200, "repeated"), "the same event again is 200", again)
        other = self.http.send("POST", "/v1/events", {**reply, "agent": "Juris"})
        checks.ok((other.status, other.json.get("code")) == (409, "event_id_taken"), "another under its id is 409", other)
        batch = [
            ticket(3, "ticket_resolved", 20, agent="Ilze"),
            {"event_id": "helpdesk-4", "type": "order_paid", "at": moment(5), "person": "ann"},
            ticket(1, "ticket_opened", 60, person="ann", channel="email"),
        ]
        answer, lines = self._batch(batch)
        told = [line.get("outcome") or line.get("code") for line in lines]
        checks.must(answer.status == 200 and told == ["stored", "invalid_request", "stored"], "a batch of events", answer)
        named = sorted(it["name"] for it in lines[1].get("invalid_params", []))
        checks.equal(named, ["amount", "currency"], "the line that is wrong is named with its reason")
        _, lines = self._batch(batch, {**NDJSON, "Idempotency-Key": "helpdesk-batch"})
        told = [line.get("outcome") for line in lines]
        checks.equal(told, ["repeated", None, "repeated"], "the batch again stores nothing twice")
        checks.equal(len(self.aws.rows("DataTable", "u#")), 3, "three events, three ids")
        marks = [row["sk"]["S"] for row in self.aws.rows("RollupsTable", "mark#") if "@tickets" in row["sk"]["S"]]
        checks.equal(marks, ["acme#@tickets#T-1"], "the ticket has one mark")
