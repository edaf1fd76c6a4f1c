// The state document as this page knows it, and who wants to hear of which part of it. No DOM, no network.

import { merge } from "./merge.js";

// A change is told at once; in a burst, at most this often (ms): faster than the eye, easy on weak devices.
export const GATHER = 120;

/** @typedef {(document: Doc, ids?: string[]) => void} Listener */

export class Store {
  /** @type {Doc} */
  #document;
  /** @type {Array<Record<string, any>>} */
  #patches = [];
  /** @type {Map<string, Set<Listener>>} */
  #listeners = new Map();
  /** @type {Map<string, Set<string> | undefined>} */
  #changed = new Map();
  #gathering;
  /** @type {number} */
  #told;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Doc} document @param {number} [gathering] */
  constructor(document, gathering = GATHER) {
    this.#document = document;
    this.#gathering = gathering;
    this.#told = -gathering;
  }

  // As last notified: all parts of a page speak of the same version, whenever they look.
  get document() {
    return this.#document;
  }

  // `listener(document, ids)`: ids are the changed members of the section, or undefined when all may have changed.
  /** @type {(section: keyof Doc, listener: Listener) => void} */
  subscribe(section, listener) {
    const known = this.#listeners.get(section) ?? new Set();
    this.#listeners.set(section, known.add(listener));
  }

  /** @type {(document: Doc) => void} */
  replace(document) {
    this.#document = document;
    this.#patches = [];
    for (const section of this.#listeners.keys()) this.#changed.set(section, undefined);
    this.#tell();
  }

  /** @type {(patch: Record<string, any>) => void} */
  patch(patch) {
    this.#patches.push(patch);
    for (const [section, change] of Object.entries(patch)) this.#gather(section, Object.keys(change ?? {}));
    const rest = this.#gathering - (performance.now() - this.#told);
    if (rest <= 0) this.#tell();
    else this.#timer ??= setTimeout(() => this.#tell(), rest);
  }

  /** @type {(section: string, ids: string[]) => void} */
  #gather(section, ids) {
    if (!this.#changed.has(section)) this.#changed.set(section, new Set());
    const changed = this.#changed.get(section);
    ids.forEach((id) => changed?.add(id));
  }

  #tell() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = performance.now();
    /** @type {Set<object>} */
    const own = new Set();
    for (const patch of this.#patches.splice(0)) this.#document = merge(this.#document, patch, own);
    const changed = this.#changed;
    this.#changed = new Map();
    for (const [section, ids] of changed) {
      for (const listener of this.#listeners.get(section) ?? []) listener(this.document, ids && [...ids]);
    }
  }
}
