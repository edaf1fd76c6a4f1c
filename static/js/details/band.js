// An agent's day as a band: height and texture say the state, so that it reads in grey; one colour, for ready.

import { wall } from "../format/format.js";
import { draw, make } from "./make.js";

const HOUR = 3_600_000;
const WIDTH = 1000;
const HEIGHT = 100;
// How much of the height a state takes.
/** @type {Record<string, number>} */
export const HEIGHTS = { on_call: 100, dialing: 72, ringing: 72, wrap_up: 50, paused: 100, no_phone: 12, available: 26 };

// The hours shown: whole ones round what the agent did, at least four.
/** @type {(spans: Schema.TimelineSpan[], begin: number, now: number) => { from: number, to: number }} */
function hours(spans, begin, now) {
  const there = spans.filter(({ status }) => status !== "logged_out");
  const first = there.length ? Date.parse(there[0].since) : now;
  const end = there.length ? Date.parse(there[there.length - 1].until ?? new Date(now).toISOString()) : now;
  const from = begin + Math.floor((first - begin) / HOUR) * HOUR;
  return { from, to: Math.max(from + 4 * HOUR, begin + Math.ceil((end - begin) / HOUR) * HOUR) };
}

/** @type {(day: Schema.Timeline, now: number, offset: number, said: (span: Schema.TimelineSpan) => string) => HTMLElement} */
export function band({ spans, begin }, now, offset, said) {
  const { from, to } = hours(spans, Date.parse(begin), now);
  /** @type {(time: number) => number} */
  const x = (time) => ((Math.min(Math.max(time, from), to) - from) / (to - from)) * WIDTH;
  const shapes = spans
    .filter(({ status }) => status in HEIGHTS)
    .map((span) => {
      const { status, since, until } = span;
      const left = x(Date.parse(since));
      const right = x(until ? Date.parse(until) : now);
      const height = HEIGHTS[status];
      // A ring of seconds must still be seen in a day of hours.
      const width = Math.max(right - left, 1.2);
      return draw("rect", { class: "span", "data-status": status, "data-said": said(span), x: left, y: HEIGHT - height, width, height });
    });
  const plot = draw("svg", { class: "band", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, stripes(), ...shapes);
  return make("div", { class: "strip" }, plot, axis(from, to, offset));
}

// Ticks at whole hours, at most nine of them.
/** @type {(from: number, to: number, offset: number) => HTMLElement} */
function axis(from, to, offset) {
  const step = Math.ceil((to - from) / HOUR / 8) * HOUR;
  const axis = make("div", { class: "axis", "aria-hidden": "true" });
  for (let at = from; at <= to; at += step) {
    const tick = make("span", {}, String(wall(at, offset).hour));
    tick.style.left = `${((at - from) / (to - from)) * 100}%`;
    axis.append(tick);
  }
  return axis;
}

function stripes() {
  const line = draw("rect", { width: 4, height: HEIGHT });
  return draw("defs", {}, draw("pattern", { id: "stripes", width: 9, height: HEIGHT, patternUnits: "userSpaceOnUse" }, line));
}

/** @type {(status: string) => SVGElement} */
export function key(status) {
  const height = HEIGHTS[status];
  const bars = status === "paused" ? [0, 40, 80] : [0];
  const shapes = bars.map((x) =>
    draw("rect", { class: "span", "data-key": status, x, y: HEIGHT - height, width: bars.length > 1 ? 20 : HEIGHT, height }),
  );
  return draw("svg", { class: "key", viewBox: `0 0 ${HEIGHT} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...shapes);
}
