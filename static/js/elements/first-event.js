// <first-event>: on a server that has never received an event, the address that Thulium's webhook needs. It goes with the
// first event. Not here: a feed that fell silent (feed-notice.js).

import { under } from "../core/base.js";
import { catalogue, store } from "../core/page.js";
import { count } from "../format/format.js";
import { find, write } from "../core/dom.js";

const WEBHOOK = "/webhooks/thulium";
const html = document.documentElement;

export class FirstEvent extends HTMLElement {
  connectedCallback() {
    write(find(this, ".origin"), location.origin);
    write(find(this, ".path"), under(WEBHOOK));
    store.subscribe("feed", () => this.#show());
    this.#show();
  }

  #show() {
    const { last_event: last, today } = store.document.feed;
    const waiting = last === undefined;
    this.hidden = !waiting;
    html.toggleAttribute("data-first-event", waiting);
    if (waiting) write(find(this, ".rejected"), today.rejected ? catalogue.say("rejected_today", { n: count(today.rejected, catalogue) }) : "");
  }
}

customElements.define("first-event", FirstEvent);
