// <time-since data-since="…">: how long ago a moment of the document was, ticking with the page's clock.

import { clock, page } from "../core/page.js";
import { write } from "../core/dom.js";
import { briefDuration, duration, NOTHING } from "../format/format.js";

const format = page.tv ? briefDuration : duration;

export class TimeSince extends HTMLElement {
  /** @type {number | undefined} */
  #since;
  /** @type {string | undefined} */
  #iso;
  /** @type {() => void} */
  #quit = () => {};

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

  /** @type {(now: number) => void} */
  #show(now) {
    write(this, this.#since === undefined ? NOTHING : format((now - this.#since) / 1000));
  }
}

customElements.define("time-since", TimeSince);
