// <agent-register>: everybody who is logged in by status, longest first, with a heading for each status: 150 people on
// one page.

import { catalogue, clock, page, store } from "../core/page.js";
import { arrange, draw, find, fromTemplate, mark, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { tooLongPauses } from "../format/levels.js";
import { ems } from "../format/measure.js";
import { boardNames } from "../format/names.js";
import { registerPages } from "../roster.js";
import { rem, room } from "../panel-space.js";
import "./time-since.js";

/** @typedef {import("../format/names.js").BoardName} BoardName */
/** @typedef {import("../roster.js").Block} Block */

// How long a page stays (ms), and how often at most the register is put in order in a burst of changes (ms): lines that
// move more often cannot be read, and a weak device rests.
const STAY_MS = 10_000;
const ORDER_INTERVAL_MS = 1000;
// What stands beside a name, in ems: the icon with its gap, a gap, and the usual time.
const BESIDE = 1.9;
const TIME = "59:59";

export class AgentRegister extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, Line | Heading>} */
  #lines = new Map();
  #page = 0;
  #stay = Math.floor(clock.now / STAY_MS);
  #tooLong = 0;
  #shownAt = -ORDER_INTERVAL_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #due;

  connectedCallback() {
    this.#box = find(this, ".lines");
    store.subscribe("agents", () => this.#soon());
    clock.subscribe((now) => this.#tick(now));
    for (const event of ["layoutchange", "linechange"]) document.addEventListener(event, () => this.#show());
    room.addEventListener("change", () => this.#show());
    this.#show();
  }

  // After a quiet second immediately.
  #soon() {
    const rest = ORDER_INTERVAL_MS - (performance.now() - this.#shownAt);
    if (rest <= 0) this.#show();
    else this.#due ??= setTimeout(() => this.#show(), rest);
  }

  // By nothing but time a page gives way to the next, and a pause becomes too long.
  /** @type {(now: number) => void} */
  #tick(now) {
    if (page.layout !== "agents") return;
    const stay = Math.floor(now / STAY_MS);
    if (stay === this.#stay && tooLongPauses(store.document.agents, now) === this.#tooLong) return;
    this.#page += stay === this.#stay ? 0 : 1;
    this.#stay = stay;
    this.#show();
  }

  #show() {
    clearTimeout(this.#due);
    this.#due = undefined;
    if (page.layout !== "agents" || !room.plan) return;
    this.#shownAt = performance.now();
    const { agents } = store.document;
    this.#tooLong = tooLongPauses(agents, clock.now);
    const register = registerPages(agents, clock.now, this.#box.clientWidth / rem(), this.#box.clientHeight / rem());
    const { pages, size, columns, rows, row, width } = register;
    this.style.setProperty("--across", String(columns));
    this.style.setProperty("--down", String(rows));
    this.style.setProperty("--line-row", `${row}rem`);
    this.style.setProperty("--line-size", `${size}rem`);
    const number = page.line === "stale" ? 0 : this.#page % pages.length;
    this.#draw(pages[number], counts(pages), names(agents, width / size - BESIDE - ems(TIME)));
    find(this, ".empty").hidden = pages.some((blocks) => blocks.length > 0);
    write(find(this, ".page"), pages.length > 1 ? catalogue.say("tv.page", { page: number + 1, pages: pages.length }) : "");
  }

  /** @type {(blocks: Block[], counts: Map<string, number>, names: Map<string, BoardName>) => void} */
  #draw(blocks, counts, names) {
    const before = this.#lines;
    this.#lines = new Map();
    for (const block of blocks) {
      const { status, members, column, row, columns, rows } = block;
      if (status) this.#heading(before, block, counts.get(status) ?? 0);
      members.forEach((member, place) => {
        const line = /** @type {Line | undefined} */ (before.get(member.id)) ?? new Line();
        const tooLong = status === "too_long";
        line.show(tooLong, member, names.get(member.id) ?? { first: member.id, last: "" });
        const across = Math.min(columns - 1, Math.floor(place / rows));
        line.stand(column + across, row + (status ? 1 : 0) + place - across * rows, 1);
        this.#lines.set(member.id, line);
      });
    }
    arrange(this.#box, [...this.#lines.values()].map(({ element }) => element));
  }

  /** @type {(before: Map<string, Line | Heading>, block: Block, number: number) => void} */
  #heading(before, { status, column, row, columns }, number) {
    const key = `heading ${status}`;
    const heading = /** @type {Heading | undefined} */ (before.get(key)) ?? new Heading();
    heading.show(status, number);
    heading.stand(column, row, columns);
    this.#lines.set(key, heading);
  }
}

// What stands in a cell, or in several beside each other.
class Cell {
  /** @type {HTMLElement} */
  element;

  /** @type {(column: number, row: number, across: number) => void} */
  stand(column, row, across) {
    const area = `${row + 1} / ${column + 1} / span 1 / span ${across}`;
    if (this.element.style.gridArea !== area) this.element.style.gridArea = area;
  }
}

class Line extends Cell {
  element = fromTemplate("register-line");
  #icon = find(this.element, ".icon");
  #first = find(this.element, ".first");
  #last = find(this.element, ".last");
  #time = /** @type {import("./time-since.js").TimeSince} */ (find(this.element, ".time"));

  /** @type {(tooLong: boolean, member: import("../roster.js").Member, name: BoardName) => void} */
  show(tooLong, { id, agent, at }, { first, last }) {
    dress(this.element, this.#icon, tooLong ? "too_long" : agent.status);
    mark(this.element, "id", id);
    this.#time.since = at;
    write(this.#first, first);
    write(this.#last, last && `\u00a0${last}`);
  }
}

class Heading extends Cell {
  element = fromTemplate("register-heading");
  #icon = find(this.element, ".icon");
  #word = find(this.element, ".word");
  #count = find(this.element, ".count");

  /** @type {(status: string, number: number) => void} */
  show(status, number) {
    dress(this.element, this.#icon, status);
    write(this.#word, catalogue.say(`heading.${status}`));
    write(this.#count, count(number, catalogue));
  }
}

// Of each status on all pages.
/** @type {(pages: Block[][]) => Map<string, number>} */
function counts(pages) {
  /** @type {Map<string, Set<string>>} */
  const ids = new Map();
  for (const blocks of pages) {
    let current = "";
    for (const { status, members } of blocks) {
      current = status || current;
      const known = ids.get(current) ?? new Set();
      members.forEach(({ id }) => known.add(id));
      ids.set(current, known);
    }
  }
  return new Map([...ids].map(([status, known]) => [status, known.size]));
}

/** @type {(agents: Doc["agents"], room: number) => Map<string, BoardName>} */
function names(agents, room) {
  const there = Object.entries(agents).filter(([, { status }]) => status !== "logged_out");
  const forms = boardNames(there.map(([id, agent]) => agent.name ?? id), (text) => ems(text) <= room);
  return new Map(there.map(([id], place) => [id, forms[place]]));
}

/** @type {(element: HTMLElement, icon: Element, status: string) => void} */
function dress(element, icon, status) {
  const tooLong = status === "too_long";
  mark(element, "status", tooLong ? "paused" : status);
  mark(element, "level", tooLong ? "warning" : "normal");
  draw(icon, tooLong ? "warning" : status);
}

customElements.define("agent-register", AgentRegister);
