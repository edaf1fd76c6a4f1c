// <feed-notice>: one line of the supervisors' page that says when nothing comes, or when the clocks differ.

import { catalogue, clock, page, store } from "../core/page.js";
import { write } from "../core/dom.js";
import { feedNotice } from "../feed-notice.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["feed", "totals"];

export class FeedNotice extends HTMLElement {
  connectedCallback() {
    for (const section of SECTIONS) store.subscribe(section, () => this.#show(clock.now));
    clock.subscribe((now) => this.#show(now));
    document.addEventListener("linechange", () => this.#show(clock.now));
    this.#show(clock.now);
  }

  /** @type {(now: number) => void} */
  #show(now) {
    const notice = feedNotice(store.document, now, catalogue, page.line);
    const text = notice?.text ?? "";
    write(this, text);
    this.toggleAttribute("hidden", !text);
  }
}

customElements.define("feed-notice", FeedNotice);
