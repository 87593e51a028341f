// Writes each text into every field that takes it, and reads it back. A round is a text with a survey, people, a dispatch and
// an answer of its own; the first one is of plain words, and the pages of all the others have to be built as its pages are.

import { FIELDS } from "../../parts/fields.mjs";
import { NAUGHTY, fitting } from "../../parts/naughty.mjs";
import { BODIES, CALLS, put, read } from "./bodies.mjs";

export const TEXTS = ["plain words", ...NAUGHTY];

// What a field is given of a text, and what it keeps; nothing where it refuses it.
function given(field, text) {
  const cut = fitting(text, { max: field.takes ? 64 : field.max, long: field.long });
  if (field.takes && !field.takes.test(cut)) return undefined;
  const kept = field.becomes?.(cut) ?? cut;
  return { sent: field.written ? kept : cut, kept };
}

// A body of a round, with the text in every field of its kind.
export function filled(kind, round) {
  const body = BODIES[kind](round);
  for (const field of FIELDS.filter((field) => field.body === kind)) {
    const value = given(field, TEXTS[round]);
    if (value) put(body, field, value.sent);
  }
  return body;
}

// What stands in a field in a round.
export const kept = (field, round) => given(field, TEXTS[round])?.kept;

const found = (list, id) => list.data.find((one) => one.id === id);

// Where a body is read back once it was sent and answered.
const BACK = {
  workspace: (world) => world.call("GET", "/v1/workspace"),
  workspaceOtherwise: (world) => world.call("GET", "/v1/workspace"),
  survey: (world, round) => world.call("GET", `/v1/surveys/s${round}`),
  employees: (world, round) => world.call("GET", `/v1/surveys/z${round}`),
  person: (world, round) => world.call("GET", `/v1/people/p${round}`),
  invited: (world, round) => world.call("GET", `/v1/people/i${round}`),
  response: (world, round, { id }) => world.call("GET", `/v1/surveys/s${round}/responses/${id}`),
  key: async (world, round, { id }) => found(await world.call("GET", "/v1/keys?limit=1000"), id),
  suppression: async (world, round, { id }) => found(await world.call("GET", "/v1/suppressions?limit=1000"), id),
};

// Sends a body of a round, and holds what is read back against what was sent.
export async function sent(check, world, kind, round) {
  const [method, path] = CALLS[kind](round);
  const answer = await world.call(method, path, filled(kind, round));
  const back = await BACK[kind]?.(world, round, answer);
  const fields = FIELDS.filter((field) => back && field.body === kind && field.back !== false);
  const lost = fields.filter((field) => {
    const wanted = kept(field, round);
    if (wanted === undefined) return false;
    const at = read(back, field.back ?? field.at);
    return field.key ? !(wanted in (at ?? {})) : at !== wanted;
  });
  check.none(lost.map(({ names, at }) => `${names} (${at})`), `${kind} ${round} is read back as it was sent`);
  return answer;
}

// All rounds, and then they are counted. Gives what each of them made.
export async function write(check, world) {
  const rounds = [];
  await settings(check, world, 0);
  for (const round of TEXTS.keys()) {
    const made = {};
    for (const kind of ["survey", "employees", "person", "invited", "dispatch", "response", "event", "reply", "key", "suppression"]) made[kind] = await sent(check, world, kind, round);
    rounds.push(made);
  }
  const [from, to] = [5, 0].map((days) => new Date(Date.now() - days * 864e5).toISOString().slice(0, 10));
  const { id } = await world.call("POST", "/v1/rollups", { from, to });
  for (let status = "running"; status !== "done"; ) ({ status } = await world.call("GET", `/v1/rollups/${id}`));
  return rounds;
}

// The settings of a round, in both spellings.
export async function settings(check, world, round) {
  await sent(check, world, "workspaceOtherwise", round);
  await sent(check, world, "workspace", round);
}
