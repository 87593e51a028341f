"""One line for each thing that was checked; the script counts them."""

import os


class Stop(Exception):
    """What follows would fail for the same reason."""


class Checks:
    """Prints results, and keeps them in the file that the script counts."""

    def __init__(self):
        self.failed = 0

    def _line(self, text):
        print(text, flush=True)
        with open(os.environ["SAM_TEST_RESULTS"], "a", encoding="utf-8") as results:
            results.write(text + "\n")

    def ok(self, holds, what, detail=""):
        """Notes whether something holds."""
        if holds:
            self._line(f"ok - {what}")
        else:
            self.failed += 1
            shown = " ".join(str(detail).split())[:600]
            self._line(f"not ok - {what}" + (f" ({shown})" if shown else ""))
        return bool(holds)

    def equal(self, seen, wanted, what):
        """Notes whether two values are the same."""
        return self.ok(seen == wanted, what, f"{seen!r} instead of {wanted!r}")

    def near(self, seen, wanted, what):
        """Notes whether a figure is the same but for its last digits."""
        holds = isinstance(seen, (int, float)) and abs(seen - wanted) < 1e-9
        return self.ok(holds, what, f"{seen!r} instead of {wanted!r}")

    def must(self, holds, what, detail=""):
        """Notes whether something holds, and stops where it doesn't."""
        if not self.ok(holds, what, detail):
            raise Stop(what)
