// What a column is, shows and sorts by, as its head in the page says. Plain figures need nothing but their path; names
// and words come from the list's own file in lists/.

import { catalogue, clock } from "../board.js";
import { count, duration, NOTHING, percent, percentOf } from "../format.js";
import { sortKey } from "../names.js";

/** @type {(heads: HTMLElement[]) => Column[]} */
export function readColumns(heads) {
  return heads.map(({ dataset: { column: name = "", kind = "", path = "", total = "", running = "", priority, width } }) => ({
    name, kind, path: path.split("."), total, running: running.split("."), priority: Number(priority), width: Number(width),
  }));
}

/** @type {(row: Row, path: string[]) => any} */
export function lookUp(row, path) {
  let found = row;
  for (const name of path) found = found?.[name];
  return found;
}

// A plain figure as text.
/** @type {(column: Column, row: Row, now: number) => string} */
export function written({ kind, path }, row, now) {
  const value = lookUp(row, path);
  if (kind === "drop") return dropRate(row.today.outcomes.drop ?? 0, row.today.connected);
  if (value === undefined) return NOTHING;
  if (kind === "duration") return duration(value);
  if (kind === "since") return duration((now - Date.parse(value)) / 1000);
  if (kind === "clock") return value.slice(11, 16);
  return kind === "share" ? percent(value, catalogue) : count(value, catalogue);
}

// Dropped / (connected + dropped): of the customers who answered, those who met nobody.
/** @type {(dropped: number, connected: number) => string} */
export function dropRate(dropped, connected) {
  return percentOf(dropped, connected + dropped, catalogue);
}

// What a row sorts by: a number, or the key of a text; undefined goes last in either direction.
/** @type {(column: Column, row: Row, texts: () => Record<string, string>) => string | number | undefined} */
export function sortValue({ name, kind, path }, row, texts) {
  if (kind === "main" || kind === "text") {
    const text = texts()[name];
    return text === NOTHING || text === undefined ? undefined : sortKey(text);
  }
  if (kind === "drop") {
    const { connected, outcomes: { drop = 0 } } = row.today;
    return connected + drop ? drop / (connected + drop) : undefined;
  }
  const value = lookUp(row, path);
  if (value === undefined) return undefined;
  return kind === "since" ? clock.now - Date.parse(value) : kind === "clock" ? Date.parse(value) : value;
}

// Figures begin with the most, words with the first.
/** @type {(column: Column) => string} */
export function firstDirection({ kind }) {
  return ["main", "text", "clock"].includes(kind) ? "" : "-";
}
