// The text fields of the API's document: every string of a request's body that is neither one of a few words nor of a form of
// its own (`enum`, `format`, `pattern`), and every name that a client may give. A field is called `METHOD /path a.b[].*`: `[]`
// is an entry of a list, `*` one of an object with names of the client's own, `{key}` such a name.

const METHODS = ["post", "put", "patch", "delete"];
const bound = ({ enum: words, format, pattern, const: only }) => Boolean(words || format || pattern || only !== undefined);

// With `forms`, those that have a form of their own too.
export function textFields(document, forms = false) {
  const found = new Set();
  const named = (schema) => (schema.$ref ? document.components.schemas[schema.$ref.split("/").at(-1)] : schema);

  const walk = (schema, call, at, parents) => {
    const own = named(schema);
    if (!own || parents.includes(own)) return;
    const deeper = (next, path) => walk(next, call, path, [...parents, own]);
    for (const part of [own.allOf, own.oneOf, own.anyOf].flat().filter(Boolean)) deeper(part, at);
    if ([own.type].flat().includes("string") && (forms || !bound(own))) found.add(`${call} ${at || "lines"}`);
    for (const [name, next] of Object.entries(own.properties ?? {})) deeper(next, at ? `${at}.${name}` : name);
    for (const next of [own.items, own.prefixItems].flat().filter(Boolean)) deeper(next, `${at}[]`);
    if (own.additionalProperties && typeof own.additionalProperties === "object") {
      deeper(own.additionalProperties, at ? `${at}.*` : "*");
      if (at && (forms || !bound(named(own.propertyNames ?? {})))) found.add(`${call} ${at}.{key}`);
    }
  };

  for (const [path, calls] of Object.entries(document.paths)) {
    for (const method of METHODS.filter((method) => calls[method]?.requestBody)) {
      const { content } = named(calls[method].requestBody);
      for (const { schema } of Object.values(content)) walk(schema ?? {}, `${method.toUpperCase()} ${path}`, "", []);
    }
  }
  return found;
}

// All that a name with choices in brackets may mean: `a (b|c)` is `a b` and `a c`.
export function spellings(names) {
  const [, before, choices, after] = names.match(/^(.*?)\(([^()]*)\)(.*)$/) ?? [];
  return choices === undefined ? [names] : choices.split("|").flatMap((choice) => spellings(`${before}${choice}${after}`));
}
