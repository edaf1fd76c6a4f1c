// Children that stay while what they show stays the same, so that focus, selection and the pointer are not disturbed.

import { arrange } from "../core/dom.js";

export class Kept {
  /** @type {Element} */
  #box;
  /** @type {Map<string, HTMLElement>} */
  #known = new Map();

  /** @param {Element} box */
  constructor(box) {
    this.#box = box;
  }

  // `build(fact)` makes the element of a fact; the same fact keeps its element.
  /** @template Fact @param {Fact[]} facts @param {(fact: Fact) => HTMLElement} build */
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
