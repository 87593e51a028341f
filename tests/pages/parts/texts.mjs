// The product's own texts, read from where they are written: a page must say these, in its language.

import { readFileSync } from "node:fs";

const FOLDER = new URL("../../../shared/web/texts/", import.meta.url);
const files = new Map();

function messages(locale) {
  if (!files.has(locale)) {
    const lines = readFileSync(new URL(`${locale}.ftl`, FOLDER), "utf8").split("\n");
    files.set(
      locale,
      new Map(
        lines
          .map((line) => line.match(/^([a-z][a-z0-9-]*) = (.+)$/))
          .filter(Boolean)
          .map(([, id, text]) => [id, text]),
      ),
    );
  }
  return files.get(locale);
}

// A text by its id, with names put into it. Texts with plurals are none of these.
export function text(locale, id, names = {}) {
  const found = messages(locale).get(id);
  if (found === undefined) throw new Error(`there is no text ${id} in ${locale}`);
  return found.replace(/\{ \$(\w+) \}/g, (_, name) => {
    if (names[name] === undefined) throw new Error(`${id} needs ${name}`);
    return names[name];
  });
}

export const THANKS = ["thanks-low", "thanks-mid", "thanks-high"];
