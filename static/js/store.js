// The state document as this page knows it, and who wants to hear of which part of it. No DOM, no network.

import { merge } from "./merge.js";

export class Store {
  document;
  #listeners = new Map();

  constructor(document) {
    this.document = document;
  }

  // `listener(document, ids)`: ids are the changed members of the section, or undefined when all may have changed.
  subscribe(section, listener) {
    if (!this.#listeners.has(section)) this.#listeners.set(section, new Set());
    this.#listeners.get(section).add(listener);
    return () => this.#listeners.get(section).delete(listener);
  }

  replace(document) {
    this.document = document;
    for (const section of this.#listeners.keys()) this.#tell(section, undefined);
  }

  patch(patch) {
    this.document = merge(this.document, patch);
    for (const [section, change] of Object.entries(patch)) this.#tell(section, Object.keys(change ?? {}));
  }

  #tell(section, ids) {
    for (const listener of this.#listeners.get(section) ?? []) listener(this.document, ids);
  }
}
