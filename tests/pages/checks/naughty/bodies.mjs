// The bodies that the texts are put into: of each kind one for every round, which has ids of its own, and how it is sent.

const SOON = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
const minutesAgo = (minutes) => new Date(Date.now() - minutes * 6e4).toISOString();
// A response is counted once the time for it is over.
const daysAgo = (days) => minutesAgo(days * 24 * 60);
const local = (en) => ({ en });
const option = (id) => ({ id, text: local(id) });
const count = (event, where = { by: "customer" }) => ({ event, where });

// A UUIDv7 of some minutes ago.
const uuid7 = (minutes) => {
  const time = (Date.now() - minutes * 6e4).toString(16).padStart(12, "0");
  const rest = crypto.randomUUID().replaceAll("-", "");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
};

const agreed = () => ({ basis: "transactional", source: "app", at: minutesAgo(60) });
const consent = () => ({ email: agreed(), sms: agreed() });

const settings = (metric) => ({
  name: "Naughty", company: "Naughty", time_zone: "Europe/Riga", suspect_limit: 1000, from_name: local("Naughty"), texts: {}, metrics: [{ id: "own", ...metric }],
});

export const BODIES = {
  workspace: () => settings({ name: local("Own"), kind: "share", of: count("ticket_opened"), among: count("ticket_opened", {}) }),
  // The same with the other spellings that a field may have.
  workspaceOtherwise: () => settings({ name: "Own", kind: "ratio", of: count("ticket_opened"), to: count("order_paid") }),
  survey: () => ({
    name: "Naughty", metric: "csat", touchpoint: "support", dimensions: ["place"], edit_minutes: 0, texts: {},
    questions: [
      { id: "which", type: "choice", text: local("Which?"), options: [option("a"), option("b")] },
      { id: "many", type: "multi", text: local("Which ones?"), options: [option("a"), option("b")] },
      // The name of its column begins like a formula.
      { id: "-why", type: "text", text: local("Why?"), show_if: { question: "which", any_of: ["a"] } },
      { id: "reach", type: "contact", text: local("How can we reach you?") },
    ],
    metrics: [
      { id: "one", name: "One", kind: "share", of: { question: "which", any_of: ["a"] }, among: { question: "which" } },
      { id: "other", name: local("Other"), kind: "share", of: { question: "which", any_of: ["b"] }, among: { question: "which" } },
    ],
  }),
  employees: () => ({ name: "Employees", metric: "enps", group: "team", periods: [{ from: SOON, to: SOON }] }),
  person: (round) => ({ email: `person-${round}@example.com`, locale: "en", segment: "plain", properties: {}, consent: consent() }),
  // Somebody who comes with a dispatch, which is mailed.
  invited: (round) => ({
    key: `invited-${round}`, survey: `s${round}`, channel: "email",
    person: { id: `i${round}`, email: `invited-${round}@example.com`, locale: "en", properties: {}, consent: consent() },
  }),
  dispatch: (round) => ({ key: `key-${round}`, survey: `s${round}`, person: `p${round}`, channel: "link", properties: {} }),
  response: (round) => ({
    submission_id: uuid7(round + 1), survey: `s${round}`, channel: "app", locale: "en", person: `p${round}`, properties: {},
    answers: { score: 5, comment: "x", which: "a", many: ["a", "b"], "-why": "x", reach: "a@b.example" },
  }),
  // What is written on a page; never sent as JSON.
  form: () => ({ comment: "", q: { "-why": "", reach: "" } }),
  event: (round) => ({ event_id: `e${round}`, type: "ticket_opened", at: daysAgo(3.1), ticket: `t${round}` }),
  reply: (round) => ({ event_id: `r${round}`, type: "ticket_replied", at: daysAgo(3), ticket: `t${round}` }),
  key: () => ({ scopes: ["respond"] }),
  suppression: (round) => ({ channel: "email", address: `nobody-${round}@example.com`, reason: "x" }),
  export: (round) => ({ survey: `s${round}`, format: "csv" }),
};

// How a body of a round is sent, and where it is read back.
export const CALLS = {
  workspace: () => ["PUT", "/v1/workspace"],
  workspaceOtherwise: () => ["PUT", "/v1/workspace"],
  survey: (round) => ["PUT", `/v1/surveys/s${round}`],
  // After the others, in the order of their ids.
  employees: (round) => ["PUT", `/v1/surveys/z${round}`],
  person: (round) => ["PUT", `/v1/people/p${round}`],
  invited: () => ["POST", "/v1/dispatches"],
  dispatch: () => ["POST", "/v1/dispatches"],
  response: () => ["POST", "/v1/responses"],
  event: () => ["POST", "/v1/events"],
  reply: () => ["POST", "/v1/events"],
  key: () => ["POST", "/v1/keys"],
  suppression: () => ["PUT", "/v1/suppressions"],
  export: () => ["POST", "/v1/exports"],
};

// A part of a value, by its steps from the outside in.
export const read = (value, path) => path.split(".").reduce((at, step) => at?.[step], value);

// Puts a text into a body, making objects on the way.
export function put(body, { at, key }, text) {
  const steps = at.split(".");
  const last = key ? undefined : steps.pop();
  let within = body;
  for (const step of steps) within = within[step] ??= {};
  if (key) within[text] = key === true ? "x" : key;
  else within[last] = text;
}
