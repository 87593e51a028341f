// Texts that were written to break pages, in every field that takes a text: shown as themselves wherever they stand, and
// inert in a table.

import { open, person } from "../parts/browser.mjs";
import { NAUGHTY } from "../parts/naughty.mjs";

const SURVEY = "naughty";

// Control characters are refused, and line breaks are none in a name.
const line = (text) => text.replace(/[\r\n\t]/g, " ").trim();

const uuid7 = (index) => {
  const time = (Date.now() - 60_000 - index * 1000).toString(16).padStart(12, "0");
  const rest = crypto.randomUUID().replaceAll("-", "");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
};

// Writes every text into every field that takes one; gives those that were taken, each with the field it stands in.
async function write(world) {
  const texts = NAUGHTY.map(line);
  const options = texts.slice(0, 15).map((text, at) => ({ id: `o${at}`, text: { en: text.slice(0, 200) } }));
  const questions = [
    { id: "which", type: "choice", text: { en: texts[0] }, options },
    { id: "why", type: "text", text: { en: texts[1] } },
  ];
  const survey = { name: texts[1], metric: "csat", touchpoint: "support", questions, dimensions: ["place"] };
  await world.call("PUT", `/v1/surveys/${SURVEY}`, survey);
  await world.call("PUT", "/v1/workspace", { name: texts[0], company: texts[2], time_zone: "Europe/Riga" });
  const refused = [];
  for (const [at, text] of NAUGHTY.entries()) {
    const short = line(text).slice(0, 60).trim();
    const body = {
      submission_id: uuid7(at),
      survey: SURVEY,
      channel: "app",
      answers: { score: (at % 5) + 1, comment: text, why: text, which: options[at % options.length].id },
      properties: { agent: short, variant: short, place: short, note: short },
    };
    await world.call("POST", "/v1/responses", body).catch((error) => refused.push(`${short}: ${error.message.slice(0, 200)}`));
  }
  await world.call("POST", "/v1/events", { event_id: "n-1", type: "ticket_opened", at: new Date(Date.now() - 6e5).toISOString(), ticket: "n-1", category: line(NAUGHTY[1]) });
  await world.call("POST", "/v1/events", { event_id: "n-2", type: "ticket_replied", at: new Date(Date.now() - 3e5).toISOString(), ticket: "n-1", agent: line(NAUGHTY[0]) });
  const today = new Date(Date.now()).toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 864e5).toISOString().slice(0, 10);
  const { id } = await world.call("POST", "/v1/rollups", { from: yesterday, to: today });
  for (let status = "running"; status !== "done"; ) ({ status } = await world.call("GET", `/v1/rollups/${id}`));
  return refused;
}

const flat = (text) => text.replace(/\s+/g, " ").trim();

export async function naughty(tally, browser, worlds, picture) {
  const check = tally.at("naughty texts");
  const world = await worlds.get("naughty");
  try {
    check.none(await write(world), "every one of them is taken");
    const context = await person(browser, "en", { viewport: { width: 1440, height: 1000 } });
    const page = await open(context, world.url);
    await page.goto(`${world.url}/`);
    await page.fill("input[name=key]", world.key);
    await page.keyboard.press("Enter");
    await page.waitForSelector("nav.pages");
    const { data } = await world.call("GET", `/v1/surveys/${SURVEY}/responses?limit=1000`);
    // The page, and which of the texts stand on it.
    const comments = data.map(({ answers }) => answers.comment);
    const agents = data.map(({ properties }) => properties.agent);
    const whole = data.map(({ id, answers, properties }) => [`/surveys/${SURVEY}/responses/${id}`, [answers.comment, answers.why, properties.agent, properties.note, line(NAUGHTY[1])]]);
    const pages = [
      ["/", [line(NAUGHTY[0]), line(NAUGHTY[1])]],
      [`/surveys/${SURVEY}`, agents],
      [`/surveys/${SURVEY}/responses`, comments],
      ["/agents", agents],
      ["/operations", [line(NAUGHTY[0])]],
      ["/dispatches", [line(NAUGHTY[1])]],
      ["/rollups", [line(NAUGHTY[1])]],
      ...whole,
    ];
    for (const [path, texts] of pages) {
      await page.goto(`${world.url}${path}`);
      const said = flat(await page.evaluate(() => document.documentElement.textContent));
      check.none(texts.filter((text) => !said.includes(flat(text))).map((text) => text.slice(0, 80)), `${path} shows them as themselves`);
      const grown = await page.evaluate(() => [...document.querySelectorAll("script, img, iframe, object, main h1 ~ h1, [onload], [onerror]")].map((it) => it.outerHTML.slice(0, 80)));
      check.none(grown, `${path} has grown no element of theirs`);
      check(!(await page.title()).startsWith("broken"), `${path} ran nothing`);
      check.none(page.complaints, `${path} logs nothing and asks nobody else`);
      for (const width of [1440, 320]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        check(wide <= 0, `${path} does not scroll sideways at ${width} px`, [`${wide} px`]);
      }
      if (path.split("/").length <= 4) await picture(page, `naughty${path.replaceAll("/", "-")}`);
      await page.setViewportSize({ width: 1440, height: 1000 });
    }
    await context.close();
    await tables(check, world, data);
  } catch (error) {
    check(false, "they could be looked at", [String(error).split("\n").slice(0, 3).join(" ")]);
  }
  check.done();
}

// In a table no cell begins a formula, and nothing is lost by that.
async function tables(check, world, data) {
  const answer = await fetch(`${world.url}/v1/surveys/${SURVEY}/responses?limit=1000`, {
    headers: { authorization: `Bearer ${world.key}`, accept: "text/csv" },
  });
  const [head, ...rows] = cells(await answer.text());
  const live = rows.flat().filter((cell) => /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(cell));
  check.none(live, "no cell of the CSV begins a formula");
  const at = head.findIndex((name) => /comment/.test(name));
  const read = rows.map((row) => row[at].replace(/^'/, "")).sort();
  const wanted = data.map(({ answers }) => answers.comment).sort();
  check(rows.length === data.length && read.join("\0") === wanted.join("\0"), "every comment stands in it, whole");
}

// RFC 4180, read as strictly as it is written.
function cells(text) {
  const rows = [[]];
  let [cell, quoted] = ["", false];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '"' && text[at + 1] === '"') [cell, at] = [cell + '"', at + 1];
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ",") [cell] = [rows.at(-1).push(cell) && ""];
    else if (!quoted && sign === "\r" && text[at + 1] === "\n") {
      rows.at(-1).push(cell);
      rows.push([]);
      [cell, at] = ["", at + 1];
    } else cell += sign;
  }
  rows.pop();
  return rows;
}
