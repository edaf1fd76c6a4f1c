// <call-list>: every live call, the waiting ones first and the oldest of them on top.

import { catalogue, store } from "../board.js";
import { write } from "../dom.js";
import { count } from "../format.js";
import { callRows } from "../people.js";
import { Rows } from "../rows.js";
import "./time-since.js";

export class CallList extends HTMLElement {
  #due;

  connectedCallback() {
    this.rows = new Rows(this.querySelector("tbody"), "call-row");
    for (const section of ["calls", "queues"]) store.subscribe(section, () => this.#soon());
    this.#show();
  }

  #soon() {
    this.#due ??= requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#due = undefined;
    const calls = callRows(store.document, catalogue);
    this.rows.show(calls);
    write(this.querySelector(".count"), catalogue.say("call_count", { n: count(calls.length, catalogue) }));
    this.querySelector(".empty").hidden = calls.length > 0;
  }
}

customElements.define("call-list", CallList);
