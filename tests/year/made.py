"""A made year, from a seed: surveys in many zones with answers, and a company's customers, orders, tickets, appointments and
books. Only what the outer contract takes: bodies of requests and lines of files.

The mix, of answers: four in ten lie within 90 minutes of a local midnight next to a change of the clocks or a new quarter,
one in 50 on the very millisecond; 15 % come in halves, 8 % are edited, 10 % are told twice, 6 % are suspects, 7 % have no
score, 12 % name a person who is not known. Of tickets: a fifth is reopened, a quarter transferred, a sixth unanswered, a
third has automatic replies, half are of people who write again, a few events lie before the opening. Of customers: two
in three end, half of those come back; ends before starts, starts while living and repeats are among them.
"""
import datetime, random, uuid

import clock, company, settled
from company import DAY, HOUR, MINUTE


class Year(company.Company):
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
        total = sum(part for _, part in settled.SURVEYS.values())
        for survey, (settings, part) in settled.SURVEYS.items():
            for number in range(self.size * part // total):
                self.answer(survey, settings, settings.get("time_zone", settled.WORKSPACE_ZONE))
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
            several = settled.choices(survey)
            answers["score"] = dice.choice(several[-2:] if good else several)
        if dice.random() < 0.2 or not score:
            answers["comment"] = dice.choice(["fine", "slow", "ļoti labi"])
        for question in settings.get("questions", []):
            if dice.random() < 0.6:
                answers[question["id"]] = {"why": lambda: dice.choice(settled.WHY), "staff": lambda: dice.randint(1, 5), "again": lambda: dice.choice(["yes", "no", "partly"]),
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
            settings = settled.SURVEYS[survey][0]
            name = settings.get("time_zone", settled.WORKSPACE_ZONE)
            today = clock.day_of(self.now, name)
            for back, number in days:
                begin, end = clock.begin_of(today - clock.DAY * back, name), clock.begin_of(today - clock.DAY * (back - 1), name)
                for _ in range(number):
                    self.recent.append(("respond", self.post(survey, settings, dice.randrange(begin, end))))
                for _ in range(5):
                    post = self.post(survey, settings, dice.randrange(begin, end))
                    self.recent.append(("send", {**post, "person": dice.choice(sorted(self.people))}))
        for _ in range(15):
            settings = settled.SURVEYS["gcr"][0]
            post = self.post("gcr", settings, self.now - dice.randrange(DAY, 25 * DAY))
            self.recent.append((dice.choice(["respond", "send"]), {**post, "person": dice.choice(sorted(self.people))}))

    def post(self, survey, settings, at):
        return {"survey": survey, "submission_id": self.submission(at), **self.surroundings(settings),
                "answers": self.body(survey, settings, self.dice.random() > 0.1), "answered_at": clock.text(at + 30_000)}
