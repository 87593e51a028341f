"""A folder that was told all facts of a year in some order: in pieces that overlap, with commands and servers that are killed."""
import json, pathlib, random, re, secrets, signal, threading, time, urllib.parse

import clock, drive, settled

SETTINGS = {
    "name": "A made year", "time_zone": settled.WORKSPACE_ZONE, "currency": settled.CURRENCY, "gross_margin": 62.5, "business_hours": settled.HOURS, "metrics": settled.OVER_EVENTS,
}

MAILED = {"name": "Mailed", "metric": "csat", "throttle_days": 0, "pages": "several"}


def ndjson(lines):
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def hidden(page):
    """What the form of a page sends along by itself."""
    return dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))


class World:
    def __init__(self, program, folder, year, seed, crashes):
        self.program, self.year, self.dice, self.crashes = drive.Program(program, str(folder)), year, random.Random(seed), crashes
        self.pieces = pathlib.Path(f"{folder}-pieces")
        self.pieces.mkdir()
        self.mails = []

    def tell(self):
        dice = self.dice
        began = time.monotonic()
        self.settle()
        lines = self.year.posts + self.year.events
        dice.shuffle(lines)
        told, late = lines, []
        if self.crashes:
            late = [line for line in lines[: len(lines) // 6] if "event_id" in line]
            told = [line for line in lines if "event_id" not in line] + [event for event in lines[len(lines) // 6:] if "event_id" in event]
            dice.shuffle(told)
        files = self.split(told)
        self.step(began, "settings, people and what came over HTTP")
        for file in self.order(files):
            self.take(file)
        self.step(began, "files imported")
        if self.crashes:
            self.over_http(late)
            self.step(began, "events and rollups over HTTP")
        self.count()
        self.step(began, "counted")

    def step(self, began, what):
        print(f"# {self.program.folder.rsplit('/', 1)[-1]}: {what} ({time.monotonic() - began:.0f} s, {self.program.crashes} killed)", flush=True)

    def take_over(self, other):
        """Takes in what another world exports, half of it as tables; people and dispatches are in no export."""
        with self.program.serve() as serving:
            self.put_settings(serving)
            serving.call("PUT", "/v1/surveys/mailed", MAILED)
            assert serving.end() == 0
        for number, survey in enumerate([*settled.SURVEYS, "mailed"]):
            self.carry(other, ("--survey", survey), f"{survey}.{'csv' if number % 2 else 'ndjson'}")
        self.carry(other, ("--events",), "events.csv")
        self.count()

    def carry(self, other, what, name):
        file = str(self.pieces / name)
        other.program.run("export", *what, file)
        self.take(file)

    def put_settings(self, serving):
        serving.call("PUT", "/v1/workspace", SETTINGS)
        for survey, (settings, _) in settled.SURVEYS.items():
            for name in ("As it was first", "As it is"):
                serving.call("PUT", f"/v1/surveys/{survey}", {"name": name, **settings})

    def settle(self):
        with self.program.serve() as serving:
            self.put_settings(serving)
            for person, segment in self.year.people.items():
                serving.call("PUT", f"/v1/people/{person}", {"segment": segment} if segment else {})
            self.keys = {way: serving.call("POST", "/v1/keys", {"scopes": scopes})["key"] for way, scopes in (("respond", ["respond"]), ("send", ["respond", "send"]))}
            if self.crashes:
                self.send_mails(serving)
            recent = list(self.year.recent)
            self.dice.shuffle(recent)
            for way, post in recent[: len(recent) // 2]:
                serving.call("POST", "/v1/responses", post, key=self.keys[way])
            if self.crashes:
                serving.end(signal.SIGKILL)
        with self.program.serve() as serving:
            for way, post in recent:
                serving.call("POST", "/v1/responses", post, key=self.keys[way])
            assert serving.end() == 0

    def split(self, lines):
        """Pieces of the lines; the next to it has some lines of each piece again, but no line without an id twice."""
        files, number = [], 7
        for place in range(number):
            piece = lines[place::number]
            if self.crashes:
                piece = piece + self.dice.sample(lines[(place + 1) % number::number], len(piece) // 8)
                self.dice.shuffle(piece)
            files.append(self.write(f"piece-{place}", piece))
        files.append(self.write("pairs", self.year.pairs))
        return files

    def write(self, name, lines):
        file = self.pieces / f"{name}.ndjson"
        file.write_text(ndjson(lines), encoding="utf-8")
        return str(file)

    def order(self, files):
        files = files + (files[:2] if self.crashes else [])
        self.dice.shuffle(files)
        return files

    def take(self, file):
        if self.crashes and self.dice.random() < 0.6:
            self.program.run("import", file, kill_after=self.dice.uniform(0.1, 1.5))
        if self.crashes and self.dice.random() < 0.4:
            self.program.run("rollup", kill_after=self.dice.uniform(0.2, 3))
        done = self.program.run("import", file)
        assert done.stdout.rstrip().endswith(" 0 bad"), done.stdout + done.stderr[-500:]

    def over_http(self, late):
        """Events come in while days are recomputed, and the server is killed in the middle; what was told is told again."""
        batches = [late[place:place + 60] for place in range(0, len(late), 60)]
        days = lambda: sorted(self.dice.sample([self.year.first + clock.DAY * number for number in range(365)], 2))
        for again in (False, True):
            with self.program.serve() as serving:
                wrong, stopped = [], threading.Event()

                def post():
                    for batch in batches:
                        try:
                            status, text = serving.ask("POST", "/v1/events", ndjson(batch), key=self.keys["send"], media="application/x-ndjson")
                        except OSError:
                            break
                        if status != 200 or any("outcome" not in json.loads(line) for line in text.splitlines()):
                            wrong.append((status, text[:500]))
                    stopped.set()

                poster = threading.Thread(target=post)
                poster.start()
                jobs = []
                for survey in (["nps-year", "csat"] if again else ["gcr", "nps-shop", None]):
                    first, last = days()
                    last = min(last, first + clock.DAY * 20)
                    body = {"from": str(first), "to": str(last), **({"survey": survey} if survey else {})}
                    jobs.append(serving.call("POST", "/v1/rollups", body)["id"])
                refused = self.program.run("rollup", ok=(2,))
                assert "holds the data folder" in refused.stderr, refused.stderr
                if again:
                    poster.join()
                    waited = time.monotonic() + 120
                    while any(serving.call("GET", f"/v1/rollups/{job}")["status"] != "done" for job in jobs):
                        assert time.monotonic() < waited, "a rollup does not end"
                        time.sleep(0.2)
                    assert serving.end() == 0
                else:
                    time.sleep(self.dice.uniform(0.3, 2))
                    serving.end(signal.SIGKILL)
                    poster.join()
                assert not wrong, wrong[:3]

    def count(self):
        if self.crashes:
            for _ in range(3):
                self.program.run("rollup", kill_after=self.dice.uniform(0.5, 4))
        self.program.run("rollup")

    # The programme itself, over the outbox.

    def send_mails(self, serving):
        dice = self.dice
        serving.call("PUT", "/v1/surveys/mailed", MAILED)
        for number in range(30):
            person, variant = f"m{number}", dice.choice(["A", "B"])
            segment = dice.choice(["gold", None])
            who = {"id": person, "email": f"{person}@example.com", "locale": "en", **({"segment": segment} if segment else {})}
            sent = serving.call("POST", "/v1/dispatches", {"key": f"mail-{number}", "survey": "mailed", "person": who, "channel": "email", "properties": {"variant": variant}})
            self.mails.append({"id": sent["id"], "person": person, "variant": variant, "segment": segment})
        for mail in self.mails:
            waited = time.monotonic() + 60
            while (told := serving.call("GET", f"/v1/dispatches/{mail['id']}"))["status"] not in ("sent", "delivered"):
                assert time.monotonic() < waited, f"a mail is not sent: {told}"
                time.sleep(0.1)
            mail["at"] = next(step["at"] for step in told["messages"][0]["history"] if step["status"] == "sent")
        written = [file.read_text(encoding="utf-8") for file in pathlib.Path(self.program.folder, "outbox").iterdir() if file.is_file()]
        for mail in self.mails:
            text = next(text for text in written if f"{mail['person']}@example.com" in text)
            text = text.replace("=\n", "").replace("=3D", "=")
            mail["what"] = dice.choice(["nothing", "nothing", "answer", "answer", "half", "half", "stop", "fast"])
            self.react(serving, mail, re.search(r"/s/[A-Za-z0-9_-]+", text)[0], re.search(r"/u/[A-Za-z0-9_-]+", text)[0])

    def react(self, serving, mail, survey, unsubscribe):
        form_of = "application/x-www-form-urlencoded"
        if mail["what"] == "stop":
            serving.call("POST", unsubscribe, "List-Unsubscribe=One-Click", key=None, media=form_of)
        elif mail["what"] != "nothing":
            fields = hidden(serving.call("GET", survey, key=None))
            ago = 1 if mail["what"] == "fast" else 10_000
            begun = f"{int(time.time() * 1000 - ago):012x}"
            fields["submission_id"] = f"{begun[:8]}-{begun[8:]}-7{secrets.token_hex(2)[:3]}-8{secrets.token_hex(2)[:3]}-{secrets.token_hex(6)}"
            fields["score"] = str(self.dice.randint(1, 5))
            fields = hidden(serving.call("POST", survey, urllib.parse.urlencode(fields), key=None, media=form_of))
            if mail["what"] != "half":
                fields["comment"] = "fine"
                serving.call("POST", survey, urllib.parse.urlencode(fields), key=None, media=form_of)
