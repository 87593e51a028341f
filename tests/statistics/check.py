"""Compares what the example `statistics` printed with what other software makes of the same inputs.

A check a name, which passes where all its cases agree; each difference is named. Closes with `statistics: N passed, M failed`.
"""
import collections, json, math, sys

import recompute

# How far apart, relatively, two correct computations may be. The largest difference seen is 1e-11, of a p of 1e-62: there a
# last digit of the test's statistic is the 11th of p.
TOLERANCE = collections.defaultdict(lambda: 1e-10, holm=1e-12)
# What two numbers of about 100, subtracted, may leave over. A p is not made by subtracting, and is compared however small.
NOTHING = 1e-12
EXPECTED = [
    "share", "net", "net_churn", "mean", "quantile", "compare_shares", "compare_net", "compare_means", "compare_spreads",
    "overall_net", "overall_shares", "overall_means", "overall_spreads", "holm", "duration_step",
]


def differences(found, wanted, tolerance, path=""):
    """The places where two results differ, worded."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        if found.keys() != wanted.keys():
            return [f"{path} has {sorted(found)} and should have {sorted(wanted)}"]
        return [line for key in wanted for line in differences(found[key], wanted[key], tolerance, f"{path}.{key}")]
    if isinstance(wanted, list) and isinstance(found, list) and len(found) == len(wanted):
        return [line for at, pair in enumerate(zip(found, wanted)) for line in differences(*pair, tolerance, f"{path}[{at}]")]
    if is_number(found) and is_number(wanted) and math.isclose(found, wanted, rel_tol=tolerance, abs_tol=0 if path == ".p" else NOTHING):
        return []
    return [] if type(found) is type(wanted) and found == wanted else [f"{path} is {found} and should be {wanted}"]


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def main():
    cases = collections.defaultdict(list)
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            cases[case["name"]].append(case)
    passed = failed = 0
    for name in sorted(EXPECTED + [name for name in cases if name not in EXPECTED]):
        wrong = [f"no case of {name}"] if not cases[name] or name not in EXPECTED else []
        for case in cases[name] if not wrong else []:
            wanted = getattr(recompute, name)(**case["in"])
            found = [f"{json.dumps(case['in'])[:300]}: {line}" for line in differences(case["out"], wanted, TOLERANCE[name])]
            # A case with a digit changed must be seen to be wrong, or the comparison compares nothing.
            if not found and changed(case["out"]) is not None and not differences(changed(case["out"]), wanted, TOLERANCE[name]):
                found.append(f"{case['in']}: a changed digit is not noticed")
            wrong += found
        for line in wrong[:20]:
            print(f"# {name} {line}")
        if len(wrong) > 20:
            print(f"# {name}: and {len(wrong) - 20} more")
        passed, failed = passed + (not wrong), failed + bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} - {name}: {len(cases[name])} cases, each as another program has it to {TOLERANCE[name]:.0e}")
    print(f"statistics: {passed} passed, {failed} failed")
    return 1 if failed else 0


def changed(out):
    """The same result with its last number that isn't nought off by 10⁻⁶ of itself; None where there is none."""
    for key in ("p", "high", "value"):
        if isinstance(out, dict) and is_number(out.get(key)) and abs(out[key]) > 1e-5:
            return {**out, key: out[key] * (1 + 1e-6)}
    return None


sys.exit(main())
