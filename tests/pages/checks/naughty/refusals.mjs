// What a field does not take, it refuses: 400, as a problem that names the field and repeats nothing of the text.

import { FIELDS } from "../../parts/fields.mjs";
import { NAUGHTY, REFUSED, fitting } from "../../parts/naughty.mjs";
import { BODIES, CALLS, put } from "./bodies.mjs";

// Ids that no other round has.
const ROUND = 500;

// The texts that a field refuses.
const refusedBy = (field) => {
  const ofForm = field.takes ? NAUGHTY.map((text) => fitting(text, { max: 64 })).filter((text) => !field.takes.test(text)) : [];
  const tooLong = field.max && field.max < 600 && !field.becomes ? ["x".repeat(field.max + 1)] : [];
  return [...REFUSED, ...ofForm, ...tooLong];
};

export async function refusals(tally, world) {
  const check = tally.at("naughty texts that are refused");
  await world.call("PUT", `/v1/surveys/s${ROUND}`, BODIES.survey());
  await world.call("PUT", `/v1/people/p${ROUND}`, {});
  for (const field of FIELDS.filter(({ body, long }) => body && body !== "form" && !long)) {
    const wrong = [];
    for (const text of refusedBy(field)) wrong.push(...(await refusal(world, field, text)));
    check.none(wrong, `${field.names} (${field.at}) refuses them as a clean problem`);
  }
  // It was put to have something to speak of, and is no round's.
  await world.call("DELETE", `/v1/surveys/s${ROUND}`);
  check.done();
}

async function refusal(world, field, text) {
  const body = BODIES[field.body](ROUND);
  put(body, field, text);
  const [method, path] = CALLS[field.body](ROUND);
  const answer = await fetch(`${world.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${world.key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const said = await answer.text();
  const told = (what) => `${JSON.stringify(text.slice(0, 40))}: ${what}: ${said.slice(0, 200)}`;
  if (answer.status !== 400) return [told(`status ${answer.status}`)];
  if (answer.headers.get("content-type") !== "application/problem+json") return [told(answer.headers.get("content-type"))];
  const problem = JSON.parse(said);
  const wrong = [];
  if (!["type", "title", "status", "detail", "code", "request_id"].every((name) => name in problem)) wrong.push(told("it is no whole problem"));
  const names = (problem.invalid_params ?? []).map(({ name }) => name);
  const [first] = field.at.split(".");
  if (!names.some((name) => name.startsWith(first))) wrong.push(told(`it names ${names}`));
  // A name of the client's own is told, since it says which one is wrong.
  if (!field.key && text.length > 8 && said.includes(JSON.stringify(text).slice(1, -1))) wrong.push(told("it repeats the text"));
  return wrong;
}
