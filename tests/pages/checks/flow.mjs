// A survey answered to its end, by keyboard alone, and with script switched off.

import { unhurried, WORDS } from "../parts/acts.mjs";
import { going, leave, open, probe } from "../parts/browser.mjs";
import { text, THANKS } from "../parts/texts.mjs";

const MOST_PAGES = 25;
const CONTACT = "anna@example.com";

// Answers a new link as one who takes the `first` or the `last` of every answer, and checks what came of it.
export async function flow(check, row, world, context, locale, how, wish) {
  await world.survey(row.name, row.survey);
  const { url, dispatch } = await world.link(row.name);
  const page = await open(context, world.url);
  await page.goto(url);
  const met = [];
  const wrong = [];
  for (let pages = 0; pages < MOST_PAGES && (await page.locator("form button[type=submit]").count()); pages += 1) {
    await unhurried({ page });
    await (how === "keyboard" ? byKeyboard : byHand)(page, wish, met, wrong);
  }
  const place = `answered by ${how}, always the ${wish}`;
  check.none(wrong, `${place}: the focus is always seen`);
  const heading = (await page.locator("h1").first().innerText()).trim();
  check(
    THANKS.some((id) => text(locale, id) === heading),
    `${place}: it ends in thanks`,
    [heading],
  );
  const wanted = row.flow[wish] ?? ["score", "comment"];
  check(met.join() === wanted.join(), `${place}: these fields are met: ${wanted}`, [`met ${met}`]);
  const stored = await world.answerOf(row.name, dispatch);
  const whole = stored?.finished === true && stored.suspect === null && stored.locale === locale;
  check(whole, `${place}: it is stored, finished, as a person's, in ${locale}`, [JSON.stringify(stored)]);
  const ids = met.map((name) => name.replace(/^q\./, "")).sort();
  check(
    Object.keys(stored?.answers ?? {})
      .sort()
      .join() === ids.join(),
    `${place}: every field that was met is stored`,
    [JSON.stringify(stored?.answers)],
  );
  check(
    !met.includes("comment") || stored?.answers.comment === WORDS,
    `${place}: the comment is stored as it was written`,
    [JSON.stringify(stored?.answers.comment)],
  );
  check.none(page.complaints, `${place}: nothing is logged`);
  await leave(page);
}

// Contact data is what is asked for in a single line.
const words = ({ type }) => (type === "textarea" ? WORDS : CONTACT);
const isText = ({ type }) => ["text", "email", "tel", "textarea"].includes(type);

// From stop to stop until the button that sends.
async function byKeyboard(page, wish, met, wrong) {
  for (let presses = 0; presses < 100; presses += 1) {
    await page.keyboard.press("Tab");
    const focus = await probe(page, "focus");
    if (!focus) continue;
    wrong.push(...focus.wrong);
    if (focus.submits) {
      await going(page, () => page.keyboard.press("Enter"));
      return;
    }
    if (!["INPUT", "TEXTAREA", "SELECT"].includes(focus.tag) || met.includes(focus.name)) continue;
    met.push(focus.name);
    if (focus.type === "radio") await page.keyboard.press(wish === "first" ? "Space" : "ArrowLeft");
    else if (focus.type === "checkbox") await page.keyboard.press("Space");
    else if (isText(focus)) await page.keyboard.insertText(words(focus));
  }
  throw new Error("no button to send was reached by the tab key");
}

// From field to field, those that an answer brings included; then the button.
async function byHand(page, wish, met) {
  for (;;) {
    const field = (await probe(page, "fields")).find(({ name }) => !met.includes(name));
    if (!field) break;
    met.push(field.name);
    const found = page.locator(`[name="${field.name}"]`);
    if (isText(field)) await found.fill(words(field));
    else await (wish === "first" ? found.first() : found.last()).check();
  }
  await going(page, () => page.locator("form button[type=submit]").click());
}
