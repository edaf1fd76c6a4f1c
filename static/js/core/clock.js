// The server's time, and the page's only timer. Of the machine's clock only the time passed since the last message counts.

// Milliseconds the two may differ before the page follows: network delay is no reason for a second to jump.
const TOLERANCE = 400;

export class Clock {
  /** @type {number} */
  offset;
  /** @type {number} */
  #base;
  // The page's own moment left the server when the answer began to arrive, not when this script runs.
  /** @type {number} */
  #heard = /** @type {PerformanceNavigationTiming | undefined} */ (performance.getEntriesByType("navigation")[0])?.responseStart ?? performance.now();
  /** @type {Set<(now: number) => void>} */
  #listeners = new Set();
  /** @type {number | undefined} */
  #frozenAt;

  /** @param {string} iso @param {number} offsetMinutes */
  constructor(iso, offsetMinutes) {
    this.#base = Date.parse(iso);
    this.offset = offsetMinutes;
    this.#schedule();
  }

  get now() {
    return this.#frozenAt ?? this.#running;
  }

  // The server's moment, as it just arrived.
  /** @type {(iso: string, offsetMinutes: number) => void} */
  set(iso, offsetMinutes) {
    const said = Date.parse(iso);
    this.offset = offsetMinutes;
    if (Math.abs(said - this.#running) < TOLERANCE) return;
    this.#base = said;
    this.#heard = performance.now();
    if (this.#frozenAt === undefined) this.#tick();
  }

  // While the data is stale, time stops: an unmeasured wait must not seem to grow.
  freeze() {
    this.#frozenAt ??= this.#running;
  }

  thaw() {
    if (this.#frozenAt === undefined) return;
    this.#frozenAt = undefined;
    this.#tick();
  }

  /** @type {(listener: (now: number) => void) => () => boolean} */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get #running() {
    return this.#base + performance.now() - this.#heard;
  }

  #schedule() {
    const rest = 1000 - (((this.#running % 1000) + 1000) % 1000);
    setTimeout(() => {
      if (this.#frozenAt === undefined) this.#tick();
      this.#schedule();
    }, rest + 5);
  }

  #tick() {
    const now = this.now;
    for (const listener of this.#listeners) listener(now);
  }
}
