// <agent-table>: every agent: status, time in it, what with, and the day's figures; who can take a call first.

import { catalogue, clock, store } from "../board.js";
import { write } from "../dom.js";
import { count } from "../format.js";
import { agentRows } from "../people.js";
import { Rows } from "../rows.js";
import "./time-since.js";

// Pauses grow too long by time alone; looked at this often (ms).
const LOOK = 5000;

export class AgentTable extends HTMLElement {
  #due;

  connectedCallback() {
    this.rows = new Rows(this.querySelector("tbody"), "agent-row");
    for (const section of ["agents", "calls"]) store.subscribe(section, () => this.#soon());
    setInterval(() => this.#soon(), LOOK);
    this.#show();
  }

  #soon() {
    this.#due ??= requestAnimationFrame(() => this.#show());
  }

  #show() {
    this.#due = undefined;
    const { document } = store;
    const agents = agentRows(document, clock.now, catalogue);
    this.rows.show(agents);
    const number = count(document.totals.agents.logged_in, catalogue);
    write(this.querySelector(".count"), catalogue.say("logged_in", { n: number }));
    this.querySelector(".empty").hidden = agents.length > 0;
  }
}

customElements.define("agent-table", AgentTable);
