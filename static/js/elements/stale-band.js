// <stale-band>: when nothing comes from the server, how old the data is, in words, large, over the lowest quarter.

import { catalogue, clock } from "../board.js";
import { write } from "../dom.js";
import { age, wall } from "../format.js";

export class StaleBand extends HTMLElement {
  #timer;

  // `silence()` gives the seconds since anything came.
  begin(silence) {
    const at = wall(clock.now - silence() * 1000, clock.offset);
    write(this.querySelector(".last"), catalogue.say("stale_last", { time: `${at.time}:${at.seconds}` }));
    this.#say(silence());
    this.hidden = false;
    this.#timer = setInterval(() => this.#say(silence()), 1000);
  }

  end() {
    clearInterval(this.#timer);
    this.hidden = true;
  }

  #say(seconds) {
    write(this.querySelector(".age"), catalogue.say("stale", { age: age(seconds, catalogue) }));
  }
}

customElements.define("stale-band", StaleBand);
