// Walking a list with keys: one row of it can be reached with Tab, arrows and letters go on from there. Rows far away are
// not in the page yet, so a walk may have to scroll first.

import { drawAll } from "./frames.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

export class Walk {
  /** @type {import("./list.js").DeskList} */
  #list;
  /** @type {HTMLElement} */
  #box;
  /** @type {string | undefined} */
  #at;

  /** @param {import("./list.js").DeskList} list @param {HTMLElement} box */
  constructor(list, box) {
    this.#list = list;
    this.#box = box;
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("focusin", ({ target }) => {
      const row = /** @type {Element} */ (target).closest(".row");
      if (row) this.#mark(/** @type {HTMLElement} */ (row));
    });
    box.addEventListener("click", (event) => open(event));
  }

  // Focus comes into the list: where it was, else at its first row in sight.
  enter() {
    const entries = this.#list.entries;
    const place = Math.max(0, entries.findIndex(({ id }) => id === this.#at));
    if (entries.length) this.#go(place);
  }

  // After a drawing exactly one row can be reached with Tab, and the focus of a row that left the page stays in the list.
  settle() {
    const rows = [...this.#list.rows.elements()];
    const reached = this.#list.rows.element(this.#at) ?? rows[0];
    for (const row of rows) {
      const index = row === reached ? 0 : -1;
      if (row.tabIndex !== index) row.tabIndex = index;
    }
  }

  /** @type {(event: KeyboardEvent) => void} */
  #key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const entries = this.#list.entries;
    const here = entries.findIndex(({ id }) => id === this.#at);
    const page = this.#list.rows.perPage;
    /** @type {Record<string, number>} */
    const places = {
      Home: 0,
      End: entries.length - 1,
      PageDown: here + page,
      PageUp: here - page,
    };
    const place = event.key in STEPS ? here + STEPS[event.key] : places[event.key];
    if (event.key === "Enter") opener(this.#list.rows.element(this.#at))?.click();
    else if (place === undefined) return;
    else this.#go(Math.min(entries.length - 1, Math.max(0, place)));
    event.preventDefault();
    event.stopPropagation();
  }

  /** @type {(place: number) => void} */
  #go(place) {
    const { id } = this.#list.entries[place];
    this.#at = id;
    if (!this.#list.rows.element(id)) {
      // It would leave the page with the scroll, and the focus with it.
      if (this.#box.contains(document.activeElement)) this.#box.focus({ preventScroll: true });
      const { scroller, rows } = this.#list;
      const top = this.#box.getBoundingClientRect().top - Math.max(0, scroller.getBoundingClientRect().top);
      scroller.scrollBy({ top: top + place * rows.height - scroller.clientHeight / 2, behavior: "instant" });
      this.#list.scrolled();
      drawAll();
    }
    const row = this.#list.rows.element(id);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  /** @type {(row: HTMLElement) => void} */
  #mark(row) {
    const before = this.#list.rows.element(this.#at);
    if (before) before.tabIndex = -1;
    row.tabIndex = 0;
    this.#at = row.dataset.id;
  }
}

// A click anywhere in a row is a click on its link.
/** @type {(event: MouseEvent) => void} */
function open(event) {
  const target = /** @type {Element} */ (event.target);
  if (target.closest("a, button") || !getSelection()?.isCollapsed) return;
  opener(target.closest(".row"))?.click();
}

/** @type {(row: Element | null | undefined) => HTMLElement | null | undefined} */
function opener(row) {
  return row?.querySelector("[data-open], .link[href]");
}
