// <desk-facts>: figures of the document by their paths (`data-path`), written as their kind says. Those of the day
// (`data-day`) are one queue's where the curve is.

import { clock, store } from "../core/page.js";
import { find, findAll, write } from "../core/dom.js";
import { address } from "../supervisor/address.js";
import { written } from "../supervisor/columns.js";
import { documentOfDay, queueOfDay } from "../supervisor/day-choice.js";
import { ask } from "../supervisor/render-queue.js";
import { nameOf } from "../supervisor/lists/names.js";

export class DeskFacts extends HTMLElement {
  /** @type {Array<{ cell: HTMLElement, column: Column }>} */
  #facts;

  connectedCallback() {
    this.#facts = findAll(this, "[data-path]").map((cell) => {
      const { path = "", kind = "" } = cell.dataset;
      return { cell, column: { name: "", kind, path: path.split("."), total: "", priority: 1, width: 0 } };
    });
    for (const section of new Set(this.#facts.map(({ column }) => /** @type {keyof Doc} */ (column.path[0])))) store.subscribe(section, () => ask(this));
    if (this.#facts.some(({ column }) => column.kind === "since")) clock.subscribe(() => ask(this));
    if ("day" in this.dataset) {
      store.subscribe("queues", (_, ids) => (!ids || ids.includes(queueOfDay())) && ask(this));
      address.addEventListener("change", () => ask(this));
    }
    ask(this);
  }

  measure() {}

  draw() {
    const { document } = store;
    const ofDay = "day" in this.dataset;
    const queue = ofDay ? queueOfDay() : "";
    const shown = ofDay ? documentOfDay() : document;
    for (const { cell, column } of this.#facts) write(cell, written(column, shown, clock.now));
    if (ofDay) write(find(this, ".whose"), queue && nameOf("queues", queue, document));
  }
}

customElements.define("desk-facts", DeskFacts);
