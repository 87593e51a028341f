// Opens every page in Chromium, in every state and language, and keeps pictures in target/pictures. `states.mjs` says which
// states there are. Closes with a line `pages: N passed, N failed`.

import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { DASHBOARD, dashboard } from "./checks/dashboard.mjs";
import { flow } from "./checks/flow.mjs";
import { languages } from "./checks/languages.mjs";
import { mails } from "./checks/mails.mjs";
import { naughty } from "./checks/naughty.mjs";
import { axe, dress, look, reach } from "./checks/state.mjs";
import { LOCALES, launch, leave, person } from "./parts/browser.mjs";
import { Tally } from "./parts/tally.mjs";
import { COMPANY, Worlds } from "./parts/worlds.mjs";
import { STATES } from "./states.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PICTURES = `${ROOT}target/pictures`;

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    // Keeps the picture of the overview for the README.
    readme: { type: "boolean" },
    program: { type: "string", default: `${ROOT}target/debug/atbalss` },
  },
});
const wanted = (name) => !options.only || options.only.split(",").includes(name);

// A page of many screens is kept by its first one.
const MANY = 12_000;

const draw = async (page, name) => {
  const fullPage = (await page.evaluate(() => document.documentElement.scrollHeight)) < MANY;
  const bytes = await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage });
  if (bytes.length < 1500) throw new Error(`the picture ${name} is empty`);
};

// A state in a language: all that is checked there.
async function state(tally, worlds, browsers, row, locale) {
  const check = tally.at(`${row.name} in ${locale}`);
  try {
    const world = await worlds.get(row.world);
    // The other ways of being drawn differ in no word: one language shows them.
    const picture = (page, way) =>
      way === "" || locale === "en" || (way === "large" && locale === "lt")
        ? draw(page, `${row.name}-${locale}${way && `-${way}`}`)
        : undefined;
    const page = await reach(row, world, browsers.usual, locale);
    await look(check, { ...row, company: COMPANY }, page, locale, picture);
    if (locale === "en") await dress(check, page, picture);
    check.none(page.complaints, "it still logs nothing");
    await axe(check, page, picture);
    await leave(page);
    if (row.flow) {
      await flow(check, row, world, browsers.usual, locale, "keyboard", "first");
      await flow(check, row, world, browsers.scriptless, locale, "hand", "last");
      if (locale === "en") {
        await flow(check, row, world, browsers.usual, locale, "keyboard", "last");
        await flow(check, row, world, browsers.scriptless, locale, "hand", "first");
      }
    }
  } catch (error) {
    check(false, "it could be looked at", [String(error).split("\n").slice(0, 3).join(" ")]);
  }
  check.done();
}

// Runs jobs side by side, a few at once.
async function together(jobs, atOnce) {
  const next = jobs[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const job of next) await job();
    }),
  );
}

async function main() {
  if (!options.only) rmSync(PICTURES, { recursive: true, force: true });
  mkdirSync(PICTURES, { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(2));
  const tally = new Tally();
  const worlds = new Worlds(options.program);
  const browser = await launch();
  const browsers = {};
  for (const locale of LOCALES) {
    browsers[locale] = {
      usual: await person(browser, locale),
      scriptless: await person(browser, locale, { javaScriptEnabled: false, hasTouch: true }),
    };
  }
  const jobs = [];
  for (const row of STATES.filter(({ name }) => wanted(name))) {
    for (const locale of LOCALES) jobs.push(() => state(tally, worlds, browsers[locale], row, locale));
  }
  if (wanted("languages")) {
    for (const locale of LOCALES) {
      jobs.push(async () => {
        const check = tally.at(`the switch of languages from ${locale}`);
        await languages(check, await worlds.get(), browsers[locale].usual, locale);
        check.done();
      });
    }
  }
  if (wanted("mails")) {
    for (const locale of LOCALES) jobs.push(() => mails(tally, worlds, browsers[locale].usual, locale, draw));
  }
  // The demo takes a while to be filled: it begins now and is looked at last.
  if (DASHBOARD.some(wanted)) worlds.get("demo").catch(() => {});
  if (wanted("naughty")) jobs.push(() => naughty(tally, browser, worlds, draw));
  if (DASHBOARD.some(wanted)) jobs.push(() => dashboard(tally, browser, worlds, draw, wanted));
  await together(jobs, Math.max(2, cpus().length * 2));
  await browser.close();
  if (options.readme) copyFileSync(`${PICTURES}/dashboard-overview.png`, `${ROOT}docs/pictures/dashboard.png`);
  process.exit(tally.close() ? 0 : 1);
}

await main();
