// Care for the screen: it stays awake, its picture wanders by single pixels, it dims outside working hours, and with
// ?theme=auto it is light by day. ?hours=7-20 are the working hours.

import { alarms } from "./alarms.js";
import { clock, daylightHours, settings } from "./core/page.js";
import { find } from "./core/dom.js";
import { wall } from "./format/format.js";
import { daylight, within } from "./format/hours.js";

const html = document.documentElement;
// The way of the wandering picture, one step a minute, in pixels right and down; the last step leads to the first.
const PATH = [[0, 0], [1, 0], [2, 0], [2, 1], [2, 2], [1, 2], [0, 2], [-1, 2], [-2, 2], [-2, 1], [-2, 0], [-2, -1],
  [-2, -2], [-1, -2], [0, -2], [1, -2], [2, -2], [2, -1], [1, -1], [0, -1]];

export function care() {
  keepAwake();
  document.addEventListener("visibilitychange", keepAwake);
  alarms.addEventListener("change", () => look(clock.now));
  /** @type {number | undefined} */
  let minute;
  /** @type {(now: number) => void} */
  const pass = (now) => {
    if (Math.floor(now / 60_000) === minute) return;
    minute = Math.floor(now / 60_000);
    look(now);
    wander(minute);
  };
  clock.subscribe(pass);
  pass(clock.now);
}

/** @type {(now: number) => void} */
function look(now) {
  const at = wall(now, clock.offset);
  const hours = settings.get("hours");
  html.toggleAttribute("data-night", Boolean(hours) && !within(hours, at) && !alarms.any);
  if (html.dataset.themeRule === "auto") html.dataset.theme = daylight(at, daylightHours) ? "light" : "dark";
}

/** @type {(minute: number) => void} */
function wander(minute) {
  const [right, down] = PATH[minute % PATH.length];
  // Not by a custom property: nothing inside has to be styled again for it.
  find(document, ".sheet").style.transform = `translate(${right}px, ${down}px)`;
}

async function keepAwake() {
  if (document.visibilityState !== "visible") return;
  // Refused without https or on a full battery saver: the kiosk's own settings then have to do.
  await navigator.wakeLock?.request("screen").catch(() => {});
}
