// <desk-bar>: the board's name, how far the feed can be trusted, the clock.

import { catalogue, clock, store } from "../board.js";
import { write } from "../dom.js";
import { wall } from "../format.js";
import { trust } from "../people.js";

export class DeskBar extends HTMLElement {
  connectedCallback() {
    clock.subscribe((now) => this.#tick(now));
    store.subscribe("feed", () => this.#tick(clock.now));
    this.#tick(clock.now);
  }

  #tick(now) {
    const at = wall(now, clock.offset);
    write(this.querySelector(".clock"), `${at.time}:${at.seconds}`);
    write(this.querySelector(".trust"), trust(store.document, now, catalogue));
  }
}

customElements.define("desk-bar", DeskBar);
