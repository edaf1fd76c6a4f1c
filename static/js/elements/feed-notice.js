// <feed-notice>: the supervisors' page says that nothing comes, that the clocks differ, or what a supervisor wrote.
// It lies over its place: nothing moves for it.

import { catalogue, clock, page, store } from "../core/page.js";
import { find, mark, write } from "../core/dom.js";
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
    mark(this, "message", message?.level);
    write(find(this, ".sign"), message?.level === "important" ? importantSign() : "");
    write(find(this, ".text"), text);
    this.toggleAttribute("hidden", !text);
  }
}

// What tells an important message from others, without a color.
export function importantSign() {
  return `\u25b2\u00a0${catalogue.say("message.important_sign")} `;
}

customElements.define("feed-notice", FeedNotice);
