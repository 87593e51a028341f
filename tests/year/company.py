"""A made company's customers, orders, tickets, appointments and books, as events."""
import datetime

import clock, settled

HOUR, MINUTE, DAY = 3600_000, 60_000, 86_400_000


class Company:
    def tell(self, kind, at, **more):
        event = {"event_id": f"{kind[:8]}-{len(self.events)}", "type": kind, "at": clock.text(min(at, self.now - MINUTE)), **more}
        self.events.append({key: value for key, value in event.items() if value is not None})
        if self.dice.random() < 0.05:
            self.events.append(self.events[-1])

    def customers(self):
        dice = self.dice
        early = self.first - datetime.timedelta(days=60)
        self.lives = sorted(self.people)[: len(self.people) * 3 // 4] + [f"stranger-{number}" for number in range(40 + self.size // 40)]
        for person in self.lives:
            plan = lambda: dice.choice(["free", "pro", "pro", "big", None])
            at = self.any_time(settled.WORKSPACE_ZONE, early if dice.random() < 0.6 else None)
            stays = 0
            if dice.random() < 0.5:
                # There when the year began, so that some can be lost in it.
                at = clock.begin_of(early, settled.WORKSPACE_ZONE) + dice.randrange(60 * DAY)
                stays = 60 * DAY
            self.tell("customer_started", at, person=person, plan=plan(), channel=dice.choice(["web", "shop", None]))
            if dice.random() < 0.05:
                self.tell("customer_ended", at - DAY, person=person)
            while dice.random() < 0.66:
                at += stays + dice.choice([dice.randrange(HOUR), dice.randrange(5 * DAY), dice.randrange(120 * DAY)]) + 1
                stays = 0
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
            at, person = self.any_time(settled.WORKSPACE_ZONE), dice.choice(buyers)
            amount = dice.randrange(100, 20_000)
            self.tell("order_paid", at, person=person, amount=amount, currency=dice.choice([settled.CURRENCY, None]), channel=dice.choice(["web", "shop", None]))
            if dice.random() < 0.15:
                self.tell("order_refunded", at + dice.randrange(20 * DAY), person=person, amount=amount // dice.randint(1, 4), currency=settled.CURRENCY)

    def tickets(self):
        dice = self.dice
        agents, askers = ["anna", "bert", "cleo", "dina"], sorted(self.people)[:20] + [f"asker-{number}" for number in range(20)]
        last_time = {}
        for number in range(self.size // 8):
            ticket = f"t{number}"
            person = dice.choice(askers) if dice.random() < 0.9 else None
            at = self.any_time(settled.WORKSPACE_ZONE)
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
            planned = self.any_time(settled.WORKSPACE_ZONE) + (dice.randrange(40 * DAY) if dice.random() < 0.1 else 0)
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
            self.tell("cost_booked", self.any_time(settled.WORKSPACE_ZONE), amount=dice.randrange(1, 90_000), currency=settled.CURRENCY, **around)
            self.tell("revenue_booked", self.any_time(settled.WORKSPACE_ZONE), amount=dice.randrange(1, 900_000), currency=settled.CURRENCY, **around)
        # One day has another currency, long before the year.
        self.tell("cost_booked", clock.begin_of(self.first - clock.DAY * 50, settled.WORKSPACE_ZONE) + HOUR, amount=500, currency="USD")
        self.tell("revenue_booked", clock.begin_of(self.first - clock.DAY * 50, settled.WORKSPACE_ZONE) + 2 * HOUR, amount=700, currency="EUR")
