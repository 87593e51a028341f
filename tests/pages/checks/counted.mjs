// The page of the counting and the API's own page, held against what the API says: which days were counted, counted anew and
// never looked at stands in `GET /v1/metrics`, and every operation in the document.

const days = (page) => page.evaluate(() => ({ ...document.querySelector("[data-from]").dataset }));

// A metric of each kind of timeline whose revision is that of its day alone.
const TIMELINES = { "@tickets": "first_response", "@appointments": "kept_appointments", "@dispatches": "delivery" };

async function rollups(check, page, world) {
  const { from, to } = await days(page);
  const told = (query) => world.call("GET", `/v1/metrics?${new URLSearchParams({ from, to, interval: "day", ...query })}`);
  const { data } = await world.call("GET", "/v1/surveys?limit=1000");
  const surveys = data.filter(({ archived, metric }) => !archived && metric !== "enps");
  const asked = [...surveys.map(({ id, metric }) => [id, { survey: id, metric }]), ...Object.entries(TIMELINES).map(([id, metric]) => [id, { metric }])];
  const shown = await page.evaluate(() => {
    const list = (selector, read) => [...document.querySelectorAll(selector)].map((it) => read(it.dataset));
    return {
      rows: list("[data-buckets]", (own) => ({ ...own })),
      changed: Object.fromEntries([...document.querySelectorAll("[data-changed-of]")].map((of) => [of.dataset.changedOf, [...of.querySelectorAll("[data-day]")].map((it) => [it.dataset.day, Number(it.dataset.revision)])])),
      missing: Object.fromEntries([...document.querySelectorAll("[data-missing-of]")].map((of) => [of.dataset.missingOf, [...of.querySelectorAll("[data-first]")].map((it) => [it.dataset.first, it.dataset.last])])),
      changedAt: document.querySelector("[data-time=changed] time")?.dateTime,
    };
  });
  check(surveys.every(({ id }) => shown.rows.some(({ buckets }) => buckets === id)), "every survey that is asked has its row", shown.rows.map(({ buckets }) => buckets));
  const changes = [];
  for (const [id, query] of asked) {
    const { series, as_of } = await told(query);
    changes.push(as_of);
    const row = shown.rows.find(({ buckets }) => buckets === id);
    const counted = series.filter(({ revision }) => revision > 0);
    if (!row) {
      check(counted.length === 0, `${id} has a row where something was counted`);
      continue;
    }
    check(Number(row.counted) === counted.length, `${id}: as many days are counted`, [`${row.counted}, not ${counted.length}`]);
    const anew = counted.filter(({ revision }) => revision > 1).map(({ period, revision }) => `${period} ${revision}`);
    const own = (shown.changed[id] ?? []).map(([day, revision]) => `${day} ${revision}`);
    check(own.toSorted().join() === anew.toSorted().join() && Number(row.changed) === anew.length, `${id}: the days that were counted anew are the API's, each with its revision`, [`${own}, not ${anew}`]);
    const missing = series.filter((day) => day.missing).map(({ period }) => period);
    const within = missing.filter((day) => (shown.missing[id] ?? []).some(([first, last]) => first <= day && day <= last));
    check(Number(row.missing) === missing.length && within.length === missing.length, `${id}: the days that nobody looked at are the API's`, [`${row.missing}, not ${missing.length}`]);
  }
  changes.push((await told({ metric: "retention" })).as_of);
  const newest = changes.filter(Boolean).sort().at(-1);
  check(new Date(shown.changedAt).getTime() === new Date(newest).getTime(), "counts changed last when the API says so", [shown.changedAt, newest]);
}

async function docs(check, page, world) {
  const document = await world.call("GET", "/openapi.json");
  const named = (value) => (value.$ref ? value.$ref.split("/").slice(1).reduce((at, step) => at[step], document) : value);
  const operations = Object.entries(document.paths).flatMap(([path, calls]) =>
    Object.entries(calls).filter(([, call]) => call.operationId).map(([method, call]) => ({ method: method.toUpperCase(), path, ...call, parameters: [...(calls.parameters ?? []), ...(call.parameters ?? [])].map(named) })),
  );
  const shown = await page.evaluate(() =>
    [...document.querySelectorAll("article:has(.route)")].map((it) => ({
      id: it.id,
      route: it.querySelector(".route").textContent.trim().replace(/\s+/g, " "),
      names: [...it.querySelectorAll("h4 + .fields > div > dt > code:first-child")].map((name) => name.textContent),
      statuses: [...it.querySelectorAll(".answer > summary > b, .errors dt > b")].map((status) => status.textContent).filter((status) => /^\d/.test(status)),
      calls: it.querySelectorAll("h4 ~ pre").length,
    })),
  );
  check(operations.length > 40 && shown.length === operations.length, "the page has every operation of the document, once", [`${shown.length}, not ${operations.length}`]);
  for (const { method, path, operationId, summary, parameters, responses } of operations) {
    const own = shown.find(({ id }) => id === operationId);
    check(own?.route === `${method} ${path}`, `${operationId} is told with its route`, [own?.route, summary]);
    if (!own) continue;
    const lost = parameters.map(({ name }) => name).filter((name) => !own.names.includes(name));
    check.none(lost, `${operationId} has its parameters`);
    check.none(Object.keys(responses).filter((status) => !own.statuses.includes(status)), `${operationId} has its answers`);
    check(own.calls > 0, `${operationId} has an example`);
  }
  const [codes, told] = [document.components.schemas.Code.oneOf.map((code) => code.const), await page.evaluate(() => [...document.querySelectorAll("[id^=code-]")].map(({ id }) => id.slice(5)))];
  check(codes.toSorted().join() === told.toSorted().join(), "the page has every code of an error", [`${told.length}, not ${codes.length}`]);
  const version = await page.evaluate(() => document.querySelector("header .note").textContent);
  check(version.includes(document.info.version), "the page says its version", [version]);
}

export const COUNTED = { rollups, docs };
