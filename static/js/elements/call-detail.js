// <call-detail>: one call's way through the menu, queues, rings and talks, top to bottom; what lasts ticks.

import { catalogue, store } from "../core/page.js";
import { Asked, NOT_OF_THE_PAST } from "../details/poller.js";
import { Kept } from "../details/keyed-list.js";
import { foreign, make, opener } from "../details/make.js";
import { agentName, moment, placeName, queueName, inWords } from "../details/wording.js";
import { duration } from "../format/format.js";
import { isolated } from "../format/names.js";
import { pastAddress } from "../supervisor/past.js";
import "./time-since.js";

const PACE = 1000;

export class CallDetail extends HTMLElement {
  /** @type {string | undefined} */
  #id;
  /** @type {(text: string) => void} */
  #entitle = () => {};
  /** @type {Schema.CallRow | undefined} */
  #row;
  /** @type {Schema.CallHistory | undefined} */
  #call;
  /** @type {HTMLElement} */
  #head;
  /** @type {HTMLElement} */
  #way;
  /** @type {Kept} */
  #steps;
  #asked = new Asked(PACE, (call, problem) => this.#told(call, problem));

  constructor() {
    super();
    store.subscribe("calls", () => this.#id !== undefined && this.#changed());
    // A refusal is a change of the agent's row, and a ring that came back need not be one of the call's.
    store.subscribe("agents", (_, ids) => this.#id !== undefined && this.#concerns(ids) && this.#asked.soon());
  }

  /** @type {(id: string, entitle: (text: string) => void) => void} */
  show(id, entitle) {
    if (id === this.#id) return;
    this.#id = id;
    this.#entitle = entitle;
    this.#call = undefined;
    this.#row = store.document.calls[id];
    this.replaceChildren();
    this.#head = make("div");
    this.#way = make("ol", { class: "way" });
    this.#steps = new Kept(this.#way);
    entitle(inWords("call", { id }));
    this.#asked.about(`/calls/${encodeURIComponent(id)}`);
  }

  leave() {
    this.#id = undefined;
    this.#asked.about(undefined);
  }

  #changed() {
    const row = store.document.calls[this.#id ?? ""];
    if (row === this.#row) return;
    this.#row = row;
    this.#asked.soon();
  }

  /** @type {(ids: string[] | undefined) => boolean} */
  #concerns(ids) {
    const rung = new Set(this.#call?.way.map(({ agent }) => agent));
    return this.#row !== undefined && (!ids || ids.some((id) => rung.has(id)));
  }

  /** @type {(call: Schema.CallHistory | undefined, problem?: number) => void} */
  #told(call, problem) {
    if (!call) {
      if (problem === 404 || problem === NOT_OF_THE_PAST) this.replaceChildren(make("p", { class: "empty" }, inWords(problem === 404 ? "call_unknown" : "not_of_the_past")));
      return;
    }
    this.#call = call;
    const number = call.direction === "inbound" ? call.source_number : call.destination_number;
    this.#entitle([number, call.source_name].flatMap((name) => (name ? isolated(name) : [])).join(" · ") || inWords("call", { id: call.connection }));
    this.#head.replaceChildren(state(call), ...(number ? [make("button", { type: "button", class: "copy-number", "data-copy": number }, catalogue.say("desk.copy", { what: number }))] : []), about(call), ...board(call));
    this.#steps.show(call.way, step);
    if (!this.#way.isConnected) this.replaceChildren(this.#head, this.#way);
  }
}

/** @type {(call: Schema.CallHistory) => HTMLElement} */
function state(call) {
  if (!call.live) {
    const word = call.outcome ? inWords(`outcome.${call.outcome}`) : inWords("call_ended");
    return make("p", { class: "state" }, make("span", {}, word));
  }
  const since = make("time-since", { "data-since": call.since });
  return make("p", { class: "state", "data-stage": call.stage }, make("span", {}, catalogue.say(`stage.${call.stage}`)), since);
}

// The way to the board as it was when the call ended.
/** @type {(call: Schema.CallHistory) => HTMLElement[]} */
function board({ ended }) {
  if (!ended) return [];
  return [make("p", {}, make("a", { href: pastAddress(Date.parse(ended)) }, inWords("board_then")))];
}

/** @type {(call: Schema.CallHistory) => HTMLElement} */
function about(call) {
  const facts = [
    ["direction", inWords(call.direction)],
    [call.campaign === undefined ? "queue" : "campaign", placeName(call)],
    ["line", call.direction === "inbound" ? call.destination_number : undefined],
    ["started", moment(call.started)],
    ["ended", call.ended && moment(call.ended)],
    ["id", call.connection],
  ];
  const shown = facts.filter(([, text]) => text);
  return make("dl", { class: "about" }, ...shown.map(([name, text]) => make("div", {}, make("dt", {}, inWords(`fact.${name}`)), make("dd", {}, foreign(text)))));
}

/** @type {(part: Schema.CallStep) => HTMLElement} */
function step(part) {
  const live = part.until === undefined;
  const length = live ? make("time-since", { "data-since": part.since }) : part.kind === "transfer" ? "" : duration(part.seconds);
  const what = make("span", { class: "what" }, inWords(`step.${part.kind}`));
  const who = part.agent && opener(`agent:${part.agent}`, foreign(agentName(part.agent)));
  const where = part.kind === "queue" ? foreign(queueName(part.queue ?? "")) : part.kind === "dialing" ? foreign(placeName(part)) : undefined;
  const how = part.outcome && !(part.kind === "queue" && live) && make("span", { class: "outcome" }, inWords(`ended.${part.outcome}`));
  return make(
    "li",
    { "data-kind": part.kind, "data-outcome": part.outcome, "data-live": live },
    make("span", { class: "at" }, moment(part.since)),
    make("span", { class: "said" }, ...[what, where, who || undefined, how || undefined].filter(Boolean).flatMap((one, at) => (at ? [" ", one] : [one]))),
    make("span", { class: "length" }, length),
  );
}

customElements.define("call-detail", CallDetail);
