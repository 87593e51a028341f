"""What schemathesis can't know by the document. How bodies of NDJSON are written. Their schema is a text, so schemathesis makes texts: each is grown into lines that are right,
half right, and no JSON at all.
How a link of a team's own is signed; and that an `Idempotency-Key` is most often a new one."""
import hashlib, hmac, itertools, json, os, random, urllib.parse

import schemathesis

MEDIA = "application/x-ndjson"
RIGHT = {
    "/v1/events": {"event_id": "e-1", "type": "ticket_opened", "at": "2026-11-20T10:00:00Z", "ticket": "1017", "person": "anna"},
    "/v1/dispatches/batch": {"key": "order-1", "survey": "nps", "person": "anna", "channel": "link"},
    "/v1/responses/batch": {"submission_id": "0", "survey": "nps", "answers": {"score": 9}, "finished": True},
}
VALUES = [None, True, 0, -1, 9.5, 10**30, "", "anna", "nps", "ē\u0000\n", [], [[]], {}, {"score": 9}, "2026-11-20T10:00:00Z"]


def line(chance, right):
    """A body of the route with up to three of its fields changed, left out or added; now and then something else."""
    if chance.random() < 0.2:
        return chance.choice(["", "{", "[]", "null", '"x"', '{"a":1,"a":2}', "[[[[[[[[[]]]]]]]]]", '"\\ud800"', "\ufeff{}"])
    body = dict(right)
    for _ in range(chance.randrange(4)):
        field = chance.choice([*right, "colour"])
        if chance.random() < 0.3:
            body.pop(field, None)
        else:
            body[field] = chance.choice(VALUES)
    return json.dumps(body)


@schemathesis.hook
def map_body(context, body):
    right = RIGHT.get(context.operation.path)
    if right is None or not isinstance(body, str):
        return body
    chance = random.Random(body)
    return body if chance.random() < 0.2 else "\n".join(line(chance, right) for _ in range(chance.randrange(1, 6)))


@schemathesis.serializer(MEDIA)
def written(context, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}


@schemathesis.hook
def filter_case(context, case):
    # A number or a list can't be sent as NDJSON: it would be the text of one, which is right by the schema.
    return case.media_type != MEDIA or isinstance(case.body, (str, bytes))


SIGNED = ["agent", "exp", "kid", "locale", "order", "person", "ticket", "touchpoint", "variant"]
NUMBERS = itertools.count()


@schemathesis.hook
def map_case(context, case):
    if case.path == "/f/{workspace}/{survey}" and case.meta.generation.mode.is_positive:
        sign(case)
    key = case.headers.get("Idempotency-Key")
    if isinstance(key, str) and 0 < len(key) < 200 and key.isascii() and key.isprintable() and " " not in key and random.Random(key).random() < 0.8:
        case.headers["Idempotency-Key"] = f"{key}-{next(NUMBERS)}"
    return case


def sign(case):
    """Signs the link by docs/links.md, as it stands."""
    key = json.loads(os.environ["LINK_KEY"])
    query = {**case.query, "kid": key["kid"]}
    # An end that is a number lies ahead.
    query.update({"exp": "4102444800"} if "exp" in query else {})
    fields = [f"{name}={urllib.parse.quote(str(query[name]), safe='-._~')}" for name in SIGNED if name in query]
    message = "\n".join(["atbalss-f1", str(case.path_parameters["workspace"]), str(case.path_parameters["survey"]), "&".join(fields)])
    query["sig"] = hmac.new(key["secret"].encode(), message.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    case.query = query
