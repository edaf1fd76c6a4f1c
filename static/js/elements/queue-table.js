// <queue-table>: the queues as ruled rows, alarms first; pages within itself when they do not all fit.

import { catalogue, clock, page, store } from "../board.js";
import { arrange, find, fromTemplate, mark, write } from "../dom.js";
import { Pager } from "../pager.js";
import { orderedQueues, tableShape } from "../queues.js";
import "./queue-row.js";

/** @typedef {import("./queue-row.js").QueueRow} QueueRow */

const LAYOUTS = ["overview", "queues", "desk"];

// Numbers of rows from which the style differs: `data-rows` has those that there are.
const ROWS = [3, 5, 6, 8, 10];

export class QueueTable extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, QueueRow>} */
  #rows = new Map();
  #order = "";
  /** @type {Pager} */
  #pager;

  connectedCallback() {
    this.#box = find(this, ".rows");
    this.#pager = new Pager(this.#box, (number, pages) => this.#turned(number, pages));
    store.subscribe("queues", () => this.#show());
    clock.subscribe(() => this.#show());
    document.addEventListener("layoutchange", () => this.#show());
    this.#show();
  }

  #show() {
    if (!LAYOUTS.includes(page.layout ?? "")) return;
    const queues = orderedQueues(store.document, clock.now);
    for (const queue of queues) this.#row(queue.id).show(queue);
    const order = queues.map(({ id, levels, name }) => `${id} ${levels.level} ${name}`).join("\n") + page.layout;
    if (order === this.#order) return;
    this.#order = order;
    this.#arrange(queues);
  }

  /** @type {(queues: OrderedQueue[]) => void} */
  #arrange(queues) {
    const { columns, density, long } = tableShape(queues);
    mark(this, "columns", columns);
    mark(this, "density", density);
    mark(this, "long", long && "");
    mark(this, "rows", ROWS.filter((number) => queues.length >= number).join(" "));
    const known = new Set(queues.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!known.has(id)) this.#rows.delete(id);
    arrange(this.#box, queues.map(({ id }) => this.#row(id)));
    find(this, ".empty").hidden = queues.length > 0;
    this.#pager.fit();
  }

  /** @type {(id: string) => QueueRow} */
  #row(id) {
    const row = this.#rows.get(id) ?? fromTemplate("queue-row");
    this.#rows.set(id, row);
    return row;
  }

  /** @type {(number: number, pages: number) => void} */
  #turned(number, pages) {
    mark(this, "paged", pages > 1 && "");
    write(find(this, ".page"), pages > 1 ? catalogue.say("page_of", { page: number + 1, pages }) : "");
  }
}

customElements.define("queue-table", QueueTable);
