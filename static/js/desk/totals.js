// What several rows make together, column by column. Where nothing is filtered the queues' totals are the document's
// own. Keep in sync with app/web/desk.py.

import { catalogue } from "../board.js";
import { count, duration, NOTHING, percent } from "../format.js";
import { dropRate, lookUp, written } from "./columns.js";

export function totalText(column, rows, { document, now, whole }) {
  if (!column.total) return "";
  if (rows.length === 0) return NOTHING;
  if (whole) return written(column, whole, now);
  const values = rows.map((row) => lookUp(row, column.path)).filter((value) => value !== undefined);
  return WAYS[column.total]?.(values, column, { rows, document, now }) ?? mean(column, rows);
}

const WAYS = {
  sum: (values, { kind }) => (kind === "duration" ? duration(sum(values)) : count(sum(values), catalogue)),
  longest: (values) => (values.length ? duration(Math.max(...values)) : NOTHING),
  oldest: (values, _, { now }) => (values.length ? duration(Math.max(...values.map((since) => (now - Date.parse(since)) / 1000))) : NOTHING),
  drop: (_, __, { rows }) =>
    dropRate(sum(rows.map(({ today }) => today.outcomes.drop ?? 0)), sum(rows.map(({ today }) => today.connected))),
  level: (values, _, { rows, document }) => (rows.length === 1 ? percent(values[0], catalogue) : serviceLevel(rows, document)),
};

// The configured formula over the rows together.
function serviceLevel(rows, { service_level: { formula } }) {
  const shares = rows.map(({ today }) => counted(today, formula));
  const [part, whole] = [0, 1].map((place) => sum(shares.map((share) => share[place])));
  return percent(whole > 0 ? part / whole : undefined, catalogue);
}

// A row's part and whole of the formula. A row's own share knows which calls were left out because nobody knows their
// wait, so it tells the whole better than the counts do.
function counted({ answered, abandoned, answered_in_time: inTime, abandoned_short: short, abandoned_in_time: soon, service_level: share }, formula) {
  if (share === undefined) return [0, 0];
  const [part, whole] = {
    short_excluded: [inTime, answered + abandoned - short],
    all_abandoned: [inTime, answered + abandoned],
    answered_only: [inTime, answered],
    late_abandoned: [inTime, answered + abandoned - soon],
    abandon_in_time: [inTime + soon, answered + abandoned],
  }[formula];
  return [part, share > 0 ? Math.round(part / share) : whole];
}

// A mean of averages, each with its weight; rounded half up.
function mean({ path, total }, rows) {
  const weighed = rows.map((row) => [lookUp(row, path), lookUp(row, total.split("."))]);
  const known = weighed.filter(([value, weight]) => value !== undefined && weight);
  const weights = sum(known.map(([, weight]) => weight));
  if (!weights) return NOTHING;
  return duration(Math.floor((2 * sum(known.map(([value, weight]) => value * weight)) + weights) / (2 * weights)));
}

function sum(numbers) {
  return numbers.reduce((total, n) => total + n, 0);
}
