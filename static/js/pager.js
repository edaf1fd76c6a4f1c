// Shows the pages of a panel by turns; the first one while the data is stale. What stands on which: paging.js.

import { catalogue, clock, page } from "./core/page.js";
import { arrange, write } from "./core/dom.js";

// How long a page stays (ms), and within which time every alarm has been seen (ms).
const STAY_MS = 10_000;
const ALARMS_MS = 30_000;

/** @typedef {import("./paging.js").Pages} Pages */

export class Pager {
  /** @type {Element} */
  #box;
  /** @type {Element} */
  #label;
  /** @type {(id: string) => HTMLElement} */
  #element;
  /** @type {Pages} */
  #pages = { pages: [[]], alarms: false };
  #number = 0;
  #turnedAt = clock.now;

  // `element(id)` is the child of `box` that shows a row; `label` says which page it is.
  /** @param {Element} box @param {Element} label @param {(id: string) => HTMLElement} element */
  constructor(box, label, element) {
    this.#box = box;
    this.#label = label;
    this.#element = element;
    clock.subscribe((now) => this.#turn(now));
    document.addEventListener("linechange", () => this.#show());
  }

  /** @type {(pages: Pages) => void} */
  show(pages) {
    this.#pages = pages;
    this.#show();
  }

  /** @type {(now: number) => void} */
  #turn(now) {
    const { pages, alarms } = this.#pages;
    const stay = alarms ? Math.min(STAY_MS, ALARMS_MS / pages.length) : STAY_MS;
    if (now < this.#turnedAt) this.#turnedAt = now; // the clock was set back
    if (now - this.#turnedAt < stay - 500) return;
    this.#turnedAt = now;
    this.#number = (this.#number + 1) % pages.length;
    if (pages.length > 1) this.#show();
  }

  #show() {
    const { pages, alarms } = this.#pages;
    const number = page.line === "stale" ? 0 : this.#number % pages.length;
    const shown = new Set(pages[number].map(({ id }) => id));
    const all = new Set(pages.reduce((/** @type {string[]} */ ids, rows) => [...ids, ...rows.map(({ id }) => id)], []));
    const elements = [...all].map((id) => {
      const element = this.#element(id);
      element.hidden = !shown.has(id);
      return element;
    });
    arrange(this.#box, elements);
    write(this.#label, pages.length > 1 ? label(pages, number, alarms) : "");
  }
}

/** @type {(pages: Pages["pages"], number: number, alarms: boolean) => string} */
function label(pages, number, alarms) {
  if (!alarms) return catalogue.say("tv.page", { page: number + 1, pages: pages.length });
  const before = pages.slice(0, number).reduce((sum, rows) => sum + rows.length, 0);
  const all = pages.reduce((sum, rows) => sum + rows.length, 0);
  return catalogue.say("tv.alarms", { from: before + 1, to: before + pages[number].length, all });
}
