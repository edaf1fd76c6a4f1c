// <call-tabs>: which calls are listed: in a queue, talking, in the IVR, abandoned, ended; with how many there are of each.
// Abandoned and ended ones are requested from the server while they are looked at.

import { catalogue, store } from "../core/page.js";
import { find, findAll, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { scope } from "../scope.js";
import { address } from "../supervisor/address.js";
import { matcher, openTab, TABS } from "../supervisor/filter.js";
import { ask } from "../supervisor/render-queue.js";
import { lists } from "../supervisor/lists/index.js";
import { abandonedRows, isOpen } from "../supervisor/lists/abandoned.js";
import { endedRows } from "../supervisor/lists/ended.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["calls", "totals", "callbacks"];

export class CallTabs extends HTMLElement {
  #abandoned = "";

  connectedCallback() {
    for (const tab of findAll(this, "[data-tab]")) {
      const { tab: name = "" } = tab.dataset;
      tab.addEventListener("click", () => address.set({ calls: name === TABS[0] ? "" : name }));
    }
    for (const section of SECTIONS) store.subscribe(section, () => ask(this));
    abandonedRows.subscribe(() => ask(this));
    endedRows.subscribe(() => ask(this));
    address.addEventListener("change", () => this.#choose());
    this.#choose();
  }

  measure() {}

  draw() {
    const { callbacks, totals } = store.document;
    const open = this.#openCallbacks(callbacks?.open ?? 0);
    const numbers = this.#live();
    numbers.abandoned = scope.document.totals.today.abandoned;
    for (const tab of findAll(this, "[data-tab]")) {
      const { tab: name = "" } = tab.dataset;
      write(find(tab, "b"), name in numbers ? count(numbers[name], catalogue) : "");
    }
    write(find(this, ".open"), open ? catalogue.say("desk.without_contact", { n: count(open, catalogue) }) : "");
    const told = `${callbacks?.open} ${totals.today.abandoned}`;
    if (told !== this.#abandoned) abandonedRows.renew();
    this.#abandoned = told;
  }

  #choose() {
    const chosen = openTab();
    for (const tab of findAll(this, "[data-tab]")) tab.ariaCurrent = tab.dataset.tab === chosen ? "true" : null;
    /** @type {HTMLElement} */ (this.parentElement).dataset.tab = chosen;
    abandonedRows.want(chosen === "abandoned");
    endedRows.want(chosen === "ended");
    ask(this);
  }

  // By tab, of those whom the filters leave.
  #live() {
    const { document } = store;
    const matches = matcher("calls");
    /** @type {Record<string, number>} */
    const numbers = { waiting: 0, talking: 0, ivr: 0 };
    for (const [id, row] of Object.entries(document.calls)) {
      if (matches(id, row, document)) numbers[lists.calls.tab?.(row) ?? TABS[0]]++;
    }
    return numbers;
  }

  // The document's, or of the queues filtered for as far as the rows are known.
  /** @type {(all: number) => number} */
  #openCallbacks(all) {
    const queues = new Set(address.all("queue"));
    if (!queues.size) return all;
    const open = Object.values(abandonedRows.rows).filter((row) => queues.has(row.queue) && isOpen(row));
    return new Set(open.map((row) => row.source_number)).size;
  }
}

customElements.define("call-tabs", CallTabs);
