// <agent-tiles>: everybody who is logged in, by name, so that people find themselves by place. Pages within itself.

import { catalogue, clock, page, store } from "../core/page.js";
import { find, fromTemplate, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { NORMAL, pauseTooLong, WARNING } from "../format/levels.js";
import { ems } from "../format/measure.js";
import { boardNames } from "../format/names.js";
import { Pager } from "../pager.js";
import { paginate } from "../paging.js";
import { present, tileRoom } from "../roster.js";
import { rem, room } from "../panel-space.js";
import "./time-since.js";
import "./agent-tile.js";

/** @typedef {import("./agent-tile.js").AgentTile} AgentTile */
/** @typedef {import("../roster.js").Present} Present */
/** @typedef {import("../format/names.js").BoardName} BoardName */

// Of a tile's type (rem): the name, how much smaller it may become before names are cut, the word; and what stands beside
// them: the icon, the mark for open chats.
const TYPE = { name: 2.55, smaller: 0.94, word: 2.4, icon: 3.1, chats: 3.6, gap: 0.6 };
const STATUSES = ["available", "ringing", "dialing", "on_call", "wrap_up", "no_phone", "too_long"];
const LONGEST_TIME = "59:59";

export class AgentTiles extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, AgentTile>} */
  #tiles = new Map();
  /** @type {Map<string, BoardName>} */
  #names = new Map();
  /** @type {Set<string>} */
  #paused = new Set();
  #brief = false;
  #fitted = "";
  /** @type {Pager} */
  #pager;

  connectedCallback() {
    this.#box = find(this, ".tiles");
    this.#pager = new Pager(this.#box, find(this, ".page"), (id) => this.#tile(id));
    store.subscribe("agents", (_, ids) => this.#change(ids));
    clock.subscribe((now) => this.#watchPauses(now));
    document.addEventListener("layoutchange", () => this.#showAll("again"));
    room.addEventListener("change", () => this.#page());
    this.#showAll();
  }

  get #active() {
    return page.layout === "overview";
  }

  // An event changes an agent or two: only a coming, a going or another name moves the others.
  /** @type {(ids: string[] | undefined) => void} */
  #change(ids) {
    if (!this.#active) return;
    const { agents } = store.document;
    const moved = !ids || ids.some((id) => this.#tiles.has(id) !== isPresent(agents[id]) || this.#renamed(id));
    if (moved) this.#showAll();
    else ids.filter((id) => isPresent(agents[id])).forEach((id) => this.#update(id, agents[id], clock.now));
  }

  /** @type {(id: string) => boolean} */
  #renamed(id) {
    const tile = this.#tiles.get(id);
    return tile !== undefined && tile.whole !== (store.document.agents[id]?.name ?? id);
  }

  #showAll(again = "") {
    if (!this.#active) return;
    if (again) this.#fitted = "";
    const there = present(store.document.agents);
    const ids = new Set(there.map(({ id }) => id));
    for (const id of this.#tiles.keys()) if (!ids.has(id)) this.#forget(id);
    write(find(this, ".count"), catalogue.say("logged_in", { n: count(there.length, catalogue) }));
    find(this, ".empty").hidden = there.length > 0;
    room.need({ agents: there.length });
    this.#page();
  }

  // Who stands where: first who is on a pause for too long, then by name.
  #page() {
    if (!this.#active || !room.plan) return;
    const there = present(store.document.agents);
    const { scale, columns, rows, row, most, width } = tileRoom(there.length, this.#box.clientWidth / rem(), this.#box.clientHeight / rem());
    this.style.setProperty("--tile-scale", String(scale));
    this.style.setProperty("--across", String(columns));
    this.#fit(there, width, scale);
    for (const { id, agent } of there) this.#show(id, agent, clock.now);
    /** @type {(one: Present) => import("../paging.js").PagedRow} */
    const paged = ({ id, agent }) => ({ id, level: pauseTooLong(agent, clock.now) ? WARNING : NORMAL });
    const all = there.map(paged);
    const first = [...all.filter(({ level }) => level !== NORMAL), ...all.filter(({ level }) => level === NORMAL)];
    const result = paginate(first, rows, columns);
    const down = Math.max(1, Math.ceil(Math.max(...result.pages.map(({ length }) => length)) / columns));
    this.style.setProperty("--down", String(down));
    this.style.setProperty("--tile-row", `${Math.min(most, (rows * row) / down)}rem`);
    this.#pager.show(result);
  }

  // One form for all names and all words, measured once for these names and this room.
  /** @type {(there: Present[], width: number, scale: number) => void} */
  #fit(there, width, scale) {
    const names = there.map(({ id, agent }) => agent.name ?? id);
    const chats = Object.keys(store.document.chat_queues).length > 0;
    const key = [width.toFixed(1), scale, chats, ...there.map(({ id }) => id), ...names].join("\n");
    if (key === this.#fitted) return;
    this.#fitted = key;
    const inner = width - TYPE.icon * scale;
    const forName = inner - (chats ? TYPE.chats * scale : 0);
    const sizes = [TYPE.name * scale, TYPE.name * scale * TYPE.smaller];
    /** @type {(size: number) => (text: string) => boolean} */
    const fitting = (size) => (text) => ems(text, 500) * size <= forName;
    const whole = sizes.find((size) => names.every(fitting(size)));
    const forms = boardNames(names, () => whole !== undefined);
    const size = whole ?? sizes.find((one) => forms.every((form) => fitting(one)(joined(form)))) ?? sizes[1];
    this.style.setProperty("--tile-name", `${size}rem`);
    this.#names = new Map(there.map(({ id }, place) => [id, forms[place]]));
    const longest = Math.max(...STATUSES.map((status) => ems(catalogue.say(`status.${status}`))));
    this.#brief = (longest + ems(LONGEST_TIME)) * TYPE.word * scale + TYPE.gap > inner;
  }

  // A pause that becomes too long, or ends, moves its tile.
  /** @type {(id: string, agent: Schema.AgentRow, now: number) => void} */
  #update(id, agent, now) {
    const before = this.#tile(id).dataset.level;
    this.#show(id, agent, now);
    if (before !== this.#tile(id).dataset.level) this.#page();
  }

  /** @type {(id: string, agent: Schema.AgentRow, now: number) => void} */
  #show(id, agent, now) {
    const tile = this.#tile(id);
    tile.whole = agent.name ?? id;
    tile.show(id, agent, pauseTooLong(agent, now), this.#names.get(id) ?? { first: tile.whole, last: "" }, this.#brief);
    if (agent.status === "paused") this.#paused.add(id);
    else this.#paused.delete(id);
  }

  /** @type {(id: string) => AgentTile} */
  #tile(id) {
    const tile = this.#tiles.get(id) ?? fromTemplate("agent-tile");
    this.#tiles.set(id, tile);
    return tile;
  }

  /** @type {(id: string) => void} */
  #forget(id) {
    this.#tiles.delete(id);
    this.#paused.delete(id);
  }

  // A pause becomes too long by nothing but time.
  /** @type {(now: number) => void} */
  #watchPauses(now) {
    if (!this.#active) return;
    for (const id of this.#paused) {
      const agent = store.document.agents[id];
      if (agent && pauseTooLong(agent, now) !== (this.#tiles.get(id)?.dataset.level === "warning")) this.#update(id, agent, now);
    }
  }
}

/** @type {(name: BoardName) => string} */
function joined({ first, last }) {
  return last ? `${first} ${last}` : first;
}

/** @type {(agent: Schema.AgentRow | undefined) => boolean} */
function isPresent(agent) {
  return agent !== undefined && agent.status !== "logged_out";
}

customElements.define("agent-tiles", AgentTiles);
