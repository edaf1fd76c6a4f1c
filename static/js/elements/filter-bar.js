// <filter-bar>: the search field, the menus of teams and queues, and what clears all filters. What is asked for stands in
// the address, the fields follow it.

import { store } from "../core/page.js";
import { find, findAll } from "../core/dom.js";
import { byKey, sortKey } from "../format/names.js";
import { address } from "../supervisor/address.js";
import { FILTERS } from "../supervisor/filter.js";
import "./filter-menu.js";

// How long after the last letter the lists follow.
const TYPED_MS = 150;

/** @typedef {import("./filter-menu.js").FilterMenu} FilterMenu */

export class FilterBar extends HTMLElement {
  /** @type {HTMLInputElement} */
  #text;
  /** @type {HTMLElement} */
  #reset;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  connectedCallback() {
    this.#text = /** @type {HTMLInputElement} */ (find(this, ".text"));
    this.#text.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => address.set({ q: this.#text.value }), TYPED_MS);
    });
    this.#text.addEventListener("keydown", (event) => event.key === "Escape" && this.#clear(event));
    this.#reset = find(this, ".reset");
    this.#reset.addEventListener("click", () => {
      address.set(Object.fromEntries(FILTERS.map((name) => [name, ""])));
      this.#text.focus();
    });
    address.addEventListener("change", () => this.#show());
    store.subscribe("queues", (_, ids) => this.#offerQueues(ids));
    store.subscribe("agents", (_, ids) => this.#offerTeams(ids));
    this.#offerQueues();
    this.#offerTeams();
    this.#show();
  }

  /** @type {(event: KeyboardEvent) => void} */
  #clear(event) {
    event.stopPropagation();
    event.preventDefault();
    clearTimeout(this.#typing);
    this.#text.value = "";
    address.set({ q: "" });
    this.#text.blur();
  }

  #show() {
    const wanted = address.get("q");
    if (this.#text.value !== wanted && document.activeElement !== this.#text) this.#text.value = wanted;
    this.#text.toggleAttribute("data-active", wanted !== "");
    this.#reset.hidden = FILTERS.every((name) => !address.get(name));
  }

  // New queues and teams become choices; an event of a known one changes nothing here.
  /** @type {(ids?: string[]) => void} */
  #offerQueues(ids) {
    const { queues } = store.document;
    const menu = this.#menu("queue");
    if (ids && ids.every((id) => menu.knows(id, queues[id]?.name ?? id))) return;
    /** @type {Array<[string, string]>} */
    const all = Object.entries(queues).map(([id, { name = id }]) => [id, name]);
    menu.offer(all);
    for (const select of findAll(document, "queue-trend select")) fill(/** @type {HTMLSelectElement} */ (select), all);
  }

  /** @type {(ids?: string[]) => void} */
  #offerTeams(ids) {
    const { agents } = store.document;
    const menu = this.#menu("team");
    if (ids && ids.every((id) => !agents[id]?.team || menu.knows(agents[id].team ?? ""))) return;
    const teams = [...new Set(Object.values(agents).flatMap(({ team }) => team ?? []))];
    menu.offer(teams.map((team) => [team, team]));
  }

  /** @type {(name: string) => FilterMenu} */
  #menu(name) {
    return /** @type {FilterMenu} */ (find(this, `filter-menu[data-filter="${name}"]`));
  }
}

/** @type {(select: HTMLSelectElement, choices: Array<[string, string]>) => void} */
function fill(select, choices) {
  const { value } = select;
  const sorted = [...choices].sort(([a, x], [b, y]) => byKey(sortKey(x), sortKey(y)) || byKey(a, b));
  const options = sorted.map(([id, name]) => new Option(name, id));
  if (value && !choices.some(([id]) => id === value)) options.push(new Option(value, value));
  select.replaceChildren(select.options[0], ...options);
  select.value = value;
}

customElements.define("filter-bar", FilterBar);
