// The service level by quarter hour, as bars against the target; those below it stand out by colour and by a sign.

import { draw, make } from "./make.js";

const WIDTH = 1000;
const HEIGHT = 100;
// The share of a step that its bar fills.
const BAR = 0.76;
const QUARTERS = 4;
const MIN_HOURS = 6;

/** @typedef {{ quarter: string, share?: number, said: string }} Bar */

// Since which quarter the share has been below the target without a break until now; quarters of which nothing can be
// said break nothing.
/** @type {(quarters: Array<{ quarter: string, share?: number }>, target: number) => string | undefined} */
export function belowSince(quarters, target) {
  const known = quarters.filter(({ share }) => share !== undefined);
  const last = known.map(({ share }) => Number(share) >= target).lastIndexOf(true);
  return known[last + 1]?.quarter;
}

/** @type {(bars: Bar[], target: number, label: string) => HTMLElement} */
export function levelBars(bars, target, label) {
  const hours = bars.map(({ quarter }) => Number(quarter.slice(0, 2)));
  const from = Math.min(...hours);
  const to = Math.min(24, Math.max(Math.max(...hours) + 1, from + MIN_HOURS));
  const step = WIDTH / ((to - from) * QUARTERS);
  const shapes = bars.map(({ quarter, share, said }) => {
    const place = (Number(quarter.slice(0, 2)) - from) * QUARTERS + Number(quarter.slice(3)) / 15;
    const height = share === undefined ? 0 : Math.max(share * HEIGHT, 1);
    return draw("rect", {
      class: "quarter", "data-said": said, "data-below": share !== undefined && share < target,
      x: place * step + (step * (1 - BAR)) / 2, y: HEIGHT - height, width: step * BAR, height,
    });
  });
  const goal = HEIGHT * (1 - target);
  const line = draw("line", { class: "goal", x1: 0, x2: WIDTH, y1: goal, y2: goal });
  const plot = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...shapes, line);
  const axis = make("div", { class: "axis", "aria-hidden": "true" });
  const every = to - from > 9 ? 2 : 1;
  for (let hour = from; hour <= to; hour += every) {
    const tick = make("span", {}, String(hour));
    tick.style.left = `${((hour - from) / (to - from)) * 100}%`;
    axis.append(tick);
  }
  return make("div", { class: "level-bars", role: "group", "aria-label": label }, plot, axis);
}
