// The rows of a list that stand in the page: those in sight and some around them, out of however many there are.
// Rows are reused, and only what changed is written. A row that is pointed at or focused is never moved in the page.

import { cloneTemplate, draw, find, findAll, mark, write } from "../core/dom.js";

// Rows rendered above and below what is in sight, so that scrolling shows no gap.
const MARGIN = 3;
const USUAL_HEIGHT = 26;

/** @typedef {{
 *   element: HTMLElement, cells: Record<string, HTMLElement>, links: Record<string, HTMLAnchorElement>, texts: Record<string, string>, icon: HTMLElement, link: HTMLElement,
 *   name: HTMLElement, word: HTMLElement, copy: HTMLElement | null, isHeading: boolean, entry?: Entry, index?: string,
 * }} Parts */
/** @typedef {ReturnType<ListKind["says"]> & { main: string, texts: Record<string, string>, opened: boolean, href?: string }} Facts */

/** @typedef {{ heading: string, number: string }} Heading */

export class Rows {
  /** @type {HTMLElement} */
  #box;
  /** @type {HTMLTemplateElement} */
  #template;
  /** @type {Map<string, Parts>} */
  #known = new Map();
  #height = USUAL_HEIGHT;
  #view = { first: 0, last: 0 };
  #seen = false;

  /** @param {HTMLElement} box @param {HTMLTemplateElement} template */
  constructor(box, template) {
    this.#box = box;
    this.#template = template;
  }

  get perPage() {
    return Math.max(1, this.#view.last - this.#view.first - 2 * MARGIN - 1);
  }

  get height() {
    return this.#height;
  }

  // Which places are in sight. `scroller` is what scrolls: the list's own box, or the window. Gives whether that is sure:
  // without a row the height of one is unknown.
  /** @type {(scroller: Element) => boolean} */
  measure(scroller) {
    const box = this.#box.getBoundingClientRect();
    this.#seen = box.width > 0;
    if (!this.#seen) {
      this.#view = { first: 0, last: 0 };
      return false;
    }
    this.#height = /** @type {HTMLElement | null} */ (this.#box.firstElementChild)?.offsetHeight || this.#height;
    const own = scroller.getBoundingClientRect();
    const top = Math.max(0, own.top);
    const bottom = Math.min(innerHeight, own.bottom);
    const first = Math.floor((top - box.top) / this.#height) - MARGIN;
    this.#view = { first: Math.max(0, first), last: first + Math.ceil((bottom - top) / this.#height) + 2 * MARGIN };
    return this.#box.firstElementChild !== null;
  }

  // The entries in sight become rows; `facts(entry)` is what is shown of one, `changed(id)` whether that may be new.
  // Of a list no longer than `short` that is seen at all, each.
  /** @type {(entries: Entry[], short: number, facts: (entry: Entry) => Facts | Heading, changed: (id: string) => boolean) => void} */
  show(entries, short, facts, changed) {
    const whole = this.#seen && entries.length <= short;
    const last = whole ? entries.length : Math.min(this.#view.last, entries.length);
    const first = whole ? 0 : Math.min(this.#view.first, Math.max(0, last - 1));
    const shown = entries.slice(first, last);
    const ids = new Set(shown.map(({ id }) => id));
    /** @type {Parts[]} */
    const spare = [];
    for (const [id, row] of this.#known) {
      if (ids.has(id)) continue;
      this.#known.delete(id);
      spare.push(row);
      // The focus stays in the list, where keys go on from the same row.
      if (row.element.contains(document.activeElement)) this.#box.focus({ preventScroll: true });
    }
    const rows = shown.map((entry, place) => {
      const row = this.#known.get(entry.id) ?? this.#taken(entry, spare);
      if (row.entry !== entry || changed(entry.id)) this.#fill(row, entry, facts(entry));
      const index = String(first + place + 2);
      if (row.index !== index) row.element.setAttribute("aria-rowindex", (row.index = index));
      return row.element;
    });
    for (const { element } of spare) element.remove();
    place(this.#box, rows);
    this.#size(first, entries.length);
  }

  // Writes the cells of some columns again, of every row that stands in the page.
  /** @type {(columns: Column[], text: (column: Column, entry: Entry) => string) => void} */
  tick(columns, text) {
    for (const row of this.#known.values()) {
      if (!row.entry || row.entry.gone || row.isHeading) continue;
      for (const column of columns) this.#write(row, column.name, text(column, row.entry));
    }
  }

  // The entries that stand in the page.
  /** @type {() => Generator<Entry>} */
  *shown() {
    for (const { entry } of this.#known.values()) if (entry) yield entry;
  }

  /** @type {(id: string | undefined) => HTMLElement | undefined} */
  element(id) {
    return this.#known.get(id ?? "")?.element;
  }

  /** @type {() => Generator<HTMLElement>} */
  *elements() {
    for (const child of this.#box.children) yield /** @type {HTMLElement} */ (child);
  }

  /** @type {(first: number, number: number) => void} */
  #size(first, number) {
    const { style } = this.#box;
    const [padding, height] = [`${first * this.#height}px`, `${number * this.#height}px`];
    if (style.paddingTop !== padding) style.paddingTop = padding;
    if (style.height !== height) style.height = height;
  }

  /** @type {(entry: Entry, spare: Parts[]) => Parts} */
  #taken({ id, heading }, spare) {
    const like = spare.findIndex(({ isHeading }) => isHeading === Boolean(heading));
    const row = like >= 0 ? spare.splice(like, 1)[0] : heading ? newHeading() : this.#parts(cloneTemplate(this.#template));
    this.#known.set(id, row);
    return row;
  }

  /** @type {(element: HTMLElement) => Parts} */
  #parts(element) {
    const cells = Object.fromEntries(findAll(element, ".cell").map((cell) => [cell.dataset.column, cell]));
    const main = find(element, '[data-kind="main"]');
    return {
      element,
      cells,
      links: {},
      texts: {},
      isHeading: false,
      icon: find(main, ".icon"),
      link: find(main, ".link"),
      name: find(main, "bdi"),
      word: find(main, ".word"),
      copy: main.querySelector(".copy"),
    };
  }

  /** @type {(row: Parts, entry: Entry, facts: Facts | Heading) => void} */
  #fill(row, entry, facts) {
    row.entry = entry;
    if ("heading" in facts) {
      write(row.name, facts.heading);
      write(row.word, facts.number);
    } else this.#fillRow(row, entry, facts);
  }

  /** @type {(row: Parts, entry: Entry, facts: Facts) => void} */
  #fillRow(row, entry, { main, icon, word, open, opened, href, marks, cells = {}, links = {}, copy, texts }) {
    mark(row.element, "id", entry.id);
    mark(row.element, "gone", entry.gone && "");
    mark(row.element, "opened", opened && "");
    row.element.ariaCurrent = opened ? "true" : null;
    for (const [name, value] of Object.entries(marks)) mark(row.element, name, value);
    for (const [name, value] of Object.entries(cells)) mark(row.cells[name], "mark", value);
    draw(row.icon, icon);
    row.icon.toggleAttribute("hidden", icon === "none");
    write(row.name, main);
    write(row.word, word);
    if (row.copy) mark(row.copy, "copy", copy);
    mark(row.link, "open", open || undefined);
    mark(row.element, "opens", open ? "" : undefined);
    if (href) row.link.setAttribute("href", href);
    else row.link.removeAttribute("href");
    for (const [name, link] of Object.entries(links)) this.#link(row, name, link);
    for (const [name, text] of Object.entries(texts)) this.#write(row, name, text);
  }

  // A cell of its own destination. By keys its row's panel leads there.
  /** @type {(row: Parts, name: string, link: { href: string, title: string }) => void} */
  #link(row, name, { href, title }) {
    if (!row.links[name]) {
      row.links[name] = document.createElement("a");
      row.links[name].tabIndex = -1;
      row.cells[name].replaceChildren(row.links[name]);
    }
    Object.assign(row.links[name], { href, title });
  }

  /** @type {(row: Parts, name: string, text: string) => void} */
  #write(row, name, text) {
    if (row.texts[name] === text || !row.cells[name]) return;
    row.texts[name] = text;
    write(row.links[name] ?? row.cells[name], text);
  }
}

// A line between the rows: what those below it have in common, and how many they are.
/** @type {() => Parts} */
function newHeading() {
  const element = document.createElement("div");
  const cell = document.createElement("span");
  const [name, word] = [document.createElement("b"), document.createElement("span")];
  element.className = "group";
  element.setAttribute("role", "row");
  cell.setAttribute("role", "rowheader");
  cell.append(name, " ", word);
  element.append(cell);
  return { element, cells: {}, links: {}, texts: {}, icon: name, link: name, name, word, copy: null, isHeading: true };
}

// The children of `box` become `wanted`, in that order, around the one that is pointed at or focused: moving that one
// would take the focus from it, and a click begun on it would be lost.
/** @type {(box: Element, wanted: HTMLElement[]) => void} */
function place(box, wanted) {
  const still = wanted.findIndex((row) => row.parentElement === box && row.matches(":hover, :focus-within"));
  const end = still < 0 ? wanted.length : still;
  let next = box.firstElementChild;
  for (let at = 0; at < end; at++) next = put(box, wanted[at], next, wanted[still]);
  if (still < 0) return;
  next = wanted[still].nextElementSibling;
  for (const row of wanted.slice(still + 1)) next = put(box, row, next, undefined);
}

// `row` stands before `next`; gives what stands after it. What stands there and belongs right behind goes, not all that follows.
/** @type {(box: Element, row: Element, next: Element | null, still: Element | undefined) => Element | null} */
function put(box, row, next, still) {
  if (next && next !== row && next !== still && next.nextElementSibling === row) {
    const after = row.nextElementSibling;
    box.append(next);
    return after;
  }
  if (row === next) return row.nextElementSibling;
  box.insertBefore(row, next);
  return next;
}
