// The rows of one list in the order in which they are shown: which of them, sorted how, and where a row stays that
// somebody points at. It knows no DOM. Sorting is stable: where the chosen column says nothing, the list's usual order
// decides (the alarmed first).

import { sortValue } from "./columns.js";

/** @typedef {{ column?: Column, backwards: boolean, matches: Matches, held: Map<string, HeldPlace>, document: Doc }} Wish */

export class Order {
  /** @type {ListKind} */
  #kind;
  /** @type {Map<string, Entry>} */
  #entries = new Map();

  /** @param {ListKind} kind */
  constructor(kind) {
    this.#kind = kind;
  }

  get size() {
    return this.#entries.size;
  }

  // Takes in what changed: the ids, or all of them if undefined. Gives the ids whose rows are others now.
  /** @type {(document: Doc, now: number, ids?: string[]) => string[]} */
  update(document, now, ids) {
    /** @type {Record<string, Row>} */
    const rows = document[this.#kind.section];
    const asked = ids ?? new Set([...Object.keys(rows), ...this.#entries.keys()]);
    const changed = [];
    for (const id of asked) {
      const known = this.#entries.get(id);
      if (known?.row === rows[id]) continue;
      changed.push(id);
      if (rows[id]) this.#entries.set(id, this.#entry(id, rows[id], document, now));
      else this.#entries.delete(id);
    }
    return changed;
  }

  // By nothing but time limits are reached. Gives the ids whose level is another now.
  /** @type {(document: Doc, now: number) => string[]} */
  watch(document, now) {
    const changed = [];
    for (const [id, entry] of this.#entries) {
      const levels = this.#kind.levels(entry.row, document, now);
      if (levels.every((level, place) => level === entry.levels[place])) continue;
      this.#entries.set(id, this.#entry(id, entry.row, document, now));
      changed.push(id);
    }
    return changed;
  }

  // `held`: entries by the place that they must keep, though they may be gone.
  /** @type {(wish: Wish) => { entries: Entry[], found: Entry[] }} */
  arranged({ column, backwards, matches, held, document }) {
    const found = [...this.#entries.values()].filter(({ id, row }) => matches(id, row, document));
    if (column) for (const entry of found) entry.value = sortValue(column, this.#shown(entry), () => this.#texts(entry, document));
    const direction = backwards ? -1 : 1;
    found.sort((a, b) => (column ? compare(a.value, b.value, direction) : 0) || compareRanks(a.rank, b.rank));
    return { entries: held.size ? hold(found, held, this.#entries) : found, found };
  }

  /** @type {(id: string) => Entry | undefined} */
  get(id) {
    return this.#entries.get(id);
  }

  /** @type {(id: string, row: Row, document: Doc, now: number) => Entry} */
  #entry(id, row, document, now) {
    const levels = this.#kind.levels(row, document, now);
    return { id, row, levels, rank: this.#kind.rank(id, row, levels) };
  }

  /** @type {(entry: Entry) => Row} */
  #shown({ row }) {
    return this.#kind.shown?.(row) ?? row;
  }

  /** @type {(entry: Entry, document: Doc) => Record<string, string>} */
  #texts({ id, row }, document) {
    return { ...this.#kind.texts(id, row, document), ...this.#kind.main(id, row, document) };
  }
}

// The held rows go back to their places; who is gone or no longer matches stays there as what it was.
/** @type {(found: Entry[], held: Map<string, HeldPlace>, entries: Map<string, Entry>) => Entry[]} */
function hold(found, held, entries) {
  const places = [...held].sort(([, a], [, b]) => a.place - b.place);
  const ids = new Set(held.keys());
  const rest = found.filter(({ id }) => !ids.has(id));
  for (const [id, { place, entry }] of places) {
    rest.splice(Math.min(place, rest.length), 0, entries.get(id) ?? { ...entry, gone: true });
  }
  return rest;
}

/** @type {(a: Entry["value"], b: Entry["value"], direction: number) => number} */
function compare(a, b, direction) {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return (a < b ? -1 : 1) * direction;
}

/** @type {(a: Entry["rank"], b: Entry["rank"]) => number} */
function compareRanks(a, b) {
  for (let place = 0; place < a.length; place++) {
    if (a[place] !== b[place]) return a[place] < b[place] ? -1 : 1;
  }
  return 0;
}
