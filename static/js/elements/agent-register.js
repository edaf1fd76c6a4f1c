// <agent-register>: everybody who is logged in as an index by status, longest first: 150 people on one page.

import { catalogue, clock, page, store } from "../board.js";
import { arrange, draw, find, fromTemplate, mark, write } from "../dom.js";
import { count } from "../format.js";
import { tooLongPauses } from "../levels.js";
import { fitName } from "../names.js";
import { registerPages } from "../roster.js";
import "./time-since.js";

// How long a page stays (ms), and how often at most the index is put in order in a burst of changes (ms): lines that
// move more often cannot be read, and a weak device rests.
const STAY = 10_000;
const SETTLE = 1000;
// Ems that every character of a time over four takes from the name.
const CHARACTER = 0.45;

export class AgentRegister extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, Line | Heading>} */
  #lines = new Map();
  #page = 0;
  /** @type {number} */
  #stay = 0;
  #tooLong = 0;
  #shown = -SETTLE;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #due;

  connectedCallback() {
    this.#box = find(this, ".lines");
    store.subscribe("agents", () => this.#soon());
    clock.subscribe((now) => this.#tick(now));
    document.addEventListener("layoutchange", () => this.#show());
    page.onTurn(() => this.#show());
    this.#stay = Math.floor(clock.now / STAY);
    this.#show();
  }

  // After a quiet second at once.
  #soon() {
    const rest = SETTLE - (performance.now() - this.#shown);
    if (rest <= 0) this.#show();
    else this.#due ??= setTimeout(() => this.#show(), rest);
  }

  // By nothing but time a page gives way to the next, a pause becomes too long, and a duration takes more room.
  /** @type {(now: number) => void} */
  #tick(now) {
    if (page.layout !== "agents") return;
    const stay = Math.floor(now / STAY);
    if (stay !== this.#stay || tooLongPauses(store.document.agents, now) !== this.#tooLong) {
      this.#page += stay === this.#stay ? 0 : 1;
      this.#stay = stay;
      this.#show();
    } else {
      for (const line of this.#lines.values()) if (line instanceof Line) line.fit();
    }
  }

  #show() {
    clearTimeout(this.#due);
    this.#due = undefined;
    if (page.layout !== "agents") return;
    this.#shown = performance.now();
    const { agents } = store.document;
    this.#tooLong = tooLongPauses(agents, clock.now);
    const { groups, pages, density, name } = registerPages(agents, clock.now, page.portrait);
    const number = this.#page % pages.length;
    const counts = new Map(groups.map(([status, members]) => [status, members.length]));
    mark(this.#box, "density", density);
    /** @type {Map<string | undefined, number>} */
    const seen = new Map();
    const wanted = new Map(pages[number].map((line) => this.#line(line, counts, name, seen)));
    this.#lines = wanted;
    arrange(this.#box, [...wanted.values()].map(({ element }) => element));
    find(this, ".empty").hidden = groups.length > 0;
    const text = pages.length > 1 ? catalogue.say("page_of", { page: number + 1, pages: pages.length }) : "";
    write(find(this, ".page"), text);
  }

  // `seen` counts the headings of each group: the second one is where a column continues it.
  /** @type {(line: import("../roster.js").Line, counts: Map<string, number>, room: number, seen: Map<string | undefined, number>) => [string, Line | Heading]} */
  #line({ status, member }, counts, room, seen) {
    if (member) {
      const key = `agent ${member.id}`;
      const line = /** @type {Line | undefined} */ (this.#lines.get(key)) ?? new Line();
      line.show(status, member, room);
      return [key, line];
    }
    seen.set(status, (seen.get(status) ?? 0) + 1);
    const key = `heading ${status} ${seen.get(status)}`;
    const heading = /** @type {Heading | undefined} */ (this.#lines.get(key)) ?? new Heading();
    heading.show(status, counts.get(status ?? ""));
    return [key, heading];
  }
}

// An agent's line, and what it says already.
class Line {
  element = fromTemplate("register-line");
  #icon = find(this.element, ".icon");
  #name = find(this.element, ".name");
  #time = /** @type {import("./time-since.js").TimeSince} */ (find(this.element, ".time"));
  /** @type {string} */
  #whole = "";
  /** @type {number} */
  #room = 0;
  /** @type {string | undefined} */
  #fitted;

  /** @type {(status: string | undefined, member: import("../roster.js").Member, room: number) => void} */
  show(status, { id, agent, at }, room) {
    dress(this.element, this.#icon, status);
    mark(this.element, "id", id);
    this.#time.since = at;
    this.#whole = agent.name ?? id;
    this.#room = room + CHARACTER * (status === "too_long" ? 3 : 4);
    this.fit();
  }

  fit() {
    const room = this.#room - CHARACTER * (this.#time.textContent ?? "").length;
    const fitted = `${room} ${this.#whole}`;
    if (fitted === this.#fitted) return;
    this.#fitted = fitted;
    write(this.#name, fitName(this.#whole, room));
  }
}

class Heading {
  element = fromTemplate("register-heading");
  #icon = find(this.element, ".icon");
  #word = find(this.element, ".word");
  #count = find(this.element, ".count");

  /** @type {(status: string | undefined, number: number | undefined) => void} */
  show(status, number) {
    dress(this.element, this.#icon, status);
    write(this.#word, status ? catalogue.say(`heading.${status}`) : "");
    write(this.#count, status ? count(number, catalogue) : "");
  }
}

/** @type {(element: HTMLElement, icon: Element, status: string | undefined) => void} */
function dress(element, icon, status) {
  const tooLong = status === "too_long";
  mark(element, "status", tooLong ? "paused" : (status ?? ""));
  mark(element, "level", tooLong ? "warning" : "normal");
  draw(icon, tooLong ? "warning" : status);
}

customElements.define("agent-register", AgentRegister);
