// <desk-bar>: the board's name, the filters, how far the feed can be trusted, the clock.

import { catalogue, clock, store } from "../core/page.js";
import { find, mark, write } from "../core/dom.js";
import { count, wall } from "../format/format.js";

export class DeskBar extends HTMLElement {
  /** @type {HTMLElement} */
  #clock;
  /** @type {HTMLElement} */
  #trust;
  connectedCallback() {
    this.#clock = find(this, ".clock");
    this.#trust = find(this, ".trust");
    clock.subscribe((now) => this.#tick(now));
    store.subscribe("feed", () => this.#say());
    this.#tick(clock.now);
    this.#say();
  }

  /** @type {(now: number) => void} */
  #tick(now) {
    const at = wall(now, clock.offset);
    write(this.#clock, `${at.time}:${at.seconds}`);
  }

  // A number only where something is wrong with the data; all of them are one click away.
  #say() {
    const { rejected } = store.document.feed.today;
    mark(this.#trust, "doubt", rejected > 0 && "");
    write(this.#trust, rejected ? catalogue.say("rejected_today", { n: count(rejected, catalogue) }) : catalogue.say("desk.data_current"));
  }
}

customElements.define("desk-bar", DeskBar);
