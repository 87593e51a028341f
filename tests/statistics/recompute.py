"""What each result has to be, from scipy, statsmodels or exact fractions: one function for each name of the example.

Each takes the inputs and returns the fields to compare. Formulas that no package has are written out from product.md's
words in whole numbers and fractions, the exact tests by going through the outcomes one by one.
"""
import itertools, math, warnings
from fractions import Fraction

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

warnings.filterwarnings("ignore")
Z = 1.959964  # product.md's
ALPHA = 2 * stats.norm.sf(Z)
LONGEST = 300_000  # Up to so many, values are written out one by one for scipy.


def bounds(n, value, low, high, method):
    """A number as the program shows it: widened to contain the value, with its margin."""
    if low is None:
        return {"n": n, "value": value, "low": None, "high": None, "margin": None, "method_of_interval": method}
    low, high = min(low, value), max(high, value)
    return {"n": n, "value": value, "low": low, "high": high, "margin": (high - low) / 2, "method_of_interval": method}


def share(k, n):
    if n == 0:
        return bounds(0, None, None, None, "wilson")
    low, high = proportion_confint(k, n, ALPHA, "wilson")
    return bounds(n, 100 * k / n, 100 * max(low, 0), 100 * min(high, 1), "wilson")


def adjusted(p, d, n, added=Fraction(3)):
    p, d, n = p + added / 4, d + added / 4, n + added
    return (p - d) / n, ((p + d) / n - ((p - d) / n) ** 2) / n


def net(p, d, n):
    if n == 0:
        return bounds(0, None, None, None, "adjusted_wald")
    centre, variance = adjusted(p, d, n)
    half = Z * math.sqrt(variance)
    return bounds(n, 100 * (p - d) / n, max(100 * (float(centre) - half), -100), min(100 * (float(centre) + half), 100), "adjusted_wald")


def net_churn(s, l, g):
    if s == 0:
        return bounds(0, None, None, None, "normal")
    value, half = 100 * (s - (s - l + g)) / s, 100 * Z * math.sqrt(Fraction(l * (s - l), s) + g) / s
    return bounds(s, value, value - half, min(value + half, 100), "normal")


def moments(values):
    """n, mean and variance (n − 1), exactly."""
    n = sum(times for _, times in values)
    mean = Fraction(sum(value * times for value, times in values), n) if n else None
    variance = sum(times * (value - mean) ** 2 for value, times in values) / (n - 1) if n > 1 else 0
    return n, mean, variance


def mean(values, scale):
    n, centre, variance = moments(values)
    if n == 0:
        return bounds(0, None, None, None, "student_t")
    if variance > 0:
        low, high = stats.t.interval(0.95, n - 1, loc=float(centre), scale=math.sqrt(variance / n))
        least, most = scale or (0, math.inf)
        return bounds(n, float(centre), max(low, least), min(high, most), "student_t")
    if not scale:
        return bounds(n, float(centre), None, None, "student_t")
    least, most = scale
    low, high = proportion_confint(float(n * (centre - least) / (most - least)), n, ALPHA, "wilson")
    return bounds(n, float(centre), least + (most - least) * max(low, 0), least + (most - least) * min(high, 1), "wilson")


def quantile(values, quantile):
    q = {"median": Fraction(1, 2), "p90": Fraction(9, 10)}[quantile]
    ends = list(itertools.accumulate(times for _, times in values))
    n = ends[-1] if ends else 0
    at = lambda rank: next(value for (value, _), end in zip(values, ends) if end >= rank)
    if n == 0:
        return bounds(0, None, None, None, "order_statistics")
    value = at(math.ceil(n * q))
    if n <= 1000 and quantile == "median":
        assert value == np.quantile(expanded(values), 0.5, method="inverted_cdf")
    # ppf(α) is the least k with P(X ≤ k) ≥ α, so the largest l with P(X ≤ l − 1) ≤ α is the same number.
    low, high = int(stats.binom.ppf(0.025, n, float(q))), int(stats.binom.ppf(0.975, n, float(q))) + 1
    if low < 1 or high > n:
        return bounds(n, value, None, None, "order_statistics")
    return bounds(n, value, at(low), at(high), "order_statistics")


def expanded(values):
    return np.repeat([float(value) for value, _ in values], [times for _, times in values])


def pair(test, p, difference, low, high, method):
    low, high = (None, None) if low is None else (min(low, difference), max(high, difference))
    return {"test": test, "p": min(p, 1.0), "difference": difference, "low": low, "high": high, "method_of_interval": method}


def compare_shares(now, before):
    (k, n), (its_k, its_n) = now, before
    if n == 0 or its_n == 0:
        return None
    whole, good = n + its_n, k + its_k
    if min(n, its_n) * min(good, whole - good) < whole:
        test, p = "fisher_mid_p", fisher_mid_p(k, n, its_k, its_n)
    else:
        # Of the rarer outcome, since statsmodels loses digits where shares are close to 1.
        rarer = [k, its_k] if 2 * good <= whole else [n - k, its_n - its_k]
        z, _ = proportions_ztest(rarer, [n, its_n])
        test, p = "pooled_z", 2 * stats.norm.sf(abs(z) * math.sqrt((whole - 1) / whole))
    low, high = confint_proportions_2indep(k, n, its_k, its_n, compare="diff", method="newcomb", alpha=ALPHA)
    return pair(test, p, float(100 * (Fraction(k, n) - Fraction(its_k, its_n))), 100 * low, 100 * high, "newcombe")


def fisher_mid_p(k, n, its_k, its_n):
    """All tables with these margins, as whole numbers of ways: those rarer than the one seen, and half of the equal ones."""
    good, bad = k + its_k, n + its_n - k - its_k
    if good > bad:
        k, its_k, good, bad = n - k, its_n - its_k, bad, good
    ways = {hits: math.comb(n, hits) * math.comb(its_n, good - hits) for hits in range(max(0, good - its_n), min(n, good) + 1)}
    if len(ways) == 1:
        return 1.0
    rarer = sum(count for count in ways.values() if count < ways[k])
    equal = sum(count for count in ways.values() if count == ways[k])
    return float(Fraction(2 * rarer + equal, 2 * sum(ways.values())))


def compare_net(now, before):
    n, its_n = sum(now), sum(before)
    if n == 0 or its_n == 0:
        return None
    balance = lambda group: group[0] - group[2]
    difference = 100 * (Fraction(balance(now), n) - Fraction(balance(before), its_n))
    if min(n, its_n) < 20:
        test, p = "permutation", float(regroupings(now, before))
    else:
        whole = n + its_n
        p, d = Fraction(now[0] + before[0], whole), Fraction(now[2] + before[2], whole)
        variance = (p + d - (p - d) ** 2) * Fraction(whole, whole - 1) * (Fraction(1, n) + Fraction(1, its_n))
        test, p = "pooled_z", 2 * stats.norm.sf(abs(float(difference)) / 100 / math.sqrt(variance)) if variance else 1.0
    shared = Fraction(3, 2)
    (one, its), (other, others) = adjusted(now[0], now[2], n, shared), adjusted(before[0], before[2], its_n, shared)
    centre, half = 100 * float(one - other), 100 * Z * math.sqrt(its + others)
    return pair(test, p, float(difference), max(centre - half, -200), min(centre + half, 200), "adjusted_wald")


def regroupings(now, before):
    whole = [a + b for a, b in zip(now, before)]
    small = now if sum(now) <= sum(before) else before
    n, size = sum(small), sum(whole)
    total = whole[0] - whole[2]
    apart = lambda sum_: abs(Fraction(sum_, n) - Fraction(total - sum_, size - n))
    seen = apart(small[0] - small[2])
    if size <= 12:
        answers = [1] * whole[0] + [0] * whole[1] + [-1] * whole[2]
        draws = [apart(sum(draw)) >= seen for draw in itertools.combinations(answers, n)]
        return Fraction(sum(draws), len(draws))
    ways = 0
    for p in range(min(n, whole[0]) + 1):
        for d in range(min(n - p, whole[2]) + 1):
            if n - p - d <= whole[1] and apart(p - d) >= seen:
                ways += math.comb(whole[0], p) * math.comb(whole[1], n - p - d) * math.comb(whole[2], d)
    return Fraction(ways, math.comb(size, n))


def compare_means(now, before):
    (n, one, its), (its_n, other, others) = moments(now), moments(before)
    if min(n, its_n) < 2:
        return None
    difference = float(one - other)
    if its == 0 and others == 0:
        if difference == 0:
            return pair("welch", 1.0, difference, None, None, "welch")
        p = 0.0 if n + its_n > 5_000 and min(n, its_n) > 500 else float(Fraction(2 if n == its_n else 1, math.comb(n + its_n, n)))
        return pair("permutation", p, difference, None, None, "welch")
    if n + its_n <= LONGEST and its > 0 and others > 0:
        found = stats.ttest_ind(expanded(now), expanded(before), equal_var=False)
        low, high = found.confidence_interval(0.95)
    else:
        found = stats.ttest_ind_from_stats(float(one), math.sqrt(its), n, float(other), math.sqrt(others), its_n, equal_var=False)
        freedom = (its / n + others / its_n) ** 2 / ((its / n) ** 2 / (n - 1) + (others / its_n) ** 2 / (its_n - 1))
        half = stats.t.ppf(0.975, float(freedom)) * math.sqrt(its / n + others / its_n)
        low, high = difference - half, difference + half
    return pair("welch", found.pvalue, difference, low, high, "welch")


def compare_spreads(now, before):
    if not now or not before:
        return None
    middle = lambda values: quantile(values, "median")["value"]
    difference = middle(now) - middle(before)
    n, its_n = sum(times for _, times in now), sum(times for _, times in before)
    if len({value for value, _ in now + before}) == 1:
        p = 1.0
    elif n + its_n <= LONGEST:
        p = stats.mannwhitneyu(expanded(now), expanded(before), use_continuity=True, method="asymptotic").pvalue
    else:
        # The textbook's form, with Σ(t³ − t), in whole numbers.
        u = sum(Fraction(a * b) * (1 if value > its else Fraction(1, 2) if value == its else 0) for value, a in now for its, b in before)
        whole, ties = n + its_n, {}
        for value, times in now + before:
            ties[value] = ties.get(value, 0) + times
        tied = Fraction(sum(t**3 - t for t in ties.values()), whole * (whole - 1))
        variance = Fraction(n * its_n, 12) * (whole + 1 - tied)
        p = 2 * stats.norm.sf(max(float(abs(u - Fraction(n * its_n, 2)) - Fraction(1, 2)), 0) / math.sqrt(variance))
    return pair("mann_whitney", p, difference, None, None, "none")


def whole_test(test, groups, statistic, p):
    return {"test": test, "statistic": float(statistic), "df": groups - 1, "p": float(p)}


def against_pooled(test, groups):
    """Σ nᵢ(xᵢ − x̄)²/V·(N − 1)/N of groups of counted values, exactly."""
    found = [moments(group) for group in groups]
    n, centre, variance = moments([value for group in groups for value in group])
    between = sum(its_n * (mean - centre) ** 2 for its_n, mean, _ in found)
    # V has N below, the variance N − 1, so (N − 1)/N cancels.
    statistic = float(between / variance) if variance else 0.0
    return whole_test(test, len(groups), statistic, stats.chi2.sf(statistic, len(groups) - 1))


def overall_net(groups):
    groups = [[(1, p), (0, s), (-1, d)] for p, s, d in groups if p + s + d]
    return against_pooled("chi_squared", groups) if len(groups) > 1 else None


def overall_shares(groups):
    groups = [(k, n) for k, n in groups if n]
    if len(groups) < 2:
        return None
    good, whole = sum(k for k, _ in groups), sum(n for _, n in groups)
    if good in (0, whole):
        return whole_test("chi_squared", len(groups), 0, 1)
    statistic = stats.chi2_contingency([[k for k, _ in groups], [n - k for k, n in groups]], correction=False).statistic * (whole - 1) / whole
    return whole_test("chi_squared", len(groups), statistic, stats.chi2.sf(statistic, len(groups) - 1))


def overall_means(groups):
    groups = [group for group in groups if group]
    if len(groups) < 2:
        return None
    if any(moments(group)[2] == 0 for group in groups):
        return against_pooled("chi_squared", groups)
    found = anova_oneway([expanded(group) for group in groups], use_var="unequal", welch_correction=True)
    return whole_test("welch", len(groups), found.statistic, found.pvalue)


def overall_spreads(groups):
    groups = [group for group in groups if group]
    if len(groups) < 2:
        return None
    if len({value for group in groups for value, _ in group}) == 1:
        return whole_test("kruskal_wallis", len(groups), 0, 1)
    found = stats.kruskal(*map(expanded, groups))
    return whole_test("kruskal_wallis", len(groups), found.statistic, found.pvalue)


def holm(p):
    return [float(value) for value in multipletests(p, method="holm")[1]] if p else []


def duration_step(seconds):
    return min(seconds if seconds <= 3600 else -(-seconds // 60) * 60, 2**32 // 60 * 60)
