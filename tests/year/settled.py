"""The settings of the made year: the workspace's, and surveys of every metric and scale, each in another zone."""

WORKSPACE_ZONE = "Africa/Cairo"
CURRENCY = "EUR"
HOURS = {
    "sun": [["09:00", "17:00"]], "mon": [["09:00", "12:30"], ["13:15", "17:00"]], "tue": [["08:00", "20:00"]],
    "wed": [["09:00", "17:00"]], "thu": [["09:00", "17:00"], ["20:00", "24:00"]], "fri": [["00:00", "02:00"], ["10:00", "13:00"]],
}
WHY = ["price", "speed", "staff"]
OWN_QUESTIONS = [
    {"id": "why", "type": "choice", "text": {"en": "Why?"}, "options": [{"id": id, "text": {"en": id}} for id in WHY]},
    {"id": "staff", "type": "rating", "text": {"en": "And our staff?"}},
    {"id": "used", "type": "multi", "text": {"en": "What did you use?"}, "options": [{"id": id, "text": {"en": id}} for id in ("app", "shop", "web")]},
    {"id": "again", "type": "yes_no", "text": {"en": "Again?"}},
]
OVER_QUESTIONS = [
    {"id": "price_share", "name": "Price", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
    {"id": "kind_words", "name": "Kind", "kind": "share", "of": {"question": "staff", "any_of": [4, 5]}, "among": {"question": "staff", "any_of": [1, 2, 4, 5]}},
    {"id": "staff_mean", "name": "Staff", "kind": "mean", "of": {"question": "staff"}},
    {"id": "app_share", "name": "App", "kind": "share", "of": {"question": "used", "any_of": ["app"]}, "among": {"question": "used"}},
    {"id": "comments", "name": "Comments an answer", "kind": "ratio", "of": {"question": "comment"}, "to": {"question": "score"}},
]
OVER_EVENTS = [
    {"id": "pro_share", "name": "Pro", "kind": "share", "of": {"event": "customer_started", "where": {"plan": "pro"}}, "among": {"event": "customer_started"}},
    {"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}},
    {"id": "by_people", "name": "Replies of people", "kind": "share",
     "of": {"event": "ticket_replied", "where": {"automatic": False}}, "among": {"event": "ticket_replied"}},
    {"id": "tickets_an_order", "name": "Tickets an order", "kind": "ratio", "of": {"event": "ticket_opened"}, "to": {"event": "order_paid"}},
    {"id": "chats", "name": "Chats", "kind": "share", "of": {"event": "ticket_opened", "where": {"channel": "chat", "category": "bill"}},
     "among": {"event": "ticket_opened", "where": {"category": "bill"}}},
]
# id: settings, the part of all answers that it gets, whether its own answers may be edited.
SURVEYS = {
    "nps-shop": ({"metric": "nps", "time_zone": "America/Santiago", "touchpoint": "purchase", "dimensions": ["store", "plan"]}, 18),
    "nps-year": ({"metric": "nps", "kind": "relationship", "time_zone": "America/Havana"}, 18),
    "csat": ({"metric": "csat", "time_zone": "Australia/Lord_Howe", "edit_minutes": 1440, "questions": OWN_QUESTIONS, "metrics": OVER_QUESTIONS}, 14),
    "csat-ten": ({"metric": "csat", "scale": {"min": 1, "max": 10}, "positive_from": 8, "time_zone": "Antarctica/Troll"}, 10),
    "ces-effort": ({"metric": "ces", "method": "mean", "direction": "lower_is_better", "time_zone": "Europe/Riga"}, 10),
    "gcr": ({"metric": "gcr", "goal": "find a price", "dimensions": ["page"]}, 10),
    "nps-ten": ({"metric": "nps", "scale": {"min": 1, "max": 10}, "time_zone": "Asia/Kolkata"}, 3),
    "csat-seven": ({"metric": "csat", "scale": {"min": 1, "max": 7}, "time_zone": "America/New_York"}, 3),
    "csat-three": ({"metric": "csat", "scale": {"min": 1, "max": 3}, "time_zone": "Pacific/Chatham"}, 3),
    "ces": ({"metric": "ces", "time_zone": "Pacific/Auckland", "edit_minutes": 60}, 3),
    "ces-less": ({"metric": "ces", "scale": {"min": 1, "max": 10}, "direction": "lower_is_better", "time_zone": "America/St_Johns"}, 3),
    "ces-five": ({"metric": "ces", "scale": {"min": 1, "max": 5}, "method": "mean", "time_zone": "Asia/Kathmandu"}, 3),
    "ces-plain": ({"metric": "ces", "scale": "hard_easy", "time_zone": "Pacific/Apia"}, 2),
}
SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}


def choices(survey):
    """What may be answered to a survey's score, from the worst to the best number."""
    settings = SURVEYS[survey][0]
    if settings["metric"] == "gcr":
        return ["no", "partly", "yes"]
    scale = settings.get("scale", SCALES[settings["metric"]])
    if scale == "hard_easy":
        return ["hard", "easy"]
    least, most = (scale["min"], scale["max"]) if isinstance(scale, dict) else scale
    return list(range(least, most + 1))
