// Looks at a page on which naughty texts stand: each as itself in its place, and the page no other than one of plain words.

import { probe } from "../../parts/browser.mjs";
import { FIELDS } from "../../parts/fields.mjs";
import { kept } from "./write.mjs";

// What has to stand on a page: selectors with the text that one of the elements has to be, or, after `~`, to have in it.
function wanted(name, rounds, settings) {
  return FIELDS.filter(({ seen }) => seen?.[name]).flatMap((field) =>
    (field.body.startsWith("workspace") ? [settings] : rounds).flatMap((round) => {
      const text = kept(field, round);
      if (text === undefined) return [];
      return field.seen[name].split("; ").map((place) => {
        const [, selector, way] = place.match(/^(.*?)(?: (~|64))?$/);
        return { selector, among: way === "~", text: way === "64" ? [...text].slice(0, 64).join("").trim() : text.trim(), field: `${field.names} (${field.at})` };
      });
    }),
  );
}

// All of it that is not there, asked inside the page.
const missing = (page, places) =>
  page.evaluate(
    (places) =>
      places
        .filter(({ selector, among, text }) => {
          const texts = [...document.querySelectorAll(selector)].map((it) => it.textContent.trim());
          return !texts.some((said) => (among ? said.includes(text) : said === text));
        })
        .map(({ selector, text, field }) => `${field} at ${selector}: ${JSON.stringify(text.slice(0, 60))}, but ${JSON.stringify([...document.querySelectorAll(selector)].map((it) => it.textContent.trim().slice(0, 60)).slice(0, 3))}`),
    places,
  );

// The elements of a page, each with the names of its attributes.
const built = (page) =>
  page.evaluate(() => [...document.querySelectorAll("*")].map((it) => `${it.localName}[${it.getAttributeNames().filter((name) => name !== "selected")}]`));

const alive = (page) =>
  page.evaluate(() => {
    const handled = (it) => it.getAttributeNames().some((name) => name.startsWith("on"));
    const led = (it) => ["href", "src", "action", "formaction"].some((name) => /^\s*(javascript|data|vbscript):/i.test(it.getAttribute(name) ?? ""));
    return [...document.querySelectorAll("*:not(link[rel=icon])")]
      .filter((it) => ["script", "iframe", "object", "embed", "base", "img"].includes(it.localName) || handled(it) || led(it))
      .map((it) => it.outerHTML.slice(0, 80));
  });

// How a page is built, which has nothing in it that runs and is that of plain words.
export async function inert(check, page, where, plain) {
  check.none(await alive(page), `${where}: nothing in it runs or leads to what runs`);
  check(!(await page.title()).startsWith("broken"), `${where}: nothing ran`);
  check.none(page.complaints, `${where}: it logs nothing, asks nobody else and opens no dialog`);
  page.complaints.length = 0;
  const own = await built(page);
  if (plain) {
    const at = own.findIndex((element, at) => element !== plain[at]);
    check(at < 0 && own.length === plain.length, `${where}: no element is made of a text`, [`${own.length}, not ${plain.length}: ${own[at]}, not ${plain[at]}`]);
  }
  return own;
}

// `rounds` are those whose texts stand there, the last of them that of the settings unless another is said; `plain` is how the
// same page of plain words is built, where there is one.
export async function looked(check, page, name, rounds, { plain, settings = rounds.at(-1) } = {}) {
  const where = `${name} of ${rounds.length > 1 ? "all" : rounds[0]}`;
  check.none(await missing(page, wanted(name, rounds, settings)), `${where}: each text is shown as itself`);
  const own = await inert(check, page, where, plain);
  // The one that it has comes first.
  for (const width of page.viewportSize().width === 320 ? [320, 1440] : [1440, 320]) {
    await page.setViewportSize({ width, height: 800 });
    check.none(await probe(page, "sideways"), `${where}: it does not scroll sideways at ${width} px`);
  }
  return own;
}
