// The programs that serve the pages: one for each workspace, started when a page first needs it.

import { ELSEWHERE } from "./browser.mjs";
import { Program } from "./program.mjs";

export const COMPANY = "Rīta Kafija";

const SETTINGS = { name: "Pages", company: COMPANY, time_zone: "Europe/Riga" };
const brand = (color) => ({
  ...SETTINGS,
  brand: { logo_url: `${ELSEWHERE}/logo.svg`, color, privacy_url: `${ELSEWHERE}/privacy` },
});

const WORLDS = {
  plain: SETTINGS,
  // A dark colour, and one that only just can be read on white.
  branded: brand("#0b6e4f"),
  bright: brand("#b49000"),
  // Where too many answers come in.
  crowded: SETTINGS,
  // Where everything that can be written was written to break pages.
  naughty: SETTINGS,
  // The longest name of a company, in one word.
  wordy: { ...SETTINGS, company: "Ņ".repeat(200) },
};

export class Worlds {
  #started = new Map();

  constructor(program) {
    this.program = program;
  }

  get(name = "plain") {
    if (!this.#started.has(name)) {
      this.#started.set(name, name === "demo" ? Program.demo(this.program) : Program.serve(this.program, WORLDS[name]));
    }
    return this.#started.get(name);
  }
}
