// What a column is, shows and sorts by, as its head in the page says. Plain figures need nothing but their path; names
// and words come from the list's own file in lists/.

import { catalogue, clock, store } from "../core/page.js";
import { count, duration, level, NOTHING, percent, percentOf } from "../format/format.js";
import { windowParts } from "../format/levels.js";
import { sortKey } from "../format/names.js";
import { dayBegin } from "./day-choice.js";

/** @type {(heads: HTMLElement[]) => Column[]} */
export function readColumns(heads) {
  return heads.map(({ dataset: { column: name = "", kind = "", path = "", total = "", priority, width } }) => ({
    name, kind, path: path.split("."), total, priority: Number(priority), width: Number(width),
  }));
}

/** @type {(row: Row, path: string[]) => any} */
export function lookUp(row, path) {
  let found = row;
  for (const name of path) found = found?.[name];
  return found;
}

// A plain figure as text. What goes on since the moment `running` is added to what has ended.
/** @type {(column: Column, row: Row, now: number, running?: string) => string} */
export function written({ kind, path }, row, now, running) {
  const value = lookUp(row, path);
  if (running !== undefined) return duration(value + runningSeconds(running, now));
  if (kind === "drop") return dropRate(row.today.outcomes.drop ?? 0, row.today.connected);
  if (value === undefined) return NOTHING;
  if (kind === "level") return level(windowParts(value, store.document.service_level.formula), catalogue);
  if (kind === "duration") return duration(value);
  if (kind === "since") return duration((now - Date.parse(value)) / 1000);
  if (kind === "clock") return value.slice(11, 16);
  return kind === "share" ? percent(value, catalogue) : count(value, catalogue);
}

// Of what goes on, the seconds of this day.
/** @type {(since: string, now: number) => number} */
export function runningSeconds(since, now) {
  return Math.max(0, Math.floor((now - Math.max(Date.parse(since), dayBegin())) / 1000));
}

// Dropped / (connected + dropped): of the customers who answered, those who met no agent.
/** @type {(dropped: number, connected: number) => string} */
export function dropRate(dropped, connected) {
  return percentOf(dropped, connected + dropped, catalogue);
}

// What a row sorts by: a number, or the key of a text; undefined goes last in either direction.
/** @type {(column: Column, row: Row, texts: () => Record<string, string>, running?: string) => string | number | undefined} */
export function sortValue({ name, kind, path }, row, texts, running) {
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
  if (kind === "level") return value.service_level;
  if (running !== undefined) return value + runningSeconds(running, clock.now);
  return kind === "since" ? clock.now - Date.parse(value) : kind === "clock" ? Date.parse(value) : value;
}

// Figures begin with the most, words with the first, and a share that has a target with the worst.
/** @type {(column: Column) => string} */
export function firstDirection({ kind }) {
  return ["main", "text", "share", "level"].includes(kind) ? "" : "-";
}
