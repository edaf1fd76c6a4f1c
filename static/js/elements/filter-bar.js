// <filter-bar> and the other fields with `data-filter`: what is asked for stands in the address, the fields follow it.
// Choices that the address names but the page does not know yet (a queue before its first call) are kept and shown.

import { store } from "../board.js";
import { byKey, sortKey } from "../names.js";
import { address } from "../desk/address.js";
import { FILTERS } from "../desk/filter.js";

// How long after the last letter the lists follow (ms).
const TYPED = 150;

export class FilterBar extends HTMLElement {
  #typing;
  #known = "";

  connectedCallback() {
    this.fields = [...document.querySelectorAll("[data-filter]")];
    for (const field of this.fields) {
      field.addEventListener("input", () => this.#input(field));
      field.addEventListener("keydown", (event) => event.key === "Escape" && this.#escape(event, field));
    }
    this.reset = this.querySelector(".reset");
    this.reset.addEventListener("click", () => {
      address.set(Object.fromEntries(FILTERS.map((name) => [name, ""])));
      this.querySelector(".text").focus();
    });
    address.addEventListener("change", () => this.#show());
    for (const section of ["queues", "agents"]) store.subscribe(section, (_, ids) => this.#offer(section, ids));
    for (const section of ["queues", "agents"]) this.#offer(section);
    this.#show();
  }

  #input(field) {
    clearTimeout(this.#typing);
    const take = () => address.set({ [field.dataset.filter]: field.value });
    if (field.type === "search") this.#typing = setTimeout(take, TYPED);
    else take();
  }

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
    for (const field of this.fields) {
      const wanted = address.get(field.dataset.filter);
      if (field.tagName === "SELECT" && wanted && ![...field.options].some(({ value }) => value === wanted)) field.add(new Option(wanted, wanted));
      if (field.value !== wanted && document.activeElement !== field) field.value = wanted;
      field.toggleAttribute("data-asked", wanted !== "");
    }
    this.reset.hidden = FILTERS.every((name) => !address.get(name));
    const views = document.querySelector(".views");
    views.querySelector(".filtered").hidden = this.reset.hidden;
    views.toggleAttribute("data-filtered", !this.reset.hidden);
  }

  // New queues and teams become choices; an event of a known one changes nothing here.
  #offer(section, ids) {
    const { queues, agents } = store.document;
    if (section === "queues") {
      const all = Object.entries(queues).map(([id, { name = id }]) => [id, name]);
      if (ids && ids.every((id) => this.#known.includes(`\n${id}\t${queues[id]?.name ?? id}\n`))) return;
      this.#known = all.map(([id, name]) => `\n${id}\t${name}\n`).join("");
      for (const select of document.querySelectorAll('[data-filter="queue"], queue-trend select')) fill(select, all);
    } else if (!ids || ids.some((id) => agents[id]?.team && !this.#team(agents[id].team))) {
      const teams = [...new Set(Object.values(agents).map(({ team }) => team).filter(Boolean))];
      fill(this.querySelector('[data-filter="team"]'), teams.map((team) => [team, team]));
    }
  }

  #team(name) {
    return [...this.querySelector('[data-filter="team"]').options].some(({ value }) => value === name);
  }
}

function fill(select, choices) {
  const { value } = select;
  const sorted = choices.sort(([a, x], [b, y]) => byKey(sortKey(x), sortKey(y)) || byKey(a, b));
  const options = sorted.map(([id, name]) => new Option(name, id));
  if (value && !choices.some(([id]) => id === value)) options.push(new Option(value, value));
  select.replaceChildren(select.options[0], ...options);
  select.value = value;
}

customElements.define("filter-bar", FilterBar);
