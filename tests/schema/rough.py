"""What no client of HTTP would send, and schemathesis can't: raw bytes on a socket. Whatever comes, the answer is one of the
contract's, never a 5xx, and the program lives."""
import json, re, socket

METHODS = ["get", "put", "post", "delete", "patch", "trace", "options", "head"]
ODD_IDS = ["%00", "%ff", "%c3%28", "%", "%zz", "%2e%2e%2f", "a%2fb", "a" * 5000, "%F0%9F%98%80", "*", "nps%20", "nps;x=1"]
ODD_QUERIES = ["limit=%ff", "limit=%zz", "limit=%00", "%00=1", "limit=1&limit=1", "=", "&&&", "limit", "%F0%9F%98%80=1", "limit=1%26cursor%3D", "cursor=" + "A" * 6000]
GUARDS = ["x-request-id", "x-content-type-options", "content-security-policy", "referrer-policy", "cache-control"]


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        found = re.match(r"HTTP/1\.[01] (\d{3})", first)
        self.status = int(found[1]) if found else None
        self.headers = {}
        for line in lines:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.lower(), value.strip())

    @property
    def code(self):
        try:
            return json.loads(self.body)["code"]
        except (ValueError, KeyError, TypeError):
            return None


class Rough:
    """Sends bytes, and counts what holds."""

    def __init__(self, home, key, document):
        self.port, self.key, self.document = int(home.rsplit(":", 1)[1]), key, document
        self.passed, self.wrong = 0, []

    def raw(self, data, finish=False):
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as peer:
            got = b""
            try:
                peer.sendall(data)
                if finish:
                    peer.shutdown(socket.SHUT_WR)
                while piece := peer.recv(65536):
                    got += piece
            except OSError:
                pass
            return Answer(got)

    def ask(self, method, target, headers=(), body=b"", key=True):
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
        if key:
            lines.append(f"Authorization: Bearer {self.key}")
        if body and not any(line.lower().startswith(("content-length", "transfer-encoding")) for line in headers):
            lines.append(f"Content-Length: {len(body)}")
        return self.raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def check(self, holds, what):
        if holds:
            self.passed += 1
        else:
            self.wrong.append(what)

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method in METHODS:
                    yield method, path, operation


def placed(path, value):
    return re.sub(r"\{[^}]+\}", value, path)


def keyed(operation):
    return any("key" in way for way in operation.get("security", []))


def methods_that_a_path_does_not_take(rough):
    for path, item in rough.document["paths"].items():
        target, taken = placed(path, "nps"), {method.upper() for method in item if method in METHODS}
        # A page for people may be asked for by HEAD wherever GET is; a preflight is for apps alone.
        taken |= {"HEAD"} if "GET" in taken else set()
        for method in ["GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "QUERY", "get", "FOO"]:
            if method in taken:
                continue
            answer = rough.ask(method, target)
            allowed = {name.strip() for name in answer.headers.get("allow", "").split(",")}
            rough.check(answer.status == 405 and answer.code == "method_not_allowed", f"{method} {path} is {answer.status} {answer.code}, expected 405")
            rough.check(taken <= allowed and allowed <= taken | {"OPTIONS"}, f"{method} {path} allows {sorted(allowed)}, takes {sorted(taken)}")


def no_key_before_any_look(rough):
    for method, path, operation in rough.operations():
        if not keyed(operation) or path == "/" or any("session" in way for way in operation["security"]):
            continue
        for value, query, headers, body in [("nps", "", [], b""), ("%00", "?x=%zz", ["Content-Type: text/plain"], b"{"),
                                            ("no", "?limit=x", ["Content-Type: application/json", "Idempotency-Key: "], b"[" * 500),
                                            ("no", "?limit=1&limit=1", ["Content-Type: application/x-ndjson", "Accept: image/png"], b"x" * 20_000)]:
            answer = rough.ask(method.upper(), placed(path, value) + query, headers, body, key=False)
            rough.check((answer.status, answer.code) == (401, "unauthorized"), f"{method} {path} without a key is {answer.status} {answer.code} ({value} {query})")
            rough.check(answer.headers.get("www-authenticate") == "Bearer", f"{method} {path}: WWW-Authenticate {answer.headers.get('www-authenticate')}")


def odd_paths_and_queries(rough):
    for method, path, operation in rough.operations():
        if "{" in path:
            for value in ODD_IDS:
                answer = rough.ask(method.upper(), placed(path, value), ["Content-Type: application/json"], b"{}" if method in ("put", "post") else b"")
                rough.check(answer.status in (400, 404, 405, 406, 409, 414, 415, 422), f"{method} {path} of {value[:20]} is {answer.status}")
        if method == "get" and keyed(operation) and path.startswith("/v1/"):
            for query in ODD_QUERIES:
                answer = rough.ask("GET", f"{placed(path, 'nps')}?{query}")
                rough.check(answer.status is not None and answer.status < 500, f"{path}?{query[:20]} is {answer.status}")
    for path in ["/v1/surveys/", "/v1/surveys/nps/", "//v1/surveys", "/v1//surveys", "/v1/./surveys", "/v1/keys/../surveys", "/V1/surveys", "/v1", "/v1/surveys%2fnps", "/v1/surveys\\nps"]:
        answer = rough.ask("GET", path)
        rough.check(answer.status in (400, 404) and (answer.status == 400 or answer.code in ("no_such_route", "not_found")), f"GET {path} is {answer.status} {answer.code}")


def heads(rough):
    for method, path, _ in rough.operations():
        if method == "get" and "token" not in path:
            whole, head = (rough.ask(name, placed(path, "nps")) for name in ("GET", "HEAD"))
            rough.check((head.status, head.headers.get("content-type"), head.body) == (whole.status, whole.headers.get("content-type"), b""),
                        f"HEAD {path} is {head.status} {head.headers.get('content-type')} {head.body[:20]}, GET is {whole.status}")
            missing = [name for name in GUARDS if name not in whole.headers]
            rough.check(not missing, f"GET {path} is answered without {missing}")


def headers(rough):
    def expect(status, what, *words, **more):
        answer = rough.ask(*words, **more)
        rough.check(answer.status in status, f"{what} is {answer.status} {answer.code}")
    put, people = b'{"locale": "lv"}', "/v1/people/rough"
    for media in ["application/json", "application/json; charset=utf-8", "Application/JSON", "application/json ;charset=\"utf-8\""]:
        expect((200, 201), media, "PUT", people, [f"Content-Type: {media}"], put)
    for media in ["", "text/plain", "application/jsonp", "application/x-www-form-urlencoded", "application/json, text/plain", "json", "\xff", "a" * 9000]:
        expect((415,), f"the media type {media[:20]!r}", "PUT", people, [f"Content-Type: {media}"], put)
    expect((415,), "no media type", "PUT", people, [], put)
    json_of = ["Content-Type: application/json"]
    for body, code in [(b"", 400), (b"\xff", 400), (b"\xef\xbb\xbf{}", 400), (b"{}{}", 400), (b"[" * 100, 400), (b"[]", 400), (b'"x"', 400), (b"nul", 400), (b" " * 17_000, 413)]:
        expect((code,), f"the body {body[:20]}", "PUT", people, [*json_of, f"Content-Length: {len(body)}"], body)
    expect((413,), "a body in chunks past 16 KiB", "PUT", people, [*json_of, "Transfer-Encoding: chunked"], b"4000\r\n" + b" " * 0x4000 + b"\r\n1000\r\n" + b" " * 0x1000 + b"\r\n0\r\n\r\n")
    expect((413,), "a batch past 4 MiB", "POST", "/v1/events", ["Content-Type: application/x-ndjson"], b"\n" * 4_200_000)
    for value in ["", "Bearer", "Bearer ", "Basic abc", "bearer x", "Bearer \xff", "Bearer " + "a" * 20_000, f"Token {rough.key}", rough.key, f"Bearer {rough.key}x", f"Bearer {rough.key[:-1]}"]:
        expect((401,), f"Authorization: {value[:20]!r}", "GET", "/v1/workspace", [f"Authorization: {value}"], key=False)
    for value in [f"bearer {rough.key}", f"BEARER  {rough.key} "]:
        expect((200,), "a scheme is read in any case", "GET", "/v1/workspace", [f"Authorization: {value}"], key=False)
    for value in ["", " ", "a b", "\xe9", "x" * 256]:
        expect((400,), f"Idempotency-Key: {value[:20]!r}", "POST", "/v1/keys", [*json_of, f"Idempotency-Key: {value}"], b'{"scopes": ["read"]}')
    expect((400,), "two idempotency keys", "POST", "/v1/keys", [*json_of, "Idempotency-Key: a", "Idempotency-Key: b"], b'{"scopes": ["read"]}')
    for accept in ["", "*/*", "text/html", "image/png", "application/json;q=0", "a/b;q=x", ",,,", "\xff", "x" * 9000]:
        expect((200,), f"Accept: {accept[:20]!r}", "GET", "/v1/workspace", [f"Accept: {accept}"])
    for name in ["X-Forwarded-For: \xff", "Range: bytes=0-1", "If-None-Match: *,\xff", "Cookie: atbalss_session=\xff; a=b; =", "Host: other", "Accept-Encoding: br;q=x, \xff", "Expect: 100-continue", "X-A: " + "a" * 50_000]:
        expect((200, 304, 400, 431), f"the header {name[:24]!r}", "GET", "/v1/workspace", [name])
    expect((400, 431), "three hundred headers", "GET", "/v1/workspace", [f"X-{number}: 1" for number in range(300)])


def broken(rough):
    """What is no HTTP: answered by 400 or not at all."""
    for data in [b"\r\n\r\n", b"GET\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 1000, b"G" * 100_000,
                 b"GET /v1/workspace HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", b"GET \xff HTTP/1.1\r\nHost: x\r\n\r\n",
                 b"PUT /v1/people/x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"PUT /v1/people/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
                 b"POST /v1/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                 b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"]:
        answer = rough.raw(data, finish=True)
        rough.check(answer.status is None or answer.status < 500, f"{data[:40]} is {answer.status}")
    for target in ["*", "http://elsewhere.example/v1/workspace", "http://localhost/v1/workspace", "/v1/workspace#fragment"]:
        answer = rough.ask("OPTIONS" if target == "*" else "GET", target)
        rough.check(answer.status is not None and answer.status < 500, f"the target {target} is {answer.status}")


def ask_roughly(home, key, document):
    """All of it; how many checks held, and what did not."""
    rough = Rough(home, key, document)
    for part in [methods_that_a_path_does_not_take, no_key_before_any_look, odd_paths_and_queries, heads, headers, broken]:
        part(rough)
    rough.check(rough.ask("GET", "/healthz").status == 200, "the program does not answer any more")
    return rough.passed, rough.wrong
