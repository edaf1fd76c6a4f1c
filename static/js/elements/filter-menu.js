// <filter-menu data-filter="team">: several choices of one kind (teams, queues), kept in the address. Choices that the
// address names but the page does not know yet (a queue before its first call) are stored and shown.

import { catalogue } from "../core/page.js";
import { find, findAll, write } from "../core/dom.js";
import { byKey, sortKey } from "../format/names.js";
import { address } from "../supervisor/address.js";

/** @typedef {[id: string, name: string]} Choice */

export class FilterMenu extends HTMLElement {
  /** @type {HTMLDetailsElement} */
  #details;
  /** @type {Map<string, string>} */
  #choices = new Map();

  connectedCallback() {
    this.#details = /** @type {HTMLDetailsElement} */ (find(this, "details"));
    this.addEventListener("change", () => this.#take());
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.#close(event));
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.contains(/** @type {Node} */ (target))) this.#details.open = false;
    });
    this.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !this.contains(/** @type {Node} */ (relatedTarget))) this.#details.open = false;
    });
    address.addEventListener("change", () => this.#show());
    this.#show();
  }

  get #name() {
    return this.dataset.filter ?? "";
  }

  /** @type {(choices: Choice[]) => void} */
  offer(choices) {
    const sorted = [...choices].sort(([a, x], [b, y]) => byKey(sortKey(x), sortKey(y)) || byKey(a, b));
    this.#choices = new Map(sorted);
    this.#show();
  }

  /** @type {(id: string, name?: string) => boolean} */
  knows(id, name) {
    return this.#choices.has(id) && (name === undefined || this.#choices.get(id) === name);
  }

  #take() {
    const boxes = findAll(this, "input").map((box) => /** @type {HTMLInputElement} */ (box));
    address.set({ [this.#name]: boxes.filter(({ checked }) => checked).map(({ value }) => value) });
  }

  #show() {
    const asked = address.all(this.#name);
    const all = new Map([...this.#choices, ...asked.filter((id) => !this.#choices.has(id)).map((id) => /** @type {Choice} */ ([id, id]))]);
    this.#offered(all);
    for (const box of findAll(this, "input")) /** @type {HTMLInputElement} */ (box).checked = asked.includes(/** @type {HTMLInputElement} */ (box).value);
    const words = asked.length === 0 ? "none" : asked.length === 1 ? "one" : "some";
    const values = { name: all.get(asked[0]) ?? "", n: asked.length, all: all.size };
    write(find(this, "summary"), catalogue.say(`desk.${this.#name}_${words}`, values));
    this.toggleAttribute("data-active", asked.length > 0);
    this.hidden = all.size === 0;
  }

  // The boxes stay while their choices do: one of them may have the focus.
  /** @type {(all: Map<string, string>) => void} */
  #offered(all) {
    const key = JSON.stringify([...all]);
    const box = find(this, ".options");
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    box.replaceChildren(...[...all].map(([id, name]) => option(id, name)));
  }

  /** @type {(event: KeyboardEvent) => void} */
  #close(event) {
    if (!this.#details.open) return;
    event.stopPropagation();
    this.#details.open = false;
    find(this, "summary").focus();
  }
}

/** @type {(id: string, name: string) => HTMLElement} */
function option(id, name) {
  const label = document.createElement("label");
  const text = document.createElement("bdi");
  text.textContent = name;
  label.append(Object.assign(document.createElement("input"), { type: "checkbox", value: id }), text);
  return label;
}

customElements.define("filter-menu", FilterMenu);
