"""A year of made facts, told in a random order with overlap and crashes, and each number held against a plain recomputation.

Closes with a line `year: N passed, M failed`. `--seed` makes another year, `--size` is about how many answers it has.
"""
import argparse, concurrent.futures, functools, pathlib, sys, tempfile, time

import answers, clock, compare, happened, items, made, recompute, settled, world

results = {True: 0, False: 0}


def check(wrong, name):
    wrong = [line for line in ([wrong] if isinstance(wrong, str) else wrong or [])]
    for line in wrong[:12]:
        print(f"# {line}")
    if len(wrong) > 12:
        print(f"# and {len(wrong) - 12} more")
    results[not wrong] += 1
    print(f"{'not ok' if wrong else 'ok'} - {name}", flush=True)


def remember():
    """The same counts come again and again: by day, by week, by group."""
    for name in ("share", "net", "mean", "quantile", "net_churn", "compare_shares", "compare_net", "compare_means", "compare_spreads"):
        setattr(recompute, name, remembered(getattr(recompute, name)))
    compare.TESTS.update({kind: getattr(recompute, f"compare_{kind}") for kind in compare.TESTS})


def remembered(plain):
    def listed(each):
        return [tuple(pair) for pair in each] if isinstance(each, tuple) and (not each or isinstance(each[0], tuple)) else each

    kept = functools.lru_cache(maxsize=None)(lambda *given: plain(*map(listed, given)))
    hashed = lambda each: tuple(each) if isinstance(each, list) else each
    return lambda *given: dict(found) if (found := kept(*map(hashed, given))) else found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--size", type=int, default=800)
    parser.add_argument("--program", default="target/debug/atbalss")
    parser.add_argument("--keep", help="a folder that keeps the data")
    options = parser.parse_args()
    now = int(time.time() * 1000)
    last = clock.instant(now).date()
    year = made.Year(options.seed, last, options.size, now)
    print(f"seed {options.seed}, size {options.size}, the year to {last}: {len(year.posts) + len(year.pairs) + len(year.recent)} posts, {len(year.events)} events")
    remember()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(options.keep or folder)
        folder.mkdir(exist_ok=True)
        run(options, year, folder)
    print(f"year: {results[True]} passed, {results[False]} failed")
    return 1 if results[False] else 0


def run(options, year, folder):
    program = pathlib.Path(options.program).resolve()
    one = world.World(program, folder / "one", year, options.seed + 1, crashes=True)
    one.tell()
    other = world.World(program, folder / "two", year, options.seed + 2, crashes=False)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        telling = pool.submit(other.tell)
        again(one, ("--from", str(year.first), "--to", str(year.last)))
        telling.result()
    same_in_both(one, other)
    there_and_back(one, world.World(program, folder / "three", year, options.seed, crashes=False))
    verified(one, folder)
    with one.program.serve() as serving:
        numbers(serving, year, one, options.seed)


def again(one, wide):
    before = items.rollups(one.program.folder)
    began = time.monotonic()
    said = one.program.run("rollup", *wide).stdout.strip().splitlines()
    after = items.rollups(one.program.folder)
    check(items.differences(before, after), f"all {len(before)} rollup items are the same bytes after every day was counted once more ({time.monotonic() - began:.0f} s: {said[-1] if said else ''})")


def same_in_both(one, other):
    """Between worlds the number of changes may differ, and what is about mails, which only the first one sent."""
    left = lambda world: {key: text for key, text in items.rollups(world.program.folder, ["revision"]).items()
                          if "dispatches" not in key[0] and "mailed" not in key[0]}
    a, b = left(one), left(other)
    check(items.differences(a, b), f"{len(b)} rollup items are the same bytes after another order, without crashes")


def there_and_back(one, empty):
    """What is exported and taken in by an empty workspace counts the same; mails that were sent are in no export."""
    began = time.monotonic()
    empty.take_over(one)
    a, b = ({key: text for key, text in items.rollups(each.program.folder, ["revision"]).items() if "dispatches" not in key[0]} for each in (one, empty))
    check(items.differences(a, b), f"{len(b)} rollup items are the same bytes after an export and its import ({time.monotonic() - began:.0f} s)")


def verified(one, folder):
    done = one.program.run("verify", ok=(0, 1))
    lines = done.stdout.strip().splitlines()
    check([] if done.returncode == 0 and "no difference" in done.stdout else lines[:15], f"verify: {lines[-2] if len(lines) > 1 else ''}: {lines[-1] if lines else done.stderr}")
    for prefix in ("c#", "t#"):
        copy = folder / f"corrupted-{prefix[0]}"
        try:
            key = items.corrupted(one.program.folder, copy, prefix, one_more)
        except AssertionError as error:
            check(str(error), f"an item of {prefix} is changed")
            continue
        done = world.drive.Program(one.program.path, str(copy)).run("verify", ok=(0, 1))
        source, day = key[0].split("#")[2], key[1][:10]
        named = [line for line in done.stdout.splitlines() if source.lstrip("@") in line and day in line]
        check([] if done.returncode == 1 and named else done.stdout[-500:] or "nothing said", f"verify names what was changed in {prefix[0]}# of {source} on {day}: {named[0][:120] if named else ''}")


def one_more(text):
    """The text of an item with the first digit after a colon of a count changed."""
    return world.re.sub(r'(\\"[0-9a-z_]+\\":)(\d)(?=[,}])', lambda found: found[1] + str((int(found[2]) + 1) % 10), text, count=1)


def numbers(serving, year, one, seed):
    posts = [("import", post) for post in year.posts] + [("pair", post) for post in year.pairs] + list(year.recent)
    told = answers.merged(posts, year.people)
    begin = clock.begin_of(year.first - clock.DAY * 90, settled.WORKSPACE_ZONE)
    working = happened.Working(begin - begin % happened.MINUTE, year.now + 90 * happened.DAY)
    facts = happened.Happened(year.events, year.people, working)
    for mail in one.mails:
        mail["day"] = clock.day_of(answers.time_of(mail["at"]), settled.WORKSPACE_ZONE)
    comparison = compare.Comparison(serving, year, facts, told, one.mails, seed)
    sides = {survey: compare.collections.Counter(answer["side"] for answer in own) for survey, own in comparison.own.items()}
    print(f"# {len(told)} answers, {len(facts.events)} events, {len(facts.tickets)} tickets, {len(facts.customers)} people with events, {len(facts.appointments)} appointments; nps-year: {dict(sides['nps-year'])}")
    wrong_mix = [f"no {side} in nps-year" for side in ("scores", "suspect", "anonymous", "not_customers", "replaced") if not sides["nps-year"][side]]
    check(wrong_mix, "the year has all that a relationship survey leaves out")
    for survey in settled.SURVEYS:
        asked(comparison, survey, comparison.of_answers(survey))
    for metric in settled.OVER_QUESTIONS:
        asked(comparison, metric["id"], comparison.of_questions("csat", metric))
    for metric in settled.OVER_EVENTS:
        asked(comparison, metric["id"], comparison.of_events(metric))
    things = [metric for metric in compare.DIMS if metric not in ("delivery", "response_rate", "completion", "opt_out")]
    for metric in things:
        asked(comparison, metric, comparison.of_things(metric))
    for metric in ("delivery", "response_rate", "completion", "opt_out"):
        asked(comparison, metric, comparison.of_mails(metric))
    status, text = serving.ask("GET", f"/v1/metrics?metric=support_cost&interval=all&from={year.first - clock.DAY * 60}&to={year.last}")
    check([] if status == 409 and "EUR" in text and "USD" in text else f"{status} {text[:300]}", "amounts of two currencies are an error that names both")
    serving.call("PUT", "/v1/workspace", {**world.SETTINGS, "targets": {"first_response_minutes": 90, "first_response_hours": "business"}})
    comparison.business = 90
    for metric in ("first_response", "reply_time", "time_to_resolve"):
        asked(comparison, f"{metric} in business hours", comparison.of_things(metric))
    print(f"# {comparison.numbers} numbers compared")


def asked(comparison, name, queries):
    began = time.monotonic()
    wrong, cases = comparison.check(queries)
    check(wrong or ([] if comparison.valued else "no value was compared"), f"{name}: {cases} numbers as recomputed, {comparison.valued} of them with a value ({time.monotonic() - began:.1f} s)")


sys.exit(main())
