// What holds on a page in any state: seen by a person with a small phone, by one who needs large letters, and by axe.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { open, probe } from "../parts/browser.mjs";
import { text } from "../parts/texts.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// Brings a new page into the state of a row.
export async function reach(row, world, context, locale) {
  const page = await open(context, world.url);
  const at = { page, world, locale, id: row.name };
  if (row.survey) await world.survey(row.name, row.survey);
  await page.goto(await (row.at ?? (async () => (await world.link(at.id)).url))(at));
  for (const act of row.then ?? []) await act(at);
  return page;
}

// Looks at a page as it is.
export async function look(check, row, page, locale, picture) {
  check.none(page.complaints, "it logs nothing and asks nobody else");
  check((await page.getAttribute("html", "lang")) === locale, `its language is marked ${locale}`);
  const said = (await probe(page, "said")).replace(/\s+/g, " ");
  for (const wanted of row.says ?? []) {
    const [id, names] = wanted[locale] ? [wanted[locale]] : [wanted].flat();
    const words =
      wanted[locale] ?? text(locale, id, { company: row.company, ...names?.((other) => text(locale, other)) });
    check(said.includes(words), `it says ${id}`, [words, said.slice(0, 200)]);
  }
  check((await page.locator("script").count()) === 0, "it has no script");
  check.none(await probe(page, "dangling"), "every id that is pointed at is there");
  // The focus moves with the first frame that is drawn.
  const focused = () => page.waitForFunction(() => document.activeElement !== document.body, null, { timeout: 3000 });
  if (row.error) await focused().catch(() => {});
  if (row.error) check.none(await probe(page, "error"), "the error is at its field, which has the focus");
  check.none(await probe(page, "small"), "everything to press is 24 px or larger");
  check.none(await probe(page, "moving"), "nothing moves for those who want no motion");
  await fits(check, page, "320 px wide");
  await picture(page, "");
  await tabs(check, page);
  await largeLetters(check, page, picture);
}

async function fits(check, page, where) {
  check.none(await probe(page, "sideways"), `${where} it does not scroll sideways`);
  check.none(await probe(page, "cut"), `${where} no text is cut`);
}

// Every stop of the tab key is reached, in the order of the page, and is seen to be.
async function tabs(check, page) {
  const stops = await probe(page, "stops");
  const met = [];
  const wrong = [];
  for (let presses = 0; presses < stops.length * 2 + 4 && met.length < stops.length; presses += 1) {
    await page.keyboard.press("Tab");
    const focus = await probe(page, "focus");
    if (!focus || met.includes(focus.key)) continue;
    met.push(focus.key);
    wrong.push(...focus.wrong);
  }
  const first = stops.indexOf(met[0]);
  check(
    met.join() === [...stops.slice(first), ...stops.slice(0, first)].join(),
    "the tab key reaches everything in order",
    [`expected ${stops}`, `met ${met}`],
  );
  check.none(wrong, "the focus is always seen");
  check.none(await probe(page, "unreachable"), "nothing to press is left out by the tab key");
}

// Letters twice as large, as people set their phones to: no page has less room for a word.
async function largeLetters(check, page, picture) {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.evaluate(() => document.activeElement.blur());
  const before = await probe(page, "letters");
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "200%";
  });
  const after = await probe(page, "letters");
  check(
    after.every((size, at) => size > before[at] * 1.9),
    "all letters grow with those that the browser is set to",
    [`${before}`, `${after}`],
  );
  await fits(check, page, "with letters twice as large");
  await picture(page, "large");
  await page.evaluate(() => {
    document.documentElement.style.fontSize = "";
  });
}

// The page in the other ways of being drawn. Everything but the colours is the same in each.
export async function dress(check, page, picture) {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ forcedColors: "active" });
  check.none(await probe(page, "alike"), "in forced colours what is chosen looks chosen");
  await picture(page, "forced");
  await page.emulateMedia({ forcedColors: "none" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await fits(check, page, "1280 px wide");
  await picture(page, "wide");
}

// axe, last of all: the debugger brings it past the page's own policy.
export async function axe(check, page, picture, viewport = { width: 320, height: 640 }) {
  await page.setViewportSize(viewport);
  await page.evaluate(AXE);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // Only colours differ in the other scheme.
    const runOnly =
      colorScheme === "light"
        ? [...RULES, "best-practice"]
        : { type: "rule", values: ["color-contrast", "link-in-text-block"] };
    const found = await page.evaluate(
      (runOnly) => axe.run(document, { runOnly, resultTypes: ["violations"] }),
      runOnly,
    );
    const serious = [];
    for (const { id, impact, nodes, tags, help } of found.violations) {
      if (!["serious", "critical"].includes(impact))
        check.advise(`${id} (${impact}): ${help}`);
      else
        serious.push(
          `${id}: ${help}: ${nodes
            .map((node) => `${node.html.slice(0, 120)} (${node.any[0]?.message ?? ""})`)
            .slice(0, 2)
            .join(" ")}`,
        );
    }
    check.none(serious, `axe finds nothing serious in ${colorScheme} colours`);
    if (colorScheme === "dark") await picture(page, "dark");
  }
}
