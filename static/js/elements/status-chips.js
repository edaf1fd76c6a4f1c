// <status-chips>: how many agents are in each status, of those whom the other filters leave; a press shows only these.

import { catalogue, clock, store } from "../core/page.js";
import { arrange, mark, write } from "../core/dom.js";
import { count } from "../format/format.js";
import { address } from "../supervisor/address.js";
import { matcher } from "../supervisor/filter.js";
import { ask } from "../supervisor/render-queue.js";
import { agents as kind, GROUPS } from "../supervisor/lists/agents.js";

const ALL = "";

export class StatusChips extends HTMLElement {
  /** @type {Map<string, HTMLButtonElement>} */
  #chips = new Map();

  connectedCallback() {
    for (const name of [ALL, ...GROUPS]) this.#chips.set(name, this.#made(name));
    store.subscribe("agents", () => ask(this));
    clock.subscribe(() => ask(this));
    address.addEventListener("change", () => ask(this));
    ask(this);
  }

  measure() {}

  draw() {
    const numbers = this.#numbers();
    const asked = address.get("status");
    const shown = [ALL, ...GROUPS].filter((name) => name === ALL || name === asked || numbers.get(name));
    for (const name of shown) {
      const chip = /** @type {HTMLButtonElement} */ (this.#chips.get(name));
      const pressed = String(name === asked);
      if (chip.ariaPressed !== pressed) chip.ariaPressed = pressed;
      write(/** @type {Element} */ (chip.lastElementChild), count(numbers.get(name) ?? 0, catalogue));
    }
    arrange(this, shown.map((name) => /** @type {HTMLButtonElement} */ (this.#chips.get(name))));
  }

  // By status, too long pauses apart, and of all together.
  #numbers() {
    const { document } = store;
    const matches = matcher("agents", "status");
    const numbers = new Map([[ALL, 0]]);
    for (const [id, row] of Object.entries(document.agents)) {
      if (!matches(id, row, document)) continue;
      const name = kind.group?.(row, kind.levels(row, document, clock.now)) ?? row.status;
      numbers.set(name, (numbers.get(name) ?? 0) + 1);
      numbers.set(ALL, (numbers.get(ALL) ?? 0) + 1);
    }
    return numbers;
  }

  /** @type {(name: string) => HTMLButtonElement} */
  #made(name) {
    const chip = document.createElement("button");
    chip.type = "button";
    mark(chip, "status", name || undefined);
    const number = document.createElement("b");
    chip.append(name ? catalogue.say(`heading.${name}`) : catalogue.say("desk.all_agents"), " ", number);
    chip.addEventListener("click", () => address.set({ status: address.get("status") === name ? "" : name }));
    return chip;
  }
}

customElements.define("status-chips", StatusChips);
