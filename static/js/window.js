// Rolling windows. The TV's `?window=30` has the figures of the day be those of the last minutes; a window that the board
// does not have shows the day.

import { clock, page, settings, store } from "./core/page.js";
import { wall } from "./format/format.js";
import { windowParts } from "./format/levels.js";

const MINUTE_MS = 60_000;
const asked = page.tv ? (settings.get("window") ?? "") : "";

// The minutes of the window that the TV shows; 0 where it shows the day.
export function shownWindow() {
  return store.document.totals.recent[asked] ? Number(asked) : 0;
}

// What a queue or the totals have counted: today, or in the window.
/** @type {(row: { today: Schema.QueueToday, recent: Record<string, Schema.Window> }) => Schema.QueueToday} */
export function counted({ today, recent }) {
  const shown = recent[asked];
  if (!shown) return today;
  const parts = windowParts(shown, store.document.service_level.formula);
  return { ...today, ...shown, service_level: shown.service_level, service_level_parts: parts };
}

// When a window of so many minutes began, by the wall clock: "10:15".
/** @type {(minutes: number) => string} */
export function windowBegin(minutes) {
  return wall(Math.floor(clock.now / MINUTE_MS - minutes) * MINUTE_MS, clock.offset).time;
}
