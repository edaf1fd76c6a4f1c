// One EventSource that never gives up: whatever ends or silences it, another follows. Runs in a page or in
// the shared worker; it knows nothing of documents.

// Pings come every 2 s: after this many milliseconds without a byte the line is dead, whatever it says.
const SILENCE = 6000;
// How long to wait before trying again (ms): soon at first, then with patience, never longer than 3.5 s.
const FIRST_RETRY = 400;
const LAST_RETRY = 3500;
// A withdrawn key is seldom given back: until then the retry interval (ms).
const WITHDRAWN_RETRY = 30_000;
const NAMES = ["state", "patch", "ping", "screen", "withdrawn", "elsewhere"];
// What a refused stream means to a page: its key is gone, or opens another board.
/** @type {Record<number, string>} */
const REFUSALS = { 401: "withdrawn", 403: "elsewhere" };

/** @typedef {(name: string, text: string) => void} Hear */

export class Line {
  /** @type {string} */
  #url;
  /** @type {Hear} */
  #hear;
  /** @type {EventSource | undefined} */
  #source;
  #retry = FIRST_RETRY;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #watch;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;

  // `hear(name, text)` gets every event.
  /** @param {string} url @param {Hear} hear */
  constructor(url, hear) {
    this.#url = url;
    this.#hear = hear;
  }

  open() {
    this.close();
    const source = new EventSource(this.#url);
    for (const name of NAMES) source.addEventListener(name, (event) => this.#heard(name, event.data));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) this.#askWhy();
      this.#reopenLater();
    });
    this.#source = source;
    this.#expectSomething();
  }

  close() {
    clearTimeout(this.#watch);
    clearTimeout(this.#again);
    this.#again = undefined;
    this.#source?.close();
  }

  /** @type {(name: string, text: string) => void} */
  #heard(name, text) {
    this.#retry = name === "withdrawn" ? WITHDRAWN_RETRY : FIRST_RETRY;
    this.#expectSomething();
    this.#hear(name, text);
  }

  // An EventSource does not expose the status of a response that is no stream.
  async #askWhy() {
    const asking = new AbortController();
    try {
      const { status } = await fetch(this.#url, { signal: asking.signal });
      if (status === 401) this.#retry = WITHDRAWN_RETRY;
      if (REFUSALS[status]) this.#hear(REFUSALS[status], "{}");
    } catch {
      // No answer says nothing.
    }
    asking.abort();
  }

  #expectSomething() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#reopenLater(), SILENCE);
  }

  // The browser's own way of coming back is not used: it gives up for ever on a 503.
  #reopenLater() {
    if (this.#again !== undefined) return;
    this.#source?.close();
    clearTimeout(this.#watch);
    this.#again = setTimeout(() => {
      this.#again = undefined;
      this.open();
    }, this.#retry * (0.8 + 0.4 * Math.random()));
    this.#retry = Math.min(LAST_RETRY, this.#retry * 1.7);
  }
}
