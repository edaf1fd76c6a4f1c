// The room of each of the TV's panels: panels say what they need, and hear when their room has changed. The division
// itself is plan.js's; style sheets take it from the properties of `.panels`.

import { page } from "./core/page.js";
import { find, mark } from "./core/dom.js";
import { plan } from "./plan.js";

/** @typedef {import("./plan.js").Needs} Needs */
/** @typedef {import("./plan.js").Plan} Plan */

// A panel may need another share as soon as it receives its own. Where a style sheet is missing that would never end.
const MAX_ROUNDS = 8;

// "change": the plan is another one.
class Room extends EventTarget {
  #panels = find(document, ".panels");
  /** @type {Needs} */
  #needs = { queues: { lines: 0, pinned: 0 }, campaigns: 0, agents: 0 };
  #key = "";
  #isDividing = false;
  #isOutdated = false;
  /** @type {Plan} */
  #plan;

  constructor() {
    super();
    new ResizeObserver(() => this.#divide()).observe(this.#panels);
    document.addEventListener("layoutchange", () => this.#divide());
    this.#divide();
  }

  get plan() {
    return this.#plan;
  }

  // Inside the panels, in rems.
  get width() {
    return this.#panels.clientWidth / rem();
  }

  /** @type {(needs: Partial<Needs>) => void} */
  need(needs) {
    Object.assign(this.#needs, needs);
    this.#divide();
  }

  // What panels need while they are notified of a new plan makes the next one, without recursion.
  #divide() {
    this.#isOutdated = true;
    if (this.#isDividing) return;
    this.#isDividing = true;
    try {
      for (let round = 0; this.#isOutdated && round < MAX_ROUNDS; round += 1) {
        this.#isOutdated = false;
        this.#replan();
      }
    } finally {
      this.#isDividing = false;
    }
  }

  #replan() {
    const space = { width: this.width, height: this.#panels.clientHeight / rem(), upright: page.portrait };
    const key = JSON.stringify([page.layout, this.#needs, space]);
    if (key === this.#key || space.height <= 0) return;
    this.#key = key;
    this.#plan = plan(page.layout ?? "", this.#needs, space);
    const { queues, campaigns, curve, agents } = this.#plan;
    this.#set("--queues-height", queues.height);
    this.#set("--queue-row", queues.row);
    this.#set("--campaigns-height", campaigns.height);
    this.#set("--campaign-row", campaigns.row);
    this.#set("--curve-height", curve);
    this.#set("--agents-height", agents);
    mark(this.#panels, "curve", curve > 0 && "");
    mark(this.#panels, "campaigns", campaigns.rows > 0 && "");
    this.dispatchEvent(new Event("change"));
  }

  /** @type {(name: string, rems: number) => void} */
  #set(name, rems) {
    this.#panels.style.setProperty(name, `${rems}rem`);
  }
}

// In pixels, as they are laid out.
export function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize);
}

export const room = new Room();
