// Rows that the stream does not carry: requested while their list is shown, and again when the
// document says that there may be others.

import { store } from "../core/page.js";
import { Asked, isPast } from "../details/poller.js";

const PACE_MS = 2000;

export class FetchedRows {
  /** @type {Record<string, Row>} */
  rows = {};
  /** @type {Set<() => void>} */
  #listeners = new Set();
  /** @type {() => string} */
  #path;
  /** @type {(row: Row) => string} */
  #idOf;
  #asked = new Asked(PACE_MS, (answer) => answer && this.#take(answer));
  /** @type {string | undefined} */
  #wanted;

  // `path()` is the address; `idOf(row)` identifies a row.
  /** @param {() => string} path @param {(row: Row) => string} idOf */
  constructor(path, idOf) {
    this.#path = path;
    this.#idOf = idOf;
  }

  /** @type {(listener: () => void) => void} */
  subscribe(listener) {
    this.#listeners.add(listener);
  }

  // Whether the list is shown: then the rows are requested, immediately if the query has changed.
  /** @type {(yes: boolean) => void} */
  want(yes) {
    const path = yes ? this.#path() : undefined;
    if (path === this.#wanted) return;
    this.#wanted = path;
    this.#asked.about(path);
  }

  renew() {
    if (this.#wanted) this.#asked.soon();
  }

  // The answer's list is its only array. A row that is the same keeps its object: nothing of it is drawn again.
  /** @type {(answer: Record<string, any>) => void} */
  #take(answer) {
    const [list = []] = Object.values(answer).filter(Array.isArray);
    const before = this.rows;
    this.rows = Object.fromEntries(list.map((/** @type {Row} */ row) => [this.#idOf(row), row]));
    for (const [id, row] of Object.entries(this.rows)) if (JSON.stringify(row) === JSON.stringify(before[id])) this.rows[id] = before[id];
    for (const listener of this.#listeners) listener();
  }
}

// A question about the instant that the page shows: now, or the past.
/** @type {(path: string) => string} */
export function atInstant(path) {
  return isPast ? `${path}?at=${encodeURIComponent(store.document.as_of)}` : path;
}

// The board and role of this page's own stream, and the instant that it shows, for a question about the same calls.
/** @type {(more: Record<string, string>) => string} */
export function withScope(more) {
  const query = new URLSearchParams((document.documentElement.dataset.stream ?? "").split("?")[1]);
  if (isPast) query.set("at", store.document.as_of);
  for (const [name, value] of Object.entries(more)) if (value) query.set(name, value);
  return String(query);
}
