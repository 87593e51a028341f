"""How long the dashboard's pages take on the demo's data, each beside what it is made of: the API's own questions that it
shows, asked one after the other over one connection, and `GET /healthz`, which is what any request costs. Beside the time
stands the CPU time of the whole process, the database in it included, which other work on the machine hardly moves.

Every round asks everything once, so that other work on the machine meets pages and peers alike. Pages are asked for as a
browser does, signed in and packed. `run` starts it; goals and figures stand in docs/speed.md.
"""

import http.client
import json
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

PROGRAM, ROUNDS = sys.argv[1], int(sys.argv[2])
WARM = 10
# In milliseconds, at the median.
GOAL = 100
# A page may cost so many times its questions.
RATIO = 1.0
DAYS = 30
DIMENSIONS = ["touchpoint", "channel", "segment", "locale", "agent", "variant"]
EVENTS = [
    "gross_churn", "retention", "net_churn", "clv", "first_response", "reply_time", "resolution", "time_to_resolve",
    "first_contact", "transfers", "support_cost", "kept_appointments",
]


class Client:
    """One connection that is kept, as a browser keeps it."""

    def __init__(self, address, headers):
        self.connection = http.client.HTTPConnection(address, timeout=60)
        self.headers = headers

    def ask(self, path, method="GET", body=None, more=None):
        """The milliseconds that it took, and what came."""
        began = time.perf_counter()
        self.connection.request(method, path, body, {**self.headers, **(more or {})})
        answer = self.connection.getresponse()
        content = answer.read()
        return 1000 * (time.perf_counter() - began), answer, content


def started():
    """The demo, its address and its key."""
    demo = subprocess.Popen([PROGRAM, "demo", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    said = ""
    for line in demo.stdout:
        said += line
        if "API key" in line:
            break
    address = re.search(r"Dashboard\s+http://([^/\s]+)/", said).group(1)
    return demo, address, re.search(r"API key\s+(\S+)", said).group(1)


def signed_in(address, key):
    """A browser with a session."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    _, answer, _ = Client(address, {}).ask("/session", "POST", urlencode({"key": key}), form)
    assert answer.status == 303, answer.status
    cookie = answer.getheader("set-cookie").split(";")[0]
    return Client(address, {"cookie": cookie, "accept-encoding": "gzip, deflate, br, zstd", "accept-language": "en"})


def metrics(**asked):
    """A question of the API about the days that a page shows."""
    today = datetime.now(ZoneInfo("Europe/Riga")).date()
    days = {"from": (today - timedelta(days=DAYS - 1)).isoformat(), "to": today.isoformat()}
    return "/v1/metrics?" + urlencode({**days, **asked})


def pages(api):
    """Each page with the questions that it shows the answers to."""
    def listed(path, **asked):
        return json.loads(api.ask(f"{path}?{urlencode(asked)}")[2])

    surveys = [survey for survey in listed("/v1/surveys", limit=100)["data"] if not survey["archived"]]
    customers = [survey["id"] for survey in surveys if not survey.get("enps") and survey["metric"] != "enps"]
    employees = [survey["id"] for survey in surveys if survey["id"] not in customers]
    csat = next(survey["id"] for survey in surveys if survey["metric"] == "csat")
    shown = customers[0]
    response = listed(f"/v1/surveys/{shown}/responses", limit=1)["data"][0]["id"]
    dispatch = listed("/v1/dispatches", limit=1)["data"][0]["id"]

    def both(**asked):
        return [metrics(interval="all", **asked), metrics(interval="week", **asked)]

    def grouped(by, **asked):
        return metrics(interval="all", group_by=by, compare="groups", **asked)

    rates = ["delivery", "response_rate", "completion", "opt_out"]
    return {
        "/": [question for survey in customers for question in both(survey=survey)]
        + [f"/v1/metrics?survey={survey}" for survey in employees]
        + [metrics(metric="response_rate", interval="all", group_by="survey")],
        f"/surveys/{shown}": both(survey=shown)
        + [grouped(by, survey=shown) for by in DIMENSIONS]
        + [metrics(metric="response_rate", survey=shown, interval="all"), f"/v1/surveys/{shown}/responses?limit=100"],
        f"/surveys/{shown}/responses": [f"/v1/surveys/{shown}/responses?limit=50"],
        f"/surveys/{shown}/responses/{response}": [f"/v1/surveys/{shown}/responses/{response}"],
        "/agents": [grouped("agent", survey=csat)]
        + [grouped("agent", metric=name) for name in ("first_response", "resolution", "first_contact")],
        "/operations": [question for name in EVENTS for question in both(metric=name)],
        "/dispatches": [metrics(metric=name, interval="all") for name in rates]
        + [metrics(metric=name, interval="all", group_by="survey,channel") for name in rates[:2]]
        + ["/v1/dispatches?limit=25"],
        f"/dispatches/{dispatch}": [f"/v1/dispatches/{dispatch}"],
        "/rollups": [],
        "/docs": ["/openapi.json"],
    }


def p95(times):
    """The time that 95 of a hundred stay below."""
    return sorted(times)[int(0.95 * (len(times) - 1))]


def cpu(demo):
    """The milliseconds for which all threads of the process ran so far."""
    tasks = Path(f"/proc/{demo.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def measured(demo, browser, api, asked):
    """Each page's times and CPU times, the times of its questions together, and those of `/healthz`."""
    own, work, peers, floor = {page: [] for page in asked}, {page: [] for page in asked}, {page: [] for page in asked}, []
    sizes = {}
    for number in range(WARM + ROUNDS):
        kept = number >= WARM
        for page, questions in asked.items():
            before = cpu(demo)
            took, answer, content = browser.ask(page)
            worked = cpu(demo) - before
            assert answer.status == 200, (page, answer.status)
            sizes[page] = len(content)
            together = 0
            for question in questions:
                one, answer, _ = api.ask(question)
                assert answer.status == 200, (question, answer.status)
                together += one
            if kept:
                own[page].append(took)
                work[page].append(worked)
                peers[page].append(together)
        took, _, _ = api.ask("/healthz")
        if kept:
            floor.append(took)
    return own, work, peers, floor, sizes


def main():
    demo, address, key = started()
    try:
        browser = signed_in(address, key)
        first = browser.ask("/")[0]
        api = Client(address, {"authorization": f"Bearer {key}"})
        asked = pages(api)
        own, work, peers, floor, sizes = measured(demo, browser, api, asked)
    finally:
        demo.terminate()
        demo.wait()
    print(f"first `/` of the process: {first:.1f} ms")
    print(f"GET /healthz: median {median(floor):.2f} ms, p95 {p95(floor):.2f} ms\n")
    print("| page | median, ms | p95, ms | CPU, ms | questions to the API | their sum, ms | page / sum | KB sent |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    missed = []
    for page, times in own.items():
        name = re.sub(r"(rsp|dsp)_\w+", "{id}", page)
        questions, together = len(asked[page]), median(peers[page])
        ratio = median(times) / together if questions else None
        beside = f"{questions} | {together:.1f} | {ratio:.2f}" if questions else "0 | | "
        took = f"{median(times):.1f} | {p95(times):.1f} | {median(work[page]):.1f}"
        print(f"| `{name}` | {took} | {beside} | {sizes[page] / 1000:.1f} |")
        if page == "/" and median(times) >= GOAL:
            missed.append(f"{name} takes {median(times):.1f} ms at the median, less than {GOAL} is the goal")
        if page == "/" and ratio > RATIO:
            missed.append(f"{name} takes {ratio:.2f} times what its questions take, at most {RATIO} is the goal")
    for why in missed:
        print(f"goal missed: {why}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
