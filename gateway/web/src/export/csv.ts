/** A table as a file for spreadsheets: UTF-8 with a mark, CRLF, and no cell that a spreadsheet would run as a formula. */

type Cell = string | number | null;

const NEEDS_QUOTES = /[",\r\n]/;
const RUNS = /^[=+\-@\t\r]/;
const MARK = "\uFEFF";

export function csv(rows: readonly (readonly Cell[])[]): string {
  return MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = RUNS.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
