// The rows of a list that stand in the page: those in sight and some around them, out of however many there are.
// Rows are reused, and only what changed is written. A row that is pointed at or focused is never moved in the page.

import { draw, mark, write } from "../dom.js";

// Rows kept above and below what is in sight, so that scrolling shows no gap.
const MARGIN = 3;
const USUAL_HEIGHT = 26;

export class Rows {
  #box;
  #template;
  #columns;
  #known = new Map();
  #height = USUAL_HEIGHT;
  #view = { first: 0, last: 0 };
  #seen = false;

  constructor(box, template, columns) {
    this.#box = box;
    this.#template = template;
    this.#columns = columns;
  }

  get perPage() {
    return Math.max(1, this.#view.last - this.#view.first - 2 * MARGIN - 1);
  }

  get height() {
    return this.#height;
  }

  // Which places are in sight. `scroller` is what scrolls: the list's own box, or the window. Gives whether that is sure:
  // without a row nobody knows how high one is.
  measure(scroller) {
    const box = this.#box.getBoundingClientRect();
    this.#seen = box.width > 0;
    if (!this.#seen) {
      this.#view = { first: 0, last: 0 };
      return false;
    }
    this.#height = this.#box.firstElementChild?.offsetHeight || this.#height;
    const own = scroller.getBoundingClientRect();
    const top = Math.max(0, own.top);
    const bottom = Math.min(innerHeight, own.bottom);
    const first = Math.floor((top - box.top) / this.#height) - MARGIN;
    this.#view = { first: Math.max(0, first), last: first + Math.ceil((bottom - top) / this.#height) + 2 * MARGIN };
    return this.#box.firstElementChild !== null;
  }

  // The entries in sight become rows; `facts(entry)` is what is shown of one, `changed(id)` whether that may be new.
  // Of a list no longer than `short` that is seen at all, each.
  show(entries, short, facts, changed) {
    const whole = this.#seen && entries.length <= short;
    const last = whole ? entries.length : Math.min(this.#view.last, entries.length);
    const first = whole ? 0 : Math.min(this.#view.first, Math.max(0, last - 1));
    const shown = entries.slice(first, last);
    const ids = new Set(shown.map(({ id }) => id));
    const spare = [];
    for (const [id, row] of this.#known) {
      if (ids.has(id)) continue;
      this.#known.delete(id);
      spare.push(row);
      // The focus stays in the list, where keys go on from the same row.
      if (row.element.contains(document.activeElement)) this.#box.focus({ preventScroll: true });
    }
    const rows = shown.map((entry, place) => {
      const row = this.#known.get(entry.id) ?? this.#taken(entry.id, spare);
      if (row.entry !== entry || changed(entry.id)) this.#fill(row, entry, facts(entry));
      const index = String(first + place + 2);
      if (row.index !== index) row.element.setAttribute("aria-rowindex", (row.index = index));
      return row.element;
    });
    for (const { element } of spare) element.remove();
    place(this.#box, rows);
    this.#size(first, entries.length);
  }

  // Writes the cells of some columns anew, of every row that stands in the page.
  tick(columns, text) {
    for (const row of this.#known.values()) {
      if (!row.entry || row.entry.gone) continue;
      for (const column of columns) this.#write(row, column.name, text(column, row.entry));
    }
  }

  // The entries that stand in the page.
  *shown() {
    for (const { entry } of this.#known.values()) if (entry) yield entry;
  }

  element(id) {
    return this.#known.get(id)?.element;
  }

  *elements() {
    yield* this.#box.children;
  }

  #size(first, number) {
    const { style } = this.#box;
    const [padding, height] = [`${first * this.#height}px`, `${number * this.#height}px`];
    if (style.paddingTop !== padding) style.paddingTop = padding;
    if (style.height !== height) style.height = height;
  }

  #taken(id, spare) {
    const row = spare.pop() ?? this.#parts(document.importNode(this.#template, true));
    this.#known.set(id, row);
    return row;
  }

  #parts(element) {
    const cells = Object.fromEntries([...element.children].map((cell) => [cell.dataset.column, cell]));
    const main = element.querySelector('[data-kind="main"]');
    return {
      element,
      cells,
      texts: {},
      icon: main.querySelector(".icon"),
      link: main.querySelector(".link"),
      name: main.querySelector("bdi"),
      word: main.querySelector(".word"),
    };
  }

  #fill(row, entry, { main, icon, word, open, opened, href, marks, texts }) {
    row.entry = entry;
    mark(row.element, "id", entry.id);
    mark(row.element, "gone", entry.gone && "");
    mark(row.element, "opened", opened && "");
    row.element.ariaCurrent = opened ? "true" : null;
    for (const [name, value] of Object.entries(marks)) mark(row.element, name, value);
    draw(row.icon, icon);
    row.icon.toggleAttribute("hidden", icon === "none");
    write(row.name, main);
    write(row.word, word);
    mark(row.link, "open", open || undefined);
    if (open) row.link.setAttribute("href", href);
    else row.link.removeAttribute("href");
    for (const [name, text] of Object.entries(texts)) this.#write(row, name, text);
  }

  #write(row, name, text) {
    if (row.texts[name] === text || !row.cells[name]) return;
    row.texts[name] = text;
    write(row.cells[name], text);
  }
}

// The children of `box` become `wanted`, in that order, around the one that is pointed at or focused: moving that one
// would take the focus from it, and a click begun on it would be lost.
function place(box, wanted) {
  const still = wanted.findIndex((row) => row.parentElement === box && row.matches(":hover, :focus-within"));
  const end = still < 0 ? wanted.length : still;
  let next = box.firstElementChild;
  for (let at = 0; at < end; at++) next = put(box, wanted[at], next, wanted[still]);
  if (still < 0) return;
  next = wanted[still].nextElementSibling;
  for (const row of wanted.slice(still + 1)) next = put(box, row, next);
}

// `row` stands before `next`; gives what stands after it. What stands there and belongs right behind goes, not all that follows.
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
