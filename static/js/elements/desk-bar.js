// <desk-bar>: the board's name, the filters, how far the feed can be trusted, the clock.

import { catalogue, clock, store } from "../board.js";
import { find, write } from "../dom.js";
import { count, duration, wall } from "../format.js";

export class DeskBar extends HTMLElement {
  /** @type {HTMLElement} */
  #clock;
  /** @type {HTMLElement} */
  #trust;
  connectedCallback() {
    this.#clock = find(this, ".clock");
    this.#trust = find(this, ".trust");
    clock.subscribe((now) => this.#tick(now));
    store.subscribe("feed", () => this.#say(clock.now));
    this.#tick(clock.now);
  }

  /** @type {(now: number) => void} */
  #tick(now) {
    const at = wall(now, clock.offset);
    write(this.#clock, `${at.time}:${at.seconds}`);
    this.#say(now);
  }

  /** @type {(now: number) => void} */
  #say(now) {
    write(this.#trust, trust(store.document.feed, now));
  }
}

/** @type {(feed: Schema.Feed, now: number) => string} */
function trust(feed, now) {
  const parts = [
    catalogue.say("events_today", { n: count(feed.today.events, catalogue) }),
    catalogue.say("rejected_today", { n: count(feed.today.rejected, catalogue) }),
  ];
  if (feed.last_event) parts.push(catalogue.say("last_event", { time: duration((now - Date.parse(feed.last_event)) / 1000) }));
  return parts.join(" · ");
}

customElements.define("desk-bar", DeskBar);
