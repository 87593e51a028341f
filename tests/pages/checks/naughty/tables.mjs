// Naughty texts in tables: of a list, of an export in the background and of the command, answers and events. No cell begins a
// formula, every text stands in its cell whole, and what is taken in again is what it was.

import { join } from "node:path";

import { disarmed, live, table } from "../../parts/csv.mjs";
import { FIELDS } from "../../parts/fields.mjs";
import { Program } from "../../parts/program.mjs";
import { TEXTS, filled, kept } from "./write.mjs";

const ROUNDS = [...TEXTS.keys()];
export async function tables(check, world, worlds) {
  const answers = {};
  for (const round of ROUNDS) {
    answers[round] = await held(world, round);
    const list = await get(world, `/v1/surveys/s${round}/responses`, "text/csv");
    same(check, table(list), answers[round], `the list of ${round}`);
    await background(check, world, round, answers[round]);
  }
  const settings = await world.call("GET", "/v1/workspace");
  await world.stop();
  const files = ["answers.csv", "events.csv"].map((name) => join(world.folder, name));
  world.run("export", "--all", files[0]);
  world.run("export", "--events", files[1]);
  const whole = world.run("export", "--all", "--events", "--format", "ndjson");
  same(check, table(world.run("export", "--all", "--format", "csv")), Object.values(answers).flat(), "the export of everything");
  events(check, table(world.run("export", "--events", "--format", "csv")));
  await again(check, worlds, settings, files, answers, whole);
}

const get = async (world, path, accept) => (await fetch(`${world.url}${path}`, { headers: { authorization: `Bearer ${world.key}`, accept } })).text();

// The answers of a round, as the API has them.
const held = async (world, round) => (await world.call("GET", `/v1/surveys/s${round}/responses?limit=100`)).data;

// Every answer has a row, and every text of it a cell.
function same(check, { head, rows }, answers, what) {
  check.none(live({ head, rows }), `${what}: no cell begins a formula`);
  check(rows.length === answers.length && answers.length > 0, `${what}: every answer has a row`, [`${rows.length}, not ${answers.length}`]);
  const wrong = [];
  for (const { submission_id, answers: given, properties } of answers) {
    const row = rows.find((row) => row.submission_id === submission_id) ?? {};
    const own = (name, text) => {
      if (text !== undefined && row[name] !== disarmed(text)) wrong.push(`${name}: ${JSON.stringify(row[name])}, not ${JSON.stringify(disarmed(text))}`);
    };
    for (const [id, answer] of Object.entries(given)) if (typeof answer === "string") own(disarmed(id), answer);
    // Properties without a column of their own stand in the last one, all together.
    const others = JSON.parse(row.properties || "{}");
    for (const [name, text] of Object.entries(properties)) {
      if (`properties.${name}` in row) own(`properties.${name}`, text);
      else if (others[name] !== text) wrong.push(`properties: ${name}: ${JSON.stringify(others[name])}, not ${JSON.stringify(text)}`);
    }
  }
  check.none(wrong, `${what}: each cell is its text`);
}

// An export in the background, by the agent who is called so.
async function background(check, world, round, answers) {
  const { agent, touchpoint } = filled("response", round).properties;
  const { id } = await world.call("POST", "/v1/exports", { survey: `s${round}`, format: "csv", agent, touchpoint });
  let made;
  for (const end = Date.now() + 30_000; made?.status !== "done"; ) {
    made = await world.call("GET", `/v1/exports/${id}`);
    if (made.status === "failed" || Date.now() > end) throw new Error(`the export of ${round} is ${made.status}: ${made.reason}`);
    if (made.status === "running") await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const file = await (await fetch(made.url)).text();
  const asked = answers.filter(({ properties }) => properties.agent === agent && properties.touchpoint === touchpoint);
  same(check, table(file), asked, `the file of ${round}`);
}

// Each event has a row, called by its id: `e4`, `r4`.
function events(check, { head, rows }) {
  check.none(live({ head, rows }), "events: no cell begins a formula");
  const wrong = [];
  for (const [kind, called] of Object.entries({ event: "e", reply: "r" })) {
    for (const round of ROUNDS) {
      const row = rows.find(({ event_id }) => event_id === `${called}${round}`) ?? {};
      for (const field of FIELDS.filter(({ body }) => body === kind)) {
        const [is, should] = [row[field.at], disarmed(kept(field, round))];
        if (is !== should) wrong.push(`${kind} ${round}'s ${field.at}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
      }
    }
  }
  check.none(wrong, "events: each cell is its text");
}

// An empty workspace with the same settings and surveys takes the tables in, and then has what the first one had.
async function again(check, worlds, settings, files, answers, whole) {
  const other = await Program.serve(worlds.program, settings);
  for (const round of ROUNDS) await other.call("PUT", `/v1/surveys/s${round}`, filled("survey", round));
  await other.stop();
  for (const file of files) {
    const said = other.run("import", file);
    check(/ 0 stored before, 0 bad/.test(said), "every line of a table is taken in again", [said]);
  }
  check(sorted(other.run("export", "--all", "--events", "--format", "ndjson")) === sorted(whole), "what was taken in is, line by line, what was written");
  const served = await other.again();
  for (const round of ROUNDS) {
    const words = (all) => JSON.stringify(all.map(({ submission_id, answers, properties }) => [submission_id, answers, properties]).sort());
    check(words(await held(served, round)) === words(answers[round]), `the answers of ${round} are the same in the other workspace`);
  }
  served.end();
}

// Timelines have no order. What an import passes over is left out.
const sorted = (lines) =>
  lines
    .trim()
    .split("\n")
    .map((line) => JSON.stringify({ ...JSON.parse(line), dispatch: undefined, started_at: undefined }))
    .sort()
    .join("\n");
