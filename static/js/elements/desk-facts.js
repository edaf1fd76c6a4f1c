// <desk-facts>: figures of the document by their paths (`data-path`), written as their kind says. Those of the day
// (`data-day`) are one queue's where the curve is.

import { catalogue, clock, store } from "../core/page.js";
import { thenAtThisTime } from "../compared.js";
import { find, findAll, write } from "../core/dom.js";
import { address } from "../supervisor/address.js";
import { wall } from "../format/format.js";
import { windowBegin } from "../window.js";
import { written } from "../supervisor/columns.js";
import { dayStart, documentOfDay, queueOfDay } from "../supervisor/day-choice.js";
import { ask } from "../supervisor/render-queue.js";
import { nameOf } from "../supervisor/lists/names.js";

export class DeskFacts extends HTMLElement {
  /** @type {Array<{ cell: HTMLElement, column: Column }>} */
  #facts;

  // What the same figures were on the day that today is compared with.
  #then = findAll(this, "[data-then]");

  connectedCallback() {
    this.#facts = findAll(this, "[data-path]").map((cell) => {
      const { path = "", kind = "" } = cell.dataset;
      return { cell, column: { name: "", kind, path: path.split("."), total: "", priority: 1, width: 0 } };
    });
    for (const section of new Set(this.#facts.map(({ column }) => /** @type {keyof Doc} */ (column.path[0])))) store.subscribe(section, () => ask(this));
    if (this.#facts.some(({ column }) => column.kind === "since") || "window" in this.dataset) clock.subscribe(() => ask(this));
    if ("day" in this.dataset) {
      for (const section of /** @type {const} */ (["trend", "reference"])) store.subscribe(section, () => ask(this));
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
    const at = wall(clock.now, clock.offset);
    for (const cell of this.#then) {
      const name = /** @type {import("../compared.js").Counted} */ (cell.dataset.then);
      write(cell, shown === document ? thenAtThisTime(name, document, at, dayStart, catalogue) : "");
    }
    const { window: minutes } = this.dataset;
    if (minutes) write(find(this, ".begin"), catalogue.say("since_time", { time: windowBegin(Number(minutes)) }));
    if (ofDay) write(find(this, ".whose"), queue && nameOf("queues", queue, document));
  }
}

customElements.define("desk-facts", DeskFacts);
