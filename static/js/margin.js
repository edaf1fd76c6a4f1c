// ?margin=3: percent of each side that stay clear, for sets that crop their picture; all sizes shrink with what is left.

import { settings } from "./core/page.js";

const USUAL = 2.5;
const MOST = 10;

export function leaveMargin() {
  const asked = Number(settings.get("margin") || NaN);
  if (!(asked >= 0)) return;
  const margin = Math.min(asked, MOST);
  const { style } = document.documentElement;
  style.setProperty("--margin", String(margin));
  style.setProperty("--scale", String((100 - 2 * margin) / (100 - 2 * USUAL)));
  document.dispatchEvent(new Event("layoutchange"));
}
