"""`GET /v1/metrics` asked in many ways, and each number of it held against the plain recomputation."""
import collections, concurrent.futures, itertools, json, math, random, time, urllib.parse

import answers, clock, settled, recompute

SMALL = {"net", "shares", "means", "spreads"}
TICKET_DIMS = ["agent", "category", "channel", "segment"]
DIMS = {
    **dict.fromkeys(["gross_churn", "retention", "net_churn", "clv"], ["plan", "segment"]),
    **dict.fromkeys(["first_response", "reply_time", "resolution", "time_to_resolve", "first_contact", "transfers", "kept_appointments"], TICKET_DIMS),
    "support_cost": ["agent", "category", "channel"],
    **dict.fromkeys(["delivery", "response_rate", "completion", "opt_out"], ["segment", "variant", "channel", "survey"]),
}
EVENT_DIMS = ["agent", "automatic", "by", "category", "channel", "plan", "segment"]
ANSWER_DIMS = ["agent", "channel", "locale", "segment", "touchpoint", "variant", "version"]


def periods(first, last, interval):
    """Name and days of each period, cut at the ends of the range."""
    names = {"day": str, "week": lambda day: "{}-W{:02}".format(*day.isocalendar()[:2]), "month": lambda day: f"{day:%Y-%m}", "all": lambda day: "all"}
    days = [first + clock.DAY * number for number in range((last - first).days + 1)]
    return [(name, (whole := list(part))[0], whole[-1]) for name, part in itertools.groupby(days, names[interval])]


def before(first, last, interval):
    if interval == "week":
        return first - clock.DAY * 7, last - clock.DAY * 7
    to = first - clock.DAY
    whole = interval == "month" and first.day == 1 and (last + clock.DAY).day == 1
    return (to.replace(day=1) if whole else to - (last - first)), to


class Comparison:
    def __init__(self, serving, year, happened, told, mails, seed):
        self.serving, self.year, self.happened, self.mails, self.dice = serving, year, happened, mails, random.Random(seed)
        self.first, self.last = year.first - clock.DAY, year.last + clock.DAY
        self.own = {survey: answers.judged(survey, told, happened.spells) for survey in settled.SURVEYS}
        self.by_day = {survey: collections.defaultdict(list) for survey in settled.SURVEYS}
        for survey, own in self.own.items():
            for answer in own:
                self.by_day[survey][answer["day"]].append(answer)
        self.numbers, self.business = 0, 0

    def within(self, survey, a, b):
        by_day = self.by_day[survey]
        days = (a + clock.DAY * number for number in range((b - a).days + 1))
        return [answer for day in days for answer in by_day.get(day, ())]

    # What is asked.

    def of_answers(self, survey):
        dims = ANSWER_DIMS + settled.SURVEYS[survey][0].get("dimensions", [])
        yield from self.ways({"survey": survey}, dims, lambda a, b, fits, now: self.answered(survey, a, b, fits))

    def answered(self, survey, a, b, fits):
        chosen = [answer for answer in self.within(survey, a, b) if fits(answer["around"])]
        wanted, given = answers.number(survey, chosen)
        return {**wanted, "something": any("score" in answer["answers"] for answer in chosen)}, given

    def of_questions(self, survey, metric):
        def make(a, b, fits, now):
            chosen = [answer for answer in self.within(survey, a, b) if fits(answer["around"])]
            return answers.own_number(metric, chosen)
        yield from self.ways({"survey": survey, "metric": metric["id"]}, ANSWER_DIMS, make)

    def of_events(self, metric):
        make = lambda a, b, fits, now: self.happened.own_number(metric, a, b, fits)
        yield from self.ways({"metric": metric["id"]}, EVENT_DIMS, make)

    def of_things(self, metric):
        make = lambda a, b, fits, now: self.happened.number(metric, a, b, fits, now, self.business)
        yield from self.ways({"metric": metric}, DIMS[metric], make)

    def of_mails(self, metric):
        def make(a, b, fits, now):
            sent = [mail for mail in self.mails if a <= mail["day"] <= b and fits({"survey": "mailed", "channel": "email", "segment": mail["segment"], "variant": mail["variant"]})]
            count = lambda *words: sum(mail["what"] in words for mail in sent)
            k, n, name = {"delivery": (len(sent), len(sent), {"sent": len(sent), "bounced": 0}),
                          "response_rate": (count("answer", "half"), len(sent), {"sent": len(sent), "bounced": 0, "answered": count("answer", "half")}),
                          "completion": (count("answer"), count("answer", "half"), {"begun": count("answer", "half"), "finished": count("answer")}),
                          "opt_out": (count("stop"), len(sent), {"sent": len(sent), "bounced": 0, "unsubscribed": count("stop")})}[metric]
            waits = metric == "response_rate" and count("answer", "half") < len(sent)
            return {**recompute.share(k, n), "counts": name, "provisional": waits}, ("shares", (k, n))
        for query in self.ways({"metric": metric}, DIMS[metric], make):
            if query[0]["interval"] in ("month", "all"):
                yield query
                yield ({**query[0], "survey": "mailed"}, *query[1:])

    def ways(self, base, dims, make):
        base = {**base, "from": str(self.first), "to": str(self.last)}
        for interval in ("day", "week", "month", "all"):
            yield {**base, "interval": interval, **({"compare": "previous"} if interval in ("week", "month") else {})}, [], make
        for name in dims:
            yield {**base, "interval": "all", "group_by": name, "compare": "groups"}, [name], make
        for name in self.dice.sample(dims, min(len(dims), 3)):
            yield {**base, "interval": "month", "group_by": name}, [name], make
        name = self.dice.choice(dims)
        yield {**base, "interval": "day", "group_by": name, "from": str(self.last - clock.DAY * 60)}, [name], make
        if len(dims) > 1:
            pair = self.dice.sample(dims, 2)
            yield {**base, "interval": "all", "group_by": ",".join(pair)}, pair, make
            yield {**base, "interval": "month", "group_by": ",".join(reversed(pair))}, pair[::-1], make

    # How it is compared.

    def check(self, queries):
        """The differences in all answers to these queries."""
        queries = list(queries)

        def ask(query):
            at = time.time() * 1000
            status, text = self.serving.ask("GET", "/v1/metrics?" + urllib.parse.urlencode(query[0]))
            return at, status, text

        wrong, before, self.valued = [], self.numbers, 0
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for (query, names, make), (at, status, text) in zip(queries, pool.map(ask, queries)):
                if status != 200:
                    wrong.append(f"{query}: {status} {text[:300]}")
                    continue
                found = self.held_against(query, names, make, json.loads(text), int(at))
                wrong += [f"{json.dumps(query)} {line}" for line in found]
        return wrong, self.numbers - before

    def held_against(self, query, names, make, answer, now):
        first, last = (clock.datetime.date.fromisoformat(query[end]) for end in ("from", "to"))
        today = clock.day_of(now, answer["time_zone"])
        spans = periods(first, last, query["interval"])
        key_of = lambda entry: tuple(entry.get("group", {}).get(name) for name in names)
        found = {(entry["period"], key_of(entry)): entry for entry in answer["series"]}
        if len(found) != len(answer["series"]):
            yield "an entry stands twice"
        groups = sorted({key for _, key in found}, key=str) if names else [()]
        if {name for name, _ in found} != {name for name, _, _ in spans} and found:
            yield f"periods {sorted({name for name, _ in found})[:5]}…"
        fits_of = lambda group: (lambda dims: all(dims.get(name) == value for name, value in zip(names, group)))
        for name, a, b in spans:
            inputs = []
            for group in groups:
                entry = found.get((name, group))
                if entry is None:
                    yield f"{name} {group} is not there"
                    continue
                wanted, given = make(a, b, fits_of(group), now)
                inputs.append(given)
                self.numbers += 1
                self.valued += wanted["value"] is not None
                wanted.update({"from": str(a), "to": str(b)})
                yield from (f"{name} {group}: {line}" for line in differs(entry, wanted, given, today))
                # One more must be seen to be wrong, or the comparison compares nothing.
                if len(inputs) == 1 and not any(differs({**entry, "n": entry["n"] + 1}, wanted, given, today)):
                    yield f"{name} {group}: one more is not noticed"
                if query.get("compare") == "previous":
                    if a > today:
                        continue
                    c, d = before(a, b, query["interval"])
                    earlier, its = make(c, d, fits_of(group), now)
                    yield from (f"{name} {group} before: {line}" for line in compared(entry.get("comparison"), given, its))
                    told = entry["previous"]
                    yield from (f"{name} previous.{line}" for line in unequal(told, {"from": str(c), "to": str(d), "n": earlier["n"], "value": earlier["value"]}))
            if query.get("compare") == "groups" and len(inputs) == len(groups):
                # Who has no value in a dimension is no group to be compared with.
                named = [place for place, group in enumerate(groups) if None not in group]
                for group in (group for group in groups if None in group):
                    if found[name, group].get("against_rest") is not None:
                        yield f"{name} {group}: it is compared"
                yield from against_rest([found[name, groups[place]] for place in named], [inputs[place] for place in named])
            # Together the groups are the whole, so no group is missing.
            if names and len(inputs) == len(groups):
                if a > today:
                    continue
                whole, given = make(a, b, lambda dims: True, now)
                parts = sum(make(a, b, fits_of(group), now)[0]["n"] for group in groups)
                if parts != whole["n"]:
                    yield f"{name}: the groups have {parts} of {whole['n']}"


def differs(entry, wanted, given, today):
    if clock.datetime.date.fromisoformat(wanted["from"]) > today and not any(entry["counts"].get(name) for name in wanted["counts"] if name not in ("scores", "classes")):
        # Of days to come nothing is known but what is planned.
        wanted = {"n": 0, "value": None, "low": None, "high": None, "margin": None, "missing": True, "reason": "to_come", "from": wanted["from"], "to": wanted["to"]}
        yield from unequal(entry, wanted)
        return
    wanted = dict(wanted)
    something = wanted.pop("something", wanted["n"] > 0)
    reason = wanted.pop("reason", None if wanted["value"] is not None else "no_data")
    wanted["reason"] = reason
    wanted.setdefault("provisional", False)
    n = wanted["n"]
    kind = given and given[0]
    counted = wanted.pop("counted", None)
    small = None if (kind is None and counted is None) or n == 0 or n >= 30 else "counts_only" if n < 10 else "no_rank"
    wanted["small_n"] = small
    wanted["counted"] = counted if small == "counts_only" else None
    if small == "counts_only" and kind == "shares":
        wanted["counted"] = f"{given[1][0]} of {given[1][1]}"
    if small == "counts_only" and kind == "net":
        wanted["counted"] = f"{given[1][0]} promoter{'s' * (given[1][0] != 1)}, {given[1][2]} detractor{'s' * (given[1][2] != 1)} of {n}"
    if something:
        wanted["missing"] = None
    if "scores" in wanted["counts"]:
        wanted["with_suspects"] = wanted.get("with_suspects")
    entry = {**entry, "provisional": entry.get("provisional", False)}
    yield from unequal(entry, wanted)


def unequal(found, wanted, path=""):
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            yield f"{path} is {found} and should be {wanted}"
            return
        for name, value in wanted.items():
            yield from unequal(found.get(name), value, f"{path}.{name}")
        if path == ".counts" or path.startswith(".counts.scores"):
            more = {name: value for name, value in found.items() if name not in wanted and value}
            if more:
                yield f"{path} has {more} too"
        return
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool) and isinstance(found, (int, float)) and not isinstance(found, bool):
        if isinstance(wanted, int) and isinstance(found, int):
            if wanted == found:
                return
        elif math.isclose(found, wanted, rel_tol=1e-9, abs_tol=1e-9):
            return
    elif found == wanted and type(found) is type(wanted):
        return
    elif path.startswith(".counts") and not found and not wanted:
        return
    yield f"{path} is {found} and should be {wanted}"


TESTS = {"net": recompute.compare_net, "shares": recompute.compare_shares, "means": recompute.compare_means, "spreads": recompute.compare_spreads}


def compared(found, now, before):
    """A comparison with the period before, as scipy and statsmodels have it."""
    if now is None or before is None:
        wanted = None
    else:
        wanted = TESTS[now[0]](now[1], before[1])
    if wanted is None or found is None:
        if found is not None or wanted is not None:
            yield f"comparison is {found} and should be {wanted}"
        return
    yield from unequal(found, wanted, ".comparison")
    few = min(size(now), size(before)) < 10
    verdict = "too_few" if few else "no_clear_difference" if wanted["p"] >= 0.05 else "higher" if wanted["difference"] > 0 else "lower"
    # A difference of means or medians may be none where ranks differ.
    if found["verdict"] != verdict and now[0] != "spreads":
        yield f"verdict is {found['verdict']} and should be {verdict}"


def size(given):
    kind, value = given
    return value[1] if kind == "shares" else sum(value) if kind == "net" else sum(times for _, times in value)


def added(several):
    kind = several[0][0]
    if kind in ("net", "shares"):
        return kind, tuple(map(sum, zip(*(value for _, value in several))))
    whole = collections.Counter()
    for _, value in several:
        whole.update(dict(value))
    return kind, tuple(sorted(whole.items()))


def against_rest(entries, inputs):
    if any(given is None for given in inputs):
        return
    tests = []
    for place, given in enumerate(inputs):
        others = inputs[:place] + inputs[place + 1:]
        tests.append(TESTS[given[0]](given[1], added(others)[1]) if others else None)
    p = [test["p"] for test in tests if test]
    # Of two groups each is the other's rest: one comparison, told twice.
    adjusted = iter(p if sum(size(given) > 0 for given in inputs) == 2 else recompute.holm(p))
    for entry, test in zip(entries, tests):
        wanted = {**test, "p": next(adjusted)} if test else None
        found = entry.get("against_rest")
        if wanted is None or found is None:
            if wanted is not found:
                yield f"against_rest is {found} and should be {wanted}"
            continue
        yield from unequal(found, wanted, f"{entry.get('group')}.against_rest")
