// One Chromium, and pages in it that note everything they complain about.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const VIEWPORT = { width: 320, height: 640 };
const PROBE = readFileSync(new URL("probe.js", import.meta.url), "utf8");
const TAGS = { en: "en-GB", lv: "lv-LV", lt: "lt-LT", ru: "ru-RU" };
export const LOCALES = Object.keys(TAGS);

// Where logos of brands come from, in place of a team's own server.
export const ELSEWHERE = "https://logo.example";
const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="80"><rect width="240" height="80" rx="16" fill="#0b6e4f"/></svg>';

// `--headless` and a fresh profile are what Playwright starts with.
export const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });

// A person's browser: in their language, narrow as a small phone. `options` are Playwright's.
export async function person(browser, locale, options = {}) {
  const context = await browser.newContext({
    locale: TAGS[locale],
    viewport: VIEWPORT,
    reducedMotion: "reduce",
    ...options,
  });
  await context.route(`${ELSEWHERE}/**`, (route) => route.fulfill({ contentType: "image/svg+xml", body: LOGO }));
  context.setDefaultTimeout(10_000);
  return context;
}

const idle = new Map();

// A page of a person's browser, one that was left where there is one: a page is dear to make. `complaints` is filled with
// what it logs, and with whom it asks besides its own origin.
export async function open(context, home) {
  const page = idle.get(context)?.pop() ?? (await listened(await context.newPage()));
  return Object.assign(page, { home, complaints: [] });
}

// Gives a page back, as it was at first.
export async function leave(page) {
  await page.emulateMedia({ colorScheme: null, forcedColors: null });
  await page.setViewportSize(VIEWPORT);
  const context = page.context();
  idle.set(context, [...(idle.get(context) ?? []), page]);
}

async function listened(page) {
  page.on("console", (message) => {
    // A page that says that there is none comes with 404, which Chromium logs.
    const itself =
      message.text().startsWith("Failed to load resource") && message.location().url === page.url().split("#")[0];
    if (["error", "warning"].includes(message.type()) && !itself) page.complaints.push(message.text());
  });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    const known = [`${page.home}/`, `${ELSEWHERE}/`, "data:", "about:"].some((start) => url.startsWith(start));
    if (!known) page.complaints.push(`it asks ${new URL(url).origin}`);
  });
  page.on("requestfailed", (request) => {
    page.complaints.push(`${request.url().slice(0, 60)} was not loaded: ${request.failure()?.errorText}`);
  });
  return page;
}

// Asks the page itself, by a function of probe.js.
export const probe = (page, name) => page.evaluate(`if(!globalThis.probe){${PROBE}}probe.${name}()`);

// Does something that makes the browser go to a page, and waits until that stands.
export async function going(page, act) {
  const gone = page.waitForEvent("framenavigated", { predicate: (frame) => frame === page.mainFrame() });
  await Promise.all([gone, act()]);
  await page.waitForLoadState("load");
}
