// <filter-bar> and the other fields with `data-filter`: what is asked for stands in the address, the fields follow it.
// Choices that the address names but the page does not know yet (a queue before its first call) are kept and shown.

import { store } from "../board.js";
import { find, findAll } from "../dom.js";
import { byKey, sortKey } from "../names.js";
import { address } from "../desk/address.js";
import { FILTERS } from "../desk/filter.js";

// How long after the last letter the lists follow (ms).
const TYPED = 150;

/** @typedef {HTMLInputElement | HTMLSelectElement} Field */
/** @type {Array<"queues" | "agents">} */
const SECTIONS = ["queues", "agents"];

export class FilterBar extends HTMLElement {
  /** @type {Field[]} */
  #fields;
  /** @type {HTMLElement} */
  #reset;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;
  #known = "";

  connectedCallback() {
    this.#fields = findAll(document, "[data-filter]").map((field) => /** @type {Field} */ (field));
    for (const field of this.#fields) {
      field.addEventListener("input", () => this.#input(field));
      field.addEventListener("keydown", (event) => {
        if (event instanceof KeyboardEvent && event.key === "Escape") this.#escape(event, field);
      });
    }
    this.#reset = find(this, ".reset");
    this.#reset.addEventListener("click", () => {
      address.set(Object.fromEntries(FILTERS.map((name) => [name, ""])));
      find(this, ".text").focus();
    });
    address.addEventListener("change", () => this.#show());
    for (const section of SECTIONS) store.subscribe(section, (_, ids) => this.#offer(section, ids));
    for (const section of SECTIONS) this.#offer(section);
    this.#show();
  }

  /** @type {(field: Field) => void} */
  #input(field) {
    clearTimeout(this.#typing);
    const take = () => address.set({ [field.dataset.filter ?? ""]: field.value });
    if (field.type === "search") this.#typing = setTimeout(take, TYPED);
    else take();
  }

  /** @type {(event: KeyboardEvent, field: Field) => void} */
  #escape(event, field) {
    event.stopPropagation();
    event.preventDefault();
    clearTimeout(this.#typing);
    if (field.dataset.filter === "q") {
      field.value = "";
      address.set({ q: "" });
    }
    field.blur();
  }

  #show() {
    for (const field of this.#fields) {
      const wanted = address.get(field.dataset.filter ?? "");
      if (field instanceof HTMLSelectElement && wanted && ![...field.options].some(({ value }) => value === wanted)) field.add(new Option(wanted, wanted));
      if (field.value !== wanted && document.activeElement !== field) field.value = wanted;
      field.toggleAttribute("data-asked", wanted !== "");
    }
    this.#reset.hidden = FILTERS.every((name) => !address.get(name));
    const views = find(document, ".views");
    find(views, ".filtered").hidden = this.#reset.hidden;
    views.toggleAttribute("data-filtered", !this.#reset.hidden);
  }

  // New queues and teams become choices; an event of a known one changes nothing here.
  /** @type {(section: "queues" | "agents", ids?: string[]) => void} */
  #offer(section, ids) {
    const { queues, agents } = store.document;
    if (section === "queues") {
      /** @type {Array<[string, string]>} */
      const all = Object.entries(queues).map(([id, { name = id }]) => [id, name]);
      if (ids && ids.every((id) => this.#known.includes(`\n${id}\t${queues[id]?.name ?? id}\n`))) return;
      this.#known = all.map(([id, name]) => `\n${id}\t${name}\n`).join("");
      for (const select of findAll(document, '[data-filter="queue"], queue-trend select')) {
        fill(/** @type {HTMLSelectElement} */ (select), all);
      }
    } else if (!ids || ids.some((id) => agents[id]?.team && !this.#team(agents[id].team ?? ""))) {
      const teams = [...new Set(Object.values(agents).flatMap(({ team }) => team ?? []))];
      fill(this.#teams, teams.map((team) => [team, team]));
    }
  }

  get #teams() {
    return /** @type {HTMLSelectElement} */ (find(this, '[data-filter="team"]'));
  }

  /** @type {(name: string) => boolean} */
  #team(name) {
    return [...this.#teams.options].some(({ value }) => value === name);
  }
}

/** @type {(select: HTMLSelectElement, choices: Array<[string, string]>) => void} */
function fill(select, choices) {
  const { value } = select;
  const sorted = choices.sort(([a, x], [b, y]) => byKey(sortKey(x), sortKey(y)) || byKey(a, b));
  const options = sorted.map(([id, name]) => new Option(name, id));
  if (value && !choices.some(([id]) => id === value)) options.push(new Option(value, value));
  select.replaceChildren(select.options[0], ...options);
  select.value = value;
}

customElements.define("filter-bar", FilterBar);
