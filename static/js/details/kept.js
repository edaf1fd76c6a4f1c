// Children that stay while what they show stays the same, so that focus, selection and the pointer are not disturbed.

import { arrange } from "../dom.js";

export class Kept {
  #box;
  #known = new Map();

  constructor(box) {
    this.#box = box;
  }

  // `build(fact)` makes the element of a fact; the same fact keeps its element.
  show(facts, build) {
    const known = this.#known;
    this.#known = new Map();
    for (const fact of facts) {
      const key = JSON.stringify(fact);
      this.#known.set(key, known.get(key) ?? build(fact));
    }
    arrange(this.#box, [...this.#known.values()]);
  }
}
