// The rows of one list in the order in which they are shown: which of them, sorted how, under which headings, and where
// they stay while the list is held. It knows no DOM. Sorting is stable: where the chosen column says nothing, the list's usual order
// decides (the alarmed first).

import { sortValue } from "./columns.js";

/** @typedef {{ column?: Column, backwards: boolean, matches: Matches, held?: Entry[], document: Doc }} Wish */

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
    const rows = this.#kind.source?.rows ?? /** @type {any} */ (document)[this.#kind.section];
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

  /** @type {(test: (row: Row) => boolean) => number} */
  count(test) {
    let number = 0;
    for (const { row } of this.#entries.values()) if (test(row)) number++;
    return number;
  }

  // `held`: what is shown and must keep its place, though it may have gone. `changes`: how many rows would stand elsewhere.
  /** @type {(wish: Wish) => { entries: Entry[], found: Entry[], changes: number }} */
  arranged({ column, backwards, matches, held, document }) {
    const found = [...this.#entries.values()].filter(({ id, row }) => matches(id, row, document));
    if (column) {
      const running = this.#kind.running?.[column.name];
      for (const entry of found) entry.value = sortValue(column, this.#shown(entry), () => this.#texts(entry, document), running?.(entry.row));
    }
    const direction = backwards ? -1 : 1;
    found.sort((a, b) => (column ? compare(a.value, b.value, direction) : 0) || compareRanks(a.rank, b.rank));
    if (!held) return { entries: column ? found : this.#grouped(found), found, changes: 0 };
    return { found, ...hold(found, held, this.#entries) };
  }

  // With a heading before the first of each group.
  /** @type {(found: Entry[]) => Entry[]} */
  #grouped(found) {
    const { group } = this.#kind;
    if (!group) return found;
    const names = found.map(({ row, levels }) => group(row, levels));
    return found.flatMap((entry, place) => (names[place] === names[place - 1] ? [entry] : [heading(names[place], names), entry]));
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

/** @type {(name: string, names: string[]) => Entry} */
function heading(name, names) {
  return { id: `heading ${name}`, row: { number: names.filter((each) => each === name).length }, levels: [], rank: [], heading: name };
}

// What is held keeps its place, as what it is now or was at last; what is new comes last.
/** @type {(found: Entry[], held: Entry[], entries: Map<string, Entry>) => { entries: Entry[], changes: number }} */
function hold(found, held, entries) {
  const known = new Set(held.map(({ id }) => id));
  const fresh = found.filter(({ id }) => !known.has(id));
  let changes = fresh.length;
  const kept = held.map((entry) => {
    if (entry.heading) return entry;
    const now = entries.get(entry.id);
    if (now?.rank[0] !== entry.rank[0]) changes++;
    return now ?? { ...entry, gone: true };
  });
  return { entries: [...kept, ...fresh], changes };
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
