// <queue-table>: the queues as ruled rows of one line, alarms first. It drops columns before it cuts names, and pages
// within itself when the rows do not all fit.

import { clock, page, store } from "../core/page.js";
import { arrange, find, findAll, fromTemplate, mark } from "../core/dom.js";
import { NORMAL } from "../format/levels.js";
import { ems } from "../format/measure.js";
import { Pager } from "../pager.js";
import { paginate } from "../paging.js";
import { orderedQueues } from "../queues.js";
import { rem, room } from "../panel-space.js";
import "./queue-row.js";

/** @typedef {import("./queue-row.js").QueueRow} QueueRow */

const LAYOUTS = ["overview", "queues"];
// The type's size (rem): the largest, the share of its row, the step down, and the least, which can still be read.
const SIZE = { most: 5, share: 0.86, step: 0.25, least: 3.21 };
// What stands before a name (em).
const ICON = 1.1;
// What is left out for long names, in this order.
const COLUMNS = ["all", "fewer", "fewest"];

export class QueueTable extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, QueueRow>} */
  #rows = new Map();
  /** @type {OrderedQueue[]} */
  #queues = [];
  /** @type {Set<string>} */
  #tall = new Set();
  #fitted = "";
  #order = "";
  /** @type {Pager} */
  #pager;

  connectedCallback() {
    this.#box = find(this, ".rows");
    this.#pager = new Pager(this.#box, find(this, ".page"), (id) => this.#row(id));
    store.subscribe("queues", () => this.#show());
    store.subscribe("service_level", () => this.#show());
    clock.subscribe(() => this.#show());
    document.addEventListener("layoutchange", () => this.#show("again"));
    room.addEventListener("change", () => this.#page());
    this.#show();
  }

  #show(again = "") {
    if (!LAYOUTS.includes(page.layout ?? "")) return;
    this.#queues = orderedQueues(store.document, clock.now);
    if (again) this.#fitted = "";
    for (const queue of this.#queues) this.#row(queue.id).show(queue, store.document.service_level);
    const order = this.#queues.map(({ id, levels, name }) => `${id} ${levels.level} ${name}`).join("\n");
    if (order === this.#order && !again) return;
    this.#order = order;
    const known = new Set(this.#queues.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!known.has(id)) this.#rows.delete(id);
    find(this, ".empty").hidden = this.#queues.length > 0;
    this.#page();
  }

  #page() {
    if (!LAYOUTS.includes(page.layout ?? "") || !room.plan) return;
    this.#fit();
    const { rows, row, columns } = room.plan.queues;
    this.style.setProperty("--across", String(columns));
    this.style.setProperty("--down", String(rows));
    mark(this, "double", columns > 1 && "");
    const all = this.#queues.map(({ id, levels }) => ({ id, level: levels.level, tall: this.#tall.has(id) }));
    const paged = paginate(all, rows, columns);
    this.#pager.show(paged);
    mark(this, "alarms", paged.alarms && paged.pages.length > 1 && "");
    if (paged.pages.length === 1) return void this.style.removeProperty("--queue-row");
    const most = Math.ceil(Math.max(...paged.pages.map(linesOf)) / columns);
    this.style.setProperty("--queue-row", `${Math.min(SIZE.most / SIZE.share, (rows * row) / most)}rem`);
  }

  // The largest type and the most columns with which every name fits, measured once for these names and this room; the
  // few that are still too long have two lines.
  #fit() {
    const { row, columns } = room.plan.queues;
    const key = [page.layout, row, columns, room.width, rem(), ...this.#queues.map(({ name }) => name)].join("\n");
    if (key !== this.#fitted) {
      this.#fitted = key;
      this.#measure(row, columns);
    }
    const lines = this.#queues.reduce((sum, { id }) => sum + (this.#tall.has(id) ? 2 : 1), 0);
    const pinned = this.#queues.reduce((sum, { id, levels }) => sum + (levels.level === NORMAL ? 0 : this.#tall.has(id) ? 2 : 1), 0);
    room.need({ queues: { lines, pinned } });
  }

  /** @type {(row: number, columns: number) => void} */
  #measure(row, columns) {
    this.style.setProperty("--across", String(columns));
    this.style.setProperty("--down", String(Math.ceil(this.#queues.length / columns)));
    mark(this, "double", columns > 1 && "");
    arrange(this.#box, this.#queues.map(({ id }) => this.#row(id)));
    for (const element of this.#rows.values()) mark(element, "tall", undefined);
    for (const { id } of this.#queues) this.#row(id).hidden = false;
    const sizes = [];
    for (let size = Math.min(SIZE.most, row * SIZE.share); size > SIZE.least; size -= SIZE.step) sizes.push(size);
    sizes.push(SIZE.least);
    const ways = [
      ...sizes.map((size) => ({ size, heads: "long", columns: "all" })),
      ...sizes.map((size) => ({ size, heads: "short", columns: "all" })),
      ...COLUMNS.slice(1).map((few) => ({ size: SIZE.least, heads: "short", columns: few })),
    ];
    if (!ways.some((way) => this.#fits(way))) this.#tall = new Set(this.#tooLong(SIZE.least));
    else this.#tall = new Set();
    for (const id of this.#tall) mark(this.#row(id), "tall", "");
  }

  /** @type {(way: { size: number, heads: string, columns: string }) => boolean} */
  #fits({ size, heads, columns }) {
    this.style.setProperty("--queue-size", `${size}rem`);
    mark(this, "heads", heads);
    mark(this, "columns", columns);
    return this.#tooLong(size).length === 0 && areApart(findAll(find(this, ".head"), ".cell"));
  }

  // As broad as in an alarm, so that none changes the columns.
  /** @type {(size: number) => string[]} */
  #tooLong(size) {
    const pixels = size * rem();
    return this.#queues.filter(({ id, name }) => (ems(name, 500) + ICON) * pixels > find(this.#row(id), ".name").clientWidth).map(({ id }) => id);
  }

  /** @type {(id: string) => QueueRow} */
  #row(id) {
    const row = this.#rows.get(id) ?? fromTemplate("queue-row");
    this.#rows.set(id, row);
    return row;
  }
}

// Whether heads, which may be broader than their columns, touch none of their neighbors.
/** @type {(heads: HTMLElement[]) => boolean} */
function areApart(heads) {
  const boxes = heads.map((head) => head.getBoundingClientRect()).filter(({ width }) => width > 0);
  return boxes.every(({ left }, place) => place === 0 || left > boxes[place - 1].right + rem() / 2);
}

/** @type {(page: import("../paging.js").PagedRow[]) => number} */
function linesOf(page) {
  return page.reduce((sum, { tall }) => sum + (tall ? 2 : 1), 0);
}

customElements.define("queue-table", QueueTable);
