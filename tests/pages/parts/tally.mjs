// What was checked and what failed. A check that holds is silent; a place that was checked says how often it held.

export class Tally {
  passed = 0;
  failed = 0;
  #advice = new Map();

  // A place's own check function; `done` closes the place with one line.
  at(place) {
    let [held, broken] = [0, 0];
    const check = (holds, what, found = []) => {
      if (holds) {
        held += 1;
        this.passed += 1;
        return;
      }
      broken += 1;
      this.failed += 1;
      console.log(`not ok - ${place}: ${what}${found.length ? `\n    ${found.slice(0, 6).join("\n    ")}` : ""}`);
    };
    check.done = () =>
      console.log(
        broken ? `failed - ${place}: ${broken} of ${held + broken} checks fail` : `ok - ${place}: ${held} checks hold`,
      );
    // For a probe that lists what breaks a rule: an empty list is what holds.
    check.none = (found, what) => check(found.length === 0, what, found);
    check.advise = (rule) => this.#advice.set(rule, (this.#advice.get(rule) ?? new Set()).add(place));
    return check;
  }

  close() {
    for (const [rule, places] of this.#advice)
      console.log(`advice - ${rule}: ${[...places].slice(0, 4).join(", ")} (${places.size} pages)`);
    console.log(`pages: ${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0;
  }
}
