// The rows that must stay where they are, because somebody points at them or has them in focus. A row that has meanwhile
// gone stays as what it was until it is left: nothing else may slip under the hand.

export class Held {
  /** @type {HTMLElement} */
  #box;
  /** @type {() => void} */
  #left;
  /** @type {string | undefined} */
  #pointed;
  /** @type {string | undefined} */
  #focused;
  /** @type {Map<string, HeldPlace>} */
  #places = new Map();
  /** @type {Entry[]} */
  #entries = [];

  // `left()` is called when a row may go to its own place again.
  /** @param {HTMLElement} box @param {() => void} left */
  constructor(box, left) {
    this.#box = box;
    this.#left = left;
    box.addEventListener("pointerover", (event) => event.pointerType !== "touch" && this.#point(rowOf(event.target)));
    box.addEventListener("pointerleave", () => this.#point(undefined));
    box.addEventListener("focusin", (event) => this.#focus(rowOf(event.target)));
    box.addEventListener("focusout", () => this.#focus(undefined));
  }

  // By id: the place to keep, and what stood there.
  get places() {
    return this.#places;
  }

  // The entries as they are shown now.
  /** @type {(entries: Entry[]) => void} */
  watch(entries) {
    this.#entries = entries;
    this.#find();
  }

  forget() {
    this.#pointed = undefined;
    if (!this.#box.contains(document.activeElement)) this.#focused = undefined;
    this.#places.clear();
  }

  /** @type {(id: string | undefined) => void} */
  #point(id) {
    if (this.#pointed === id) return;
    this.#pointed = id;
    this.#find();
    this.#left();
  }

  /** @type {(id: string | undefined) => void} */
  #focus(id) {
    if (this.#focused === id) return;
    this.#focused = id;
    this.#find();
    this.#left();
  }

  #find() {
    this.#places = new Map();
    for (const id of [this.#pointed, this.#focused]) {
      const place = id === undefined ? -1 : this.#entries.findIndex((entry) => entry.id === id);
      if (id !== undefined && place >= 0) this.#places.set(id, { place, entry: this.#entries[place] });
    }
  }
}

/** @type {(target: EventTarget | null) => string | undefined} */
function rowOf(target) {
  return /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(".row"))?.dataset.id;
}
