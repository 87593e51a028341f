// What people do on a page, and what a page can be brought to that a browser by itself would not do.

import { going } from "./browser.mjs";
import { submissionId } from "./token.mjs";

// A comment with letters of all four languages, a line end and more than one plane of Unicode.
export const WORDS = "Ātri & ērti, ačiū!\nСпасибо 👍🏽 <b>";

export const choose =
  (value, name = "score") =>
  ({ page }) =>
    page.locator(`[name="${name}"][value="${value}"]`).check();
export const write =
  (name, words = WORDS) =>
  ({ page }) =>
    page.locator(`[name="${name}"]`).fill(words);

// Whoever answers within two seconds is taken for a machine: the page is made to be ten seconds old.
export const unhurried = ({ page }) =>
  page.evaluate(() => {
    const field = document.querySelector("[name=submission_id]");
    const made = Number.parseInt(field?.value.replace("-", "").slice(0, 12), 16);
    if (!(Date.now() - made < 5000)) return;
    const earlier = (Date.now() - 10_000).toString(16).padStart(12, "0");
    field.value = `${earlier.slice(0, 8)}-${earlier.slice(8)}${field.value.slice(13)}`;
  });

export async function send({ page }) {
  await unhurried({ page });
  await going(page, () => page.locator("form button[type=submit]").click());
}

// Browsers that don't hold a form back where something is missing: old ones, and those of mail programs.
export const empty = ({ page }) =>
  page.evaluate(() =>
    document.querySelectorAll("form").forEach((form) => {
      form.noValidate = true;
    }),
  );

const comment =
  (words) =>
  async ({ page }) => {
    const field = page.locator('[name="comment"]');
    await field.evaluate((element) => element.removeAttribute("maxlength"));
    await field.fill(words);
  };
export const longComment = comment("ķ".repeat(2001));
export const tooLong = comment("ķ".repeat(20_000));

// A form of which the id was lost on the way.
export async function sendStale(at) {
  await at.page.evaluate(() => {
    document.querySelector("[name=submission_id]").value = "x";
  });
  await send(at);
}

// So many answers from this address that no more are taken until the minute is over: refused ones count as well.
export async function crowd({ world, id }) {
  const flood = Array(500).fill({ survey: id });
  for (;;) {
    const left = 60_000 - (Date.now() % 60_000);
    if (left < 15_000) await new Promise((resolve) => setTimeout(resolve, left));
    const minute = Math.floor(Date.now() / 60_000);
    let last = await world.batch([{ survey: id }]);
    for (let batches = 0; batches < 12 && !last.includes("429"); batches += 1) last = await world.batch(flood);
    if (!last.includes("429")) throw new Error(`there is no limit: ${last}`);
    if (Math.floor(Date.now() / 60_000) === minute) return;
  }
}

// An answer of somebody who took their time, posted from elsewhere.
export async function answeredBefore(url, fields) {
  const body = new URLSearchParams({ submission_id: submissionId(10), locale: "en", ...fields });
  const answer = await fetch(url, { method: "POST", body });
  if (answer.status !== 200) throw new Error(`an answer was not taken: ${answer.status} ${await answer.text()}`);
}
