// Every field of a request that takes a text, and where that text is seen. A new one is a new row:
//
//   names   what the document calls it, with all spellings of one field in brackets: `a (b|c) d`; see document.mjs
//   body    which of the bodies of checks/naughty/bodies.mjs it stands in, and `at` where in it
//   key     the text is the name of something in the object at `at`
//   max     so many characters are taken; `long`: line ends and tabs too
//   takes   what a text must look like to be taken; every other one is refused
//   becomes what is kept of a text, where that is not the text itself
//   seen    on which pages it stands, and in which elements (`~` after the selector: among other words; `64`: no more of it)
//   back    where in the resource it is read back, unless that is `at`; false where it is not
//   why     of a field that is not written by this test: the reason

const ID = /^[A-Za-z0-9._:-]{1,64}$/;
const NONE = /^$/;
const on = (pages, selector) => Object.fromEntries(pages.split(" ").map((page) => [page, selector]));
const ofProperty = (name) => ({ names: "POST /v1/responses properties.*", body: "response", at: `properties.${name}`, max: 256 });
const ofDispatch = (name, seen) => ({ names: "POST /v1/dispatches properties.*", body: "dispatch", at: `properties.${name}`, max: 256, back: false, seen });
const word = (id, seen) => ({ names: "PUT /v1/surveys/{id} texts.*.*", body: "survey", at: `texts.${id}.en`, max: 500, seen });
const why = (why, ...names) => names.map((names) => ({ names, why }));

const TEAM = "overview survey answers answer written agents operations dispatches dispatch rollups";
// A field of a person, who is put by themselves or comes with a dispatch.
const ofPerson = (name, at, rest) => [
  { names: `PUT /v1/people/{id} ${name}`, body: "person", at, ...rest },
  { names: `POST /v1/dispatches person.${name}`, body: "invited", at: `person.${at}`, ...rest, back: at, seen: undefined },
];
const lower = (text) => text.toLowerCase();

export const FIELDS = [
  // The workspace.
  { names: "PUT /v1/workspace name", body: "workspace", at: "name", max: 200, seen: on(TEAM, ".workspace") },
  { names: "PUT /v1/workspace company", body: "workspace", at: "company", max: 200, seen: { ...on("ask thanks answered stop", ".company"), mail: "p ~" } },
  { names: "PUT /v1/workspace from_name.*", body: "workspace", at: "from_name.en", max: 500 },
  { names: "PUT /v1/workspace from_name", body: "workspaceOtherwise", at: "from_name", max: 100 },
  { names: "PUT /v1/workspace from_name.{key}", body: "workspace", at: "from_name", key: true, takes: NONE },
  { names: "PUT /v1/workspace texts.*.*", body: "workspace", at: "texts.page-check.en", max: 500 },
  { names: "PUT /v1/workspace texts.{key}", body: "workspace", at: "texts", key: { en: "x" }, takes: NONE },
  { names: "PUT /v1/workspace texts.*.{key}", body: "workspace", at: "texts.page-check", key: true, takes: NONE },
  { names: "PUT /v1/workspace time_zone", body: "workspace", at: "time_zone", takes: NONE },
  { names: "PUT /v1/workspace metrics[].name", body: "workspaceOtherwise", at: "metrics.0.name", max: 200 },
  { names: "PUT /v1/workspace metrics[].name.*", body: "workspace", at: "metrics.0.name.en", max: 500, seen: { operations: "[data-own] h3" } },
  { names: "PUT /v1/workspace metrics[].name.{key}", body: "workspace", at: "metrics.0.name", key: true, takes: NONE },
  ...["agent", "category", "channel", "plan", "segment"].flatMap((name) => [
    { names: `PUT /v1/workspace metrics[].of.where.${name}`, body: "workspace", at: `metrics.0.of.where.${name}`, max: 64 },
    { names: `PUT /v1/workspace metrics[].among.where.${name}`, body: "workspace", at: `metrics.0.among.where.${name}`, max: 64 },
    { names: `PUT /v1/workspace metrics[].to.where.${name}`, body: "workspaceOtherwise", at: `metrics.0.to.where.${name}`, max: 64 },
  ]),
  { names: "PUT /v1/workspace metrics[].(of|among|to).event", body: "workspace", at: "metrics.0.of.event", takes: NONE },
  ...why("a metric over answers belongs to a survey", "PUT /v1/workspace metrics[].(of|among|to).any_of[]"),

  // A survey.
  {
    names: "PUT /v1/surveys/{id} name", body: "survey", at: "name", max: 200,
    seen: {
      overview: "[data-panel=survey] h2 a", survey: "h1", ...on("answers answer written", ".crumbs a"), agents: ".choices a", dispatch: ".facts dd a",
      dispatches: "#survey option; [data-panel=newest] td; [data-panel=groups] th", rollups: "[data-buckets] th",
    },
  },
  { names: "PUT /v1/surveys/{id} goal", body: "survey", at: "goal", max: 200 },
  { names: "PUT /v1/surveys/{id} touchpoint", body: "survey", at: "touchpoint", takes: /^[a-z0-9_-]{1,64}$/ },
  { names: "PUT /v1/surveys/{id} group", body: "employees", at: "group", takes: /^[a-z0-9_-]{1,64}$/ },
  { names: "PUT /v1/surveys/{id} dimensions[]", body: "survey", at: "dimensions.0", takes: /^[a-z0-9_-]{1,64}$/ },
  { names: "PUT /v1/surveys/{id} time_zone", body: "survey", at: "time_zone", takes: NONE },
  { names: "PUT /v1/surveys/{id} questions[].text.*", body: "survey", at: "questions.0.text.en", max: 500, back: "questions.1.text.en", seen: { ask: "legend ~", answer: "dt", answered: "dt" } },
  { names: "PUT /v1/surveys/{id} questions[].text.*", body: "survey", at: "questions.2.text.en", max: 500, back: "questions.3.text.en", seen: { ask: "label ~", answer: "dt", answered: "dt" } },
  { names: "PUT /v1/surveys/{id} questions[].options[].text.*", body: "survey", at: "questions.0.options.0.text.en", max: 500, back: "questions.1.options.0.text.en", seen: { ask: "label > span", answer: ".words", answered: "dd" } },
  { names: "PUT /v1/surveys/{id} questions[].options[].text.*", body: "survey", at: "questions.1.options.0.text.en", max: 500, back: "questions.2.options.0.text.en", seen: { ask: "label > span", answer: ".words ~" } },
  { names: "PUT /v1/surveys/{id} questions[].text.{key}", body: "survey", at: "questions.0.text", key: true, takes: NONE },
  { names: "PUT /v1/surveys/{id} questions[].options[].text.{key}", body: "survey", at: "questions.0.options.0.text", key: true, takes: NONE },
  { names: "PUT /v1/surveys/{id} questions[].show_if.question", body: "survey", at: "questions.2.show_if.question", takes: NONE },
  { names: "PUT /v1/surveys/{id} questions[].show_if.any_of[]", body: "survey", at: "questions.2.show_if.any_of.0", takes: NONE },
  { names: "PUT /v1/surveys/{id} metrics[].name", body: "survey", at: "metrics.0.name", max: 200, seen: { survey: "[data-own] h3" } },
  { names: "PUT /v1/surveys/{id} metrics[].name.*", body: "survey", at: "metrics.1.name.en", max: 500, seen: { survey: "[data-own] h3" } },
  { names: "PUT /v1/surveys/{id} metrics[].name.{key}", body: "survey", at: "metrics.1.name", key: true, takes: NONE },
  { names: "PUT /v1/surveys/{id} metrics[].(of|among|to).any_of[]", body: "survey", at: "metrics.0.of.any_of.0", takes: NONE },
  ...why("a metric over events belongs to the workspace", "PUT /v1/surveys/{id} metrics[].(of|among|to).event", "PUT /v1/surveys/{id} metrics[].(of|among|to).where.(agent|category|channel|plan|segment)"),
  word("question", { ask: "h1", mail: "h1", answer: "dt", answered: "dt" }),
  word("scale-min", { ask: ".ends span ~" }),
  word("scale-max", { ask: ".ends span ~" }),
  word("comment-low", { ask: ".prompt.low" }),
  word("optional", { ask: "small" }),
  word("page-title", { ask: "title ~" }),
  word("page-send", { ask: "button" }),
  word("page-languages", {}),
  word("page-contact-label", {}),
  word("thanks-low", { thanks: "h1" }),
  word("thanks-mid", { thanks: "h1" }),
  word("thanks-high", { thanks: "h1" }),
  word("page-answered-title", { answered: "h1" }),
  word("page-answered-text", { answered: ".said" }),
  word("page-your-comment", { answered: "dt", answer: "dt" }),
  word("mail-subject", {}),
  word("mail-subject-company", { mail: "title" }),
  word("mail-intro", { mail: "p" }),
  word("mail-link", { mail: "a" }),
  word("mail-why-company", { mail: "p ~" }),
  word("mail-unsubscribe", { mail: "a" }),
  { names: "PUT /v1/surveys/{id} texts.{key}", body: "survey", at: "texts", key: { en: "x" }, takes: NONE },
  { names: "PUT /v1/surveys/{id} texts.*.{key}", body: "survey", at: "texts.question", key: true, takes: NONE },

  // A person, by themselves and within a dispatch.
  ...ofPerson("properties.*", "properties.note", { max: 256 }),
  ...ofPerson("properties.{key}", "properties", { key: true, max: 64 }),
  ...["email", "sms"].flatMap((channel) => [
    ...ofPerson(`consent.${channel}.basis`, `consent.${channel}.basis`, { max: 64, becomes: lower }),
    ...ofPerson(`consent.${channel}.source`, `consent.${channel}.source`, { max: 200 }),
  ]),
  ...ofPerson("time_zone", "time_zone", { takes: NONE }),
  ...ofPerson("segment", "segment", { takes: ID, seen: { survey: "[data-dimension=segment] th 64", answers: ".around span" } }),

  // A dispatch, and what comes with it into the answer.
  { names: "POST /v1/dispatches key", body: "dispatch", at: "key", max: 128, back: false },
  ...["agent", "note", "order", "ticket", "touchpoint", "variant"].map((name) => ofDispatch(name, { dispatch: "[data-panel=properties] dd", written: ".facts dd" })),
  { names: "POST /v1/dispatches properties.{key}", body: "dispatch", at: "properties", key: true, max: 64, back: false, seen: { dispatch: "[data-panel=properties] dt", written: ".facts dt" } },
  ...why("each line is the body of one", "POST /v1/dispatches/batch lines", "POST /v1/responses/batch lines", "POST /v1/events lines"),

  // An answer of an app.
  { names: "POST /v1/responses answers.*", body: "response", at: "answers.comment", max: 2000, long: true, seen: { survey: "blockquote", answers: ".comment", answer: ".words" } },
  { names: "POST /v1/responses answers.*", body: "response", at: "answers.-why", max: 2000, long: true, seen: { answer: ".words" } },
  { names: "POST /v1/responses answers.*", body: "response", at: "answers.reach", max: 180, becomes: (text) => `${text} a@b.example`, written: true, seen: { answer: ".words" } },
  { names: "POST /v1/responses answers.*[]", body: "response", at: "answers.many.0", takes: NONE },
  { names: "POST /v1/responses answers.{key}", body: "response", at: "answers", key: true, takes: NONE },
  { ...ofProperty("agent"), seen: { survey: "[data-dimension=agent] th 64", answers: ".around span", answer: ".facts dd" } },
  { ...ofProperty("touchpoint"), seen: { survey: "[data-dimension=touchpoint] th 64", answers: ".around span", answer: ".facts dd" } },
  { ...ofProperty("variant"), seen: { survey: "[data-dimension=variant] th 64", answer: ".facts dd" } },
  ...["order", "ticket", "place", "note"].map((name) => ({ ...ofProperty(name), seen: { answer: ".facts dd" } })),
  { names: "POST /v1/responses properties.{key}", body: "response", at: "properties", key: true, max: 64, seen: { answer: ".facts dt" } },
  { names: "POST /v1/responses person_sig", body: "response", at: "person_sig", takes: NONE },

  // An answer on a page: the comment, and the questions, which stand beside it under names of the survey's.
  { names: "POST (/s/{token}|/f/{workspace}/{survey}) comment", body: "form", at: "comment", max: 2000, long: true, seen: { written: ".words", answered: "dd" } },
  { names: "POST (/s/{token}|/f/{workspace}/{survey}) comment", body: "form", at: "q.-why", max: 2000, long: true, seen: { written: ".words", answered: "dd" } },
  { names: "POST (/s/{token}|/f/{workspace}/{survey}) comment", body: "form", at: "q.reach", max: 180, becomes: (text) => `${text} a@b.example`, written: true, seen: { written: ".words", answered: "dd" } },
  ...why("a form that says something else is shown again, and not with it: the states `nothing-chosen` and `stale`", "POST (/s/{token}|/f/{workspace}/{survey}) (score|submission_id)"),
  ...why("`doors` of this check looks at it: no page shows it", "POST /session key"),

  // Events.
  ...["agent", "category", "channel", "plan"].map((name) => ({ names: `POST /v1/events ${name}`, body: "event", at: name, max: 64 })),
  { names: "POST /v1/events agent", body: "reply", at: "agent", max: 64, seen: { agents: "[data-agent] th" } },

  // Keys, refused addresses, exports.
  { names: "POST /v1/keys name", body: "key", at: "name", max: 100 },
  { names: "PUT /v1/suppressions reason", body: "suppression", at: "reason", max: 200 },
  { names: "PUT /v1/suppressions address", body: "suppression", at: "address", takes: NONE },
  { names: "POST /v1/exports agent", body: "export", at: "agent", max: 256 },
  { names: "POST /v1/exports segment", body: "export", at: "segment", max: 256 },
  { names: "POST /v1/exports touchpoint", body: "export", at: "touchpoint", max: 256 },
  { names: "POST /v1/exports (score_min|score_max)", body: "export", at: "score_min", takes: NONE },
];
