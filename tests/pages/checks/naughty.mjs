// Texts that were written to break pages, in every field that takes a text: shown as themselves wherever they stand, inert
// in a table, and refused cleanly where they are. parts/fields.mjs has the fields; the API's document has no other.

import { answeredBefore, unhurried } from "../parts/acts.mjs";
import { going, open, person } from "../parts/browser.mjs";
import { spellings, textFields } from "../parts/document.mjs";
import { FIELDS } from "../parts/fields.mjs";
import { fitting } from "../parts/naughty.mjs";
import { looked } from "./naughty/looks.mjs";
import { mails } from "./naughty/mails.mjs";
import { refusals } from "./naughty/refusals.mjs";
import { tables } from "./naughty/tables.mjs";
import { TEXTS, filled, settings, write } from "./naughty/write.mjs";

export async function naughty(tally, browser, worlds, picture) {
  const world = await worlds.get("naughty");
  const check = tally.at("naughty texts");
  try {
    whole(check, await world.call("GET", "/openapi.json"));
    await refusals(tally, world);
    const rounds = await write(check, world);
    const context = await person(browser, "en", { viewport: { width: 1440, height: 800 } });
    const page = await open(context, world.url);
    page.on("dialog", (dialog) => page.complaints.push(`it opened a dialog: ${dialog.message()}`) && dialog.dismiss());
    await doors(check, world, page);
    const plain = {};
    for (const round of TEXTS.keys()) await one(check, world, page, round, rounds[round], plain, picture);
    await all(check, world, page, picture);
    await mails(check, world, page, rounds, plain.mail);
    for (const round of TEXTS.keys()) await linked(check, world, round);
    await context.close();
    await tables(check, world, worlds);
  } catch (error) {
    check(false, "they could be looked at", [String(error.stack).split("\n").slice(0, 4).join(" ")]);
  }
  check.done();
}

// Every text field of the document is in the table, and the table has none that the document does not know.
function whole(check, document) {
  const known = new Set(FIELDS.flatMap(({ names }) => spellings(names)));
  const [asked, there] = [textFields(document), textFields(document, true)];
  check(asked.size > 100, "the document has text fields", [asked.size]);
  check.none([...asked].filter((name) => !known.has(name)), "every text field of the document is in parts/fields.mjs");
  check.none([...known].filter((name) => !there.has(name)), "every field of parts/fields.mjs is in the document");
  check.none(FIELDS.filter(({ why, body }) => !why === !body).map(({ names }) => names), "each field is written, or says why not");
}

// A key that is none opens nothing, and stands nowhere.
async function doors(check, world, page) {
  for (const text of TEXTS) {
    const answer = await fetch(`${world.url}/session`, { method: "POST", redirect: "manual", body: new URLSearchParams({ key: text, next: text }) });
    const said = await answer.text();
    check(answer.status >= 400 && answer.status < 500 && !answer.headers.get("set-cookie"), "a naughty key opens nothing", [answer.status]);
    check(!/[<>"=]/.test(text) || !said.includes(text), "a naughty key stands nowhere as it is", [text]);
  }
  await page.goto(`${world.url}/`);
  await page.fill("input[name=key]", world.key);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav.pages");
}

// The pages of one round: those that customers see, and those that the team has of them.
async function one(check, world, page, round, made, plain, picture) {
  const look = async (name, draws) => {
    plain[name] ??= await looked(check, page, name, [round]);
    if (round > 0) await looked(check, page, name, [round], { plain: plain[name] });
    if (draws || round === 1) await picture(page, `naughty-${name}-${round}`);
  };
  await settings(check, world, round);
  const survey = `s${round}`;
  const { link, id: dispatch } = made.dispatch;
  const visit = (path) => page.goto(path.startsWith("http") ? path : `${world.url}${path}`);

  // Before there is an answer that may or may not be counted by then.
  await visit(`/surveys/${survey}`);
  await look("survey");
  await visit(link);
  await look("ask");
  const form = filled("form", round);
  await page.check(`[name=score][value="${[1, 3, 5][round % 3]}"]`);
  await page.fill("[name=comment]", form.comment);
  await page.check('[name="q.which"][value=a]');
  for (const [id, words] of Object.entries(form.q)) await page.fill(`[name="q.${id}"]`, words);
  await unhurried({ page });
  await going(page, () => page.locator("form button[type=submit]").click());
  await look("thanks");
  await visit(link);
  await look("answered");
  await visit(await world.refusal(survey));
  await look("stop");

  const { data } = await world.call("GET", `/v1/surveys/${survey}/responses?limit=10`);
  const written = data.find((answer) => answer.dispatch === dispatch);
  await visit(`/surveys/${survey}/responses`);
  await look("answers");
  await filters(check, world, page, round);
  await visit(`/surveys/${survey}/responses/${made.response.id}`);
  await look("answer");
  await visit(`/surveys/${survey}/responses/${written.id}`);
  await look("written");
  await visit(`/dispatches/${dispatch}`);
  await look("dispatch");
  await visit(`/dispatches?survey=${survey}`);
  await look("dispatches");
  await page.goto("about:blank");
  const preview = await world.call("GET", `/v1/surveys/${survey}/preview?channel=email&locale=en`);
  await page.setContent(preview.data[0].html);
  await look("mail");
  made.mailed = await world.call("POST", "/v1/dispatches", { survey, person: { id: `m${round}`, email: `mailed-${round}@example.com` }, channel: "email" });
}

// A link of the team's own mailer, with the text in all that it may carry: its page is inert, and the answer has it.
export async function linked(check, world, round) {
  const text = fitting(TEXTS[round], { max: 256 });
  const fields = Object.fromEntries(["agent", "order", "ticket", "touchpoint", "variant"].map((name) => [name, text]));
  const url = await world.signed(`s${round}`, fields);
  const shown = await fetch(url);
  check(shown.status === 200 && !/<(script|img|iframe)\b/.test(await shown.text()), `the signed link of ${round} opens its page`, [shown.status]);
  await answeredBefore(url, { score: "4" });
  const { data } = await world.call("GET", `/v1/surveys/s${round}/responses?limit=10`);
  const answer = data.find(({ answers }) => answers.score === 4);
  const lost = Object.keys(fields).filter((name) => answer?.properties[name] !== text);
  check.none(lost, `the answer by the signed link of ${round} has what the link said`);
}

// What somebody looks for stands in its field as it was written, and finds what has it.
async function filters(check, world, page, round) {
  const { properties } = filled("response", round);
  for (const name of ["agent", "touchpoint"]) {
    await page.goto(`${world.url}/surveys/s${round}/responses?${new URLSearchParams({ [name]: properties[name] })}`);
    check((await page.inputValue(`input[name=${name}]`)) === properties[name], `${round}: what is looked for stands in its field`, [properties[name]]);
    check((await page.locator("[data-response]").count()) > 0, `${round}: a filter by ${name} finds it`, [properties[name]]);
  }
}

// The pages that have the texts of all rounds.
async function all(check, world, page, picture) {
  const rounds = [...TEXTS.keys()];
  const last = rounds.at(-1);
  await settings(check, world, last);
  // The first page has 24 surveys, in the order of their ids.
  const ids = rounds.map((round) => `s${round}`).sort();
  for (const [path, name, of] of [
    ["/", "overview", ids.slice(0, 24)],
    ["/?page=2", "overview", ids.slice(24)],
    ["/agents", "agents", ids],
    ["/operations", "operations", ids],
    ["/rollups", "rollups", ids],
  ]) {
    await page.goto(`${world.url}${path}`);
    await looked(check, page, name, of.map((id) => Number(id.slice(1))), { settings: last });
    await picture(page, `naughty-${name}`);
  }
}
