// <campaign-detail>: one campaign: its figures of the day, how its attempts ended, and who works for it now.

import { catalogue, store } from "../core/page.js";
import { dropRate } from "../supervisor/columns.js";
import { Kept } from "../details/keyed-list.js";
import { make } from "../details/make.js";
import { people, personLine } from "../details/people.js";
import { inWords } from "../details/wording.js";
import { count, duration } from "../format/format.js";
import "./time-since.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["campaigns", "agents", "calls"];

export class CampaignDetail extends HTMLElement {
  /** @type {string | undefined} */
  #id;
  /** @type {(text: string) => void} */
  #entitle = () => {};
  /** @type {HTMLElement} */
  #figures;
  /** @type {HTMLElement} */
  #heading;
  /** @type {Kept} */
  #people;

  constructor() {
    super();
    for (const section of SECTIONS) store.subscribe(section, () => this.#id !== undefined && this.#show());
  }

  /** @type {(id: string, entitle: (text: string) => void) => void} */
  show(id, entitle) {
    this.#id = id;
    this.#entitle = entitle;
    this.#figures = make("div");
    this.#heading = make("h3");
    const list = make("ul", { class: "people" });
    this.#people = new Kept(list);
    this.replaceChildren(this.#figures, this.#heading, list);
    this.#show();
  }

  leave() {
    this.#id = undefined;
  }

  #show() {
    const { agents, calls, campaigns } = store.document;
    const id = this.#id ?? "";
    const row = campaigns[id];
    this.#entitle(row?.name ?? id);
    const working = Object.entries(agents).filter(([, { calls: own, preview }]) => preview?.campaign === id || own.some((call) => calls[call]?.campaign === id));
    this.#heading.textContent = catalogue.say("desk.working_on", { n: working.length });
    this.#people.show(people(working), personLine);
    this.#figures.replaceChildren(...(row ? figures(row) : [make("p", { class: "empty" }, inWords("not_here"))]));
  }
}

/** @type {(row: Schema.CampaignRow) => HTMLElement[]} */
function figures({ dialing, talking, today }) {
  const facts = [
    ["dialing", count(dialing, catalogue)],
    ["in_talk", count(talking, catalogue)],
    ["attempts", count(today.attempts, catalogue)],
    ["connected", count(today.connected, catalogue)],
    ["drop_rate", dropRate(today.outcomes.drop ?? 0, today.connected)],
    ["completed", count(today.completed, catalogue)],
    ["saved", count(today.saved, catalogue)],
    ["talk_total", duration(today.talk_time)],
  ];
  const endings = Object.entries(today.outcomes).sort(([, a], [, b]) => b - a);
  return [
    make("dl", { class: "facts" }, ...facts.map(([name, text]) => make("div", {}, make("dt", {}, catalogue.say(`column.${name}`)), make("dd", {}, text)))),
    make("h3", {}, catalogue.say("outcomes")),
    make("ul", { class: "pairs" }, ...endings.map(([name, n]) => make("li", {}, make("span", {}, catalogue.say(`outcome.${name}`)), make("b", {}, count(n, catalogue))))),
  ];
}

customElements.define("campaign-detail", CampaignDetail);
