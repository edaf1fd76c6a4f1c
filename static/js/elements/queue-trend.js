// <queue-trend>: the curve of the day: the total, from the document, or one queue's, requested when that
// queue has changed, and at most once a second.

import { under } from "../core/base.js";
import { catalogue, clock, store } from "../core/page.js";
import { readBars } from "../details/bar-reader.js";
import { find, findAll } from "../core/dom.js";
import { address } from "../supervisor/address.js";
import { chooseDay, quarterEnd, queueOfDay } from "../supervisor/day-choice.js";
import { atInstant } from "../supervisor/fetched-rows.js";
import { pastAddress } from "../supervisor/past.js";

const PACE = 1000;
const MINUTE_MS = 60_000;

export class QueueTrend extends HTMLElement {
  /** @type {HTMLSelectElement} */
  #select;
  /** @type {import("./day-curve.js").DayCurve} */
  #curve;
  #queue = "";
  #asked = -PACE;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #due;

  connectedCallback() {
    this.#select = /** @type {HTMLSelectElement} */ (find(this, "select"));
    this.#curve = /** @type {import("./day-curve.js").DayCurve} */ (find(this, "day-curve"));
    this.#select.addEventListener("input", () => chooseDay(this.#select.value));
    address.addEventListener("change", () => this.#choose());
    this.#readCurve();
    store.subscribe("queues", (_, ids) => (!ids || ids.includes(this.#queue)) && this.#soon());
    this.#choose();
  }

  // A quarter's figures under the pointer: those that its table says.
  #readCurve() {
    const plot = find(this.#curve, ".plot");
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", find(this.#curve, ".label").textContent ?? "");
    const table = /** @type {HTMLTableElement} */ (find(this.#curve, "table"));
    const bars = () => findAll(plot, '.bar[data-kind="answered"]');
    // A click on the quarter that is read, or Enter, leads to the board at its end.
    const follow = () => {
      const quarter = table.tBodies[0].rows[bars().findIndex((bar) => bar.hasAttribute("data-read"))]?.cells[0].textContent;
      if (quarter) location.assign(pastAddress(Math.min(quarterEnd(quarter), clock.now - MINUTE_MS)));
    };
    plot.addEventListener("click", follow);
    plot.addEventListener("keydown", ({ key }) => key === "Enter" && follow());
    readBars({
      plot,
      readout: find(this, ".readout"),
      bars,
      textOf: (place) => {
        const [quarter, answered, abandoned] = [...(table.tBodies[0].rows[place]?.cells ?? [])].map((cell) => cell.textContent ?? "");
        return quarter ? catalogue.say("desk.curve_said", { quarter, answered, abandoned }) : "";
      },
    });
  }

  #choose() {
    const asked = queueOfDay();
    if (asked && ![...this.#select.options].some(({ value }) => value === asked)) this.#select.add(new Option(asked, asked));
    if (this.#select.value !== asked) this.#select.value = asked;
    if (asked === this.#queue) return;
    this.#queue = asked;
    this.#asked = -PACE;
    this.#curve.source = asked ? {} : undefined;
    this.#soon();
  }

  #soon() {
    if (!this.#queue) return;
    const rest = PACE - (performance.now() - this.#asked);
    if (this.#due === undefined) this.#due = setTimeout(() => this.#ask(), Math.max(0, rest));
  }

  async #ask() {
    this.#due = undefined;
    this.#asked = performance.now();
    const queue = this.#queue;
    if (!queue) return;
    try {
      const answer = await fetch(under(atInstant(`/queues/${encodeURIComponent(queue)}/trend`)));
      const { trend } = answer.ok ? await answer.json() : {};
      if (queue === this.#queue && trend) this.#curve.source = trend;
    } catch {
      // No connection: the page shows it, and requests again on reconnect.
    }
  }
}

customElements.define("queue-trend", QueueTrend);
