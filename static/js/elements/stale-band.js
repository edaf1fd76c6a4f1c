// <stale-band>: when nothing comes from the server, how old the data is, in words, large, over the lowest quarter.
// Also when the server refuses webhooks: then what happens now is missing from what is shown.

import { catalogue, clock } from "../core/page.js";
import { find, write } from "../core/dom.js";
import { age, wall } from "../format/format.js";

export class StaleBand extends HTMLElement {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  // `silence()` gives the seconds since anything came.
  /** @type {(silence: () => number) => void} */
  begin(silence) {
    const at = wall(clock.now - silence() * 1000, clock.offset);
    write(find(this, ".last"), catalogue.say("stale_last", { time: `${at.time}:${at.seconds}` }));
    this.#say(silence());
    delete this.dataset.why;
    this.hidden = false;
    this.#timer = setInterval(() => this.#say(silence()), 1000);
  }

  end() {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.hidden = true;
  }

  // `why` is the server's word for its trouble, or undefined when it has none. A dead line says more.
  /** @type {(why?: string) => void} */
  trouble(why) {
    if (this.#timer !== undefined || why === this.dataset.why) return;
    this.hidden = !why;
    if (!why) return void delete this.dataset.why;
    this.dataset.why = why;
    write(find(this, ".age"), catalogue.say("degraded"));
    const at = wall(clock.now, clock.offset);
    write(find(this, ".last"), catalogue.say("degraded_since", { time: `${at.time}:${at.seconds}` }));
  }

  /** @type {(seconds: number) => void} */
  #say(seconds) {
    write(find(this, ".age"), catalogue.say("stale", { age: age(seconds, catalogue) }));
  }
}

customElements.define("stale-band", StaleBand);
