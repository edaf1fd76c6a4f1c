// <agent-register>: everybody who is logged in as an index by status, longest first: 150 people on one page.

import { catalogue, clock, page, store } from "../board.js";
import { arrange, draw, fromTemplate, mark, write } from "../dom.js";
import { count } from "../format.js";
import { fitName } from "../names.js";
import { registerPages } from "../roster.js";
import "./time-since.js";

// How long a page stays (ms), and how often at most the whole index is put in order again (ms).
const STAY = 10_000;
const SETTLE = 350;
// Ems that every character of a time over four takes from the name.
const CHARACTER = 0.45;

export class AgentRegister extends HTMLElement {
  #lines = new Map();
  #page = 0;
  #due;

  connectedCallback() {
    this.box = this.querySelector(".lines");
    store.subscribe("agents", () => this.#soon());
    clock.subscribe((now) => this.#tick(now));
    document.addEventListener("layoutchange", () => this.#show());
    matchMedia("(orientation: portrait)").addEventListener("change", () => this.#show());
    this.#show();
  }

  #soon() {
    this.#due ??= setTimeout(() => this.#show(), SETTLE);
  }

  #tick(now) {
    this.#page = Math.floor(now / STAY);
    this.#show();
  }

  #show() {
    clearTimeout(this.#due);
    this.#due = undefined;
    if (page.layout !== "agents") return;
    const { groups, pages, density, name } = registerPages(store.document.agents, clock.now, page.portrait);
    const number = this.#page % pages.length;
    const counts = new Map(groups.map(([status, members]) => [status, members.length]));
    mark(this, "density", density);
    const seen = new Map();
    const wanted = pages[number].map((line) => this.#line(line, counts, name, seen));
    arrange(this.box, wanted);
    const kept = new Set(wanted);
    for (const [key, line] of this.#lines) if (!kept.has(line)) this.#lines.delete(key);
    this.querySelector(".empty").hidden = groups.length > 0;
    const text = pages.length > 1 ? catalogue.say("page_of", { page: number + 1, pages: pages.length }) : "";
    write(this.querySelector(".page"), text);
  }

  // `seen` counts the headings of each group: the second one is where a column continues it.
  #line({ status, member }, counts, room, seen) {
    const tooLong = status === "too_long";
    if (!member) seen.set(status, (seen.get(status) ?? 0) + 1);
    const key = member ? `agent ${member.id}` : `heading ${status} ${seen.get(status)}`;
    const line = this.#keyed(key, member ? "register-line" : "register-heading");
    mark(line, "status", tooLong ? "paused" : (status ?? ""));
    mark(line, "level", tooLong ? "warning" : "normal");
    draw(line.querySelector(".icon"), tooLong ? "warning" : status);
    if (member) {
      mark(line, "id", member.id);
      const time = line.querySelector(".time");
      time.since = member.at;
      write(line.querySelector(".name"), fitName(member.agent.name ?? member.id, room - CHARACTER * (time.textContent.length - (tooLong ? 3 : 4))));
    } else {
      write(line.querySelector(".word"), status ? catalogue.say(`heading.${status}`) : "");
      write(line.querySelector(".count"), status ? count(counts.get(status), catalogue) : "");
    }
    return line;
  }

  #keyed(key, template) {
    if (!this.#lines.has(key)) this.#lines.set(key, fromTemplate(template));
    return this.#lines.get(key);
  }
}

customElements.define("agent-register", AgentRegister);
