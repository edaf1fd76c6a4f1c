// <feed-notice>: one line of the supervisors' page that says when nothing comes, when the clocks differ, or what a
// supervisor wrote.

import { catalogue, clock, page, store } from "../core/page.js";
import { mark, write } from "../core/dom.js";
import { feedNotice } from "../feed-notice.js";
import { shownMessage } from "../messages.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["feed", "totals", "messages"];

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
    const message = notice ? undefined : shownMessage(store.document.messages, now);
    const text = notice?.text ?? message?.text ?? "";
    write(this, text);
    mark(this, "message", message?.level);
    this.title = message?.text ?? "";
    this.toggleAttribute("hidden", !text);
  }
}

customElements.define("feed-notice", FeedNotice);
