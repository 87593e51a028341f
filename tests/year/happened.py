"""Customers, tickets, appointments and books told once more from their events, and every metric over them."""
import collections

import clock, settled, recompute
from answers import time_of

SECOND, MINUTE, DAY = 1000, 60_000, 86_400_000
ZONE = settled.WORKSPACE_ZONE
KINDS = {"customer": "customers", "order": "customers", "ticket": "tickets", "appointment": "appointments", "cost": "bookings", "revenue": "bookings"}


def day(ms):
    return clock.day_of(ms, ZONE)


class Working:
    """Working time, by looking at the wall clock once a minute."""

    def __init__(self, first, last):
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        minutes = lambda text: int(text[:2]) * 60 + int(text[3:])
        week = [[(minutes(a), minutes(b)) for a, b in settled.HOURS.get(name, [])] for name in names]
        self.begin = first
        self.before = [0]
        for at in range(first, last, MINUTE):
            local = clock.instant(at).astimezone(clock.zone(ZONE))
            now = local.hour * 60 + local.minute
            self.before.append(self.before[-1] + any(a <= now < b for a, b in week[local.weekday()]))

    def until(self, at):
        whole, rest = divmod(at - self.begin, MINUTE)
        return self.before[whole] * MINUTE + rest * (self.before[whole + 1] - self.before[whole])

    def between(self, begin, end):
        return max(0, self.until(end) - self.until(begin))


def step(ms):
    """A duration as it is counted: by the second to an hour, then by the minute, never rounded down."""
    seconds = -(-ms // SECOND)
    return seconds if seconds <= 3600 else -(-seconds // 60) * 60


class Happened:
    def __init__(self, events, people, working):
        once = {event["event_id"]: event for event in events}
        self.working, self.people = working, people
        self.events = sorted(({**event, "ms": time_of(event["at"]), "segment": people.get(event.get("person"))} for event in once.values()),
                             key=lambda event: (event["ms"], event["event_id"]))
        for event in self.events:
            if "amount" in event:
                event.setdefault("currency", settled.CURRENCY)
        of = self.grouped
        self.customers = [self.customer(*pair) for pair in of("person", ("customer", "order")).items()]
        self.tickets = [ticket for ticket in (self.ticket(told) for told in of("ticket", ("ticket",)).values()) if ticket]
        self.appointments = [one for one in (self.appointment(told) for told in of("appointment", ("appointment",)).values()) if one]
        asked = collections.defaultdict(list)
        for ticket in self.tickets:
            asked[ticket["person"]].append(ticket)
        for ticket in self.tickets:
            end = ticket["resolved"]
            again = end is not None and ticket["person"] is not None and any(
                other is not ticket and end <= other["opened"] <= end + 7 * DAY for other in asked[ticket["person"]])
            ticket["first_contact"] = end is not None and not ticket["reopened"] and not again and (ticket["replies"] <= 1 or ticket["channel"] in ("chat", "phone", "call"))
        plans = {customer["person"]: (customer["plan"], customer["segment"]) for customer in self.customers}
        for event in self.events:
            kind = KINDS[event["type"].split("_")[0]]
            event["day"], event["kind"] = day(event["ms"]), kind
            event["dims"] = {name: event[name] for name in ("agent", "channel", "category", "plan", "segment", "by") if event.get(name) is not None}
            if event.get("automatic"):
                event["dims"]["automatic"] = "true"
            if kind == "customers":
                event["dims"].update(plan=plans[event["person"]][0], segment=plans[event["person"]][1])
        self.spells = {customer["person"]: customer["spells"] for customer in self.customers}

    def grouped(self, name, kinds):
        groups = collections.defaultdict(list)
        for event in self.events:
            if event["type"].split("_")[0] in kinds:
                groups[event[name]].append(event)
        return groups

    @staticmethod
    def newest(told, name):
        return next((event[name] for event in reversed(told) if event.get(name) is not None), None)

    def customer(self, person, told):
        spells = []
        for event in told:
            living = bool(spells) and spells[-1][1] is None
            if event["type"] == "customer_started" and not living:
                spells.append((event["ms"], None))
            elif event["type"] == "customer_ended" and living:
                spells[-1] = (spells[-1][0], event["ms"])
        starts = [event for event in told if event["type"] == "customer_started"]
        orders = [event for event in told if event["type"].startswith("order")]
        paid = sorted({day(event["ms"]) for event in orders if event["type"] == "order_paid"})
        firsts = [day(event["ms"]) for event in told if event["type"] in ("customer_started", "order_paid")]
        return {"person": person, "spells": spells, "plan": self.newest(starts, "plan"), "segment": self.newest(told, "segment"), "paid": paid,
                "first": min(firsts, default=None), "lives": [(day(a), None if b is None else day(b)) for a, b in spells],
                "money": [(day(event["ms"]), event["currency"], event["amount"] if event["type"] == "order_paid" else -event["amount"]) for event in orders]}

    def ticket(self, told):
        opening = next((event for event in told if event["type"] == "ticket_opened"), None)
        if opening is None:
            return None
        opened = opening["ms"]
        rest = [(max(event["ms"], opened), event) for event in told if event is not opening and event["type"] != "ticket_opened"]
        story = [(opened, opening), *rest]
        is_reply = lambda event: event["type"] == "ticket_replied" and not event.get("automatic")
        replies = [(at, event) for at, event in story if is_reply(event)]
        messages = []
        for place, (at, event) in enumerate(story):
            if (event is opening and event.get("by") != "company") or event["type"] == "ticket_customer_replied":
                messages.append((at, next(((then, reply) for then, reply in story[place + 1:] if is_reply(reply)), None)))
        ends = [place for place, (_, event) in enumerate(story) if event["type"] == "ticket_resolved"]
        agains = [place for place, (_, event) in enumerate(story) if event["type"] == "ticket_reopened"]
        stands = ends and not any(place > ends[-1] for place in agains)
        everything = [opening] + [event for _, event in rest]
        return {"opened": opened, "day": day(opened), "channel": opening.get("channel"), "category": self.newest(everything, "category"), "segment": self.newest(told, "segment"),
                "person": self.newest(told, "person"), "first_reply": replies[0] if replies else None, "messages": messages, "replies": len(replies),
                "resolver": story[ends[-1]][1].get("agent") if ends else None, "resolved": story[ends[-1]][0] if stands else None, "reopened": bool(agains),
                "transfers": sum(event["type"] == "ticket_transferred" for _, event in story)}

    def appointment(self, told):
        plans = [place for place, event in enumerate(told) if event["type"] == "appointment_planned"]
        if not plans:
            return None
        outcomes = told if len(plans) == 1 else told[plans[-1]:]
        planned = time_of(told[plans[-1]]["planned_at"])
        started = next((event for event in outcomes if event["type"] == "appointment_started"), None)
        other = next((event for event in outcomes if event["type"] in ("appointment_missed", "appointment_cancelled")), None)
        if started is None and other and other["type"] == "appointment_cancelled" and other.get("by") == "customer":
            return None
        dims = {name: self.newest(told, name) for name in ("agent", "channel", "category", "segment")}
        return {"planned": planned, "day": day(planned), "dims": dims, "kept": started is not None and started["ms"] <= planned + 5 * MINUTE, "open": started is None and other is None}

    # The metrics: of the days a to b of one group, as of `now`. `fits(dims)` says whether a thing is of the group.

    def number(self, metric, a, b, fits, now, business):
        return getattr(self, metric)(a, b, fits, now, business)

    def movement(self, a, b, fits):
        chosen = [one for one in self.customers if fits({"plan": one["plan"], "segment": one["segment"]})]
        there = lambda one, at: any(begin < at and (end is None or end >= at) for begin, end in one["lives"])
        start = [one for one in chosen if there(one, a)]
        after = b + clock.DAY
        end = [one for one in chosen if there(one, after)]
        lost = sum(not there(one, after) for one in start)
        lifetimes = collections.Counter()
        for one in chosen:
            for place, (begin, gone) in enumerate(one["lives"]):
                back = one["lives"][place + 1][0] if place + 1 < len(one["lives"]) else None
                if gone is not None and a <= gone <= b and begin < gone and (back is None or back > b):
                    lifetimes[(gone - begin).days] += 1
        counts = {"start": len(start), "lost": lost, "new": len(end) - (len(start) - lost), "end": len(end)}
        beside = {"lifetime_days": recompute.mean(tuple(sorted(lifetimes.items())), None), "new_per_lost": counts["new"] / lost if lost else None}
        return chosen, counts, beside

    def churned(self, a, b, fits, now, make):
        _, counts, beside = self.movement(a, b, fits)
        estimate, given = make(counts)
        return {**estimate, "counts": counts, **beside, "provisional": b >= day(now), "reason": None if counts["start"] else "no_customers_at_start"}, given

    def gross_churn(self, a, b, fits, now, business):
        return self.churned(a, b, fits, now, lambda c: (recompute.share(c["lost"], c["start"]), ("shares", (c["lost"], c["start"]))))

    def retention(self, a, b, fits, now, business):
        return self.churned(a, b, fits, now, lambda c: (recompute.share(c["start"] - c["lost"], c["start"]), ("shares", (c["start"] - c["lost"], c["start"]))))

    def net_churn(self, a, b, fits, now, business):
        told = "{lost} lost, {new} new, {start} at the start"
        return self.churned(a, b, fits, now, lambda c: ({**recompute.net_churn(c["start"], c["lost"], c["new"]), "counted": told.format(**c)}, None))

    def clv(self, a, b, fits, now, business):
        chosen, counts, _ = self.movement(a, b, fits)
        living = lambda one: any(begin <= b and (end is None or end >= a) for begin, end in one["lives"])
        active = sum(living(one) or any(a <= when <= b for when in one["paid"]) for one in chosen)
        money = [(when, currency, amount) for one in chosen for when, currency, amount in one["money"]]
        inside = [amount for when, _, amount in money if a <= when <= b]
        ever = sum(one["first"] is not None and one["first"] <= b for one in chosen)
        revenue = sum(inside) if inside else None
        mean = revenue / active if inside and active else None
        churn = counts["lost"] / counts["start"] if counts["start"] else None
        brought = [amount for when, _, amount in money if when <= b]
        historic = sum(brought) / ever if brought and ever else None
        reason = ("no_customers" if not active else "no_revenue" if revenue is None else "too_few_lost" if counts["lost"] < 10 else None)
        value = None if reason else mean * 0.625 / churn
        return {**recompute.bounds(active, value, None, None, "none"), "reason": reason, "provisional": b >= day(now), "counts": {"active": active, "start": counts["start"], "lost": counts["lost"], "ever": ever},
                "mean_revenue": mean, "gross_margin": 62.5, "gross_churn": None if churn is None else 100 * churn, "revenue": revenue,
                "historic_revenue": historic, "historic_value": None if historic is None else historic * 0.625}, None

    def of_tickets(self, fits, agent):
        for ticket in self.tickets:
            if fits({"agent": agent(ticket), "channel": ticket["channel"], "category": ticket["category"], "segment": ticket["segment"]}):
                yield ticket

    def took(self, begin, end, business):
        return step(self.working.between(begin, end) if business else end - begin)

    def first_response(self, a, b, fits, now, business):
        target = (business or 1440) * MINUTE
        first = lambda ticket: ticket["first_reply"] and ticket["first_reply"][1].get("agent")
        told = [ticket for ticket in self.of_tickets(fits, first) if a <= ticket["day"] <= b]
        passed = lambda ticket: self.working.between(ticket["opened"], now) if business else now - ticket["opened"]
        spent = lambda ticket: self.working.between(ticket["opened"], ticket["first_reply"][0]) if business else ticket["first_reply"][0] - ticket["opened"]
        due = [ticket for ticket in told if passed(ticket) > target]
        answered = [ticket for ticket in told if ticket["first_reply"]]
        good = sum(bool(ticket["first_reply"]) and spent(ticket) <= target for ticket in due)
        unanswered = sum(not ticket["first_reply"] for ticket in due)
        times = spread(step(spent(ticket)) for ticket in answered)
        counts = {"opened": len(told), "in_time": good, "late": len(due) - good - unanswered, "unanswered": unanswered, "not_due": len(told) - len(due)}
        reason = None if due else "none_due" if told else "no_data"
        return {**recompute.share(good, len(due)), "counts": counts, "median": recompute.quantile(times, "median"), "p90": recompute.quantile(times, "p90"), "reason": reason,
                "hours": "business" if business else "calendar", "target_seconds": target // SECOND, "provisional": len(told) > len(due)}, ("shares", (good, len(due)))

    def reply_time(self, a, b, fits, now, business):
        times, messages = [], 0
        for ticket in self.tickets:
            for at, reply in ticket["messages"]:
                dims = {"agent": reply and reply[1].get("agent"), "channel": ticket["channel"], "category": ticket["category"], "segment": ticket["segment"]}
                if a <= day(at) <= b and fits(dims):
                    messages += 1
                    times += [self.took(at, reply[0], business)] if reply else []
        return quantiles(times, {"messages": messages, "replied": len(times), "waiting": messages - len(times)}, business)

    def cases(self, a, b, fits):
        return [ticket for ticket in self.of_tickets(fits, lambda ticket: ticket["resolver"]) if a <= ticket["day"] <= b]

    def resolution(self, a, b, fits, now, business):
        cases = self.cases(a, b, fits)
        good = sum(ticket["resolved"] is not None for ticket in cases)
        return {**recompute.share(good, len(cases)), "counts": {"opened": len(cases), "resolved": good}}, ("shares", (good, len(cases)))

    def time_to_resolve(self, a, b, fits, now, business):
        cases = self.cases(a, b, fits)
        times = [self.took(ticket["opened"], ticket["resolved"], business) for ticket in cases if ticket["resolved"] is not None]
        return quantiles(times, {"opened": len(cases), "resolved": len(times)}, business)

    def transfers(self, a, b, fits, now, business):
        each = spread(ticket["transfers"] for ticket in self.cases(a, b, fits))
        counts = {"opened": sum(n for _, n in each), "transferred": sum(n for times, n in each if times), "transfers": sum(times * n for times, n in each)}
        return {**recompute.mean(each, None), "counts": counts}, ("means", each)

    def closed(self, a, b, fits):
        return [ticket for ticket in self.of_tickets(fits, lambda ticket: ticket["resolver"]) if ticket["resolved"] is not None and a <= day(ticket["resolved"]) <= b]

    def first_contact(self, a, b, fits, now, business):
        closed = self.closed(a, b, fits)
        once = sum(ticket["first_contact"] for ticket in closed)
        young = any(clock.begin_of(day(ticket["resolved"]) + clock.DAY, ZONE) + 7 * DAY > now for ticket in closed)
        return {**recompute.share(once, len(closed)), "counts": {"resolved": len(closed), "first_contact": once}, "provisional": young}, ("shares", (once, len(closed)))

    def support_cost(self, a, b, fits, now, business):
        booked = [event for event in self.events if event["kind"] == "bookings" and a <= event["day"] <= b and fits(event["dims"])]
        sums = {name: sum(event["amount"] for event in booked if event["type"] == name) if any(event["type"] == name for event in booked) else None
                for name in ("cost_booked", "revenue_booked")}
        cost, revenue = sums["cost_booked"], sums["revenue_booked"]
        resolved = len(self.closed(a, b, fits))
        first = lambda ticket: ticket["first_reply"] and ticket["first_reply"][1].get("agent")
        opened = sum(a <= ticket["day"] <= b for ticket in self.of_tickets(fits, first))
        part = 100 * cost / revenue if cost is not None and revenue else None
        wanted = {**recompute.bounds(resolved, cost / resolved if cost is not None and resolved else None, None, None, "none"), "counts": {"resolved": resolved, "opened": opened},
                  "cost": cost, "revenue": revenue, "cost_per_opened": cost / opened if cost is not None and opened else None, "cost_of_revenue": part, "target_percent": 10,
                  "reason": "no_cost" if cost is None else None if resolved else "no_resolved_tickets"}
        if part is not None:
            wanted["target_met"] = part < 10
        return wanted, None

    def kept_appointments(self, a, b, fits, now, business):
        told = [one for one in self.appointments if a <= one["day"] <= b and fits(one["dims"])]
        over = lambda one: one["planned"] - one["planned"] % MINUTE + 6 * MINUTE <= now
        idle = sum(one["open"] and over(one) for one in told)
        to_come = sum(one["open"] and not over(one) for one in told)
        planned, kept = len(told) - to_come, sum(one["kept"] for one in told)
        counts = {"planned": planned, "kept": kept, "without_outcome": idle, "to_come": to_come}
        return {**recompute.share(kept, planned), "counts": counts, "provisional": to_come > 0}, ("shares", (kept, planned))

    def own_number(self, metric, a, b, fits):
        chosen = [event for event in self.events if a <= event["day"] <= b and fits(event["dims"])]

        def found(thing):
            where = thing.get("where", {})
            is_so = lambda event: all(event["dims"].get(name) == value if name != "automatic" else bool(event["dims"].get(name)) == value for name, value in where.items())
            return [event for event in chosen if event["type"] == thing["event"] and is_so(event)]

        of = found(metric["of"])
        if metric["kind"] == "share":
            n = len(found(metric["among"]))
            return {**recompute.share(len(of), n), "counts": {"of": len(of), "among": n}}, ("shares", (len(of), n))
        if metric["kind"] == "ratio":
            n = len(found(metric["to"]))
            return {**recompute.bounds(n, len(of) / n if n else None, None, None, "none"), "counts": {"of": len(of), "to": n}, "reason": None if n else "nothing_to_divide_by"}, None
        total = sum(event["amount"] for event in of)
        wanted = {**recompute.bounds(len(of), total / len(of) if of else None, None, None, "none"), "counts": {"of": len(of)}}
        return ({**wanted, "sum": total, "currency": settled.CURRENCY} if of else wanted), None


def spread(values):
    return tuple(sorted(collections.Counter(values).items()))


def quantiles(times, counts, business):
    times = spread(times)
    wanted = {**recompute.quantile(times, "median"), "p90": recompute.quantile(times, "p90"), "counts": counts, "hours": "business" if business else "calendar"}
    return wanted, ("spreads", times)
