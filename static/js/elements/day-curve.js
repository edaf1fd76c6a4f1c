// <day-curve>: calls per quarter hour, answered upwards, abandoned downwards, on one scale; the running quarter is
// dotted, the day that it is compared with an outline behind. All places are percent of the plot.

import { catalogue, clock, page, store } from "../core/page.js";
import { find, mark, write } from "../core/dom.js";
import { wall } from "../format/format.js";
import { byKey } from "../format/names.js";
import { comparedDay } from "../compared.js";

// A day shorter than this many hours is drawn with room for what is still to come.
const SPAN = 12;
// The share of a step that its bar fills.
const BAR = 0.76;
const WALL_CHARS = 5; // "02:15"
const MIN_SCALE = 4;
// Percent below the axis that have no room for a number of their own.
const SHALLOW = 30;
// An empty or young day is drawn from this hour on.
const OPENING = 8;
const LAYOUTS = ["overview", "desk"];
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, Schema.Quarter>} Trend */
/** @typedef {Record<string, { answered: number, abandoned: number }>} Counts */
/** @typedef {{ kind: string, unfinished: boolean, x: string, y: string, width: string, height: string }} Bar */
/** @typedef {{ x: string, hour: string }} Hour */
/** @typedef {{ bars: Bar[], outline: string, hours: Hour[], axis: string, peak: number, depth: number }} Plot */

export class DayCurve extends HTMLElement {
  /** @type {string | undefined} */
  #quarter;
  #fitted = "";
  /** @type {Trend | undefined} */
  #source;
  // The quarters as their rows say them: an event changes one, and only that is updated.
  /** @type {Array<{ quarter: string, counts: Schema.Quarter }>} */
  #told = [];

  connectedCallback() {
    store.subscribe("trend", () => this.#show());
    store.subscribe("reference", () => this.#show());
    clock.subscribe((now) => this.#tick(now));
    for (const event of ["resize", "layoutchange"]) (event === "resize" ? window : document).addEventListener(event, () => this.#show());
    this.#show();
  }

  // Another trend than the document's own, until it is taken away again.
  /** @param {Trend | undefined} trend */
  set source(trend) {
    this.#source = trend;
    this.#show();
  }

  /** @type {(now: number) => void} */
  #tick(now) {
    const at = wall(now, clock.offset);
    if (runningQuarter(at) !== this.#quarter) this.#show();
  }

  #show() {
    if (!LAYOUTS.includes(page.layout ?? "")) return;
    const at = wall(clock.now, clock.offset);
    this.#quarter = runningQuarter(at);
    const trend = this.#source ?? store.document.trend;
    const quarters = Object.keys(trend).sort(byKey);
    const reference = this.#source ? undefined : store.document.reference;
    this.#draw(curve(trend, quarters, at, this.#quarter, reference?.quarters ?? {}));
    this.#name(reference);
    this.#list(trend, quarters);
    find(this, ".empty").hidden = quarters.length > 0;
  }

  // The legend says which day the outline is where there is room for it, measured once for a size.
  /** @type {(day: string) => void} */
  #fit(day) {
    const key = [day, page.layout, innerWidth, innerHeight, document.fonts.status].join(" ");
    if (key === this.#fitted) return;
    this.#fitted = key;
    mark(this, "crowded", undefined);
    const heading = find(this, ".heading");
    mark(this, "crowded", heading.scrollWidth > heading.clientWidth && "");
  }

  // In the legend: which day the outline is.
  /** @type {(reference: Schema.Reference | undefined) => void} */
  #name(reference) {
    mark(this, "compared", reference && "");
    if (!reference) return;
    write(find(this, ".compared"), comparedDay(store.document.day, reference.day, catalogue));
    this.#fit(reference.day);
  }

  /** @type {(plot: Plot) => void} */
  #draw({ bars, outline, hours, axis, peak, depth }) {
    const plot = find(this, ".bars");
    set(find(this, "path.then"), "d", outline);
    const line = find(plot, ".axis");
    reuse(plot, "rect", bars, drawBar);
    if (plot.lastElementChild !== line) plot.append(line);
    set(line, "y1", `${axis}%`);
    set(line, "y2", `${axis}%`);
    reuse(find(this, ".hours"), "text", hours, drawHour);
    write(find(this, ".peak"), peak ? String(peak) : "");
    write(find(this, ".depth"), depth ? String(depth) : "");
    write(find(this, ".zero"), "0");
    find(this, ".zero").style.top = `${axis}%`;
    mark(this, "shallow", 100 - Number(axis) < SHALLOW && "");
  }

  /** @type {(trend: Trend, quarters: string[]) => void} */
  #list(trend, quarters) {
    const body = /** @type {HTMLTableSectionElement} */ (find(this, "tbody"));
    for (const [place, quarter] of quarters.entries()) {
      const told = this.#told[place];
      if (told?.quarter === quarter && told.counts === trend[quarter]) continue;
      this.#told[place] = { quarter, counts: trend[quarter] };
      tell(body.rows[place] ?? newRow(body), quarter, trend[quarter]);
    }
    this.#told.length = quarters.length;
    while (body.rows.length > quarters.length) body.deleteRow(-1);
  }
}

/** @type {(trend: Trend, quarters: string[], at: Wall, running: string, reference: Counts) => Plot} */
function curve(trend, quarters, at, running, reference) {
  const others = Object.keys(reference).sort(byKey);
  const [first, last] = hourSpan([...quarters, ...others].sort(byKey), at.hour);
  const steps = (last - first) * 4;
  const all = [...Object.values(trend), ...Object.values(reference)];
  const up = Math.max(0, ...all.map((quarter) => quarter.answered));
  const down = Math.max(0, ...all.map((quarter) => quarter.abandoned));
  const scale = Math.max(up + down, MIN_SCALE);
  const axis = (100 * (up + down >= MIN_SCALE ? Math.max(up, 1) : MIN_SCALE - down)) / scale;
  /** @type {Bar[]} */
  const bars = [];
  for (const quarter of quarters) {
    const { answered, abandoned } = trend[quarter];
    const isAgain = isSecondPass(quarter, quarters);
    const half = quarter.length > WALL_CHARS ? BAR / 2 : 0;
    const x = per(100 * (stepOf(quarter, first) + (1 - BAR) / 2 + (isAgain ? half : 0)), steps);
    const width = per(100 * (BAR - half), steps);
    const unfinished = quarter === running || (isAgain && quarter.startsWith(running));
    const [above, below] = [(100 * answered) / scale, (100 * abandoned) / scale];
    bars.push({ kind: "answered", unfinished, x, y: per(axis - above), width, height: per(above) });
    bars.push({ kind: "abandoned", unfinished, x, y: per(axis), width, height: per(below) });
  }
  const every = last - first > 9 ? 2 : 1;
  /** @type {Hour[]} */
  const hours = [];
  for (let hour = first + 1; hour < last; hour++) {
    if (hour % every === 0) hours.push({ x: per(100 * (hour - first), last - first), hour: String(hour) });
  }
  return {
    bars,
    outline: others.length ? outline(others, reference, first, { axis, scale, steps }) : "",
    hours,
    axis: axis.toFixed(3),
    peak: up,
    depth: down,
  };
}

// The other day as one line around its bars, in percent of the plot: forth above the axis, back below it. Of an hour that
// autumn repeats both passes share a place: they follow each other there.
/** @type {(quarters: string[], counts: Counts, first: number, plot: { axis: number, scale: number, steps: number }) => string} */
function outline(quarters, counts, first, { axis, scale, steps }) {
  /** @type {Array<[number, number, number, number]>} */
  const places = [];
  for (const quarter of quarters) {
    const { answered, abandoned } = counts[quarter];
    const at = stepOf(quarter, first);
    const half = quarter.length > WALL_CHARS ? 0.5 : 1;
    const from = at + (isSecondPass(quarter, quarters) ? 0.5 : 0);
    places.push([from, from + half, axis - (100 * answered) / scale, axis + (100 * abandoned) / scale]);
  }
  const x = (/** @type {number} */ step) => ((100 * step) / steps).toFixed(2);
  const above = places.map(([from, to, top]) => `H${x(from)}V${top.toFixed(2)}H${x(to)}V${gap(to, places) ? axis.toFixed(2) : top.toFixed(2)}`);
  const below = places.map(([from, to, , bottom]) => `M${x(from)} ${axis.toFixed(2)}V${bottom.toFixed(2)}H${x(to)}V${axis.toFixed(2)}`);
  return `M${x(places[0][0])} ${axis.toFixed(2)}${above.join("")}${below.join("")}`;
}

// Whether nothing begins where this quarter ends.
/** @type {(end: number, places: Array<[number, number, number, number]>) => boolean} */
function gap(end, places) {
  return !places.some(([from]) => from === end);
}

/** @type {(quarter: string, first: number) => number} */
function stepOf(quarter, first) {
  return (Number(quarter.slice(0, 2)) - first) * 4 + Math.floor(Number(quarter.slice(3, 5)) / 15);
}

// In the hour that autumn repeats the keys have their offset ("02:15+01:00"); the smaller one is the second pass.
/** @type {(quarter: string, quarters: string[]) => boolean} */
function isSecondPass(quarter, quarters) {
  return quarters.some((other) => Number(other.slice(5, 8)) > Number(quarter.slice(5, 8)) && quarter.length > WALL_CHARS);
}

/** @type {(quarters: string[], hour: number) => [number, number]} */
function hourSpan(quarters, hour) {
  const first = Math.min(quarters.length ? Number(quarters[0].slice(0, 2)) : hour, hour, OPENING);
  let last = Math.max(quarters.length ? Number(quarters[quarters.length - 1].slice(0, 2)) : hour, hour) + 1;
  last = Math.min(24, Math.max(last, first + SPAN));
  return [Math.max(0, Math.min(first, last - SPAN)), last];
}

/** @type {(at: Wall) => string} */
function runningQuarter({ time }) {
  return `${time.slice(0, 3)}${String(Math.floor(Number(time.slice(3)) / 15) * 15).padStart(2, "0")}`;
}

/** @type {(value: number, whole?: number) => string} */
function per(value, whole = 1) {
  return `${(value / whole).toFixed(3)}%`;
}

/** @template Item @param {Element} parent @param {string} tag @param {Item[]} items @param {(element: Element, item: Item) => void} draw */
function reuse(parent, tag, items, draw) {
  const found = parent.getElementsByTagName(tag);
  for (let place = 0; place < items.length; place++) {
    draw(found[place] ?? parent.appendChild(document.createElementNS(SVG, tag)), items[place]);
  }
  while (found.length > items.length) found[found.length - 1].remove();
}

/** @type {(rect: Element, bar: Bar) => void} */
function drawBar(rect, { kind, unfinished, x, y, width, height }) {
  set(rect, "class", "bar");
  set(rect, "data-kind", kind);
  rect.toggleAttribute("data-unfinished", unfinished);
  set(rect, "x", x);
  set(rect, "y", y);
  set(rect, "width", width);
  set(rect, "height", height);
}

/** @type {(text: Element, hour: Hour) => void} */
function drawHour(text, { x, hour }) {
  set(text, "x", x);
  set(text, "y", "75%");
  set(text, "text-anchor", "middle");
  write(text, hour);
}

/** @type {(element: Element, name: string, value: string) => void} */
function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @type {(row: HTMLTableRowElement, quarter: string, counts: Schema.Quarter) => void} */
function tell(row, quarter, { answered, abandoned }) {
  write(row.cells[0], quarter);
  write(row.cells[1], String(answered));
  write(row.cells[2], String(abandoned));
}

/** @type {(body: HTMLTableSectionElement) => HTMLTableRowElement} */
function newRow(body) {
  const row = body.insertRow();
  row.append(document.createElement("th"));
  row.cells[0].setAttribute("scope", "row");
  row.insertCell();
  row.insertCell();
  return row;
}

customElements.define("day-curve", DayCurve);
