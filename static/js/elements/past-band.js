// <past-band>: the page shows a past instant. It says so, and moves along the day: pointer, ← → a minute, Shift an
// event, Space plays ten times as fast. The instant stands in the address; Live leads back.

import { under } from "../core/base.js";
import { catalogue, clock, store } from "../core/page.js";
import { address } from "../supervisor/address.js";
import { find, findAll, write } from "../core/dom.js";
import { longDate, offsetOf, wall } from "../format/format.js";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const QUARTERS = 96;
const PLAY_STEP_MS = 10_000;
const PLAY_INTERVAL_MS = 1000;
const SVG = "http://www.w3.org/2000/svg";
const WORDS = { 404: "past.too_early", 422: "past.not_yet" };

export class PastBand extends HTMLElement {
  #at = Date.parse(store.document.as_of);
  #minutes = /** @type {HTMLInputElement} */ (find(this, ".minutes"));
  #play = /** @type {HTMLButtonElement} */ (find(this, ".play"));
  #problem = /** @type {HTMLElement} */ (find(this, ".problem"));
  /** @type {AbortController | undefined} */
  #request;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #drawn = "";

  connectedCallback() {
    clock.freeze();
    const live = /** @type {HTMLAnchorElement} */ (find(this, ".live"));
    live.addEventListener("click", () => (live.href = withoutInstant()));
    this.#minutes.addEventListener("change", () => this.#go(this.#midnight + Number(this.#minutes.value) * MINUTE_MS));
    for (const button of findAll(this, "[data-step]")) {
      button.addEventListener("click", () => this.#go(this.#at + Number(/** @type {HTMLElement} */ (button).dataset.step) * 1000));
    }
    this.#play.addEventListener("click", () => this.#toggle());
    document.addEventListener("keydown", (event) => this.#press(event), true);
    this.#show();
  }

  // The beginning of the day that the wall clock shows.
  get #midnight() {
    const shift = clock.offset * MINUTE_MS;
    return Math.floor((this.#at + shift) / (DAY_MINUTES * MINUTE_MS)) * DAY_MINUTES * MINUTE_MS - shift;
  }

  /** @type {(event: KeyboardEvent) => void} */
  #press(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.ctrlKey || event.altKey || event.metaKey || target.matches("input, select, textarea, button, a, [tabindex]")) return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (step === undefined) this.#toggle();
    else if (event.shiftKey) this.#ask({ version: String(store.document.version + step) });
    else this.#go(this.#at + step * MINUTE_MS);
  }

  #toggle() {
    const plays = this.#timer === undefined;
    if (plays) this.#timer = setInterval(() => this.#go(this.#at + PLAY_STEP_MS), PLAY_INTERVAL_MS);
    else this.#stop();
    this.#play.setAttribute("aria-pressed", String(plays));
  }

  #stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.setAttribute("aria-pressed", "false");
  }

  /** @type {(at: number) => Promise<void>} */
  #go(at) {
    return this.#ask({ at: iso(at, clock.offset) });
  }

  /** @type {(asked: Record<string, string>) => Promise<void>} */
  async #ask(asked) {
    this.#request?.abort();
    const request = (this.#request = new AbortController());
    try {
      const answer = await fetch(under(`/state?${query(asked)}`), { signal: request.signal });
      if (!answer.ok) return this.#refuse(answer.status);
      this.#replace(await answer.json());
    } catch {
      if (!request.signal.aborted) this.#refuse(0);
    }
  }

  /** @type {(status: number) => void} */
  #refuse(status) {
    this.#stop();
    write(this.#problem, catalogue.say(WORDS[/** @type {404 | 422} */ (status)] ?? "past.busy"));
    this.#problem.hidden = false;
  }

  /** @type {(document: Doc) => void} */
  #replace(document) {
    this.#problem.hidden = true;
    this.#at = Date.parse(document.as_of);
    clock.thaw();
    clock.set(document.as_of, offsetOf(document.as_of));
    clock.freeze();
    store.replace(document);
    address.set({ at: document.as_of });
    this.#show();
  }

  #show() {
    const at = wall(this.#at, clock.offset);
    write(find(this, ".moment"), `${longDate(at, catalogue)}, ${at.time}:${at.seconds}`);
    this.#minutes.value = String(Math.floor((this.#at - this.#midnight) / MINUTE_MS));
    this.#minutes.setAttribute("aria-valuetext", at.time);
    void this.#drawDay();
  }

  // The bars of the whole day, as far as it has come.
  async #drawDay() {
    const day = iso(this.#midnight, clock.offset);
    if (day === this.#drawn) return;
    this.#drawn = day;
    const end = Math.min(this.#midnight + DAY_MINUTES * MINUTE_MS - 1000, Date.now() - MINUTE_MS);
    const answer = await fetch(under(`/state?${query({ at: iso(Math.max(end, this.#at), clock.offset) })}`)).catch(() => undefined);
    const { trend } = answer?.ok ? await answer.json() : store.document;
    this.#draw(trend);
  }

  /** @type {(trend: Doc["trend"]) => void} */
  #draw(trend) {
    const bars = find(this, ".bars");
    bars.replaceChildren();
    const most = Math.max(1, ...Object.values(trend).map((quarter) => quarter.entered));
    for (const [label, { entered }] of Object.entries(trend)) {
      const rect = bars.appendChild(document.createElementNS(SVG, "rect"));
      const place = (Number(label.slice(0, 2)) * 60 + Number(label.slice(3, 5))) / (DAY_MINUTES / QUARTERS);
      const height = (100 * entered) / most;
      for (const [name, value] of Object.entries({ x: place + 0.1, y: 100 - height, width: 0.8, height })) {
        rect.setAttribute(name, value.toFixed(2));
      }
    }
  }
}

// The board and role of this page, as its stream has them.
/** @type {(asked: Record<string, string>) => URLSearchParams} */
function query(asked) {
  const own = new URLSearchParams((document.documentElement.dataset.stream ?? "").split("?")[1]);
  for (const [name, value] of Object.entries(asked)) own.set(name, value);
  return own;
}

// The same page, of now.
function withoutInstant() {
  const left = new URLSearchParams(location.search);
  left.delete("at");
  return String(left) ? `?${left}` : location.pathname;
}

/** @type {(milliseconds: number, offsetMinutes: number) => string} */
export function iso(milliseconds, offsetMinutes) {
  const wallClock = new Date(milliseconds + offsetMinutes * MINUTE_MS).toISOString().slice(0, 19);
  const minutes = Math.abs(offsetMinutes);
  const parts = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${wallClock}${offsetMinutes < 0 ? "-" : "+"}${parts.join(":")}`;
}

customElements.define("past-band", PastBand);
