// <time-since data-since="…">: how long ago a moment of the document was, ticking with the page's clock.

import { clock } from "../board.js";
import { write } from "../dom.js";
import { duration, NOTHING } from "../format.js";

const HOUR = 3_600_000;

export class TimeSince extends HTMLElement {
  /** @type {number | undefined} */
  #since;
  /** @type {string | undefined} */
  #iso;
  /** @type {() => void} */
  #quit = () => {};
  #wasHours = false;

  connectedCallback() {
    this.since = this.dataset.since;
    const quit = clock.subscribe((now) => this.#show(now));
    this.#quit = () => void quit();
  }

  disconnectedCallback() {
    this.#quit();
  }

  get since() {
    return this.#iso;
  }

  /** @param {string | undefined} iso */
  set since(iso) {
    if (iso === this.#iso) return;
    this.#iso = iso;
    this.#since = iso ? Date.parse(iso) : undefined;
    this.dataset.since = iso ?? "";
    this.#show(clock.now);
  }

  get hours() {
    return this.#since !== undefined && clock.now - this.#since >= HOUR;
  }

  // A time of an hour or more is broader: whoever gives it room may want to know.
  /** @type {(now: number) => void} */
  #show(now) {
    write(this, this.#since === undefined ? NOTHING : duration((now - this.#since) / 1000));
    if (this.hours === this.#wasHours) return;
    this.#wasHours = this.hours;
    this.dispatchEvent(new Event("broaden", { bubbles: true }));
  }
}

customElements.define("time-since", TimeSince);
