"""Product figures worked out a second time, from the formulas of the literature, to compare answers with."""

from math import sqrt

Z = 1.959964


def nps(scores):
    """Net promoter score and its adjusted Wald interval (Rocks 2016), in points."""
    n = len(scores)
    promoters, detractors = sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
    value = 100 * (promoters - detractors) / n
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * sqrt((p + d - (p - d) ** 2) / (n + 3))
    return widened(value, 100 * (p - d - half), 100 * (p - d + half), -100)


def share(positive, n):
    """A share and its Wilson interval, in percent."""
    middle = (positive + Z * Z / 2) / (n + Z * Z)
    half = Z * sqrt(positive * (n - positive) / n + Z * Z / 4) / (n + Z * Z)
    return widened(100 * positive / n, 100 * (middle - half), 100 * (middle + half), 0)


def widened(value, low, high, least):
    """Clipped to what is possible, and wide enough to hold the value."""
    return {"value": value, "low": min(value, max(low, least)), "high": max(value, min(high, 100))}


def counts(scores):
    """How often each score was given, as the API spells it."""
    return {str(score): scores.count(score) for score in set(scores)}
