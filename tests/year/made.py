"""A made year, from a seed: surveys in many zones with answers, and a company's customers, orders, tickets, appointments and
books. Only what the outer contract takes: bodies of requests and lines of files.

The mix, of answers: four in ten lie within 90 minutes of a local midnight next to a change of the clocks or a new quarter,
one in 50 on the very millisecond; 15 % come in halves, 8 % are edited, 10 % are told twice, 6 % are suspects, 7 % have no
score, 12 % name a person who is not known. Of tickets: a fifth is reopened, a quarter transferred, a sixth unanswered, a
third has automatic replies, half are of people who write again, a few events lie before the opening. Of customers: two
in three end, half of those come back; ends before starts, starts while living and repeats are among them.
"""
import datetime, random, uuid

import clock

HOUR, MINUTE, DAY = 3600_000, 60_000, 86_400_000
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


class Year:
    """All facts of a year that ends on a day; `size` is about how many answers there are."""

    def __init__(self, seed, last, size, now):
        self.dice, self.size, self.now = random.Random(seed), size, now
        self.last, self.first = last, last - datetime.timedelta(days=364)
        self.people = {f"p{number:03}": self.dice.choice(["gold", "silver", None]) for number in range(max(40, size // 40))}
        self.posts, self.recent, self.events = [], [], []
        self.customers()
        self.orders()
        self.tickets()
        self.appointments()
        self.books()
        self.answers()
        self.bursts()

    # Times.

    def any_time(self, name, first=None):
        """A time of the year, by a zone: often near a night that is short, long, or the first of a quarter."""
        dice, first = self.dice, first or self.first
        if dice.random() < 0.4:
            nights = self.nights(name, first)
            if nights:
                day = dice.choice(nights)
                at = clock.begin_of(day, name) + (0 if dice.random() < 0.05 else dice.choice([-1, 1]) * dice.randrange(90 * MINUTE))
                if dice.random() < 0.05:
                    at = clock.begin_of(day, name) - 1
                return min(at, self.now - HOUR)
        begin = clock.begin_of(first, name)
        return dice.randrange(begin, self.now - HOUR)

    def nights(self, name, first, known={}):
        if (name, first, self.last) not in known:
            odd = clock.odd_nights(name, first, self.last)
            near = {day + clock.DAY * shift for day in odd for shift in (0, 1)}
            near |= {first + clock.DAY * number for number in range(1, (self.last - first).days)
                     if clock.quarter(first + clock.DAY * number) != clock.quarter(first + clock.DAY * (number - 1))}
            known[name, first, self.last] = sorted(near)
        return known[name, first, self.last]

    def submission(self, at):
        """A UUIDv7 of an instant."""
        number = at << 80 | 7 << 76 | self.dice.getrandbits(12) << 64 | 2 << 62 | self.dice.getrandbits(62)
        return str(uuid.UUID(int=number))

    # Answers.

    def answers(self):
        total = sum(part for _, part in SURVEYS.values())
        for survey, (settings, part) in SURVEYS.items():
            for number in range(self.size * part // total):
                self.answer(survey, settings, settings.get("time_zone", WORKSPACE_ZONE))
        # Equal lines without an id are so many answers.
        self.pairs = []
        for number in range(12):
            line = {"survey": "csat", "answers": {"score": self.dice.choice([1, 4, 5])}, "answered_at": clock.text(self.any_time("Australia/Lord_Howe"))}
            self.pairs += [line] * self.dice.choice([2, 3])

    def body(self, survey, settings, score=True):
        dice = self.dice
        answers = {}
        if score:
            good = dice.random() < 0.55
            several = choices(survey)
            answers["score"] = dice.choice(several[-2:] if good else several)
        if dice.random() < 0.2 or not score:
            answers["comment"] = dice.choice(["fine", "slow", "ļoti labi"])
        for question in settings.get("questions", []):
            if dice.random() < 0.6:
                answers[question["id"]] = {"why": lambda: dice.choice(WHY), "staff": lambda: dice.randint(1, 5), "again": lambda: dice.choice(["yes", "no", "partly"]),
                                           "used": lambda: sorted(dice.sample(["app", "shop", "web"], dice.randint(1, 3)))}[question["id"]]()
        return answers

    def surroundings(self, settings):
        dice, around = self.dice, {}
        if dice.random() < 0.8:
            around["locale"] = dice.choice(["en", "lv", "lt", "ru"])
        if dice.random() < 0.7:
            around["channel"] = dice.choice(["app", "web"])
        properties = {}
        if dice.random() < 0.5:
            properties["agent"] = dice.choice(["anna", "bert", "cleo"])
        if dice.random() < 0.2:
            properties["touchpoint"] = dice.choice(["purchase", "support"])
        if dice.random() < 0.2:
            properties["variant"] = dice.choice(["A", "B"])
        for name in settings.get("dimensions", []):
            if dice.random() < 0.7:
                properties[name] = dice.choice(["one", "two", 3, True])
        if properties:
            around["properties"] = properties
        return around

    def answer(self, survey, settings, name):
        dice = self.dice
        at = self.any_time(name)
        relationship = settings.get("kind") == "relationship"
        base = {"survey": survey, "submission_id": self.submission(at)}
        if dice.random() < (0.9 if relationship else 0.5):
            # Few answer often, so that many quarters have several answers of one person.
            base["person"] = dice.choice(sorted(self.people)[: 25 if dice.random() < 0.5 else None])
            if dice.random() < 0.12:
                base["known"] = False
        if dice.random() < 0.06:
            base["suspect"] = dice.choice(["honeypot", "too_fast"])
        if dice.random() < 0.15:
            base["version"] = 1
        whole = {**base, **self.surroundings(settings), "answers": self.body(survey, settings, dice.random() > 0.07)}
        kind = dice.random()
        if kind < 0.15:
            posts = self.halves(whole, settings, at)
        elif kind < 0.23:
            posts = self.edits(whole, survey, settings, at)
        else:
            posts = [{**whole, "answered_at": clock.text(at + dice.randrange(5 * MINUTE))}]
            if dice.random() < 0.1 and not relationship and "person" not in whole:
                # Without an id, one is made of its time.
                posts[0].pop("submission_id")
                posts[0]["answered_at"] = clock.text(at)
            elif dice.random() < 0.1:
                posts[0]["at"] = {question: clock.text(at + 1000) for question in whole["answers"]}
        self.posts += posts
        # A line without an id that stands twice in a file is two answers, so those are told once.
        if dice.random() < 0.1 and "submission_id" in posts[0]:
            self.posts.append(dice.choice(posts))

    def halves(self, whole, settings, at):
        """The same answer in two or three posts, which may contradict each other; the time says what holds."""
        dice, posts = self.dice, []
        for number in range(dice.choice([2, 2, 3])):
            part = dict(whole)
            part.update(self.surroundings(settings))
            part["answers"] = {question: answer for question, answer in self.body(part["survey"], settings, dice.random() < 0.6).items()}
            part["finished"] = number == 0 and dice.random() < 0.7
            part["answered_at"] = clock.text(at + dice.choice([1000, 2000, 2000, 30_000]) + number)
            if dice.random() < 0.3 and part["survey"] != "ces-plain":
                part["answered_at"] = clock.text(at + 2000)  # On a tie the greater canonical JSON.
            posts.append(part)
        return posts

    def edits(self, whole, survey, settings, at):
        """An answer, and what became of it later: within the time for editing as a whole, after that as a half."""
        first = {**whole, "answered_at": clock.text(at)}
        minutes = settings.get("edit_minutes", 0)
        later = {**whole, "answers": self.body(survey, settings)}
        if minutes and self.dice.random() < 0.7:
            later["answered_at"] = clock.text(at + self.dice.randrange(1, minutes * MINUTE))
        else:
            later["answered_at"], later["finished"] = clock.text(min(at + self.dice.randrange(1, 20 * DAY), self.now - MINUTE)), False
        return [first, later]

    def bursts(self):
        """Answers that come over HTTP: `respond` is nobody's and has an address, `send` vouches for the person."""
        dice = self.dice
        days_back = {"csat-seven": [(1, 26), (2, 15), (3, 20), (4, 21)], "nps-shop": [(1, 12), (2, 30)], "nps-year": [(2, 25)]}
        for survey, days in days_back.items():
            settings = SURVEYS[survey][0]
            name = settings.get("time_zone", WORKSPACE_ZONE)
            today = clock.day_of(self.now, name)
            for back, number in days:
                begin, end = clock.begin_of(today - clock.DAY * back, name), clock.begin_of(today - clock.DAY * (back - 1), name)
                for _ in range(number):
                    self.recent.append(("respond", self.post(survey, settings, dice.randrange(begin, end))))
                for _ in range(5):
                    post = self.post(survey, settings, dice.randrange(begin, end))
                    self.recent.append(("send", {**post, "person": dice.choice(sorted(self.people))}))
        for _ in range(15):
            settings = SURVEYS["gcr"][0]
            post = self.post("gcr", settings, self.now - dice.randrange(DAY, 25 * DAY))
            self.recent.append((dice.choice(["respond", "send"]), {**post, "person": dice.choice(sorted(self.people))}))

    def post(self, survey, settings, at):
        return {"survey": survey, "submission_id": self.submission(at), **self.surroundings(settings),
                "answers": self.body(survey, settings, self.dice.random() > 0.1), "answered_at": clock.text(at + 30_000)}

    # Events.

    def tell(self, kind, at, **more):
        event = {"event_id": f"{kind[:8]}-{len(self.events)}", "type": kind, "at": clock.text(min(at, self.now - MINUTE)), **more}
        self.events.append({key: value for key, value in event.items() if value is not None})
        if self.dice.random() < 0.05:
            self.events.append(self.events[-1])

    def customers(self):
        dice = self.dice
        early = self.first - datetime.timedelta(days=60)
        self.lives = sorted(self.people)[: len(self.people) * 3 // 4] + [f"stranger-{number}" for number in range(len(self.people) // 2)]
        for person in self.lives:
            plan = lambda: dice.choice(["free", "pro", "pro", "big", None])
            at = self.any_time(WORKSPACE_ZONE, early if dice.random() < 0.6 else None)
            self.tell("customer_started", at, person=person, plan=plan(), channel=dice.choice(["web", "shop", None]))
            if dice.random() < 0.05:
                self.tell("customer_ended", at - DAY, person=person)
            while dice.random() < 0.66:
                at += dice.choice([dice.randrange(HOUR), dice.randrange(5 * DAY), dice.randrange(120 * DAY)]) + 1
                if dice.random() < 0.1:
                    self.tell("customer_started", at - dice.randrange(HOUR), person=person, plan=plan())
                self.tell("customer_ended", at, person=person, by=dice.choice(["customer", "company", None]))
                if dice.random() < 0.1:
                    self.tell("customer_ended", at + dice.randrange(DAY), person=person)
                if dice.random() < 0.5:
                    break
                at += dice.choice([0, dice.randrange(10 * HOUR), dice.randrange(30 * DAY)]) + 1
                self.tell("customer_started", at, person=person, plan=plan())
                if at > self.now - 3 * DAY:
                    break

    def orders(self):
        dice = self.dice
        buyers = self.lives + [f"guest-{number}" for number in range(len(self.people))]
        for _ in range(self.size // 5):
            at, person = self.any_time(WORKSPACE_ZONE), dice.choice(buyers)
            amount = dice.randrange(100, 20_000)
            self.tell("order_paid", at, person=person, amount=amount, currency=dice.choice([CURRENCY, None]), channel=dice.choice(["web", "shop", None]))
            if dice.random() < 0.15:
                self.tell("order_refunded", at + dice.randrange(20 * DAY), person=person, amount=amount // dice.randint(1, 4), currency=CURRENCY)

    def tickets(self):
        dice = self.dice
        agents, askers = ["anna", "bert", "cleo", "dina"], sorted(self.people)[:20] + [f"asker-{number}" for number in range(20)]
        last_time = {}
        for number in range(self.size // 8):
            ticket = f"t{number}"
            person = dice.choice(askers) if dice.random() < 0.9 else None
            at = self.any_time(WORKSPACE_ZONE)
            if person in last_time and dice.random() < 0.5:
                # The same person again, within seven days of what was resolved, on the hour of it, or just past it.
                at = min(last_time[person] + dice.choice([0, 1, 7 * DAY - 1, 7 * DAY, 7 * DAY + 1, dice.randrange(10 * DAY)]), self.now - 2 * HOUR)
            # What was opened right about a target ago could be asked about on either side of it.
            if abs(self.now - at - DAY) < 15 * MINUTE:
                at -= HOUR
            more = lambda: {"person": person if dice.random() < 0.2 else None}
            self.tell("ticket_opened", at, ticket=ticket, person=person, channel=dice.choice(["email", "chat", "phone", "app", None]),
                      category=dice.choice(["bill", "order", None]), by="company" if dice.random() < 0.08 else dice.choice(["customer", None]))
            if dice.random() < 0.04:
                self.tell("ticket_opened", at + dice.randrange(DAY), ticket=ticket, channel="email")
            if dice.random() < 0.05:
                self.tell("ticket_replied", at - dice.randrange(1, DAY), ticket=ticket, agent=dice.choice(agents))
            if dice.random() < 0.33:
                self.tell("ticket_replied", at + dice.randrange(5000), ticket=ticket, automatic=True, agent="robot")
            then = at
            if dice.random() > 0.16:
                for _ in range(dice.choice([1, 1, 2, 3])):
                    then += dice.choice([dice.randrange(1, 50 * MINUTE), dice.randrange(1, 30 * HOUR), dice.choice([MINUTE, HOUR, DAY])])
                    self.tell("ticket_replied", then, ticket=ticket, agent=dice.choice([*agents, None]), automatic=dice.choice([None, None, False]), **more())
                    for _ in range(dice.choice([0, 0, 1, 2])):
                        self.tell("ticket_customer_replied", then + dice.randrange(2 * HOUR), ticket=ticket, **more())
            if dice.random() < 0.25:
                for _ in range(dice.choice([1, 2])):
                    self.tell("ticket_transferred", then - dice.randrange(max(1, then - at)), ticket=ticket, agent=dice.choice(agents))
            if dice.random() < 0.75:
                then += dice.randrange(1, 3 * DAY)
                self.tell("ticket_resolved", then, ticket=ticket, agent=dice.choice([*agents, None]))
                last_time[person] = then
                if dice.random() < 0.2:
                    then += dice.randrange(1, 3 * DAY)
                    self.tell("ticket_reopened", then, ticket=ticket, by="customer")
                    if dice.random() < 0.6:
                        then += dice.randrange(1, DAY)
                        self.tell("ticket_replied", then - 1, ticket=ticket, agent=dice.choice(agents))
                        self.tell("ticket_resolved", then, ticket=ticket, agent=dice.choice(agents))
                        last_time[person] = then
                if dice.random() < 0.1:
                    self.tell("ticket_replied", then + dice.randrange(DAY), ticket=ticket, agent=dice.choice(agents))
        self.tell("ticket_replied", self.now - 3 * DAY, ticket="never-opened", agent="anna")

    def appointments(self):
        dice = self.dice
        for number in range(self.size // 12):
            appointment = f"a{number}"
            planned = self.any_time(WORKSPACE_ZONE) + (dice.randrange(40 * DAY) if dice.random() < 0.1 else 0)
            if abs(planned - self.now) < HOUR:
                planned -= 2 * HOUR
            told = min(planned, self.now) - dice.randrange(HOUR, 20 * DAY)
            person = dice.choice([*sorted(self.people), None])
            around = {"agent": dice.choice(["anna", "zane", None]), "category": dice.choice(["fitting", None]), "channel": dice.choice(["phone", "shop"])}
            if dice.random() < 0.2:
                self.tell("appointment_planned", told - HOUR, appointment=appointment, planned_at=clock.text(planned - dice.randrange(3 * DAY)), person=person, agent="zane")
                if dice.random() < 0.3:
                    self.tell("appointment_cancelled", told - MINUTE, appointment=appointment, by=dice.choice(["customer", "company"]))
            self.tell("appointment_planned", told, appointment=appointment, planned_at=clock.text(planned), person=person, **around)
            outcome = dice.random()
            late = dice.choice([0, -MINUTE, 5 * MINUTE, 5 * MINUTE + 1, dice.randrange(20 * MINUTE)])
            if planned > self.now - HOUR:
                if outcome < 0.2:
                    self.tell("appointment_cancelled", self.now - 2 * MINUTE, appointment=appointment, by=dice.choice(["customer", "company"]))
            elif outcome < 0.6:
                self.tell("appointment_started", planned + late, appointment=appointment, agent=dice.choice(["anna", None]))
            elif outcome < 0.75:
                self.tell("appointment_missed", planned + HOUR, appointment=appointment)
            elif outcome < 0.9:
                self.tell("appointment_cancelled", max(planned - HOUR, told + 1), appointment=appointment, by=dice.choice(["customer", "company"]))

    def books(self):
        dice = self.dice
        for _ in range(max(20, self.size // 40)):
            around = {"category": dice.choice(["bill", "order", None]), "agent": dice.choice(["anna", None]), "channel": dice.choice(["email", None])}
            self.tell("cost_booked", self.any_time(WORKSPACE_ZONE), amount=dice.randrange(1, 90_000), currency=CURRENCY, **around)
            self.tell("revenue_booked", self.any_time(WORKSPACE_ZONE), amount=dice.randrange(1, 900_000), currency=CURRENCY, **around)
        # One day has another currency, long before the year.
        self.tell("cost_booked", clock.begin_of(self.first - clock.DAY * 50, WORKSPACE_ZONE) + HOUR, amount=500, currency="USD")
        self.tell("revenue_booked", clock.begin_of(self.first - clock.DAY * 50, WORKSPACE_ZONE) + 2 * HOUR, amount=700, currency="EUR")
