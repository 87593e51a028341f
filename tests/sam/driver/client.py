"""An HTTP client as strange programs are: a mailer, an app, a browser without JavaScript."""

import http.client
import json
import os
import time
import urllib.parse
import uuid
from html.parser import HTMLParser


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        """The body as JSON; an empty object where it isn't."""
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def text(self):
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def __repr__(self):
        return f"{self.status} {self.text[:300]}"


class Client:
    """Follows no redirects and keeps no cookies."""

    def __init__(self, base, key=None):
        self.base, self.key = base, key

    def send(self, method, path, body=None, headers=None, key=True):
        """One request; `body` is JSON, or bytes as they are."""
        url = urllib.parse.urlsplit(urllib.parse.urljoin(self.base, path))
        headers = dict(headers or {})
        if key and self.key:
            headers.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=60)
        try:
            target = url.path + (f"?{url.query}" if url.query else "")
            connection.request(method, target, body=body, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def submit(self, page_path, form, values):
        """Sends a form as a browser would, with these values for some of its fields."""
        fields = [(name, values.get(name, value)) for name, value in form.fields]
        fields += [(name, values[name]) for name in form.choices if name in values]
        target = urllib.parse.urljoin(urllib.parse.urljoin(self.base, page_path), form.action or "")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        # A list stands for several boxes that were ticked.
        return self.send("POST", target, urllib.parse.urlencode(fields, doseq=True).encode(), headers, key=False)


class FirstForm(HTMLParser):
    """The first form of a page: its action, its fields with their values, and what can be picked."""

    def __init__(self, page):
        super().__init__()
        self.action, self.method = None, None
        self.fields, self.choices = [], {}
        self._state = "before"
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and self._state == "before":
            self._state = "in"
            self.action, self.method = attrs.get("action"), (attrs.get("method") or "get").lower()
        if self._state != "in" or not attrs.get("name"):
            return
        if tag == "input" and attrs.get("type") in ("radio", "checkbox"):
            self.choices.setdefault(attrs["name"], []).append(attrs.get("value"))
        elif tag == "textarea" or (tag == "input" and attrs.get("type") not in ("submit", "button")):
            self.fields.append((attrs["name"], attrs.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form" and self._state == "in":
            self._state = "after"


def uuid7(seconds_ago=0):
    """A UUIDv7, as an app makes one when somebody begins to answer. A page's form has one too; with an older one in its
    place it is the form of somebody who took their time, and not of a machine."""
    random = int.from_bytes(os.urandom(10), "big")
    bits = (time.time_ns() // 1_000_000 - 1000 * seconds_ago) << 80 | random
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))
