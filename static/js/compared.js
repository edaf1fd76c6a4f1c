// Today beside the day that it is compared with: whole quarter hours on both sides, and a percentage only where there
// are enough calls to say one. Pure.

import { count, shortDate, wall } from "./format/format.js";

const QUARTER_MINUTES = 15;
const DAY_MINUTES = 1440;
const WEEK_DAYS = 7;
const DAY_MS = 86_400_000;
// Fewer calls than this on either side make no percentage.
export const ENOUGH_CALLS = 20;

/** @typedef {"entered" | "answered" | "abandoned"} Counted */

// What both days had counted at the beginning of the running quarter hour; undefined where the other day had nothing
// until then. `time` is the wall clock's, "10:20"; `dayStart` when a day begins.
/** @type {(name: Counted, trend: Record<string, Schema.Quarter>, reference: Schema.Reference | undefined, time: string, dayStart: string) => { now: number, then: number } | undefined} */
export function sumsSoFar(name, trend, reference, time, dayStart) {
  if (!reference) return undefined;
  const place = (/** @type {string} */ at) => (minutes(at) - minutes(dayStart) + DAY_MINUTES) % DAY_MINUTES;
  const running = place(time) - (place(time) % QUARTER_MINUTES);
  const before = (/** @type {Record<string, { [name in Counted]: number }>} */ quarters) =>
    Object.entries(quarters).filter(([quarter]) => place(quarter) < running).reduce((sum, [, counts]) => sum + counts[name], 0);
  const entered = Object.keys(reference.quarters).some((quarter) => place(quarter) < running);
  return entered ? { now: before(trend), then: before(reference.quarters) } : undefined;
}

// How much more than then, in whole percent: "+8", "−3", "0"; nothing where there are too few calls to say so.
/** @type {(sums: { now: number, then: number }) => string} */
export function change({ now, then }) {
  if (now < ENOUGH_CALLS || then < ENOUGH_CALLS) return "";
  const percent = Math.round((100 * (now - then)) / then);
  return percent > 0 ? `+${percent}` : percent < 0 ? `\u2212${-percent}` : "0";
}

// How the other day is called: the week before, or by its date.
/** @type {(day: string, reference: string, catalogue: Catalogue) => string} */
export function comparedDay(day, reference, catalogue) {
  if (Date.parse(day) - Date.parse(reference) === WEEK_DAYS * DAY_MS) return catalogue.say("week_before");
  return shortDate(wall(Date.parse(reference), 0), catalogue);
}

// "last week at this time 198 (+8 %)"; nothing where there is nothing to compare with.
// In few words where there is little room.
/** @type {(name: Counted, document: Doc, at: Wall, dayStart: string, catalogue: Catalogue, brief?: boolean) => string} */
export function thenAtThisTime(name, { day, trend, reference }, at, dayStart, catalogue, brief = false) {
  const sums = sumsSoFar(name, trend, reference, at.time, dayStart);
  if (!sums || !reference) return "";
  const percent = change(sums);
  const words = { day: comparedDay(day, reference.day, catalogue), n: count(sums.then, catalogue), percent: percent && catalogue.say("percent", { n: percent }) };
  return catalogue.say(brief ? "tv.then" : percent ? "then_and_change" : "then", words);
}

/** @type {(time: string) => number} */
function minutes(time) {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
