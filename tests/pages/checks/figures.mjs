// Each page of the dashboard held against the API: what stands there, raw in its attributes and rounded in its words, is
// what `GET /v1/metrics` and the lists answer to the page's own days.

const days = async (page) => {
  const shown = await page.evaluate(() => ({ ...document.querySelector("[data-from]")?.dataset }));
  return { from: shown.from, to: shown.to };
};

const metrics = async (world, query) => {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined));
  return (await world.call("GET", `/v1/metrics?${text}`)).series;
};

// All that a page says in attributes of the elements that match, and in words.
const told = (page, selector) =>
  page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)].map((it) => ({ ...it.dataset, words: it.textContent.trim().replace(/\s+/g, " ") })),
    selector,
  );

const same = (raw, value) => (raw === undefined ? value === null || value === undefined : Math.abs(Number(raw) - value) < 1e-9);

// A number as the page rounded it, in English.
const spelled = (words) => Number((words.match(/[−-]?\d[\d,]*(\.\d+)?/)?.[0] ?? "").replace("−", "-").replaceAll(",", ""));

// A figure and its words against an entry: few answers are shown as counts, and then as no number.
function figure(check, shown, entry, what) {
  if (shown.n !== undefined) check(Number(shown.n) === (entry?.n ?? 0), `${what}: n is the API's`, [`${shown.n}, not ${entry?.n}`]);
  const enough = (entry?.n ?? 0) >= 10 || shown.n === undefined;
  if (!enough) return check(shown.value === undefined, `${what}: of ${entry?.n} answers no score is shown`, [shown.words]);
  check(same(shown.value, entry?.value), `${what}: the value is the API's`, [`${shown.value}, not ${entry?.value}`]);
}

// What the words of a score say is its value, rounded no further than to a whole point.
const rounded = (check, shown, what) =>
  shown.value === undefined ||
  check(Math.abs(spelled(shown.words) - Number(shown.value)) <= 0.5 + 1e-9, `${what}: its words say it`, [`${shown.words} for ${shown.value}`]);

async function cards(check, page, world) {
  const at = await days(page);
  const surveys = await told(page, "[data-panel=survey]");
  const { data } = await world.call("GET", "/v1/surveys?limit=1000");
  const living = data.filter(({ archived }) => !archived).map(({ id }) => id);
  check(surveys.map(({ survey }) => survey).sort().join() === living.sort().join(), "every survey has its card", [surveys.length, living]);
  for (const { survey } of surveys) {
    const kind = data.find(({ id }) => id === survey).metric;
    if (kind === "enps") continue;
    for (const shown of await told(page, `[data-survey="${survey}"] [data-metric]`)) {
      const [entry] = await metrics(world, { metric: shown.metric, survey, ...at, interval: "all" });
      figure(check, shown, entry, `${survey}'s ${shown.metric}`);
      rounded(check, shown, `${survey}'s ${shown.metric}`);
    }
  }
}

async function headline(check, page, world, { survey }) {
  const [shown] = await told(page, "[data-panel=headline] .score");
  const [entry] = await metrics(world, { metric: shown.metric, survey, ...(await days(page)), interval: "all" });
  figure(check, shown, entry, "the headline");
  rounded(check, shown, "the headline");
  const words = (await told(page, "[data-panel=headline] .sure"))[0].words;
  const ends = [entry.low, entry.high].map((end) => Math.round(end));
  const said = words.split("·").at(-1).replaceAll("−", "-").match(/-?\d+(\.\d+)?/g)?.map(Number).slice(-2) ?? [];
  check(said.length === 2 && said.every((end, of) => Math.abs(end - ends[of]) <= 1), "the interval is the API's", [words, `${ends}`]);
}

const INTERVALS = [
  [/^\d{4}-\d\d-\d\d$/, "day"],
  [/^\d{4}-W\d\d$/, "week"],
  [/^\d{4}-\d\d$/, "month"],
];

async function trend(check, page, world, { survey }) {
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll("[data-panel=trend] [data-period]")].map((row) => ({
      period: row.dataset.period,
      n: row.querySelector("td").textContent,
      value: row.querySelector("[data-value]")?.dataset.value,
    })),
  );
  const interval = INTERVALS.find(([form]) => form.test(rows[0]?.period))?.[1];
  const series = await metrics(world, { survey, metric: "nps", ...(await days(page)), interval });
  check(rows.length === series.length, "the trend has every period", [`${rows.length}, not ${series.length}`]);
  for (const { period, n, value } of rows) figure(check, { n: n.replaceAll(",", ""), value }, series.find((it) => it.period === period), period);
}

async function spread(check, page, world, { survey }) {
  const [entry] = await metrics(world, { survey, metric: "nps", ...(await days(page)), interval: "all" });
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll("[data-score] [data-n]")].map((it) => [it.closest("[data-score]").dataset.score, Number(it.dataset.n)]),
  );
  const counted = rows.filter(([, n]) => n > 0);
  const wanted = Object.entries(entry.counts.scores).filter(([, n]) => n > 0);
  check(JSON.stringify(Object.fromEntries(counted)) === JSON.stringify(Object.fromEntries(wanted)), "the spread has every count", [JSON.stringify(rows)]);
}

async function groups(check, page, world, { survey }) {
  const at = await days(page);
  const panels = await told(page, "[data-panel=by]");
  check(panels.length >= 3, "there are breakdowns", panels.map(({ dimension }) => dimension));
  for (const { dimension } of panels) {
    const series = await metrics(world, { survey, metric: "nps", ...at, interval: "all", group_by: dimension });
    const rows = await page.evaluate(
      (dimension) =>
        [...document.querySelectorAll(`[data-dimension="${dimension}"] [data-value-of]`)].map((row) => ({
          key: row.dataset.valueOf,
          n: row.querySelector("[data-n]").dataset.n,
          value: row.querySelector("[data-value]")?.dataset.value,
          ranked: row.querySelector("[data-rank]") !== null,
          words: row.textContent.trim(),
        })),
      dimension,
    );
    check(rows.length > 0, `${dimension} has rows`);
    for (const row of rows) {
      const entry = series.find(({ group }) => group[dimension] === row.key);
      figure(check, row, entry, `${dimension} ${row.key}`);
      check(!row.ranked || entry.n >= 30, `${dimension} ${row.key}: no rank below 30 answers`);
    }
  }
}

async function answers(check, page, world, { survey }) {
  const { from, to } = await days(page);
  const shown = await told(page, "[data-panel=responses] [data-response]");
  const { data } = await world.call("GET", `/v1/surveys/${survey}/responses?from=${from}&to=${to}&limit=${shown.length}`);
  check(shown.length > 0 && shown.map(({ response }) => response).join() === data.map(({ id }) => id).join(), "the list is the API's, in its order");
  const words = data.filter(({ answers }, at) => answers.comment && !shown[at]?.words.includes(answers.comment.trim().replace(/\s+/g, " ")));
  check.none(words.map(({ id }) => id), "every comment stands there");
  await page.selectOption("select[name=channel]", "email");
  await page.click("form.filters button[type=submit]");
  const filtered = await told(page, "[data-panel=responses] [data-response]");
  const only = await world.call("GET", `/v1/surveys/${survey}/responses?from=${from}&to=${to}&channel=email&limit=${Math.max(1, filtered.length)}`);
  check(filtered.map(({ response }) => response).join() === only.data.map(({ id }) => id).join(), "a filter shows what the API's does");
  await page.goBack();
}

async function answer(check, page, world, { survey, newest }) {
  const whole = await world.call("GET", `/v1/surveys/${survey}/responses/${newest.id}`);
  const shown = await told(page, "[data-question]");
  check(shown.map(({ question }) => question).sort().join() === Object.keys(whole.answers).sort().join(), "every question that was answered stands there");
  const comment = shown.find(({ question }) => question === "comment")?.words ?? "";
  check(!whole.answers.comment || comment.includes(whole.answers.comment), "the comment is whole", [comment]);
  check((await told(page, "[data-event]")).length >= 2, "its history is told");
}

async function scorecard(check, page, world) {
  const at = await days(page);
  const current = await page.evaluate(() => document.querySelector("[data-survey][aria-current]")?.dataset.survey);
  const cells = await page.evaluate(() =>
    [...document.querySelectorAll("[data-agent] td[data-metric]")].map((it) => ({
      ...it.dataset,
      agent: it.closest("[data-agent]").dataset.agent,
      words: it.textContent.trim(),
    })),
  );
  check(cells.length > 4, "agents have their cards");
  for (const name of new Set(cells.map(({ metric }) => metric))) {
    const survey = name === "csat" ? (current ?? (await csat(world))) : undefined;
    const series = await metrics(world, { metric: name, survey, ...at, interval: "all", group_by: "agent" });
    for (const shown of cells.filter(({ metric }) => metric === name)) {
      const entry = series.find(({ group }) => group.agent === shown.agent);
      figure(check, shown, entry, `${shown.agent}'s ${name}`);
      check(shown.place === undefined || entry.n >= 30, `${shown.agent}'s ${name}: no rank below 30`);
    }
  }
}

const csat = async (world) => {
  const { data } = await world.call("GET", "/v1/surveys?limit=1000");
  return data.find(({ metric, archived }) => metric === "csat" && !archived).id;
};

async function operations(check, page, world) {
  const at = await days(page);
  const shown = await told(page, "[data-panel] > [data-metric]");
  check(shown.length >= 8, "the metrics of operations stand there", shown.map(({ metric }) => metric));
  for (const own of shown) {
    const [entry] = await metrics(world, { metric: own.metric, ...at, interval: "all" });
    if (own.value === undefined) check(entry.value === null || entry.n < 10, `${own.metric} is shown where it can be`, [own.words]);
    else figure(check, own, entry, own.metric);
  }
}

// Metrics of the team's own, of the survey whose page it is or over events.
async function own(check, page, world) {
  const at = await days(page);
  const survey = await page.evaluate(() => document.querySelector("[data-panel=headline]")?.dataset.survey);
  const shown = await told(page, "[data-own] > [data-metric]");
  check(shown.length > 0, "the team's own metrics stand there");
  for (const one of shown) {
    const [entry] = await metrics(world, { metric: one.metric, survey, ...at, interval: "all" });
    figure(check, one, entry, one.metric);
  }
}

async function rates(check, page, world) {
  const at = await days(page);
  const shown = await told(page, "[data-panel=rates] [data-metric]");
  check(shown.length >= 3, "the rates of the programme stand there");
  for (const own of shown) figure(check, own, (await metrics(world, { metric: own.metric, ...at, interval: "all" }))[0], own.metric);
  const steps = await told(page, "[data-step]");
  const numbers = steps.map(({ n }) => Number(n));
  check(numbers.length >= 4 && numbers.every((n, at) => at === 0 || n <= numbers[0]), "the funnel begins with what was asked for", steps.map(({ step, n }) => `${step} ${n}`));
}

async function dispatches(check, page, world) {
  for (const { dispatch, status } of (await told(page, "[data-dispatch]")).slice(0, 10)) {
    const one = await world.call("GET", `/v1/dispatches/${dispatch}`);
    check(one.status === status, `${dispatch} stands as the API says`, [`${status}, not ${one.status}`]);
  }
}

async function dispatch(check, page, world, { dispatch }) {
  const one = await world.call("GET", `/v1/dispatches/${dispatch.id}`);
  const shown = await told(page, "li[data-status]");
  const wanted = one.messages.flatMap(({ history }) => history.map(({ status }) => status));
  check(shown.map(({ status }) => status).join() === wanted.join(), "the history is the API's", [shown.map(({ status }) => status).join(), wanted.join()]);
}

export const FIGURES = { cards, headline, trend, spread, groups, answers, answer, scorecard, operations, own, rates, dispatches, dispatch };
