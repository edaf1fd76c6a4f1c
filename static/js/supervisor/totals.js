// What several rows make together, column by column. Where nothing is filtered the queues' totals are the document's
// own.

import { catalogue, store } from "../core/page.js";
import { count, duration, level, NOTHING, percent } from "../format/format.js";
import { windowParts } from "../format/levels.js";
import { dropRate, lookUp, runningSeconds, written } from "./columns.js";

const HOUR_S = 3600;
const MANY_HOURS_S = 100 * HOUR_S;

/** @type {(column: Column, rows: Row[], at: { now: number, whole?: Row, running?: (row: Row) => string | undefined }) => string} */
export function totalText(column, rows, { now, whole, running }) {
  if (!column.total) return "";
  if (rows.length === 0) return NOTHING;
  if (whole) return written(column, whole, now);
  const values = rows.map((row) => lookUp(row, column.path)).filter((value) => value !== undefined);
  if (running) {
    const since = rows.map(running).filter((began) => began !== undefined);
    values.push(...since.map((began) => runningSeconds(began, now)));
  }
  return WAYS[column.total]?.(values, column, { rows, now }) ?? mean(column, rows);
}

/** @type {Record<string, (values: any[], column: Column, at: { rows: Row[], now: number }) => string>} */
const WAYS = {
  sum: (values, { kind }) => (kind === "duration" ? longDuration(sum(values)) : count(sum(values), catalogue)),
  longest: (values) => (values.length ? duration(Math.max(...values)) : NOTHING),
  oldest: (values, _, { now }) => (values.length ? duration(Math.max(...values.map((since) => (now - Date.parse(since)) / 1000))) : NOTHING),
  drop: (_, __, { rows }) =>
    dropRate(sum(rows.map(({ today }) => today.outcomes.drop ?? 0)), sum(rows.map(({ today }) => today.connected))),
  level: (_, column, { rows }) => serviceLevel(rows, column),
};

// The configured formula over the rows together: what it divides adds up.
/** @type {(rows: Row[], column: Column) => string} */
function serviceLevel(rows, { kind, path }) {
  const parts = rows.map((row) => (kind === "level" ? windowParts(lookUp(row, path), store.document.service_level.formula) : row.today.service_level_parts));
  const sums = { in_time: sum(parts.map((part) => part.in_time)), counted: sum(parts.map((part) => part.counted)) };
  if (kind === "level") return level(sums, catalogue);
  return percent(sums.counted > 0 ? sums.in_time / sums.counted : undefined, catalogue);
}

// Of many people together: minutes say nothing where there are a hundred hours of them.
/** @type {(seconds: number) => string} */
function longDuration(seconds) {
  return seconds < MANY_HOURS_S ? duration(seconds) : catalogue.say("desk.hours", { n: count(Math.floor(seconds / HOUR_S), catalogue) });
}

// A mean of averages, each with its weight; rounded half up.
/** @type {(column: Column, rows: Row[]) => string} */
function mean({ path, total }, rows) {
  const weighed = rows.map((row) => [lookUp(row, path), lookUp(row, total.split("."))]);
  const known = weighed.filter(([value, weight]) => value !== undefined && weight);
  const weights = sum(known.map(([, weight]) => weight));
  if (!weights) return NOTHING;
  return duration(Math.floor((2 * sum(known.map(([value, weight]) => value * weight)) + weights) / (2 * weights)));
}

/** @type {(numbers: number[]) => number} */
function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}
