// The switch of languages: each is one press away, named in itself, and what was chosen by then stays.

import { LOCALES, going, leave, open } from "../parts/browser.mjs";
import { text } from "../parts/texts.mjs";

export async function languages(check, world, context, locale) {
  await world.survey("languages", { metric: "nps" });
  const { url } = await world.link("languages");
  const page = await open(context, world.url);
  await page.goto(`${url}?score=9`);
  for (const other of LOCALES.filter((tag) => tag !== locale)) {
    await going(page, () => page.getByRole("link", { name: text(other, "language"), exact: true }).click());
    check((await page.getAttribute("html", "lang")) === other, `from ${locale} one press leads to ${other}`);
    check(
      (await page.locator("[name=score]:checked").getAttribute("value")) === "9",
      `the chosen score is still chosen in ${other}`,
    );
  }
  await leave(page);
}
