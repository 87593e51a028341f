// The pages of the dashboard of a demo, and the one that asks for a key where it is not open to everybody: how each looks
// from phone to desk, in light and dark, in all languages, and that its figures are those of the API.

import { LOCALES, open, person, probe } from "../parts/browser.mjs";
import { COUNTED } from "./counted.mjs";
import { FIGURES } from "./figures.mjs";
import { axe } from "./state.mjs";

const DESK = { width: 1440, height: 1000 };
const PHONE = { width: 320, height: 640 };

// `at` gives the page's address; `figures` names what of it is held against the API; `draws` is how many pictures it has.
const PAGES = [
  { name: "overview", at: () => "/?compare=previous", figures: ["cards"], draws: 3 },
  { name: "survey", at: () => "/surveys/after-purchase?compare=previous", figures: ["headline", "trend", "spread", "groups"], draws: 2 },
  { name: "own", at: () => "/surveys/csat?compare=previous", figures: ["own"], draws: 2 },
  { name: "responses", at: () => "/surveys/after-purchase/responses", figures: ["answers"] },
  { name: "response", at: ({ newest }) => `/surveys/after-purchase/responses/${newest.id}`, figures: ["answer"] },
  { name: "agents", at: () => "/agents", figures: ["scorecard"] },
  { name: "operations", at: () => "/operations?compare=previous", figures: ["operations", "own"], draws: 3 },
  { name: "dispatches", at: () => "/dispatches", figures: ["rates", "dispatches"], draws: 2 },
  { name: "dispatch", at: ({ dispatch }) => `/dispatches/${dispatch.id}`, figures: ["dispatch"] },
  { name: "rollups", at: () => "/rollups", figures: ["rollups"] },
  { name: "docs", at: () => "/docs", figures: ["docs"] },
];

export const DASHBOARD = ["dashboard", ...PAGES.map(({ name }) => name), "sign-in"];

// What pages are asked about: the demo's surveys and the newest of what it holds.
async function known(world) {
  const { data: surveys } = await world.call("GET", "/v1/surveys?limit=1000");
  const survey = surveys.find(({ metric, archived }) => metric === "nps" && !archived).id;
  const { data: answers } = await world.call("GET", `/v1/surveys/${survey}/responses?limit=100`);
  const newest = answers.find(({ answers }) => answers.comment) ?? answers[0];
  const today = new Date().toISOString().slice(0, 10);
  const { data: dispatches } = await world.call("GET", `/v1/dispatches?survey=${survey}&day=${today}`).catch(() => ({ data: [] }));
  return { survey, newest, dispatch: dispatches[0] };
}

export async function dashboard(tally, browser, worlds, picture, wanted) {
  const world = await worlds.get("demo");
  const found = await known(world);
  const context = await person(browser, "en", { viewport: DESK });
  for (const row of PAGES.filter(({ name }) => wanted(name) || wanted("dashboard"))) {
    const check = tally.at(`the dashboard's ${row.name}`);
    try {
      const page = await open(context, world.url);
      const at = await address(row, found, page, world);
      await page.goto(`${world.url}${at}`);
      await dressed(check, page, row, picture);
      for (const name of row.figures ?? []) await { ...FIGURES, ...COUNTED }[name](check, page, world, found);
      await bare(check, world, at);
      for (const locale of LOCALES.filter((locale) => locale !== "en" && row.name !== "docs"))
        await spoken(check, page, world, at, locale, picture, row.name);
      await page.close();
    } catch (error) {
      check(false, "it could be looked at", [String(error).split("\n").slice(0, 3).join(" ")]);
    }
    check.done();
  }
  await context.close();
  if (wanted("sign-in") || wanted("dashboard")) await door(tally, browser, worlds, picture);
}

// A dispatch that nobody asked for today is found by its link on the page of all of them.
async function address(row, found, page, world) {
  if (row.name === "dispatch" && !found.dispatch) {
    await page.goto(`${world.url}/dispatches`);
    const id = await page.getAttribute("[data-dispatch]", "data-dispatch");
    found.dispatch = await world.call("GET", `/v1/dispatches/${id}`);
  }
  return row.at(found).replace("after-purchase", found.survey);
}

// How a page looks to everybody.
async function dressed(check, page, row, picture) {
  check((await page.locator("svg").count()) >= (row.draws ?? 0), "it is drawn");
  check((await page.locator("script, [style]").count()) === 0, "it has no script and no style of an element's own");
  check.none(await probe(page, "dangling"), "every id that is pointed at is there");
  check.none(await probe(page, "moving"), "nothing moves for those who want no motion");
  check.none(await undrawn(page), "each picture has a title and a description, or is hidden, and a table stands beneath");
  for (const [way, size] of [["", DESK], ["-phone", PHONE]]) {
    await page.setViewportSize(size);
    check.none(await probe(page, "sideways"), `${size.width} px wide it does not scroll sideways`);
    check.none(await probe(page, "cut"), `${size.width} px wide no text is cut`);
    check.none(await scrolled(page), `${size.width} px wide every table shows all of its cells at once`);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await picture(page, `dashboard-${row.name}${way}${colorScheme === "dark" ? "-dark" : ""}`);
    }
    await page.emulateMedia({ colorScheme: "light" });
  }
  check.none(await probe(page, "small"), "everything to press is 24 px or larger");
  check.none(page.complaints, "it logs nothing and asks nobody else");
  await axe(check, page, async () => {}, DESK);
  await axe(check, page, async () => {}, PHONE);
}

// Tables in boxes that are narrower than they are.
const scrolled = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".wide")]
      .filter((box) => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1)
      .map((box) => `${box.querySelector("table")?.className}: ${box.scrollWidth} px in ${box.clientWidth} px`),
  );

// Pictures that tell nothing to those who can't see them.
const undrawn = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll("svg")]
      .filter((svg) => !svg.closest("[aria-hidden=true]") && svg.getAttribute("aria-hidden") !== "true")
      .filter((svg) => !svg.querySelector("title")?.textContent || !svg.querySelector("desc") || !svg.closest("section,article,figure")?.querySelector("table"))
      .map((svg) => svg.outerHTML.slice(0, 80)),
  );

// HEAD is as GET, and nothing of a page is kept where others could read it.
async function bare(check, world, at) {
  const [head, get] = await Promise.all(["HEAD", "GET"].map((method) => fetch(`${world.url}${at}`, { method })));
  check(head.status === 200 && get.status === 200 && (await head.text()) === "", "HEAD is as GET, without the body", [`${head.status} ${get.status}`]);
  const policy = get.headers.get("content-security-policy") ?? "";
  check(policy.startsWith("default-src 'none'") && !policy.includes("unsafe"), "the policy is strict", [policy]);
  check(/no-store|private/.test(get.headers.get("cache-control")), "no cache of others keeps it", [get.headers.get("cache-control")]);
}

// The page in another language: all its words but those of the team and its customers.
async function spoken(check, page, world, at, locale, picture, name) {
  const english = await heads(page);
  await page.goto(`${world.url}${at}${at.includes("?") ? "&" : "?"}lang=${locale}`);
  await page.setViewportSize(PHONE);
  check((await page.getAttribute("html", "lang")) === locale, `its language is marked ${locale}`);
  check.none(await probe(page, "sideways"), `in ${locale} it does not scroll sideways`);
  check.none(await probe(page, "cut"), `in ${locale} no text is cut`);
  const own = await heads(page);
  check(english.words !== own.words, `its words are in ${locale}`, [own.words.slice(0, 120)]);
  const links = await page.evaluate(() => [...document.querySelectorAll("nav.pages a")].map((a) => a.getAttribute("href")));
  check(links.every((href) => href.startsWith("/docs") || href.includes(`lang=${locale}`)), "its links stay in the language", links);
  await picture(page, `dashboard-${name}-${locale}`);
  await page.setViewportSize(DESK);
  await page.goto(`${world.url}${at}`);
}

const heads = (page) =>
  page.evaluate(() => ({ words: [...document.querySelectorAll("nav.pages a, h1")].map((it) => it.textContent).join(" ") }));

// The page that asks for a key: a wrong one opens nothing, a right one leads where somebody wanted to go.
async function door(tally, browser, worlds, picture) {
  const check = tally.at("the dashboard's door");
  const world = await worlds.get("plain");
  const context = await person(browser, "en", { viewport: DESK });
  const page = await open(context, world.url);
  const asked = "/agents?compare=previous&lang=lt";
  await page.goto(`${world.url}${asked}`);
  await dressed(check, page, { name: "sign-in" }, picture);
  await page.setViewportSize(DESK);
  await page.fill("input[name=key]", `atb_pages_${"0".repeat(32)}`);
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  check((await context.cookies()).length === 0, "a wrong key opens nothing");
  const made = await world.call("POST", "/v1/keys", { name: "for the dashboard", scopes: ["read"] });
  await page.fill("input[name=key]", made.key);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav.pages");
  check(page.url() === `${world.url}${asked}`, "a right one leads where somebody wanted to go", [page.url()]);
  const [cookie] = await context.cookies();
  const closed = cookie?.httpOnly && cookie?.sameSite === "Strict" && !cookie.value.includes(made.key);
  check(closed, "the session is out of reach of scripts and other sites, and does not hold the key");
  check(!page.url().includes("atb_") && !(await page.content()).includes(made.key), "the key is in no address and on no page");
  await page.click("form.out button");
  await page.waitForSelector("input[name=key]");
  check((await context.cookies()).length === 0, "signing out forgets the session");
  await context.close();
  check.done();
}
