// Changes between layouts. When an alarm begins, one that shows the queues comes at once; while it lasts every second
// one does, and the first figure names the alarm on all of them.
// ?rotate=20 are the seconds; ?layout=queues,agents names the layouts, else all that have something to show.

import { alarms } from "./alarms.js";
import { clock, page, settings, store } from "./core/page.js";

const ALL = ["overview", "queues", "agents", "campaigns"];
const SHOWING_QUEUES = ["overview", "queues"];
const HOME = "overview";

export function rotate() {
  const seconds = Number(settings.get("rotate"));
  if (!(seconds > 0)) return;
  const stay = Math.max(2, seconds) * 1000;
  let since = clock.now;
  let last = page.layout ?? HOME;
  /** @type {(layout: string) => void} */
  const show = (layout) => {
    since = clock.now;
    page.layout = layout;
  };
  alarms.addEventListener("change", () => alarms.any && !showsQueues() && show(HOME));
  clock.subscribe((now) => {
    if (now - since < stay && now >= since) return;
    if (!alarms.any) show((last = next(last, round())));
    else if (showsQueues()) show((last = next(last, round().filter((layout) => !SHOWING_QUEUES.includes(layout)))));
    else show(HOME);
  });
}

function showsQueues() {
  return SHOWING_QUEUES.includes(page.layout ?? "");
}

// The layouts that the address names, or all.
function round() {
  const named = (settings.get("layout") ?? "").split(",").filter((name) => ALL.includes(name));
  return (named.length > 1 ? named : ALL).filter(hasSomething);
}

/** @type {(layout: string, layouts: string[]) => string} */
function next(layout, layouts) {
  return layouts[(layouts.indexOf(layout) + 1) % layouts.length] ?? HOME;
}

/** @type {(layout: string) => boolean} */
function hasSomething(layout) {
  return layout !== "campaigns" || Object.keys(store.document.campaigns).length > 0;
}
