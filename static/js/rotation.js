// Changes between layouts, never away from an alarm: while one lasts, a layout that shows the queues stays.
// ?rotate=20 are the seconds; ?layout=queues,agents names the layouts, else all that have something to show.

import { alarms } from "./alarms.js";
import { clock, page, settings, store } from "./board.js";

const ALL = ["overview", "queues", "agents", "campaigns"];
const SHOWING_QUEUES = ["overview", "queues"];

export function rotate() {
  const seconds = Number(settings.get("rotate"));
  if (!(seconds > 0)) return;
  const stay = Math.max(2, seconds) * 1000;
  let since = clock.now;
  clock.subscribe((now) => {
    if (alarms.any) {
      since = now;
      if (!SHOWING_QUEUES.includes(page.layout ?? "")) page.layout = "overview";
    } else if (now - since >= stay || now < since) {
      since = now;
      page.layout = next(page.layout);
    }
  });
}

/** @type {(layout: string | undefined) => string} */
function next(layout) {
  const named = (settings.get("layout") ?? "").split(",").filter((name) => ALL.includes(name));
  const round = (named.length > 1 ? named : ALL).filter(hasSomething);
  return round[(round.indexOf(layout ?? "") + 1) % round.length] ?? "overview";
}

/** @type {(layout: string) => boolean} */
function hasSomething(layout) {
  return layout !== "campaigns" || Object.keys(store.document.campaigns).length > 0;
}
