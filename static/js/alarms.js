// What is in alarm right now, for the parts of the page that act on it: the tone, the rotation, the dimming.

import { clock, store } from "./board.js";
import { ALARM, staffing } from "./levels.js";
import { orderedQueues } from "./queues.js";
import { scope } from "./scope.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["queues", "totals"];

class Alarms extends EventTarget {
  /** @type {Set<string>} */
  #now = new Set();

  get any() {
    return this.#now.size > 0;
  }

  watch() {
    clock.subscribe(() => this.#look());
    for (const section of SECTIONS) store.subscribe(section, () => this.#look());
    // What comes into sight because somebody filters for it has not begun just now.
    scope.addEventListener("change", () => (this.#now = new Set(this.#found(scope.document, clock.now))));
    this.#look();
  }

  #look() {
    const found = new Set(this.#found(scope.document, clock.now));
    const begun = [...found].some((name) => !this.#now.has(name));
    const changed = begun || found.size !== this.#now.size;
    this.#now = found;
    if (begun) this.dispatchEvent(new Event("begin"));
    if (changed) this.dispatchEvent(new Event("change"));
  }

  /** @type {(document: Doc, now: number) => Generator<string>} */
  *#found(document, now) {
    if (staffing(document.totals) === ALARM) yield "staffing";
    for (const { id, levels } of orderedQueues(document, now)) if (levels.level === ALARM) yield `queue ${id}`;
  }
}

export const alarms = new Alarms();
