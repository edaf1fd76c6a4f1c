// <queue-detail>: one queue: what waits, its service level by quarter hour and since when it is below the target, the
// last hour beside the one before and the day, who serves it and who of them is available.

import { catalogue, clock, store } from "../core/page.js";
import { Asked } from "../details/poller.js";
import { readBars } from "../details/bar-reader.js";
import { Kept } from "../details/keyed-list.js";
import { belowSince, levelBars } from "../details/level-bars.js";
import { make } from "../details/make.js";
import { people, personLine } from "../details/people.js";
import { inWords, queueName } from "../details/wording.js";
import { findAll } from "../core/dom.js";
import { count, duration, NOTHING, percent, percentOf } from "../format/format.js";
import { NORMAL, queueLevels } from "../format/levels.js";
import { atInstant } from "../supervisor/fetched-rows.js";
import "./time-since.js";

const PACE_MS = 2000;

export class QueueDetail extends HTMLElement {
  /** @type {string | undefined} */
  #id;
  /** @type {(text: string) => void} */
  #entitle = () => {};
  /** @type {Schema.QueueTrend | undefined} */
  #trend;
  /** @type {Record<string, HTMLElement>} */
  #parts = {};
  /** @type {Kept} */
  #people;
  #asked = new Asked(PACE_MS, (trend) => trend && this.#told(trend));

  constructor() {
    super();
    store.subscribe("queues", (_, ids) => this.#id !== undefined && (!ids || ids.includes(this.#id)) && this.#changed());
    store.subscribe("agents", () => this.#id !== undefined && this.#showPeople());
    clock.subscribe(() => this.#id !== undefined && this.#showState());
  }

  /** @type {(id: string, entitle: (text: string) => void) => void} */
  show(id, entitle) {
    if (id === this.#id) return;
    this.#id = id;
    this.#entitle = entitle;
    this.#trend = undefined;
    for (const name of ["state-line", "level", "figures", "serves"]) this.#parts[name] = make("div", { class: name });
    const list = make("ul", { class: "people" });
    this.#people = new Kept(list);
    this.#parts.serves.append(make("h3", {}), list);
    this.replaceChildren(...Object.values(this.#parts));
    this.#asked.about(() => atInstant(`/queues/${encodeURIComponent(id)}/trend`));
    this.#changed();
    this.#showPeople();
  }

  leave() {
    this.#id = undefined;
    this.#asked.about(undefined);
  }

  get #row() {
    return store.document.queues[this.#id ?? ""];
  }

  #changed() {
    this.#entitle(queueName(this.#id ?? ""));
    this.#showState();
    this.#showFigures();
    this.#asked.soon();
  }

  // What waits, and which of it is over a limit.
  #showState() {
    const row = this.#row;
    if (!row) return void this.#parts["state-line"].replaceChildren(make("p", { class: "empty" }, inWords("not_here")));
    const { level, seconds } = queueLevels(row, clock.now);
    const text = [
      ...(level === NORMAL ? [] : [catalogue.say(level)]),
      catalogue.say("desk.calls_waiting", { n: count(row.waiting, catalogue) }),
      ...(seconds === undefined ? [] : [catalogue.say("desk.longest_wait", { time: duration(seconds) })]),
    ].join(" · ");
    const line = this.#parts["state-line"];
    if (line.textContent !== text) line.replaceChildren(make("p", { class: "badge", "data-level": level }, text));
  }

  /** @type {(trend: Schema.QueueTrend) => void} */
  #told(trend) {
    this.#trend = trend;
    this.#showLevel();
    this.#showFigures();
  }

  #showLevel() {
    const { target } = store.document.service_level;
    const quarters = Object.entries(this.#trend?.trend ?? {}).map(([quarter, row]) => ({ quarter, share: row.service_level, said: said(quarter, row) }));
    const heading = make("h3", {}, catalogue.say("desk.level_by_quarter"));
    if (!quarters.length) return void this.#parts.level.replaceChildren(heading, make("p", { class: "empty" }, catalogue.say("curve_empty")));
    const plot = levelBars(quarters, target, catalogue.say("desk.level_by_quarter"));
    const readout = make("p", { class: "readout", "aria-live": "polite" });
    readBars({ plot, readout, bars: () => findAll(plot, ".quarter") });
    const since = belowSince(quarters, target);
    const words = percent(target, catalogue);
    const below = since === undefined
      ? make("p", { class: "goal-met" }, catalogue.say("desk.at_target", { target: words }))
      : make("p", { class: "goal-missed" }, catalogue.say("desk.below_since", { target: words, time: since }));
    this.#parts.level.replaceChildren(heading, plot, readout, below);
  }

  #showFigures() {
    const row = this.#row;
    if (!row) return void this.#parts.figures.replaceChildren();
    const [hour, before] = this.#trend?.hours ?? [];
    const { today } = row;
    const columns = [hour, before, today];
    const head = ["last_hour", "hour_before", "whole_day"].map((name) => make("th", { scope: "col", class: "length" }, catalogue.say(`desk.${name}`)));
    /** @type {(key: string, text: (of: any) => string) => HTMLElement} */
    const line = (key, text) =>
      make("tr", {}, make("th", { scope: "row" }, catalogue.say(`desk.${key}`)), ...columns.map((of) => make("td", { class: "length" }, of ? text(of) : NOTHING)));
    const rows = [
      line("row_level", (of) => percent(of.service_level, catalogue)),
      line("row_offered", (of) => count(of.entered, catalogue)),
      line("row_answered", (of) => count(of.answered, catalogue)),
      line("row_abandoned", (of) => `${count(of.abandoned, catalogue)} · ${percentOf(of.abandoned, of.entered, catalogue)}`),
      line("row_wait", (of) => duration(of.hold_time.average)),
      line("row_max_wait", (of) => duration(of.hold_time.maximum)),
    ];
    const table = make("table", {}, make("thead", {}, make("tr", {}, make("td", {}), ...head)), make("tbody", {}, ...rows));
    this.#parts.figures.replaceChildren(make("h3", {}, catalogue.say("desk.compared")), table);
  }

  #showPeople() {
    const { agents, calls } = store.document;
    const id = this.#id ?? "";
    const serving = Object.entries(agents).filter(
      ([, { queues, calls: own, status }]) => status !== "logged_out" && (queues.includes(id) || own.some((call) => calls[call]?.queue === id)),
    );
    const available = serving.filter(([, { status }]) => status === "available").length;
    const heading = /** @type {HTMLElement} */ (this.#parts.serves.firstElementChild);
    heading.textContent = catalogue.say("desk.served_by", { n: available, all: serving.length });
    this.#people.show(people(serving), personLine);
  }
}

/** @type {(quarter: string, row: Schema.Quarter) => string} */
function said(quarter, { service_level: share, answered, abandoned }) {
  return catalogue.say("desk.quarter_said", { quarter, share: percent(share, catalogue), answered, abandoned });
}

customElements.define("queue-detail", QueueDetail);
