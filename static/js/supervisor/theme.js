// ?theme=auto: light by day, dark by night, also while the page stays open.

import { clock, daylightHours } from "../core/page.js";
import { wall } from "../format/format.js";
import { daylight } from "../format/hours.js";

export function followDaylight() {
  const html = document.documentElement;
  if (html.dataset.themeRule !== "auto") return;
  clock.subscribe((now) => {
    const theme = daylight(wall(now, clock.offset), daylightHours) ? "light" : "dark";
    if (html.dataset.theme !== theme) html.dataset.theme = theme;
  });
}
