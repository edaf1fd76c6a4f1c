// <agent-tiles>: everybody who is logged in, by name, so that people find themselves by place. Pages within itself.

import { catalogue, clock, page, store } from "../board.js";
import { arrange, find, fromTemplate, mark, write } from "../dom.js";
import { count } from "../format.js";
import { pauseTooLong } from "../levels.js";
import { Pager } from "../pager.js";
import { present, tileDensity } from "../roster.js";
import "./time-since.js";
import "./agent-tile.js";

/** @typedef {import("./agent-tile.js").AgentTile} AgentTile */

// So many stand in lines of their own or by twos on a portrait screen.
const FEW = 6;

export class AgentTiles extends HTMLElement {
  /** @type {HTMLElement} */
  #box;
  /** @type {Map<string, AgentTile>} */
  #tiles = new Map();
  /** @type {Set<string>} */
  #paused = new Set();
  /** @type {import("../roster.js").TileRule} */
  #room;
  /** @type {Pager} */
  #pager;

  connectedCallback() {
    this.#box = find(this, ".tiles");
    this.#pager = new Pager(this.#box, (number, pages) => this.#turned(number, pages));
    store.subscribe("agents", (_, ids) => this.#change(ids));
    clock.subscribe((now) => this.#watchPauses(now));
    document.addEventListener("layoutchange", () => this.#showAll());
    this.#showAll();
  }

  get #active() {
    return page.layout === "overview";
  }

  // An event changes an agent or two: only a coming or going moves the others.
  /** @type {(ids: string[] | undefined) => void} */
  #change(ids) {
    if (!this.#active) return;
    const { agents } = store.document;
    const moved = !ids || ids.some((id) => this.#tiles.has(id) !== isPresent(agents[id]) || this.#renamed(id));
    if (moved) this.#showAll();
    else ids.filter((id) => isPresent(agents[id])).forEach((id) => this.#show(id, agents[id], clock.now));
  }

  /** @type {(id: string) => boolean} */
  #renamed(id) {
    const tile = this.#tiles.get(id);
    return tile !== undefined && tile.whole !== (store.document.agents[id]?.name ?? id);
  }

  #showAll() {
    if (!this.#active) return;
    const there = present(store.document.agents);
    this.#room = tileDensity(there.length);
    mark(this, "density", this.#room.density);
    document.documentElement.toggleAttribute("data-few-agents", there.length <= FEW);
    const ids = new Set(there.map(({ id }) => id));
    for (const id of this.#tiles.keys()) if (!ids.has(id)) this.#forget(id);
    for (const { id, agent } of there) this.#show(id, agent, clock.now);
    arrange(this.#box, there.flatMap(({ id }) => this.#tiles.get(id) ?? []));
    const number = count(there.length, catalogue);
    write(find(this, ".count"), catalogue.say("logged_in", { n: number }));
    find(this, ".empty").hidden = there.length > 0;
    this.#pager.fit();
  }

  /** @type {(id: string, agent: Schema.AgentRow, now: number) => void} */
  #show(id, agent, now) {
    const tile = this.#tiles.get(id) ?? fromTemplate("agent-tile");
    this.#tiles.set(id, tile);
    const tooLong = pauseTooLong(agent, now);
    const pinned = tile.dataset.pinned !== undefined;
    tile.whole = agent.name ?? id;
    tile.show(id, agent, tooLong, this.#room);
    if (agent.status === "paused") this.#paused.add(id);
    else this.#paused.delete(id);
    if (pinned !== tooLong && this.#pager.pages > 1) this.#pager.fit();
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
      if (agent && pauseTooLong(agent, now) !== (this.#tiles.get(id)?.dataset.level === "warning")) this.#show(id, agent, now);
    }
  }

  /** @type {(number: number, pages: number) => void} */
  #turned(number, pages) {
    mark(this, "paged", pages > 1 && "");
    write(find(this, ".page"), pages > 1 ? catalogue.say("page_of", { page: number + 1, pages }) : "");
  }
}

/** @type {(agent: Schema.AgentRow | undefined) => boolean} */
function isPresent(agent) {
  return agent !== undefined && agent.status !== "logged_out";
}

customElements.define("agent-tiles", AgentTiles);
