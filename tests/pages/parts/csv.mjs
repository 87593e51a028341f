// Tables, as another program than ours reads them, and the one rule for what a spreadsheet would take for a formula.

import { spawnSync } from "node:child_process";

const READ = `import csv, io, json, sys
rows = list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode("utf-8-sig"), newline=""), strict=True))
assert len({len(row) for row in rows}) == 1, "the rows are of several lengths"
json.dump(rows, sys.stdout)`;

// The names of the columns, and the rows by them: Python reads the table, strictly.
export function table(text) {
  if (/[^\r]\n$|[^\n]$/.test(text)) throw new Error("a table ends with CR LF");
  const { status, stdout, stderr } = spawnSync("python3", ["-c", READ], { input: text, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`the table can't be read: ${stderr}`);
  const [head, ...rows] = JSON.parse(stdout);
  return { head, rows: rows.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]]))) };
}

// A text as a cell: what begins like a formula gets one `'` in front.
export const disarmed = (text) => (/^[=+\-@'\t\r]/.test(text) ? `'${text}` : text);

// The cells that a spreadsheet would run, or that hide what they begin with.
export const live = ({ head, rows }) =>
  [...head, ...rows.flatMap((row) => Object.values(row))].filter((cell) => (/^[=+\-@\t\r]/.test(cell) && !/^-?\d+$/.test(cell)) || /^'(?![=+\-@'\t\r])/.test(cell));
