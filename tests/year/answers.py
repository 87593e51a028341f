"""Answers counted once more from what was sent: merged, judged and added up in the plainest way."""
import collections, json, uuid

import clock, settled, recompute

LIMIT = 20  # The workspace's suspect_limit, as it is unless set.
CLASSES = {
    "nps": {"promoters": [9, 10], "passives": [7, 8], "detractors": range(7)},
    ("csat", 5): {"very_negative": [1], "negative": [2], "neutral": [3], "positive": [4], "very_positive": [5]},
    ("csat", 7): {"very_negative": [1], "negative": [2, 3], "neutral": [4, 5], "positive": [6], "very_positive": [7]},
    ("csat", 10): {"very_negative": [1, 2, 3], "negative": [4, 5, 6], "neutral": [7, 8], "positive": [9], "very_positive": [10]},
    ("csat", 3): {"negative": [1], "neutral": [2], "positive": [3]},
    ("ces", 7): {"easy": [5, 6, 7], "neutral": [4], "hard": [1, 2, 3]},
    ("ces", 5): {"easy": [4, 5], "neutral": [3], "hard": [1, 2]},
    ("ces", 10): {"easy": [9, 10], "neutral": range(3, 9), "hard": [1, 2]},
    ("ces", 2): {"easy": ["easy"], "hard": ["hard"]},
    "gcr": {"yes": ["yes"], "partly": ["partly"], "no": ["no"]},
}
POSITIVE = {5: 4, 7: 6, 10: 9, 3: 3}


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def time_of(text):
    return round((clock.datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) - clock.EPOCH).total_seconds() * 1000)


def merged(posts, people, mails=()):
    """One record for each answer, from all posts of it in whatever order. A post: (how it came, body)."""
    answers = {}
    for ordinal, (way, post) in enumerate(posts):
        if "submission_id" in post:
            key, at = post["submission_id"], uuid.UUID(post["submission_id"]).int >> 80
        else:
            key, at = f"{way} {canonical(post)}" + (f" {ordinal}" if way == "pair" else ""), time_of(post["answered_at"])
        whole = answers.setdefault(key, {"id": key, "at": at, "survey": post["survey"], "values": {}, "person": None, "suspect": False, "address": way == "respond", "version": 0})
        given = time_of(post["answered_at"])
        values = {("answer", question): (time_of(post.get("at", {}).get(question, post["answered_at"])), answer) for question, answer in post["answers"].items()}
        around = {**post.get("properties", {}), "channel": post.get("channel", "app")}
        if "locale" in post:
            around["locale"] = post["locale"]
        touchpoint = settled.SURVEYS.get(post["survey"], ({},))[0].get("touchpoint")
        if touchpoint:
            values["around", "touchpoint"] = (0, touchpoint)
        values.update({("around", name): (given, value) for name, value in around.items()})
        for name, (when, value) in values.items():
            stands = whole["values"].get(name)
            if stands is None or (when, canonical(value)) > (stands[0], canonical(stands[1])):
                whole["values"][name] = (when, value)
        if "person" in post and post.get("known", True) and way != "respond":
            whole["person"] = post["person"]
        whole["suspect"] |= "suspect" in post
        whole["version"] = max(whole["version"], post.get("version", 2))
    for whole in answers.values():
        values = whole.pop("values")
        whole["answers"] = {name: value for (what, name), (_, value) in values.items() if what == "answer"}
        around = {name: value for (what, name), (_, value) in values.items() if what == "around"}
        spell = lambda value: {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
        whole["around"] = {name: spell(value) for name, value in around.items()}
        whole["around"]["version"] = str(whole["version"])
        if people.get(whole["person"]):
            whole["around"]["segment"] = people[whole["person"]]
    return list(answers.values())


def judged(survey, answers, spells):
    """The answers of a survey with their local day, and on which side they stand."""
    settings = settled.SURVEYS[survey][0]
    name = settings.get("time_zone", settled.WORKSPACE_ZONE)
    own = [dict(answer, day=clock.day_of(answer["at"], name)) for answer in answers if answer["survey"] == survey]
    posts_a_day = collections.Counter(answer["day"] for answer in own if answer["address"])
    last_word = {}
    for answer in own:
        if answer["person"] and "score" in answer["answers"] and not answer["suspect"]:
            quarter = answer["person"], clock.quarter(answer["day"])
            last_word[quarter] = max(last_word.get(quarter, (0, "")), (answer["at"], answer["id"]))
    for answer in own:
        living = any(begin <= answer["at"] and (end is None or answer["at"] < end) for begin, end in spells.get(answer["person"], []))
        if answer["suspect"] or (answer["address"] and posts_a_day[answer["day"]] > LIMIT):
            answer["side"] = "suspect"
        elif settings.get("kind") != "relationship":
            answer["side"] = "scores"
        elif answer["person"] is None:
            answer["side"] = "anonymous"
        elif not living:
            answer["side"] = "not_customers"
        elif last_word.get((answer["person"], clock.quarter(answer["day"])), (0, "")) > (answer["at"], answer["id"]):
            answer["side"] = "replaced"
        else:
            answer["side"] = "scores"
    return own


def number(survey, answers):
    """What `GET /v1/metrics` has to say of some answers of a survey, and what a comparison needs."""
    settings, choices = settled.SURVEYS[survey][0], settled.choices(survey)
    scored = [answer for answer in answers if "score" in answer["answers"]]
    sides = collections.Counter(answer["side"] for answer in scored)
    scores = collections.Counter(answer["answers"]["score"] for answer in scored if answer["side"] == "scores")
    suspects = collections.Counter(answer["answers"]["score"] for answer in scored if answer["side"] == "suspect")
    wanted, given = value(settings, choices, scores)
    wanted["counts"] = {"scores": {str(score): times for score, times in scores.items()}, "classes": classes(settings, choices, scores)}
    wanted["excluded"] = {"suspect": sides["suspect"], "anonymous": sides["anonymous"]}
    if settings.get("kind") == "relationship":
        wanted["excluded"].update(not_customers=sides["not_customers"], replaced=sides["replaced"])
    elif wanted["value"] is not None and wanted["margin"] is not None:
        both, _ = value(settings, choices, scores + suspects)
        if abs(both["value"] - wanted["value"]) > wanted["margin"]:
            wanted["with_suspects"] = {"n": both["n"], "value": both["value"]}
    return wanted, given


def classes(settings, choices, scores):
    metric = settings["metric"]
    table = CLASSES[metric] if metric in CLASSES else CLASSES[metric, len(choices)]
    place = lambda score: choices[len(choices) - 1 - choices.index(score)] if settings.get("direction") == "lower_is_better" else score
    return {name: sum(times for score, times in scores.items() if place(score) in members) for name, members in table.items()}


def value(settings, choices, scores):
    n, told = sum(scores.values()), classes(settings, choices, scores)
    metric = settings["metric"]
    if metric == "nps":
        p, d = told["promoters"], told["detractors"]
        return {**recompute.net(p, d, n), "promoter_share": 100 * p / n if n else None}, ("net", (p, told["passives"], d))
    spread = tuple(sorted((score, times) for score, times in scores.items() if times)) if metric in ("csat", "ces") else ()
    if settings.get("method") == "mean":
        return recompute.mean(spread, (choices[0], choices[-1])), ("means", spread)
    if metric == "csat":
        from_ = settings.get("positive_from", POSITIVE[len(choices)])
        good = sum(times for score, times in scores.items() if score >= from_)
        return {**recompute.share(good, n), "mean": recompute.mean(spread, (choices[0], choices[-1]))["value"]}, ("shares", (good, n))
    good = told["easy" if metric == "ces" else "yes"]
    return recompute.share(good, n), ("shares", (good, n))


def own_number(metric, answers):
    """A metric of the team's own over questions."""
    counted = [answer["answers"] for answer in answers if answer["side"] == "scores"]

    def count(thing):
        times = 0
        for given in counted:
            answer = given.get(thing["question"])
            words = answer if isinstance(answer, list) else [answer]
            times += answer is not None and ("any_of" not in thing or any(word in thing["any_of"] for word in words))
        return times

    of = count(metric["of"])
    if metric["kind"] == "share":
        among = count(metric["among"])
        return {**recompute.share(of, among), "counts": {"of": of, "among": among}}, ("shares", (of, among))
    if metric["kind"] == "ratio":
        to = count(metric["to"])
        return {**recompute.bounds(to, of / to if to else None, None, None, "none"), "counts": {"of": of, "to": to}, "reason": None if to else "nothing_to_divide_by"}, None
    spread = tuple(sorted(collections.Counter(given[metric["of"]["question"]] for given in counted if metric["of"]["question"] in given).items()))
    return {**recompute.mean(spread, (1, 5)), "counts": {"of": of}}, ("means", spread)
