// What is in alarm right now, for the parts of the page that act on it: the tone, the rotation, the dimming.

import { clock, store } from "./core/page.js";
import { ALARM, staffing } from "./format/levels.js";
import { orderedQueues } from "./queues.js";
import { ToneLimit } from "./format/steady-levels.js";
import { scope } from "./scope.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["queues", "totals"];

// "begin" is dispatched when an alarm begins, for one queue at most once a minute; "change" whenever others are in alarm.
class Alarms extends EventTarget {
  #tones = new ToneLimit();
  /** @type {Set<string>} */
  #now = new Set();

  get any() {
    return this.#now.size > 0;
  }

  watch() {
    clock.subscribe(() => this.#look());
    for (const section of SECTIONS) store.subscribe(section, () => this.#look());
    // What a filter brings into view has not begun just now.
    scope.addEventListener("change", () => (this.#now = new Set(this.#found(scope.document, clock.now))));
    this.#look();
  }

  #look() {
    const found = new Set(this.#found(scope.document, clock.now));
    const begun = [...found].filter((name) => !this.#now.has(name));
    const changed = begun.length > 0 || found.size !== this.#now.size;
    this.#now = found;
    if (this.#tones.allows(begun, clock.now)) this.dispatchEvent(new Event("begin"));
    if (changed) this.dispatchEvent(new Event("change"));
  }

  /** @type {(document: Doc, now: number) => Generator<string>} */
  *#found(document, now) {
    if (staffing(document.totals) === ALARM) yield "staffing";
    for (const { id, levels } of orderedQueues(document, now)) if (levels.level === ALARM) yield `queue ${id}`;
  }
}

export const alarms = new Alarms();
