// <chat-queue-detail>: one chat queue: its figures of the day, and its chats: who waits, and who has whom.

import { catalogue, store } from "../core/page.js";
import { Kept } from "../details/keyed-list.js";
import { foreign, make, opener } from "../details/make.js";
import { agentName, chatQueueName, inWords } from "../details/wording.js";
import { count, duration } from "../format/format.js";
import "./time-since.js";

/** @type {Array<keyof Doc>} */
const SECTIONS = ["chat_queues", "chats", "agents"];

/** @typedef {{ client: string, since: string, agent?: string, agentName?: string }} Chat */

export class ChatQueueDetail extends HTMLElement {
  /** @type {string | undefined} */
  #id;
  /** @type {(text: string) => void} */
  #entitle = () => {};
  /** @type {HTMLElement} */
  #figures;
  /** @type {Kept} */
  #chats;

  constructor() {
    super();
    for (const section of SECTIONS) store.subscribe(section, () => this.#id !== undefined && this.#show());
  }

  /** @type {(id: string, entitle: (text: string) => void) => void} */
  show(id, entitle) {
    this.#id = id;
    this.#entitle = entitle;
    this.#figures = make("div");
    const list = make("ul", { class: "people" });
    this.#chats = new Kept(list);
    this.replaceChildren(this.#figures, make("h3", {}, catalogue.say("list.chats")), list);
    this.#show();
  }

  leave() {
    this.#id = undefined;
  }

  #show() {
    const id = this.#id ?? "";
    const row = store.document.chat_queues[id];
    this.#entitle(chatQueueName(id));
    this.#figures.replaceChildren(...(row ? [figures(row)] : [make("p", { class: "empty" }, inWords("not_here"))]));
    const own = Object.values(store.document.chats).filter(({ chat_queue: queue }) => queue === id);
    const sorted = own.sort((a, b) => Number(a.agent !== undefined) - Number(b.agent !== undefined) || Date.parse(a.since) - Date.parse(b.since));
    this.#chats.show(sorted.map(chat), chatLine);
  }
}

/** @type {(row: Schema.ChatRow) => Chat} */
function chat({ client_name: name, client_email: email, since, agent }) {
  return { client: name || email || catalogue.say("no_name"), since, agent, agentName: agent && agentName(agent) };
}

/** @type {(chat: Chat) => HTMLElement} */
function chatLine({ client, since, agent, agentName: name }) {
  const who = agent ? opener(`agent:${agent}`, foreign(name)) : make("span", {}, catalogue.say("stage.waiting"));
  return make("li", { "data-level": "normal" }, foreign(client), make("span", { class: "word" }, who), make("time-since", { class: "length", "data-since": since }));
}

/** @type {(row: Schema.ChatQueueRow) => HTMLElement} */
function figures({ waiting, active, today }) {
  const facts = [
    ["waiting", count(waiting, catalogue)],
    ["active", count(active, catalogue)],
    ["created", count(today.created, catalogue)],
    ["assigned", count(today.assigned, catalogue)],
    ["missed", count(today.missed, catalogue)],
    ["closed", count(today.closed, catalogue)],
    ["wait", duration(today.wait_time.average)],
    ["wait_longest", duration(today.wait_time.maximum)],
  ];
  return make("dl", { class: "facts" }, ...facts.map(([name, text]) => make("div", {}, make("dt", {}, catalogue.say(`column.${name}`)), make("dd", {}, text))));
}

customElements.define("chat-queue-detail", ChatQueueDetail);
