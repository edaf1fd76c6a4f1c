// The document as the page's figures and alarms take it: all of it, or what a supervisor has filtered for.

import { store } from "./core/page.js";

class Scope extends EventTarget {
  /** @type {(document: Doc) => Doc} */
  #narrowed = (document) => document;
  /** @type {Doc | undefined} */
  #source;
  /** @type {Doc} */
  #made;

  // The same object for the same document of the store.
  get document() {
    const { document } = store;
    if (this.#source !== document) {
      this.#source = document;
      this.#made = this.#narrowed(document);
    }
    return this.#made;
  }

  get isNarrow() {
    return this.document !== store.document;
  }

  /** @type {(narrowed: (document: Doc) => Doc) => void} */
  narrow(narrowed) {
    this.#narrowed = narrowed;
    this.#source = undefined;
    this.dispatchEvent(new Event("change"));
  }
}

export const scope = new Scope();
