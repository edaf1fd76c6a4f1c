// Asking the server for what the stream does not carry: one question at a time, never more often than its pace.

import { under } from "../core/base.js";

// The page shows a past instant: what cannot be said of it is not asked for.
export const isPast = document.documentElement.hasAttribute("data-past");
export const NOT_OF_THE_PAST = -1;

export class Asked {
  /** @type {(answer: any, problem?: number) => void} */
  #tell;
  /** @type {number} */
  #pace;
  /** @type {string | (() => string) | undefined} */
  #path;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;
  #again = false;
  #askedAt = -Infinity;

  // `tell(answer, problem)` gets the JSON, or the status of a refusal; NOT_OF_THE_PAST where the page is past and the path
  // has no `at`.
  /** @param {number} pace @param {(answer: any, problem?: number) => void} tell */
  constructor(pace, tell) {
    this.#pace = pace;
    this.#tell = tell;
  }

  // Poll this from now on, immediately; undefined stops.
  /** @type {(path: string | (() => string) | undefined) => void} */
  about(path) {
    this.#path = path;
    this.#asking?.abort();
    this.#asking = undefined;
    this.#askedAt = -Infinity;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (path) this.soon();
  }

  // Something may be new.
  soon() {
    if (!this.#path) return;
    if (isPast && !/[?&]at=/.test(this.#address)) return void queueMicrotask(() => this.#tell(undefined, NOT_OF_THE_PAST));
    if (this.#asking) this.#again = true;
    else this.#timer ??= setTimeout(() => this.#ask(), Math.max(0, this.#askedAt + this.#pace - performance.now()));
  }

  get #address() {
    return typeof this.#path === "function" ? this.#path() : (this.#path ?? "");
  }

  async #ask() {
    this.#timer = undefined;
    this.#again = false;
    this.#askedAt = performance.now();
    const asking = (this.#asking = new AbortController());
    let answer, problem, failed;
    try {
      const response = await fetch(under(this.#address), { cache: "no-store", signal: asking.signal });
      if (response.ok) answer = await response.json();
      else problem = response.status;
      failed = response.status >= 500;
    } catch {
      failed = true;
    }
    if (this.#asking !== asking) return;
    this.#asking = undefined;
    // A server that restarts, or was out of reach, is polled again; a refusal stands.
    if (!failed) this.#tell(answer, problem);
    if (this.#again || failed) this.soon();
  }
}
