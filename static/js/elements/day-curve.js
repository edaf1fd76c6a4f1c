// <day-curve>: calls per quarter hour, answered upwards, abandoned downwards, on one scale; the running quarter is
// dotted. All places are percent of the plot. Keep in sync with app/web/curve.py.

import { clock, page, store } from "../board.js";
import { write } from "../dom.js";
import { wall } from "../format.js";
import { byKey } from "../names.js";

// A day shorter than this many hours is drawn with room for what is still to come.
const SPAN = 12;
// The share of a step that its bar fills.
const BAR = 0.76;
const MIN_SCALE = 4;
const LAYOUTS = ["overview", "desk"];
const SVG = "http://www.w3.org/2000/svg";

export class DayCurve extends HTMLElement {
  #quarter;
  #source;

  connectedCallback() {
    store.subscribe("trend", () => this.#show());
    clock.subscribe((now) => this.#tick(now));
    document.addEventListener("layoutchange", () => this.#show());
    this.#show();
  }

  // Another trend than the document's own, until it is taken away again.
  set source(trend) {
    this.#source = trend;
    this.#show();
  }

  #tick(now) {
    const at = wall(now, clock.offset);
    if (runningQuarter(at) !== this.#quarter) this.#show();
  }

  #show() {
    if (!LAYOUTS.includes(page.layout)) return;
    const at = wall(clock.now, clock.offset);
    this.#quarter = runningQuarter(at);
    const trend = this.#source ?? store.document.trend;
    const quarters = Object.keys(trend).sort(byKey);
    this.#draw(curve(trend, quarters, at, this.#quarter));
    this.#list(trend, quarters);
    this.querySelector(".empty").hidden = quarters.length > 0;
  }

  #draw({ bars, hours, axis }) {
    const plot = this.querySelector(".bars");
    const line = plot.querySelector(".axis");
    reuse(plot, "rect", bars, (rect, { kind, unfinished, ...place }) => {
      set(rect, { class: "bar", "data-kind": kind });
      rect.toggleAttribute("data-unfinished", unfinished);
      set(rect, place);
    });
    plot.append(line);
    set(line, { y1: `${axis}%`, y2: `${axis}%` });
    reuse(this.querySelector(".hours"), "text", hours, (text, { x, hour }) => {
      set(text, { x, y: "75%", "text-anchor": "middle" });
      write(text, hour);
    });
  }

  #list(trend, quarters) {
    const body = this.querySelector("tbody");
    quarters.forEach((quarter, place) => {
      const row = body.rows[place] ?? newRow(body);
      const { answered, abandoned } = trend[quarter];
      [quarter, answered, abandoned].forEach((value, cell) => write(row.cells[cell], String(value)));
    });
    while (body.rows.length > quarters.length) body.deleteRow(-1);
  }
}

function curve(trend, quarters, at, running) {
  const [first, last] = hourSpan(quarters, at.hour);
  const steps = (last - first) * 4;
  const all = Object.values(trend);
  const up = Math.max(0, ...all.map((quarter) => quarter.answered));
  const down = Math.max(0, ...all.map((quarter) => quarter.abandoned));
  const scale = Math.max(up + down, MIN_SCALE);
  const axis = (100 * (up + down >= MIN_SCALE ? Math.max(up, 1) : MIN_SCALE - down)) / scale;
  const bar = (quarter, kind) => {
    const step = (Number(quarter.slice(0, 2)) - first) * 4 + Math.floor(Number(quarter.slice(3)) / 15);
    const height = (100 * trend[quarter][kind]) / scale;
    return {
      kind,
      unfinished: quarter === running,
      x: per(100 * (step + (1 - BAR) / 2), steps),
      y: per(kind === "answered" ? axis - height : axis),
      width: per(100 * BAR, steps),
      height: per(height),
    };
  };
  const every = last - first > 9 ? 2 : 1;
  const hours = [];
  for (let hour = first + 1; hour < last; hour++) {
    if (hour % every === 0) hours.push({ x: per(100 * (hour - first), last - first), hour: String(hour) });
  }
  return {
    bars: quarters.flatMap((quarter) => [bar(quarter, "answered"), bar(quarter, "abandoned")]),
    hours,
    axis: axis.toFixed(3),
  };
}

function hourSpan(quarters, hour) {
  const first = Math.min(quarters.length ? Number(quarters[0].slice(0, 2)) : hour, hour);
  let last = Math.max(quarters.length ? Number(quarters.at(-1).slice(0, 2)) : hour, hour) + 1;
  last = Math.min(24, Math.max(last, first + SPAN));
  return [Math.max(0, Math.min(first, last - SPAN)), last];
}

function runningQuarter({ time }) {
  return `${time.slice(0, 3)}${String(Math.floor(Number(time.slice(3)) / 15) * 15).padStart(2, "0")}`;
}

function per(value, whole = 1) {
  return `${(value / whole).toFixed(3)}%`;
}

function reuse(parent, tag, items, fill) {
  const found = [...parent.querySelectorAll(tag)];
  items.forEach((item, place) => fill(found[place] ?? parent.appendChild(document.createElementNS(SVG, tag)), item));
  found.slice(items.length).forEach((extra) => extra.remove());
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

function newRow(body) {
  const row = body.insertRow();
  row.append(document.createElement("th"));
  row.cells[0].scope = "row";
  row.insertCell();
  row.insertCell();
  return row;
}

customElements.define("day-curve", DayCurve);
