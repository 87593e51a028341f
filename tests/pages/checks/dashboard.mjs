// The dashboard of a demo, and the page that asks for a key where it is not open to everybody.

import { open, person, probe } from "../parts/browser.mjs";
import { axe } from "./state.mjs";

const PAGES = [
  { name: "dashboard", world: "demo", trends: 3 },
  { name: "sign-in", world: "plain", trends: 0 },
];

export async function dashboard(tally, browser, worlds, picture) {
  for (const { name, world, trends } of PAGES) {
    const check = tally.at(name);
    const { url } = await worlds.get(world);
    const context = await person(browser, "en", { viewport: { width: 1280, height: 1000 } });
    const page = await open(context, url);
    await page.goto(`${url}/`);
    check((await page.locator("svg").count()) >= trends, "a trend is drawn for each survey");
    check((await page.locator("script").count()) === 0, "it has no script");
    check.none(await probe(page, "dangling"), "every id that is pointed at is there");
    check.none(await probe(page, "moving"), "nothing moves for those who want no motion");
    await picture(page, name);
    await page.emulateMedia({ colorScheme: "dark" });
    await picture(page, `${name}-dark`);
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 320, height: 640 });
    check.none(await probe(page, "sideways"), "320 px wide it does not scroll sideways");
    check.none(await probe(page, "small"), "everything to press is 24 px or larger");
    await picture(page, `${name}-phone`);
    check.none(page.complaints, "it logs nothing and asks nobody else");
    await axe(check, page, async () => {}, { width: 1280, height: 1000 });
    await context.close();
    check.done();
  }
}
