// The rows that must stay where they are, because somebody points at them or has them in focus. A row that has meanwhile
// gone stays as what it was until it is left: nothing else may slip under the hand.

export class Held {
  #box;
  #left;
  #pointed;
  #focused;
  #places = new Map();
  #entries = [];

  // `left()` is called when a row may go to its own place again.
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
  watch(entries) {
    this.#entries = entries;
    this.#find();
  }

  forget() {
    this.#pointed = undefined;
    if (!this.#box.contains(document.activeElement)) this.#focused = undefined;
    this.#places.clear();
  }

  #point(id) {
    if (this.#pointed === id) return;
    this.#pointed = id;
    this.#find();
    this.#left();
  }

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
      if (place >= 0) this.#places.set(id, { place, entry: this.#entries[place] });
    }
  }
}

function rowOf(target) {
  return target.closest(".row")?.dataset.id;
}
