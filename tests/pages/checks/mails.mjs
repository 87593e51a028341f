// Mails, as the preview gives them: in a window of a small phone, in dark colours, and inside a mail program's own dark page
// that keeps nothing of the head.

import { leave, open, probe } from "../parts/browser.mjs";
import { text } from "../parts/texts.mjs";
import { COMPANY } from "../parts/worlds.mjs";
import { axe } from "./state.mjs";

const MAILS = [
  { name: "mail-nps", survey: { metric: "nps" } },
  { name: "mail-reminder", survey: { metric: "csat", touchpoint: "support" }, kind: "reminder" },
  { name: "mail-ces", survey: { metric: "ces" } },
  { name: "mail-gcr", survey: { metric: "gcr", goal: "buy" } },
  // A company of the longest name, which has no place to break, and answers of several lines.
  { name: "mail-long", survey: { metric: "gcr", goal: "buy", texts: { "gcr-no": { en: "no ".repeat(100), ru: "нет".repeat(100) } } }, world: "wordy" },
];

export async function mails(tally, worlds, context, locale, picture) {
  for (const { name, survey, kind = "invitation", world = "plain" } of MAILS) {
    const check = tally.at(`${name} in ${locale}`);
    const program = await worlds.get(world);
    await program.survey(name, survey);
    const query = `channel=email&locale=${locale}&kind=${kind}`;
    const { data } = await program.call("GET", `/v1/surveys/${name}/preview?${query}`);
    const [{ html, subject }] = data;
    const page = await open(context, program.url);
    const draw = (way) => (locale === "en" || !way ? picture(page, `${name}-${locale}${way}`) : undefined);
    // A page that was used before would lend the mail its policy.
    await page.goto("about:blank");
    await page.setContent(html);
    const said = await probe(page, "said");
    check(said.startsWith(subject), "its title is the subject");
    for (const id of ["mail-link", "mail-unsubscribe", kind === "reminder" ? "mail-reminder-intro" : "mail-intro"])
      check(said.includes(text(locale, id)), `it says ${id}`, [said.slice(0, 200)]);
    if (world === "plain") check(said.includes(COMPANY), "it says who asks");
    check((await page.getAttribute("html", "lang")) === locale, `its language is marked ${locale}`);
    await fits(check, page, "320 px wide");
    check.none(await probe(page, "small"), "everything to press is 24 px or larger");
    await draw("");
    await page.setViewportSize({ width: 1280, height: 800 });
    await fits(check, page, "1280 px wide");
    await draw("-wide");
    await axe(check, page, () => draw("-dark"));
    await inside(check, page, html, locale);
    await draw("-inside");
    check.none(page.complaints, "it asks nobody for anything");
    await leave(page);
    check.done();
  }
}

async function fits(check, page, where) {
  check.none(await probe(page, "sideways"), `${where} it does not scroll sideways`);
  check.none(await probe(page, "cut"), `${where} no text is cut`);
}

// Mail programs on the web put the body alone into a page of theirs.
async function inside(check, page, html, locale) {
  const body = html.replace(/^[^]*<body[^>]*>/, "").replace(/<\/body>[^]*$/, "");
  await page.emulateMedia({ colorScheme: null });
  await page.setContent(`<!doctype html><html lang="en"><head><title>Mail</title></head>
    <body style="margin:0;background:#1f1f1f;color:#e3e3e3"><main>${body}</main></body></html>`);
  await fits(check, page, "inside a dark page");
  const marked = await page.locator("h1").evaluate((heading) => heading.closest("[lang]").lang);
  check(marked === locale, `inside another page its language is still marked ${locale}`);
  await axe(check, page, () => {});
}
