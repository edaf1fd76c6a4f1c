// Requests the whole document every few seconds, where no stream comes: for a page behind a proxy that holds streams
// back, and for boards that no connection is left for. Runs in a page or in the shared worker.

// An answer that takes longer is none (ms).
const ANSWER_MS = 4000;

export class Poller {
  /** @type {string} */
  #url;
  /** @type {number} */
  #interval;
  /** @type {(name: string, text: string) => void} */
  #answered;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  /** @type {string | null} */
  #version = null;

  // `answered(name, text)` gets "state" with the document, or "same" where it has not changed.
  /** @param {string} stream the stream's address @param {number} interval in ms @param {(name: string, text: string) => void} answered */
  constructor(stream, interval, answered) {
    this.#url = stream.replace("/events?", "/state?");
    this.#interval = interval;
    this.#answered = answered;
  }

  open() {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#ask(), this.#interval);
    this.#ask();
  }

  close() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#version = null;
  }

  async #ask() {
    const quit = new AbortController();
    const late = setTimeout(() => quit.abort(), ANSWER_MS);
    try {
      /** @type {Record<string, string>} */
      const headers = this.#version ? { "If-None-Match": this.#version } : {};
      const answer = await fetch(this.#url, { headers, cache: "no-store", signal: quit.signal });
      const text = answer.ok ? await answer.text() : "{}";
      if (this.#timer === undefined || !(answer.ok || answer.status === 304)) return;
      this.#version = answer.headers.get("ETag");
      this.#answered(answer.ok ? "state" : "same", text);
    } catch {
      // No response: the caller sees that nothing arrives.
    } finally {
      clearTimeout(late);
    }
  }
}
