// The day: when it began, and whose figures and curve are shown: one queue's, chosen beside the curve or else the only
// one filtered for, or everybody's.

import { clock, store } from "../core/page.js";
import { scope } from "../scope.js";
import { address } from "./address.js";

// In the address: everybody's, though a queue is filtered for.
const ALL = "*";
const MINUTE_MS = 60_000;
const QUARTER_MS = 15 * MINUTE_MS;
const DAY_MS = 86_400_000;
export const { dayStart = "00:00" } = document.documentElement.dataset;

let begun = { day: "", at: 0 };

// When the figures of today began (ms).
export function dayBegin() {
  const { day } = store.document;
  if (begun.day !== day) begun = { day, at: Date.parse(`${day}T${dayStart}:00Z`) - clock.offset * MINUTE_MS };
  return begun.at;
}

// The last second (ms) of a quarter hour of today, by its label: "09:30", or with its offset "02:30+01:00".
/** @type {(quarter: string) => number} */
export function quarterEnd(quarter) {
  const time = quarter.slice(0, 5);
  const at = quarter.length > time.length ? Date.parse(`${store.document.day}T${quarter}`) : Date.parse(`${store.document.day}T${time}Z`) - clock.offset * MINUTE_MS;
  const isNextDay = time < dayStart;
  return at + (isNextDay ? DAY_MS : 0) + QUARTER_MS - 1000;
}

export function queueOfDay() {
  const asked = address.get("trend") || onlyQueue();
  return asked === ALL ? "" : asked;
}

// What the day's figures are read from: the queue's row stands in for the totals.
/** @type {() => Row} */
export function documentOfDay() {
  const queue = queueOfDay();
  if (queue) return { totals: store.document.queues[queue] };
  return address.get("trend") === ALL ? store.document : scope.document;
}

/** @type {(queue: string) => void} */
export function chooseDay(queue) {
  address.set({ trend: queue === onlyQueue() ? "" : queue || ALL });
}

function onlyQueue() {
  const queues = address.all("queue");
  return queues.length === 1 ? queues[0] : "";
}
